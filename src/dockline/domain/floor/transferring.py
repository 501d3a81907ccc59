"""Handing a call on: blind or attended, to an agent or a number."""

import copy

from msgspec import structs

from dockline.domain import agent as agents, transfer as transfers
from dockline.domain.agent import AgentMove
from dockline.domain.call import Call, LegPhase
from dockline.domain.commands import (
    AnswerOffer,
    DeclineOffer,
    DropTarget,
    HandOver,
    JoinAll,
    Swap,
    Transfer,
)
from dockline.domain.errors import NotNow, TargetUnavailable
from dockline.domain.facts import (
    AgentLegChanged,
    CallHandedOver,
    CallPhase,
    LegState,
    TransferPhase,
    TransferView,
)
from dockline.domain.floor import agent_leg, calling, handing, returning, standby
from dockline.domain.floor.people import Agent
from dockline.domain.floor.state import Floor
from dockline.domain.floor.wrapping import wrap_up
from dockline.domain.ids import AgentId, CallId, PhoneId, ask_room
from dockline.domain.orders import DialNumber, HangUp, RingAgent
from dockline.domain.transfer import REACHED, TransferMove


def transfer(floor: Floor, agent_id: AgentId, what: Transfer, now: float) -> None:
    call = calling.own(floor, agent_id, what.call_id)
    if call.view.phase not in (CallPhase.TALKING, CallPhase.HELD):
        raise NotNow("A call can be transferred once it is answered.")
    if call.view.transfer is not None:
        raise NotNow("This call is being transferred already.")
    name = what.target
    if what.target_kind == "agent":
        name = _askable(floor, agent_id, AgentId(what.target)).view.name
    view = TransferView(
        blind=what.blind,
        target_kind=what.target_kind,
        target=what.target,
        target_name=name,
        phase=TransferPhase.ASKING,
        since=now,
    )
    handing.tell(floor, call, view, "", now)
    if what.blind:
        if call.view.phase is CallPhase.HELD:
            calling.take_from_hold(floor, call, now)
        _let_go(floor, call, now)
    elif call.view.phase is CallPhase.TALKING:
        calling.put_on_hold(floor, call, now)
    else:
        floor.move_agent(agent_id, AgentMove.TALK, now, call_id=call.view.call_id)
    if what.target_kind == "agent":
        handing.offer(floor, call, AgentId(what.target), now)
        floor.settle(call)
        floor.keep(call)
    else:
        _dial_target(floor, call, what.target)


def _askable(floor: Floor, asker: AgentId, target: AgentId) -> Agent:
    person = floor.agents.get(target)
    if person is None or target == asker or not (person.view.linked and person.view.phone):
        raise TargetUnavailable
    if person.view.state not in agents.ASKABLE:
        raise TargetUnavailable
    return person


def _dial_target(floor: Floor, call: Call, number: str) -> None:
    room = ask_room(call.view.call_id)
    leg = agent_leg.new_leg(call, "target", None)
    call.target_leg = leg.leg_id
    call.placed[leg.leg_id] = room  # the engine puts it there before it dials
    floor.settle(call)
    floor.order(
        DialNumber(
            leg_id=leg.leg_id,
            tags=floor.tags(call, "target", call.view.agent_id),
            number=number,
            caller_id=calling.shown_caller_id(floor, call),
            room_id=room,
            timeout=floor.settings.transfer_ring_seconds,
        )
    )
    floor.keep(call, attempt=True)


def _let_go(floor: Floor, call: Call, now: float) -> None:
    """The agent leaves; the call goes on without them."""
    leg = call.leg(call.agent_leg)
    call.released, call.agent_leg = True, None
    call.rejoining, call.rejoins = False, 0  # whoever has the call next was never lost
    call.returns_until = None
    call.asked_back.clear()
    if leg is not None:
        standby.hang_up(floor, leg, now)
    floor.tell(
        AgentLegChanged(call_id=call.view.call_id, agent_leg=LegState.NONE, rejoin_until=None), now
    )
    wrap_up(floor, call.view.agent_id, call, now)


