"""Tokens over the admin pages' routes: made, changed, reset, revoked, and told of."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from dockline.domain.ids import SpaceId
from dockline.domain.space import Role
from dockline.domain.token import MOST_TOKENS
from dockline.ports.store import PutUser
from tests.support.face import LEAP, PASSWORD, Server, serving

TOKENS = "/manage/api/tokens"
RIVAL = SpaceId("rival")


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        accounts = running.node.accounts
        for role in (Role.SUPERVISOR, Role.MANAGER, Role.ADMIN):
            await accounts.create_user(LEAP, role.value, role.value.title(), PASSWORD, role)
        chief = await accounts.create_user(LEAP, "operator", "Olga", PASSWORD, Role.ADMIN)
        chief = replace(chief, operator=True)
        await accounts.book.commit(LEAP, "test", "user.operator", {}, [PutUser(chief)])
        accounts.book.directory.put_user(chief)
        await accounts.create_space(RIVAL, "Rival")
        yield running


async def ask(
    server: Server,
    method: str,
    path: str = "",
    body: Any = None,
    *,
    who: str = "admin",
    headers: dict[str, str] | None = None,
    **query: str,
) -> httpx.Response:
    signed = {"Cookie": await server.sign_in(who)} if who else {}
    address = path if path.startswith("/") else f"{TOKENS}{path and '/'}{path}"
    return await server.http.request(
        method, address, json=body, params=query, headers=signed | (headers or {})
    )


async def make(server: Server, name: str = "crm-sync", *scopes: str) -> dict[str, Any]:
    body = {"name": name, "scopes": list(scopes) or ["campaign"]}
    answer = await ask(server, "POST", "", body)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def listed(server: Server) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = (await ask(server, "GET")).json()["tokens"]
    return told


async def pushes(server: Server, token: str) -> int:
    """The status with which a campaign's list is answered."""
    body = {"cloud_id": "leap", "auth_token": token}
    return (await server.http.post("/router/api/v2/campaign/list", json=body)).status_code


async def said(server: Server, count: int = 1) -> list[tuple[str, str, dict[str, Any]]]:
    entries = await server.store.audit(LEAP, limit=50)
    tokens = [one for one in entries if one.action.startswith("token.")]
    return [(one.actor, one.action, one.detail) for one in tokens[:count]]


async def test_a_token_is_made_and_shown_once(server: Server) -> None:
    made = await make(server, "  crm-sync ", "chat", "campaign")
    secret, row = made["auth_token"], made["token"]
    assert await pushes(server, secret) == 200
    assert (row["name"], row["begins"], row["scopes"]) == (
        "crm-sync",
        secret[:4],
        ["campaign", "chat"],
    )
    assert (row["created_by"], row["last_used_at"], row["ends_at"]) == ("admin", None, None)
    answer = await ask(server, "GET")
    assert secret not in answer.text
    [first, mine] = answer.json()["tokens"]
    assert (first["name"], first["scopes"]) == (
        "api",
        ["voice", "campaign", "live", "chat", "analytics"],
    )
    assert (mine["token_id"], mine["last_used_for"]) == (row["token_id"], "campaign/list")
    detail = {"name": "crm-sync", "token_id": row["token_id"], "scopes": ["campaign", "chat"]}
    assert await said(server) == [("admin", "token.created", detail)]


async def test_what_is_wrong_is_named_and_nothing_is_made(server: Server) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"scopes": ["live"]}, "name: "),
        ({"name": " ", "scopes": ["live"]}, "name: It must not be empty."),
        ({"name": "x" * 81, "scopes": ["live"]}, "name: "),
        ({"name": "a\nb", "scopes": ["live"]}, "name: "),
        ({"name": "API", "scopes": ["live"]}, "name: There is a token “api” already."),
        ({"name": "new"}, "scopes: "),
        ({"name": "new", "scopes": []}, "scopes: "),
        ({"name": "new", "scopes": ["all"]}, "scopes"),
        ({"name": "new", "scopes": "live"}, "scopes: "),
    ]
    for body, told in wrong:
        answer = await ask(server, "POST", "", body)
        assert (answer.status_code, answer.json()["success"]) == (400, False)
        assert answer.json()["message"].startswith(told)
    assert [one["name"] for one in await listed(server)] == ["api"]


async def test_a_space_has_a_hundred_tokens_at_most(server: Server) -> None:
    tokens = server.node.accounts.tokens
    for n in range(MOST_TOKENS - 1):
        await tokens.create(LEAP, f"token {n}", ["live"])
    answer = await ask(server, "POST", "", {"name": "one more", "scopes": ["live"]})
    assert (answer.status_code, answer.json()["code"]) == (409, "too-many-tokens")
    answer = await ask(
        server, "POST", "", {"name": "x", "scopes": ["live"]}, who="operator", cloud_id=RIVAL
    )
    assert answer.status_code == 200


