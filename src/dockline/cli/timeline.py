"""``dockline timeline``: where an agent was on a day."""

from datetime import date, datetime
from typing import Annotated, Final, NamedTuple
from zoneinfo import ZoneInfo

import typer
from rich.console import Console, Group, JustifyMethod, RenderableType
from rich.table import Table
from rich.text import Text

from dockline.cli.joinery import CannotStart, Joinery, LeadDesk
from dockline.cli.options import ConfigOption, DataOption, refusing, settings_from
from dockline.cli.running import run
from dockline.domain.days import day_bounds
from dockline.domain.space import Space, User
from dockline.services.timeline import Segment

_MOST: Final = 10_000
_HOURS: Final = 3600


class _Day(NamedTuple):
    user: User
    space: Space
    day: date
    segments: list[Segment]


def add_to(app: typer.Typer, joinery: Joinery) -> None:
    @app.command("timeline")
    def timeline(
        login: Annotated[str, typer.Argument(help="The agent: login, or login@cloud_id.")],
        day: Annotated[
            str, typer.Option(help="A date, where the space is; else today. 2026-01-15")
        ] = "",
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Where an agent was on a day: each state with its begin and how long it lasted. While a
        server runs the last half minute may be missing."""

        async def work() -> _Day:
            async with joinery.leads(settings_from(config, data=data)) as desk:
                return await _read(desk, login, day)

        with refusing():
            found = run(work())
        Console().print(_page(found))


async def _read(desk: LeadDesk, login: str, day: str) -> _Day:
    user = desk.accounts.find_agent(login)
    space = desk.accounts.space(user.space_id) if user is not None else None
    if user is None or space is None:
        raise CannotStart(
            f"login: There is no agent “{login}”"
            + ("." if "@" in login else f", or several: name the space, as in {login}@cloud_id.")
        )
    zone = space.settings.time_zone
    since, until = day_bounds(_noon(day, zone) if day else desk.clock.now(), zone)
    page = await desk.timeline.page(user.space_id, [user], since, until, now=None, limit=_MOST)
    segments = page.agents[0].segments if page.agents else []
    return _Day(user, space, datetime.fromtimestamp(since, ZoneInfo(zone)).date(), segments)


def _noon(day: str, zone: str) -> float:
    """A moment of that day whatever the clocks do. Raises CannotStart."""
    try:
        told = date.fromisoformat(day)
        return datetime(told.year, told.month, told.day, 12, tzinfo=ZoneInfo(zone)).timestamp()
    except (ValueError, OverflowError):
        raise CannotStart("day: Must be a date, as 2026-01-15.") from None


def _page(found: _Day) -> RenderableType:
    zone = found.space.settings.time_zone
    head = Text(f"{found.user.name}, {found.day}, {zone} time", "bold")
    if not found.segments:
        return Group(head, Text("Offline all day, as far as is known."))
    table = Table(box=None, pad_edge=False)
    for name in ("From", "To", "For", "State", "Reason", "Chats", "Call"):
        justify: JustifyMethod = "right" if name in ("For", "Chats") else "left"
        # A call's id is of use only whole.
        table.add_column(name, justify=justify, overflow="fold")
    total: dict[str, float] = {}
    for one in found.segments:
        lasted = one.ends_at - one.begins_at
        total[one.state] = total.get(one.state, 0.0) + lasted
        table.add_row(
            _clock(one.begins_at, zone),
            _clock(one.ends_at, zone),
            _long(lasted),
            one.state.replace("_", "-"),
            Text(one.pause_reason),
            str(one.chats or ""),
            one.call_id,
        )
    sums = ", ".join(f"{state.replace('_', '-')} {_long(one)}" for state, one in total.items())
    return Group(head, table, Text(sums, "dim"))


def _clock(at: float, zone: str) -> str:
    return f"{datetime.fromtimestamp(at, ZoneInfo(zone)):%H:%M:%S}"


def _long(seconds: float) -> str:
    """``1:02:03``"""
    whole = round(seconds)
    return f"{whole // _HOURS}:{whole // 60 % 60:02}:{whole % 60:02}"
