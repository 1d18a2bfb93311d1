"""What can be done to calls. Admin's own form saves a call's fields; these hold the rules and the log around it."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

import portal.audit.actions
from applications.calls import definition as definitions
from applications.calls import publishing, queries, rules
from applications.calls.deadline import last_minute
from applications.calls.events import deadline_extended
from applications.calls.models import Call, CallYear, Extension, FormVersion, LetterText, LetterTextVersion, Phrase
from portal.accounts.access import require
from portal.audit.models import AuditEntry
from portal.ui.numbers import grouped
from regions.models import Region


@transaction.atomic
def publish_call(*, call_id: int, by: Any, at: datetime) -> Call:
    """Let everyone see a call. From now on the clock alone says whether it is upcoming, open or closed.

    Raises PermissionDenied, and ValidationError with everything that is still wrong.
    """
    _require_administrator(by)
    call = Call.objects.locked().get(pk=call_id)
    if call.published_at is not None:
        raise ValidationError(_("Utlysningen är redan publicerad."), code="published")
    if faults := what_hinders_publishing(call, at=at):
        raise ValidationError(faults)
    call.published_at = at
    call.save(update_fields=["published_at"])
    form = queries.newest_form(call)
    portal.audit.actions.record(
        call,
        "call_published",
        by=by,
        at=at,
        opens_at=call.opens_at,
        closes_at=call.closes_at,
        last_minute=call.last_minute,
        form_version=form.number if form else None,
    )
    return call


def what_hinders_publishing(call: Call, *, at: datetime) -> list[ValidationError]:
    """Everything that keeps a draft from being published at `at`; nothing when it can be."""
    faults = queries.publishing_faults(call)
    try:
        publishing.check_dates(opens_at=call.opens_at, closes_at=call.closes_at, at=at)
    except ValidationError as error:
        faults.extend(error.error_list)
    return faults


@transaction.atomic
def save_form_version(*, call: Call, definition: Any, by: Any, at: datetime) -> FormVersion:
    """Make `definition`, as JSON, the newest form of a locked call. Older versions stay, with the drafts on them.

    The same definition again makes no new version. Returns the newest version.
    Raises PermissionDenied, and ValidationError with each fault in the definition.
    """
    _require_administrator(by)
    form = definitions.parse(definition)
    if call.published_at is not None:
        publishing.check_form(form)
    newest = queries.newest_form(call)
    if newest and newest.definition == definition:
        return newest
    version = FormVersion.objects.create(
        call=call,
        number=newest.number + 1 if newest else 1,
        definition=definition,
        created_at=at,
        created_by=by,
    )
    portal.audit.actions.record(call, "form_version_saved", by=by, at=at, number=version.number)
    return version


def lock_call(*, call_id: int) -> Call:
    """For an edit: the call and its years, so that neither another edit nor a decision's money is overwritten."""
    call = Call.objects.locked().get(pk=call_id)
    list(CallYear.objects.select_for_update().filter(call=call).order_by("year"))
    return call


@transaction.atomic
def record_call_change(*, call: Call, before: dict[str, Any], by: Any, at: datetime) -> AuditEntry | None:
    """Log what an edit of a locked call changed since `before`, its `queries.call_snapshot`; {} for a new call.

    Returns the entry, or None when nothing changed. Raises PermissionDenied, and ValidationError when a published call
    no longer has what it must, or when a date was moved that stands.
    """
    _require_administrator(by)
    after = queries.call_snapshot(call)
    changes = {
        name: {"before": before.get(name), "after": after.get(name)}
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    }
    if not changes:
        return None
    if call.published_at is not None:
        if faults := queries.publishing_faults(call):
            raise ValidationError(faults)
        publishing.check_moved_dates(
            before=(before["opens_at"], before["closes_at"]), after=(call.opens_at, call.closes_at), at=at
        )
    keep_letter_texts(call=call, by=by, at=at)
    return portal.audit.actions.record(
        call, "call_changed" if before else "call_created", by=by, at=at, changes=changes
    )


@transaction.atomic(savepoint=False)
def keep_letter_texts(*, call: Call, by: Any, at: datetime, outcome: str = "") -> dict[str, LetterTextVersion]:
    """Keep what a call's letter texts say now as versions, by outcome, or that of one `outcome`.

    A text that says what its newest version says keeps it. By nobody when it is a decision that is made on it.
    """
    texts = LetterText.objects.filter(call=call, **({"outcome": outcome} if outcome else {})).order_by("outcome")
    return {text.outcome: _kept_version(text, by=by, at=at) for text in texts.select_for_update(of=("self",))}


