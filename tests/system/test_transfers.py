"""Calls that are handed on, and calls that wait in the strip, through the real engine."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from dockline.adapters.asterisk.carrier import Carrier
from dockline.domain import commands as c
from dockline.domain.facts import AgentState, CallPhase, LegState, TransferPhase
from dockline.domain.ids import CallId
from tests.support.dock import Dock
from tests.support.house import House, both_ends, open_house, talking
from tests.support.sound import has_tone, share, silent
from tests.support.ua import Telephone
from tests.support.until import until

pytestmark = pytest.mark.engine


@pytest.fixture
async def house(carrier: Carrier) -> AsyncIterator[House]:
    async with open_house(carrier.trunk) as made:
        yield made


async def test_attended_transfer_to_an_agent() -> None:
    async with both_ends() as (customer, house):
        rishi, siddhant = await house.dock("rishi"), await house.dock("siddhant")
        assert rishi.telephone is not None
        assert siddhant.telephone is not None
        await talking(rishi, name="Alex")
        call_id = rishi.call.call_id
        customer.audio.tone_hz = 1100.0
        rishi.telephone.audio.tone_hz, siddhant.telephone.audio.tone_hz = 600.0, 1700.0
        await rishi.ask(
            c.Transfer(
                call_id=call_id,
                blind=False,
                target_kind="agent",
                target=siddhant.view.me.agent_id,
            )
        )
        await siddhant.until(lambda: siddhant.view.me.state is AgentState.RINGING)
        assert siddhant.call.custom == {"name": "Alex"}
        await siddhant.ask(c.AnswerOffer(call_id=call_id))
        await siddhant.until(lambda: siddhant.view.me.state is AgentState.TALKING)
        await siddhant.telephone.hears(has_tone(600))
        await rishi.telephone.hears(has_tone(1700))
        await customer.hears(lambda sound: share(sound, 600) < 0.05 and not silent(sound))

        await rishi.ask(c.JoinAll(call_id=call_id))
        await customer.hears(has_tone(600, 1700, least=0.1))
        assert rishi.call.transfer is not None
        assert rishi.call.transfer.phase is TransferPhase.JOINED

        await rishi.ask(c.HandOver(call_id=call_id))
        await customer.hears(lambda sound: has_tone(1700)(sound) and share(sound, 600) < 0.05)
        await siddhant.telephone.hears(has_tone(1100))
        assert rishi.view.me.state is AgentState.WRAP_UP
        assert siddhant.call.agent_id == siddhant.view.me.agent_id
        await siddhant.ask(c.HangUpCall(call_id=call_id))
        record = await house.record(call_id)
        assert record.agent_login == "siddhant"
        await house.nothing_left()


async def test_transfers_to_a_number(house: House) -> None:
    dock = await house.dock()
    assert dock.telephone is not None
    await talking(dock, "442079460100")
    call_id = dock.call.call_id
    await dock.ask(
        c.Transfer(call_id=call_id, blind=False, target_kind="number", target="442079460111")
    )
    await dock.until(
        lambda: dock.call.transfer and dock.call.transfer.phase is TransferPhase.TALKING
    )
    await dock.telephone.hears(has_tone(1000))
    await dock.ask(c.DropTarget(call_id=call_id))
    await dock.until(lambda: dock.call.phase is CallPhase.TALKING)
    await dock.ask(
        c.Transfer(call_id=call_id, blind=True, target_kind="number", target="442079460104")
    )
    await dock.until(lambda: dock.call.transfer_failed == "busy")
    await dock.until(lambda: dock.call.agent_leg is LegState.UP)
    await dock.ask(
        c.Transfer(call_id=call_id, blind=True, target_kind="number", target="442079460113")
    )
    record = await house.record(call_id)
    assert record.ended_by == "target"
    await house.nothing_left()


async def sent_blind(customer: Telephone, house: House) -> tuple[Dock, Dock, CallId]:
    """A call of rishi's that was sent to siddhant, who hears of it."""
    rishi, siddhant = await house.dock("rishi"), await house.dock("siddhant")
    await talking(rishi, name="Alex")
    customer.audio.tone_hz = 1100.0
    call_id = rishi.call.call_id
    await rishi.ask(
        c.Transfer(
            call_id=call_id, blind=True, target_kind="agent", target=siddhant.view.me.agent_id
        )
    )
    await siddhant.until(lambda: siddhant.view.me.state is AgentState.RINGING)
    assert rishi.view.me.state is AgentState.WRAP_UP
    assert siddhant.call.custom == {"name": "Alex"}
    return rishi, siddhant, call_id


async def test_blind_transfer_to_an_agent() -> None:
    async with both_ends() as (customer, house):
        rishi, siddhant, call_id = await sent_blind(customer, house)
        await customer.hears(lambda sound: not silent(sound))  # music, or ringing
        await siddhant.ask(c.AnswerOffer(call_id=call_id))
        await siddhant.until(lambda: siddhant.view.me.state is AgentState.TALKING)
        assert siddhant.telephone is not None
        assert rishi.telephone is not None
        siddhant.telephone.audio.tone_hz = 1700.0
        await siddhant.telephone.hears(has_tone(1100))
        await customer.hears(has_tone(1700))
        await rishi.telephone.call.ended.wait()
        assert siddhant.call.agent_id == siddhant.view.me.agent_id
        await siddhant.ask(c.HangUpCall(call_id=call_id))
        record = await house.record(call_id)
        assert (record.agent_login, record.ended_by) == ("siddhant", "agent")
        await house.nothing_left()


