"""What every clock keeps, and what the two of them add."""

import asyncio
import time

import pytest

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.system_clock import SystemClock
from dockline.ports.clock import Clock


@pytest.fixture(params=[MemoryClock, SystemClock])
def clock(request: pytest.FixtureRequest) -> Clock:
    made: Clock = request.param()
    return made


async def test_it_never_runs_backwards(clock: Clock) -> None:
    times = [clock.now() for _ in range(1000)]
    assert times == sorted(times)


async def test_the_past_is_not_waited_for(clock: Clock) -> None:
    await asyncio.wait_for(clock.sleep_until(clock.now() - 100), timeout=1)
    await asyncio.wait_for(clock.sleep_until(clock.now()), timeout=1)


async def test_nobody_wakes_before_the_time(clock: Clock) -> None:
    when = clock.now() + 0.05
    sleeper = asyncio.create_task(clock.sleep_until(when))
    if isinstance(clock, MemoryClock):
        await clock.slept_on()
        clock.advance(0.05)
    await asyncio.wait_for(sleeper, timeout=5)
    assert clock.now() >= when


async def test_a_sleeper_can_be_called_off(clock: Clock) -> None:
    sleeper = asyncio.create_task(clock.sleep_until(clock.now() + 3600))
    await asyncio.sleep(0)
    sleeper.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sleeper


async def test_manual_time_wakes_sleepers_in_their_order() -> None:
    clock = MemoryClock(now=100.0)
    woken: list[float] = []
    three = asyncio.Event()

    async def sleep(until: float) -> None:
        await clock.sleep_until(until)
        woken.append(until)
        if len(woken) == 3:
            three.set()

    async with asyncio.TaskGroup() as group:
        for until in (103.0, 101.0, 102.0, 109.0):
            group.create_task(sleep(until))
        await clock.slept_on()
        assert clock.next_wake == 101.0
        clock.advance(3)
        await asyncio.wait_for(three.wait(), timeout=5)
        assert woken == [101.0, 102.0, 103.0]
        assert clock.next_wake == 109.0
        clock.advance(6)
    assert woken[-1] == 109.0
    assert clock.next_wake is None


async def test_manual_time_forgets_those_who_were_called_off() -> None:
    clock = MemoryClock()
    sleeper = asyncio.create_task(clock.sleep_until(clock.now() + 1))
    await clock.slept_on()
    sleeper.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sleeper
    assert clock.next_wake is None
    clock.advance(2)


def test_manual_time_is_not_turned_back() -> None:
    with pytest.raises(ValueError, match="backwards"):
        MemoryClock().advance(-1)


def test_the_system_clock_tells_the_machines_time() -> None:
    assert abs(SystemClock().now() - time.time()) < 0.1


def test_a_wall_clock_set_back_does_not_turn_time_back(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SystemClock()
    before = clock.now()
    wall = time.time
    monkeypatch.setattr(time, "time", lambda: wall() - 3600)
    assert before <= clock.now() < before + 5


def test_a_wall_clock_set_on_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SystemClock()
    before = clock.now()
    wall = time.time
    monkeypatch.setattr(time, "time", lambda: wall() + 3600)
    assert before + 3600 <= clock.now() < before + 3605
    monkeypatch.setattr(time, "time", wall)
    assert clock.now() >= before + 3600
