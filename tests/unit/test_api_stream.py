"""GET /pulse-api/stream"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest
from msgspec.structs import replace
from starlette.types import Message

from dockline.api import stream as stream_module
from dockline.api.callers import Callers
from dockline.api.live_boards import Boards
from dockline.api.live_channels import RING_CHANGES, Channel, Round
from dockline.api.live_objects import Objects
from dockline.api.metrics import Metrics
from dockline.api.peers import Origins, Peers
from dockline.api.sessions import Sessions
from dockline.api.stream import Stream
from dockline.domain.commands import GoReady, Pause
from dockline.domain.ids import SpaceId
from dockline.domain.space import Role, SpaceSettings
from dockline.ports.store import PutUser
from dockline.services.people import UserChange
from dockline.services.usage import Usage
from tests.support.events import Board, streaming
from tests.support.face import LEAP, PASSWORD, Server, serving
from tests.support.until import until


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        yield running


async def user(server: Server, login: str, role: Role, *teams: str) -> dict[str, str]:
    """A new user's session."""
    await server.node.accounts.create_user(LEAP, login, login.title(), PASSWORD, role, teams)
    return {"Cookie": await server.sign_in(login)}


async def test_a_snapshot_then_changes_then_beats(server: Server) -> None:
    async with streaming(server) as reading:
        assert reading.answer.status_code == 200
        assert reading.answer.headers["content-type"] == "text/event-stream; charset=utf-8"
        snapshot = await reading.next()
        assert (snapshot.kind, snapshot.data["agents"]) == ("snapshot", [])
        assert [team["team_name"] for team in snapshot.data["teams"]] == ["Support team"]
        async with server.dock() as dock:
            board = Board(snapshot.data)
            rishi = server.users["rishi"].user_id
            while board.agents.get(rishi, {}).get("state") != "ready":
                change = await reading.next("change")
                assert change.id > snapshot.id
                board.change(change.data)
            await dock.ask(Pause("Lunch"))
            while board.agents[rishi]["pause_reason"] != "Lunch":
                board.change((await reading.next("change")).data)
            (team,) = board.teams.values()
            assert (team["agents_online"], team["agents_ready"]) == (1, 0)
        while rishi in board.agents:
            cookie = dock.socket.request.headers["Cookie"] if dock.socket.request else ""
            await server.http.post("/dock/sign-out", headers={"cookie": cookie})
            board.change((await reading.next("change")).data)
        beat = await reading.next("beat")
        assert (beat.id, list(beat.data)) == ("", ["as_of"])


async def test_a_reader_who_comes_back_goes_on_where_they_were(server: Server) -> None:
    async with server.dock() as dock:
        async with streaming(server) as reading:
            snapshot = await reading.next("snapshot")
        await dock.ask(Pause("Lunch"))
        await dock.fact("agent_state_changed", state="paused")
        async with streaming(server, after=snapshot.id) as reading:
            first = await reading.next()
            assert first.kind == "change"
        await dock.ask(GoReady())
        async with streaming(server, after=first.id) as reading:
            board = Board(snapshot.data)
            board.change(first.data)
            rishi = server.users["rishi"].user_id
            while board.agents[rishi]["state"] != "ready":
                event = await reading.next()
                assert event.kind in ("change", "beat")
                if event.kind == "change":
                    board.change(event.data)


async def test_a_team_that_is_removed_goes_from_those_who_read(server: Server) -> None:
    keeping = server.node.accounts.team_keeping
    team = await keeping.create(LEAP, "Soon gone", actor="a")
    async with streaming(server) as reading:
        snapshot = await reading.next("snapshot")
        assert "Soon gone" in {one["team_name"] for one in snapshot.data["teams"]}
        await keeping.remove(team.team_id, actor="a")
        async with asyncio.timeout(5):
            await reading.ended()
    async with streaming(server, after=snapshot.id) as reading:
        snapshot = await reading.next("snapshot")
        assert "Soon gone" not in {one["team_name"] for one in snapshot.data["teams"]}


@pytest.mark.parametrize("after", ["another-1", "x", "", "1", "ab-99999999999999999999"])
async def test_an_id_that_is_not_known_gets_a_snapshot(server: Server, after: str) -> None:
    async with streaming(server, after=after) as reading:
        assert (await reading.next()).kind == "snapshot"


