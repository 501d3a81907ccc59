"""Tables as CSV, for spreadsheets: sent as they are made."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any, Final

from starlette.types import Receive

from dockline.api.replies import Reply
from dockline.services.table_files import guarded

Cell = str | int | float | None
_MARK: Final = b"\xef\xbb\xbf"
"""Says that it is UTF-8 to the spreadsheets that would not look."""


def csv_text(rows: Iterable[Sequence[Cell]]) -> bytes:
    """RFC 4180, in UTF-8; no text in it is a formula."""
    text = io.StringIO()
    csv.writer(text).writerows([_safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def csv_reply(name: str, rows: AsyncIterator[list[Sequence[Cell]]], receive: Receive) -> Reply:
    """``name``: the file's, of letters, digits, dots and dashes."""
    headers = (
        (b"content-type", b"text/csv; charset=utf-8"),
        (b"content-disposition", b'attachment; filename="%s"' % name.encode()),
    )
    return Reply(200, b"", headers, text=True, pieces=_chunks(rows, receive))


def _safe(cell: Cell) -> Any:
    if isinstance(cell, float):
        return round(cell, 4)
    return guarded(cell) if isinstance(cell, str) else cell


async def _chunks(rows: AsyncIterator[list[Sequence[Cell]]], receive: Receive) -> Any:
    """Until all are sent, or nobody is there any more who would read them."""
    await receive()
    gone = asyncio.ensure_future(receive())
    try:
        yield _MARK
        async for some in rows:
            if gone.done():
                return
            yield csv_text(some)
    finally:
        gone.cancel()
