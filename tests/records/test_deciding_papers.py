"""What a case's file says of hearings, proposals, boards, declarations and the way of its letters; full and masked."""

import hashlib
import io
import json
import zipfile
from datetime import date, timedelta

import pypdf
import pytest
from django.urls import reverse

import applications.cases.actions
import applications.correspondence.actions
import applications.decisions.actions
import applications.records.actions
import portal.audit.actions
from applications.cases.models import Case, ConflictDeclaration
from applications.cases.states import Stage
from applications.correspondence.models import HearingAnswer
from applications.decisions.actions.boards import keep_board
from applications.decisions.models import Decision, Proposal, Release
from applications.records.document_links import linked_documents
from applications.records.models import CaseFile
from applications.records.papers import papers_of
from tests.factories.accounts import staff
from tests.factories.cases import conflict, no_conflict, submitted_case
from tests.factories.correspondence import hearing, message
from tests.factories.decisions import DECIDED, PROPOSED, assessed_case, decider, decision, proposal, reason
from tests.factories.letters import made_letter, mailing
from tests.factories.meetings import meeting
from tests.factories.records import MADE, decided_case, disclosure, keeper, made_case_file, made_copy

pytestmark = pytest.mark.django_db
GROUND = "31 kap. 16 § OSL"


def opened(made: CaseFile) -> zipfile.ZipFile:
    with made.content.open("rb") as content:
        return zipfile.ZipFile(io.BytesIO(content.read()))


def pages_of(made: CaseFile) -> str:
    """The text of the file's PDF as another library reads it."""
    bundle = opened(made)
    stem = next(name for name in bundle.namelist() if name.endswith(".pdf") and "/" not in name)
    pages = pypdf.PdfReader(io.BytesIO(bundle.read(stem))).pages
    return " ".join("\n".join(page.extract_text() for page in pages).split())


def file_of(case: Case) -> str:
    return pages_of(made_case_file(case, keeper(case)))


def papers(case: Case, kind: str, *, public_only: bool = False) -> list:
    return [paper for paper in papers_of(case, public_only=public_only) if paper.kind == kind]


def heard_case(case: Case) -> Case:
    asked = hearing(case, due_on=date(2022, 11, 15), text="Vi tänker avslå, för budgeten är för stor.")
    answer = message(case, text="Budgeten följer era riktlinjer 4711.")
    HearingAnswer.objects.create(hearing=asked, message=answer)
    return case


# --- Hearings ------------------------------------------------------------------------------------------------


def test_hearing_stands_with_its_day_and_its_answer():
    case = heard_case(decided_case())

    asked, answered = papers(case, "Begäran om yttrande"), papers(case, "Yttrande")

    assert [text.text for text in asked[0].texts()][1] == "Vi tänker avslå, för budgeten är för stor."
    assert "15 november 2022" in [text.text for text in asked[0].texts()]
    assert "Budgeten följer era riktlinjer 4711." in [text.text for text in answered[0].texts()]
    text = file_of(case)
    assert "Begäran om yttrande" in text
    assert "Budgeten följer era riktlinjer 4711." in text
    assert text.count("Budgeten följer era riktlinjer 4711.") == 1


def test_hearing_without_an_answer_says_so():
    case = decided_case()
    hearing(case)

    assert "Inget svar" in [text.text for text in papers(case, "Begäran om yttrande")[0].texts()]


def test_why_a_region_was_not_heard_stands_in_the_file_once_it_is_decided():
    case = submitted_case(Stage.CHECKING, officer=staff("case_officer"))
    applications.correspondence.actions.waive_hearing(
        case_id=case.pk, why="Bara regionens egna uppgifter.", by=case.officer, at=PROPOSED
    )
    assert papers(case, "Yttrande behövs inte")
    assert not papers(case, "Yttrande behövs inte", public_only=True)

    assert papers(decided_case(), "Yttrande behövs inte", public_only=True)