async def test_only_the_last_changes_are_kept() -> None:
    channel = Channel(None)
    nobody = cast(Objects, None)  # none of a space is in these changes
    for n in range(RING_CHANGES + 1):
        channel.tell(Round(float(n), [], [], [], [], None, True, False), nobody)
    last = channel.after(channel.number - 1)
    assert last is not None
    epoch, _, number = last.split(b"\n")[0].removeprefix(b"id: ").decode().partition("-")
    assert int(number) == channel.number == RING_CHANGES + 1
    assert channel.place_of(f"{epoch}-1") == 1
    assert channel.place_of(f"{epoch}-0") is None
    assert channel.after(0) is None
    everything = channel.after(1)
    assert everything is not None
    assert everything.count(b"event: change") == RING_CHANGES
    assert channel.after(channel.number) == b""


async def test_a_supervisor_sees_their_own_teams(server: Server) -> None:
    await server.node.accounts.create_team(LEAP, "Sales")
    await user(server, "alex", Role.AGENT, "Sales")
    supervisor = await user(server, "sam", Role.SUPERVISOR, "Sales")
    manager = await user(server, "mary", Role.MANAGER)
    async with server.dock(), server.dock("alex"):
        async with streaming(server, headers=supervisor) as reading:
            told = (await reading.next("snapshot")).data
            assert [one["username"] for one in told["agents"]] == ["alex"]
            assert [one["team_name"] for one in told["teams"]] == ["Sales"]
        async with streaming(server, headers=supervisor, team_names="Support team") as reading:
            assert reading.answer.status_code == 404
        async with streaming(server, headers=manager) as reading:
            told = (await reading.next("snapshot")).data
            assert {one["username"] for one in told["agents"]} == {"rishi", "alex"}
        async with streaming(server, headers=manager, team_names=["sales"]) as reading:
            told = (await reading.next("snapshot")).data
            assert [one["team_name"] for one in told["teams"]] == ["Sales"]


async def test_agents_and_strangers_are_refused(server: Server) -> None:
    agent = {"Cookie": await server.sign_in()}
    cases: list[tuple[dict[str, str], dict[str, Any], int]] = [
        (agent, {}, 403),
        ({}, {"cloud_id": "leap"}, 401),
        ({"Authorization": "Bearer wrong"}, {"cloud_id": "leap"}, 401),
        ({"x-api-key": server.token}, {"cloud_id": "nowhere"}, 401),
        ({"x-api-key": server.token}, {}, 400),
        ({"x-api-key": server.token}, {"cloud_id": "leap", "team_names": "Nobody's"}, 404),
    ]
    for headers, query, status in cases:
        async with streaming(server, headers=headers, **query) as reading:
            assert reading.answer.status_code == status, query
    answer = await server.http.post("/pulse-api/stream")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")


@pytest.mark.parametrize("how", ["signed out", "demoted", "token"])
async def test_what_they_were_let_in_for_ends(
    server: Server, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_module, "LOOK_SECONDS", 0.0)  # at the next beat
    manager = await user(server, "mary", Role.MANAGER)
    async with streaming(server, headers=None if how == "token" else manager) as reading:
        await reading.next("snapshot")
        accounts = server.node.accounts
        if how == "signed out":
            await accounts.sign_out(manager["Cookie"].partition("=")[2])
        elif how == "demoted":
            found = accounts.agent_of(LEAP, "mary")
            assert found is not None
            await server.store.commit([PutUser(replace(found, role=Role.AGENT))])
            await accounts.refresh()
        else:
            await accounts.tokens.replace(LEAP, "api")
        await reading.ended()


async def test_who_is_taken_out_of_a_team_sees_it_no_longer(server: Server) -> None:
    supervisor = await user(server, "susan", Role.SUPERVISOR, "Support team")
    accounts = server.node.accounts
    async with streaming(server, headers=supervisor) as reading:
        await reading.next("snapshot")
        susan = accounts.agent_of(LEAP, "susan")
        assert susan is not None
        async with asyncio.timeout(stream_module.LOOK_SECONDS / 3):
            await accounts.people.change(susan.user_id, UserChange(teams=()))
            await reading.ended()


