"""The engine port's contract while the engine is away, and when it is back. Kept by the scripted
engine and by a real Asterisk alike."""

import asyncio

import pytest

from dockline.domain import orders as o, signals as s
from dockline.domain.ids import PhoneId
from dockline.ports.engine import EngineUnavailable
from tests.support.asterisk import carrier, carrier_folder, installation
from tests.support.desks import far_side, fresh_desk
from tests.support.engines import CallNames, Desk, ending

__all__ = ["carrier", "carrier_folder", "far_side", "fresh_desk", "installation"]

pytestmark = pytest.mark.asyncio(loop_scope="module")

ORDINARY = "442079460001"
ANSWERED, JUDGED, PLAYED, ENDED = s.LegAnswered, s.LegJudged, s.PlayEnded, s.LegEnded


async def test_cut_off_it_refuses_new_legs_and_keeps_the_old(fresh_desk: Desk) -> None:
    desk = fresh_desk
    await desk.phone()
    call = await desk.connect(ending("100"))
    desk.cut()
    await desk.until(s.EngineAway, died=False)
    refused = CallNames()
    desk.ring(refused)
    desk.dial(refused, ORDINARY)
    for leg in refused.agent, refused.customer:
        assert (await desk.until(s.LegEnded, leg_id=leg)).reason == "engine-away"
    with pytest.raises(EngineUnavailable):
        await desk.engine.inventory()
    with pytest.raises(EngineUnavailable):
        await desk.engine.make_phone(PhoneId("dock-3"))
    assert not (await desk.engine.status()).up
    desk.signals.clear()
    desk.mend()
    back = await desk.until(s.EngineBack)
    assert {leg.leg_id for leg in back.inventory.legs} == {call.agent, call.customer}
    assert not desk.all(s.LegEnded)
    desk.submit(o.CloseRoom(refused.room))
    await desk.clear_away(call)
    assert {told.leg_id for told in desk.all(s.LegEnded)} == {call.agent, call.customer}


async def test_a_hang_up_missed_while_cut_off_is_told_once_on_return(fresh_desk: Desk) -> None:
    desk = fresh_desk
    await desk.phone()
    call = await desk.connect(ending("113"))
    desk.cut()
    await desk.until(s.EngineAway)
    await asyncio.sleep(3.2)  # the carrier leaves 3 s after its answer: nobody can tell us
    assert not desk.all(s.LegEnded)
    desk.mend()
    back = (await desk.until_count(2, s.EngineBack))[1]
    assert [leg.leg_id for leg in back.inventory.legs] == [call.agent]
    ended = desk.all(s.LegEnded)
    assert [(told.leg_id, told.sip_status) for told in ended] == [(call.customer, 200)]
    await desk.clear_away(call)


async def test_orders_given_while_cut_off_are_carried_out_on_return(fresh_desk: Desk) -> None:
    desk = fresh_desk
    call = CallNames()
    desk.dial(call, ending("100"))
    await desk.until(s.LegAnswered, leg_id=call.customer)
    desk.cut()
    await desk.until(s.EngineAway)
    desk.submit(o.HangUp(call.customer), o.CloseRoom(call.room))
    desk.mend()
    assert (await desk.until(s.LegEnded, leg_id=call.customer)).by_us
    await desk.holds(lambda held: held == s.Inventory())


async def test_killed_it_ends_every_leg_and_comes_back_empty(fresh_desk: Desk) -> None:
    desk = fresh_desk
    await desk.phone()
    call = await desk.connect(ending("100"))
    desk.signals.clear()
    desk.kill()
    await desk.until(s.EngineAway, died=True)
    for leg in call.agent, call.customer:
        assert (await desk.until(s.LegEnded, leg_id=leg)).reason == "engine-lost"
    await desk.until(s.EngineBack, inventory=s.Inventory())
    kinds = [type(told) for told in desk.signals]
    assert kinds == [s.EngineAway, s.LegEnded, s.LegEnded, s.EngineBack]
    assert (await desk.engine.status()).restarts == 1
    assert not await desk.engine.has_phone(PhoneId("dock-1"))
    again = CallNames()
    desk.dial(again, ending("100"))
    await desk.until(s.LegAnswered, leg_id=again.customer)


async def test_stopping_ends_what_is_up(fresh_desk: Desk) -> None:
    desk = fresh_desk
    call = CallNames()
    desk.dial(call, ending("100"))
    await desk.until(s.LegAnswered, leg_id=call.customer)
    await desk.engine.stop()
    assert [told.leg_id for told in desk.all(s.LegEnded)] == [call.customer]
    late = CallNames()
    desk.dial(late, ORDINARY)
    assert (await desk.until(s.LegEnded, leg_id=late.customer)).reason == "engine-away"
    assert not (await desk.engine.status()).up


