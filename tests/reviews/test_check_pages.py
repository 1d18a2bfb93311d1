"""The page of the completeness check, and the supplement request and dismissal that come of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

import applications.submissions.actions
from applications.calls.models import Call, ChecklistItem
from applications.cases.states import Stage
from applications.cases.working_days import working_day_from
from applications.reviews.models import AskedPoints, BegunCheck, CompletenessCheck
from applications.submissions.models import SupplementRequest
from tests.factories.accounts import staff
from tests.factories.cases import no_conflict, submitted_case
from tests.factories.checklists import call_with_facts
from tests.factories.reviews import completeness_check
from tests.factories.submissions import submission
from tests.factories.supplements import ask, case_to_complete, send, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return staff("case_officer", name="Sara Nyberg")


@pytest.fixture
def case(officer):
    return case_at(Stage.CHECKING, officer)


def case_at(stage, officer, **fields):
    case = submitted_case(stage=stage, officer=officer, **fields)
    submission(case)
    return case


def at(name, case, room="reviews"):
    return reverse(f"{room}:{name}", args=[case.pk])


def answers(signed="met", eligible="met", **fields):
    return {"seen_version": 1, "answer_signed": signed, "answer_eligible": eligible, **fields}


UNMET = {"signed": "not_met", "note_signed": "Fullmakt saknas."}


def test_check_with_everything_met_leads_to_the_assessment(client, case, officer):
    client.force_login(officer)
    page = client.post(at("check", case), answers(), follow=True)
    assert page.redirect_chain == [(at("assess", case), 302)]
    assert "Ansökan är komplett" in page.content.decode()


def test_check_half_done_is_there_when_the_officer_comes_back(client, case, officer):
    client.force_login(officer)
    sent = {"seen_version": 1, "answer_signed": "not_met", "note_signed": "Halvfärdig tanke", "save": "1"}
    page = client.post(at("check", case), {**sent, "comment": "Ring regionen."}, follow=True)
    text = page.content.decode()
    assert "Granskningen är sparad så långt" in text
    assert "Sparad så långt av Sara Nyberg" in text
    assert "Halvfärdig tanke" in text
    assert "Ring regionen." in text
    assert page.context["form"]["answer_signed"].value() == "not_met"
    assert (BegunCheck.objects.count(), CompletenessCheck.objects.count()) == (1, 0)


def test_check_with_something_unmet_shows_the_result_and_what_may_follow(client, case, officer):
    client.force_login(officer)
    page = client.post(at("check", case), answers(**UNMET), follow=True)
    text = page.content.decode()
    assert "ansökan är inte komplett" in text
    assert "Fullmakt saknas." in text
    assert at("ask", case) in text
    assert f'href="{at("propose", case, "decisions")}"' in text
    assert "Granskningen är klar" not in text

    again = client.get(f"{at('check', case)}?gor-om=1")
    assert "Granskningen är klar" in again.content.decode()
    assert again.context["form"]["note_signed"].value() == "Fullmakt saknas."


def test_check_says_which_answers_and_notes_are_missing_and_keeps_the_rest(client, case, officer):
    client.force_login(officer)
    page = client.post(at("check", case), {"seen_version": 1, "answer_signed": "not_met", "comment": "Hm."})
    text = page.content.decode()
    assert page.status_code == 422
    assert "Välj om det stämmer: Sökanden får söka." in text
    assert "Skriv vad som saknas eller är fel" in text
    assert "Hm." in text
    assert page.context["form"]["answer_signed"].value() == "not_met"


@pytest.mark.parametrize(
    "sent",
    [
        {"seen_version": "x", "answer_signed": "met", "answer_eligible": "met"},
        {"answer_signed": "met", "answer_eligible": "met"},
        {"seen_version": 1, "answer_signed": "<script>", "answer_eligible": "met"},
        {"seen_version": 1, "answer_signed": "not_met", "note_signed": "x" * 2001, "answer_eligible": "met"},
        {"seen_version": 10**30, "answer_signed": "met", "answer_eligible": "met"},
    ],
)
def test_check_with_hostile_input_is_refused_with_words(client, case, officer, sent):
    client.force_login(officer)
    page = client.post(at("check", case), sent)
    assert page.status_code == 422
    assert "behöver ändras" in page.content.decode()
    assert not CompletenessCheck.objects.exists()


def test_check_shows_hostile_text_as_text(client, officer):
    case = case_at(Stage.CHECKING, officer)
    hostile = "<script>alert(1)</script>{{ 7 }}"
    case.call.checklist.update(text=hostile)
    client.force_login(officer)
    text = client.post(at("check", case), answers(signed="not_met", note_signed=hostile), follow=True).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 }}" in text
    text = client.get(at("ask", case)).content.decode()
    assert "<script>alert" not in text


def test_check_with_a_point_that_was_added_meanwhile_asks_for_it(client, case, officer):
    client.force_login(officer)
    ChecklistItem.objects.create(call=case.call, key="new-point", text="En ny punkt", position=3)
    page = client.post(at("check", case), answers())
    assert page.status_code == 422
    assert "Välj om det stämmer: En ny punkt." in page.content.decode()


def test_check_sent_after_the_case_went_on_keeps_what_was_typed(client, officer):
    case = case_at(Stage.ASSESSING, officer)
    client.force_login(officer)
    page = client.post(at("check", case), answers(signed="not_met", note_signed="Långt resonemang."))
    assert page.status_code == 422
    assert "Ärendet har läget ”Bedöms”" in page.content.decode()
    assert "Långt resonemang." in page.content.decode()


def test_check_asks_an_officer_to_declare_first(client, case, officer):
    case.declarations.all().delete()
    client.force_login(officer)
    for page in (client.get(at("check", case)), client.post(at("check", case), answers()), client.get(at("ask", case))):
        assert page.status_code == 302
        assert page.url.startswith(f"{reverse('cases:declare', args=[case.pk])}?then=")


def test_check_shows_the_result_to_others_without_a_form(client, officer):
    case = case_at(Stage.ASSESSING, officer)
    completeness_check(case, officer)
    no_conflict(case, decider := staff("decision_maker"))
    client.force_login(decider)
    text = client.get(at("check", case)).content.decode()
    assert "Komplett" in text
    assert "Behörig företrädare har lämnat in" in text
    assert "Granskningen är klar" not in text
    assert "Föreslå avvisning" not in text


def test_check_fills_in_what_the_portal_knows_with_its_source(client, officer):
    call = call_with_facts()
    call.eligible_regions.remove("20")
    case = case_at(Stage.CHECKING, officer, call=call)
    client.force_login(officer)
    page = client.get(at("check", case))
    text = page.content.decode()
    assert "Region Dalarna hör inte till de regioner som får söka." in text
    assert "Källa: utlysningens lista över regioner." in text
    form = page.context["form"]
    assert form["answer_eligible"].value() == "not_met"
    assert form["note_eligible"].value() == "Region Dalarna hör inte till de regioner som får söka."
    assert form["answer_in_time"].value() == "met"
    assert form["answer_co_funding"].value() is None


# --- The supplement request ---------------------------------------------------------------------------------------


def test_request_from_the_check_suggests_the_calls_own_time_to_answer(client, now):
    case = case_to_complete(now, call=call_with_facts())
    Call.objects.update(answer_days=30)
    completeness_check(case, case.officer, unmet={"sums": "2023 är för lågt."})
    client.force_login(case.officer)
    suggested = client.get(at("ask", case)).context["form"]["due_on"].value()
    assert suggested == working_day_from(localdate() + timedelta(days=30))


def test_ask_begins_with_the_unmet_points_and_sends_nothing_by_itself(client, now):
    case = case_to_complete(now, call=call_with_facts())
    completeness_check(
        case,
        case.officer,
        unmet={"sums": "2023 är 12 000 kr för lågt.", "co_funding": "Intyg saknas.", "in_time": "Sent."},
    )
    client.force_login(case.officer)

    page = client.get(at("ask", case))

    form = page.context["form"]
    text = form["text"].value()
    assert "1. Budget och finansiering stämmer överens: 2023 är 12 000 kr för lågt." in text
    assert "2. Medfinansieringen är bekräftad: Intyg saknas." in text
    assert "Sent." not in text
    assert "avvisa den" in text
    assert form["sections"].value() == ["budget", "funding"]
    assert form["points"].value() == ["sums", "co_funding"]
    assert not SupplementRequest.objects.exists()

    sent = {"points": ["sums"], "text": "Rätta 2023.", "sections": ["budget", "funding"], "due_on": "2099-06-15"}
    page = client.post(at("ask", case), {**sent, "due_on": "2099-06-15"})
    assert page.status_code == 422
    assert "Välj en dag inom ett år" in page.content.decode()
    assert "Rätta 2023." in page.content.decode()
    assert not SupplementRequest.objects.exists()


def test_ask_sends_the_request_and_keeps_which_points_it_is_about(client, now, time_machine):
    time_machine.move_to(now)
    case = case_to_complete(now)
    completeness_check(case, case.officer, unmet={"signed": "Fullmakt saknas."})
    client.force_login(case.officer)
    sent = {"points": ["signed"], "text": "Skicka fullmakten.", "sections": ["project"], "due_on": "2022-06-15"}

    page = client.post(at("ask", case), sent, follow=True)

    assert page.redirect_chain == [(at("supplements", case, "submissions"), 302)]
    assert "Begäran är skickad" in page.content.decode()
    assert AskedPoints.objects.get().keys == ["signed"]
    text = client.get(at("check", case)).content.decode()
    assert "Regionen är ombedd att komplettera ansökan senast den 15 juni 2022." in text
    assert at("ask", case) not in text
    assert "Det finns inget i granskningen att begära" in client.get(at("ask", case)).content.decode()

    write(case, now)
    send(case, now)
    page = client.get(at("check", case))
    text = page.content.decode()
    assert "Version 2 av ansökan har kommit in sedan du granskade version 1." in text
    assert "Ni bad regionen komplettera det här den 1 juni 2022." in text
    assert "Svaret är version 2" in text
    assert "Förra granskningen: stämde inte. Fullmakt saknas." in text
    form = page.context["form"]
    assert (form["answer_signed"].value(), form["answer_eligible"].value()) == (None, "met")


@pytest.mark.parametrize("sent", [{}, {"points": ["<script>"]}, {"points": ["eligible"]}])
def test_ask_with_points_that_are_not_unmet_is_refused(client, now, sent):
    case = case_to_complete(now)
    completeness_check(case, case.officer, unmet={"signed": "Fullmakt saknas."})
    client.force_login(case.officer)
    page = client.post(at("ask", case), {"text": "Mer", "sections": ["project"], "due_on": "2030-06-15", **sent})
    assert page.status_code == 422
    assert not SupplementRequest.objects.exists()


# --- Dismissal ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unmet", "ground", "other"),
    [("in_time", "for-sent", "far-inte-soka"), ("eligible", "far-inte-soka", "for-sent")],
)
def test_check_that_finds_it_late_or_ineligible_leads_to_a_dismissal_on_that_ground(
    client, officer, unmet, ground, other
):
    case = case_at(Stage.CHECKING, officer, call=call_with_facts())
    completeness_check(case, officer, unmet={unmet: "Det är så."})
    client.force_login(officer)
    text = client.get(at("check", case)).content.decode()
    assert f"{at('propose', case, 'decisions')}?grund={ground}" in text
    assert other not in text
    assert at("ask", case) not in text


def test_check_leads_to_a_dismissal_when_the_supplement_never_came(client, now):
    case = case_to_complete(now)
    completeness_check(case, case.officer, unmet={"signed": "Fullmakt saknas."})
    client.force_login(case.officer)
    ask(case, now)
    assert "grund=" not in client.get(at("check", case)).content.decode()
    assert "Sista dagen har gått" in client.get(at("check", case)).content.decode()

    applications.submissions.actions.close_supplement(case_id=case.pk, by=case.officer, at=now)

    assert "grund=inte-kompletterad" in client.get(at("check", case)).content.decode()


def test_check_page_has_as_many_queries_whatever_has_been_checked(client, now, django_assert_max_num_queries):
    case = case_to_complete(now, call=call_with_facts())
    client.force_login(case.officer)
    completeness_check(case, case.officer, unmet={"sums": "Fel."})
    page = f"{at('check', case)}?gor-om=1"
    client.get(page)
    with django_assert_max_num_queries(24) as few:
        client.get(page)
    for _more in range(5):
        completeness_check(case, case.officer, unmet={"sums": "Fel."})
    with django_assert_max_num_queries(len(few)):
        client.get(page)
