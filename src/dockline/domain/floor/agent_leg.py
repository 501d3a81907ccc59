"""The agent's own leg: rung, up, lost, and rung again."""

from dockline.domain.call import Call, Leg, LegPhase
from dockline.domain.facts import AgentLegChanged, LegState
from dockline.domain.floor.people import Agent
from dockline.domain.floor.state import Floor
from dockline.domain.ids import AgentId, CallId, leg_id
from dockline.domain.orders import Mute, RingAgent

RINGS = 5
"""How often an agent's phone is rung in vain before we wait for its dock to come anew."""


def new_leg(call: Call, role: str, agent_id: AgentId | None) -> Leg:
    call.made += 1
    leg = Leg(leg_id=leg_id(call.view.call_id, role, call.made), role=role, agent_id=agent_id)
    call.legs[leg.leg_id] = leg
    return leg


def ring_agent(floor: Floor, call: Call, now: float) -> None:
    """Ring the phone of the agent whose call it is, the first time or to bring them back."""
    ring(floor, call, floor.agents[call.view.agent_id], now)


def ring(floor: Floor, call: Call, person: Agent, now: float) -> None:
    """Ring this agent's phone for the call; it answers by itself."""
    agent_id = person.view.agent_id
    if person.phone_id is None or call.rejoins >= RINGS or not floor.engine_up:
        return
    if person.standing is not None and person.standing.phase is not LegPhase.GONE:
        _take_standing(floor, call, person.standing, now)
        return
    leg = new_leg(call, "agent", agent_id)
    call.agent_leg = leg.leg_id
    floor.keep(call)  # names of its legs must not come twice, whatever happens
    until = call.view.rejoin_until if call.rejoining else None
    floor.tell(
        AgentLegChanged(call_id=call.view.call_id, agent_leg=LegState.RINGING, rejoin_until=until),
        now,
    )
    floor.order(
        RingAgent(
            leg_id=leg.leg_id,
            tags=floor.tags(call, "agent", agent_id),
            phone_id=person.phone_id,
            timeout=floor.settings.agent_ring_seconds,
            auto_answer=True,
            caller=call.view.number,
        )
    )


def _take_standing(floor: Floor, call: Call, leg: Leg, now: float) -> None:
    """Their phone is connected already, or about to be."""
    call.legs[leg.leg_id] = leg
    call.agent_leg = leg.leg_id
    if leg.phase is LegPhase.UP:
        agent_leg_up(floor, call, now)
        return
    until = call.view.rejoin_until if call.rejoining else None
    floor.tell(
        AgentLegChanged(call_id=call.view.call_id, agent_leg=LegState.RINGING, rejoin_until=until),
        now,
    )


def agent_leg_up(floor: Floor, call: Call, now: float) -> None:
    call.rejoining, call.rejoins = False, 0
    floor.tell(
        AgentLegChanged(call_id=call.view.call_id, agent_leg=LegState.UP, rejoin_until=None), now
    )
    if call.view.muted and call.agent_leg is not None:
        floor.order(Mute(leg_id=call.agent_leg, muted=True))
    floor.settle(call)
    floor.keep(call)


def lose_leg(floor: Floor, call: Call, now: float) -> None:
    """The agent is away from a call that goes on: music, and a time to be back by."""
    call.rejoining, call.rejoins = True, 0
    until = now + floor.settings.rejoin_seconds
    floor.tell(
        AgentLegChanged(call_id=call.view.call_id, agent_leg=LegState.LOST, rejoin_until=until),
        now,
    )
    floor.wake(until, "rejoin", call.view.call_id)
    floor.settle(call)
    floor.keep(call)


def ring_again(floor: Floor, call_id: CallId, now: float) -> None:
    """The alarm after a leg that was rung in vain while its dock is here."""
    call = floor.calls.get(call_id)
    if call is None or not call.open or call.view.agent_leg is not LegState.LOST:
        return
    person = floor.agents[call.view.agent_id]
    if person.view.linked and person.view.phone and call.leg(call.agent_leg) is None:
        ring_agent(floor, call, now)
