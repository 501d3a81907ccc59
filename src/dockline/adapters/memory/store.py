"""The store in memory: for tests and simulations. It forgets everything when it ends."""

from collections.abc import Sequence

import msgspec

from dockline.adapters.memory.audit import MemoryAudit
from dockline.adapters.memory.care import MemoryCare
from dockline.adapters.memory.chats import MemoryChats
from dockline.adapters.memory.events import MemoryEvents
from dockline.adapters.memory.finding import MemoryFinding
from dockline.adapters.memory.people import MemoryPeople
from dockline.adapters.memory.records import MemoryRecords
from dockline.adapters.memory.reports import MemoryReports
from dockline.adapters.memory.tables import through_json
from dockline.adapters.memory.tokens import MemoryTokens
from dockline.adapters.system_clock import SystemClock
from dockline.domain.ids import AgentId, CallId, SpaceId
from dockline.domain.space import Space, Team, User
from dockline.ports.audit_store import AuditWrite
from dockline.ports.care_store import CareWrite
from dockline.ports.chat_store import ChatWrite
from dockline.ports.clock import Clock
from dockline.ports.event_store import EventWrite
from dockline.ports.identity_store import IdentityWrite
from dockline.ports.people_store import PeopleWrite
from dockline.ports.record_store import RecordWrite
from dockline.ports.store import (
    ACCOUNT_WRITES,
    ANSWER_LIFETIME,
    AgentStateRow,
    CallFilter,
    CallRecord,
    ChangeSession,
    DropSession,
    DropSessionsOf,
    DropTeam,
    DropToken,
    PutAgentState,
    PutAlive,
    PutAnswer,
    PutCall,
    PutSession,
    PutSpace,
    PutTeam,
    PutToken,
    PutUser,
    ReplaceToken,
    Session,
    SetRecordingName,
    StoreConflict,
    StoredAnswer,
    StoreUnavailable,
    Write,
)
from dockline.ports.token_store import ChangeToken, NoteTokenUse


