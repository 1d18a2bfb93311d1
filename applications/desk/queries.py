"""What the pages across rooms show, in few queries each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, Min, OuterRef, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.calls.models import Call
from applications.calls.querysets import TITLE_AND_TIME
from applications.cases.models import Case, Side
from applications.cases.querysets import alike
from applications.cases.rules import may_assess_cases
from applications.cases.states import ENDED
from applications.decisions.models import Ground, Proposal
from applications.desk.assessing import to_assess
from applications.desk.conflict_tasks import conflicts_to_settle
from applications.desk.filters import NOBODY
from applications.desk.granted import with_granted
from applications.desk.officer_tasks import officer_tasks
from applications.desk.record_tasks import record_tasks
from applications.desk.waiting import (
    SHOWN_TASKS,
    TASK_OF_CASE,
    Task,
    about_for_staff,
    asked_of_region,
    decider_waits,
    heard_from_region,
    hearing_tasks,
    message_tasks,
    promised,
    supplement_tasks,
    written_to_region,
)
from applications.desk.writing import draft_tasks, with_writing
from applications.drafting.models import Attachment
from applications.letters.mailing_pages import failed_letters
from applications.letters.models import Letter
from portal.accounts.rules import is_call_administrator, is_case_officer, is_decision_maker, is_registrar
from portal.outbox.queries import failed_deliveries
from portal.prepared import Prepared
from portal.row_by_row import ExistsForRow
from regions.models import Region
from regions.queries import without_coordinator
from regions.rules import may_edit_for

# A region's people read their list more than they search in it, and on phones.
REGION_ROWS_ON_PAGE = 25
SHOWN_CASES = 10


def staff_tasks(user: Any, *, at: datetime) -> list[Task]:
    """What waits for a staff member, oldest first in each kind."""
    tasks: list[Task] = []
    if is_decision_maker(user):
        tasks += conflicts_to_settle(user)
        tasks += _to_decide(user, at)
        tasks += _letters_not_made(user)
        if not is_case_officer(user):
            tasks += decider_waits(user, at)
    if is_case_officer(user):
        tasks += officer_tasks(user, at)
    elif may_assess_cases(user):
        tasks += to_assess(user, at)
    if is_registrar(user) and not is_case_officer(user):
        # Officers are shown each of those cases, to take it.
        tasks += _to_distribute(user)
    tasks += record_tasks(user)
    if is_call_administrator(user):
        tasks += _failures(at)
        tasks += _regions_to_appoint_in()
    return tasks


def _to_distribute(user: Any) -> Iterator[Task]:
    """For who keeps the register: the cases that nobody at work is responsible for, together. One query."""
    left = Case.objects.named_to_staff(user).without_officer().exclude(stage__in=ENDED).order_by()
    found = left.aggregate(number=Count("pk"), oldest=Min("arrived_at"))
    if number := found["number"]:
        about = ngettext("%(number)d ärende", "%(number)d ärenden", number) % {"number": number}
        address = f"{reverse('desk:work_list')}?officer={NOBODY}"
        yield Task(_("Fördela ärenden som ingen handlägger"), address, about, "people", since=found["oldest"])


def _letters_not_made(user: Any) -> Iterator[Task]:
    """For those who send letters: what was tried as often as it is tried by itself. One query where there is none."""
    if number := len(failed_letters(user)):
        about = ngettext("%(number)d brev", "%(number)d brev", number) % {"number": number}
        title = _("Beslutsbrev gick inte att göra, och regionen vet inget")
        yield Task(title, reverse("letters:mailings"), about, "exclamation-triangle")


def _failures(at: datetime) -> Iterator[Task]:
    """What was not delivered, for those who look after the portal."""
    failed = failed_deliveries(at=at)
    mails, jobs = reverse("admin:outbox_mail_changelist"), reverse("admin:outbox_job_changelist")
    if number := len(failed.mails):
        about = ngettext("%(number)d mejl", "%(number)d mejl", number) % {"number": number}
        yield Task(_("Se över mejl som inte gick fram"), f"{mails}?state__exact=failed", about, "envelope-exclamation")
    if number := len(failed.jobs):
        about = ngettext("%(number)d jobb", "%(number)d jobb", number) % {"number": number}
        yield Task(_("Se över jobb som misslyckades"), f"{jobs}?state__exact=failed", about, "exclamation-triangle")
    if number := failed.overdue:
        about = ngettext("%(number)d väntar längre än en kvart", "%(number)d väntar längre än en kvart", number) % {
            "number": number
        }
        yield Task(_("Se efter varför utkorgen står still"), f"{mails}?state__exact=pending", about, "hourglass-split")


def _regions_to_appoint_in() -> Iterator[Task]:
    """Regions whose people have nobody to coordinate them, such as when the last one's account was shut."""
    add = reverse("admin:regions_membership_add")
    for region in without_coordinator()[:SHOWN_TASKS]:
        yield Task(_("Utse någon som samordnar"), f"{add}?region={region.pk}&role=coordinator", region.name, "people")


