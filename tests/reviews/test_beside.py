"""What a criterion judges stands beside it; the call says which answers, and only ones that its form has."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from applications.calls.models import Call, Criterion
from applications.calls.publishing import check_judged, keys_of
from applications.calls.queries import newest_form, publishing_faults
from applications.cases.states import Stage
from applications.reviews.beside import judged_by
from applications.reviews.scoring import scale
from applications.submissions.presentation import Answer, ShownSection, Table
from tests.factories.accounts import staff
from tests.factories.calls import call
from tests.factories.cases import submitted_case
from tests.factories.reviews import assessment
from tests.factories.submissions import submission

SECTIONS = [
    ShownSection(
        "project", "Projektet", (Answer("Sammanfatta", "Kort", "summary"), Answer("E-post", "a@b", "contact"))
    ),
    ShownSection("budget", "Budget", table=Table(("Kostnadsslag",), ())),
]


def test_criterion_is_read_beside_the_answers_it_judges_in_its_own_order():
    criterion = Criterion(judges="budget\nproject.contact\nproject.summary\nproject.gone\ngone")
    found = judged_by(criterion, SECTIONS)
    assert [section.key for section in found] == ["budget", "project"]
    assert [answer.label for answer in found[1].answers] == ["E-post", "Sammanfatta"]


def test_points_have_the_calls_own_words():
    criterion = Criterion(levels="Nej\n\nDelvis\nJa\n")
    assert scale(3, criterion.level_words) == [(1, "1 – Nej"), (2, "2 – Delvis"), (3, "3 – Ja")]


@pytest.mark.django_db
def test_call_whose_criterion_judges_what_the_form_lacks_is_not_published():
    made = call()
    form = newest_form(made).parsed
    check_judged({"Struktur": ["project.summary", "budget"]}, form)
    made.criteria.filter(key="costs").update(judges="budget\nproject.nothing")
    assert any("project.nothing" in str(fault) for fault in publishing_faults(made))
    with pytest.raises(ValidationError, match="”Kostnader” bedömer x"):
        check_judged({"Kostnader": ["x"]}, form)


@pytest.mark.django_db
def test_shipped_call_ties_every_criterion_to_answers_of_its_form():
    shipped = Call.objects.get(slug__contains="validering", is_demo=False)
    keys = keys_of(newest_form(shipped).parsed)
    for criterion in shipped.criteria.all():
        assert criterion.judged
        assert set(criterion.judged) <= keys


@pytest.mark.django_db
def test_assessor_reads_the_newest_version_beside_the_form_and_is_told_of_a_newer(client, now):
    officer = staff("case_officer")
    case = submitted_case(stage=Stage.ASSESSING, officer=officer)
    case.call.criteria.filter(key="structure").update(judges="project.summary")
    first = submission(case)
    client.force_login(officer)
    page = client.get(reverse("reviews:assess", args=[case.pk])).content.decode()
    assert "Ur ansökan: Struktur" in page
    assert page.count('class="judged"') == 1

    assessment(case, officer)
    submission(case, handled_at=now.replace(year=now.year + 1), content=first.content, sha256=first.sha256)
    assert (
        "en ny version av ansökan sedan du lämnade"
        in client.get(reverse("reviews:assess", args=[case.pk])).content.decode()
    )
