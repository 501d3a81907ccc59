"""``python -m bench.pacing``: Dockline's pacing against the oracle and the best fixed ratio, in
every world that ships, as the table of docs/pacing.md.

Each finished line is kept in a file of JSON lines, so a long run can be stopped and taken up again:
a line that is there with as many seeds is not made again.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from dockline.simulation.comparing import Player, Score, Task, lasting, one_by_one, play, score
from dockline.simulation.results import Outcome
from dockline.simulation.world import named, names

TEAMS = (2, 3, 5, 7, 10, 20, 35, 50, 100, 500)
POLICIES = ("progressive", "power", "dockline", "oracle")
START, END = "<!-- table -->", "<!-- end of table -->"

Row = dict[str, Any]


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
    parser.add_argument("--write", type=Path, help="put the tables into this page")
    given = parser.parse_args(arguments)
    given.results.parent.mkdir(parents=True, exist_ok=True)
    rows = _read(given.results)
    wanted = [
        (world, agents, policy)
        for agents in given.agents
        for world in given.worlds
        for policy in given.policies
    ]
    with ProcessPoolExecutor(given.jobs) as pool:
        player: Player = one_by_one if given.jobs == 1 else _spread_over(pool)
        for world, agents, policy in wanted:
            known = rows.get((world, agents, policy))
            if known is None or known["seeds"] < given.seeds:
                row = _row(world, agents, policy, given.seeds, given.hours, player)
                rows[world, agents, policy] = row
                with given.results.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(row) + "\n")
                print(_line(row), file=sys.stderr, flush=True)
    text = tables(list(rows.values()))
    print(text)
    if given.write is not None:
        _write(given.write, text)
    return 0


def _spread_over(pool: ProcessPoolExecutor) -> Player:
    def player(tasks: Iterable[Task]) -> list[Outcome]:
        return list(pool.map(play, tasks))

    return player


def _row(
    name: str, agents: int, policy: str, seeds: int, hours: float | None, player: Player
) -> Row:
    world = lasting(named(name), hours, hours)
    found: Score = score(world, policy, agents, seeds, timed=policy == "dockline", player=player)
    return {
        "world": name,
        "agents": agents,
        "policy": policy,
        "seeds": seeds,
        "hours": world.window_hours,
        "busy": round(100 * found.utilisation, 3),
        "worst": round(100 * found.worst, 3),
        "share": round(100 * found.share, 3),
        "over": found.over,
        "windows": found.windows,
        "ratio": found.ratio,
        "late_ms": round(1000 * found.late, 4),
    }


def _read(path: Path) -> dict[tuple[str, int, str], Row]:
    if not path.exists():
        return {}
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
    return {(row["world"], row["agents"], row["policy"]): row for row in lines}


def _line(row: Row) -> str:
    return (
        f"{row['world']:22} {row['agents']:4} {row['policy']:12} busy {row['busy']:6.2f} "
        f"worst {row['worst']:5.2f} over {row['over']}/{row['windows']} p99 {row['late_ms']:.2f} ms"
    )


def tables(rows: list[Row]) -> str:
    """A row for each world and team that has Dockline's line, in the order of TEAMS."""
    by = {(row["world"], row["agents"], row["policy"]): row for row in rows}
    parts = []
    for name in sorted(
        {row["world"] for row in rows}, key=lambda each: (each != "stationary", each)
    ):
        teams = sorted({row["agents"] for row in rows if row["world"] == name})
        lines = [
            f"### {name}",
            "",
            "| agents | seeds | hours | progressive | best ratio | **Dockline** | oracle "
            "| under oracle | worst window | over cap | p99 ms |",
            "| --- " * 11 + "|",
        ]
        lines += [_table_row(by, name, agents) for agents in teams]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _table_row(by: dict[tuple[str, int, str], Row], name: str, agents: int) -> str:
    def cell(policy: str, key: str, form: str = "{:.1f}") -> str:
        row = by.get((name, agents, policy))
        return "" if row is None or row[key] is None else form.format(row[key])

    power = cell("power", "busy")
    if power:
        power += f" ({cell('power', 'ratio', '{:g}')})"
    ours, oracle = by.get((name, agents, "dockline")), by.get((name, agents, "oracle"))
    gap = f"{oracle['busy'] - ours['busy']:.1f}" if ours and oracle else ""
    over = f"{ours['over']} of {ours['windows']}" if ours else ""
    cells = [
        str(agents),
        cell("dockline", "seeds", "{}"),
        cell("dockline", "hours", "{:g}"),
        cell("progressive", "busy"),
        power,
        f"**{cell('dockline', 'busy')}**",
        cell("oracle", "busy"),
        gap,
        cell("dockline", "worst", "{:.2f}"),
        over,
        cell("dockline", "late_ms", "{:.2f}"),
    ]
    return "| " + " | ".join(cells) + " |"


def _write(page: Path, text: str) -> None:
    old = page.read_text("utf-8")
    head, _, rest = old.partition(START)
    _, _, tail = rest.partition(END)
    page.write_text(f"{head}{START}\n{text}{END}{tail}", "utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
