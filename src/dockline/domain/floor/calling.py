"""Calls: made, answered, held, ended."""

import copy
from typing import Any

from dockline.domain import agent as agents, call as calls
from dockline.domain.agent import IN_CALL, AgentMove
from dockline.domain.call import Call, CallMove
from dockline.domain.commands import (
    CallNow,
    HangUpCall,
    Hold,
    MuteCall,
    PressDigits,
    Resume,
    SetRecording,
    StartCall,
)
from dockline.domain.errors import (
    AgentBusy,
    NotLoggedIn,
    NotNow,
    RecordingNotAllowed,
    VoiceUnavailable,
)
from dockline.domain.facts import (
    AgentState,
    CallDialling,
    CallEnded,
    CallHeld,
    CallKind,
    CallMuted,
    CallPhase,
    CallResumed,
    CallStarted,
    CallView,
    DigitsSent,
    LegState,
    Outcome,
    RecordingState,
)
from dockline.domain.floor import handing, recording, standby
from dockline.domain.floor.agent_leg import new_leg, ring_agent
from dockline.domain.floor.people import Agent
from dockline.domain.floor.state import Floor
from dockline.domain.floor.wrapping import wrap_up
from dockline.domain.ids import AgentId, CallId, TeamId, call_room
from dockline.domain.orders import (
    CloseRoom,
    DialNumber,
    HangUp,
    Mute,
    OpenRoom,
    SendDigits,
)

DIGITS_KEPT = 64


def start(
    floor: Floor,
    agent_id: AgentId,
    call_id: CallId,
    kind: CallKind,
    number: str,
    caller_id: str,
    custom: dict[str, Any],
    now: float,
    asked: StartCall | None = None,
) -> None:
    """Make a call for an agent. Raises NotLoggedIn, AgentBusy, VoiceUnavailable."""
    person = floor.agents.get(agent_id)
    if person is None or not person.view.linked or person.view.state is AgentState.OFFLINE:
        raise NotLoggedIn
    if person.view.state not in agents.FREE:
        raise AgentBusy
    if not floor.engine_up:
        raise VoiceUnavailable
    if not person.view.phone or person.phone_id is None:
        raise VoiceUnavailable("The agent's phone is not connected yet. Try again in a moment.")
    if person.view.state is AgentState.WRAP_UP:
        floor.release(agent_id, now)
    elif person.view.state is AgentState.PAUSED:
        person.then, person.then_reason = AgentState.PAUSED, person.view.pause_reason
    else:
        person.then, person.then_reason = AgentState.READY, ""
    strip = floor.settings.strip_seconds if kind is CallKind.CLICK_TO_CALL else 0.0
    off = floor.settings.recording == "off"
    team_id, team = _team_of(person, asked)
    view = CallView(
        call_id=call_id,
        kind=kind,
        agent_id=agent_id,
        team=team,
        number=number,
        caller_id=caller_id,
        custom=custom,
        phase=CallPhase.WAITING if strip > 0 else CallPhase.DIALLING,
        started_at=now,
        dials_at=now + strip if strip > 0 else None,
        recording=RecordingState.NOT_ALLOWED if off else RecordingState.OFF,
        lead=asked.lead if asked is not None else None,
    )
    call = Call(view=view, team_id=team_id)
    if asked is not None:
        call.wrap_up_seconds, call.ring_seconds = asked.wrap_up_seconds, asked.ring_seconds
    floor.calls[call_id] = call
    floor.watchers[call_id] = set()
    floor.tell(CallStarted(call=copy.copy(view)), now)
    floor.move_agent(agent_id, AgentMove.DIAL, now, call_id=call_id)
    floor.keep(call, attempt=True)
    if view.dials_at is None:
        dial(floor, call, now)
    else:
        floor.wake(view.dials_at, "strip", call_id)


def _team_of(person: Agent, asked: StartCall | None) -> tuple[TeamId, str]:
    """Whose call it is: a lead's is its campaign's."""
    if asked is not None and asked.team_id is not None:
        return asked.team_id, asked.team
    own = zip(person.seat.team_ids, person.view.teams, strict=False)
    return next(own, (TeamId(""), ""))


def call_now(floor: Floor, agent_id: AgentId, what: CallNow, now: float) -> None:
    call = floor.call_of(agent_id, what.call_id)
    _end_strip(floor, call, now)


