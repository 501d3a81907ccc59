"""What agents write in a chat, on its way to whoever began it: in order, each until it is taken.

Only what is durable is told, and how far that has come is kept, so a restart goes on from there;
a word may come twice then, and has the same id. Typing is told once, where nothing else waits.
"""

import asyncio
from itertools import count
from typing import Final

import structlog

from dockline.domain.chatfacts import ChatEnded, ChatOpened, ChatSaid, ChatTyping
from dockline.domain.facts import Stamped
from dockline.domain.ids import ChatId, SpaceId
from dockline.ports.chat_store import ChatKeys, ChatRecord, SetWebhookSent
from dockline.ports.clock import Clock
from dockline.ports.feed import Feed
from dockline.ports.poster import Poster, PostFailed
from dockline.ports.store import Store, StoreUnavailable
from dockline.services.accounts import Accounts
from dockline.services.backoff import FIRST_PAUSE, GIVE_UP, pause_after
from dockline.services.chat_hook_events import (
    ChatEvent,
    encoded,
    end_event,
    line_event,
    signed,
    typing_event,
)
from dockline.services.floors import Floors

_log = structlog.get_logger("dockline.chat_hooks")
_LINES: Final = 500
_WAKING: Final = (ChatSaid, ChatTyping, ChatEnded, ChatOpened)


class _Way:
    """Of one chat."""

    def __init__(self, keys: ChatKeys) -> None:
        self.keys = keys
        self.sent = keys.webhook_sent
        self.news = asyncio.Event()
        self.news.set()
        self.typing: tuple[str, bool] | None = None
        """The agent's name, and whether they type, where that is to be told."""
        self.typing_told = False


class ChatHooks:
    def __init__(
        self,
        store: Store,
        feed: Feed,
        clock: Clock,
        accounts: Accounts,
        floors: Floors,
        poster: Poster,
    ) -> None:
        self._store = store
        self._feed = feed
        self._clock = clock
        self._accounts = accounts
        self._floors = floors
        self._poster = poster
        self._ways: dict[ChatId, _Way] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._listening: dict[SpaceId, object] = {}

    async def start(self) -> None:
        """Go on where the last server stopped. Raises StoreUnavailable."""
        for space in self._accounts.spaces():
            for keys in await self._store.open_webhooks(space.space_id):
                self.follow(keys)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def follow(self, keys: ChatKeys) -> None:
        """Tell of this chat from now on."""
        if not keys.webhook or keys.webhook_done or keys.chat_id in self._ways:
            return
        if keys.space_id not in self._listening:
            self._listening[keys.space_id] = self._feed.listen(keys.space_id, None, self._heard)
        way = self._ways[keys.chat_id] = _Way(keys)
        task = asyncio.create_task(self._run(way), name=f"webhook-{keys.chat_id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _heard(self, stamped: Stamped) -> None:
        fact = stamped.fact
        if not isinstance(fact, _WAKING):
            return
        way = self._ways.get(fact.chat_id)
        if way is None:
            return
        if isinstance(fact, ChatTyping):
            if fact.agent_typing is way.typing_told:
                return
            way.typing_told = fact.agent_typing
            view = self._floors.chat(way.keys.space_id, fact.chat_id)
            way.typing = (view.agent if view is not None else "", fact.agent_typing)
        elif isinstance(fact, ChatSaid):
            way.typing_told = way.typing_told and fact.agent_typing
        way.news.set()

    async def _run(self, way: _Way) -> None:
        try:
            while True:
                await way.news.wait()
                way.news.clear()
                try:
                    if await self._tell(way):
                        return
                except StoreUnavailable:
                    await self._clock.sleep_until(self._clock.now() + FIRST_PAUSE)
                    way.news.set()
        except Exception:
            _log.exception("a chat hook's way has failed", chat_id=way.keys.chat_id)
        finally:
            self._ways.pop(way.keys.chat_id, None)

    async def _tell(self, way: _Way) -> bool:
        """All that is to be told now; whether that was the last. Raises StoreUnavailable."""
        keys = way.keys
        await self._floors.durable(keys.space_id)
        record = await self._store.chat(keys.space_id, keys.chat_id)
        if record is None:
            return True
        while lines := await self._store.chat_lines(
            keys.space_id, keys.chat_id, after=way.sent, limit=_LINES
        ):
            for line in lines:
                who = self._accounts.user(line.agent_id) if line.agent_id is not None else None
                name = who.name if who is not None else line.name
                event = line_event(keys, record.team, line, name)
                if event is not None:
                    await self._bring(way, event, line.at)
                way.sent = line.seq
                if event is not None:
                    self._floors.keep(keys.space_id, [SetWebhookSent(keys.chat_id, line.seq)])
        if record.ended_at is not None:
            await self._bring(way, end_event(keys, record), record.ended_at)
            done = SetWebhookSent(keys.chat_id, way.sent, done=True)
            self._floors.keep(keys.space_id, [done])
            return True
        await self._tell_typing(way, record)
        return False

    async def _tell_typing(self, way: _Way, record: ChatRecord) -> None:
        """Once: by the time of a second try it would not be true."""
        if way.typing is None:
            return
        (agent, typing), way.typing = way.typing, None
        now = self._clock.now()
        event = typing_event(way.keys, record.team, agent, typing, now)
        try:
            await self._post(way.keys, event)
        except PostFailed as why:
            _log.info("typing was not told", chat_id=way.keys.chat_id, why=str(why))

    async def _bring(self, way: _Way, event: ChatEvent, at: float) -> None:
        """Returns when it is taken, or given up."""
        for attempts in count(1):
            try:
                await self._post(way.keys, event)
                return
            except PostFailed as why:
                now, pause = self._clock.now(), pause_after(attempts)
                told = {"chat_id": way.keys.chat_id, "event_id": event.event_id, "why": str(why)}
                if why.for_good or now + pause > at + GIVE_UP:
                    _log.error("a webhook is given up", **told)
                    return
                _log.warning("a webhook does not take it", **told, again_in=pause)
            await self._clock.sleep_until(now + pause)

    async def _post(self, keys: ChatKeys, event: ChatEvent) -> None:
        """Raises PostFailed where it is not taken."""
        space = self._accounts.space(keys.space_id)
        private = space is not None and space.settings.chat.webhook_private
        body = encoded(event)
        headers = signed(keys, body, self._clock.now())
        answer = await self._poster.post(keys.webhook, body, headers, private=private)
        if not answer.taken:
            raise PostFailed(f"answered with {answer.status}")
