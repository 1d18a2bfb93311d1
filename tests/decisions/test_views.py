"""Proposing and deciding through the pages, with what people read on the way."""

import pytest
from django.urls import reverse

from applications.calls.models import Outcome
from applications.cases.states import Stage
from applications.decisions.models import Decision, Proposal
from applications.reviews.actions import Given, agree_on_scores
from tests.factories.accounts import staff
from tests.factories.cases import conflict, no_conflict, submitted_case
from tests.factories.decisions import assessed_case, decider, decision, proposal, reason
from tests.factories.regions import member
from tests.factories.reviews import assessment, completeness_check
from tests.factories.submissions import submission

pytestmark = pytest.mark.django_db
GRANT_IN_PART = {
    "outcome": "grant_in_part",
    "amount_2022": "450 000",
    "amount_2023": "1 850 000 kr",
    "amount_2024": "1600000",
    "reasons": "Projektet uppfyller kriterierna.",
    "conditions": "Redovisa varje halvår.",
}


def at(name, case):
    return reverse(f"decisions:{name}", args=[case.pk])


def text_of(page):
    return page.content.decode().replace("\u00a0", " ")


def test_the_whole_way_from_check_to_decision_with_a_sending_back(client):
    sara, eva = staff("case_officer", name="Sara Nyberg"), staff("decision_maker", name="Eva Strand")
    case = submitted_case(stage=Stage.CHECKING, officer=sara)
    submission(case)

    client.force_login(sara)
    met = {"seen_version": 1, "answer_signed": "met", "answer_eligible": "met"}
    client.post(reverse("reviews:check", args=[case.pk]), met)
    scores = {"points_structure": 5, "comment_structure": "Bra.", "points_costs": 3, "comment_costs": "Dyrt."}
    client.post(reverse("reviews:assess", args=[case.pk]), scores)
    page = client.post(at("propose", case), GRANT_IN_PART, follow=True)
    assert "Förslaget är lämnat" in text_of(page)
    assert "Förslaget väntar på en beslutsfattare" in text_of(page)

    client.force_login(eva)
    page = client.get(at("decide", case), follow=True)
    assert "Har du jäv i ärende" in text_of(page)
    assert "Besluta enligt förslaget" not in text_of(page)
    page = client.post(
        reverse("cases:declare", args=[case.pk]), {"has_conflict": "no", "then": at("decide", case)}, follow=True
    )
    assert page.redirect_chain == [(at("decide", case), 302)]
    assert "Besluta enligt förslaget" in text_of(page)
    assert "18 150 000 kr" in text_of(page)
    shown = page.context["shown"].proposal
    page = client.post(
        at("send_back", case), {"proposal": shown.pk, "comment": "Skriv mer om kostnaderna."}, follow=True
    )
    assert "skickat tillbaka till föredraganden" in text_of(page)

    client.force_login(sara)
    page = client.get(at("propose", case))
    assert "Skriv mer om kostnaderna." in text_of(page)
    assert 'value="1 850 000"' in text_of(page)
    client.post(at("propose", case), {**GRANT_IN_PART, "reasons": "Kostnaderna är för höga."})

    client.force_login(eva)
    shown = client.get(at("decide", case)).context["shown"].proposal
    page = client.post(at("decide", case), {"proposal": shown.pk}, follow=True)
    assert "Regionen har inte fått yttra sig" in text_of(page)
    client.force_login(sara)
    client.post(reverse("correspondence:waive_hearing", args=[case.pk]), {"why": "Bara regionens egna uppgifter."})

    client.force_login(eva)
    shown = client.get(at("decide", case)).context["shown"].proposal
    page = client.post(at("decide", case), {"proposal": shown.pk}, follow=True)
    assert "Beslutet är fattat: delvis bifall" in text_of(page)
    assert "3 900 000 kr" in text_of(page)
    assert Decision.objects.get().reasons == "Kostnaderna är för höga."

    page = client.post(at("decide", case), {"proposal": shown.pk}, follow=True)
    assert "Beslutet är fattat" in text_of(page)
    assert Decision.objects.count() == 1


def test_propose_begins_with_what_was_applied_for_and_the_usual_conditions(client):
    case = assessed_case()
    client.force_login(case.officer)

    text = text_of(client.get(at("propose", case)))

    assert 'value="2 100 000"' in text
    assert "Pengarna får bara användas till projektet." in text
    assert "4,0 av 5" in text


