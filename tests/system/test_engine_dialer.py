"""What the dialer asks of a real engine: standing legs, verdicts, messages, and what is heard."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from dockline.adapters.asterisk.carrier import Carrier
from dockline.adapters.asterisk.messages import OWN_WORDS
from dockline.adapters.asterisk.settings import AsteriskSettings
from dockline.adapters.asterisk.tree import Installation
from dockline.domain import orders as o, signals as s
from dockline.domain.ids import AgentId, CallId, LegId, PhoneId, SpaceId
from tests.support.engines import (
    MESSAGE_HZ,
    AsteriskDesk,
    CallNames,
    SipPhone,
    asterisk_desk,
    ending,
    open_folder,
)
from tests.support.recorder import Recorder
from tests.support.sound import has_tone, loudness, silent
from tests.support.until import until

pytestmark = [pytest.mark.engine, pytest.mark.asyncio(loop_scope="module")]

AGENT_HZ = 700.0
LEG = LegId("stand-agent-7-1")
STAND = o.Tags(SpaceId("leap"), CallId("stand-agent-7"), "agent", agent_id=AgentId("agent-7"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(carrier: Carrier) -> AsyncIterator[AsteriskDesk]:
    async with asterisk_desk(carrier) as real:
        yield real


@pytest_asyncio.fixture(loop_scope="module")
async def desk(shared: AsteriskDesk) -> AsyncIterator[AsteriskDesk]:
    """An engine with nothing on it, used by one test after the other."""
    yield shared
    await shared.tidy()


async def stand(desk: AsteriskDesk) -> SipPhone:
    """An agent whose leg stands alone."""
    phone = await desk.phone()
    phone.audio.tone_hz = AGENT_HZ
    desk.submit(o.RingAgent(LEG, STAND, PhoneId("dock-1"), 20.0, auto_answer=True, caller=""))
    await desk.until(s.LegAnswered, leg_id=LEG)
    return phone


async def answered(desk: AsteriskDesk, digits: str) -> CallNames:
    call = CallNames()
    desk.dial_alone(call, ending(digits))
    await desk.until(s.LegAnswered, leg_id=call.customer)
    return call


def join(desk: AsteriskDesk, call: CallNames) -> None:
    desk.submit(o.OpenRoom(call.room), o.Join(call.room, LEG), o.Join(call.room, call.customer))


async def test_a_leg_dialled_alone_is_joined_with_a_standing_one(
    desk: AsteriskDesk, carrier: Carrier
) -> None:
    phone = await stand(desk)
    call = await answered(desk, "111")
    join(desk, call)
    await phone.telephone.hears(has_tone(1000, least=0.8))
    desk.submit(o.HangUp(call.customer), o.CloseRoom(call.room))
    await desk.until(s.LegEnded, leg_id=call.customer)

    recorder = Recorder(carrier)
    call = await answered(desk, "112")
    join(desk, call)
    await until(lambda: recorder.seconds_of(AGENT_HZ) > 0.5, pause=0.1)


async def test_one_standing_leg_hears_three_calls_and_silence_between(desk: AsteriskDesk) -> None:
    phone = await stand(desk)
    for _ in range(3):
        await phone.telephone.hears(silent)
        call = await answered(desk, "118")
        join(desk, call)
        await phone.telephone.hears(has_tone(AGENT_HZ, least=0.8))
        desk.submit(o.HangUp(call.customer), o.Leave(call.room, LEG), o.CloseRoom(call.room))
        await desk.until(s.LegEnded, leg_id=call.customer)
    await phone.telephone.hears(silent)
    assert desk.told_of(LEG) == [s.LegRinging, s.LegAnswered]


async def test_a_standing_leg_outlives_the_limit_of_silent_phones(carrier: Carrier) -> None:
    """In no room nothing is sent to the phone, and what it sends is still counted."""
    async with asterisk_desk(carrier, agent_rtp_timeout=3) as desk:
        phone = await stand(desk)
        await asyncio.sleep(10)  # three times the limit
        assert not desk.all(s.LegEnded)
        call = await answered(desk, "100")
        join(desk, call)
        await phone.telephone.hears(has_tone(AGENT_HZ, least=0.8))
        desk.submit(o.HangUp(call.customer), o.CloseRoom(call.room))
        await desk.until(s.LegEnded, leg_id=call.customer)
        phone.audio.sends = False
        assert (await desk.until(s.LegEnded, leg_id=LEG)).reason == "media-lost"


@pytest.mark.parametrize(
    ("digits", "verdict"), [("116", s.Verdict.HUMAN), ("117", s.Verdict.MACHINE)]
)
async def test_a_judged_leg_is_joined_and_heard(
    desk: AsteriskDesk, digits: str, verdict: s.Verdict
) -> None:
    phone = await stand(desk)
    call = await desk.judged(ending(digits))
    assert desk.all(s.LegJudged)[0].verdict is verdict
    await phone.telephone.hears(silent)
    join(desk, call)
    await phone.telephone.hears(lambda sound: loudness(sound) > 0.01)


async def test_a_message_is_left_whole_after_the_beep(desk: AsteriskDesk, carrier: Carrier) -> None:
    desk.keep_message("offer")
    recorder = Recorder(carrier)
    call = await desk.judged(ending("117"), for_message=True)
    assert desk.all(s.LegJudged)[0].verdict is s.Verdict.MACHINE
    assert recorder.seconds_of(MESSAGE_HZ) == 0
    desk.play(call, "offer")
    assert (await desk.until(s.PlayEnded, leg_id=call.customer)).ok
    desk.submit(o.HangUp(call.customer))
    await desk.until(s.LegEnded, leg_id=call.customer)
    # The first frame and the last may hold a part of it only.
    await until(lambda: recorder.seconds_of(MESSAGE_HZ) >= 1.94, pause=0.1)


async def test_a_message_is_not_played_into_the_greeting(
    desk: AsteriskDesk, carrier: Carrier
) -> None:
    """Without ``for_message`` the verdict comes while the machine still speaks: what is played
    then is not on its recording."""
    desk.keep_message("offer")
    recorder = Recorder(carrier)
    call = await desk.judged(ending("117"))
    desk.play(call, "offer")
    assert (await desk.until(s.PlayEnded, leg_id=call.customer)).ok
    assert recorder.seconds_of(MESSAGE_HZ) < 1.5


async def test_a_person_for_whom_nobody_is_free_hears_the_engines_own_words(
    desk: AsteriskDesk, carrier: Carrier
) -> None:
    recorder = Recorder(carrier)
    call = await desk.judged(ending("120"))
    desk.play(call, "")
    assert (await desk.until(s.PlayEnded, leg_id=call.customer)).ok
    desk.submit(o.HangUp(call.customer))
    await desk.until(s.LegEnded, leg_id=call.customer)
    await until(lambda: recorder.seconds_loud() > 2.0, pause=0.1)


async def test_the_engines_own_words_are_installed(installation: Installation) -> None:
    for words in OWN_WORDS:
        assert list((installation.data / "sounds" / "en").glob(f"{words}.*")), words


async def test_the_far_end_leaves_while_it_is_played_to(desk: AsteriskDesk) -> None:
    call = await answered(desk, "113")
    desk.play(call, "")
    ended = await desk.until(s.LegEnded, leg_id=call.customer)
    assert (ended.sip_status, ended.by_us) == (200, False)
    assert [told.ok for told in desk.all(s.PlayEnded)] == [False]
    assert desk.told_of(call.customer) == [s.LegAnswered, s.PlayEnded, s.LegEnded]


async def test_a_recording_that_was_replaced_is_heard_anew(desk: AsteriskDesk) -> None:
    assert desk.settings.messages is not None
    call = await answered(desk, "100")
    for seconds in 2.0, 0.2:
        desk.keep_message("news", seconds)
        desk.play(call, "news")
        await desk.plays()
        begun = asyncio.get_running_loop().time()
        await desk.until_count(1 if seconds > 1 else 2, s.PlayEnded, ok=True)
        took = asyncio.get_running_loop().time() - begun
        assert (took > 1.5) == (seconds > 1)


async def test_messages_in_a_folder_that_is_closed_to_the_engine_are_played(
    carrier: Carrier,
) -> None:
    with open_folder() as private:
        private.chmod(0o700)
        async with asterisk_desk(carrier, messages=private / "messages") as desk:
            desk.keep_message("offer")
            call = await answered(desk, "100")
            desk.play(call, "offer")
            assert (await desk.until(s.PlayEnded, leg_id=call.customer)).ok


@pytest.mark.parametrize("rate", [16000, 44100])
async def test_which_wav_files_are_played(desk: AsteriskDesk, rate: int) -> None:
    desk.keep_message(f"of-{rate}", rate=rate)
    call = await answered(desk, "100")
    desk.play(call, f"of-{rate}")
    assert (await desk.until(s.PlayEnded, leg_id=call.customer)).ok is (rate == 16000)


# -- another server takes the engine over ----------------------------------------------------


@asynccontextmanager
async def kept_engine(carrier: Carrier) -> AsyncIterator[tuple[AsteriskDesk, AsteriskDesk]]:
    """A server, and the one that comes after it, not started yet."""
    with open_folder() as folder:
        settings = AsteriskSettings(
            folder=folder,
            recordings=folder / "recordings",
            messages=folder / "messages",
            sip_address="127.0.0.1",
            phone_profile="plain",
            trunk=carrier.trunk,
            keep_running=True,
        )
        first, second = AsteriskDesk(settings), AsteriskDesk(settings)
        await first.engine.start(first.listen)
        try:
            yield first, second
        finally:
            for telephone in first.telephones:
                await telephone.close()
            await second.close()


async def test_the_next_server_hears_who_answered(carrier: Carrier) -> None:
    async with kept_engine(carrier) as (first, second):
        call = CallNames()
        first.dial_alone(call, ending("101"), listen=True)
        await first.until(s.LegAnswered, leg_id=call.customer)
        await first.engine.inventory()  # what was asked before has been done
        await first.asterisk.let_go()
        await second.engine.start(second.listen)
        back = await second.until(s.EngineBack)
        seen = s.LegSeen(call.customer, call.tags("customer"), "up", None, listens=True)
        assert back.inventory.legs == (seen,)
        judged = await second.until(s.LegJudged, leg_id=call.customer)
        assert (judged.verdict, judged.tags) == (s.Verdict.HUMAN, call.tags("customer"))
        await second.clear_away(call)
        await second.until(s.LegEnded, leg_id=call.customer)
        assert second.told_of(call.customer) == [s.LegJudged, s.LegEnded]


async def test_the_next_server_listens_to_what_rings(carrier: Carrier) -> None:
    async with kept_engine(carrier) as (first, second):
        call = CallNames()
        first.dial_alone(call, ending("116"), listen=True)
        await first.until(s.LegRinging, leg_id=call.customer)
        await first.asterisk.let_go()
        await second.engine.start(second.listen)
        back = await second.until(s.EngineBack)
        assert [leg.state for leg in back.inventory.legs] == ["ringing"]
        await second.until(s.LegJudged, leg_id=call.customer, verdict=s.Verdict.HUMAN)
        await second.clear_away(call)
        await second.until(s.LegEnded, leg_id=call.customer)
        assert second.told_of(call.customer) == [s.LegAnswered, s.LegJudged, s.LegEnded]


async def test_the_next_server_can_join_a_leg_that_is_played_to(carrier: Carrier) -> None:
    async with kept_engine(carrier) as (first, second):
        phone = await stand(first)
        call = await answered(first, "111")
        first.play(call, "")
        await first.plays()
        await first.asterisk.let_go()
        await second.engine.start(second.listen)
        back = await second.until(s.EngineBack)
        assert {leg.leg_id for leg in back.inventory.legs} == {LEG, call.customer}
        assert {leg.tags for leg in back.inventory.legs} == {STAND, call.tags("customer")}
        join(second, call)
        await phone.telephone.hears(has_tone(1000, least=0.8), within=3.0)
        second.submit(o.HangUp(LEG), o.HangUp(call.customer), o.CloseRoom(call.room))
        await second.holds(lambda held: held == s.Inventory())


async def test_an_adopted_engine_lists_what_it_did_not_before(carrier: Carrier) -> None:
    """An engine begun by an older version, that did not list what is to be listened to."""
    async with kept_engine(carrier) as (first, second):
        await first.until(s.EngineBack)
        file = first.asterisk._home.folders.etc / "ari.conf"
        await asyncio.to_thread(_older, file)
        await first.asterisk._link.request("PUT", "asterisk/modules/res_ari.so")
        call = await answered(first, "100")
        assert await _lists(first, "DOCKLINE_LEG")
        assert not await _lists(first, "DOCKLINE_LISTEN")
        await first.clear_away(call)
        await first.asterisk.let_go()
        await second.engine.start(second.listen)
        call = await answered(second, "100")
        assert await _lists(second, "DOCKLINE_LISTEN")


def _older(file: Path) -> None:
    file.write_text(file.read_text().replace(",DOCKLINE_LISTEN", ""))


async def _lists(desk: AsteriskDesk, variable: str) -> bool:
    channels = await desk.asterisk._link.request("GET", "channels")
    return any(variable in channel["channelvars"] for channel in channels)


async def test_a_verdict_that_nobody_comes_for_ends_the_call(
    carrier: Carrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dockline.adapters.asterisk.config.WAITS_FOR_US", 1.0)
    async with kept_engine(carrier) as (first, second):
        call = CallNames()
        first.dial_alone(call, ending("101"), listen=True)
        await first.until(s.LegAnswered, leg_id=call.customer)
        await first.engine.inventory()  # what was asked before has been done
        await first.asterisk.let_go()
        await asyncio.sleep(5.0)  # until it is judged, and a second more
        await second.engine.start(second.listen)
        await second.until(s.EngineBack, inventory=s.Inventory())
