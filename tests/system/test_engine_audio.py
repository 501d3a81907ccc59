"""What is heard, and where: proven by tones, on a real engine and the test carrier."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio

from dockline.adapters.asterisk.carrier import Carrier
from dockline.domain import orders as o, signals as s
from tests.support.engines import AsteriskDesk, CallNames, SipPhone, asterisk_desk
from tests.support.sound import Sound, has_tone, loudness, read_wav, share, silent

pytestmark = [pytest.mark.engine, pytest.mark.asyncio(loop_scope="module")]

AGENT_HZ = 700.0
ring_tone = has_tone(400, 450)
early_tone = has_tone(425, 440)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(carrier: Carrier) -> AsyncIterator[AsteriskDesk]:
    async with asterisk_desk(carrier) as real:
        yield real


@pytest_asyncio.fixture(loop_scope="module")
async def desk(shared: AsteriskDesk) -> AsyncIterator[AsteriskDesk]:
    """An engine with nothing on it, used by one test after the other."""
    yield shared
    await shared.tidy()


def number(ending: str) -> str:
    return f"442079460{ending}"


async def far_end_hears(
    carrier: Carrier, test: Callable[[Sound], bool], within: float = 8.0
) -> None:
    """Wait until what ending 112 has recorded in the last half second passes the test.

    It writes nothing while nothing is sent to it: a file that does not grow is silence.
    """
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(within):
        before = 0
        while True:
            began = loop.time()
            sound = await asyncio.to_thread(_newest, carrier.recordings)
            fresh = sound[before:][-4000:]
            if before and test(np.concatenate([np.zeros(4000 - len(fresh)), fresh])):
                return
            before = len(sound)
            await asyncio.sleep(began + 0.5 - loop.time())


def _newest(folder: Path) -> Sound:
    """What stands in the newest file; its header is written last, so it is not read."""
    files = sorted(folder.glob("*.wav"), key=lambda file: file.stat().st_mtime)
    raw = files[-1].read_bytes()[44:] if files else b""
    return np.frombuffer(raw[: len(raw) // 2 * 2], dtype="<i2").astype(np.float64) / 32768


async def test_a_tone_sent_at_each_end_is_heard_at_the_other(
    desk: AsteriskDesk, carrier: Carrier
) -> None:
    phone = await desk.phone()
    phone.audio.tone_hz = AGENT_HZ
    call = await desk.connect(number("111"))
    await phone.telephone.hears(has_tone(1000, least=0.8))
    await desk.clear_away(call)

    call = await desk.connect(number("112"))
    await far_end_hears(carrier, has_tone(AGENT_HZ, least=0.8))
    await desk.clear_away(call)


async def test_the_echo_comes_back(desk: AsteriskDesk) -> None:
    phone = await desk.phone()
    phone.audio.tone_hz = AGENT_HZ
    call = await desk.connect("919812306590")
    await phone.telephone.hears(has_tone(AGENT_HZ, least=0.8))
    await desk.clear_away(call)


async def test_the_agent_hears_a_ringing_tone_until_the_answer(desk: AsteriskDesk) -> None:
    phone = await desk.phone()
    call = CallNames()
    desk.submit(o.OpenRoom(call.room))
    desk.ring(call)
    desk.dial(call, number("110"))
    await desk.until(s.LegAnswered, leg_id=call.agent)
    desk.submit(o.Join(call.room, call.agent))
    await phone.telephone.hears(ring_tone)
    assert not desk.all(s.LegAnswered, leg_id=call.customer)
    await desk.until(s.LegAnswered, leg_id=call.customer)
    await phone.telephone.hears(silent)
    phone.audio.tone_hz = AGENT_HZ
    await phone.telephone.hears(has_tone(AGENT_HZ, least=0.8))
    await desk.clear_away(call)


async def test_an_agent_who_comes_late_hears_the_ringing_tone_too(desk: AsteriskDesk) -> None:
    phone = await desk.phone()
    call = CallNames()
    desk.dial(call, number("103"))
    await desk.until(s.LegRinging, leg_id=call.customer)
    desk.ring(call)
    await desk.until(s.LegAnswered, leg_id=call.agent)
    desk.submit(o.Join(call.room, call.agent))
    await phone.telephone.hears(ring_tone)
    desk.submit(o.HangUp(call.customer))
    await desk.until(s.LegEnded, leg_id=call.customer)
    await phone.telephone.hears(silent)
    await desk.clear_away(call)


async def test_early_media_reaches_the_agent_before_the_answer(desk: AsteriskDesk) -> None:
    phone = await desk.phone()
    call = CallNames()
    desk.submit(o.OpenRoom(call.room))
    desk.ring(call)
    desk.dial(call, number("109"))
    await desk.until(s.LegAnswered, leg_id=call.agent)
    desk.submit(o.Join(call.room, call.agent))
    await phone.telephone.hears(early_tone)
    assert not desk.all(s.LegAnswered, leg_id=call.customer)
    await desk.until(s.LegAnswered, leg_id=call.customer)
    await desk.clear_away(call)


async def test_hold_music_is_heard_by_the_customer_and_stops(
    desk: AsteriskDesk, carrier: Carrier
) -> None:
    await desk.phone()
    call = await desk.connect(number("112"))
    await far_end_hears(carrier, silent)
    desk.submit(o.Leave(call.room, call.agent), o.StartMusic(call.room))
    await far_end_hears(carrier, _music)
    desk.submit(o.StopMusic(call.room), o.Join(call.room, call.agent))
    await far_end_hears(carrier, silent)
    await desk.clear_away(call)


async def test_music_is_heard_by_an_agent_in_the_room(desk: AsteriskDesk) -> None:
    phone = await desk.phone()
    call = CallNames()
    desk.submit(o.OpenRoom(call.room))
    desk.ring(call)
    await desk.until(s.LegAnswered, leg_id=call.agent)
    desk.submit(o.Join(call.room, call.agent), o.StartMusic(call.room))
    await phone.telephone.hears(_music)
    desk.submit(o.StopMusic(call.room))
    await phone.telephone.hears(silent)
    await desk.clear_away(call)


def _music(sound: Sound) -> bool:
    """Something plays, and it is none of the tones of these tests."""
    tones = (AGENT_HZ, 1000, 400, 450, 425)
    return loudness(sound) > 0.01 and all(share(sound, hz) < 0.2 for hz in tones)


async def test_a_leg_out_of_the_room_hears_nothing(desk: AsteriskDesk) -> None:
    phone = await desk.phone()
    call = await desk.connect(number("111"))
    await phone.telephone.hears(has_tone(1000))
    desk.submit(o.Leave(call.room, call.agent))
    await _falls_silent(phone)
    desk.submit(o.Join(call.room, call.agent))
    await phone.telephone.hears(has_tone(1000))
    await desk.clear_away(call)


async def _falls_silent(phone: SipPhone) -> None:
    """Nothing more comes, or only silence: one second brings no sound."""
    async with asyncio.timeout(8):
        while True:
            phone.audio.forget()
            await asyncio.sleep(1.0)  # the second that is listened to
            if silent(phone.audio.heard(1.0)):
                return


async def test_mute_silences_what_comes_from_a_leg(desk: AsteriskDesk) -> None:
    phone = await desk.phone()
    phone.audio.tone_hz = AGENT_HZ
    call = await desk.connect(number("100"))
    await phone.telephone.hears(has_tone(AGENT_HZ))
    desk.submit(o.Mute(call.agent, True))
    await phone.telephone.hears(silent)
    desk.submit(o.Mute(call.agent, False))
    await phone.telephone.hears(has_tone(AGENT_HZ))
    await desk.clear_away(call)


async def test_an_agents_keys_reach_the_far_end_and_its_keys_the_agent(desk: AsteriskDesk) -> None:
    phone = await desk.phone()
    call = await desk.connect(number("115"))
    phone.press(call.agent, "5")
    await desk.until(s.DigitPressed, leg_id=call.agent, digit="5")
    await desk.until(s.DigitPressed, leg_id=call.customer, digit="5")
    await phone.telephone.collects("5")
    await desk.clear_away(call)


async def test_several_digits_go_out_in_order(desk: AsteriskDesk) -> None:
    phone = await desk.phone()
    call = CallNames()
    desk.ring(call)
    await desk.until(s.LegAnswered, leg_id=call.agent)
    desk.submit(o.SendDigits(call.agent, "1590*#"))
    await phone.telephone.collects("1590*#")
    desk.submit(o.HangUp(call.agent))
    await desk.until(s.LegEnded, leg_id=call.agent)


async def test_a_recording_holds_both_sides(desk: AsteriskDesk) -> None:
    phone = await desk.phone()
    phone.audio.tone_hz = AGENT_HZ
    call = await desk.connect(number("111"))
    await phone.telephone.hears(has_tone(1000))
    name = f"2026/11/{call.call_id}"
    desk.submit(o.StartRecording(call.customer, call.tags("customer"), name))
    await desk.holds(lambda held: held.recordings == (name,))
    await asyncio.sleep(1.5)  # the length of the recording
    desk.submit(o.StopRecording(name))
    ended = await desk.until(s.RecordingEnded, name=name)
    assert ended.ok
    sound = await asyncio.to_thread(read_wav, desk.settings.recordings / f"{name}.wav")
    assert len(sound) / 8000 == pytest.approx(ended.seconds)
    middle = sound[4000:-1000]
    assert share(middle, AGENT_HZ) > 0.1
    assert share(middle, 1000) > 0.1
    await desk.clear_away(call)


@pytest.mark.parametrize("ending", ["101", "102"])
async def test_a_greeting_is_heard(desk: AsteriskDesk, ending: str) -> None:
    phone = await desk.phone()
    call = await desk.connect(number(ending))
    await phone.telephone.hears(lambda sound: loudness(sound) > 0.01)
    await desk.clear_away(call)
