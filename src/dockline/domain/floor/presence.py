"""Docks that come, go and come back; ready and paused."""

import copy

from dockline.domain.agent import AgentMove
from dockline.domain.call import Call
from dockline.domain.commands import (
    DockLost,
    GoReady,
    Pause,
    PhoneLost,
    PhoneReady,
    Reseat,
    SignIn,
    SignOut,
)
from dockline.domain.facts import (
    AgentLinkChanged,
    AgentSignedIn,
    AgentState,
    AgentView,
    CallPhase,
    LegState,
)
from dockline.domain.floor import (
    agent_leg,
    calling,
    chatqueue,
    offering,
    standby,
    transferring,
    wrapping,
)
from dockline.domain.floor.people import Agent
from dockline.domain.floor.state import Floor
from dockline.domain.ids import AgentId, PageId
from dockline.domain.seat import Seat

IN_CALL = frozenset({AgentState.DIALLING, AgentState.TALKING, AgentState.HELD, AgentState.RINGING})


def sign_in(floor: Floor, what: SignIn, now: float) -> None:
    person = floor.agents.get(what.agent_id)
    wraps_up = what.wraps_up if person is None or _unseen(person) else None
    if person is None:
        person = Agent(
            view=AgentView(
                agent_id=what.agent_id,
                login=what.seat.login,
                name=what.seat.name,
                teams=what.seat.teams,
                state=AgentState.READY if wraps_up is None else AgentState.OFFLINE,
                since=now,
                linked=True,
            ),
            seat=what.seat,
            page_id=what.page_id,
        )
        floor.agents[what.agent_id] = person
        floor.tell(AgentSignedIn(agent=copy.copy(person.view)), now)
        if wraps_up is not None:
            wrapping.again(floor, what.agent_id, wraps_up, now)
        elif what.paused is not None:
            person.then, person.then_reason = AgentState.PAUSED, what.paused
            floor.move_agent(what.agent_id, AgentMove.PAUSE, now, reason=what.paused)
        return
    if what.paused is not None and not person.page_id:
        person.then, person.then_reason = AgentState.PAUSED, what.paused  # see `_back`
    if person.view.linked and person.page_id != what.page_id:
        _lost(floor, person, now)
    same_page = person.page_id == what.page_id
    if not same_page:
        person.phone_id = None
    if not what.leg_up:
        _leave_anothers_call(floor, person, now)
    if not (same_page and what.leg_up) and standby.call_with(floor, person) is None:
        standby.let_go(floor, person, now)
    person.page_id, person.lost_at = what.page_id, None
    _seat(floor, person, what.seat, now)
    phone = same_page and person.view.phone
    floor.tell(AgentLinkChanged(agent_id=what.agent_id, linked=True, phone=phone), now)
    if wraps_up is not None:
        wrapping.again(floor, what.agent_id, wraps_up, now)
        return
    _back(floor, person, now, leg_up=what.leg_up)


def _unseen(person: Agent) -> bool:
    """Known by what a restart found of theirs alone, and not in a call."""
    return not person.page_id and person.view.call_id is None


def reseat(floor: Floor, what: Reseat, now: float) -> None:
    person = floor.agents.get(what.agent_id)
    if person is not None and person.seat != what.seat:
        _seat(floor, person, what.seat, now)
        floor.stirred.add(what.agent_id)


def _seat(floor: Floor, person: Agent, seat: Seat, now: float) -> None:
    person.seat, me = seat, person.view
    before = (me.login, me.name, me.teams)
    me.login, me.name, me.teams = seat.login, seat.name, seat.teams
    if (me.login, me.name, me.teams) != before:
        floor.tell(AgentSignedIn(agent=copy.copy(me), reseated=True), now)


def name_teams(floor: Floor, now: float) -> None:
    """Whose team has been renamed is shown in it by its new name."""
    before, floor.teams_named = floor.teams_named, floor.teams
    if before is floor.teams:
        return
    named = {
        team.name: floor.teams[team_id].name
        for team_id, team in before.items()
        if team_id in floor.teams and floor.teams[team_id].name != team.name
    }
    for person in floor.agents.values():
        if not named.keys().isdisjoint(person.view.teams):
            person.view.teams = tuple(named.get(name, name) for name in person.view.teams)
            floor.tell(AgentSignedIn(agent=copy.copy(person.view), reseated=True), now)


def _own_call(floor: Floor, person: Agent) -> Call | None:
    """The open call that is this agent's, where they are still in it."""
    call = floor.calls.get(person.view.call_id) if person.view.call_id else None
    if call is None or not call.open or call.released:
        return None
    return call if call.view.agent_id == person.view.agent_id else None


def _back(floor: Floor, person: Agent, now: float, *, leg_up: bool) -> None:
    """A known agent's dock is here again: give it back what it had."""
    call = _own_call(floor, person)
    if person.view.state is AgentState.OFFLINE:
        if call is not None:
            calling.back_in_call(floor, call, now)
        else:
            floor.release(person.view.agent_id, now)
            if person.view.state is AgentState.OFFLINE:
                floor.move_agent(
                    person.view.agent_id, _rest(person), now, reason=person.then_reason
                )
    if call is None or call.view.agent_leg is LegState.NONE:
        return
    if leg_up and call.up(call.agent_leg):
        agent_leg.agent_leg_up(floor, call, now)
        return
    old = call.leg(call.agent_leg)
    call.agent_leg = None
    if call.view.agent_leg is not LegState.LOST:
        agent_leg.lose_leg(floor, call, now)
    if old is not None:
        # the page that held it is gone: nobody is at its far end
        standby.hang_up(floor, old, now)
        floor.settle(call)


