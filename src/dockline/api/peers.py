"""Who is at the other end: the client's address and scheme, behind trusted proxies too."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from starlette.types import Scope

from dockline.api.bodies import header

Network = IPv4Network | IPv6Network
_REMEMBERED = 4096
_FORWARDED = frozenset({b"x-forwarded-for", b"forwarded"})


class Networks:
    """A list of networks; whether an address is in one of them is remembered for a while."""

    def __init__(self, networks: Sequence[str]) -> None:
        """Raises ValueError for one that is none; ``10.0.0.7`` alone is a network of one."""
        self._networks: tuple[Network, ...] = tuple(
            ip_network(network, strict=False) for network in networks
        )
        self._known: dict[str, bool] = {}

    def __contains__(self, address: str) -> bool:
        known = self._known.get(address)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[address] = self._holds(address)
        return known

    def _holds(self, address: str) -> bool:
        try:
            one = ip_address(address.partition("%")[0])
        except ValueError:
            return False
        mapped = getattr(one, "ipv4_mapped", None)
        one = mapped or one
        return any(one in network for network in self._networks)


class Peers:
    """Reads addresses as the server's settings want it."""

    def __init__(self, trusted_proxies: Sequence[str]) -> None:
        self._proxies = Networks(trusted_proxies) if trusted_proxies else None

    def address(self, scope: Scope) -> str:
        """The client's address; of ``X-Forwarded-For`` the last one that is not a proxy of ours.

        Empty where there is none (a Unix socket)."""
        client = scope.get("client")
        peer = str(client[0]) if client else ""
        if self._proxies is None or peer not in self._proxies:
            return peer
        # A proxy may add a header of its own below one that the client made up: all are one list
        # (RFC 9110, section 5.3).
        told = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
        for hop in reversed(b",".join(told).decode("latin-1").split(",")):
            peer = hop.strip() or peer
            if peer not in self._proxies:
                break
        return peer

    def hidden(self, scope: Scope) -> bool:
        """Whether a proxy that is not one of ours passed it on: the address is the proxy's then,
        and says nothing of who asks."""
        client = scope.get("client")
        if self._proxies is not None and client and client[0] in self._proxies:
            return False
        return any(name in _FORWARDED for name, _ in scope["headers"])

    def secure(self, scope: Scope) -> bool:
        """Whether the browser speaks TLS, with us or with a proxy of ours."""
        if scope["scheme"] in ("https", "wss"):
            return True
        client = scope.get("client")
        if self._proxies is None or not client or client[0] not in self._proxies:
            return False
        return (header(scope, b"x-forwarded-proto") or b"").strip().lower() in (b"https", b"wss")


class Origins:
    """Which pages may use the dock's routes: our own, and those the settings allow."""

    def __init__(self, allowed: Sequence[str]) -> None:
        self._allowed = frozenset(origin.rstrip("/").lower() for origin in allowed)

    def allows(self, scope: Scope, *, secure: bool = False) -> bool:
        """A request without an Origin comes from no page (a program, not a browser). ``secure``:
        it came over TLS, as the page must have."""
        origin = header(scope, b"origin")
        if origin is None:
            return True
        text = origin.decode("latin-1").lower()
        host = (header(scope, b"host") or b"").decode("latin-1").lower()
        if text in self._allowed:
            return True
        try:
            parts = urlsplit(text)
        except ValueError:
            return False  # no browser says so
        return bool(host) and parts.netloc == host and (parts.scheme == "https" or not secure)
