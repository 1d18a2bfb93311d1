"""What was said of a case's time is in its file, and the register leads to it."""

import pytest

from applications.cases.models import Case
from applications.records.document_links import linked_documents
from applications.records.papers import papers_of
from tests.factories.clocks import WHY, decision_request, delay_notice, old_case, refusal

pytestmark = pytest.mark.django_db


def test_file_holds_notice_request_and_refusal_and_the_register_leads_to_each():
    case = old_case()
    delay_notice(case)
    decision_request(case)
    refusal(case, is_presented=True)
    case = Case.objects.select_related("call", "region").get(pk=case.pk)

    for public_only in (False, True):
        papers = {paper.title: paper for paper in papers_of(case, public_only=public_only)}
        said = {
            title: [text.text for text in paper.texts()]
            for title, paper in papers.items()
            if paper.key.startswith(("delay:", "decision_request:", "request_refusal:"))
        }
        assert said == {
            "Underrättelse om försening": ["Karin Ek", WHY, "1 februari 2023"],
            "Begäran om att ärendet avgörs": ["Anders Lind", "Beslutet brådskar.", "2 januari 2023"],
            "Avslag på begäran om att ärendet avgörs": [
                "Eva Strand",
                "Karin Ek",
                "Ett yttrande återstår.",
                "Beslutet överklagas till förvaltningsrätten.",
            ],
        }
    links = [line.links[0].url.split("#")[0] for line in linked_documents(case)]
    assert links == [f"/arenden/{case.pk}/handlaggningstid/"] * 3
