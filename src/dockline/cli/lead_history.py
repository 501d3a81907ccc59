"""``dockline leads history``: a campaign's attempts as a table, which ``dockline simulate
--replay`` reads."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, NamedTuple

import typer
from rich.console import Console

from dockline.cli.joinery import CannotStart, Joinery, LeadDesk, Progress
from dockline.cli.options import CloudOption, ConfigOption, DataOption, refusing, settings_from
from dockline.cli.running import progress, run
from dockline.domain.ids import SpaceId
from dockline.domain.leadlife import Attempt
from dockline.services.account_rules import NoSuchSpace
from dockline.services.table_files import writing
from dockline.settings import Settings

HEAD: Final = ("dialled_at", "answered_at", "ended_at", "outcome", "agent", "freed_at")


class _Work(NamedTuple):
    space_id: SpaceId
    campaign: str
    since: float
    file: Path


def add_to(group: typer.Typer, joinery: Joinery) -> None:
    @group.command("history")
    def history(
        campaign: Annotated[str, typer.Argument(help="The campaign's name, whatever its case.")],
        file: Annotated[Path, typer.Argument(help="CSV, or a workbook where it ends in .xlsx.")],
        cloud_id: CloudOption,
        since: Annotated[
            str, typer.Option(help="Dialled then or later: RFC 3339, or a date (UTC).")
        ] = "",
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Write every attempt of a campaign, in order: when it was dialled, answered, ended and
        its agent freed (RFC 3339), and its outcome. What is not known is left empty."""
        with refusing(), progress(Console(stderr=True)) as tell:
            settings = settings_from(config, data=data)
            work = _Work(SpaceId(cloud_id), campaign, _since(since), file)
            count = run(_write(joinery, settings, work, tell))
        Console().print(f"{count} attempts written to {file}.", highlight=False, soft_wrap=True)


async def _write(joinery: Joinery, settings: Settings, work: _Work, tell: Progress) -> int:
    async with joinery.leads(settings) as desk:
        if desk.accounts.space(work.space_id) is None:
            raise NoSuchSpace(work.space_id)
        campaign, _ = await desk.lists.find(work.space_id, work.campaign)
        tell("Writing", None)
        count = 0
        with writing(work.file) as writer:
            writer.writerow(HEAD)
            async for page in desk.history.pages(campaign, work.since):
                freed = await desk.history.freed(campaign, page)
                for attempt in page:
                    writer.writerow(_cells(desk, attempt, freed.get(attempt.attempt_id)))
                count += len(page)
    return count


def _cells(desk: LeadDesk, attempt: Attempt, freed_at: float | None) -> tuple[str, ...]:
    user = desk.accounts.user(attempt.agent_id) if attempt.agent_id is not None else None
    return (
        _moment(attempt.dialled_at),
        _moment(attempt.answered_at),
        _moment(attempt.ended_at),
        attempt.outcome.value if attempt.outcome is not None else "",
        user.login if user is not None else "",
        _moment(freed_at),
    )


def _since(given: str) -> float:
    if not given:
        return 0.0
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        raise CannotStart(f"--since {given}: is no time; write it as 2026-01-15.") from None
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).timestamp()


def _moment(at: float | None) -> str:
    if at is None:
        return ""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
