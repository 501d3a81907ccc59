"""What a floor holds, and the few ways in which the rules change it.

Views change only by facts (`tell`), so that docks which apply the same facts hold the same views.
What docks do not see (legs, alarms, page ids) is changed directly.
"""

import copy
import heapq
import itertools
from collections.abc import Iterable, Iterator
from typing import Final, get_args

from msgspec import Struct

from dockline.domain import agent as agents, views
from dockline.domain.agent import AgentMove
from dockline.domain.call import Call
from dockline.domain.chat import Chat
from dockline.domain.chatfacts import ChatClosed, ChatOpened, ChatQueued, ChatReturned
from dockline.domain.chatshown import ChatLine
from dockline.domain.errors import NoSuchCall
from dockline.domain.facts import (
    Addressed,
    AgentChatsChanged,
    AgentLinkChanged,
    AgentSignedIn,
    AgentState,
    AgentStateChanged,
    AgentStoodBy,
    AgentView,
    AnyFact,
    CallEnded,
    CallQueued,
    CallStarted,
    CallTaken,
    CardGone,
    CardShown,
    ChatFact,
    DockView,
    EngineChanged,
    LineFact,
    MonitorFact,
    OfferEnded,
    QueueChanged,
    Stamped,
)
from dockline.domain.floor.available import Available
from dockline.domain.floor.people import Agent, Monitor
from dockline.domain.floor.queues import Queues
from dockline.domain.ids import (
    AgentId,
    CallId,
    ChatId,
    LegId,
    SpaceId,
    TeamId,
)
from dockline.domain.layout import arrange
from dockline.domain.line import Line
from dockline.domain.orders import Order, Play, Tags
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.space import SpaceSettings, Team

_OF_LINES: Final = frozenset(get_args(LineFact))
_OF_CHATS: Final = frozenset(get_args(ChatFact))
_OF_MONITORS: Final = frozenset(get_args(MonitorFact))
_OF_QUEUES: Final = frozenset({CallQueued, QueueChanged, CallTaken, CallEnded})


class Farewell(Struct):
    """The last words to a caller; then their leg is hung up."""

    play: Play | None
    """To be played when the leg is up; None: it plays."""
    plays: int
    """What is said to them and has not ended yet."""


class Leftover(Struct):
    """A leg that the dialer of before a restart dialled."""

    listens: bool
    """Who answers is listened to for an answering machine, and not judged yet."""
    rang: bool = False
    """It has been heard ringing."""
    up: bool = False
    outcome: AttemptOutcome | None = None
    """Settled before the end: a machine answered."""


class Step(Struct):
    """What one step brought about."""

    facts: list[Addressed]
    orders: list[Order]
    touched: dict[CallId, Call]
    """Calls whose record must be written again."""
    attempts: set[CallId]
    """Calls for which somebody is being dialled: their records must be durable before the orders
    go out."""
    chats: dict[ChatId, Chat]
    """Chats whose record must be written again ..."""
    lines: list[tuple[ChatId, ChatLine]]
    """... and what was said in them; durable before whoever asked for the step is answered."""


