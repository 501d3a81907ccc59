"""Legs against an engine that answers in the worst order: events first, answers late or never."""

import asyncio
from collections.abc import Callable
from typing import Any, cast

import pytest

from dockline.adapters.admission import Admission
from dockline.adapters.asterisk.ari import (
    AriGone,
    AriRefused,
    AriUnanswered,
)
from dockline.adapters.asterisk.lanes import Lanes
from dockline.domain import signals as s
from dockline.ports.engine import TrunkLimits
from tests.support.ari import Bench, raising, until


@pytest.fixture
def bench(tmp_path: Any) -> Bench:
    return Bench(tmp_path)


async def test_events_that_come_before_the_answer_are_not_missed(bench: Bench) -> None:
    bench.engine.scripts["POST channels/create"] = lambda: bench.event("StasisStart")
    await bench.calls.dial(bench.dial())
    assert bench.engine.asked[-1] == f"POST channels/{bench.names.customer}/dial"
    bench.event("Dial", dialstatus="RINGING")
    bench.event("Dial", dialstatus="ANSWER")
    assert [type(told) for told in bench.told] == [s.LegRinging, s.LegAnswered]


async def test_a_leg_that_ends_before_the_answer_ends_once(bench: Bench) -> None:
    bench.engine.scripts["POST channels/create"] = lambda: bench.event(
        "ChannelDestroyed", cause=17, tech_cause=486
    )
    await bench.calls.dial(bench.dial())
    bench.event("ChannelDestroyed", cause=17, tech_cause=486)
    assert [told.sip_status for told in bench.told if isinstance(told, s.LegEnded)] == [486]
    assert "dial" not in bench.engine.asked[-1]


async def test_a_refused_post_ends_the_leg_by_name(bench: Bench) -> None:
    bench.engine.scripts["POST channels/create"] = raising(AriRefused(500, "no", "POST"))
    await bench.calls.dial(bench.dial())
    ended = cast(s.LegEnded, bench.told[0])
    assert (ended.reason, ended.by_us) == ("engine-refused", False)
    assert len(bench.told) == 1


async def test_a_post_that_is_not_answered_is_hung_up_and_told_once(bench: Bench) -> None:
    bench.engine.scripts["POST channels/create"] = raising(AriUnanswered("late"))
    bench.engine.scripts[f"DELETE channels/{bench.names.customer}"] = lambda: bench.event(
        "ChannelDestroyed", cause=16
    )
    await bench.calls.dial(bench.dial())
    assert [cast(s.LegEnded, told).reason for told in bench.told] == ["engine-refused"]
    await bench.calls.stop()


async def test_a_channel_that_never_comes_into_our_hands(bench: Bench) -> None:
    await bench.calls.dial(bench.dial())
    assert f"DELETE channels/{bench.names.customer}" in bench.engine.asked
    bench.event("ChannelDestroyed", cause=16)
    assert cast(s.LegEnded, bench.told[0]).reason == "engine-refused"
    await bench.calls.stop()


async def test_a_lost_end_is_looked_for_after_a_hang_up(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dockline.adapters.asterisk.calls._GONE_AFTER", 0.01)
    bench.engine.scripts["POST channels/create"] = lambda: bench.event("StasisStart")
    await bench.calls.dial(bench.dial())
    await bench.calls.hang_up(bench.names.customer)
    path = f"DELETE channels/{bench.names.customer}"
    bench.engine.scripts[path] = raising(AriRefused(404, "no channel", path))
    await until(lambda: bool(bench.told))
    assert cast(s.LegEnded, bench.told[0]).by_us


async def test_who_answers_just_before_a_cancel_is_not_hung_up_on(bench: Bench) -> None:
    bench.engine.scripts["POST channels/create"] = lambda: bench.event("StasisStart")
    await bench.calls.dial(bench.dial())
    bench.event("Dial", dialstatus="ANSWER")
    await bench.calls.hang_up(bench.names.customer, if_unanswered=True)
    path = f"DELETE channels/{bench.names.customer}"
    assert path not in bench.engine.asked
    await bench.calls.hang_up(bench.names.customer)
    assert path in bench.engine.asked
    await bench.calls.stop()


async def test_a_socket_lost_in_mid_order_leaves_the_leg_to_the_listing(bench: Bench) -> None:
    bench.engine.scripts["POST channels/create"] = raising(AriGone("gone"))
    with pytest.raises(AriGone):
        await bench.calls.dial(bench.dial())
    assert bench.told == []
    assert bench.names.customer in bench.legs


async def test_audio_after_a_silent_ringing_is_told_once_more(bench: Bench) -> None:
    bench.dial()
    for status in "RINGING", "RINGING", "PROGRESS", "PROGRESS", "RINGING":
        bench.event("Dial", dialstatus=status)
    heard = [told.early_media for told in bench.told if isinstance(told, s.LegRinging)]
    assert heard == [False, True]


async def test_what_comes_after_the_answer_is_no_ringing(bench: Bench) -> None:
    bench.dial()
    bench.event("ChannelStateChange", "Up")
    bench.event("ChannelStateChange", "Ringing")
    bench.event("Dial", dialstatus="ANSWER")
    assert [type(told) for told in bench.told] == [s.LegAnswered]


async def test_what_follows_a_hang_up_does_not_meet_the_next_leg_of_that_name(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dockline.adapters.asterisk.calls._GONE_AFTER", 0.01)
    bench.dial()
    await bench.calls.hang_up(bench.names.customer)
    bench.event("ChannelDestroyed")
    bench.dial()
    bench.engine.asked.clear()
    await until(lambda: not bench.calls._background)
    assert bench.engine.asked == []
    assert bench.names.customer in bench.legs


def test_admission_counts_legs_in_set_up_and_per_second() -> None:
    admission = Admission(TrunkLimits(calls_in_setup=3, calls_per_second=2))
    assert admission.admit(0, 10.0)
    assert admission.admit(1, 10.1)
    assert not admission.admit(2, 10.2)
    assert admission.admit(2, 11.05)
    assert not admission.admit(3, 20.0)
    assert admission.admit(2, 20.0)


async def test_lanes_keep_order_within_and_run_side_by_side() -> None:
    failures: list[Exception] = []
    lanes = Lanes(failures.append)
    done: list[str] = []
    stuck = asyncio.Event()

    def work(name: str, wait: bool = False) -> Callable[[], Any]:
        async def act() -> None:
            if wait:
                await stuck.wait()
            done.append(name)

        return act

    lanes.put("a", work("a1", wait=True))
    lanes.put("a", work("a2"))
    lanes.put("b", raising(ValueError("b1")))
    lanes.put("b", work("b2"))
    await asyncio.sleep(0)
    assert done == []
    lanes.open()
    await until(lambda: done == ["b2"])
    assert [str(failure) for failure in failures] == ["b1"]
    stuck.set()
    await until(lambda: done == ["b2", "a1", "a2"])
    lanes.shut()
    lanes.put("c", work("c1"))
    await asyncio.sleep(0)
    lanes.clear()
    lanes.open()
    lanes.put("c", work("c2"))
    await until(lambda: done[-1] == "c2")
    assert "c1" not in done
    await lanes.stop()
