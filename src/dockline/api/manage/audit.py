"""``/manage/api/audit``: who did what, whether the log is whole, and the log as a file."""

import asyncio
import math
import tempfile
from collections.abc import Callable
from typing import BinaryIO, Final, cast

from dockline.api import problems
from dockline.api.csv_rows import csv_text
from dockline.api.manage.audit_operations import (
    EXPORT_AUDIT,
    LONGEST_TEXT,
    LOOK_AT_CHAIN,
    MOST_ROWS,
    READ_AUDIT,
)
from dockline.api.manage.audit_wire import AuditChain, AuditFault, AuditRow, AuditRows
from dockline.api.manage.routes import Asking, ManageRoute
from dockline.api.replies import FilePart, Reply, json_reply
from dockline.domain.auditlog import AuditLine
from dockline.ports.audit_store import AuditFilter
from dockline.services.account_book import AccountBook
from dockline.services.audit_log import AuditLog, detail_of, exported, time_of

_ROWS: Final = 50
_MOST: Final = 10**15 - 1
_LATEST: Final = 1e11
_IN_MEMORY: Final = 4 * 1024 * 1024
_KINDS: Final = {"jsonl": b"application/x-ndjson", "csv": b"text/csv; charset=utf-8"}
_HEADINGS: Final = ("seq", "time", "actor", "action", "detail", "erased", "hash")


class AuditRoutes:
    def __init__(self, log: AuditLog, book: AccountBook) -> None:
        self._log = log
        self._book = book

    def routes(self) -> list[ManageRoute]:
        return [
            ManageRoute(READ_AUDIT, self.read),
            ManageRoute(LOOK_AT_CHAIN, self.chain),
            ManageRoute(EXPORT_AUDIT, self.export),
        ]

    async def read(self, asking: Asking) -> Reply:
        limit = asking.whole_number("limit", _ROWS, MOST_ROWS, 1)
        before = asking.whole_number("before", 0, _MOST) if "before" in asking.query else None
        space_id, which = asking.manager.space_id, _filter(asking)
        # One more shows whether there is more.
        lines = await self._log.page(space_id, which, limit=limit + 1, before=before)
        shown = lines[:limit]
        further = shown[-1].entry_id if len(lines) > limit else None
        return json_reply(AuditRows(True, [_row(line) for line in shown], further))

    async def chain(self, asking: Asking) -> Reply:
        state = await self._log.look(
            asking.manager.space_id, asking.whole_number("after", 0, _MOST)
        )
        fault = state.fault
        return json_reply(
            AuditChain(
                success=True,
                verified_to=state.seq,
                newest=state.of,
                done=state.done,
                fault=AuditFault(fault.seq, fault.entry_id, fault.why) if fault else None,
                before_chain=state.before_chain,
                erased=state.erased,
            )
        )

    async def export(self, asking: Asking) -> Reply:
        kind = asking.query.get("format", "jsonl")
        if kind not in _KINDS:
            raise problems.invalid("format: must be jsonl or csv.")
        manager, which = asking.manager, _filter(asking)
        # What was looked for may be somebody's number, which the log itself need not have.
        told = {
            name: "given" if name == "text" else value
            for name, value in asking.query.items()
            if name != "cloud_id"
        }
        await self._book.commit(manager.space_id, manager.actor, "audit.exported", told, [])
        file = cast(BinaryIO, tempfile.SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115
        try:
            size = await self._write(file, asking, which, kind)
        except BaseException:
            file.close()
            raise
        name = f"audit-{manager.space_id}.{kind}".encode()
        headers = (
            (b"content-type", _KINDS[kind]),
            (b"content-disposition", b'attachment; filename="%s"' % name),
        )
        return Reply(200, b"", headers, text=True, file=FilePart(0, size, file))

    async def _write(self, file: BinaryIO, asking: Asking, which: AuditFilter, kind: str) -> int:
        """How many bytes it has come to. All of it is there before anything is sent: an export
        that the database breaks off is an error, and no short file."""
        text: Callable[[list[AuditLine]], bytes] = _json_lines if kind == "jsonl" else _csv
        size = 0
        if kind == "csv":
            size += file.write(csv_text([_HEADINGS]))
        async for lines in self._log.onward(asking.manager.space_id, which):
            size += await asyncio.to_thread(file.write, text(lines))
        return size


def _json_lines(lines: list[AuditLine]) -> bytes:
    return b"".join(exported(line) + b"\n" for line in lines)


def _csv(lines: list[AuditLine]) -> bytes:
    return csv_text(
        (
            line.seq,
            time_of(line.at),
            line.actor,
            line.action,
            line.detail,
            time_of(line.erased_at) if line.erased_at is not None else "",
            line.hash.hex() if line.hash is not None else "",
        )
        for line in lines
    )


def _row(line: AuditLine) -> AuditRow:
    return AuditRow(
        entry_id=line.entry_id,
        seq=line.seq,
        at=line.at,
        actor=line.actor,
        action=line.action,
        detail=detail_of(line),
        hash=line.hash.hex() if line.hash is not None else None,
        erased_at=line.erased_at,
    )


def _filter(asking: Asking) -> AuditFilter:
    """Raises Problem (400)."""
    return AuditFilter(
        actor=_text(asking, "actor"),
        action=_text(asking, "action"),
        since=_time(asking, "since"),
        until=_time(asking, "until"),
        text=_text(asking, "text"),
    )


def _text(asking: Asking, name: str) -> str:
    text = asking.query.get(name, "")
    if len(text) > LONGEST_TEXT:
        raise problems.invalid(f"{name}: has {len(text)} characters; {LONGEST_TEXT} at most.")
    return text


def _time(asking: Asking, name: str) -> float | None:
    text = asking.query.get(name)
    if text is None:
        return None
    try:
        at = float(text)
    except ValueError:
        at = math.nan
    if not 0 <= at <= _LATEST:
        raise problems.invalid(f"{name}: must be a time in seconds since 1970.")
    return at
