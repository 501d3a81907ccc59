"""Wall times elsewhere: server and dock (web/test/zones.test.ts) reckon them alike."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from dockline.domain.callinghours import local_time, unix_time

TABLE = json.loads((Path(__file__).parents[2] / "fixtures" / "wall_times.json").read_text())


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row['wall']} {row['zone']}")
def test_a_wall_time_is_one_moment(row: dict[str, str | float]) -> None:
    wall = datetime.fromisoformat(str(row["wall"]))
    assert unix_time(wall, str(row["zone"])) == row["at"]


def test_the_table_has_what_is_hard() -> None:
    """A time the clocks skip, one they show twice, and a day that never was."""
    shown = [
        local_time(row["zone"], row["at"]).replace(tzinfo=None).isoformat()[:16] for row in TABLE
    ]
    skipped = [row["wall"] for row, there in zip(TABLE, shown, strict=True) if there != row["wall"]]
    assert {"2026-03-08T02:30", "2011-12-30T12:00", "2026-10-04T02:15"} <= set(skipped)
    again = [row["wall"] for row in TABLE if _comes_again(row["zone"], row["at"], row["wall"])]
    assert {"2026-11-01T01:30", "2026-10-25T01:30", "2026-04-05T01:45"} <= set(again)


def _comes_again(zone: str, at: float, wall: str) -> bool:
    later = (local_time(zone, at + minutes * 60) for minutes in (30, 60, 120))
    return any(there.replace(tzinfo=None).isoformat()[:16] == wall for there in later)
