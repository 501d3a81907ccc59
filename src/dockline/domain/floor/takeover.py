"""A supervisor takes a call over: it goes on in their own dock, and the agent wraps up.

It is a blind transfer that the supervisor asks for in the agent's place: where their phone cannot
be reached after all, the agent has the call back.
"""

from dockline.domain import agent as agents
from dockline.domain.errors import NotNow, TargetUnavailable, VoiceUnavailable
from dockline.domain.facts import CallPhase
from dockline.domain.floor import monitoring, transferring
from dockline.domain.floor.people import Agent
from dockline.domain.floor.state import Floor
from dockline.domain.ids import AgentId, PhoneId
from dockline.domain.monitor import TakeOver


def take_over(floor: Floor, what: TakeOver, now: float) -> None:
    if not floor.engine_up:
        raise VoiceUnavailable
    call = monitoring.call_with(floor, what.agent_id)
    if what.supervisor_id in monitoring.inside(floor, call):
        raise NotNow("You are in this call yourself.")
    if call.view.phase not in (CallPhase.TALKING, CallPhase.HELD):
        raise NotNow("A call can be taken over once it is answered.")
    if call.view.transfer is not None:
        raise NotNow("This call is being transferred. Take it over once that is done.")
    person, phone_id = _own_dock(floor, what.supervisor_id)
    monitor = floor.monitors.get(what.supervisor_id)
    if monitor is not None:
        monitoring.end(floor, monitor, "taken-over", now)
    transferring.pull(floor, call, person, phone_id, now)


def _own_dock(floor: Floor, supervisor_id: AgentId) -> tuple[Agent, PhoneId]:
    """Raises TargetUnavailable."""
    person = floor.agents.get(supervisor_id)
    if person is None or not person.view.linked:
        raise TargetUnavailable("The call would come to your dock. Open your dock, then try again.")
    if not person.view.phone or person.phone_id is None:
        raise TargetUnavailable(
            "The phone of your dock is not connected yet. Try again in a moment."
        )
    if person.view.state not in agents.ASKABLE:
        raise TargetUnavailable("Your dock is busy. End what you are in there, then try again.")
    return person, person.phone_id
