"""The store in memory and the real ones say the same, whatever is asked of them."""

import asyncio
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.store import MemoryStore
from dockline.adapters.postgres.store import PostgresStore
from dockline.adapters.sqlite.store import SqliteStore
from dockline.domain.campaign import DoNotCall
from dockline.domain.ids import CallId, ChatId, ListId, TeamId
from dockline.domain.scope import TokenScope
from dockline.domain.space import Space, Team
from dockline.ports.chat_store import (
    ChatFilter,
    ChatKeys,
    PutChat,
    PutChatKeys,
    SetWebhookSent,
)
from dockline.ports.lead_store import DropDoNotCall, PutCampaign, PutDialList, PutDoNotCall
from dockline.ports.store import (
    AgentStateRow,
    AppendAudit,
    AuditEntry,
    CallFilter,
    DropToken,
    PutAgentState,
    PutAlive,
    PutAnswer,
    PutCall,
    PutSpace,
    PutTeam,
    PutToken,
    PutUser,
    ReplaceToken,
    SetRecordingName,
    Store,
    StoreConflict,
    StoredAnswer,
    Write,
)
from dockline.ports.token_store import ChangeToken, NoteTokenUse
from tests.contract.conftest import empty_database
from tests.contract.lead_samples import batch, campaign, dial_list, number, push
from tests.contract.life_samples import made
from tests.contract.store_samples import LEAP, NOVA, RISHI, call, token, user
from tests.contract.test_store_chats import chat, line, said

