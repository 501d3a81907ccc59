"""The commands, put together."""

from contextlib import suppress
from typing import Annotated

import typer

from dockline import __version__
from dockline.cli import (
    accounts,
    audit,
    backups,
    call_in,
    campaigns,
    care,
    do_not_call,
    doctor,
    engine,
    leads,
    messages,
    simulate,
    timeline,
)
from dockline.cli.joinery import Joinery
from dockline.cli.options import (
    ConfigOption,
    DataOption,
    HostOption,
    PortOption,
    refusing,
    settings_from,
)
from dockline.cli.running import Stopped, run
from dockline.cli.serve import demo as run_demo, serve as run_server


def build(joinery: Joinery) -> typer.Typer:
    app = typer.Typer(
        name="dockline",
        help="An open, self-hosted contact-centre server.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )

    @app.callback(invoke_without_command=True)
    def root(
        version: Annotated[bool, typer.Option("--version", help="Tell the version.")] = False,
    ) -> None:
        """An open, self-hosted contact-centre server."""
        if version:
            typer.echo(__version__)
            raise typer.Exit

    @app.command()
    def serve(
        data: DataOption = None,
        host: HostOption = None,
        port: PortOption = None,
        config: ConfigOption = None,
        leave_engine: Annotated[
            bool,
            typer.Option(
                "--leave-engine",
                help="When stopped, leave the engine and its calls to the next server "
                "(for upgrades).",
            ),
        ] = False,
    ) -> None:
        """Serve until SIGTERM. A server that is killed leaves its engine and its calls running;
        the next one finds them."""
        with refusing(), suppress(Stopped):
            settings = settings_from(config, data=data, host=host, port=port)
            run(run_server(joinery, settings, leave_engine=leave_engine))

    @app.command()
    def demo(
        port: PortOption = None,
        data: DataOption = None,
        as_json: Annotated[
            bool, typer.Option("--json", help="When ready, one line of JSON and nothing else.")
        ] = False,
        config: ConfigOption = None,
    ) -> None:
        """A server with a space, two agents, and a test carrier to call. Everything it starts
        ends with it."""
        with refusing(), suppress(Stopped):
            settings = settings_from(
                config, data=data, port=port, host="localhost", keep_engine=False
            )
            run(run_demo(joinery, settings, port_given=port is not None, as_json=as_json))

    call_in.add_to(app, joinery)
    accounts.add_to(app, joinery)
    campaigns.add_to(app, joinery)
    leads.add_to(app, joinery)
    do_not_call.add_to(app, joinery)
    timeline.add_to(app, joinery)
    messages.add_to(app)
    backups.add_to(app, joinery)
    audit.add_to(app, joinery)
    care.add_to(app, joinery)
    engine.add_to(app, joinery)
    doctor.add_to(app, joinery)
    simulate.add_to(app)
    return app
