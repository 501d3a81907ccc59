"""POST /pulse-api/live"""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dockline.domain.commands import AnswerOffer, GoReady, Hold, Pause, Resume, Transfer
from dockline.domain.ids import CallId
from tests.support.face import LEAP, PASSWORD, Server, serving

NO_CHAT = {"active": False, "duration": 0, "count": 0}


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        yield running


async def live(server: Server, **body: Any) -> dict[str, Any]:
    answer = await server.http.post(
        "/pulse-api/live", json={"cloud_id": "leap", "auth_token": server.token} | body
    )
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_nobody_is_here(server: Server) -> None:
    told = await live(server)
    as_of = datetime.fromisoformat(told.pop("as_of"))
    assert as_of.utcoffset() == timedelta(0)
    (team,) = server.node.accounts.teams(LEAP)
    assert told == {
        "success": True,
        "agents": [],
        "teams": [
            {
                "team_id": team.team_id,
                "team_name": "Support team",
                "call_queue_count": 0,
                "chat_queue_count": 0,
                "longest_call_wait": 0,
                "longest_chat_wait": 0,
                "agents_online": 0,
                "agents_ready": 0,
                "callbacks_waiting": 0,
                "calls_offered": 0,
                "calls_answered": 0,
                "calls_abandoned": 0,
                "service_level": None,
                "service_seconds": 20.0,
                "service_target": 0.8,
                "alerts": [],
                "limits": {
                    "calls_waiting": 5,
                    "call_wait": 60.0,
                    "chats_waiting": 5,
                    "chat_wait": 120.0,
                },
            }
        ],
        "unknown_teams": [],
        "campaigns": [],
        "lines": {"in_use": 0, "in_setup": 0, "most_in_setup": 100_000},
        "engine_up": True,
    }


async def test_an_agent_who_is_ready(server: Server) -> None:
    async with server.dock():
        told = await live(server)
    assert told["agents"] == [
        {
            "agent_id": server.users["rishi"].user_id,
            "agent_name": "Rishi",
            "username": "rishi",
            "teams": ["Support team"],
            "status": "Online",
            "duration": 0,
            "talking": {"active": False, "duration": 0},
            "chatting": NO_CHAT,
            "online": {"active": True, "duration": 0},
            "state": "ready",
            "state_duration": 0,
            "pause_reason": "",
            "call": None,
            "rejoining": False,
            "alerts": [],
            "limit": None,
        }
    ]
    assert told["teams"][0]["agents_online"] == 1
    assert told["teams"][0]["agents_ready"] == 1


async def test_an_agent_on_a_break(server: Server) -> None:
    async with server.dock() as dock:
        await dock.ask(Pause("Lunch"))
        agent = (await live(server))["agents"][0]
        assert (agent["status"], agent["state"]) == ("Online", "paused")
        assert agent["pause_reason"] == "Lunch"
        assert agent["limit"] == 1800.0
        await dock.ask(GoReady())
        assert (await live(server))["agents"][0]["pause_reason"] == ""


async def test_an_agent_who_talks_and_holds(server: Server) -> None:
    async with server.dock() as dock:
        call_id = CallId((await server.make_call(number="442079460100")).json()["callId"])
        await dock.fact("agent_state_changed", state="talking")
        told = await live(server)
        agent = told["agents"][0]
        assert (agent["status"], agent["state"]) == ("Talking", "talking")
        assert agent["talking"]["active"] is True
        assert agent["duration"] == agent["talking"]["duration"]
        assert told["teams"][0]["agents_ready"] == 0
        assert agent["call"] == {
            "call_id": call_id,
            "kind": "click_to_call",
            "direction": "outbound",
            "number": "442079460100",
            "team_name": "Support team",
            "campaign": "",
            "duration": agent["call"]["duration"],
            "monitored_by": [],
        }
        assert told["lines"]["in_use"] == 1
        await dock.ask(Hold(call_id))
        agent = (await live(server))["agents"][0]
        assert (agent["status"], agent["state"]) == ("Talking", "held")