async def test_one_person_or_space_does_not_take_all_streams(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_module, "MOST_OF_A_PERSON", 1)
    monkeypatch.setattr(stream_module, "MOST_OF_A_SPACE", 1)
    mary, boss = await user(server, "mary", Role.MANAGER), await user(server, "boss", Role.MANAGER)
    for headers, other in ((mary, boss), (None, boss)):
        async with streaming(server, headers=headers) as first:
            await first.next("snapshot")
            async with streaming(server, headers=headers) as second:
                assert second.answer.status_code == 429
                assert second.answer.headers["retry-after"] == "5"
            async with streaming(server, headers=other) as another:
                await another.next("snapshot")

        async def room(headers: dict[str, str] | None = headers) -> bool:
            async with streaming(server, headers=headers) as again:
                return again.answer.status_code == 200

        await until(room)


async def test_nobody_sees_another_space(server: Server) -> None:
    accounts, rival = server.node.accounts, SpaceId("rival")
    await accounts.create_space(rival, "The other", SpaceSettings())
    await accounts.create_team(rival, "Others")
    token = await accounts.tokens.replace(rival, "api")
    headers = [{"x-api-key": token}]
    for role in Role:
        await accounts.create_user(rival, role.value, "Mallory", PASSWORD, role, ["Others"])
        form = {"login": f"{role.value}@rival", "password": PASSWORD}
        answer = await server.http.post("/dock/sign-in", json=form)
        server.http.cookies.clear()
        headers.append({"Cookie": answer.headers["set-cookie"].partition(";")[0]})
    async with server.dock():
        for one in headers:
            for query in ({"cloud_id": "leap"}, {"space_id": "leap"}):
                async with streaming(server, headers=one, **query) as reading:
                    assert reading.answer.status_code in (401, 403)
        for one in headers[2:]:  # supervisor, manager, admin, in their own space
            async with streaming(server, headers=one) as reading:
                told = (await reading.next("snapshot")).data
                assert [team["team_name"] for team in told["teams"]] == ["Others"]
                assert told["agents"] == []
            async with streaming(server, headers=one, team_names="Support team") as reading:
                assert reading.answer.status_code == 404


async def test_who_takes_nothing_is_cut_off(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_module, "SLOW_SECONDS", 0.01)
    node, metrics = server.node, Metrics()
    peers = Peers(())
    boards = Boards(node.live, node.accounts, node.clock)
    stream = Stream(
        boards,
        node.accounts,
        Callers(node.accounts, peers, Usage(node.clock)),
        Sessions(node.accounts, peers, Origins(())),
        node.clock,
        metrics,
    )
    sent: list[Message] = []

    async def receive() -> Message:
        never: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        return await never

    async def send(message: Message) -> None:
        sent.append(message)
        if message["type"] == "http.response.body":
            await asyncio.get_running_loop().create_future()  # as a full line does

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/pulse-api/stream",
        "query_string": b"cloud_id=leap",
        "headers": [(b"x-api-key", server.token.encode())],
    }
    async with asyncio.timeout(10):
        await stream(scope, receive, send)
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    assert b"dockline_streams 0.0" in metrics.text()
    await boards.stop()


async def test_streams_end_with_the_server(tmp_path: Path) -> None:
    async with serving(tmp_path) as server, streaming(server) as reading:
        await reading.next("snapshot")
        ended = asyncio.create_task(reading.ended())
        await server.node.stop()
        await ended


async def test_limits_that_are_set_anew_are_told(server: Server) -> None:
    async with server.dock() as dock:
        await dock.ask(Pause("Lunch"))
        async with streaming(server) as reading:
            board = Board((await reading.next("snapshot")).data)
            rishi = server.users["rishi"].user_id
            while board.agents[rishi]["state"] != "paused":
                board.change((await reading.next("change")).data)
            assert board.agents[rishi]["alerts"] == []
            (team,) = server.node.accounts.teams(LEAP)
            alerts = replace(team.settings.alerts, paused=0.001)
            await server.node.accounts.update_team(
                team.team_id, replace(team.settings, alerts=alerts)
            )
            while board.agents[rishi]["alerts"] != ["paused-long"]:
                board.change((await reading.next("change")).data)
            poll = await server.http.post(
                "/pulse-api/live", json={"cloud_id": "leap", "auth_token": server.token}
            )
            assert poll.json()["agents"][0]["alerts"] == ["paused-long"]


async def test_nobody_is_counted_who_has_left(server: Server) -> None:
    async with streaming(server) as reading:
        await reading.next("snapshot")
        assert "dockline_streams 1.0" in (await server.http.get("/metrics")).text

    async def left() -> bool:
        return "dockline_streams 0.0" in (await server.http.get("/metrics")).text

    await until(left)
