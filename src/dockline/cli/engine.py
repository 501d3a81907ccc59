"""``dockline engine install`` and ``status``."""

import typer
from rich.console import Console

from dockline.cli import probe
from dockline.cli.joinery import Joinery
from dockline.cli.options import ConfigOption, HostOption, PortOption, refusing, settings_from
from dockline.cli.running import progress


def add_to(app: typer.Typer, joinery: Joinery) -> None:
    group = typer.Typer()
    app.add_typer(group, name="engine", help="The voice engine.", no_args_is_help=True)

    @group.command("install")
    def install(config: ConfigOption = None) -> None:
        """Have an Asterisk here: the system's, or a private one, fetched without being root."""
        console = Console(stderr=True)
        with refusing():
            settings = settings_from(config)
            with progress(console) as tell:
                found = joinery.install_engine(settings, tell)
        Console().print(found, highlight=False, soft_wrap=True)

    @group.command("status")
    def status(
        host: HostOption = None, port: PortOption = None, config: ConfigOption = None
    ) -> None:
        """Which engine is installed, and how the running server finds it. Exit status 1 where a
        server runs and its engine is away."""
        console = Console()
        with refusing():
            settings = settings_from(config, host=host, port=port)
        found = joinery.engine_found(settings)
        console.print(
            f"Installed: {found or 'none; run: dockline engine install'}",
            highlight=False,
            soft_wrap=True,
        )
        told = probe.ready(settings)
        if told is None:
            console.print(f"No server answers on {probe.address(settings)}.", highlight=False)
            return
        engine = told["engine"] or {"name": "unknown", "version": "", "up": False, "detail": ""}
        state = "up" if engine["up"] else "AWAY"
        console.print(
            f"Running:   {engine['name']} {engine['version']}, {state}. {engine['detail']}",
            highlight=False,
            soft_wrap=True,
        )
        if engine["up"]:
            console.print(
                f"           {engine['legs']} legs, {engine['rooms']} rooms, "
                f"{engine['restarts']} restarts",
                highlight=False,
            )
        else:
            raise typer.Exit(1)

    @group.callback()
    def about() -> None:
        """The voice engine."""
