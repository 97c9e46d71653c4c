"""Which addresses a webhook may be sent to: on the internet, and never one that only this network has."""

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_HIDE_ANOTHER = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")))
"""Networks whose addresses stand for an address of version 4 that nobody has looked at."""
_NOT_ON_THE_INTERNET = ipaddress.ip_network("192.0.0.0/24")
"""Set aside for protocols (RFC 6890). Older releases of the library call most of it global, and a cloud has served
what its machines may know of themselves from there."""

_HTTPS, _HTTP, _FIRST_FREE_PORT = 443, 80, 1024
MOST_CHARACTERS = 2_000


class AddressUnfit(Exception):
    """The address is not one that a webhook is sent to; the text says why, and what would do."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address that was looked at: where to connect and what to ask for there."""

    scheme: str
    host: str
    port: int
    target: str


def networks(text: str) -> tuple[Network, ...]:
    """Return the networks that an operator lists, separated by commas; raise ValueError for what is none."""
    return tuple(ipaddress.ip_network(each.strip()) for each in text.split(",") if each.strip())


def read(text: str, allowed: Sequence[Network]) -> Address:
    """Return the parts of an address, as far as they can be judged without asking anybody; raise AddressUnfit.

    Plain HTTP is for networks that the operator allows, so it passes here where there is any such network, and the
    address behind the name decides when it is called.
    """
    if len(text) > MOST_CHARACTERS or not text.isascii() or any(mark <= " " or mark == "\x7f" for mark in text):
        raise AddressUnfit("write the address in plain ASCII, without spaces, in at most 2,000 characters")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise AddressUnfit(f"it is not an address: {error}") from error
    if parts.scheme not in ({"https", "http"} if allowed else {"https"}) or not host:
        raise AddressUnfit("give an address that begins with https:// and names a host")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise AddressUnfit("leave user, password and everything from # on out of the address")
    chosen = port or (_HTTPS if parts.scheme == "https" else _HTTP)
    if chosen < _FIRST_FREE_PORT and chosen not in {_HTTPS, _HTTP}:
        raise AddressUnfit(f"port {chosen} is not one that webhooks are received at: use 443, or one from 1024 on")
    literal = _literal(host)
    if literal is not None and not may_be_called(literal, allowed):
        raise AddressUnfit(f"{host} is an address inside a network, and webhooks go to the internet")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Address(parts.scheme, host, chosen, target)


def resolved(host: str, port: int, *, plain: bool, allowed: Sequence[Network]) -> str:
    """Return one address of a host to connect to, after every address that it has was looked at; raise AddressUnfit.

    A name with one address inside a network and one outside is refused: which of them would be called is chance.
    `plain` is a connection without TLS, which only a network that the operator allows may get.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise OSError(f"the name {host} is not known: {error}") from error
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    for address in addresses:
        ip = ipaddress.ip_address(address.partition("%")[0])
        if not may_be_called(ip, allowed) or (plain and not _is_in(ip, allowed)):
            raise AddressUnfit(f"{host} leads to {address}, which is not an address that webhooks are sent to")
    if not addresses:
        raise OSError(f"the name {host} has no address")
    return addresses[0]


def may_be_called(ip: IpAddress, allowed: Sequence[Network]) -> bool:
    """Return whether an address lies on the internet, or in a network that the operator allows."""
    real = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped else ip
    if _is_in(real, allowed):
        return True
    if real.is_multicast or real.is_reserved or _is_in(real, (*_HIDE_ANOTHER, _NOT_ON_THE_INTERNET)):
        return False
    return real.is_global


def _is_in(ip: IpAddress, among: Sequence[Network]) -> bool:
    real = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped else ip
    return any(real.version == network.version and real in network for network in among)


def _literal(host: str) -> IpAddress | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
