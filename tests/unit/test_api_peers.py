"""Addresses, schemes and origins, behind proxies and not."""

from typing import Any

import pytest

from dockline.api.peers import Networks, Origins, Peers


def scope(client: str | None = "127.0.0.1", scheme: str = "http", **headers: str) -> dict[str, Any]:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"client": (client, 1) if client else None, "scheme": scheme, "headers": pairs}


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        ("10.1.2.3", True),
        ("11.1.2.3", False),
        ("::ffff:10.1.2.3", True),
        ("fe80::1%eth0", True),
        ("2001:db8::1", False),
        ("", False),
        ("no address", False),
    ],
)
def test_networks(address: str, inside: bool) -> None:
    networks = Networks(("10.0.0.0/8", "fe80::/10", "192.0.2.7"))
    assert (address in networks) is inside
    assert (address in networks) is inside  # remembered


def test_a_network_that_is_none() -> None:
    with pytest.raises(ValueError, match=r"10\.0\.0\.0/99"):
        Networks(("10.0.0.0/99",))


@pytest.mark.parametrize(
    ("proxies", "client", "forwarded", "address"),
    [
        ((), "203.0.113.9", "10.0.0.1", "203.0.113.9"),
        (("10.0.0.0/8",), "203.0.113.9", "10.0.0.1", "203.0.113.9"),
        (("10.0.0.0/8",), "10.0.0.1", None, "10.0.0.1"),
        (("10.0.0.0/8",), "10.0.0.1", "203.0.113.9", "203.0.113.9"),
        (("10.0.0.0/8",), "10.0.0.1", "198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (("10.0.0.0/8",), "10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        (("10.0.0.0/8",), "10.0.0.1", " , ", "10.0.0.1"),
        (("10.0.0.0/8",), None, "203.0.113.9", ""),
    ],
)
def test_the_clients_address(
    proxies: tuple[str, ...], client: str | None, forwarded: str | None, address: str
) -> None:
    headers = {"x_forwarded_for": forwarded} if forwarded is not None else {}
    assert Peers(proxies).address(scope(client, **headers)) == address


def test_a_proxy_may_add_its_own_line_to_one_that_came_along() -> None:
    asked = scope("10.0.0.1")
    asked["headers"] = [(b"x-forwarded-for", b"127.0.0.1"), (b"x-forwarded-for", b"203.0.113.9")]
    assert Peers(("10.0.0.0/8",)).address(asked) == "203.0.113.9"


@pytest.mark.parametrize(
    ("proxies", "header", "hidden"),
    [
        ((), None, False),
        ((), "x_forwarded_for", True),
        ((), "forwarded", True),
        (("10.0.0.0/8",), "x_forwarded_for", True),
        (("127.0.0.1",), "x_forwarded_for", False),
    ],
)
def test_a_proxy_nobody_told_us_of_hides_who_asks(
    proxies: tuple[str, ...], header: str | None, hidden: bool
) -> None:
    headers = {header: "10.0.0.1"} if header is not None else {}
    assert Peers(proxies).hidden(scope(**headers)) is hidden


@pytest.mark.parametrize(
    ("proxies", "scheme", "forwarded", "secure"),
    [
        ((), "https", "http", True),
        ((), "wss", "", True),
        ((), "http", "https", False),
        (("127.0.0.1",), "http", "https", True),
        (("127.0.0.1",), "http", "http", False),
        (("10.0.0.1",), "http", "https", False),
    ],
)
def test_whether_the_browser_speaks_tls(
    proxies: tuple[str, ...], scheme: str, forwarded: str, secure: bool
) -> None:
    asked = scope(scheme=scheme, x_forwarded_proto=forwarded)
    assert Peers(proxies).secure(asked) is secure


@pytest.mark.parametrize(
    ("origin", "host", "allowed"),
    [
        (None, "dock.example", True),
        ("https://dock.example", "dock.example", True),
        ("http://localhost:8080", "localhost:8080", True),
        ("HTTP://LOCALHOST:8080", "localhost:8080", True),
        ("http://localhost:9000", "localhost:8080", False),
        ("https://crm.example", "dock.example", True),
        ("https://elsewhere.example", "dock.example", False),
        ("null", "dock.example", False),
        ("null", "", False),
        ("http://[", "dock.example", False),
        ("", "", False),
    ],
)
def test_origins(origin: str | None, host: str, allowed: bool) -> None:
    headers = {"host": host} | ({"origin": origin} if origin is not None else {})
    assert Origins(("https://crm.example/",)).allows(scope(**headers)) is allowed
