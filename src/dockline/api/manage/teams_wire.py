"""Bodies and answers about teams."""

from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType

from dockline.domain.space import Role
from dockline.domain.teamsettings import TeamSettings

TeamTitle = Annotated[str, Meta(min_length=1, max_length=80)]
CallerNumber = Annotated[str, Meta(max_length=40)]


class TeamRow(Struct, frozen=True):
    team_id: str
    name: str
    caller_id: str
    """Shown to those whom it calls; empty: the space's."""
    members: int
    """Active ones."""
    signed_in: int
    """Of them, at their docks now."""
    numbers: list[str]
    """That lead to its queue."""
    always_open: bool
    """Its queue has no hours."""
    chat_open: bool


class TeamList(Struct, frozen=True):
    success: bool
    teams: list[TeamRow]
    """By name."""


class Member(Struct, frozen=True):
    user_id: str
    login: str
    name: str
    role: Role
    active: bool
    skills: dict[str, int]
    state: str


class TeamView(Struct, frozen=True):
    team_id: str
    name: str
    caller_id: str
    settings: TeamSettings
    members: list[Member]
    """By name; those who are not active any more are among them."""
    needed_for: list[str]
    """Why it cannot be removed, in words; empty: it can."""
    time_zone: str
    """The space's: of hours that name none."""


class TeamAnswer(Struct, frozen=True):
    success: bool
    team: TeamView


class NewTeamForm(Struct, frozen=True, forbid_unknown_fields=True):
    name: TeamTitle
    """Unique in the space."""
    caller_id: CallerNumber = ""
    members: list[str] = []
    """Ids of users."""


class TeamPatch(Struct, frozen=True, forbid_unknown_fields=True):
    """What is left out stays."""

    name: TeamTitle | UnsetType = UNSET
    caller_id: CallerNumber | UnsetType = UNSET
    settings: dict[str, Any] = {}
    """A merge patch (RFC 7396) of the team's settings: objects are merged, lists replaced; null
    takes a setting back to its default where it cannot be null itself."""
    add: list[str] = []
    """Ids of users who are in it from now on."""
    remove: list[str] = []


class TeamGone(Struct, frozen=True):
    success: bool
