"""Calls that come in, through the real engine: they wait with music, and agents talk with them.

One telephone is the whole carrier: it calls in, and whatever is dialled rings it.
"""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from dockline.domain import commands as c
from dockline.domain.facts import AgentState, CallKind, CallPhase, LegState
from dockline.domain.ids import CallId, TeamId
from dockline.domain.space import Role
from dockline.domain.teamsettings import NumberRoute, QueueSettings, TeamSettings
from dockline.ports.store import CallFilter
from tests.support.dock import Dock
from tests.support.house import LEAP, PASSWORD, House, both_ends
from tests.support.lines import AGENT_HZ, CALLER_HZ, music, only
from tests.support.sound import silent
from tests.support.ua import Telephone

pytestmark = pytest.mark.engine

OURS = "442079460500"
THEIRS = "442079460150"


@contextlib.asynccontextmanager
async def reachable(
    queue: dict[str, Any] | None = None, **house: Any
) -> AsyncIterator[tuple[Telephone, House]]:
    """A house whose team has a number. ``queue``: settings of the team's."""
    async with both_ends(**house) as (customer, opened):
        customer.audio.tone_hz = CALLER_HZ
        await set_queue(opened, **(queue or {}))
        yield customer, opened


async def set_queue(house: House, **settings: Any) -> TeamId:
    team = house.node.accounts.team_by_name(LEAP, "Support team")
    assert team is not None
    queue = QueueSettings(numbers=(NumberRoute(OURS, "Order line"),), **settings)
    await house.node.accounts.update_team(team.team_id, TeamSettings(queue=queue))
    return team.team_id


async def desk(house: House, login: str) -> Dock:
    dock = await house.dock(login)
    assert dock.telephone is not None
    dock.telephone.audio.tone_hz = AGENT_HZ
    return dock


async def calls_in(customer: Telephone) -> None:
    answer = await customer.dial(OURS, user=THEIRS)
    assert answer.status == 200


async def rings(dock: Dock) -> CallId:
    """Until this dock rings for a caller."""
    await dock.until(lambda: dock.view.me.state is AgentState.RINGING)
    return dock.call.call_id


async def takes(dock: Dock, call_id: CallId) -> None:
    await dock.ask(c.AnswerOffer(call_id=call_id))
    await dock.until(lambda: dock.view.call and dock.call.agent_leg is LegState.UP)


async def hear_each_other(dock: Dock, customer: Telephone) -> None:
    assert dock.telephone is not None
    await customer.hears(only(AGENT_HZ))
    await dock.telephone.hears(only(CALLER_HZ))


async def test_a_caller_waits_with_music_and_the_longest_idle_agent_answers() -> None:
    async with reachable() as (customer, house):
        rishi = await desk(house, "rishi")
        siddhant = await desk(house, "siddhant")
        await calls_in(customer)
        call_id = await rings(rishi)
        assert (rishi.call.number, rishi.call.caller_id) == (THEIRS, OURS)
        assert rishi.call.queue is not None
        assert rishi.call.queue.line_name == "Order line"
        await customer.hears(music)
        await takes(rishi, call_id)
        assert rishi.call.phase is CallPhase.TALKING
        await hear_each_other(rishi, customer)
        assert siddhant.view.me.state is AgentState.READY
        await customer.hang_up()
        record = await house.record(call_id)
        assert (record.direction, record.outcome, record.ended_by) == (
            "inbound",
            "answered",
            "customer",
        )
        assert (record.agent_login, record.team) == ("rishi", "Support team")
        await house.nothing_left()


async def test_a_call_that_came_in_is_held_and_handed_on() -> None:
    async with reachable() as (customer, house):
        rishi = await desk(house, "rishi")
        siddhant = await desk(house, "siddhant")
        await calls_in(customer)
        call_id = await rings(rishi)
        await takes(rishi, call_id)
        await rishi.ask(c.Hold(call_id=call_id))
        await customer.hears(music)
        await rishi.ask(c.Resume(call_id=call_id))
        await hear_each_other(rishi, customer)
        target = siddhant.view.me.agent_id
        await rishi.ask(
            c.Transfer(call_id=call_id, blind=False, target_kind="agent", target=target)
        )
        await takes_transfer(siddhant, call_id)
        await rishi.ask(c.HandOver(call_id=call_id))
        await siddhant.until(lambda: siddhant.call.agent_id == target)
        await hear_each_other(siddhant, customer)
        await siddhant.ask(c.HangUpCall(call_id=call_id))
        assert (await house.record(call_id)).agent_login == "siddhant"
        await house.nothing_left()


async def takes_transfer(dock: Dock, call_id: CallId) -> None:
    await dock.until(lambda: dock.view.me.state is AgentState.RINGING)
    await dock.ask(c.AnswerOffer(call_id=call_id))
    await dock.until(lambda: dock.view.me.state is AgentState.TALKING)


async def test_nobody_answers_and_the_next_agent_is_rung() -> None:
    async with reachable({"ring_seconds": 3.0}) as (customer, house):
        rishi = await desk(house, "rishi")
        siddhant = await desk(house, "siddhant")
        await calls_in(customer)
        call_id = await rings(rishi)
        assert await rings(siddhant) == call_id
        await rishi.until(lambda: rishi.view.me.state is AgentState.PAUSED)
        assert rishi.view.me.pause_reason == "Missed call"
        await customer.hears(music)
        await takes(siddhant, call_id)
        await hear_each_other(siddhant, customer)
        await siddhant.ask(c.HangUpCall(call_id=call_id))
        await customer.call.ended.wait()
        await house.nothing_left()


