"""The audit log is a chain on every store, and no store lets an entry be changed."""

import asyncio
import contextlib
import json
import sqlite3
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from msgspec.structs import replace

from dockline.adapters.memory.store import MemoryStore
from dockline.adapters.postgres.store import PostgresStore
from dockline.adapters.sqlite.store import SqliteStore
from dockline.domain.auditlog import AuditLine, ChainWalk
from dockline.domain.ids import SpaceId
from dockline.ports.audit_store import AuditFilter, EraseAuditDetails
from dockline.ports.identity_store import DropIdentitiesOf, Identity, PutIdentity, PutProviderSecret
from dockline.ports.store import AppendAudit, AuditEntry, PutUser, Store, StoreConflict
from tests.contract.conftest import empty_database
from tests.contract.store_samples import LEAP, NOVA, RISHI, SIDDHANT, user
from tests.support.postgres import Postgres

EVERY = AuditFilter()


def entry(n: int, space: SpaceId = LEAP, **more: Any) -> AppendAudit:
    values = {"actor": "rishi", "action": "campaign.changed", "detail": {"n": n}} | more
    return AppendAudit(AuditEntry(at=float(n), space_id=space, **values))


async def walked(store: Store, space: SpaceId = LEAP) -> ChainWalk:
    walk = ChainWalk(space)
    for line in await store.audit_onward(space, EVERY, limit=10_000):
        if not walk.take(line):
            return walk
    heads = {head.space_id: head for head in await store.audit_heads()}
    walk.end(heads.get(space))
    return walk


async def test_entries_are_numbered_by_space_and_hashed_as_is_told(store: Store) -> None:
    odd: dict[str, Any] = {
        "actor": 's\u00f6ren "x"\\',
        "detail": {"b": [1.5, None], "a": "\u2028\u0000\u00e9"},
    }
    await store.commit([entry(1), entry(2, NOVA), entry(3, **odd)])
    await store.commit([entry(4)])
    lines = await store.audit_onward(LEAP, EVERY, limit=10)
    assert [line.seq for line in lines] == [1, 2, 3]
    prev = "0" * 64
    for line in lines:
        # As somebody else would, who has read how it is done.
        detail = sha256(line.detail.encode()).hexdigest()
        told = [line.space_id, line.seq, line.at, line.actor, line.action, detail, prev]
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        assert line.hash is not None
        assert line.hash.hex() == sha256(text.encode()).hexdigest()
        prev = line.hash.hex()
    assert [(head.space_id, head.seq) for head in await store.audit_heads()] == [
        (LEAP, 3),
        (NOVA, 1),
    ]
    assert (await walked(store)).fault is None
    assert await store.audit_line(LEAP, 2) == lines[1]
    assert await store.audit_line(LEAP, 4) is None


async def test_what_is_refused_leaves_no_gap(store: Store) -> None:
    await store.commit([PutUser(user()), entry(1)])
    taken = PutUser(replace(user(), user_id=SIDDHANT))
    commits = [store.commit([entry(n), taken] if n % 5 == 0 else [entry(n)]) for n in range(2, 60)]
    answers = await asyncio.gather(*commits, return_exceptions=True)
    assert sum(isinstance(one, StoreConflict) for one in answers) == 11
    lines = await store.audit_onward(LEAP, EVERY, limit=100)
    assert [line.seq for line in lines] == list(range(1, 49))
    assert (await walked(store)).fault is None


