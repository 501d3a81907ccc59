"""``POST /router/api/v2/campaign/add`` and ``/add_multiple``: leads in."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from starlette.types import Receive, Scope

from dockline.api.bodies import JsonBody, coding, is_json, read_body, require_json
from dockline.api.callers import Callers, space_named
from dockline.api.campaign_wire import AddBody, AddMultipleBody
from dockline.api.idempotency import Replays, Request, has_key
from dockline.api.lead_posts import LeadPosts, place_of
from dockline.api.problems import Problem
from dockline.api.replies import Handler, Reply
from dockline.ports.clock import Clock
from dockline.services.intake import Destination

ADD: Final = "/router/api/v2/campaign/add"
_Body = TypeVar("_Body", AddBody, AddMultipleBody)


class CampaignPush:
    def __init__(self, posts: LeadPosts, callers: Callers, replays: Replays, clock: Clock) -> None:
        self._posts = posts
        self._callers = callers
        self._replays = replays
        self._clock = clock

    def routes(self) -> dict[str, dict[str, Handler]]:
        return {
            ADD: {"POST": self.add},
            "/router/api/v2/campaign/add_multiple": {"POST": self.add_multiple},
        }

    async def add(self, scope: Scope, receive: Receive) -> Reply:
        return await self._answer(scope, receive, self._posts.add_body, self._posts.add)

    async def add_multiple(self, scope: Scope, receive: Receive) -> Reply:
        return await self._answer(
            scope, receive, self._posts.multiple_body, self._posts.add_multiple
        )

    def fits(self, scope: Scope) -> bool:
        """Whether `add_at_once` may be asked, as far as the request's head tells."""
        return is_json(scope) and not coding(scope) and not has_key(scope)

    def add_at_once(
        self, scope: Scope, raw: bytes, answer: Callable[[Reply | Exception], None]
    ) -> bool:
        """As `add`, for a request in which nothing is wrong or out of the ordinary. False: nothing
        was done, and `add` is to be asked."""
        try:
            body = self._posts.add_body.decode(raw)
            space_id = space_named(body.cloud_id, body.space_id)
        except Problem:
            return False
        if not self._callers.holds(scope, space_id, body.auth_token):
            return False
        return self._posts.add_at_once(body, raw, place_of(body, space_id), answer)

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
