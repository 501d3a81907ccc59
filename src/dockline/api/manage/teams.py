"""``/manage/api/teams``: the teams of a space, and how their queues behave."""

from dockline.api.manage.routes import Asking, ManageRoute
from dockline.api.manage.teams_operations import (
    ADD_TEAM,
    CHANGE_TEAM,
    LIST_TEAMS,
    REMOVE_TEAM,
    SHOW_TEAM,
)
from dockline.api.manage.teams_wire import (
    Member,
    NewTeamForm,
    TeamAnswer,
    TeamGone,
    TeamList,
    TeamPatch,
    TeamRow,
    TeamView,
)
from dockline.api.replies import Reply, json_reply
from dockline.domain.facts import AgentState
from dockline.domain.ids import AgentId, SpaceId
from dockline.domain.space import Team
from dockline.services.accounts import Accounts
from dockline.services.floors import Floors
from dockline.services.teams import TeamChange


class TeamRoutes:
    def __init__(self, accounts: Accounts, floors: Floors) -> None:
        self._accounts = accounts
        self._teams = accounts.team_keeping
        self._floors = floors

    def routes(self) -> list[ManageRoute]:
        return [
            ManageRoute(LIST_TEAMS, self.list_teams),
            ManageRoute(ADD_TEAM, self.add),
            ManageRoute(SHOW_TEAM, self.show),
            ManageRoute(CHANGE_TEAM, self.change),
            ManageRoute(REMOVE_TEAM, self.remove),
        ]

    async def list_teams(self, asking: Asking) -> Reply:
        space_id = asking.manager.space_id
        states = self._states(space_id)
        teams = sorted(self._accounts.teams(space_id), key=lambda team: team.name.casefold())
        return json_reply(TeamList(True, [self._row(team, states) for team in teams]))

    async def add(self, asking: Asking) -> Reply:
        manager, form = asking.manager, asking.body
        assert isinstance(form, NewTeamForm)
        members = tuple(AgentId(one) for one in form.members)
        team = await self._teams.create(
            manager.space_id, form.name, form.caller_id, members, actor=manager.actor
        )
        return await self._told(team, asking)

    async def show(self, asking: Asking) -> Reply:
        return await self._told(self._team(asking), asking)

    async def change(self, asking: Asking) -> Reply:
        manager, form = asking.manager, asking.body
        assert isinstance(form, TeamPatch)
        team = self._team(asking)
        change = TeamChange(
            name=form.name,
            caller_id=form.caller_id,
            patch=form.settings,
            add=tuple(AgentId(one) for one in form.add),
            remove=tuple(AgentId(one) for one in form.remove),
        )
        return await self._told(
            await self._teams.change(team.team_id, change, actor=manager.actor), asking
        )

    async def remove(self, asking: Asking) -> Reply:
        await self._teams.remove(self._team(asking).team_id, actor=asking.manager.actor)
        return json_reply(TeamGone(True))

    def _team(self, asking: Asking) -> Team:
        """Raises UnknownTeam."""
        return self._teams.of(asking.manager.space_id, asking.path("team_id"))

    def _states(self, space_id: SpaceId) -> dict[AgentId, str]:
        return {agent.agent_id: agent.state.value for agent in self._floors.agents(space_id)}

    def _row(self, team: Team, states: dict[AgentId, str]) -> TeamRow:
        members = [user for user in self._teams.members(team) if user.active]
        offline = AgentState.OFFLINE.value
        here = [user for user in members if states.get(user.user_id, offline) != offline]
        return TeamRow(
            team_id=team.team_id,
            name=team.name,
            caller_id=team.caller_id,
            members=len(members),
            signed_in=len(here),
            numbers=[route.number for route in team.settings.queue.numbers],
            always_open=team.settings.queue.hours is None,
            chat_open=team.settings.chat.open,
        )

    async def _told(self, team: Team, asking: Asking) -> Reply:
        states = self._states(team.space_id)
        members = [
            Member(
                user_id=user.user_id,
                login=user.login,
                name=user.name,
                role=user.role,
                active=user.active,
                skills=user.skills,
                state=states.get(user.user_id, AgentState.OFFLINE.value),
            )
            for user in self._teams.members(team)
        ]
        view = TeamView(
            team_id=team.team_id,
            name=team.name,
            caller_id=team.caller_id,
            settings=team.settings,
            members=members,
            needed_for=await self._teams.needed_for(team),
            time_zone=asking.manager.space.settings.time_zone,
        )
        return json_reply(TeamAnswer(True, view))
