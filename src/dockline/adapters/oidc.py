"""OpenID Connect (Core 1.0, Discovery 1.0) with PKCE, by Authlib, over connections that reach no
network of our own unless that is allowed."""

import ssl
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final
from urllib.parse import quote

import httpx
import msgspec
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri  # type: ignore[import-untyped]
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from dockline.adapters.checked_addresses import NotReachable, addresses_of
from dockline.adapters.oidc_claims import completed
from dockline.domain.webaddress import wrong_address
from dockline.ports.identity import Attempt, CodeRefused, Provider, ProviderFailed, Relation

SECONDS: Final = 10.0
"""For one request."""
KEEP_SECONDS: Final = 600.0
"""How long what a provider told of itself, and its keys, are believed; keys that are not known are
asked for at once."""
_LEEWAY: Final = 60
"""Seconds that its clock and ours may differ."""
_MOST_BYTES: Final = 256 * 1024
_ALGORITHMS: Final = tuple(
    ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
)
"""None with a shared secret, and never none at all."""
_SCOPE: Final = "openid email profile"
_PORTS: Final = {"http": 80, "https": 443}


class OpenIdConnect:
    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        """``context``: whose certificates are believed."""
        self._context = context or ssl.create_default_context()
        self._providers: dict[tuple[str, bool], tuple[float, Provider]] = {}
        self._keys: dict[tuple[str, bool], tuple[float, KeySet]] = {}

    async def look(self, issuer: str, *, private: bool, fresh: bool = False) -> Provider:
        known = self._providers.get((issuer, private))
        if known is not None and not fresh and known[0] > time.monotonic() - KEEP_SECONDS:
            return known[1]
        address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        provider = _provider(issuer, await self._get(address, private))
        self._providers[issuer, private] = (time.monotonic(), provider)
        return provider

    async def check_keys(self, issuer: str, *, private: bool) -> int:
        provider = await self.look(issuer, private=private)
        return len((await self._key_set(provider, private, fresh=True)).keys)

    async def address(self, relation: Relation, redirect_uri: str, attempt: Attempt) -> str:
        provider = await self.look(relation.issuer, private=relation.private)
        return str(
            prepare_grant_uri(
                provider.authorization_endpoint,
                client_id=relation.client_id,
                response_type="code",
                redirect_uri=redirect_uri,
                scope=_SCOPE,
                state=attempt.state,
                nonce=attempt.nonce,
                code_challenge=create_s256_code_challenge(attempt.verifier),
                code_challenge_method="S256",
            )
        )

    async def claims(
        self, relation: Relation, redirect_uri: str, attempt: Attempt, code: str
    ) -> dict[str, Any]:
        provider = await self.look(relation.issuer, private=relation.private)
        told = await self._exchange(provider, relation, redirect_uri, attempt, code)
        token = told.get("id_token")
        if not isinstance(token, str):
            raise ProviderFailed("The provider's answer has no ID token.")
        try:
            decoded = await self._decoded(provider, relation, token)
            claims = CodeIDToken(
                decoded.claims,
                decoded.header,
                {
                    "iss": {"essential": True, "value": provider.issuer},
                    "aud": {"essential": True, "value": relation.client_id},
                    "sub": {"essential": True},
                    "nonce": {"essential": True, "value": attempt.nonce},
                },
                {
                    "nonce": attempt.nonce,
                    "client_id": relation.client_id,
                    "access_token": told.get("access_token"),
                },
            )
            claims.validate(leeway=_LEEWAY)
        except (JoseError, ValueError, TypeError, KeyError) as wrong:
            raise ProviderFailed(f"The ID token cannot be believed: {wrong}") from wrong
        if all(decoded.claims.get(name) is not None for name in relation.wanted):
            return dict(decoded.claims)
        # A token for whom there is an access token, too, need have no more than who it is (OpenID
        # Connect Core 1.0, section 5.4).
        more = await self._user_info(provider, relation, told.get("access_token"))
        return completed(decoded.claims, more)

    async def _decoded(self, provider: Provider, relation: Relation, token: str) -> jwt.Token:
        registry = JWSRegistry(algorithms=list(provider.algorithms), strict_check_header=False)
        keys = await self._key_set(provider, relation.private)
        try:
            return jwt.decode(token, keys, registry=registry)
        except (InvalidKeyIdError, BadSignatureError):
            # Signed with a new key, which may bear the old one's name, or none.
            keys = await self._key_set(provider, relation.private, fresh=True)
            return jwt.decode(token, keys, registry=registry)

    async def _key_set(self, provider: Provider, private: bool, *, fresh: bool = False) -> KeySet:
        known = self._keys.get((provider.jwks_uri, private))
        if known is not None and not fresh and known[0] > time.monotonic() - KEEP_SECONDS:
            return known[1]
        told = await self._get(provider.jwks_uri, private)
        try:
            keys = KeySet.import_key_set(told)  # type: ignore[arg-type]
        except (JoseError, ValueError, TypeError, KeyError) as wrong:
            raise ProviderFailed(f"The provider's keys cannot be read: {wrong}") from wrong
        self._keys[provider.jwks_uri, private] = (time.monotonic(), keys)
        return keys

    async def _exchange(
        self,
        provider: Provider,
        relation: Relation,
        redirect_uri: str,
        attempt: Attempt,
        code: str,
    ) -> dict[str, Any]:
        """The code for tokens (OAuth 2.0, RFC 6749, section 4.1.3)."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": attempt.verifier,
        }
        basic = None
        if relation.client_secret and not provider.secret_in_body:
            # Encoded first, as a form's fields are (section 2.3.1).
            basic = httpx.BasicAuth(
                quote(relation.client_id, safe=""), quote(relation.client_secret, safe="")
            )
        else:
            form["client_id"] = relation.client_id
        if relation.client_secret and provider.secret_in_body:
            form["client_secret"] = relation.client_secret
        async with self._client(relation.private) as client:
            request = client.build_request("POST", provider.token_endpoint, data=form)
            return await _answer(client, request, basic)

    async def _user_info(
        self, provider: Provider, relation: Relation, token: object
    ) -> dict[str, Any]:
        """What the UserInfo endpoint tells of them; nothing where there is none."""
        if not provider.userinfo_endpoint or not isinstance(token, str):
            return {}
        async with self._client(relation.private) as client:
            headers = {"authorization": f"Bearer {token}"}
            request = client.build_request("GET", provider.userinfo_endpoint, headers=headers)
            return await _answer(client, request)

    async def _get(self, address: str, private: bool) -> dict[str, Any]:
        wrong = wrong_address(address)
        if wrong:
            raise ProviderFailed(f"The address {address} {wrong}.")
        async with self._client(private) as client:
            return await _answer(client, client.build_request("GET", address))

    @asynccontextmanager
    async def _client(self, private: bool) -> AsyncIterator[httpx.AsyncClient]:
        """Raises ProviderFailed."""
        transport = _Checked(self._context, private=private)
        try:
            async with httpx.AsyncClient(
                transport=transport,
                timeout=SECONDS,
                follow_redirects=False,
                trust_env=False,
                headers={"accept": "application/json"},
            ) as client:
                yield client
        except NotReachable as why:
            raise ProviderFailed(f"{why}.") from why
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as why:
            told = str(why) or type(why).__name__
            raise ProviderFailed(f"The provider does not answer: {told}") from why


class _Checked(httpx.AsyncBaseTransport):
    """Connects to addresses that were looked at, under the name that was asked for."""

    def __init__(self, context: ssl.SSLContext, *, private: bool) -> None:
        self._inner = httpx.AsyncHTTPTransport(verify=context, trust_env=False)
        self._private = private

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        port = url.port or _PORTS[url.scheme]
        addresses = await addresses_of(url.host, port, private=self._private)
        for address in addresses:
            pinned = httpx.Request(
                request.method,
                url.copy_with(host=address),
                headers=request.headers,
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": url.host},
            )
            try:
                return await self._inner.handle_async_request(pinned)
            except httpx.ConnectError:
                if address == addresses[-1]:
                    raise
        raise AssertionError("there is no name without an address")

    async def aclose(self) -> None:
        await self._inner.aclose()


async def _answer(
    client: httpx.AsyncClient, request: httpx.Request, basic: httpx.Auth | None = None
) -> dict[str, Any]:
    """Raises ProviderFailed, CodeRefused."""
    answer = await client.send(request, stream=True, auth=basic)
    try:
        body = b""
        async for chunk in answer.aiter_bytes():
            body += chunk
            if len(body) > _MOST_BYTES:
                raise ProviderFailed("The provider's answer is too long.")
    finally:
        await answer.aclose()
    shown = f"{request.method} {request.url.copy_with(query=None)}"
    told = _object(body)
    if answer.status_code != 200:
        error = told.get("error") if told is not None else None
        why = f": {error}" if isinstance(error, str) else ""
        kind = CodeRefused if error == "invalid_grant" else ProviderFailed
        raise kind(f"{shown} was answered with {answer.status_code}{why[:100]}.")
    if told is None:
        raise ProviderFailed(f"{shown} was not answered with JSON.")
    return told


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        return msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, ValueError):
        return None


def _provider(issuer: str, told: Mapping[str, Any]) -> Provider:
    """Raises ProviderFailed."""
    named = told.get("issuer")
    if named != issuer:
        raise ProviderFailed(
            f"The provider calls itself {named!r}, not {issuer!r}; the issuer must be the same "
            "to the letter."
        )
    addresses = {"userinfo_endpoint": ""}
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"):
        address = told.get(name)
        if name == "userinfo_endpoint" and address is None:
            continue
        if not isinstance(address, str) or wrong_address(address):
            raise ProviderFailed(f"The provider's discovery document has no {name}.")
        if issuer.startswith("https://") and not address.startswith("https://"):
            raise ProviderFailed(f"The provider's {name} is not spoken to over TLS.")
        addresses[name] = address
    signed = told.get("id_token_signing_alg_values_supported", ["RS256"])
    algorithms = tuple(one for one in _ALGORITHMS if isinstance(signed, list) and one in signed)
    if not algorithms:
        raise ProviderFailed("The provider signs ID tokens in no way that is believed here.")
    ways = told.get("token_endpoint_auth_methods_supported")
    if not isinstance(ways, list):
        ways = ["client_secret_basic"]  # what goes without saying
    return Provider(
        issuer=issuer,
        algorithms=algorithms,
        secret_in_body="client_secret_basic" not in ways and "client_secret_post" in ways,
        **addresses,
    )
