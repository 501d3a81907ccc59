"""Random days on the floor: nothing is refused half-way, nobody is stuck, nobody is left alone."""

import contextlib
import copy
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec import structs

from dockline.domain import chatcommands as cc, commands as c, monitor as m
from dockline.domain.callinghours import CallingHours
from dockline.domain.chatshown import AttachmentView, ChatState
from dockline.domain.errors import Refusal
from dockline.domain.facts import (
    AgentState,
    CallKind,
    CallPhase,
    LegState,
    LineState,
    RecordingState,
)
from dockline.domain.floor import chatqueue, lines, offering
from dockline.domain.ids import AgentId, CallId, LeadId, TeamId, call_room, is_spy_room
from dockline.domain.signals import DigitPressed, EngineAway, EngineBack, Inventory, Verdict
from dockline.domain.space import Blending
from dockline.domain.teamsettings import QueueSettings
from tests.support.floors import OTHERS, TEAM, World, lead_view

AGENTS = ("rishi", "siddhant", "mira")
SUPERVISORS = ("mira", "anna")
"""The first has a dock as well."""
FREE = (AgentState.READY, AgentState.PAUSED, AgentState.OFFLINE, AgentState.WRAP_UP)
ROUTING: dict[str, tuple[tuple[TeamId, ...], dict[str, int]]] = {
    "rishi": ((TEAM,), {}),
    "siddhant": ((TEAM, OTHERS), {"german": 3}),
    "mira": ((OTHERS, TEAM), {"german": 8}),
}
QUEUES = (
    (QueueSettings(), QueueSettings(miss_pauses=False, ring_seconds=5.0)),
    (
        QueueSettings(greeting="hello", callback_after=2.0, overflow_team=OTHERS, overflow_after=9),
        QueueSettings(most_waiting=2, callback_after=0.0, say_every=5.0),
    ),
    (
        QueueSettings(hours=CallingHours(days=((),) * 7), closed_team=OTHERS, longest_wait=20.0),
        QueueSettings(overflow_team=TEAM, overflow_after=3.0, ring_seconds=3.0),
    ),
)
TRACES = Path(__file__).parents[2] / "fixtures" / "dock_traces.json"


def _frozen(world: World) -> Any:
    floor = world.floor
    return copy.deepcopy(
        (
            {agent: person.view for agent, person in floor.agents.items()},
            {call_id: call for call_id, call in floor.calls.items()},
            {call_id: line for call_id, line in floor.lines.items()},
            {
                agent: (person.card, person.standing, person.chats)
                for agent, person in floor.agents.items()
            },
            floor.monitors,
            floor.chats,
            floor.chats_waiting,
            floor.seq,
        )
    )


