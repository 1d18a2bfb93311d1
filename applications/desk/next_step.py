"""The next thing to do with a case, as it stands before the one who looks at it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from applications.cases.models import Case
from applications.cases.rules import declaration_of, has_an_officer, is_officer_of, may_handle, may_take
from applications.cases.states import Stage
from applications.decisions.models import Decision, Proposal
from applications.decisions.rules import may_become_decider, may_propose
from applications.desk.overview import CaseOverview
from applications.reviews.queries import has_handed_in, was_found_incomplete
from applications.reviews.rules import is_assessor_of, may_assess, may_check
from applications.submissions.actions import CAN_BE_ASKED
from applications.submissions.models import SupplementRequest
from applications.submissions.supplementing import open_request
from portal.accounts.rules import is_decision_maker
from portal.prepared import Prepared


@dataclass(frozen=True)
class NextStep:
    """What the case needs. With a `label`, the button or link to `url`; it is the reader's own to do if `is_mine`."""

    text: str
    label: str = ""
    url: str = ""
    is_mine: bool = False
    is_posted: bool = False


def next_step(user: Any, case: Case, *, found: CaseOverview | None = None) -> NextStep:
    """The next step of a case that was handed in, for `user`, who may see it; of what was `found` of it already."""
    if case.withdrawn_at and case.stage in {Stage.CHECKING, Stage.ASSESSING}:
        return _to_close(user, case)
    if case.stage in CAN_BE_ASKED and (asked := _open_request(case, found)):
        return _to_wait(user, case, asked)
    if case.stage in {Stage.DECIDED, Stage.NOTIFIED} and _awaits_decision(case, found):
        return _to_decide(user, case)
    if case.stage == Stage.CHECKING:
        return _to_check(user, case, found)
    return _STEPS[Stage(case.stage)](user, case)


def _open_request(case: Case, found: CaseOverview | None) -> SupplementRequest | None:
    if found is None:
        return open_request(case)
    return next((asked for asked in found.supplements if asked.is_open), None)


def _awaits_decision(case: Case, found: CaseOverview | None) -> bool:
    if found is None:
        return Proposal.objects.awaiting_decision().filter(case=case).exists()
    return found.proposal is not None


def _to_close(user: Any, case: Case) -> NextStep:
    """The region took its application back: all that is left is to decide that the case is closed."""
    if not has_an_officer(user, case):
        return _to_take(user, case)
    if is_officer_of(user, case) and declaration_of(user, case) is None:
        return _to_declare(case)
    text = _("Regionen har återkallat ansökan. Ärendet ska avslutas med ett beslut om avskrivning.")
    if not may_propose(user, case):
        return NextStep(text)
    return NextStep(text, _("Föreslå avskrivning"), reverse("decisions:propose", args=[case.pk]), is_mine=True)


def _to_wait(user: Any, case: Case, asked: SupplementRequest) -> NextStep:
    url, is_mine = reverse("submissions:supplements", args=[case.pk]), may_handle(user, case)
    if asked.open_more_time:
        text = _("Regionen ber om mer tid för sin komplettering.")
        return NextStep(text, _("Svara om mer tid") if is_mine else _("Se begäran"), url, is_mine)
    day = date_format(asked.due_on, "DATE_FORMAT")
    if asked.is_overdue_on(localdate()):
        text = _("Kompletteringen skulle ha kommit in senast %(day)s. Vänta, eller avsluta begäran och gå vidare.")
        return NextStep(text % {"day": day}, _("Se begäran"), url, is_mine)
    return NextStep(_("Regionen kompletterar ansökan, senast %(day)s.") % {"day": day}, _("Se begäran"), url)


def _to_take(user: Any, case: Case) -> NextStep:
    text = _("Ingen handläggare har ärendet.")
    if not may_take(user, case):
        return NextStep(text)
    return NextStep(text, _("Ta ärendet"), reverse("cases:take", args=[case.pk]), is_mine=True, is_posted=True)


def _to_declare(case: Case) -> NextStep:
    text = _("Innan du arbetar med ärendet behöver du svara på om du har jäv.")
    return NextStep(text, _("Lämna jävsdeklaration"), reverse("cases:declare", args=[case.pk]), is_mine=True)


def _was_found_incomplete(case: Case, found: CaseOverview | None) -> bool:
    if found is None:
        return was_found_incomplete(case)
    last = found.checks[-1] if found.checks else None
    newest = found.submission.pk if found.submission else None
    return last is not None and not last.is_complete and last.submission_id == newest


