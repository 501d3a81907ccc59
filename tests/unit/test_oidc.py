"""What is believed of a provider, and what is not."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from dockline.adapters import oidc
from dockline.adapters.oidc import OpenIdConnect
from dockline.ports.identity import Attempt, ProviderFailed, Relation

ATTEMPT = Attempt("state", "nonce", "verifier" * 6)
KEY = RSAKey.generate_key(2048, {"kid": "one"})
NEW_KEY = ECKey.generate_key("P-256", {"kid": "two"})


class Provider:
    """One that says what it is told to."""

    def __init__(self, port: int) -> None:
        self.issuer = f"http://localhost:{port}"
        self.keys: list[Any] = [KEY]
        self.document: dict[str, Any] = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize?tenant=7",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256", "none"],
        }
        self.answers: dict[str, Callable[[], Any]] = {
            "/.well-known/openid-configuration": lambda: self.document,
            "/keys": lambda: {"keys": [key.as_dict(private=False) for key in self.keys]},
            "/token": lambda: {"access_token": "a", "token_type": "Bearer", "id_token": self.token},
        }
        self.status = 200
        self.asked: list[tuple[str, dict[str, str], str]] = []
        self.token = self.signed()

    def claims(self, **changes: Any) -> dict[str, Any]:
        now = int(time.time())
        usual = {"iss": self.issuer, "sub": "7", "aud": "dockline", "nonce": "nonce"}
        told = usual | {"iat": now, "exp": now + 300} | changes
        return {name: value for name, value in told.items() if value is not None}

    def signed(self, key: Any = KEY, alg: str = "RS256", **changes: Any) -> str:
        header = {"alg": alg} | ({"kid": key.kid} if key.kid else {})
        return jwt.encode(header, self.claims(**changes), key, algorithms=[alg])

    def relation(self, **more: Any) -> Relation:
        told = {"issuer": self.issuer, "client_id": "dockline", "client_secret": "s"}
        return Relation(**(told | {"private": True} | more))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value for name, _, value in (one.partition(": ") for one in lines)}
        body = (await reader.readexactly(int(headers.get("content-length", "0")))).decode()
        path = first.split(" ")[1]
        self.asked.append((path, headers, body))
        told = self.answers[path]()
        text = told if isinstance(told, bytes) else json.dumps(told).encode()
        writer.write(b"HTTP/1.1 %d X\r\ncontent-length: %d\r\n" % (self.status, len(text)))
        writer.write(b"location: http://127.0.0.1/\r\nconnection: close\r\n\r\n" + text)
        await writer.drain()
        writer.close()


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    held: list[Provider] = []
    server = await asyncio.start_server(lambda r, w: held[0].serve(r, w), "127.0.0.1", 0)
    held.append(Provider(server.sockets[0].getsockname()[1]))
    async with server:
        yield held[0]


async def test_a_token_that_is_right(provider: Provider) -> None:
    ours = OpenIdConnect()
    address = await ours.address(provider.relation(), "http://d/cb", ATTEMPT)
    assert address.startswith(f"{provider.issuer}/authorize?tenant=7&response_type=code")
    provider.asked.clear()
    claims = await ours.claims(provider.relation(), "http://d/cb", ATTEMPT, "the code")
    assert claims["sub"] == "7"
    # What it told of itself was kept.
    assert [path for path, _, _ in provider.asked] == ["/token", "/keys"]
    _, headers, body = provider.asked[0]
    assert headers["host"] == provider.issuer.partition("//")[2]
    assert "authorization" in headers
    assert "code=the+code" in body
    assert "s" not in dict(part.split("=") for part in body.split("&")).values()
    provider.asked.clear()
    await ours.claims(provider.relation(), "http://d/cb", ATTEMPT, "the code")
    assert [path for path, _, _ in provider.asked] == ["/token"]


async def test_a_secret_in_the_body_and_no_secret(provider: Provider) -> None:
    await OpenIdConnect().claims(
        provider.relation(client_secret=""), "http://d/cb", ATTEMPT, "code"
    )
    provider.document["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    await OpenIdConnect().claims(provider.relation(), "http://d/cb", ATTEMPT, "code")
    public, posted = [one for one in provider.asked if one[0] == "/token"]
    assert "authorization" not in public[1]
    assert "client_id=dockline" in public[2]
    assert "client_secret" not in public[2]
    assert "authorization" not in posted[1]
    assert "client_secret=s" in posted[2]


async def test_a_new_key_is_asked_for(provider: Provider) -> None:
    ours = OpenIdConnect()
    await ours.claims(provider.relation(), "http://d/cb", ATTEMPT, "code")
    provider.keys = [KEY, NEW_KEY]
    provider.token = provider.signed(NEW_KEY, "ES256")
    claims = await ours.claims(provider.relation(), "http://d/cb", ATTEMPT, "code")
    assert claims["sub"] == "7"


async def test_what_the_token_does_not_say_is_asked_for(provider: Provider) -> None:
    ours, there = OpenIdConnect(), "/me"
    provider.document["userinfo_endpoint"] = f"{provider.issuer}{there}"
    told: dict[str, Any] = {"sub": "7", "email": "a@x.example", "email_verified": True}
    provider.answers[there] = lambda: told

    async def claims(*wanted: str, **in_token: Any) -> dict[str, Any]:
        provider.asked.clear()
        provider.token = provider.signed(**in_token)
        relation = provider.relation(wanted=wanted)
        return await ours.claims(relation, "http://d/cb", ATTEMPT, "code")

    def asked() -> bool:
        return any(path == there for path, _, _ in provider.asked)

    await claims()
    assert not asked()
    found = await claims("email", "email_verified")
    assert (found["email"], found["email_verified"], found["iss"]) == (
        *("a@x.example", True, provider.issuer),
    )
    (headers,) = (headers for path, headers, _ in provider.asked if path == there)
    assert headers["authorization"] == "Bearer a"
    await claims("email", email="b@x.example")
    assert not asked()
    # What is said of one address is not said of another.
    found = await claims("email", "email_verified", email="b@x.example")
    assert "email_verified" not in found
    assert found["email"] == "b@x.example"
    told["email_verified"] = None
    found = await claims("email", "email_verified", email_verified=True)
    assert found["email_verified"] is None
    told["sub"] = "8"
    with pytest.raises(ProviderFailed, match="tells of somebody else"):
        await claims("email")
    provider.answers[there] = lambda: b"eyJ"
    with pytest.raises(ProviderFailed, match="/me was not answered with JSON"):
        await claims("email")
    del provider.document["userinfo_endpoint"]
    ours = OpenIdConnect()
    assert "email" not in await claims("email")


@pytest.mark.parametrize("name", ["one", None])
async def test_a_new_key_without_a_name_of_its_own(provider: Provider, name: str | None) -> None:
    named = {"kid": name} if name is not None else {}
    old, new = (RSAKey.generate_key(2048, {"kid": name} if name else {}) for _ in range(2))
    ours = OpenIdConnect()
    for key in (old, new):
        provider.keys = [key]
        provider.token = jwt.encode({"alg": "RS256"} | named, provider.claims(), key)
        claims = await ours.claims(provider.relation(), "http://d/cb", ATTEMPT, "code")
        assert claims["sub"] == "7"


WRONG_TOKENS: dict[str, Callable[[Provider], str]] = {
    "another issuer": lambda one: one.signed(iss="https://evil.example"),
    "another audience": lambda one: one.signed(aud="another"),
    "several audiences": lambda one: one.signed(aud=["another", "dockline"]),
    "another party's": lambda one: one.signed(aud=["a", "dockline"], azp="a"),
    "over": lambda one: one.signed(exp=int(time.time()) - 120),
    "not yet": lambda one: one.signed(iat=int(time.time()) + 900),
    "without an end": lambda one: one.signed(exp=None),
    "without a nonce": lambda one: one.signed(nonce=None),
    "another nonce": lambda one: one.signed(nonce="x"),
    "without a subject": lambda one: one.signed(sub=None),
    "another access token": lambda one: one.signed(at_hash="x"),
    "another key of that name": lambda one: one.signed(RSAKey.generate_key(2048, {"kid": "one"})),
    "a key that is not known": lambda one: one.signed(RSAKey.generate_key(2048, {"kid": "no"})),
    "a shared secret": lambda one: one.signed(OctKey.import_key("s" * 32), "HS256"),
    "no signature": lambda one: "eyJhbGciOiJub25lIn0." + one.token.split(".")[1] + ".",
    "nonsense": lambda one: "x.y.z",
}


@pytest.mark.parametrize("wrong", list(WRONG_TOKENS))
async def test_a_token_that_is_wrong(provider: Provider, wrong: str) -> None:
    provider.token = WRONG_TOKENS[wrong](provider)
    with pytest.raises(ProviderFailed, match="cannot be believed"):
        await OpenIdConnect().claims(provider.relation(), "http://d/cb", ATTEMPT, "code")


WRONG_DOCUMENTS: dict[str, tuple[dict[str, Any], str]] = {
    "another name": ({"issuer": "https://evil.example"}, "calls itself"),
    "no keys": ({"jwks_uri": None}, "has no jwks_uri"),
    "nothing to ask of people": ({"userinfo_endpoint": 7}, "has no userinfo_endpoint"),
    "no web address": ({"token_endpoint": "file:///etc/passwd"}, "has no token_endpoint"),
    "shared secrets alone": (
        {"id_token_signing_alg_values_supported": ["HS256", "none"]},
        "no way that is believed",
    ),
}


@pytest.mark.parametrize("wrong", list(WRONG_DOCUMENTS))
async def test_a_document_that_is_wrong(provider: Provider, wrong: str) -> None:
    changes, why = WRONG_DOCUMENTS[wrong]
    provider.document |= changes
    with pytest.raises(ProviderFailed, match=why):
        await OpenIdConnect().look(provider.issuer, private=True)


@pytest.mark.parametrize("said", [None, 7])
async def test_a_document_that_does_not_say_how_secrets_are_taken(
    provider: Provider, said: object
) -> None:
    provider.document["token_endpoint_auth_methods_supported"] = said
    told = await OpenIdConnect().look(provider.issuer, private=True)
    assert not told.secret_in_body


async def test_answers_that_are_none(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    there = "/.well-known/openid-configuration"

    async def why() -> str:
        with pytest.raises(ProviderFailed) as failed:
            await OpenIdConnect().look(provider.issuer, private=True)
        return str(failed.value)

    provider.status = 302
    assert (await why()).endswith("was answered with 302.")
    provider.status = 200
    provider.answers[there] = lambda: b"<html>"
    assert (await why()).endswith("was not answered with JSON.")
    provider.answers[there] = lambda: b"[1]"
    assert (await why()).endswith("was not answered with JSON.")
    monkeypatch.setattr(oidc, "_MOST_BYTES", 10)
    provider.answers[there] = lambda: b" " * 100
    assert await why() == "The provider's answer is too long."
    monkeypatch.undo()
    provider.answers[there] = lambda: provider.document
    broken: tuple[Any, ...] = ([], 7, [{"kty": "x"}])
    for keys in broken:
        provider.answers["/keys"] = partial(dict, keys=keys)
        with pytest.raises(ProviderFailed, match="cannot be read"):
            await OpenIdConnect().check_keys(provider.issuer, private=True)


async def test_what_is_not_public_is_not_asked(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ProviderFailed, match="not public"):
        await OpenIdConnect().look(provider.issuer, private=False)
    asked = []

    async def looked_up(host: str, port: int, **more: Any) -> list[Any]:
        asked.append(host)
        first = "93.184.216.34" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, None, None, None, (one, port)) for one in (first, "10.0.0.7")]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", looked_up)
    with pytest.raises(ProviderFailed, match=r"10\.0\.0\.7, which is not public"):
        await OpenIdConnect().look("https://rebind.example", private=False)
    assert asked == ["rebind.example"]
    assert provider.asked == []
