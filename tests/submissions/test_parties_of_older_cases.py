"""Cases that were handed in before their parties were kept get them from what was handed in, once."""

import importlib

import pytest
from django.apps import apps

from applications.cases.models import Case
from applications.cases.states import Stage
from tests.factories.cases import draft_case, submitted_case
from tests.factories.submissions import SECTIONS, submission

pytestmark = pytest.mark.django_db
fill_in = importlib.import_module("applications.submissions.migrations.0009_parties_of_older_cases").fill_in
PARTNERS = SECTIONS["partners"]


def with_partners(*names):
    rows = [{"name": name, "org_number": f"23210000{n}{n}"} for n, name in enumerate(names)]
    return {**SECTIONS, "partners": {**PARTNERS, "rows": [{**PARTNERS["rows"][0], **row} for row in rows]}}


def names(case):
    case.refresh_from_db()
    return {party["name"] for party in case.parties}, case.parties_since


def test_parties_come_from_the_versions_as_they_would_have_then():
    case = submitted_case(Stage.CHECKING)
    submission(case, sections=with_partners("Högskolan"))
    submission(case, sections=with_partners("Högskolan", "Bolaget"))
    submission(case, sections=with_partners("Högskolan", "Bolaget"))
    Case.objects.update(parties=[], parties_since=1)

    fill_in(apps, None)
    found, since = names(case)
    assert {"Högskolan", "Bolaget"} <= found
    assert since == 2

    fill_in(apps, None)
    assert names(case) == (found, since)


def test_what_is_kept_and_what_was_never_handed_in_is_left_alone():
    kept = submitted_case(Stage.CHECKING, parties=[{"kind": "partner", "name": "Kvar", "number": ""}], parties_since=4)
    submission(kept)
    draft = draft_case()

    fill_in(apps, None)

    assert names(kept) == ({"Kvar"}, 4)
    assert names(draft) == (set(), 1)
