"""An agent's state machine.

offline -> ready <-> paused
ready | paused | wrap_up -> dialling -> talking <-> held -> wrap_up -> ready | paused
ready | paused -> ringing -> talking | dialling
anything -> offline, and back to where the call or the day left them
"""

from enum import StrEnum
from typing import Final

from dockline.domain.errors import NotNow
from dockline.domain.facts import AgentState, CallPhase


class AgentMove(StrEnum):
    COME = "come"
    """The dock opens with nothing going on."""
    READY = "ready"
    PAUSE = "pause"
    DIAL = "dial"
    RING = "ring"
    TALK = "talk"
    HOLD = "hold"
    WRAP_UP = "wrap_up"
    LEAVE = "leave"


_S, _M = AgentState, AgentMove

NEXT: Final[dict[tuple[AgentState, AgentMove], AgentState]] = {
    (_S.OFFLINE, _M.COME): _S.READY,
    # back before the call was given up
    (_S.OFFLINE, _M.DIAL): _S.DIALLING,
    (_S.OFFLINE, _M.TALK): _S.TALKING,
    (_S.OFFLINE, _M.HOLD): _S.HELD,
    (_S.OFFLINE, _M.WRAP_UP): _S.WRAP_UP,
    (_S.OFFLINE, _M.PAUSE): _S.PAUSED,
    (_S.OFFLINE, _M.READY): _S.READY,
    (_S.OFFLINE, _M.LEAVE): _S.OFFLINE,
    (_S.READY, _M.READY): _S.READY,
    (_S.READY, _M.PAUSE): _S.PAUSED,
    (_S.READY, _M.DIAL): _S.DIALLING,
    (_S.READY, _M.RING): _S.RINGING,
    (_S.READY, _M.LEAVE): _S.OFFLINE,
    (_S.PAUSED, _M.READY): _S.READY,
    (_S.PAUSED, _M.PAUSE): _S.PAUSED,
    (_S.PAUSED, _M.DIAL): _S.DIALLING,
    (_S.PAUSED, _M.RING): _S.RINGING,
    (_S.PAUSED, _M.LEAVE): _S.OFFLINE,
    (_S.RINGING, _M.READY): _S.READY,
    (_S.RINGING, _M.PAUSE): _S.PAUSED,
    (_S.RINGING, _M.TALK): _S.TALKING,
    # a callback: the number is dialled now
    (_S.RINGING, _M.DIAL): _S.DIALLING,
    (_S.RINGING, _M.LEAVE): _S.OFFLINE,
    (_S.DIALLING, _M.DIAL): _S.DIALLING,
    (_S.DIALLING, _M.TALK): _S.TALKING,
    (_S.DIALLING, _M.WRAP_UP): _S.WRAP_UP,
    (_S.DIALLING, _M.READY): _S.READY,
    (_S.DIALLING, _M.PAUSE): _S.PAUSED,
    (_S.DIALLING, _M.LEAVE): _S.OFFLINE,
    (_S.TALKING, _M.TALK): _S.TALKING,
    (_S.TALKING, _M.HOLD): _S.HELD,
    (_S.TALKING, _M.WRAP_UP): _S.WRAP_UP,
    (_S.TALKING, _M.READY): _S.READY,
    (_S.TALKING, _M.PAUSE): _S.PAUSED,
    (_S.TALKING, _M.LEAVE): _S.OFFLINE,
    (_S.HELD, _M.HOLD): _S.HELD,
    (_S.HELD, _M.TALK): _S.TALKING,
    (_S.HELD, _M.WRAP_UP): _S.WRAP_UP,
    (_S.HELD, _M.READY): _S.READY,
    (_S.HELD, _M.PAUSE): _S.PAUSED,
    (_S.HELD, _M.LEAVE): _S.OFFLINE,
    (_S.WRAP_UP, _M.READY): _S.READY,
    (_S.WRAP_UP, _M.PAUSE): _S.PAUSED,
    (_S.WRAP_UP, _M.DIAL): _S.DIALLING,
    # a blind transfer that failed brings the customer back
    (_S.WRAP_UP, _M.TALK): _S.TALKING,
    (_S.READY, _M.TALK): _S.TALKING,
    (_S.PAUSED, _M.TALK): _S.TALKING,
    (_S.WRAP_UP, _M.WRAP_UP): _S.WRAP_UP,
    (_S.WRAP_UP, _M.LEAVE): _S.OFFLINE,
}

# What the phase of their call makes of the agent whose call it is.
IN_CALL: Final[dict[CallPhase, AgentMove]] = {
    CallPhase.WAITING: AgentMove.DIAL,
    CallPhase.DIALLING: AgentMove.DIAL,
    CallPhase.RINGING: AgentMove.DIAL,
    CallPhase.TALKING: AgentMove.TALK,
    CallPhase.HELD: AgentMove.HOLD,
    CallPhase.ENDED: AgentMove.WRAP_UP,
}

FREE: Final = frozenset({AgentState.READY, AgentState.PAUSED, AgentState.WRAP_UP})
"""May start a call."""
ASKABLE: Final = frozenset({AgentState.READY, AgentState.PAUSED})
"""May be asked into a call by another agent."""


def move(state: AgentState, what: AgentMove) -> AgentState:
    """The state after a move. Raises NotNow for a move the table does not have."""
    try:
        return NEXT[state, what]
    except KeyError:
        raise NotNow(f"An agent who is {state.value} cannot {what.value}.") from None
