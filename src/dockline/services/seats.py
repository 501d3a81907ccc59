"""What a floor needs to know of an agent, from their account."""

from dockline.domain.seat import Seat
from dockline.domain.space import User
from dockline.services.accounts import Accounts


def seat_of(accounts: Accounts, user: User) -> Seat:
    teams = [team for id in user.teams if (team := accounts.team(id)) is not None]
    return Seat(
        login=user.login,
        name=user.name,
        teams=tuple(team.name for team in teams),
        team_ids=user.teams,
        skills=user.skills,
        chat_limit=user.chat_limit,
    )
