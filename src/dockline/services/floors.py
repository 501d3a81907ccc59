"""The floors of all spaces: who owns them, feeds them, and finds their calls again."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import structlog

from dockline.domain import commands as c, orders as o, testcall
from dockline.domain.floor import Floor
from dockline.domain.ids import (
    AgentId,
    CallId,
    PageId,
    PhoneId,
    SpaceId,
    TeamId,
    new_id,
)
from dockline.domain.line import Line
from dockline.domain.seat import Seat
from dockline.domain.signals import CallArrived, EngineAway, EngineBack, Inventory, Signal
from dockline.domain.space import Space, Team, User
from dockline.ports.clock import Clock
from dockline.ports.engine import Engine
from dockline.ports.feed import Feed
from dockline.ports.store import AuditEntry, Store, Write
from dockline.services.accounts import Accounts
from dockline.services.call_restore import restore_calls, restore_wrap_up
from dockline.services.chat_restore import restore_chats
from dockline.services.committer import Committer
from dockline.services.events.log import EventLog
from dockline.services.floor_views import FloorViews
from dockline.services.inventory import share_out
from dockline.services.mailbox import Mailbox
from dockline.services.seats import seat_of

_log = structlog.get_logger("dockline.floors")


class Floors(FloorViews):
    """Every space's floor, one mailbox each."""

    def __init__(
        self,
        store: Store,
        engine: Engine,
        feed: Feed,
        clock: Clock,
        accounts: Accounts,
        events: EventLog | None = None,
    ) -> None:
        """``events``: who is told of what happens; None: nobody."""
        super().__init__(accounts)
        self._events = events
        self._store = store
        self._engine = engine
        self._feed = feed
        self._clock = clock
        self._recalled: dict[SpaceId, list[Line]] = {}
        self._seats: dict[AgentId, Seat] = {}
        """As each floor was told of them last, be it not there yet."""
        self._overhearing: list[Callable[[Signal], None]] = []

    async def start(self) -> None:
        """Find the calls that were open, then the engine, and bring the two together."""
        for space in self._accounts.spaces():
            box = self._open(space)
            await restore_calls(
                box, space, self._store, self._accounts, self._events, self._clock.now()
            )
            await restore_chats(box, self._store, self._accounts, self._clock.now())
        await self._engine.start(self._hear)

    async def stop(self, *, end_calls: bool = True) -> None:
        """Write down what is left. ``end_calls``: the engine is going to be stopped as well."""
        for box in self._boxes.values():
            if end_calls and not box.stopped:
                await box.ask(EngineAway(died=True, reason="server-stopped"))
            await box.stop()

    # --- what people and CRMs do ----------------------------------------------------------------

    async def start_call(
        self,
        space_id: SpaceId,
        agent_id: AgentId,
        number: str,
        caller_id: str,
        custom: dict[str, Any],
    ) -> CallId:
        """Show the agent who is called, and dial. Returns once the attempt is durable and ordered.

        Raises NotLoggedIn, AgentBusy, NumberNotAllowed, RateLimited, VoiceUnavailable,
        NumberInvalid, StoreUnavailable."""
        call_id = CallId(new_id())
        await self._box(space_id).ask(
            c.StartCall(
                call_id=call_id,
                agent_id=agent_id,
                number=number,
                caller_id=caller_id,
                custom=custom,
            )
        )
        return call_id

    async def queue_call(
        self,
        space_id: SpaceId,
        team_id: TeamId,
        number: str,
        caller_id: str,
        custom: dict[str, Any],
    ) -> CallId:
        """Have a team call a number: it waits in the team's queue. Returns once that is durable.

        Raises NumberNotAllowed, RateLimited, VoiceUnavailable, NumberInvalid, QueueFull,
        StoreUnavailable."""
        call_id = CallId(new_id())
        await self._box(space_id).ask(
            c.QueueCall(
                call_id=call_id,
                team_id=team_id,
                number=number,
                caller_id=caller_id,
                custom=custom,
            )
        )
        return call_id

    async def sign_in(
        self,
        user: User,
        page_id: PageId,
        leg_up: bool,
        paused: str | None = None,
        wrap_up: tuple[CallId, float] | None = None,
    ) -> None:
        """A dock opened its socket. ``paused``: as `SignIn` has it. ``wrap_up``: the call that was
        wrapped up when the page was last told, and until when."""
        wraps_up = None
        if wrap_up is not None and self.call(user.space_id, wrap_up[0]) is None:
            wraps_up = await restore_wrap_up(self._store, user, *wrap_up)
        user = self._accounts.user(user.user_id) or user  # and not as their page was let in
        seat = self._seats[user.user_id] = seat_of(self._accounts, user)
        await self._box(user.space_id).ask(
            c.SignIn(
                agent_id=user.user_id,
                seat=seat,
                page_id=page_id,
                leg_up=leg_up,
                paused=paused,
                wraps_up=wraps_up,
            )
        )
        # Who was changed before the floor came to it was not there to be reseated.
        self.reseat(self._accounts.user(user.user_id) or user)

    def reseat(self, user: User) -> None:
        """What is known of them counts from now on, where they are on the floor."""
        box = self._boxes.get(user.space_id)
        person = box.floor.agents.get(user.user_id) if box is not None else None
        if box is None or person is None:
            return
        seat = seat_of(self._accounts, user)
        if self._seats.get(user.user_id, person.seat) != seat:
            self._seats[user.user_id] = seat
            box.post(c.Reseat(agent_id=user.user_id, seat=seat))

    async def dock_lost(self, space_id: SpaceId, agent_id: AgentId, page_id: PageId) -> None:
        await self._box(space_id).ask(c.DockLost(agent_id=agent_id, page_id=page_id))

    async def phone_ready(
        self, space_id: SpaceId, agent_id: AgentId, page_id: PageId, phone_id: PhoneId
    ) -> None:
        await self._box(space_id).ask(
            c.PhoneReady(agent_id=agent_id, page_id=page_id, phone_id=phone_id)
        )

    async def phone_lost(self, space_id: SpaceId, agent_id: AgentId, page_id: PageId) -> None:
        await self._box(space_id).ask(c.PhoneLost(agent_id=agent_id, page_id=page_id))

    async def sign_out(self, space_id: SpaceId, agent_id: AgentId) -> None:
        await self._box(space_id).ask(c.SignOut(agent_id=agent_id))

    async def ask(self, space_id: SpaceId, agent_id: AgentId, order: c.DockOrder) -> None:
        """Carry out what a dock asks for. Raises its Refusal, or StoreUnavailable."""
        call_id = CallId(new_id()) if isinstance(order, c.Dial) else None
        await self._box(space_id).ask(c.FromDock(agent_id=agent_id, order=order, call_id=call_id))

    async def do(self, space_id: SpaceId, what: c.Command, writes: Sequence[Write] = ()) -> None:
        """Carry out what the dialer or a visitor asks for (`Mailbox.ask`). Raises its Refusal,
        StoreUnavailable, StoreConflict."""
        await self._box(space_id).ask(what, writes)

    def keep(
        self, space_id: SpaceId, writes: Sequence[Write], *, once: bool = False
    ) -> asyncio.Future[None]:
        """Write these together, however long the store is away (`Committer.keep`)."""
        return self._box(space_id).committer.keep(writes, once=once)

    async def durable(self, space_id: SpaceId) -> None:
        """Return when all that was given to be written is on disk. Raises StoreUnavailable."""
        await self._box(space_id).committer.durable([])

    def note(self, entry: AuditEntry) -> None:
        """Write an audit entry with the next commit."""
        self._box(entry.space_id).committer.note(entry)

    def admit_test(
        self, space_id: SpaceId, call_id: CallId, number: str, caller_id: str
    ) -> tuple[str, str]:
        """The number that a test call may dial and the caller ID it shows; counted like any dial.
        Raises the rule's Refusal."""
        space = self._accounts.book.require_space(space_id)
        guard = self._box(space_id).guard
        return guard.admit_test(call_id, number, caller_id, space, self._clock.now())

    def count_test(self, space_id: SpaceId, call_id: CallId, *, answered: bool) -> None:
        """A test call costs from its answer to its end."""
        space = self._accounts.book.require_space(space_id)
        self._box(space_id).guard.count_test(call_id, answered, space, self._clock.now())

    def recall_line(self, space_id: SpaceId, line: Line) -> None:
        """Before `start`: a line of before a restart, which the engine may have yet. What becomes
        of it is told to those who are told of lines."""
        self._recalled.setdefault(space_id, []).append(line)

    # --- spaces ---------------------------------------------------------------------------------

    def _box(self, space_id: SpaceId) -> Mailbox:
        """The mailbox of a space; one that was made while the server runs gets one now."""
        box = self._boxes.get(space_id)
        if box is None:
            space = self._accounts.space(space_id)
            if space is None:
                raise KeyError(space_id)
            box = self._open(space)
            if self._engine_up:
                box.post(EngineBack(inventory=Inventory()))
        return box

    def _open(self, space: Space) -> Mailbox:
        accounts, space_id = self._accounts, space.space_id

        def current() -> Space:
            return accounts.space(space_id) or space

        def teams() -> dict[TeamId, Team]:
            return accounts.teams_by_id(space_id)

        def team_of(agent_id: str) -> Team | None:
            user = accounts.user(AgentId(agent_id))
            return accounts.team(user.teams[0]) if user is not None and user.teams else None

        floor = Floor(space_id, space.settings)
        committer = Committer(self._store, self._clock)
        box = Mailbox(
            floor,
            self._engine,
            self._feed,
            self._clock,
            committer,
            current,
            teams,
            team_of,
            self._events,
        )
        box.recall(self._recalled.pop(space_id, []))
        self._boxes[space_id] = box
        box.start()
        return box

    # --- the engine -----------------------------------------------------------------------------

    def overhear(self, heard: Callable[[Signal], None]) -> Callable[[], None]:
        """Have somebody else told what the engine tells; undone by what this returns."""
        self._overhearing.append(heard)
        return lambda: self._overhearing.remove(heard)

    def _hear(self, signal: Signal) -> None:
        for heard in self._overhearing:
            try:
                heard(signal)
            except Exception:
                _log.exception("one who overhears failed", signal=type(signal).__name__)
        match signal:
            case EngineAway():
                self._engine_up = False
                _log.warning("voice engine away", died=signal.died, reason=signal.reason)
                for box in self._boxes.values():
                    box.post(signal)
            case EngineBack():
                self._engine_up = True
                share_out(signal.inventory, self._boxes, self._engine)
            case CallArrived():
                self._route(signal)
            case _ if signal.tags.role == testcall.ROLE:
                pass  # no floor's (`EngineRoom`)
            case _:
                its = self._boxes.get(signal.tags.space_id)
                if its is not None:
                    its.post(signal)

    def _route(self, signal: CallArrived) -> None:
        """Somebody calls a number of ours: to the space whose team it leads to."""
        found = self._accounts.route(signal.dialled)
        if found is None:
            _log.warning("a call to a number that leads nowhere", dialled=signal.dialled)
            self._engine.submit(o.RejectLeg(leg_id=signal.leg_id, sip_status=404))
            return
        team, route = found
        self._box(team.space_id).post(
            c.CallerArrives(
                call_id=signal.call_id,
                leg_id=signal.leg_id,
                number=signal.caller,
                caller_name=signal.caller_name,
                dialled=signal.dialled,
                team_id=team.team_id,
                line_name=route.name,
                skills=route.skills,
                priority=route.priority,
            )
        )
