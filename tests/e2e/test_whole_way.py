"""One real case from an open call to a PDF decision letter, in a browser, with a real worker, beat and mail server."""

import hashlib
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from applications.calls.models import Call
from applications.cases.models import Case
from applications.letters.models import Letter
from portal.accounts.models import User
from tests.factories.accounts import PASSWORD, staff
from tests.factories.calls import call
from tests.factories.regions import member
from tests.processes import Postbox
from tests.services import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

TITLE = "Validering i hela Dalarna"


@pytest.fixture
def open_call() -> Call:
    """Open now, for projects of this year and the two after, with two million a year."""
    now, year = datetime.now(UTC), datetime.now(UTC).year
    made = call(
        opens_at=now - timedelta(days=10),
        closes_at=now + timedelta(days=20),
        project_earliest_start_on=now.date() - timedelta(days=10),
        project_latest_end_on=now.date().replace(year=year + 2, month=12, day=31),
    )
    for number, budget_year in enumerate(made.years.order_by("year")):
        budget_year.year = year + number
        budget_year.save()
    return made


@pytest.fixture
def as_person(browser: Browser, live_portal: str) -> Callable[[User], Any]:
    """`with as_person(user) as page:` a browser of one's own, signed in through the sign-in page."""

    @contextmanager
    def sign_in(person: User) -> Iterator[Page]:
        context = browser.new_context(locale="sv-SE", timezone_id="Europe/Stockholm", base_url=live_portal)
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.goto("/konto/login/")
        page.get_by_label("E-post").fill(person.email)
        page.get_by_label("Lösenord", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Logga in").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Hej")
        yield page
        context.close()

    return sign_in


def test_case_goes_from_an_open_call_to_a_letter_that_the_region_has_read(
    open_call: Call, as_person: Any, celery_worker: Any, beat: Any, smtp_server: Postbox, axe: Any
):
    editor, signatory = member("editor", name="Anders Lind"), member("signatory", name="Karin Ek")
    officer, decider = staff("case_officer", name="Sara Nyberg"), staff("decision_maker", name="Eva Strand")

    with as_person(editor) as page:
        axe(page)
        _start(page, open_call)
        axe(page)
        _write(page, open_call, axe)

    with as_person(signatory) as page:
        _hand_in(page, axe)
    case = Case.objects.get()
    assert case.registry_number == f"{datetime.now(UTC).year}-000001"
    receipt = f"Kvitto {case.registry_number}"
    for person in (editor, signatory):
        _wait_for_mail(smtp_server, person, receipt)

    with as_person(officer) as page:
        _prepare(page, case, axe)
    with as_person(decider) as page:
        _decide(page, axe)

    wait_until(lambda: Letter.objects.filter(made_at__isnull=False).exists(), "the letter")
    notice = _wait_for_mail(smtp_server, signatory, "beslut")
    assert not notice.is_multipart()
    link = re.search(r"/beslut/\d+/", notice.get_content())
    assert link is not None

    with as_person(signatory) as page:
        page.goto(link[0])
        axe(page)
        expect(page.get_by_role("heading", level=1)).to_contain_text(
            "ni får 1 150 000 kronor".replace(" ", "\u00a0").replace("ni\u00a0får\u00a0", "ni får ")
        )
        pdf = page.request.get(f"/beslut/{case.pk}/brev.pdf").body()
        page.get_by_role("button", name="Vi har tagit del av beslutet").click()
        expect(page.get_by_text("Karin Ek").first).to_be_visible()
    _check_letter(pdf, case)


def _wait_for_mail(smtp_server: Postbox, person: User, subject: str) -> EmailMessage:
    """The mail to `person` whose subject holds these words, once it has come."""

    def found() -> list[EmailMessage]:
        return [mail for mail in smtp_server.to(person.email) if subject.lower() in mail["Subject"].lower()]

    wait_until(lambda: bool(found()), f"the mail about {subject}")
    return found()[-1]


def _start(page: Page, open_call: Call) -> None:
    page.goto(f"/utlysningar/{open_call.slug}/")
    page.get_by_role("main").get_by_role("link", name=re.compile("ansökan|sök", re.IGNORECASE)).first.click()
    page.get_by_label("Projektets namn").fill(TITLE)
    page.get_by_role("button", name="Börja skriva").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)


