"""Sending what a subscription has in hand: in order, again where it was not taken, and no more
after a day."""

import asyncio
import random
from collections import deque
from collections.abc import Callable
from typing import Final

import structlog
from msgspec import Struct
from msgspec.structs import replace

from dockline.ports.clock import Clock
from dockline.ports.event_store import Delivery, LoggedEvent, Progress, Webhook
from dockline.ports.poster import Posted, Poster, PostFailed
from dockline.services.backoff import GIVE_UP, pause_after
from dockline.services.webhooks.envelope import encoded, headers
from dockline.services.webhooks.window import Item, Window

_log = structlog.get_logger("dockline.webhooks")
PARALLEL: Final = 8
"""Subjects told at the same time."""
DOWN_AFTER: Final = 10
"""Subjects refused, and none taken meanwhile, after which one event at a time finds out whether
the receiver is back. (One that it refuses for itself does not count again and again.)"""
MOST_ANSWER: Final = 500
"""Bytes of an answer that are kept."""
_RECENT: Final = 200
_GONE: Final = 410


class Tried(Struct, frozen=True):
    """One attempt, for those who look on."""

    logged: LoggedEvent
    at: float
    seconds: float
    attempt: int
    replayed: bool
    taken: bool
    status: int | None
    answer: str


class Sender:
    def __init__(
        self,
        webhook: Webhook,
        clock: Clock,
        poster: Poster,
        private: Callable[[], bool],
        gone: Callable[[], None],
        changed: Callable[[], None],
        chance: random.Random,
    ) -> None:
        """``gone`` hears that the receiver wants no more (410); ``changed``, that there is
        something to be kept, or room."""
        self.window = Window()
        self.progress = Progress()
        self.recent: deque[Tried] = deque(maxlen=_RECENT)
        """The newest first."""
        self.dead: dict[tuple[int, bool], Delivery] = {}
        """Dead letters that are not kept yet."""
        self.settled: set[tuple[int, bool]] = set()
        """What was taken, and has a row."""
        self.webhook = webhook
        self._clock = clock
        self._poster = poster
        self._private = private
        self._gone = gone
        self._changed = changed
        self._chance = chance
        self._refusals: set[str] = set()
        """Subjects, since something was last taken."""
        self._posts: set[asyncio.Task[None]] = set()

    async def stop(self) -> None:
        posts = list(self._posts)
        for task in posts:
            task.cancel()
        await asyncio.gather(*posts, return_exceptions=True)

    @property
    def down(self) -> bool:
        return len(self._refusals) >= DOWN_AFTER

    @property
    def next_at(self) -> float | None:
        """When something more is due that there is room for."""
        if len(self.window.busy) >= self._slots:
            return None
        return min((item.next_at for item in self.window.heads()), default=None)

    @property
    def _slots(self) -> int:
        return 1 if self.down else PARALLEL

    def send(self) -> None:
        """What is due, as far as there is room."""
        now = self._clock.now()
        due = [item for item in self.window.heads() if item.next_at <= now]
        # What is new first: it does not wait behind what fails again and again.
        due.sort(key=lambda item: (item.failed, item.next_at, item.logged.seq))
        for item in due[: max(0, self._slots - len(self.window.busy))]:
            self.window.busy.add(item.subject)
            task = asyncio.create_task(self._post(item))
            self._posts.add(task)
            task.add_done_callback(self._posts.discard)

    def let_go(self) -> None:
        """While nothing gets through, what has waited for its day is not tried once more."""
        if not self.down:
            return
        until = self._clock.now() - GIVE_UP
        for item in list(self.window):
            if item.first_at < until and item.subject not in self.window.busy:
                item.last_answer = item.last_answer or "Not tried: nothing got through."
                self._bury(item)

    async def _post(self, item: Item) -> None:
        began = self._clock.now()
        item.attempts += 1
        answer, why, for_good = None, "", False
        try:
            body = encoded(item.logged)
            told = headers(
                self.webhook,
                item.logged.event,
                body,
                began,
                attempt=item.attempts,
                replayed=item.replayed,
            )
            answer = await self._poster.post(
                self.webhook.url, body, told, private=self._private(), most=MOST_ANSWER
            )
            why = answer.text
        except PostFailed as failed:
            why, for_good = str(failed), failed.for_good
        except Exception as error:
            _log.exception("a webhook could not be sent", event_id=item.logged.event.event_id)
            why = type(error).__name__
        finally:
            self.window.busy.discard(item.subject)
        self._note(item, answer, why, began)
        if answer is not None and answer.taken:
            self._taken(item)
        else:
            self._refused(item, answer, why, for_good=for_good)
        self._changed()

    def _note(self, item: Item, answer: Posted | None, why: str, began: float) -> None:
        self.recent.appendleft(
            Tried(
                logged=item.logged,
                at=began,
                seconds=self._clock.now() - began,
                attempt=item.attempts,
                replayed=item.replayed,
                taken=answer is not None and answer.taken,
                status=answer.status if answer is not None else None,
                answer=why[:MOST_ANSWER],
            )
        )

    def _taken(self, item: Item) -> None:
        now, was_down = self._clock.now(), self.down
        self._refusals.clear()
        self.window.remove(item)
        if item.kept:
            self.settled.add(item.key)
        self.progress = replace(
            self.progress, succeeded_at=now, failing_since=None, last_status=None, last_error=""
        )
        if was_down:
            # It is back: nobody waits for a pause that was meant for its absence.
            for other in self.window:
                other.next_at = min(other.next_at, now + self._chance.random())

    def _refused(self, item: Item, answer: Posted | None, why: str, *, for_good: bool) -> None:
        now = self._clock.now()
        self._refusals.add(item.subject)
        item.last_at, item.last_answer, item.changed = now, why[:MOST_ANSWER], True
        item.last_status = answer.status if answer is not None else None
        item.next_at = now + pause_after(item.attempts) * self._chance.uniform(0.75, 1.25)
        self.progress = replace(
            self.progress,
            failing_since=self.progress.failing_since or now,
            last_status=item.last_status,
            last_error=item.last_answer,
        )
        if item.last_status == _GONE:
            self._gone()
        elif for_good or now - item.first_at > GIVE_UP:
            self._bury(item)

    def _bury(self, item: Item) -> None:
        """A dead letter: somebody must decide what becomes of it."""
        event = item.logged.event
        _log.error(
            "a webhook's event is a dead letter",
            webhook_id=self.webhook.webhook_id,
            event_id=event.event_id,
            why=item.last_answer,
        )
        self.window.remove(item)
        self.dead[item.key] = item.row(self.webhook, dead=True)
        self._changed()
