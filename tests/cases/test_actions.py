import pytest
from django.core.exceptions import PermissionDenied, ValidationError

import applications.cases.actions
from applications.cases.models import Assessor, ConflictDeclaration
from applications.cases.states import Stage
from portal.audit.models import AuditEntry
from portal.outbox.models import Mail
from tests.factories.accounts import staff
from tests.factories.cases import ARRIVED, conflict, draft_case, no_conflict, submitted_case

pytestmark = pytest.mark.django_db
actions = applications.cases.actions


def events_of(case):
    return list(AuditEntry.objects.filter(subject=case.audit_subject).values_list("event", flat=True))


def test_take_case_makes_the_officer_responsible_and_begins_the_review(now):
    case, officer = submitted_case(), staff("case_officer")

    taken = actions.take_case(case_id=case.pk, by=officer, at=now)

    assert (taken.officer, taken.stage) == (officer, Stage.CHECKING)
    assert events_of(case) == ["case_taken"]


def test_take_case_twice_by_the_same_person_is_taking_it_once(now):
    case, officer = submitted_case(), staff("case_officer")

    actions.take_case(case_id=case.pk, by=officer, at=now)
    actions.take_case(case_id=case.pk, by=officer, at=now)

    assert events_of(case) == ["case_taken"]


def test_take_case_is_refused_when_somebody_has_it(now):
    case = submitted_case(stage=Stage.CHECKING, officer=staff("case_officer", name="Sara Nyberg"))

    with pytest.raises(ValidationError, match="Sara Nyberg har redan tagit ärendet"):
        actions.take_case(case_id=case.pk, by=staff("case_officer"), at=now)


@pytest.mark.parametrize("stage", [Stage.CHECKING, Stage.ASSESSING, Stage.PROPOSED, Stage.DECIDED])
def test_take_case_that_its_officer_left_goes_on_where_it_stood(now, stage):
    case, officer = submitted_case(stage=stage), staff("case_officer")

    taken = actions.take_case(case_id=case.pk, by=officer, at=now)

    assert (taken.officer, taken.stage) == (officer, stage)


@pytest.mark.parametrize("role", ["assessor", "decision_maker", "registrar", "call_administrator"])
def test_take_case_is_for_case_officers(now, role):
    with pytest.raises(PermissionDenied):
        actions.take_case(case_id=submitted_case().pk, by=staff(role), at=now)


def test_take_case_is_refused_for_drafts_conflicts_and_the_applicants_own_people(now):
    officer = staff("case_officer")
    case = submitted_case()
    conflict(case, officer)
    both = staff("case_officer")
    both.memberships.create(region_id="20", role="editor", started_at=ARRIVED)

    with pytest.raises(PermissionDenied):
        actions.take_case(case_id=draft_case(call=case.call).pk, by=officer, at=now)
    with pytest.raises(PermissionDenied):
        actions.take_case(case_id=case.pk, by=officer, at=now)
    with pytest.raises(PermissionDenied):
        actions.take_case(case_id=case.pk, by=both, at=now)


def test_declare_conflict_makes_an_officer_leave_the_case(now):
    officer = staff("case_officer")
    case = submitted_case(stage=Stage.ASSESSING, officer=officer)

    actions.declare_conflict(case_id=case.pk, by=officer, has_conflict=True, statement="Min bror.", at=now)

    case.refresh_from_db()
    assert (case.officer, case.stage) == (None, Stage.ASSESSING)
    assert events_of(case) == ["conflict_declared", "officer_left"]


def test_declare_conflict_must_say_which(now):
    case, officer = submitted_case(), staff("case_officer")

    with pytest.raises(ValidationError) as refusal:
        actions.declare_conflict(case_id=case.pk, by=officer, has_conflict=True, statement=" \n", at=now)

    assert list(refusal.value.message_dict) == ["statement"]
    assert not ConflictDeclaration.objects.exists()


def test_declare_conflict_can_not_be_taken_back_by_its_declarer(now):
    case, officer = submitted_case(), staff("case_officer")
    conflict(case, officer)

    with pytest.raises(PermissionDenied, match="kan inte tas tillbaka"):
        actions.declare_conflict(case_id=case.pk, by=officer, has_conflict=False, at=now)


