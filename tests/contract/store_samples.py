"""Spaces, users, calls and tokens for the suites of the store."""

from typing import Any

from msgspec.structs import replace

from dockline.domain.ids import AgentId, CallId, SpaceId, TeamId
from dockline.domain.space import Role, User
from dockline.ports.store import CallRecord, Token

LEAP, NOVA = SpaceId("leap"), SpaceId("novanet")
RISHI, SIDDHANT = AgentId("rishi-id"), AgentId("siddhant-id")


def user(login: str = "rishi", space_id: SpaceId = LEAP, user_id: str = "") -> User:
    return User(
        user_id=AgentId(user_id or f"{login}-id"),
        space_id=space_id,
        login=login,
        name=login.title(),
        role=Role.SUPERVISOR,
        password_hash="$argon2id$v=19$",
        teams=(TeamId("team-b"), TeamId("team-a")),
        active=True,
    )


def call(n: int, space_id: SpaceId = LEAP, **changes: Any) -> CallRecord:
    record = CallRecord(
        call_id=CallId(f"call-{n}"),
        space_id=space_id,
        kind="click_to_call",
        direction="outbound",
        agent_id=RISHI,
        agent_login="rishi",
        agent_name="Rishi",
        team_id=TeamId("team-a"),
        team="Support team",
        number="919654301006",
        caller_id="442079460018",
        custom={"name": "Süméet 😀", "deep": {"list": [1, 2.5, None, True]}},
        started_at=1000.0 + n,
    )
    return replace(record, **changes)


def token(name: str, secret: bytes, space_id: SpaceId = LEAP, at: float = 1.0) -> Token:
    return Token(secret * 32, space_id, name, at)