@pytest.mark.parametrize(
    ("outcome", "typed", "kept"),
    [
        # Left as the form had it, it is what the call usually has for what was chosen in the end.
        ("grant_in_part", "Redovisa.\r\nBerätta om ändringar.", "Redovisa.\nSkicka en ny budget."),
        ("grant_in_part", "Redovisa varje månad.", "Redovisa varje månad."),
        ("grant", "Redovisa.\r\nBerätta om ändringar.", "Redovisa.\nBerätta om ändringar."),
        ("grant_in_part", "", ""),
    ],
)
def test_propose_takes_the_usual_conditions_of_the_outcome(outcome, typed, kept, client):
    case = assessed_case()
    case.call.letter_texts.filter(outcome="grant").update(conditions="Redovisa.\nBerätta om ändringar.")
    case.call.letter_texts.filter(outcome="grant_in_part").update(conditions="Redovisa.\nSkicka en ny budget.")
    client.force_login(case.officer)
    assert "Skicka en ny budget" not in text_of(client.get(at("propose", case)))
    amounts = {f"amount_{year}": "2 100 000" if year == 2023 else "" for year in (2022, 2023, 2024)}
    if outcome == "grant":
        amounts = {f"amount_{row.year}": str(row.amount) for row in case.submissions.get().amounts.all()}

    client.post(at("propose", case), {"outcome": outcome, **amounts, "reasons": "Skäl.", "conditions": typed})

    assert Proposal.objects.get().conditions == kept


def test_amounts_that_cannot_be_read_are_named_by_year_in_the_summary(client):
    case = assessed_case()
    client.force_login(case.officer)

    text = text_of(client.post(at("propose", case), {**GRANT_IN_PART, "amount_2023": "mycket"}))

    assert "Belopp för 2023: Det här går inte att läsa" in text


def test_propose_drops_the_amounts_of_an_outcome_without_money(client):
    case = assessed_case()
    client.force_login(case.officer)

    client.post(at("propose", case), {**GRANT_IN_PART, "outcome": "reject"})

    made = Proposal.objects.get()
    assert (made.outcome, made.amounts.count(), made.conditions) == (Outcome.REJECT, 0, "")


def test_propose_a_dismissal_from_the_completeness_check(client):
    case = submitted_case(stage=Stage.CHECKING, officer=staff("case_officer"))
    submission(case)
    completeness_check(case, case.officer, is_complete=False)
    client.force_login(case.officer)

    text = text_of(client.get(at("propose", case)))
    assert "Avvisning" in text
    assert "Delvis bifall" not in text
    client.post(at("propose", case), {"outcome": "dismiss", "reasons": "Sökanden får inte söka."})

    assert Proposal.objects.get().came_from == Stage.CHECKING


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"outcome": ""}, "outcome", "Välj vad du föreslår."),
        ({"outcome": "pay_twice"}, "outcome", "Välj ett av utfallen."),
        ({"reasons": ""}, "reasons", "Skriv skälen"),
        ({"reasons": "x" * 20_001}, "reasons", "20000"),
        ({"amount_2023": "abc"}, "amount_2023", "går inte att läsa som ett belopp"),
        ({"amount_2023": "-5"}, "amount_2023", "mindre än noll"),
        ({"amount_2023": "9" * 30}, "amount_2023", "större än vi kan ta emot"),
        ({"amount_2023": "9" * 300}, "amount_2023", "40"),
        ({"amount_2023": "2 100 001"}, "amount_2023", "2 100 000 kr sökt. Föreslå högst det."),
        ({"amount_2023": "1 000,50"}, "amount_2023", "hela kronor"),
        ({"outcome": "grant"}, "amount_2023", "Välj delvis bifall"),
        ({"amount_2022": "", "amount_2023": "", "amount_2024": ""}, "outcome", "Beloppen är noll"),
    ],
)
def test_propose_says_what_is_wrong_beside_the_field_and_keeps_the_rest(client, change, field, says):
    case = assessed_case()
    client.force_login(case.officer)

    page = client.post(at("propose", case), {**GRANT_IN_PART, **change})

    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert says in text_of(page)
    assert "Redovisa varje halvår." in text_of(page)
    assert not Proposal.objects.exists()


def test_propose_nothing_at_all_is_refused_with_words(client):
    case = assessed_case()
    client.force_login(case.officer)

    assert client.post(at("propose", case), {}).status_code == 422


def test_propose_sent_twice_makes_one_proposal_and_keeps_the_text(client):
    case = assessed_case()
    client.force_login(case.officer)
    client.post(at("propose", case), GRANT_IN_PART)

    page = client.post(at("propose", case), GRANT_IN_PART)

    assert page.status_code == 422
    assert "Ärendet har läget ”Förslag till beslut”" in text_of(page)
    assert "Projektet uppfyller kriterierna." in text_of(page)
    assert Proposal.objects.count() == 1


