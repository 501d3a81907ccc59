"""What a dock is told of its space."""

from collections.abc import Sequence

from dockline.api.dock_wire import ChatTeam, DockSettings
from dockline.domain.space import Space, Team, User


def dock_settings(space: Space, teams: Sequence[Team], user: User) -> DockSettings:
    settings = space.settings
    return DockSettings(
        cloud_id=space.space_id,
        space_name=space.name,
        strip_seconds=settings.strip_seconds,
        rejoin_seconds=settings.rejoin_seconds,
        wrap_up_seconds=settings.wrap_up_seconds,
        pause_reasons=settings.pause_reasons,
        dispositions=settings.dispositions,
        caller_ids=caller_ids(space, teams, user),
        recording=settings.recording,
        chat_limit=chat_limit(teams, user),
        canned={
            team.team_id: team.settings.chat.canned for team in teams if team.settings.chat.canned
        },
        chat_teams=tuple(
            ChatTeam(team.team_id, team.name)
            for team in sorted(teams, key=lambda one: one.name.casefold())
            if team.settings.chat.open
        ),
        attachments=settings.chat.attachments,
        attachment_bytes=settings.chat.attachment_bytes,
        attachment_types=settings.chat.attachment_types,
    )


def chat_limit(teams: Sequence[Team], user: User) -> int:
    """How many chats they may have at once."""
    if user.chat_limit is not None:
        return user.chat_limit
    own = [team.settings.chat.chats_per_agent for team in teams if team.team_id in user.teams]
    return max(own, default=0)


def caller_ids(space: Space, teams: Sequence[Team], user: User) -> tuple[str, ...]:
    """Numbers the agent may show, the default first: the team's, the space's, the further ones."""
    of_teams = [team.caller_id for team in teams if team.team_id in user.teams]
    shown = [*of_teams, space.settings.caller_id, *space.settings.caller_ids]
    return tuple(dict.fromkeys(number for number in shown if number))
