"""Looking for calls, and their recordings' end (`dockline.ports.store` has the rules of writing
and reading)."""

from typing import TYPE_CHECKING, Final, Protocol

from msgspec import Struct

from dockline.domain.ids import AgentId, CallId, SpaceId, TeamId
from dockline.domain.leadlife import Attempt

if TYPE_CHECKING:
    from dockline.ports.store import CallRecord

_SMALL: Final = {ord(letter): letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


class CallSearch(Struct, frozen=True):
    """What must be true of a call; None and empty: anything."""

    teams: tuple[TeamId, ...] | None = None
    """Empty: none at all, so nothing is found."""
    since: float | None = None
    """``started_at`` at or after."""
    until: float | None = None
    """``started_at`` before."""
    agent_id: AgentId | None = None
    direction: str | None = None
    kind: str | None = None
    outcome: str | None = None
    """Empty: those that go on."""
    number: str | None = None
    """The whole of it."""
    disposition: str | None = None
    recorded: bool = False
    """Only those with a recording."""
    text: str = ""
    """In the note, without regard to the case of a to z."""


class CallPlace(Struct, frozen=True):
    """Where a page ends: the calls after it are those that began before this one."""

    started_at: float
    call_id: CallId


class CallState(Struct, frozen=True):
    """What an agent was in a call."""

    agent_id: AgentId
    state: str
    begins_at: float
    ends_at: float | None
    """None: they still are."""


class DroppedRecording(Struct, frozen=True):
    """A recording that somebody had deleted."""

    space_id: SpaceId
    call_id: CallId
    at: float
    actor: str
    """As the audit log names them."""
    recording: str
    """Names of its files, as the call's record had them."""


class DropRecording(Struct, frozen=True):
    """The call has no recording any more, and says since when and by whom; nothing where there is
    no such call of the space, or it has none."""

    space_id: SpaceId
    call_id: CallId
    at: float
    actor: str


RecordWrite = DropRecording


def small(text: str) -> str:
    """With a to z instead of A to Z, and nothing else changed: as both databases do it."""
    return text.translate(_SMALL)


class RecordStore(Protocol):
    async def search_calls(
        self,
        space_id: SpaceId,
        which: CallSearch,
        *,
        after: CallPlace | None = None,
        limit: int,
    ) -> list["CallRecord"]:
        """Newest first."""

    async def count_found(self, space_id: SpaceId, which: CallSearch, *, most: int) -> int:
        """How many `search_calls` would find without a limit; counted up to ``most``."""

    async def dropped_recording(
        self, space_id: SpaceId, call_id: CallId
    ) -> DroppedRecording | None: ...

    async def states_in_call(self, space_id: SpaceId, call_id: CallId) -> list[CallState]:
        """Of everybody who was in it, asked into it or wrapped it up; the oldest first."""

    async def attempts_with(self, space_id: SpaceId, number: str, *, limit: int) -> list[Attempt]:
        """To reach one number, newest first."""