def _kept_version(text: LetterText, *, by: Any, at: datetime) -> LetterTextVersion:
    newest = LetterTextVersion.objects.filter(call=text.call_id, outcome=text.outcome).order_by("-number").first()
    if newest and newest.texts == text.texts:
        return newest
    return LetterTextVersion.objects.create(
        call_id=text.call_id,
        outcome=text.outcome,
        number=newest.number + 1 if newest else 1,
        created_at=at,
        created_by=by,
        **text.texts,
    )


@transaction.atomic
def extend_deadline(
    *, call_id: int, region: Region | None, closes_at: datetime, reason: str, by: Any, at: datetime
) -> Extension:
    """Give all who may apply, or one region, until just before `closes_at`, also when the call has closed.

    Those whose closing moves are told by the rooms that listen. It can't be undone, only moved later again. Raises
    PermissionDenied, and ValidationError: by field, or with what speaks against it.
    """
    _require_administrator(by)
    call = Call.objects.locked().get(pk=call_id)
    check_extension(call, region, closes_at, at=at)
    if not reason.strip():
        raise ValidationError({"reason": ValidationError(_("Skriv varför tiden blir längre."), code="required")})
    concerned = queries.regions_concerned(call, region, closes_at)
    closed_at = call.closing_for(region.pk) if region else call.closes_at
    extension = Extension.objects.create(
        call=call,
        region=region,
        closed_at=closed_at,
        closes_at=closes_at,
        reason=reason.strip(),
        decided_by=by,
        decided_at=at,
    )
    _move_closing(call, region, closes_at)
    portal.audit.actions.record(
        call,
        "region_deadline_extended" if region else "deadline_extended",
        by=by,
        at=at,
        region=region.name if region else "",
        closed=last_minute(closed_at),
        closes=last_minute(closes_at),
        reason=extension.reason,
    )
    deadline_extended.send(sender=Extension, extension=extension, regions=[one.pk for one in concerned], at=at)
    return extension


def check_extension(call: Call, region: Region | None, closes_at: datetime, *, at: datetime) -> None:
    """Raise ValidationError, by field or with all that speaks against it, when the time can't be extended so."""
    if call.published_at is None:
        raise ValidationError(_("Utlysningen är inte publicerad än. Ändra stängningen i stället."), code="draft")
    if reasons := rules.why_not_extend(call):
        raise ValidationError([ValidationError(reason, code="too_late") for reason in reasons])
    if region and not call.eligible_regions.filter(pk=region.pk).exists():
        raise ValidationError({"region": ValidationError(_("Regionen får inte söka i utlysningen."), code="region")})
    closed_at = call.closing_for(region.pk) if region else call.closes_at
    publishing.check_extension(closed_at=closed_at, closes_at=closes_at, at=at)


def _move_closing(call: Call, region: Region | None, closes_at: datetime) -> None:
    if region is None:
        call.closes_at = closes_at
    else:
        call.region_closings = {**call.region_closings, region.pk: closes_at.astimezone(UTC).isoformat()}
        call.last_region_closing_at = max(call.last_region_closing_at or closes_at, closes_at)
    call.save(update_fields=["closes_at", "region_closings", "last_region_closing_at"])


def lock_budgets(*, call_ids: Collection[int]) -> None:
    """Lock every year of the calls, in the order that `commit_budget` does, until the caller's transaction ends."""
    years = CallYear.objects.select_for_update().filter(call_id__in=call_ids).order_by("call_id", "year")
    list(years.values_list("pk", flat=True))


