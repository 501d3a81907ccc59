"""The floors of all spaces: who owns them, feeds them, and finds their calls again."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import structlog

from dockline.domain import commands as c, orders as o, testcall
from dockline.domain.chatshown import ChatView
from dockline.domain.dialrules import Usage
from dockline.domain.facts import AgentView, CallView, CardView, DockView, LineView
from dockline.domain.floor import Floor
from dockline.domain.floor.chatqueue import places
from dockline.domain.floor.chatting import refusal
from dockline.domain.ids import (
    AgentId,
    CallId,
    ChatId,
    PageId,
    PhoneId,
    SpaceId,
    TeamId,
    leg_id,
    new_id,
)
from dockline.domain.line import RINGS, Line
from dockline.domain.live import Beginning
from dockline.domain.monitor import MonitorView
from dockline.domain.signals import CallArrived, EngineAway, EngineBack, Inventory, Signal
from dockline.domain.space import Space, Team, User
from dockline.ports.clock import Clock
from dockline.ports.engine import Engine
from dockline.ports.feed import Feed
from dockline.ports.store import AuditEntry, Store, Write
from dockline.services.accounts import Accounts
from dockline.services.call_restore import restore_calls
from dockline.services.chat_restore import restore_chats
from dockline.services.committer import Committer
from dockline.services.events.log import EventLog
from dockline.services.inventory import share_out
from dockline.services.mailbox import Mailbox

_log = structlog.get_logger("dockline.floors")


class Floors:
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
        self._events = events
        self._store = store
        self._engine = engine
        self._feed = feed
        self._clock = clock
        self._accounts = accounts
        self._boxes: dict[SpaceId, Mailbox] = {}
        self._engine_up = False
        self._recalled: dict[SpaceId, list[Line]] = {}
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
        self, user: User, page_id: PageId, leg_up: bool, paused: str | None = None
    ) -> None:
        """A dock opened its socket. ``paused``: as `SignIn` has it."""
        teams = [team for id in user.teams if (team := self._accounts.team(id)) is not None]
        await self._box(user.space_id).ask(
            c.SignIn(
                agent_id=user.user_id,
                login=user.login,
                name=user.name,
                teams=tuple(team.name for team in teams),
                page_id=page_id,
                team_ids=user.teams,
                team_caller_id=teams[0].caller_id if teams else "",
                leg_up=leg_up,
                skills=user.skills,
                chat_limit=user.chat_limit,
                paused=paused,
            )
        )

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

    def under_way(self, space_id: SpaceId, number: str) -> bool:
        """Whether a call, a line or a card with the number is on the floor; a call is until it is
        written up."""
        box = self._boxes.get(space_id)
        if box is None:
            return False
        calls = any(call.view.number == number for call in box.floor.calls.values())
        lines = any(line.view.number == number for line in box.floor.lines.values())
        cards = (person.card for person in box.floor.agents.values())
        return calls or lines or any(card and card.lead.number == number for card in cards)

    def recall_line(self, space_id: SpaceId, line: Line) -> None:
        """Before `start`: a line of before a restart, which the engine may have yet. What becomes
        of it is told to those who are told of lines."""
        self._recalled.setdefault(space_id, []).append(line)

    # --- what is true now -----------------------------------------------------------------------

    @property
    def engine_up(self) -> bool:
        return self._engine_up

    def view(self, space_id: SpaceId, agent_id: AgentId) -> DockView | None:
        return self._box(space_id).floor.dock_view(agent_id)

    def seq(self, space_id: SpaceId) -> int:
        """The number of the last fact."""
        return self._box(space_id).floor.seq

    def agents(self, space_id: SpaceId) -> list[AgentView]:
        """Everybody seen since the server began, offline or not. To be read only."""
        box = self._boxes.get(space_id)
        return [person.view for person in box.floor.agents.values()] if box else []

    def teams_of(self, space_id: SpaceId, agent_id: AgentId) -> tuple[TeamId, ...]:
        """The teams whose calls they get: those they were in when they signed in."""
        box = self._boxes.get(space_id)
        person = box.floor.agents.get(agent_id) if box else None
        return person.team_ids if person is not None else ()

    def usage(self, space_id: SpaceId) -> Usage:
        """What the space has dialled of late. To be read only."""
        return self._box(space_id).guard.usage

    def call(self, space_id: SpaceId, call_id: CallId) -> CallView | None:
        box = self._boxes.get(space_id)
        found = box.floor.calls.get(call_id) if box else None
        return found.view if found is not None else None

    def storing(self, space_id: SpaceId) -> bool:
        """Whether the store takes its writes, as far as is known."""
        return not self._box(space_id).committer.failing

    def card(self, space_id: SpaceId, agent_id: AgentId) -> CardView | None:
        box = self._boxes.get(space_id)
        person = box.floor.agents.get(agent_id) if box else None
        return person.card if person is not None else None

    def monitor(self, space_id: SpaceId, supervisor_id: AgentId) -> MonitorView | None:
        """Whose call this supervisor is in."""
        box = self._boxes.get(space_id)
        found = box.floor.monitors.get(supervisor_id) if box else None
        return found.view if found is not None else None

    def lines(self, space_id: SpaceId) -> list[LineView]:
        """The dialer's calls that no agent is in."""
        box = self._boxes.get(space_id)
        return [line.view for line in box.floor.lines.values()] if box else []

    def ringing(self, space_id: SpaceId) -> list[Line]:
        """Those of them that nobody has answered. To be read only."""
        box = self._boxes.get(space_id)
        lines = box.floor.lines.values() if box else ()
        return [line for line in lines if line.state in RINGS]

    def left_ringing(self, space_id: SpaceId, call_id: CallId) -> bool:
        """Whether it is a call of the dialer of before a restart, and rings still."""
        box = self._boxes.get(space_id)
        return box is not None and leg_id(call_id, "customer", 1) in box.floor.leftovers

    def chat(self, space_id: SpaceId, chat_id: ChatId) -> ChatView | None:
        """One that goes on, or that has ended and is on a dock still. To be read only."""
        box = self._boxes.get(space_id)
        found = box.floor.chats.get(chat_id) if box else None
        return found.view if found is not None else None

    def chats(self, space_id: SpaceId) -> list[ChatView]:
        """Those that go on, in queues and with agents. To be read only."""
        box = self._boxes.get(space_id)
        return [chat.view for chat in box.floor.chats.values() if chat.open] if box else []

    def chat_places(self, space_id: SpaceId) -> dict[ChatId, int]:
        """Of each chat that waits for an agent, its place in its team's line, from 1."""
        box = self._boxes.get(space_id)
        return places(box.floor) if box else {}

    def chat_refusal(self, space_id: SpaceId, team: Team, now: float) -> str | None:
        """Why nobody can chat with the team now, as visitors are told; None where they can."""
        floor = self._box(space_id).floor
        floor.teams = self._accounts.teams_by_id(space_id)
        return refusal(floor, team.team_id, now)

    def open_calls(self, space_id: SpaceId) -> list[CallView]:
        box = self._boxes.get(space_id)
        return [call.view for call in box.floor.calls.values() if call.open] if box else []

    def beginning(self, space_id: SpaceId) -> Beginning:
        """All that a floor holds now, for a picture that hears its facts from here on."""
        floor = self._box(space_id).floor
        return Beginning(
            agents=[person.view for person in floor.agents.values()],
            calls=[call.view for call in floor.calls.values()],
            lines=[(line.view, line.state) for line in floor.lines.values()],
            chats=[chat.view for chat in floor.chats.values()],
            monitors=[monitor.view for monitor in floor.monitors.values()],
            engine_up=floor.engine_up,
        )

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
