"""Tokens and what they may be used for: every documented address with every single scope."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from dockline.adapters.memory.clock import MemoryClock
from dockline.api import stream
from dockline.api.operations import OPERATIONS
from dockline.domain.ids import SpaceId, new_id
from dockline.domain.scope import EVERY_SCOPE, USES, TokenScope
from dockline.domain.space import ClickToCall, DialPolicy
from dockline.services.token_uses import WRITE_SECONDS
from tests.support.face import LEAP, Server, serving

_PUSH = {"campaign": "Spring", "source": "March", "team_name": "Support team"}
_LEAD = {"number": "919654301006"}
BODIES: dict[str, dict[str, Any]] = {
    "/apiv1/make_call": {"username": "rishi@leap", "number": "442079460110"},
    "/apiv1/team/make_call": {"team_name": "Support team", "number": "442079460110"},
    "/router/api/v2/campaign/add": _PUSH | _LEAD,
    "/router/api/v2/campaign/add_multiple": _PUSH | {"leads": [_LEAD]},
    "/router/api/v2/campaign/list": {},
    "/router/api/v2/campaign/get": {"campaign": "Spring"},
    "/router/api/v2/campaign/settings": {"campaign": "Spring", "settings": {}},
    "/router/api/v2/campaign/control": {"campaign": "Spring", "action": "pause"},
    "/router/api/v2/do_not_call/add": {"numbers": ["919812306590"]},
    "/router/api/v2/do_not_call/remove": {"numbers": ["919812306590"]},
    "/router/api/v2/do_not_call/check": {"numbers": ["919812306590"]},
    "/router/api/v2/do_not_call/list": {},
    "/router/api/v2/token/reset": {},
    "/pulse-api/live": {},
    "/pulse-api/timeline": {"from": "2020-01-01T00:00:00Z", "to": "2020-01-02T00:00:00Z"},
    "/manage/api/analytics/sessions": {
        "filters": {"start_time": "2020-01-01T00:00:00Z", "end_time": "2020-01-02T00:00:00Z"}
    },
    "/chat/api/v2/initiate": {"id": "visitor-7", "team_name": "Support team"},
    "/chat/api/v2/message": {"uuid": new_id(), "type": "typing"},
}


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        yield running


async def ask(server: Server, path: str, token: str) -> httpx.Response:
    """Where an address takes the token in its body, there; else in a header."""
    operation = next(one for one in OPERATIONS if one.path == path)
    address = path.format(lead_id=new_id())
    headers, query = {}, {"cloud_id": LEAP} if path == "/pulse-api/stream" else {}
    body = BODIES[path] if operation.body is not None else None
    fields = operation.body.__struct_fields__ if operation.body is not None else ()
    named = next((one for one in ("auth_token", "authorization") if one in fields), None)
    if body is not None and named is not None:
        body = body | {"cloud_id": LEAP, named: token}
    else:
        headers = {"Authorization": f"Bearer {token}"}
    request = server.http.build_request(
        operation.method.upper(), address, json=body, headers=headers, params=query
    )
    answer = await server.http.send(request, stream=True)
    if "event-stream" not in answer.headers["content-type"]:
        await answer.aread()
    await answer.aclose()
    return answer


@pytest.mark.parametrize("scope", sorted(EVERY_SCOPE))
async def test_a_token_opens_its_scopes_addresses_and_no_other(
    server: Server, scope: TokenScope
) -> None:
    tokens = server.node.accounts.tokens
    secret, kept = await tokens.create(LEAP, "one", [scope])
    first = [path for path in USES if path != "/router/api/v2/token/reset"]
    for path in (*first, "/router/api/v2/token/reset"):
        use = USES[path]
        answer = await ask(server, path, secret)
        if use.scope in (None, scope):
            assert answer.status_code not in (400, 401, 403), (path, answer.text)
            seen = next(one for one in await tokens.every(LEAP) if one.name == "one")
            assert seen.last_used_for == ("" if use.scope is None else use.name)
        else:
            told = answer.json()
            assert (answer.status_code, told["code"]) == (403, "scope-missing"), path
            assert f"“{use.scope}”" in told["message"]
    [renewed] = [one for one in await tokens.every(LEAP) if one.name == "one"]
    assert (renewed.scopes, renewed.token_id != kept.token_id) == ((scope,), True)


async def test_what_a_token_may_not_do_is_not_done(server: Server) -> None:
    secret, _ = await server.node.accounts.tokens.create(LEAP, "wallboard", ["live"])
    for path in ("/router/api/v2/campaign/add", "/router/api/v2/do_not_call/add"):
        assert (await ask(server, path, secret)).status_code == 403
    assert await server.store.campaigns(LEAP) == []
    assert await server.store.do_not_call_entries(LEAP, ["919812306590"]) == []


async def test_a_click_with_a_token_that_may_not_call_is_refused_whatever_the_policy(
    server: Server,
) -> None:
    secret, _ = await server.node.accounts.tokens.create(LEAP, "wallboard", ["live"])
    for policy in ("open", "network", "token"):
        await server.settings(click_to_call=ClickToCall(policy=policy))
        answer = await ask(server, "/apiv1/make_call", secret)
        assert (answer.status_code, answer.json()["code"]) == (403, "scope-missing")
    entry = (await server.store.audit(LEAP, limit=1))[0]
    assert (entry.action, entry.detail["result"]) == ("call.requested", "scope-missing")


async def test_a_stream_ends_when_its_token_loses_the_scope(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "LOOK_SECONDS", 0.0)
    tokens = server.node.accounts.tokens
    secret, kept = await tokens.create(LEAP, "wallboard", ["live"])
    headers = {"Authorization": f"Bearer {secret}"}
    request = server.http.build_request(
        "GET", "/pulse-api/stream", params={"cloud_id": LEAP}, headers=headers
    )
    answer = await server.http.send(request, stream=True)
    assert answer.status_code == 200
    await tokens.change(LEAP, kept.token_id, scopes=["chat"], actor="test")
    async with asyncio.timeout(10):
        await answer.aread()
    await answer.aclose()
    assert (await server.http.send(request)).status_code == 403


# --- the last use, and the last hour ------------------------------------------------------------


async def test_the_last_use_is_written_once_a_minute_and_outlives_the_server(
    tmp_path: Path,
) -> None:
    clock = MemoryClock()
    async with serving(tmp_path, clock=clock) as server:
        tokens, store = server.node.accounts.tokens, server.store
        before = await store.generation()
        await ask(server, "/pulse-api/live", server.token)
        used_at = clock.now()
        [seen] = await tokens.every(LEAP)
        assert (seen.last_used_at, seen.last_used_for) == (used_at, "live")
        [written] = await store.tokens(LEAP)
        assert written.last_used_at is None, "not before it is time"
        clock.advance(WRITE_SECONDS)
        await tokens.uses.write_when_due()
        [written] = await store.tokens(LEAP)
        assert (written.last_used_at, written.last_used_for) == (used_at, "live")
        clock.advance(1)
        await ask(server, "/router/api/v2/campaign/list", server.token)
        last = clock.now()
        await tokens.uses.write_when_due()
        [written] = await store.tokens(LEAP)
        assert written.last_used_at == used_at, "a minute has not passed"
        assert await store.generation() == before
    [written] = await server.store.tokens(LEAP)
    assert (written.last_used_at, written.last_used_for) == (last, "campaign/list")


async def test_a_use_that_cannot_be_written_is_written_later(server: Server) -> None:
    uses, store = server.node.accounts.tokens.uses, server.store
    await ask(server, "/pulse-api/live", server.token)
    store.away = True
    await uses.write()
    store.away = False
    await uses.write()
    [written] = await store.tokens(LEAP)
    assert written.last_used_for == "live"


async def test_the_last_hour_is_counted(server: Server) -> None:
    usage = server.node.usage
    leads = [_LEAD, {"number": "919812306590"}, {"number": "12"}]
    many = _PUSH | {"cloud_id": LEAP, "auth_token": server.token, "leads": leads}
    pushed = "/router/api/v2/campaign/add_multiple"
    await server.http.post(pushed, json=many)
    await server.http.post(pushed, json=many | {"dry_run": True})
    await server.http.post(pushed, json=many | {"team_name": "Nobody's"})
    one = {key: value for key, value in many.items() if key != "leads"} | _LEAD
    await server.http.post("/router/api/v2/campaign/add", json=one)
    await server.http.post("/router/api/v2/campaign/add", json=one | {"number": "12"})
    hour = usage.last_hour(LEAP)
    assert (hour.leads_stored, hour.leads_refused) == (3, 1 + 3 + 1)
    assert (hour.click_to_call, hour.wrong_token, hour.whole) == (0, 0, False)
    async with server.dock():
        assert (await server.make_call()).json()["success"] is True
        assert (await server.make_call()).json()["code"] == "agent-busy"
    assert usage.last_hour(LEAP).click_to_call == 1


async def test_a_wrong_token_is_counted_where_its_space_is_known(server: Server) -> None:
    await server.settings(
        click_to_call=ClickToCall(policy="token"),
        dial_policy=DialPolicy(address_calls_per_minute=99),
    )
    counted = 0
    for path in sorted(USES):
        answer = await ask(server, path, "a guess")
        assert answer.status_code == 401, path
        nameless = ("/router/api/v2/lead/{lead_id}/why", "/manage/api/analytics/sessions")
        counted += path not in (*nameless, "/chat/api/v2/message")
        assert server.node.usage.last_hour(LEAP).wrong_token == counted, path
    unknown = {"cloud_id": "nobody", "auth_token": "a guess"}
    await server.http.post("/pulse-api/live", json=unknown)
    assert server.node.usage.last_hour(SpaceId("nobody")).wrong_token == 0
