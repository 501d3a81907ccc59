"""Calls that wait are offered to agents: whose dock rings, who takes it, who lets it ring."""

import copy
from collections.abc import Iterable
from typing import Final

from msgspec import structs

from dockline.domain import call as calls
from dockline.domain.agent import AgentMove
from dockline.domain.call import Call, CallMove, LegPhase, Wait
from dockline.domain.commands import AnswerOffer, DeclineOffer
from dockline.domain.errors import NotNow, VoiceUnavailable
from dockline.domain.facts import (
    AgentLegChanged,
    AgentState,
    CallOffered,
    CallPhase,
    CallTaken,
    LegState,
    OfferEnded,
    QueueChanged,
    QueueView,
)
from dockline.domain.floor import agent_leg, calling, recording, transferring
from dockline.domain.floor.people import Agent
from dockline.domain.floor.queues import Key
from dockline.domain.floor.state import Floor
from dockline.domain.ids import AgentId, CallId
from dockline.domain.orders import HangUp
from dockline.domain.space import Team
from dockline.domain.teamsettings import QueueSettings

MISSED: Final = "Missed call"
"""The pause of an agent who let it ring."""
PASSED_REST: Final = 10.0
"""Seconds before those who passed a caller over may be looked at again."""


def settings_of(floor: Floor, call: Call) -> QueueSettings:
    team = team_of(floor, call)
    return team.settings.queue if team is not None else QueueSettings()


def team_of(floor: Floor, call: Call) -> Team | None:
    return floor.teams.get(queue_of(call).team_id)


def queue_of(call: Call) -> QueueView:
    assert call.view.queue is not None, "it waits, or waited"
    return call.view.queue


def wait_of(call: Call) -> Wait:
    assert call.wait is not None, "it waits"
    return call.wait


# --- who gets whom ------------------------------------------------------------------------------


def may_be_rung(floor: Floor, person: Agent) -> bool:
    return floor.engine_up and person.takes_calls(floor.settings.blending)


def seat(floor: Floor, agents: Iterable[AgentId]) -> None:
    """Note what these agents are now."""
    for agent_id in agents:
        person = floor.agents.get(agent_id)
        if person is not None:
            free = person.idle if may_be_rung(floor, person) else None
            floor.queues.seat(person.view, person.seat.team_ids, free=free)


def match(floor: Floor, now: float) -> None:
    """Offer those who wait to those who are free.

    All who were there before have been looked at: nobody of them wants anybody of them. So only
    who is new is held against the others."""
    agents, waiting = floor.queues.take_fresh()
    for agent_id in agents:
        while floor.queues.is_free(agent_id):
            call_id = _first_for(floor, floor.agents[agent_id])
            if call_id is None:
                break
            call = floor.calls[call_id]
            # Somebody else may have been idle for longer.
            offer(floor, call, _best_for(floor, call) or agent_id, now)
    for call_id in waiting:
        if floor.queues.is_open(call_id):
            call = floor.calls[call_id]
            best = _best_for(floor, call)
            if best is not None:
                offer(floor, call, best, now)


def _first_for(floor: Floor, person: Agent) -> CallId | None:
    """The one who comes first among those an agent may have."""
    best: Key | None = None
    for team_id in person.seat.team_ids:
        for keys in floor.queues.open_for(team_id, person.seat.skills):
            for key in keys:
                if best is not None and key >= best:
                    break
                if person.view.agent_id not in wait_of(floor.calls[key[2]]).passed:
                    best = key
                    break
    return best[2] if best is not None else None


def _best_for(floor: Floor, call: Call) -> AgentId | None:
    """Of those who are free and have the skills, the longest idle; then the most skilled."""
    queue, passed = queue_of(call), wait_of(call).passed
    best: tuple[bool, float, int, AgentId] | None = None
    for chats, since, agent_id in floor.queues.free(queue.team_id):
        if best is not None and (chats, since) > best[:2]:
            break
        skills = floor.agents[agent_id].seat.skills
        if agent_id in passed or not all(one in skills for one in queue.skills):
            continue
        rank = (chats, since, -sum(skills[one] for one in queue.skills), agent_id)
        if best is None or rank < best:
            best = rank
    return best[3] if best is not None else None


