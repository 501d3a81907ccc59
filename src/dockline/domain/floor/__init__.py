"""The floor: the live state of one space, changed one step at a time.

``step(floor, command or signal, now)`` returns facts and orders; ``floor.wakes_at`` says when the
floor wants to be asked again. No I/O, no clock.
"""

from dockline.domain.floor.chatting import restore as restore_chat
from dockline.domain.floor.reconcile import restore
from dockline.domain.floor.state import Floor, Step
from dockline.domain.floor.step import step
from dockline.domain.floor.waiting import restore_waiting

__all__ = ["Floor", "Step", "restore", "restore_chat", "restore_waiting", "step"]