async def test_entries_are_found_by_who_what_when_and_text(store: Store) -> None:
    await store.commit(
        [
            entry(1, actor="Rishi@nova", action="token.reset"),
            entry(2, action="campaign.changed", detail={"name": '100% "Spring_"'}),
            entry(3, action="campaigns", detail={"number": "442079460100"}),
            entry(4, NOVA),
            entry(5, actor="cli", action="token.revoked", detail={"name": "\u00dcbung"}),
        ]
    )

    async def found(which: AuditFilter, **more: Any) -> list[int]:
        limit = more.pop("limit", 10)
        newest = await store.audit_lines(LEAP, which, limit=limit, **more)
        if not more:
            oldest = await store.audit_onward(LEAP, which, limit=10)
            assert [one.at for one in newest] == [one.at for one in oldest][::-1][:limit]
        return [int(one.at) for one in newest]

    assert await found(EVERY) == [5, 3, 2, 1]
    assert await found(AuditFilter(actor="RISHI")) == [3, 2, 1]
    assert await found(AuditFilter(action="token.")) == [5, 1]
    assert await found(AuditFilter(action="campaign.")) == [2]
    assert await found(AuditFilter(since=2.0, until=5.0)) == [3, 2]
    assert await found(AuditFilter(text='0% "spring_')) == [2]
    assert await found(AuditFilter(text="4_2079")) == []
    assert await found(AuditFilter(text="2079460")) == [3]
    assert await found(AuditFilter(text="\u00dcBUNG")) == [5]
    assert await found(AuditFilter(actor="i", action="token", text="n"), limit=1) == [5]
    third = (await store.audit_lines(LEAP, EVERY, limit=2))[-1]
    assert await found(EVERY, before=third.entry_id) == [2, 1]
    onward = await store.audit_onward(LEAP, EVERY, limit=1, after=third.entry_id)
    assert [int(one.at) for one in onward] == [5]


async def test_a_detail_is_erased_and_the_chain_holds(store: Store) -> None:
    await store.commit([entry(n, detail={"number": "442079460100", "n": n}) for n in (1, 2, 3)])
    second = (await store.audit_lines(LEAP, EVERY, limit=2))[-1]
    await store.commit([EraseAuditDetails(NOVA, second.entry_id, {}, 9.0)])
    assert await store.audit_line(LEAP, 2) == second, "another space's is not touched"
    await store.commit([EraseAuditDetails(LEAP, second.entry_id, {"n": 2}, 9.0), entry(4)])
    erased = await store.audit_line(LEAP, 2)
    assert erased == replace(second, detail='{"n":2}', erased_at=9.0)
    walk = await walked(store)
    assert (walk.fault, walk.seq, walk.erased) == (None, 4, 1)


async def test_identities_lead_to_users(store: Store) -> None:
    one = Identity(LEAP, "https://id.example", "42", RISHI, 1.0)
    other = replace(one, issuer="https://other.example")
    await store.commit([PutIdentity(one), PutIdentity(other)])
    await store.commit([PutIdentity(replace(one, space_id=NOVA, user_id=SIDDHANT))])
    assert await store.identity(LEAP, "https://id.example", "42") == one
    assert await store.identity(LEAP, "https://id.example", "43") is None
    assert await store.identities_of(RISHI) == [one, other]
    await store.commit([PutIdentity(replace(other, user_id=SIDDHANT, bound_at=2.0))])
    await store.commit([DropIdentitiesOf(RISHI)])
    assert await store.identities_of(RISHI) == []
    assert len(await store.identities_of(SIDDHANT)) == 2


async def test_a_providers_secret_is_kept_by_space(store: Store) -> None:
    assert await store.provider_secret(LEAP) == ""
    await store.commit([PutProviderSecret(LEAP, "one"), PutProviderSecret(NOVA, "two")])
    await store.commit([PutProviderSecret(LEAP, "three")])
    assert [await store.provider_secret(one) for one in (LEAP, NOVA)] == ["three", "two"]
    await store.commit([PutProviderSecret(LEAP, "")])
    assert await store.provider_secret(LEAP) == ""


TAMPERING = [
    "update audit set detail = '{}' where seq = 2",
    "update audit set actor = 'nobody', erased_at = 1.0 where seq = 2",
    "update audit set detail_hash = null, erased_at = 1.0 where seq = 2",
    "update audit set erased_at = null where seq = 2",
    "delete from audit where seq = 2",
    "delete from audit",
]