def _to_decide(user: Any, at: datetime) -> list[Task]:
    return [
        Task(
            # What is proposed opens with the case.
            _what_to_decide(proposal) if proposal.is_declared else _("Svara på om du har jäv, och besluta"),
            reverse("decisions:decide", args=[proposal.case_id]),
            about_for_staff(proposal.case),
            "pencil-square",
            since=proposal.proposed_at,
            # The day that the call promises is kept by the decision that this one replaces.
            **({} if proposal.replaces_id else promised(proposal.case, at)),
        )
        for proposal in _awaiting(user, localdate(at), alike=alike(user))
    ]


def _what_to_decide(proposal: Proposal) -> str:
    if not proposal.replaces_id:
        told = _("Besluta: %(outcome)s")
    elif Ground(proposal.ground).is_correction:
        told = _("Besluta om att rätta beslutet: %(outcome)s")
    else:
        told = _("Besluta om att ersätta beslutet: %(outcome)s")
    return told % {"outcome": proposal.get_outcome_display().lower()}


@Prepared
def _awaiting(user: Any, day: date) -> QuerySet[Proposal]:
    """What others have proposed, but for what is not to be decided yet on `day`, since its region is being heard."""
    return (
        Proposal.objects.filter(state=Proposal.State.OPEN, case__in=Case.objects.named_to_staff(user))
        .exclude(proposed_by=user)
        .not_being_heard(day)
        .annotate(is_declared=ExistsForRow(Case.objects.visible_to_staff(user).filter(pk=OuterRef("case"))))
        .select_related("case__region", "case__call")
        .only("outcome", "proposed_at", "replaces", "ground", *(f"case__{name}" for name in TASK_OF_CASE))
        .order_by("proposed_at", "pk")[:SHOWN_TASKS]
    )


@dataclass(frozen=True)
class RegionStart:
    tasks: list[Task]
    cases: list[Case]
    open_calls: list[Call]
    more_cases: bool = False


def region_start(user: Any, region: Region, at: datetime) -> RegionStart:
    """A region's start page: what waits, its newest cases, and the calls that are open.

    Three queries, and one more for each kind of thing that waits beside drafts.
    """
    cases = _newest_cases(user, region, alike=alike(user))
    return RegionStart(
        tasks=_region_tasks(user, region, cases, at),
        cases=cases[:SHOWN_CASES],
        more_cases=len(cases) > SHOWN_CASES,
        open_calls=_open_calls(region, at),
    )


@Prepared
def _newest_cases(user: Any, region: Region) -> QuerySet[Any]:
    mine = Case.objects.visible_to_region(user).kept().filter(region=region)
    return with_granted(with_writing(mine.as_listed_for_region())).order_by("-pk")[: SHOWN_CASES + 1]


