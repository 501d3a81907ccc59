"""Supervisors in calls: who listens, who whispers, who has barged in.

    listen, whisper    their leg stands in a room of its own; a spy brings there what the agent's
                       leg hears and says, and (whisper) the agent what is said in that room
    barge              their leg stands in the call's room

As with rooms and music, nothing here says "now move them". A command or a signal changes what is
wanted; `settle`, at the end of every step, brings what stands in line with it. So hold, reload,
transfer and the call's end need no word of their own.
"""

from typing import Any, Final

from msgspec import structs

from dockline.domain.call import Call, Leg, LegPhase
from dockline.domain.errors import NoSuchCall, NotNow, VoiceUnavailable
from dockline.domain.facts import CallBarged
from dockline.domain.floor.people import Agent, Monitor
from dockline.domain.floor.state import Floor
from dockline.domain.ids import AgentId, LegId, RoomId, call_room, leg_id, spy_room
from dockline.domain.monitor import (
    MonitorChanged,
    MonitorEnded,
    MonitorMode,
    MonitorView,
    StartMonitor,
    StopMonitor,
)
from dockline.domain.orders import (
    CloseRoom,
    HangUp,
    Join,
    OpenRoom,
    RingAgent,
    StartSpy,
    StopSpy,
)
from dockline.domain.signals import Inventory, LegAnswered, LegEnded, LegSeen
from dockline.domain.transfer import REACHED

ROLE: Final = "monitor"
"""Of a supervisor's leg. It is the monitor's, and never among the legs of the call."""


# --- what supervisors ask for -------------------------------------------------------------------


def start(floor: Floor, what: StartMonitor, now: float) -> None:
    if not floor.engine_up:
        raise VoiceUnavailable
    call = call_with(floor, what.agent_id)
    if what.supervisor_id in inside(floor, call):
        raise NotNow("You are in this call yourself.")
    call_id = call.view.call_id
    before = floor.monitors.get(what.supervisor_id)
    if before is not None:
        if before.view.call_id == call_id and before.phone_id == what.phone_id:
            before.team_ids = what.team_ids
            _change(floor, before, now, agent_id=what.agent_id, mode=what.mode)
            return
        end(floor, before, "replaced", now)
    call.made += 1
    monitor = Monitor(
        view=MonitorView(
            supervisor_id=what.supervisor_id,
            supervisor=what.supervisor,
            agent_id=what.agent_id,
            call_id=call_id,
            mode=what.mode,
            up=False,
            since=now,
        ),
        phone_id=what.phone_id,
        leg=Leg(leg_id(call_id, ROLE, call.made), ROLE, what.supervisor_id),
        room=spy_room(call_id, call.made),
        team_ids=what.team_ids,
    )
    floor.monitors[what.supervisor_id] = monitor
    floor.tell(MonitorChanged(monitor=monitor.view), now)
    floor.keep(call)  # names of its legs must not come twice, whatever happens
    floor.order(
        RingAgent(
            leg_id=monitor.leg.leg_id,
            tags=floor.tags(call, ROLE, what.supervisor_id),
            phone_id=what.phone_id,
            timeout=floor.settings.agent_ring_seconds,
            auto_answer=True,
            caller=call.view.number,
        )
    )


def stop(floor: Floor, what: StopMonitor, now: float) -> None:
    monitor = floor.monitors.get(what.supervisor_id)
    if monitor is not None:
        end(floor, monitor, what.why, now)


def end(floor: Floor, monitor: Monitor, why: str, now: float) -> None:
    """They are out of the call, and nothing of theirs is left behind."""
    view, leg = monitor.view, monitor.leg
    del floor.monitors[view.supervisor_id]
    _stop_spy(floor, monitor)
    if leg.phase is not LegPhase.GONE:
        floor.order(HangUp(leg_id=leg.leg_id))
    if monitor.opened:
        floor.order(CloseRoom(room_id=monitor.room))
    call = floor.calls.get(view.call_id)
    if call is not None and leg.leg_id in call.barged:
        call.barged.remove(leg.leg_id)
        floor.settle(call)
        _tell_barged(floor, call, now)
    floor.tell(MonitorEnded(supervisor_id=view.supervisor_id, call_id=view.call_id, why=why), now)


# --- what the engine says -----------------------------------------------------------------------


def answered(floor: Floor, signal: LegAnswered, now: float) -> None:
    monitor = _of_leg(floor, signal.leg_id)
    if monitor is None:
        floor.order(HangUp(leg_id=signal.leg_id))  # nobody waits for it any more
        return
    monitor.leg.phase = LegPhase.UP
    _change(floor, monitor, now, up=True)


def ended(floor: Floor, signal: LegEnded, now: float) -> None:
    monitor = _of_leg(floor, signal.leg_id)
    if monitor is None:
        return
    left = monitor.view.up and not signal.reason
    monitor.leg.phase = LegPhase.GONE
    end(floor, monitor, "left" if left else "unreachable", now)


def engine_lost(floor: Floor, now: float) -> None:
    """Its process is gone, with all that stood in it."""
    for monitor in list(floor.monitors.values()):
        monitor.leg.phase, monitor.spy, monitor.opened = LegPhase.GONE, "", False
        end(floor, monitor, "unreachable", now)


def engine_back(floor: Floor, seen: dict[LegId, LegSeen], inventory: Inventory, now: float) -> None:
    """After a gap: whose leg is gone is out; for the others `settle` says again what is wanted."""
    for monitor in list(floor.monitors.values()):
        there = seen.get(monitor.leg.leg_id)
        if there is None:
            monitor.leg.phase = LegPhase.GONE
            end(floor, monitor, "unreachable", now)
            continue
        _stop_spy(floor, monitor)
        monitor.place, monitor.opened = there.room_id, monitor.room in inventory.rooms
        if there.state == "up":
            monitor.leg.phase = LegPhase.UP
            _change(floor, monitor, now, up=True)