def _leave_anothers_call(floor: Floor, person: Agent, now: float) -> None:
    """They were asked into it, and the page by which they heard it is gone."""
    me = person.view
    call = floor.calls.get(me.call_id) if me.call_id else None
    if call is not None and call.open and transferring.joined_by(call, me.agent_id):
        transferring.target_left(floor, call, now)


def _rest(person: Agent) -> AgentMove:
    return AgentMove.PAUSE if person.then is AgentState.PAUSED else AgentMove.READY


def dock_lost(floor: Floor, what: DockLost, now: float) -> None:
    person = floor.agents.get(what.agent_id)
    if person is None or person.page_id != what.page_id or not person.view.linked:
        return
    _lost(floor, person, now)


def _lost(floor: Floor, person: Agent, now: float) -> None:
    me = person.view
    person.lost_at = now
    floor.tell(AgentLinkChanged(agent_id=me.agent_id, linked=False, phone=False), now)
    floor.wake(now + floor.settings.dock_grace_seconds, "grace", me.agent_id)
    for chat_id in person.chats:
        chatqueue.still(floor, floor.chats[chat_id], now)  # a page that is gone does not say so
    call = floor.calls.get(me.call_id) if me.call_id else None
    if call is None or not call.open:
        return
    if call.view.phase is CallPhase.QUEUED:
        offering.left(floor, call, me.agent_id, "left", now)
    elif call.view.agent_id != me.agent_id:
        # Who talks already is heard without the socket, and has their grace.
        if not transferring.joined_by(call, me.agent_id):
            transferring.target_left(floor, call, now)
    elif not call.released and call.view.agent_leg in (LegState.UP, LegState.RINGING):
        agent_leg.lose_leg(floor, call, now)


def phone_ready(floor: Floor, what: PhoneReady, now: float) -> None:
    person = floor.agents.get(what.agent_id)
    if person is None or person.page_id != what.page_id or not person.view.linked:
        return
    person.phone_id = what.phone_id
    if not person.view.phone:
        floor.tell(AgentLinkChanged(agent_id=what.agent_id, linked=True, phone=True), now)
        offering.comes_back(floor, what.agent_id)
    call = _own_call(floor, person)
    if call is None or call.view.agent_leg is not LegState.LOST:
        return
    call.rejoins = 0
    if call.leg(call.agent_leg) is None:
        agent_leg.ring_agent(floor, call, now)


def phone_lost(floor: Floor, what: PhoneLost, now: float) -> None:
    person = floor.agents.get(what.agent_id)
    if person is None or person.page_id != what.page_id or not person.view.phone:
        return
    linked = person.view.linked
    floor.tell(AgentLinkChanged(agent_id=what.agent_id, linked=linked, phone=False), now)
    _stop_ringing(floor, person, "unreachable", now)


def _stop_ringing(floor: Floor, person: Agent, why: str, now: float) -> None:
    """Where their dock rings for a caller who waits: it does no more."""
    call = floor.calls.get(person.view.call_id) if person.view.call_id else None
    if call is not None and call.view.phase is CallPhase.QUEUED:
        offering.left(floor, call, person.view.agent_id, why, now)


def sign_out(floor: Floor, what: SignOut, now: float) -> None:
    person = floor.agents.get(what.agent_id)
    if person is None:
        return
    me = person.view
    call = floor.calls.get(me.call_id) if me.call_id else None
    if call is not None and call.open:
        if call.view.phase is CallPhase.QUEUED:
            offering.left(floor, call, me.agent_id, "left", now)
        elif call.view.agent_id != me.agent_id:
            transferring.target_left(floor, call, now)
        elif not call.released and not transferring.leave_to_target(floor, call, now):
            calling.end(floor, call, now, by="agent", cause="signed-out")
    person.page_id, person.phone_id, person.lost_at = PageId(""), None, None
    person.then, person.then_reason = AgentState.READY, ""
    if me.linked or me.phone:
        floor.tell(AgentLinkChanged(agent_id=me.agent_id, linked=False, phone=False), now)
    floor.move_agent(me.agent_id, AgentMove.LEAVE, now)
    floor.stirred.add(me.agent_id)


def grace_over(floor: Floor, agent_id: AgentId, now: float) -> None:
    """The dock did not come back in time: offline, whatever becomes of the call."""
    person = floor.agents.get(agent_id)
    if person is None or person.lost_at is None or person.view.linked:
        return
    if now < person.lost_at + floor.settings.dock_grace_seconds:
        return
    me = person.view
    _leave_anothers_call(floor, person, now)
    if me.state in (AgentState.READY, AgentState.PAUSED):
        person.then, person.then_reason = me.state, me.pause_reason  # for their return
    call = _own_call(floor, person)
    if call is not None and call.view.agent_leg in (LegState.UP, LegState.RINGING):
        agent_leg.lose_leg(floor, call, now)  # found up after a restart, but nobody came for it
    kept = me.call_id if call is not None else None
    floor.move_agent(agent_id, AgentMove.LEAVE, now, call_id=kept)


def ready(floor: Floor, agent_id: AgentId, _what: GoReady, now: float) -> None:
    person = floor.agents[agent_id]
    person.then, person.then_reason = AgentState.READY, ""
    floor.stirred.add(agent_id)
    if person.view.state is AgentState.PAUSED:
        offering.comes_back(floor, agent_id)
    if person.view.state not in IN_CALL:
        floor.release(agent_id, now)


def pause(floor: Floor, agent_id: AgentId, what: Pause, now: float) -> None:
    person = floor.agents[agent_id]
    person.then, person.then_reason = AgentState.PAUSED, what.reason
    _stop_ringing(floor, person, "declined", now)
    floor.stirred.add(agent_id)
    if person.view.state in (AgentState.READY, AgentState.PAUSED):
        floor.move_agent(agent_id, AgentMove.PAUSE, now, reason=what.reason)
