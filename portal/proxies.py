"""Which reverse proxies are believed, and what is known from them: nobody else's headers count for anything."""

import ipaddress
from functools import lru_cache

from django.conf import settings

# The address of the person behind the proxies, in the WSGI environ.
CLIENT_ADDRESS = "portal.client_address"
# What a peer that connects through a Unix socket, and so has no address, is called in TRUSTED_PROXIES.
UNIX_SOCKET = "unix"
_ONLY_FROM_PROXIES = ("HTTP_X_REQUEST_START", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@lru_cache
def network_of(entry: str) -> Network | None:
    """The network that an entry of TRUSTED_PROXIES means; None when it means none, which portal.checks tells of."""
    try:
        return ipaddress.ip_network(entry)
    except ValueError:
        return None


def is_trusted_proxy(peer: str) -> bool:
    """Whether `peer` (REMOTE_ADDR; empty for a Unix socket) is one of TRUSTED_PROXIES."""
    if not peer:
        return UNIX_SOCKET in settings.TRUSTED_PROXIES
    address = _address(peer)
    networks = (network_of(entry) for entry in settings.TRUSTED_PROXIES)
    return address is not None and any(address in network for network in networks if network)


def note_client_address(environ: dict[str, object]) -> None:
    """Write into `environ` from which address the person comes, as far as proxies that are trusted tell."""
    environ[CLIENT_ADDRESS] = client_address(
        str(environ.get("REMOTE_ADDR", "")), str(environ.get("HTTP_X_FORWARDED_FOR", ""))
    )


def client_address(peer: str, forwarded_for: str) -> str:
    """The last address on the way here that is no trusted proxy; empty when a Unix socket's proxy tells of none.

    `forwarded_for` is X-Forwarded-For: each proxy adds the address that it was asked from at the end, so what stands
    before the first stranger, counted from the end, is the stranger's own invention.
    """
    found = peer
    for hop in reversed(forwarded_for.split(",")):
        address = _address(hop.strip())
        if address is None or not is_trusted_proxy(found):
            break
        found = str(address)
    return found


def forget_what_strangers_claim(environ: dict[str, object]) -> None:
    """Take the headers that only proxies may set out of a request that comes from anybody else."""
    if not is_trusted_proxy(str(environ.get("REMOTE_ADDR", ""))):
        for name in _ONLY_FROM_PROXIES:
            environ.pop(name, None)


def _address(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    # A socket that listens to both families writes 10.0.0.1 as ::ffff:10.0.0.1.
    return getattr(address, "ipv4_mapped", None) or address
