"""Recordings played to a leg, against an engine that answers in the worst order."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from dockline.adapters.asterisk.ari import AriGone, AriPlayback, AriRefused
from dockline.domain import orders as o, signals as s
from tests.support.ari import Bench, raising, until


@pytest.fixture
async def bench(tmp_path: Path) -> Bench:
    made = Bench(tmp_path)
    made.dial_alone()
    made.event("StasisStart", "Up")
    made.told.clear()
    return made


def play(bench: Bench) -> str:
    return f"POST channels/{bench.names.customer}/play/play-{bench.names.customer}"


def playback(bench: Bench, method: str) -> str:
    return f"{method} playbacks/play-{bench.names.customer}"


def finished(bench: Bench, state: str = "done") -> None:
    bench.playing.on_finished(AriPlayback(f"play-{bench.names.customer}", state))


def ends(bench: Bench) -> list[bool]:
    return [told.ok for told in bench.told if isinstance(told, s.PlayEnded)]


async def begun(bench: Bench, count: int = 1) -> None:
    await until(lambda: bench.engine.asked.count(play(bench)) == count)
    await until(lambda: not bench.playing._background)


@pytest.mark.parametrize(("state", "ok"), [("done", True), ("failed", False)])
async def test_its_end_is_told(bench: Bench, state: str, ok: bool) -> None:
    await bench.playing.order(bench.play())
    assert bench.engine.bodies[play(bench)] == {
        "media": ["sound:im-sorry", "sound:vm-nobodyavail", "sound:vm-goodbye"]
    }
    assert bench.told == []
    finished(bench, state)
    finished(bench, state)
    assert ends(bench) == [ok]
    assert bench.told[0] == s.PlayEnded(bench.names.customer, bench.names.tags("customer"), ok=ok)


@pytest.mark.parametrize(
    "failure", [AriRefused(500, "no", "POST"), AriRefused(404, "no channel", "POST")]
)
async def test_a_refusal_is_its_end(bench: Bench, failure: Exception) -> None:
    bench.engine.scripts[play(bench)] = raising(failure)
    await bench.playing.order(bench.play())
    assert ends(bench) == [False]


async def test_what_is_no_recording_asks_nothing_of_the_engine(bench: Bench) -> None:
    await bench.playing.order(bench.play("nowhere"))
    assert ends(bench) == [False]
    assert play(bench) not in bench.engine.asked


async def test_in_place_of_what_is_no_recording_the_engine_says_its_own_words(
    bench: Bench,
) -> None:
    order = replace(bench.play("nowhere"), instead=(o.Say(o.Phrase.NOBODY_FREE),))
    await bench.playing.order(order)
    assert bench.engine.bodies[play(bench)] == {
        "media": ["sound:im-sorry", "sound:vm-nobodyavail", "sound:vm-goodbye"]
    }
    finished(bench)
    assert ends(bench) == [True]


async def test_a_leg_that_is_not_up_or_gone_is_not_played_to(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    await bench.playing.order(bench.play())
    assert bench.told == []
    bench.dial_alone()
    await bench.playing.order(bench.play())
    assert ends(bench) == [False]
    assert bench.engine.asked == []


async def test_the_next_begins_when_the_first_has_ended(bench: Bench) -> None:
    await bench.playing.order(bench.play())
    await bench.playing.order(bench.play())
    assert bench.engine.asked.count(play(bench)) == 1
    finished(bench)
    await begun(bench, 2)
    assert ends(bench) == [True]
    finished(bench)
    assert ends(bench) == [True, True]


async def test_its_end_may_come_before_the_answer_to_the_request(bench: Bench) -> None:
    bench.engine.scripts[play(bench)] = lambda: finished(bench)
    await bench.playing.order(bench.play())
    assert ends(bench) == [True]


async def test_the_end_of_one_broken_off_is_not_taken_for_the_nexts(bench: Bench) -> None:
    await bench.playing.order(bench.play())
    await bench.playing.order(bench.play())
    await bench.playing.break_off(bench.names.customer)
    assert playback(bench, "DELETE") in bench.engine.asked
    assert ends(bench) == [False, False]
    await bench.playing.order(bench.play())
    assert bench.engine.asked.count(play(bench)) == 1
    finished(bench)
    await begun(bench, 2)
    assert ends(bench) == [False, False]
    finished(bench)
    assert ends(bench) == [False, False, True]


async def test_to_break_off_nothing_asks_nothing(bench: Bench) -> None:
    await bench.playing.break_off(bench.names.customer)
    await bench.playing.order(bench.play())
    finished(bench)
    await bench.playing.break_off(bench.names.customer)
    assert playback(bench, "DELETE") not in bench.engine.asked


async def test_what_an_earlier_server_played_is_broken_off_once(bench: Bench) -> None:
    bench.playing.adopted(bench.names.customer)
    for _ in range(2):
        await bench.playing.break_off(bench.names.customer)
    assert bench.engine.asked.count(playback(bench, "DELETE")) == 1


async def test_broken_off_while_its_file_is_looked_for_it_is_not_begun(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def meanwhile(look: Callable[..., Any], name: str) -> Any:
        await bench.playing.break_off(bench.names.customer)
        return look(name)

    monkeypatch.setattr("asyncio.to_thread", meanwhile)
    await bench.playing.order(bench.play())
    assert ends(bench) == [False]
    assert play(bench) not in bench.engine.asked


@pytest.mark.parametrize("who", ["by_us", "timed_out"])
async def test_cut_short_by_a_hang_up_it_was_not_played_to_its_end(bench: Bench, who: str) -> None:
    await bench.playing.order(bench.play())
    setattr(bench.leg, who, True)
    finished(bench)
    assert ends(bench) == [False]


async def test_it_ends_before_its_leg(bench: Bench) -> None:
    await bench.playing.order(bench.play())
    await bench.playing.order(bench.play())
    bench.event("ChannelDestroyed", "Up", cause=16)
    finished(bench)
    assert bench.kinds() == [s.PlayEnded, s.PlayEnded, s.LegEnded]
    assert ends(bench) == [False, False]


async def test_what_ended_in_a_gap_is_told_and_what_goes_on_is_not(bench: Bench) -> None:
    await bench.playing.order(bench.play())
    bench.lists(context="inbound", app="Stasis")
    await bench.stock.take()
    assert ends(bench) == []
    bench.engine.scripts[playback(bench, "GET")] = raising(AriRefused(404, "none", "GET"))
    await bench.stock.take()
    assert ends(bench) == [True]
    await bench.stock.take()
    assert ends(bench) == [True]


async def test_what_may_never_have_begun_was_not_played(bench: Bench) -> None:
    bench.engine.scripts[play(bench)] = raising(AriGone("gone"))
    await bench.playing.order(bench.play())
    assert ends(bench) == []
    bench.engine.scripts[playback(bench, "GET")] = raising(AriRefused(404, "none", "GET"))
    bench.lists(context="inbound", app="Stasis")
    await bench.stock.take()
    assert ends(bench) == [False]
