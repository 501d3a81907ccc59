"""``POST /pulse-api/timeline``: who was where, when."""

from math import isfinite
from typing import Final

from starlette.types import Receive, Scope

from dockline.api import problems
from dockline.api.bodies import JsonBody, read_body, require_json
from dockline.api.callers import Callers, space_named
from dockline.api.live_objects import named_teams
from dockline.api.replies import Reply, json_reply
from dockline.api.timeline_wire import (
    TimelineAgent,
    TimelineAnswer,
    TimelineBody,
    TimelineSegment,
)
from dockline.api.times import moment, time_told
from dockline.domain.ids import SpaceId, TeamId
from dockline.domain.space import User
from dockline.ports.clock import Clock
from dockline.services.accounts import Accounts
from dockline.services.timeline import AgentTimeline, Place, Segment, StateKeeper, Timeline

LONGEST: Final = 31 * 86_400.0
"""Seconds between ``from`` and ``to``."""


class TimelineRoute:
    def __init__(
        self,
        timeline: Timeline,
        keeper: StateKeeper,
        accounts: Accounts,
        callers: Callers,
        clock: Clock,
    ) -> None:
        self._timeline = timeline
        self._keeper = keeper
        self._accounts = accounts
        self._callers = callers
        self._clock = clock
        self._body = JsonBody(TimelineBody)

    async def __call__(self, scope: Scope, receive: Receive) -> Reply:
        require_json(scope)
        body = self._body.decode(await read_body(scope, receive))
        space_id, now = space_named(body.cloud_id, body.space_id), self._clock.now()
        self._callers.of_space(scope, space_id, body.auth_token, now)
        since, until = time_told("from", body.since), time_told("to", body.until)
        if not since < until:
            raise problems.invalid("to: must be later than from.")
        if until - since > LONGEST:
            raise problems.invalid("to: must be at most 31 days after from.")
        users, unknown_users = self._users(space_id, body.usernames or [])
        teams, unknown_teams = named_teams(self._accounts.teams(space_id), body.team_names or [])
        if body.team_names:
            ids = {team.team_id for team in teams}
            users = [user for user in users if not ids.isdisjoint(user.teams)]
        place = _place(body.after) if body.after else None
        await self._keeper.written(space_id)
        page = await self._timeline.page(
            space_id, users, since, until, now=now, limit=body.limit, place=place
        )
        names = {team.team_id: team.name for team in self._accounts.teams(space_id)}
        return json_reply(
            TimelineAnswer(
                success=True,
                as_of=moment(now),
                agents=[_agent(one, names) for one in page.agents],
                unknown_users=unknown_users,
                unknown_teams=unknown_teams,
                next=f"{page.after.since!r}/{page.after.login}" if page.after else "",
            )
        )

    def _users(self, space_id: SpaceId, wanted: list[str]) -> tuple[list[User], list[str]]:
        """Those who are not active any more among them, where they are not asked for by name."""
        if not wanted:
            return self._accounts.users(space_id), []
        found: dict[str, User] = {}
        unknown: list[str] = []
        for name in wanted:
            user = self._accounts.agent_of(space_id, name)
            if user is None:
                unknown.append(name)
            else:
                found[user.user_id] = user
        return list(found.values()), unknown


def _agent(one: AgentTimeline, names: dict[TeamId, str]) -> TimelineAgent:
    user = one.user
    return TimelineAgent(
        agent_id=user.user_id,
        agent_name=user.name,
        username=user.login,
        teams=[names[team_id] for team_id in user.teams if team_id in names],
        segments=[_segment(each) for each in one.segments],
    )


def _segment(one: Segment) -> TimelineSegment:
    return TimelineSegment(
        state=one.state,
        pause_reason=one.pause_reason,
        since=moment(one.begins_at),
        until=moment(one.ends_at),
        call_id=one.call_id,
        chats=one.chats,
    )


def _place(text: str) -> Place:
    """Raises Problem (400)."""
    since, slash, login = text.partition("/")
    try:
        if slash and isfinite(at := float(since)):
            return Place(login, at)
    except ValueError:
        pass
    raise problems.invalid("after: must be the next of an answer.")
