"""POST /pulse-api/timeline"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from dockline.domain.commands import Pause
from dockline.domain.space import Role
from tests.support.face import LEAP, PASSWORD, Server, serving


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        yield running


def hour() -> dict[str, str]:
    now = datetime.now(UTC)
    return {
        "from": (now - timedelta(minutes=30)).isoformat(),
        "to": (now + timedelta(minutes=30)).isoformat(),
    }


async def timeline(server: Server, status: int = 200, **body: Any) -> dict[str, Any]:
    answer = await server.http.post(
        "/pulse-api/timeline",
        json={"cloud_id": "leap", "auth_token": server.token} | hour() | body,
    )
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_who_was_where(server: Server) -> None:
    assert (await timeline(server))["agents"] == []
    async with server.dock() as dock:
        await timeline(server)  # the space is new; from now on it is listened to
        await dock.ask(Pause("Lunch"))
        told = await timeline(server)
    (agent,) = told["agents"]
    assert {name: agent[name] for name in ("agent_id", "agent_name", "username", "teams")} == {
        "agent_id": server.users["rishi"].user_id,
        "agent_name": "Rishi",
        "username": "rishi",
        "teams": ["Support team"],
    }
    segments = agent["segments"]
    assert (segments[0]["state"], segments[-1]["state"]) == ("ready", "paused")
    assert segments[-1] == segments[-1] | {"pause_reason": "Lunch", "call_id": "", "chats": 0}
    for one, after in pairwise(segments):
        assert one["from"] < one["to"] == after["from"]
    assert segments[-1]["to"] == told["as_of"], "what they are now ends now"
    assert (told["unknown_users"], told["unknown_teams"], told["next"]) == ([], [], "")


async def test_by_users_and_teams(server: Server) -> None:
    accounts = server.node.accounts
    await accounts.create_team(LEAP, "Sales")
    await accounts.create_user(LEAP, "alex", "Alex", PASSWORD, Role.AGENT, ["Sales"])
    async with server.dock(), server.dock("alex"):

        async def names(**body: Any) -> list[str]:
            return [agent["username"] for agent in (await timeline(server, **body))["agents"]]

        assert await names() == ["alex", "rishi"]
        assert await names(usernames=["rishi@leap"]) == ["rishi"]
        assert await names(team_names=["sales"]) == ["alex"]
        assert await names(team_names=["sales"], usernames=["rishi"]) == []
        told = await timeline(server, usernames=["nobody", "alex"], team_names=["Sales", "Legal"])
        assert (told["unknown_users"], told["unknown_teams"]) == (["nobody"], ["Legal"])


async def test_page_by_page(server: Server) -> None:
    asked: dict[str, Any] = hour()
    async with server.dock() as dock, server.dock("siddhant"):
        await timeline(server)
        for n in range(3):
            await dock.ask(Pause(f"Reason {n}"))
        seen, after, pages = [], None, 0
        while after != "":
            told = await timeline(server, limit=1, after=after, **asked)
            assert sum(len(agent["segments"]) for agent in told["agents"]) <= 1
            seen += [agent["username"] for agent in told["agents"]]
            after, pages = told["next"], pages + 1
            assert pages < 20
        assert set(seen) == {"rishi", "siddhant"}
        assert seen == sorted(seen)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"from": "yesterday"}, "from: must be a time with an offset"),
        ({"to": "2026-01-15T09:30:00"}, "to: must be a time with an offset"),
        ({"from": "2026-01-15T09:30:00Z", "to": "2026-01-15T09:30:00Z"}, "to: must be later"),
        ({"from": "2026-01-01T00:00:00Z", "to": "2026-02-02T00:00:00Z"}, "to: must be at most 31"),
        ({"after": "nonsense"}, "after: must be the next of an answer."),
        ({"after": "nan/rishi"}, "after: must be the next of an answer."),
        ({"limit": 0}, "limit: must be"),
    ],
)
async def test_what_is_wrong_is_named(server: Server, body: dict[str, Any], told: str) -> None:
    assert (await timeline(server, 400, **body))["message"].startswith(told)


async def test_with_the_wrong_token(server: Server) -> None:
    assert (await timeline(server, 401, auth_token="wrong"))["code"] == "unauthorized"


async def test_with_the_store_away(server: Server) -> None:
    async with server.dock():
        server.store.away = True
        try:
            assert (await timeline(server, 503))["code"] == "store-unavailable"
        finally:
            server.store.away = False
