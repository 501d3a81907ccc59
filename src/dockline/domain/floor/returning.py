"""A blind transfer came to nothing: who sent it gets the customer back. Where they are in another
call by then, those of the call's team who are ready are asked, one after the other, and meanwhile
the customer hears music: for a minute nobody hangs up on them."""

import copy
from typing import Final

from dockline.domain import agent as agents
from dockline.domain.call import Call
from dockline.domain.facts import AgentState, CallOffered, TransferView
from dockline.domain.floor import agent_leg, calling, handing
from dockline.domain.floor.people import Agent
from dockline.domain.floor.state import Floor
from dockline.domain.ids import AgentId, CallId

WAIT_SECONDS: Final = 60.0


def begin(floor: Floor, call: Call, failed: TransferView, now: float) -> None:
    """The transfer has failed; again, perhaps, with one who was asked here."""
    if failed.target_kind == "agent":
        call.asked_back.append(AgentId(failed.target))
    if call.returns_until is None:
        call.returns_until = now + WAIT_SECONDS
        floor.wake(call.returns_until, "return", call.view.call_id)
        hope = any(
            _of_team(one, call) and one.view.agent_id not in call.asked_back
            for one in floor.agents.values()
        )
    else:
        hope = now < call.returns_until
    if hope or _comes(floor, call):
        floor.returning.add(call.view.call_id)
    else:
        calling.end(floor, call, now, by="system", cause="transfer-failed")


def settle(floor: Floor, now: float) -> None:
    """Whoever has become free gets those who wait for them, before anything else."""
    for call_id in sorted(floor.returning):
        call = floor.calls.get(call_id)
        if call is None or not call.open or call.view.transfer is not None or not call.released:
            floor.returning.discard(call_id)
        elif _comes(floor, call):
            _come_back(floor, call, now)
        elif (person := _next(floor, call)) is not None:
            _ask(floor, call, person, now)


def over(floor: Floor, call_id: CallId, now: float) -> None:
    """The alarm: nobody came. Who is being asked has their time yet."""
    call = floor.calls.get(call_id)
    if call is None or call_id not in floor.returning or call.returns_until is None:
        return
    if now >= call.returns_until:
        calling.end(floor, call, now, by="system", cause="transfer-failed")


def _comes(floor: Floor, call: Call) -> bool:
    """Whether the one who sent it is free for it; in a gap of the engine they are rung at its
    end."""
    me = floor.agents[call.view.agent_id].view
    wrapping = me.state is AgentState.WRAP_UP and me.call_id == call.view.call_id
    return me.linked and me.phone and (wrapping or me.state in agents.ASKABLE)


def _come_back(floor: Floor, call: Call, now: float) -> None:
    me = floor.agents[call.view.agent_id].view
    floor.returning.discard(call.view.call_id)
    call.released = False
    if me.call_id != call.view.call_id:
        floor.tell(
            CallOffered(agent_id=me.agent_id, call=copy.copy(call.view)), now, also=[me.agent_id]
        )
    calling.back_in_call(floor, call, now)
    agent_leg.lose_leg(floor, call, now)
    agent_leg.ring_agent(floor, call, now)
    floor.settle(call)
    floor.keep(call)


def _of_team(person: Agent, call: Call) -> bool:
    """Is here, and may have the call, sooner or later."""
    me = person.view
    mine = me.agent_id == call.view.agent_id or call.team_id in person.seat.team_ids
    return mine and me.linked and me.state is not AgentState.OFFLINE


def _next(floor: Floor, call: Call) -> Agent | None:
    """Of those who are ready and have not let it ring, the longest idle."""
    ready = [
        one
        for one in floor.agents.values()
        if _of_team(one, call)
        and one.view.state is AgentState.READY
        and one.view.phone
        and one.card is None
        and one.view.agent_id not in call.asked_back
    ]
    return min(ready, key=lambda one: (one.idle, one.view.agent_id), default=None)


def _ask(floor: Floor, call: Call, person: Agent, now: float) -> None:
    me = person.view
    floor.returning.discard(call.view.call_id)
    handing.begin_blind(floor, call, me, now)
    handing.offer(floor, call, me.agent_id, now)
    floor.settle(call)
    floor.keep(call)
