"""What a restart finds in the store and in the engine."""

from collections.abc import AsyncIterator

import pytest
from msgspec import structs

from dockline.domain import commands as c
from dockline.domain.call import Call
from dockline.domain.errors import SpendCapReached
from dockline.domain.facts import AgentState, Outcome, RecordingState, TransferPhase
from dockline.domain.ids import AgentId, CallId, PhoneId, call_room
from dockline.domain.monitor import MonitorMode, StartMonitor
from dockline.domain.space import DialPolicy, SpaceSettings
from dockline.ports.store import PutAlive, PutCall
from tests.support.until import until
from tests.unit.services.test_floors import LEAP, House


@pytest.fixture
async def house() -> AsyncIterator[House]:
    made = House()
    await made.begin()
    yield made
    await made.floors.stop()
    await made.engine.stop()


async def test_a_restart_finds_the_call(house: House) -> None:
    await house.sign_in("rishi")
    call_id = await house.talk("rishi")
    await house.floors._boxes[LEAP].committer.durable([])
    before = (await house.engine.inventory()).legs
    await house.again()
    assert (await house.engine.inventory()).legs == before
    assert [call.call_id for call in house.floors.open_calls(LEAP)] == [call_id]
    await house.sign_in("rishi", leg_up=True)
    assert house.view("rishi").me.state is AgentState.TALKING
    await house.floors.ask(LEAP, house.id_of("rishi"), c.Hold(call_id=call_id))
    await house.floors.ask(LEAP, house.id_of("rishi"), c.HangUpCall(call_id=call_id))
    assert not (await house.engine.inventory()).legs
    assert not (await house.engine.inventory()).rooms


async def test_a_restart_finds_a_colleague_in_the_call(house: House) -> None:
    await house.sign_in("rishi")
    await house.sign_in("siddhant")
    call_id = await house.talk("rishi")
    ask = c.Transfer(call_id, blind=False, target_kind="agent", target=house.id_of("siddhant"))
    await house.floors.ask(LEAP, house.id_of("rishi"), ask)
    await house.floors.ask(LEAP, house.id_of("siddhant"), c.AnswerOffer(call_id=call_id))
    await until(lambda: house.view("siddhant").me.state is AgentState.TALKING)
    await house.floors._boxes[LEAP].committer.durable([])
    before = (await house.engine.inventory()).legs
    assert len(before) == 3
    await house.again()
    assert (await house.engine.inventory()).legs == before
    assert house.view("siddhant").me.call_id == call_id
    for login in ("siddhant", "rishi"):
        await house.sign_in(login, leg_up=True)
    await house.floors.ask(LEAP, house.id_of("rishi"), c.HandOver(call_id=call_id))
    call = house.view("siddhant").call
    assert call is not None
    assert call.agent_id == house.id_of("siddhant")


async def test_what_the_agent_has_switched_off_stays_off_over_a_restart(house: House) -> None:
    await house.accounts.update_settings(LEAP, SpaceSettings(recording="always"))
    await house.sign_in("rishi")
    call_id = await house.talk("rishi")
    for order in (c.SetRecording(call_id=call_id, on=False), c.MuteCall(call_id, muted=True)):
        await house.floors.ask(LEAP, house.id_of("rishi"), order)
    await house.floors._boxes[LEAP].committer.durable([])
    await house.again()
    await house.sign_in("rishi", leg_up=True)
    call = house.view("rishi").call
    assert (call.recording, call.muted) == (RecordingState.OFF, True)
    assert not (await house.engine.inventory()).recordings, "a card's number may be said now"


async def wrapping_up(house: House) -> CallId:
    await house.accounts.update_settings(LEAP, SpaceSettings(wrap_up_seconds=60))
    await house.sign_in("rishi")
    call_id = await house.talk("rishi")
    await house.floors.ask(LEAP, house.id_of("rishi"), c.HangUpCall(call_id=call_id))
    note = c.WriteNote(call_id=call_id, note="Order 48213")
    await house.floors.ask(LEAP, house.id_of("rishi"), note)
    await house.floors._boxes[LEAP].committer.durable([])
    return call_id


async def test_a_wrap_up_goes_on_after_a_restart(house: House) -> None:
    call_id = await wrapping_up(house)
    before = house.view("rishi")
    assert before.me.state is AgentState.WRAP_UP
    await house.again()
    await house.sign_in("rishi", wrap_up=(call_id, before.me.until))
    view = house.view("rishi")
    assert (view.me.state, view.me.until) == (AgentState.WRAP_UP, before.me.until)
    assert (view.call.call_id, view.call.note) == (call_id, "Order 48213")
    done = c.FinishWrapUp(call_id, note="Sent again", disposition="sale", then="paused")
    await house.floors.ask(LEAP, house.id_of("rishi"), done)
    assert house.view("rishi").me.state is AgentState.PAUSED
    await house.floors._boxes[LEAP].committer.durable([])
    record = await house.record(call_id)
    assert (record.note, record.disposition) == ("Sent again", "sale")
    assert (record.agent_login, record.outcome) == ("rishi", Outcome.ANSWERED.value)
    assert record.open_state == b"", "there is nothing to go on with"