class Days(RuleBasedStateMachine):
    @initialize(
        strip=st.sampled_from([0.0, 2.0]),
        recording=st.sampled_from(["off", "always"]),
        standby=st.booleans(),
        queues=st.sampled_from(QUEUES),
    )
    def begin(
        self, strip: float, recording: str, standby: bool, queues: tuple[QueueSettings, ...]
    ) -> None:
        self.world = World(
            dict(zip((TEAM, OTHERS), queues, strict=True)), strip_seconds=strip, recording=recording
        )
        self.leads = 0
        if standby:
            self.world.stand_by()
        for agent in AGENTS:
            self._comes(agent)

    def _comes(self, agent: str, page: str | None = None, leg_up: bool = False) -> None:
        teams, skills = ROUTING[agent]
        self.world.sign_in(agent, page=page, leg_up=leg_up, teams=teams, skills=skills)

    def _try(self, agent: str, order: c.DockOrder) -> None:
        before = _frozen(self.world)
        try:
            self.world.ask(agent, order)
        except Refusal:
            assert _frozen(self.world) == before, f"{order} was refused half-way"
            assert not self.world.floor.take().facts

    @rule(agent=st.sampled_from(AGENTS), same=st.booleans(), leg_up=st.booleans())
    def come(self, agent: str, same: bool, leg_up: bool) -> None:
        page = self.world.pages.get(AgentId(agent)) if same else None
        self._comes(agent, page=page, leg_up=leg_up and page is not None)

    @precondition(lambda self: self.world.pages)
    @rule(agent=st.sampled_from(AGENTS))
    def go(self, agent: str) -> None:
        if AgentId(agent) in self.world.pages:
            self.world.lose(agent)

    @rule(agent=st.sampled_from(AGENTS))
    def sign_out(self, agent: str) -> None:
        self.world.do(c.SignOut(agent_id=AgentId(agent)))

    @rule(agent=st.sampled_from(AGENTS), like=st.sampled_from(AGENTS))
    def account_changes(self, agent: str, like: str) -> None:
        teams, skills = ROUTING[like]
        if AgentId(agent) in self.world.floor.agents:
            self.world.reseat(agent, team_ids=teams, skills=skills)

    @rule(agent=st.sampled_from(AGENTS))
    def call(self, agent: str) -> None:
        before = _frozen(self.world)
        try:
            self.world.call(agent)
        except Refusal:
            assert _frozen(self.world) == before

    @rule(agent=st.sampled_from(AGENTS))
    def talk(self, agent: str) -> None:
        """Straight to a conversation, so that random days get past their mornings."""
        world = self.world
        try:
            call_id = world.call(agent)
        except Refusal:
            return
        world.wait(2)
        for role in ("agent", "customer"):
            leg = world.leg(call_id, role)
            if world.legs[leg].state != "up":  # one that stood by is up already
                world.answers(leg)

    @rule(on=st.booleans())
    def stand_by(self, on: bool) -> None:
        self.world.do(c.KeepStandby(team_ids=frozenset({TEAM}) if on else frozenset()))

    @rule(
        listen=st.booleans(),
        message=st.sampled_from(["", "hello"]),
        agent=st.sampled_from([None, *AGENTS]),
    )
    def dial_a_lead(self, listen: bool, message: str, agent: str | None) -> None:
        self.leads += 1
        self.world.line(
            f"lead-{self.leads}",
            listen=listen,
            machine_message=message,
            agent_id=AgentId(agent) if agent else None,
        )

    @rule(
        supervisor=st.sampled_from(SUPERVISORS),
        agent=st.sampled_from(AGENTS),
        mode=st.sampled_from(list(m.MonitorMode)),
        what=st.sampled_from(["ask", "come", "come", "mode", "stop", "take over"]),
    )
    def watch(self, supervisor: str, agent: str, mode: m.MonitorMode, what: str) -> None:
        world, me = self.world, AgentId(supervisor)
        before = _frozen(world)
        try:
            match what:
                case "ask":
                    world.monitor(supervisor, agent, mode, (TEAM,))
                case "come":
                    world.monitor(supervisor, agent, mode)
                    leg = world.floor.monitors[me].leg.leg_id
                    if world.legs[leg].state != "up":
                        world.answers(leg)
                case "mode":
                    if me in world.floor.monitors:
                        world.monitor(supervisor, world.floor.monitors[me].view.agent_id, mode)
                case "stop":
                    world.do(m.StopMonitor(supervisor_id=me))
                case _:
                    world.do(m.TakeOver(supervisor_id=me, agent_id=AgentId(agent)))
        except Refusal:
            assert _frozen(world) == before, f"{what} was refused half-way"

    @rule(agent=st.sampled_from(AGENTS), early=st.booleans())
    def reach_a_lead(self, agent: str, early: bool) -> None:
        """Straight to the dialer's conversation, where somebody is free."""
        world = self.world
        leg = world.standing(agent)
        if leg is not None and world.legs[leg].state == "new" and not early:
            world.answers(leg)
        self.leads += 1
        world.answers(world.leg(world.line(f"lead-{self.leads}"), "customer"))

    @precondition(lambda self: self.world.legs)
    @rule(data=st.data(), verdict=st.sampled_from(list(Verdict)))
    def judge(self, data: st.DataObject, verdict: Verdict) -> None:
        leg = data.draw(st.sampled_from(sorted(self.world.legs)))
        if self.world.legs[leg].state == "up":
            self.world.judges(leg, verdict)

    @precondition(lambda self: self.world.playing)
    @rule(data=st.data())
    def play_out(self, data: st.DataObject) -> None:
        self.world.plays_out(data.draw(st.sampled_from(sorted(self.world.playing))))

    @rule()
    def cancel_lines(self) -> None:
        self.world.do(c.CancelLines(call_ids=tuple(self.world.floor.lines)))

    @rule(agent=st.sampled_from(AGENTS), accept=st.booleans())
    def card(self, agent: str, accept: bool) -> None:
        world = self.world
        before = _frozen(world)
        self.leads += 1
        try:
            world.show(agent, f"lead-{self.leads}")
        except Refusal:
            assert _frozen(world) == before
            return
        if not accept:
            return
        try:
            world.do(
                c.StartCall(
                    call_id=world.new_call_id(),
                    agent_id=AgentId(agent),
                    number="442079460101",
                    caller_id="",
                    custom={},
                    kind=CallKind.PREVIEW,
                    lead=lead_view(f"lead-{self.leads}"),
                    wrap_up_seconds=5.0,
                    ring_seconds=20.0,
                )
            )
        except Refusal:
            return
        assert world.docks[AgentId(agent)].card is None

    @rule(
        team=st.sampled_from([TEAM, OTHERS]),
        skills=st.sampled_from([(), ("german",)]),
        priority=st.sampled_from([0, 1]),
        callable_=st.booleans(),
        answered=st.booleans(),
    )
    def caller(
        self, team: TeamId, skills: tuple[str, ...], priority: int, callable_: bool, answered: bool
    ) -> None:
        world = self.world
        call_id = world.caller(team, skills=skills, priority=priority, may_call_back=callable_)
        if answered:
            world.answers(world.leg(call_id, "customer"))

    @precondition(lambda self: self.world.floor.queues.calls())
    @rule(data=st.data(), how=st.sampled_from(["hangs up", "presses 1", "hears it"]))
    def caller_does(self, data: st.DataObject, how: str) -> None:
        world = self.world
        call_id = data.draw(st.sampled_from(sorted(world.floor.queues.calls())))
        leg = world.floor.calls[call_id].customer_leg
        if leg is None or leg not in world.legs:
            return
        if how == "hangs up":
            world.end(leg)
        elif how == "presses 1":
            world.presses(leg, "1")
        elif world.said.get(leg):
            world.plays_out(leg)

    @rule(agent=st.sampled_from(AGENTS), connects=st.booleans())
    def somebody_answers(self, agent: str, connects: bool) -> None:
        self.take_caller(agent, connects)

    def take_caller(self, agent: str, connects: bool) -> None:
        """Whose dock rings answers; their phone is up, or cannot be reached."""
        world = self.world
        person = world.floor.agents.get(AgentId(agent))
        if person is None or person.view.state is not AgentState.RINGING:
            return
        call_id = person.view.call_id
        assert call_id is not None
        self._try(agent, c.AnswerOffer(call_id=call_id))
        call = world.floor.calls[call_id]
        leg = call.agent_leg if call.view.transfer is None else call.target_leg
        if leg in world.legs and world.legs[leg].state != "up":
            world.answers(leg) if connects else world.end(leg, reason="phone-unreachable")

    @rule(team=st.sampled_from([TEAM, OTHERS]), called_back=st.booleans())
    def caller_talks(self, team: TeamId, called_back: bool) -> None:
        """Straight to a conversation with somebody who came in, or to be called back."""
        world = self.world
        call_id = world.caller(team)
        leg = world.leg(call_id, "customer")
        world.answers(leg)
        if call_id in world.floor.calls and world.said.get(leg):
            world.plays_out(leg)
        if called_back:
            world.wait(2.0)
            world.presses(leg, "1")
        call = world.floor.calls.get(call_id)
        agent = call.view.queue.offered_to if call is not None and call.view.queue else None
        if agent is not None:
            self.take_caller(agent, True)

    @rule(team=st.sampled_from([TEAM, OTHERS]))
    def queue_call(self, team: TeamId) -> None:
        before = _frozen(self.world)
        try:
            self.world.queue_call(team)
        except Refusal:
            assert _frozen(self.world) == before

    @rule(queues=st.sampled_from(QUEUES), blend=st.booleans())
    def settings_change(self, queues: tuple[QueueSettings, ...], blend: bool) -> None:
        world = self.world
        world.set_queues(dict(zip((TEAM, OTHERS), queues, strict=True)))
        world.floor.settings = structs.replace(
            world.floor.settings, blending=Blending(calls_while_chatting=blend)
        )
        world.do(c.Tick())

    @rule(asker=st.sampled_from(AGENTS), asked=st.sampled_from(AGENTS), blind=st.booleans())
    def consult(self, asker: str, asked: str, blind: bool) -> None:
        person = self.world.floor.agents.get(AgentId(asker))
        call_id = (person.view.call_id if person else None) or CallId("none")
        order = c.Transfer(call_id=call_id, blind=blind, target_kind="agent", target=asked)
        try:
            self.world.ask(asker, order)
        except Refusal:
            return
        self.world.ask(asked, c.AnswerOffer(call_id=call_id))
        self.world.answers(self.world.leg(call_id, "target"))

    @rule(
        agent=st.sampled_from(AGENTS),
        what=st.sampled_from(
            [
                c.HangUpCall,
                c.Hold,
                c.Resume,
                c.HandOver,
                c.Swap,
                c.JoinAll,
                c.DropTarget,
                c.AnswerOffer,
                c.DeclineOffer,
                c.CallNow,
                c.GoReady,
                c.ExtendWrapUp,
            ]
        ),
    )
    def ask(self, agent: str, what: Any) -> None:
        person = self.world.floor.agents.get(AgentId(agent))
        call_id = (person.view.call_id if person else None) or CallId("none")
        takes = "call_id" in what.__struct_fields__
        self._try(agent, what(call_id=call_id) if takes else what())

    @rule(
        agent=st.sampled_from(AGENTS),
        blind=st.booleans(),
        goal=st.sampled_from([("agent", name) for name in AGENTS] + [("number", "442079460101")]),
    )
    def transfer(self, agent: str, blind: bool, goal: Any) -> None:
        person = self.world.floor.agents.get(AgentId(agent))
        call_id = (person.view.call_id if person else None) or CallId("none")
        kind, whom = goal
        self._try(agent, c.Transfer(call_id=call_id, blind=blind, target_kind=kind, target=whom))

    @rule(agent=st.sampled_from(AGENTS), muted=st.booleans())
    def small_things(self, agent: str, muted: bool) -> None:
        person = self.world.floor.agents.get(AgentId(agent))
        call_id = (person.view.call_id if person else None) or CallId("none")
        self._try(agent, c.MuteCall(call_id=call_id, muted=muted))
        self._try(agent, c.PressDigits(call_id=call_id, digits="12"))
        self._try(agent, c.WriteNote(call_id=call_id, note="note"))
        self._try(agent, c.SetRecording(call_id=call_id, on=muted))
        self._try(agent, c.Pause(reason="Tea"))
        self._try(agent, c.FinishWrapUp(call_id=call_id, note="done"))

    @precondition(lambda self: self.world.legs)
    @rule(data=st.data(), early=st.booleans())
    def ring(self, data: st.DataObject, early: bool) -> None:
        leg = data.draw(st.sampled_from(sorted(self.world.legs)))
        if self.world.legs[leg].state == "new":
            self.world.rings(leg, early=early)

    @precondition(lambda self: self.world.legs)
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        leg = data.draw(st.sampled_from(sorted(self.world.legs)))
        if self.world.legs[leg].state != "up":
            self.world.answers(leg)

    @precondition(lambda self: self.world.legs)
    @rule(data=st.data(), status=st.sampled_from([486, 404, 503, 200, None]))
    def leg_ends(self, data: st.DataObject, status: int | None) -> None:
        leg = data.draw(st.sampled_from(sorted(self.world.legs)))
        self.world.end(leg, sip_status=status)

    @precondition(lambda self: self.world.legs)
    @rule(data=st.data())
    def digit(self, data: st.DataObject) -> None:
        leg = data.draw(st.sampled_from(sorted(self.world.legs)))
        tags = self.world.legs[leg].tags
        self.world.do(DigitPressed(leg_id=leg, tags=tags, digit="7"))

    @precondition(lambda self: self.world.recording)
    @rule(data=st.data())
    def recording_breaks_off(self, data: st.DataObject) -> None:
        self.world.breaks_off(data.draw(st.sampled_from(sorted(self.world.recording))))

    @rule()
    def flush(self) -> None:
        self.world.flush()

    @rule(seconds=st.sampled_from([0.5, 3.0, 11.0, 31.0, 61.0]))
    def wait(self, seconds: float) -> None:
        self.world.wait(seconds)

    @rule(died=st.booleans(), data=st.data())
    def engine_goes_and_comes(self, died: bool, data: st.DataObject) -> None:
        world = self.world
        if died:
            world.dies()
            world.do(EngineAway(died=True, reason="killed"))
            world.do(EngineBack(inventory=Inventory()))
            for agent, person in world.floor.agents.items():
                if person.view.linked:
                    self._comes(agent, page=person.page_id)
            return
        world.do(EngineAway(died=False, reason="socket"))
        # What is found out when it is there again is told first, a little before the rest.
        for leg in sorted(world.legs):
            what = data.draw(st.sampled_from(["stays", "goes", "is told gone", "is answered"]))
            match what:
                case "goes":
                    del world.legs[leg]
                    world.forget(leg)
                case "is told gone":
                    world.end(leg, reason="engine-away")
                case "is answered" if world.legs[leg].state != "up":
                    world.answers(leg)
        world.do(EngineBack(inventory=world.inventory()))

    @rule(at_once=st.booleans())
    def the_server_dies(self, at_once: bool) -> None:
        """The next one finds the records and the engine; docks return to it, or do not."""
        world = self.world
        docks = {
            agent: person.page_id
            for agent, person in world.floor.agents.items()
            if person.view.linked
        }
        world.restart()
        for agent, page in docks.items():
            if at_once:
                self._comes(agent, page=page, leg_up=True)

    @rule(team=st.sampled_from([TEAM, TEAM, OTHERS]), text=st.sampled_from(["", "Hello"]))
    def visitor_comes(self, team: Any, text: str) -> None:
        if len(self.world.floor.chats) < 12:
            self.world.chat(text, team)

    @precondition(lambda self: self.world.floor.chats)
    @rule(data=st.data(), what=st.sampled_from(["says", "again", "types", "goes", "comes", "ends"]))
    def visitor_does(self, data: st.DataObject, what: str) -> None:
        world = self.world
        chat_id = data.draw(st.sampled_from(sorted(world.floor.chats)))
        with contextlib.suppress(Refusal):  # of one that has ended
            match what:
                case "says" | "again":
                    world.say(chat_id, "And?", "the-same" if what == "again" else "")
                case "types":
                    world.do(cc.VisitorTypes(chat_id=chat_id, typing=data.draw(st.booleans())))
                case "goes" | "comes":
                    world.do(cc.VisitorHere(chat_id=chat_id, here=what == "comes"))
                case "ends":
                    world.do(cc.VisitorEnds(chat_id=chat_id))

    @precondition(lambda self: self.world.floor.chats)
    @rule(
        data=st.data(),
        agent=st.sampled_from(AGENTS),
        goal=st.sampled_from([("agent", name) for name in AGENTS] + [("team", OTHERS)]),
    )
    def agent_chats(self, data: st.DataObject, agent: str, goal: Any) -> None:
        chat_id = data.draw(st.sampled_from(sorted(self.world.floor.chats)))
        kind, whom = goal
        orders: list[c.DockOrder] = [
            cc.SendChat(chat_id=chat_id, line_id="the-same", text="One moment"),
            cc.SendChat(chat_id=chat_id, line_id=str(self.world.now), text=" "),
            cc.TypeChat(chat_id=chat_id, typing=True),
            cc.ReadChat(chat_id=chat_id, seq=3),
            cc.NoteChat(chat_id=chat_id, note="a note"),
            cc.TransferChat(chat_id=chat_id, target_kind=kind, target=whom),
            cc.EndChat(chat_id=chat_id),
            cc.CloseChat(chat_id=chat_id),
        ]
        self._try(agent, data.draw(st.sampled_from(orders)))

    @rule(limit=st.sampled_from([0, 1, 3]), blended=st.booleans())
    def chat_settings(self, limit: int, blended: bool) -> None:
        floor = self.world.floor
        self.world.set_teams(chats_per_agent=limit)
        blending = Blending(chats_while_talking=blended)
        floor.settings = msgspec.structs.replace(floor.settings, blending=blending)
        self.world.do(c.Tick())

    @invariant()
    def each_chat_is_somebodys_or_waits(self) -> None:
        if not hasattr(self, "world"):
            return
        world, floor = self.world, self.world.floor
        waits = [one for line in floor.chats_waiting.values() for one in line]
        has = [one for person in floor.agents.values() for one in person.chats]
        assert sorted(waits + has) == sorted(floor.chats), "once, and nowhere else"
        for chat_id, chat in floor.chats.items():
            assert chat.view.lines == tuple(world.chat_lines.get(chat_id, ()))[-500:]
            assert [line.seq for line in chat.view.lines] == list(range(1, chat.said + 1))
            assert (chat.view.state is ChatState.QUEUED) is (chat_id in waits)
            if chat_id in waits:
                assert chat_id in floor.chats_waiting[chat.view.team_id]
                free = [
                    one
                    for one in floor.agents.values()
                    if chatqueue.has_room(floor, one, chat.view.team_id)
                ]
                assert not free, "somebody waits while somebody has room"
        for person in floor.agents.values():
            me = person.view
            going_on = tuple(one for one in person.chats if floor.chats[one].open)
            assert me.chats == going_on
            assert (me.chatting_since is not None) is bool(going_on)
            if me.state is AgentState.OFFLINE and going_on:
                assert person.lost_at is not None, "who has left has no chats"
                assert world.now <= person.lost_at + floor.settings.dock_grace_seconds
            assert all(floor.chats[one].view.agent_id == me.agent_id for one in person.chats)

    @invariant()
    def nobody_is_alone_without_reason(self) -> None:
        if not hasattr(self, "world"):
            return
        world = self.world
        for call in world.floor.calls.values():
            view = call.view
            if view.phase is CallPhase.TALKING and view.transfer is None and not call.released:
                agent, customer = call.agent_leg, call.customer_leg
                if view.agent_leg is LegState.UP and agent in world.legs and customer in world.legs:
                    assert world.legs[agent].room == world.legs[customer].room is not None
                    assert world.legs[agent].room not in world.music
                elif view.agent_leg is LegState.LOST and customer in world.legs:
                    assert world.music_for(customer) is not bool(call.barged)
            if view.phase is CallPhase.HELD and call.customer_leg in world.legs:
                assert world.music_for(call.customer_leg) is not bool(call.barged)
            on = view.recording is RecordingState.ON
            going = [name for name in call.recordings if name in world.recording]
            assert going == (call.recordings[-1:] if on else []), "the one that is shown"
            if view.phase in (CallPhase.TALKING, CallPhase.HELD) and not call.released:
                assert view.agent_leg is not LegState.NONE, "nobody is on their way to the customer"
            if call.open and view.agent_leg is LegState.UP:
                assert call.up(call.agent_leg), "a dock that shows its phone connected has a leg"
                assert not call.rejoining, "lost again, it would not be missed"
            if call.open and view.agent_leg is LegState.LOST and not call.released:
                assert view.rejoin_until is not None
                assert world.now <= view.rejoin_until, "who is lost is waited for, and not for ever"

    @invariant()
    def people_and_calls_agree(self) -> None:
        if not hasattr(self, "world"):
            return
        floor = self.world.floor
        for agent_id, person in floor.agents.items():
            me = person.view
            if me.state in (AgentState.TALKING, AgentState.HELD, AgentState.DIALLING):
                assert me.call_id is not None
                assert me.call_id in floor.calls, me
                assert floor.calls[me.call_id].open
            if me.state in (AgentState.READY, AgentState.PAUSED):
                assert me.call_id is None
            elif me.state in (AgentState.TALKING, AgentState.RINGING):
                assert me.call_id is not None
                view = floor.calls[me.call_id].view
                target = view.transfer.target if view.transfer is not None else None
                offered = view.queue.offered_to if view.queue is not None else None
                assert agent_id in (view.agent_id, target, offered), (me, view)
            if me.call_id is not None:
                assert agent_id in floor.watchers[me.call_id]
        for call in floor.calls.values():
            assert call.open or floor.watchers[call.view.call_id]

    @invariant()
    def phones_stand_by_and_nobody_waits_in_vain(self) -> None:
        if not hasattr(self, "world"):
            return
        world = self.world
        floor = world.floor
        for agent_id, person in floor.agents.items():
            me, leg = person.view, person.standing
            assert me.standby is (leg is not None)
            if person.card is not None:
                assert me.state is AgentState.READY
                assert floor.settings.blending.gives_calls(me.chats)
            if leg is not None and me.state is AgentState.READY and leg.leg_id in world.legs:
                assert world.legs[leg.leg_id].room is None, "who waits hears nobody"
                assert leg.leg_id not in world.muted
            assert leg is None or leg.leg_id not in world.hung, agent_id
        for line in floor.lines.values():
            if line.state is LineState.WAITING:
                assert line.wait_until is not None
                assert world.now <= line.wait_until
                team = [
                    one for one in floor.agents.values() if line.view.team_id in one.seat.team_ids
                ]
                free = [one for one in team if lines.is_free(floor, one)]
                assert not free, "somebody waits while somebody is free"
            if line.state is LineState.MESSAGE and line.leg.leg_id in world.legs:
                assert line.leg.leg_id in world.playing or line.leg.leg_id in world.hung
        for leg_id, alone in world.legs.items():
            tags = alone.tags
            if tags.lead_id is None or tags.role != "customer" or tags.agent_id is not None:
                continue
            if tags.call_id in floor.lines or tags.call_id in floor.calls:
                continue
            left = floor.leftovers.get(leg_id)
            waits = left is not None and (alone.state != "up" or left.listens)
            assert waits or leg_id in world.playing or leg_id in world.hung

    @invariant()
    def supervisors_hear_what_they_asked_for(self) -> None:
        if not hasattr(self, "world"):
            return
        world = self.world
        floor = world.floor
        barged: dict[CallId, list[str]] = {}
        for me, monitor in floor.monitors.items():
            view, leg, call = monitor.view, monitor.leg.leg_id, floor.calls[monitor.view.call_id]
            assert call.open
            assert leg in world.legs
            assert leg not in world.hung
            spy, place = world.spied(me), world.legs[leg].room
            if not view.up:
                assert spy is None
                assert place is None
            elif view.mode is m.MonitorMode.BARGE:
                barged.setdefault(view.call_id, []).append(view.supervisor)
                assert spy is None
                assert place == call_room(view.call_id)
            else:
                assert [one.room for one in world.legs.values()].count(place) == 1, "alone"
                own = call.view.agent_id == view.agent_id and not call.released
                ear = call.agent_leg if own else call.target_leg
                assert (spy is not None) is call.up(ear), view
                if spy is not None:
                    whispers = view.mode is m.MonitorMode.WHISPER
                    assert (spy.leg_id, spy.room_id, spy.whisper) == (ear, place, whispers)
        assert len(world.spies) == sum(world.spied(me) is not None for me in floor.monitors)
        rooms = {room for room in world.rooms if is_spy_room(room)}
        assert rooms == {one.room for one in floor.monitors.values() if one.opened}
        for call_id, call in floor.calls.items():
            assert call.view.barged == ", ".join(barged.get(call_id, ())), call.view

    @invariant()
    def queues_hold_who_waits_and_nobody_else(self) -> None:
        if not hasattr(self, "world"):
            return
        world, floor = self.world, self.world.floor
        waiting = {one: call for one, call in floor.calls.items() if call.wait is not None}
        assert set(floor.queues.calls()) == {
            one for one, call in floor.calls.items() if call.view.phase is CallPhase.QUEUED
        }
        assert set(floor.queues.calls()) == set(waiting)
        for team_id in (TEAM, OTHERS):
            line = sorted(
                (-queue.priority, queue.since, call_id)
                for call_id, call in waiting.items()
                if (queue := call.view.queue) is not None and queue.team_id == team_id
            )
            assert floor.queues.waiting(team_id) == len(line)
            assert [floor.queues.place(key[2]) for key in line] == list(range(1, len(line) + 1))
            members = [one for one in floor.agents.values() if team_id in one.seat.team_ids]
            assert floor.queues.signed_in(team_id) == len(
                [one for one in members if one.view.state is not AgentState.OFFLINE]
            )
            assert floor.queues.free(team_id) == sorted(
                (*one.idle, one.view.agent_id)
                for one in members
                if offering.may_be_rung(floor, one)
            )
        for call_id, call in waiting.items():
            queue, leg = call.view.queue, call.customer_leg
            assert queue is not None
            assert call.view.agent_id == ""
            assert call.wait is not None
            assert (leg is None) is queue.callback
            if leg in world.legs and call.wait.greeted:
                assert world.music_for(leg), "who waits hears music"
            if queue.offered_to is not None:
                me = floor.agents[queue.offered_to].view
                assert (me.state, me.call_id) == (AgentState.RINGING, call_id)
                assert call.offer_until is not None
                assert world.now <= call.offer_until
            elif queue.callback or call.wait.greeted:
                for agent_id, person in floor.agents.items():
                    fits = queue.team_id in person.seat.team_ids and all(
                        one in person.seat.skills for one in queue.skills
                    )
                    passed = agent_id in call.wait.passed
                    assert not (fits and not passed and offering.may_be_rung(floor, person)), (
                        "somebody waits while somebody is free"
                    )
        for leg in world.waiting:
            call_of = floor.calls.get(world.legs[leg].tags.call_id)
            assert leg in world.hung or (call_of is not None and call_of.customer_leg == leg)

    def teardown(self) -> None:
        """Everybody hangs up: every call ends, every agent is free, nothing is left over."""
        if not hasattr(self, "world"):
            return
        world = self.world
        for leg in sorted(world.legs):
            if leg in world.legs:
                world.end(leg)
                world.flush()
        world.wait(200)
        for leg in sorted(world.legs):  # legs rung again meanwhile
            if leg in world.legs:
                world.end(leg)
        for chat_id in sorted(world.floor.chats):
            world.do(cc.VisitorHere(chat_id=chat_id, here=False))
        world.wait(400)  # nobody comes back
        assert not [chat for chat in world.floor.chats.values() if chat.open]
        assert not world.floor.chats_waiting
        assert not any(person.view.chats for person in world.floor.agents.values())
        world.flush()
        # Nobody takes the callbacks any more: they are given up.
        world.now += 86_400
        world.do(c.Tick())
        world.wait(200)
        world.flush()
        assert not world.floor.queues.calls()
        assert not world.floor.farewells
        assert not world.floor.queues.waiting(TEAM)
        assert not world.floor.queues.waiting(OTHERS)
        assert not [call for call in world.floor.calls.values() if call.open]
        assert not world.floor.lines
        assert not world.floor.leftovers
        assert not world.floor.apologised
        assert not world.rooms, world.rooms
        assert not world.recording
        assert not world.spies
        assert not world.floor.monitors
        for person in world.floor.agents.values():
            assert person.view.state in FREE, person
            assert person.view.call_id is None


