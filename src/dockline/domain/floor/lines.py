"""The dialer's lines: dialled, answered, given to the agent who is free, or abandoned."""

import copy
from collections.abc import Iterator

from dockline.domain.agent import AgentMove
from dockline.domain.call import Call, LegPhase
from dockline.domain.commands import CancelLines, StartLine
from dockline.domain.errors import VoiceUnavailable
from dockline.domain.facts import (
    AgentState,
    CallKind,
    CallPhase,
    CallStarted,
    CallView,
    LineAbandoned,
    LineAnswered,
    LineConnected,
    LineDialled,
    LineEnded,
    LineListening,
    LineMachine,
    LineRinging,
    LineState,
    RecordingState,
)
from dockline.domain.floor import recording
from dockline.domain.floor.agent_leg import ring_agent
from dockline.domain.floor.people import Agent
from dockline.domain.floor.state import Floor
from dockline.domain.ids import CallId, TeamId
from dockline.domain.line import RINGS, Line, LineMove, line_of, outcome_at_end
from dockline.domain.orders import DialNumber, HangUp, Phrase, Play, Say, Tags
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.signals import LegEnded, PlayEnded, Verdict


def start(floor: Floor, what: StartLine, now: float) -> None:
    if not floor.engine_up:
        raise VoiceUnavailable
    line = floor.lines[what.call_id] = line_of(what, now)
    view = line.view
    floor.tell(LineDialled(view), now)
    floor.attempt(what.call_id)
    floor.order(
        DialNumber(
            leg_id=line.leg.leg_id,
            tags=tags(floor, line),
            number=view.number,
            caller_id=view.caller_id,
            room_id=None,
            timeout=what.ring_seconds,
            from_ringing=True,
            listen=what.listen,
            for_message=bool(what.machine_message),
        )
    )


def cancel(floor: Floor, what: CancelLines, now: float) -> None:
    for call_id in what.call_ids:
        line = floor.lines.get(call_id)
        if line is not None and line.state in RINGS:
            line.cause = what.cause
            floor.order(HangUp(leg_id=line.leg.leg_id, if_unanswered=True))


def withdraw(floor: Floor, line: Line, cause: str, now: float) -> None:
    """It could not be written down, and was not dialled."""
    line.move(LineMove.END)
    _end(floor, line, AttemptOutcome.CANCELLED, cause, None, now)


# --- what the engine says ---------------------------------------------------------------------


def ringing(floor: Floor, line: Line, now: float) -> None:
    if not line.may(LineMove.RING) or line.ringing_at is not None:
        return
    line.move(LineMove.RING)
    line.ringing_at, line.leg.phase = now, LegPhase.RINGING
    floor.tell(LineRinging(line.view.call_id), now)


def answered(floor: Floor, line: Line, now: float) -> None:
    if line.leg.phase is LegPhase.UP:
        return
    line.leg.phase = LegPhase.UP
    line.cause = ""  # it was to be cancelled, perhaps, and goes on
    if not line.what.listen:
        _person(floor, line, now)
    elif line.may(LineMove.LISTEN):
        line.move(LineMove.LISTEN)
        floor.tell(LineListening(line.view.call_id), now)


def judged(floor: Floor, line: Line, verdict: Verdict, now: float) -> None:
    if line.state is not LineState.LISTENING:
        return
    if verdict is not Verdict.MACHINE:
        _person(floor, line, now)
        return
    floor.tell(LineMachine(line.view.call_id), now)
    line.outcome = AttemptOutcome.MACHINE
    if line.what.machine_message:
        _play(floor, line, line.what.machine_message, ())
    else:
        floor.order(HangUp(leg_id=line.leg.leg_id))


def played(floor: Floor, signal: PlayEnded, now: float) -> None:
    """The message is over, or could not be played."""
    line = floor.lines.get(signal.tags.call_id)
    if line is None or line.state is LineState.MESSAGE:
        floor.apologised.discard(signal.leg_id)
        floor.order(HangUp(leg_id=signal.leg_id))


def ended(floor: Floor, line: Line, signal: LegEnded, now: float) -> None:
    outcome, cause = outcome_at_end(line, signal)
    if line.state is LineState.WAITING:
        floor.tell(LineAbandoned(line.view.call_id), now)
    line.move(LineMove.END)
    line.leg.phase = LegPhase.GONE
    _end(floor, line, outcome, cause, signal.sip_status, now)


def wait_over(floor: Floor, call_id: CallId, now: float) -> None:
    """The alarm of a person who waits: nobody was free in time."""
    line = floor.lines.get(call_id)
    if line is None or line.state is not LineState.WAITING or line.wait_until is None:
        return
    if now >= line.wait_until:
        abandon(floor, line, now)


def abandon(floor: Floor, line: Line, now: float) -> None:
    """Play the message for those for whom nobody is free."""
    line.outcome, line.cause = AttemptOutcome.ABANDONED, "no-agent-free"
    floor.tell(LineAbandoned(line.view.call_id), now)
    _play(floor, line, line.what.abandon_message, (Say(Phrase.NOBODY_FREE),))