async def test_a_wrap_up_that_was_over_meanwhile_leaves_time_to_save_it(house: House) -> None:
    call_id = await wrapping_up(house)
    await house.again()
    now = house.clock.now()
    await house.sign_in("rishi", wrap_up=(call_id, now - 30.0))
    assert house.view("rishi").me.until == now + 15.0
    house.clock.advance(15.0)
    await until(lambda: house.view("rishi").me.state is AgentState.READY)
    await house.floors._boxes[LEAP].committer.durable([])
    record = await house.record(call_id)
    assert (record.note, record.open_state) == ("Order 48213", b"")


async def test_nobody_wraps_up_what_is_not_theirs_or_done(house: House) -> None:
    call_id = await wrapping_up(house)
    await house.again()
    await house.sign_in("siddhant", wrap_up=(call_id, house.clock.now() + 30.0))
    assert house.view("siddhant").me.state is AgentState.READY
    await house.sign_in("rishi", wrap_up=(call_id, house.clock.now() + 30.0))
    done = c.FinishWrapUp(call_id, note="", disposition="")
    await house.floors.ask(LEAP, house.id_of("rishi"), done)
    await house.floors._boxes[LEAP].committer.durable([])
    await house.again()
    await house.sign_in("rishi", wrap_up=(call_id, house.clock.now() + 30.0))
    assert house.view("rishi").me.state is AgentState.READY


async def test_calls_that_outlive_a_restart_cost_on(house: House) -> None:
    policy = DialPolicy(spend_cap=3.0, minute_rates={"44": 1.0})
    await house.accounts.update_settings(LEAP, SpaceSettings(dial_policy=policy))
    await house.sign_in("rishi")
    await house.talk("rishi")
    await house.floors._boxes[LEAP].committer.durable([])
    house.clock.advance(130)  # the third minute
    await house.again()
    await house.sign_in("siddhant")
    with pytest.raises(SpendCapReached):
        await house.call("siddhant")


def _phase(call: Call) -> TransferPhase | None:
    return call.view.transfer.phase if call.view.transfer is not None else None


@pytest.mark.parametrize("blind", [False, True])
async def test_a_number_that_has_the_call_costs_on_after_a_restart(
    house: House, blind: bool
) -> None:
    """Whoever the call is with costs next to nothing here, as those cost nothing who call in."""
    policy = DialPolicy(spend_cap=3.0, minute_rates={"49": 1.0, "44": 0.01})
    await house.accounts.update_settings(LEAP, SpaceSettings(dial_policy=policy))
    await house.sign_in("rishi")
    call_id = await house.talk("rishi")
    ask = c.Transfer(call_id=call_id, blind=blind, target_kind="number", target="493090182100")
    await house.floors.ask(LEAP, house.id_of("rishi"), ask)
    (box,) = [one for space_id, one in house.floors._boxes.items() if space_id == LEAP]
    call = box.floor.calls[call_id]
    await until(lambda: _phase(call) is TransferPhase.TALKING)
    await box.committer.durable([])
    house.clock.advance(130)  # the third minute
    await house.again()
    await house.sign_in("siddhant")
    with pytest.raises(SpendCapReached):
        await house.call("siddhant")


@pytest.mark.parametrize("ends", [c.DropTarget, c.HangUpCall])
async def test_what_a_number_cost_that_was_asked_into_a_call_counts_after_a_restart(
    house: House, ends: type[c.DropTarget] | type[c.HangUpCall]
) -> None:
    policy = DialPolicy(spend_cap=3.0, minute_rates={"49": 1.0, "44": 0.01})
    await house.accounts.update_settings(LEAP, SpaceSettings(dial_policy=policy))
    await house.sign_in("rishi")
    call_id = await house.talk("rishi")
    ask = c.Transfer(call_id=call_id, blind=False, target_kind="number", target="493090182100")
    await house.floors.ask(LEAP, house.id_of("rishi"), ask)
    (box,) = [one for space_id, one in house.floors._boxes.items() if space_id == LEAP]
    call = box.floor.calls[call_id]
    await until(lambda: _phase(call) is TransferPhase.TALKING)
    house.clock.advance(130)  # the third minute
    await house.floors.ask(LEAP, house.id_of("rishi"), ends(call_id=call_id))
    before = house.floors.usage(LEAP).spent(house.clock.now())
    assert 3.0 < before < 3.1
    await box.committer.durable([])
    await house.again()
    await house.sign_in("siddhant")
    assert house.floors.usage(LEAP).spent(house.clock.now()) == pytest.approx(before)
    with pytest.raises(SpendCapReached):
        await house.call("siddhant")


