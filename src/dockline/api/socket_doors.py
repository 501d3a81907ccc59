"""Who is let in where a page asks for a WebSocket."""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from dockline.api.board_socket import BoardSocket
from dockline.api.boards import Boards
from dockline.api.dock_socket import DockSocket
from dockline.api.docks import Docks
from dockline.api.page_socket import NOT_PERMITTED, NOT_SIGNED_IN, PageSocket
from dockline.api.peers import Peers
from dockline.api.sessions import Sessions
from dockline.api.visitor_socket import VisitorSocket
from dockline.api.visitors import Visitors
from dockline.domain.access import Right, may
from dockline.domain.space import Space, User
from dockline.ports.store import StoreUnavailable
from dockline.services.accounts import Accounts


class SocketDoors:
    def __init__(
        self,
        docks: Docks,
        boards: Boards,
        visitors: Visitors,
        sessions: Sessions,
        accounts: Accounts,
        peers: Peers,
    ) -> None:
        self._docks = docks
        self._boards = boards
        self._visitors = visitors
        self._sessions = sessions
        self._accounts = accounts
        self._peers = peers

    def routes(self) -> list[WebSocketRoute]:
        return [
            WebSocketRoute("/dock/socket", self.dock),
            WebSocketRoute("/board/socket", self.board),
            WebSocketRoute("/chat/socket", self.chat),
        ]

    async def chat(self, socket: WebSocket) -> None:
        """For anybody: a chat is known by its secret, and no cookie is looked at."""
        await socket.accept()
        await VisitorSocket(socket, self._visitors, self._peers.address(socket.scope)).run()

    async def dock(self, socket: WebSocket) -> None:
        await self._page(
            socket,
            Right.USE_DOCK,
            lambda *of: DockSocket(socket, self._docks, *of),
        )

    async def board(self, socket: WebSocket) -> None:
        await self._page(
            socket,
            Right.WATCH_OWN_TEAMS,
            lambda *of: BoardSocket(socket, self._boards, *of),
        )

    async def _page(
        self,
        socket: WebSocket,
        right: Right,
        made: Callable[[User, Space, Callable[[], Awaitable[bool]]], PageSocket[Any]],
    ) -> None:
        """Let a page in whose session has the right."""
        if not self._sessions.origin_allowed(socket.scope):
            await socket.close(1008)  # before the handshake is answered: a plain 403
            return

        async def signed_in() -> bool:
            try:
                user = await self._sessions.user(socket.scope)
            except StoreUnavailable:
                return True  # nobody is thrown out because the database is away
            return user is not None and may(user, right)

        try:
            user = await self._sessions.user(socket.scope)
        except StoreUnavailable:
            await socket.accept()
            await socket.close(1013)
            return
        await socket.accept()
        space = self._accounts.space(user.space_id) if user is not None else None
        if user is None or space is None:
            await socket.close(NOT_SIGNED_IN, "Sign in first.")
            return
        if not may(user, right):
            await socket.close(NOT_PERMITTED, "Your role does not allow this.")
            return
        with structlog.contextvars.bound_contextvars(agent_id=user.user_id):
            await made(user, space, signed_in).run()
