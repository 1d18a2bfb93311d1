"""Who may propose, and who may decide. Each predicate reads as a sentence: `may_decide(user, proposal)`."""

from typing import Any

import rules
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from applications.calls.models import Call, Outcome
from applications.cases.models import Case
from applications.cases.rules import has_declared_conflict, is_free_of_conflict, may_handle, represents_the_applicant
from applications.cases.states import Stage
from applications.decisions.models import Decision, Meeting, MeetingItem, Proposal
from portal.accounts.rules import is_case_officer, is_decision_maker, reads_every_case

# The officer of a case presents it (föredragande).
may_propose = may_handle


@rules.predicate
def did_not_propose(user: Any, proposal: Proposal) -> bool:
    return proposal.proposed_by_id != user.pk


@rules.predicate
def is_free_of_conflict_in_its_case(user: Any, proposal: Proposal) -> bool:
    return is_free_of_conflict(user, proposal.case)


@rules.predicate
def is_barred_from_its_case(user: Any, proposal: Proposal) -> bool:
    return has_declared_conflict(user, proposal.case) or represents_the_applicant(user, proposal.case)


# Nobody decides on their own proposal: held here, in the action, and by the database.
may_decide = is_decision_maker & did_not_propose & is_free_of_conflict_in_its_case
may_send_back = may_decide
# Who will be able to decide once they have declared that they have no conflict of interest.
may_become_decider = is_decision_maker & did_not_propose & ~is_barred_from_its_case


@rules.predicate
def is_free_of_conflict_in_decided_case(user: Any, decision: Decision) -> bool:
    return is_free_of_conflict(user, decision.case)


may_release = is_decision_maker & is_free_of_conflict_in_decided_case


def why_not_replace(case: Case, decision: Decision) -> str:
    """Why another decision can't be proposed in the place of this one; "" when it can."""
    if not decision.is_in_force:
        return _("Beslutet är redan ersatt av ett nytt.")
    if decision.is_released and case.stage != Stage.NOTIFIED:
        return _("Beslutet är på väg till regionen. Vänta tills brevet är framme.")
    if case.withdrawn_at and decision.outcome == Outcome.CLOSE:
        return _("Ärendet är avskrivet, så det finns inget att ersätta.")
    if Proposal.objects.awaiting_decision().filter(case=case).exists():
        return _("Det finns redan ett förslag som väntar på beslut i ärendet.")
    return ""


# Decisions by which some application was weighed against others, unlike one that closes or dismisses it unread.
_ON_THE_MERITS = (Outcome.GRANT, Outcome.GRANT_IN_PART, Outcome.REJECT)

# Those who handle and decide cases try plans for a call's money.
may_plan = is_case_officer | is_decision_maker


def ranked_to(user: Any, call: Call) -> QuerySet[Case]:
    """The cases of a call that pages of its money name to `user`: none in which they have a conflict of interest."""
    return Case.objects.named_to_staff(user).filter(call=call)


@rules.predicate
def sees_every_case_in(user: Any, call: Call) -> bool:
    """Nobody chooses between applications of which they have a conflict of interest in one."""
    cases = Case.objects.submitted().filter(call=call)
    return not cases.exclude(pk__in=ranked_to(user, call).values("pk")).exists()


may_choose_plan = may_plan & sees_every_case_in


# --- Meetings -------------------------------------------------------------------------------------------

# Those who handle and decide cases plan meetings, and set their agendas; registrars read them too.
may_plan_meetings = is_case_officer | is_decision_maker
may_read_meetings = reads_every_case
may_chair = is_decision_maker


@rules.predicate
def is_planned(user: Any, meeting: Meeting) -> bool:
    return meeting.is_planned


@rules.predicate
def is_chair_of(user: Any, meeting: Meeting) -> bool:
    return meeting.chair_id == user.pk


@rules.predicate
def is_secretary_of(user: Any, meeting: Meeting) -> bool:
    return meeting.secretary_id == user.pk


@rules.predicate
def is_adjuster_of(user: Any, meeting: Meeting) -> bool:
    return meeting.adjuster_id == user.pk


@rules.predicate
def decided_an_item_of(user: Any, meeting: Meeting) -> bool:
    return meeting.items.filter(decision__decided_by=user).exists()


may_arrange = may_plan_meetings & is_planned
may_close_meeting = is_planned & (is_chair_of | is_secretary_of)
# The chair, whoever was chair of an item in the chair's place, and one who took part in all of it.
may_approve_minutes = is_chair_of | is_adjuster_of | decided_an_item_of


def why_not_decide_item(user: Any, item: MeetingItem) -> str:
    """Why `user` is not the one to decide an item of a meeting; "" when they are."""
    if item.decider_id in {item.proposal.proposed_by_id, item.presenter_id}:
        return _(
            "%(name)s har föreslagit beslutet eller föredrar ärendet och kan därför inte fatta det. "
            "Välj en annan ordförande för paragrafen."
        ) % {"name": item.decider}
    if item.decider_id != user.pk:
        return _("%(name)s är ordförande för paragrafen och fattar beslutet.") % {"name": item.decider}
    return ""


def why_no_more_time(call: Call) -> str:
    """Why nobody is given more time to apply in a call any more: from the first decision on an application's merits
    a later one would be weighed otherwise than the rest.
    """
    if not Decision.objects.filter(case__call=call, outcome__in=_ON_THE_MERITS).exists():
        return ""
    return _("En ansökan i utlysningen är redan beviljad eller avslagen, så tiden kan inte förlängas.")


def case_of_proposal(proposal_id: int) -> Q:
    """The case that a proposal is about."""
    return Q(pk__in=Proposal.objects.filter(pk=proposal_id).values("case"))


def case_of_item(item_id: int) -> Q:
    """The case that an item of a meeting is about."""
    return Q(pk__in=MeetingItem.objects.filter(pk=item_id).values("proposal__case"))
