"""The audit log and identities in memory."""

from abc import abstractmethod
from typing import Any

import msgspec
from msgspec.structs import replace

from dockline.adapters.memory.tables import Tables
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


class MemoryAudit(Tables):
    def __init__(self) -> None:
        self._audit: dict[int, AuditLine] = {}
        self._heads: dict[SpaceId, AuditHead] = {}
        self._identities: dict[tuple[SpaceId, str, str], Identity] = {}
        self._secrets: dict[SpaceId, str] = {}
        super().__init__()

    @abstractmethod
    def _check(self) -> None:
        """Raises StoreUnavailable."""

    def _apply_audit_write(self, write: AuditWrite) -> None:
        match write:
            case AppendAudit(entry):
                head = self._heads.get(entry.space_id)
                line = following(
                    head,
                    entry.at,
                    entry.space_id,
                    entry.actor,
                    entry.action,
                    msgspec.json.encode(entry.detail).decode(),
                )
                line = replace(line, entry_id=len(self._audit) + 1)
                assert line.seq is not None
                assert line.hash is not None
                self._put(self._audit, line.entry_id, line)
                self._put(self._heads, line.space_id, AuditHead(line.space_id, line.seq, line.hash))
            case EraseAuditDetails(space_id, entry_id, detail, at):
                kept = self._audit.get(entry_id)
                if kept is not None and kept.space_id == space_id:
                    text = msgspec.json.encode(detail).decode()
                    self._put(self._audit, entry_id, replace(kept, detail=text, erased_at=at))

    def _apply_identity_write(self, write: IdentityWrite) -> None:
        match write:
            case PutIdentity(identity):
                key = (identity.space_id, identity.issuer, identity.subject)
                self._put(self._identities, key, identity)
            case DropIdentitiesOf(user_id):
                for key in [k for k, one in self._identities.items() if one.user_id == user_id]:
                    self._drop(self._identities, key)
            case PutProviderSecret(space_id, secret):
                self._put(self._secrets, space_id, secret)

    async def audit(self, space_id: SpaceId, *, limit: int) -> list[AuditEntry]:
        found = await self.audit_lines(space_id, AuditFilter(), limit=limit)
        return [
            AuditEntry(one.at, one.space_id, one.actor, one.action, _object(one.detail))
            for one in found
        ]

    async def audit_lines(
        self, space_id: SpaceId, which: AuditFilter, *, limit: int, before: int | None = None
    ) -> list[AuditLine]:
        self._check()
        found = [
            line
            for line in reversed(self._audit.values())
            if (before is None or line.entry_id < before) and _matches(line, space_id, which)
        ]
        return found[:limit]

    async def audit_onward(
        self, space_id: SpaceId, which: AuditFilter, *, limit: int, after: int = 0
    ) -> list[AuditLine]:
        self._check()
        found = [
            line
            for line in self._audit.values()
            if line.entry_id > after and _matches(line, space_id, which)
        ]
        return found[:limit]

    async def audit_line(self, space_id: SpaceId, seq: int) -> AuditLine | None:
        self._check()
        found = [
            line for line in self._audit.values() if (line.space_id, line.seq) == (space_id, seq)
        ]
        return found[0] if found else None

    async def audit_heads(self) -> list[AuditHead]:
        self._check()
        return sorted(self._heads.values(), key=lambda head: head.space_id)

    async def identity(self, space_id: SpaceId, issuer: str, subject: str) -> Identity | None:
        self._check()
        return self._identities.get((space_id, issuer, subject))

    async def identities_of(self, user_id: AgentId) -> list[Identity]:
        self._check()
        found = [one for one in self._identities.values() if one.user_id == user_id]
        return sorted(found, key=lambda one: (one.issuer, one.subject))

    async def provider_secret(self, space_id: SpaceId) -> str:
        self._check()
        return self._secrets.get(space_id, "")


def _object(text: str) -> dict[str, Any]:
    return msgspec.json.decode(text, type=dict[str, Any])


def _matches(line: AuditLine, space_id: SpaceId, which: AuditFilter) -> bool:
    text = msgspec.json.encode(which.text).decode()[1:-1]
    return (
        line.space_id == space_id
        and _lowered(which.actor) in _lowered(line.actor)
        and line.action.startswith(which.action)
        and (which.since is None or line.at >= which.since)
        and (which.until is None or line.at < which.until)
        and _lowered(text) in _lowered(line.detail)
    )


def _lowered(text: str) -> str:
    """As databases fold: A to Z, and nothing else."""
    return "".join(sign.lower() if sign.isascii() else sign for sign in text)
