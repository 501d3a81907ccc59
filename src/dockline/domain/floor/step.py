"""One step of a floor: a command or signal in, facts and orders out."""

from collections.abc import Callable
from typing import Any, Final

from dockline.domain import chatcommands as cc, commands as c, monitor as m, signals as s
from dockline.domain.errors import NotLoggedIn
from dockline.domain.facts import AgentState, CallKind, CallPhase, LineState
from dockline.domain.floor import (
    agent_leg,
    arriving,
    calling,
    cards,
    chatdesk,
    chatqueue,
    chatting,
    farewells,
    leaving,
    leftovers,
    legs,
    lines,
    monitoring,
    offering,
    presence,
    reconcile,
    recording,
    returning,
    standby,
    takeover,
    transferring,
    waiting,
    wrapping,
)
from dockline.domain.floor.state import Floor, Step
from dockline.domain.ids import AgentId, CallId, ChatId, LegId

# What a dock may ask for; each is (floor, agent, order, now) -> None and may raise a Refusal.
_ASKED: Final[dict[type, Callable[[Floor, AgentId, Any, float], None]]] = {
    c.GoReady: presence.ready,
    c.Pause: presence.pause,
    c.CallNow: calling.call_now,
    c.Hold: calling.hold,
    c.Resume: calling.resume,
    c.MuteCall: calling.mute,
    c.PressDigits: calling.press,
    c.SetRecording: calling.set_recording,
    c.Transfer: transferring.transfer,
    c.HandOver: transferring.hand_over,
    c.Swap: transferring.swap,
    c.JoinAll: transferring.join_all,
    c.DropTarget: transferring.drop_target,
    c.AnswerOffer: offering.answer,
    c.DeclineOffer: offering.decline,
    c.WriteNote: wrapping.write_note,
    c.ExtendWrapUp: wrapping.extend,
    c.FinishWrapUp: wrapping.finish,
    cc.SendChat: chatdesk.send,
    cc.TypeChat: chatdesk.types,
    cc.ReadChat: chatdesk.reads,
    cc.TransferChat: chatdesk.transfer,
    cc.NoteChat: chatdesk.note,
    cc.EndChat: chatdesk.end,
    cc.CloseChat: chatdesk.close,
}

_HAPPENED: Final[dict[type, Callable[[Floor, Any, float], None]]] = {
    c.SignIn: presence.sign_in,
    c.Reseat: presence.reseat,
    c.DockLost: presence.dock_lost,
    c.PhoneReady: presence.phone_ready,
    c.PhoneLost: presence.phone_lost,
    c.SignOut: presence.sign_out,
    c.ShowCard: cards.show,
    c.TakeCard: cards.take,
    c.StartLine: lines.start,
    c.CancelLines: lines.cancel,
    c.KeepStandby: standby.keep,
    m.StartMonitor: monitoring.start,
    m.StopMonitor: monitoring.stop,
    m.TakeOver: takeover.take_over,
    c.CallerArrives: arriving.arrive,
    c.QueueCall: arriving.queue_call,
    cc.StartChat: chatting.start,
    cc.VisitorSays: chatting.visitor_says,
    cc.VisitorTypes: chatting.visitor_types,
    cc.VisitorReads: chatting.visitor_reads,
    cc.VisitorHere: chatting.visitor_here,
    cc.VisitorEnds: chatting.visitor_ends,
    cc.AgentSays: chatdesk.says,
    s.LegRinging: legs.ringing,
    s.LegAnswered: legs.answered,
    s.LegEnded: legs.ended,
    s.LegJudged: legs.judged,
    s.PlayEnded: legs.played,
    s.DigitPressed: legs.digit,
    s.RecordingEnded: recording.ended,
    s.EngineAway: legs.engine_away,
    s.EngineBack: reconcile.engine_back,
}

_CALL_ALARMS: Final[dict[str, Callable[[Floor, CallId, float], None]]] = {
    "strip": calling.strip_over,
    "rejoin": transferring.rejoin_over,
    "ring-again": agent_leg.ring_again,
    "offer": transferring.offer_over,
    "return": returning.over,
    "line": lines.wait_over,
    "queue": waiting.look,
}
_LEG_ALARMS: Final[dict[str, Callable[[Floor, LegId, float], None]]] = {
    "farewell": farewells.over,
    "leftover": leftovers.rung,
}
_AGENT_ALARMS: Final[dict[str, Callable[[Floor, AgentId, float], None]]] = {
    "grace": presence.grace_over,
    "wrap-up": wrapping.over,
    "card": cards.over,
    "stand": standby.settle,
    "settings": waiting.settings_seen,
    "chats-away": chatqueue.away_over,
}
_CHAT_ALARMS: Final[dict[str, Callable[[Floor, ChatId, float], None]]] = {
    "chat-unanswered": chatting.unanswered_over,
    "chat-idle": chatting.idle_over,
    "chat-gone": chatting.gone_over,
}


