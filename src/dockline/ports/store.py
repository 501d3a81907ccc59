"""What survives a restart, as the services need it.

Writes are plain structs, committed in groups: ``commit`` returns when all of its writes are
durable, together; none of them is, where it raises. Commits of different callers may share one
transaction of the database, and a bad one must not fail its neighbours.
"""

from collections.abc import Sequence
from typing import Any, Final, Protocol

from msgspec import Struct

from dockline.domain.ids import AgentId, CallId, SpaceId, TeamId
from dockline.domain.scope import EVERY_SCOPE, TokenScope
from dockline.domain.space import Space, Team, User
from dockline.ports.audit_store import (
    AppendAudit as AppendAudit,
    AuditEntry as AuditEntry,
    AuditStore,
    AuditWrite,
)
from dockline.ports.care_store import CareStore, CareWrite
from dockline.ports.chat_store import ChatStore, ChatWrite
from dockline.ports.event_store import EventStore, EventWrite
from dockline.ports.identity_store import IdentityStore, IdentityWrite
from dockline.ports.lead_finding import LeadFinding
from dockline.ports.lead_store import LeadStore, LeadWrite
from dockline.ports.people_store import PeopleStore, PeopleWrite
from dockline.ports.record_store import RecordStore, RecordWrite
from dockline.ports.report_store import ReportStore
from dockline.ports.token_store import ChangeToken, TokenWrite

ANSWER_LIFETIME: Final = 86_400.0
"""Seconds that the answer to a request with an Idempotency-Key is kept."""


class StoreUnavailable(Exception):
    """The database is away or full: nothing of this was written. Try again later."""


class StoreConflict(Exception):
    """A unique name is taken; ``field`` says which: ``login``, ``team_name``, ``cloud_id``,
    ``idempotency_key`` (an answer is kept under it already), ``auth_token`` (the token that was
    to be replaced is gone, or was replaced by somebody else), ``campaign``, ``source``,
    ``second_factor`` (the code was used already)."""

    def __init__(self, field: str) -> None:
        super().__init__(f"{field} is taken")
        self.field = field


class CallRecord(Struct, frozen=True):
    """One call, as it is kept. Written when it starts, and again at each turn that must survive."""

    call_id: CallId
    space_id: SpaceId
    kind: str
    """``click_to_call`` or ``manual``."""
    direction: str
    """``outbound`` or ``inbound``."""
    agent_id: AgentId
    agent_login: str
    agent_name: str
    team_id: TeamId
    """Empty: of no team, or of one that was gone before calls were kept by it."""
    team: str
    """What it was called then."""
    number: str
    caller_id: str
    custom: dict[str, Any]
    started_at: float
    ringing_at: float | None = None
    answered_at: float | None = None
    ended_at: float | None = None
    hold_seconds: float = 0.0
    outcome: str = ""
    ended_by: str = ""
    cause: str = ""
    sip_status: int | None = None
    recording: str = ""
    """File name in the recordings folder; empty: none."""
    disposition: str = ""
    note: str = ""
    open_state: bytes = b""
    """The floor's own state of a call that goes on, or is wrapped up (JSON), to find it again after
    a restart; empty once that is over."""
    onward_cost: float = 0.0
    """What numbers have cost that it was handed on to, or that were asked into it, and are gone."""


class Token(Struct, frozen=True):
    """An API token; only its SHA-256 is kept."""

    token_hash: bytes
    space_id: SpaceId
    name: str
    created_at: float
    expires_at: float | None = None
    """Not valid from then on; a reset with grace sets it."""
    begins: str = ""
    """The first characters, for people; empty: a token of before they were kept."""
    scopes: tuple[TokenScope, ...] = EVERY_SCOPE
    created_by: str = ""
    """As `AuditEntry.actor`; empty: not known."""
    last_used_at: float | None = None
    last_used_for: str = ""
    """Of `USES`."""

    @property
    def token_id(self) -> str:
        """Names it where the token itself must not stand. Half of a hash of 122 random bits:
        nothing can be found from it."""
        return self.token_hash[:16].hex()


class Session(Struct, frozen=True):
    """A signed-in browser; the cookie is random, only its SHA-256 is kept."""

    session_hash: bytes
    space_id: SpaceId
    user_id: AgentId
    created_at: float
    expires_at: float
    address: str = ""
    """The network address it was begun from."""
    browser: str = ""
    """In short words: ``Firefox on Windows``."""
    seen_at: float = 0.0
    """When it was last used, to about ten minutes."""
    limited: bool = False
    """Something was due when it began (another password, a second factor): it is good for that
    alone until it is done."""


class StoredAnswer(Struct, frozen=True):
    """The first answer to a request that carried an Idempotency-Key."""

    space_id: SpaceId
    key: str
    request_hash: bytes
    status: int
    body: bytes
    at: float


class PutSpace(Struct, frozen=True):
    space: Space
    new: bool = False
    """A conflict where the ``cloud_id`` is there already; otherwise the row is replaced."""


class PutTeam(Struct, frozen=True):
    team: Team


class DropTeam(Struct, frozen=True):
    team_id: TeamId


class PutUser(Struct, frozen=True):
    user: User


class PutToken(Struct, frozen=True):
    token: Token


class DropToken(Struct, frozen=True):
    token_hash: bytes


