"""Who may hand in, and who may read what was handed in."""

from typing import Any

import rules

from applications.cases.models import Case
from applications.submissions.models import Submission
from portal.files.models import StoredFile
from regions.rules import may_sign_for


@rules.predicate
def may_submit(user: Any, case: Case) -> bool:
    """An authorised signatory of the region."""
    return may_sign_for(user, case.region_id)


def may_open_submitted_file(user: Any, stored: StoredFile) -> bool:
    """Whoever may read a handed-in version may open its files."""
    return Submission.objects.visible_to(user).filter(files=stored).exists()