async def test_a_restart_after_the_customer_left(house: House) -> None:
    await house.sign_in("rishi")
    call_id = await house.talk("rishi")
    await house.floors._boxes[LEAP].committer.durable([])
    customer = next(
        leg.leg_id for leg in (await house.engine.inventory()).legs if leg.tags.role == "customer"
    )
    house.engine.drop()
    house.engine.hang_up_far_end(customer)
    await house.again()
    await until(lambda: not house.floors.open_calls(LEAP))
    await house.floors._boxes[LEAP].committer.durable([])
    record = await house.record(call_id)
    assert (record.ended_by, record.outcome) == ("customer", Outcome.ANSWERED.value)
    assert not (await house.engine.inventory()).legs


@pytest.mark.parametrize("held", [False, True])
@pytest.mark.parametrize("engine_died", [False, True])
async def test_a_call_that_is_gone_after_a_restart_ended_when_the_server_was_last_known_to_live(
    house: House, held: bool, engine_died: bool
) -> None:
    """And not in the morning, when somebody starts it again."""
    await house.sign_in("rishi")
    call_id = await house.talk("rishi")
    began = house.clock.now()
    house.clock.advance(60)
    if held:
        await house.floors.ask(LEAP, house.id_of("rishi"), c.Hold(call_id=call_id))
    await house.floors._boxes[LEAP].committer.durable([])
    house.clock.advance(30)
    await house.store.commit([PutAlive(LEAP, house.clock.now())])
    legs = (await house.engine.inventory()).legs
    (box,) = [one for space_id, one in house.floors._boxes.items() if space_id == LEAP]
    assert box._task is not None
    box._task.cancel()
    if engine_died:
        house.engine.kill()
        house.engine.come_back()
    else:
        house.engine.drop()
        house.engine.hang_up_far_end(
            next(one.leg_id for one in legs if one.tags.role == "customer")
        )
    house.clock.advance(14 * 3600)
    await house.again()
    await until(lambda: not house.floors.open_calls(LEAP))
    await house.floors._boxes[LEAP].committer.durable([])
    record = await house.record(call_id)
    assert (record.answered_at, record.ended_at) == (began, began + 90)
    assert record.hold_seconds == (30.0 if held else 0.0)
    assert record.outcome == Outcome.ANSWERED.value


async def test_a_call_that_is_there_after_a_restart_ends_when_it_ends(house: House) -> None:
    await house.sign_in("rishi")
    call_id = await house.talk("rishi")
    await house.floors._boxes[LEAP].committer.durable([])
    await house.store.commit([PutAlive(LEAP, house.clock.now())])
    house.clock.advance(60)
    await house.again()
    await house.sign_in("rishi", leg_up=True)
    house.clock.advance(60)
    await house.floors.ask(LEAP, house.id_of("rishi"), c.HangUpCall(call_id=call_id))
    await house.floors._boxes[LEAP].committer.durable([])
    assert (await house.record(call_id)).ended_at == house.clock.now()


@pytest.mark.parametrize("mode", list(MonitorMode))
async def test_after_a_restart_nobody_listens(house: House, mode: MonitorMode) -> None:
    await house.sign_in("rishi")
    call_id = await house.talk("rishi")
    phone_id = PhoneId("board-anna-1")
    await house.engine.make_phone(phone_id)

    async def listen() -> None:
        anna = AgentId("anna")
        listening = StartMonitor(anna, "Anna", phone_id, house.id_of("rishi"), mode)
        await house.floors.do(LEAP, listening)
        await until(lambda: (view := house.floors.monitor(LEAP, anna)) and view.up)

    await listen()
    legs = {leg.tags.role: leg.leg_id for leg in (await house.engine.inventory()).legs}
    together = {legs["agent"], legs["customer"]}
    heard = house.engine.hears(legs["monitor"])
    assert heard == together
    await house.floors._boxes[LEAP].committer.durable([])
    await house.again()

    async def gone() -> bool:
        held = await house.engine.inventory()
        return {leg.leg_id for leg in held.legs} == together and not held.spies

    await until(gone)
    assert (await house.engine.inventory()).rooms == (call_room(call_id),)
    assert house.engine.hears(legs["agent"]) == {legs["customer"]}
    await house.sign_in("rishi", leg_up=True)
    assert house.view("rishi").call.barged == ""
    await listen()


async def test_a_call_of_another_version_that_cannot_be_read_is_ended(house: House) -> None:
    await house.sign_in("rishi")
    call_id = await house.talk("rishi")
    await house.sign_in("siddhant")
    other = await house.talk("siddhant")
    await house.floors._boxes[LEAP].committer.durable([])
    record = await house.record(call_id)
    await house.store.commit([PutCall(structs.replace(record, open_state=b'{"view": 1}'))])
    await house.again()
    assert [call.call_id for call in house.floors.open_calls(LEAP)] == [other]
    await house.floors._boxes[LEAP].committer.durable([])
    ended = await house.record(call_id)
    assert (ended.cause, ended.ended_by) == ("server-restarted", "system")
    assert ended.outcome == Outcome.ANSWERED.value
    assert ended.ended_at is not None
    assert not ended.open_state

    async def taken_down() -> bool:
        held = await house.engine.inventory()
        return {leg.tags.call_id for leg in held.legs} == {other} and len(held.rooms) == 1

    await until(taken_down)