def test_hearings_texts_can_be_masked_and_are_then_gone():
    case = heard_case(decided_case())
    registrar = keeper(case)
    asked = disclosure(case, registrar)
    keys = [text.key for paper in papers(case, "Yttrande") for text in paper.texts() if "4711" in text.text]
    applications.records.actions.mark_parts(disclosure_id=asked.pk, keys=keys, ground=GROUND, by=registrar, at=MADE)

    made = made_copy(asked, registrar)

    assert "4711" not in pages_of(made)
    assert "Vi tänker avslå" in pages_of(made)
    assert "4711" in pages_of(made_copy(asked, registrar, is_masked=False))


def test_mark_on_a_message_still_holds_when_it_is_a_hearings():
    """A mark that was set on what was then shown as a message has the same key."""
    case = heard_case(decided_case())

    assert papers(case, "Yttrande")[0].key.startswith("message:")


# --- Proposals -----------------------------------------------------------------------------------------------


def sent_back(case: Case, **fields) -> Proposal:
    return proposal(
        case,
        state="sent_back",
        sent_back_by=staff("decision_maker", name="Olle Ed"),
        sent_back_at=PROPOSED,
        sent_back_comment="Räkna om resorna 5150.",
        reasons="Ett första försök.",
        **fields,
    )


def test_every_proposal_stands_with_its_reasons_and_why_it_was_sent_back():
    case = assessed_case(stage=Stage.PROPOSED)
    sent_back(case)
    proposal(case, reasons="Ett andra försök.")

    found = papers(case, "Förslag")

    assert [paper.title for paper in found] == ["Förslag till beslut: delvis bifall"] * 2
    said = [text.text for paper in found for text in paper.texts()]
    assert {"Ett första försök.", "Ett andra försök.", "Räkna om resorna 5150.", "Skickat tillbaka"} <= set(said)
    assert "1 850 000" in " ".join(said).replace("\xa0", " ")


def test_lapsed_proposal_stands_with_that_said():
    case = assessed_case(stage=Stage.PROPOSED)
    proposal(case, state="lapsed")

    assert "Förfallet" in [text.text for text in papers(case, "Förslag")[0].texts()]


def test_proposals_are_public_only_once_what_came_of_them_is_told():
    case = assessed_case(stage=Stage.PROPOSED)
    sent_back(case)
    first = proposal(case)
    assert papers(case, "Förslag", public_only=True) == []

    held = decision(first, is_held=True)
    assert papers(case, "Förslag", public_only=True) == []

    Release.objects.create(decision=held, released_at=DECIDED, released_by=held.decided_by)
    Case.objects.update(released_outcome="grant_in_part")
    case.refresh_from_db()
    assert len(papers(case, "Förslag", public_only=True)) == 2

    sent_back(case, replaces=held, ground="wrong", proposed_at=DECIDED + timedelta(days=9))
    assert len(papers(case, "Förslag", public_only=True)) == 2
    assert len(papers(case, "Förslag")) == 3


# --- Boards --------------------------------------------------------------------------------------------------


def boarded(**fields) -> tuple[Case, Case, Decision]:
    """Two assessed cases of one call, the first decided with its board kept and told."""
    officer = staff("case_officer", name="Sara Nyberg")
    case = assessed_case(officer=officer, stage=Stage.DECIDED)
    other = assessed_case(officer=officer, call=case.call, code="21", title="Grannens projekt")
    made = decision(proposal(case))
    keep_board(made)
    Case.objects.filter(pk=case.pk).update(released_outcome="grant_in_part")
    case.refresh_from_db()
    return case, other, made


def test_board_stands_with_its_hash_and_says_of_others_only_what_they_were_told():
    case, other, made = boarded()

    text = file_of(case)

    assert "Läget när beslutet fattades" in text
    assert made.board.sha256[:30] in text.replace(" ", "")
    assert case.registry_number in text
    assert "Grannens projekt" not in text
    assert "1 ärende visas inte" in text

    Case.objects.filter(pk=other.pk).update(released_outcome="reject")
    assert "Grannens projekt" in file_of(case)


