"""The floors with the scripted engine: what is written, and when, and what a restart finds."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from msgspec.structs import replace

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.engine import MemoryEngine
from dockline.adapters.memory.feed import MemoryFeed
from dockline.adapters.memory.store import MemoryStore
from dockline.domain import commands as c
from dockline.domain.errors import (
    AgentBusy,
    NotLoggedIn,
    NumberNotAllowed,
    RateLimited,
)
from dockline.domain.facts import AgentState, CallPhase, CallStarted, LegState
from dockline.domain.ids import AgentId, CallId, PageId, PhoneId, SpaceId
from dockline.domain.space import DialPolicy, Role, SpaceSettings, User
from dockline.ports.store import (
    AuditEntry,
    CallFilter,
    CallRecord,
    PutCall,
    StoreConflict,
    StoreUnavailable,
    Write,
)
from dockline.services.accounts import Accounts
from dockline.services.floors import Floors
from dockline.services.people import UserChange
from tests.support.until import until

LEAP = SpaceId("leap")


class Flaky(MemoryStore):
    """A store that can be made to refuse."""

    def __init__(self, clock: MemoryClock) -> None:
        super().__init__(clock)
        self.refuses = False
        self.error: Exception | None = None
        self.poisoned: CallId | None = None
        """A record that has something the store cannot keep."""
        self.commits: list[list[Write]] = []

    async def commit(self, writes: Any) -> None:
        if self.refuses:
            raise StoreUnavailable("disk full")
        if self.error is not None:
            raise self.error
        if any(isinstance(w, PutCall) and w.record.call_id == self.poisoned for w in writes):
            raise ValueError("cannot be kept")
        self.commits.append(list(writes))
        await super().commit(writes)


class House:
    def __init__(self) -> None:
        self.clock = MemoryClock()
        self.store = Flaky(self.clock)
        self.engine = MemoryEngine(self.clock)
        self.feed = MemoryFeed()
        self.accounts = Accounts(self.store, self.clock)
        self.floors = Floors(self.store, self.engine, self.feed, self.clock, self.accounts)
        self.users: dict[str, User] = {}

    async def begin(self, **settings: Any) -> None:
        await self.store.open()
        await self.accounts.load()
        await self.accounts.create_space("leap", "novanet", SpaceSettings(**settings))
        await self.accounts.create_team(LEAP, "Support team", "442079460001")
        for login in ("rishi", "siddhant"):
            self.users[login] = await self.accounts.create_user(
                LEAP, login, login.title(), "a long password", Role.AGENT, ["Support team"]
            )
        await self.floors.start()
        await until(lambda: self.floors.engine_up)

    async def again(self) -> None:
        """The server is gone at once; another one finds the same store and engine."""
        for box in self.floors._boxes.values():
            for task in (box._task, box._alarm, box.committer._task):
                if task is not None:
                    task.cancel()
        self.feed = MemoryFeed()
        self.accounts = Accounts(self.store, self.clock)
        await self.accounts.load()
        self.floors = Floors(self.store, self.engine, self.feed, self.clock, self.accounts)
        await self.floors.start()
        await until(lambda: self.floors.engine_up)

    async def sign_in(
        self,
        login: str,
        page: str = "page",
        *,
        leg_up: bool = False,
        wrap_up: tuple[CallId, float] | None = None,
    ) -> None:
        user = self.users[login]
        page_id, phone_id = PageId(f"{page}-{login}"), PhoneId(f"dock-{user.user_id}-{page}")
        await self.floors.sign_in(user, page_id, leg_up, wrap_up=wrap_up)
        await self.engine.make_phone(phone_id)
        await self.floors.phone_ready(LEAP, user.user_id, page_id, phone_id)

    def id_of(self, login: str) -> AgentId:
        return self.users[login].user_id

    async def call(self, login: str, number: str = "442079460100", **custom: Any) -> CallId:
        return await self.floors.start_call(LEAP, self.id_of(login), number, "", custom)

    def view(self, login: str) -> Any:
        return self.floors.view(LEAP, self.id_of(login))

    async def talk(self, login: str) -> CallId:
        call_id = await self.call(login)
        await until(lambda: self.view(login).call.phase is CallPhase.TALKING)
        await until(lambda: self.view(login).call.agent_leg is LegState.UP)
        return call_id

    async def record(self, call_id: CallId) -> CallRecord:
        found = await self.store.call(LEAP, call_id)
        assert found is not None
        return found


@pytest.fixture
async def house() -> AsyncIterator[House]:
    made = House()
    await made.begin()
    yield made
    await made.floors.stop()
    await made.engine.stop()


async def test_an_attempt_is_on_disk_before_it_is_dialled(house: House) -> None:
    await house.sign_in("rishi")
    seen: list[int] = []
    submit = house.engine.submit

    def spy(order: Any) -> None:
        if type(order).__name__ == "DialNumber":
            writes = [one for commit in house.store.commits for one in commit]
            seen.append(sum(isinstance(one, PutCall) for one in writes))
        submit(order)

    house.engine.submit = spy  # type: ignore[method-assign]
    call_id = await house.call("rishi", name="Alex")
    assert seen == [1]
    record = await house.record(call_id)
    assert record.custom == {"name": "Alex"}
    assert record.caller_id == "442079460001"
    assert record.number == "442079460100"


async def test_who_gets_another_login_has_it_everywhere_at_once(house: House) -> None:
    await house.sign_in("rishi")
    renamed = UserChange(login="rishi.k")
    rishi = await house.accounts.people.change(house.id_of("rishi"), renamed)
    house.floors.reseat(rishi)
    call_id = await house.talk("rishi")
    assert house.view("rishi").me.login == "rishi.k"
    assert (await house.record(call_id)).agent_login == "rishi.k"


async def test_who_is_put_elsewhere_and_back_before_the_floor_comes_to_it_is_back(
    house: House,
) -> None:
    await house.sign_in("rishi")
    rishi = house.users["rishi"]
    house.floors.reseat(replace(rishi, teams=()))
    house.floors.reseat(rishi)
    await house.floors.ask(LEAP, rishi.user_id, c.Pause(reason="Tea"))
    assert house.floors.teams_of(LEAP, rishi.user_id) == rishi.teams != ()


async def test_who_is_put_elsewhere_while_they_sign_in_is_there(house: House) -> None:
    rishi = house.users["rishi"]
    moved = replace(rishi, teams=())
    signing_in = asyncio.ensure_future(house.sign_in("rishi"))
    await asyncio.sleep(0)  # the floor is told, and has not come to it
    house.accounts.book.directory.put_user(moved)
    house.floors.reseat(moved)
    await signing_in
    assert house.floors.teams_of(LEAP, rishi.user_id) == ()


async def test_a_store_that_refuses_lets_nothing_ring(house: House) -> None:
    await house.sign_in("rishi")
    house.store.refuses = True
    with pytest.raises(StoreUnavailable):
        await house.call("rishi")
    assert not (await house.engine.inventory()).legs
    assert house.view("rishi").me.state in (AgentState.READY, AgentState.WRAP_UP)
    with pytest.raises(StoreUnavailable):
        await house.call("rishi")
    house.store.refuses = False
    house.clock.advance(1.5)
    await until(lambda: not house.floors._boxes[LEAP].committer.failing)
    kept = await house.store.calls(LEAP, CallFilter(), limit=10)
    assert [one.cause for one in kept] == ["database-away"]
    await house.talk("rishi")


async def test_a_call_that_is_up_goes_on_without_the_database(house: House) -> None:
    await house.sign_in("rishi")
    call_id = await house.talk("rishi")
    house.store.refuses = True
    await house.floors.ask(LEAP, house.id_of("rishi"), c.Hold(call_id=call_id))
    assert house.view("rishi").call.phase is CallPhase.HELD
    await house.floors.ask(LEAP, house.id_of("rishi"), c.HangUpCall(call_id=call_id))
    assert not (await house.engine.inventory()).legs
    await until(lambda: house.floors._boxes[LEAP].committer.failing)
    house.store.refuses = False
    house.clock.advance(1.5)
    await until(lambda: not house.floors._boxes[LEAP].committer.failing)
    assert (await house.record(call_id)).ended_by == "agent"


@pytest.mark.parametrize("blind", [False, True])
async def test_a_transfer_that_cannot_be_written_down_costs_no_call(
    house: House, blind: bool
) -> None:
    await house.sign_in("rishi")
    call_id = await house.talk("rishi")
    await house.floors._boxes[LEAP].committer.durable([])
    house.store.refuses = True
    ask = c.Transfer(call_id=call_id, blind=blind, target_kind="number", target="442079460101")
    with pytest.raises(StoreUnavailable):
        await house.floors.ask(LEAP, house.id_of("rishi"), ask)
    await until(lambda: house.view("rishi").call.agent_leg is LegState.UP)
    view = house.view("rishi").call
    assert (view.phase, view.transfer_failed) == (CallPhase.TALKING, "database-away")
    held = await house.engine.inventory()
    assert sorted(leg.tags.role for leg in held.legs) == ["agent", "customer"]
    assert {leg.room_id for leg in held.legs} == set(held.rooms)


async def test_each_ending_is_recorded(house: House) -> None:
    await house.sign_in("rishi")
    for ending, outcome, status in (("104", "busy", 486), ("105", "invalid_number", 404)):
        call_id = await house.call("rishi", f"442079460{ending}")
        await until(lambda: house.view("rishi").me.state is AgentState.WRAP_UP)
        await house.floors._boxes[LEAP].committer.durable([])
        record = await house.record(call_id)
        assert (record.outcome, record.sip_status) == (outcome, status)
        assert record.open_state, "a restart finds it, while it is wrapped up"
        await house.floors.ask(LEAP, house.id_of("rishi"), c.FinishWrapUp(call_id))
        await house.floors._boxes[LEAP].committer.durable([])
        assert (await house.record(call_id)).open_state == b""


async def test_facts_reach_only_those_they_are_for(house: House) -> None:
    heard: dict[str, list[Any]] = {"rishi": [], "siddhant": []}
    for login, facts in heard.items():
        house.feed.listen(LEAP, house.id_of(login), facts.append)
    await house.sign_in("rishi")
    await house.sign_in("siddhant")
    await house.call("rishi")
    assert any(isinstance(one.fact, CallStarted) for one in heard["rishi"])
    assert not any(isinstance(one.fact, CallStarted) for one in heard["siddhant"])


async def test_the_guard_stands_before_every_dial(house: House) -> None:
    await house.sign_in("rishi")
    me = house.id_of("rishi")
    with pytest.raises(NumberNotAllowed):
        await house.call("rishi", "19002345678")
    with pytest.raises(NumberNotAllowed):
        await house.floors.ask(LEAP, me, c.Dial(number="+1 900 234 5678"))
    call_id = await house.talk("rishi")
    with pytest.raises(NumberNotAllowed):
        await house.floors.ask(
            LEAP,
            me,
            c.Transfer(call_id=call_id, blind=True, target_kind="number", target="19002345678"),
        )
    assert house.view("rishi").call.phase is CallPhase.TALKING


async def test_rates_are_counted_by_calls_made(house: House) -> None:
    space = house.accounts.space("leap")
    assert space is not None
    await house.accounts.update_settings(
        LEAP, SpaceSettings(dial_policy=DialPolicy(agent_calls_per_minute=2), wrap_up_seconds=0)
    )
    with pytest.raises(NotLoggedIn):
        await house.call("rishi")
    await house.sign_in("rishi")
    call_id = await house.call("rishi")
    with pytest.raises(AgentBusy):
        await house.call("rishi")
    await house.floors.ask(LEAP, house.id_of("rishi"), c.HangUpCall(call_id=call_id))
    call_id = await house.call("rishi")
    await house.floors.ask(LEAP, house.id_of("rishi"), c.HangUpCall(call_id=call_id))
    with pytest.raises(RateLimited) as refused:
        await house.call("rishi")
    assert 0 < refused.value.retry_after <= 60
    house.clock.advance(61)
    await house.call("rishi")


@pytest.mark.parametrize("error", [StoreConflict("call_id"), RuntimeError("a mistake")])
async def test_a_commit_that_fails_otherwise_does_not_stop_the_space(
    house: House, error: Exception
) -> None:
    await house.sign_in("rishi")
    house.store.error = error
    with pytest.raises(StoreUnavailable):
        await house.call("rishi")
    house.store.error = None
    house.clock.advance(1.5)
    await until(lambda: not house.floors._boxes[LEAP].committer.failing)
    await house.talk("rishi")


async def test_one_record_that_cannot_be_written_does_not_keep_the_others_back(
    house: House,
) -> None:
    await house.sign_in("rishi")
    house.store.poisoned = await house.talk("rishi")
    await house.floors.ask(
        LEAP, house.id_of("rishi"), c.WriteNote(call_id=house.store.poisoned, note="x")
    )
    await house.sign_in("siddhant")
    other = await house.call("siddhant")
    assert (await house.record(other)).call_id == other


async def test_legs_of_nobody_are_taken_down(house: House) -> None:
    await house.sign_in("rishi")
    await house.talk("rishi")
    house.store = Flaky(house.clock)
    await house.store.open()
    await house.again()
    assert not house.floors.open_calls(LEAP)

    async def empty() -> bool:
        held = await house.engine.inventory()
        return not held.legs and not held.rooms

    await until(empty)


async def test_the_rejoin_window_ends_by_the_clock(house: House) -> None:
    await house.sign_in("rishi")
    call_id = await house.talk("rishi")
    await house.floors.dock_lost(LEAP, house.id_of("rishi"), PageId("page-rishi"))
    house.clock.advance(11)
    await until(lambda: house.view("rishi").me.state is AgentState.OFFLINE)
    assert house.floors.open_calls(LEAP)
    house.clock.advance(20)
    await until(lambda: not house.floors.open_calls(LEAP))
    await house.floors._boxes[LEAP].committer.durable([])
    assert (await house.record(call_id)).cause == "rejoin-expired"


async def test_audit_entries_are_written(house: House) -> None:
    house.floors.note(
        AuditEntry(at=1.0, space_id=LEAP, actor="cli", action="call.requested", detail={"n": 1})
    )
    await house.floors._boxes[LEAP].committer.durable([])
    entries = await house.store.audit(LEAP, limit=10)
    assert "call.requested" in {entry.action for entry in entries}


async def test_an_orderly_stop_ends_calls_with_a_name(house: House) -> None:
    await house.sign_in("rishi")
    call_id = await house.talk("rishi")
    await house.floors.stop()
    record = await house.record(call_id)
    assert (record.cause, record.ended_by) == ("server-stopped", "system")
