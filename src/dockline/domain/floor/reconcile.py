"""After a gap: hold what the floor believes against what the engine has.

Used when the engine's socket was away, when the engine was started again, and when this server
was: nothing is replayed, so each leg is adopted or hung up, and each call goes on or ends.
"""

from collections.abc import Iterator

from dockline.domain.call import Call, LegPhase
from dockline.domain.facts import (
    AgentState,
    AgentView,
    CallPhase,
    EngineChanged,
    LegState,
    RecordingChanged,
    RecordingState,
)
from dockline.domain.floor import (
    agent_leg,
    calling,
    leftovers,
    legs,
    lines,
    monitoring,
    recording,
    standby,
    waiting,
)
from dockline.domain.floor.people import Agent
from dockline.domain.floor.state import Floor
from dockline.domain.ids import LegId, call_of_room, is_spy_room
from dockline.domain.layout import wanted
from dockline.domain.orders import CloseRoom, HangUp, StopMusic, StopSpy, TakeLeg
from dockline.domain.seat import Seat
from dockline.domain.signals import (
    EngineBack,
    Inventory,
    LegAnswered,
    LegEnded,
    LegRinging,
    LegSeen,
)
from dockline.domain.transfer import REACHED


def engine_back(floor: Floor, signal: EngineBack, now: float) -> None:
    """``signal.inventory`` holds this space's legs and the rooms of this floor's calls only."""
    if not floor.engine_up:
        floor.tell(EngineChanged(engine_up=True), now)
    inventory = signal.inventory
    seen = {leg.leg_id: leg for leg in inventory.legs}
    _compare_lines(floor, seen, now)
    lost, floor.lost = floor.lost, {}
    for call in [call for call in floor.calls.values() if call.open]:
        if call.customer_leg not in seen:
            # After a night without a server, everybody would have talked until morning.
            call.gone_at = lost.get(call.view.call_id)
        _compare(floor, call, seen, inventory, now)
        call.gone_at = None
    _compare_standing(floor, seen, now)
    monitoring.engine_back(floor, seen, inventory, now)
    floor.farewells.clear()  # what is left of them is hung up below
    floor.leftovers = {one: left for one, left in floor.leftovers.items() if one in seen}
    floor.apologised.intersection_update(seen)
    wanted_legs = set(_wanted_legs(floor))
    # What is still needed is begun anew at the end of the step.
    floor.order(*[StopSpy(name=name) for name in inventory.spies])
    for leg in inventory.legs:
        if leg.leg_id in wanted_legs:
            continue
        if leftovers.is_one(leg):
            leftovers.found(floor, leg, now)
        else:
            floor.order(HangUp(leg_id=leg.leg_id))
    listening = {one.room for one in floor.monitors.values()}
    for room in inventory.rooms:
        found = call_of_room(room)
        known = floor.calls.get(found) if found is not None else None
        left = is_spy_room(room) and room not in listening
        if known is None or not known.open or left:
            floor.order(CloseRoom(room_id=room))


def _wanted_legs(floor: Floor) -> Iterator[LegId]:
    """Those that somebody has a use for."""
    for call in floor.calls.values():
        if call.open:
            yield from (leg_id for leg_id in call.legs if call.leg(leg_id) is not None)
    yield from (line.leg.leg_id for line in floor.lines.values())
    yield from (one.standing.leg_id for one in floor.agents.values() if one.standing is not None)
    yield from (one.leg.leg_id for one in floor.monitors.values())


def _compare_lines(floor: Floor, seen: dict[LegId, LegSeen], now: float) -> None:
    for line in list(floor.lines.values()):
        leg_id = line.leg.leg_id
        there = seen.get(leg_id)
        tags = lines.tags(floor, line)
        if there is None:
            lines.ended(floor, line, LegEnded(leg_id, tags, reason="lost-in-gap"), now)
        elif there.state == "up":
            lines.answered(floor, line, now)
        elif there.state == "ringing":
            lines.ringing(floor, line, now)