async def test_name_and_scopes_change_at_once(server: Server) -> None:
    made = await make(server)
    token_id = made["token"]["token_id"]
    answer = await ask(server, "PATCH", token_id, {"scopes": ["live", "chat"]})
    assert (answer.json()["token"]["name"], answer.json()["token"]["scopes"]) == (
        "crm-sync",
        ["live", "chat"],
    )
    assert await pushes(server, made["auth_token"]) == 403
    answer = await ask(server, "PATCH", token_id, {"name": "crm"})
    assert answer.json()["token"]["scopes"] == ["live", "chat"]
    renamed = {"name": "crm-sync", "token_id": token_id, "new_name": "crm"}
    changed = {
        "name": "crm-sync",
        "token_id": token_id,
        "scopes": ["live", "chat"],
        "scopes_before": ["campaign"],
    }
    assert await said(server, 2) == [
        ("admin", "token.changed", renamed),
        ("admin", "token.changed", changed),
    ]
    answer = await ask(server, "PATCH", token_id, {"name": "Api"})
    assert answer.json()["message"] == "name: There is a token “api” already."
    assert (await ask(server, "PATCH", token_id, {"name": "CRM"})).status_code == 200
    await ask(server, "PATCH", token_id, {})
    assert len(await said(server, 9)) == 5, "nothing new is no change"


async def test_a_reset_with_grace_leaves_the_old_one_for_a_while(server: Server) -> None:
    made = await make(server)
    token_id = made["token"]["token_id"]
    answer = await ask(server, "POST", f"{token_id}/reset", {"grace_seconds": 14_400})
    told = answer.json()
    assert [await pushes(server, one) for one in (made["auth_token"], told["auth_token"])] == [
        200,
        200,
    ]
    assert (told["token"]["name"], told["token"]["scopes"]) == ("crm-sync", ["campaign"])
    _, new, old = await listed(server)
    assert (new["token_id"], new["ends_at"]) == (told["token"]["token_id"], None)
    assert (old["token_id"], old["name"]) == (token_id, "crm-sync")
    assert old["ends_at"] > old["created_at"]
    assert await said(server) == [
        (
            "admin",
            "token.reset",
            {
                "name": "crm-sync",
                "token_id": new["token_id"],
                "replaced": token_id,
                "grace_seconds": 14_400,
            },
        )
    ]
    for method, path, body in (
        ("POST", f"{token_id}/reset", {}),
        ("PATCH", token_id, {"name": "another"}),
    ):
        answer = await ask(server, method, path, body)
        assert (answer.status_code, answer.json()["code"]) == (409, "token-ending")
    answer = await ask(server, "POST", "", {"name": "crm-sync", "scopes": ["live"]})
    assert answer.json()["message"] == "name: There is a token “crm-sync” already."
    assert (await ask(server, "DELETE", token_id)).json() == {"success": True}
    assert await pushes(server, made["auth_token"]) == 401
    assert await pushes(server, told["auth_token"]) == 200


async def test_a_reset_without_grace_stops_the_old_one(server: Server) -> None:
    made = await make(server)
    answer = await ask(server, "POST", f"{made['token']['token_id']}/reset", {})
    assert await pushes(server, made["auth_token"]) == 401
    assert await pushes(server, answer.json()["auth_token"]) == 200
    assert len(await listed(server)) == 2


async def test_a_grace_that_is_none_is_refused(server: Server) -> None:
    made = await make(server)
    path = f"{made['token']['token_id']}/reset"
    for grace in (-1, 86_401, "soon", 1.5):
        answer = await ask(server, "POST", path, {"grace_seconds": grace})
        assert (answer.status_code, answer.json()["message"][:15]) == (400, "grace_seconds: ")
    assert await pushes(server, made["auth_token"]) == 200


async def test_a_reset_over_the_api_keeps_name_and_scopes(server: Server) -> None:
    made = await make(server)
    body = {"cloud_id": "leap", "auth_token": made["auth_token"]}
    answer = await server.http.post("/router/api/v2/token/reset", json=body)
    new = answer.json()["auth_token"]
    assert await pushes(server, new) == 200
    _, row = await listed(server)
    assert (row["name"], row["scopes"], row["begins"]) == ("crm-sync", ["campaign"], new[:4])
    assert row["created_by"] == "token:crm-sync"