def test_propose_by_another_officer_is_refused(client):
    case = assessed_case()
    no_conflict(case, other := staff("case_officer"))
    client.force_login(other)

    assert "Ärendets handläggare föreslår beslut" in text_of(client.get(at("propose", case)))
    assert client.post(at("propose", case), GRANT_IN_PART).status_code == 403


def test_decide_shows_the_outcome_first_the_check_and_the_letter(client):
    waiting = proposal()
    client.force_login(decider(waiting.case))

    text = text_of(client.get(at("decide", waiting.case)))

    assert "Förslag: delvis bifall" in text
    assert text.index("Förslag: delvis bifall") < text.index("Skäl") < text.index("Innan beslut")
    assert "Beloppen ryms i budgeten för varje år" in text
    assert f'src="{reverse("letters:preview", args=[waiting.pk])}"' in text
    assert "Saknas:" not in text


def test_decide_shows_ones_own_proposal_without_a_button_and_refuses_the_post(client):
    both = staff("case_officer", "decision_maker")
    own = proposal(assessed_case(both, stage=Stage.PROPOSED))
    client.force_login(both)

    text = text_of(client.get(at("decide", own.case)))
    assert "Du har själv föreslagit beslutet" in text
    assert "Besluta enligt förslaget" not in text

    page = client.post(at("decide", own.case), {"proposal": own.pk})
    assert page.status_code == 403
    assert "aldrig den som har föreslagit" in text_of(page)


def test_decide_beyond_the_budget_says_what_is_missing(client):
    waiting = proposal()
    waiting.case.call.years.filter(year=2023).update(granted=19_000_000)
    client.force_login(decider(waiting.case))
    assert "Ryms inte:" in text_of(client.get(at("decide", waiting.case)))

    page = client.post(at("decide", waiting.case), {"proposal": waiting.pk}, follow=True)

    assert "2023 saknas 850 000 kr" in text_of(page)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("sent", ["", "abc", "-1", "9" * 30, "999999"])
def test_decide_on_a_proposal_that_is_not_there_is_refused_with_words(client, sent):
    waiting = proposal()
    client.force_login(decider(waiting.case))

    page = client.post(at("decide", waiting.case), {"proposal": sent}, follow=True)

    assert page.status_code == 422
    assert "Ladda om sidan" in text_of(page)
    assert not Decision.objects.exists()


def test_decide_on_another_cases_proposal_is_refused(client):
    waiting, other = proposal(), proposal()
    eva = decider(waiting.case)
    client.force_login(eva)

    page = client.post(at("decide", waiting.case), {"proposal": other.pk}, follow=True)

    assert "Förslaget finns inte längre" in text_of(page)
    assert not Decision.objects.exists()


def test_decide_on_the_proposal_that_was_shown_before_a_new_one_came_is_refused(client):
    shown = proposal(state=Proposal.State.SENT_BACK, sent_back_comment="Ändra.", **_sent_back())
    proposal(shown.case)
    client.force_login(decider(shown.case))

    page = client.post(at("decide", shown.case), {"proposal": shown.pk}, follow=True)

    assert "har skickat tillbaka förslaget" in text_of(page)
    assert not Decision.objects.exists()


def _sent_back():
    return {"sent_back_by": staff("decision_maker"), "sent_back_at": "2022-11-22T10:00:00Z"}


def test_decide_without_a_proposal_leads_to_the_cases_own_page(client):
    case = assessed_case()
    client.force_login(decider(case))

    for name in ("decide", "send_back"):
        page = client.get(at(name, case), follow=True)
        assert page.redirect_chain == [(at("case", case), 302)]
        assert "Det finns inget förslag än" in text_of(page)


def test_send_back_without_a_comment_keeps_the_page(client):
    waiting = proposal()
    client.force_login(decider(waiting.case))

    page = client.post(at("send_back", waiting.case), {"proposal": waiting.pk, "comment": " "})

    assert page.status_code == 422
    assert "Skriv vad föredraganden behöver ändra." in text_of(page)


def test_send_back_is_written_only_by_who_may_do_it(client):
    """Else the comment would be typed first and refused afterwards, and be lost."""
    waiting = proposal()
    client.force_login(staff("decision_maker"))

    page = client.get(at("send_back", waiting.case), follow=True)

    assert page.redirect_chain[-1][0].startswith(reverse("cases:declare", args=[waiting.case.pk]))
    assert "Har du jäv i ärende" in text_of(page)


def test_history_says_what_was_proposed_and_decided(client):
    waiting = proposal()
    eva = decider(waiting.case)
    client.force_login(eva)
    client.post(at("decide", waiting.case), {"proposal": waiting.pk})

    text = text_of(client.get(reverse("desk:history", args=[waiting.case.pk])))

    assert "Eva Strand fattade beslut: delvis bifall. Föredragande var Sara Nyberg." in text