def look_at_passed(floor: Floor, call: Call, now: float) -> None:
    """Those who passed a caller over are asked again where nobody else is there."""
    queue, wait = queue_of(call), wait_of(call)
    if not wait.passed or now < wait.rests_until:
        return
    wait.rests_until = now + PASSED_REST
    for agent_id in floor.queues.working(queue.team_id):
        skills = floor.agents[agent_id].seat.skills
        if agent_id not in wait.passed and all(one in skills for one in queue.skills):
            return
    wait.passed.clear()
    floor.queues.follow(call)


def comes_back(floor: Floor, agent_id: AgentId) -> None:
    """Whoever was away, or could not be reached, is there for those they passed over as well: who
    has waited longest is not to wait for others while this one takes who came later."""
    for call_id in floor.queues.calls():
        passed = wait_of(floor.calls[call_id]).passed
        if agent_id in passed:
            passed.remove(agent_id)


# --- the dock rings -----------------------------------------------------------------------------


def offer(floor: Floor, call: Call, agent_id: AgentId, now: float) -> None:
    person, call_id = floor.agents[agent_id], call.view.call_id
    person.then, person.then_reason = AgentState.READY, ""
    wait_of(call).idle_since = person.view.since
    call.offer_until = now + settings_of(floor, call).ring_seconds
    queue = structs.replace(queue_of(call), offered_to=agent_id, offered_at=now)
    floor.tell(QueueChanged(call_id=call_id, team=call.view.team, queue=queue), now)
    floor.tell(CallOffered(agent_id=agent_id, call=copy.copy(call.view)), now, also=[agent_id])
    floor.move_agent(agent_id, AgentMove.RING, now, call_id=call_id)
    seat(floor, [agent_id])
    floor.wake(call.offer_until, "queue", call_id)


def withdraw(floor: Floor, call: Call, why: str, now: float) -> None:
    """Whose dock rings for it, rings no more; the caller waits on."""
    queue, wait, call_id = queue_of(call), wait_of(call), call.view.call_id
    agent_id = queue.offered_to
    if agent_id is None:
        return
    _let_go_of_phone(floor, call, now)
    call.offer_until = None
    missed = queue.missed + (why == "missed")
    after = structs.replace(queue, offered_to=None, offered_at=None, missed=missed)
    if why in ("missed", "declined", "unreachable"):
        wait.passed.append(agent_id)
        wait.rests_until = now + PASSED_REST
    floor.tell(OfferEnded(call_id=call_id, agent_id=agent_id, why=why), now)
    floor.tell(QueueChanged(call_id=call_id, team=call.view.team, queue=after), now)
    person = floor.agents[agent_id]
    if person.view.call_id == call_id:
        if why == "missed" and settings_of(floor, call).miss_pauses:
            person.then, person.then_reason = AgentState.PAUSED, MISSED
        if why == "hung-up" and person.then is AgentState.READY:
            # Not their doing: they have been idle for as long as before.
            floor.move_agent(agent_id, AgentMove.READY, now, since=wait.idle_since)
        else:
            floor.release(agent_id, now)
    floor.wake(now, "queue", call_id)


def _let_go_of_phone(floor: Floor, call: Call, now: float) -> None:
    """The phone of an agent who has answered is not wanted any more."""
    leg = call.leg(call.agent_leg)
    call.agent_leg = None
    if leg is not None and leg.standing:
        call.legs.pop(leg.leg_id, None)
    elif leg is not None:
        floor.order(HangUp(leg_id=leg.leg_id))
    if call.view.agent_leg is not LegState.NONE:
        none = AgentLegChanged(
            call_id=call.view.call_id, agent_leg=LegState.NONE, rejoin_until=None
        )
        floor.tell(none, now)


def over(floor: Floor, call: Call, now: float) -> None:
    """The time to answer is over, or the time to reach the phone of who has answered."""
    withdraw(floor, call, "missed" if call.agent_leg is None else "unreachable", now)


