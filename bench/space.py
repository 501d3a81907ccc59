"""The data folder of a benchmark's server: one space, many agents, each with a session."""

import time
from pathlib import Path
from typing import Final

from msgspec import Struct

from dockline.adapters.postgres.store import PostgresStore
from dockline.adapters.sqlite.store import SqliteStore
from dockline.domain.ids import AgentId, SpaceId, TeamId, new_id
from dockline.domain.space import DialPolicy, Role, Space, SpaceSettings, Team, User
from dockline.domain.token import hash_of, new_session_secret, new_token, session_end
from dockline.ports.store import (
    PutSession,
    PutSpace,
    PutTeam,
    PutToken,
    PutUser,
    Session,
    Store,
    Token,
    Write,
)
from dockline.settings import Layout

CLOUD_ID: Final = SpaceId("leap")
_UNLIMITED: Final = 10**9


class Member(Struct, frozen=True):
    """An agent, signed in already."""

    login: str
    cookie: str

    @property
    def username(self) -> str:
        return f"{self.login}@{CLOUD_ID}"


class Prepared(Struct, frozen=True):
    data: Path
    token: str
    members: tuple[Member, ...]
    teams: tuple[str, ...]


async def prepare(
    data: Path, agents: int, *, team_size: int | None = None, database_url: str = ""
) -> Prepared:
    """Fill a fresh data folder, or a fresh PostgreSQL database.

    Rates are not limited, and there is no wrap-up, so that every call that is asked for is made,
    and its agent is free as soon as it ends."""
    size = team_size or agents
    policy = DialPolicy(
        calls_per_minute=_UNLIMITED,
        agent_calls_per_minute=_UNLIMITED,
        address_calls_per_minute=_UNLIMITED,
    )
    settings = SpaceSettings(
        caller_id="442079460018", wrap_up_seconds=0.0, dial_policy=policy, ring_seconds=30.0
    )
    now, token = time.time(), new_token()
    writes: list[Write] = [
        PutSpace(Space(CLOUD_ID, "Leap", settings), new=True),
        PutToken(Token(hash_of(token), CLOUD_ID, "bench", now)),
    ]
    teams = [
        Team(TeamId(new_id()), CLOUD_ID, f"Team {n + 1}") for n in range((agents - 1) // size + 1)
    ]
    writes += [PutTeam(team) for team in teams]
    members = []
    for n in range(agents):
        user = User(
            user_id=AgentId(new_id()),
            space_id=CLOUD_ID,
            login=f"agent{n + 1}",
            name=f"Agent {n + 1}",
            role=Role.AGENT,
            password_hash="no password: the session is there already",
            teams=(teams[n // size].team_id,),
        )
        cookie = new_session_secret()
        session = Session(hash_of(cookie), CLOUD_ID, user.user_id, now, session_end(now))
        writes += [PutUser(user), PutSession(session)]
        members.append(Member(user.login, cookie))
    layout = Layout(data)
    layout.make()
    store: Store = SqliteStore(layout.database)
    if database_url:
        store = PostgresStore(database_url)
    await store.open()
    try:
        await store.commit(writes)
    finally:
        await store.close()
    return Prepared(data, token, tuple(members), tuple(team.name for team in teams))
