"""Single leads of many callers on their way to the store: those of one list go together."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Final

import structlog

from dockline.domain.ids import ListId
from dockline.domain.lead import Push
from dockline.ports.clock import Clock
from dockline.ports.lead_store import LeadBatch, Pushed
from dockline.ports.store import Store, StoreUnavailable
from dockline.services.catalog import Place

_log = structlog.get_logger("dockline.intake")
_TOGETHER: Final = 200
"""Leads of one batch."""
_MOMENT: Final = 0.001
"""Seconds."""
_MOST: Final = 10_000
"""That wait for one list; beyond it the store itself is asked, whose own bound decides."""

Told = Callable[[Pushed | Exception], None]
"""What became of a lead, or why it was not stored."""
_One = tuple[Push, Told]


class _List:
    """What goes into one dial list."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.waiting: deque[_One] = deque()
        self.wanted = 0
        """How many are waited for: most of those who were just answered ask again at once."""
        self._enough = asyncio.Event()

    def put(self, one: _One) -> None:
        self.waiting.append(one)
        if len(self.waiting) >= self.wanted:
            self._enough.set()

    async def gathered(self) -> None:
        """For a moment: else the first to come again would have a commit alone, and the rest would
        wait for that."""
        if len(self.waiting) < self.wanted > 1:
            self._enough.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_MOMENT):
                    await self._enough.wait()


class Gathering:
    """While a batch is on its way, the next one gathers: so many share one commit, and each is
    told when it is durable. Needs a running event loop."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._lists: dict[ListId, _List] = {}
        """Those that something is on its way to."""
        self._tasks: set[asyncio.Task[None]] = set()

    def put(self, place: Place, push: Push, told: Told) -> bool:
        """False: too many wait, and this one was not taken. The last one of a number that was put
        counts, as if they had come one after the other."""
        going = self._lists.get(place.dial_list.list_id)
        if going is None:
            going = self._lists[place.dial_list.list_id] = _List(place)
            task = asyncio.create_task(self._store_all(going), name="gathered leads")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        elif len(going.waiting) >= _MOST:
            return False
        going.place = place  # its settings may be newer
        going.put((push, told))
        return True

    async def _store_all(self, going: _List) -> None:
        try:
            while some := _take(going.waiting):
                outcomes = await self._outcomes(going.place, some)
                going.wanted = len(some) - len(some) // 8
                for (_, told), outcome in zip(some, outcomes, strict=True):
                    _tell(told, outcome)
                await going.gathered()
        finally:
            del self._lists[going.place.dial_list.list_id]

    async def _store_some(self, place: Place, some: Sequence[_One]) -> list[Pushed]:
        pushes = [push for push, _ in some]
        return await self._store.push_leads(batch_of(place, pushes, self._clock.now()))

    async def _outcomes(self, place: Place, some: Sequence[_One]) -> Sequence[Pushed | Exception]:
        try:
            return await self._store_some(place, some)
        except StoreUnavailable as away:
            return [away] * len(some)
        except Exception as error:
            if len(some) == 1:
                return [error]
            _log.exception("leads were refused together; each is tried alone")
            return [await self._alone(place, one) for one in some]

    async def _alone(self, place: Place, one: _One) -> Pushed | Exception:
        try:
            return (await self._store_some(place, [one]))[0]
        except Exception as error:
            return error


def _tell(told: Told, outcome: Pushed | Exception) -> None:
    try:
        told(outcome)
    except Exception:
        # A mistake of ours must not leave the others waiting.
        _log.exception("what became of a lead was not told")


def batch_of(place: Place, pushes: list[Push], now: float) -> LeadBatch:
    campaign = place.campaign
    return LeadBatch(
        space_id=campaign.space_id,
        campaign_id=campaign.campaign_id,
        list_id=place.dial_list.list_id,
        requeue=campaign.settings.requeue_finished,
        at=now,
        pushes=pushes,
        first=place.first,
    )


def _take(waiting: deque[_One]) -> list[_One]:
    """From the left, no number twice."""
    numbers: set[str] = set()
    for push, _ in islice(waiting, _TOGETHER):
        if push.number in numbers:
            break
        numbers.add(push.number)
    return [waiting.popleft() for _ in range(len(numbers))]
