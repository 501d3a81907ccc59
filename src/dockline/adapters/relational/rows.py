"""Writes as statements, and rows as what they are."""

from collections.abc import Iterator
from typing import Any, Final

import msgspec
from msgspec.structs import astuple

from dockline.adapters.relational import record_sql, sql
from dockline.adapters.relational.audit_rows import audit_statements, identity_statements
from dockline.adapters.relational.care_rows import care_statements
from dockline.adapters.relational.chat_rows import chat_statements
from dockline.adapters.relational.event_rows import event_statements
from dockline.adapters.relational.life_rows import lead_statements
from dockline.adapters.relational.people_rows import people_statements
from dockline.adapters.relational.statement import Row, Statement, json_text
from dockline.adapters.relational.token_rows import token_statements
from dockline.domain.ids import AgentId, SpaceId, TeamId
from dockline.domain.space import Role, Space, SpaceSettings, Team, User
from dockline.domain.teamsettings import TeamSettings
from dockline.ports.audit_store import AuditWrite
from dockline.ports.care_store import CareWrite
from dockline.ports.chat_store import ChatWrite
from dockline.ports.event_store import EventWrite
from dockline.ports.identity_store import IdentityWrite
from dockline.ports.lead_store import LeadWrite
from dockline.ports.people_store import PeopleWrite
from dockline.ports.record_store import RecordWrite
from dockline.ports.store import (
    ANSWER_LIFETIME,
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
    Write,
)
from dockline.ports.token_store import ChangeToken, NoteTokenUse

_CUSTOM: Final = sql.CALL_COLUMNS.index("custom")

_decode_object: Final = msgspec.json.Decoder(dict[str, Any]).decode
_decode_settings: Final = msgspec.json.Decoder(SpaceSettings).decode
_decode_team_settings: Final = msgspec.json.Decoder(TeamSettings).decode
_decode_skills: Final = msgspec.json.Decoder(dict[str, int]).decode
_decode_teams: Final = msgspec.json.Decoder(tuple[str, ...]).decode


def statements_of(write: Write, now: float) -> Iterator[Statement]:
    """Raises TypeError for what JSON cannot say."""
    match write:
        case PutCall(record):
            yield Statement(sql.PUT_CALL, _call_values(record))
        case SetRecordingName(call_id, recording):
            yield Statement(sql.SET_RECORDING, (recording, call_id))
        case PutAnswer(answer):
            ended = now - ANSWER_LIFETIME
            yield Statement(sql.DROP_OLD_ANSWERS, (ended,))
            yield Statement(sql.PUT_ANSWER, (*astuple(answer), ended), "idempotency_key")
        case PutSession(session):
            yield Statement(sql.DROP_ENDED_SESSIONS, (now,))
            yield Statement(sql.PUT_SESSION, (*astuple(session)[:-1], int(session.limited)))
        case ChangeSession(session):
            kept = (session.expires_at, session.seen_at, int(session.limited))
            yield Statement(sql.CHANGE_SESSION, (*kept, session.session_hash))
        case PutAgentState(row):
            yield Statement(sql.PUT_AGENT_STATE, astuple(row))
        case PutAlive(space_id, at):
            yield Statement(sql.PUT_ALIVE, (space_id, at))
        case DropSession(session_hash):
            yield Statement(sql.DROP_SESSION, (session_hash,))
        case DropSessionsOf(user_id):
            yield Statement(sql.DROP_SESSIONS_OF, (user_id,))
        case _ if isinstance(write, LeadWrite):
            yield from lead_statements(write)
        case _ if isinstance(write, ChatWrite):
            yield from chat_statements(write)
        case _ if isinstance(write, PeopleWrite):
            yield from people_statements(write)
        case _ if isinstance(write, EventWrite):
            yield from event_statements(write)
        case _ if isinstance(write, AuditWrite):
            yield from audit_statements(write)
        case _ if isinstance(write, IdentityWrite):
            yield from identity_statements(write)
        case _ if isinstance(write, CareWrite):
            yield from care_statements(write)
        case _ if isinstance(write, RecordWrite):
            which = (write.space_id, write.call_id)
            yield Statement(record_sql.KEEP_DROPPED, (write.at, write.actor, *which))
            yield Statement(record_sql.DROP_RECORDING, which)
        case _:
            yield from _account_statements(write)


