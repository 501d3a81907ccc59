"""``POST /pulse-api/live``: what is true this second, from the floor's memory."""

from typing import Final

import msgspec
from msgspec import Struct
from starlette.types import Receive, Scope

from dockline.api.bodies import JsonBody, read_body, require_json
from dockline.api.callers import Callers, space_named
from dockline.api.live_objects import Objects, named_teams
from dockline.api.live_wire import LiveAnswer
from dockline.api.replies import Reply
from dockline.api.times import moment
from dockline.api.voice_wire import LiveBody
from dockline.domain.ids import SpaceId
from dockline.domain.space import Team
from dockline.ports.clock import Clock
from dockline.services.accounts import Accounts
from dockline.services.live import Live, SpaceLive

KEPT_SECONDS: Final = 0.2
"""An answer to the same question is given again for so long, where no fact has changed it; its
``as_of`` says when it was true."""
_MOST_KEPT: Final = 32
_encode: Final = msgspec.json.Encoder().encode


class _Kept(Struct, frozen=True):
    version: int
    at: float
    teams: list[Team]
    body: bytes


class LivePoll:
    def __init__(self, accounts: Accounts, callers: Callers, live: Live, clock: Clock) -> None:
        self._accounts = accounts
        self._callers = callers
        self._live = live
        self._clock = clock
        self._body = JsonBody(LiveBody)
        self._kept: dict[tuple[SpaceId, tuple[str, ...]], _Kept] = {}

    async def __call__(self, scope: Scope, receive: Receive) -> Reply:
        require_json(scope)
        body = self._body.decode(await read_body(scope, receive))
        space_id = space_named(body.cloud_id, body.space_id)
        self._callers.of_space(scope, space_id, body.auth_token, self._clock.now())
        wanted = tuple(body.team_names or ())
        space = self._live.space(space_id)
        await space.campaigns.fresh()
        teams = self._accounts.teams(space_id)
        kept = self._kept.get((space_id, wanted))
        now = self._clock.now()
        if (
            kept is None
            or kept.version != space.picture.version
            or not 0 <= now - kept.at < KEPT_SECONDS
            or kept.teams != teams
        ):
            answer = answered(self._live, space, teams, wanted, now)
            kept = _Kept(space.picture.version, now, teams, _encode(answer))
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[space_id, wanted] = kept
        return Reply(200, kept.body)


def answered(
    live: Live, space: SpaceLive, teams: list[Team], wanted: tuple[str, ...], now: float
) -> LiveAnswer:
    """The agents and teams asked for (all, where none is named), those offline left out."""
    shown, unknown = named_teams(teams, wanted)
    objects = Objects(live, space, teams)
    names = frozenset(team.name for team in shown) if wanted else None
    ids = frozenset(team.team_id for team in shown) if wanted else None
    return LiveAnswer(
        success=True,
        as_of=moment(now),
        agents=[objects.agent(view, now) for view in objects.online(names)],
        teams=[objects.team(team, now) for team in shown],
        unknown_teams=unknown,
        campaigns=objects.campaigns(ids),
        lines=objects.lines(),
        engine_up=space.picture.engine_up,
    )
