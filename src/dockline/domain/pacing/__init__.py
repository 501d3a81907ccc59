"""Pacing: how many lines to dial, so that agents talk and nobody who answers is left alone.

`Pacing` paces one campaign; campaigns that share a `Team` see each other's ringing calls. Nothing
here does I/O or reads a clock: ``now`` is a number of seconds on any steady clock of the caller.
"""

from functools import cache

from dockline.domain.pacing.budget import Window
from dockline.domain.pacing.decision import Decision, Reason
from dockline.domain.pacing.pacing import Pacing
from dockline.domain.pacing.past import REMEMBERED, PastCall
from dockline.domain.pacing.settings import Bounds, Mode, PacingSettings
from dockline.domain.pacing.team import Team
from dockline.domain.pacing.turns import Round, in_turn


def is_ready() -> bool:
    """Whether what decisions are made with is loaded."""
    return get_ready.cache_info().currsize > 0


@cache
def get_ready() -> None:
    """Load what decisions are made with. Where it was never compiled this takes half a minute;
    the first decision would wait for it."""
    from dockline.domain.pacing import kernel  # noqa: F401


__all__ = [
    "REMEMBERED",
    "Bounds",
    "Decision",
    "Mode",
    "Pacing",
    "PacingSettings",
    "PastCall",
    "Reason",
    "Round",
    "Team",
    "Window",
    "get_ready",
    "in_turn",
    "is_ready",
]
