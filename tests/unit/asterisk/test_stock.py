"""Taking stock of an engine that answers as a test says."""

from pathlib import Path

import pytest

from dockline.adapters.asterisk.ari import AriRefused
from dockline.domain import signals as s
from tests.support.ari import Bench, raising


async def test_a_call_that_ends_while_stock_is_taken_does_not_keep_the_engine_away(
    tmp_path: Path,
) -> None:
    bench = Bench(tmp_path)
    bench.lists(context="default", app="Stasis")
    asking = "POST applications/dockline/subscription"

    def gone() -> None:
        bench.engine.scripts["GET channels"] = list
        raising(AriRefused(422, "Event source does not exist", asking))()

    bench.engine.scripts[asking] = gone
    assert await bench.stock.take() == s.Inventory()
    assert asking in bench.engine.asked


@pytest.mark.parametrize(
    ("context", "app", "status", "seen"),
    [
        ("default", "Stasis", "", (True, None)),
        ("amd", "AMD", "", (True, None)),
        ("amd", "Wait", "HUMAN", (True, None)),
        ("amd", "Stasis", "HUMAN", (False, s.Verdict.HUMAN)),
        ("amd", "Stasis", "MACHINE", (False, s.Verdict.MACHINE)),
        ("amd", "Stasis", "HANGUP", (False, s.Verdict.NOTSURE)),
    ],
)
async def test_who_is_listened_to_is_judged_once_they_are_in_our_hands_again(
    tmp_path: Path, context: str, app: str, status: str, seen: tuple[bool, s.Verdict | None]
) -> None:
    bench = Bench(tmp_path)
    bench.lists(context=context, app=app, DOCKLINE_LISTEN="s", AMDSTATUS=status)
    (leg,) = (await bench.stock.take()).legs
    assert (leg.listens, leg.verdict) == seen
