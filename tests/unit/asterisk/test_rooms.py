"""Rooms against an engine that answers as a test says."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dockline.adapters.asterisk.ari import AriRefused
from tests.support.ari import Bench, raising


@pytest.mark.parametrize("status", [404, 409, 412, 422])
async def test_a_leg_that_is_being_hung_up_has_left_its_room(tmp_path: Path, status: int) -> None:
    bench = Bench(tmp_path)
    room, leg = bench.names.room, bench.names.customer
    bench.rooms.entered(room, leg)
    leaving = f"POST bridges/{room}/removeChannel"
    bench.engine.scripts[leaving] = raising(AriRefused(status, "no", leaving))
    await bench.rooms.leave(room, leg)
    assert bench.engine.asked == [leaving]


async def test_a_leg_that_cannot_be_joined_for_no_known_reason_is_told(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    joining = f"POST bridges/{bench.names.room}/addChannel"
    bench.engine.scripts[joining] = raising(AriRefused(422, "no", joining))
    with pytest.raises(AriRefused):
        await bench.rooms.join(bench.names.room, bench.names.customer)


async def test_a_room_whose_old_self_is_still_going_is_made_anew_for_who_joins(
    tmp_path: Path,
) -> None:
    bench = Bench(tmp_path)
    room, leg = bench.names.room, bench.names.customer
    making, joining = f"POST bridges/{room}", f"POST bridges/{room}/addChannel"
    await bench.rooms.open(room)
    await bench.rooms.close(room)
    await bench.rooms.open(room)
    bench.engine.scripts[joining] = _not_there_until(bench, making, times=3)
    bench.engine.asked.clear()
    assert await bench.rooms.join(room, leg) is False  # it is not tried for ever
    assert bench.engine.asked == [joining, making, joining, making, joining]
    bench.engine.scripts[joining] = _not_there_until(bench, making, times=1)
    bench.engine.asked.clear()
    assert await bench.rooms.join(room, leg) is True
    assert bench.engine.asked == [joining, making, joining]


async def test_the_end_of_a_leg_concerns_those_in_its_room_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(tmp_path)
    inside = {f"room-{n}": (f"agent-{n}", f"customer-{n}") for n in range(50)}
    for room, legs in inside.items():
        for leg in legs:
            bench.rooms.entered(room, leg)
    looked_at: list[str] = []
    monkeypatch.setattr(bench.rooms, "tone", looked_at.append)
    for room in bench.rooms:
        bench.rooms.left(room, "customer-7")
    assert looked_at == ["agent-7"]


async def test_music_is_begun_in_a_room_that_was_made_anew(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    room = bench.names.room
    making, playing = f"POST bridges/{room}", f"POST bridges/{room}/moh"
    await bench.rooms.open(room)
    bench.engine.scripts[playing] = _not_there_until(bench, making, times=1)
    bench.engine.asked.clear()
    await bench.rooms.start_music(room)
    assert bench.engine.asked == [playing, making, playing]


async def test_a_room_that_nobody_wants_is_not_made_anew(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    room, leg = bench.names.room, bench.names.customer
    joining = f"POST bridges/{room}/addChannel"
    bench.engine.scripts[joining] = raising(AriRefused(404, "Bridge not found", joining))
    await bench.rooms.open(room)
    await bench.rooms.close(room)
    bench.engine.asked.clear()
    assert await bench.rooms.join(room, leg) is False
    assert bench.engine.asked == [joining]


def _not_there_until(bench: Bench, making: str, *, times: int) -> Callable[[], None]:
    """The engine does not know the room before it was made so often."""
    made = [0]
    bench.engine.scripts[making] = lambda: made.__setitem__(0, made[0] + 1)

    def asked() -> None:
        if made[0] < times:
            raise AriRefused(404, "Bridge not found", "addChannel")

    return asked
