"""Supplements (förvaltningslagen 20, 23 §§): the officer asks the region to complete named sections by a day.

The handed-in version stands until the region sends the supplement, which is then a new version; or until the officer
stops waiting.
"""

import hashlib
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import applications.cases.actions
import applications.drafting.actions
import portal.audit.actions
import portal.notices.actions
from applications.cases.models import Case, Document
from applications.cases.queries import officer_at_work
from applications.cases.rules import may_handle
from applications.cases.states import Stage
from applications.drafting.queries import draft_content
from applications.submissions import due_days, rules
from applications.submissions.actions.handing_in import ApplicationChanged
from applications.submissions.actions.reopening import end_open
from applications.submissions.actions.versions import register_version
from applications.submissions.content import freeze, sha256_of
from applications.submissions.models import MoreTime, SupplementRequest
from applications.submissions.notices import SUPPLEMENT, SUPPLEMENT_ANSWER
from applications.submissions.queries import latest_submission, standing_version
from applications.submissions.supplementing import faults_to_mend, open_request
from portal.accounts.access import require
from portal.notices.kinds import Kind
from regions.queries import people_of

# Where the case may wait for a supplement: when an officer has taken it, and until something is proposed.
CAN_BE_ASKED = (Stage.CHECKING, Stage.ASSESSING)

# Lines of the case's register of documents.
REQUEST = gettext_lazy("Begäran om komplettering")
MORE_TIME_ASKED = gettext_lazy("Begäran om mer tid för komplettering")
MORE_TIME_ANSWERED = gettext_lazy("Svar om mer tid för komplettering")


@transaction.atomic
def ask_supplement(
    *, case_id: int, text: str, sections: Collection[str], due_on: date, by: Any, at: datetime
) -> SupplementRequest:
    """The officer says what is lacking, opens the sections where it belongs, and until when. The region is told.

    A last day that is no working day moves to the next (lagen 1930:173). The same form sent twice is one request.
    Raises Case.DoesNotExist, PermissionDenied, and ValidationError under the form's names.
    """
    case = _lock_for_officer(case_id, by)
    if (waiting := open_request(case)) is not None:
        if waiting.asked_by_id == by.pk and waiting.text == text.strip():
            return waiting
        raise ValidationError(_("Regionen har redan en begäran att svara på. Vänta på den, eller avsluta den."))
    _check_may_be_asked(case, at)
    if case.draft.is_open:
        # The region opened it before the call closed, and handed nothing in: that time has gone.
        end_open(case, by=by, at=at)
    form = case.draft.form_version.parsed
    chosen = [section for section in form.sections if section.key in sections]
    due_on = _checked_day(due_on, after=localdate(at), field="due_on")
    if not text.strip():
        raise ValidationError({"text": _("Skriv vad som behöver kompletteras.")}, code="required")
    if not chosen:
        raise ValidationError({"sections": _("Välj minst ett avsnitt att öppna.")}, code="required")
    standing = standing_version(case)
    if standing is None:
        raise ValidationError(_("Ärendet har ingen inlämnad ansökan att komplettera."), code="no_submission")
    asked = SupplementRequest.objects.create(
        case=case,
        text=text.strip(),
        sections=[section.key for section in chosen],
        asked_by=by,
        asked_at=at,
        due_on=due_on,
    )
    applications.drafting.actions.open_draft(case=case, standing=standing, sections=asked.sections, by=by, at=at)
    _enter(case, Document.Direction.OUT, REQUEST, asked.text, at=at)
    titles = [str(section.title) for section in chosen]
    portal.audit.actions.record(
        case, "supplement_asked", by=by, at=at, request=asked, sections=titles, due_on=due_on.isoformat()
    )
    _tell_region(asked, "submissions/mail_supplement_asked.txt", f"supplement_asked:{asked.pk}", at=at, titles=titles)
    return asked