def _account_statements(write: Write) -> Iterator[Statement]:
    match write:
        case PutSpace(space, new):
            put = sql.NEW_SPACE if new else sql.PUT_SPACE
            yield Statement(put, (space.space_id, space.name, json_text(space.settings)))
        case PutTeam(team):
            yield Statement(sql.PUT_TEAM, _team_values(team))
        case DropTeam(team_id):
            yield Statement(sql.DROP_TEAM, (team_id,))
        case PutUser(user):
            yield Statement(sql.PUT_USER, _user_values(user))
        case PutToken() | DropToken() | ReplaceToken() | ChangeToken() | NoteTokenUse():
            yield from token_statements(write)
        case _:
            raise TypeError(f"{type(write).__name__} is not a write")


def _call_values(record: CallRecord) -> Row:
    values = astuple(record)
    return (*values[:_CUSTOM], json_text(record.custom), *values[_CUSTOM + 1 :])


def _team_values(team: Team) -> Row:
    return (
        team.team_id,
        team.space_id,
        team.name,
        team.name.casefold(),
        team.caller_id,
        json_text(team.settings),
    )


def _user_values(user: User) -> Row:
    return (
        user.user_id,
        user.space_id,
        user.login,
        user.login.casefold(),
        user.name,
        user.role.value,
        user.password_hash,
        json_text(user.teams),
        int(user.active),
        json_text(user.skills),
        user.chat_limit,
        int(user.operator),
        int(user.password_due),
        int(user.second_factor),
    )


# --- back again -------------------------------------------------------------------------------


def space_of(row: Row) -> Space:
    space_id, name, settings = row
    return Space(SpaceId(space_id), name, _decode_settings(settings))


def team_of(row: Row) -> Team:
    team_id, space_id, name, _, caller_id, settings = row
    return Team(
        TeamId(team_id), SpaceId(space_id), name, caller_id, _decode_team_settings(settings)
    )


def user_of(row: Row) -> User:
    user_id, space_id, login, _, name, role, password_hash, teams, active, *rest = row
    skills, limit, operator, password_due, second_factor = rest
    return User(
        user_id=AgentId(user_id),
        space_id=SpaceId(space_id),
        login=login,
        name=name,
        role=Role(role),
        password_hash=password_hash,
        teams=tuple(TeamId(team_id) for team_id in _decode_teams(teams)),
        active=bool(active),
        skills=_decode_skills(skills),
        chat_limit=limit,
        operator=bool(operator),
        password_due=bool(password_due),
        second_factor=bool(second_factor),
    )


def session_of(row: Row) -> Session:
    values: Row = (*row[:-1], bool(row[-1]))
    return Session(*values)


def call_of(row: Row) -> CallRecord:
    values: Row = (*row[:_CUSTOM], _decode_object(row[_CUSTOM]), *row[_CUSTOM + 1 :])
    return CallRecord(*values)


def calls_query(space_id: SpaceId, which: CallFilter, limit: int, skip: int) -> tuple[str, Row]:
    clauses, values = _calls_where(which)
    query = " ".join((sql.CALLS, *clauses, sql.CALLS_NEWEST_FIRST))
    return query, (space_id, *values, limit, skip)


def count_calls_query(space_id: SpaceId, which: CallFilter) -> tuple[str, Row]:
    clauses, values = _calls_where(which)
    return " ".join((sql.COUNT_CALLS, *clauses)), (space_id, *values)


def _calls_where(which: CallFilter) -> tuple[list[str], Row]:
    asked = [
        (clause, value)
        for clause, value in (
            (sql.CALLS_OF_AGENT, which.agent_id),
            (sql.CALLS_WITH_NUMBER, which.number),
            (sql.CALLS_SINCE, which.since),
            (sql.CALLS_UNTIL, which.until),
            (sql.CALLS_OF_KIND, which.kind),
            (sql.CALLS_WITH_OUTCOME, which.outcome),
        )
        if value is not None
    ]
    return [clause for clause, _ in asked], tuple(value for _, value in asked)
