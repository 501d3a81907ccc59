"""POST /router/api/v2/token/reset"""

import asyncio
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.face import LEAP, Server, serving


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        yield running


async def reset(
    server: Server, headers: dict[str, str] | None = None, **body: Any
) -> httpx.Response:
    return await server.http.post(
        "/router/api/v2/token/reset",
        json={"cloud_id": "leap", "auth_token": server.token} | body,
        headers=headers,
    )


async def works(server: Server, token: str) -> bool:
    answer = await server.http.post(
        "/pulse-api/live", json={"cloud_id": "leap", "auth_token": token}
    )
    return answer.status_code == 200


async def test_the_new_token_works_and_the_old_one_stops(server: Server) -> None:
    answer = await reset(server)
    assert answer.status_code == 200
    new = answer.json()["auth_token"]
    assert answer.json() == {"success": True, "auth_token": new}
    assert str(uuid.UUID(new)) == new
    assert await works(server, new)
    assert not await works(server, server.token)
    assert (await reset(server)).status_code == 401


async def test_grace_keeps_the_old_one_for_a_while(server: Server) -> None:
    new = (await reset(server, grace_seconds=60)).json()["auth_token"]
    assert await works(server, new)
    assert await works(server, server.token)


async def test_space_id_is_another_name(server: Server) -> None:
    answer = await server.http.post(
        "/router/api/v2/token/reset", json={"space_id": "leap", "auth_token": server.token}
    )
    assert answer.status_code == 200


async def test_every_mismatch_is_answered_alike(server: Server) -> None:
    await server.node.accounts.create_space("novanet", "Novanet")
    answers = [
        await reset(server, auth_token="538d1ae0-3e9f-11ea-9d9c-394a26b437b0"),
        await reset(server, auth_token=""),
        await reset(server, cloud_id="novanet"),
        await reset(server, cloud_id="nowhere"),
        await reset(server, cloud_id=""),
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert await works(server, server.token)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"grace_seconds": -1}, "grace_seconds: must be a whole number >= 0."),
        ({"grace_seconds": 86401}, "grace_seconds: must be a whole number <= 86400."),
        ({"grace_seconds": "60"}, "grace_seconds: must be a whole number, not a string."),
        ({"auth_token": None}, "auth_token: must be a string, not null."),
        ({"space_id": "other"}, "cloud_id: differs from space_id"),
        ({"cloud_id": None}, "cloud_id: is required."),
    ],
)
async def test_a_wrong_field_is_named(server: Server, body: dict[str, Any], told: str) -> None:
    answer = await reset(server, **body)
    assert answer.status_code == 400
    assert answer.json()["message"].startswith(told)


async def test_a_repeated_request_gets_the_same_token(server: Server) -> None:
    """Its own token is the old one by then: the answer is what it was sent for."""
    key = {"idempotency-key": "reset 1"}
    first = await reset(server, key)
    again = await reset(server, key)
    assert first.status_code == 200
    assert again.content == first.content
    assert again.headers["idempotent-replayed"] == "true"
    assert await works(server, first.json()["auth_token"])


async def test_two_at_once_get_one_token(server: Server) -> None:
    key = {"idempotency-key": "reset 2"}
    answers = await asyncio.gather(*(reset(server, key) for _ in range(4)))
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].status_code == 200


async def test_the_key_tells_nothing_without_the_token(server: Server) -> None:
    key = {"idempotency-key": "reset 3"}
    new = (await reset(server, key)).json()["auth_token"]
    assert (await reset(server, key, auth_token="wrong")).status_code == 401
    reused = await reset(server, key, auth_token=new)
    assert (reused.status_code, reused.json()["code"]) == (409, "idempotency-key-reused")


async def test_no_token_is_kept_in_the_clear(server: Server) -> None:
    answer = await reset(server, {"idempotency-key": "reset 4"})
    kept = await server.store.answer(LEAP, "reset 4")
    assert kept is not None
    assert answer.json()["auth_token"].encode() not in kept.body
    assert server.token.encode() not in kept.body


async def test_the_store_is_away(server: Server) -> None:
    server.store.away = True
    answer = await reset(server)
    assert (answer.status_code, answer.json()["code"]) == (503, "store-unavailable")
    server.store.away = False
    assert await works(server, server.token)


async def test_resets_are_in_the_audit_log(server: Server) -> None:
    await reset(server)
    entry = (await server.store.audit(LEAP, limit=1))[0]
    assert (entry.action, entry.actor) == ("token.reset", "token:api")
    assert entry.detail["address"] == "127.0.0.1"
