"""The engine failing in every way that was seen, in the middle of calls."""

import asyncio
import os
import signal
import socket
from pathlib import Path

import pytest

from dockline.adapters.asterisk import process
from dockline.adapters.asterisk.carrier import Carrier
from dockline.adapters.asterisk.engine import AsteriskEngine
from dockline.adapters.asterisk.settings import Trunk
from dockline.adapters.system_clock import SystemClock
from dockline.domain import orders as o, signals as s
from dockline.ports.engine import EngineUnavailable
from tests.support.engines import AsteriskDesk, CallNames, Desk, asterisk_desk
from tests.support.sound import has_tone
from tests.support.ua import Telephone

pytestmark = pytest.mark.engine


def number(ending: str) -> str:
    return f"442079460{ending}"


async def test_the_audio_goes_on_while_the_socket_is_away(desk: AsteriskDesk) -> None:
    phone = await desk.phone()
    phone.audio.tone_hz = 700
    call = await desk.connect(number("100"))
    await phone.telephone.hears(has_tone(700, least=0.8))
    desk.cut()
    away = await desk.until(s.EngineAway)
    assert "connection lost" in away.reason
    phone.audio.forget()
    await phone.telephone.hears(has_tone(700, least=0.8))
    desk.mend()
    await desk.until_count(2, s.EngineBack)
    # The call can be steered again: the hold music plays, and the call is hung up.
    desk.submit(o.Leave(call.room, call.agent), o.StartMusic(call.room))
    await desk.holds(lambda held: {leg.room_id for leg in held.legs} == {call.room, None})
    await desk.clear_away(call)
    assert (await desk.engine.status()).restarts == 0


async def test_a_leg_answered_in_the_gap_is_hung_up_or_told(desk: AsteriskDesk) -> None:
    phone = await desk.phone(answers=False)
    call = CallNames()
    desk.submit(o.OpenRoom(call.room))
    desk.ring(call, auto=False)
    desk.dial(call, number("442"))
    await desk.until(s.LegRinging, leg_id=call.agent)
    await desk.until(s.LegRinging, leg_id=call.customer)
    desk.cut()
    await desk.until(s.EngineAway)
    phone.pick_up(call.agent)
    await asyncio.wait_for(phone.telephone.call.confirmed.wait(), 5)
    await asyncio.sleep(1.2)  # ordinary numbers answer after a second
    desk.mend()
    back = (await desk.until_count(2, s.EngineBack))[1]
    # The dialled leg stood in our hands and is adopted; the originated one answered into an
    # application that was away, so nobody could ever steer it: it is ended by name.
    for leg in call.agent, call.customer:
        seen = [held for held in back.inventory.legs if held.leg_id == leg]
        if seen:
            assert seen[0].state == "up"
            assert desk.all(s.LegAnswered, leg_id=leg)
        else:
            assert (await desk.until(s.LegEnded, leg_id=leg)).reason == "engine-away"
    assert [held.leg_id for held in back.inventory.legs if held.leg_id == call.customer]
    await desk.clear_away(call)


async def test_killed_in_mid_call_the_phones_work_again_after_it(desk: AsteriskDesk) -> None:
    await desk.phone()
    call = await desk.connect(number("100"))
    before = desk.asterisk.pid
    desk.kill()
    away = await desk.until(s.EngineAway)
    assert away.died
    assert len(await desk.until_count(2, s.LegEnded, reason="engine-lost")) == 2
    await desk.until_count(2, s.EngineBack)
    assert desk.asterisk.pid != before
    assert (await desk.engine.status()).restarts == 1
    await desk.phone()
    again = await desk.connect(number("100"))
    await desk.clear_away(again)
    assert call.agent != again.agent


async def test_killed_twice_it_still_comes_back(desk: AsteriskDesk) -> None:
    for count in 1, 2:
        desk.kill()
        await desk.until_count(count + 1, s.EngineBack)
    assert (await desk.engine.status()).restarts == 2
    assert len(desk.all(s.EngineAway, died=True)) == 2


async def test_one_that_hangs_is_ended_and_begun_anew(carrier: Carrier) -> None:
    async with asterisk_desk(carrier, hung_after=0.5) as desk:
        await desk.phone()
        await desk.connect(number("100"))
        before = desk.asterisk.pid
        desk.cut()
        assert not (await desk.until(s.EngineAway)).died
        await desk.until(s.EngineAway, within=15.0, died=True)
        assert len(await desk.until_count(2, s.LegEnded, reason="engine-lost")) == 2
        desk.mend()
        await desk.until_count(2, s.EngineBack)
        assert desk.asterisk.pid != before


async def test_killed_while_recording(desk: AsteriskDesk) -> None:
    call = CallNames()
    desk.dial(call, number("100"))
    await desk.until(s.LegAnswered, leg_id=call.customer)
    desk.submit(o.StartRecording(call.customer, call.tags("customer"), "broken-off"))
    await desk.holds(lambda held: held.recordings == ("broken-off",))
    desk.kill()
    assert not (await desk.until(s.RecordingEnded, name="broken-off")).ok


