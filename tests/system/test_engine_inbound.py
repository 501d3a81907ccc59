"""Calls that come in to a real engine: what the caller hears while waiting, and a restart."""

import asyncio
from collections.abc import AsyncIterator

import numpy as np
import pytest
import pytest_asyncio

from dockline.adapters.asterisk.callers import CallIn
from dockline.adapters.asterisk.carrier import Carrier
from dockline.domain import orders as o, signals as s
from dockline.domain.ids import CallId
from tests.support.engines import (
    MESSAGE_HZ,
    OURS,
    THEIRS,
    AsteriskDesk,
    CallNames,
    asterisk_desk,
    open_folder,
)
from tests.support.lines import AGENT_HZ, CALLER_HZ, is_in, music, only, rings_us
from tests.support.sound import has_tone, read_wav, share, silent
from tests.support.ua import Telephone
from tests.system.test_engine_adoption import Driver, next_server, settings_for

pytestmark = [pytest.mark.engine, pytest.mark.asyncio(loop_scope="module")]

message = has_tone(MESSAGE_HZ, least=0.8)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(carrier: Carrier) -> AsyncIterator[AsteriskDesk]:
    async with asterisk_desk(carrier) as real:
        yield real


@pytest_asyncio.fixture(loop_scope="module")
async def desk(shared: AsteriskDesk) -> AsyncIterator[AsteriskDesk]:
    yield shared
    await shared.tidy()


async def test_a_caller_hears_ringing_until_the_call_is_taken(desk: AsteriskDesk) -> None:
    caller = await desk.caller(CallIn(dialled=OURS, caller=THEIRS))
    arrived = await desk.until(s.CallArrived)
    await asyncio.wait_for(caller.rings, 5)
    assert not caller.answered.done()
    desk.take(CallNames(arrived.call_id))
    await asyncio.wait_for(caller.answered, 5)


async def test_music_goes_on_after_what_interrupts_it(desk: AsteriskDesk) -> None:
    desk.keep_message("patience")
    call, caller = await is_in(desk)
    await caller.hears(silent)
    desk.submit(o.StartWaiting(call.customer))
    await caller.hears(music)
    desk.play(call, "patience")
    desk.play(call, "patience")
    await caller.hears(message)
    await desk.until_count(2, s.PlayEnded, leg_id=call.customer, ok=True)
    await caller.hears(music)
    desk.submit(o.StopWaiting(call.customer))
    await caller.hears(silent)


async def test_a_caller_who_waits_is_joined(desk: AsteriskDesk) -> None:
    """In the middle of an announcement, and with nothing of it or of the music left."""
    desk.keep_message("patience", seconds=20)
    phone = await desk.phone()
    phone.audio.tone_hz = AGENT_HZ
    call, caller = await is_in(desk)
    desk.submit(o.OpenRoom(call.room), o.StartWaiting(call.customer))
    await caller.hears(music)
    desk.play(call, "patience")
    await caller.hears(message)
    desk.ring(call)
    await desk.until(s.LegAnswered, leg_id=call.agent)
    desk.submit(o.Join(call.room, call.agent), o.Join(call.room, call.customer))
    await caller.hears(has_tone(AGENT_HZ, least=0.9))
    await phone.telephone.hears(has_tone(CALLER_HZ, least=0.9))
    assert [told.ok for told in desk.all(s.PlayEnded)] == [False]
    # Out of the room there is no music but what is asked for again.
    desk.submit(o.Leave(call.room, call.customer), o.StartWaiting(call.customer))
    await caller.hears(music)
    await caller.hang_up()
    await desk.until(s.LegEnded, leg_id=call.customer)
    await desk.clear_away(call)


async def test_a_leg_we_rang_waits_too(desk: AsteriskDesk) -> None:
    phone = await desk.phone()
    call = CallNames()
    desk.ring(call)
    await desk.until(s.LegAnswered, leg_id=call.agent)
    desk.submit(o.StartWaiting(call.agent))
    await phone.telephone.hears(music)
    desk.submit(o.StopWaiting(call.agent))
    await phone.telephone.hears(silent)


async def test_a_recording_and_the_words_after_it_are_heard(desk: AsteriskDesk) -> None:
    desk.keep_message("patience", seconds=1)
    call, caller = await is_in(desk)
    words = (o.Say(o.Phrase.PLACE, 1),)
    desk.submit(o.Play(call.customer, call.tags("customer"), "patience", words))
    await caller.hears(message)
    await caller.hears(music, within=12)  # a voice: sound, and no tone
    await desk.until(s.PlayEnded, within=15, leg_id=call.customer, ok=True)


