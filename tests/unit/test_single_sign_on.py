"""Signing in with a provider's account, at a real provider on the loopback."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from msgspec.structs import replace

from dockline.domain.ids import SpaceId
from dockline.domain.space import Role, SingleSignOn
from dockline.ports.identity_store import PutProviderSecret
from dockline.ports.store import AuditEntry, PutUser
from tests.support.face import LEAP, PASSWORD, Server, serving
from tests.support.provider import SECRET, provider, signs_in

CALLBACK = "http://dockline.test/sign-in/oidc/leap/callback"
"""As the server is called from outside; the browser of these tests is told where it is."""


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    both = [CALLBACK, CALLBACK.replace("/leap/", "/nova/")]
    with provider(CALLBACK, client={"redirect_uris": both}) as issuer:
        yield issuer


class Office:
    """A server whose space has a provider, and a browser."""

    def __init__(self, server: Server, issuer: str) -> None:
        self.server = server
        self.issuer = issuer
        self.browser = httpx.AsyncClient(trust_env=False)

    async def set_up(self, **changes: Any) -> None:
        usual = SingleSignOn(
            issuer=self.issuer, client_id="dockline", label="Keycloak", private=True
        )
        await self.server.store.commit([PutProviderSecret(LEAP, SECRET)])
        await self.server.settings(sso=replace(usual, **({"login_claim": "nickname"} | changes)))

    async def get(self, address: str) -> httpx.Response:
        """At our server, which the browser knows as dockline.test."""
        parts = urlsplit(address)
        path = f"{parts.path}?{parts.query}"
        return await self.browser.get(
            f"http://{self.server.address}{path}", headers={"Host": "dockline.test"}
        )

    async def begins(self, cloud: str = "leap", query: str = "") -> str:
        answer = await self.get(f"/sign-in/oidc/{cloud}{query}")
        assert answer.status_code == 302, answer.text
        return str(answer.headers["location"])

    async def returns(self, login: str = "rishi") -> httpx.Response:
        """To the provider and back."""
        return await self.get(await signs_in(self.browser, await self.begins(), login))

    async def who(self) -> str | None:
        answer = await self.browser.get(f"http://{self.server.address}/dock/session")
        return answer.json().get("login") if answer.status_code == 200 else None

    async def audit(self, action: str) -> list[AuditEntry]:
        found = await self.server.store.audit(LEAP, limit=100)
        return [one for one in found if one.action == action]


@pytest.fixture
async def office(tmp_path: Path, issuer: str) -> AsyncIterator[Office]:
    async with serving(tmp_path) as server:
        office = Office(server, issuer)
        await office.set_up()
        yield office
        await office.browser.aclose()


async def test_the_way_there_and_back(office: Office) -> None:
    address = await office.begins(query="?to=/admin/audit")
    asked = parse_qs(urlsplit(address).query)
    assert asked["redirect_uri"] == [CALLBACK]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["response_type"] == ["code"]
    (kept,) = (one for one in office.browser.cookies.jar if one.name == "dockline-sign-on")
    assert kept.expires is not None
    assert kept.has_nonstandard_attr("HttpOnly")
    assert kept.get_nonstandard_attr("SameSite") == "Lax"
    answer = await office.get(await signs_in(office.browser, address, "rishi"))
    assert answer.status_code == 200
    assert '<meta http-equiv="refresh" content="0;url=/admin/audit">' in answer.text
    assert answer.headers["cache-control"] == "no-store, no-cache"
    assert "SameSite=Strict" in answer.headers["set-cookie"]
    assert await office.who() == "rishi"
    assert [one.name for one in office.browser.cookies.jar if "dockline" in one.name] == [
        "dockline"
    ]
    (tied,) = await office.audit("sign-on.tied")
    assert tied.detail["login"] == "rishi"
    (signed_in,) = await office.audit("sign-in")
    assert signed_in.actor == "rishi"
    assert signed_in.detail == {
        "address": "127.0.0.1",
        "browser": signed_in.detail["browser"],
        "way": "single sign-on",
        "subject": "rishi",
    }
    # Known from now on, whatever their login becomes.
    user = office.server.users["rishi"]
    await office.server.store.commit([PutUser(replace(user, login="rishi2"))])
    await office.server.node.accounts.load()
    assert (await office.returns()).status_code == 200
    assert await office.who() == "rishi2"


async def test_ways_to_sign_in(office: Office) -> None:
    async def ways(query: str = "") -> Any:
        return (await office.server.http.get(f"/dock/sign-in-ways{query}")).json()

    button = {"label": "Keycloak", "address": "/sign-in/oidc/leap"}
    assert await ways() == {"success": True, "password": True, "provider": button}
    await office.server.node.accounts.create_space("nova", "Nova")
    nothing = {"success": True, "password": True, "provider": None}
    for query in ("", "?cloud_id=nova", "?cloud_id=nobody's"):
        assert await ways(query) == nothing
    await office.set_up(passwords=False)
    assert (await ways("?cloud_id=leap"))["password"] is False


async def test_without_passwords_only_operators_have_one(office: Office) -> None:
    http, accounts = office.server.http, office.server.node.accounts
    await office.set_up(passwords=False)
    boss = await accounts.create_user(LEAP, "boss", "Boss", PASSWORD, Role.ADMIN)
    await office.server.store.commit([PutUser(replace(boss, operator=True))])
    await accounts.load()
    told = {}
    for login in ("rishi", "boss"):
        form = {"login": f"{login}@leap", "password": PASSWORD}
        told[login] = await http.post("/dock/sign-in", json=form)
    assert told["rishi"].status_code == 403
    assert told["rishi"].json()["code"] == "passwords-off"
    assert told["boss"].status_code == 200
    wrong = {"login": "rishi@leap", "password": "not theirs"}
    assert (await http.post("/dock/sign-in", json=wrong)).status_code == 401
    # And these are not their provider's to name.
    await refused(office, "boss", 403, "Operators sign in with their password.")


async def refused(office: Office, login: str, status: int, told: str) -> None:
    office.browser.cookies.clear()
    answer = await office.returns(login)
    assert answer.status_code == status, answer.text
    assert told in answer.text
    assert '<a class="button" href="/dock?cloud=leap">' in answer.text
    assert await office.who() is None
    assert (await office.audit("sign-in.failed"))[0].detail["way"] == "single sign-on"


async def test_who_is_let_in(office: Office) -> None:
    await refused(office, "stranger", 403, "Nobody here has this account.")
    await office.set_up(newcomers=True, newcomer_role=Role.MANAGER)
    answer = await office.returns("stranger")
    assert answer.status_code == 200
    user = office.server.node.accounts.agent_of(LEAP, "stranger")
    assert user is not None
    assert (user.role, user.name, user.teams) == (Role.MANAGER, "Stranger", ())
    form = {"login": "stranger@leap", "password": ""}
    assert (await office.server.http.post("/dock/sign-in", json=form)).status_code in (400, 401)
    await office.server.store.commit([PutUser(replace(user, active=False))])
    await office.server.node.accounts.load()
    await refused(office, "stranger", 403, "Nobody here has this account.")
    await office.set_up(domains=("elsewhere.example",))
    await refused(office, "siddhant", 403, "Accounts of this kind may not sign in here.")
    await office.set_up(domains=("example.com",))
    assert (await office.returns("siddhant")).status_code == 200


async def test_a_login_is_tied_to_one_account(office: Office) -> None:
    assert (await office.returns("rishi")).status_code == 200
    await office.set_up(login_claim="email")
    accounts = office.server.node.accounts
    user = office.server.users["rishi"]
    # Another account comes to bear the address that is somebody's login.
    await office.server.store.commit([PutUser(replace(user, login="new@example.com"))])
    await accounts.load()
    await refused(office, "new", 403, "Your login here is tied to another account")
    ada = await accounts.create_user(LEAP, "ada", "Ada", PASSWORD, Role.ADMIN)
    cookie = {"Cookie": await office.server.sign_in(ada.login)}
    body = {"login": "NEW@example.com"}
    untied = await office.server.http.post("/manage/api/sign-on/untie", json=body, headers=cookie)
    assert untied.json() == {"success": True, "accounts": 1}
    assert (await office.returns("new")).status_code == 200
    assert (await office.audit("sign-on.untied"))[0].actor == "ada"


async def test_addresses_that_are_not_verified_name_nobody(tmp_path: Path) -> None:
    with provider(CALLBACK, email_verified=False) as issuer:
        async with serving(tmp_path) as server:
            office = Office(server, issuer)
            user = replace(server.users["rishi"], login="rishi@example.com")
            await server.store.commit([PutUser(user)])
            await server.node.accounts.load()
            await office.set_up(login_claim="email")
            await refused(office, "rishi", 403, "has not verified your e-mail address")
            await office.set_up(login_claim="email", unverified_email=True)
            assert (await office.returns("rishi")).status_code == 200
            await office.browser.aclose()


async def test_a_provider_whose_tokens_name_the_account_alone(tmp_path: Path) -> None:
    """As the standard has it, and Authelia and ZITADEL do: the rest is told by UserInfo."""
    with provider(CALLBACK, claims_apart=True) as issuer:
        async with serving(tmp_path) as server:
            office = Office(server, issuer)
            await office.set_up()
            assert (await office.returns("rishi")).status_code == 200
            assert await office.who() == "rishi"
            await office.set_up(
                login_claim="email", domains=("example.com",), newcomers=True, label=""
            )
            office.browser.cookies.clear()
            assert (await office.returns("stranger")).status_code == 200
            user = server.node.accounts.agent_of(LEAP, "stranger@example.com")
            assert user is not None
            assert user.name == "Stranger"
            await office.browser.aclose()


def changed(office: Office, **fields: Any) -> None:
    """What the browser keeps, as somebody else would have it."""
    jar = office.browser.cookies
    kept = json.loads(urlsafe_b64decode(jar["dockline-sign-on"]))
    packed = urlsafe_b64encode(json.dumps(kept | fields).encode()).decode()
    jar.delete("dockline-sign-on")
    jar.set("dockline-sign-on", packed, domain="127.0.0.1", path="/")


async def test_another_browsers_way_back_is_refused(office: Office) -> None:
    back = await signs_in(office.browser, await office.begins(), "rishi")
    deep = urlsafe_b64encode(b'{"more":' + b"[" * 30_000).decode()
    attempts: list[Callable[[], Any]] = [
        lambda: office.browser.cookies.delete("dockline-sign-on"),
        lambda: changed(office, state="another"),
        lambda: changed(office, at=1.0),
        lambda: office.browser.cookies.set("dockline-sign-on", "%%%", domain="127.0.0.1"),
        lambda: office.browser.cookies.set("dockline-sign-on", deep, domain="127.0.0.1"),
    ]
    for attempt in attempts:
        await office.begins()
        attempt()
        answer = await office.get(back)
        assert answer.status_code == 400
        assert "was not begun here" in answer.text
        assert await office.who() is None


async def test_a_code_for_one_space_is_not_given_to_anothers_provider(office: Office) -> None:
    """Somebody who begins at a space of a stranger, and is led on to their own provider by it."""
    accounts = office.server.node.accounts
    leap = accounts.space(LEAP)
    assert leap is not None
    await accounts.create_space("nova", "Nova", leap.settings)
    at_nova = parse_qs(urlsplit(await office.begins("nova")).query)
    assert at_nova["redirect_uri"] == ["http://dockline.test/sign-in/oidc/nova/callback"]
    answer = await office.get(f"{CALLBACK}?state={at_nova['state'][0]}&code=of-leap")
    assert answer.status_code == 400
    assert "was not begun here" in answer.text
    assert await office.audit("sign-in.failed") == []


async def test_the_first_sign_in_may_come_from_two_windows(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await office.returns("rishi")).status_code == 200
    store = office.server.store

    async def not_yet(*which: object) -> None:
        monkeypatch.undo()

    monkeypatch.setattr(store, "identity", not_yet)
    office.browser.cookies.clear()
    assert (await office.returns("rishi")).status_code == 200
    assert len(await store.identities_of(office.server.users["rishi"].user_id)) == 1


async def test_nobody_is_sent_on_to_a_page_that_is_not_ours(office: Office) -> None:
    back = await signs_in(office.browser, await office.begins(), "rishi")
    changed(office, to="https://elsewhere.example/")
    answer = await office.get(back)
    assert answer.status_code == 200
    assert "elsewhere" not in answer.text
    assert 'content="0;url=/dock"' in answer.text


@pytest.mark.parametrize("field", ["nonce", "verifier"])
async def test_a_token_for_another_sign_in_is_refused(office: Office, field: str) -> None:
    back = await signs_in(office.browser, await office.begins(), "rishi")
    changed(office, **{field: "x" * 43})
    answer = await office.get(back)
    assert answer.status_code == 502
    why = (await office.audit("sign-in.failed"))[0].detail["why"]
    assert {"nonce": "nonce", "verifier": "invalid_grant"}[field] in why
    assert await office.who() is None


async def test_what_the_provider_refuses_is_told(office: Office) -> None:
    state = parse_qs(urlsplit(await office.begins()).query)["state"][0]
    answer = await office.get(f"{CALLBACK}?state={state}&error=access_denied")
    assert answer.status_code == 502
    why = (await office.audit("sign-in.failed"))[0].detail["why"]
    assert why == "The provider says: access_denied"
    await office.server.store.commit([PutProviderSecret(LEAP, "a wrong one")])
    assert (await office.returns()).status_code == 502
    why = (await office.audit("sign-in.failed"))[0].detail["why"]
    assert "/token was answered with 401: invalid_client." in why
    assert "a wrong one" not in why


async def test_nobody_fills_the_audit_log_with_what_a_provider_is_said_to_say(
    office: Office,
) -> None:
    state = parse_qs(urlsplit(await office.begins()).query)["state"][0]
    kept = office.browser.cookies["dockline-sign-on"]
    told = []
    for _ in range(40):
        office.browser.cookies.set("dockline-sign-on", kept, domain="127.0.0.1", path="/")
        answer = await office.get(f"{CALLBACK}?state={state}&error={'x' * 400}")
        office.browser.cookies.clear()
        told.append(answer.status_code)
    assert told == [502] * 40
    assert len(await office.audit("sign-in.failed")) == 30


async def test_a_provider_that_is_away_or_private(office: Office) -> None:
    await office.set_up(private=False, issuer="https://localhost:1")
    for _ in range(29):
        answer = await office.get("/sign-in/oidc/leap")
        assert answer.status_code == 502
    why = (await office.audit("sign-in.failed"))[0].detail["why"]
    assert why.startswith("localhost leads to ")
    assert why.endswith(", which is not public.")
    await office.set_up(issuer="http://localhost:1")
    assert (await office.get("/sign-in/oidc/leap")).status_code == 502
    assert "does not answer" in (await office.audit("sign-in.failed"))[0].detail["why"]
    # No more is noted from there, and nobody is made to wait: the provider is back.
    assert (await office.get("/sign-in/oidc/leap")).status_code == 502
    assert len(await office.audit("sign-in.failed")) == 30
    await office.set_up()
    assert (await office.returns()).status_code == 200
    assert await office.who() == "rishi"


async def test_who_tries_codes_that_are_none_waits(office: Office) -> None:
    told = []
    for _ in range(31):
        state = parse_qs(urlsplit(await office.begins()).query)["state"][0]
        told.append((await office.get(f"{CALLBACK}?state={state}&code=none")).status_code)
    assert told == [502] * 30 + [429]
    assert (await office.returns()).status_code == 429
    assert await office.who() is None


async def test_an_office_is_let_in_whatever_becomes_of_the_others_there(office: Office) -> None:
    for _ in range(31):
        assert (await office.returns("nobody")).status_code == 403
        office.browser.cookies.clear()
    assert (await office.returns()).status_code == 200
    assert await office.who() == "rishi"


async def test_spaces_without_a_provider(office: Office) -> None:
    await office.server.node.accounts.create_space("nova", "Nova")
    for cloud in ("nova", "nobody"):
        answer = await office.get(f"/sign-in/oidc/{cloud}?to=https://evil.example")
        assert answer.status_code == 404
        assert "This space has no provider to sign in with." in answer.text
        assert "evil" not in answer.text


async def test_an_account_of_one_space_is_none_of_another(office: Office) -> None:
    accounts = office.server.node.accounts
    nova = SpaceId("nova")
    await accounts.create_space(nova, "Nova")
    await accounts.create_user(nova, "ada", "Ada", PASSWORD, Role.ADMIN)
    sso = SingleSignOn(
        issuer=office.issuer, client_id="dockline", login_claim="nickname", private=True
    )
    space = accounts.space(nova)
    assert space is not None
    await accounts.update_settings(nova, replace(space.settings, sso=sso))
    await office.server.store.commit([PutProviderSecret(nova, SECRET)])
    back = await signs_in(office.browser, await office.begins("nova"), "rishi")
    assert (await office.get(back)).status_code == 403
    office.browser.cookies.clear()
    back = await signs_in(office.browser, await office.begins("nova"), "ada")
    changed(office, cloud_id="leap")
    # Nobody takes what is one space's to another.
    assert (await office.get(back)).status_code == 400
    assert (await office.get(back.replace("/nova/", "/leap/"))).status_code == 400
    assert await office.who() is None