def _person(floor: Floor, line: Line, now: float) -> None:
    line.move(LineMove.WAIT)
    line.answered_at, line.wait_until = now, now + line.what.wait_seconds
    floor.tell(LineAnswered(line.view.call_id), now)
    floor.wake(line.wait_until, "line", line.view.call_id)
    # Who is free is found at the end of the step (`match`).


def _play(floor: Floor, line: Line, message: str, instead: tuple[Say, ...]) -> None:
    line.move(LineMove.PLAY)
    floor.order(Play(line.leg.leg_id, tags(floor, line), message, instead=instead))


def _end(
    floor: Floor,
    line: Line,
    outcome: AttemptOutcome,
    cause: str,
    sip_status: int | None,
    now: float,
) -> None:
    del floor.lines[line.view.call_id]
    floor.tell(LineEnded(line.view.call_id, outcome, cause, sip_status), now)


def tags(floor: Floor, line: Line) -> Tags:
    return Tags(
        space_id=floor.space_id,
        call_id=line.view.call_id,
        role="customer",
        lead_id=line.view.lead_id,
    )


# --- who gets it ------------------------------------------------------------------------------


def match(floor: Floor, now: float) -> None:
    """Give those who wait, the longest waiting first, to the agents who are free. Agents are gone
    through once, however many wait: it is done at every step while somebody does."""
    waiting = sorted(_waiting(floor), key=lambda each: each.answered_at or 0.0)
    if not waiting or not floor.engine_up:
        return  # without the engine no phone can be rung, nor joined to them
    free = [each for each in floor.agents.values() if is_free(floor, each)]
    called_for = {line.view.team_id for line in floor.lines.values()}
    nobody_in: set[TeamId] = set()
    for line in waiting:
        person = None if line.view.team_id in nobody_in else _who(free, line, called_for)
        if person is None:
            nobody_in.add(line.view.team_id)
        else:
            free.remove(person)
            _connect(floor, line, person, now)


def _waiting(floor: Floor) -> Iterator[Line]:
    return (line for line in floor.lines.values() if line.state is LineState.WAITING)


def _who(free: list[Agent], line: Line, called_for: set[TeamId]) -> Agent | None:
    """The lead's own agent where they are free, else the one whose phone is connected, who is in
    the fewest teams of those that lines are out for (the pacing counts on it that the others are
    kept for these), and who has been free longest."""
    return min(
        (each for each in free if line.view.team_id in each.seat.team_ids),
        key=lambda each: (
            each.view.agent_id != line.what.agent_id,
            not each.stands,
            len(called_for.intersection(each.seat.team_ids)),
            each.idle,
            each.view.agent_id,
        ),
        default=None,
    )


def is_free(floor: Floor, person: Agent) -> bool:
    """For somebody of their teams who is on the line."""
    return person.card is None and person.takes_calls(floor.settings.blending)


def _connect(floor: Floor, line: Line, person: Agent, now: float) -> None:
    """From here on it is a call like any other."""
    line.move(LineMove.CONNECT)
    what, me, call_id = line.what, person.view, line.view.call_id
    del floor.lines[call_id]
    off = floor.settings.recording == "off"
    view = CallView(
        call_id=call_id,
        kind=CallKind.DIALER,
        agent_id=me.agent_id,
        team=what.team,
        number=line.view.number,
        caller_id=line.view.caller_id,
        custom=what.lead.data,
        phase=CallPhase.TALKING,
        started_at=line.view.started_at,
        ringing_at=line.ringing_at,
        answered_at=line.answered_at,
        recording=RecordingState.NOT_ALLOWED if off else RecordingState.OFF,
        lead=what.lead,
    )
    call = Call(view=view, team_id=what.team_id, wrap_up_seconds=what.wrap_up_seconds)
    call.legs[line.leg.leg_id] = line.leg
    call.customer_leg, call.made = line.leg.leg_id, 1
    floor.calls[call_id] = call
    floor.watchers[call_id] = set()
    person.then, person.then_reason = AgentState.READY, ""
    floor.tell(LineConnected(call_id, me.agent_id), now)
    floor.tell(CallStarted(call=copy.copy(view)), now)
    floor.move_agent(me.agent_id, AgentMove.TALK, now, call_id=call_id)
    floor.settle(call)
    ring_agent(floor, call, now)
    if floor.settings.recording == "always":
        recording.start(floor, call, now)
    floor.keep(call)


# --- when things go wrong ---------------------------------------------------------------------


def engine_lost(floor: Floor, cause: str, now: float) -> None:
    """The engine's process is gone, and every line with it."""
    for line in list(floor.lines.values()):
        waited = line.state is LineState.WAITING
        outcome = line.outcome or AttemptOutcome.INTERRUPTED
        if waited:
            floor.tell(LineAbandoned(line.view.call_id), now)
            outcome = AttemptOutcome.ABANDONED
        line.move(LineMove.END)
        _end(floor, line, outcome, cause, None, now)
