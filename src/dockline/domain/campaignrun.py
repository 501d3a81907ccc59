"""What a supervisor may tell a campaign to do, as a table.

running <-> paused | draining -> stopped -> running
stopped <-> archived
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
    ARCHIVE = "archive"
    RESTORE = "restore"


_S, _A = RunState, RunAction

NEXT: Final[dict[tuple[RunState, RunAction], RunState]] = {
    **{(state, _A.START): _S.RUNNING for state in RunState if state is not _S.ARCHIVED},
    **{(state, _A.STOP): _S.STOPPED for state in RunState if state is not _S.ARCHIVED},
    **{(state, _A.ARCHIVE): _S.ARCHIVED for state in (_S.STOPPED, _S.ARCHIVED)},
    **{(state, _A.RESTORE): _S.STOPPED for state in (_S.STOPPED, _S.ARCHIVED)},
    **{(state, _A.PAUSE): _S.PAUSED for state in (_S.RUNNING, _S.PAUSED, _S.DRAINING)},
    **{(state, _A.DRAIN): _S.DRAINING for state in (_S.RUNNING, _S.PAUSED, _S.DRAINING)},
}


_DONE: Final = {
    _A.START: "started",
    _A.PAUSE: "paused",
    _A.DRAIN: "drained",
    _A.STOP: "stopped",
    _A.ARCHIVE: "archived",
    _A.RESTORE: "restored",
}


def told(state: RunState, action: RunAction) -> RunState:
    """The state after it; the same where it is so already. Raises NotNow for what the table does
    not have: nothing is under way in a campaign that is stopped, and one that is archived is
    restored first."""
    try:
        return NEXT[state, action]
    except KeyError:
        raise NotNow(
            f"action: A campaign that is {state.value} cannot be {_DONE[action]}."
        ) from None
