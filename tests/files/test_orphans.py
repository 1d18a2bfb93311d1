"""Files that nothing holds are removed, and never one that something does."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from portal.files import actions
from portal.files.models import StoredFile
from portal.files.tasks import remove_orphans
from tests.factories.drafting import attachment, full_draft
from tests.factories.files import stored_file
from tests.factories.submissions import submission

# The database's transactions are real: content goes when they are done.
pytestmark = pytest.mark.django_db(transaction=True)
LATER = timedelta(days=8)


def contents(settings: Any) -> set[str]:
    root = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def test_only_what_nothing_holds_is_removed_and_once(settings: Any) -> None:
    now = datetime.now(UTC)
    case = full_draft()
    handed_in = stored_file(uploaded_at=now)
    submission(case).files.add(handed_in)
    drafted = stored_file(uploaded_at=now)
    attachment(case, file=drafted, removed_at=now)  # taken away, but it can be put back
    forgotten = stored_file(uploaded_at=now)
    default_storage.save("uploads/ab/ab12", ContentFile(b"cut off in the middle"))
    default_storage.save("letters/ab12.pdf", ContentFile(b"a letter"))

    actions.remove_orphans(at=now + timedelta(days=6))
    assert StoredFile.objects.count() == 3
    assert "uploads/ab/ab12" in contents(settings)

    for _time in range(2):
        actions.remove_orphans(at=now + LATER)
    assert set(StoredFile.objects.all()) == {handed_in, drafted}
    assert contents(settings) == {handed_in.content.name, drafted.content.name, "letters/ab12.pdf"}
    assert not default_storage.exists(str(forgotten.content))


def test_file_of_a_draft_that_is_gone_goes_too(settings: Any) -> None:
    made = attachment(full_draft())
    made.delete()
    remove_orphans()
    assert not StoredFile.objects.exists()
    assert contents(settings) == set()


def test_nothing_to_remove_is_no_fault(settings: Any) -> None:
    assert not Path(settings.MEDIA_ROOT, "uploads").exists()
    remove_orphans()
