"""What a test can make the scripted engine do, by a clock that a test moves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.engine import MemoryEngine
from dockline.domain import orders as o, signals as s
from dockline.domain.ids import LegId, PhoneId, leg_id
from tests.support.engines import CallNames, ending


class Scene:
    def __init__(self, **settings: Any) -> None:
        self.clock = MemoryClock()
        self.engine = MemoryEngine(self.clock, **settings)
        self.told: list[s.Signal] = []

    async def passes(self, seconds: float) -> None:
        self.clock.advance(seconds)
        await settle()

    async def dial(self, digits: str, **how: bool) -> LegId:
        """Alone, until its answer where that comes at once."""
        call = CallNames()
        self.engine.submit(
            o.DialNumber(
                call.customer, call.tags("customer"), ending(digits), "", None, 30.0, **how
            )
        )
        await settle()
        return call.customer

    async def play(self, leg_id: LegId, message: str = "") -> None:
        self.engine.submit(o.Play(leg_id, CallNames().tags("customer"), message))
        await settle()

    def kinds(self) -> list[type[s.Signal]]:
        return [type(told) for told in self.told if not isinstance(told, s.EngineBack)]


async def settle() -> None:
    """Let everything that is due happen."""
    for _ in range(20):
        await asyncio.sleep(0)


@asynccontextmanager
async def scene(**settings: Any) -> AsyncIterator[Scene]:
    made = Scene(**settings)
    await made.engine.start(made.told.append)
    await settle()
    try:
        yield made
    finally:
        await made.engine.stop()


async def test_it_judges_after_the_scripts_time_and_waits_for_the_beep_of_a_machine() -> None:
    async with scene() as at:
        await at.dial("102", listen=True)
        message = await at.dial("102", listen=True, for_message=True)
        person = await at.dial("101", listen=True, for_message=True)
        await at.passes(1.8)
        assert at.kinds() == [s.LegAnswered] * 3
        await at.passes(0.2)
        judged = [told for told in at.told if isinstance(told, s.LegJudged)]
        assert [told.verdict for told in judged] == [s.Verdict.MACHINE, s.Verdict.HUMAN]
        assert judged[1].leg_id == person
        await at.passes(5.0)
        assert at.told[-1].leg_id == message  # type: ignore[union-attr]
        assert at.kinds().count(s.LegJudged) == 3


async def test_a_test_judges_earlier_and_otherwise() -> None:
    async with scene() as at:
        leg = await at.dial("101", listen=True)
        at.engine.judge(leg, s.Verdict.NOTSURE, "TOOLONG-5000")
        at.engine.judge(leg, s.Verdict.HUMAN)
        await at.passes(10)
        judged = [told for told in at.told if isinstance(told, s.LegJudged)]
        assert [(told.verdict, told.cause) for told in judged] == [
            (s.Verdict.NOTSURE, "TOOLONG-5000")
        ]


async def test_nobody_is_judged_who_was_not_listened_to() -> None:
    async with scene() as at:
        leg = await at.dial("101")
        at.engine.judge(leg, s.Verdict.MACHINE)
        await at.passes(10)
        assert at.kinds() == [s.LegAnswered]


async def test_recordings_take_the_time_they_are_told_to() -> None:
    async with scene() as at:
        leg = await at.dial("100")
        at.engine.playing.seconds = 7.0
        at.engine.playing.missing.add("nowhere")
        await at.play(leg, "offer")
        await at.play(leg)
        await at.play(leg, "nowhere")
        assert at.engine.played == [(leg, "offer")]
        await at.passes(6.9)
        assert [told.ok for told in at.told if isinstance(told, s.PlayEnded)] == [False]
        await at.passes(0.2)
        assert at.engine.played == [(leg, "offer"), (leg, "")]
        await at.passes(7.0)
        ends = [told.ok for told in at.told if isinstance(told, s.PlayEnded)]
        assert ends == [False, True, True]


@pytest.mark.parametrize("ok", [True, False])
async def test_a_test_ends_what_plays(ok: bool) -> None:
    async with scene() as at:
        leg = await at.dial("100")
        await at.play(leg)
        at.engine.end_play(leg, ok=ok)
        await at.play(leg)
        await at.passes(1.9)
        # The end of the first one's time is not the second one's.
        ends = [told.ok for told in at.told if isinstance(told, s.PlayEnded)]
        assert ends == [ok]
        await at.passes(0.2)
        assert at.kinds() == [s.LegAnswered, s.PlayEnded, s.PlayEnded]


async def test_in_a_hurry_they_are_judged_at_once() -> None:
    async with scene(hurry=True) as at:
        await at.dial("102", listen=True, for_message=True)
        await at.dial("001", listen=True)
        assert at.kinds().count(s.LegJudged) == 2


async def test_the_trunk_bears_so_many_calls_a_second() -> None:
    async with scene(calls_per_second=2, max_calls_in_setup=3) as at:
        limits = at.engine.trunk_limits()
        assert (limits.calls_in_setup, limits.calls_per_second) == (3, 2)
        for _ in range(3):
            await at.dial("103")
        assert [told.reason for told in at.told if isinstance(told, s.LegEnded)] == ["trunk-full"]
        await at.passes(1.1)
        await at.dial("103")
        await at.dial("103")
        ended = [told.reason for told in at.told if isinstance(told, s.LegEnded)]
        assert ended == ["trunk-full"] * 2


async def test_what_ends_while_it_is_cut_off_is_told_on_return() -> None:
    async with scene() as at:
        judged = await at.dial("101", listen=True)
        played = await at.dial("100")
        await at.play(played)
        at.engine.drop()
        await at.passes(3.0)
        assert s.LegJudged not in at.kinds()
        at.engine.come_back()
        await settle()
        assert at.kinds()[-2:] == [s.LegJudged, s.PlayEnded]
        assert [told.leg_id for told in at.told if isinstance(told, s.LegJudged)] == [judged]


async def test_a_call_that_nobody_takes_is_turned_away_after_ten_seconds() -> None:
    async with scene() as it:
        arrived = it.engine.call_in("442079460500", "447700900123")
        await it.passes(9.9)
        assert it.engine.turned_away == {}
        await it.passes(0.2)
        assert it.engine.turned_away == {arrived.leg_id: 503}
        assert it.kinds() == [s.CallArrived]


async def test_music_of_one_who_waits_stops_for_what_is_played() -> None:
    async with scene() as it:
        arrived = it.engine.call_in("442079460500")
        call, leg = CallNames(arrived.call_id), arrived.leg_id
        it.engine.submit(o.TakeLeg(leg, call.tags("customer")))
        it.engine.submit(o.StartWaiting(leg))
        await settle()
        assert it.engine.hears_music(leg)
        words = (o.Say(o.Phrase.PLACE, 3), o.Say(o.Phrase.WAIT, 5))
        it.engine.submit(o.Play(leg, call.tags("customer"), "", words))
        assert not it.engine.hears_music(leg)
        assert it.engine.said == [(leg, say) for say in words]
        await it.passes(2.0)
        assert it.engine.hears_music(leg)
        it.engine.submit(o.OpenRoom(call.room))
        it.engine.submit(o.Join(call.room, leg))
        it.engine.submit(o.Leave(call.room, leg))
        assert not it.engine.hears_music(leg)


async def test_who_hears_whom_while_a_supervisor_listens_and_whispers() -> None:
    async with scene() as it:
        call = CallNames()
        monitor = leg_id(call.call_id, "monitor", 1)
        customer = it.engine.call_in("442079460500").leg_id
        it.engine.submit(o.TakeLeg(customer, call.tags("customer")))
        for leg, phone in (call.agent, PhoneId("a")), (monitor, PhoneId("m")):
            await it.engine.make_phone(phone)
            it.engine.submit(o.RingAgent(leg, call.tags("agent"), phone, 20, True, ""))
        await settle()
        for room, leg in (call.room, customer), (call.room, call.agent), (call.spy_room, monitor):
            it.engine.submit(o.OpenRoom(room))
            it.engine.submit(o.Join(room, leg))

        def heard() -> tuple[set[LegId], set[LegId], set[LegId]]:
            engine = it.engine
            return engine.hears(call.agent), engine.hears(customer), engine.hears(monitor)

        def spy(name: str, *, whisper: bool) -> None:
            room, tags = call.spy_room, call.tags("monitor")
            it.engine.submit(o.StartSpy(name, call.agent, room, tags, whisper))

        assert heard() == ({customer}, {call.agent}, set())
        spy("listens", whisper=False)
        assert heard() == ({customer}, {call.agent}, {customer, call.agent})
        it.engine.submit(o.StopSpy("listens"))
        spy("whispers", whisper=True)
        assert heard() == ({customer, monitor}, {call.agent}, {customer, call.agent})
        it.engine.submit(o.HangUp(call.agent))
        assert it.engine.spies == {}
        it.engine.submit(o.Join(call.room, monitor))
        assert it.engine.hears(monitor) == {customer}


@pytest.mark.parametrize("died", [True, False])
async def test_a_call_taken_while_the_engine_is_away_has_one_end_or_is_answered(
    died: bool,
) -> None:
    async with scene() as it:
        arrived = it.engine.call_in("442079460500")
        late = o.TakeLeg(arrived.leg_id, CallNames(arrived.call_id).tags("customer"))
        it.engine.drop()
        it.engine.submit(late)
        if died:
            it.engine.kill()
        it.engine.come_back()
        await settle()
        about = [type(told) for told in it.told if isinstance(told, s.LegEnded | s.LegAnswered)]
        assert about == ([s.LegEnded] if died else [s.LegAnswered])


async def test_a_call_taken_while_the_process_is_gone_has_one_end() -> None:
    async with scene() as it:
        arrived = it.engine.call_in("442079460500")
        it.engine.kill()
        it.engine.submit(o.TakeLeg(arrived.leg_id, CallNames().tags("customer")))
        await settle()
        assert [told.reason for told in it.told if isinstance(told, s.LegEnded)] == ["engine-away"]
