"""A floor as boards see it: it tells facts that a floor may tell, queues, chats and supervisors
among them, and holds the views that they lead to."""

import copy
from collections.abc import Callable
from typing import Any

from msgspec import structs

from dockline.domain import chatfacts as h, facts as f, views
from dockline.domain.chatshown import ChatState, ChatView
from dockline.domain.ids import AgentId, CallId, CampaignId, ChatId, LeadId, SpaceId, TeamId
from dockline.domain.live import Beginning
from dockline.domain.monitor import MonitorChanged, MonitorEnded, MonitorMode, MonitorView
from dockline.domain.space import Team
from dockline.domain.teamsettings import AlertSettings, TeamSettings

LEAP = SpaceId("leap")
_ALERTS = TeamSettings(alerts=AlertSettings(1, 2.0, 1, 2.0, wrap_up=1.5, paused=2.0))
TEAMS = [
    Team(TeamId("t0"), LEAP, "Support", "", _ALERTS),
    Team(TeamId("t1"), LEAP, "Sales"),
    Team(TeamId("t2"), LEAP, "Nobody's"),
]
_TEAMS_OF = (("Support",), ("Sales",), ("Support", "Sales"), ())
_FREE = (f.AgentState.READY, f.AgentState.PAUSED, f.AgentState.OFFLINE)


