"""The content of an application that was not written here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from applications.calls.models import FormVersion
from applications.cases.models import Case
from applications.drafting.fields import Content
from applications.drafting.models import Attachment, Draft, SectionVersion
from portal.files.models import StoredFile


def lay_in(
    *,
    case: Case,
    form_version: FormVersion,
    sections: Mapping[str, Content],
    files: Sequence[StoredFile],
    by: Any,
    at: datetime,
) -> Draft:
    """Give a new case a draft that says what its application says, with its files. It is shut: nobody writes in it
    before it is opened to be completed.

    The caller's action records why.
    """
    draft = Draft.objects.create(case=case, form_version=form_version, is_open=False, saved_at=at, saved_by=by)
    SectionVersion.objects.bulk_create(
        SectionVersion(draft=draft, section_key=key, number=1, content=content, saved_at=at, saved_by=by)
        for key, content in sections.items()
    )
    Attachment.objects.bulk_create(Attachment(draft=draft, file=file, added_at=at) for file in files)
    return draft
