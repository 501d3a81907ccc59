"""GET /router/api/v2/lead/<id>/why."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from dockline.adapters.memory.clock import MemoryClock
from dockline.domain.chatcommands import StartChat
from dockline.domain.commands import Pause
from dockline.domain.ids import ChatId, LeadId, SpaceId
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.retryplan import DAY, HOUR
from dockline.domain.space import Blending, DialPolicy
from dockline.ports.lead_store import PutCampaign
from tests.support.campaigns import attempted, keep, life_of
from tests.support.face import LEAP, Server, serving
from tests.support.until import until

NUMBER = "442079460110"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        yield running


async def push(server: Server, **more: Any) -> LeadId:
    body = {
        "cloud_id": "leap",
        "auth_token": server.token,
        "campaign": "Spring",
        "team_name": "Support team",
        "source": "March",
        "number": NUMBER,
        "timezone": "UTC",
    }
    answer = await server.http.post("/router/api/v2/campaign/add", json=body | more)
    assert answer.status_code == 200, answer.text
    return LeadId(answer.json()["lead_id"])


async def why(
    server: Server, lead_id: str, token: str | None = None, name: str = "Authorization"
) -> httpx.Response:
    token = server.token if token is None else token
    value = f"Bearer {token}" if name == "Authorization" else token
    return await server.http.get(
        f"/router/api/v2/lead/{lead_id}/why", headers={name: value} if token else {}
    )


async def all_day(server: Server) -> None:
    """Calls may be made whatever the time it is."""
    settings = {"leads": {"calling_hours": {"days": [[{"opens": "00:00", "closes": "24:00"}]] * 7}}}
    answer = await server.http.post(
        "/router/api/v2/campaign/settings",
        json={
            "cloud_id": "leap",
            "auth_token": server.token,
            "campaign": "Spring",
            "settings": settings,
        },
    )
    assert answer.status_code == 200, answer.text


async def test_every_rule_and_every_attempt_is_told(server: Server) -> None:
    lead_id = await push(server)
    await all_day(server)
    now = server.node.clock.now()
    life = await life_of(server.store, LEAP, lead_id)
    rishi = server.users["rishi"].user_id
    life = attempted(life, now - 90, agent_id=rishi, answered_at=now - 80, disposition="callback")
    life = attempted(life, now - 60, AttemptOutcome.CARRIER_FAILURE)
    await keep(server.store, life)
    async with server.dock():
        answer = await why(server, lead_id)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["success"] is True
    assert (told["lead_id"], told["state"], told["number"]) == (lead_id, "new", NUMBER)
    assert (told["campaign"], told["source"]) == ("Spring", "March")
    assert told["allowed"] is False
    refused = [one for one in told["rules"] if not one["allowed"]]
    assert [one["rule"] for one in refused] == ["minimum-gap"]
    assert told["next_at"] == refused[0]["next_at"]
    assert told["next_at"].endswith("+00:00")
    assert told["sentence"].startswith("The gap after the last attempt ends at ")
    rules = [one["rule"] for one in told["rules"]]
    assert rules[0] == "state"
    assert rules[-6:] == ["campaign", "agent", "dial-list", "mode", "voice", "agents"]
    first, second = told["attempts"]
    assert (first["username"], first["disposition"]) == ("rishi", "callback")
    assert (first["outcome"], second["outcome"]) == ("no_answer", "carrier_failure")
    assert first["answered_at"] is not None
    assert (second["answered_at"], second["username"]) == (None, None)


def said(answer: httpx.Response, rule: str) -> tuple[bool, str]:
    (one,) = [one for one in answer.json()["rules"] if one["rule"] == rule]
    return one["allowed"], one["sentence"]


async def test_who_is_there_is_what_the_floor_knows(server: Server) -> None:
    lead_id = await push(server)
    await all_day(server)
    told = (await why(server, lead_id)).json()
    assert told["sentence"] == "Nobody of “Support team” is signed in."
    assert (told["allowed"], told["next_at"]) == (False, None)
    await server.http.post(
        "/router/api/v2/campaign/control",
        # So that nobody is shown the lead's card meanwhile.
        json={
            "cloud_id": "leap",
            "auth_token": server.token,
            "campaign": "Spring",
            "action": "stop",
        },
    )
    async with server.dock() as dock:
        allowed, sentence = said(await why(server, lead_id), "agents")
        assert allowed
        assert sentence == "Of “Support team” 1 are signed in, 1 of them ready."
        await dock.ask(Pause(reason="Lunch"))
        allowed, sentence = said(await why(server, lead_id), "agents")
        assert not allowed
        assert sentence == "All of “Support team” who are signed in have paused."


async def test_who_is_in_a_chat_where_those_come_alone_is_not_ready_for_a_lead(
    server: Server,
) -> None:
    await server.settings(blending=Blending(calls_while_chatting=False))
    lead_id = await push(server)
    async with server.dock():
        team_id = server.users["rishi"].teams[0]
        chat = StartChat(ChatId("chat"), team_id, "api", "A visitor", {})
        await server.node.floors.do(LEAP, chat)
        await until(lambda: server.node.floors.agents(LEAP)[0].chats)
        allowed, sentence = said(await why(server, lead_id), "agents")
    assert not allowed
    assert sentence.startswith("Of “Support team” 1 are signed in, 0 of them ready. 1 more would")


async def test_a_lead_that_may_be_dialled(tmp_path: Path) -> None:
    clock = MemoryClock()
    clock.advance(DAY - clock.now() % DAY + 12 * HOUR)
    async with serving(tmp_path, clock=clock) as server, server.dock():
        # The time stands still: the dialer does not look for leads.
        lead_id = await push(server)
        told = (await why(server, lead_id)).json()
    assert told["allowed"] is True, told["sentence"]
    assert told["next_at"] == "2025-06-16T12:00:00.000+00:00"
    assert told["sentence"].startswith("Nothing stands in its way: its card is shown in its turn")


async def test_where_the_engine_is_away(server: Server) -> None:
    lead_id = await push(server)
    await all_day(server)
    assert said(await why(server, lead_id), "voice") == (True, "")
    server.engine.drop()
    await until(lambda: not server.node.floors.engine_up)
    allowed, sentence = said(await why(server, lead_id), "voice")
    assert (allowed, sentence) == (False, "The voice engine is away.")


async def test_what_the_space_has_dialled_of_late_counts(server: Server) -> None:
    lead_id = await push(server)
    await all_day(server)
    await server.settings(dial_policy=DialPolicy(calls_per_minute=1))
    async with server.dock():
        await server.make_call()
        told = (await why(server, lead_id)).json()
    assert "space-rate" in [one["rule"] for one in told["rules"] if not one["allowed"]]


@pytest.mark.parametrize("name", ["Authorization", "x-api-key"])
async def test_the_token_comes_in_a_header(server: Server, name: str) -> None:
    lead_id = await push(server)
    assert (await why(server, lead_id, name=name)).status_code == 200
    for token in ("a guess", ""):
        answer = await why(server, lead_id, token, name)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")


async def test_another_spaces_lead_cannot_be_told_from_none(server: Server) -> None:
    lead_id = await push(server)
    await server.node.accounts.create_space("rival", "The other")
    token = await server.node.accounts.tokens.replace(SpaceId("rival"), "api")
    none = "0199a3c4-8f0e-7b6a-9c55-2f1d3e4a5b6c"
    answers = [
        await why(server, lead_id, token),
        await why(server, none, token),
        await why(server, none),
        await why(server, "%00" * 36),
        await why(server, "none"),
    ]
    assert {one.status_code for one in answers} == {404}
    assert {one.content for one in answers} == {answers[0].content}
    assert answers[0].json()["code"] == "lead-unknown"


async def test_guesses_are_limited_other_methods_refused_and_the_store_may_be_away(
    server: Server,
) -> None:
    lead_id = await push(server)
    answer = await server.http.post(f"/router/api/v2/lead/{lead_id}/why")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    server.store.away = True
    answer = await why(server, lead_id)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    server.store.away = False
    statuses = set()
    for _ in range(DialPolicy().address_calls_per_minute + 1):
        answer = await why(server, lead_id, "a guess")
        statuses.add(answer.status_code)
    assert statuses == {401, 429}


async def test_settings_that_put_a_moment_off_for_ever_can_be_told(tmp_path: Path) -> None:
    clock = MemoryClock()
    clock.advance(DAY - clock.now() % DAY + 12 * HOUR)
    async with serving(tmp_path, clock=clock) as server:
        lead_id = await push(server, username="rishi")
        (campaign,) = await server.store.campaigns(LEAP)
        leads = replace(campaign.settings.leads, agent_seconds=1e300)
        settings = replace(campaign.settings, leads=leads)
        await server.store.commit([PutCampaign(replace(campaign, settings=settings))])
        told = (await why(server, lead_id)).json()
        (agent,) = [one for one in told["rules"] if one["rule"] == "agent"]
        assert (agent["allowed"], agent["next_at"], told["next_at"]) == (False, None, None)
