"""Nothing of a decision that is held reaches its region: not by a page, a file, a mail, a notice, a feed or a log.

Every address is asked as each of the region's people before and after a decision that is held, with its letter made,
and must answer the same to the byte.
"""

import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import applications.correspondence.actions
import applications.decisions.actions
import applications.letters.actions
import portal.calendar.actions
from applications.cases.models import Case, Side
from applications.decisions.models import Decision
from portal.notices.models import Notice
from portal.outbox.models import Mail
from tests.house.addresses import all_addresses
from tests.house.cast import Cast
from tests.house.walk import Walk

pytestmark = pytest.mark.django_db
ITS_PEOPLE = ("reader", "editor", "signatory", "coordinator")
# Each answer has its own.
_TOKENS = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|name="key" value="[^"]+"|data-csrf="[^"]+"')
ADDRESSES = [
    address for address in all_addresses() if not address.name.startswith(("admin:", "account", "demo:", "test"))
]


@pytest.fixture(autouse=True)
def _urls(settings):
    settings.ROOT_URLCONF = "tests.house.urls"


def asked(walk):
    """What each of the region's people is told at each address of the case that is proposed, and what posts say."""
    told = {}
    for address in ADDRESSES:
        given = {"uuid": "00000000-0000-4000-8000-000000000000", "token": "made-up", "key": "made-up", "uidb36": "1"}
        given |= {"section_key": "project", "number": 1, "notice_id": 1, "name": "made-up", "code": "made-up"}
        known = {name for name in address.parameters if name in given}
        try:
            values = walk.cast.fill(address.parameters, "proposed", {name: given[name] for name in known})
        except KeyError:
            continue
        path = reverse(address.name, kwargs=values)
        for role in ITS_PEOPLE:
            told[f"{address.name} as {role}"] = said(walk.ask(role, path))
    case_id = walk.cast.proposed.pk
    for name, posted in (
        ("submissions:reopen", {}),
        ("submissions:withdraw", {"confirmed": "on"}),
        ("submissions:supplement", {"seen_hash": "0" * 64, "confirmed": "on"}),
        ("letters:acknowledge", {}),
        ("correspondence:messages", {"text": "Hej"}),
        ("clocks:region", {"text": "Beslutet brådskar."}),
    ):
        told[f"post {name}"] = said(walk.ask("signatory", reverse(name, args=[case_id]), "post", posted))
    return told


def said(response):
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, response.headers.get("Location", ""), _TOKENS.sub(b"", body)


def feeds(people):
    told = []
    for token in people:
        told.append(Client().get(token).content)
    return told


def test_a_held_decision_changes_no_byte_of_what_its_region_is_told():
    with time_machine.travel(timezone.now(), tick=False):
        cast = Cast()
        walk, now = Walk(cast), timezone.now()
        addresses = [portal.calendar.actions.renew_feed(person=cast.people[role], at=now) for role in ITS_PEOPLE]
        tokens = [address[address.index("/", 8) :] if "://" in address else address for address in addresses]
        paths = [each if each.startswith("/") else reverse("calendar:feed", args=[each]) for each in tokens]
        before, in_calendars = asked(walk), feeds(paths)
        mails, notices = Mail.objects.count(), Notice.objects.count()

        decision = applications.decisions.actions.decide(
            proposal_id=cast.proposed.proposals.get().pk, is_held=True, by=cast.people["decision_maker"], at=now
        )
        applications.letters.actions.make_letter(letter_id=decision.letter.pk, at=now)

        after = asked(walk)
        assert {name for name, told in after.items() if told != before[name]} == set()
        assert feeds(paths) == in_calendars
        assert (Mail.objects.count(), Notice.objects.count()) == (mails, notices)
        for role in ITS_PEOPLE:
            assert not Decision.objects.visible_to(cast.people[role]).filter(case=cast.proposed).exists()


def test_the_numbers_of_a_held_decisions_papers_are_told_to_no_region():
    """A message after a held decision has a number in the register that skips the decision's: the region never sees
    it, in the page, the notice or the mail.
    """
    cast, now = Cast(), timezone.now()
    walk = Walk(cast)
    applications.decisions.actions.decide(
        proposal_id=cast.proposed.proposals.get().pk, is_held=True, by=cast.people["decision_maker"], at=now
    )
    message = applications.correspondence.actions.send_message(
        case_id=cast.proposed.pk,
        side=Side.REGION,
        text="Hur går det?",
        key="00000000-0000-4000-8000-000000000001",
        by=cast.people["editor"],
        arrived_at=now,
        at=now,
    )
    page = walk.ask("editor", reverse("correspondence:messages", args=[cast.proposed.pk])).content.decode()

    assert Case.objects.get(pk=cast.proposed.pk).last_document == message.document.number
    assert "Hur går det?" in page
    assert f"Handling {message.document.number}" not in page


def test_a_released_decision_is_told(django_capture_on_commit_callbacks):
    """The other way round, so that the test above looks at the right things."""
    cast, now = Cast(), timezone.now()
    walk, eva = Walk(cast), cast.people["decision_maker"]
    decision = applications.decisions.actions.decide(
        proposal_id=cast.proposed.proposals.get().pk, is_held=True, by=eva, at=now
    )
    applications.letters.actions.make_letter(letter_id=decision.letter.pk, at=now)
    assert said(walk.ask("editor", reverse("letters:letter", args=[cast.proposed.pk])))[0] == 404

    applications.decisions.actions.release_decisions(decision_ids=[decision.pk], by=eva, at=now)

    assert said(walk.ask("editor", reverse("letters:letter", args=[cast.proposed.pk])))[0] == 200
    assert Decision.objects.visible_to(cast.people["reader"]).filter(case=cast.proposed).exists()
    assert Notice.objects.filter(person=cast.people["reader"]).exists()