def _of_leg(floor: Floor, leg: LegId) -> Monitor | None:
    return next((one for one in floor.monitors.values() if one.leg.leg_id == leg), None)


# --- whose call it is ---------------------------------------------------------------------------


def call_with(floor: Floor, agent_id: AgentId) -> Call:
    """The call that this agent is in, as its owner or asked into it. Raises NoSuchCall."""
    person = floor.agents.get(agent_id)
    call = floor.calls.get(person.view.call_id) if person and person.view.call_id else None
    if call is None or not call.open or agent_id not in inside(floor, call):
        raise NoSuchCall("That agent is in no call now.")
    return call


def inside(floor: Floor, call: Call) -> list[AgentId]:
    """Our agents in an open call, the one whose call it is first."""
    here = [] if call.released else [call.view.agent_id]
    transfer = call.view.transfer
    if transfer is not None and transfer.target_kind == "agent" and transfer.phase in REACHED:
        here.append(AgentId(transfer.target))
    return [one for one in here if one in floor.agents]


def _ear(call: Call, agent_id: AgentId) -> LegId | None:
    """Where this agent hears and speaks, while that is connected."""
    own = call.view.agent_id == agent_id and not call.released
    leg = call.agent_leg if own else call.target_leg
    return leg if call.up(leg) else None


def _may_hear(monitor: Monitor, person: Agent) -> bool:
    return monitor.team_ids is None or not set(monitor.team_ids).isdisjoint(person.seat.team_ids)


# --- bringing it about --------------------------------------------------------------------------


def settle(floor: Floor, now: float) -> None:
    for monitor in list(floor.monitors.values()):
        call = floor.calls.get(monitor.view.call_id)
        if call is None or not call.open:
            end(floor, monitor, "call-ended", now)
        else:
            _follow(floor, monitor, call, now)


def _follow(floor: Floor, monitor: Monitor, call: Call, now: float) -> None:
    """Stay with the agent; where they have left the call, with whoever has it after them."""
    here, whom = inside(floor, call), monitor.view.agent_id
    if monitor.view.supervisor_id in here:
        end(floor, monitor, "taken-over", now)  # it is theirs now, in their own dock
        return
    if whom not in here and here:
        whom = here[0]
        if not _may_hear(monitor, floor.agents[whom]):
            end(floor, monitor, "not-permitted", now)
            return
        _change(floor, monitor, now, agent_id=whom)
    transfer = call.view.transfer
    if not here and transfer is not None and transfer.phase in REACHED:
        end(floor, monitor, "call-ended", now)  # customer and number talk, and none of ours
        return
    if monitor.leg.phase is LegPhase.UP:
        _place(floor, monitor, call, _ear(call, whom) if whom in here else None, now)


def _place(floor: Floor, monitor: Monitor, call: Call, ear: LegId | None, now: float) -> None:
    leg = monitor.leg.leg_id
    if monitor.view.mode is MonitorMode.BARGE:
        _stop_spy(floor, monitor)
        if leg not in call.barged:
            call.barged.append(leg)
        floor.settle(call)  # opens the room, and ends the music where the customer was alone
        _stand(floor, monitor, call_room(call.view.call_id))
    else:
        _stand(floor, monitor, monitor.room)
        if leg in call.barged:
            call.barged.remove(leg)
            floor.settle(call)
        _spy(floor, monitor, call, ear)
    _tell_barged(floor, call, now)


def _stand(floor: Floor, monitor: Monitor, room: RoomId) -> None:
    """Their own room stays open once it is, empty while they are in the call's: an engine may be
    slow to forget a room, and not make it anew meanwhile."""
    if room == monitor.room and not monitor.opened:
        floor.order(OpenRoom(room_id=room))
        monitor.opened = True
    if monitor.place != room:
        floor.order(Join(room_id=room, leg_id=monitor.leg.leg_id))
        monitor.place = room


def _spy(floor: Floor, monitor: Monitor, call: Call, ear: LegId | None) -> None:
    whispers = monitor.view.mode is MonitorMode.WHISPER
    if monitor.spy and (monitor.spied, monitor.whispers) == (ear, whispers):
        return
    _stop_spy(floor, monitor)
    if ear is None:
        return
    call.made += 1
    monitor.spy = f"spy-{call.view.call_id}-{call.made}"
    monitor.spied, monitor.whispers = ear, whispers
    floor.keep(call)
    floor.order(
        StartSpy(
            name=monitor.spy,
            leg_id=ear,
            room_id=monitor.room,
            tags=floor.tags(call, ROLE, monitor.view.supervisor_id),
            whisper=whispers,
        )
    )


def _stop_spy(floor: Floor, monitor: Monitor) -> None:
    if monitor.spy:
        floor.order(StopSpy(name=monitor.spy))
    monitor.spy, monitor.spied = "", None


def _change(floor: Floor, monitor: Monitor, now: float, **what: Any) -> None:
    after = structs.replace(monitor.view, **what)
    if after != monitor.view:
        monitor.view = after
        floor.tell(MonitorChanged(monitor=after), now)


def _tell_barged(floor: Floor, call: Call, now: float) -> None:
    """Docks are told who is in the call."""
    names = ", ".join(
        one.view.supervisor for one in floor.monitors.values() if one.leg.leg_id in call.barged
    )
    if names != call.view.barged:
        floor.tell(CallBarged(call_id=call.view.call_id, barged=names), now)