def step(floor: Floor, what: c.Command | s.Signal, now: float) -> Step:
    """Carry out one command or signal. Raises a Refusal, and then nothing has changed."""
    match what:
        case c.FromDock():
            _asked(floor, what, now)
        case c.StartCall():
            calling.start(
                floor,
                what.agent_id,
                what.call_id,
                what.kind,
                what.number,
                what.caller_id,
                what.custom,
                now,
                what,
            )
        case c.StoreFailed():
            _withdraw(floor, what.call_id, what.cause, now)
        case c.Tick():
            for kind, whom in floor.due(now):
                if kind in _CALL_ALARMS:
                    _CALL_ALARMS[kind](floor, CallId(whom), now)
                elif kind in _LEG_ALARMS:
                    _LEG_ALARMS[kind](floor, LegId(whom), now)
                elif kind in _CHAT_ALARMS:
                    _CHAT_ALARMS[kind](floor, ChatId(whom), now)
                else:
                    _AGENT_ALARMS[kind](floor, AgentId(whom), now)
        case _:
            _HAPPENED[type(what)](floor, what, now)
    settle(floor, now)
    return floor.take()


def settle(floor: Floor, now: float) -> None:
    """What follows from what happened: who waits gets an agent (those the dialer has on the line
    come first), who is not ready any more has no card, phones stand by, and supervisors follow the
    calls they are in."""
    presence.name_teams(floor, now)
    chatqueue.refresh(floor)
    returning.settle(floor, now)
    while (
        floor.stirred
        or floor.chats_moved
        or any(line.state is LineState.WAITING for line in floor.lines.values())
        or waiting.needs_settling(floor)
    ):
        stirred, floor.stirred = sorted(floor.stirred), set()
        returning.settle(floor, now)
        lines.match(floor, now)
        for agent_id in stirred:
            cards.settle(floor, agent_id, now)
            standby.settle(floor, agent_id, now)
            chatqueue.look_at(floor, agent_id, now)
        waiting.settle(floor, stirred, now)
        chatqueue.match(floor, now)
        if not floor.stirred:
            break
    monitoring.settle(floor, now)


def _withdraw(floor: Floor, call_id: CallId, cause: str, now: float) -> None:
    """What could not be written down was not dialled: a call is over, a transfer comes to
    nothing, and the customer who is on the line already stays there."""
    line = floor.lines.get(call_id)
    if line is not None:
        lines.withdraw(floor, line, cause, now)
        return
    call = floor.calls.get(call_id)
    if call is None or not call.open:
        return
    if call.view.phase is CallPhase.QUEUED:
        leaving.end(floor, call, now, by="system", cause=cause)
    elif call.view.transfer is not None:
        transferring.fail(floor, call, cause, now)
    else:
        calling.end(floor, call, now, by="system", cause=cause)


def _asked(floor: Floor, what: c.FromDock, now: float) -> None:
    person = floor.agents.get(what.agent_id)
    if person is None or person.view.state is AgentState.OFFLINE or not person.view.linked:
        raise NotLoggedIn("You are not signed in any more.")
    order = what.order
    if isinstance(order, c.Dial):
        if what.call_id is None:
            raise ValueError("a Dial comes with the id of its call")
        calling.start(
            floor,
            what.agent_id,
            what.call_id,
            CallKind.MANUAL,
            order.number,
            order.caller_id,
            {},
            now,
        )
    elif isinstance(order, c.HangUpCall):
        call = floor.call_of(what.agent_id, order.call_id)
        if call.view.phase is CallPhase.QUEUED:
            offering.left(floor, call, what.agent_id, "declined", now)
        elif call.view.agent_id == what.agent_id:
            calling.hang_up(floor, what.agent_id, order, now)
        else:
            transferring.target_left(floor, call, now)
    else:
        _ASKED[type(order)](floor, what.agent_id, order, now)
