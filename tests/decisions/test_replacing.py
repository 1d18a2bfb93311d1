"""Corrections (36 §) and new decisions (37–38 §§): a decided case is never edited."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

import applications.correspondence.actions
import applications.decisions.actions
import applications.letters.actions
from applications.calls.models import CallYear, Outcome
from applications.cases.models import Document
from applications.cases.states import Stage
from applications.decisions.models import Decision, Proposal
from applications.decisions.queries import usual_conditions
from applications.letters.models import Letter
from portal.audit.models import AuditEntry
from portal.notices.models import Notice
from tests.factories.accounts import staff
from tests.factories.calls import call
from tests.factories.cases import no_conflict
from tests.factories.decisions import IN_PART, assessed_case, decider, proposal
from tests.factories.drafting import draft_of
from tests.factories.regions import member

pytestmark = pytest.mark.django_db
actions = applications.decisions.actions
LESS = {**IN_PART, 2023: 1_000_000}
MORE = {**IN_PART, 2023: 2_000_000}


@pytest.fixture
def eva():
    return staff("decision_maker", name="Eva Strand")


def decided(eva, at, *, is_held=False, is_told=True, **fields):
    waiting = proposal(assessed_case(stage=Stage.PROPOSED, call=call(**fields)))
    no_conflict(waiting.case, eva)
    draft_of(waiting.case)
    made = actions.decide(proposal_id=waiting.pk, is_held=is_held, by=eva, at=at)
    if is_told and not is_held:
        applications.letters.actions.make_letter(letter_id=made.letter.pk, at=at)
    return made


def replacement(of, at, **fields):
    values = {"ground": "wrong", "outcome": of.outcome, "amounts": MORE, "reasons": "Summan var fel räknad."}
    return actions.propose_replacement(
        **{"decision_id": of.pk, "conditions": of.conditions, "by": of.case.officer, "at": at, **values, **fields}
    )


def granted_in(one_call):
    return dict(CallYear.objects.filter(call=one_call).values_list("year", "granted"))


def test_replacement_takes_the_place_of_the_decision_with_a_letter_of_its_own(eva, now):
    old = decided(eva, now)
    region = member("editor")
    later = now + timedelta(days=9)

    new = actions.decide(proposal_id=replacement(old, later).pk, by=eva, at=later)
    applications.letters.actions.make_letter(letter_id=new.letter.pk, at=later)

    old.refresh_from_db()
    case = type(old.case).objects.get(pk=old.case_id)
    assert (old.is_in_force, new.is_in_force, new.replaces, new.ground) == (False, True, old, "wrong")
    assert (case.stage, case.released_outcome) == (Stage.NOTIFIED, Outcome.GRANT_IN_PART)
    assert granted_in(case.call) == MORE
    assert Letter.objects.delivered().count() == 2
    assert Notice.objects.filter(person=region).count() == 1
    titles = list(Document.objects.filter(case=case).order_by("number").values_list("title", flat=True))
    assert titles[-2:] == ["Nytt beslut: delvis bifall", "Beslutsbrev: delvis bifall"]
    events = list(AuditEntry.objects.filter(subject=case.audit_subject).values_list("event", flat=True))
    assert events[-6:] == [
        "replacement_proposed",
        "decision_made",
        "decision_replaced",
        "decision_released",
        "letter_made",
        "letter_delivered",
    ]


def test_replacement_can_itself_be_replaced(eva, now):
    old = decided(eva, now)
    new = actions.decide(proposal_id=replacement(old, now).pk, by=eva, at=now)
    with pytest.raises(ValidationError, match="redan ersatt"):
        replacement(old, now)
    applications.letters.actions.make_letter(letter_id=new.letter.pk, at=now)

    # Less than before, so the region is heard again: what was said before the last decision does not count.
    later = now + timedelta(days=1)
    proposed = replacement(new, later, amounts=IN_PART, ground="slip", reasons="2023 är 1 850 000 kronor.")
    applications.correspondence.actions.waive_hearing(
        case_id=old.case_id, why="Ett räknefel.", by=old.case.officer, at=later
    )
    third = actions.decide(proposal_id=proposed.pk, by=eva, at=later)

    assert third.replaces == new
    assert granted_in(old.case.call) == IN_PART
    assert [each.is_in_force for each in Decision.objects.order_by("pk")] == [False, False, True]


def test_replacement_holds_the_two_person_rule(eva, now):
    old = decided(eva, now)
    both = staff("case_officer", "decision_maker")
    no_conflict(old.case, both)
    type(old.case).objects.filter(pk=old.case_id).update(officer=both)
    old.case.refresh_from_db()

    proposed = replacement(old, now)

    with pytest.raises(PermissionDenied, match="aldrig den som har föreslagit"):
        actions.decide(proposal_id=proposed.pk, by=both, at=now)
    with pytest.raises(PermissionDenied):
        replacement(old, now, by=eva)


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"amounts": LESS}, "ground", "37 §"),
        ({"outcome": "reject", "amounts": {}}, "ground", "37 §"),
        ({"ground": "slip", "outcome": "reject", "amounts": {}}, "outcome", "En rättelse ändrar inte utfallet"),
        ({"ground": "withdrawn"}, "ground", "har inte återkallat"),
        ({"ground": "because"}, "ground", "Välj på vilken grund"),
        ({"outcome": "pay"}, "outcome", "Välj ett av utfallen"),
        ({"reasons": " "}, "reasons", "Skriv skälen"),
        ({"amounts": {**MORE, 2023: 2_100_001}}, "amount_2023", "Föreslå högst det"),
    ],
)
def test_replacement_that_the_law_does_not_allow_is_refused(eva, now, change, field, says):
    old = decided(eva, now)

    with pytest.raises(ValidationError) as refusal:
        replacement(old, now, **change)

    assert list(refusal.value.message_dict) == [field]
    assert says in " ".join(refusal.value.messages)


@pytest.mark.parametrize("ground", ["reservation", "safety", "false_data"])
def test_change_for_the_worse_on_a_ground_of_the_law_hears_the_region_first(eva, now, ground):
    old = decided(eva, now)
    later = now + timedelta(days=9)
    proposed = replacement(old, later, ground=ground, amounts=LESS)
    with pytest.raises(ValidationError, match="Regionen har inte fått yttra sig"):
        actions.decide(proposal_id=proposed.pk, by=eva, at=later)

    applications.correspondence.actions.waive_hearing(
        case_id=old.case_id, why="Regionen har själv begärt det.", by=old.case.officer, at=later
    )
    new = actions.decide(proposal_id=proposed.pk, by=eva, at=later)

    assert new.ground == ground
    assert granted_in(old.case.call) == LESS


def test_replacement_counts_what_the_old_decision_took_as_left(eva, now):
    old = decided(eva, now, year_budget=1_900_000)

    with pytest.raises(ValidationError, match="kvar i utlysningen"):
        replacement(old, now, amounts=MORE)
    new = actions.decide(proposal_id=replacement(old, now, amounts={**IN_PART, 2023: 1_900_000}).pk, by=eva, at=now)

    assert granted_in(new.case.call)[2023] == 1_900_000


def test_replacement_waits_for_the_letter_that_is_on_its_way_and_for_another_proposal(eva, now):
    on_its_way = decided(eva, now, is_told=False)
    with pytest.raises(ValidationError, match="på väg till regionen"):
        replacement(on_its_way, now)

    told = decided(eva, now)
    replacement(told, now)
    with pytest.raises(ValidationError, match="redan ett förslag"):
        replacement(told, now)


def test_replacement_sent_back_leaves_the_decision_as_it_is(eva, now):
    old = decided(eva, now)
    proposed = replacement(old, now)

    actions.send_back(proposal_id=proposed.pk, comment="Behövs inte.", by=eva, at=now)

    old.refresh_from_db()
    old.case.refresh_from_db()
    assert (old.is_in_force, old.case.stage) == (True, Stage.NOTIFIED)
    assert replacement(old, now).state == Proposal.State.OPEN


def test_held_replacement_is_not_told_while_the_old_one_is_what_the_region_knows(eva, now):
    old = decided(eva, now)
    region = member("editor")

    new = actions.decide(proposal_id=replacement(old, now).pk, is_held=True, by=eva, at=now)
    applications.letters.actions.make_letter(letter_id=new.letter.pk, at=now)

    assert list(Decision.objects.visible_to(region)) == [old]
    assert list(Letter.objects.visible_to(region)) == [old.letter]
    assert Notice.objects.filter(person=region).count() == 0


def test_held_decision_of_a_withdrawn_case_is_replaced_by_closing_it(eva, now, client):
    import applications.submissions.actions

    held = decided(eva, now, is_held=True)
    case = held.case
    applications.submissions.actions.withdraw_application(
        case_id=case.pk, reason="", by=member("signatory"), arrived_at=now, at=now
    )
    with pytest.raises(ValidationError, match="bara ersättas av en avskrivning"):
        replacement(held, now)
    client.force_login(case.officer)
    page = text_of(client.get(reverse("desk:case", args=[case.pk])))
    assert "Föreslå avskrivning" in page
    page = text_of(client.get(reverse("decisions:replace", args=[case.pk])))
    assert "Ni återkallade er ansökan den" in page
    assert "Till nackdel" not in page

    proposed = replacement(held, now, ground="withdrawn", outcome="close", amounts={}, conditions="")
    new = actions.decide(proposal_id=proposed.pk, by=eva, at=now)
    applications.letters.actions.make_letter(letter_id=held.letter.pk, at=now)
    applications.letters.actions.make_letter(letter_id=new.letter.pk, at=now)

    case.refresh_from_db()
    assert (case.stage, case.released_outcome) == (Stage.NOTIFIED, Outcome.CLOSE)
    assert set(granted_in(case.call).values()) == {0}
    assert [letter.decision for letter in Letter.objects.delivered()] == [new]


def test_replacement_without_a_ground_is_refused_by_the_database(eva, now):
    old = decided(eva, now)
    with pytest.raises(IntegrityError, match="replaces_on_ground"), transaction.atomic():
        proposal(old.case, replaces=old)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Decision.objects.filter(pk=old.pk).update(ground="slip")


def text_of(page):
    return page.content.decode().replace("\u00a0", " ")


def test_the_way_through_the_pages(eva, now, client):
    old = decided(eva, now)
    case = old.case
    at = reverse("decisions:replace", args=[case.pk])
    client.force_login(case.officer)
    assert "Rätta eller ersätt beslutet" in text_of(client.get(reverse("decisions:case", args=[case.pk])))
    page = text_of(client.get(at))
    assert 'value="1 850 000"' in page
    assert old.reasons in page
    amounts = {f"amount_{year}": str(amount) for year, amount in MORE.items()}
    sent = {"outcome": old.outcome, **amounts, "reasons": "Summan var fel räknad.", "conditions": old.conditions}
    assert client.post(at, sent).status_code == 422
    page = client.post(at, {**sent, "ground": "wrong"}, follow=True)
    assert "Förslaget ersätter beslutet om delvis bifall" in text_of(page)

    client.force_login(eva)
    shown = client.get(reverse("decisions:decide", args=[case.pk])).context["shown"].proposal
    page = client.post(reverse("decisions:decide", args=[case.pk]), {"proposal": shown.pk}, follow=True)
    assert "Tidigare beslut, som inte gäller" in text_of(page)
    assert reverse("letters:earlier_letter", args=[case.pk, old.letter.pk]) in text_of(page)
    new = Decision.objects.in_force().get()
    applications.letters.actions.make_letter(letter_id=new.letter.pk, at=now)

    client.force_login(member("reader"))
    page = text_of(client.get(reverse("desk:region_case", args=[case.pk])))
    assert "Ni fick ett nytt beslut, som ersätter det tidigare" in page
    assert "Besluten i ärendet" in page
    assert page.count("Ersatt") == 1


def test_replacement_with_the_reasons_of_the_decision_itself_is_refused(eva, now):
    old = decided(eva, now)

    with pytest.raises(ValidationError, match="Skälen är desamma"):
        replacement(old, now, reasons=f" {old.reasons}\r\n")


def test_grant_in_the_place_of_a_dismissal_begins_with_what_was_applied_for_and_the_calls_conditions(eva, now, client):
    waiting = proposal(assessed_case(stage=Stage.PROPOSED), outcome=Outcome.DISMISS, amounts={}, conditions="")
    case = waiting.case
    no_conflict(case, eva)
    draft_of(case)
    old = actions.decide(proposal_id=waiting.pk, by=eva, at=now)
    applications.letters.actions.make_letter(letter_id=old.letter.pk, at=now)
    at = reverse("decisions:replace", args=[case.pk])
    client.force_login(case.officer)
    form = client.get(at).context["form"]
    usual = form["conditions"].value()
    applied = {row.field.html_name: row.field.value() for row in form.year_fields()}
    assert usual == usual_conditions(case.call)["grant"] != ""
    assert set(applied)
    assert all(amount not in {"", "0"} for amount in applied.values())

    sent = {"ground": "wrong", "outcome": "grant", "reasons": "Den kom in i tid.", "conditions": usual, **applied}
    assert client.post(at, sent).status_code == 302
    assert Proposal.objects.get(replaces=old).conditions == usual


def test_replace_page_of_a_case_without_a_decision_leads_to_where_it_stands(client):
    case = assessed_case()
    client.force_login(case.officer)

    assert client.get(reverse("decisions:replace", args=[case.pk])).status_code == 302


def test_replace_page_for_another_officer_has_no_form(eva, now, client):
    old, other = decided(eva, now), staff("case_officer")
    no_conflict(old.case, other)
    client.force_login(other)

    assert "handläggare föreslår rättelser" in text_of(client.get(reverse("decisions:replace", args=[old.case_id])))


def test_closing_a_withdrawn_case_begins_with_its_reasons(client, now):
    case = assessed_case(withdrawn_at=now)
    client.force_login(case.officer)

    page = text_of(client.get(reverse("decisions:propose", args=[case.pk])))

    assert "Ni återkallade er ansökan den 1 juni 2022." in page
    assert decider(case)