class MemoryStore(
    MemoryFinding,
    MemoryChats,
    MemoryCare,
    MemoryTokens,
    MemoryPeople,
    MemoryEvents,
    MemoryAudit,
    MemoryRecords,
    MemoryReports,
):
    """Set ``away`` to have it refuse, as a database that is gone does."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.away = False
        self._clock = clock or SystemClock()
        self._generation = 0
        self._spaces: dict[SpaceId, Space] = {}
        self._teams: dict[str, Team] = {}
        self._users: dict[str, User] = {}
        self._sessions: dict[bytes, Session] = {}
        self._calls: dict[CallId, CallRecord] = {}
        self._answers: dict[tuple[SpaceId, str], StoredAnswer] = {}
        self._states: dict[tuple[SpaceId, AgentId, float, int], AgentStateRow] = {}
        self._alive: dict[SpaceId, float] = {}
        super().__init__()

    async def open(self) -> None:
        self._check()

    async def close(self) -> None:
        pass

    async def healthy(self) -> bool:
        return not self.away

    async def generation(self) -> int:
        self._check()
        return self._generation

    # --- writes -------------------------------------------------------------------------------

    async def commit(self, writes: Sequence[Write]) -> None:
        self._check()
        with self._all_or_nothing():
            for write in writes:
                self._apply(write)
        if any(isinstance(write, ACCOUNT_WRITES) for write in writes):
            self._generation += 1

    def _apply(self, write: Write) -> None:
        match write:
            case PutSpace(space, new):
                if new and space.space_id in self._spaces:
                    raise StoreConflict("cloud_id")
                self._put(self._spaces, space.space_id, space)
            case PutTeam(team):
                self._put_team(team)
            case DropTeam(team_id):
                self._drop(self._teams, team_id)
            case PutUser(user):
                self._put_user(user)
            case PutToken() | DropToken() | ReplaceToken() | ChangeToken() | NoteTokenUse():
                self._apply_token_write(write)
            case PutSession(session):
                self._put(self._sessions, session.session_hash, session)
            case ChangeSession(session):
                if (before := self._sessions.get(session.session_hash)) is not None:
                    changed = msgspec.structs.replace(
                        before,
                        expires_at=session.expires_at,
                        seen_at=session.seen_at,
                        limited=session.limited,
                    )
                    self._put(self._sessions, session.session_hash, changed)
            case DropSession(session_hash):
                self._drop(self._sessions, session_hash)
            case DropSessionsOf(user_id):
                for key in [k for k, s in self._sessions.items() if s.user_id == user_id]:
                    self._drop(self._sessions, key)
            case PutCall(record):
                self._put(self._calls, record.call_id, through_json(record, CallRecord))
            case SetRecordingName(call_id, recording):
                if call_id in self._calls:
                    renamed = msgspec.structs.replace(self._calls[call_id], recording=recording)
                    self._put(self._calls, call_id, renamed)
            case PutAnswer(answer):
                self._put_answer(answer)
            case PutAgentState(row):
                self._put(self._states, (row.space_id, row.agent_id, row.at, row.seq), row)
            case PutAlive(space_id, at):
                self._put(self._alive, space_id, at)
            case _ if isinstance(write, ChatWrite):
                self._apply_chat_write(write)
            case _ if isinstance(write, PeopleWrite):
                self._apply_people_write(write)
            case _ if isinstance(write, EventWrite):
                self._apply_event_write(write)
            case _ if isinstance(write, AuditWrite):
                self._apply_audit_write(write)
            case _ if isinstance(write, IdentityWrite):
                self._apply_identity_write(write)
            case _ if isinstance(write, CareWrite):
                self._apply_care_write(write)
            case _ if isinstance(write, RecordWrite):
                self._apply_record_write(write)
            case _:
                self._apply_lead_write(write)

    def _put_team(self, team: Team) -> None:
        for other in self._teams.values():
            if (
                other.space_id == team.space_id
                and other.team_id != team.team_id
                and other.name.casefold() == team.name.casefold()
            ):
                raise StoreConflict("team_name")
        self._put(self._teams, team.team_id, team)

    def _put_user(self, user: User) -> None:
        for other in self._users.values():
            if (
                other.space_id == user.space_id
                and other.user_id != user.user_id
                and other.login.casefold() == user.login.casefold()
            ):
                raise StoreConflict("login")
        self._put(self._users, user.user_id, user)

    def _put_answer(self, answer: StoredAnswer) -> None:
        key = (answer.space_id, answer.key)
        kept = self._answers.get(key)
        if kept is not None and not self._too_old(kept):
            raise StoreConflict("idempotency_key")
        self._put(self._answers, key, answer)

    # --- reads --------------------------------------------------------------------------------

    async def spaces(self) -> list[Space]:
        self._check()
        return sorted(self._spaces.values(), key=lambda space: space.space_id)

    async def teams(self, space_id: SpaceId) -> list[Team]:
        self._check()
        found = [team for team in self._teams.values() if team.space_id == space_id]
        return sorted(found, key=lambda team: team.name.casefold())

    async def users(self, space_id: SpaceId) -> list[User]:
        self._check()
        found = [user for user in self._users.values() if user.space_id == space_id]
        return sorted(found, key=lambda user: user.login.casefold())

    async def session(self, session_hash: bytes) -> Session | None:
        self._check()
        return self._sessions.get(session_hash)

    async def sessions_of(self, user_id: AgentId) -> list[Session]:
        self._check()
        found = [session for session in self._sessions.values() if session.user_id == user_id]
        return sorted(found, key=lambda session: (-session.created_at, session.session_hash))

    async def open_calls(self, space_id: SpaceId) -> list[CallRecord]:
        self._check()
        found = [
            record
            for record in self._calls.values()
            if record.space_id == space_id and record.ended_at is None
        ]
        return sorted(found, key=lambda record: (record.started_at, record.call_id))

    async def call(self, space_id: SpaceId, call_id: CallId) -> CallRecord | None:
        self._check()
        record = self._calls.get(call_id)
        return record if record is not None and record.space_id == space_id else None

    async def calls(
        self, space_id: SpaceId, which: CallFilter, *, limit: int, skip: int = 0
    ) -> list[CallRecord]:
        self._check()
        found = self._calls_found(space_id, which)
        found.sort(key=lambda record: (record.started_at, record.call_id), reverse=True)
        return found[skip : skip + limit]

    async def count_calls(self, space_id: SpaceId, which: CallFilter) -> int:
        self._check()
        return len(self._calls_found(space_id, which))

    def _calls_found(self, space_id: SpaceId, which: CallFilter) -> list[CallRecord]:
        return [
            record
            for record in self._calls.values()
            if record.space_id == space_id and _matches(record, which)
        ]

    async def agent_states(
        self,
        space_id: SpaceId,
        agent_id: AgentId,
        since: float,
        until: float,
        *,
        limit: int,
    ) -> list[AgentStateRow]:
        self._check()
        found = [
            row
            for key, row in sorted(self._states.items())
            if key[0] == space_id and row.agent_id == agent_id and since <= row.at < until
        ]
        return found[:limit]

    async def agent_state_before(
        self, space_id: SpaceId, agent_id: AgentId, at: float
    ) -> AgentStateRow | None:
        self._check()
        found = [key for key in self._states if key[:2] == (space_id, agent_id) and key[2] < at]
        return self._states[max(found)] if found else None

    async def alive_at(self, space_id: SpaceId) -> float | None:
        self._check()
        return self._alive.get(space_id)

    async def answer(self, space_id: SpaceId, key: str) -> StoredAnswer | None:
        self._check()
        kept = self._answers.get((space_id, key))
        return None if kept is None or self._too_old(kept) else kept

    def _too_old(self, answer: StoredAnswer) -> bool:
        return answer.at <= self._clock.now() - ANSWER_LIFETIME

    def _check(self) -> None:
        if self.away:
            raise StoreUnavailable("the store is away")


def _matches(record: CallRecord, which: CallFilter) -> bool:
    return (
        (which.agent_id is None or record.agent_id == which.agent_id)
        and (which.number is None or record.number == which.number)
        and (which.since is None or record.started_at >= which.since)
        and (which.until is None or record.started_at < which.until)
        and (which.kind is None or record.kind == which.kind)
        and (which.outcome is None or record.outcome == which.outcome)
    )
