"""What a person may not see does not exist for them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from applications.cases.models import Case
from applications.drafting.models import Attachment

View = Callable[..., HttpResponse]


def not_there_is_404(view: View) -> View:
    """What this person may not see does not exist for them."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (Case.DoesNotExist, Attachment.DoesNotExist) as error:
            raise Http404 from error

    return answer
