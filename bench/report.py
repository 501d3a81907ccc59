"""What the figures look like: tables, or one line of JSON."""

import json
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import machine
from bench.figures import Measure, Rates, Times, percentile


def as_json(about: dict[str, Any], measures: list[Measure], left_out: list[str]) -> str:
    told = [measure.told() for measure in measures]
    return json.dumps({"machine": about, "measures": told, "left_out": left_out})


def show(
    console: Console, about: dict[str, Any], measures: list[Measure], left_out: list[str]
) -> None:
    rates = [one for one in measures if isinstance(one, Rates)]
    times = [one for one in measures if isinstance(one, Times)]
    console.print(machine.in_words(about), style="dim", highlight=False)
    if rates:
        console.print(_rates(rates))
    if times:
        console.print(_times(times))
    for measure in measures:
        if measure.note:
            console.print(f"{measure.name}: {measure.note}.", style="dim", highlight=False)
    for name in left_out:
        console.print(f"Left out: {name}", style="yellow", highlight=False)


def _table(title: str, columns: list[str]) -> Table:
    table = Table(title=title, title_justify="left", show_lines=True)
    table.add_column("What, and its reference", overflow="fold", min_width=44)
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("Aim")
    return table


def _rates(rates: list[Rates]) -> Table:
    table = _table(
        "Requests, or leads, a second (median of the rounds; ratio: median, min..max)",
        ["Ours", "Reference", "Ratio"],
    )
    for one in rates:
        spread = f"{one.ratio:.3f}\n{min(one.ratios):.3f}..{max(one.ratios):.3f}"
        aim = f"{one.aim} or better:\n{_met(one.met)}" if one.aim is not None else ""
        ours, theirs = f"{median(one.ours):,.0f}", f"{median(one.theirs):,.0f}"
        table.add_row(_what(one), ours, theirs, spread, aim)
    return table


def _times(times: list[Times]) -> Table:
    table = _table(
        "Milliseconds (ratio: of the medians of a round; median, min..max)",
        ["p50", "p95", "p99", "Reference", "Ratio"],
    )
    for one in times:
        ours = [f"{percentile(one.all_ours, rank):.1f}" for rank in (50, 95, 99)]
        theirs = " / ".join(f"{percentile(one.all_theirs, rank):.1f}" for rank in (50, 95, 99))
        spread = f"{median(one.ratios):.2f}\n{min(one.ratios):.2f}..{max(one.ratios):.2f}"
        aim = f"p{one.aim[0]} < {one.aim[1]:.0f}:\n{_met(one.met)}" if one.aim else ""
        table.add_row(_what(one), *ours, theirs, spread, aim)
    return table


def _what(one: Measure) -> str:
    return f"{one.name}\n[dim]against: {one.reference}[/dim]"


def _met(met: bool | None) -> str:
    return "met" if met else "NOT MET"
