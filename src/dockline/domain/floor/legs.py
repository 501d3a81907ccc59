"""What the engine says of a call's legs, and of itself."""

from dockline.domain import call as calls
from dockline.domain.call import Call, CallMove, LegPhase, outcome_of
from dockline.domain.facts import (
    AgentLegChanged,
    AgentLinkChanged,
    AgentState,
    CallAnswered,
    CallKind,
    CallPhase,
    CallRinging,
    DigitReceived,
    EngineChanged,
    LegState,
    Outcome,
)
from dockline.domain.floor import (
    agent_leg,
    calling,
    farewells,
    leaving,
    leftovers,
    lines,
    monitoring,
    offering,
    recording,
    standby,
    transferring,
    waiting,
)
from dockline.domain.floor.state import Floor
from dockline.domain.orders import HangUp
from dockline.domain.signals import (
    DigitPressed,
    EngineAway,
    LegAnswered,
    LegEnded,
    LegJudged,
    LegRinging,
    PlayEnded,
)

RING_AGAIN = 1.0
"""Seconds between two tries to bring an agent's phone back into a call."""
MEDIA = frozenset({"media-lost", "engine-lost", "engine-away"})


def ringing(floor: Floor, signal: LegRinging, now: float) -> None:
    line = floor.lines.get(signal.tags.call_id)
    if line is not None:
        lines.ringing(floor, line, now)
        return
    if signal.leg_id in floor.leftovers:
        leftovers.ringing(floor, signal.leg_id, now)
        return
    call = _call_of(floor, signal)
    leg = call.leg(signal.leg_id) if call is not None else None
    if call is None or leg is None or leg.phase is LegPhase.UP or not call.open:
        return
    leg.phase = LegPhase.RINGING
    if signal.leg_id == call.customer_leg and calls.may(call.view.phase, CallMove.RING):
        early = signal.early_media or call.view.early_media
        if call.view.phase is CallPhase.RINGING and early is call.view.early_media:
            return
        floor.tell(
            CallRinging(
                call_id=call.view.call_id,
                phase=CallPhase.RINGING,
                ringing_at=call.view.ringing_at or now,
                early_media=early,
            ),
            now,
        )
    elif signal.leg_id == call.target_leg:
        transferring.target_rings(floor, call, now)


def answered(floor: Floor, signal: LegAnswered, now: float) -> None:
    if signal.tags.role == monitoring.ROLE:
        monitoring.answered(floor, signal, now)
        return
    line = floor.lines.get(signal.tags.call_id)
    if line is not None:
        lines.answered(floor, line, now)
        return
    if signal.leg_id in floor.farewells:
        farewells.up(floor, signal.leg_id)
        return
    if signal.leg_id in floor.leftovers:
        leftovers.answered(floor, signal.leg_id, signal.tags, now)
        return
    call = _call_of(floor, signal)
    leg = call.leg(signal.leg_id) if call is not None else None
    person = standby.owner(floor, signal.leg_id, signal.tags.agent_id)
    if person is not None:
        standby.up(person)
        if call is not None and leg is not None and call.open and person.view.linked:
            _agent_up(floor, call, now)
        return
    if call is None or leg is None or not call.open:
        # nobody waits for it any more
        floor.order(HangUp(leg_id=signal.leg_id))
        return
    if leg.phase is LegPhase.UP:
        return
    leg.phase = LegPhase.UP
    if signal.leg_id == call.customer_leg:
        _customer_up(floor, call, now)
    elif signal.leg_id == call.agent_leg:
        _agent_up(floor, call, now)
    elif signal.leg_id == call.target_leg:
        transferring.target_up(floor, call, now)
    else:
        floor.order(HangUp(leg_id=signal.leg_id))


def _agent_up(floor: Floor, call: Call, now: float) -> None:
    if call.view.phase is CallPhase.QUEUED:
        offering.connected(floor, call, now)
    elif floor.agents[call.view.agent_id].view.linked:
        agent_leg.agent_leg_up(floor, call, now)