def answer(floor: Floor, agent_id: AgentId, what: AnswerOffer, now: float) -> None:
    """The asked agent takes it: now their phone is rung, and answers by itself."""
    call = _asked(floor, agent_id, what.call_id)
    person = floor.agents[agent_id]
    if call.target_leg is not None or person.phone_id is None:
        raise NotNow("Your phone is being connected already.")
    _ring_asked(floor, call, person, person.phone_id, now)


def pull(floor: Floor, call: Call, person: Agent, phone_id: PhoneId, now: float) -> None:
    """Blind, and to somebody who need not be asked: their phone is rung at once."""
    me = person.view
    handing.begin_blind(floor, call, me, now)
    if call.view.phase is CallPhase.HELD:
        calling.take_from_hold(floor, call, now)
    _let_go(floor, call, now)
    handing.offer(floor, call, me.agent_id, now)
    leg = person.standing
    if leg is not None and leg.phase is LegPhase.UP:
        call.legs[leg.leg_id] = leg
        call.target_leg = leg.leg_id
        target_up(floor, call, now)
        return
    standby.let_go(floor, person, now)
    _ring_asked(floor, call, person, phone_id, now)
    floor.settle(call)
    floor.keep(call)


def _ring_asked(floor: Floor, call: Call, person: Agent, phone_id: PhoneId, now: float) -> None:
    agent_id = person.view.agent_id
    leg = agent_leg.new_leg(call, "target", agent_id)
    call.target_leg = leg.leg_id
    call.offer_until = now + floor.settings.agent_ring_seconds
    floor.wake(call.offer_until, "offer", call.view.call_id)
    floor.order(
        RingAgent(
            leg_id=leg.leg_id,
            tags=floor.tags(call, "target", agent_id),
            phone_id=phone_id,
            timeout=floor.settings.agent_ring_seconds,
            auto_answer=True,
            caller=call.view.number,
        )
    )


def decline(floor: Floor, agent_id: AgentId, what: DeclineOffer, now: float) -> None:
    fail(floor, _asked(floor, agent_id, what.call_id), "rejected", now)


def _asked(floor: Floor, agent_id: AgentId, call_id: CallId) -> Call:
    call = floor.call_of(agent_id, call_id)
    transfer = call.view.transfer
    if transfer is None or transfer.target != agent_id or transfer.phase in REACHED:
        raise NotNow("There is nothing to answer.")
    return call


def offer_over(floor: Floor, call_id: CallId, now: float) -> None:
    call = floor.calls.get(call_id)
    if call is None or call.offer_until is None or now < call.offer_until:
        return
    transfer = call.view.transfer
    if transfer is not None and transfer.phase not in REACHED:
        fail(floor, call, "no_answer", now)


def target_rings(floor: Floor, call: Call, now: float) -> None:
    view = call.view.transfer
    if view is not None and view.phase is TransferPhase.ASKING:
        handing.tell(floor, call, structs.replace(view, phase=TransferPhase.RINGING), "", now)


def target_up(floor: Floor, call: Call, now: float) -> None:
    view = call.view.transfer
    if view is None or view.phase in REACHED:
        return
    phase = transfers.move(view.phase, TransferMove.ANSWER)
    call.offer_until = None
    if view.target_kind == "agent":
        target = AgentId(view.target)
        floor.move_agent(target, AgentMove.TALK, now, call_id=call.view.call_id)
    handing.tell(floor, call, structs.replace(view, phase=phase, since=now), "", now)
    if call.released:
        _complete(floor, call, now)
    else:
        floor.settle(call)
    floor.keep(call)


def _complete(floor: Floor, call: Call, now: float) -> None:
    """The target has the customer now."""
    view = call.view.transfer
    if view is None:
        return
    if call.view.phase is CallPhase.HELD:
        calling.take_from_hold(floor, call, now)
    transfer: TransferView | None = view
    leg, owner = LegState.NONE, call.view.agent_id
    if view.target_kind == "agent":
        call.agent_leg, call.target_leg, call.released = call.target_leg, None, False
        transfer, leg, owner = None, LegState.UP, AgentId(view.target)
    after = copy.copy(call.view)
    after.agent_id, after.transfer, after.agent_leg, after.muted = owner, transfer, leg, False
    floor.tell(
        CallHandedOver(
            call_id=call.view.call_id,
            agent_id=owner,
            transfer=transfer,
            agent_leg=leg,
            muted=False,
            call=after,
        ),
        now,
    )
    floor.settle(call)
    floor.keep(call)


