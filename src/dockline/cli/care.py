"""``dockline retention`` and ``dockline erase``: what is kept of people, and for how long."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Final, TypeVar

import typer
from rich.console import Console
from rich.table import Table as Sheet

from dockline.cli.joinery import CannotStart, CareDesk, Joinery
from dockline.cli.options import (
    ConfigOption,
    DataOption,
    refusing,
    say,
    settings_from,
    warn,
)
from dockline.cli.running import run
from dockline.domain.ids import SpaceId
from dockline.services.account_rules import NoSuchSpace
from dockline.services.care.erasing import Found
from dockline.services.care.retention import Going

_ACTOR: Final = "cli"
T = TypeVar("T")
_GOING: Final = {
    "recordings": "recordings deleted",
    "calls": "calls masked",
    "attempts": "attempts masked",
    "chats": "chats emptied",
    "files": "files of chats deleted",
    "leads": "leads deleted",
    "agent_states": "agent states deleted",
    "unsent_files": "files that nobody sent deleted",
}
_PLACES: Final = {
    "leads": "leads, with their data and callbacks: deleted",
    "attempts": "attempts: masked",
    "calls": "calls, with what the CRM sent and their notes: masked",
    "recordings": "recordings: deleted",
    "chats": "chats: emptied",
    "chat_files": "files of chats: deleted",
    "mentions": "other rows that name it: the number is taken out",
    "answers": "answers to requests with an Idempotency-Key: deleted",
    "do_not_call": "do-not-call entries: made bare, or deleted",
    "held_calls": "calls under a legal hold: they stay",
}

SomeCloud = Annotated[
    str | None,
    typer.Option("--cloud-id", "--space", "--cloud", help="The space's cloud_id; else all."),
]
OneCloud = Annotated[
    str, typer.Option("--cloud-id", "--space", "--cloud", help="The space's cloud_id.")
]


def add_to(app: typer.Typer, joinery: Joinery) -> None:
    group = typer.Typer()
    _add_retention(group, joinery)
    app.add_typer(group, name="retention", help="How long what is kept of people is kept.")
    _add_erase(app, joinery)


def _add_retention(group: typer.Typer, joinery: Joinery) -> None:
    @group.callback()
    def about() -> None:
        """How long what is kept of people is kept."""

    @group.command("run")
    def run_now(
        cloud_id: SomeCloud = None,
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help="Change nothing: say what would go.")
        ] = False,
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Let go what is older than the settings say. A server does so by itself each hour; this
        may run beside it."""

        async def work(desk: CareDesk) -> dict[str, Going]:
            known = [space.space_id for space in desk.accounts.spaces()]
            if cloud_id is not None and SpaceId(cloud_id) not in known:
                raise NoSuchSpace(cloud_id)
            wanted = [SpaceId(cloud_id)] if cloud_id is not None else known
            found: dict[str, Going] = {}
            for space_id in wanted:
                if dry_run:
                    found[space_id] = await desk.retention.look(space_id)
                else:
                    found[space_id] = await desk.retention.run(space_id, actor=_ACTOR)
            return found

        with refusing():
            found = _run(joinery, data, config, work)
        for space_id, going in found.items():
            say(f"{space_id}: {_told(going)}")


def _add_erase(app: typer.Typer, joinery: Joinery) -> None:
    @app.command()
    def erase(
        number: Annotated[str, typer.Argument(help="The telephone number.")],
        cloud_id: OneCloud,
        confirm: Annotated[
            str, typer.Option("--confirm", help="The number once more; else it is asked for.")
        ] = "",
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help="Only count where the number stands.")
        ] = False,
        may_be_called: Annotated[
            bool,
            typer.Option(
                "--may-be-called",
                help="Leave no do-not-call entry either: the number may be called again.",
            ),
        ] = False,
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Erase a number everywhere, on request of whoever it belongs to. First it is counted
        where it stands; without --may-be-called the bare do-not-call entry is left, so that the
        number is not dialled again."""
        space_id = SpaceId(cloud_id)
        with refusing():
            found = _run(joinery, data, config, lambda desk: desk.erasing.look(space_id, number))
            _show(found)
            if dry_run:
                return
            typed = confirm or typer.prompt("Type the number again to erase it", default="")
            if _digits(typed) not in (_digits(number), found.number):
                raise CannotStart("That is another number. Nothing was erased.")
            done = _run(
                joinery,
                data,
                config,
                lambda desk: desk.erasing.erase(
                    space_id, number, never_call=not may_be_called, actor=_ACTOR
                ),
            )
        say(f"Erased. The audit log names it {done.fingerprint}.")
        if not may_be_called:
            say("The bare do-not-call entry is left (reason: erased).")
        if not done.scrubbed:
            warn(
                "The database overwrites the bytes in its own time; see docs/operations.md, "
                "Erasing a number."
            )
        say("Backups made before still have it: see docs/operations.md.")


def _run(
    joinery: Joinery,
    data: Path | None,
    config: Path | None,
    work: Callable[[CareDesk], Awaitable[T]],
) -> T:
    async def inside() -> T:
        async with joinery.care(settings_from(config, data=data)) as desk:
            return await work(desk)

    return run(inside())


def _told(going: Going) -> str:
    parts = [
        f"{getattr(going, name):,} {words}"
        for name, words in _GOING.items()
        if getattr(going, name)
    ]
    if not parts:
        return "nothing is due."
    more = " And more of it: only so much was counted." if going.more else ""
    return f"{', '.join(parts)}.{more}"


def _show(found: Found) -> None:
    sheet = Sheet(box=None, pad_edge=False, show_header=False)
    sheet.add_column(justify="right")
    sheet.add_column()
    for name, words in _PLACES.items():
        if count := getattr(found, name):
            sheet.add_row(f"{count:,}", words)
    if sheet.row_count == 0:
        say(f"+{found.number} stands nowhere.")
        return
    say(f"+{found.number} stands in")
    Console().print(sheet)


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())
