"""Posts that carry a space's token in their body: read, checked, admitted, done once."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from msgspec import Struct
from starlette.types import Receive, Scope

from dockline.api.bodies import JsonBody, read_body, require_json
from dockline.api.callers import Callers, space_named
from dockline.api.idempotency import Replays, Request
from dockline.api.replies import Handler, Reply
from dockline.api.voice_wire import TokenBody
from dockline.domain.ids import SpaceId
from dockline.ports.clock import Clock

B = TypeVar("B", bound=TokenBody)


class Asker(Struct, frozen=True):
    space_id: SpaceId
    actor: str
    """As the audit log names them."""


class TokenPosts:
    def __init__(self, callers: Callers, replays: Replays, clock: Clock) -> None:
        self._callers = callers
        self._replays = replays
        self._clock = clock

    def reads(self, kind: type[B], do: Callable[[B, Asker], Awaitable[Reply]]) -> Handler:
        """A handler for what changes nothing."""
        return self._handler(kind, do, once=False)

    def writes(self, kind: type[B], do: Callable[[B, Asker], Awaitable[Reply]]) -> Handler:
        """A handler that minds the Idempotency-Key."""
        return self._handler(kind, do, once=True)

    def _handler(
        self, kind: type[B], do: Callable[[B, Asker], Awaitable[Reply]], *, once: bool
    ) -> Handler:
        decoder = JsonBody(kind)

        async def handle(scope: Scope, receive: Receive) -> Reply:
            require_json(scope)
            raw = await read_body(scope, receive)
            body = decoder.decode(raw)
            space_id = space_named(body.cloud_id, body.space_id)
            now = self._clock.now()
            actor = self._callers.of_space(scope, space_id, body.auth_token, now)
            asker = Asker(space_id, actor)
            if not once:
                return await do(body, asker)
            return await self._replays.once(space_id, Request(scope, raw), lambda: do(body, asker))

        return handle
