"""What every store keeps; run against the one in memory and the one that survives."""

import asyncio

import pytest
from msgspec.structs import replace

from dockline.adapters.memory.clock import MemoryClock
from dockline.domain.ids import AgentId, CallId, SpaceId, TeamId
from dockline.domain.space import ClickToCall, DialPolicy, Role, Space, SpaceSettings, Team
from dockline.ports.store import (
    ANSWER_LIFETIME,
    AppendAudit,
    AuditEntry,
    CallFilter,
    ChangeSession,
    DropSession,
    DropSessionsOf,
    DropToken,
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
    Store,
    StoreConflict,
    StoredAnswer,
    Write,
)
from tests.contract.store_samples import LEAP, NOVA, RISHI, SIDDHANT, call, token, user

# --- commit -----------------------------------------------------------------------------------


async def test_a_fresh_store_is_empty_and_healthy(store: Store) -> None:
    assert await store.healthy()
    assert await store.spaces() == []
    assert await store.users(LEAP) == []
    assert await store.call(LEAP, CallId("call-1")) is None


async def test_nothing_to_commit_is_committed(store: Store) -> None:
    await store.commit([])


async def test_all_of_a_commit_or_nothing(store: Store) -> None:
    await store.commit([PutUser(user("rishi"))])
    with pytest.raises(StoreConflict) as conflict:
        await store.commit(
            [
                PutSpace(Space(LEAP, "Leap")),
                PutCall(call(1)),
                AppendAudit(AuditEntry(1.0, LEAP, "cli", "user.created", {})),
                PutUser(user("RISHI", user_id="another")),
            ]
        )
    assert conflict.value.field == "login"
    assert await store.spaces() == []
    assert await store.call(LEAP, CallId("call-1")) is None
    assert await store.audit(LEAP, limit=10) == []
    assert [kept.user_id for kept in await store.users(LEAP)] == [RISHI]


async def test_what_json_cannot_say_fails_its_own_commit_only(store: Store) -> None:
    bad = call(1, custom={"when": object()})
    results = await asyncio.gather(
        store.commit([PutCall(bad)]),
        store.commit([PutCall(call(2))]),
        return_exceptions=True,
    )
    assert isinstance(results[0], TypeError)
    assert results[1] is None
    assert [kept.call_id for kept in await store.open_calls(LEAP)] == ["call-2"]


async def test_a_bad_commit_fails_none_of_many_beside_it(store: Store) -> None:
    await store.commit([PutUser(user("rishi"))])

    async def add(n: int) -> None:
        writes: list[Write] = [AppendAudit(AuditEntry(float(n), LEAP, "cli", "call", {"n": n}))]
        if n % 10 == 3:
            writes.append(PutUser(user("Rishi", user_id=f"double-{n}")))
        await store.commit(writes)

    results = await asyncio.gather(*(add(n) for n in range(200)), return_exceptions=True)
    failed = [n for n, result in enumerate(results) if result is not None]
    assert failed == [n for n in range(200) if n % 10 == 3]
    assert all(isinstance(results[n], StoreConflict) for n in failed)
    kept = {entry.detail["n"] for entry in await store.audit(LEAP, limit=1000)}
    assert kept == set(range(200)) - set(failed)


async def test_commits_of_one_caller_keep_their_order(store: Store) -> None:
    await asyncio.gather(*(store.commit([PutCall(call(1, note=str(n)))]) for n in range(100)))
    kept = await store.call(LEAP, CallId("call-1"))
    assert kept is not None
    assert kept.note == "99"


# --- accounts ---------------------------------------------------------------------------------


async def test_a_space_with_all_its_settings_comes_back(store: Store) -> None:
    space = Space(
        LEAP,
        "Leap",
        SpaceSettings(
            time_zone="Asia/Kolkata",
            default_country="IN",
            caller_ids=("442079460018", "442079460019"),
            click_to_call=ClickToCall(policy="token", networks=("10.0.0.0/8",)),
            dial_policy=DialPolicy(countries=("44", "91"), minute_rates={"44": 0.02}),
            wrap_up_seconds=12.5,
        ),
    )
    await store.commit([PutSpace(Space(NOVA, "Novanet")), PutSpace(space, new=True)])
    assert await store.spaces() == [space, Space(NOVA, "Novanet")]
    renamed = replace(space, name="Leap Ltd")
    await store.commit([PutSpace(renamed)])
    assert (await store.spaces())[0] == renamed