_spaces = st.sampled_from([LEAP, NOVA])
_few = st.integers(0, 3)
_names = st.sampled_from(["Rishi", "rishi", "RISHI", "straße", "STRASSE", "x@y.z"])
_times = st.floats(0, 1e6, allow_nan=False)
_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(alphabet="ab"), inner, max_size=3)
    ),
    max_leaves=8,
)
_data_values = st.recursive(
    # Of what PostgreSQL cannot keep in an object (NUL) leads are refused before.
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text('x\u00e9"\\/', max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab"), inner, max_size=2),
    max_leaves=4,
)
_writes: st.SearchStrategy[Write] = st.one_of(
    st.builds(lambda s, n, new: PutSpace(Space(s, n), new=new), _spaces, _names, st.booleans()),
    st.builds(lambda i, s, n: PutTeam(Team(TeamId(f"t{i}"), s, n)), _few, _spaces, _names),
    st.builds(lambda i, s, n: PutUser(user(n, s, f"u{i}")), _few, _spaces, _names),
    st.builds(lambda i, s: PutToken(token("n", bytes([i]), s)), _few, _spaces),
    st.builds(lambda i: DropToken(bytes([i]) * 32), _few),
    st.builds(
        lambda i, ends, j, s: ReplaceToken(bytes([i]) * 32, ends, token("n", bytes([j]), s)),
        _few,
        st.none() | _times,
        _few,
        _spaces,
    ),
    st.builds(
        lambda i, n, scopes: ChangeToken(bytes([i]) * 32, n, tuple(scopes)),
        _few,
        _names,
        st.lists(st.sampled_from(TokenScope), max_size=2),
    ),
    st.builds(lambda i, at: NoteTokenUse(bytes([i]) * 32, at, "live"), _few, _times),
    st.builds(
        lambda i, s, at, ended, custom: PutCall(
            call(i, s, started_at=at, ended_at=ended, custom={"c": custom})
        ),
        _few,
        _spaces,
        _times,
        st.none() | _times,
        _json,
    ),
    st.builds(lambda i: SetRecordingName(CallId(f"call-{i}"), "r.wav"), _few),
    st.builds(lambda s, d: AppendAudit(AuditEntry(1.0, s, "cli", "act", {"d": d})), _spaces, _json),
    st.builds(
        lambda s, i: PutAnswer(StoredAnswer(s, f"k{i}", b"h", 200, b"{}", 1_749_999_000.0)),
        _spaces,
        _few,
    ),
    st.builds(
        lambda s, at, n, state: PutAgentState(
            AgentStateRow(s, RISHI, float(at), n, state, "", "", n)
        ),
        _spaces,
        _few,
        _few,
        st.sampled_from(["ready", "offline"]),
    ),
    st.builds(PutAlive, _spaces, _times),
)


async def _everything(store: Store) -> list[object]:
    found: list[object] = [await store.spaces()]
    for space_id in (LEAP, NOVA):
        found.append(await store.teams(space_id))
        found.append(await store.users(space_id))
        found.append(await store.tokens(space_id))
        found.append(await store.open_calls(space_id))
        found.append(await store.calls(space_id, CallFilter(), limit=100))
        found.append(await store.audit(space_id, limit=1000))
        found.append(await store.agent_states(space_id, RISHI, 0.0, 9.0, limit=100))
        found.append(await store.agent_state_before(space_id, RISHI, 2.0))
        found.append(await store.alive_at(space_id))
        found.append([await store.answer(space_id, f"k{i}") for i in range(4)])
        found.append(await store.open_chats(space_id))
        found.append(await store.chats(space_id, ChatFilter(), limit=100))
        found.append(await store.open_webhooks(space_id))
        for i in range(4):
            found.append(await store.chat_lines(space_id, ChatId(f"chat-{i}")))
            found.append(await store.chat_keys(ChatId(f"chat-{i}")))
        found.append(await store.campaigns(space_id))
        found.append(await store.dial_lists(space_id))
        for list_id in ("list-1", "list-2"):
            found.append(await store.leads(space_id, ListId(list_id), limit=100))
    return found


async def _outcome(store: Store, writes: Sequence[Write]) -> str:
    try:
        await store.commit(writes)
    except StoreConflict as conflict:
        return conflict.field
    return "committed"


@pytest.fixture(scope="module")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "dockline.db"

    async def make() -> None:
        store = SqliteStore(path)
        await store.open()
        await store.close()

    asyncio.run(make())
    return path


_data = st.dictionaries(st.sampled_from(["a", "b", '\u00e9"\\']), _data_values, max_size=3)
_said = st.fixed_dictionaries(
    {},
    optional={
        "data": _data,
        "agent_id": st.sampled_from([RISHI, None]),
        "external_id": st.sampled_from(["", "x\u00e9"]),
        "priority": st.integers(-99, 99),
        "time_zone": st.sampled_from(["", "Asia/Kolkata"]),
        "expires_at": st.none() | _times,
        "not_before": st.none() | _times,
    },
)
_bodies = st.tuples(
    st.dictionaries(_few, _said, max_size=4),
    st.sampled_from(["list-1", "list-2"]),
    st.booleans(),
)
_lead_writes: st.SearchStrategy[Write] = st.one_of(
    st.builds(lambda i, n: PutCampaign(campaign(n, campaign_id=f"c{i}")), _few, _names),
    st.builds(
        lambda i, j, n: PutDialList(dial_list(n, list_id=f"l{i}", campaign_id=f"c{j}")),
        _few,
        _few,
        _names,
    ),
    st.builds(lambda n: PutDoNotCall(DoNotCall(LEAP, number(n), 1.0)), _few),
    st.builds(lambda n: DropDoNotCall(LEAP, number(n)), _few),
)
_chat_writes: st.SearchStrategy[Write] = st.one_of(
    st.builds(
        lambda i, s, at, ended, a: PutChat(
            chat(i, s, started_at=at, ended_at=ended, attributes={"a": a})
        ),
        _few,
        _spaces,
        _times,
        st.none() | _times,
        _json,
    ),
    st.builds(lambda i, n, s, t: said(f"chat-{i}", line(n, t), s), _few, _few, _spaces, _names),
    st.builds(
        lambda i, s, done: PutChatKeys(ChatKeys(ChatId(f"chat-{i}"), s, b"h", webhook_done=done)),
        _few,
        _spaces,
        st.booleans(),
    ),
    st.builds(lambda i, n, d: SetWebhookSent(ChatId(f"chat-{i}"), n, d), _few, _few, st.booleans()),
)
_steps = st.lists(
    st.lists(_writes | _lead_writes | _chat_writes, max_size=4) | _bodies, max_size=12
)
_Step = list[Write] | tuple[dict[int, dict[str, Any]], str, bool]


async def _carried_out(store: Store, step: _Step, n: int) -> object:
    if isinstance(step, list):
        return await _outcome(store, step)
    said, list_id, requeue = step
    pushes = [push(k, f"{n}-{k}", **fields) for k, fields in said.items()]
    body = batch(*pushes, list_id=ListId(list_id), requeue=requeue, at=2000.0 + n)
    return await store.push_leads(body)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(steps=_steps)
def test_all_stores_say_the_same_of_any_sequence(
    kind: str,
    steps: list[_Step],
    empty_file: Path,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> None:
    async def other() -> Store:
        if kind == "postgres":
            server = request.getfixturevalue("postgres_server")
            used = request.getfixturevalue("used_database")
            return PostgresStore(await empty_database(server, used), MemoryClock())
        path = tmp_path_factory.mktemp("any") / "dockline.db"
        shutil.copy(empty_file, path)
        return SqliteStore(path, MemoryClock())

    async def compare() -> None:
        memory, real = MemoryStore(MemoryClock()), await other()
        await real.open()
        try:
            for store in (memory, real):
                await made(store)
            for n, step in enumerate(steps):
                assert await _carried_out(real, step, n) == await _carried_out(memory, step, n)
                assert await _everything(real) == await _everything(memory)
        finally:
            await real.close()

    asyncio.run(compare())
