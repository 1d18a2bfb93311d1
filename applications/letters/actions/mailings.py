"""Letters made and sent together: started, stopped, continued, and finished by the workers that make the letters.

Cases are locked in order, so that two mailings never wait for each other.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

import applications.decisions.actions
import portal.audit.actions
import portal.outbox.actions
from applications.cases.models import Case
from applications.decisions.models import Decision
from applications.letters import rules
from applications.letters.actions.making import order_letter
from applications.letters.models import Letter, Mailing
from portal.accounts.access import require


@transaction.atomic
def start_mailing(*, title: str, decision_ids: Collection[int], by: Any, at: datetime) -> Mailing:
    """Have the letters of some decisions made, all of them, and then let their regions know at the same moment.

    What is already made or delivered is not done again. Raises Decision.DoesNotExist for one that `by` does not see,
    PermissionDenied, and ValidationError with each case that is part of another mailing.
    """
    if not decision_ids:
        raise ValidationError(_("Välj minst ett beslut."), code="none")
    cases = {case.pk: case for case in Case.objects.filter(decisions__in=decision_ids).locked().order_by("pk")}
    decisions = list(Decision.objects.visible_to_staff(by).filter(pk__in=decision_ids).order_by("case_id"))
    if len(decisions) != len(set(decision_ids)):
        raise Decision.DoesNotExist
    letters = [order_letter(decision=decision, at=at) for decision in decisions]
    for letter, decision in zip(letters, decisions, strict=True):
        letter.decision, decision.case = decision, cases[decision.case_id]
        _require_may_send(by, letter)
    _check_free(letters)
    mailing = Mailing.objects.create(title=title.strip(), started_at=at, started_by=by)
    mailing.letters.set(letters)
    _record(letters, "mailing_started", mailing, by=by, at=at)
    _go_on(mailing, letters, at=at)
    return mailing


@transaction.atomic
def stop_mailing(*, mailing_id: int, by: Any, at: datetime) -> Mailing:
    """Make and release no more of a mailing's letters, until it is continued. What a worker has in hand is finished."""
    mailing, letters = _locked(mailing_id, by)
    if mailing.is_sent:
        raise ValidationError(_("Utskicket är redan klart, så det går inte att stoppa."), code="sent")
    if not mailing.is_stopped:
        mailing.stopped_at, mailing.stopped_by = at, by
        mailing.save(update_fields=["stopped_at", "stopped_by"])
        _record(_undelivered(letters), "mailing_stopped", mailing, by=by, at=at)
    return mailing


@transaction.atomic
def continue_mailing(*, mailing_id: int, by: Any, at: datetime) -> Mailing:
    """Go on with a mailing that was stopped."""
    mailing, letters = _locked(mailing_id, by)
    if mailing.is_stopped:
        mailing.stopped_at = mailing.stopped_by = None
        mailing.save(update_fields=["stopped_at", "stopped_by"])
        _record(_undelivered(letters), "mailing_continued", mailing, by=by, at=at)
        _go_on(mailing, letters, at=at)
    return mailing


@transaction.atomic
def send_what_is_made(*, mailing_id: int, by: Any, at: datetime) -> int:
    """Let the regions whose letters are made know now, without waiting for the others. Returns how many they were."""
    mailing, letters = _locked(mailing_id, by)
    if mailing.is_stopped:
        raise ValidationError(_("Utskicket är stoppat. Fortsätt det först."), code="stopped")
    return _release([letter for letter in letters if letter.is_made], by=by, at=at)


@transaction.atomic
def finish_mailing(*, mailing_id: int, at: datetime) -> Mailing:
    """The letters that were awaited may all be made: if so, release those that are held.

    Safe to run any number of times. By the one who started it, who must still be allowed to. Raises PermissionDenied.
    """
    _lock_cases(mailing_id)
    mailing = Mailing.objects.select_for_update(of=("self",)).select_related("started_by").get(pk=mailing_id)
    letters = _letters_of(mailing)
    if mailing.is_sent or mailing.is_stopped or not all(letter.is_made for letter in letters):
        return mailing
    _release(letters, by=mailing.started_by, at=at)
    mailing.sent_at = at
    mailing.save(update_fields=["sent_at"])
    return mailing


@transaction.atomic
def try_letter_again(*, letter_id: int, by: Any, at: datetime) -> bool:
    """Have a letter that could not be made tried again at once. False when it is made, or is being made."""
    Case.objects.locked().get(decisions__letter=letter_id)
    letter = Letter.objects.select_related("decision__case").get(pk=letter_id)
    _require_may_send(by, letter)
    return not letter.is_made and portal.outbox.actions.queue_again(key=letter.job_key, at=at)


def _go_on(mailing: Mailing, letters: Iterable[Letter], *, at: datetime) -> None:
    """Have what is not made made; and the mailing finished, in case nothing is left to make."""
    for letter in letters:
        if not letter.is_made:
            portal.outbox.actions.queue_again(key=letter.job_key, at=at)
    key = f"mailing:{mailing.pk}"
    portal.outbox.actions.queue_job(task="letters.finish_mailing", arguments=[mailing.pk], key=key, at=at)
    portal.outbox.actions.queue_again(key=key, at=at)


def _locked(mailing_id: int, by: Any) -> tuple[Mailing, list[Letter]]:
    """A mailing, locked after its cases, with its letters. Raises PermissionDenied unless `by` may send each."""
    _lock_cases(mailing_id)
    mailing = Mailing.objects.select_for_update(of=("self",)).get(pk=mailing_id)
    letters = _letters_of(mailing)
    for letter in letters:
        _require_may_send(by, letter)
    return mailing, letters


def _lock_cases(mailing_id: int) -> None:
    list(Case.objects.filter(decisions__letter__mailings=mailing_id).locked().order_by("pk"))


def _letters_of(mailing: Mailing) -> list[Letter]:
    return list(mailing.letters.select_related("decision__case", "decision__release").order_by("pk"))


def _undelivered(letters: Iterable[Letter]) -> list[Letter]:
    return [letter for letter in letters if not letter.is_delivered]


def _release(letters: Collection[Letter], *, by: Any, at: datetime) -> int:
    """Let the regions know of those decisions that are held, all at the same moment. Returns how many they were."""
    held = [letter.decision_id for letter in letters if not letter.decision.is_released]
    if held:
        applications.decisions.actions.release_decisions(decision_ids=held, by=by, at=at)
    return len(held)


def _check_free(letters: Iterable[Letter]) -> None:
    taken = Letter.objects.filter(pk__in=[letter.pk for letter in letters], mailings__sent_at=None)
    taken = taken.filter(mailings__isnull=False).select_related("decision__case").distinct().order_by("pk")
    if faults := [
        ValidationError(
            _("%(number)s är redan med i ett utskick som pågår."),
            code="taken",
            params={"number": letter.decision.case.registry_number},
        )
        for letter in taken
    ]:
        raise ValidationError(faults)


def _require_may_send(by: Any, letter: Letter) -> None:
    require(
        rules.may_send(by, letter),
        _("Bara en beslutsfattare utan jäv i alla ärenden kan skicka breven."),
    )


def _record(letters: Iterable[Letter], event: str, mailing: Mailing, *, by: Any, at: datetime) -> None:
    for letter in letters:
        portal.audit.actions.record(letter.decision.case, event, by=by, at=at, letter=letter, mailing=mailing)