class Floor:
    """The live state of one space."""

    def __init__(self, space_id: SpaceId, settings: SpaceSettings) -> None:
        self.space_id = space_id
        self.settings = settings
        self.agents: dict[AgentId, Agent] = {}
        self.calls: dict[CallId, Call] = {}
        self.lines: dict[CallId, Line] = {}
        self.apologised: set[LegId] = set()
        """Legs of before a restart to which the message of an abandoned call is played."""
        self.leftovers: dict[LegId, Leftover] = {}
        """Legs of before a restart that the dialer dialled and no person has answered."""
        self.teams: dict[TeamId, Team] = {}
        """Those of the space as they are set now, for their queues."""
        self.teams_named = self.teams
        """Those by whose names agents are shown."""
        self.chats: dict[ChatId, Chat] = {}
        """Those that go on, and those that have ended and are on a dock still."""
        self.chats_waiting: dict[TeamId, dict[ChatId, None]] = {}
        """Those that no agent has."""
        self.chats_moved: set[TeamId] = set()
        """Teams whose queue is to be looked at before the step is over."""
        self.chats_seen: tuple[object, object] = (self.teams, settings)
        """The settings by which it was last said who has room."""
        self.available = Available()
        self.queues = Queues()
        self.farewells: dict[LegId, Farewell] = {}
        """Legs whose call is over, or goes on without them, and to which something is said yet."""
        self.monitors: dict[AgentId, Monitor] = {}
        """By supervisor."""
        self.standby_teams: frozenset[TeamId] = frozenset()
        self.stirred: set[AgentId] = set()
        """Agents whose cards and standing legs are to be looked at before the step is over."""
        self.returning: set[CallId] = set()
        """Calls whose transfer failed, and which nobody has taken back yet."""
        self.watchers: dict[CallId, set[AgentId]] = {}
        self.lost: dict[CallId, float] = {}
        """Calls of before a restart that the engine has not been asked about yet, and when the
        server that had them was last known to live."""
        self.engine_up = False
        self.seq = 0
        self._alarms: list[tuple[float, int, str, str]] = []
        self._order = itertools.count()
        self._facts: list[Addressed] = []
        self._orders: list[Order] = []
        self._touched: dict[CallId, Call] = {}
        self._attempts: set[CallId] = set()
        self._chats: dict[ChatId, Chat] = {}
        self._lines: list[tuple[ChatId, ChatLine]] = []

    # --- what a step collects -------------------------------------------------------------------

    def tell(self, fact: AnyFact, now: float, also: Iterable[AgentId] = ()) -> None:
        """Let a fact have happened: number it, change the views, note whom it is for."""
        audience: frozenset[AgentId] | None
        match fact:
            case EngineChanged():
                self.engine_up = fact.engine_up
                self.stirred.update(self.agents)
                audience = None
            case AgentSignedIn():
                self.stirred.add(fact.agent.agent_id)
                audience = frozenset({fact.agent.agent_id})
            case AgentStateChanged() | AgentLinkChanged():
                person = self.agents[fact.agent_id]
                if isinstance(fact, AgentStateChanged):
                    self._note_handling(person.view, fact)
                    self._watch(fact.agent_id, person.view.call_id, fact.call_id)
                views.change_agent(person.view, fact)
                self.stirred.add(fact.agent_id)
                audience = frozenset({fact.agent_id})
            case AgentStoodBy() | AgentChatsChanged():
                self.stirred.add(fact.agent_id)
                views.change_agent(self.agents[fact.agent_id].view, fact)
                if isinstance(fact, AgentChatsChanged):
                    self.stirred.add(fact.agent_id)
                audience = frozenset({fact.agent_id})
            case CardShown() | CardGone():
                shown = fact.card if isinstance(fact, CardShown) else None
                self.agents[fact.agent_id].card = shown
                self.stirred.add(fact.agent_id)
                audience = frozenset({fact.agent_id})
            case _ if type(fact) in _OF_LINES or type(fact) in _OF_MONITORS:
                audience = frozenset()  # agents hear of a line when it is their call
            case _ if type(fact) in _OF_CHATS:
                audience = self._tell_chat(fact)  # type: ignore[arg-type]
            case CallQueued():
                audience = frozenset()
            case OfferEnded():
                audience = frozenset({fact.agent_id})
            case CallTaken():
                views.change_call(self.calls[fact.call_id].view, fact)
                audience = frozenset({fact.agent_id})
            case CallStarted():
                audience = frozenset({fact.call.agent_id})
            case _:
                views.change_call(self.calls[_call_of(fact)].view, fact)
                audience = frozenset(self.watchers.get(_call_of(fact), ()))
        if type(fact) in _OF_QUEUES:
            self.queues.follow(self.calls.get(_call_of(fact)))
        if also:
            audience = (audience or frozenset()) | frozenset(also)
        self.seq += 1
        self._facts.append(
            Addressed(stamped=Stamped(seq=self.seq, at=now, fact=fact), audience=audience)
        )

    def _note_handling(self, me: AgentView, fact: AgentStateChanged) -> None:
        """How long a call of a queue took its agent, until they are free again."""
        call = self.calls.get(me.call_id) if me.call_id and me.call_id != fact.call_id else None
        if call is None or call.view.queue is None or call.view.answered_at is None:
            return
        if call.view.agent_id == me.agent_id:
            self.queues.handled(call.view.queue.team_id, fact.since - call.view.answered_at)

    def _tell_chat(self, fact: ChatFact) -> frozenset[AgentId]:
        """Change the chat's view; whose docks have it, or had it until now."""
        if isinstance(fact, ChatQueued):
            return frozenset()
        if isinstance(fact, ChatClosed):
            return frozenset({fact.agent_id})
        view = self.chats[fact.chat_id].view
        before = view.agent_id
        views.change_chat(view, fact)
        moved = isinstance(fact, ChatOpened | ChatReturned)
        return frozenset(one for one in (before, view.agent_id if moved else None) if one)

    def order(self, *orders: Order) -> None:
        self._orders.extend(orders)

    def keep(self, call: Call, *, attempt: bool = False) -> None:
        """The call's record must be written; before the orders go out, for an attempt."""
        self._touched[call.view.call_id] = call
        if attempt:
            self._attempts.add(call.view.call_id)

    def attempt(self, call_id: CallId) -> None:
        """Somebody is dialled: what is written about it must be durable before the orders go."""
        self._attempts.add(call_id)

    def keep_chat(self, chat: Chat, line: ChatLine | None = None) -> None:
        """The chat's record must be written, and this line of it."""
        self._chats[chat.view.chat_id] = chat
        if line is not None:
            self._lines.append((chat.view.chat_id, line))

    def settle(self, call: Call) -> None:
        """Bring rooms and music in line with the call's state."""
        self.order(*arrange(call))

    def take(self) -> Step:
        """All that was collected since the last time."""
        step = Step(
            self._facts, self._orders, self._touched, self._attempts, self._chats, self._lines
        )
        self._facts, self._orders, self._touched, self._attempts = [], [], {}, set()
        self._chats, self._lines = {}, []
        return step

    # --- alarms ---------------------------------------------------------------------------------

    def wake(self, when: float, what: str, whom: str) -> None:
        """Have `Tick` look at this at ``when``. Alarms are never taken back: what they find then
        decides."""
        heapq.heappush(self._alarms, (when, next(self._order), what, whom))

    @property
    def wakes_at(self) -> float | None:
        """When the floor wants a Tick; None: not before something else happens."""
        return self._alarms[0][0] if self._alarms else None

    def due(self, now: float) -> Iterator[tuple[str, str]]:
        """The alarms that are due, each taken off the list as its turn comes: where one goes
        wrong, the others are still there for the next Tick."""
        while self._alarms and self._alarms[0][0] <= now:
            _, _, what, whom = heapq.heappop(self._alarms)
            yield what, whom

    # --- people and calls -----------------------------------------------------------------------

    def tags(self, call: Call, role: str, agent_id: AgentId | None) -> Tags:
        lead = call.view.lead
        return Tags(
            space_id=self.space_id,
            call_id=call.view.call_id,
            role=role,
            agent_id=agent_id,
            lead_id=lead.lead_id if lead is not None else None,
        )

    def call_of(self, agent_id: AgentId, call_id: CallId) -> Call:
        """A call that goes on and that this agent is in. Raises NoSuchCall."""
        call = self.calls.get(call_id)
        person = self.agents.get(agent_id)
        if call is None or person is None or person.view.call_id != call_id or not call.open:
            raise NoSuchCall
        return call

    def move_agent(
        self,
        agent_id: AgentId,
        what: AgentMove,
        now: float,
        *,
        call_id: CallId | None = None,
        reason: str = "",
        until: float | None = None,
        since: float | None = None,
    ) -> None:
        """Move an agent by the table and tell it. ``since``: another than now. Raises NotNow."""
        person = self.agents[agent_id]
        state = agents.move(person.view.state, what)
        if state is person.view.state and person.view.call_id == call_id:
            unchanged = person.view.pause_reason == reason and person.view.until == until
            since = person.view.since
            if unchanged:
                return
        else:
            since = now if since is None else since
        self.tell(
            AgentStateChanged(
                agent_id=agent_id,
                state=state,
                since=since,
                pause_reason=reason,
                until=until,
                call_id=call_id,
            ),
            now,
        )

    def release(self, agent_id: AgentId, now: float) -> None:
        """No call any more: on to what the agent chose to be next, or offline."""
        person = self.agents[agent_id]
        if person.view.state is AgentState.OFFLINE:
            if person.view.call_id is not None:
                self.move_agent(agent_id, AgentMove.LEAVE, now)
        elif person.then is AgentState.PAUSED:
            self.move_agent(agent_id, AgentMove.PAUSE, now, reason=person.then_reason)
        else:
            self.move_agent(agent_id, AgentMove.READY, now)

    def forget(self, call: Call) -> None:
        """Take an ended call off the floor once nobody looks at it."""
        call_id = call.view.call_id
        if not call.open and not self.watchers.get(call_id):
            self.calls.pop(call_id, None)
            self.watchers.pop(call_id, None)
            if call.wraps_up:
                call.wraps_up = False
                self.keep(call)

    def _watch(self, agent_id: AgentId, before: CallId | None, after: CallId | None) -> None:
        if before == after:
            return
        if after is not None:
            self.watchers.setdefault(after, set()).add(agent_id)
        if before is not None and before in self.watchers:
            self.watchers[before].discard(agent_id)
            if before in self.calls:
                self.forget(self.calls[before])

    def dock_view(self, agent_id: AgentId) -> DockView | None:
        """A fresh snapshot for an agent's dock; None for somebody who was never here."""
        person = self.agents.get(agent_id)
        if person is None:
            return None
        call = self.calls.get(person.view.call_id) if person.view.call_id else None
        return DockView(
            space_id=self.space_id,
            me=copy.copy(person.view),
            call=copy.copy(call.view) if call is not None else None,
            engine_up=self.engine_up,
            card=person.card,
            chats=views.in_order(copy.copy(self.chats[one].view) for one in person.chats),
        )


def _call_of(fact: AnyFact) -> CallId:
    call_id = getattr(fact, "call_id", None)
    if call_id is None:
        call_id = fact.call.call_id  # type: ignore[union-attr]
    return CallId(call_id)