def hand_over(floor: Floor, agent_id: AgentId, what: HandOver, now: float) -> None:
    call = calling.own(floor, agent_id, what.call_id)
    view = _running(call)
    if view.phase in REACHED:
        _let_go(floor, call, now)
        _complete(floor, call, now)
        return
    if call.view.phase is CallPhase.HELD:
        calling.take_from_hold(floor, call, now)
    handing.tell(floor, call, structs.replace(view, blind=True), "", now)
    _let_go(floor, call, now)
    floor.settle(call)
    floor.keep(call)


def rejoin_over(floor: Floor, call_id: CallId, now: float) -> None:
    """The agent's page stays away."""
    call = floor.calls.get(call_id)
    due = call is not None and call.view.rejoin_until is not None and now >= call.view.rejoin_until
    if call is None or not due or not leave_to_target(floor, call, now):
        calling.rejoin_over(floor, call_id, now)


def leave_to_target(floor: Floor, call: Call, now: float) -> bool:
    """The agent is gone. Who stands with the customer already, or was asked for them and has
    answered, has them now. False where there is no such one: the call is to end."""
    view = call.view.transfer
    if not call.open or view is None or view.phase not in REACHED:
        return False
    _let_go(floor, call, now)
    _complete(floor, call, now)
    return True


def swap(floor: Floor, agent_id: AgentId, what: Swap, now: float) -> None:
    call = calling.own(floor, agent_id, what.call_id)
    view = _running(call)
    phase = transfers.move(view.phase, TransferMove.SWAP)
    if phase is TransferPhase.AWAY:
        calling.take_from_hold(floor, call, now)
    else:
        calling.put_on_hold(floor, call, now)
    handing.tell(floor, call, structs.replace(view, phase=phase), "", now)
    floor.settle(call)
    floor.keep(call)


def join_all(floor: Floor, agent_id: AgentId, what: JoinAll, now: float) -> None:
    call = calling.own(floor, agent_id, what.call_id)
    view = _running(call)
    phase = transfers.move(view.phase, TransferMove.JOIN)
    if call.view.phase is CallPhase.HELD:
        calling.take_from_hold(floor, call, now)
    handing.tell(floor, call, structs.replace(view, phase=phase), "", now)
    floor.settle(call)
    floor.keep(call)


def _running(call: Call) -> TransferView:
    if call.view.transfer is None:
        raise NotNow("This call is not being transferred.")
    return call.view.transfer


def drop_target(floor: Floor, agent_id: AgentId, what: DropTarget, now: float) -> None:
    call = calling.own(floor, agent_id, what.call_id)
    _running(call)
    fail(floor, call, "cancelled", now)


def joined_by(call: Call, agent_id: AgentId) -> bool:
    """Whether this agent was asked into the call, and has answered."""
    view = call.view.transfer
    return view is not None and view.target == agent_id and view.phase in REACHED


def target_left(floor: Floor, call: Call, now: float) -> None:
    """The asked agent hung up, or their dock is gone."""
    fail(floor, call, "hung_up", now)


def fail(floor: Floor, call: Call, why: str, now: float) -> None:
    """The transfer comes to nothing: the agent is with the customer again."""
    view = call.view.transfer
    if view is None or not call.open:
        return
    leg = call.leg(call.target_leg)
    call.target_leg, call.offer_until = None, None
    if leg is not None:
        floor.order(HangUp(leg_id=leg.leg_id))
    if call.view.phase is CallPhase.HELD:
        calling.take_from_hold(floor, call, now)
    handing.count_cost(floor, call, now)
    handing.tell(floor, call, None, why, now)
    if view.target_kind == "agent":
        target = floor.agents.get(AgentId(view.target))  # after a restart they may be away
        if target is not None and target.view.call_id == call.view.call_id:
            floor.release(target.view.agent_id, now)
    if call.released:
        returning.begin(floor, call, view, now)
    floor.settle(call)
    floor.keep(call)