@pytest.mark.parametrize("refused", [True, False], ids=["declined", "not answered"])
async def test_a_blind_transfer_that_fails_comes_back_to_the_sender(refused: bool) -> None:
    async with both_ends(transfer_ring_seconds=5) as (customer, house):
        rishi, siddhant, call_id = await sent_blind(customer, house)
        if refused:
            await siddhant.ask(c.DeclineOffer(call_id=call_id))
        await rishi.until(lambda: rishi.view.call and rishi.call.agent_leg is LegState.UP)
        assert rishi.call.transfer_failed == ("rejected" if refused else "no_answer")
        assert rishi.view.me.state is AgentState.TALKING
        await siddhant.until(lambda: siddhant.view.call is None)
        assert siddhant.view.me.state is AgentState.READY
        assert rishi.telephone is not None
        rishi.telephone.audio.tone_hz = 600.0
        await rishi.telephone.hears(has_tone(1100))
        await customer.hears(has_tone(600))
        await rishi.ask(c.HangUpCall(call_id=call_id))
        record = await house.record(call_id)
        assert record.agent_login == "rishi"
        await house.nothing_left()


async def test_a_call_cancelled_in_the_strip_is_never_dialled() -> None:
    async with both_ends(strip_seconds=2) as (customer, house):
        dock = await house.dock()
        told = await dock.make_call("442079460100")
        await dock.until(lambda: dock.view.call and dock.call.phase is CallPhase.WAITING)
        dials_at = dock.call.dials_at
        assert dials_at is not None
        await dock.ask(c.HangUpCall(call_id=dock.call.call_id))
        record = await house.record(told["callId"])
        assert (record.outcome, record.ended_by) == ("cancelled", "agent")
        await until(lambda: house.node.clock.now() > dials_at + 0.5, pause=0.05)
        await house.nothing_left()
        assert dock.telephone is not None
        assert (customer.invites, dock.telephone.invites) == ([], [])
        # The line does work: what was not dialled would have come.
        await dock.make_call("442079460111")
        await dock.ask(c.CallNow(call_id=dock.call.call_id))
        await dock.until(lambda: dock.view.call and dock.call.phase is CallPhase.TALKING)
        assert ["442079460111" in invite.first for invite in customer.invites] == [True]


@pytest.mark.parametrize("now", [True, False], ids=["call now", "left alone"])
async def test_the_end_of_the_strip(now: bool) -> None:
    async with both_ends(strip_seconds=2) as (customer, house):
        dock = await house.dock()
        await dock.make_call("442079460100")
        await dock.until(lambda: dock.view.call and dock.call.phase is CallPhase.WAITING)
        call = dock.call
        assert call.dials_at == pytest.approx(call.started_at + 2)
        if now:
            await dock.ask(c.CallNow(call_id=call.call_id))
        else:
            assert customer.invites == []
        async with asyncio.timeout(10):
            await customer.rang.wait()
        waited = house.node.clock.now() - call.started_at
        assert waited < 1.5 if now else 2.0 <= waited < 3.5
        await dock.until(lambda: dock.call.phase is CallPhase.TALKING)
        assert len(customer.invites) == 1
        await dock.ask(c.HangUpCall(call_id=call.call_id))
        await house.nothing_left()


async def test_a_restart_in_mid_consultation() -> None:
    """The number that was asked stays, and the customer is with the agent when it is let go."""
    async with both_ends(keep_running=True) as (customer, house):
        dock = await house.dock()
        assert dock.telephone is not None
        await talking(dock)
        call_id = dock.call.call_id
        dock.telephone.audio.tone_hz, customer.audio.tone_hz = 600.0, 1100.0
        await dock.ask(
            c.Transfer(call_id=call_id, blind=False, target_kind="number", target="442079460111")
        )
        await dock.until(
            lambda: dock.call.transfer and dock.call.transfer.phase is TransferPhase.TALKING
        )
        with_customer, with_target = customer.calls
        await house.restart()
        await dock.open(leg_up=True)
        await dock.until(lambda: dock.call.transfer and dock.call.agent_leg is LegState.UP)
        shown = dock.call.transfer
        assert shown is not None
        assert shown.phase is TransferPhase.TALKING
        customer.turn_to(with_target)
        await customer.hears(has_tone(600))
        await dock.telephone.hears(has_tone(1100))
        assert not with_target.ended.is_set()
        await dock.ask(c.DropTarget(call_id=call_id))
        async with asyncio.timeout(10):
            await with_target.ended.wait()
        await dock.until(lambda: dock.call.phase is CallPhase.TALKING)
        assert dock.call.transfer is None
        assert not with_customer.ended.is_set()
        assert len(dock.telephone.calls) == 1
        customer.turn_to(with_customer)
        await customer.hears(has_tone(600))
        await dock.telephone.hears(has_tone(1100))
        await dock.ask(c.HangUpCall(call_id=call_id))
        record = await house.record(call_id)
        assert (record.outcome, record.ended_by) == ("answered", "agent")
        async with asyncio.timeout(10):
            await with_customer.ended.wait()
        await house.nothing_left()
