"""What a decision spends its time on, compiled to machine code.

Importing this takes half a second, and half a minute where it was never compiled before. So who
paces imports it in the function that needs it: a command that does not pace does not wait.
"""

from dockline.domain.pacing.kernel.choosing import chosen
from dockline.domain.pacing.kernel.filtering import believed, exceeded
from dockline.domain.pacing.kernel.forecast import law_of
from dockline.domain.pacing.kernel.ruin import ruins_of
from dockline.domain.pacing.kernel.tables import (
    answer_chances,
    over_within,
    rows,
    still_busy,
    total,
)

__all__ = [
    "answer_chances",
    "believed",
    "chosen",
    "exceeded",
    "law_of",
    "over_within",
    "rows",
    "ruins_of",
    "still_busy",
    "total",
]