def strip_over(floor: Floor, call_id: CallId, now: float) -> None:
    call = floor.calls.get(call_id)
    if call is not None and call.view.phase is CallPhase.WAITING:
        _end_strip(floor, call, now)


def _end_strip(floor: Floor, call: Call, now: float) -> None:
    phase = calls.move(call.view.phase, CallMove.DIAL)
    floor.tell(CallDialling(call_id=call.view.call_id, phase=phase, dials_at=None), now)
    if not floor.engine_up:
        end(floor, call, now, by="system", cause="engine-away")
        return
    person = floor.agents[call.view.agent_id]
    if not (person.view.linked and person.view.phone):
        # They left in the meantime: nobody would be there for the one who answers.
        end(floor, call, now, by="system", cause="agent-unreachable")
        return
    floor.keep(call, attempt=True)
    dial(floor, call, now)


def dial(floor: Floor, call: Call, now: float) -> None:
    """Number and agent at the same moment."""
    dial_number(floor, call, call.view.caller_id)
    ring_agent(floor, call, now)


def dial_number(floor: Floor, call: Call, caller_id: str) -> None:
    """Only the number; ``caller_id`` is shown to who is called."""
    view = call.view
    room = call_room(view.call_id)
    leg = new_leg(call, "customer", None)
    call.customer_leg = leg.leg_id
    call.rooms, call.placed[leg.leg_id] = [room], room
    floor.order(
        OpenRoom(room_id=room),
        DialNumber(
            leg_id=leg.leg_id,
            tags=floor.tags(call, "customer", view.agent_id),
            number=view.number,
            caller_id=caller_id,
            room_id=room,
            timeout=call.ring_seconds or floor.settings.ring_seconds,
            from_ringing=call.ring_seconds is not None,
        ),
    )


def shown_caller_id(floor: Floor, call: Call) -> str:
    """What is shown to somebody who is dialled for this call. Who called us dialled a number as
    the trunk has it; shown is one that may be."""
    if call.view.kind is not CallKind.INBOUND or call.view.queue is None:
        return call.view.caller_id
    team = floor.teams.get(call.view.queue.team_id)
    return (team.caller_id if team is not None else "") or floor.settings.caller_id


def rejoin_over(floor: Floor, call_id: CallId, now: float) -> None:
    call = floor.calls.get(call_id)
    if call is None or not call.open or call.view.rejoin_until is None:
        return
    if now >= call.view.rejoin_until:
        end(floor, call, now, by="system", cause="rejoin-expired")


def hold(floor: Floor, agent_id: AgentId, what: Hold, now: float) -> None:
    call = own(floor, agent_id, what.call_id)
    if call.view.transfer is not None:
        raise NotNow("Swap between the two instead of holding.")
    put_on_hold(floor, call, now)
    floor.move_agent(agent_id, AgentMove.HOLD, now, call_id=what.call_id)
    floor.settle(call)


def resume(floor: Floor, agent_id: AgentId, what: Resume, now: float) -> None:
    call = own(floor, agent_id, what.call_id)
    if call.view.transfer is not None:
        raise NotNow("Swap between the two instead of resuming.")
    take_from_hold(floor, call, now)
    floor.move_agent(agent_id, AgentMove.TALK, now, call_id=what.call_id)
    floor.settle(call)


def put_on_hold(floor: Floor, call: Call, now: float) -> None:
    phase = calls.move(call.view.phase, CallMove.HOLD)
    floor.tell(CallHeld(call_id=call.view.call_id, phase=phase, held_since=now), now)
    floor.keep(call)


def take_from_hold(floor: Floor, call: Call, now: float) -> None:
    phase = calls.move(call.view.phase, CallMove.RESUME)
    floor.tell(
        CallResumed(
            call_id=call.view.call_id, phase=phase, held_since=None, hold_seconds=_held(call, now)
        ),
        now,
    )
    floor.keep(call)


def _held(call: Call, now: float) -> float:
    running = now - call.view.held_since if call.view.held_since is not None else 0.0
    return round(call.view.hold_seconds + running, 3)


def mute(floor: Floor, agent_id: AgentId, what: MuteCall, now: float) -> None:
    call = own(floor, agent_id, what.call_id)
    if call.view.muted is what.muted:
        return
    floor.tell(CallMuted(call_id=what.call_id, muted=what.muted), now)
    floor.keep(call)  # the engine keeps it over a restart of ours
    if call.up(call.agent_leg) and call.agent_leg is not None:
        floor.order(Mute(leg_id=call.agent_leg, muted=what.muted))


