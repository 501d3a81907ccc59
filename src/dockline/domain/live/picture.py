"""One space as boards are shown it: a copy of what its facts tell, and what is new in it.

A picture is begun with what the floor holds at some moment, and hears every fact after that.
Times are Unix seconds.
"""

import copy
from collections import Counter
from collections.abc import Iterable
from typing import Final

from msgspec import Struct, structs

from dockline.domain import chatfacts as h, facts as f, views
from dockline.domain.chatshown import ChatState, ChatView
from dockline.domain.ids import AgentId, CallId, CampaignId, ChatId, TeamId
from dockline.domain.live.aside import Supervisors, WaitingChats
from dockline.domain.live.counts import Day, never_queued
from dockline.domain.live.seen import SeenCall, SeenLine, seen_call
from dockline.domain.live.trends import Trends
from dockline.domain.monitor import MonitorChanged, MonitorEnded, MonitorView

_CALL_FIELDS: Final = frozenset(field.name for field in structs.fields(SeenCall)) - {"call_id"}
_TOLD: Final[dict[type, tuple[str, ...]]] = {
    kind: tuple(field.name for field in structs.fields(kind) if field.name in _CALL_FIELDS)
    for kind in (
        f.CallDialling,
        f.CallRinging,
        f.CallAnswered,
        f.CallHeld,
        f.CallResumed,
        f.AgentLegChanged,
        f.TransferChanged,
        f.CallHandedOver,
        f.QueueChanged,
        f.CallTaken,
        f.CallEnded,
    )
}
"""What each of these facts gives a new value of a call."""
_LINES: Final[dict[type, f.LineState | None]] = {
    f.LineRinging: f.LineState.RINGING,
    f.LineListening: f.LineState.LISTENING,
    f.LineAnswered: f.LineState.WAITING,
    f.LineMachine: f.LineState.MESSAGE,
    f.LineAbandoned: f.LineState.MESSAGE,
    f.LineConnected: None,
    f.LineEnded: None,
}
_OF_AGENTS: Final = (f.AgentStateChanged, f.AgentLinkChanged, f.AgentStoodBy, f.AgentChatsChanged)
_TIMED: Final = frozenset({f.AgentState.PAUSED, f.AgentState.WRAP_UP})
_TALKING: Final = frozenset({f.AgentState.TALKING, f.AgentState.HELD})


class Beginning(Struct):
    """What a floor holds. Views are copied."""

    agents: list[f.AgentView]
    calls: list[f.CallView]
    lines: list[tuple[f.LineView, f.LineState]]
    chats: list[ChatView]
    monitors: list[MonitorView]
    engine_up: bool


class News(Struct):
    """What has changed since the last time somebody asked."""

    agents: set[AgentId]
    teams: set[TeamId]
    named: set[str]
    """More teams, by name: those of agents who came, went or became free."""
    campaigns: set[CampaignId]


