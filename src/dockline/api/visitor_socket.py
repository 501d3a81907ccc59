"""``/chat/socket``: one visitor's connection (`dockline.api.visitor_wire` has its messages)."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import msgspec
import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from dockline.api import problems, visitor_wire as w
from dockline.api.bodies import depth_of
from dockline.api.page_socket import Closing
from dockline.api.visitor_pipe import (
    BAD_MESSAGE,
    GONE,
    HELLO_SECONDS,
    NO_SUCH_TEAM,
    SILENT_SECONDS,
    TOO_MANY,
    TRY_LATER,
    WRONG_ORIGIN,
    VisitorPipe,
)
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
from dockline.domain.space import Space, Team
from dockline.ports.chat_store import ChatKeys
from dockline.ports.store import StoreUnavailable

_log = structlog.get_logger("dockline.api.visitor")
_encode: Final = msgspec.json.Encoder().encode
_decoder: Final[msgspec.json.Decoder[w.FromVisitor]] = msgspec.json.Decoder(w.FromVisitor)

MOST_ATTRIBUTES: Final = 4096
"""Bytes of JSON."""
DEEPEST: Final = 8


class VisitorSocket:
    """From its hello to its end."""

    def __init__(self, socket: WebSocket, visitors: Visitors, address: str) -> None:
        self._scope = socket.scope
        self._pipe = VisitorPipe(socket, visitors.clock)
        self._visitors = visitors
        self._chats = visitors.chats
        self._address = address
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
            tasks = {asyncio.create_task(self._pipe.write()), asyncio.create_task(self._read())}
            done, _ = await asyncio.wait(
                {*tasks, self._pipe.overrun}, return_when=asyncio.FIRST_COMPLETED
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
            self._pipe.overrun.cancel()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            try:
                with suppress(StoreUnavailable):  # the server is stopping
                    await self._leave_chat()
            finally:
                if entered:
                    self._visitors.leave(self, self._address)
                await self._pipe.close(closing)

    def end(self, code: int, reason: str) -> None:
        self._pipe.end(code, reason)

    # --- the way in -----------------------------------------------------------------------------

    async def _welcome(self) -> None:
        hello = await self._pipe.receive(HELLO_SECONDS)
        if not isinstance(hello, w.VisitorHello):
            raise Closing(BAD_MESSAGE, "The first message is hello.")
        accounts, now = self._visitors.accounts, self._visitors.clock.now()
        space = accounts.space(hello.cloud_id)
        team = await self._team_for(hello, space) if space is not None else None
        if space is None or team is None:
            raise Closing(NO_SUCH_TEAM, "There is no such team.")
        origins = origins_of(space)
        if origins is not None and not origins.allows(self._scope):
            raise Closing(WRONG_ORIGIN, "This site may not show the chat.")
        if len(_encode(hello.attributes)) > MOST_ATTRIBUTES or depth_of(hello.attributes) > DEEPEST:
            raise Closing(BAD_MESSAGE, f"attributes: at most {MOST_ATTRIBUTES} bytes of JSON.")
        self._hello, self._space, self._team = hello, space, team
        chat = await self._go_on()
        refusal = self._visitors.floors.chat_refusal(space.space_id, team, now)
        policy = space.settings.chat
        self._pipe.send(
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

    async def _team_for(self, hello: w.VisitorHello, space: Space) -> Team | None:
        """By its name; where it has another one since the page was loaded, or the site's tag was
        written, that of the chat that the page goes on with."""
        accounts = self._visitors.accounts
        team = accounts.team_by_name(space.space_id, hello.team)
        keys = await self._known(hello, space) if team is None else None
        view = await self._chats.view(keys, lines=1) if keys is not None else None
        return accounts.team(view.team_id) if view is not None else team

    async def _known(self, hello: w.VisitorHello, space: Space) -> ChatKeys | None:
        """Of the chat that the page names, where its secret is right."""
        if not hello.chat_id or not hello.secret:
            return None
        keys = await self._chats.known(ChatId(hello.chat_id), hello.secret)
        return keys if keys is not None and keys.space_id == space.space_id else None

    async def _go_on(self) -> w.ChatShown | None:
        """The chat that the page names."""
        keys = await self._known(self._hello, self._space)
        if keys is None:
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
            self._pipe.send(w.ChatNews(self._shown))
            for line in view.lines:
                if line.author is not ChatAuthor.VISITOR:
                    self._pipe.send(w.LineNews(line_shown(line, keys)))
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
            message = await self._pipe.receive(SILENT_SECONDS)
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
            self._pipe.send(w.VisitorRefused(message.line_id, problem.code, problem.message))
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
        self._pipe.send(w.ChatStarted(begun.keys.chat_id, begun.secret))
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
                    self._pipe.send(w.LineNews(line_shown(fact.line, keys)))
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
            self._pipe.send(w.LineNews(line_shown(line, self._keys)))

    def moved(self, place: int) -> None:
        if self._shown is not None and self._shown.state == "queued":
            self._tell(place=place)

    def _tell(self, **changes: Any) -> None:
        """What has changed; nothing where nothing has."""
        assert self._shown is not None
        after = msgspec.structs.replace(self._shown, **changes)
        if after != self._shown:
            self._shown = after
            self._pipe.send(w.ChatNews(after))