async def test_durations_are_whole_seconds_since_it_began(tmp_path: Path) -> None:
    from dockline.adapters.memory.clock import MemoryClock

    clock = MemoryClock()
    async with serving(tmp_path, clock=clock) as server, server.dock() as dock:
        # Not so far that the floor's own alarms are due.
        clock.advance(3.9)
        answer = await server.make_call(number="442079460100")
        assert answer.json()["success"] is True
        await dock.fact("agent_state_changed", state="talking")
        clock.advance(2.2)
        agent = (await live(server))["agents"][0]
        assert agent["talking"] == {"active": True, "duration": 2}
        assert agent["online"] == {"active": True, "duration": 6}
        assert agent["duration"] == 2


async def test_who_was_handed_a_call_talks_since_they_have_it(tmp_path: Path) -> None:
    from dockline.adapters.memory.clock import MemoryClock

    clock = MemoryClock()
    async with serving(tmp_path, clock=clock) as server:
        siddhant = server.node.accounts.agent_of(LEAP, "siddhant")
        assert siddhant is not None
        async with server.dock() as rishi, server.dock("siddhant") as other:
            call_id = CallId((await server.make_call(number="442079460100")).json()["callId"])
            await rishi.fact("agent_state_changed", state="talking")
            clock.advance(2.0)
            await rishi.ask(
                Transfer(call_id=call_id, blind=True, target_kind="agent", target=siddhant.user_id)
            )
            await other.ask(AnswerOffer(call_id))
            await other.fact("agent_state_changed", state="talking")
            await other.ask(Hold(call_id))
            clock.advance(1.0)
            await other.ask(Resume(call_id))
            agents = {one["username"]: one for one in (await live(server))["agents"]}
            told = agents["siddhant"]
            assert told["status"] == "Talking"
            assert (told["duration"], told["talking"]["duration"]) == (1, 1)
            assert told["call"]["duration"] == 3


async def test_only_the_teams_asked_for(server: Server) -> None:
    await server.node.accounts.create_team(LEAP, "Sales")
    await server.node.accounts.create_user(LEAP, "alex", "Alex", PASSWORD, "agent", ["Sales"])
    async with server.dock(), server.dock("alex"):
        sales = await live(server, team_names=[" sales ", "Marketing", "Legal"])
        assert [agent["username"] for agent in sales["agents"]] == ["alex"]
        assert [team["team_name"] for team in sales["teams"]] == ["Sales"]
        assert sales["unknown_teams"] == ["Marketing", "Legal"]
        every_team: list[dict[str, Any]] = [{"team_names": []}, {"team_names": None}, {}]
        for body in every_team:
            told = await live(server, **body)
            assert {agent["username"] for agent in told["agents"]} == {"rishi", "alex"}
            assert len(told["teams"]) == 2
        assert (await live(server, team_names=["Marketing"]))["agents"] == []


async def test_those_who_left_are_left_out(server: Server) -> None:
    async with server.dock() as dock:
        cookie = dock.socket.request.headers["Cookie"] if dock.socket.request else ""
        await server.http.post("/dock/sign-out", headers={"cookie": cookie})
        assert (await live(server))["agents"] == []


@pytest.mark.parametrize(
    "body",
    [{"auth_token": "wrong"}, {"cloud_id": "nowhere"}, {"cloud_id": "", "auth_token": ""}],
)
async def test_mismatches(server: Server, body: dict[str, Any]) -> None:
    answer = await server.http.post(
        "/pulse-api/live", json={"cloud_id": "leap", "auth_token": server.token} | body
    )
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")


@pytest.mark.parametrize(
    ("team_names", "told"),
    [
        ("Support team", "team_names: must be a list or null, not a string."),
        ([1], "team_names[0]: must be a string, not a whole number."),
        (["x" * 201], "team_names[0]: must be a string of length <= 200."),
    ],
)
async def test_wrong_team_names(server: Server, team_names: Any, told: str) -> None:
    answer = await server.http.post(
        "/pulse-api/live",
        json={"cloud_id": "leap", "auth_token": server.token, "team_names": team_names},
    )
    assert answer.status_code == 400
    assert answer.json()["message"] == told