async def test_a_new_space_whose_name_is_taken_is_a_conflict(store: Store) -> None:
    await store.commit([PutSpace(Space(LEAP, "Leap"), new=True)])
    with pytest.raises(StoreConflict) as conflict:
        await store.commit([PutSpace(Space(LEAP, "Other"), new=True)])
    assert conflict.value.field == "cloud_id"
    assert (await store.spaces())[0].name == "Leap"


async def test_team_names_are_unique_in_their_space_without_case(store: Store) -> None:
    team = Team(TeamId("t1"), LEAP, "Support team", "442079460018")
    await store.commit([PutTeam(team)])
    await store.commit([PutTeam(Team(TeamId("t2"), NOVA, "Support team"))])
    with pytest.raises(StoreConflict) as conflict:
        await store.commit([PutTeam(Team(TeamId("t3"), LEAP, "SUPPORT Team"))])
    assert conflict.value.field == "team_name"
    await store.commit([PutTeam(replace(team, name="Support TEAM"))])
    assert [kept.name for kept in await store.teams(LEAP)] == ["Support TEAM"]
    assert [kept.team_id for kept in await store.teams(NOVA)] == ["t2"]


async def test_users_come_back_whole_and_by_space(store: Store) -> None:
    rishi, other = user("rishi"), user("rishi", NOVA, "nova-rishi")
    siddhant = replace(user("siddhant"), active=False, role=Role.AGENT, teams=())
    await store.commit([PutUser(siddhant), PutUser(rishi), PutUser(other)])
    assert await store.users(LEAP) == [rishi, siddhant]
    assert await store.users(NOVA) == [other]
    await store.commit([PutUser(replace(rishi, login="rishi.k"))])
    await store.commit([PutUser(user("rishi", user_id="second"))])
    assert [kept.login for kept in await store.users(LEAP)] == ["rishi", "rishi.k", "siddhant"]


async def test_tokens_are_put_and_dropped(store: Store) -> None:
    first, second = token("default", b"a"), token("crm", b"b", at=2.0)
    await store.commit([PutToken(first), PutToken(second), PutToken(token("x", b"c", NOVA))])
    assert await store.tokens(LEAP) == [first, second]
    await store.commit([DropToken(first.token_hash)])
    await store.commit([DropToken(first.token_hash)])
    assert await store.tokens(LEAP) == [second]


@pytest.mark.parametrize("grace_ends", [None, 500.0])
async def test_of_many_who_replace_a_token_one_succeeds(
    store: Store, grace_ends: float | None
) -> None:
    old = token("default", b"o")
    await store.commit([PutToken(old)])
    results = await asyncio.gather(
        *(
            store.commit(
                [
                    AppendAudit(AuditEntry(float(n), LEAP, "token:default", "token.reset", {})),
                    ReplaceToken(old.token_hash, grace_ends, token("default", bytes([n]), at=9.0)),
                ]
            )
            for n in range(20)
        ),
        return_exceptions=True,
    )
    winners = [n for n, result in enumerate(results) if result is None]
    assert len(winners) == 1
    losers = [result for result in results if result is not None]
    assert all(isinstance(r, StoreConflict) and r.field == "auth_token" for r in losers)
    kept = await store.tokens(LEAP)
    new = token("default", bytes(winners), at=9.0)
    assert kept == ([new] if grace_ends is None else [replace(old, expires_at=500.0), new])
    assert len(await store.audit(LEAP, limit=50)) == 1


async def test_sessions(store: Store, clock: MemoryClock) -> None:
    ends = clock.now() + 100
    mine = Session(b"m" * 32, LEAP, RISHI, clock.now(), ends)
    also = Session(b"a" * 32, LEAP, RISHI, clock.now(), ends)
    others = Session(b"o" * 32, LEAP, SIDDHANT, clock.now(), ends)
    await store.commit([PutSession(mine), PutSession(also), PutSession(others)])
    assert await store.session(mine.session_hash) == mine
    longer = replace(mine, expires_at=ends + 5)
    await store.commit([PutSession(longer)])
    assert await store.session(mine.session_hash) == longer
    used = replace(also, expires_at=ends + 7, seen_at=clock.now(), limited=True)
    await store.commit([ChangeSession(used)])
    assert await store.session(also.session_hash) == used
    await store.commit([DropSession(others.session_hash)])
    assert await store.session(others.session_hash) is None
    await store.commit([DropSessionsOf(RISHI)])
    assert await store.session(mine.session_hash) is None
    await store.commit([ChangeSession(used)])
    assert await store.session(also.session_hash) is None


# --- calls ------------------------------------------------------------------------------------


