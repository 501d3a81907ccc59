"""A transfer's state machine.

    (none) -> asking -> ringing -> talking <-> away
                                   talking | away -> joined
    (each may be dropped; hand over ends it with the target in the agent's place)

``talking``: agent and target, the customer hears music. ``away``: agent and customer, the target
hears music. ``joined``: all three.
"""

from enum import StrEnum
from typing import Final

from dockline.domain.errors import NotNow
from dockline.domain.facts import TransferPhase


class TransferMove(StrEnum):
    RING = "ring"
    ANSWER = "answer"
    SWAP = "swap"
    JOIN = "join"


_P, _M = TransferPhase, TransferMove

NEXT: Final[dict[tuple[TransferPhase, TransferMove], TransferPhase]] = {
    (_P.ASKING, _M.RING): _P.RINGING,
    (_P.ASKING, _M.ANSWER): _P.TALKING,
    (_P.RINGING, _M.RING): _P.RINGING,
    (_P.RINGING, _M.ANSWER): _P.TALKING,
    (_P.TALKING, _M.SWAP): _P.AWAY,
    (_P.AWAY, _M.SWAP): _P.TALKING,
    (_P.TALKING, _M.JOIN): _P.JOINED,
    (_P.AWAY, _M.JOIN): _P.JOINED,
}

WITH_TARGET: Final = frozenset({TransferPhase.ASKING, TransferPhase.RINGING, TransferPhase.TALKING})
"""The agent stands with the target, not with the customer."""
REACHED: Final = frozenset({TransferPhase.TALKING, TransferPhase.AWAY, TransferPhase.JOINED})
"""The target has answered."""


def move(phase: TransferPhase, what: TransferMove) -> TransferPhase:
    """The phase after a move. Raises NotNow for a move the table does not have."""
    try:
        return NEXT[phase, what]
    except KeyError:
        raise NotNow(f"A transfer that is {phase.value} cannot {what.value}.") from None