class Picture:
    def __init__(self, beginning: Beginning, day: Day, trends: Trends) -> None:
        self.agents: dict[AgentId, f.AgentView] = {}
        self.online: dict[AgentId, float] = {}
        """Those who are here, and since when."""
        self.talking: dict[AgentId, float] = {}
        """Those in a conversation, and since when: what was said before they were handed the call
        is not theirs, and a hold does not begin it anew."""
        self.timed: set[AgentId] = set()
        """Those whose state may become an alert by lasting."""
        self.present: Counter[str] = Counter()
        self.ready: Counter[str] = Counter()
        """Agents who are here, and of these who are ready, by the name of the team."""
        self.calls: dict[CallId, SeenCall] = {}
        self.lines: dict[CallId, SeenLine] = {}
        self.waiting_calls: dict[TeamId, dict[CallId, SeenCall]] = {}
        self._chats = WaitingChats()
        self._supervisors = Supervisors()
        self.engine_up = beginning.engine_up
        self.day = day
        self.trends = trends
        self.version = 0
        """Rises with each change."""
        self.lines_used = self.lines_in_setup = 0
        self.line_counts: Counter[CampaignId] = Counter()
        self.connected: Counter[CampaignId] = Counter()
        self._inside: dict[CallId, set[AgentId]] = {}
        self._news = News(set(), set(), set(), set())
        for agent in beginning.agents:
            self._sign_in(copy.copy(agent), agent.since)
        for call in beginning.calls:
            self._put_call(seen_call(call))
        for line, state in beginning.lines:
            self._put_line(SeenLine(line.call_id, line.campaign_id, state))
        for chat in beginning.chats:
            if chat.state is ChatState.QUEUED:
                self._chat_waits(chat.chat_id, chat.team_id, chat.queued_at)
        for monitor in beginning.monitors:
            self._hear_monitor(monitor)

    # --- what is asked ------------------------------------------------------------------------

    def take(self) -> News:
        """What is new; from now on only what comes after."""
        news, self._news = self._news, News(set(), set(), set(), set())
        return news

    def touch_teams(self, teams: Iterable[TeamId]) -> None:
        """Their figures are others, by no fact."""
        self._news.teams.update(teams)
        self.version += 1

    @property
    def stirred(self) -> bool:
        news = self._news
        return bool(news.agents or news.teams or news.named or news.campaigns)

    def call_of(self, view: f.AgentView) -> SeenCall | None:
        return self.calls.get(view.call_id) if view.call_id is not None else None

    def monitored_by(self, call_id: CallId) -> list[str]:
        """Names of the supervisors who are in it."""
        return self._supervisors.names(call_id)

    @property
    def waiting_chats(self) -> dict[TeamId, dict[ChatId, float]]:
        """Since when each waits."""
        return self._chats.since

    def waiting_now(self) -> dict[TeamId, int]:
        return {team_id: len(calls) for team_id, calls in self.waiting_calls.items() if calls}

    # --- facts --------------------------------------------------------------------------------

    def apply(self, stamped: f.Stamped) -> None:
        fact = stamped.fact
        kind = type(fact)
        if isinstance(fact, _OF_AGENTS):
            self._change_agent(fact, stamped.at)
        elif kind in _TOLD:
            self._change_call(fact)
        elif kind in _LINES:
            self._change_line(fact)
        else:
            self._rest(fact, stamped.at)

    def _rest(self, fact: f.AnyFact, at: float) -> None:
        match fact:
            case f.AgentSignedIn():
                self._sign_in(copy.copy(fact.agent), at)
            case f.CallStarted() | f.CallQueued() | f.CallOffered():
                self._put_call(seen_call(fact.call))
            case f.LineDialled():
                line = fact.line
                self._put_line(SeenLine(line.call_id, line.campaign_id, f.LineState.DIALLING))
            case h.ChatQueued():
                chat = fact.chat
                self._chat_waits(chat.chat_id, chat.team_id, chat.queued_at)
            case h.ChatReturned():
                self._chat_waits(fact.chat_id, fact.team_id, fact.queued_at)
            case h.ChatOpened() | h.ChatEnded():
                self._chat_served(fact.chat_id)
            case MonitorChanged():
                self._hear_monitor(fact.monitor)
            case MonitorEnded():
                self._forget_monitor(fact.supervisor_id)
            case f.EngineChanged():
                self.engine_up = fact.engine_up
                self.version += 1
            case _:
                pass  # nothing that a board shows

    # --- agents -------------------------------------------------------------------------------

    def _sign_in(self, view: f.AgentView, at: float) -> None:
        before = self.agents.get(view.agent_id)
        if before is not None:
            self._count(before, -1)
            if before.call_id != view.call_id:  # they may only have another name, or team
                self._leave_call(before)
        self.agents[view.agent_id] = view
        self._enter(view, at)

    def _change_agent(
        self,
        fact: f.AgentStateChanged | f.AgentLinkChanged | f.AgentStoodBy | f.AgentChatsChanged,
        at: float,
    ) -> None:
        view = self.agents.get(fact.agent_id)
        if view is None:
            return
        if isinstance(fact, f.AgentStateChanged):
            self._count(view, -1)
            if view.call_id != fact.call_id:
                self._leave_call(view)
                self.talking.pop(view.agent_id, None)
            views.change_agent(view, fact)
            self._enter(view, at)
            return
        views.change_agent(view, fact)
        if isinstance(fact, f.AgentChatsChanged):
            self._touch(view.agent_id)

    def _enter(self, view: f.AgentView, at: float) -> None:
        agent_id = view.agent_id
        if view.state is f.AgentState.OFFLINE:
            self.online.pop(agent_id, None)
        else:
            self.online.setdefault(agent_id, at)
        if view.state in _TALKING:
            self.talking.setdefault(agent_id, view.since)
        elif view.state is not f.AgentState.OFFLINE or view.call_id is None:
            self.talking.pop(agent_id, None)  # else their dock is gone, and may be back in the call
        if view.state in _TIMED:
            self.timed.add(agent_id)
        else:
            self.timed.discard(agent_id)
        if view.call_id is not None:
            self._inside.setdefault(view.call_id, set()).add(agent_id)
        self._count(view, 1)
        self._touch(agent_id)

    def _count(self, view: f.AgentView, one: int) -> None:
        if view.state is f.AgentState.OFFLINE:
            return
        for name in view.teams:
            self.present[name] += one
            if view.state is f.AgentState.READY:
                self.ready[name] += one
        self._news.named.update(view.teams)

    def _leave_call(self, view: f.AgentView) -> None:
        if view.call_id is None:
            return
        inside = self._inside.get(view.call_id)
        if inside is not None:
            inside.discard(view.agent_id)
            if not inside:
                del self._inside[view.call_id]
        self._forget(view.call_id)

    def _touch(self, *agents: AgentId) -> None:
        self._news.agents.update(agents)
        self.version += 1

    # --- calls --------------------------------------------------------------------------------

    def _put_call(self, call: SeenCall) -> None:
        self._away(self.calls.get(call.call_id))
        self.calls[call.call_id] = call
        self._here(call)

    def _change_call(self, fact: f.AnyFact) -> None:
        call = self.calls.get(_call_id(fact))
        if call is None:
            whole = getattr(fact, "call", None)
            if whole is not None:
                self._put_call(seen_call(whole))
            return
        self._away(call)
        for name in _TOLD[type(fact)]:
            setattr(call, name, getattr(fact, name))
        if isinstance(fact, f.CallEnded) and call.kind is f.CallKind.INBOUND:
            self.day.ended(call.call_id, fact.outcome, fact.cause)
            if call.queue is not None and never_queued(fact.outcome, fact.cause):
                self.trends.turned_away(call.queue.team_id)
        self._here(call)
        self._forget(call.call_id)

    def _here(self, call: SeenCall) -> None:
        """Count it where it belongs."""
        self._weigh(call, 1)
        if call.waits and call.queue is not None:
            team_id = call.queue.team_id
            waiting = self.waiting_calls.setdefault(team_id, {})
            waiting[call.call_id] = call
            self.trends.waits(team_id, len(waiting))
        if call.kind is f.CallKind.INBOUND and call.queue is not None:
            if call.open:
                self.day.queued(call.call_id, call.queue.team_id, call.started_at)
            if call.answered_at is not None:
                self.day.answered(call.call_id, call.answered_at)
        self._stir(call)

    def _away(self, call: SeenCall | None) -> None:
        """Before it changes."""
        if call is None:
            return
        self._weigh(call, -1)
        if call.waits and call.queue is not None:
            self.waiting_calls[call.queue.team_id].pop(call.call_id, None)
        self._stir(call)

    def _weigh(self, call: SeenCall, one: int) -> None:
        used, setup = call.on_trunk()
        self.lines_used += one * used
        self.lines_in_setup += one * setup
        if call.campaign_id is not None and call.talks:
            self.connected[call.campaign_id] += one

    def _stir(self, call: SeenCall) -> None:
        if call.queue is not None:
            self._news.teams.add(call.queue.team_id)
        if call.campaign_id is not None:
            self._news.campaigns.add(call.campaign_id)
        self._touch(*self._inside.get(call.call_id, ()))

    def _forget(self, call_id: CallId) -> None:
        """One that has ended, once no agent is in it or wraps it up."""
        call = self.calls.get(call_id)
        if call is not None and not call.open and call_id not in self._inside:
            del self.calls[call_id]

    # --- lines, chats, supervisors --------------------------------------------------------------

    def _put_line(self, line: SeenLine) -> None:
        self.lines[line.call_id] = line
        self._weigh_line(line, 1)

    def _change_line(self, fact: f.AnyFact) -> None:
        line = self.lines.get(_call_id(fact))
        if line is None:
            return
        self._weigh_line(line, -1)
        state = _LINES[type(fact)]
        if state is None:
            del self.lines[line.call_id]
        else:
            line.state = state
            self._weigh_line(line, 1)

    def _weigh_line(self, line: SeenLine, one: int) -> None:
        self.lines_used += one
        self.lines_in_setup += one * line.rings
        self.line_counts[line.campaign_id] += one * line.unsettled
        self._news.campaigns.add(line.campaign_id)
        self.version += 1

    def _chat_waits(self, chat_id: ChatId, team_id: TeamId, since: float) -> None:
        self._chat_served(chat_id)
        self._chats.put(chat_id, team_id, since)
        self.touch_teams((team_id,))

    def _chat_served(self, chat_id: ChatId) -> None:
        team_id = self._chats.take(chat_id)
        if team_id is not None:
            self.touch_teams((team_id,))

    def _hear_monitor(self, monitor: MonitorView) -> None:
        self._forget_monitor(monitor.supervisor_id)
        self._supervisors.put(monitor)
        self._touch(*self._inside.get(monitor.call_id, ()))

    def _forget_monitor(self, supervisor_id: AgentId) -> None:
        call_id = self._supervisors.take(supervisor_id)
        if call_id is not None:
            self._touch(*self._inside.get(call_id, ()))


def _call_id(fact: f.AnyFact) -> CallId:
    return CallId(getattr(fact, "call_id", ""))


def longest(since: Iterable[float], now: float) -> float:
    """Seconds that the first of them has waited; 0: nobody waits."""
    first = min(since, default=now)
    return max(0.0, now - first)