@transaction.atomic
def send_supplement(*, case_id: int, seen_hash: str, by: Any, arrived_at: datetime, at: datetime) -> SupplementRequest:
    """A signatory sends what was asked for, as they were shown it: a new version, which now stands.

    It counts also after its last day, until the officer stops waiting. The officer is told. The same send twice gives
    the first.
    Raises Case.DoesNotExist, PermissionDenied, and ValidationError: ApplicationChanged, or with all that is missing.
    """
    case = applications.drafting.actions.lock_with_draft(case_id, by)
    require(rules.may_submit(by, case), _("Bara den som är behörig att lämna in för regionen skickar kompletteringar."))
    asked = open_request(case)
    if asked is None:
        return _sent_before(case, seen_hash)
    content = draft_content(case)
    frozen = freeze(case, content, case.draft.form_version.number)
    if sha256_of(frozen) != seen_hash:
        raise ApplicationChanged(
            _("Någon har ändrat i kompletteringen sedan du läste den, så den är inte skickad. Läs den igen."),
            code="changed",
        )
    standing = latest_submission(case)
    if standing is None or standing.sha256 == seen_hash:
        raise ValidationError(
            _(
                "Ni har inte ändrat något, så det finns ingen komplettering att skicka. "
                "Svara i ett meddelande i stället."
            ),
            code="unchanged",
        )
    if faults := faults_to_mend(case, content, standing):
        raise ValidationError([ValidationError(fault.message, code="missing") for fault in faults])
    asked.submission = register_version(case, content, frozen, by=by, arrived_at=arrived_at, at=at)
    asked.answered_at = arrived_at
    asked.save(update_fields=["submission", "answered_at"])
    portal.audit.actions.record(case, "supplement_sent", by=by, at=at, request=asked, version=asked.submission.number)
    _tell_officer(asked, "submissions/mail_supplement_sent.txt", f"supplement_sent:{asked.pk}", at=at)
    return asked


def _sent_before(case: Case, seen_hash: str) -> SupplementRequest:
    """The request that the same send answered before. Raises ValidationError that says what happened instead."""
    last = case.supplement_requests.select_related("submission").first()
    if last and last.submission and last.submission.sha256 == seen_hash:
        return last
    if last and last.closed_at:
        raise ValidationError(
            _(
                "Myndigheten slutade vänta på kompletteringen %(when)s, så den är inte skickad. "
                "Det ni skrev finns kvar bland avsnittens versioner. Skriv ett meddelande om något behöver rättas."
            ),
            code="closed",
            params={"when": date_format(last.closed_at, "DATETIME_FORMAT")},
        )
    raise ValidationError(_("Ingen komplettering är begärd nu, så inget är skickat."), code="not_asked")


@transaction.atomic
def ask_more_time(
    *, case_id: int, wanted_on: date, reason: str, by: Any, arrived_at: datetime, at: datetime
) -> MoreTime:
    """The region asks to answer a supplement request later, and says why. The officer is told.

    Raises Case.DoesNotExist, PermissionDenied for readers, and ValidationError under the form's names.
    """
    case = applications.drafting.actions.lock_with_draft(case_id, by)
    require(rules.may_ask_more_time(by, case), _("Bara den som får skriva för regionen kan be om mer tid."))
    asked = _expect_open(case)
    if (waiting := asked.open_more_time) is not None:
        if (waiting.asked_by_id, waiting.reason) == (by.pk, reason.strip()):
            return waiting
        raise ValidationError(_("Ni har redan bett om mer tid. Vänta på svaret."), code="already_asked")
    wanted_on = _checked_day(wanted_on, after=max(asked.due_on, localdate(at)), field="wanted_on")
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv varför ni behöver mer tid.")}, code="required")
    more = MoreTime.objects.create(
        request=asked, wanted_on=wanted_on, reason=reason.strip(), asked_by=by, asked_at=arrived_at
    )
    _enter(case, Document.Direction.IN, MORE_TIME_ASKED, more.reason, at=arrived_at)
    portal.audit.actions.record(case, "more_time_asked", by=by, at=at, request=asked, wanted_on=wanted_on.isoformat())
    _tell_officer(asked, "submissions/mail_supplement_more_time.txt", f"more_time_asked:{more.pk}", at=at, more=more)
    return more


@transaction.atomic
def answer_more_time(
    *, case_id: int, more_time_id: int, given_on: date | None, answer: str = "", by: Any, at: datetime
) -> MoreTime:
    """The officer gives more time, perhaps to another day than was asked for, or says no and why. The region is told.

    Raises Case.DoesNotExist, MoreTime.DoesNotExist, PermissionDenied, and ValidationError under the form's names.
    """
    case = _lock_for_officer(case_id, by)
    more = MoreTime.objects.select_related("request").get(pk=more_time_id, request__case=case)
    if more.answered_at is not None:
        if (more.given_on, more.answer) == (given_on and due_days.working_day_from(given_on), answer.strip()):
            return more
        raise ValidationError(_("Frågan om mer tid är redan besvarad."), code="answered")
    asked = _expect_open(case)
    if given_on is not None:
        given_on = _checked_day(given_on, after=max(asked.due_on, localdate(at)), field="given_on")
        asked.due_on = given_on
        asked.save(update_fields=["due_on"])
    elif not answer.strip():
        raise ValidationError({"answer": _("Skriv varför det inte blir mer tid.")}, code="required")
    more.given_on, more.answer, more.answered_by, more.answered_at = given_on, answer.strip(), by, at
    more.save(update_fields=["given_on", "answer", "answered_by", "answered_at"])
    _enter(case, Document.Direction.OUT, MORE_TIME_ANSWERED, f"{given_on or ''} {more.answer}", at=at)
    event = "more_time_given" if given_on else "more_time_refused"
    portal.audit.actions.record(
        case, event, by=by, at=at, request=asked, given_on=given_on.isoformat() if given_on else None
    )
    _tell_region(
        asked, "submissions/mail_supplement_more_time_answered.txt", f"more_time_answered:{more.pk}", at=at, more=more
    )
    return more


