"""After the call: wrap-up, its note, and what comes next."""

from dockline.domain.agent import AgentMove
from dockline.domain.call import Call, LegPhase, WrapsUp
from dockline.domain.commands import ExtendWrapUp, FinishWrapUp, WriteNote
from dockline.domain.errors import NoSuchCall, NotNow
from dockline.domain.facts import AgentState, CallNoted, NoteView
from dockline.domain.floor.state import Floor
from dockline.domain.ids import AgentId

EXTENSION = 60.0
"""Seconds that "+1 minute" adds."""
UNANSWERED = 10.0
"""Seconds for which the outcome of a call that nobody answered is shown."""
LEFT_AT_LEAST, LEFT_AT_MOST = 15.0, 3600.0
"""Seconds that are left of a wrap-up after a restart."""


def wrap_up(floor: Floor, agent_id: AgentId, call: Call, now: float) -> None:
    """The call is over for this agent. One they cancelled themselves needs no wrap-up."""
    person = floor.agents[agent_id]
    if person.view.state is AgentState.OFFLINE:
        floor.release(agent_id, now)
        return
    seconds = floor.settings.wrap_up_seconds
    if call.wrap_up_seconds is not None:
        seconds = call.wrap_up_seconds
    if call.view.answered_at is None:
        seconds = 0.0 if call.view.ended_by == "agent" else min(seconds, UNANSWERED)
    if seconds <= 0:
        floor.release(agent_id, now)
        return
    _begin(floor, agent_id, call, now, now + seconds)


def _begin(floor: Floor, agent_id: AgentId, call: Call, now: float, until: float) -> None:
    call_id = call.view.call_id
    if not call.open:
        call.wraps_up = True  # so a restart finds it; the floor's `forget` is the end of that
        floor.keep(call)
    floor.move_agent(agent_id, AgentMove.WRAP_UP, now, call_id=call_id, until=until)
    floor.wake(until, "wrap-up", agent_id)


def again(floor: Floor, agent_id: AgentId, what: WrapsUp, now: float) -> None:
    """Put a call back on the floor that this agent wrapped up when the server ended. What was
    written meanwhile must be saved yet, so it does not end at once."""
    until = min(max(what.until, now + LEFT_AT_LEAST), now + LEFT_AT_MOST)
    floor.calls[what.call.view.call_id] = what.call
    for leg in what.call.legs.values():
        leg.phase = LegPhase.GONE
    _begin(floor, agent_id, what.call, now, until)


def over(floor: Floor, agent_id: AgentId, now: float) -> None:
    """The alarm of a wrap-up; one that was extended has a later one."""
    person = floor.agents.get(agent_id)
    if person is None or person.view.state is not AgentState.WRAP_UP:
        return
    if person.view.until is not None and now >= person.view.until:
        floor.release(agent_id, now)


def extend(floor: Floor, agent_id: AgentId, _what: ExtendWrapUp, now: float) -> None:
    me = floor.agents[agent_id].view
    if me.state is not AgentState.WRAP_UP or me.until is None:
        raise NotNow("There is no wrap-up to extend.")
    until = max(me.until, now) + EXTENSION
    floor.move_agent(agent_id, AgentMove.WRAP_UP, now, call_id=me.call_id, until=until)
    floor.wake(until, "wrap-up", agent_id)


def write_note(floor: Floor, agent_id: AgentId, what: WriteNote, now: float) -> None:
    call = floor.calls.get(what.call_id)
    if call is None or floor.agents[agent_id].view.call_id != what.call_id:
        raise NoSuchCall
    _note(floor, agent_id, call, what, now)


def finish(floor: Floor, agent_id: AgentId, what: FinishWrapUp, now: float) -> None:
    person = floor.agents[agent_id]
    call = floor.calls.get(what.call_id)
    wrapping = person.view.state is AgentState.WRAP_UP and person.view.call_id == what.call_id
    if call is None or not wrapping:
        raise NoSuchCall("That wrap-up is over already.")
    _note(floor, agent_id, call, what, now)
    paused = what.then == "paused"
    person.then = AgentState.PAUSED if paused else AgentState.READY
    person.then_reason = what.pause_reason if paused else ""
    floor.release(agent_id, now)


def _note(
    floor: Floor, agent_id: AgentId, call: Call, what: WriteNote | FinishWrapUp, now: float
) -> None:
    """Each agent has a note: who handed the call on writes while the next one talks."""
    me = floor.agents[agent_id].view
    mine = NoteView(agent_id=agent_id, name=me.name, note=what.note)
    kept = {one.agent_id: one for one in call.view.notes} | {agent_id: mine}
    notes = tuple(one for one in kept.values() if one.note.strip())
    floor.tell(
        CallNoted(
            call_id=call.view.call_id,
            note=_as_one(notes),
            notes=notes,
            disposition=what.disposition or call.view.disposition,
        ),
        now,
    )
    floor.keep(call)


def _as_one(notes: tuple[NoteView, ...]) -> str:
    if len(notes) == 1:
        return notes[0].note
    return "\n".join(f"{one.name}: {one.note}" for one in notes)
