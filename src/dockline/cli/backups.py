"""``dockline backup`` and ``dockline restore``."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from dockline.cli.joinery import BackupDesk, CannotStart, Joinery, Progress
from dockline.cli.options import ConfigOption, DataOption, refusing, say, settings_from, warn
from dockline.cli.running import progress, run
from dockline.ports.rows import UnknownSchema
from dockline.ports.store import StoreUnavailable
from dockline.services.backup import About, End, check as check_file, make, restore as bring_back

_SECRET = (
    "Only you can read it (mode 0600): keep it so, for hashes of passwords and tokens are in it."
)


def add_to(app: typer.Typer, joinery: Joinery) -> None:
    @app.command()
    def backup(
        file: Annotated[Path, typer.Argument(help="Where it goes; nothing may be there.")],
        no_recordings: Annotated[
            bool, typer.Option("--no-recordings", help="Leave out what was said in calls.")
        ] = False,
        check: Annotated[
            bool, typer.Option("--check", help="Make none: see whether FILE is whole.")
        ] = False,
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """The database and the data folder's recordings, messages and attachments in one file. The
        server may run meanwhile."""
        with refusing(), _told(file):
            if check:
                with _progress() as tell:
                    checked = check_file(file, joinery.shape_of, tell)
                say(f"{file} is whole. {_what(checked.about, checked.end)}")
                return
            desk = joinery.backups(settings_from(config, data=data))
            with _progress() as tell, _database(desk):
                made = run(
                    make(
                        file.absolute(),
                        desk.rows,
                        desk.folders,
                        desk.clock.now(),
                        tell,
                        recordings=not no_recordings,
                    )
                )
        say(f"{file} is written, {_bytes(made.size)}. {_what(made.about, made.end)}")
        say(_SECRET)
        if made.left_out:
            warn(
                "Left out, for they were being written: "
                f"{', '.join(made.left_out)}. The next backup will have them."
            )

    @app.command()
    def restore(
        file: Annotated[Path, typer.Argument(help="A backup, of SQLite or of PostgreSQL.")],
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Bring a backup back into an empty database and an empty data folder, with no server on
        it. All of it is checked first; where anything fails, nothing is restored."""
        with refusing(), _told(file):
            settings = settings_from(config, data=data)
            desk = joinery.backups(settings)
            with (
                joinery.alone(settings),
                _progress() as tell,
                _database(desk),
            ):
                done = run(
                    bring_back(file, desk.rows, desk.data, desk.folders, joinery.shape_of, tell)
                )
        say(f"{desk.database} and the folder {desk.data} are restored.")
        say(_what(done.about, done.end))


@contextmanager
def _progress() -> Iterator[Progress]:
    """Bars in a terminal; nothing elsewhere, so that a nightly run that went well is silent on
    standard error."""
    console = Console(stderr=True)
    if console.is_terminal:
        with progress(console) as bars:
            yield bars
    else:
        yield lambda _step, _share: None


def _what(about: About, end: End) -> str:
    rows, files = sum(end.rows.values()), sum(end.files.values())
    without = "" if about.recordings else ", without recordings"
    return (
        f"It shows {about.made_at}: {rows:,} rows, {files:,} files{without}; made by Dockline "
        f"{about.program} of {_DATABASES.get(about.database, about.database)}, schema "
        f"{about.schema}."
    )


_DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def _bytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 1e5 else f"{size / 1e3:,.1f} kB"


@contextmanager
def _told(file: Path) -> Iterator[None]:
    """What the disk refuses."""
    try:
        yield
    except OSError as wrong:
        where = wrong.filename if wrong.filename is not None else file
        raise CannotStart(f"{where}: {wrong.strerror or wrong}.") from wrong


@contextmanager
def _database(desk: BackupDesk) -> Iterator[None]:
    try:
        yield
    except StoreUnavailable as why:
        raise CannotStart(f"{desk.database} cannot be used: {why}") from why
    except UnknownSchema as unknown:
        raise CannotStart(
            f"{desk.database} has schema {unknown.version}, and this Dockline knows schemas up to "
            f"{unknown.newest}. Use the version of Dockline that it runs with."
        ) from unknown
