"""How many wrong receipt codes have come from an address lately. A right code never counts."""

from django.core.cache import cache
from django.http import HttpRequest

from portal.proxies import CLIENT_ADDRESS

# A code has sixty random bits, so nobody guesses one; this keeps those who try from being a load.
MOST_WRONG = 30
SECONDS = 10 * 60


class Guesses:
    """The wrong codes from the address that a request comes from."""

    def __init__(self, request: HttpRequest) -> None:
        address = request.META.get(CLIENT_ADDRESS) or request.META.get("REMOTE_ADDR", "")
        self._key = f"receipt-guesses:{address}"

    def are_too_many(self) -> bool:
        return int(cache.get(self._key, 0)) >= MOST_WRONG

    def note_wrong(self) -> None:
        cache.add(self._key, 0, SECONDS)
        try:
            cache.incr(self._key)
        except ValueError:  # It went out of date in between: a new count has begun with the next.
            cache.set(self._key, 1, SECONDS)
