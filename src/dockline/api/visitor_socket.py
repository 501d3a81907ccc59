"""``/chat/socket``: one visitor's connection (`dockline.api.visitor_wire` has its messages)."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import msgspec
import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from dockline.api import problems, visitor_wire as w
from dockline.api.bodies import depth_of
from dockline.api.dock_socket import Closing
from dockline.api.visitor_views import chat_shown, line_shown
from dockline.api.visitors import Visitors, origins_of
from dockline.domain.chat import LINES_SHOWN
from dockline.domain.chatfacts import (
    ChatEnded,
    ChatFact,
    ChatOpened,
    ChatRead,
    ChatReturned,
    ChatSaid,
    ChatTyping,
)
from dockline.domain.chatshown import ChatAuthor, ChatLine, ChatState
from dockline.domain.errors import ChatRefused, NoSuchChat
from dockline.domain.ids import ChatId
from dockline.domain.rates import Window
from dockline.domain.space import Space, Team
from dockline.ports.chat_store import ChatKeys
from dockline.ports.store import StoreUnavailable

_log = structlog.get_logger("dockline.api.visitor")
_encode: Final = msgspec.json.Encoder().encode
_decoder: Final[msgspec.json.Decoder[w.FromVisitor]] = msgspec.json.Decoder(w.FromVisitor)

BAD_MESSAGE, WRONG_ORIGIN, NO_SUCH_TEAM, SILENT, TOO_MANY = 4400, 4403, 4404, 4408, 4429
GONE, TRY_LATER = 1001, 1013
HELLO_SECONDS: Final = 10.0
SILENT_SECONDS: Final = 60.0
"""Without a message for so long, the page is gone."""
MOST_WAITING: Final = 1000
"""Messages a slow page may be behind; then it is closed, and comes back."""
CLOSE_SECONDS: Final = 2.0
MOST_MESSAGES: Final = 100
"""In ten seconds: more is no person."""
MOST_ATTRIBUTES: Final = 4096
"""Bytes of JSON."""
DEEPEST: Final = 8


class VisitorSocket:
    """From its hello to its end."""

    def __init__(self, socket: WebSocket, visitors: Visitors, address: str) -> None:
        self._socket = socket
        self._visitors = visitors
        self._chats = visitors.chats
        self._address = address
        self._outgoing: asyncio.Queue[w.ToVisitor | Closing] = asyncio.Queue(MOST_WAITING)
        self._overrun: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._seen = Window(10.0)
        self._hello: w.VisitorHello
        self._space: Space
        self._team: Team
        self._keys: ChatKeys | None = None
        self._shown: w.ChatShown | None = None
        """Of the chat that goes on, as it was told last."""
        self._stop_listening: Callable[[], None] | None = None

    async def run(self) -> None:
        """Returns when the connection has ended; raises nothing that a visitor can cause."""
        closing = Closing(GONE)
        entered = self._visitors.enter(self, self._address)
        tasks: set[asyncio.Task[None]] = set()
        try:
            if not entered:
                raise Closing(TOO_MANY, "Too many connections from this address.")
            await self._welcome()
            tasks = {asyncio.create_task(self._write()), asyncio.create_task(self._read())}
            done, _ = await asyncio.wait(
                {*tasks, self._overrun}, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                task.result()
        except Closing as wanted:
            closing = wanted
        except (WebSocketDisconnect, RuntimeError):
            pass  # Starlette's two ways to say that the page is gone
        except StoreUnavailable:
            closing = Closing(TRY_LATER, "The store is away.")
        finally:
            self._overrun.cancel()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            try:
                with suppress(StoreUnavailable):  # the server is stopping
                    await self._leave_chat()
            finally:
                if entered:
                    self._visitors.leave(self, self._address)
                await self._close(closing)

    def send(self, message: w.ToVisitor) -> None:
        """Never blocks; a page that is too far behind is cut off."""
        try:
            self._outgoing.put_nowait(message)
        except asyncio.QueueFull:
            if not self._overrun.done():
                self._overrun.set_exception(Closing(TRY_LATER, "This page is too slow."))

    def end(self, code: int, reason: str) -> None:
        if self._outgoing.full():
            self._outgoing.get_nowait()
        self._outgoing.put_nowait(Closing(code, reason))

    # --- the way in -----------------------------------------------------------------------------

    async def _receive(self, within: float) -> w.FromVisitor:
        try:
            async with asyncio.timeout(within):
                message = await self._socket.receive()
        except TimeoutError:
            raise Closing(SILENT, "No heartbeat.") from None
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1006))
        now = self._visitors.clock.now()
        if self._seen.count(now) >= MOST_MESSAGES:
            raise Closing(TOO_MANY, "Too many messages.")
        self._seen.note(now)
        data = message.get("text")
        if data is None:
            raise Closing(BAD_MESSAGE, "Messages are JSON text.")
        try:
            return _decoder.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
            # A reason may have 123 bytes (RFC 6455, section 5.5).
            reason = str(wrong).encode()[:100].decode(errors="ignore")
            raise Closing(BAD_MESSAGE, reason) from None

    async def _welcome(self) -> None:
        hello = await self._receive(HELLO_SECONDS)
        if not isinstance(hello, w.VisitorHello):
            raise Closing(BAD_MESSAGE, "The first message is hello.")
        accounts, now = self._visitors.accounts, self._visitors.clock.now()
        space = accounts.space(hello.cloud_id)
        team = accounts.team_by_name(space.space_id, hello.team) if space is not None else None
        if space is None or team is None:
            raise Closing(NO_SUCH_TEAM, "There is no such team.")
        origins = origins_of(space)
        if origins is not None and not origins.allows(self._socket.scope):
            raise Closing(WRONG_ORIGIN, "This site may not show the chat.")
        if len(_encode(hello.attributes)) > MOST_ATTRIBUTES or depth_of(hello.attributes) > DEEPEST:
            raise Closing(BAD_MESSAGE, f"attributes: at most {MOST_ATTRIBUTES} bytes of JSON.")
        self._hello, self._space, self._team = hello, space, team
        chat = await self._go_on()
        refusal = self._visitors.floors.chat_refusal(space.space_id, team, now)
        policy = space.settings.chat
        self.send(
            w.VisitorWelcome(
                now=now,
                team=team.name,
                open=refusal is None,
                text=team.settings.chat.welcome if refusal is None else refusal,
                chat=chat,
                attachments=policy.attachments,
                attachment_bytes=policy.attachment_bytes,
                attachment_types=policy.attachment_types,
            )
        )

    async def _go_on(self) -> w.ChatShown | None:
        """The chat that the page names, where its secret is right."""
        if not self._hello.chat_id or not self._hello.secret:
            return None
        keys = await self._chats.known(ChatId(self._hello.chat_id), self._hello.secret)
        if keys is None or keys.space_id != self._space.space_id:
            return None
        view = await self._chats.view(keys, lines=LINES_SHOWN)
        if view is None:
            return None
        if view.state is ChatState.ENDED:
            return chat_shown(view, keys, None, lines=True)
        return await self._enter_chat(keys, told=False)

    async def _enter_chat(self, keys: ChatKeys, *, told: bool) -> w.ChatShown | None:
        """Listen to it; where it is ``told``, what there is of it is sent."""
        await self._leave_chat()
        self._keys = keys
        await self._chats.comes(keys)
        # From here to the listening nothing is awaited, so no fact falls between.
        self._stop_listening = self._visitors.watch(keys.space_id, keys.chat_id, self)
        view = self._visitors.floors.chat(keys.space_id, keys.chat_id)
        if view is None:
            return None
        place = self._chats.place(keys.space_id, view)
        self._shown = chat_shown(view, keys, place)
        if told:
            self.send(w.ChatNews(self._shown))
            for line in view.lines:
                if line.author is not ChatAuthor.VISITOR:
                    self.send(w.LineNews(line_shown(line, keys)))
        return chat_shown(view, keys, place, lines=True)

    async def _leave_chat(self) -> None:
        keys, self._keys = self._keys, None
        if self._stop_listening is not None:
            self._stop_listening()
            self._stop_listening = None
        self._shown = None
        if keys is not None:
            await self._chats.goes(keys)

    async def _read(self) -> None:
        while True:
            message = await self._receive(SILENT_SECONDS)
            match message:
                case w.VisitorLine():
                    await self._line(message)
                case w.VisitorTyping() | w.VisitorSeen() | w.VisitorBye():
                    await self._small(message)
                case w.VisitorBeat():
                    pass
                case w.VisitorHello():
                    raise Closing(BAD_MESSAGE, "Hello is said once.")

    async def _line(self, message: w.VisitorLine) -> None:
        try:
            keys = await self._chat_for(message)
            policy = self._space_now().settings.chat
            self._chats.count_said(policy, keys.chat_id)
            line = await self._chats.say(keys, message.line_id, message.text, message.attachments)
        except Exception as error:
            problem = problems.from_exception(error)
            if problem is None:
                _log.exception("a visitor's line failed")
                problem = problems.unexpected()
            self.send(w.VisitorRefused(message.line_id, problem.code, problem.message))
        else:
            self._visitors.kept(keys.chat_id, line)

    async def _chat_for(self, message: w.VisitorLine) -> ChatKeys:
        """The one that goes on; the first line begins one."""
        if self._keys is not None and self._shown is not None and self._shown.state != "ended":
            return self._keys
        space = self._space_now()
        if not message.text.strip():
            raise ChatRefused("The message is empty. Write something first.")
        self._chats.count_begun(space, self._address)
        hello = self._hello
        attributes: dict[str, Any] = dict(hello.attributes)
        if hello.page:
            attributes.setdefault("page", hello.page)
        begun = await self._chats.begin(
            space,
            self._visitors.accounts.team(self._team.team_id) or self._team,
            channel="widget",
            visitor=hello.name.strip(),
            attributes=attributes,
        )
        self.send(w.ChatStarted(begun.keys.chat_id, begun.secret))
        await self._enter_chat(begun.keys, told=True)
        return begun.keys

    def _space_now(self) -> Space:
        """With the settings of today."""
        return self._visitors.accounts.space(self._space.space_id) or self._space

    async def _small(self, message: w.FromVisitor) -> None:
        """Of a chat that is over, or has not begun, it makes no difference."""
        keys = self._keys
        if keys is None:
            return
        with suppress(NoSuchChat, ChatRefused):
            match message:
                case w.VisitorTyping():
                    await self._chats.types(keys, message.typing)
                case w.VisitorSeen():
                    await self._chats.reads(keys, message.seq)
                case w.VisitorBye():
                    await self._chats.end(keys)

    # --- the way out ----------------------------------------------------------------------------

    def heard(self, fact: ChatFact) -> None:
        keys, shown = self._keys, self._shown
        if keys is None or shown is None:
            return
        match fact:
            case ChatSaid():
                # Their own come when they are durable.
                if fact.line.author is not ChatAuthor.VISITOR:
                    self.send(w.LineNews(line_shown(fact.line, keys)))
                self._tell(agent_typing=fact.agent_typing)
            case ChatTyping():
                self._tell(agent_typing=fact.agent_typing)
            case ChatRead():
                self._tell(agent_read=fact.agent_read)
            case ChatOpened():
                self._tell(state=fact.state.value, agent=fact.agent, place=None)
            case ChatReturned():
                self._tell(state=fact.state.value, agent="", place=None, agent_typing=False)
            case ChatEnded():
                self._tell(
                    state=fact.state.value,
                    place=None,
                    ended_by=fact.ended_by,
                    agent_typing=False,
                )
            case _:
                pass

    def said(self, line: ChatLine) -> None:
        if self._keys is not None:
            self.send(w.LineNews(line_shown(line, self._keys)))

    def moved(self, place: int) -> None:
        if self._shown is not None and self._shown.state == "queued":
            self._tell(place=place)

    def _tell(self, **changes: Any) -> None:
        """What has changed; nothing where nothing has."""
        assert self._shown is not None
        after = msgspec.structs.replace(self._shown, **changes)
        if after != self._shown:
            self._shown = after
            self.send(w.ChatNews(after))

    async def _write(self) -> None:
        while True:
            message = await self._outgoing.get()
            if isinstance(message, Closing):
                raise message
            await self._socket.send_text(_encode(message).decode())

    async def _close(self, closing: Closing) -> None:
        if self._socket.application_state is WebSocketState.DISCONNECTED:
            return
        with suppress(WebSocketDisconnect, RuntimeError, TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._socket.close(closing.code, closing.reason)
