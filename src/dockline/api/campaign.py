"""``POST /router/api/v2/campaign/add`` and ``/add_multiple``: leads in."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from starlette.types import Receive, Scope

from dockline.api.bodies import JsonBody, read_body, require_json
from dockline.api.callers import Callers, space_named
from dockline.api.campaign_wire import AddBody, AddMultipleBody
from dockline.api.idempotency import Replays, Request
from dockline.api.lead_posts import LeadPosts, place_of
from dockline.api.replies import Handler, Reply
from dockline.ports.clock import Clock
from dockline.services.intake import Destination

_Body = TypeVar("_Body", AddBody, AddMultipleBody)


class CampaignPush:
    def __init__(self, posts: LeadPosts, callers: Callers, replays: Replays, clock: Clock) -> None:
        self._posts = posts
        self._callers = callers
        self._replays = replays
        self._clock = clock

    def routes(self) -> dict[str, dict[str, Handler]]:
        return {
            "/router/api/v2/campaign/add": {"POST": self.add},
            "/router/api/v2/campaign/add_multiple": {"POST": self.add_multiple},
        }

    async def add(self, scope: Scope, receive: Receive) -> Reply:
        return await self._answer(scope, receive, self._posts.add_body, self._posts.add)

    async def add_multiple(self, scope: Scope, receive: Receive) -> Reply:
        return await self._answer(
            scope, receive, self._posts.multiple_body, self._posts.add_multiple
        )

    async def _answer(
        self,
        scope: Scope,
        receive: Receive,
        kind: JsonBody[_Body],
        do: Callable[[_Body, bytes, Destination, str], Awaitable[Reply]],
    ) -> Reply:
        require_json(scope)
        raw = await read_body(scope, receive)
        body = kind.decode(raw)
        space_id = space_named(body.cloud_id, body.space_id)
        actor = self._callers.of_space(scope, space_id, body.auth_token, self._clock.now())
        to = place_of(body, space_id)
        request = Request(scope, raw)
        if request.key is None:
            return await do(body, raw, to, actor)
        return await self._replays.once(space_id, request, lambda: do(body, raw, to, actor))
