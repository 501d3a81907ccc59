"""``dockline audit verify`` and ``dockline audit export``."""

import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from dockline.cli.joinery import CannotStart, Joinery
from dockline.cli.options import ConfigOption, DataOption, refusing, say, settings_from, warn
from dockline.cli.running import run
from dockline.domain.ids import SpaceId
from dockline.services.account_rules import NoSuchSpace
from dockline.services.accounts import Accounts
from dockline.services.audit_log import (
    AuditLog,
    ChainState,
    FileWrong,
    exported,
    imported,
    verify_lines,
)

_NOBODYS: Final = "no space (sign-ins with unknown names)"


def add_to(app: typer.Typer, joinery: Joinery) -> None:
    audit = typer.Typer(help="The audit log.", no_args_is_help=True)
    app.add_typer(audit, name="audit")
    _add_verify(audit, joinery)
    _add_export(audit, joinery)


def _add_verify(app: typer.Typer, joinery: Joinery) -> None:
    @app.command()
    def verify(
        cloud: Annotated[
            str, typer.Option("--cloud", help="This space alone; else every space.")
        ] = "",
        file: Annotated[
            Path | None, typer.Option("--file", help="An exported file, in place of the database.")
        ] = None,
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Whether every entry is as it was written; tells the first that is not. The exit status
        is 1 then."""

        async def work() -> list[tuple[SpaceId, ChainState]]:
            async with joinery.accounts(settings_from(config, data=data)) as accounts:
                log = AuditLog(accounts.book.store)
                spaces = [_known(accounts, cloud)] if cloud else await log.chains()
                return [(space, await log.verify(space)) for space in spaces]

        with refusing():
            if file is not None:
                states = [(str(file), _verified(file))]
            else:
                states = [(space or _NOBODYS, state) for space, state in run(work())]
        for name, state in states:
            _tell(name, state)
        if any(state.fault is not None for _, state in states):
            raise typer.Exit(1)


def _add_export(app: typer.Typer, joinery: Joinery) -> None:
    @app.command()
    def export(
        cloud: Annotated[str, typer.Option("--cloud", help="The space's cloud_id.")],
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """A space's audit log to standard output, the oldest entry first: a line of JSON for each,
        with its hash."""

        async def work() -> None:
            async with joinery.accounts(settings_from(config, data=data)) as accounts:
                log = AuditLog(accounts.book.store)
                async for lines in log.onward(_known(accounts, cloud)):
                    sys.stdout.buffer.write(b"".join(exported(line) + b"\n" for line in lines))
            sys.stdout.buffer.flush()

        with refusing():
            run(work())


def _known(accounts: Accounts, cloud_id: str) -> SpaceId:
    """Raises NoSuchSpace."""
    space = accounts.space(cloud_id)
    if space is None:
        raise NoSuchSpace(cloud_id)
    return space.space_id


def _verified(file: Path) -> ChainState:
    """Raises CannotStart."""
    try:
        with file.open("rb") as opened:
            return verify_lines(imported(opened))
    except OSError as wrong:
        raise CannotStart(f"{file}: {wrong.strerror or wrong}.") from wrong
    except FileWrong as wrong:
        raise CannotStart(f"{file}: {wrong}") from wrong


def _tell(name: str, state: ChainState) -> None:
    fault = state.fault
    if fault is not None:
        warn(f"{name}: entry {fault.seq:,} is not as it was written. {fault.why}", "red")
    else:
        say(f"{name}: {state.seq:,} entries are as they were written.")
    if state.before_chain:
        say(f"  {state.before_chain:,} are older than the chain, and not protected by it.")
    if state.erased:
        say(f"  Of {state.erased:,} the detail was erased on request.")
