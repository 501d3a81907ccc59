"""make_call once more, as FastAPI and pydantic would have it: the same services behind it, the
same checks, limits, audit and answers. A reference only."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter
from typing import Annotated, Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.types import ASGIApp, Receive, Scope, Send

from dockline.api import problems
from dockline.api.callers import Callers
from dockline.api.peers import Peers
from dockline.api.server import Server, bind
from dockline.domain.errors import NotLoggedIn
from dockline.domain.facts import AgentState
from dockline.domain.phone import parse
from dockline.domain.space import Space, User
from dockline.node import Node
from dockline.ports.store import AuditEntry
from dockline.services.usage import Usage
from dockline.settings import Settings

Text = Annotated[str, Field(min_length=1, max_length=80)]
Digits = Annotated[int, Field(ge=0, lt=10**18)]
Cloud = Annotated[str, Field(max_length=100)]

_FIXED: Final = b'{"success":true,"message":"%s"}' % (b"x" * 66)


class MakeCall(BaseModel):
    model_config = ConfigDict(frozen=True)

    username: Annotated[str, Field(min_length=1, max_length=320)]
    number: Text | Digits
    callerId: Text | Digits | None = None
    custom: dict[str, Any] | None = None
    cloud_id: Cloud | None = None
    space_id: Cloud | None = None


class CallMade(BaseModel):
    success: bool
    message: str
    callId: str


class Face:
    def __init__(self, node: Node) -> None:
        self._node = node
        self._callers = Callers(node.accounts, Peers(()), Usage(node.clock))
        self.app = FastAPI()
        self.app.post("/apiv1/make_call", response_model=CallMade)(self.make_call)
        self.app.exception_handler(Exception)(_failed)
        self.app.exception_handler(problems.Problem)(_failed)
        self.app.exception_handler(RequestValidationError)(_failed)

    async def make_call(self, body: MakeCall, request: Request) -> CallMade:
        began = perf_counter()
        node, now = self._node, self._node.clock.now()
        cloud = body.cloud_id or body.space_id
        named = f"{body.username}@{cloud}" if cloud else body.username
        user = node.accounts.find_agent(named)
        space = node.accounts.space(user.space_id) if user is not None else None
        address = self._callers.address(request.scope)
        self._callers.count(address, space, now)
        actor = self._callers.admit(request.scope, address, space)
        parse(body.number, space.settings.default_country if space is not None else "")
        if len(await request.body()) > 16 * 1024:
            raise problems.invalid("custom: has more than 16 KiB.", "custom-too-large")
        if user is None or space is None or not self._logged_in(user):
            raise NotLoggedIn
        caller_id = "" if body.callerId is None else str(body.callerId)
        number, custom = str(body.number), body.custom or {}
        call_id = await node.floors.start_call(
            user.space_id, user.user_id, number, caller_id, custom
        )
        node.metrics.call_event.observe(perf_counter() - began)
        self._note(user, space, actor, {"number": number, "address": address, "call_id": call_id})
        return CallMade(success=True, message="Call initiated", callId=call_id)

    def _logged_in(self, user: User) -> bool:
        view = self._node.floors.view(user.space_id, user.user_id)
        return view is not None and view.me.linked and view.me.state is not AgentState.OFFLINE

    def _note(self, user: User, space: Space, actor: str, told: dict[str, Any]) -> None:
        detail = {"result": "made", "login": user.login, **told}
        at = self._node.clock.now()
        self._node.floors.note(AuditEntry(at, space.space_id, actor, "call.requested", detail))


async def _failed(request: Request, error: Exception) -> JSONResponse:
    problem = problems.from_exception(error) or problems.Problem(400, "invalid", str(error))
    body = {"success": False, "code": problem.code, "message": problem.message}
    return JSONResponse(body, problem.status)


async def plain(scope: Scope, receive: Receive, send: Send) -> None:
    """No handler at all: the body is read and a fixed answer sent, to show what uvicorn costs."""
    while (await receive()).get("more_body", False):
        pass
    headers = [(b"content-length", b"%d" % len(_FIXED)), (b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": _FIXED})


@asynccontextmanager
async def serving(app: ASGIApp, settings: Settings) -> AsyncIterator[int]:
    """On a port of its own, in the server's process and by the server's own means."""
    sockets = bind("127.0.0.1", 0)
    server = Server(app, settings, sockets)
    await server.start()
    try:
        yield int(sockets[0].getsockname()[1])
    finally:
        await server.stop()