def test_declare_conflict_replaces_an_earlier_word_of_none(now):
    case, officer = submitted_case(), staff("case_officer")
    no_conflict(case, officer)

    actions.declare_conflict(case_id=case.pk, by=officer, has_conflict=True, statement="Ny partner.", at=now)

    assert ConflictDeclaration.objects.get(case=case, person=officer).has_conflict


def test_declare_conflict_is_for_people_who_handle_cases(now):
    with pytest.raises(PermissionDenied):
        actions.declare_conflict(
            case_id=submitted_case().pk, by=staff("call_administrator"), has_conflict=False, at=now
        )


def test_hand_over_case_gives_it_to_another_officer_or_to_nobody(now):
    officer, other = staff("case_officer"), staff("case_officer")
    case = submitted_case(stage=Stage.ASSESSING, officer=officer)

    assert actions.hand_over_case(case_id=case.pk, to=other, by=officer, at=now).officer == other
    assert actions.hand_over_case(case_id=case.pk, to=None, by=other, at=now).officer is None
    assert events_of(case) == ["case_handed_over", "officer_left"]


def test_hand_over_case_is_refused_to_people_who_may_not_take_it(now):
    officer, barred = staff("case_officer"), staff("case_officer")
    case = submitted_case(stage=Stage.CHECKING, officer=officer)
    conflict(case, barred)

    for person in (barred, staff("assessor")):
        with pytest.raises(ValidationError):
            actions.hand_over_case(case_id=case.pk, to=person, by=officer, at=now)
    with pytest.raises(PermissionDenied):
        actions.hand_over_case(case_id=case.pk, to=None, by=staff("case_officer"), at=now)


def test_ask_assessor_tells_the_person_once(now):
    officer, assessor = staff("case_officer"), staff("assessor")
    case = submitted_case(stage=Stage.CHECKING, officer=officer)

    actions.ask_assessor(case_id=case.pk, person=assessor, by=officer, at=now)
    actions.ask_assessor(case_id=case.pk, person=assessor, by=officer, at=now)

    assert Assessor.objects.get(case=case).person == assessor
    mail = Mail.objects.get()
    assert mail.to == assessor.email
    assert mail.subject == f"Bedöm ansökan Validering i hela Dalarna ({case.registry_number})"
    assert "/bedomning/" in mail.body


def test_ask_assessor_is_for_the_cases_officer_without_conflict(now):
    officer = staff("case_officer")
    case = submitted_case(stage=Stage.CHECKING, officer=officer)
    case.declarations.all().delete()

    for person in (officer, staff("case_officer")):
        with pytest.raises(PermissionDenied):
            actions.ask_assessor(case_id=case.pk, person=staff("assessor"), by=person, at=now)


def test_ask_assessor_is_refused_for_the_officer_and_for_people_who_may_not_assess(now):
    officer, barred = staff("case_officer"), staff("assessor")
    case = submitted_case(stage=Stage.CHECKING, officer=officer)
    conflict(case, barred)

    for person in (officer, barred, staff("registrar")):
        with pytest.raises(ValidationError):
            actions.ask_assessor(case_id=case.pk, person=person, by=officer, at=now)
    assert not Mail.objects.exists()


def test_move_refuses_what_the_table_of_moves_does_not_hold():
    case = submitted_case(stage=Stage.DECIDED)

    with pytest.raises(ValidationError, match="Ärendet har läget ”Beslutad”"):
        actions.move(case=case, to=Stage.ASSESSING)


def test_case_of_an_officer_who_left_is_taken_by_another(now):
    gone, other = staff("case_officer"), staff("case_officer")
    case = submitted_case(Stage.ASSESSING, officer=gone)
    with pytest.raises(ValidationError, match="har redan tagit ärendet"):
        applications.cases.actions.take_case(case_id=case.pk, by=other, at=now)
    gone.is_active = False
    gone.save()
    assert applications.cases.actions.take_case(case_id=case.pk, by=other, at=now).officer == other
