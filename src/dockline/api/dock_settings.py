"""What a dock is told of its space."""

from collections.abc import Sequence

from dockline.api.dock_wire import ChatSettings, ChatTeam, DockSettings
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
        chat=_chat(space, teams, user),
    )


def _chat(space: Space, teams: Sequence[Team], user: User) -> ChatSettings:
    policy = space.settings.chat
    own = [team.settings.chat.chats_per_agent for team in teams if team.team_id in user.teams]
    return ChatSettings(
        limit=user.chat_limit if user.chat_limit is not None else max(own, default=0),
        teams=tuple(
            ChatTeam(team.team_id, team.name, team.settings.chat.canned)
            for team in teams
            if team.settings.chat.open
        ),
        attachments=policy.attachments,
        attachment_bytes=policy.attachment_bytes,
        attachment_types=policy.attachment_types,
    )


def caller_ids(space: Space, teams: Sequence[Team], user: User) -> tuple[str, ...]:
    """Numbers the agent may show, the default first: the team's, the space's, the further ones."""
    of_teams = [team.caller_id for team in teams if team.team_id in user.teams]
    shown = [*of_teams, space.settings.caller_id, *space.settings.caller_ids]
    return tuple(dict.fromkeys(number for number in shown if number))
