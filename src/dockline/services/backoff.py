"""How often somebody else's server is asked again, and when no more."""

from typing import Final

FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 300.0
GIVE_UP: Final = 86_400.0
"""Seconds after which what nobody takes is let go."""
_DOUBLINGS: Final = 32


def pause_after(attempts: int) -> float:
    """Seconds to wait after so many attempts in vain, from 1."""
    return min(FIRST_PAUSE * 2.0 ** min(attempts - 1, _DOUBLINGS), LONGEST_PAUSE)
