"""The databases' own rate: rows that are ready, upserted into our table with our indexes, a
transaction a body, durable when it returns. Nothing is decoded, checked or answered."""

import asyncio
import sys
import time
from pathlib import Path
from time import perf_counter
from typing import Any

import asyncpg
import msgspec
import uvloop
from msgspec import Struct

from bench.children import say_ready, until_told_to_stop
from bench.leads import Leads
from bench.space import CLOUD_ID, prepare
from dockline.adapters.relational.lead_sql import CHANGING_LEAD_COLUMNS, LEAD_COLUMNS
from dockline.adapters.relational.sql import insert
from dockline.adapters.sqlite.connection import connect
from dockline.domain.ids import timed_ids
from dockline.settings import Layout

_REPLACED = ", ".join(f"{name} = excluded.{name}" for name in CHANGING_LEAD_COLUMNS)
_ON_CONFLICT = f"on conflict (list_id, number) do update set {_REPLACED}"
_ON_SQLITE = f"{insert('leads', LEAD_COLUMNS)} {_ON_CONFLICT}"
_KINDS = {"priority": "bigint", "attempts": "bigint"} | dict.fromkeys(
    ("expires_at", "not_before", "created_at", "updated_at"), "double precision"
)
_ARRAYS = ", ".join(f"${n}::{_KINDS.get(name, 'text')}[]" for n, name in enumerate(LEAD_COLUMNS, 1))
_ON_POSTGRES = (
    f"insert into leads ({', '.join(LEAD_COLUMNS)}) select * from unnest({_ARRAYS}) {_ON_CONFLICT}"
)


class Orders(Struct, frozen=True, kw_only=True):
    data: str
    size: int
    """Leads of a body."""
    leads: int
    """Of all bodies together."""
    first: int
    """The number of the first."""
    database_url: str = ""


def _rows(leads: Leads, size: int) -> list[tuple[Any, ...]]:
    """In the order of LEAD_COLUMNS, and in that of their ids, as ours are."""
    now = time.time()
    ids = timed_ids(now)
    rows = []
    for _ in range(size):
        one = leads.lead()
        data = msgspec.json.encode(one["data"]).decode()
        rows.append(
            (
                *(next(ids), CLOUD_ID, "campaign", "list", one["number"], "new", data),
                *("agent", "", 0, "", None, None, 0, now, now),
            )
        )
    return rows


def on_sqlite(file: Path, bodies: list[list[tuple[Any, ...]]]) -> float:
    """Seconds."""
    connection = connect(file, busy_seconds=5.0)
    began = perf_counter()
    for rows in bodies:
        connection.execute("begin immediate")
        connection.executemany(_ON_SQLITE, rows)
        connection.execute("commit")
    taken = perf_counter() - began
    connection.close()
    return taken


async def on_postgres(url: str, bodies: list[list[tuple[Any, ...]]]) -> float:
    """Seconds."""
    connection = await asyncpg.connect(url)
    # By number, as ours are.
    ordered = [sorted(rows, key=lambda row: str(row[4])) for rows in bodies]
    columns = [[list(column) for column in zip(*rows, strict=True)] for rows in ordered]
    began = perf_counter()
    for one in columns:
        await connection.execute(_ON_POSTGRES, *one)
    taken = perf_counter() - began
    await connection.close()
    return taken


async def serve(orders: Orders) -> None:
    data = Path(orders.data)
    if orders.first == 1:
        await prepare(data, 1, database_url=orders.database_url)
    leads = Leads({}, orders.first)
    bodies = [_rows(leads, orders.size) for _ in range(max(1, orders.leads // orders.size))]
    if orders.database_url:
        taken = await on_postgres(orders.database_url, bodies)
    else:
        taken = await asyncio.to_thread(on_sqlite, Layout(data).database, bodies)
    say_ready(rate=sum(map(len, bodies)) / taken)
    await until_told_to_stop()


if __name__ == "__main__":
    uvloop.run(serve(msgspec.json.decode(sys.argv[1], type=Orders)))