async def test_what_the_carriers_caller_says_hears_and_presses(
    desk: AsteriskDesk, carrier: Carrier
) -> None:
    kept = carrier.recordings / "caller.wav"
    caller = await desk.caller(
        CallIn(
            dialled=OURS,
            caller=THEIRS,
            tone_hz=int(CALLER_HZ),
            digits="12",
            digits_after=2,
            stays=0.5,
            records=kept,
        )
    )
    phone = await desk.phone()
    phone.audio.tone_hz = AGENT_HZ
    call = CallNames((await desk.until(s.CallArrived)).call_id)
    desk.submit(o.OpenRoom(call.room))
    desk.ring(call)
    await desk.until(s.LegAnswered, leg_id=call.agent)
    desk.take(call)
    desk.submit(o.Join(call.room, call.agent), o.Join(call.room, call.customer))
    await phone.telephone.hears(has_tone(CALLER_HZ, least=0.8))
    await desk.until(s.DigitPressed, leg_id=call.customer, digit="2")
    assert [told.digit for told in desk.all(s.DigitPressed, leg_id=call.customer)] == ["1", "2"]
    await desk.until(s.LegEnded, leg_id=call.customer)
    assert await asyncio.wait_for(caller.ended, 5) == 200
    heard = await asyncio.to_thread(read_wav, kept)
    loudest = max(np.array_split(heard, 8), key=lambda part: share(part, AGENT_HZ))
    assert share(loudest, AGENT_HZ) > 0.8
    assert share(loudest, CALLER_HZ) < 0.02
    await desk.clear_away(call)


async def test_a_caller_whose_line_went_dead_is_let_go(carrier: Carrier) -> None:
    async with asterisk_desk(carrier, trunk_rtp_timeout=1) as desk:
        call, caller = await is_in(desk)
        caller.audio.sends = False
        ended = await desk.until(s.LegEnded, within=15, leg_id=call.customer)
        assert (ended.by_us, ended.q850) == (False, 44)


async def test_calls_that_came_in_are_found_again_by_the_next_server(carrier: Carrier) -> None:
    with open_folder() as folder:
        settings = settings_for(folder, carrier, keep_running=True)
        driver = await Driver.start(settings)
        ours = ("127.0.0.1", driver.sip_port)
        taken, waits, rings = [await Telephone.open(ours, THEIRS) for _ in range(3)]
        calls: list[CallNames] = []
        for telephone in taken, waits:
            dialling = asyncio.create_task(telephone.dial(OURS))
            told = (await driver.hears("signal", type="CallArrived"))["signal"]
            calls.append(call := CallNames(CallId(told["call_id"])))
            driver.say(order=o.TakeLeg(call.customer, call.tags("customer")))
            assert (await dialling).status == 200
            await driver.hears("signal", type="LegAnswered")
        call, waiting = calls
        driver.say(order=o.OpenRoom(call.room))
        driver.say(order=o.Join(call.room, call.customer))
        driver.say(order=o.StartWaiting(waiting.customer))
        await waits.hears(music)
        ringing = asyncio.create_task(rings.dial(OURS))
        await driver.hears("signal", type="CallArrived")
        await driver.kill()
        async with next_server(settings) as desk:
            back = await desk.until(s.EngineBack)
            assert {
                (leg.leg_id, leg.tags, leg.state, leg.room_id) for leg in back.inventory.legs
            } == {
                (call.customer, call.tags("customer"), "up", call.room),
                (waiting.customer, waiting.tags("customer"), "up", None),
            }
            # Nobody knows of the one that was not taken yet.
            assert (await asyncio.wait_for(ringing, 5)).status == 503
            await waits.hears(music)
            said = o.Say(o.Phrase.THANKS)
            desk.submit(o.Play(waiting.customer, waiting.tags("customer"), "", (said,)))
            await desk.until(s.PlayEnded, leg_id=waiting.customer, ok=True)
            await waits.hears(music)
            taken.press("5")
            await desk.until(s.DigitPressed, leg_id=call.customer, digit="5")
            waits.audio.tone_hz = CALLER_HZ
            desk.submit(o.Join(call.room, waiting.customer))
            await taken.hears(only(CALLER_HZ))
            await waits.hears(silent)
            await taken.hang_up()
            await desk.until(s.LegEnded, leg_id=call.customer, sip_status=200)
            desk.submit(o.HangUp(waiting.customer), o.CloseRoom(call.room))
            assert (await desk.until(s.LegEnded, leg_id=waiting.customer)).by_us
            await desk.holds(lambda held: held == s.Inventory())
        for telephone in taken, waits, rings:
            await telephone.close()


async def test_a_call_that_rings_through_a_short_gap_is_taken_after_it(carrier: Carrier) -> None:
    async with asterisk_desk(carrier) as desk:
        call, _, dialling = await rings_us(desk)
        other, _, refused = await rings_us(desk)
        desk.cut()
        await desk.until(s.EngineAway)
        desk.take(call)
        desk.mend()
        assert await dialling == 200
        await desk.until(s.LegAnswered, leg_id=call.customer, tags=call.tags("customer"))
        desk.submit(o.RejectLeg(other.customer, 486))
        assert await refused == 486


async def test_a_server_that_stops_turns_away_what_rings(carrier: Carrier) -> None:
    with open_folder() as folder:
        settings = settings_for(folder, carrier, keep_running=True)
        first = AsteriskDesk(settings)
        await first.engine.start(first.listen)
        _, _, dialling = await rings_us(first)
        await first.asterisk.let_go()
        assert await asyncio.wait_for(dialling, 5) == 503
        async with next_server(settings) as desk:
            await desk.until(s.EngineBack, inventory=s.Inventory())
        await first._close_telephones()