# Seventeen seconds of a processor, and as many times that as others have it.
TestDays = pytest.mark.timeout(900)(Days.TestCase)
TestDays.settings = settings(
    max_examples=250,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def _story() -> list[dict[str, Any]]:
    """One long day that brings about every kind of fact, for the dock's reducer."""
    world = World(recording="on_demand", strip_seconds=2)
    world.sign_in("rishi", page="page-one")
    world.sign_in("siddhant", page="page-two")
    call_id = CallId("11111111-1111-4111-8111-111111111111")
    world.do(
        c.StartCall(
            call_id=call_id,
            agent_id=AgentId("rishi"),
            number="442079460100",
            caller_id="442079460000",
            custom={"name": "Alex", "order": {"id": 48213}},
        )
    )
    world.wait(2)
    world.answers(world.leg(call_id, "agent"))
    world.rings(world.leg(call_id, "customer"), early=True)
    world.answers(world.leg(call_id, "customer"))
    world.ask("rishi", c.MuteCall(call_id=call_id, muted=True))
    world.ask("rishi", c.PressDigits(call_id=call_id, digits="12"))
    tags = world.legs[world.leg(call_id, "customer")].tags
    world.do(DigitPressed(leg_id=world.leg(call_id, "customer"), tags=tags, digit="9"))
    world.ask("rishi", c.SetRecording(call_id=call_id, on=True))
    world.ask("rishi", c.Hold(call_id=call_id))
    world.wait(3)
    world.ask("rishi", c.Resume(call_id=call_id))
    world.lose("rishi")
    world.sign_in("rishi", page="page-three")
    world.flush()
    world.answers(world.leg(call_id, "agent"))
    world.do(EngineAway(died=False, reason="socket"))
    world.do(EngineBack(inventory=world.inventory()))
    world.ask(
        "rishi",
        c.Transfer(call_id=call_id, blind=False, target_kind="agent", target="siddhant"),
    )
    world.ask("siddhant", c.AnswerOffer(call_id=call_id))
    world.answers(world.leg(call_id, "target"))
    world.ask("rishi", c.Swap(call_id=call_id))
    world.ask("rishi", c.JoinAll(call_id=call_id))
    world.ask("rishi", c.HandOver(call_id=call_id))
    world.flush()
    world.ask("siddhant", c.HangUpCall(call_id=call_id))
    world.flush()
    world.ask("rishi", c.WriteNote(call_id=call_id, note="Wants a test call"))
    world.ask("rishi", c.FinishWrapUp(call_id=call_id, note="Done", disposition="Sold"))
    world.wait(100)
    world.ask("siddhant", c.Pause(reason="Lunch"))
    _callers(world)
    _leads(world)
    _chats(world)
    _visit(world)
    return world.traces


def _callers(world: World) -> None:
    """One who is missed, then taken; one who is called back; one who hangs up."""
    call_id = world.waits(line_name="Order line")
    world.wait(20)
    world.ask("rishi", c.GoReady())
    world.wait(11)
    world.ask("rishi", c.AnswerOffer(call_id=call_id))
    world.answers(world.leg(call_id, "agent"))
    world.end(world.leg(call_id, "customer"))
    world.ask("rishi", c.FinishWrapUp(call_id=call_id))
    called = world.queue_call(name="Alex")
    world.ask("rishi", c.AnswerOffer(call_id=called))
    world.answers(world.leg(called, "agent"))
    world.end(world.leg(called, "customer"), sip_status=486)
    world.ask("rishi", c.FinishWrapUp(call_id=called))
    gone = world.waits()
    world.ask("rishi", c.AnswerOffer(call_id=gone))
    world.end(world.leg(gone, "customer"))
    world.flush()


def _leads(world: World) -> None:
    """A card, and a call of the dialer on a phone that stands by."""
    world.show("rishi")
    world.do(c.TakeCard(agent_id=AgentId("rishi"), lead_id=LeadId("lead-1"), why="skipped"))
    world.stand_by()
    leg = world.standing("rishi")
    assert leg is not None
    world.answers(leg)
    line = world.line("lead-2")
    world.answers(world.leg(line, "customer"))
    world.end(world.leg(line, "customer"))
    world.ask("rishi", c.FinishWrapUp(call_id=line, disposition="sold"))
    world.do(c.KeepStandby(team_ids=frozenset()))
    world.flush()


def _visit(world: World) -> None:
    """A supervisor comes into a call, and leaves it."""
    call_id = world.call("rishi")
    world.wait(2)
    world.answers(world.leg(call_id, "agent"))
    world.answers(world.leg(call_id, "customer"))
    world.watches("anna", "rishi", m.MonitorMode.BARGE)
    world.do(m.StopMonitor(supervisor_id=AgentId("anna")))


def _chats(world: World) -> None:
    """A chat from hand to hand, and one whose agent does not answer."""
    chat_id = world.chat("Where is my order?")
    world.do(cc.VisitorTypes(chat_id=chat_id, typing=True))
    world.say(chat_id, "It is number 48213")
    world.ask("rishi", cc.ReadChat(chat_id=chat_id, seq=3))
    world.ask("rishi", cc.TypeChat(chat_id=chat_id, typing=True))
    label = AttachmentView("file-1", "label.png", "image/png", 1200)
    world.do(cc.AgentSays(AgentId("rishi"), chat_id, "agent-1", "Let me see", (label,)))
    world.ask("rishi", cc.NoteChat(chat_id=chat_id, note="Order 48213"))
    world.do(cc.VisitorHere(chat_id=chat_id, here=False))
    world.do(cc.VisitorHere(chat_id=chat_id, here=True))
    world.ask("rishi", cc.TransferChat(chat_id=chat_id, target_kind="agent", target="siddhant"))
    world.ask("siddhant", cc.TransferChat(chat_id=chat_id, target_kind="team", target=TEAM))
    world.wait(130)  # too long for rishi, and nobody else is ready
    world.ask("rishi", cc.EndChat(chat_id=chat_id))
    world.ask("rishi", cc.CloseChat(chat_id=chat_id))


def test_the_docks_traces_are_those_of_today() -> None:
    """The dock's own reducer is tested with these cases; rewrite them by DOCKLINE_WRITE=1."""
    import os

    now = json.loads(msgspec.json.encode(_story()))
    if os.environ.get("DOCKLINE_WRITE"):
        TRACES.write_text(json.dumps(now, indent=1, sort_keys=True) + "\n")
    assert json.loads(TRACES.read_text()) == now
    seen = {frame["fact"]["type"] for trace in now for frame in trace["frames"]}
    from dockline.domain.facts import Fact

    every = {kind.__struct_config__.tag for kind in Fact.__subclasses__()}
    # a dock's first fact about itself comes with its first snapshot, and lines are for no dock
    of_lines = {kind for kind in every if str(kind).startswith("line_")}
    of_boards = {"call_queued", "chat_queued", "monitor_changed", "monitor_ended"}
    assert every - seen == {"agent_signed_in"} | of_lines | of_boards