@transaction.atomic
def close_supplement(*, case_id: int, by: Any, at: datetime) -> SupplementRequest:
    """The officer stops waiting for an answer: the case goes on with the version that stands. The region is told.

    Raises Case.DoesNotExist, PermissionDenied, and ValidationError when the supplement has come in.
    """
    case = _lock_for_officer(case_id, by)
    if (asked := open_request(case)) is None:
        last = case.supplement_requests.first()
        if last and last.closed_at:
            return last
        raise ValidationError(_("Kompletteringen har redan kommit in. Läs den."), code="answered")
    asked.closed_by, asked.closed_at = by, at
    asked.save(update_fields=["closed_by", "closed_at"])
    applications.drafting.actions.shut_draft(case=case)
    portal.audit.actions.record(case, "supplement_closed", by=by, at=at, request=asked)
    _tell_region(asked, "submissions/mail_supplement_closed.txt", f"supplement_closed:{asked.pk}", at=at)
    return asked


# --- What the actions share ---------------------------------------------------------------------------


def _lock_for_officer(case_id: int, by: Any) -> Case:
    cases = Case.objects.named_to_staff(by).filter(draft__isnull=False)
    locked = cases.select_for_update(of=("self", "draft"), no_key=True)
    case: Case = locked.with_call().select_related("region", "draft__form_version", "officer").get(pk=case_id)
    require(
        may_handle(by, case),
        _("Bara ärendets handläggare, som har förklarat att det inte finns något jäv, sköter kompletteringar."),
    )
    return case


def _check_may_be_asked(case: Case, at: datetime) -> None:
    applications.cases.actions.expect_stage(case, *CAN_BE_ASKED)
    if case.withdrawn_at:
        raise ValidationError(_("Ansökan är återkallad, så den kan inte kompletteras."), code="withdrawn")
    if case.draft.is_open and not case.application_time.is_closed_at(at):
        raise ValidationError(
            _(
                "Regionen har öppnat ansökan för att ändra i den, och kan göra det tills utlysningen stänger. "
                "Skriv ett meddelande om vad som saknas."
            ),
            code="reopened",
        )


def _expect_open(case: Case) -> SupplementRequest:
    asked = open_request(case)
    if asked is None:
        raise ValidationError(_("Ingen komplettering väntas i ärendet längre. Ladda om sidan."), code="not_asked")
    return asked


def _checked_day(day: date, *, after: date, field: str) -> date:
    """A last day that may be given, moved to a working day. Raises ValidationError under the field's name."""
    if day <= after:
        text = _("Välj en dag efter den %(day)s.") % {"day": date_format(after, "DATE_FORMAT")}
        raise ValidationError({field: text}, code="too_early")
    if day > after + timedelta(days=due_days.MOST_DAYS):
        raise ValidationError({field: _("Välj en dag inom ett år.")}, code="too_late")
    return due_days.working_day_from(day)


def _enter(case: Case, direction: Document.Direction, title: Any, text: str, *, at: datetime) -> None:
    """The register is kept in Swedish, whatever language the person who writes has."""
    with translation.override("sv"):
        applications.cases.actions.enter_document(
            case=case,
            direction=direction,
            at=at,
            title=str(title),
            party=case.region.name,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
        )


def _tell_region(asked: SupplementRequest, template: str, key: str, *, at: datetime, **context: Any) -> None:
    link = reverse("submissions:supplement", args=[asked.case_id])
    tell(people_of(asked.case.region_id), SUPPLEMENT, asked, template, key=key, link=link, at=at, **context)


def _tell_officer(asked: SupplementRequest, template: str, key: str, *, at: datetime, **context: Any) -> None:
    link = reverse("submissions:supplements", args=[asked.case_id])
    tell(officer_at_work(asked.case), SUPPLEMENT_ANSWER, asked, template, key=key, link=link, at=at, **context)


def tell(
    people: list[Any],
    kind: Kind,
    asked: SupplementRequest,
    template: str,
    *,
    key: str,
    link: str,
    at: datetime,
    **context: Any,
) -> None:
    """Tell people what happened to a request that came with its case. What it says is read in the portal."""
    portal.notices.actions.notify(
        people=people,
        kind=kind,
        template=template,
        context={"case": asked.case, "asked": asked, "link": link, **context},
        key=key,
        at=at,
        link=link,
    )