def _customer_up(floor: Floor, call: Call, now: float) -> None:
    if call.view.phase is CallPhase.QUEUED:
        waiting.caller_up(floor, call, now)
        return
    phase = calls.move(call.view.phase, CallMove.ANSWER)
    floor.tell(
        CallAnswered(call_id=call.view.call_id, phase=phase, answered_at=now, early_media=False),
        now,
    )
    if floor.agents[call.view.agent_id].view.state is not AgentState.OFFLINE:
        calling.back_in_call(floor, call, now)
    if floor.settings.recording == "always":
        recording.start(floor, call, now)
    floor.settle(call)
    floor.keep(call)


def judged(floor: Floor, signal: LegJudged, now: float) -> None:
    line = floor.lines.get(signal.tags.call_id)
    if line is not None:
        lines.judged(floor, line, signal.verdict, now)
    else:
        leftovers.judged(floor, signal, now)


def ended(floor: Floor, signal: LegEnded, now: float) -> None:
    if signal.tags.role == monitoring.ROLE:
        monitoring.ended(floor, signal, now)
        return
    line = floor.lines.get(signal.tags.call_id)
    if line is not None:
        lines.ended(floor, line, signal, now)
        return
    floor.farewells.pop(signal.leg_id, None)
    leftovers.ended(floor, signal, now)
    call = _call_of(floor, signal)
    leg = call.leg(signal.leg_id) if call is not None else None
    was_up = leg is not None and leg.phase is LegPhase.UP
    person = standby.owner(floor, signal.leg_id, signal.tags.agent_id)
    if person is not None:
        standby.ended(floor, person, now)
    if call is None or leg is None:
        return
    leg.phase = LegPhase.GONE
    call.placed.pop(signal.leg_id, None)
    if not call.open:
        return
    if signal.leg_id == call.customer_leg:
        _customer_gone(floor, call, signal, now)
    elif signal.leg_id == call.agent_leg:
        _agent_gone(floor, call, signal, now, was_up=was_up)
    elif signal.leg_id == call.target_leg:
        _target_gone(floor, call, signal, now, was_up=was_up)


def _customer_gone(floor: Floor, call: Call, signal: LegEnded, now: float) -> None:
    if call.view.phase is CallPhase.QUEUED:
        leaving.caller_gone(floor, call, signal, now)
        return
    if call.view.answered_at is not None:
        by = "system" if signal.reason in MEDIA else "customer"
        cause = signal.reason or "normal"
        calling.end(floor, call, now, by=by, cause=cause, sip_status=signal.sip_status)
        return
    outcome = (
        Outcome.CARRIER_FAILURE
        if signal.reason
        else outcome_of(signal.sip_status, signal.q850, timed_out=signal.timed_out)
    )
    theirs = outcome in (Outcome.BUSY, Outcome.REJECTED)
    calling.end(
        floor,
        call,
        now,
        by="customer" if theirs else "system",
        cause=signal.reason or outcome.value.replace("_", "-"),
        outcome=outcome,
        sip_status=signal.sip_status,
    )


def _agent_gone(floor: Floor, call: Call, signal: LegEnded, now: float, *, was_up: bool) -> None:
    if call.view.phase is CallPhase.QUEUED:
        offering.unreachable(floor, call, now)
        return
    person = floor.agents[call.view.agent_id]
    call.agent_leg = None
    here = person.view.linked and person.view.phone
    if not call.rejoining and not was_up and call.view.kind is not CallKind.DIALER:
        calling.end(floor, call, now, by="system", cause=signal.reason or "agent-unreachable")
    elif call.rejoining:
        call.rejoins += 1
        if call.view.agent_leg is LegState.RINGING:
            floor.tell(
                AgentLegChanged(
                    call_id=call.view.call_id,
                    agent_leg=LegState.LOST,
                    rejoin_until=call.view.rejoin_until,
                ),
                now,
            )
        if here:
            floor.wake(now + RING_AGAIN, "ring-again", call.view.call_id)
        floor.settle(call)
    else:
        agent_leg.lose_leg(floor, call, now)
        if here:
            agent_leg.ring_agent(floor, call, now)


