"""Declaring conflict of interest (jäv): what opens and what shuts, when it is asked anew, and how it is settled."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

import applications.cases.actions
import portal.notices.actions
from applications.cases import rules
from applications.cases.models import Case, ConflictDeclaration
from applications.cases.notices import ASSESSMENT_ASKED
from applications.cases.states import Stage
from portal.audit.models import AuditEntry
from portal.notices.models import Notice
from portal.outbox.models import Mail
from tests.factories.accounts import staff
from tests.factories.cases import conflict, draft_case, no_conflict, submitted_case
from tests.factories.files import stored_file
from tests.factories.letters import proposal
from tests.factories.regions import member
from tests.factories.submissions import submission

pytestmark = pytest.mark.django_db
actions = applications.cases.actions
MANAGER = {"kind": "manager", "name": "Karin Ek", "number": ""}
HOGSKOLAN = {"kind": "partner", "name": "Högskolan Dalarna", "number": "202100-2908"}
BYGG = {"kind": "partner", "name": "Bygg AB", "number": "556016-0680"}


def receive(case, now, *parties, version):
    actions.receive_application(
        case=case,
        amount_applied=1,
        arrived_at=now,
        sha256="0" * 64,
        version=version,
        parties=list(parties),
        by=case.created_by,
        at=now,
    )
    return Case.objects.get(pk=case.pk)


def declare(case, person, now, *, has_conflict=False):
    statement = "Min bror." if has_conflict else ""
    return actions.declare_conflict(case_id=case.pk, by=person, has_conflict=has_conflict, statement=statement, at=now)


def is_open(case, person):
    return Case.objects.visible_to_staff(person).filter(pk=case.pk).exists()


def is_named(case, person):
    return Case.objects.named_to_staff(person).filter(pk=case.pk).exists()


# --- Before declaring ---------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["case_officer", "decision_maker", "registrar"])
def test_case_is_named_before_the_declaration_and_opens_after_it(role, now):
    case, person = submitted_case(), staff(role)
    assert (is_named(case, person), is_open(case, person)) == (True, False)
    declare(case, person, now)
    assert (is_named(case, person), is_open(case, person)) == (True, True)


def test_case_of_an_asked_assessor_opens_after_the_declaration(now):
    case, person = submitted_case(), staff("assessor")
    assert not is_named(case, person)
    case.assessors.create(person=person, asked_at=now)
    assert (is_named(case, person), is_open(case, person)) == (True, False)
    declare(case, person, now)
    assert is_open(case, person)


def test_files_and_previews_lead_to_the_declaration_too(client):
    case = submitted_case(Stage.PROPOSED)
    file, version = stored_file(by=case.created_by), submission(case)
    version.files.add(file)
    previewed = proposal(case=case, submission=version)
    client.force_login(staff("case_officer"))
    for page in (
        reverse("files:download", args=[file.uuid]),
        reverse("letters:preview", args=[previewed.pk]),
        reverse("submissions:content", args=[case.pk, 1]),
    ):
        answer = client.get(page)
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("cases:declare", args=[case.pk]) + "?then=%2F")


def test_page_to_declare_on_shows_just_enough(client):
    case = submitted_case(parties=[HOGSKOLAN, MANAGER], contact=member("editor", name="Per Lind"))
    client.force_login(staff("case_officer"))
    page = client.get(reverse("cases:declare", args=[case.pk])).content.decode()
    shown = (case.registry_number, case.call.title, "Region Dalarna", "Högskolan Dalarna", "202100-2908")
    for words in (*shown, "Karin Ek", "Per Lind"):
        assert words in page
    assert reverse("submissions:application", args=[case.pk]) not in page


def test_form_sent_before_the_declaration_leads_there_and_back_to_its_own_page(client):
    case = submitted_case(Stage.CHECKING)
    client.force_login(staff("case_officer"))
    own = reverse("reviews:check", args=[case.pk])
    answer = client.post(own, {"met": []}, headers={"referer": f"http://testserver{own}"})
    assert answer.url.endswith(f"?then={own.replace('/', '%2F')}")
    elsewhere = client.post(own, {}, headers={"referer": "https://evil.example/x"})
    assert elsewhere.url.endswith("?then=")


def test_asking_with_htmx_leads_the_whole_page_there(client):
    case = submitted_case()
    client.force_login(staff("case_officer"))
    answer = client.get(reverse("desk:case", args=[case.pk]), headers={"hx-request": "true"})
    assert answer.headers["HX-Redirect"].startswith(reverse("cases:declare", args=[case.pk]))


# --- Asked anew ---------------------------------------------------------------------------------------


def test_new_party_asks_everyone_anew_and_the_old_word_stays_in_the_log(now):
    case, person = receive(draft_case(), now, HOGSKOLAN, version=1), staff("case_officer")
    declare(case, person, now)
    case = receive(case, now, HOGSKOLAN, BYGG, version=2)
    assert (is_named(case, person), is_open(case, person)) == (True, False)
    assert not rules.is_free_of_conflict(person, case)
    declare(case, person, now + timedelta(hours=1))
    assert is_open(case, person)
    log = AuditEntry.objects.filter(subject=case.audit_subject)
    said = [entry.details.content for entry in log.filter(event="no_conflict_declared").order_by("sequence")]
    assert [(content["version"], content["parties"]) for content in said] == [
        (1, ["Högskolan Dalarna"]),
        (2, ["Högskolan Dalarna", "Bygg AB"]),
    ]
    assert log.filter(event="parties_added").count() == 1


@pytest.mark.parametrize(
    "parties",
    [
        [HOGSKOLAN],
        [],
        [{**HOGSKOLAN, "name": "högskolan  Dalarna"}],
        [{**HOGSKOLAN, "name": "Högskolan i Dalarna", "number": "2021002908"}],
    ],
)
def test_new_version_with_nobody_new_asks_nobody(parties, now):
    case, person = receive(draft_case(), now, HOGSKOLAN, version=1), staff("case_officer")
    declare(case, person, now)
    assert is_open(receive(case, now, *parties, version=2), person)


def test_page_names_who_is_new_since_the_last_word(client, now):
    case, person = receive(draft_case(), now, HOGSKOLAN, version=1), staff("case_officer")
    declare(case, person, now)
    receive(case, now, HOGSKOLAN, BYGG, version=2)
    client.force_login(person)
    page = client.get(reverse("cases:declare", args=[case.pk])).content.decode()
    assert "Nya sedan du svarade:" in page
    assert "<strong>Bygg AB</strong>" in page


# --- Shut out -----------------------------------------------------------------------------------------


def test_who_declares_a_conflict_loses_what_they_were_told_of_that_case_alone(now):
    case, other, person = submitted_case(), submitted_case(), staff("assessor")
    for one in (case, other):
        one.assessors.create(person=person, asked_at=now)
        portal.notices.actions.notify(
            people=[person],
            kind=ASSESSMENT_ASKED,
            template="cases/assessment_asked.txt",
            context={"case": one, "asked_by": staff("case_officer")},
            key=f"told:{one.pk}",
            link=reverse("reviews:assess", args=[one.pk]),
            at=now,
        )
    declare(case, person, now, has_conflict=True)
    assert [notice.link for notice in Notice.objects.of(person)] == [reverse("reviews:assess", args=[other.pk])]
    assert Mail.objects.get(key=f"told:{case.pk}:{person.pk}").expires_at == now
    assert Mail.objects.get(key=f"told:{other.pk}:{person.pk}").expires_at is None


def test_who_declares_a_conflict_finds_the_case_nowhere(client, now):
    person = staff("case_officer", "decision_maker", "registrar")
    case = submitted_case(Stage.CHECKING, title="Hemligt namn")
    declare(case, person, now, has_conflict=True)
    client.force_login(person)
    for page in ("/", reverse("desk:work_list"), f"{reverse('desk:work_list')}?q=hemligt", reverse("notices:all")):
        content = client.get(page).content.decode()
        assert "Hemligt namn" not in content
        assert case.registry_number not in content
    for name in ("cases:declare", "desk:case", "desk:history", "submissions:application", "correspondence:messages"):
        assert client.get(reverse(name, args=[case.pk])).status_code == 404


# --- Settled ------------------------------------------------------------------------------------------


def settle(declaration, by, now, *, is_conflict=False, reason="Släktskapet är avlägset."):
    return actions.settle_conflict(declaration_id=declaration.pk, is_conflict=is_conflict, reason=reason, by=by, at=now)


@pytest.fixture
def declared(now):
    case, person, decider = submitted_case(), staff("case_officer"), staff("decision_maker")
    no_conflict(case, decider)
    return declare(case, person, now, has_conflict=True), person, decider


def test_declared_conflict_that_is_none_opens_the_case_again(declared, now):
    declaration, person, decider = declared
    settled = settle(declaration, decider, now)
    assert (settled.ruling, settled.ruled_by, settled.statement) == ("none", decider, "Min bror.")
    assert is_open(declaration.case, person)
    assert "inte jäv" in Notice.objects.of(person).get().subject


def test_declared_conflict_that_is_one_stays_shut(declared, now):
    declaration, person, decider = declared
    assert settle(declaration, decider, now, is_conflict=True).has_conflict
    assert not is_named(declaration.case, person)
    assert Notice.objects.of(person).get().link == ""
    with pytest.raises(PermissionDenied):
        declare(declaration.case, person, now)


def test_declared_conflict_is_settled_once_and_with_a_reason(declared, now):
    declaration, _person, decider = declared
    with pytest.raises(ValidationError):
        settle(declaration, decider, now, reason="  ")
    settle(declaration, decider, now)
    with pytest.raises(ValidationError, match="redan prövad"):
        settle(declaration, decider, now, is_conflict=True)


def test_declared_conflict_is_settled_by_no_one_else_than_another_free_decision_maker(now):
    case, person = submitted_case(), staff("case_officer", "decision_maker")
    declaration = declare(case, person, now, has_conflict=True)
    officer, barred, undeclared = staff("case_officer"), staff("decision_maker"), staff("decision_maker")
    no_conflict(case, officer)
    conflict(case, barred)
    for somebody in (person, officer, barred, undeclared):
        with pytest.raises(PermissionDenied):
            settle(declaration, somebody, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        ConflictDeclaration.objects.filter(pk=declaration.pk).update(
            ruling="none", ruling_reason="Nej.", ruled_by=person, ruled_at=now
        )


def test_decision_makers_without_a_conflict_are_told_and_settle_on_a_page(client, now):
    case, person = submitted_case(), staff("case_officer", name="Bo Jävig")
    decider, barred = staff("decision_maker"), staff("decision_maker")
    conflict(case, barred)
    declaration = declare(case, person, now, has_conflict=True)
    assert not Notice.objects.of(barred).exists()
    page = Notice.objects.of(decider).get().link
    client.force_login(decider)
    assert client.get(page).status_code == 302
    declare(case, decider, now)
    assert "Min bror." in client.get(page).content.decode()
    assert client.post(page, {"is_conflict": "no", "reason": ""}).status_code == 422
    answer = client.post(page, {"is_conflict": "no", "reason": "Ingen verklig koppling."}, follow=True)
    assert "Prövningen är sparad" in answer.content.decode()
    assert "Ingen verklig koppling." in answer.content.decode()
    declaration.refresh_from_db()
    assert not declaration.has_conflict