async def test_after_a_while_another_teams_agent_is_rung() -> None:
    async with reachable() as (customer, house):
        accounts = house.node.accounts
        sales = await accounts.create_team(LEAP, "Sales")
        await accounts.create_user(LEAP, "mira", "Mira", PASSWORD, Role.AGENT, ["Sales"])
        await set_queue(house, overflow_team=sales.team_id, overflow_after=1.0)
        rishi = await desk(house, "rishi")
        await rishi.ask(c.Pause(reason="Tea"))
        mira = await desk(house, "mira")
        await calls_in(customer)
        await customer.hears(music)
        call_id = await rings(mira)
        assert mira.call.team == "Sales"
        await takes(mira, call_id)
        await hear_each_other(mira, customer)
        await customer.hang_up()
        await house.nothing_left()


async def test_a_caller_presses_one_hangs_up_and_is_called_back() -> None:
    async with reachable({"callback_after": 0.0, "say_every": 0.0}) as (customer, house):
        rishi = await desk(house, "rishi")
        await rishi.ask(c.Pause(reason="Tea"))
        await calls_in(customer)
        await customer.hears(lambda sound: not silent(sound))
        customer.press("1")
        await customer.call.ended.wait()
        await rishi.ask(c.GoReady())
        call_id = await rings(rishi)
        assert rishi.call.queue is not None
        assert (rishi.call.kind, rishi.call.queue.callback) == (CallKind.INBOUND, True)
        before = len(customer.invites)
        await rishi.ask(c.AnswerOffer(call_id=call_id))
        await rishi.until(lambda: rishi.call.phase is CallPhase.TALKING)
        [invite] = customer.invites[before:]
        assert THEIRS in invite.first
        assert "442079460001" in invite.get("From")
        await hear_each_other(rishi, customer)
        await rishi.ask(c.HangUpCall(call_id=call_id))
        record = await house.record(call_id)
        assert (record.kind, record.direction, record.outcome) == (
            "inbound",
            "outbound",
            "answered",
        )
        await house.nothing_left()


async def test_a_caller_hangs_up_in_the_queue_and_while_a_dock_rings() -> None:
    async with reachable() as (customer, house):
        rishi = await desk(house, "rishi")
        await rishi.ask(c.Pause(reason="Tea"))
        await calls_in(customer)
        await customer.hears(music)
        [waiting] = house.node.floors.open_calls(LEAP)
        await customer.hang_up()
        record = await house.record(waiting.call_id)
        assert (record.outcome, record.cause) == ("abandoned", "hung-up-waiting")
        await rishi.ask(c.GoReady())
        await calls_in(customer)
        ringing = await rings(rishi)
        await customer.hang_up()
        await rishi.until(lambda: rishi.view.me.state is AgentState.READY)
        assert (await house.record(ringing)).outcome == "abandoned"
        await house.nothing_left()


async def test_who_finds_nobody_is_told_and_hung_up_on() -> None:
    async with reachable(dock_grace_seconds=0) as (customer, house):
        await calls_in(customer)
        await customer.hears(music)  # a voice: sound, and no tone
        await customer.call.ended.wait()
        [record] = await house.node.store.calls(LEAP, CallFilter(), limit=10)
        assert (record.outcome, record.cause) == ("turned_away", "nobody-signed-in")
        await house.nothing_left()


async def test_a_number_that_leads_nowhere_is_not_found() -> None:
    async with reachable() as (customer, house):
        answer = await customer.dial("442079460501", user=THEIRS)
        assert answer.status == 404
        await house.nothing_left()


async def test_a_team_calls_a_number_that_an_api_names() -> None:
    async with reachable() as (customer, house):
        token = await house.node.accounts.tokens.replace(LEAP, "crm")
        async with httpx.AsyncClient(base_url=house.node.url, trust_env=False) as http:
            answer = await http.post(
                "/apiv1/team/make_call",
                json={
                    "space_id": "leap",
                    "team_name": "Support team",
                    "number": f"+{THEIRS}",
                    "attributes": {"name": "Alex"},
                },
                headers={"x-api-key": token},
            )
        call_id = answer.json()["callId"]
        rishi = await desk(house, "rishi")
        assert await rings(rishi) == call_id
        assert rishi.call.custom == {"name": "Alex"}
        await rishi.ask(c.AnswerOffer(call_id=call_id))
        await rishi.until(lambda: rishi.call.phase is CallPhase.TALKING)
        await hear_each_other(rishi, customer)
        await rishi.ask(c.HangUpCall(call_id=call_id))
        record = await house.record(call_id)
        assert (record.kind, record.outcome) == ("callback", "answered")
        await house.nothing_left()


async def test_a_caller_waits_on_while_the_server_is_started_again() -> None:
    async with reachable(keep_running=True) as (customer, house):
        rishi = await desk(house, "rishi")
        await rishi.ask(c.Pause(reason="Tea"))
        await calls_in(customer)
        await customer.hears(music)
        [waiting] = house.node.floors.open_calls(LEAP)
        await house.restart()
        await customer.hears(music)
        await rishi.open()
        if rishi.view.me.state is AgentState.PAUSED:
            await rishi.ask(c.GoReady())
        assert await rings(rishi) == waiting.call_id
        assert rishi.call.started_at == waiting.started_at
        await takes(rishi, waiting.call_id)
        assert rishi.telephone is not None
        rishi.telephone.audio.tone_hz = AGENT_HZ
        await hear_each_other(rishi, customer)
        await customer.hang_up()
        await house.nothing_left()
