"""What pages about people need to know."""

from datetime import datetime

from portal.accounts.models import Invitation


def working_invitation(token: str, *, at: datetime) -> Invitation | None:
    """The invitation that this link belongs to, with its person; None when the link does not work (any more)."""
    return Invitation.objects.working_at(at).with_token(token).select_related("person").first()
