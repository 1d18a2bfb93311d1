"""Whether an application is in time. Pure: of the call and the moment when the request arrived, and nothing else."""

from datetime import datetime

from applications.calls.models import Call, Phase


def is_in_time(call: Call, arrived_at: datetime) -> bool:
    """The call was open when the application reached the authority (förvaltningslagen 22 §)."""
    return call.phase_at(arrived_at) == Phase.OPEN