def _write(page: Page, open_call: Call, axe: Any) -> None:
    """Every section that must be filled, saved and left by its own button."""
    this, after = [year.year for year in open_call.years.order_by("year")][:2]
    draft = page.url.rstrip("/")
    values = {
        "project": {
            "id_summary": "Vi bygger en gemensam ingång till validering i hela länet.",
            "id_contact": "karin.ek@example.test",
        },
        "period": {"id_start_on": f"{after}-01-15", "id_end_on": f"{after}-12-31"},
        "budget": {f"id_amounts-staff-{after}": "1 000 000"},
        "funding": {f"id_applied-{after}": "1150000"},
    }
    for section, fields in values.items():
        page.goto(f"{draft}/avsnitt/{section}/")
        for field_id, value in fields.items():
            page.locator(f"[id='{field_id}']").fill(value)
        if section == "project":
            page.get_by_label("Nytt").check()
        axe(page)
        page.get_by_role("button", name="Spara och fortsätt").click()
        expect(page).not_to_have_url(re.compile(f"/{section}/$"))
    page.goto(f"{draft}/avsnitt/activities/")
    if not page.locator("[data-row]").count():
        page.get_by_role("button", name="Lägg till aktivitet").click()
    row = page.locator("[data-row]").first
    row.get_by_label("Aktivitet", exact=False).first.fill("Kartläggning")
    row.get_by_label("Börjar", exact=False).fill(f"{after}-02-01")
    row.get_by_label("Slutar", exact=False).fill(f"{after}-06-30")
    axe(page)
    page.get_by_role("button", name="Spara och fortsätt").click()
    expect(page).not_to_have_url(re.compile("/activities/$"))
    page.goto(draft + "/")
    axe(page)
    assert this < after


def _hand_in(page: Page, axe: Any) -> None:
    page.get_by_role("link", name=re.compile("lämna in", re.IGNORECASE)).first.click()
    page.get_by_role("link", name=re.compile("[Kk]ontrollera och lämna in|Läs igenom och lämna in")).first.click()
    expect(page.get_by_text("Allt som behövs är ifyllt")).to_be_visible()
    axe(page)
    # Without the confirmation nothing is sent, and the page says so.
    page.get_by_role("button", name="Lämna in").click()
    expect(page.get_by_role("alert")).to_contain_text("Ansökan är inte inlämnad")
    axe(page)
    page.get_by_label("Jag är behörig").check()
    page.get_by_role("button", name="Lämna in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ansökan är inlämnad")
    axe(page)
    page.get_by_role("link", name="Läs det som är inlämnat").click()
    expect(page.get_by_text("Vi bygger en gemensam ingång")).to_be_visible()
    axe(page)


def _prepare(page: Page, case: Case, axe: Any) -> None:
    page.goto("/arbetslista/")
    axe(page)
    page.get_by_role("link", name=case.registry_number or "").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Har du jäv")
    axe(page)
    page.get_by_label(re.compile("^Nej")).check()
    page.get_by_role("button", name="Lämna jävsdeklarationen").click()
    expect(page.get_by_role("button", name="Ta ärendet")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Ta ärendet").click()
    page.goto(f"/arenden/{case.pk}/formell-granskning/")
    axe(page)
    for met in page.get_by_role("radio", name="Stämmer", exact=True).all():
        met.check()
    page.get_by_role("button", name="Granskningen är klar").click()
    page.goto(f"/arenden/{case.pk}/bedomning/")
    axe(page)
    for criterion in ("structure", "costs"):
        page.locator(f"input[name='points_{criterion}'][value='4']").check()
        page.locator(f"[name='comment_{criterion}']").fill("Ansökan svarar väl mot kriteriet.")
    with page.expect_navigation():
        page.get_by_role("button", name="Lämna bedömningen").click()
    page.goto(f"/arenden/{case.pk}/beslut/foresla/")
    axe(page)
    page.get_by_label(re.compile("^Bifall")).check()
    for field in page.locator("input[name^='amount']").all():
        field.fill("1150000" if str(datetime.now(UTC).year + 1) in (field.get_attribute("name") or "") else "0")
    page.locator("[name='reasons']").fill("Projektet bygger en struktur som finns kvar.\n\nKostnaderna är rimliga.")
    page.get_by_role("button", name="Lämna förslaget").click()
    expect(page.get_by_role("main")).to_contain_text("Förslag till beslut")
    axe(page)


def _decide(page: Page, axe: Any) -> None:
    page.get_by_role("link", name="Svara på om du har jäv, och besluta").click()
    axe(page)
    page.get_by_label(re.compile("^Nej")).check()
    page.get_by_role("button", name="Lämna jävsdeklarationen").click()
    letter = page.frame_locator("iframe")
    expect(letter.get_by_role("heading", level=1)).to_contain_text("ni får")
    axe(page)
    page.get_by_role("button", name="Besluta enligt förslaget").click()
    expect(page.get_by_role("main")).to_contain_text("Beslutet är fattat: bifall")


def _check_letter(pdf: bytes, case: Case) -> None:
    letter = Letter.objects.get()
    assert hashlib.sha256(pdf).hexdigest() == letter.sha256
    reader = PdfReader(io.BytesIO(pdf))
    text = " ".join("\n".join(page.extract_text() for page in reader.pages).split())
    for words in (
        case.registry_number,
        "Region Dalarna",
        "ni får 1 150 000 kronor till projektet",
        TITLE,
        "Projektet bygger en struktur som finns kvar.",
        "Beslutet följer förordningen.",
        "Beslutet får inte överklagas.",
        "Eva Strand",
        "Sara Nyberg",
        f"Sida 1 ({len(reader.pages)})",
    ):
        assert words in text
    assert reader.trailer["/Root"]["/Lang"] == "sv"
