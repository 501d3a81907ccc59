"""Calls in, through the floors with the scripted engine: routed, written, guarded, found again."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from dockline.domain import commands as c
from dockline.domain.errors import NumberNotAllowed, RateLimited
from dockline.domain.facts import AgentState, CallPhase, LegState
from dockline.domain.ids import CallId, LegId, SpaceId, leg_id
from dockline.domain.orders import Phrase, Say
from dockline.domain.signals import CallArrived
from dockline.domain.space import DialPolicy, Team
from dockline.domain.teamsettings import NumberRoute, QueueSettings, TeamSettings
from dockline.ports.store import StoreUnavailable
from tests.support.until import until
from tests.unit.services.test_floors import LEAP, House

OURS = "442079460200"
THEIRS = "442079460100"


@pytest.fixture
async def house() -> AsyncIterator[House]:
    made = House()
    await made.begin()
    await set_queue(made)
    yield made
    await made.floors.stop()
    await made.engine.stop()


async def set_queue(house: House, **settings: Any) -> Team:
    [team] = house.accounts.teams(LEAP)
    queue = QueueSettings(numbers=(NumberRoute(OURS, "Order line", priority=3),), **settings)
    return await house.accounts.update_team(team.team_id, TeamSettings(queue=queue))


async def policy(house: House, **rules: Any) -> None:
    from msgspec.structs import replace

    space = house.accounts.space(LEAP)
    assert space is not None
    changed = replace(space.settings, dial_policy=DialPolicy(**rules))
    await house.accounts.update_settings(LEAP, changed)


async def pause(house: House, login: str) -> None:
    """Signed in, and not to be rung."""
    await house.sign_in(login)
    await house.floors.ask(LEAP, house.id_of(login), c.Pause(reason="Tea"))


def view(house: House, call_id: CallId) -> Any:
    return house.floors.call(LEAP, call_id)


async def test_a_caller_waits_and_is_taken(house: House) -> None:
    await house.sign_in("rishi")
    arrived = house.engine.call_in(OURS, THEIRS, "Alex")
    await until(lambda: house.view("rishi").me.state is AgentState.RINGING)
    shown = house.view("rishi").call
    assert (shown.number, shown.caller_name, shown.caller_id) == (THEIRS, "Alex", OURS)
    assert (shown.queue.line_name, shown.queue.priority) == ("Order line", 3)
    assert house.engine.hears_music(arrived.leg_id)
    await house.floors.ask(LEAP, house.id_of("rishi"), c.AnswerOffer(call_id=arrived.call_id))
    await until(lambda: house.view("rishi").call.agent_leg is LegState.UP)
    agent = leg_id(arrived.call_id, "agent", 2)
    assert house.engine.hears(arrived.leg_id) == {agent}
    await house.floors.ask(LEAP, house.id_of("rishi"), c.HangUpCall(call_id=arrived.call_id))
    record = await until(lambda: ended(house, arrived.call_id))
    assert (record.direction, record.kind, record.outcome) == ("inbound", "inbound", "answered")
    assert (record.agent_login, record.team, record.number) == ("rishi", "Support team", THEIRS)


async def ended(house: House, call_id: CallId) -> Any:
    record = await house.store.call(LEAP, call_id)
    return record if record is not None and record.ended_at is not None else None


async def test_a_number_that_leads_nowhere_meets_404(house: House) -> None:
    arrived = house.engine.call_in("442079460999", THEIRS)
    await until(lambda: house.engine.turned_away.get(arrived.leg_id))
    assert house.engine.turned_away == {arrived.leg_id: 404}
    assert house.floors.open_calls(LEAP) == []


async def test_who_finds_nobody_has_a_record_of_it(house: House) -> None:
    house.clock.advance(11)  # docks may come back no more
    arrived = house.engine.call_in(OURS, THEIRS)
    record = await until(lambda: ended(house, arrived.call_id))
    assert (record.outcome, record.cause) == ("turned_away", "nobody-signed-in")
    assert (record.agent_id, record.agent_login, record.open_state) == ("", "", b"")
    await until(lambda: house.engine.said)
    assert house.engine.said == [(arrived.leg_id, Say(Phrase.NOBODY_FREE))]
    house.engine.end_play(arrived.leg_id)
    await until(lambda: gone(house, arrived.leg_id))


async def gone(house: House, leg: LegId) -> bool:
    return leg not in {one.leg_id for one in (await house.engine.inventory()).legs}


async def test_who_hangs_up_waiting_has_a_record_of_it(house: House) -> None:
    await pause(house, "rishi")
    arrived = await in_queue(house)
    house.engine.hang_up_far_end(arrived.leg_id)
    record = await until(lambda: ended(house, arrived.call_id))
    assert (record.outcome, record.cause, record.ended_by) == (
        "abandoned",
        "hung-up-waiting",
        "customer",
    )


async def in_queue(house: House, caller: str = THEIRS) -> CallArrived:
    """Who has somebody to wait for, but nobody who is free."""
    arrived = house.engine.call_in(OURS, caller, "Alex")

    async def waiting() -> bool:
        held = (await house.engine.inventory()).legs
        return arrived.leg_id in {one.leg_id for one in held} and house.engine.hears_music(
            arrived.leg_id
        )

    await until(waiting)
    return arrived


async def test_a_caller_keeps_the_place_when_the_server_is_started_again(house: House) -> None:
    await pause(house, "rishi")
    first = await in_queue(house)
    house.clock.advance(1)
    second = await in_queue(house)
    house.clock.advance(1)
    promised = await house.floors.queue_call(
        LEAP, house.accounts.teams(LEAP)[0].team_id, THEIRS, "", {"name": "Alex"}
    )
    await until(lambda: kept(house, first.call_id, second.call_id))
    since = view(house, first.call_id).started_at
    await house.again()
    await house.sign_in("rishi", "another")
    await until(lambda: house.view("rishi").me.state is AgentState.RINGING)
    assert house.view("rishi").call.call_id == first.call_id
    assert view(house, first.call_id).queue.since == since
    assert {one.call_id for one in house.floors.open_calls(LEAP)} == {
        first.call_id,
        second.call_id,
        promised,
    }
    assert house.engine.hears_music(second.leg_id)
    assert view(house, promised).custom == {"name": "Alex"}


async def kept(house: House, *calls: CallId) -> bool:
    return set(calls) <= {one.call_id for one in await house.store.open_calls(LEAP)}


async def test_a_caller_who_left_meanwhile_has_abandoned(house: House) -> None:
    await pause(house, "rishi")
    arrived = await in_queue(house)
    await until(lambda: kept(house, arrived.call_id))
    await stop_server(house)
    house.engine.hang_up_far_end(arrived.leg_id)
    await house.again()
    record = await until(lambda: ended(house, arrived.call_id))
    assert (record.outcome, record.cause) == ("abandoned", "hung-up-waiting")


async def stop_server(house: House) -> None:
    """It hears nothing any more."""
    await house.floors.stop(end_calls=False)


@pytest.mark.parametrize(
    ("caller", "rules", "may"),
    [
        (THEIRS, {}, True),
        ("", {}, False),
        ("19005551234", {}, False),
        ("12025550123", {"countries": ("44",)}, False),
        (THEIRS, {"blocked_prefixes": ("4420794601",)}, False),
        # how much was dialled is asked when it is dialled
        (THEIRS, {"calls_per_minute": 1}, True),
    ],
)
async def test_who_may_be_called_back(
    house: House, caller: str, rules: dict[str, Any], may: bool
) -> None:
    await set_queue(house, callback_after=1.0, say_every=0.0)
    await policy(house, **rules)
    await pause(house, "rishi")
    if "calls_per_minute" in rules:
        await house.sign_in("siddhant")
        await house.talk("siddhant")
    arrived = await in_queue(house, caller)
    house.clock.advance(1.5)
    house.engine.press(arrived.leg_id, "1")
    await until(lambda: view(house, arrived.call_id).digits_received == "1" or None)
    assert view(house, arrived.call_id).queue.callback is may


async def called_back(house: House) -> CallId:
    """A promise, and the agent whose dock rings for it."""
    team = house.accounts.teams(LEAP)[0]
    call_id = await house.floors.queue_call(LEAP, team.team_id, THEIRS, "", {})
    await house.sign_in("rishi")
    await until(lambda: house.view("rishi").me.state is AgentState.RINGING)
    return call_id


async def test_a_callback_is_counted_when_it_is_dialled(house: House) -> None:
    await policy(house, calls_per_minute=1)
    call_id = await called_back(house)
    await house.floors.ask(LEAP, house.id_of("rishi"), c.AnswerOffer(call_id=call_id))
    await until(lambda: house.view("rishi").call.phase is CallPhase.TALKING)
    with pytest.raises(RateLimited):
        await house.floors.queue_call(LEAP, house.accounts.teams(LEAP)[0].team_id, THEIRS, "", {})


async def test_a_callback_over_the_rate_may_be_answered_a_little_later(house: House) -> None:
    await house.sign_in("rishi")
    busy = await house.talk("rishi")
    await house.floors.ask(LEAP, house.id_of("rishi"), c.HangUpCall(call_id=busy))
    await house.floors.ask(LEAP, house.id_of("rishi"), c.FinishWrapUp(call_id=busy))
    call_id = await called_back(house)
    await policy(house, agent_calls_per_minute=1)
    with pytest.raises(RateLimited):
        await house.floors.ask(LEAP, house.id_of("rishi"), c.AnswerOffer(call_id=call_id))
    assert house.view("rishi").me.state is AgentState.RINGING
    await policy(house)
    await house.floors.ask(LEAP, house.id_of("rishi"), c.AnswerOffer(call_id=call_id))
    await until(lambda: house.view("rishi").call.phase is CallPhase.TALKING)


async def test_a_callback_that_may_not_be_dialled_any_more_ends(house: House) -> None:
    call_id = await called_back(house)
    await policy(house, blocked_prefixes=("44",))
    with pytest.raises(NumberNotAllowed):
        await house.floors.ask(LEAP, house.id_of("rishi"), c.AnswerOffer(call_id=call_id))
    record = await until(lambda: ended(house, call_id))
    assert (record.outcome, record.cause) == ("cancelled", "number-not-allowed")
    assert house.view("rishi").me.state is AgentState.READY


async def test_nothing_is_promised_that_cannot_be_written_down(house: House) -> None:
    house.store.refuses = True
    team = house.accounts.teams(LEAP)[0]
    with pytest.raises(StoreUnavailable):
        await house.floors.queue_call(LEAP, team.team_id, THEIRS, "", {})
    assert house.floors.open_calls(LEAP) == []
    house.store.refuses = False


async def test_promises_outlive_a_server_that_is_stopped(house: House) -> None:
    team = house.accounts.teams(LEAP)[0]
    call_id = await house.floors.queue_call(LEAP, team.team_id, THEIRS, "", {})
    await pause(house, "rishi")
    arrived = await in_queue(house)
    await house.floors.stop()
    record = await ended(house, arrived.call_id)
    assert (record.outcome, record.cause) == ("abandoned", "server-stopped")
    assert [one.call_id for one in await house.store.open_calls(LEAP)] == [call_id]


async def test_settings_that_are_changed_hold_for_those_who_wait(house: House) -> None:
    await pause(house, "rishi")
    arrived = await in_queue(house)
    house.clock.advance(30)
    await set_queue(house, longest_wait=20.0)

    async def later() -> Any:
        house.clock.advance(0.5)
        return await ended(house, arrived.call_id)

    record = await until(later)
    assert (record.outcome, record.cause) == ("turned_away", "waited-longest")


async def test_what_callers_cost_us_is_nothing(house: House) -> None:
    """After a restart the day's calls are counted; those that came in were not ours to pay."""
    await policy(house, spend_cap=5.0, minute_rates={"44": 3.0})
    await house.sign_in("rishi")
    arrived = house.engine.call_in(OURS, THEIRS)
    await until(lambda: house.view("rishi").me.state is AgentState.RINGING)
    await house.floors.ask(LEAP, house.id_of("rishi"), c.AnswerOffer(call_id=arrived.call_id))
    await until(lambda: house.view("rishi").call.agent_leg is LegState.UP)
    house.engine.hang_up_far_end(arrived.leg_id)
    await until(lambda: ended(house, arrived.call_id))
    await house.again()
    assert house.floors.usage(SpaceId("leap")).spent(house.clock.now()) == 0.0
