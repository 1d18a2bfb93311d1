"""What every action on a proposal begins with."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from applications.cases.models import Case
from applications.decisions.models import Proposal


def locked_with_case(proposal_id: int) -> tuple[Case, Proposal]:
    """The locked case of a proposal, and the proposal as it is once the case is locked."""
    case = Case.objects.locked().get(proposals=proposal_id)
    proposal = Proposal.objects.with_all().get(pk=proposal_id)
    proposal.case = case
    return case, proposal


def expect_waiting(proposal: Proposal) -> None:
    """The proposal waits for a decision. Raises ValidationError that tells what became of it."""
    if proposal.state == Proposal.State.SENT_BACK:
        raise ValidationError(
            _(
                "%(name)s har skickat tillbaka förslaget, så det går inte att besluta om det. "
                "Vänta på ett nytt förslag."
            ),
            code="sent_back",
            params={"name": proposal.sent_back_by},
        )
    if proposal.state == Proposal.State.LAPSED:
        raise ValidationError(
            _("Regionen har återkallat ansökan, så förslaget har förfallit. Vänta på ett förslag om avskrivning."),
            code="lapsed",
        )
    if proposal.state == Proposal.State.DECIDED:
        raise ValidationError(_("Beslutet är redan fattat."), code="decided")