async def test_sqlite_refuses_changes(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "dockline.db")
    await store.open()
    await store.commit([entry(1), entry(2), entry(3)])
    with contextlib.closing(sqlite3.connect(tmp_path / "dockline.db")) as other:
        for statement in TAMPERING:
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                other.execute(statement)
        # Whoever takes the triggers away is found out.
        other.execute("drop trigger audit_keeps_contents")
        other.execute("update audit set actor = 'nobody' where seq = 2")
        other.commit()
    fault = (await walked(store)).fault
    assert fault is not None
    assert (fault.seq, fault.why) == (2, "It was changed.")
    await store.close()


async def test_postgres_refuses_changes_and_servers_share_a_chain(
    postgres_server: Postgres, used_database: list[str]
) -> None:
    url = await empty_database(postgres_server, used_database)
    stores = [PostgresStore(url), PostgresStore(url)]
    for store in stores:
        await store.open()
    await asyncio.gather(
        *(stores[n % 2].commit([entry(n, NOVA if n % 3 else LEAP), entry(n)]) for n in range(200))
    )
    for space, count in ((LEAP, 267), (NOVA, 133)):
        walk = await walked(stores[0], space)
        assert (walk.fault, walk.seq) == (None, count)
    for store in stores:
        await store.close()
    connection: Any = await asyncpg.connect(url)
    for statement in (*TAMPERING, "truncate audit"):
        with pytest.raises(asyncpg.RaiseError, match="append-only"):
            await connection.execute(statement)
    await connection.close()


async def lines_of(store: Store) -> list[AuditLine]:
    await store.commit([entry(n) for n in range(1, 6)])
    return await store.audit_onward(LEAP, EVERY, limit=10)


CHANGES: dict[str, tuple[Callable[[AuditLine], AuditLine], str]] = {
    "a later time": (lambda line: replace(line, at=9.0), "It was changed."),
    "another actor": (lambda line: replace(line, actor="x"), "It was changed."),
    "another action": (lambda line: replace(line, action="x"), "It was changed."),
    "another detail": (lambda line: replace(line, detail="{}"), "Its detail was changed."),
    "another space": (lambda line: replace(line, space_id=NOVA), "It is another space's."),
    "no number": (
        lambda line: replace(line, seq=None),
        "An entry without a number stands within the chain.",
    ),
    "a forged detail": (
        lambda line: replace(line, detail="{}", detail_hash=sha256(b"{}").digest()),
        "It was changed.",
    ),
    "not the one before": (
        lambda line: replace(line, prev=bytes(32)),
        "It does not follow the entry before it.",
    ),
}


@pytest.mark.parametrize("change", list(CHANGES))
async def test_the_first_entry_that_was_changed_is_told(change: str) -> None:
    lines = await lines_of(MemoryStore())
    changed, why = CHANGES[change]
    lines[2] = changed(lines[2])
    walk = ChainWalk(LEAP)
    assert [walk.take(line) for line in lines] == [True, True, False, False, False]
    assert walk.fault is not None
    assert (walk.fault.seq, walk.fault.why) == (3, why)


async def test_an_entry_that_is_missing_is_told(store: Store) -> None:
    lines = await lines_of(store)
    (head,) = await store.audit_heads()
    for left_out, seq in ((0, 1), (2, 3), (4, 5)):
        walk = ChainWalk(LEAP)
        for line in lines[:left_out] + lines[left_out + 1 :]:
            walk.take(line)
        assert not walk.end(head)
        assert walk.fault is not None
        assert walk.fault.seq == seq
    walk = ChainWalk(LEAP)
    assert all(walk.take(line) for line in lines)
    assert not walk.end(None)
    walk = ChainWalk(LEAP)
    # Older than the chain, and not protected by it.
    assert walk.take(replace(lines[0], seq=None, hash=None, prev=None, detail_hash=None))
    assert all(walk.take(line) for line in lines)
    assert walk.end(head)
    assert walk.before_chain == 1
