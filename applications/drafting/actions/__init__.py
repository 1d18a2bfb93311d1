"""What a region can do to a draft. Called through this package: `applications.drafting.actions.save_section(…)`.

Every action finds the case among those that its doer may see, and locks it. A case that they may not see raises
Case.DoesNotExist, as one that is not there.
"""

from applications.drafting.actions.attachments import (
    add_attachment,
    describe_attachment,
    note_infected_attachment,
    remove_attachment,
    restore_attachment,
)
from applications.drafting.actions.drafts import TITLE_LENGTH, discard_draft, rename_draft, restore_draft, start_draft
from applications.drafting.actions.locking import lock_with_draft, locked_draft
from applications.drafting.actions.opening import open_draft, shut_draft
from applications.drafting.actions.registering import lay_in
from applications.drafting.actions.sections import (
    EditConflict,
    FieldConflict,
    SavedSection,
    restore_version,
    save_section,
)

__all__ = [
    "TITLE_LENGTH",
    "EditConflict",
    "FieldConflict",
    "SavedSection",
    "add_attachment",
    "describe_attachment",
    "discard_draft",
    "lay_in",
    "lock_with_draft",
    "locked_draft",
    "note_infected_attachment",
    "open_draft",
    "remove_attachment",
    "rename_draft",
    "restore_attachment",
    "restore_draft",
    "restore_version",
    "save_section",
    "shut_draft",
    "start_draft",
]