async def test_a_verdict_missed_while_cut_off_is_told_once_on_return(fresh_desk: Desk) -> None:
    desk = fresh_desk
    call = CallNames()
    desk.dial_alone(call, ending("101"), listen=True)
    await desk.until(s.LegAnswered, leg_id=call.customer)
    await desk.engine.inventory()  # what was asked before has been done
    desk.cut()
    await desk.until(s.EngineAway)
    await asyncio.sleep(4.0)  # the engine makes up its mind: nobody can tell us
    assert not desk.all(s.LegJudged)
    desk.mend()
    back = (await desk.until_count(2, s.EngineBack))[1]
    assert [seen.leg_id for seen in back.inventory.legs] == [call.customer]
    judged = await desk.until(s.LegJudged, leg_id=call.customer)
    assert (judged.verdict, judged.tags) == (s.Verdict.HUMAN, call.tags("customer"))
    desk.submit(o.OpenRoom(call.room), o.Join(call.room, call.customer))
    await desk.holds(lambda held: [leg.room_id for leg in held.legs] == [call.room])
    await desk.clear_away(call)
    assert desk.told_of(call.customer) == [ANSWERED, JUDGED, ENDED]


async def test_cut_off_and_back_while_it_is_still_listened_to(fresh_desk: Desk) -> None:
    desk = fresh_desk
    call = CallNames()
    desk.dial_alone(call, ending("101"), listen=True)
    await desk.until(s.LegAnswered, leg_id=call.customer)
    await desk.engine.inventory()  # what was asked before has been done
    desk.cut()
    await desk.until(s.EngineAway)
    desk.mend()
    back = (await desk.until_count(2, s.EngineBack))[1]
    assert [seen.leg_id for seen in back.inventory.legs] == [call.customer]
    await desk.until(s.LegJudged, leg_id=call.customer, verdict=s.Verdict.HUMAN)
    await desk.clear_away(call)
    assert desk.told_of(call.customer) == [ANSWERED, JUDGED, ENDED]


async def test_a_leg_lost_while_cut_off_is_not_judged(fresh_desk: Desk) -> None:
    desk = fresh_desk
    call = CallNames()
    desk.dial_alone(call, ending("119"), listen=True)
    await desk.until(s.LegAnswered, leg_id=call.customer)
    desk.cut()
    await desk.until(s.EngineAway)
    await asyncio.sleep(1.2)  # the carrier leaves 1 s after its answer: nobody can tell us
    desk.mend()
    await desk.until_count(2, s.EngineBack)
    ended = desk.all(s.LegEnded)
    assert [(told.leg_id, told.sip_status) for told in ended] == [(call.customer, 200)]
    assert desk.told_of(call.customer) == [ANSWERED, ENDED]


@pytest.mark.parametrize("gap", [0.0, 3.0])
async def test_a_recordings_end_missed_while_cut_off_is_told_once(
    fresh_desk: Desk, gap: float
) -> None:
    desk = fresh_desk
    desk.keep_message("offer")
    call = CallNames()
    desk.dial_alone(call, ending("100"))
    await desk.until(s.LegAnswered, leg_id=call.customer)
    desk.play(call, "offer")
    await desk.plays()
    desk.cut()
    await desk.until(s.EngineAway)
    await asyncio.sleep(gap)  # with 3.0 it plays to its end: nobody can tell us
    desk.mend()
    back = (await desk.until_count(2, s.EngineBack))[1]
    assert [seen.leg_id for seen in back.inventory.legs] == [call.customer]
    assert (await desk.until(s.PlayEnded, leg_id=call.customer)).ok
    await desk.clear_away(call)
    assert desk.told_of(call.customer) == [ANSWERED, PLAYED, ENDED]


async def test_killed_it_ends_what_is_listened_and_played_to(fresh_desk: Desk) -> None:
    desk = fresh_desk
    desk.keep_message("offer")
    call, other = CallNames(), CallNames()
    desk.dial_alone(call, ending("100"))
    desk.dial_alone(other, ending("101"), listen=True)
    await desk.until(s.LegAnswered, leg_id=call.customer)
    await desk.until(s.LegAnswered, leg_id=other.customer)
    desk.play(call, "offer")
    await desk.plays()
    desk.kill()
    await desk.until(s.EngineAway, died=True)
    for leg in call.customer, other.customer:
        assert (await desk.until(s.LegEnded, leg_id=leg)).reason == "engine-lost"
    assert desk.told_of(call.customer) == [ANSWERED, PLAYED, ENDED]
    assert not desk.all(s.PlayEnded)[0].ok
    assert desk.told_of(other.customer) == [ANSWERED, ENDED]
    await desk.until(s.EngineBack, inventory=s.Inventory())
