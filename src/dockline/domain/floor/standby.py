"""Agents' phones that are kept connected for the dialer.

Between the dialer's calls the phone of an agent who is ready (or wraps up) stays connected, in no
room: whoever answers is in their ear as soon as the two legs are joined, with nothing to be rung
first. A call of theirs, whatever its kind, takes the leg, and gives it back when it ends.
"""

from dockline.domain.call import Call, Leg, LegPhase
from dockline.domain.commands import KeepStandby
from dockline.domain.facts import AgentState, AgentStoodBy, CallPhase
from dockline.domain.floor.people import Agent
from dockline.domain.floor.state import Floor
from dockline.domain.ids import AgentId, CallId, LegId
from dockline.domain.orders import HangUp, Mute, RingAgent, Tags

AGAIN = (1.0, 2.0, 5.0, 15.0, 30.0)
"""Seconds until a phone that could not be reached is rung again."""
_KEPT = (AgentState.READY, AgentState.WRAP_UP)


def keep(floor: Floor, what: KeepStandby, now: float) -> None:
    floor.standby_teams = what.team_ids
    for agent_id in list(floor.agents):
        settle(floor, agent_id, now)


def settle(floor: Floor, agent_id: AgentId, now: float) -> None:
    """Ring the phone of somebody who ought to stand by, let go of one who ought not."""
    person = floor.agents.get(agent_id)
    if person is None or call_with(floor, person) is not None:
        return
    if not _wanted(floor, person):
        let_go(floor, person, now)
    elif person.standing is None and now >= person.stand_again_at:
        _ring(floor, person, now)


def _wanted(floor: Floor, person: Agent) -> bool:
    me = person.view
    here = floor.engine_up and me.linked and me.phone and person.phone_id is not None
    kept = me.state in _KEPT or _is_offered(floor, person)
    return here and kept and not floor.standby_teams.isdisjoint(person.seat.team_ids)


def _is_offered(floor: Floor, person: Agent) -> bool:
    """Their dock rings for a caller who waits: answered, the phone that stands by is used."""
    call = floor.calls.get(person.view.call_id) if person.view.call_id else None
    return call is not None and call.view.phase is CallPhase.QUEUED


def call_with(floor: Floor, person: Agent) -> Call | None:
    """The open call that uses the standing leg."""
    leg = person.standing
    call = floor.calls.get(person.view.call_id) if person.view.call_id else None
    if leg is None or call is None or not call.open:
        return None
    return call if call.agent_leg == leg.leg_id else None


def _ring(floor: Floor, person: Agent, now: float) -> None:
    me = person.view
    # Names are told apart by the clock: a leg of before a restart may still be there.
    person.stands_made = max(person.stands_made + 1, int(now * 1000))
    name = LegId(f"stand-{me.agent_id}-{person.stands_made}")
    leg = person.standing = Leg(name, "agent", me.agent_id, standing=True)
    assert person.phone_id is not None
    floor.tell(AgentStoodBy(agent_id=me.agent_id, standby=True), now)
    floor.order(
        RingAgent(
            leg_id=leg.leg_id,
            tags=Tags(floor.space_id, CallId(f"stand-{me.agent_id}"), "agent", me.agent_id),
            phone_id=person.phone_id,
            timeout=floor.settings.agent_ring_seconds,
            auto_answer=True,
            caller="",
        )
    )


def let_go(floor: Floor, person: Agent, now: float) -> None:
    """Hang it up, if there is one."""
    leg = person.standing
    if leg is not None:
        if leg.phase is not LegPhase.GONE:
            floor.order(HangUp(leg_id=leg.leg_id))
        forget(floor, person, now)


def forget(floor: Floor, person: Agent, now: float) -> None:
    """The standing leg is gone, or somebody else's business."""
    person.standing = None
    if person.view.standby:
        floor.tell(AgentStoodBy(agent_id=person.view.agent_id, standby=False), now)


def hang_up(floor: Floor, leg: Leg, now: float) -> None:
    """End an agent's leg in mid-call; one that stands by does so no more."""
    floor.order(HangUp(leg_id=leg.leg_id))
    detach(floor, leg, now)


def detach(floor: Floor, leg: Leg, now: float) -> None:
    """This leg stands by no more, if it did."""
    person = floor.agents.get(leg.agent_id) if leg.agent_id is not None else None
    if person is not None and person.standing is leg:
        forget(floor, person, now)


def outlives(floor: Floor, call: Call, leg: Leg) -> bool:
    """Whether this leg stands by again when the call ends."""
    person = floor.agents.get(leg.agent_id) if leg.agent_id is not None else None
    if person is None or person.standing is not leg or call.agent_leg != leg.leg_id:
        return False
    return leg.phase is LegPhase.UP and person.view.linked


def give_back(floor: Floor, call: Call, leg: Leg) -> None:
    """The call is over for this leg; what was muted is heard again."""
    call.legs.pop(leg.leg_id, None)
    if call.view.muted:
        floor.order(Mute(leg_id=leg.leg_id, muted=False))


# --- what the engine says of a leg that is in no call ---------------------------------------------


def owner(floor: Floor, leg_id: LegId, agent_id: AgentId | None) -> Agent | None:
    """The agent whose standing leg this is."""
    person = floor.agents.get(agent_id) if agent_id is not None else None
    leg = person.standing if person is not None else None
    return person if leg is not None and leg.leg_id == leg_id else None


def up(person: Agent) -> None:
    assert person.standing is not None
    person.standing.phase = LegPhase.UP
    person.stands_failed = 0


def ended(floor: Floor, person: Agent, now: float) -> None:
    """It could not be reached, or its page is gone: again after a while."""
    assert person.standing is not None
    was_up = person.standing.phase is LegPhase.UP
    person.standing.phase = LegPhase.GONE
    forget(floor, person, now)
    wait = 0.0 if was_up else AGAIN[min(person.stands_failed, len(AGAIN) - 1)]
    person.stands_failed = 0 if was_up else person.stands_failed + 1
    person.stand_again_at = now + max(wait, AGAIN[0])
    floor.wake(person.stand_again_at, "stand", person.view.agent_id)
