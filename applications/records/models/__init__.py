from applications.records.models.appeals import Appeal, AppealStep
from applications.records.models.case_files import CaseFile
from applications.records.models.disclosures import Disclosure, DisclosureDecision, SecrecyMark
from applications.records.models.grounds import SecrecyGround

__all__ = ["Appeal", "AppealStep", "CaseFile", "Disclosure", "DisclosureDecision", "SecrecyGround", "SecrecyMark"]