def _region_tasks(user: Any, region: Region, cases: list[Any], at: datetime) -> list[Task]:
    """What waits for somebody in a region, among whose cases are the newest `cases`."""
    (waits,) = _what_waits_in(region, user, alike=alike(user))
    return [
        *(supplement_tasks(user, region, at) if waits["asked"] else ()),
        *(hearing_tasks(heard_from_region(user, region), at) if waits["heard"] else ()),
        *(message_tasks(written_to_region(user, region)) if waits["written"] else ()),
        *(_infected_tasks(_infected(user, region)) if waits["infected"] and may_edit_for(user, region) else ()),
        *draft_tasks(user, region, cases, at),
        *(_letter_tasks(_letters_to_read(user, region)) if waits["letters"] else ()),
    ]


@Prepared
def _what_waits_in(region: Region, user: Any) -> QuerySet[Any]:
    """Mostly nothing of the kind waits, so that one question spares four."""
    mine = Case.objects.visible_to_region(user).filter(region=region)
    return Region.objects.filter(pk=region.pk).values(
        asked=Exists(asked_of_region(user, region)),
        heard=Exists(heard_from_region(user, region)),
        written=Exists(mine.filter(answer_awaited_from=Side.REGION)),
        infected=Exists(_infected(user, region)),
        letters=Exists(_letters_to_read(user, region)),
    )


def _open_calls(region: Region, at: datetime) -> list[Call]:
    """The calls in which the region can apply, the one that closes for it first before the others. One query."""
    still_open = [
        call for call in _calls_open_for_some(region, at) if call.application_time_for(region.pk).is_open_at(at)
    ]
    return sorted(still_open, key=lambda call: call.closing_for(region.pk))


@Prepared
def _calls_open_for_some(region: Region, at: datetime) -> QuerySet[Call]:
    calls = Call.objects.open_for_some_at(at).filter(eligible_regions=region).order_by("pk")
    return calls.only("slug", "summary", "summary_en", *TITLE_AND_TIME)


def _infected(user: Any, region: Region) -> Any:
    """Files to give another for: each as long as it is part of what the region has written or handed in."""
    return Attachment.objects.visible_to_region(user).to_be_replaced().filter(draft__case__region=region)


def _infected_tasks(found: Any) -> Iterator[Task]:
    for attachment in found.select_related("file", "draft__case", "draft__form_version")[:SHOWN_TASKS]:
        yield Task(
            _("Byt ut en bilaga: vi hittade ett virus"),
            _where_to_replace(attachment),
            f"{attachment.file.name} · {attachment.draft.case.title}",
            "shield-exclamation",
        )


def _where_to_replace(attachment: Attachment) -> str:
    section = attachment.draft.form_version.parsed.of_kind("attachments")
    if section and attachment.draft.is_section_open(section.key):
        return reverse("drafting:section", args=[attachment.draft_id, section.key])
    return reverse("submissions:application", args=[attachment.draft_id])


def _letters_to_read(user: Any, region: Region) -> QuerySet[Letter]:
    """Letters that nobody in the region has confirmed, but for those that a later one has replaced."""
    letters = Letter.objects.visible_to_region(user).not_replaced()
    return letters.filter(decision__case__region=region, acknowledged_at__isnull=True)


def _letter_tasks(letters: QuerySet[Letter]) -> Iterator[Task]:
    for letter in letters.select_related("decision__case").order_by("delivered_at")[:SHOWN_TASKS]:
        case = letter.decision.case
        yield Task(
            _("Ni har fått ett beslut"),
            reverse("letters:letter", args=[case.pk]),
            f"{case.title} · {case.registry_number}",
            "envelope-paper",
            since=letter.delivered_at,
        )


def region_cases_page(user: Any, region: Region, page: str) -> Page[Case]:
    """All the region's cases, newest first, with what was granted once the region has been told."""
    mine = Case.objects.visible_to_region(user).kept().filter(region=region)
    cases = with_granted(mine.as_listed_for_region()).order_by("-pk")
    return Paginator(cases, REGION_ROWS_ON_PAGE).get_page(page)