def test_whole_board_is_in_the_zip_with_the_hash_that_the_decision_kept():
    case, other, made = boarded()
    bundle = opened(made_case_file(case, keeper(case)))
    assert not [name for name in bundle.namelist() if name.endswith(".json") and "lage" in name]

    Case.objects.filter(pk=other.pk).update(released_outcome="reject")
    bundle = opened(made_case_file(case, keeper(case)))
    name = next(name for name in bundle.namelist() if "lage" in name)
    assert hashlib.sha256(bundle.read(name)).hexdigest() == made.board.board.sha256
    listed = {entry["name"]: entry for entry in json.loads(bundle.read("manifest.json"))["files"]}
    assert listed[name]["sha256"] == made.board.board.sha256


def test_board_says_nothing_of_a_case_in_which_somebody_is_barred():
    case, other, _made = boarded()
    Case.objects.filter(pk=other.pk).update(released_outcome="reject")
    conflict(other, staff("registrar"))

    assert "Grannens projekt" not in file_of(case)


def test_what_a_held_decision_granted_is_not_in_another_cases_board():
    officer = staff("case_officer", name="Sara Nyberg")
    case = assessed_case(officer=officer, stage=Stage.DECIDED)
    other = assessed_case(officer=officer, call=case.call, code="21")
    first = decision(proposal(other, amounts={2022: 123_456}), is_held=True, decided_at=DECIDED - timedelta(hours=1))
    keep_board(decision(proposal(case)))

    assert "123 456" not in file_of(case).replace("\xa0", " ")

    Release.objects.create(decision=first, released_at=DECIDED, released_by=first.decided_by)
    assert "123 456" in file_of(case).replace("\xa0", " ")


# --- Declarations --------------------------------------------------------------------------------------------


def test_declarations_stand_as_the_log_shows_them():
    case = decided_case()
    barred, judge = staff("assessor", name="Bo Jävig"), staff("decision_maker", name="Eva Strand")
    conflict(case, barred)
    no_conflict(case, judge)
    ConflictDeclaration.objects.filter(person=barred).update(
        ruling="conflict", ruling_reason="Nära släkt.", ruled_by=judge, ruled_at=DECIDED
    )

    rows = [text.text for text in papers(case, "Jäv")[0].texts()]

    assert {"Bo Jävig", "Har jäv", "Inte jäv"} <= set(rows)
    assert any("Nära släkt." in text for text in rows)
    # What was written in confidence to whoever settles it is in no log.
    assert not any("syster" in text for text in rows)
    assert "Bo Jävig" in file_of(case)


# --- The way of the letters ------------------------------------------------------------------------------------


def test_letters_ledger_says_when_it_was_made_told_of_opened_and_by_whom():
    case = decided_case()
    letter = case.decisions.get().letter
    reader = staff(name="Rolf Läsare")
    letter.first_opened_at, letter.first_opened_by = DECIDED + timedelta(days=3), reader
    letter.acknowledged_at, letter.acknowledged_by = DECIDED + timedelta(days=4), reader
    letter.save()
    mailing([letter], case.officer, title="Mötet i november", sent_at=MADE)

    text = file_of(case)

    for words in ("Brevets väg", "Rolf Läsare", "Portalen, med avisering", "Mötet i november", "Anders Lind"):
        assert words in text


def test_mailing_of_a_held_decision_is_not_in_the_public_log():
    held = made_letter(is_held=True)
    case = held.decision.case
    applications.cases.actions.enter_document(
        case=case, direction="internal", at=DECIDED, title="Beslut", party="Eva", sha256=""
    )
    portal.audit.actions.record(case, "mailing_started", by=held.decision.decided_by, at=DECIDED, mailing=1)
    portal.audit.actions.record(case, "hearing_waived", by=held.decision.decided_by, at=DECIDED, why="Tydligt.")

    told = [text.text for paper in papers_of(case, public_only=True) for text in paper.texts()]

    assert not any("utskicket" in text or "Tydligt" in text for text in told)
    assert any("utskicket" in text.text for paper in papers_of(case) for text in paper.texts())