class ReplaceToken(Struct, frozen=True):
    """Put ``token`` in the place of another one; of several who try, one succeeds.

    The old one ends now, or at ``old_expires_at``. A conflict where it is gone, or has an end
    set already."""

    old_hash: bytes
    old_expires_at: float | None
    token: Token


class PutSession(Struct, frozen=True):
    session: Session


class ChangeSession(Struct, frozen=True):
    """How long it holds, when it was used, what it is good for. Nothing, where it has ended."""

    session: Session


class DropSession(Struct, frozen=True):
    session_hash: bytes


class DropSessionsOf(Struct, frozen=True):
    """All of one user's sessions."""

    user_id: AgentId


class PutCall(Struct, frozen=True):
    """Insert, or replace the row of the same call_id."""

    record: CallRecord


class SetRecordingName(Struct, frozen=True):
    call_id: CallId
    recording: str


class PutAnswer(Struct, frozen=True):
    """A conflict where an answer younger than 24 h is kept under the key."""

    answer: StoredAnswer


class AgentStateRow(Struct, frozen=True):
    """What an agent was from ``at`` on, until the next row of theirs."""

    space_id: SpaceId
    agent_id: AgentId
    at: float
    seq: int
    """Of the fact; tells those of one moment apart."""
    state: str
    """Of `AgentState`."""
    pause_reason: str
    call_id: str
    """Empty: in none."""
    chats: int
    """How many they had."""


class PutAgentState(Struct, frozen=True):
    """Insert, or replace the row of the same agent, moment and number."""

    row: AgentStateRow


class PutAlive(Struct, frozen=True):
    """The space's floor was there at that moment."""

    space_id: SpaceId
    at: float


Write = (
    PutSpace
    | PutTeam
    | DropTeam
    | PutUser
    | PutToken
    | DropToken
    | ReplaceToken
    | PutSession
    | ChangeSession
    | DropSession
    | DropSessionsOf
    | PutCall
    | SetRecordingName
    | PutAnswer
    | PutAgentState
    | PutAlive
    | LeadWrite
    | ChatWrite
    | CareWrite
    | PeopleWrite
    | TokenWrite
    | EventWrite
    | AuditWrite
    | IdentityWrite
    | RecordWrite
)


ACCOUNT_WRITES: Final = (
    PutSpace,
    PutTeam,
    PutUser,
    PutToken,
    DropToken,
    ReplaceToken,
    DropTeam,
    DropSession,
    DropSessionsOf,
    ChangeToken,
)
"""What other servers must notice (`Store.generation`)."""


class CallFilter(Struct, frozen=True):
    agent_id: AgentId | None = None
    number: str | None = None
    since: float | None = None
    """``started_at`` at or after."""
    until: float | None = None
    """``started_at`` before."""
    kind: str | None = None
    """A `CallKind`. Not the same as the direction: who called us and was called back is outbound,
    for it costs us, and of the kind ``inbound``."""
    outcome: str | None = None
    """An `Outcome`; empty: those that go on."""


class Store(
    LeadStore,
    LeadFinding,
    ChatStore,
    CareStore,
    EventStore,
    AuditStore,
    IdentityStore,
    PeopleStore,
    RecordStore,
    ReportStore,
    Protocol,
):
    """Every read is by space, but for those that find out which space it is."""

    async def open(self) -> None:
        """Connect and bring the schema up to date. Raises StoreUnavailable."""

    async def close(self) -> None: ...

    async def commit(self, writes: Sequence[Write]) -> None:
        """All of them durable together, or an exception and none.

        Raises StoreUnavailable, StoreConflict."""

    async def healthy(self) -> bool: ...

    async def generation(self) -> int:
        """Changes when another process has written spaces, teams, users or tokens. Cheap."""

    async def spaces(self) -> list[Space]: ...

    async def teams(self, space_id: SpaceId) -> list[Team]: ...

    async def users(self, space_id: SpaceId) -> list[User]: ...

    async def tokens(self, space_id: SpaceId) -> list[Token]: ...

    async def session(self, session_hash: bytes) -> Session | None: ...

    async def sessions_of(self, user_id: AgentId) -> list[Session]:
        """Those that have not ended by themselves may be among them; the newest first."""

    async def open_calls(self, space_id: SpaceId) -> list[CallRecord]:
        """Calls without an end, oldest first."""

    async def call(self, space_id: SpaceId, call_id: CallId) -> CallRecord | None: ...

    async def calls(
        self, space_id: SpaceId, which: CallFilter, *, limit: int, skip: int = 0
    ) -> list[CallRecord]:
        """Newest first."""

    async def count_calls(self, space_id: SpaceId, which: CallFilter) -> int:
        """How many `calls` would find without a limit."""

    async def agent_states(
        self,
        space_id: SpaceId,
        agent_id: AgentId,
        since: float,
        until: float,
        *,
        limit: int,
    ) -> list[AgentStateRow]:
        """One agent's rows at ``since`` or after and before ``until``, the oldest first."""

    async def agent_state_before(
        self, space_id: SpaceId, agent_id: AgentId, at: float
    ) -> AgentStateRow | None:
        """The last row of one agent before that moment."""

    async def alive_at(self, space_id: SpaceId) -> float | None:
        """The newest `PutAlive`."""

    async def answer(self, space_id: SpaceId, key: str) -> StoredAnswer | None:
        """Not older than 24 h."""
