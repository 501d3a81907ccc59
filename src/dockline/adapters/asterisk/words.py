"""What the engine says in words of its own: phrases out of Asterisk's core English sounds.

They were recorded for other ends, so some phrases say less than an operator's own recording would.
"""

from typing import Final

from dockline.adapters.asterisk.messages import OWN_WORDS, MessageUnusable
from dockline.domain.orders import Phrase, Say

MOST: Final = 999
_FIXED: Final[dict[Phrase, tuple[str, ...]]] = {
    # "Press 1 for calling your telephone number."
    Phrase.CALLBACK_OFFER: ("vm-onefor", "calling", "your", "telephone-number"),
    # "The number was successfully added. Thank you. Goodbye."
    Phrase.CALLBACK_KEPT: ("num-was-successfully", "added", "auth-thankyou", "vm-goodbye"),
    # "I'm sorry. Nobody is available to take your call at the moment. Please try your call again
    # later. Goodbye."
    Phrase.CLOSED: ("im-sorry", "vm-nobodyavail", "please-try-call-later", "vm-goodbye"),
    Phrase.NOBODY_FREE: OWN_WORDS,
    # "Thank you for your patience."
    Phrase.THANKS: ("queue-thankyou",),
}


def words(say: Say) -> list[str]:
    """The media to play, in order. Raises MessageUnusable where the number cannot be said."""
    return [f"sound:{name}" for name in _names(say)]


def _names(say: Say) -> tuple[str, ...]:
    n = say.number
    match say.phrase:
        case Phrase.PLACE if n == 1:
            # "Your call is now first in line and will be answered by the next available ..."
            return ("queue-youarenext",)
        case Phrase.PLACE:
            # "You are currently caller number n, waiting to speak with a representative."
            return ("queue-thereare", *_number(n), "queue-callswaiting")
        case Phrase.WAIT if n == 0:
            # "The estimated hold time is currently less than 1 minute."
            return ("queue-holdtime", "queue-less-than", "digits/1", "queue-minute")
        case Phrase.WAIT:
            unit = "queue-minute" if n == 1 else "queue-minutes"
            return ("queue-holdtime", *_number(n), unit)
        case _:
            return _FIXED[say.phrase]


def _number(n: int) -> tuple[str, ...]:
    if not 1 <= n <= MOST:
        raise MessageUnusable(f"a number to be said is of 1 to {MOST}; this one is {n}")
    hundreds, rest = divmod(n, 100)
    said = (f"digits/{hundreds}", "digits/hundred") if hundreds else ()
    if rest > 20 and rest % 10:
        return (*said, f"digits/{rest - rest % 10}", f"digits/{rest % 10}")
    return (*said, f"digits/{rest}") if rest else said
