"""``python -m bench.pacing``: Dockline's pacing against the oracle and the best fixed ratio, in
every world that ships, as the table of docs/pacing.md.

Each finished run is kept in a file of JSON lines, seed by seed, so a long pass can be stopped and
taken up again, or widened by more seeds: a run that is there is not made again. Those behind the
tables of docs/pacing.md are kept beside this program as well (``--keep``). They hold as long as the
pacing does what it did: after a change, ``--forget`` before anything is made.
"""

import argparse
import gzip
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import mean, median
from typing import NamedTuple

import msgspec

from dockline.simulation.comparing import JUDGED, RATIOS, Task, lasting, play
from dockline.simulation.drawing import shipped_or_drawn
from dockline.simulation.world import World, names

TEAMS = (2, 3, 5, 7, 10, 20, 35, 50, 100, 500)
OURS = ("dockline", "oracle")  # what goes by our pacing
POLICIES = ("progressive", "power", *OURS)
START, END = "<!-- table -->", "<!-- end of table -->"
KEPT = Path(__file__).with_name("pacing-runs.jsonl.gz")
TOO_MUCH = 3.0  # times the cap: a higher ratio is not tried with this seed


class Made(msgspec.Struct, frozen=True):
    """One run. busy: per cent of the agents' time. windows: answers and abandons of each campaign's
    windows. late_ms: processor time of a decision at the 99th percentile; 0: not measured."""

    world: str
    agents: int
    policy: str
    seed: int
    hours: float
    window_hours: float
    cap: float
    busy: float
    windows: list[tuple[int, int]]
    dials: int
    cancelled: int
    late_ms: float


class Unit(NamedTuple):
    """What is made at once: for the policy `power`, a run for each ratio."""

    world: World
    agents: int
    policy: str
    seed: int


Known = dict[tuple[str, int, str], dict[int, Made]]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.pacing", description=__doc__)
    parser.add_argument("--worlds", nargs="+", default=names(), metavar="NAME")
    parser.add_argument("--agents", nargs="+", type=int, default=list(TEAMS), metavar="N")
    parser.add_argument("--policies", nargs="+", default=list(POLICIES))
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument(
        "--hours", type=float, help="length of run and window (default: the world's)"
    )
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--results", type=Path, default=Path("data/pacing.jsonl"))
    parser.add_argument(
        "--forget",
        action="store_true",
        help="first take out what Dockline and the oracle did, here and beside the program",
    )
    parser.add_argument("--keep", action="store_true", help="keep these with the program")
    parser.add_argument("--write", type=Path, help="put the tables into this page")
    given = parser.parse_args(arguments)
    given.results.parent.mkdir(parents=True, exist_ok=True)
    worlds = [lasting(shipped_or_drawn(name), given.hours, given.hours) for name in given.worlds]
    if given.forget:
        _forget(given.results)
    known = _read(given.results, worlds)
    units = [
        Unit(world, agents, policy, seed)
        for seed in range(given.seeds)
        for agents in given.agents
        for world in worlds
        for policy in given.policies
        if seed not in known.get((world.name, agents, policy), {})
    ]
    with given.results.open("a", encoding="utf-8") as file:
        for made in _made(units, given.jobs):
            file.write(msgspec.json.encode(made).decode() + "\n")
            file.flush()
            print(_line(made), file=sys.stderr, flush=True)
    known = _read(given.results, worlds)
    if given.keep:
        KEPT.write_bytes(packed(made for runs in known.values() for made in runs.values()))
    text = tables(known)
    print(text)
    if given.write is not None:
        _write(given.write, text)
    return 0


def _made(units: list[Unit], jobs: int) -> Iterator[Made]:
    if jobs == 1:
        for unit in units:
            yield from _runs(unit)
        return
    with ProcessPoolExecutor(jobs) as pool:
        for found in pool.map(_all_runs, units):
            yield from found


def _all_runs(unit: Unit) -> list[Made]:
    return list(_runs(unit))


def _runs(unit: Unit) -> Iterator[Made]:
    """The runs of `power` end with one named so, which says that its ratios have been tried."""
    if unit.policy != "power":
        yield _run(unit, unit.policy)
        return
    for ratio in RATIOS:
        made = _run(unit, f"power:{ratio:g}")
        yield made
        answers = sum(answers for answers, _ in made.windows)
        if sum(abandons for _, abandons in made.windows) > TOO_MUCH * made.cap * answers:
            break
    yield msgspec.structs.replace(made, policy="power")


def _run(unit: Unit, policy: str) -> Made:
    world, agents, _, seed = unit
    outcome = play(Task(world, policy, agents, seed, timed=policy == "dockline"))
    times = sorted(outcome.decision_seconds)
    return Made(
        world=world.name,
        agents=agents,
        policy=policy,
        seed=seed,
        hours=world.hours,
        window_hours=world.window_hours,
        cap=world.cap,
        busy=round(100 * outcome.utilisation, 3),
        windows=[(each.answers, each.abandons) for all in outcome.windows for each in all],
        dials=outcome.dials,
        cancelled=outcome.cancelled,
        late_ms=round(1000 * times[int(len(times) * 0.99)], 4) if times else 0.0,
    )