def _target_gone(floor: Floor, call: Call, signal: LegEnded, now: float, *, was_up: bool) -> None:
    if was_up and call.released:
        calling.end(floor, call, now, by="target", cause=signal.reason or "normal")
    elif was_up:
        transferring.fail(floor, call, "hung_up", now)
    else:
        why = outcome_of(signal.sip_status, signal.q850, timed_out=signal.timed_out)
        transferring.fail(floor, call, signal.reason or why.value, now)


def _call_of(floor: Floor, signal: LegRinging | LegAnswered | LegEnded) -> Call | None:
    """The call that a leg is in: by its tags, or, for one that stood by, by whose it is."""
    call = floor.calls.get(signal.tags.call_id)
    if call is not None or signal.tags.agent_id is None:
        return call
    person = floor.agents.get(signal.tags.agent_id)
    call = floor.calls.get(person.view.call_id) if person and person.view.call_id else None
    return call if call is not None and signal.leg_id in call.legs else None


def digit(floor: Floor, signal: DigitPressed, now: float) -> None:
    call = floor.calls.get(signal.tags.call_id)
    if call is None or not call.open or signal.leg_id == call.agent_leg:
        return
    if signal.tags.role == monitoring.ROLE:
        return
    kept = (call.view.digits_received + signal.digit)[-calling.DIGITS_KEPT :]
    floor.tell(DigitReceived(call_id=call.view.call_id, digits_received=kept), now)
    if call.view.phase is CallPhase.QUEUED and signal.leg_id == call.customer_leg:
        waiting.digit(floor, call, signal.digit, now)


def played(floor: Floor, signal: PlayEnded, now: float) -> None:
    call = floor.calls.get(signal.tags.call_id)
    if signal.leg_id in floor.farewells:
        farewells.played(floor, signal.leg_id)
    elif call is None or call.leg(signal.leg_id) is None:
        lines.played(floor, signal, now)
    elif call.view.phase is CallPhase.QUEUED:
        waiting.played(floor, call, now)
    # else it ended because an agent has them


def engine_away(floor: Floor, signal: EngineAway, now: float) -> None:
    if floor.engine_up:
        floor.tell(EngineChanged(engine_up=False), now)
    if not signal.died:
        for call in [call for call in floor.calls.values() if offering.rings(call)]:
            if call.agent_leg is None:  # of one who has answered the engine may still tell
                offering.withdraw(floor, call, "engine-away", now)
        return
    floor.farewells.clear()
    floor.leftovers.clear()
    floor.apologised.clear()
    lines.engine_lost(floor, "engine-lost", now)
    for person in floor.agents.values():
        person.phone_id = None  # its endpoint died with the engine
        if person.standing is not None:
            person.standing.phase = LegPhase.GONE
            standby.forget(floor, person, now)
        me = person.view
        if me.phone:
            gone = AgentLinkChanged(agent_id=me.agent_id, linked=me.linked, phone=False)
            floor.tell(gone, now)
    lost, floor.lost = floor.lost, {}
    for call in [call for call in floor.calls.values() if call.open]:
        if call.customer_leg is not None:  # one who is to be called back keeps their place
            call.gone_at = lost.get(call.view.call_id)
        for leg in call.legs.values():
            leg.phase = LegPhase.GONE
        cause = "server-stopped" if signal.reason == "server-stopped" else "engine-lost"
        if call.view.phase is CallPhase.QUEUED:
            leaving.engine_died(floor, call, cause, now)
            continue
        calling.end(floor, call, now, by="system", cause=cause)
    monitoring.engine_lost(floor, now)
