"""What callers who wait are told: their place, how long it may take, that they may be called
back."""

from math import ceil
from typing import Final

from dockline.domain.orders import Phrase, Say
from dockline.domain.teamsettings import QueueSettings

MOST_SAID: Final = 60
"""Minutes; a longer wait is not guessed at."""
LAST_SAID: Final = 999
"""Who is further down the line is not told so."""


def expected_wait(place: int, agents: int, handling: float) -> float | None:
    """Seconds until the caller at this place has an agent; None: nobody can tell.

    Where ``agents`` work, each ``handling`` seconds at a conversation, one of them comes free every
    ``handling / agents`` seconds, and takes the next in the line."""
    return place * handling / agents if agents > 0 else None


def place_and_wait(settings: QueueSettings, place: int, wait: float | None) -> tuple[Say, ...]:
    """``wait``: as `expected_wait` has it."""
    said: list[Say] = []
    if settings.say_place and place <= LAST_SAID:
        said.append(Say(Phrase.PLACE, place))
    if settings.say_wait and wait is not None:
        minutes = max(1, ceil(wait / 60))
        if minutes <= MOST_SAID:
            said.append(Say(Phrase.WAIT, minutes))
    return tuple(said) or (Say(Phrase.THANKS),)
