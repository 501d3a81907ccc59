"""What happens to a lead is written in the order in which it happened, however slow the store is
and however fast, or suddenly gone, the agent."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence

import pytest

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.store import MemoryStore
from dockline.domain import commands as c
from dockline.domain.campaign import Mode
from dockline.domain.facts import AgentState, LineEnded
from dockline.domain.ids import CampaignId, LeadId, SpaceId
from dockline.domain.lead import LeadState
from dockline.domain.leadsettings import LeadSettings
from dockline.domain.outcomes import AttemptOutcome
from dockline.ports.lead_store import PutAttempt, PutLife
from dockline.ports.store import StoreUnavailable, Write
from tests.support.campaigns import keep
from tests.support.outbound import Shop, number, open_shop


class SlowStore(MemoryStore):
    """Some commits, or all questions for the do-not-call list, wait until they are let go."""

    def __init__(self, clock: MemoryClock) -> None:
        super().__init__(clock)
        self.slow: Callable[[Sequence[Write]], bool] = _none
        self.refuses: Callable[[Sequence[Write]], bool] = _none
        self.slow_to_tell = False
        self._let_go = asyncio.Event()

    def let_go(self) -> None:
        self._let_go.set()

    async def commit(self, writes: Sequence[Write]) -> None:
        if self.slow(writes):
            await self._let_go.wait()
        if self.refuses(writes):
            raise StoreUnavailable("disk full")
        await super().commit(writes)

    async def do_not_call(
        self, space_id: SpaceId, campaign_id: CampaignId, numbers: Collection[str]
    ) -> set[str]:
        if self.slow_to_tell:
            await self._let_go.wait()
        return await super().do_not_call(space_id, campaign_id, numbers)


def _none(writes: Sequence[Write]) -> bool:
    return False


def to_state(state: LeadState) -> Callable[[Sequence[Write]], bool]:
    """Commits that bring a lead into this state."""
    return lambda writes: any(
        isinstance(one, PutLife) and one.life.state is state for one in writes
    )


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    clock = MemoryClock()
    async with open_shop("rishi", "mira", store=SlowStore(clock), clock=clock) as opened:
        yield opened


def store_of(shop: Shop) -> SlowStore:
    assert isinstance(shop.store, SlowStore)
    return shop.store


async def talking(shop: Shop) -> LeadId:
    """Rishi talks to the only lead."""
    leads = LeadSettings(wrap_up_seconds=20)
    await shop.start_campaign(Mode.PROGRESSIVE, leads=leads)
    await shop.sign_in("rishi")
    (lead_id,) = await shop.push(number(1))
    await shop.wait_for(lambda: shop.state("rishi") is AgentState.TALKING)
    return lead_id


async def test_a_disposition_is_not_overtaken_by_the_end_of_its_call(shop: Shop) -> None:
    lead_id = await talking(shop)
    store_of(shop).slow = to_state(LeadState.WRAP_UP)
    await shop.hang_up("rishi")
    assert (await shop.life(lead_id)).state is LeadState.CONNECTED, "not written yet"
    finishing = asyncio.create_task(shop.finish("rishi", "sold"))
    await shop.settle()
    store_of(shop).let_go()
    await finishing
    life = await shop.life(lead_id)
    assert (life.state, life.attempts[0].disposition) == (LeadState.DONE, "sold")


async def test_an_agent_may_be_faster_than_the_news_of_the_calls_end(shop: Shop) -> None:
    lead_id = await talking(shop)
    await shop.sign_in("mira")
    store_of(shop).slow_to_tell = True
    await shop.push(number(2, "104"))
    # It was busy: whether it may be called again is asked for as long as the store takes.
    await shop.wait_for(lambda: shop.told(LineEnded))
    await shop.hang_up("rishi")
    finishing = asyncio.create_task(shop.finish("rishi", "sold"))
    await shop.wait(1)
    assert not finishing.done(), "nothing is acknowledged before it is written"
    store_of(shop).let_go()
    await finishing
    life = await shop.life(lead_id)
    assert (life.state, life.attempts[0].disposition) == (LeadState.DONE, "sold")


async def test_a_wrap_up_that_runs_out_does_not_undo_what_was_just_said(shop: Shop) -> None:
    lead_id = await talking(shop)
    await shop.hang_up("rishi")
    store_of(shop).slow = to_state(LeadState.DONE)
    finishing = asyncio.create_task(shop.finish("rishi", "sold"))
    await shop.wait(25)
    assert shop.state("rishi") is AgentState.READY, "the wrap-up is over"
    store_of(shop).let_go()
    await shop.wait(10)
    await asyncio.gather(finishing, return_exceptions=True)
    life = await shop.life(lead_id)
    assert (life.state, life.attempts[0].disposition) == (LeadState.DONE, "sold")


async def test_a_disposition_that_the_store_refused_is_not_written_later(shop: Shop) -> None:
    lead_id = await talking(shop)
    await shop.hang_up("rishi")
    store_of(shop).refuses = to_state(LeadState.DONE)
    with pytest.raises(StoreUnavailable):
        await shop.finish("rishi", "sold")
    store_of(shop).refuses = _none
    await shop.wait(5)
    assert (await shop.life(lead_id)).state is LeadState.WRAP_UP
    await shop.finish("rishi", "not-interested")
    assert (await shop.life(lead_id)).attempts[0].disposition == "not-interested"


async def test_a_dock_that_is_gone_while_its_card_is_accepted_loses_nothing(shop: Shop) -> None:
    await shop.start_campaign(Mode.PREVIEW)
    await shop.sign_in("rishi")
    (lead_id,) = await shop.push(number(1))
    await shop.wait_for(lambda: shop.view("rishi").card)
    store_of(shop).slow = lambda writes: any(isinstance(one, PutAttempt) for one in writes)
    order = c.AcceptCard(lead_id=lead_id)
    accepting = asyncio.create_task(
        shop.dialers.ask(shop.campaign.space_id, shop.id_of("rishi"), order)
    )
    await shop.settle()
    accepting.cancel()
    await shop.settle()
    store_of(shop).let_go()
    await shop.wait_for(lambda: shop.state("rishi") is AgentState.TALKING)
    assert (await shop.life(lead_id)).state is LeadState.CONNECTED
    await shop.hang_up("rishi")
    await shop.finish("rishi", "sold")
    assert (await shop.life(lead_id)).state is LeadState.DONE


async def test_a_lead_that_is_in_nobodys_hands_is_found_again(shop: Shop) -> None:
    """As a write leaves it that was done, and whose answer was lost with the connection."""
    await shop.start_campaign(Mode.PROGRESSIVE)
    await shop.sign_in("rishi")
    (lead_id,) = await shop.push(number(1, "103"))
    await shop.wait(3)
    shop.dialer.out.play.drop(next(iter(shop.dialer.out.play)))
    (line,) = shop.floors.lines(shop.campaign.space_id)
    await shop.floors.do(shop.campaign.space_id, c.CancelLines((line.call_id,)))
    await shop.wait(5)
    assert (await shop.life(lead_id)).state is LeadState.DIALLING, "it may yet be somebody's"
    await shop.wait(10)
    life = await shop.life(lead_id)
    assert (life.state, life.attempts[0].outcome) == (LeadState.RETRY, AttemptOutcome.INTERRUPTED)


async def test_one_that_somebody_has_talked_to_is_not_called_again(shop: Shop) -> None:
    lead_id = await talking(shop)
    during = await shop.life(lead_id)
    await shop.hang_up("rishi")
    await shop.finish("rishi", "sold")
    await keep(shop.store, during)
    await shop.wait(40)
    life = await shop.life(lead_id)
    assert (life.state, life.attempts[0].outcome) == (LeadState.DONE, AttemptOutcome.ANSWERED)
