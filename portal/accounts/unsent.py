"""What somebody sent when they were no longer signed in, or had signed in anew in another tab, so that the form was
stale: kept until they are back on its page, so that nothing they wrote is lost.

Only for views that ask for it (`open_to(…, keeps_unsent=True)`), so that no password is kept; and only for one who was
signed in, so that strangers can't have us store things.
"""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

NOT_SAVED = _(
    "Din inloggning hade gått ut eller bytts när du sparade. "
    "Det du skrev står kvar här, men är inte sparat. Spara igen."
)
_KEPT = "unsent"
# More than the longest section of any form.
MOST_CHARACTERS = 1_000_000


def keep_unsent(request: HttpRequest) -> bool:
    """Keep the fields that came, for the same person and the same address. Whether they were kept."""
    view = request.resolver_match.func if request.resolver_match else None
    if request.method != "POST" or not getattr(view, "keeps_unsent", False):
        return False
    person, fields = _who_was_signed_in(request), request.POST.urlencode()
    if person is None or len(fields) > MOST_CHARACTERS:
        return False
    request.session[_KEPT] = {"person": person, "path": request.path, "fields": fields}
    return True


def take_unsent(request: HttpRequest) -> QueryDict | None:
    """The fields that this person sent here when they could not be taken. They are handed over once."""
    kept = request.session.get(_KEPT)
    if kept is None or (kept["person"], kept["path"]) != (str(request.user.pk), request.path):
        return None
    del request.session[_KEPT]
    return QueryDict(kept["fields"])


def typed_in(request: HttpRequest) -> QueryDict | None:
    """What a form is to show: the fields that came now, or those that could not be taken before, with a word of it."""
    if request.method == "POST":
        return request.POST
    unsent = take_unsent(request)
    if unsent is not None:
        messages.warning(request, NOT_SAVED)
    return unsent


def _who_was_signed_in(request: HttpRequest) -> str | None:
    """Whose session the browser names, also when it has run out. Signing out leaves none behind."""
    session = Session.objects.filter(pk=request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")).first()
    return session.get_decoded().get(SESSION_KEY) if session else None
