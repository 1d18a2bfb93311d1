"""What was proposed, also what was sent back or lapsed. Public once the region knows what came of it."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Max
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from applications.cases.models import Case
from applications.decisions.models import Decision, Proposal
from applications.records.papers.paper import Paper, Part, Row, Table, Text, facts
from portal.ui.numbers import kronor


def papers_of(case: Case) -> Iterator[Paper]:
    told = Decision.objects.filter(case=case, release__isnull=False).aggregate(last=Max("decided_at"))["last"]
    related = ("proposed_by", "sent_back_by", "submission", "replaces")
    proposals = Proposal.objects.filter(case=case).select_related(*related).defer("submission__content")
    for proposal in proposals.prefetch_related("amounts", "reason_rows__criterion").order_by("pk"):
        yield _paper(proposal, told)


def _paper(proposal: Proposal, last_told: datetime | None) -> Paper:
    key = f"proposal:{proposal.pk}"
    replaces = proposal.replaces
    told = [
        (_("Föredragande"), str(proposal.proposed_by)),
        (_("Om"), _("Version %(number)s av ansökan") % {"number": proposal.submission.number}),
        (_("Utfall"), str(proposal.get_outcome_display())),
        (_("Skäl"), proposal.reasons),
        (_("Vad skälen vilar på"), "\n".join(_grounds(proposal))),
        (_("Villkor"), proposal.conditions),
        (_("Ersätter beslutet den"), date_format(localtime(replaces.decided_at), "DATE_FORMAT") if replaces else ""),
        (_("Grund för att ersätta"), str(proposal.get_ground_display()) if proposal.ground else ""),
        (_("Hur det gick"), str(proposal.get_state_display())),
    ]
    heads = (_("År"), _("Föreslaget"))
    rows = tuple(
        Row(
            f"{key}:year:{amount.year}",
            (
                Text(f"{key}:year:{amount.year}:0", heads[0], str(amount.year)),
                Text(f"{key}:year:{amount.year}:1", heads[1], kronor(amount.amount), is_amount=True),
            ),
        )
        for amount in proposal.amounts.all()
    )
    return Paper(
        key=key,
        kind=_("Förslag"),
        title=_("Förslag till beslut: %(outcome)s") % {"outcome": proposal.get_outcome_display().lower()},
        at=proposal.proposed_at,
        parts=(
            Part(texts=facts(key, told)),
            Part(_("Belopp"), table=Table(heads, rows)),
            Part(_("Skickat tillbaka"), facts(f"{key}:back", _sent_back(proposal))),
        ),
        tells_of_deciding=last_told is None or proposal.proposed_at > last_told,
    )


def _grounds(proposal: Proposal) -> Iterator[str]:
    """Of each reason that rests on a criterion: which, and the points as they were then."""
    for number, reason in enumerate(proposal.reason_rows.all(), start=1):
        if reason.criterion is None:
            continue
        points = _("%(points)s av %(highest)s") % {"points": reason.shown_points, "highest": reason.highest}
        yield f"{number}. {reason.criterion.title}: {points if reason.points is not None else _('utan poäng')}"


def _sent_back(proposal: Proposal) -> list[tuple[str, str]]:
    if proposal.sent_back_at is None:
        return []
    return [
        (_("Av"), str(proposal.sent_back_by)),
        (_("När"), date_format(localtime(proposal.sent_back_at), "DATETIME_FORMAT")),
        (_("Varför"), proposal.sent_back_comment),
    ]
