"""What the draft's pages need, in few queries."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet, Window
from django.db.models.functions import Lead

from applications.calls.models import Call, CallYear
from applications.cases.models import Case
from applications.drafting.content import AttachedFile, DraftContent, Saved
from applications.drafting.models import Draft, SectionVersion
from regions.models import Region

# More than any region has; a list is never without an end.
MOST_SHOWN = 100
# A person's saves with no longer pause between them are one sitting.
SITTING_PAUSE = timedelta(minutes=10)
# What pages show of a section's version: of the person who saved it, the name, or the address of one without a name.
_OF_A_VERSION = ("section_key", "number", "content", "saved_at", "saved_by__name", "saved_by__email")
# What there is to know of an attached file, in the order of `AttachedFile`'s own.
OF_A_FILE = (
    "pk",
    "file_id",
    "file__uuid",
    "file__name",
    "file__content_type",
    "file__size",
    "file__sha256",
    "file__scan",
    "description",
    "added_at",
)


def drafts_seen_by(user: Any) -> QuerySet[Case]:
    """The region's cases with what every page of a draft asks of them beside the content: two queries.

    The call comes without what its public page says.
    """
    years = Prefetch("call__years", queryset=CallYear.objects.order_by("year"))
    cases = Case.objects.visible_to_region(user).filter(draft__isnull=False).defer("call__body", "call__body_en")
    return cases.select_related("call", "region", "draft__form_version").prefetch_related(years)


def drafts_with_people(user: Any) -> QuerySet[Case]:
    """As `drafts_seen_by`, with its contact, who saved it last, and what it began as a copy of. Two queries."""
    return drafts_seen_by(user).select_related("contact", "draft__saved_by", "draft__copied_from")


def draft_content(case: Case) -> DraftContent:
    """What a case's draft says now. Two queries when the case came with its draft and form version."""
    content = DraftContent(case.draft.form_version.parsed, sections={})
    versions = case.draft.versions.filter(is_current=True).order_by("section_key")
    for key, number, said, saved_at, name, email in versions.values_list(*_OF_A_VERSION):
        content.sections[key], content.versions[key] = said, number
        content.saved[key] = Saved(saved_at, name or email)
    files = case.draft.attachments.order_by("added_at", "pk").values_list("removed_at", *OF_A_FILE)
    for removed_at, *file in files:
        (content.removed_attachments if removed_at else content.attachments).append(attached_file(*file))
    return content


def attached_file(pk: int, file_id: int, uuid: UUID, *rest: Any) -> AttachedFile:
    """A file from a row of `OF_A_FILE`."""
    return AttachedFile(pk, file_id, str(uuid), *rest)


def begun_in(user: Any, call: Call, region: Region) -> list[Case]:
    """What a region of the user's already has in a call, newest first, with who began it and who saved it last."""
    cases = Case.objects.visible_to_region(user).kept().filter(call=call, region=region).order_by("-pk")
    return list(cases.select_related("created_by", "draft__saved_by"))


def discarded_in(user: Any, region: Region, call: Call | None = None) -> list[Case]:
    """The drafts that a region of the user's has taken away, last taken first; in one call or in all. One query."""
    cases = Case.objects.visible_to_region(user).filter(region=region, discarded_at__isnull=False)
    if call:
        cases = cases.filter(call=call)
    return list(cases.as_listed_for_region().order_by("-discarded_at", "-pk")[:MOST_SHOWN])


def sources_for_copy(user: Any, region: Region) -> QuerySet[Case]:
    """The region's applications that a new draft may begin as a copy of, in whatever call and stage, newest first."""
    cases = Case.objects.visible_to_region(user).kept().filter(region=region, draft__isnull=False)
    return cases.select_related("call", "draft__form_version").order_by("-pk")


def versions_since(draft: Draft, section_key: str, number: int) -> list[SectionVersion]:
    """A section's versions from `number` on, oldest first, with who saved each."""
    versions = draft.versions.filter(section_key=section_key, number__gte=number)
    return list(versions.order_by("number").select_related("saved_by"))


def sittings(draft: Draft, section_key: str) -> QuerySet[SectionVersion]:
    """The last save of each sitting in a section, newest first, without contents.

    A sitting is what one person saved without a longer pause, and nobody else between; bringing back a version is one
    by itself.
    """
    versions = draft.versions.filter(section_key=section_key).annotate(
        next_by=Window(Lead("saved_by_id"), order_by="number"),
        next_at=Window(Lead("saved_at"), order_by="number"),
        next_brings_back=Window(Lead("brings_back"), order_by="number"),
    )
    is_last = Q(next_by__isnull=True) | ~Q(next_by=F("saved_by_id")) | Q(next_at__gt=F("saved_at") + SITTING_PAUSE)
    is_alone = Q(brings_back__isnull=False) | Q(next_brings_back__isnull=False)
    return versions.filter(is_last | is_alone).order_by("-number").select_related("saved_by").defer("content")
