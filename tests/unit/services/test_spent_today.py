"""What today's calls have cost is known after a restart, however many there were."""

from typing import Any

from dockline.adapters.memory.store import MemoryStore
from dockline.domain.ids import CallId
from dockline.domain.space import DialPolicy, Space, SpaceSettings
from dockline.ports.store import CallRecord, PutCall
from dockline.services.guard import Guard
from dockline.services.spent_today import recall_today
from tests.contract.store_samples import LEAP, call

NOW = 1_800_000_000.0  # 08:00 UTC


class Paged(MemoryStore):
    largest = 0

    async def calls(self, *which: Any, **more: Any) -> list[CallRecord]:
        raise AssertionError("all of a day at once takes memory and time, while nobody can call")

    async def search_calls(self, *which: Any, **more: Any) -> list[CallRecord]:
        found = await super().search_calls(*which, **more)
        self.largest = max(self.largest, len(found))
        return found


async def test_the_calls_of_a_busy_day_are_read_some_at_a_time() -> None:
    store = Paged()
    at = NOW - 3600.0
    ended: dict[str, Any] = {"number": "442079460101", "kind": "manual", "direction": "outbound"}
    made = [
        call(n, started_at=at, answered_at=at + 1.0, ended_at=at + 31.0, **ended)
        for n in range(2_500)
    ]
    made.append(call(9_001, started_at=at, answered_at=at, **ended))
    made.append(call(9_002, started_at=NOW - 86_400.0, answered_at=at, ended_at=at + 9, **ended))
    await store.commit([PutCall(one) for one in made])
    policy = DialPolicy(spend_cap=1e6, minute_rates={"44": 1.0})
    space = Space(LEAP, "Leap", SpaceSettings(dial_policy=policy))
    for up, going_on in (({CallId("call-9001")}, 60.0), (set(), 0.0), (None, 60.0)):
        guard = Guard()
        await recall_today(guard, store, space, NOW, up)
        assert guard.usage.spent(NOW) == 2_500.0 + going_on
    assert store.largest == 1_000
