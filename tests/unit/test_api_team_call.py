"""POST /apiv1/team/make_call: each answer and each error of the contract."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from dockline.domain.commands import AnswerOffer
from dockline.domain.dialrules import RATE_SECONDS
from dockline.domain.ids import CallId
from dockline.domain.space import DialPolicy
from dockline.domain.teamsettings import QueueSettings, TeamSettings
from tests.support.face import LEAP, Server, serving


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        yield running


async def post(
    server: Server, headers: dict[str, str] | None = None, **body: Any
) -> httpx.Response:
    whole = {"space_id": "leap", "team_name": "Support team", "number": "448442430000"} | body
    return await server.http.post(
        "/apiv1/team/make_call",
        json={name: value for name, value in whole.items() if value is not None},
        headers={"Authorization": f"Bearer {server.token}"} if headers is None else headers,
    )


async def queue(server: Server, **settings: Any) -> None:
    [team] = server.node.accounts.teams(LEAP)
    await server.node.accounts.update_team(
        team.team_id, TeamSettings(queue=QueueSettings(**settings))
    )


async def test_the_token_may_come_in_the_body(server: Server) -> None:
    assert (await post(server, headers={}, auth_token=server.token)).json()["success"] is True
    assert (await post(server, headers={}, auth_token="a guess")).status_code == 401
    wrong = {"x-api-key": "a guess"}  # a header, where there is one, is what counts
    assert (await post(server, headers=wrong, auth_token=server.token)).status_code == 401


async def test_the_next_free_agent_is_rung_and_connected_to_the_number(server: Server) -> None:
    answer = await post(server, attributes={"name": "Alex", "deep": [1, {"a": None}]})
    call_id = CallId(answer.json()["callId"])
    assert (answer.status_code, answer.json()) == (
        200,
        {"success": True, "message": "Call queued", "callId": call_id},
    )
    [record] = await server.store.open_calls(LEAP)  # durable before the answer
    assert (record.call_id, record.kind, record.direction) == (call_id, "callback", "outbound")
    assert (record.team, record.agent_id) == ("Support team", "")
    async with server.dock() as dock:
        offered = await dock.fact("call_offered")
        assert offered.call.custom == {"name": "Alex", "deep": [1, {"a": None}]}
        assert (offered.call.number, offered.call.caller_id) == ("448442430000", "442079460018")
        await dock.ask(AnswerOffer(call_id=call_id))
        await dock.fact("call_taken", call_id=call_id)
        await dock.fact("call_answered", call_id=call_id)


@pytest.mark.parametrize("names", [{"space_id": None}, {"cloud_id": "leap"}])
@pytest.mark.parametrize("header", ["x-api-key", "authorization"])
async def test_ways_to_name_the_space(server: Server, names: Any, header: str) -> None:
    value = server.token if header == "x-api-key" else f"Bearer {server.token}"
    answer = await post(server, {header: value}, **names)
    assert answer.json()["success"] is True


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, {}),
        ({"Authorization": "Bearer guess"}, {}),
        ({"x-api-key": ""}, {}),
        (None, {"space_id": "another"}),
    ],
)
async def test_without_the_spaces_token_nothing_is_told(
    server: Server, headers: dict[str, str] | None, body: dict[str, str]
) -> None:
    answer = await post(server, headers, **body)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    assert not await server.store.open_calls(LEAP)


async def test_a_team_that_is_not_there(server: Server) -> None:
    answer = await post(server, team_name="Nobody")
    assert (answer.status_code, answer.json()["code"]) == (404, "team-unknown")


@pytest.mark.parametrize(
    ("body", "code", "begins"),
    [
        ({"number": None}, "invalid-field", "number:"),
        ({"number": "12"}, "number-invalid", "number:"),
        ({"team_name": ""}, "invalid-field", "team_name:"),
        ({"attributes": [1]}, "invalid-field", "attributes:"),
        ({"attributes": {"a": "x" * 17_000}}, "custom-too-large", "attributes:"),
        ({"cloud_id": "leap", "space_id": "other"}, "invalid-field", "cloud_id:"),
    ],
)
async def test_fields_that_are_wrong_are_named(
    server: Server, body: dict[str, Any], code: str, begins: str
) -> None:
    answer = await post(server, **body)
    assert (answer.status_code, answer.json()["code"]) == (400, code), answer.text
    assert answer.json()["message"].startswith(begins)


@pytest.mark.parametrize("number", ["999", "+1 900 555 1234"])
async def test_numbers_that_are_never_dialled(server: Server, number: str) -> None:
    answer = await post(server, number=number)
    assert (answer.status_code, answer.json()["code"]) == (200, "number-not-allowed")
    assert answer.json()["success"] is False
    assert not await server.store.open_calls(LEAP)


async def test_a_full_queue(server: Server) -> None:
    await queue(server, most_waiting=1)
    assert (await post(server)).json()["success"] is True
    answer = await post(server)
    assert (answer.status_code, answer.json()["code"]) == (200, "queue-full")


async def test_too_many_from_one_address(server: Server) -> None:
    await server.settings(dial_policy=DialPolicy(address_calls_per_minute=1))
    assert (await post(server)).status_code == 200
    answer = await post(server)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["retry-after"]) <= RATE_SECONDS


async def test_the_same_key_queues_one_call(server: Server) -> None:
    headers = {"Authorization": f"Bearer {server.token}", "Idempotency-Key": "one"}
    first, again = await post(server, headers), await post(server, headers)
    assert first.json() == again.json()
    assert again.headers["idempotent-replayed"] == "true"
    assert len(await server.store.open_calls(LEAP)) == 1
    other = await post(server, headers, number="448442430001")
    assert other.status_code == 409


async def test_every_request_stands_in_the_audit_log(server: Server) -> None:
    made = await post(server)
    await post(server, number="999")

    queued, refused = await entries_of(server)
    assert queued["call_id"] == made.json()["callId"]
    assert (queued["result"], queued["actor"]) == ("queued", "token:api")
    assert (refused["result"], refused["number"]) == ("number-not-allowed", "999")


async def entries_of(server: Server) -> list[dict[str, Any]]:
    """Both, the older first; what stops the server writes the log."""
    await server.node.floors.stop(end_calls=False)
    entries = await server.store.audit(LEAP, limit=10)
    return [
        one.detail | {"actor": one.actor}
        for one in reversed(entries)
        if one.action == "team_call.requested"
    ]
