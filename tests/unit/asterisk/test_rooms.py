"""Rooms against an engine that answers as a test says."""

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
