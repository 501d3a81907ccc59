"""What a team's settings, and what its agents are good at, must be like."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from dockline.domain.messages import is_message_name
from dockline.domain.space import Team
from dockline.domain.teamsettings import TeamSettings
from dockline.services.account_rules import AccountRefused, checked_time_zone

BEST: Final = 10
"""How good somebody can be at something; 1 is the least."""
_MOST_CHATS: Final = 50

RECORDINGS: Final = ("greeting", "closed_message", "full_message", "callback_message")
"""Fields of a queue that name one."""


def checked_team_settings(
    settings: TeamSettings, team: Team, teams: Iterable[Team], everywhere: Iterable[Team]
) -> TeamSettings:
    """``teams``: those of the space; ``everywhere``: those of the server. Raises AccountRefused,
    which names the field."""
    try:
        settings = msgspec.convert(msgspec.to_builtins(settings), TeamSettings)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$.")
        raise AccountRefused(where.rstrip("`") or "settings", what) from None
    queue, known = settings.queue, {one.team_id for one in teams}
    for field in ("queue.time_zone", "chat.time_zone"):
        part, _, name = field.partition(".")
        zone = getattr(getattr(settings, part), name)
        if zone:
            checked_time_zone(field, zone)
    for name in RECORDINGS:
        message = getattr(queue, name)
        if message and not is_message_name(message):
            raise AccountRefused(f"queue.{name}", f"“{message}” is no name of a recording.")
    for name in ("closed_team", "overflow_team"):
        other = getattr(queue, name)
        if other == team.team_id:
            raise AccountRefused(f"queue.{name}", "It must be another team.")
        if other is not None and other not in known:
            raise AccountRefused(f"queue.{name}", "There is no such team.")
    _check_numbers(settings, team, everywhere)
    names = [one.name for one in settings.chat.canned]
    if len(set(names)) < len(names):
        raise AccountRefused("chat.canned", "Two replies have the same name.")
    return settings


def _check_numbers(settings: TeamSettings, team: Team, everywhere: Iterable[Team]) -> None:
    numbers = [route.number for route in settings.queue.numbers]
    if len(set(numbers)) < len(numbers):
        raise AccountRefused("queue.numbers", "A number is there twice.")
    for other in everywhere:
        if other.team_id == team.team_id:
            continue
        for route in other.settings.queue.numbers:
            if route.number in numbers:
                # The other one may be another tenant's: their name is not told.
                whose = f"the team {other.name}" if other.space_id == team.space_id else "others"
                raise AccountRefused("queue.numbers", f"{route.number} leads to {whose} already.")


def checked_skills(skills: Mapping[str, int]) -> dict[str, int]:
    for name, level in skills.items():
        if not 0 < len(name) <= 40:
            raise AccountRefused("skills", "A skill's name has 1 to 40 characters.")
        if not 1 <= level <= BEST:
            raise AccountRefused(f"skills.{name}", f"It must be 1 to {BEST}.")
    return dict(skills)


def checked_chat_limit(limit: int | None) -> int | None:
    if limit is not None and not 0 <= limit <= _MOST_CHATS:
        raise AccountRefused("chat_limit", f"It must be 0 to {_MOST_CHATS}.")
    return limit