# --- All -----------------------------------------------------------------------------------------------------


def test_new_papers_cost_a_constant_number_of_queries(django_assert_max_num_queries):
    case = heard_case(decided_case())
    for _size in range(2):
        sent_back(case)
        no_conflict(case, staff("assessor"))
        heard_case(case)
        with django_assert_max_num_queries(60):
            papers_of(case)


def test_line_of_a_hearing_leads_to_its_page():
    case = heard_case(decided_case())

    links = [link for line in linked_documents(case) for link in line.links]

    assert [link.words for link in links if "yttrande" in link.words.lower()] == [
        "Läs begäran om yttrande",
        "Läs yttrandet",
    ]
    assert any(link.url.startswith(reverse("correspondence:hearing", args=[case.pk])) for link in links)


def test_every_key_is_used_once():
    """Two texts with one key could not be marked apart."""
    case = heard_case(decided_case())
    decider(case)
    sent_back(case)
    keys = [text.key for paper in papers_of(case) for text in paper.texts() if not text.key.startswith("file:")]

    assert len(keys) == len(set(keys))


# --- Meetings ------------------------------------------------------------------------------------------------


def decided_at_a_meeting(*cases: Case) -> None:
    """A meeting that decided the first case, left the others, and told nobody."""
    eva, maj = (staff("decision_maker", name=name) for name in ("Eva Strand", "Maj Holm"))
    waiting = [proposal(case) for case in cases]
    for case in cases:
        no_conflict(case, eva, maj)
    one = meeting(waiting, eva, people=[maj])
    actions = applications.decisions.actions
    dissent = "Maj Holm: hela beloppet borde beviljas."
    first = one.items.get(position=1)
    actions.decide_items(meeting_id=one.pk, item_ids=[first.pk], dissent=dissent, is_held=True, by=eva, at=DECIDED)
    actions.close_meeting(meeting_id=one.pk, adjuster_id=maj.pk, by=eva, at=DECIDED)
    actions.approve_minutes(meeting_id=one.pk, seen_sha256=one.minutes.sha256, by=maj, at=DECIDED)


def test_minutes_say_of_a_case_what_the_meeting_did_with_it_and_nothing_of_others():
    one, other = (assessed_case(stage=Stage.PROPOSED, code=code, title=f"Projekt {code}") for code in ("20", "12"))
    decided_at_a_meeting(one, other)

    said, left = (" ".join(text.text for text in papers(case, "Protokoll")[0].texts()) for case in (one, other))

    assert "Maj Holm: hela beloppet borde beviljas." in said
    assert "Eva Strand" in said
    assert "Maj Holm, " in said
    assert (other.registry_number or "") not in said
    assert "Ärendet avgjordes inte. Förslaget väntar på beslut." in left
    assert "hela beloppet" not in left


def test_minutes_are_public_when_what_they_decided_is_told():
    case = assessed_case(stage=Stage.PROPOSED)
    decided_at_a_meeting(case)
    assert papers(case, "Protokoll")
    assert not papers(case, "Protokoll", public_only=True)

    applications.decisions.actions.release_decisions(
        decision_ids=[case.decisions.get().pk], by=case.decisions.get().decided_by, at=DECIDED
    )

    case.refresh_from_db()
    assert papers(case, "Protokoll", public_only=True)


def test_proposal_says_what_its_reasons_rest_on():
    case = assessed_case(stage=Stage.PROPOSED)
    waiting = proposal(case)
    reason(waiting, "Behovet är väl belagt.", criterion=case.call.criteria.first(), points=4)
    reason(waiting, "Ansökan kom in i tid.")

    said = {text.label: text.text for text in papers(case, "Förslag")[0].texts()}

    assert said["Vad skälen vilar på"] == f"1. {case.call.criteria.first().title}: 4 av 5"
