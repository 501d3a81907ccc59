"""``dockline simulate``: what a way of dialling would do, before anybody is called."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from dockline.simulation.comparing import POLICIES, PolicyWrong, Score, lasting, score
from dockline.simulation.drawing import shipped_or_drawn
from dockline.simulation.history import HistoryWrong, read
from dockline.simulation.plotting import NoPlotting, draw
from dockline.simulation.replay import replayed
from dockline.simulation.world import World, WorldWrong, dump, load, named, names

BARS = " ▁▂▃▄▅▆▇█"


def add_to(app: typer.Typer) -> None:
    @app.command()
    def simulate(
        world: Annotated[
            str,
            typer.Option(
                "--world", help="A world's name, a TOML file, or drawn:NUMBER: one at random."
            ),
        ] = "stationary",
        replay: Annotated[
            Path | None,
            typer.Option("--replay", help="A campaign's history (CSV): its world, made anew."),
        ] = None,
        world_out: Annotated[
            Path | None, typer.Option("--world-out", help="Write the world to a TOML file.")
        ] = None,
        agents: Annotated[int | None, typer.Option("--agents", min=1, max=2000)] = None,
        hours: Annotated[
            float | None, typer.Option("--hours", min=0.1, help="How long to run.")
        ] = None,
        window: Annotated[
            float | None, typer.Option("--window", min=0.1, help="Hours of a window of the cap.")
        ] = None,
        seeds: Annotated[int, typer.Option("--seeds", min=1, help="Runs of each policy.")] = 3,
        policy: Annotated[
            list[str] | None,
            typer.Option("--policy", help=f"{', '.join(POLICIES)}, power:RATIO. May be repeated."),
        ] = None,
        plot: Annotated[
            Path | None, typer.Option("--plot", help="Draw the first run, as a PNG.")
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="JSON and nothing else.")] = False,
        worlds: Annotated[bool, typer.Option("--worlds", help="List the worlds.")] = False,
    ) -> None:
        """Compare ways of dialling in a world of your choice, with the same luck for all. Power is
        the best fixed ratio in hindsight; the oracle knows what no dialer can."""
        console = Console()
        try:
            if worlds:
                _list(console)
                return
            found = _world(world) if replay is None else replayed(read(replay), replay.stem)
            if world_out is not None:
                world_out.write_text(dump(found), "utf-8")
            place = lasting(found, hours, window)
            team = place.agents if agents is None else agents
            scores = _play(place, list(policy or POLICIES), team, seeds, quiet=as_json)
            if plot is not None:
                draw(scores, place.cap, plot)
        except (WorldWrong, HistoryWrong, PolicyWrong, NoPlotting, OSError) as wrong:
            Console(stderr=True).print(Text(str(wrong), style="red"))
            raise typer.Exit(1) from None
        if as_json:
            typer.echo(json.dumps({"world": place.name, "scores": [_told(s) for s in scores]}))
        else:
            _show(console, place, scores)


def _world(which: str) -> World:
    return load(Path(which)) if which.endswith(".toml") else shipped_or_drawn(which)


def _list(console: Console) -> None:
    table = Table("world", "hours", "agents", "what happens", box=None)
    for name in names():
        world = named(name)
        table.add_row(name, f"{world.hours:g}", str(world.agents), world.about)
    console.print(table)


def _play(
    world: World, policies: list[str], agents: int, seeds: int, *, quiet: bool
) -> list[Score]:
    with Progress(console=Console(stderr=True), transient=True, disable=quiet) as progress:
        task = progress.add_task("simulating", total=len(policies))
        scores = []
        for policy in policies:
            progress.update(task, description=f"simulating {policy}")
            scores.append(score(world, policy, agents, seeds, timed=True))
            progress.advance(task)
    return scores


def _told(found: Score) -> dict[str, Any]:
    return {
        "policy": found.policy,
        "ratio": found.ratio,
        "agents": found.agents,
        "utilisation": round(found.utilisation, 5),
        "abandoned_share": round(found.share, 5),
        "worst_window": round(found.worst, 5),
        "windows_over_cap": found.over,
        "windows": found.windows,
        "answers": found.answers,
        "abandons": found.abandons,
        "dials": found.dials,
        "decision_p99_ms": round(1000 * found.late, 4),
    }


def _show(console: Console, world: World, scores: list[Score]) -> None:
    table = Table(
        "policy",
        "busy %",
        "abandoned %",
        "worst window %",
        "over the cap",
        "p99 ms",
        title=f"{world.name}, {scores[0].agents} agents: {world.about}",
        box=None,
    )
    for found in scores:
        name = found.policy if found.ratio is None else f"{found.policy} {found.ratio:g}"
        table.add_row(
            name,
            f"{100 * found.utilisation:.1f}",
            f"{100 * found.share:.2f}",
            f"{100 * found.worst:.2f}",
            f"{found.over} of {found.windows}",
            f"{1000 * found.late:.2f}",
            style="bold" if found.policy == "dockline" else "red" if found.over else "",
        )
    console.print(table)
    console.print(_course(scores))
    console.print(
        f"The cap is {100 * world.cap:g} % of the answered calls in {world.window_hours:g} h; "
        "windows under 150 answers are not judged. Policies in red broke it.",
        highlight=False,
    )


def _course(scores: list[Score]) -> Table:
    """The first run of each policy as a line of bars: from 50 % busy (empty) to 100 % (full)."""
    table = Table("policy", "busy since the window began, first run", box=None)
    for found in scores:
        table.add_row(found.policy, _bars([each[1] for each in found.trace]))
    return table


def _bars(values: list[float], width: int = 48) -> str:
    """From 50 % (empty) to 100 % (full)."""
    if not values:
        return ""
    picked = [values[int(place * len(values) / width)] for place in range(width)]
    return "".join(
        BARS[round(min(max(2 * value - 1, 0.0), 1.0) * (len(BARS) - 1))] for value in picked
    )
