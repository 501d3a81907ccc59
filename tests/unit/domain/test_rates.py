"""Sliding windows and lock-outs."""

import pytest
from hypothesis import given, strategies as st

from dockline.domain.rates import LockOut, Window, Windows


def test_a_window_forgets_what_is_older_than_itself() -> None:
    window = Window(60)
    for at in (0.0, 10.0, 20.0):
        window.note(at)
    assert window.count(59.9) == 3
    assert window.count(60.0) == 2
    assert window.free_at(2, 60.0) == 70.0
    assert window.free_at(3, 60.0) is None
    assert window.count(80.0) == 0


def test_a_limit_of_nothing_is_never_free() -> None:
    assert Window(60).free_at(0, 5.0) == 65.0
    assert Windows[str](60).free_at("a", 0, 5.0) == 65.0


def test_a_limit_that_was_lowered_waits_for_as_many_to_pass() -> None:
    window = Window(60)
    for at in range(10):
        window.note(float(at))
    assert window.free_at(2, 9.0) == 68.0
    assert window.free_at(2, 68.0) is None


def test_keys_have_windows_of_their_own() -> None:
    windows = Windows[str](60)
    windows.note("a", 0.0)
    assert windows.free_at("a", 1, 1.0) == 60.0
    assert windows.free_at("b", 1, 1.0) is None


def test_many_keys_do_not_stay_for_ever() -> None:
    windows = Windows[int](60)
    for n in range(30_000):
        windows.note(n, n / 10)
    assert len(windows._windows) <= 10_001
    assert windows.free_at(29_999, 1, 3000.0) is not None


def test_a_key_is_locked_after_too_many_failures_and_free_again_later() -> None:
    tries = LockOut[str](3, 300)
    for at in (0.0, 1.0):
        tries.failed("rishi", at)
        assert tries.locked_for("rishi", at) == 0
    tries.failed("rishi", 2.0)
    assert tries.locked_for("rishi", 2.0) == 300
    assert tries.locked_for("rishi", 301.0) == 1
    assert tries.locked_for("siddhant", 2.0) == 0
    assert tries.locked_for("rishi", 302.0) == 0
    tries.failed("rishi", 303.0)
    assert tries.locked_for("rishi", 303.0) == 0


def test_success_wipes_the_slate() -> None:
    tries = LockOut[str](2, 300)
    tries.failed("rishi", 0.0)
    tries.succeeded("rishi")
    tries.failed("rishi", 1.0)
    assert tries.locked_for("rishi", 1.0) == 0


def test_failures_long_ago_do_not_count() -> None:
    tries = LockOut[str](2, 300)
    tries.failed("rishi", 0.0)
    tries.failed("rishi", 300.0)
    assert tries.locked_for("rishi", 300.0) == 0


@given(st.integers(1, 30_000))
def test_many_strangers_do_not_fill_the_memory(step: int) -> None:
    tries = LockOut[int](1, 300)
    for n in range(0, 30_000 * step, 30 * step):
        tries.failed(n, float(n))
    assert len(tries._locked_until) + len(tries._failures) <= 10_001


def test_many_who_all_count_still_are_not_looked_through_each_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks, count = [0], Window.count

    def counted(window: Window, now: float) -> int:
        looks[0] += 1
        return count(window, now)

    monkeypatch.setattr(Window, "count", counted)
    windows = Windows[int](3600)
    for key in range(10_050):
        windows.note(key, 0.0)
    assert looks[0] == 10_000
