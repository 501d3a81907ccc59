"""``python -m bench``: all benchmarks, or those named; tables, or one line of JSON."""

import argparse
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Final

import uvloop
from rich.console import Console
from tests.support.engines import open_folder

from bench import machine, report
from bench.answer import answer_to_ear
from bench.audio import chromium, to_audio
from bench.calls import make_call
from bench.children import Cores
from bench.ear import through_the_server
from bench.events import call_event
from bench.figures import Measure
from bench.intake import call_event_in_a_crowd, push_bodies, push_one_by_one
from bench.invite import to_the_carrier
from bench.live import live
from bench.sizes import FULL, TOY, Sizes
from dockline.adapters.asterisk.install import find

Benchmark = Callable[[Path, Sizes, Cores], Awaitable[Sequence[Measure]]]

ALL: Final[dict[str, Benchmark]] = {
    "make_call": make_call,
    "live": live,
    "event": call_event,
    "push": push_one_by_one,
    "bulk": push_bodies,
    "crowd": call_event_in_a_crowd,
    "invite": to_the_carrier,
    "audio": to_audio,
    "answer": answer_to_ear,
    "ear": through_the_server,
}
_ON_ALL_CORES: Final = frozenset({"invite", "audio", "answer", "ear"})
"""Engine, carrier and browser are processes of their own: nothing is tied to a core."""


def missing(name: str) -> str:
    """Why a benchmark cannot run here; empty where it can."""
    if name in _ON_ALL_CORES and find() is None:
        return "Asterisk is missing; run: dockline engine install"
    if name == "audio" and chromium() is None:
        return "Chromium is missing; run: sudo apt-get install -y chromium"
    return ""


async def measured(
    names: Sequence[str], sizes: Sizes, folder: Path, cores: Cores, tell: Callable[[str], None]
) -> tuple[list[Measure], list[str]]:
    """The figures of those that can run here, and the names of the others, each with its reason."""
    measures: list[Measure] = []
    left_out: list[str] = []
    for name in names:
        why = missing(name)
        if why:
            left_out.append(f"{name}. {why}")
            continue
        tell(name)
        if name in _ON_ALL_CORES:
            measures += await ALL[name](folder, sizes, cores)
        else:
            with cores.taken():
                measures += await ALL[name](folder, sizes, cores)
    return measures, left_out


async def run(names: Sequence[str], sizes: Sizes, *, json: bool) -> None:
    cores = Cores()
    console = Console() if sys.stdout.isatty() else Console(width=132)
    began = time.monotonic()
    with open_folder() as folder:
        about = machine.machine(folder, cores)
        with Console(stderr=True).status("Measuring") as status:
            measures, left_out = await measured(
                names, sizes, folder, cores, lambda name: status.update(f"Measuring {name}")
            )
    if json:
        print(report.as_json(about, measures, left_out), flush=True)
        return
    report.show(console, about, measures, left_out)
    console.print(f"Took {time.monotonic() - began:.0f} s.", style="dim", highlight=False)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(ALL)}; none: all")
    parser.add_argument("--json", action="store_true", help="one line of JSON and nothing else")
    parser.add_argument(
        "--toy", action="store_true", help="tiny: whether they run; the figures mean nothing"
    )
    given = parser.parse_args()
    for name in given.names:
        if name not in ALL:
            parser.error(f"{name} is none of {', '.join(ALL)}")
    uvloop.run(run(given.names or list(ALL), TOY if given.toy else FULL, json=given.json))


if __name__ == "__main__":
    main()