async def test_a_call_comes_back_as_it_was_put(store: Store) -> None:
    whole = call(
        1,
        ringing_at=1001.25,
        answered_at=1002.5,
        ended_at=1100.125,
        hold_seconds=3.75,
        outcome="answered",
        ended_by="customer",
        cause="normal",
        sip_status=200,
        recording="call-1.wav",
        disposition="Sold",
        note="Rang twice; said “yes”.\nThen lunch.",
        open_state=b"\x00\xff{}",
        onward_cost=1.25,
    )
    await store.commit([PutCall(call(1)), PutCall(whole)])
    assert await store.call(LEAP, CallId("call-1")) == whole
    assert await store.call(NOVA, CallId("call-1")) is None


async def test_open_calls_are_those_without_an_end(store: Store) -> None:
    await store.commit([PutCall(call(n)) for n in (3, 1, 2)])
    await store.commit([PutCall(call(9, NOVA)), PutCall(call(2, ended_at=1050.0))])
    assert [kept.call_id for kept in await store.open_calls(LEAP)] == ["call-1", "call-3"]


async def test_the_name_of_a_recording_is_set(store: Store) -> None:
    await store.commit([PutCall(call(1)), SetRecordingName(CallId("call-1"), "a.wav")])
    await store.commit([SetRecordingName(CallId("nobody"), "b.wav")])
    assert await store.call(LEAP, CallId("call-1")) == call(1, recording="a.wav")


@pytest.mark.parametrize(
    ("which", "found"),
    [
        (CallFilter(), [5, 4, 3, 2, 1]),
        (CallFilter(agent_id=SIDDHANT), [4, 2]),
        (CallFilter(number="448442430000"), [5, 4]),
        (CallFilter(agent_id=SIDDHANT, number="448442430000"), [4]),
        (CallFilter(since=1002.0), [5, 4, 3, 2]),
        (CallFilter(until=1002.0), [1]),
        (CallFilter(since=1002.0, until=1004.0), [3, 2]),
        (CallFilter(agent_id=AgentId("nobody")), []),
        (CallFilter(kind="inbound"), [3]),
        (CallFilter(since=1002.0, kind="manual"), [5, 4, 2]),
        (CallFilter(outcome=""), [4, 2]),
        (CallFilter(outcome="busy"), [5, 3, 1]),
        (CallFilter(since=1001.0, until=1004.0, kind="manual", outcome="busy"), [1]),
    ],
)
async def test_calls_are_found_newest_first(
    store: Store, which: CallFilter, found: list[int]
) -> None:
    for n in range(1, 6):
        agent_id = SIDDHANT if n % 2 == 0 else RISHI
        number = "448442430000" if n >= 4 else "919654301006"
        kind = "inbound" if n == 3 else "manual"
        outcome = "busy" if n % 2 else ""
        record = call(n, agent_id=agent_id, number=number, kind=kind, outcome=outcome)
        await store.commit([PutCall(record)])
    await store.commit([PutCall(call(6, NOVA))])
    kept = await store.calls(LEAP, which, limit=10)
    assert [record.call_id for record in kept] == [f"call-{n}" for n in found]
    page = await store.calls(LEAP, which, limit=2, skip=1)
    assert page == kept[1:3]
    assert await store.count_calls(LEAP, which) == len(found)
    assert await store.count_calls(SpaceId("nobody"), which) == 0


# --- audit and answers ------------------------------------------------------------------------


async def test_the_audit_log_is_read_newest_first_and_by_space(store: Store) -> None:
    entries = [AuditEntry(float(n), LEAP, "cli", f"act-{n}", {"n": [n]}) for n in range(5)]
    for entry in entries:
        await store.commit([AppendAudit(entry)])
    await store.commit([AppendAudit(AuditEntry(9.0, NOVA, "cli", "other", {}))])
    assert await store.audit(LEAP, limit=3) == entries[:1:-1]


async def test_an_answer_is_kept_a_day_and_not_replaced_before(
    store: Store, clock: MemoryClock
) -> None:
    first = StoredAnswer(LEAP, "key-1", b"h" * 32, 200, b'{"success": true}', clock.now())
    await store.commit([PutAnswer(first)])
    second = replace(first, body=b"other")
    with pytest.raises(StoreConflict) as conflict:
        await store.commit([PutAnswer(second), PutCall(call(1))])
    assert conflict.value.field == "idempotency_key"
    assert await store.call(LEAP, CallId("call-1")) is None
    await store.commit([PutAnswer(replace(first, space_id=NOVA))])
    clock.advance(ANSWER_LIFETIME - 1)
    assert await store.answer(LEAP, "key-1") == first
    clock.advance(1)
    assert await store.answer(LEAP, "key-1") is None
    late = replace(second, at=clock.now())
    await store.commit([PutAnswer(late)])
    assert await store.answer(LEAP, "key-1") == late
