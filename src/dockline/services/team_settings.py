"""A team's settings as people send them: a patch, with other teams by their names."""

import copy
from collections.abc import Collection
from typing import Any, Final

import msgspec

from dockline.domain.ids import TeamId
from dockline.domain.space import Team
from dockline.domain.teamsettings import TeamSettings
from dockline.services.directory import key_of
from dockline.services.settings_patch import SettingRefused, patched

_TEAMS: Final = ("closed_team", "overflow_team")
"""Fields of a queue that name another team."""


def changed_team_settings(
    settings: TeamSettings, patch: dict[str, Any], teams: Collection[Team]
) -> TeamSettings:
    """The settings after a patch (`dockline.services.settings_patch`); ``teams``: of the space.

    Raises SettingRefused. What only the whole server can tell is told by
    `dockline.services.team_rules`."""
    patch = copy.deepcopy(patch)
    queue = patch.get("queue")
    if isinstance(queue, dict):
        for field in _TEAMS:
            if isinstance(queue.get(field), str):
                queue[field] = _team_id(queue[field], f"queue.{field}", teams)
    return patched(settings, patch)


def by_team_name(settings: TeamSettings, teams: Collection[Team]) -> dict[str, Any]:
    """The settings as plain data, with names in the place of teams' ids: what a patch takes
    again."""
    told: dict[str, Any] = msgspec.to_builtins(settings)
    names = {team.team_id: team.name for team in teams}
    for field in _TEAMS:
        named = told["queue"][field]
        told["queue"][field] = names.get(named, named)
    return told


def _team_id(name: str, path: str, teams: Collection[Team]) -> TeamId:
    for team in teams:
        if name == team.team_id or key_of(name) == key_of(team.name):
            return team.team_id
    known = ", ".join(team.name for team in teams)
    raise SettingRefused(path, f"there is no such team, only {known}")
