"""The type of the requests that views get."""

from datetime import datetime

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class PortalRequest(HttpRequest):
    """A request with what the middleware has put on it. Only a type: nothing is ever made of it."""

    arrived_at: datetime  # portal.arrival
    htmx: HtmxDetails
