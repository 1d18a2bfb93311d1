"""What every page knows of the person."""

from typing import Any

from django.http import HttpRequest

from portal.accounts.rules import handles_cases, reads_every_case


def who(request: HttpRequest) -> dict[str, Any]:
    """`handles_cases`: whether the menu leads to the work list; `reads_every_case`: to the register and the money."""
    user = getattr(request, "user", None)  # Not there when a request was refused before anyone asked who it is.
    return {
        "handles_cases": user is not None and handles_cases(user),
        "reads_every_case": user is not None and reads_every_case(user),
    }
