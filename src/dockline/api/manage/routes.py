"""Routes of the admin pages: whatever asks is admitted first, by the right its operation names."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from msgspec import Struct
from starlette.datastructures import QueryParams
from starlette.types import Receive, Scope

from dockline.api import problems
from dockline.api.bodies import JsonBody, read_body, require_json
from dockline.api.idempotency import Replays, Request
from dockline.api.manage.admission import Admission, Manager
from dockline.api.operation import KEY, Operation
from dockline.api.replies import Handler, Reply


class Asking(Struct, frozen=True):
    """One request that was admitted."""

    manager: Manager
    scope: Scope
    receive: Receive
    body: Any = None
    """Of the operation's type; None where it has none."""

    @property
    def query(self) -> QueryParams:
        return QueryParams(self.scope["query_string"])

    def path(self, name: str) -> str:
        """What stands in the address in that place."""
        return str(self.scope["path_params"][name])

    def whole_number(self, name: str, usual: int, most: int, least: int = 0) -> int:
        """From the query. Raises Problem (400)."""
        text = self.query.get(name, str(usual))
        if not (text.isascii() and text.isdigit() and len(text) < 16):
            raise problems.invalid(f"{name}: must be a whole number from {least} to {most}.")
        if not least <= int(text) <= most:
            raise problems.invalid(f"{name}: must be a whole number from {least} to {most}.")
        return int(text)


Handle = Callable[[Asking], Awaitable[Reply]]


class ManageRoute(Struct, frozen=True):
    operation: Operation
    """With the right that is needed."""
    handle: Handle
    while_due: bool = False
    """Also where something is due before the session is good for anything else: how it is done."""


def handlers(
    routes: Iterable[ManageRoute], admission: Admission, replays: Replays
) -> dict[str, dict[str, Handler]]:
    """As the face wants them."""
    found: dict[str, dict[str, Handler]] = {}
    for route in routes:
        of_path = found.setdefault(route.operation.path, {})
        of_path[route.operation.method.upper()] = _handler(route, admission, replays)
    return found


def _handler(route: ManageRoute, admission: Admission, replays: Replays) -> Handler:
    operation, right = route.operation, route.operation.right
    if right is None:
        raise ValueError(f"{operation.path} names no right")
    decoder = JsonBody(operation.body) if operation.body is not None else None
    once = KEY in operation.parameters

    async def handle(scope: Scope, receive: Receive) -> Reply:
        manager = await admission.admit(scope, right, while_due=route.while_due)
        if decoder is None:
            return await route.handle(Asking(manager, scope, receive))
        require_json(scope)
        raw = await read_body(scope, receive)
        asking = Asking(manager, scope, receive, decoder.decode(raw))
        if not once:
            return await route.handle(asking)
        request = Request(scope, raw)
        return await replays.once(manager.space_id, request, lambda: route.handle(asking))

    return handle
