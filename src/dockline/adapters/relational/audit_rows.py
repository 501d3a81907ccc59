"""The audit log and identities as statements and rows, and the reads both databases share."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any, Final

import msgspec
from msgspec.structs import astuple

from dockline.adapters.relational import audit_sql as sql
from dockline.adapters.relational.statement import Row, Statement, json_text
from dockline.domain.auditlog import AuditHead, AuditLine, following
from dockline.domain.ids import AgentId, SpaceId
from dockline.ports.audit_store import (
    AppendAudit,
    AuditEntry,
    AuditFilter,
    AuditWrite,
    EraseAuditDetails,
)
from dockline.ports.identity_store import (
    DropIdentitiesOf,
    Identity,
    IdentityWrite,
    PutIdentity,
    PutProviderSecret,
)

_decode_object: Final = msgspec.json.Decoder(dict[str, Any]).decode


def audit_statements(write: AuditWrite) -> Iterator[Statement]:
    """Raises TypeError for what JSON cannot say."""
    match write:
        case AppendAudit(entry):
            values = (*astuple(entry)[:-1], json_text(entry.detail))
            yield Statement(sql.APPEND, values, chain=True)
        case EraseAuditDetails(space_id, entry_id, detail, at):
            yield Statement(sql.ERASE, (json_text(detail), at, space_id, entry_id))


def identity_statements(write: IdentityWrite) -> Iterator[Statement]:
    match write:
        case PutIdentity(identity):
            yield Statement(sql.PUT_IDENTITY, astuple(identity))
        case DropIdentitiesOf(user_id):
            yield Statement(sql.DROP_IDENTITIES_OF, (user_id,))
        case PutProviderSecret(space_id, secret):
            yield Statement(sql.PUT_SECRET, (space_id, secret))


def linked(head: AuditHead | None, values: Row) -> tuple[Row, AuditHead]:
    """The values of a statement that goes on with a chain, and where the chain has come to."""
    at, space_id, actor, action, detail = values
    line = following(head, at, space_id, actor, action, detail)
    assert line.seq is not None
    assert line.hash is not None
    return astuple(line)[1:-1], AuditHead(line.space_id, line.seq, line.hash)


def space_of_chain(statement: Statement) -> str:
    return str(statement.values[1])


def pattern(text: str) -> str:
    """For ``like`` with ``escape '!'``: the text itself, anywhere."""
    return f"%{_escaped(text)}%"


def _escaped(text: str) -> str:
    for sign in "!%_":
        text = text.replace(sign, f"!{sign}")
    return text


def lowered(text: str) -> str:
    """As both databases fold: A to Z, and nothing else."""
    return "".join(sign.lower() if sign.isascii() else sign for sign in text)


def lines_query(space_id: SpaceId, which: AuditFilter, place: str, *values: Any) -> tuple[str, Row]:
    """``place``: where to begin, and in what order."""
    asked = [
        (sql.OF_ACTOR, pattern(lowered(which.actor)) if which.actor else None),
        (sql.OF_ACTION, f"{_escaped(which.action)}%" if which.action else None),
        (sql.SINCE, which.since),
        (sql.UNTIL, which.until),
        # As it stands in JSON, without the quotes around it.
        (sql.WITH_TEXT, pattern(lowered(json_text(which.text)[1:-1])) if which.text else None),
    ]
    used = [(clause, value) for clause, value in asked if value is not None]
    query = " ".join((sql.LINES, *(clause for clause, _ in used), place))
    return query, (space_id, *(value for _, value in used), *values)


class AuditReads(ABC):
    @abstractmethod
    async def _rows(self, query: str, values: Row = ()) -> list[Row]:
        """Raises StoreUnavailable."""

    async def audit(self, space_id: SpaceId, *, limit: int) -> list[AuditEntry]:
        found = await self.audit_lines(space_id, AuditFilter(), limit=limit)
        return [
            AuditEntry(one.at, one.space_id, one.actor, one.action, _decode_object(one.detail))
            for one in found
        ]

    async def audit_lines(
        self, space_id: SpaceId, which: AuditFilter, *, limit: int, before: int | None = None
    ) -> list[AuditLine]:
        if before is None:
            return await self._lines(*lines_query(space_id, which, sql.NEWEST_FIRST, limit))
        place = f"{sql.BEFORE} {sql.NEWEST_FIRST}"
        return await self._lines(*lines_query(space_id, which, place, before, limit))

    async def audit_onward(
        self, space_id: SpaceId, which: AuditFilter, *, limit: int, after: int = 0
    ) -> list[AuditLine]:
        place = f"{sql.AFTER} {sql.OLDEST_FIRST}"
        return await self._lines(*lines_query(space_id, which, place, after, limit))

    async def audit_line(self, space_id: SpaceId, seq: int) -> AuditLine | None:
        found = await self._lines(sql.LINE, (space_id, seq))
        return found[0] if found else None

    async def audit_heads(self) -> list[AuditHead]:
        return [head_of(row) for row in await self._rows(sql.HEADS)]

    async def identity(self, space_id: SpaceId, issuer: str, subject: str) -> Identity | None:
        rows = await self._rows(sql.IDENTITY, (space_id, issuer, subject))
        return Identity(*rows[0]) if rows else None

    async def identities_of(self, user_id: AgentId) -> list[Identity]:
        return [Identity(*row) for row in await self._rows(sql.IDENTITIES_OF, (user_id,))]

    async def provider_secret(self, space_id: SpaceId) -> str:
        rows = await self._rows(sql.SECRET, (space_id,))
        return str(rows[0][0]) if rows else ""

    async def _lines(self, query: str, values: Row) -> list[AuditLine]:
        return [AuditLine(*row) for row in await self._rows(query, values)]


def head_of(row: Row) -> AuditHead:
    space_id, seq, hashed = row
    return AuditHead(SpaceId(space_id), seq, bytes(hashed))