def _compare_standing(floor: Floor, seen: dict[LegId, LegSeen], now: float) -> None:
    for person in floor.agents.values():
        leg = person.standing
        if leg is None or standby.call_with(floor, person) is not None:
            continue
        there = seen.get(leg.leg_id)
        if there is None:
            standby.ended(floor, person, now)
        elif there.state == "up":
            standby.up(person)


def _compare(
    floor: Floor, call: Call, seen: dict[LegId, LegSeen], inventory: Inventory, now: float
) -> None:
    # The customer first: where they left, the call is over and the rest need not be looked at.
    waited = call.view.phase is CallPhase.QUEUED and call.up(call.customer_leg)
    recorded = call.recordings[-1] if call.view.recording is RecordingState.ON else None
    order = sorted(call.legs.values(), key=lambda leg: leg.leg_id != call.customer_leg)
    for leg in [leg for leg in order if leg.phase is not LegPhase.GONE]:
        if not call.open:
            break
        there = seen.get(leg.leg_id)
        tags = floor.tags(call, leg.role, leg.agent_id)
        if there is None:
            gone = LegEnded(leg_id=leg.leg_id, tags=tags, reason=_why(call, leg.leg_id))
            legs.ended(floor, gone, now)
        elif there.state == "up":
            legs.answered(floor, LegAnswered(leg_id=leg.leg_id, tags=tags), now)
        elif there.state == "ringing" and call.view.phase is CallPhase.QUEUED:
            if leg.leg_id == call.customer_leg:  # it was to be answered just then
                floor.order(TakeLeg(leg_id=leg.leg_id, tags=tags))
        elif there.state == "ringing":
            rings = LegRinging(leg_id=leg.leg_id, tags=tags, early_media=False)
            legs.ringing(floor, rings, now)
    if not call.open:
        return
    call.placed = {
        leg.leg_id: leg.room_id
        for leg in inventory.legs
        if leg.room_id is not None and call.leg(leg.leg_id) is not None
    }
    call.rooms = [room for room in call.rooms if room in inventory.rooms]
    # Whether music plays cannot be read back; say again what ought to be.
    call.music = []
    _, music = wanted(call)
    floor.order(*[StopMusic(room_id=room) for room in call.rooms if room not in music])
    floor.settle(call)
    if call.view.phase is CallPhase.QUEUED:
        if waited:
            waiting.found_up(floor, call, now)
        return
    if call.view.agent_leg is LegState.LOST:
        # Their dock may be here: what it asked for in the gap was not carried out.
        call.rejoins = 0
        agent_leg.ring_again(floor, call.view.call_id, now)
    _go_on_recording(floor, call, recorded, inventory, now)
    floor.keep(call)


def _go_on_recording(
    floor: Floor, call: Call, recorded: str | None, inventory: Inventory, now: float
) -> None:
    """A recording that broke off in the gap is kept as far as it went; a new one may begin, and so
    does that of a call which was answered in it. ``recorded``: what went on when the gap began."""
    always = floor.settings.recording == "always"
    if recorded is None:
        if always and call.view.answered_at is not None and not call.recordings:
            recording.start(floor, call, now)
        return
    if recorded in inventory.recordings:
        return
    stopped = RecordingChanged(call_id=call.view.call_id, recording=RecordingState.OFF)
    floor.tell(stopped, now)
    if always:
        recording.start(floor, call, now)


def _why(call: Call, leg_id: str) -> str:
    """A customer who hung up in the gap left as customers do; anything else got lost."""
    left = leg_id == call.customer_leg and call.view.answered_at is not None
    return "" if left else "lost-in-gap"


_STATES = {CallPhase.TALKING: AgentState.TALKING, CallPhase.HELD: AgentState.HELD}