async def test_a_revoked_token_stops_at_once(server: Server) -> None:
    made = await make(server)
    token_id = made["token"]["token_id"]
    assert (await ask(server, "DELETE", token_id)).status_code == 200
    assert await pushes(server, made["auth_token"]) == 401
    assert await said(server) == [
        ("admin", "token.revoked", {"name": "crm-sync", "token_id": token_id})
    ]
    for method, path in (("DELETE", token_id), ("PATCH", token_id), ("POST", f"{token_id}/reset")):
        answer = await ask(server, method, path, None if method == "DELETE" else {})
        assert (answer.status_code, answer.json()["code"]) == (404, "no-such-token")


async def test_an_idempotency_key_keeps_no_secret(server: Server) -> None:
    """The answer kept for it would be sealed with what can be guessed."""
    key = {"Idempotency-Key": "one"}
    body = {"name": "crm-sync", "scopes": ["live"]}
    answer = await ask(server, "POST", "", body, headers=key)
    assert "idempotent-replayed" not in answer.headers
    token_id = answer.json()["token"]["token_id"]
    await ask(server, "POST", f"{token_id}/reset", {}, headers=key)
    assert await server.store.answer(LEAP, "one") is None
    again = await ask(server, "POST", "", body, headers=key)
    assert again.json()["message"] == "name: There is a token “crm-sync” already."


async def test_no_other_space_is_reached(server: Server) -> None:
    tokens = server.node.accounts.tokens
    secret, theirs = await tokens.create(RIVAL, "theirs", ["live"])
    for method, path in (
        ("DELETE", theirs.token_id),
        ("PATCH", theirs.token_id),
        ("POST", f"{theirs.token_id}/reset"),
    ):
        body: dict[str, Any] | None = None if method == "DELETE" else {}
        assert (await ask(server, method, path, body)).status_code == 404
        answer = await ask(server, method, path, body, cloud_id=RIVAL)
        assert (answer.status_code, answer.json()["code"]) == (403, "not-permitted")
    assert tokens.of(secret) == theirs
    answer = await ask(server, "GET", who="operator", cloud_id=RIVAL)
    assert [one["name"] for one in answer.json()["tokens"]] == ["theirs"]
    answer = await ask(server, "DELETE", theirs.token_id, who="operator", cloud_id=RIVAL)
    assert answer.status_code == 200
    [entry] = await server.store.audit(RIVAL, limit=1)
    assert (entry.actor, entry.action) == (f"operator@{LEAP}", "token.revoked")


@pytest.mark.parametrize("who", ["", "rishi", "supervisor", "manager"])
async def test_tokens_are_for_admins(server: Server, who: str) -> None:
    token_id = (await listed(server))[0]["token_id"]
    status = 403 if who else 401
    for method, path, body in (
        ("GET", "", None),
        ("POST", "", {"name": "x", "scopes": ["live"]}),
        ("PATCH", token_id, {"name": "x"}),
        ("DELETE", token_id, None),
        ("POST", f"{token_id}/reset", {}),
        ("GET", "/manage/api/usage", None),
        ("GET", "/manage/api/samples", None),
        ("POST", "/manage/api/samples/dry_run", {"sample": "add"}),
    ):
        answer = await ask(server, method, path, body, who=who)
        assert answer.status_code == status, (method, path, answer.text)
    assert await pushes(server, server.token) == 200


async def test_the_store_is_away(server: Server) -> None:
    made = await make(server)
    token_id = made["token"]["token_id"]
    cookie = {"Cookie": await server.sign_in("admin")}
    await ask(server, "GET", who="", headers=cookie)
    server.store.away = True
    for method, path, body in (
        ("GET", "", None),
        ("POST", "", {"name": "x", "scopes": ["live"]}),
        ("PATCH", token_id, {"name": "x"}),
        ("DELETE", token_id, None),
        ("POST", f"{token_id}/reset", {}),
    ):
        answer = await ask(server, method, path, body, who="", headers=cookie)
        assert (answer.status_code, answer.json()["code"]) == (503, "store-unavailable")
    server.store.away = False
    assert await pushes(server, made["auth_token"]) == 200
    assert len(await listed(server)) == 2


async def test_the_last_hour_is_told(server: Server) -> None:
    for _ in range(2):
        await pushes(server, "a guess")
    told = (await ask(server, "GET", "/manage/api/usage")).json()
    since = told.pop("since")
    assert told == {
        "success": True,
        "whole_hour": False,
        "leads_stored": 0,
        "leads_refused": 0,
        "click_to_call": 0,
        "wrong_token": 2,
    }
    assert since.endswith("+00:00")
    answer = await ask(server, "GET", "/manage/api/usage", who="operator", cloud_id=RIVAL)
    assert answer.json()["wrong_token"] == 0
