"""``dockline leads why``: why a lead is or is not being dialled now."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from msgspec import Struct
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from dockline.cli.joinery import CannotStart, Joinery, LeadDesk
from dockline.cli.options import ConfigOption, DataOption, refusing, settings_from
from dockline.cli.running import run
from dockline.cli.words import when
from dockline.domain.ids import AgentId, LeadId
from dockline.domain.space import Space
from dockline.services.lead_input import LATEST
from dockline.services.lead_why import Explained, NoSuchLead


class _Found(Struct, frozen=True):
    told: Explained
    space: Space
    logins: dict[AgentId, str]


def add_to(group: typer.Typer, joinery: Joinery) -> None:
    @group.command("why")
    def why(
        lead_id: Annotated[str, typer.Argument(help="As pushing it has told, or an export.")],
        cloud_id: Annotated[
            str, typer.Option("--cloud-id", "--space", help="The space; else every one is asked.")
        ] = "",
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Why a lead is or is not being dialled now: every rule with what it says, and the next
        time. Who is signed in only a running server knows; ask it over HTTP."""

        async def work() -> _Found:
            async with joinery.leads(settings_from(config, data=data)) as desk:
                return await _find(desk, LeadId(lead_id), cloud_id)

        with refusing():
            found = run(work())
        Console().print(_page(found))


async def _find(desk: LeadDesk, lead_id: LeadId, cloud_id: str) -> _Found:
    spaces = [one for one in desk.accounts.spaces() if cloud_id in ("", one.space_id)]
    if cloud_id and not spaces:
        raise CannotStart(f"cloud_id: There is no space “{cloud_id}”.")
    for space in spaces:
        usage = await desk.why.usage_today(space.space_id)
        try:
            told = await desk.why.explain(space.space_id, lead_id, usage)
        except NoSuchLead:
            continue
        logins = {user.user_id: user.login for user in desk.accounts.users(space.space_id)}
        return _Found(told, space, logins)
    raise NoSuchLead(f"There is no lead {lead_id}.")


def _page(found: _Found) -> RenderableType:
    told, zone = found.told, found.space.settings.time_zone
    lead, trace = told.life.lead, told.trace
    head = Text()
    head.append(f"+{lead.number}", "bold")
    head.append(f" of {told.campaign.name}")
    head.append(f", {told.dial_list.name}" if told.dial_list is not None else "")
    head.append(f": {lead.state.value.replace('_', '-')}\n")
    head.append(told.sentence, "green" if trace.allowed else "red")
    if not trace.allowed and trace.next_at is not None:
        head.append(f"\nNext: {when(trace.next_at, trace.at, zone)}, {zone} time.", "bold")
    rules = Table(box=None, pad_edge=False)
    for name in ("", "Rule", "What it says", "Next"):
        rules.add_column(name)
    for ruling in trace.rulings:
        at = ruling.next_at
        shown = when(at, trace.at, zone) if at is not None and at < LATEST else ""
        mark = Text("✓", "green") if ruling.allowed else Text("✗", "bold red")
        look = "" if ruling.allowed else "red"
        rules.add_row(mark, Text(ruling.rule, look), Text(ruling.sentence, look), Text(shown))
    parts: list[RenderableType] = [head, "", rules]
    if told.life.attempts:
        parts += ["", _attempts(found)]
    return Group(*parts)


def _attempts(found: _Found) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in ("Dialled", "Ended", "Outcome", "Disposition", "Agent"):
        table.add_column(name)
    for one in found.told.life.attempts:
        table.add_row(
            _moment(one.dialled_at),
            _moment(one.ended_at),
            one.outcome.value.replace("_", "-") if one.outcome is not None else "under way",
            Text(one.disposition),
            Text(found.logins.get(one.agent_id, "") if one.agent_id is not None else ""),
        )
    return table


def _moment(at: float | None) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S} UTC" if at is not None else ""
