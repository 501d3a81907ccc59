"""Single leads of many callers share batches, and each is told of its own."""

import asyncio
from typing import Any

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.store import MemoryStore
from dockline.domain.ids import LeadId
from dockline.domain.lead import Push
from dockline.ports.lead_store import LeadBatch, Pushed
from dockline.ports.store import StoreUnavailable
from dockline.services.catalog import Place
from dockline.services.lead_gathering import Gathering
from tests.contract.lead_samples import LIST, campaign, dial_list, number, push
from tests.contract.store_samples import LEAP

PLACE = Place(campaign(), dial_list())
Outcome = Pushed | Exception


class Store(MemoryStore):
    """Notes the batches, holds them while told to, and refuses a number."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[list[str]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.refused = ""
        self.away = False

    async def push_leads(self, batch: LeadBatch) -> list[Pushed]:
        self.batches.append([one.number for one in batch.pushes])
        await self.gate.wait()
        if self.away:
            raise StoreUnavailable("no disk")
        if self.refused in self.batches[-1]:
            raise TypeError("this cannot be said")
        return await super().push_leads(batch)


class Callers:
    """What each was told."""

    def __init__(self, gathering: Gathering) -> None:
        self._gathering = gathering
        self.told: dict[str, Outcome] = {}
        self.order: list[str] = []

    def put(self, n: int, name: str = "", **said: Any) -> bool:
        one = push(n, name, **said)

        def told(outcome: Outcome) -> None:
            self.told[one.lead_id] = outcome
            self.order.append(one.lead_id)

        return self._gathering.put(PLACE, one, told)

    async def all(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.told) < count:  # noqa: ASYNC110
                await asyncio.sleep(0)


async def test_what_comes_in_one_turn_goes_together_and_what_comes_meanwhile_next() -> None:
    store = Store()
    store.gate.clear()
    callers = Callers(Gathering(store, MemoryClock()))
    for n in range(3):
        assert callers.put(n)
    while not store.batches:  # noqa: ASYNC110
        await asyncio.sleep(0)
    for n in range(3, 8):
        assert callers.put(n)
    store.gate.set()
    await callers.all(8)
    assert store.batches == [[number(n) for n in range(3)], [number(n) for n in range(3, 8)]]
    assert all(isinstance(one, Pushed) and one.created for one in callers.told.values())
    # And again, once nothing is under way.
    assert callers.put(8)
    await callers.all(9)
    assert store.batches[-1] == [number(8)]


async def test_a_number_that_comes_twice_is_merged_in_its_order() -> None:
    store = Store()
    callers = Callers(Gathering(store, MemoryClock()))
    callers.put(1, "first", data={"a": 1, "b": 1})
    callers.put(2)
    callers.put(1, "second", data={"b": 2, "c": 2})
    callers.put(1, "third", data={"c": 3})
    await callers.all(4)
    assert store.batches == [[number(1), number(2)], [number(1)], [number(1)]]
    assert callers.told["second"] == Pushed(LeadId("first"), False, callers.told["second"].state)  # type: ignore[union-attr]
    lead = (await store.leads_with(LEAP, LIST, [number(1)]))[number(1)]
    assert lead.data == {"a": 1, "b": 2, "c": 3}


async def test_one_that_is_refused_fails_none_of_its_neighbours() -> None:
    store = Store()
    store.refused = number(2)
    callers = Callers(Gathering(store, MemoryClock()))
    for n in range(1, 4):
        callers.put(n)
    await callers.all(3)
    outcomes = [callers.told[push(n).lead_id] for n in range(1, 4)]
    assert [type(one) for one in outcomes] == [Pushed, TypeError, Pushed]


async def test_while_the_store_is_away_everybody_hears_so_and_later_ones_are_stored() -> None:
    store = Store()
    store.away = True
    callers = Callers(Gathering(store, MemoryClock()))
    callers.put(1)
    callers.put(2)
    await callers.all(2)
    assert len(store.batches) == 1
    assert all(isinstance(one, StoreUnavailable) for one in callers.told.values())
    store.away = False
    callers.put(3)
    await callers.all(3)
    assert isinstance(callers.told[push(3).lead_id], Pushed)


async def test_a_caller_that_fails_keeps_nobody_waiting() -> None:
    gathering = Gathering(Store(), MemoryClock())
    callers = Callers(gathering)

    def broken(outcome: Outcome) -> None:
        raise ZeroDivisionError

    assert gathering.put(PLACE, push(1), broken)
    assert callers.put(2)
    await callers.all(1)
    assert callers.put(3)
    await callers.all(2)


async def test_batches_and_what_waits_are_bounded() -> None:
    store = Store()
    store.gate.clear()
    callers = Callers(Gathering(store, MemoryClock()))
    taken = 0
    while callers.put(taken):
        taken += 1
        if taken == 1:
            while not store.batches:  # noqa: ASYNC110
                await asyncio.sleep(0)
    assert taken == 10_001
    store.gate.set()
    await callers.all(taken)
    assert max(map(len, store.batches)) == 200
    assert callers.order == [Push(number(n), push(n).lead_id).lead_id for n in range(taken)]
