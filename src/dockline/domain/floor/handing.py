"""An agent is asked into a call: what transfers and calls that come back have in common."""

import copy

from dockline.domain.agent import AgentMove
from dockline.domain.call import Call
from dockline.domain.dialrules import cost_of
from dockline.domain.errors import Refusal
from dockline.domain.facts import (
    AgentView,
    CallOffered,
    TransferChanged,
    TransferPhase,
    TransferView,
)
from dockline.domain.floor.state import Floor
from dockline.domain.ids import AgentId
from dockline.domain.phone import parse
from dockline.domain.transfer import REACHED


def tell(floor: Floor, call: Call, view: TransferView | None, failed: str, now: float) -> None:
    floor.tell(
        TransferChanged(call_id=call.view.call_id, transfer=view, transfer_failed=failed), now
    )


def count_cost(floor: Floor, call: Call, now: float) -> None:
    """The number that was asked into the call, or got it, is gone now. What it cost is kept with
    the call: nothing else tells a restart of it."""
    view = call.view.transfer
    if view is None or view.target_kind != "number" or view.phase not in REACHED:
        return
    try:
        number = parse(f"+{view.target}")
    except Refusal:
        return
    call.onward_cost += cost_of(number, floor.settings.dial_policy, now - view.since)


def begin_blind(floor: Floor, call: Call, target: AgentView, now: float) -> None:
    """To an agent, who has the customer as soon as they answer."""
    view = TransferView(
        blind=True,
        target_kind="agent",
        target=target.agent_id,
        target_name=target.name,
        phase=TransferPhase.ASKING,
        since=now,
    )
    tell(floor, call, view, "", now)


def offer(floor: Floor, call: Call, target: AgentId, now: float) -> None:
    person = floor.agents[target]
    person.then, person.then_reason = person.view.state, person.view.pause_reason
    floor.tell(CallOffered(agent_id=target, call=copy.copy(call.view)), now, also=[target])
    floor.move_agent(target, AgentMove.RING, now, call_id=call.view.call_id)
    call.offer_until = now + floor.settings.transfer_ring_seconds
    floor.wake(call.offer_until, "offer", call.view.call_id)
