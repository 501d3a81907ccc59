"""The live pictures of spaces: what a restart would forget, midnight, and campaigns."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest
from msgspec.structs import replace

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.feed import MemoryFeed
from dockline.adapters.memory.store import MemoryStore
from dockline.domain.campaign import Campaign, CampaignSettings, Mode, RunState
from dockline.domain.days import day_bounds
from dockline.domain.facts import Addressed
from dockline.domain.ids import CampaignId, TeamId
from dockline.domain.live import Day
from dockline.domain.pacing import Decision
from dockline.domain.pacing.decision import Reason
from dockline.domain.space import Space, SpaceSettings
from dockline.ports.engine import Engine, TrunkLimits
from dockline.ports.lead_store import PutCampaign, Tally
from dockline.ports.store import PutCall
from dockline.services.accounts import Accounts
from dockline.services.dialer import Dialers
from dockline.services.floors import Floors
from dockline.services.live import (
    CampaignWatch,
    Live,
    campaigns as campaigns_module,
    day as day_module,
)
from dockline.services.live.campaigns import STALE_SECONDS, WANTED_SECONDS, sentence
from dockline.services.live.day import recall
from tests.contract.store_samples import call
from tests.support.town import LEAP, TEAMS, Town
from tests.support.until import until

SUPPORT, SALES = TEAMS[0].team_id, TEAMS[1].team_id


def inbound(n: int, at: float, **changes: Any) -> PutCall:
    fields = {"kind": "inbound", "direction": "inbound", "team_id": SUPPORT, "started_at": at}
    return PutCall(call(n, LEAP, **(fields | changes)))


class House:
    def __init__(self) -> None:
        self.clock = MemoryClock()
        self.store = MemoryStore(self.clock)
        self.feed = MemoryFeed()
        self.town = Town(self.clock.now())
        self.town.hear = lambda stamped: self.feed.publish(LEAP, [Addressed(stamped, None)])
        self.settings = SpaceSettings()
        self.decisions: dict[CampaignId, Decision] = {}
        accounts = SimpleNamespace(
            spaces=lambda: [Space(LEAP, "Leap", self.settings)],
            space=lambda space_id: Space(LEAP, "Leap", self.settings),
            teams=lambda space_id: TEAMS,
        )
        floors = SimpleNamespace(beginning=lambda space_id: self.town.beginning())
        self.dialers = cast(Dialers, SimpleNamespace(decisions=lambda space_id: self.decisions))
        self.live = Live(
            self.store,
            cast(Engine, SimpleNamespace(trunk_limits=lambda: TrunkLimits(30, 5.0))),
            self.feed,
            self.clock,
            cast(Accounts, accounts),
            cast(Floors, floors),
            self.dialers,
        )
        self.ticks = 0
        self.live.on_tick.append(self._ticked)

    @property
    def day(self) -> Day:
        return self.live.space(LEAP).picture.day

    def _ticked(self) -> None:
        self.ticks += 1

    async def tick(self, seconds: float = 1.0) -> None:
        await self.clock.slept_on()
        before = self.ticks
        self.clock.advance(seconds)
        self.town.now = self.clock.now()
        await until(lambda: self.ticks > before)


def figures(day: Day) -> tuple[int, int, int, float | None]:
    return (
        day.offered(SUPPORT),
        day.taken(SUPPORT),
        day.abandoned(SUPPORT),
        day.service_level(SUPPORT, 20.0),
    )


async def test_a_restart_forgets_no_call_of_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day_module, "_PAGE", 2)
    house = House()
    midnight = day_bounds(house.clock.now(), "UTC")[0]
    await house.store.commit(
        [
            inbound(1, midnight - 1.0, answered_at=midnight + 1.0, outcome="answered"),
            inbound(2, midnight, answered_at=midnight + 20.0, ended_at=midnight + 90.0),
            inbound(3, midnight + 10.0, answered_at=midnight + 31.0),
            inbound(4, midnight + 20.0, outcome="abandoned", ended_at=midnight + 50.0),
            inbound(5, midnight + 20.0, outcome="turned_away", cause="closed"),
            inbound(10, midnight + 20.0, outcome="turned_away", cause="nobody-signed-in"),
            # Who was called back was dialled by us: outbound, and still a call that came in.
            inbound(11, midnight + 25.0, direction="outbound", answered_at=midnight + 85.0),
            inbound(6, midnight + 20.0, outcome="turned_away", cause="waited-longest"),
            inbound(7, midnight + 30.0, team_id=TeamId("gone")),
            inbound(8, midnight + 30.0),
            PutCall(call(9, LEAP, team_id=SUPPORT, started_at=midnight + 30.0)),
        ]
    )
    await house.live.start()
    assert figures(house.day) == (6, 3, 2, 0.2)
    assert house.live.lines() == (0, 0, 30)
    house.town.call_comes(0, 0)
    assert figures(house.day) == (7, 3, 2, 0.2)
    await house.live.stop()


async def test_what_the_facts_told_already_is_not_counted_twice() -> None:
    store, day = MemoryStore(), Day(100.0)
    await store.commit([inbound(1, 110.0, answered_at=115.0)])
    day.queued(call(1).call_id, SUPPORT, 110.0)
    await recall(store, LEAP, TEAMS, day, 200.0)
    assert figures(day) == (1, 0, 0, None)


async def test_a_caller_who_was_called_back_counts_after_a_restart_too() -> None:
    store, day = MemoryStore(), Day(100.0)
    back = inbound(1, 110.0, direction="outbound", answered_at=115.0, outcome="answered")
    asked = inbound(2, 120.0, kind="callback", direction="outbound", answered_at=125.0)
    await store.commit([back, asked])
    await recall(store, LEAP, TEAMS, day, 200.0)
    assert figures(day)[:2] == (1, 1)


async def test_while_the_store_is_away_at_the_start() -> None:
    house = House()
    now = house.clock.now()
    await house.store.commit([inbound(1, now - 5.0)])
    house.store.away = True
    await house.live.start()
    assert figures(house.day)[0] == 0
    house.store.away = False
    await house.tick()
    assert figures(house.day)[0] == 1
    await house.live.stop()


async def test_midnight_begins_anew_where_the_space_is() -> None:
    house = House()
    house.settings = SpaceSettings(time_zone="Asia/Kolkata")
    await house.live.start()
    house.town.call_comes(0, 0)
    assert figures(house.day)[0] == 1
    midnight = day_bounds(house.clock.now(), "Asia/Kolkata")[1]
    await house.tick(midnight - house.clock.now() - 0.5)
    assert figures(house.day)[0] == 1
    house.town.call_comes(0, 0)
    await house.tick(2.0)
    assert (house.day.begins_at, figures(house.day)[0]) == (midnight, 0)
    house.town.call_comes(0, 0)
    assert figures(house.day)[0] == 1
    house.settings = SpaceSettings(time_zone="Pacific/Kiritimati")
    await house.tick()
    assert house.day.begins_at == day_bounds(house.clock.now(), "Pacific/Kiritimati")[0]
    await house.live.stop()


async def test_trends_are_sampled_each_minute() -> None:
    house = House()
    await house.live.start()
    house.town.call_comes(0, 0)
    for _ in range(2):
        await house.tick(60.0)
    trends = house.live.space(LEAP).picture.trends
    assert (trends.of(SUPPORT), trends.of(SALES)) == ([1, 1], [0, 0])
    await house.live.stop()


# --- campaigns --------------------------------------------------------------------------------


def campaign(**settings: Any) -> Campaign:
    told = CampaignSettings(mode=Mode.PREDICTIVE, state=RunState.RUNNING)
    return Campaign(CampaignId("k1"), LEAP, SUPPORT, "Spring", 0.0, replace(told, **settings))


async def test_campaigns_are_read_while_somebody_looks() -> None:
    house = House()
    watch = CampaignWatch(LEAP, house.store, house.clock, house.dialers)
    await house.store.commit([PutCampaign(campaign())])
    watch.tick()
    assert watch.figures == {}
    await watch.fresh()
    assert [one.campaign.name for one in watch.figures.values()] == ["Spring"]
    await house.store.commit([PutCampaign(campaign(state=RunState.PAUSED))])
    await watch.fresh()
    assert watch.figures[CampaignId("k1")].campaign.settings.state is RunState.RUNNING
    house.clock.advance(3.0)
    watch.tick()
    await until(lambda: watch.figures[CampaignId("k1")].campaign.settings.state is RunState.PAUSED)
    house.clock.advance(WANTED_SECONDS)
    await house.store.commit([PutCampaign(campaign())])
    watch.tick()
    house.store.away = True
    house.clock.advance(STALE_SECONDS + 1)
    await watch.fresh()
    assert watch.figures[CampaignId("k1")].campaign.settings.state is RunState.PAUSED, "kept"
    house.store.away = False
    await watch.fresh()
    assert watch.figures[CampaignId("k1")].campaign.settings.state is RunState.RUNNING
    await house.store.commit([PutCampaign(campaign(state=RunState.ARCHIVED))])
    house.clock.advance(STALE_SECONDS + 1)
    await watch.fresh()
    assert watch.figures == {}, "out of the way"
    await watch.stop()


@pytest.mark.parametrize(("seconds", "counted"), [(0.0, 4), (1.0, 2)])
async def test_a_window_that_is_long_to_count_is_counted_less_often(
    monkeypatch: pytest.MonkeyPatch, seconds: float, counted: int
) -> None:
    house = House()
    await house.store.commit([PutCampaign(campaign())])
    tally, times = house.store.tally, 0

    async def slow(*which: Any) -> Tally:
        nonlocal times
        times += 1
        house.clock.advance(seconds)
        return await tally(*which)

    monkeypatch.setattr(house.store, "tally", slow)
    watch = CampaignWatch(LEAP, house.store, house.clock, house.dialers)
    await watch.fresh()
    for _ in range(3):
        house.clock.advance(4.0)
        watch.tick()
        assert watch._reading is not None
        await watch._reading
    assert times == counted
    assert watch.figures[CampaignId("k1")].tally.attempts == 0
    await watch.stop()


async def test_nobody_waits_for_a_database_that_does_not_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    house = House()
    await house.store.commit([PutCampaign(campaign())])
    watch = CampaignWatch(LEAP, house.store, house.clock, house.dialers)
    await watch.fresh()
    house.clock.advance(STALE_SECONDS + 1)
    answers, reads = asyncio.Event(), house.store.campaigns

    async def hangs(*which: Any) -> list[Campaign]:
        await answers.wait()
        return await reads(*which)

    monkeypatch.setattr(house.store, "campaigns", hangs)
    monkeypatch.setattr(campaigns_module, "FRESH_SECONDS", 0.01)
    await asyncio.wait_for(watch.fresh(), 10)
    monkeypatch.setattr(campaigns_module, "FRESH_SECONDS", 3600.0)
    await asyncio.wait_for(watch.fresh(), 10)  # it is known to be slow
    assert [one.campaign.name for one in watch.figures.values()] == ["Spring"], "as they were"
    await house.store.commit([PutCampaign(campaign(state=RunState.PAUSED))])
    answers.set()
    await until(lambda: watch.figures[CampaignId("k1")].campaign.settings.state is RunState.PAUSED)
    await watch.stop()


def test_what_the_dialer_decided_is_a_sentence() -> None:
    decision = Decision(3, (), Reason.GATE, idle=1, ringing=4, waiting=2)
    assert sentence(decision) == (
        "Dials 3: one more could break the cap with the calls under way. "
        "1 free, 4 ringing, 2 waiting."
    )
    assert sentence(Decision(0, (7, 8), Reason.EMERGENCY)).startswith("Cancels 2: ")
    assert sentence(Decision(0, (), Reason.NOBODY)).startswith("Waits: no agent is here.")
    for reason in Reason:
        assert sentence(Decision(0, (), reason))


def test_only_a_campaign_that_dials_is_explained() -> None:
    house = House()
    house.decisions[CampaignId("k1")] = Decision(0, (), Reason.NOBODY)
    watch = CampaignWatch(LEAP, house.store, house.clock, house.dialers)
    assert watch.explain(campaign()).startswith("Waits")
    assert watch.explain(campaign(state=RunState.PAUSED)) == ""
    assert watch.explain(campaign(mode=Mode.PREVIEW)) == ""