def left(floor: Floor, call: Call, agent_id: AgentId, why: str, now: float) -> None:
    """An agent whose dock rings is not there any more, or does not want to be."""
    if queue_of(call).offered_to == agent_id:
        withdraw(floor, call, why, now)


# --- the agent answers --------------------------------------------------------------------------


def decline(floor: Floor, agent_id: AgentId, what: DeclineOffer, now: float) -> None:
    call = floor.call_of(agent_id, what.call_id)
    if call.view.phase is CallPhase.QUEUED:
        left(floor, call, agent_id, "declined", now)
    else:
        transferring.decline(floor, agent_id, what, now)


def answer(floor: Floor, agent_id: AgentId, what: AnswerOffer, now: float) -> None:
    """Their phone is rung, and answers by itself (`connected`)."""
    call = floor.call_of(agent_id, what.call_id)
    if call.view.phase is not CallPhase.QUEUED:
        transferring.answer(floor, agent_id, what, now)
        return
    if call.agent_leg is not None:
        raise NotNow("Your phone is being connected already.")
    person = floor.agents[agent_id]
    if not floor.engine_up:
        raise VoiceUnavailable
    if not person.view.phone or person.phone_id is None:
        raise VoiceUnavailable("Your phone is not connected. Decline, or wait a moment.")
    leg = person.standing
    if leg is not None and leg.phase is LegPhase.UP:
        call.legs[leg.leg_id], call.agent_leg = leg, leg.leg_id
        connected(floor, call, now)
        return
    agent_leg.ring(floor, call, person, now)
    call.offer_until = now + floor.settings.agent_ring_seconds
    floor.wake(call.offer_until, "queue", call.view.call_id)


def connected(floor: Floor, call: Call, now: float) -> None:
    """The phone of who has answered is up: caller and agent talk. A number that is to be called
    is dialled only now: nobody is called for an agent who cannot be reached."""
    agent_id = queue_of(call).offered_to
    assert agent_id is not None
    if queue_of(call).callback:
        _call_back(floor, call, agent_id, now)
        return
    phase = calls.move(call.view.phase, CallMove.TAKE)
    _take(floor, call, agent_id, phase, now)
    floor.move_agent(agent_id, AgentMove.TALK, now, call_id=call.view.call_id)
    agent_leg.agent_leg_up(floor, call, now)
    if floor.settings.recording == "always":
        recording.start(floor, call, now)


def _call_back(floor: Floor, call: Call, agent_id: AgentId, now: float) -> None:
    phase = calls.move(call.view.phase, CallMove.CALL_BACK)
    _take(floor, call, agent_id, phase, now)
    floor.move_agent(agent_id, AgentMove.DIAL, now, call_id=call.view.call_id)
    floor.keep(call, attempt=True)
    calling.dial_number(floor, call, calling.shown_caller_id(floor, call))
    agent_leg.agent_leg_up(floor, call, now)


def _take(floor: Floor, call: Call, agent_id: AgentId, phase: CallPhase, now: float) -> None:
    """From here on it is this agent's call, and one like any other."""
    queue = structs.replace(queue_of(call), offered_to=None, offered_at=None)
    call.wrap_up_seconds = settings_of(floor, call).wrap_up_seconds
    call.offer_until, call.wait = None, None
    after = copy.copy(call.view)
    after.agent_id, after.phase, after.queue = agent_id, phase, queue
    after.answered_at = now if phase is CallPhase.TALKING else None
    floor.tell(
        CallTaken(
            call_id=call.view.call_id,
            agent_id=agent_id,
            phase=phase,
            answered_at=after.answered_at,
            queue=queue,
            call=after,
        ),
        now,
    )


def rings(call: Call) -> bool:
    """Whether a dock rings for it."""
    return call.view.phase is CallPhase.QUEUED and queue_of(call).offered_to is not None


def unreachable(floor: Floor, call: Call, now: float) -> None:
    """The phone of the agent who has answered could not be reached."""
    call.agent_leg = None
    withdraw(floor, call, "unreachable", now)