def _all(results: Path) -> list[Made]:
    lines = gzip.decompress(KEPT.read_bytes()).splitlines() if KEPT.exists() else []
    lines += results.read_bytes().splitlines() if results.exists() else []
    return [msgspec.json.decode(line, type=Made) for line in lines if line]


def _read(results: Path, worlds: list[World]) -> Known:
    """The runs that lasted as long as they would in these worlds, and all those in others."""
    asked = {world.name: (world.hours, world.window_hours) for world in worlds}
    known: Known = {}
    for made in _all(results):
        lasted = (made.hours, made.window_hours)
        if asked.get(made.world, lasted) == lasted:
            known.setdefault((made.world, made.agents, made.policy), {})[made.seed] = made
    return known


def _forget(results: Path) -> None:
    plain = [made for made in _all(results) if made.policy not in OURS]
    results.unlink(missing_ok=True)
    KEPT.write_bytes(packed(plain))


def packed(runs: Iterable[Made]) -> bytes:
    """In a fixed order, so that the same runs are the same bytes."""
    ordered = sorted(runs, key=lambda made: (made.world, made.agents, made.policy, made.seed))
    return gzip.compress(b"".join(msgspec.json.encode(each) + b"\n" for each in ordered), mtime=0)


def _line(made: Made) -> str:
    windows = [f"{abandons}/{answers}" for answers, abandons in made.windows]
    return (
        f"{made.world:22} {made.agents:4} {made.policy:12} seed {made.seed:3} "
        f"busy {made.busy:6.2f} p99 {made.late_ms:.2f} ms  {' '.join(windows)}"
    )


def tables(known: Known) -> str:
    """A table for each world, a row for each team that has Dockline's runs."""
    worlds = sorted({world for world, _, _ in known}, key=lambda each: (each != "stationary", each))
    parts = []
    for world in worlds:
        teams = sorted(
            {agents for name, agents, policy in known if (name, policy) == (world, "dockline")}
        )
        lines = [
            f"### {world}",
            "",
            "| agents | seeds | hours | progressive | best ratio | **Dockline** | oracle "
            "| under oracle | worst window | over cap | p99 ms |",
            "| --- " * 11 + "|",
        ]
        lines += [_row(known, world, agents) for agents in teams]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _row(known: Known, world: str, agents: int) -> str:
    ours = known[world, agents, "dockline"]
    plain = known.get((world, agents, "progressive"), {})
    oracle = known.get((world, agents, "oracle"), {})
    both = sorted(ours.keys() & oracle.keys())
    ratio = _best_ratio(known, world, agents)
    best = known[world, agents, f"power:{ratio:g}"] if ratio is not None else {}
    others = {len(each) for each in (plain, oracle, best) if each}
    gap = _busy(oracle, both) - _busy(ours, both) if both else None
    judged = [
        abandons / answers
        for made in ours.values()
        for answers, abandons in made.windows
        if answers >= JUDGED
    ]
    any_run = next(iter(ours.values()))
    cells = [
        str(agents),
        f"{len(ours)}" + "".join(f" ({count})" for count in sorted(others - {len(ours)})),
        f"{any_run.window_hours:g}",
        f"{_busy(plain):.1f}" if plain else "",
        f"{_busy(best):.1f} ({ratio:g})" if best else "",
        f"**{_busy(ours):.1f}**",
        f"{_busy(oracle):.1f}" if oracle else "",
        f"{gap:.1f}" if gap is not None else "",
        f"{100 * max(judged):.2f}" if judged else "",
        f"{sum(share > any_run.cap + 1e-9 for share in judged)} of {len(judged)}",
        f"{median(made.late_ms for made in ours.values()):.2f}",
    ]
    return "| " + " | ".join(cells) + " |"


def _busy(runs: dict[int, Made], seeds: Iterable[int] | None = None) -> float:
    return mean(runs[seed].busy for seed in (runs if seeds is None else seeds))


def _best_ratio(known: Known, world: str, agents: int) -> float | None:
    """The ratio with the highest utilisation of those that broke no window of enough answers, and
    not the cap over all: known only afterwards, for all seeds together."""
    tried = known.get((world, agents, "power"), {})
    best: tuple[float, float] | None = None
    for ratio in RATIOS:
        runs = known.get((world, agents, f"power:{ratio:g}"), {})
        if not tried or not tried.keys() <= runs.keys():  # with some seeds it was far too much
            continue
        windows = [window for made in runs.values() for window in made.windows]
        cap = next(iter(runs.values())).cap
        broken = any(n >= JUDGED and gone > cap * n for n, gone in windows)
        share = sum(gone for _, gone in windows) / max(1, sum(n for n, _ in windows))
        if not broken and share <= cap and (best is None or _busy(runs) > best[0]):
            best = (_busy(runs), ratio)
    return None if best is None else best[1]


def _write(page: Path, text: str) -> None:
    old = page.read_text("utf-8")
    head, _, rest = old.partition(START)
    _, _, tail = rest.partition(END)
    page.write_text(f"{head}{START}\n{text}{END}{tail}", "utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
