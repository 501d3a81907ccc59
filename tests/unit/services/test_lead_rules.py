"""What the rules look at, gathered for many leads at once."""

from collections.abc import Collection

import pytest

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.store import MemoryStore
from dockline.domain.campaign import DoNotCall
from dockline.domain.dialrules import Usage
from dockline.domain.ids import AgentId, SpaceId, TeamId
from dockline.domain.leadrules import why
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.retryplan import DAY
from dockline.domain.space import DialPolicy, Space, SpaceSettings
from dockline.ports.lead_store import PutDoNotCall
from dockline.services.lead_rules import RulesContext
from tests.support.campaigns import attempted, campaign_of, keep, life_of, push, put_campaign
from tests.unit.services.conftest import LEAP

ONE, TWO, THREE = "919654301006", "919812306590", "442079460110"
SPACE = Space(
    LEAP,
    "Leap",
    SpaceSettings(time_zone="Asia/Kolkata", dial_policy=DialPolicy(countries=("91",))),
)
SPRING = campaign_of(LEAP, TeamId("support"))
AUTUMN = campaign_of(LEAP, TeamId("support"), "Autumn")


class Counted(MemoryStore):
    reads = 0

    async def do_not_call_entries(
        self, space_id: SpaceId, numbers: Collection[str]
    ) -> list[DoNotCall]:
        self.reads += 1
        return await super().do_not_call_entries(space_id, numbers)


@pytest.fixture
def store(clock: MemoryClock) -> Counted:
    return Counted(clock)


async def test_each_lead_gets_what_concerns_its_number(store: Counted, clock: MemoryClock) -> None:
    now = clock.now()
    (march,) = await put_campaign(store, SPRING)
    (april,) = await put_campaign(store, AUTUMN, ("April",))
    ids = [await push(store, SPRING, march, number) for number in (ONE, TWO, THREE)]
    twin = await life_of(store, LEAP, await push(store, AUTUMN, april, ONE))
    for at in (now - 8 * DAY, now - 6 * DAY, now - 60):
        twin = attempted(twin, at)
    invalid = attempted(twin, now - 30, AttemptOutcome.INVALID_NUMBER)
    await keep(store, invalid)
    own = attempted(await life_of(store, LEAP, ids[0]), now - 600)
    await keep(store, own)
    entries = [
        DoNotCall(LEAP, TWO, now, "Asked not to be called"),
        DoNotCall(LEAP, TWO, now, "", SPRING.campaign_id),
        DoNotCall(LEAP, THREE, now, "", AUTUMN.campaign_id),
        DoNotCall(SpaceId("novanet"), ONE, now),
    ]
    await store.commit([PutDoNotCall(entry) for entry in entries])

    lives = await store.lives(LEAP, ids)
    usage = Usage()
    context = RulesContext(store, clock)
    found = await context.gather(
        SPACE, SPRING, lives.values(), usage, agent_id=AgentId("rishi"), holding=True
    )
    one, two, three = (found[lead_id] for lead_id in ids)
    assert one.elsewhere == (now - 6 * DAY, now - 60)
    assert one.ended_elsewhere == now - 40
    assert two.ended_elsewhere is None
    assert one.listed == ()
    assert set(two.listed) == set(entries[:2])
    assert three.listed == (), "another campaign's list is not this one's"
    for each in (one, two, three):
        assert each.policy == SPACE.settings.dial_policy
        assert each.usage is usage
        assert (each.space_zone, each.space_name) == ("Asia/Kolkata", "Leap")
        assert (each.agent_id, each.holding, each.further) == ("rishi", True, ())
    assert store.reads == 1, "one read for all of them"


async def test_what_is_gathered_is_what_the_rules_need(store: Counted, clock: MemoryClock) -> None:
    (march,) = await put_campaign(store, SPRING)
    allowed = await push(store, SPRING, march, ONE, time_zone="UTC")
    abroad = await push(store, SPRING, march, THREE, time_zone="UTC")
    clock.advance(6 * 3600 - clock.now() % DAY + DAY)  # to six o'clock
    lives = await store.lives(LEAP, [allowed, abroad])
    around = await RulesContext(store, clock).gather(SPACE, SPRING, lives.values(), Usage())
    early = why(lives[allowed], SPRING.settings.leads, around[allowed], clock.now())
    assert early.refused is not None
    assert early.refused.rule == "calling-hours"
    assert early.next_at == clock.now() + 2 * 3600
    never = why(lives[abroad], SPRING.settings.leads, around[abroad], clock.now())
    assert "country" in [ruling.rule for ruling in never.rulings if not ruling.allowed]
    assert never.next_at is None


async def test_for_no_leads_nothing_is_read(store: Counted, clock: MemoryClock) -> None:
    store.away = True
    assert await RulesContext(store, clock).gather(SPACE, SPRING, [], Usage()) == {}