class Town:
    """Every deed takes two small numbers that say who and what; one that makes no sense now does
    nothing."""

    def __init__(self, now: float) -> None:
        self.now = now
        self.seq = 0
        self.agents: dict[AgentId, f.AgentView] = {}
        self.calls: dict[CallId, f.CallView] = {}
        self.lines: dict[CallId, tuple[f.LineView, f.LineState]] = {}
        self.chats: dict[ChatId, ChatView] = {}
        self.monitors: dict[AgentId, MonitorView] = {}
        self.engine_up = True
        self.hear: Callable[[f.Stamped], None] = lambda stamped: None
        self.deeds: list[Callable[[int, int], None]] = [
            self.sign_in,
            self.choose,
            self.call_comes,
            self.queue_changes,
            self.take,
            self.hold,
            self.leg,
            self.end,
            self.free,
            self.dial,
            self.answer,
            self.chat_comes,
            self.chat_moves,
            self.chat_ends,
            self.line_dials,
            self.line_moves,
            self.monitor,
            self.engine,
        ]

    def beginning(self) -> Beginning:
        return Beginning(
            agents=list(self.agents.values()),
            calls=list(self.calls.values()),
            lines=list(self.lines.values()),
            chats=list(self.chats.values()),
            monitors=list(self.monitors.values()),
            engine_up=self.engine_up,
        )

    def tell(self, fact: f.AnyFact) -> None:
        self.seq += 1
        self.hear(f.Stamped(seq=self.seq, at=self.now, fact=copy.deepcopy(fact)))

    # --- agents -------------------------------------------------------------------------------

    def sign_in(self, who: int, what: int) -> None:
        agent_id = AgentId(f"a{who}")
        known = self.agents.get(agent_id)
        if known is not None and known.state is not f.AgentState.OFFLINE:
            return
        view = f.AgentView(agent_id, f"agent{who}", f"Agent {who}", _TEAMS_OF[what % 4])
        view.state, view.since = f.AgentState.READY, self.now
        if known is not None:
            view.chats, view.chatting_since = known.chats, known.chatting_since
        self.agents[agent_id] = view
        self.tell(f.AgentSignedIn(view))

    def choose(self, who: int, what: int) -> None:
        view = self._agent(who)
        if view is not None and view.state in _FREE and view.state is not f.AgentState.OFFLINE:
            state = _FREE[what % 3]
            self._state(view, state, None, "Lunch" if state is f.AgentState.PAUSED else "")

    def free(self, who: int, what: int) -> None:
        view = self._agent(who)
        if view is not None and view.state is f.AgentState.WRAP_UP:
            call_id = view.call_id
            self._state(view, _FREE[what % 3], None)
            if call_id is not None:
                self.calls.pop(call_id, None)

    def _agent(self, who: int) -> f.AgentView | None:
        return self.agents.get(AgentId(f"a{who}"))

    def _ready(self, who: int) -> f.AgentView | None:
        view = self._agent(who)
        return view if view is not None and view.state is f.AgentState.READY else None

    def _state(
        self, view: f.AgentView, state: f.AgentState, call_id: CallId | None, reason: str = ""
    ) -> None:
        fact = f.AgentStateChanged(view.agent_id, state, self.now, reason, None, call_id)
        views.change_agent(view, fact)
        self.tell(fact)

    # --- calls --------------------------------------------------------------------------------

    def call_comes(self, who: int, what: int) -> None:
        team = TEAMS[what % 2]
        queue = f.QueueView(team.team_id, team.name, self.now, "", 0, ())
        self._new_call(f.CallKind.INBOUND, "", f.CallPhase.QUEUED, team=team.name, queue=queue)

    def dial(self, who: int, what: int) -> None:
        view = self._ready(who)
        if view is None:
            return
        lead = None
        if what % 2:
            lead = f.LeadView(
                LeadId("lead"), CampaignId(f"k{what % 2}"), "Spring", "March", "1", {}, "", (), 0,
                None, None, "", None, "", (),
            )  # fmt: skip
        call = self._new_call(
            f.CallKind.DIALER if lead else f.CallKind.MANUAL,
            view.agent_id,
            f.CallPhase.DIALLING,
            team="Support",
            lead=lead,
        )
        self._state(view, f.AgentState.DIALLING, call.call_id)

    def _new_call(
        self, kind: f.CallKind, agent_id: str, phase: f.CallPhase, **more: Any
    ) -> f.CallView:
        call = f.CallView(
            call_id=CallId(f"c{self.seq}"),
            kind=kind,
            agent_id=AgentId(agent_id),
            number="442079460100",
            caller_id="",
            custom={},
            phase=phase,
            started_at=self.now,
            **more,
        )
        self.calls[call.call_id] = call
        self.tell(f.CallStarted(call) if agent_id else f.CallQueued(call))
        return call

    def _call(self, who: int, *phases: f.CallPhase) -> f.CallView | None:
        found = [call for call in self.calls.values() if call.phase in phases]
        return found[who % len(found)] if found else None

    def _change(self, call: f.CallView, fact: f.AnyFact) -> None:
        views.change_call(call, fact)
        self.tell(fact)

    def queue_changes(self, who: int, what: int) -> None:
        call = self._call(who, f.CallPhase.QUEUED)
        if call is not None and call.queue is not None:
            team = TEAMS[what % 2]
            queue = structs.replace(
                call.queue, team_id=team.team_id, team=team.name, callback=what % 3 == 0
            )
            self._change(call, f.QueueChanged(call.call_id, team.name, queue))

    def take(self, who: int, what: int) -> None:
        call, view = self._call(what, f.CallPhase.QUEUED), self._ready(who)
        if call is None or view is None or call.queue is None:
            return
        back = call.queue.callback
        phase = f.CallPhase.DIALLING if back else f.CallPhase.TALKING
        call.agent_id, call.phase = view.agent_id, phase
        call.answered_at = None if back else self.now
        fact = f.CallTaken(
            call.call_id, view.agent_id, phase, call.answered_at, call.queue, copy.copy(call)
        )
        self.tell(fact)
        state = f.AgentState.DIALLING if back else f.AgentState.TALKING
        self._state(view, state, call.call_id)

    def answer(self, who: int, what: int) -> None:
        call = self._call(who, f.CallPhase.DIALLING, f.CallPhase.RINGING)
        if call is None:
            return
        if what % 3 == 0 and call.phase is f.CallPhase.DIALLING:
            ringing = f.CallRinging(call.call_id, f.CallPhase.RINGING, self.now, False)
            self._change(call, ringing)
            return
        self._change(call, f.CallAnswered(call.call_id, f.CallPhase.TALKING, self.now, False))
        self._state(self.agents[call.agent_id], f.AgentState.TALKING, call.call_id)

    def hold(self, who: int, what: int) -> None:
        call = self._call(who, f.CallPhase.TALKING, f.CallPhase.HELD)
        if call is None:
            return
        view = self.agents[call.agent_id]
        if call.phase is f.CallPhase.TALKING:
            self._change(call, f.CallHeld(call.call_id, f.CallPhase.HELD, self.now))
            self._state(view, f.AgentState.HELD, call.call_id)
        else:
            self._change(call, f.CallResumed(call.call_id, f.CallPhase.TALKING, None, 1.0))
            self._state(view, f.AgentState.TALKING, call.call_id)

    def leg(self, who: int, what: int) -> None:
        call = self._call(who, f.CallPhase.TALKING, f.CallPhase.HELD)
        if call is not None:
            leg = f.LegState.LOST if what % 2 else f.LegState.UP
            self._change(call, f.AgentLegChanged(call.call_id, leg, None))

    def end(self, who: int, what: int) -> None:
        live = [phase for phase in f.CallPhase if phase is not f.CallPhase.ENDED]
        call = self._call(who, *live)
        if call is None:
            return
        outcome, cause = f.Outcome.ABANDONED, "hung-up-waiting"
        if call.answered_at is not None:
            outcome, cause = f.Outcome.ANSWERED, "normal"
        elif what % 3 == 0:
            outcome, cause = f.Outcome.TURNED_AWAY, ("closed", "waited-longest")[what % 2]
        elif call.agent_id:
            outcome = f.Outcome.NO_ANSWER
        self._change(
            call,
            f.CallEnded(
                call.call_id, f.CallPhase.ENDED, self.now, outcome, "customer", cause, None, None,
                0.0, f.LegState.NONE, None, None,
            ),
        )  # fmt: skip
        for monitor in list(self.monitors.values()):
            if monitor.call_id == call.call_id:
                self._stop_monitor(monitor)
        if call.agent_id:
            self._state(self.agents[call.agent_id], f.AgentState.WRAP_UP, call.call_id)
        else:
            del self.calls[call.call_id]

    # --- chats --------------------------------------------------------------------------------

    def chat_comes(self, who: int, what: int) -> None:
        team = TEAMS[what % 2]
        chat = ChatView(
            ChatId(f"h{self.seq}"), team.team_id, team.name, "widget", "Web visitor", {},
            ChatState.QUEUED, self.now, self.now,
        )  # fmt: skip
        self.chats[chat.chat_id] = chat
        self.tell(h.ChatQueued(copy.copy(chat)))

    def chat_moves(self, who: int, what: int) -> None:
        """To an agent, or back to a queue."""
        view, chat = self._agent(who), self._chat(what)
        if chat is None:
            return
        if chat.state is ChatState.OPEN and what % 2:
            team, before = TEAMS[who % 2], chat.agent_id
            self._change_chat(
                chat,
                h.ChatReturned(
                    chat.chat_id, ChatState.QUEUED, None, "", team.team_id, team.name, self.now,
                    None, False, "transferred",
                ),
            )  # fmt: skip
            self._count_chats(before)
        elif view is not None and view.state is not f.AgentState.OFFLINE:
            before = chat.agent_id
            after = copy.copy(chat)
            self._change_chat(
                chat,
                h.ChatOpened(
                    chat.chat_id, ChatState.OPEN, view.agent_id, view.name, self.now, after
                ),
            )
            self._count_chats(before)
            self._count_chats(view.agent_id)

    def chat_ends(self, who: int, what: int) -> None:
        chat = self._chat(what)
        if chat is not None:
            ended = h.ChatEnded(
                chat.chat_id, ChatState.ENDED, self.now, "visitor", None, False, False
            )
            self._change_chat(chat, ended)
            del self.chats[chat.chat_id]
            self._count_chats(chat.agent_id)

    def _chat(self, what: int) -> ChatView | None:
        found = list(self.chats.values())
        return found[what % len(found)] if found else None

    def _change_chat(self, chat: ChatView, fact: f.ChatFact) -> None:
        views.change_chat(chat, fact)
        self.tell(fact)

    def _count_chats(self, agent_id: AgentId | None) -> None:
        view = self.agents.get(agent_id) if agent_id is not None else None
        if view is None:
            return
        own = tuple(one.chat_id for one in self.chats.values() if one.agent_id == agent_id)
        since = (view.chatting_since or self.now) if own else None
        fact = h.AgentChatsChanged(view.agent_id, own, since)
        views.change_agent(view, fact)
        self.tell(fact)

    # --- the rest -----------------------------------------------------------------------------

    def line_dials(self, who: int, what: int) -> None:
        line = f.LineView(
            CallId(f"l{self.seq}"), LeadId("lead"), CampaignId(f"k{what % 2}"), TEAMS[0].team_id,
            "1", "", self.now,
        )  # fmt: skip
        self.lines[line.call_id] = (line, f.LineState.DIALLING)
        self.tell(f.LineDialled(line))

    def line_moves(self, who: int, what: int) -> None:
        if not self.lines:
            return
        call_id = list(self.lines)[who % len(self.lines)]
        line, state = self.lines[call_id]
        moves: dict[f.LineState, tuple[f.AnyFact, f.LineState]] = {
            f.LineState.DIALLING: (f.LineRinging(call_id), f.LineState.RINGING),
            f.LineState.RINGING: (f.LineAnswered(call_id), f.LineState.WAITING),
            f.LineState.WAITING: (f.LineAbandoned(call_id), f.LineState.MESSAGE),
        }
        if what % 3 == 0 or state not in moves:
            del self.lines[call_id]
            self.tell(f.LineConnected(call_id, AgentId("a0")))
            return
        fact, after = moves[state]
        self.lines[call_id] = (line, after)
        self.tell(fact)

    def monitor(self, who: int, what: int) -> None:
        supervisor = AgentId(f"s{who % 2}")
        known = self.monitors.get(supervisor)
        call = self._call(what, f.CallPhase.TALKING)
        if known is not None and what % 2:
            self._stop_monitor(known)
        elif call is not None:
            view = MonitorView(
                supervisor, f"Super {who % 2}", call.agent_id, call.call_id,
                MonitorMode.LISTEN, what % 3 > 0, self.now,
            )  # fmt: skip
            self.monitors[supervisor] = view
            self.tell(MonitorChanged(view))

    def _stop_monitor(self, monitor: MonitorView) -> None:
        del self.monitors[monitor.supervisor_id]
        self.tell(MonitorEnded(monitor.supervisor_id, monitor.call_id, "stopped"))

    def engine(self, who: int, what: int) -> None:
        self.engine_up = not self.engine_up
        self.tell(f.EngineChanged(self.engine_up))
