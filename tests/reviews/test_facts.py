"""What the portal knows of each point, and where from."""

import copy
import json
from datetime import date, timedelta

import pytest

from applications.calls.models import KnownFact
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.reviews.facts import known_facts
from portal.files.models import StoredFile
from tests.factories.calls import CLOSES, OPENS
from tests.factories.cases import submitted_case
from tests.factories.drafting import SECTIONS
from tests.factories.files import stored_file
from tests.factories.registrations import LATE, register
from tests.factories.submissions import submission

pytestmark = pytest.mark.django_db


def facts(case, *wanted):
    case = Case.objects.select_related("call", "region").get(pk=case.pk)
    newest = case.submissions.select_related("form_version", "registration").order_by("-number").first()
    return known_facts(case, newest, wanted or KnownFact.values)


def case_with(**changed):
    sections = copy.deepcopy(SECTIONS)
    sections.update(changed)
    case = submitted_case(stage=Stage.CHECKING)
    submission(case, sections=sections)
    return case


def test_facts_of_a_whole_application_are_met_each_with_its_source():
    case = case_with()
    case.submissions.get().files.add(stored_file(scan=StoredFile.Scan.CLEAN))
    found = facts(case)
    assert {fact: known.answer for fact, known in found.items()} == dict.fromkeys(KnownFact.values, "met")
    assert found["in_time"].text == "Kom in 100 dygn och 12 timmar före stängning, 1 juni 2022 kl. 12.00."
    assert all(known.source for known in found.values())


@pytest.mark.parametrize(
    ("arrived_at", "answer", "words"),
    [
        (CLOSES - timedelta(seconds=1), "met", "1 sekund före stängning"),
        (CLOSES, "not_met", "mindre än en sekund efter stängning, för sent"),
        (OPENS - timedelta(hours=1), "not_met", "innan utlysningen öppnade"),
    ],
)
def test_in_time_is_what_the_deadline_rule_says(arrived_at, answer, words):
    case = case_with()
    Case.objects.filter(pk=case.pk).update(arrived_at=arrived_at)
    known = facts(case, "in_time")["in_time"]
    assert known.answer == answer
    assert words in known.text


def test_eligible_goes_by_the_calls_list():
    case = case_with()
    case.call.eligible_regions.remove("20")
    known = facts(case, "eligible")["eligible"]
    assert (known.answer, known.text) == ("not_met", "Region Dalarna hör inte till de regioner som får söka.")


def test_of_a_registered_application_the_signatory_is_for_the_officer_to_see():
    case = register().submission.case
    found = facts(case)
    assert found["signatory"].answer == ""
    assert "Avsändare: Siv Berg" in found["signatory"].text
    assert found["in_time"].answer == "not_met"
    assert found["in_time"].text == (
        "Kom in 9 timmar och 12 minuter efter stängning, för sent, 10 september 2022 kl. 09.12."
    )
    assert found["in_time"].source == "registratorns registrering"
    assert {found[fact].answer for fact in ("answered", "sums", "partners")} == {""}
    assert found["answered"].text == "Ansökan kom inte genom portalen. Se efter i filerna."
    assert case.arrived_at == LATE


@pytest.mark.parametrize(
    ("fields", "answer", "words"),
    [
        ({"start_on": date(2022, 5, 24)}, "not_met", "börjar före den dag då ansökan kom in, 1 juni 2022"),
        ({"end_on": date(2025, 1, 1)}, "not_met", "Utlysningen tillåter 23 maj 2022 – 31 december 2024"),
        ({"start_on": date(2022, 6, 1)}, "met", "1 juni 2022 – 31 december 2024."),
    ],
)
def test_period_fits_the_call_and_begins_no_earlier_than_it_came(fields, answer, words):
    case = submitted_case(stage=Stage.CHECKING)
    submission(case, **fields)
    known = facts(case, "period")["period"]
    assert known.answer == answer
    assert words in known.text


def test_answers_that_are_missing_are_told_the_first_of_them():
    case = case_with(project={"kind": "new"}, period={}, activities={}, budget={})
    known = facts(case, "answered")["answered"]
    assert known.answer == "not_met"
    assert "”Sammanfattning” är inte besvarad." in known.text
    assert known.text.endswith("Och 5 saker till.")


def test_sums_that_differ_are_told_by_year():
    funding = copy.deepcopy(SECTIONS["funding"])
    funding["applied"]["2023"] -= 12_000
    known = facts(case_with(funding=funding), "sums")["sums"]
    assert known.answer == "not_met"
    assert "Summan för 2023 är 12\u00a0000 kronor högre än finansieringen" in known.text


@pytest.mark.parametrize(
    ("rows", "answer", "words"),
    [
        ([], "", "inga samverkansparter"),
        ([{"name": "Branschrådet", "role": "Deltar"}], "not_met", "saknas för Branschrådet"),
    ],
)
def test_partners_have_name_number_and_role(rows, answer, words):
    known = facts(case_with(partners={"rows": rows}), "partners")["partners"]
    assert known.answer == answer
    assert words in known.text


@pytest.mark.parametrize(
    ("scan", "answer", "words"),
    [
        (StoredFile.Scan.INFECTED, "not_met", "Virus i avsikt.pdf"),
        (StoredFile.Scan.PENDING, "", "Sökningen pågår"),
        (StoredFile.Scan.NOT_SCANNED, "", "inte genomsökta"),
        (StoredFile.Scan.CLEAN, "met", "1 fil, utan virus"),
        (None, "", "inga bilagor"),
    ],
)
def test_files_are_what_the_search_for_viruses_found(scan, answer, words):
    case = case_with()
    if scan:
        case.submissions.get().files.add(stored_file(scan=scan))
    known = facts(case, "files")["files"]
    assert known.answer == answer
    assert words in known.text


def test_facts_survive_an_application_with_nothing_readable_in_it():
    case = submitted_case(stage=Stage.CHECKING)
    submission(case, sections={"funding": {"applied": {"2022": "mycket"}, "rows": [{}]}, "partners": {"rows": [{}]}})
    assert facts(case)["sums"].answer
    assert json.dumps({key: known.text for key, known in facts(case).items()})


def test_facts_cost_a_known_number_of_queries(django_assert_max_num_queries):
    case = case_with()
    case = Case.objects.select_related("call", "region").get(pk=case.pk)
    newest = case.submissions.select_related("form_version", "registration").get()
    with django_assert_max_num_queries(5):
        known_facts(case, newest, KnownFact.values)
