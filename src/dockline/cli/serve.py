"""``dockline serve`` and ``dockline demo``."""

import asyncio
import json
import shlex
import sys
from contextlib import suppress
from pathlib import Path

import msgspec
from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from dockline import logs
from dockline.cli.demo_keys import CAMPAIGN, NUMBER, TEAM, DemoKeys, prepare
from dockline.cli.joinery import CannotStart, Joinery, PortTaken, RunningNode
from dockline.cli.running import Stopped, StopSignal, progress, settle_memory
from dockline.settings import Layout, Settings


async def serve(joinery: Joinery, settings: Settings, *, leave_engine: bool) -> None:
    """Until SIGTERM or SIGINT. Raises CannotStart, also where another server has taken this one's
    place meanwhile."""
    stop = StopSignal()
    logs.configure(settings.log_level, settings.log_file)
    node = await stop.unless_stopped(_start(joinery, settings))
    try:
        if settings.log_file is not None:
            print(f"Dockline serves on {node.url}", file=sys.stderr, flush=True)
        settle_memory()
        with suppress(Stopped):
            await stop.unless_stopped(node.replaced())
            raise CannotStart("Another Dockline has taken the database, so this one has ended.")
    finally:
        await node.stop(leave_engine=leave_engine)


async def demo(joinery: Joinery, settings: Settings, *, port_given: bool, as_json: bool) -> None:
    """Until SIGTERM or SIGINT. Raises CannotStart."""
    stop = StopSignal()
    talk = Console(stderr=True)
    layout = Layout(settings.data.absolute())
    layout.make()
    logs.configure(settings.log_level, settings.log_file or layout.log)
    with progress(talk) as tell:
        if settings.engine.kind == "asterisk":
            install = asyncio.to_thread(joinery.install_engine, settings, tell)
            await stop.unless_stopped(install)
        tell("Starting", None)
        starting = _start_demo(joinery, settings, port_given=port_given, talk=talk)
        node = await stop.unless_stopped(starting)
    try:
        keys = await prepare(node.accounts, node.campaigns, layout.demo_keys)
        if as_json:
            print(json.dumps(_told(node, keys)), flush=True)
        else:
            _show(Console(), node, keys, layout.data)
        settle_memory()
        await stop.wait()
    finally:
        await node.stop()


async def _start(joinery: Joinery, settings: Settings) -> RunningNode:
    return await joinery.start(settings)


async def _start_demo(
    joinery: Joinery, settings: Settings, *, port_given: bool, talk: Console
) -> RunningNode:
    """On the port that is wanted, or, where nobody named it and it is taken, on a free one."""
    try:
        return await joinery.start(settings, carrier=True)
    except PortTaken as taken:
        if port_given:
            raise
        talk.print(f"Port {taken.port} is in use; taking a free one.", highlight=False)
        return await joinery.start(msgspec.structs.replace(settings, port=0), carrier=True)


def _told(node: RunningNode, keys: DemoKeys) -> dict[str, object]:
    return {
        "url": node.url,
        "cloud_id": keys.cloud_id,
        "auth_token": keys.auth_token,
        "agents": msgspec.to_builtins(keys.agents),
        "number": NUMBER,
        "supervisor": msgspec.to_builtins(keys.supervisor),
        "admin": msgspec.to_builtins(keys.admin),
        "carrier_numbers": node.carrier_numbers,
    }


def curl_line(url: str, username: str) -> str:
    """One line that calls, as it stands."""
    body = {
        "username": username,
        "number": "448442430000",
        "custom": {"name": "Alex", "phone": "+1 646 810 7016"},
    }
    return f"curl {url}/apiv1/make_call -H 'Content-Type: application/json' -d '{json.dumps(body)}'"


def lead_line(url: str, keys: DemoKeys) -> str:
    """One line that pushes a lead, as it stands."""
    body = {
        "cloud_id": keys.cloud_id,
        "auth_token": keys.auth_token,
        "campaign": CAMPAIGN,
        "team_name": TEAM,
        "source": "First list",
        "number": "442079460101",
        "data": {"name": "Sumeet", "company": "Novanet"},
    }
    return (
        f"curl {url}/router/api/v2/campaign/add -H 'Content-Type: application/json'"
        f" -d '{json.dumps(body)}'"
    )


def call_in_line(data: Path) -> str:
    """One line that has somebody call, as it stands."""
    command, here = Path(sys.executable).with_name("dockline"), Path.cwd()
    shown = [
        str(one.relative_to(here) if one.is_relative_to(here) else one) for one in (command, data)
    ]
    return shlex.join([shown[0], "call-in", "--data", shown[1], "--name", "Sam"])


def _show(console: Console, node: RunningNode, keys: DemoKeys, data: Path) -> None:
    console.print(_panel(node, keys, data))
    console.print("Sign in as the first agent, allow the microphone, then call:\n")
    # Outside the panel, whose frame would be copied along.
    call = Text(curl_line(node.url, keys.agents[0].username), style="green")
    console.print(call, soft_wrap=True)
    console.print("\nOr push a lead, whose card is in the dock a moment later:\n")
    console.print(Text(lead_line(node.url, keys), style="green"), soft_wrap=True)
    console.print("\nOr have somebody call the team, as long as you let them:\n")
    console.print(Text(call_in_line(data), style="green"), soft_wrap=True)
    console.print("\nOr be a visitor who chats: open ", end="")
    console.print(Text(f"{node.url}/widget", style="bold cyan"), "in another browser profile.")
    console.print("\nCtrl+C stops it.", style="dim")


def _panel(node: RunningNode, keys: DemoKeys, data: Path) -> Panel:
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim")
    facts.add_column(overflow="fold")
    facts.add_row("Dock", Text(node.url, style="bold cyan"))
    for agent in keys.agents:
        facts.add_row("Sign in", f"{agent.username}   {agent.password}")
    facts.add_row("Calls in", f"{NUMBER}   {TEAM}")
    facts.add_row("Chats in", Text(f"{node.url}/widget", style="bold cyan"))
    facts.add_row("Board", Text(f"{node.url}/board", style="bold cyan"))
    if keys.supervisor is not None:
        facts.add_row("Sign in", f"{keys.supervisor.username}   {keys.supervisor.password}")
    facts.add_row("Admin page", Text(f"{node.url}/admin", style="bold cyan"))
    if keys.admin is not None:
        facts.add_row("Sign in", f"{keys.admin.username}   {keys.admin.password}")
    facts.add_row("Token", keys.auth_token)
    facts.add_row("API", f"{node.url}/docs")
    facts.add_row("Data", str(data))
    numbers = Table.grid(padding=(0, 2))
    for number, does in node.carrier_numbers.items():
        numbers.add_row(number, Text(does, style="dim"))
    return Panel(
        Group(facts, Text("\nThe test carrier answers any number; these do more:\n"), numbers),
        title="Dockline",
        border_style="cyan",
        expand=False,
    )
