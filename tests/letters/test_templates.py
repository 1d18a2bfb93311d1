"""A call's letter texts: filled in by what was decided, and tried on a real case without writing anything."""

import pytest
from django.urls import reverse

from applications.calls.actions import keep_letter_texts
from applications.calls.models import LetterText
from applications.decisions.actions import decide
from applications.decisions.models import Decision
from applications.letters.compose import letter_of
from applications.letters.models import Letter
from portal.audit.models import AuditEntry
from tests.factories import letters
from tests.factories.accounts import staff
from tests.factories.calls import call
from tests.factories.cases import conflict, no_conflict, submitted_case
from tests.factories.decisions import assessed_case, decider, proposal
from tests.factories.letters import DECIDED
from tests.factories.submissions import submission

pytestmark = pytest.mark.django_db
MORE = (
    "{{region}} får {{belopp}} av {{sökt belopp}} till {{projekt}}.\n\n[om lägre belopp] Skicka en ny budget."
    "\n\n[om avslag] Tack ändå.\n\n[om inte ersätter] Det är ert första beslut i ärende {{diarienummer}}."
)


def plain(paragraphs: tuple[str, ...]) -> list[str]:
    return [text.replace("\u00a0", " ") for text in paragraphs]


def test_letter_is_filled_in_by_what_was_decided():
    letter = letter_of(letters.unmade_letter(more=MORE, closing="Hälsningar, {{handläggare}} på {{myndighet}}"))

    assert plain(letter.more) == [
        "Region Dalarna får 3 900 000 kronor av 4 350 000 kronor till Validering i hela Dalarna.",
        "Skicka en ny budget.",
        "Det är ert första beslut i ärende 2022-000001.",
    ]
    assert plain(letter.closing) == ["Hälsningar, Sara Nyberg på Tillväxtverket"]


def test_what_people_write_is_never_filled_in():
    case = submitted_case(title="{{belopp}}")
    proposed = letters.proposal(case=case, submission=submission(case, title="{{belopp}}"), reasons="{{region}}")
    letter = letter_of(letters.unmade_letter(proposed=proposed, more="Projektet {{projekt}}."))

    assert letter.more == ("Projektet {{belopp}}.",)
    assert letter.reasons == ("{{region}}",)


def test_decision_keeps_its_texts_and_their_version_whatever_is_written_later(now):
    case = assessed_case(stage="proposed")
    waiting = proposal(case)
    LetterText.objects.filter(call=case.call).update(more=MORE)
    made = decide(proposal_id=waiting.pk, by=decider(case), at=DECIDED)
    LetterText.objects.filter(call=case.call).update(more="Annat.")
    keep_letter_texts(call=case.call, by=staff("call_administrator"), at=now)

    kept = Decision.objects.get(pk=made.pk)
    assert (kept.more, kept.letter_text_version.number, kept.letter_text_version.more) == (MORE, 1, MORE)
    assert "Skicka en ny budget." in letter_of(Letter.objects.with_content().get(decision=kept)).more


@pytest.fixture
def texts(now):
    made = call(slug="validering")
    LetterText.objects.filter(call=made).update(more=MORE)
    return keep_letter_texts(call=made, by=staff("call_administrator", name="Ulla Berg"), at=now)


def page(client, person, **chosen):
    client.force_login(person)
    return client.get(reverse("letters:templates", args=["validering"]), chosen)


def test_texts_are_tried_on_a_real_case_and_nothing_is_written(client, texts):
    officer = staff("case_officer", name="Sara Nyberg")
    case = submitted_case(call=texts["grant"].call, officer=officer)
    submission(case)
    before = AuditEntry.objects.count()
    answer = page(client, officer, version=texts["grant_in_part"].pk, case=case.pk)
    content = answer.content.decode().replace("\u00a0", " ")

    assert "Region Dalarna får 2 175 000 kronor av 4 350 000 kronor" in content
    assert "Inget har skrivits, beslutats eller skickats" in content
    assert "Ulla Berg" in content
    assert AuditEntry.objects.count() == before
    assert not Decision.objects.exists()


def test_cases_to_try_are_those_that_one_may_see(client, texts):
    officer = staff("case_officer")
    seen, barred = (submitted_case(call=texts["grant"].call) for _number in range(2))
    no_conflict(seen, officer)
    conflict(barred, officer)
    content = page(client, officer).content.decode()

    assert f'<option value="{seen.pk}">' in content
    assert f'<option value="{barred.pk}">' not in content
    assert page(client, officer, version=texts["grant"].pk, case=barred.pk).status_code == 422


def test_who_writes_the_texts_sees_them_but_no_cases(client, texts):
    submitted_case(call=texts["grant"].call)
    content = page(client, staff("call_administrator")).content.decode()

    assert "Ändra texterna" in content
    assert "Region Dalarna:" not in content
    # A form without anything to choose would lead nowhere.
    assert "Det finns inget ärende att visa brevet i." in content
    assert "Visa brevet" not in content


def test_page_costs_the_same_with_many_versions(client, texts, now, django_assert_max_num_queries):
    officer = staff("case_officer")
    page(client, officer)
    for number in range(6):
        LetterText.objects.filter(call=texts["grant"].call).update(closing=f"Hej {number}")
        keep_letter_texts(call=texts["grant"].call, by=officer, at=now)
    with django_assert_max_num_queries(14):
        page(client, officer)
