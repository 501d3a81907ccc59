"""Options that several commands share, and how errors are told."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from dockline.cli.joinery import CannotStart
from dockline.domain.errors import Refusal
from dockline.ports.store import StoreUnavailable
from dockline.settings import Settings, SettingWrong, load

DataOption = Annotated[Path | None, typer.Option("--data", help="Data folder.")]
ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", envvar="DOCKLINE_CONFIG", help="Settings as a TOML file."),
]
CloudOption = Annotated[str, typer.Option("--cloud-id", "--space", help="The space's cloud_id.")]
HostOption = Annotated[str | None, typer.Option("--host", help="Address to serve on.")]
PortOption = Annotated[
    int | None, typer.Option("--port", min=0, max=65535, help="Port; 0 takes a free one.")
]
ScopeOption = Annotated[
    str, typer.Option("--campaign", help="For this campaign; else for the whole space.")
]
ReasonOption = Annotated[str, typer.Option(help="Why, for those who look it up later.")]


def settings_from(config: Path | None, **flags: Any) -> Settings:
    """Raises SettingWrong."""
    return load(config, flags=flags)


def say(text: str) -> None:
    """Text as it is: names in it are no markup, and are not broken."""
    Console().print(text, highlight=False, markup=False, soft_wrap=True)


def warn(text: str, style: str = "yellow") -> None:
    """The same, on standard error."""
    Console(stderr=True).print(text, style=style, highlight=False, markup=False, soft_wrap=True)


@contextmanager
def refusing() -> Iterator[None]:
    """What was wrong goes to standard error, in one sentence, and the exit status is 1."""
    try:
        yield
    except (CannotStart, SettingWrong, Refusal, StoreUnavailable) as wrong:
        warn(str(wrong), "red")
        raise typer.Exit(1) from None