def test_send_back_after_the_decision_keeps_the_comment_and_says_why(client):
    waiting = proposal()
    eva = decider(waiting.case)
    client.force_login(eva)
    client.post(at("decide", waiting.case), {"proposal": waiting.pk})

    page = client.post(at("send_back", waiting.case), {"proposal": waiting.pk, "comment": "Vänta lite."})

    assert page.status_code == 422
    assert "redan fattat" in text_of(page)
    assert "Vänta lite." in text_of(page)


def test_what_people_wrote_is_escaped(client):
    waiting = proposal(reasons="<img src=x onerror=alert(1)>", conditions="</ol><script>alert(1)</script>")
    client.force_login(decider(waiting.case))

    text = text_of(client.get(at("decide", waiting.case)))

    assert "<img src=x" not in text
    assert "<script>alert" not in text
    assert "&lt;img src=x" in text


@pytest.mark.parametrize(
    ("name", "openers"),
    [
        ("case", {"case_officer", "decision_maker", "registrar"}),
        ("propose", {"case_officer"}),
        ("decide", {"decision_maker"}),
        ("send_back", {"decision_maker"}),
    ],
)
def test_pages_open_to_their_roles_alone(client, name, openers):
    case = proposal().case
    assert client.get(at(name, case)).status_code == 302
    client.force_login(member("signatory"))
    assert client.get(at(name, case)).status_code == 403
    for role in ("case_officer", "decision_maker", "registrar", "call_administrator"):
        person, barred = staff(role), staff(role)
        no_conflict(case, person)
        client.force_login(person)
        assert client.get(at(name, case)).status_code == (200 if role in openers else 403)
        conflict(case, barred)
        client.force_login(barred)
        assert client.get(at(name, case)).status_code == (404 if role in openers else 403)


@pytest.mark.parametrize("name", ["case", "propose"])
def test_pages_open_in_every_stage(client, name):
    officer = staff("case_officer")
    for stage in (Stage.SUBMITTED, Stage.CHECKING, Stage.ASSESSING):
        case = submitted_case(stage=stage, officer=officer)
        submission(case)
        client.force_login(officer)
        assert client.get(at(name, case)).status_code == 200
    for made in (proposal(), decision().proposal):
        client.force_login(made.case.officer)
        assert client.get(at(name, made.case)).status_code == 200


@pytest.mark.parametrize("assessments", [0, 8])
def test_pages_ask_the_database_as_often_whatever_the_size(client, assessments, django_assert_max_num_queries):
    waiting = proposal()
    for _number in range(assessments + 1):
        for criterion in (None, *waiting.case.call.criteria.all()):
            reason(waiting, "Kostnaderna är rimliga.", criterion=criterion)
    for _number in range(assessments):
        assessment(waiting.case, staff("assessor"))
        proposal(waiting.case, state=Proposal.State.SENT_BACK, sent_back_comment="Ändra.", **_sent_back())
    eva = decider(waiting.case)

    client.force_login(eva)
    with django_assert_max_num_queries(25):
        client.get(at("decide", waiting.case))
    with django_assert_max_num_queries(17):
        client.get(at("case", waiting.case))


def test_what_was_agreed_on_stands_before_the_mean_beside_a_proposal(client):
    case = assessed_case()
    assert "i 1 bedömning" in shown_beside(client, case)

    agreed = {criterion.key: Given(3, "Vi är överens.") for criterion in case.call.criteria.all()}
    agree_on_scores(
        case_id=case.pk, scores=agreed, summary="Vi landar lägre.", seen_number=0, by=case.officer, at=case.arrived_at
    )

    page = shown_beside(client, case)
    assert "<strong>3,0 av 5</strong> i den gemensamma bedömningen" in page
    assert "Vi landar lägre." in page


def shown_beside(client, case):
    client.force_login(case.officer)
    return text_of(client.get(at("propose", case)))


def test_officer_is_shown_what_stops_the_proposal_and_where_to_put_it_right(client):
    case = assessed_case(stage=Stage.PROPOSED)
    proposal(case, outcome=Outcome.REJECT, is_heard=False)
    client.force_login(case.officer)

    page = text_of(client.get(at("case", case)))

    assert "Regionen har inte fått yttra sig." in page
    assert f'href="{reverse("correspondence:hearing", args=[case.pk])}"' in page
    # What is asked of who decides is told to them alone.
    assert "Du har förklarat att du inte har jäv" not in page
    assert "Föredraganden är en annan än beslutsfattaren" not in page