@transaction.atomic
def commit_budget(*, call_id: int, amounts: dict[int, int]) -> None:
    """Take `amounts`, {year: kronor}, from what is left of the call's budget, all or nothing.

    The years are locked in order, so that decisions made at the same instant wait for one another and never lock each
    other out. The database's own constraint stands behind it. The decision that calls keeps the amounts in its log.
    Raises ValidationError with code "budget_exceeded" that names each year, what is left and what was asked for.
    """
    asked = {year: amount for year, amount in sorted(amounts.items()) if amount}
    if any(amount < 0 for amount in asked.values()):
        raise ValidationError(_("Ett beviljat belopp kan inte vara mindre än noll."), code="negative_amount")
    locked = CallYear.objects.select_for_update().filter(call_id=call_id, year__in=asked).order_by("year")
    left = {row.year: row.left for row in locked}
    exceeded = [
        _("%(year)s: %(left)s kronor kvar, %(asked)s kronor föreslagna.")
        % {"year": year, "left": grouped(left.get(year, 0)), "asked": grouped(amount)}
        for year, amount in asked.items()
        if amount > left.get(year, 0)
    ]
    if exceeded:
        raise ValidationError(
            _("Beloppen ryms inte i utlysningens budget. %(years)s Sänk beloppen, eller skicka tillbaka förslaget."),
            code="budget_exceeded",
            params={"years": " ".join(exceeded)},
        )
    for year, amount in asked.items():
        CallYear.objects.filter(call_id=call_id, year=year).update(granted=F("granted") + amount)


@transaction.atomic
def change_budget(*, call_id: int, before: Mapping[int, int], after: Mapping[int, int]) -> None:
    """A decision is replaced: take `after` from the call's budget where `before` was taken, {year: kronor}.

    What is more is taken under the rule of `commit_budget`, what is less is given back; all or nothing, with the years
    locked in order before either. Raises ValidationError with code "budget_exceeded".
    """
    lock_budgets(call_ids=[call_id])
    difference = {year: after.get(year, 0) - before.get(year, 0) for year in before.keys() | after.keys()}
    commit_budget(call_id=call_id, amounts={year: more for year, more in difference.items() if more > 0})
    for year, less in difference.items():
        if less < 0:
            CallYear.objects.filter(call_id=call_id, year=year).update(granted=F("granted") + less)


@transaction.atomic
def clone_call(
    *,
    call: Call,
    slug: str,
    title: str,
    opens_at: datetime,
    closes_at: datetime,
    by: Any,
    at: datetime,
    title_en: str = "",
    is_demo: bool = False,
) -> Call:
    """A new draft call like `call`: its texts, years, criteria, checklist, newest form, texts, phrases and reminders.

    Projects may begin the day it opens; budget years and the projects' last day move as many calendar years as the
    opening does. Nothing of the new budget is granted. Raises PermissionDenied and ValidationError.
    """
    _require_administrator(by)
    years_later = localtime(opens_at).year - localtime(call.opens_at).year
    clone = Call.objects.get(pk=call.pk)
    clone._state.adding = True
    values: dict[str, Any] = {
        "pk": None,
        "slug": slug,
        "title": title,
        "title_en": title_en,
        "opens_at": opens_at,
        "closes_at": closes_at,
        "project_earliest_start_on": localtime(opens_at).date(),
        "project_latest_end_on": _years_later(call.project_latest_end_on, years_later),
        "is_demo": is_demo,
        "published_at": None,
        "region_closings": {},
        "last_region_closing_at": None,
        "audit_sequence": 0,
        "audit_hash": "",
    }
    for name, value in values.items():
        setattr(clone, name, value)
    clone.full_clean()
    clone.save(force_insert=True)
    clone.eligible_regions.set(call.eligible_regions.all())
    for name in queries.PARTS:
        _copy_parts(getattr(call, name), clone, years_later)
    keep_letter_texts(call=clone, by=by, at=at)
    portal.audit.actions.record(clone, "call_cloned", by=by, at=at, original=call, title=title, slug=slug)
    if form := queries.newest_form(call):
        save_form_version(call=clone, definition=form.definition, by=by, at=at)
    return clone


def _copy_parts(parts: Any, clone: Call, years_later: int) -> None:
    """Give `clone` rows like `parts`, a related manager of one of its kinds of parts."""
    rows = list(parts.all())
    for row in rows:
        row.pk, row.call, row._state.adding = None, clone, True
        if isinstance(row, CallYear):
            row.year, row.granted = row.year + years_later, 0
        if isinstance(row, Phrase) and row.criterion is not None:
            row.criterion = clone.criteria.get(key=row.criterion.key)
    parts.model.objects.bulk_create(rows)


def _years_later(day: date, years: int) -> date:
    """The same day `years` later; 28 February where there is no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _require_administrator(by: Any) -> None:
    require(rules.may_administer_calls(by), _("Bara utlysningsadministratörer kan ändra utlysningar."))
