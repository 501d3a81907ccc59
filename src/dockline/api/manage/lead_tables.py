"""``/manage/api/campaigns/<id>/leads/import`` and ``/export``: tables of leads, in and out."""

import asyncio
from collections.abc import AsyncIterator
from io import StringIO
from typing import Final, NamedTuple

import msgspec

from dockline.api import problems
from dockline.api.bodies import read_body
from dockline.api.csv_rows import csv_reply
from dockline.api.manage import leads_operations as of
from dockline.api.manage.campaigns import campaign_seen
from dockline.api.manage.do_not_call_wire import NumbersImported
from dockline.api.manage.leads_wire import ColumnTaken, LeadsTaken, RowFault
from dockline.api.manage.routes import Asking, ManageRoute
from dockline.api.replies import Reply, json_reply
from dockline.domain.campaign import Campaign
from dockline.domain.ids import ListId
from dockline.services.accounts import Accounts
from dockline.services.campaigns import Campaigns
from dockline.services.intake import Destination, Intake
from dockline.services.lead_columns import Columns
from dockline.services.lead_export import LeadExport
from dockline.services.lead_import import Imported, import_table
from dockline.services.lead_lists import LeadLists, NoSuchList
from dockline.services.rejects import Rejects
from dockline.services.table_files import Table, held, plain_writer

TABLE_LIMIT: Final = 64 * 2**20
"""Bytes of a table; what is larger is for the command line."""
_SHOWN: Final = 50
"""Problems that are told one by one; all of them are in the rejected rows."""
_PIECE: Final = 32 * 1024
"""Characters of rejected rows that are written in one turn: some milliseconds."""
_END: Final = b'"}'
_columns: Final = msgspec.json.Decoder(dict[str, str]).decode


class LeadTableRoutes:
    def __init__(
        self, campaigns: Campaigns, intake: Intake, lists: LeadLists, accounts: Accounts
    ) -> None:
        self._campaigns = campaigns
        self._intake = intake
        self._lists = lists
        self._accounts = accounts

    def routes(self) -> list[ManageRoute]:
        return [
            ManageRoute(of.IMPORT_LEADS, self._import),
            ManageRoute(of.EXPORT_LEADS, self._export),
        ]

    async def _import(self, asking: Asking) -> Reply:
        campaign = await campaign_seen(self._campaigns, asking)
        manager, query = asking.manager, asking.query
        team = self._accounts.team(campaign.team_id)
        to = Destination(
            manager.space_id,
            team.name if team is not None else "",
            campaign.name,
            query.get("source", ""),
            campaign.campaign_id,
        )
        if not to.source.strip():
            raise problems.invalid("source: is required.")
        dry_run = flag(asking, "dry_run")
        mapped = _mapped(query.get("columns", ""))
        table = await table_of(asking)
        # Whoever only looks is shown the columns, and says which of them is the number.
        columns = Columns(table.head, *mapped, flag="columns: ", numbered=not dry_run)
        told = Imported(Rejects(table.head))
        if columns.numbered:
            told = await import_table(
                self._intake, to, table, columns, actor=manager.actor, dry_run=dry_run, shown=_SHOWN
            )
        return reply_with(
            told.rejects,
            LeadsTaken(
                success=True,
                dry_run=dry_run,
                added=told.added,
                updated=told.updated,
                failed=told.failed,
                warned=told.warned,
                columns=[ColumnTaken(*one) for one in columns.told(table.head)],
                head=table.head,
                errors=[RowFault(*msgspec.structs.astuple(one)) for one in told.errors],
                warnings=[RowFault(*msgspec.structs.astuple(one)) for one in told.warnings],
                rejected="",
            ),
        )

    async def _export(self, asking: Asking) -> Reply:
        campaign = await campaign_seen(self._campaigns, asking)
        _, lists = await self._lists.of(campaign.space_id, campaign.campaign_id)
        wanted = asking.query.get("list_id")
        if wanted:
            lists = [one for one in lists if one.list_id == ListId(wanted)]
            if not lists:
                raise NoSuchList
        manager = asking.manager
        detail = {"campaign": campaign.name, "lists": [one.name for one in lists]}
        await self._accounts.book.commit(
            manager.space_id, manager.actor, "leads.exported", detail, []
        )
        rows = LeadExport(self._lists, self._accounts).rows(lists)
        return csv_reply(_file_name(campaign), rows, asking.receive)


class _Mapped(NamedTuple):
    mapped: list[str]
    skipped: list[str]


def _mapped(text: str) -> _Mapped:
    """Raises Problem (400)."""
    if not text:
        return _Mapped([], [])
    try:
        told = _columns(text)
    except msgspec.MsgspecError:
        raise problems.invalid("columns: must be a JSON object of texts.") from None
    return _Mapped(
        [f"{field}={column}" for column, field in told.items() if field],
        [column for column, field in told.items() if not field],
    )


async def table_of(asking: Asking) -> Table:
    """The request's body as a table, read whole and away from the loop. Raises Problem (413),
    TableRefused."""
    body = await read_body(asking.scope, asking.receive, TABLE_LIMIT)
    name = asking.query.get("file_name", "")[:200] or "file"
    sheet = asking.query.get("sheet", "")
    return await asyncio.to_thread(held, body, name, sheet)


def flag(asking: Asking, name: str) -> bool:
    """From the query. Raises Problem (400)."""
    text = asking.query.get(name, "false")
    if text not in ("true", "false"):
        raise problems.invalid(f"{name}: must be true or false.")
    return text == "true"


def reply_with(rejects: Rejects, told: LeadsTaken | NumbersImported) -> Reply:
    """``told``, the rows in its ``rejected`` as CSV: they may be all of a large table, and are
    written and sent a few at a time."""
    if not len(rejects):
        return json_reply(told)
    pieces = _pieces(rejects, msgspec.json.encode(told))
    return Reply(200, b"", ((b"content-type", b"application/json"),), text=True, pieces=pieces)


async def _pieces(rejects: Rejects, told: bytes) -> AsyncIterator[bytes]:
    before, end = told[: -len(_END)], told[-len(_END) :]
    assert end == _END, "``rejected`` is the last field, and empty"
    yield before
    file = StringIO()
    writer = plain_writer(file)
    for line in rejects.lines():
        writer.writerow(line)
        if file.tell() >= _PIECE:
            yield _inside(file)
            await asyncio.sleep(0)
            file = StringIO()
            writer = plain_writer(file)
    yield _inside(file) + end


def _inside(file: StringIO) -> bytes:
    """Of a text in JSON."""
    return msgspec.json.encode(file.getvalue())[1:-1]


def _file_name(campaign: Campaign) -> str:
    """Of letters and digits that every system takes."""
    plain = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in campaign.name)
    return f"leads-{plain.strip('-').lower() or 'campaign'}.csv"
