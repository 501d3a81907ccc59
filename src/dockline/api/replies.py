"""Answers over plain ASGI, and the one way every endpoint of ours ends."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from time import perf_counter
from typing import Any, BinaryIO, Final

import msgspec
import structlog
from starlette.types import Message, Receive, Scope, Send

from dockline.api import problems
from dockline.api.bodies import ClientGone
from dockline.api.metrics import Metrics
from dockline.api.problems import Headers
from dockline.ports.store import StoreUnavailable

_log = structlog.get_logger("dockline.api")
_JSON: Final = (b"content-type", b"application/json")
_COMMON: Final = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
)
_CHUNK: Final = 256 * 1024
"""Bytes of a file that are read and sent at a time."""
_encode: Final = msgspec.json.Encoder().encode


class FilePart(msgspec.Struct, frozen=True):
    """Bytes of a file that are sent as they are read, away from the loop."""

    first: int
    size: int
    file: BinaryIO | None = None
    """Closed when it was sent; None: the headers alone are asked for."""


class Reply(msgspec.Struct, frozen=True):
    """What an endpoint answers."""

    status: int
    body: bytes
    """Encoded JSON."""
    headers: Headers = ()
    text: bool = False
    """It is not JSON; the headers say what."""
    file: FilePart | None = None
    """Sent instead of the body."""
    pieces: AsyncIterator[bytes] | None = None
    """Sent instead of the body, as they are made."""
    refuses: bool = False
    """Nothing was done, whatever the status."""


def json_reply(value: Any, status: int = 200, headers: Headers = ()) -> Reply:
    return Reply(status, _encode(value), headers)


def problem_reply(problem: problems.Problem) -> Reply:
    return Reply(problem.status, _encode(problem.body), problem.headers, refuses=True)


async def send_reply(send: Send, reply: Reply) -> None:
    if reply.pieces is not None:
        await _send_pieces(send, reply, reply.pieces)
        return
    headers = headers_of(reply)
    start = {"type": "http.response.start", "status": reply.status, "headers": headers}
    if reply.file is not None and reply.file.file is not None:
        await _send_file(send, start, reply.file, reply.file.file)
        return
    await send(start)
    await send({"type": "http.response.body", "body": reply.body})


def headers_of(reply: Reply) -> list[tuple[bytes, bytes]]:
    """Of an answer whose size is known."""
    size = len(reply.body) if reply.file is None else reply.file.size
    headers = [(b"content-length", b"%d" % size), *_COMMON, *reply.headers]
    if not reply.text:
        headers.append(_JSON)
    return headers


async def _send_pieces(send: Send, reply: Reply, pieces: AsyncIterator[bytes]) -> None:
    headers = [*_COMMON, *reply.headers]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    try:
        async for piece in pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    except StoreUnavailable as why:
        # The server closes the connection on what is missing, so nobody takes it for the whole.
        _log.warning("an answer ended early: the store is away", why=str(why))
        return
    await send({"type": "http.response.body", "body": b""})


async def _send_file(send: Send, start: Message, part: FilePart, file: BinaryIO) -> None:
    try:
        await send(start)
        await asyncio.to_thread(file.seek, part.first)
        left = part.size
        while left:
            chunk = await asyncio.to_thread(file.read, min(_CHUNK, left))
            if not chunk:
                # It was cut short meanwhile; the server closes the connection on what is missing.
                _log.warning("a file ended early", missing=left)
                return
            left -= len(chunk)
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        file.close()


Handler = Callable[[Scope, Receive], Awaitable[Reply]]


class Endpoint:
    """One address and method: runs its handler, answers whatever it raises, and counts."""

    def __init__(self, route: str, handlers: dict[str, Handler], metrics: Metrics) -> None:
        self.route = route
        self._handlers = handlers
        self._count = metrics.requests_of(route)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = perf_counter()
        try:
            handler = self._handlers.get(scope["method"])
            if handler is None:
                raise problems.not_allowed(*self._handlers)
            reply = await handler(scope, receive)
        except ClientGone:
            return
        except asyncio.CancelledError:
            raise
        except Exception as error:
            reply = self._refusal(error)
        await send_reply(send, reply)
        self._count(reply.status, perf_counter() - began)

    def at_once(
        self, take: "Take", scope: Scope, body: bytes, send: Callable[[Reply], None]
    ) -> bool:
        """The same without waiting for anything but the disk (`dockline.api.front`)."""
        began = perf_counter()

        def answer(outcome: Reply | Exception) -> None:
            reply = outcome if isinstance(outcome, Reply) else self._refusal(outcome)
            send(reply)
            self._count(reply.status, perf_counter() - began)

        try:
            return take(scope, body, answer)
        except Exception:
            _log.exception("request not taken at once", route=self.route)
            return False

    def _refusal(self, error: Exception) -> Reply:
        problem = problems.from_exception(error)
        if problem is None:
            _log.error("request failed", route=self.route, exc_info=error)
            problem = problems.unexpected()
        return problem_reply(problem)


Take = Callable[[Scope, bytes, Callable[[Reply | Exception], None]], bool]
"""Takes a request whose body is there, and returns at once: True, and what to answer is told
later; or False, and nothing was done."""
