"""Who may hand in, open again and take back, and who may read what was handed in."""

from datetime import datetime
from typing import Any

import rules
from django.db.models import Q
from django.utils.translation import gettext as _

from applications.cases.models import Case
from applications.submissions.models import Submission
from portal.accounts.rules import is_registrar
from portal.files.models import StoredFile
from regions.models import Region
from regions.rules import acts_for, may_edit_for, may_sign_for


@rules.predicate
def may_submit(user: Any, case: Case) -> bool:
    """An authorised signatory of the region."""
    return may_sign_for(user, case.region_id)


# Whoever answers for what was handed in also opens it again, and takes it back.
may_reopen = may_submit
may_withdraw = may_submit


def why_not_reopen(case: Case, at: datetime) -> str:
    """Why what a case's region has handed in can't be changed and handed in anew at `at`; "" when it can.

    It goes by what the region knows alone, so that pages which ask it don't tell how far the handling has come.
    """
    if case.withdrawn_at:
        return _("Ansökan är återkallad, så den går inte att ändra.")
    if case.released_outcome:
        return _("Ärendet är avgjort, så ansökan går inte att ändra.")
    if not case.application_time.is_open_at(at):
        return _("Utlysningen har stängt, så det går inte att ändra ansökan. Det som är inlämnat gäller.")
    if case.draft.is_open and not case.is_draft:
        return _("Ansökan är redan öppen, för att ni ska kunna komplettera den.")
    return ""


def why_not_withdraw(case: Case) -> str:
    """Why a case's application can't be taken back, by what its region knows; "" when it can."""
    if case.is_draft:
        return _("Ansökan är inte inlämnad, så det finns inget att återkalla. Ni kan ta bort utkastet i stället.")
    if case.withdrawn_at:
        return _("Ansökan är redan återkallad.")
    if case.released_outcome:
        return _("Ärendet är avgjort, så ansökan går inte att återkalla.")
    return ""


@rules.predicate
def may_register(user: Any, region: Region) -> bool:
    """A registrar, but for an application of a region that they act for themselves (förvaltningslagen 16 § 2)."""
    return is_registrar(user) and not acts_for(user, region)


@rules.predicate
def may_ask_more_time(user: Any, case: Case) -> bool:
    """Whoever writes for the region: asking binds nobody."""
    return may_edit_for(user, case.region_id)


def may_open_submitted_file(user: Any, stored: StoredFile) -> bool:
    """Whoever may read a handed-in version may open its files."""
    return Submission.objects.visible_to(user).filter(files=stored).exists()


def cases_with_file(uuid: Any) -> Q:
    """The cases in which a file was handed in."""
    return Q(pk__in=Submission.objects.filter(files__uuid=uuid).values("case"))
