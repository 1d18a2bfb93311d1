"""Decisions. Before one is released to its region it is a working paper."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from applications.cases.models import Case
from applications.decisions.models import Decision
from applications.records.papers.paper import Paper, Part, Row, Table, Text, facts
from portal.ui.numbers import kronor


def papers_of(case: Case) -> Iterator[Paper]:
    decisions = Decision.objects.filter(case=case).select_related("release", "replaces").prefetch_related("amounts")
    for decision in decisions.order_by("pk"):
        key = f"decision:{decision.pk}"
        heads = (_("År"), _("Beviljat"))
        told = [
            (_("Utfall"), str(decision.get_outcome_display())),
            (_("Gäller"), _("Ja") if decision.is_in_force else _("Nej, ett senare beslut har ersatt det")),
            (_("Skäl"), decision.reasons),
            (_("Villkor"), decision.conditions),
            (_("Bestämmelser"), decision.legal_basis),
            (_("Hur beslutet överklagas"), decision.appeal),
            (_("Beslutsfattare"), decision.decided_by_name),
            (_("Föredragande"), decision.presented_by_name),
        ]
        rows = tuple(
            Row(
                f"{key}:year:{amount.year}",
                (
                    Text(f"{key}:year:{amount.year}:0", heads[0], str(amount.year)),
                    Text(f"{key}:year:{amount.year}:1", heads[1], kronor(amount.amount), is_amount=True),
                ),
            )
            for amount in decision.amounts.all()
        )
        yield Paper(
            key=key,
            kind=_("Beslut"),
            title=_("Beslut: %(outcome)s") % {"outcome": decision.get_outcome_display().lower()},
            at=decision.decided_at,
            parts=(Part(texts=facts(key, told)), Part(_("Belopp"), table=Table(heads, rows))),
            tells_of_deciding=not decision.is_released,
        )
