"""Taking stock of an engine that answers as a test says."""

from pathlib import Path

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
