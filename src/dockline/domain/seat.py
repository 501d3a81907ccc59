"""What is known of an agent by their account, as far as a floor needs it."""

from msgspec import Struct

from dockline.domain.ids import TeamId


class Seat(Struct, frozen=True):
    login: str
    name: str
    teams: tuple[str, ...]
    """Their names ..."""
    team_ids: tuple[TeamId, ...] = ()
    """... and their ids, in the same order."""
    skills: dict[str, int] = {}
    """By name, how good they are at it, 1 to 10."""
    chat_limit: int | None = None
    """How many chats they may have at once; None: what their team says."""
