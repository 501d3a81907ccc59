"""Whether an address is one of a web server at all; where it leads is another question."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

_MAPPED: Final = ip_network("64:ff9b::/96")
"""IPv4 within IPv6, for NAT64 (RFC 6052)."""
_GIVEN_OUT: Final = ip_network("2000::/3")
"""All of IPv6 that is anybody's (RFC 4291, section 2.4); what is beside it may lead back to IPv4,
or into a site."""


def wrong_address(url: str) -> str:
    """What is wrong with it, to be put after its name; empty: nothing."""
    if not url.isascii() or not url.isprintable() or " " in url:
        return "has characters that no address has"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "is no address of a web server"
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        return "must begin with http:// or https://"
    if "@" in parts.netloc:
        return "may not have a user's name in it"
    return ""


def is_public(address: str) -> bool:
    """Whether an address is everybody's, and not of a network of somebody's own."""
    one = ip_address(address.partition("%")[0])
    if isinstance(one, IPv6Address):
        inner = one.ipv4_mapped or one.sixtofour
        if one in _MAPPED:
            inner = IPv4Address(int(one) & 0xFFFFFFFF)
        if one.teredo is not None or (inner is None and one not in _GIVEN_OUT):
            return False
        if inner is not None:
            one = inner
    return one.is_global and not one.is_multicast


def says_private(url: str) -> bool:
    """Whether an address that is one (`wrong_address`) names a place that is not public itself.
    Where any other name leads is known when it is looked up."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return not is_public(host)
    except ValueError:
        return False
