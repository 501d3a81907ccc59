"""Bodies of ``POST /pulse-api/timeline``."""

from typing import Annotated

from msgspec import Meta, Struct

from dockline.api.voice_wire import AuthToken, CloudId, TeamNames

Moment = Annotated[
    str,
    Meta(
        max_length=40,
        description="RFC 3339, with an offset.",
        examples=["2026-01-15T09:30:00+00:00"],
    ),
]
Usernames = Annotated[list[Annotated[str, Meta(max_length=320)]], Meta(max_length=1000)]


class TimelineBody(Struct, frozen=True, kw_only=True, rename={"since": "from", "until": "to"}):
    """POST /pulse-api/timeline"""

    auth_token: AuthToken
    cloud_id: CloudId | None = None
    space_id: CloudId | None = None
    since: Moment
    until: Moment
    usernames: Annotated[
        Usernames | None,
        Meta(description="Logins, or `login@cloud_id`. Absent or empty: everybody."),
    ] = None
    team_names: Annotated[
        TeamNames | None,
        Meta(description="Only agents of these teams. Absent or empty: every team."),
    ] = None
    limit: Annotated[int, Meta(ge=1, le=10_000, description="Segments of one answer at most.")] = (
        2_000
    )
    after: Annotated[
        Annotated[str, Meta(max_length=400)] | None,
        Meta(description="`next` of the answer before."),
    ] = None


class TimelineSegment(Struct, frozen=True, rename={"since": "from", "until": "to"}):
    state: str
    """``ready``, ``paused``, ``ringing``, ``dialling``, ``talking``, ``held``, ``wrap_up``; the
    time that somebody was offline has no segment."""
    pause_reason: str
    since: str
    """RFC 3339."""
    until: str
    call_id: str
    """The call they were in, or wrapped up; empty: in none."""
    chats: int
    """How many they had."""


class TimelineAgent(Struct, frozen=True):
    agent_id: str
    agent_name: str
    username: str
    teams: list[str]
    """Of which they are now."""
    segments: list[TimelineSegment]
    """In time."""


class TimelineAnswer(Struct, frozen=True):
    success: bool
    as_of: str
    """RFC 3339; what somebody is now ends here."""
    agents: list[TimelineAgent]
    """By username; those who were offline all the time are left out."""
    unknown_users: list[str]
    unknown_teams: list[str]
    next: str
    """To be sent as ``after``, for what is left; empty: nothing is."""
