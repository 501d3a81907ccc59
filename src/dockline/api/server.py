"""The HTTP server: uvicorn, embedded, on sockets that are bound before anything is started."""

import asyncio
import contextlib
import errno
import socket
import ssl
from collections.abc import Iterator, Mapping
from functools import partial
from typing import cast

import uvicorn
from starlette.types import ASGIApp

from dockline.api.certificate import Certificate
from dockline.api.front import FrontProtocol, Heads, HotAddress
from dockline.api.socket_protocol import BoundedSocketProtocol
from dockline.settings import Settings, SettingWrong

_BACKLOG = 2048
_LARGEST_MESSAGE = 64 * 1024
"""Bytes of one WebSocket message."""
_STOP_SECONDS = 3
_IDLE_SECONDS = 75
"""How long a connection is kept on which all was answered: longer than proxies and CRMs keep theirs
(60 and less), so that a call is not sent into one that is just being closed."""


class PortBusy(Exception):
    """Somebody else listens there."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"port {port} of {host} is in use")
        self.port = port


def bind(host: str, port: int) -> list[socket.socket]:
    """Sockets on every address that ``host`` has here (``localhost`` has two); port 0 takes a
    free one, the same on all. Raises PortBusy, SettingWrong."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as wrong:
        raise SettingWrong(f"host: {host} is no address of this machine ({wrong})") from wrong
    bound: list[socket.socket] = []
    refusals: list[OSError] = []
    for family, _, _, _, address in dict.fromkeys(found):
        place = (str(address[0]), bound[0].getsockname()[1] if bound else port)
        try:
            bound.append(_bound(family, place))
        except OSError as refused:
            refusals.append(refused)
    # A machine without IPv6 may name ::1 in its hosts file all the same: one address will do.
    # A port that is taken on one of them is taken.
    taken = any(refused.errno == errno.EADDRINUSE for refused in refusals)
    if bound and not taken:
        return bound
    for one in bound:
        one.close()
    if taken:
        raise PortBusy(host, port)
    if refusals and refusals[0].errno == errno.EACCES:
        raise SettingWrong(f"port: {port} may not be used without privileges")
    raise SettingWrong(f"host: {host} is no address of this machine ({refusals[0].strerror})")


def _bound(family: int, place: tuple[str, int]) -> socket.socket:
    # asyncio turns Nagle's delay off where the protocol is said, uvloop always.
    one = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        one.bind(place)
    except OSError:
        one.close()
        raise
    return one


class Server:
    """Serves one application until it is stopped."""

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        sockets: list[socket.socket],
        hot: Mapping[str, HotAddress] | None = None,
    ) -> None:
        """``hot``: addresses that are answered without ASGI where a request is plain."""
        protocol = partial(FrontProtocol, heads=Heads(hot or {}))
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            http=cast(type[FrontProtocol], protocol),  # called, and nothing else
            ws=BoundedSocketProtocol,
            ws_max_size=_LARGEST_MESSAGE,
            ws_per_message_deflate=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            backlog=_BACKLOG,
            timeout_keep_alive=_IDLE_SECONDS,
            timeout_graceful_shutdown=_STOP_SECONDS,
            ssl_certfile=settings.tls_cert,
            ssl_keyfile=settings.tls_key,
        )
        try:
            config.load()
        except (OSError, ssl.SSLError) as wrong:
            raise SettingWrong(f"tls_cert: cannot be used ({wrong})") from wrong
        self._certificate: Certificate | None = None
        if isinstance(config.ssl, ssl.SSLContext) and settings.tls_cert and settings.tls_key:
            self._certificate = Certificate(config.ssl, settings.tls_cert, settings.tls_key)
        self._following: asyncio.Task[None] | None = None
        self._server = _Quiet(config)
        self._sockets = sockets
        self._serving: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Returns when requests are answered."""
        self._serving = asyncio.create_task(self._server.serve(self._sockets), name="http")
        listening = asyncio.create_task(self._server.listening.wait())
        await asyncio.wait({self._serving, listening}, return_when=asyncio.FIRST_COMPLETED)
        if not self._server.listening.is_set():
            listening.cancel()
            await self._serving
            raise RuntimeError("the HTTP server did not start")
        if self._certificate is not None:
            self._following = asyncio.create_task(self._certificate.follow(), name="certificate")

    async def stop(self) -> None:
        if self._following is not None:
            self._following.cancel()
        self._server.should_exit = True
        if self._serving is not None:
            await self._serving


class _Quiet(uvicorn.Server):
    """Leaves signals to the one who embeds it, and tells when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()