def press(floor: Floor, agent_id: AgentId, what: PressDigits, now: float) -> None:
    call = own(floor, agent_id, what.call_id)
    transfer = call.view.transfer
    aside = transfer is not None and transfer.phase.value == "talking"
    leg = call.leg(call.target_leg if aside else call.customer_leg)
    if leg is None:
        raise NotNow("Nobody is on the line to hear the tones.")
    floor.order(SendDigits(leg_id=leg.leg_id, digits=what.digits))
    sent = (call.view.digits_sent + what.digits)[-DIGITS_KEPT:]
    floor.tell(DigitsSent(call_id=what.call_id, digits_sent=sent), now)


def set_recording(floor: Floor, agent_id: AgentId, what: SetRecording, now: float) -> None:
    call = own(floor, agent_id, what.call_id)
    if call.view.recording is RecordingState.NOT_ALLOWED:
        raise RecordingNotAllowed
    if call.view.answered_at is None:
        raise NotNow("Recording begins when the call is answered.")
    if what.on:
        if not floor.engine_up:
            raise VoiceUnavailable
        recording.start(floor, call, now)
    else:
        recording.stop(floor, call, now)


def own(floor: Floor, agent_id: AgentId, call_id: CallId) -> Call:
    """A call that is this agent's own. Raises NoSuchCall, NotNow."""
    call = floor.call_of(agent_id, call_id)
    if call.view.agent_id != agent_id or call.released:
        raise NotNow("Only the agent whose call it is can do this.")
    return call


def hang_up(floor: Floor, agent_id: AgentId, what: HangUpCall, now: float) -> None:
    end(floor, own(floor, agent_id, what.call_id), now, by="agent", cause="normal")


def end(
    floor: Floor,
    call: Call,
    now: float,
    *,
    by: str,
    cause: str,
    outcome: Outcome | None = None,
    sip_status: int | None = None,
) -> None:
    """End a call for everybody in it, and free them."""
    view = call.view
    phase = calls.move(view.phase, CallMove.END)
    ended_at = _ended(call, now)
    if outcome is None:
        outcome = Outcome.ANSWERED if view.answered_at is not None else Outcome.CANCELLED
    recording.stop(floor, call, now)
    kept = [leg for leg in call.legs.values() if standby.outlives(floor, call, leg)]
    for leg in kept:
        standby.give_back(floor, call, leg)
    floor.order(*[HangUp(leg_id=leg_id) for leg_id in call.legs if call.leg(leg_id)])
    for leg in call.legs.values():
        standby.detach(floor, leg, now)
    floor.order(*[CloseRoom(room_id=room) for room in call.rooms])
    call.rooms, call.music, call.offer_until = [], [], None
    call.placed.clear()
    handing.count_cost(floor, call, ended_at)
    floor.tell(
        CallEnded(
            call_id=view.call_id,
            phase=phase,
            ended_at=ended_at,
            outcome=outcome,
            ended_by=by,
            cause=cause,
            sip_status=sip_status,
            held_since=None,
            hold_seconds=_held(call, ended_at),
            agent_leg=LegState.NONE,
            rejoin_until=None,
            transfer=None,
        ),
        now,
    )
    floor.keep(call)
    for agent_id in sorted(floor.watchers.get(view.call_id, ())):
        state = floor.agents[agent_id].view.state
        if state is AgentState.WRAP_UP:
            continue  # they left it before, and write about it still
        if agent_id == view.agent_id:
            wrap_up(floor, agent_id, call, now)
        else:
            floor.release(agent_id, now)
    floor.forget(call)


def _ended(call: Call, now: float) -> float:
    """Of a call that is found gone, not before what is known of it."""
    if call.gone_at is None:
        return now
    view = call.view
    known = (view.started_at, view.answered_at or 0.0, view.held_since or 0.0)
    return min(now, max(call.gone_at, *known))


def back_in_call(floor: Floor, call: Call, now: float) -> None:
    """Give an agent the state that the phase of their call asks for."""
    floor.move_agent(call.view.agent_id, IN_CALL[call.view.phase], now, call_id=call.view.call_id)
