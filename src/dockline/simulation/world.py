"""What a world is: read from a small TOML file, every part with a default."""

import json
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise
from math import isfinite
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

Steps = list[tuple[float, float]]  # (minute from the start, value from then on)
NotLess = Annotated[float, Meta(ge=0)]
More = Annotated[float, Meta(gt=0)]
Share = Annotated[float, Meta(ge=0, le=1)]
Part = tuple[Share, Share]  # from which to which share of the agents
Seconds = Annotated[float, Meta(ge=0, le=1e6)]
Mean = Annotated[float, Meta(gt=0, le=1e6)]  # or median: of seconds
Spread = Annotated[float, Meta(ge=0, le=10)]  # a lognormal's sigma
Mistaken = Annotated[float, Meta(ge=0, lt=0.5)]  # as a campaign's settings have it
MOST_HOURS = 10_000.0  # more than a year without a night: a run has an end
LEAST_WINDOW = 0.01  # hours, as a campaign's settings have it
MOST_AGENTS = 2000
GOLDEN = (5**0.5 - 1) / 2
KINDS = ("machine", "failed", "no answer")  # how a call ends that no person answers


class WorldWrong(Exception):
    """The world file cannot be used."""


class Ring(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A person answers after `delay` and a lognormal; nobody after `limit`. Seconds. `measured`:
    the law as it was measured instead, as quantiles from the least to the most."""

    delay: NotLess = 1.5
    median: Mean = 7.5
    sigma: Annotated[float, Meta(gt=0, le=10)] = 0.5
    limit: float = 25.0
    measured: list[NotLess] = msgspec.field(default_factory=list)


class Ending(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """kind: machine, failed or no answer. share: of the calls that no person answers. seconds: when
    they end so, as quantiles from the least to the most."""

    kind: str
    share: Share
    seconds: list[NotLess]


class Other(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Calls that no person answers: machines, failures, the rest rings out. Shares; seconds.
    `measured`: how they ended instead."""

    machine: Share = 0.25
    machine_median: Mean = 14.0
    machine_sigma: Annotated[float, Meta(gt=0, le=10)] = 0.3
    amd_seconds: Seconds = 2.5
    failed: Share = 0.15
    failed_from: Seconds = 2.0
    failed_to: Seconds = 3.5
    measured: list[Ending] = msgspec.field(default_factory=list)


class Talk(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A share of short calls (lognormal by its median), the rest long (lognormal by its mean);
    wrap-up is lognormal by its mean. `scale` multiplies talk over time. Seconds. `measured`: pairs
    of talk and wrap-up to draw from instead."""

    short: Share = 0.3
    short_median: Mean = 13.0
    short_sigma: Spread = 0.5
    long_mean: Mean = 150.0
    long_sigma: Spread = 0.7
    wrap_up_mean: Seconds = 20.0
    wrap_up_sigma: Spread = 0.6
    scale: Steps = msgspec.field(default_factory=lambda: [(0.0, 1.0)])
    measured: list[tuple[NotLess, NotLess]] = msgspec.field(default_factory=list)


class Agents(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """present: share of the agents here from a minute on. replaced: at this minute all of them go
    and others come, over `over` minutes. stay, away: means, in minutes, of coming and going: who
    stayed for no time would come and go without an end.
    shifts: from and to which minutes each agent was here, instead of all that."""

    present: Steps = msgspec.field(default_factory=lambda: [(0.0, 1.0)])
    replaced: NotLess | None = None
    over: NotLess = 5.0
    stay: Annotated[float, Meta(ge=0.1)] | None = None
    away: NotLess = 10.0
    shifts: list[list[tuple[NotLess, NotLess]]] = msgspec.field(default_factory=list)


class Trunk(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Lines on the trunk for each agent; calls that may be started a second. None: no limit."""

    lines_per_agent: More | None = None
    calls_per_second: More | None = None


class Amd(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """mistaken: share of answered people the engine takes for machines and hangs up on. estimated:
    the same as the operator believes it."""

    mistaken: Mistaken = 0.0
    estimated: Mistaken | None = None


class Campaign(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """rate: the share of dials a person answers, from a minute on; linear: between the steps as
    well. leads_per_agent: the list's length. agents: from which to which share of them take its
    calls, where it has a team of its own."""

    name: str = "campaign"
    rate: Steps = msgspec.field(default_factory=lambda: [(0.0, 0.25)])
    linear: bool = False
    leads_per_agent: More | None = None
    agents: Part = (0.0, 1.0)
    ring: Ring = Ring()
    other: Other = Other()


class World(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """restarts: minutes at which the dialer starts anew, with counters and attempts alone.
    emergency_cancels: Dockline may hang up calls that have rung less than 15 seconds."""

    name: str
    about: str = ""
    hours: float = 2.0
    window_hours: float = 2.0
    agents: int = 20
    cap: float = 0.03
    emergency_cancels: bool = False
    talk: Talk = Talk()
    timetable: Agents = Agents()
    trunk: Trunk = Trunk()
    amd: Amd | None = None
    restarts: list[NotLess] = msgspec.field(default_factory=list)
    campaigns: list[Campaign] = msgspec.field(default_factory=lambda: [Campaign()])


def names() -> list[str]:
    """The worlds that ship with Dockline."""
    folder = files("dockline.simulation") / "worlds"
    return sorted(each.name[:-5] for each in folder.iterdir() if each.name.endswith(".toml"))


def named(name: str) -> World:
    """Raises WorldWrong."""
    if name not in names():
        raise WorldWrong(f"No world is named {name}. There are: {', '.join(names())}")
    return parse(
        (files("dockline.simulation") / "worlds" / f"{name}.toml").read_text("utf-8"), name
    )


def load(path: Path) -> World:
    """Raises WorldWrong, naming the file and the field."""
    try:
        text = path.read_text("utf-8")
    except OSError as why:
        raise WorldWrong(f"{path}: {why.strerror}") from why
    except UnicodeDecodeError as why:
        raise WorldWrong(f"{path}: is not UTF-8") from why
    return parse(text, path.stem)


def parse(text: str, name: str) -> World:
    """Raises WorldWrong."""
    try:
        raw: dict[str, Any] = {"name": name, **tomllib.loads(text)}
        world = msgspec.convert(raw, World, strict=False)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as wrong:
        raise WorldWrong(f"{name}: {wrong}") from wrong
    except RecursionError as wrong:
        raise WorldWrong(f"{name}: lists or tables that lie too deep in each other") from wrong
    _check(world)
    return world


def dump(world: World) -> str:
    """The world as a file for `load`. Its name is the file's."""
    raw = msgspec.to_builtins(world)
    del raw["name"]
    return "\n".join(_lines(raw, "")) + "\n"


def _lines(table: dict[str, Any], path: str) -> list[str]:
    lines, tables = [], []
    for key, value in table.items():
        if isinstance(value, dict):
            tables += ["", f"[{path}{key}]", *_lines(value, f"{path}{key}.")]
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for each in value:
                tables += ["", f"[[{path}{key}]]", *_lines(each, f"{path}{key}.")]
        elif value is not None:
            lines.append(f"{key} = {json.dumps(value, ensure_ascii=False)}")
    return lines + tables


def _check(world: World) -> None:
    """What the types above do not say. Raises WorldWrong."""

    def must(right: bool, what: str) -> None:
        if not right:
            raise WorldWrong(f"{world.name}: {what}")

    def steps(path: str, given: Steps, least: float, most: float, values: str) -> None:
        must(bool(given), f"{path}: one step at least")
        must(all(least <= value <= most for _, value in given), f"{path}: {values}")
        minutes = [minute for minute, _ in given]
        must(minutes[0] >= 0 and _rise(minutes), f"{path}: minutes from 0 on, in their order")

    for path, number in _numbers(msgspec.to_builtins(world)):
        must(isfinite(number), f"{path}: a number that ends")
    must(0 < world.hours <= MOST_HOURS, f"hours: more than 0, and {MOST_HOURS:g} at most")
    must(world.window_hours >= LEAST_WINDOW, f"window_hours: {LEAST_WINDOW:g} or more")
    must(1 <= world.agents <= MOST_AGENTS, f"agents: from 1 to {MOST_AGENTS}")
    must(0 <= world.cap < 1, "cap: from 0 up to 1")
    must(bool(world.campaigns), "campaigns: one at least")
    steps("timetable.present", world.timetable.present, 0, 1, "shares from 0 to 1")
    steps("talk.scale", world.talk.scale, 0, 1e6, "factors from 0 on")
    for shift in (each for row in world.timetable.shifts for each in row):
        must(_rise(shift), "timetable.shifts: from a minute to a later one")
    for campaign in world.campaigns:
        where = f"campaigns.{campaign.name}"
        ring, other = campaign.ring, campaign.other
        steps(f"{where}.rate", campaign.rate, 0, 1, "shares from 0 to 1")
        must(
            campaign.agents[0] < campaign.agents[1], f"{where}.agents: to a higher share than from"
        )
        must(15 <= ring.limit <= 140, f"{where}.ring.limit: from 15 to 140 seconds")
        must(ring.delay < ring.limit, f"{where}.ring.delay: less than the limit")
        must(_rise(ring.measured), f"{where}.ring.measured: from the least to the most")
        must(other.machine + other.failed <= 1, f"{where}.other: machine and failed over 1")
        must(_rise((other.failed_from, other.failed_to)), f"{where}.other.failed_to: too early")
        for ending in other.measured:
            must(
                ending.kind in KINDS and bool(ending.seconds) and _rise(ending.seconds),
                f"{where}.other.measured: one of {', '.join(KINDS)}, and seconds in their order",
            )
    covered = 0.0
    for first, last in sorted(campaign.agents for campaign in world.campaigns):
        must(first <= covered, f"campaigns: nobody has the agents from {covered:g} to {first:g}")
        covered = max(covered, last)
    must(covered == 1, f"campaigns: nobody has the agents from {covered:g} on")


def _rise(values: list[float] | tuple[float, float]) -> bool:
    return all(before <= after for before, after in pairwise(values))


def _numbers(value: Any, path: str = "") -> Iterator[tuple[str, float]]:
    """All of them, each with the path to it."""
    if isinstance(value, float):
        yield path, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _numbers(each, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for each in value:
            yield from _numbers(each, path)


def takes(part: Part, agent: int) -> bool:
    """Whether this agent is of a team that has this part of them. Agents who come one after the
    other are spread evenly, so that any number of them has about the same shares."""
    first, last = part
    return first <= agent * GOLDEN % 1.0 < last


def value_at(steps: Steps, seconds: float, *, linear: bool = False) -> float:
    """The value of the steps at a time."""
    minute = seconds / 60.0
    value = steps[0][1]
    for place, (start, after) in enumerate(steps):
        if minute < start:
            if linear and place:
                before_at, before = steps[place - 1]
                part = (minute - before_at) / (start - before_at)
                return before + part * (after - before)
            break
        value = after
    return value