async def test_an_originate_that_never_rings_is_ended_by_name() -> None:
    hole = await Telephone.open(("127.0.0.1", 9))
    hole.silent_to_invites = True
    trunk = Trunk(host="127.0.0.1", port=hole.port)
    async with asterisk_desk(None, trunk=trunk, never_rang_after=1.0) as desk:
        call = CallNames()
        desk.dial(call, number("100"), limit=30)
        ended = await desk.until(s.LegEnded, leg_id=call.customer, within=6)
        assert ended.reason == "never-rang"
        assert not ended.by_us
        assert hole.invites
        desk.submit(o.CloseRoom(call.room))
        await desk.holds(lambda held: held.rooms == ())
    await hole.close()


async def test_no_trunk_no_call() -> None:
    async with asterisk_desk(None) as desk:
        call = CallNames()
        desk.dial(call, number("100"))
        assert (await desk.until(s.LegEnded)).reason == "engine-refused"


async def test_too_many_calls_a_second(carrier: Carrier) -> None:
    line = carrier.trunk
    slow = Trunk(
        host=line.host,
        port=line.port,
        username=line.username,
        password=line.password,
        calls_per_second=3,
    )
    async with asterisk_desk(None, trunk=slow) as desk:
        calls = [CallNames() for _ in range(5)]
        for call in calls:
            desk.dial(call, number("100"))
        full = await desk.until_count(2, s.LegEnded, reason="trunk-full")
        assert [told.leg_id for told in full] == [call.customer for call in calls[3:]]
        await desk.until_count(3, s.LegAnswered)
        for call in calls:
            desk.submit(o.HangUp(call.customer), o.CloseRoom(call.room))
        await desk.holds(lambda held: held == s.Inventory())


async def test_a_carrier_that_is_down(carrier: Carrier) -> None:
    async with asterisk_desk(None, trunk=Trunk(host="127.0.0.1", port=9)) as desk:
        call = CallNames()
        desk.dial(call, number("100"), limit=3)
        ended = await desk.until(s.LegEnded, leg_id=call.customer)
        assert ended.reason == "" or ended.timed_out
        assert ended.sip_status in (None, 408, 500, 503)


async def test_a_phone_whose_audio_is_gone_ends_with_media_lost(carrier: Carrier) -> None:
    async with asterisk_desk(carrier, agent_rtp_timeout=1) as desk:
        phone = await desk.phone()
        call = await desk.connect(number("111"))
        phone.audio.sends = False
        ended = await desk.until(s.LegEnded, leg_id=call.agent, within=8)
        assert ended.reason == "media-lost"
        assert not ended.by_us
        assert [told.leg_id for told in desk.all(s.LegEnded)] == [call.agent]
        await desk.clear_away(call)


async def test_another_owner_takes_the_engine_over(desk: AsteriskDesk) -> None:
    await desk.phone()
    call = await desk.connect(number("100"))
    second = Desk()
    second.engine = AsteriskEngine(desk.settings, SystemClock())
    await second.engine.start(second.listen)
    back = await second.until(s.EngineBack)
    assert {leg.leg_id for leg in back.inventory.legs} == {call.agent, call.customer}
    away = await desk.until(s.EngineAway, died=False)
    assert "another server" in away.reason
    pid = desk.asterisk.pid
    await desk.engine.stop()
    assert len(desk.all(s.EngineBack)) == 1
    # The old owner's stop has left the new owner's calls and process alone.
    assert pid is not None
    os.kill(pid, 0)
    second.submit(o.HangUp(call.customer))
    assert (await second.until(s.LegEnded, leg_id=call.customer)).by_us
    await second.engine.stop()
    assert [told.leg_id for told in second.all(s.LegEnded)] == [call.customer, call.agent]


async def test_an_engine_that_cannot_start_says_why(carrier: Carrier) -> None:
    with pytest.raises(EngineUnavailable, match="cannot listen for SIP on 192"):
        async with asterisk_desk(carrier, sip_address="192.0.2.77", sip_port=45454):
            pass
    with pytest.raises(EngineUnavailable, match="dockline engine install"):
        async with asterisk_desk(carrier, place=Path("/nonexistent"), system=False):
            pass


async def test_a_port_that_another_was_quicker_to_take_is_left_to_them(
    carrier: Carrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = process.free_port
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as another:
        another.bind(("127.0.0.1", 0))
        taken = [another.getsockname()[1]]

        def chosen(address: str, kind: socket.SocketKind) -> int:
            return taken.pop() if kind is socket.SOCK_DGRAM and taken else free(address, kind)

        monkeypatch.setattr(process, "free_port", chosen)
        async with asterisk_desk(carrier) as desk:
            assert not taken
            phone = await desk.phone()
            call = await desk.connect(number("111"))
            await phone.telephone.hears(has_tone(1000, least=0.8), within=3.0)
            await desk.clear_away(call)


async def test_a_frozen_engine_is_away_and_comes_back(desk: AsteriskDesk) -> None:
    """A request that is not answered in time is no leg left hanging."""
    pid = desk.asterisk.pid
    assert pid is not None
    call = CallNames()
    os.kill(pid, signal.SIGSTOP)
    desk.dial(call, number("100"), limit=2)
    await asyncio.sleep(0.5)  # the freeze
    os.kill(pid, signal.SIGCONT)
    await desk.until(s.LegAnswered, leg_id=call.customer)
    await desk.clear_away(call)
