"""A mistake of ours in the middle of a step costs that step alone."""

import asyncio
from importlib import import_module
from typing import Any

import pytest

from dockline.domain.chatcommands import StartChat
from dockline.domain.facts import AgentState
from dockline.domain.floor import calling, presence
from dockline.domain.floor.state import Floor
from dockline.domain.ids import AgentId, CallId, ChatId, PageId, TeamId
from dockline.services import settling
from dockline.services.teams import TeamChange
from tests.support.until import until
from tests.unit.services.test_floors import LEAP, House


@pytest.fixture
async def house() -> Any:
    made = House()
    await made.begin(dock_grace_seconds=10.0, rejoin_seconds=30.0)
    yield made
    await made.floors.stop()
    await made.engine.stop()


def _steps() -> Any:
    """The module; its name in the package is the function's."""
    return import_module("dockline.domain.floor.step")


async def _both_lost(house: House) -> None:
    """Two calls, and both docks are lost at once: their alarms are due together."""
    for login in ("rishi", "siddhant"):
        await house.sign_in(login)
        await house.talk(login)
    for login in ("rishi", "siddhant"):
        await house.floors.dock_lost(LEAP, house.id_of(login), PageId(f"page-{login}"))


async def test_an_alarm_that_fails_does_not_lose_those_due_with_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _both_lost(house)
    rishi, over = house.id_of("rishi"), presence.grace_over

    def failing(floor: Floor, agent_id: AgentId, now: float) -> None:
        if agent_id == rishi:
            raise RuntimeError("a mistake")
        over(floor, agent_id, now)

    monkeypatch.setitem(_steps()._AGENT_ALARMS, "grace", failing)
    house.clock.advance(11)
    await until(lambda: house.view("siddhant").me.state is AgentState.OFFLINE)


async def test_what_a_failed_step_has_ordered_already_is_carried_out(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _both_lost(house)
    over = calling.rejoin_over

    def failing(floor: Floor, call_id: CallId, now: float) -> None:
        over(floor, call_id, now)
        raise RuntimeError("a mistake")

    monkeypatch.setitem(_steps()._CALL_ALARMS, "rejoin", failing)
    house.clock.advance(31)

    async def hung_up() -> bool:
        return not (await house.engine.inventory()).legs

    await until(hung_up)
    assert not house.floors.open_calls(LEAP)


async def test_whoever_begins_a_chat_is_answered_where_it_cannot_be_recorded(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*of: Any) -> None:
        raise RuntimeError("a mistake")

    monkeypatch.setattr(settling, "chat_record", failing)
    team = next(iter(house.accounts.teams(LEAP)))
    start = StartChat(ChatId("chat"), TeamId(team.team_id), "widget", "Somebody", {})
    async with asyncio.timeout(5):
        with pytest.raises(RuntimeError, match="a mistake"):
            await house.floors.do(LEAP, start)


async def test_a_team_that_is_renamed_has_its_people_and_their_calls_by_its_new_name(
    house: House,
) -> None:
    await house.sign_in("rishi")
    [team] = house.accounts.teams(LEAP)
    await house.accounts.team_keeping.change(team.team_id, TeamChange(name="Care"), actor="a")
    call_id = await house.talk("rishi")
    assert house.view("rishi").me.teams == ("Care",)
    call = house.floors.call(LEAP, call_id)
    assert call is not None
    assert call.team == "Care"


async def test_who_waits_for_a_commit_when_the_server_stops_is_let_go(house: House) -> None:
    await house.sign_in("rishi")
    committing, never = asyncio.Event(), asyncio.Event()

    async def commit(writes: Any) -> None:
        committing.set()
        await never.wait()

    house.store.commit = commit  # type: ignore[method-assign]
    dialling = asyncio.create_task(
        house.floors.start_call(LEAP, house.id_of("rishi"), "442079460100", "", {})
    )
    async with asyncio.timeout(5):
        await committing.wait()
    stopping = asyncio.create_task(house.floors.stop(end_calls=False))
    async with asyncio.timeout(5):
        await asyncio.wait({dialling})
    assert dialling.cancelled()
    del house.store.commit
    never.set()
    await stopping