def _to_check(user: Any, case: Case, found: CaseOverview | None) -> NextStep:
    if not has_an_officer(user, case):
        return _to_take(user, case)
    if is_officer_of(user, case) and declaration_of(user, case) is None:
        return _to_declare(case)
    if not may_check(user, case):
        return NextStep(_("%(name)s granskar ansökan formellt.") % {"name": case.officer})
    if _was_found_incomplete(case, found):
        text = _("Granskningen visar att ansökan inte är komplett. Begär komplettering, eller föreslå avvisning.")
        return NextStep(text, _("Till granskningen"), reverse("reviews:check", args=[case.pk]), is_mine=True)
    text = _("Ansökan ska granskas formellt: är den komplett, och får den prövas?")
    return NextStep(text, _("Gör formell granskning"), reverse("reviews:check", args=[case.pk]), is_mine=True)


def _to_assess(user: Any, case: Case) -> NextStep:
    if is_assessor_of(user, case) and declaration_of(user, case) is None:
        return _to_declare(case)
    if may_assess(user, case) and not has_handed_in(user, case):
        text = _("Ansökan ska bedömas mot kriterierna. Sedan lämnar handläggaren ett förslag till beslut.")
        return NextStep(text, _("Bedöm ansökan"), reverse("reviews:assess", args=[case.pk]), is_mine=True)
    if not has_an_officer(user, case):
        return _to_take(user, case)
    return _to_propose(user, case)


def _to_propose(user: Any, case: Case) -> NextStep:
    if not may_propose(user, case):
        return NextStep(_("Ansökan bedöms. Sedan föreslår %(name)s ett beslut.") % {"name": case.officer})
    url = reverse("decisions:propose", args=[case.pk])
    if case.proposals.filter(state=Proposal.State.SENT_BACK).exists():
        text = _("Förslaget kom tillbaka från beslutsfattaren. Läs varför och gör ett nytt.")
        return NextStep(text, _("Gör ett nytt förslag"), url, is_mine=True)
    return NextStep(_("Du har bedömt ansökan. Nu kan du föreslå beslut."), _("Föreslå beslut"), url, is_mine=True)


def _to_decide(user: Any, case: Case) -> NextStep:
    proposal = next(iter(_waiting_proposals(case, localdate())), None)
    if proposal:
        proposal.case = case
    if proposal and proposal.is_being_heard:
        text = _("Förslaget går emot regionen, som kan yttra sig än. Ingen beslutar innan dess.")
        return NextStep(text, _("Se begäran om yttrande"), reverse("correspondence:hearing", args=[case.pk]))
    if proposal and may_become_decider(user, proposal):
        text = _("Ett förslag väntar på ditt beslut.")
        return NextStep(text, _("Läs förslaget och besluta"), reverse("decisions:decide", args=[case.pk]), is_mine=True)
    if proposal and proposal.is_unheard and may_handle(user, case):
        text = _("Förslaget går emot regionen, som ska få yttra sig innan någon beslutar.")
        return NextStep(text, _("Be om yttrande"), reverse("correspondence:hearing", args=[case.pk]), is_mine=True)
    text = _("Ett förslag väntar på beslut av någon annan än den som föreslog.")
    return NextStep(text, _("Läs förslaget"), reverse("decisions:case", args=[case.pk]))


@Prepared
def _waiting_proposals(case: Case, day: date) -> Any:
    """There is never more than one. Whether its region is still to be asked, and whether it can answer on `day`."""
    this = {"pk": OuterRef("pk")}
    return (
        Proposal.objects.awaiting_decision()
        .filter(case=case)
        .annotate(
            is_unheard=Exists(Proposal.objects.unheard().filter(**this)),
            is_being_heard=~Exists(Proposal.objects.not_being_heard(day).filter(**this)),
        )
    )


def _to_send(user: Any, case: Case) -> NextStep:
    if Decision.objects.held().filter(case=case).exists():
        return _to_release(user, case)
    return NextStep(_("Beslutet är fattat. Brevet görs av sig självt och regionen får veta när det är klart."))


def _to_release(user: Any, case: Case) -> NextStep:
    """A decision that is held; or one that its region has withdrawn in the meantime, which is to be replaced."""
    if case.withdrawn_at:
        text = _("Regionen återkallade ansökan innan den fick besked. Beslutet ska ersättas med en avskrivning.")
        if not may_propose(user, case):
            return NextStep(text)
        return NextStep(text, _("Föreslå avskrivning"), reverse("decisions:replace", args=[case.pk]), is_mine=True)
    text = _("Beslutet är fattat men inte släppt, så regionen vet inget om det.")
    if not is_decision_maker(user):
        return NextStep(text)
    return NextStep(text, _("Släpp beslut"), reverse("deciding:held"), is_mine=True)


def _done(user: Any, case: Case) -> NextStep:
    text = _("Ärendet är beslutat och regionen har fått veta.")
    return NextStep(text, _("Läs brevet"), reverse("letters:letter", args=[case.pk]))


_STEPS = {
    Stage.SUBMITTED: _to_take,
    Stage.ASSESSING: _to_assess,
    Stage.PROPOSED: _to_decide,
    Stage.DECIDED: _to_send,
    Stage.NOTIFIED: _done,
}
