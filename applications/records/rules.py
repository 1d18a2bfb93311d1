"""Who keeps a case's records: its file, what is secret in it, and appeals. Each predicate reads as a sentence."""

from typing import Any

import rules

from applications.cases.models import Case
from applications.cases.rules import is_free_of_conflict, is_officer_of
from applications.cases.states import Stage
from applications.records.models import Appeal, Disclosure, SecrecyMark
from applications.reviews.models import Assessment
from portal.accounts.rules import is_call_administrator, is_case_officer, is_decision_maker, is_registrar
from portal.files.models import StoredFile

# The addresses: those who may use any page of records at all.
keeps_records = is_registrar | is_case_officer | is_decision_maker


@rules.predicate
def has_yet_to_assess(user: Any, case: Case) -> bool:
    """Whoever is to assess a case sees nobody else's assessment first, so no file that holds them either."""
    if case.stage != Stage.ASSESSING:
        return False
    if case.officer_id != user.pk and not case.assessors.filter(person=user).exists():
        return False
    return not Assessment.objects.filter(case=case, assessor=user, handed_in_at__isnull=False).exists()


# The registrar, and the case's officer.
may_keep_records = is_free_of_conflict & (is_registrar | (is_case_officer & is_officer_of))
may_have_file = is_free_of_conflict & (is_registrar | is_decision_maker | (is_case_officer & is_officer_of))
may_read_papers = may_have_file & ~has_yet_to_assess


# A decision about an appeal is made by who makes decisions.
may_decide_on_appeal = is_free_of_conflict & is_decision_maker


def may_open_file(user: Any, stored: StoredFile) -> bool:
    """The file of an appeal, for whoever sees the appeal; a masked copy, for whoever sees its disclosure."""
    if Appeal.objects.visible_to(user).filter(file=stored).exists():
        return True
    seen = Disclosure.objects.visible_to(user)
    return SecrecyMark.objects.filter(replacement=stored, disclosure__in=seen).exists()


rules.add_perm("records", is_call_administrator)
for _permission in ("view_secrecyground", "add_secrecyground", "change_secrecyground"):
    rules.add_perm(f"records.{_permission}", is_call_administrator)
