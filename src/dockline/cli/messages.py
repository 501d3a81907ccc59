"""``dockline message``: recordings that are played to callers, in the data folder."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dockline.cli.joinery import CannotStart
from dockline.cli.options import ConfigOption, DataOption, refusing, say, settings_from
from dockline.domain.errors import Refusal
from dockline.messages import Messages
from dockline.settings import Layout

NameArgument = Annotated[str, typer.Argument(help="Letters, digits, dashes and underscores.")]


def add_to(app: typer.Typer) -> None:
    group = typer.Typer()

    @group.command("add")
    def add(
        name: NameArgument,
        file: Annotated[Path, typer.Argument(help="WAV: mono, 16 bits, 8 or 16 kHz.")],
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Keep a recording under a name that teams and campaigns may use, in the place of one that
        has it."""
        with refusing():
            try:
                seconds = _messages(data, config).add(name, file)
            except OSError as wrong:
                raise CannotStart(f"{file}: {wrong.strerror or wrong}") from wrong
        say(f"Message {name} added, {seconds:.1f} s long.")

    @group.command("list")
    def list_(data: DataOption = None, config: ConfigOption = None) -> None:
        """The recordings that there are."""
        with refusing():
            messages = _messages(data, config)
            table = Table(box=None, pad_edge=False)
            table.add_column("Message")
            table.add_column("Seconds", justify="right")
            for name in messages.names():
                table.add_row(name, _length(messages, name))
        Console().print(table)

    @group.command("remove")
    def remove(name: NameArgument, data: DataOption = None, config: ConfigOption = None) -> None:
        """Delete a recording. A campaign that names it says so in its warnings."""
        with refusing():
            _messages(data, config).remove(name)
        say(f"Message {name} removed.")

    app.add_typer(
        group,
        name="message",
        help="Recordings played to callers and by the dialer.",
        no_args_is_help=True,
    )


def _messages(data: Path | None, config: Path | None) -> Messages:
    layout = Layout(settings_from(config, data=data).data.absolute())
    layout.make()
    return Messages(layout.messages)


def _length(messages: Messages, name: str) -> Text:
    try:
        return Text(f"{messages.seconds(name):.1f}")
    except Refusal as refusal:
        return Text(refusal.message, "red")
