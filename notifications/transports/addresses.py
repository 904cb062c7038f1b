"""Where a webhook may go: https, named ports, public addresses. What was checked is what is connected to."""

import socket
import threading
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings

Address = IPv4Address | IPv6Address

# An explicit list: the standard library's idea of "private" leaves several of these out.
BLOCKED: tuple[IPv4Network | IPv6Network, ...] = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/3",
        "::/96", "::1/128", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/32",
        "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip
# All of IPv6 that is routed on the internet lies in here.
GLOBAL_V6 = ip_network("2000::/3")
RESOLVING_S = 4


class AddressRefused(Exception):
    """A URL or an address a webhook may not go to."""


class NameNotResolved(Exception):
    """The name has no address now, or the answer took too long."""


@dataclass(frozen=True)
class Target:
    """A URL taken apart: the host as it is named in TLS and in the request."""

    host: str
    port: int
    path: str


def parse_webhook_url(url: str) -> Target:
    """Take a webhook's URL apart.

    :raises AddressRefused: unless it is https, without a user name, on an allowed port.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or 443
        host = host.encode("idna").decode("ascii") if not host.isascii() else host
    except (ValueError, UnicodeError) as error:
        raise AddressRefused from error
    if parts.scheme != "https" or not host or "@" in parts.netloc or port not in settings.WEBHOOK_PORTS:
        raise AddressRefused
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    # What follows goes into a request line as it stands.
    if not path.isascii() or not path.isprintable() or " " in path:
        raise AddressRefused
    return Target(host, port, path)


def is_public(address: Address) -> bool:
    """Whether an address is one of the open internet's."""
    if address.version == 6 and address not in GLOBAL_V6:
        return False
    return not any(address in block for block in BLOCKED if block.version == address.version)


def is_allowed(address: Address) -> bool:
    """Whether a message may go there: it is public, or in a network an administrator listed."""
    listed = (ip_network(block) for block in settings.WEBHOOK_ALLOWED_NETWORKS)
    return is_public(address) or any(address in block for block in listed if block.version == address.version)


def resolve(target: Target) -> list[str]:
    """Return the addresses of a host; each was checked, and these, not the name, are to be connected to.

    :raises NameNotResolved: if it has none within 4 s.
    :raises AddressRefused: unless every address is allowed: a name that also points inside is a trap.
    """
    found: list[str] = []

    def look_up() -> None:
        try:
            answers = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        found.extend(dict.fromkeys(str(answer[4][0]) for answer in answers))

    # The resolver of the system takes no timeout.
    looking = threading.Thread(target=look_up, daemon=True)
    looking.start()
    looking.join(RESOLVING_S)
    addresses = [] if looking.is_alive() else list(found)
    if not addresses:
        raise NameNotResolved
    if not all(is_allowed(ip_address(address)) for address in addresses):
        raise AddressRefused
    return addresses
