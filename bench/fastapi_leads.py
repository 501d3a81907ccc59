"""campaign/add as the usual stack would have it: FastAPI, pydantic, SQLAlchemy's async session,
one upsert and one commit a request, on tables and indexes like ours. A reference only."""

import hmac
import sys
import time
from pathlib import Path
from typing import Annotated, Any

import msgspec
import sqlalchemy as sa
import uvloop
from fastapi import FastAPI, HTTPException
from msgspec import Struct
from pydantic import BaseModel, Field
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from bench.children import say_ready, until_told_to_stop
from bench.fastapi_face import serving
from bench.leads import ADD
from dockline.domain.ids import timed_id
from dockline.domain.phone import parse
from dockline.settings import Settings


class Orders(Struct, frozen=True, kw_only=True):
    data: str
    token: str
    database_url: str = ""
    """PostgreSQL; else SQLite in the data folder."""


class Lead(BaseModel):
    cloud_id: Annotated[str, Field(max_length=100)]
    auth_token: Annotated[str, Field(max_length=200)]
    campaign: Annotated[str, Field(min_length=1, max_length=120)]
    team_name: Annotated[str, Field(max_length=200)]
    source: Annotated[str, Field(min_length=1, max_length=120)]
    number: Annotated[str, Field(max_length=80)]
    username: str | None = None
    data: dict[str, Any] = {}


class Answer(BaseModel):
    success: bool
    message: str
    lead_id: str
    created: bool


_metadata = sa.MetaData()
_leads = sa.Table(
    "leads",
    _metadata,
    sa.Column("lead_id", sa.Text, primary_key=True),
    sa.Column("space_id", sa.Text, nullable=False),
    sa.Column("campaign", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("username", sa.Text),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("created_at", sa.Float, nullable=False),
    sa.Column("updated_at", sa.Float, nullable=False),
    sa.UniqueConstraint("source", "number"),
)


class Face:
    def __init__(self, orders: Orders) -> None:
        self._token = orders.token
        self._insert: Any = postgresql.insert if orders.database_url else sqlite.insert
        file = Path(orders.data) / "reference.db"
        url = orders.database_url.replace("postgresql://", "postgresql+asyncpg://")
        self._engine = create_async_engine(url or f"sqlite+aiosqlite:///{file}")
        if not url:
            sa.event.listen(self._engine.sync_engine, "connect", _durable)
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)
        self.app = FastAPI()
        self.app.post(ADD, response_model=Answer)(self.add)

    async def prepare(self) -> None:
        async with self._engine.begin() as connection:
            await connection.run_sync(_metadata.create_all)

    async def close(self) -> None:
        await self._engine.dispose()

    async def add(self, body: Lead) -> Answer:
        if not hmac.compare_digest(body.auth_token, self._token):
            raise HTTPException(401)
        now = time.time()
        lead_id = timed_id(now)
        upsert = self._insert(_leads).values(
            lead_id=lead_id,
            space_id=body.cloud_id,
            campaign=body.campaign,
            source=body.source,
            number=parse(body.number).digits,
            state="new",
            data=body.data,
            username=body.username,
            attempts=0,
            created_at=now,
            updated_at=now,
        )
        upsert = upsert.on_conflict_do_update(
            index_elements=["source", "number"],
            set_={
                "data": upsert.excluded.data,
                "username": upsert.excluded.username,
                "updated_at": upsert.excluded.updated_at,
            },
        ).returning(_leads.c.lead_id)
        session: AsyncSession
        async with self._sessions() as session, session.begin():
            kept = (await session.execute(upsert)).scalar_one()
        created = kept == lead_id
        message = "Lead added" if created else "Lead updated"
        return Answer(success=True, message=message, lead_id=kept, created=created)


def _durable(connection: Any, record: object) -> None:
    """As ours: WAL, and on the disk when it is said to be."""
    for pragma in ("journal_mode = wal", "synchronous = full", "busy_timeout = 30000"):
        connection.execute(f"pragma {pragma}")


async def serve(orders: Orders) -> None:
    face = Face(orders)
    await face.prepare()
    settings = Settings(host="127.0.0.1", port=0, data=Path(orders.data))
    async with serving(face.app, settings) as port:
        say_ready(port=port)
        await until_told_to_stop()
    await face.close()


if __name__ == "__main__":
    uvloop.run(serve(msgspec.json.decode(sys.argv[1], type=Orders)))
