"""The call: dates, budget for each year, form, criteria, reminder plan and letter texts."""

from applications.calls.models.assessing import ChecklistItem, Criterion, KnownFact
from applications.calls.models.call import AppealCountsFrom, Call, CallYear, Extension, Phase, check_years_add_up
from applications.calls.models.form import FormVersion, validate_definition
from applications.calls.models.letter_texts import LetterText, LetterTextVersion, Outcome
from applications.calls.models.phrases import Phrase
from applications.calls.models.plan import ReminderStep

__all__ = [
    "AppealCountsFrom",
    "Call",
    "CallYear",
    "ChecklistItem",
    "Criterion",
    "Extension",
    "FormVersion",
    "KnownFact",
    "LetterText",
    "LetterTextVersion",
    "Outcome",
    "Phase",
    "Phrase",
    "ReminderStep",
    "check_years_add_up",
    "validate_definition",
]
