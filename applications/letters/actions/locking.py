"""What every action on a letter begins with: it is recorded on the case, so the case is locked first."""

from applications.cases.models import Case
from applications.letters.models import Letter


def locked_with_case(letter_id: int) -> tuple[Case, Letter]:
    """The letter's case, locked, and the letter as it stands now."""
    case = Case.objects.locked().get(decisions__letter=letter_id)
    letter = Letter.objects.select_related("decision__release").get(pk=letter_id)
    letter.decision.case = case
    return case, letter
