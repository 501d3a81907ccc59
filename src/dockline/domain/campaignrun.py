"""What a supervisor may tell a campaign to do, as a table.

running <-> paused | draining -> stopped -> running
"""

from enum import StrEnum
from typing import Final

from dockline.domain.campaign import RunState
from dockline.domain.errors import NotNow


class RunAction(StrEnum):
    START = "start"
    PAUSE = "pause"
    DRAIN = "drain"
    STOP = "stop"


_S, _A = RunState, RunAction

NEXT: Final[dict[tuple[RunState, RunAction], RunState]] = {
    **{(state, _A.START): _S.RUNNING for state in RunState},
    **{(state, _A.STOP): _S.STOPPED for state in RunState},
    **{(state, _A.PAUSE): _S.PAUSED for state in (_S.RUNNING, _S.PAUSED, _S.DRAINING)},
    **{(state, _A.DRAIN): _S.DRAINING for state in (_S.RUNNING, _S.PAUSED, _S.DRAINING)},
}


def told(state: RunState, action: RunAction) -> RunState:
    """The state after it; the same where it is so already. Raises NotNow for what the table does
    not have: nothing is under way in a campaign that is stopped."""
    try:
        return NEXT[state, action]
    except KeyError:
        done = "paused" if action is RunAction.PAUSE else "drained"
        raise NotNow(f"action: A campaign that is {state.value} cannot be {done}.") from None