def restore(
    floor: Floor, call: Call, me: AgentView, now: float, asked: AgentView | None = None
) -> None:
    """Put a call of before a restart back on the floor, and its agent with it.

    The audio goes on meanwhile. The dock is on its way back; if it is not here within its grace,
    the customer hears music. A number, or an agent (``asked``, where they are known), who was asked
    into the call and has answered stays in it, the agent as long as their dock has its grace; who
    has not answered is let go.
    """
    view = call.view
    call.barged, view.barged = [], ""  # nobody listens any more
    transfer = view.transfer
    reached = transfer is not None and transfer.phase in REACHED
    colleague = asked if reached and _is_free(floor, asked) else None
    stays = reached and transfer is not None and (transfer.target_kind == "number" or colleague)
    if transfer is not None and not (stays or (call.released and transfer.target_kind == "number")):
        target = call.leg(call.target_leg)
        if target is not None:
            target.phase = LegPhase.GONE  # nobody waits for it: found up, it is hung up
        call.target_leg, call.offer_until = None, None
    if transfer is not None and not call.released and not stays:
        view.transfer, view.transfer_failed = None, "server-restarted"
        if view.phase is CallPhase.HELD and view.held_since is not None:
            view.hold_seconds += now - view.held_since
            view.phase, view.held_since = CallPhase.TALKING, None
    floor.calls[view.call_id] = call
    floor.watchers.setdefault(view.call_id, set())
    seat = Seat(login=me.login, name=me.name, teams=me.teams)
    person = floor.agents.setdefault(me.agent_id, Agent(view=me, seat=seat))
    person.lost_at = now
    leg = call.leg(call.agent_leg)
    if leg is not None and leg.standing and leg.agent_id == me.agent_id:
        person.standing, person.view.standby = leg, True
    me = person.view  # they may be on the floor already, by a call they have given away
    if not call.released:
        me.state = _STATES.get(view.phase, AgentState.DIALLING)
        if stays:
            me.state = AgentState.TALKING  # with the one or with the other
        me.since = view.answered_at or view.started_at
        me.call_id = view.call_id
        floor.watchers[view.call_id].add(me.agent_id)
    floor.wake(now + floor.settings.dock_grace_seconds, "grace", me.agent_id)
    if colleague is not None:
        _restore_asked(floor, call, colleague, now)
    if call.released and transfer is not None and transfer.target_kind == "agent":
        # Who was asked knows of it no more; the one who gave it away may take it back.
        call.offer_until = now + floor.settings.dock_grace_seconds
        floor.wake(call.offer_until, "offer", view.call_id)
    if call.released and transfer is None and call.returns_until is not None:
        floor.returning.add(view.call_id)
        floor.wake(call.returns_until, "return", view.call_id)
    if view.rejoin_until is not None:
        floor.wake(view.rejoin_until, "rejoin", view.call_id)
    if view.phase is CallPhase.WAITING:
        # never dialled: withdraw it rather than surprise somebody
        calling.end(floor, call, now, by="system", cause="server-restarted")


def _is_free(floor: Floor, asked: AgentView | None) -> bool:
    """For a call of before the restart: they were found in no other one."""
    known = floor.agents.get(asked.agent_id) if asked is not None else None
    return asked is not None and (known is None or known.view.call_id is None)


def _restore_asked(floor: Floor, call: Call, asked: AgentView, now: float) -> None:
    """The colleague who talks in somebody else's call."""
    seat = Seat(login=asked.login, name=asked.name, teams=asked.teams)
    person = floor.agents.setdefault(asked.agent_id, Agent(view=asked, seat=seat))
    person.lost_at = now
    me, transfer = person.view, call.view.transfer
    me.state, me.call_id = AgentState.TALKING, call.view.call_id
    me.since = transfer.since if transfer is not None else now
    floor.watchers[call.view.call_id].add(me.agent_id)
    floor.wake(now + floor.settings.dock_grace_seconds, "grace", me.agent_id)
