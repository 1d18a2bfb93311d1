"""Handing a made letter over to its region, once its decision is released: by every channel, in one transaction."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import applications.cases.actions
import portal.audit.actions
import portal.notices.actions
from applications.cases.models import Case, Document
from applications.cases.states import Stage
from applications.decisions.models import Decision
from applications.letters.actions.locking import locked_with_case
from applications.letters.channels import Channel, channels_for, register
from applications.letters.models import Handover, Letter
from applications.letters.notices import DECISION
from regions.models import Membership


@transaction.atomic
def deliver_letter(*, decision: Decision, at: datetime) -> None:
    """A decision was released: its letter goes to the region, now if it is made, else as soon as it is."""
    case, letter = locked_with_case(decision.letter.pk)
    deliver_if_due(case, letter, at=at)


@translation.override("sv")
def deliver_if_due(case: Case, letter: Letter, *, at: datetime) -> None:
    """Let the region see how its case was decided, and tell its people: once, with a letter and never without."""
    if letter.is_delivered or not letter.is_made or not letter.decision.is_released:
        return
    letter.delivered_at = at
    letter.save(update_fields=["delivered_at"])
    applications.cases.actions.release_outcome(case=case, outcome=letter.decision.outcome)
    applications.cases.actions.move(case=case, to=Stage.NOTIFIED)
    applications.cases.actions.enter_document(
        case=case,
        direction=Document.Direction.OUT,
        at=at,
        title=_("Beslutsbrev: %(outcome)s") % {"outcome": letter.decision.get_outcome_display().lower()},
        party=case.region.name,
        sha256=letter.sha256,
    )
    portal.audit.actions.record(case, "letter_delivered", by=None, at=at, letter=letter)
    for channel in channels_for(letter):
        Handover.objects.create(letter=letter, channel=channel.key, handed_over_at=at)
        channel.hand_over(case, letter, at)


def _tell_region(case: Case, letter: Letter, at: datetime) -> None:
    """Mail everyone who acts for the region that there is a decision, with a link: the letter itself stays here."""
    members = Membership.objects.in_regions([case.region]).order_by("person")
    portal.notices.actions.notify(
        people=list({member.person_id: member.person for member in members}.values()),
        kind=DECISION,
        template="letters/mail_decision.txt",
        context={"case": case, "decision": letter.decision},
        key=letter.notice_key,
        link=reverse("letters:letter", args=[case.pk]),
        at=at,
    )


PORTAL = register(Channel("portal", gettext_lazy("Portalen, med avisering"), _tell_region))
