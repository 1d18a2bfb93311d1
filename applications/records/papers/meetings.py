"""What the minutes of a meeting say of this case: its own section, and who was there; other cases are left out."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from applications.cases.models import Case
from applications.decisions import minutes as minutes_text
from applications.decisions.minutes import ShownMinutes
from applications.decisions.models import MeetingItem, Minutes
from applications.records.papers.paper import Paper, Part, facts


def papers_of(case: Case) -> Iterator[Paper]:
    """An extract for each closed meeting that had the case on its agenda."""
    items = MeetingItem.objects.filter(proposal__case=case, meeting__minutes__isnull=False)
    related = ("meeting__minutes", "decision__release")
    for item in items.select_related(*related).prefetch_related("meeting__minutes__approvals").order_by("pk"):
        yield _paper(case, item, item.meeting.minutes)


def _paper(case: Case, item: MeetingItem, minutes: Minutes) -> Paper:
    key = f"minutes:{minutes.pk}"
    shown = minutes_text.thaw(minutes.content, seen={case.registry_number or ""})
    return Paper(
        key=key,
        kind=_("Protokoll"),
        title=_("Utdrag ur protokollet från %(meeting)s, § %(number)s")
        % {"meeting": shown.name, "number": item.position},
        at=minutes.made_at,
        parts=(
            Part(texts=facts(key, _of_meeting(shown, minutes))),
            *(Part(f"§ {each.number}", facts(f"{key}:section", _of_section(each))) for each in shown.sections),
        ),
        # What was left undecided there tells that a decision is on its way.
        tells_of_deciding=item.decision is None or not item.decision.is_released,
    )


def _of_meeting(shown: ShownMinutes, minutes: Minutes) -> list[tuple[str, str]]:
    approved = (f"{each.name}, {date_format(localtime(each.approved_at))}" for each in minutes.approvals.all())
    return [
        (_("Dag"), shown.day),
        (_("Plats"), shown.place),
        (_("Ordförande"), shown.chair),
        (_("Sekreterare"), shown.secretary),
        (_("Justerare"), shown.adjuster),
        (_("Närvarande"), shown.present),
        (_("Justerat av"), "; ".join(approved)),
        (_("Kontrollsumma (SHA-256) för hela protokollet"), minutes.sha256),
    ]


def _of_section(each: minutes_text.ShownSection) -> list[tuple[str, str]]:
    return [
        (_("Föredragande"), each.presented_by),
        (_("Inte avgjort"), each.left),
        (_("Beslut"), each.outcome),
        (_("Beslutat av"), each.decided_by),
        (_("Deltog i beslutet"), each.took_part),
        (_("Deltog inte"), each.did_not),
        (_("Skiljaktig mening"), "\n\n".join(each.dissent)),
    ]
