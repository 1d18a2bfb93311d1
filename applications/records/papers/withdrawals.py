"""That the region took its application back."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from applications.cases.models import Case
from applications.records.papers.paper import Paper, Part, facts
from applications.submissions.models import Withdrawal


def papers_of(case: Case) -> Iterator[Paper]:
    for withdrawal in Withdrawal.objects.filter(case=case):
        key = f"withdrawal:{withdrawal.pk}"
        told = [(_("Återkallad av"), withdrawal.withdrawn_by_name), (_("Skäl"), withdrawal.reason)]
        yield Paper(
            key=key,
            kind=_("Återkallelse"),
            title=_("Återkallelse av ansökan"),
            at=withdrawal.withdrawn_at,
            parts=(Part(texts=facts(key, told)),),
        )
