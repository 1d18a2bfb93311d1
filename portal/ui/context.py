"""What every page needs to know of the site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Template variables `agency_name`, `is_demo` and `portal_url`."""
    return {
        "agency_name": settings.AGENCY_NAME,
        "is_demo": settings.PORTAL_DEMO,
        "portal_url": settings.PORTAL_URL,
    }
