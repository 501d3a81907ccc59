"""A server that dies at any moment loses no lead, and dials none a second time unasked."""

import itertools
import random

import pytest

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.store import MemoryStore
from dockline.domain import commands as c
from dockline.domain.campaign import Mode
from dockline.domain.facts import AgentState, LineDialled
from dockline.domain.lead import FINISHED, LIVE, LeadState
from dockline.domain.leadlife import RESTING, Life
from dockline.domain.leadsettings import LeadSettings
from dockline.domain.outcomes import AttemptOutcome
from dockline.ports.store import PutAlive, StoreUnavailable
from tests.support.campaigns import keep
from tests.support.outbound import LEAP, Shop, number, open_shop


class Flaky(MemoryStore):
    def __init__(self, clock: MemoryClock) -> None:
        super().__init__(clock)
        self.refuses = False

    def _check(self) -> None:
        if self.refuses:
            raise StoreUnavailable("disk full")
        super()._check()


async def test_a_lead_that_rang_when_the_server_died_is_closed_as_interrupted() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PROGRESSIVE)
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1, "103"))
        await shop.wait(3)
        assert (await shop.life(lead_id)).state is LeadState.DIALLING
        await shop.crash()
        await shop.wait(14.5)
        assert shop.engine._legs, "nobody is there, but it may ring its 15 seconds"
        assert (await shop.life(lead_id)).state is LeadState.DIALLING
        await shop.wait(0.5)
        assert not shop.engine._legs
        life = await shop.life(lead_id)
        assert life.state is LeadState.RETRY
        assert [one.outcome for one in life.attempts] == [AttemptOutcome.INTERRUPTED]
        await shop.sign_in("rishi", page="another")
        await shop.wait(485)
        assert len((await shop.life(lead_id)).attempts) == 1
        await shop.wait(200)
        assert len((await shop.life(lead_id)).attempts) == 2


async def test_a_conversation_outlives_the_server_and_is_disposed_of_as_usual() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PROGRESSIVE)
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1))
        await shop.wait_for(lambda: shop.state("rishi") is AgentState.TALKING)
        await shop.wait(5)
        await shop.crash()
        assert (await shop.life(lead_id)).state is LeadState.CONNECTED
        await shop.sign_in("rishi", page="another")
        await shop.wait(1)
        assert shop.state("rishi") is AgentState.TALKING
        await shop.hang_up("rishi")
        await shop.finish("rishi", "sold")
        life = await shop.life(lead_id)
        assert (life.state, life.attempts[0].disposition) == (LeadState.DONE, "sold")
        assert len(life.attempts) == 1


async def test_who_was_handed_the_call_before_the_crash_says_what_came_of_it() -> None:
    async with open_shop("rishi", "mira") as shop:
        await shop.start_campaign(Mode.PROGRESSIVE, leads=LeadSettings(wrap_up_seconds=60))
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1))
        await shop.wait_for(lambda: shop.state("rishi") is AgentState.TALKING)
        await shop.sign_in("mira")
        call = shop.view("rishi").call
        assert call is not None
        await shop.ask("rishi", c.Transfer(call.call_id, True, "agent", shop.id_of("mira")))
        await shop.ask("mira", c.AnswerOffer(call_id=call.call_id))
        await shop.wait(1)
        await shop.finish("rishi")
        await shop.crash()
        await shop.sign_in("mira", page="another")
        await shop.wait(1)
        await shop.hang_up("mira")
        assert (await shop.life(lead_id)).state is LeadState.WRAP_UP
        await shop.finish("mira", "do-not-call")
        assert (await shop.life(lead_id)).state is LeadState.DO_NOT_CALL
        listed = await shop.store.do_not_call(LEAP, shop.campaign.campaign_id, [number(1)])
        assert listed


async def test_who_wrapped_up_when_the_server_died_says_what_came_of_it() -> None:
    async with open_shop("rishi") as shop:
        await shop.start_campaign(Mode.PROGRESSIVE, leads=LeadSettings(wrap_up_seconds=60))
        await shop.sign_in("rishi")
        (lead_id, _) = await shop.push(number(1), number(2))
        await shop.wait_for(lambda: shop.state("rishi") is AgentState.TALKING)
        await shop.hang_up("rishi")
        me = shop.view("rishi").me
        assert me.call_id is not None
        assert me.until is not None
        await shop.crash()
        await shop.sign_in("rishi", wrap_up=(me.call_id, me.until))
        await shop.wait(5)
        assert shop.state("rishi") is AgentState.WRAP_UP, "the next lead waits for the note"
        assert (await shop.life(lead_id)).state is LeadState.WRAP_UP
        await shop.finish("rishi", "do-not-call")
        assert (await shop.life(lead_id)).state is LeadState.DO_NOT_CALL
        await shop.wait_for(lambda: shop.state("rishi") is AgentState.TALKING)


async def test_who_hung_up_while_the_server_was_away_is_not_called_again() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PROGRESSIVE)
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1))
        await shop.wait_for(lambda: shop.state("rishi") is AgentState.TALKING)
        await shop.wait(5)
        customer = next(leg for leg in shop.engine._legs if ".customer" in leg)
        shop.engine.hang_up_far_end(customer)
        await shop.crash()
        await shop.wait(120)
        life = await shop.life(lead_id)
        assert (life.state, len(life.attempts)) == (LeadState.DONE, 1)


async def before_and_while_talking(shop: Shop) -> tuple[Life, Life]:
    """Of the only lead, whom rishi is connected with after 8 s."""
    await shop.start_campaign(Mode.PROGRESSIVE, leads=LeadSettings(wrap_up_seconds=30))
    await shop.sign_in("rishi")
    (lead_id,) = await shop.push(number(1, "110"))
    await shop.wait(5)
    before = await shop.life(lead_id)
    assert before.state is LeadState.DIALLING
    await shop.wait_for(lambda: shop.state("rishi") is AgentState.TALKING)
    return before, await shop.life(lead_id)


async def test_a_lead_that_fell_behind_its_call_goes_on_with_it() -> None:
    """The call is written down first, what became of the lead a moment later: or never."""
    async with open_shop() as shop:
        before, talking = await before_and_while_talking(shop)
        await keep(shop.store, before)
        await shop.crash()
        life = await shop.life(before.lead.lead_id)
        assert (life.state, life.attempts) == (LeadState.CONNECTED, talking.attempts)
        await shop.sign_in("rishi", page="another")
        await shop.wait(1)
        await shop.hang_up("rishi")
        await shop.finish("rishi", "sold")
        life = await shop.life(before.lead.lead_id)
        assert (life.state, life.attempts[0].disposition) == (LeadState.DONE, "sold")


async def test_who_was_talked_to_is_not_called_again_however_far_the_lead_fell_behind() -> None:
    async with open_shop() as shop:
        before, talking = await before_and_while_talking(shop)
        await shop.wait(5)
        await shop.hang_up("rishi")
        ended = await shop.life(before.lead.lead_id)
        await keep(shop.store, before)
        await shop.crash()
        life = await shop.life(before.lead.lead_id)
        assert (life.state, life.attempts) == (LeadState.WRAP_UP, ended.attempts)
        await shop.wait(1000)
        life = await shop.life(before.lead.lead_id)
        assert (life.state, len(life.attempts)) == (LeadState.DONE, 1)
        assert talking.attempts[0].answered_at == life.attempts[0].answered_at


async def test_a_conversation_that_went_with_the_machine_did_not_last_all_night() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PROGRESSIVE)
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1))
        await shop.wait_for(lambda: shop.state("rishi") is AgentState.TALKING)
        await shop.wait(60)
        alive = shop.clock.now()
        await shop.store.commit([PutAlive(LEAP, alive)])
        shop.clock.advance(14 * 3600)
        await shop.crash(with_engine=True)
        await shop.wait(30)
        (attempt,) = (await shop.life(lead_id)).attempts
        assert attempt.answered_at is not None
        assert attempt.ended_at == alive
        assert attempt.outcome is AttemptOutcome.ANSWERED


async def test_who_was_busy_before_the_crash_is_retried_as_busy() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PREVIEW)
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1, "110"))
        await shop.wait_for(lambda: shop.view("rishi").card)
        await shop.ask("rishi", c.AcceptCard(lead_id))
        before = await shop.life(lead_id)
        customer = next(leg for leg in shop.engine._legs if ".customer" in leg)
        shop.engine.hang_up_far_end(customer, sip_status=486, q850=17)
        await shop.settle()
        await keep(shop.store, before)
        await shop.crash()
        assert (await shop.life(lead_id)).attempts[0].outcome is AttemptOutcome.BUSY


@pytest.mark.parametrize("mode", [Mode.PREVIEW, Mode.PROGRESSIVE])
async def test_nobody_knows_what_became_of_whoever_rang_when_all_went_down(mode: Mode) -> None:
    async with open_shop() as shop:
        await shop.start_campaign(mode)
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1, "103"))
        if mode is Mode.PREVIEW:
            await shop.wait_for(lambda: shop.view("rishi").card)
            await shop.ask("rishi", c.AcceptCard(lead_id))
        await shop.wait(3)
        await shop.crash(with_engine=True)
        await shop.wait(12)
        life = await shop.life(lead_id)
        assert life.attempts[0].outcome is AttemptOutcome.INTERRUPTED
        assert life.due_at is not None
        assert life.due_at >= shop.clock.now() + 585


async def test_cards_that_were_shown_are_back_in_line() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PREVIEW)
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1))
        await shop.wait_for(lambda: shop.view("rishi").card)
        await shop.crash()
        assert (await shop.life(lead_id)).state is LeadState.NEW
        await shop.sign_in("rishi", page="another")
        await shop.wait_for(lambda: shop.view("rishi").card)


async def test_a_wrap_up_is_waited_for_and_then_ended() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PROGRESSIVE, leads=LeadSettings(wrap_up_seconds=30))
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1))
        await shop.wait_for(lambda: shop.state("rishi") is AgentState.TALKING)
        await shop.hang_up("rishi")
        await shop.crash()
        assert (await shop.life(lead_id)).state is LeadState.WRAP_UP
        await shop.wait(40)
        life = await shop.life(lead_id)
        assert (life.state, life.attempts[0].disposition) == (LeadState.DONE, "no-disposition")


async def test_an_orderly_stop_leaves_nothing_open() -> None:
    clock = MemoryClock()
    store = MemoryStore(clock)
    async with open_shop("rishi", "mira", store=store, clock=clock) as shop:
        await shop.start_campaign(Mode.PROGRESSIVE)
        ids = await shop.push(number(1, "103"), number(2, "103"))
        await shop.sign_in("rishi", "mira")
        await shop.wait(3)
    for lead_id in ids:
        life = await shop.life(lead_id)
        assert life.state is LeadState.RETRY
        assert life.attempts[0].outcome is AttemptOutcome.CANCELLED


async def test_while_the_store_is_away_nothing_is_dialled_and_what_happens_is_written_later() -> (
    None
):
    clock = MemoryClock()
    store = Flaky(clock)
    async with open_shop(store=store, clock=clock) as shop:
        await shop.start_campaign(Mode.PROGRESSIVE)
        await shop.sign_in("rishi")
        first, second = await shop.push(number(1), number(2))
        await shop.wait_for(lambda: shop.state("rishi") is AgentState.TALKING)
        store.refuses = True
        await shop.hang_up("rishi")
        with pytest.raises(StoreUnavailable):
            await shop.finish("rishi", "sold")
        assert shop.state("rishi") is AgentState.WRAP_UP, "nothing is acknowledged"
        await shop.wait(90)
        assert len(shop.told(LineDialled)) == 1
        store.refuses = False
        await shop.wait(10)
        assert (await shop.life(first)).state is LeadState.DONE
        assert (await shop.life(first)).attempts[0].outcome is AttemptOutcome.ANSWERED
        assert (await shop.life(second)).attempts, "and it goes on"


@pytest.mark.parametrize("seed", range(12))
async def test_no_lead_is_lost_or_dialled_twice_however_often_the_server_dies(seed: int) -> None:
    chance = random.Random(seed)
    endings = ["100", "102", "103", "104", "105", "110", "113", "118"]
    mode = [Mode.PROGRESSIVE, Mode.POWER, Mode.PREDICTIVE][seed % 3]
    async with open_shop("rishi", "mira", "kim") as shop:
        await shop.start_campaign(
            mode, leads=LeadSettings(wrap_up_seconds=5), amd=bool(seed % 2), ring_seconds=15.0
        )
        await shop.sign_in("rishi", "mira", "kim")
        ids = []
        for n in range(4):
            ids += await shop.push(*(number(100 * n + k, chance.choice(endings)) for k in range(8)))
            await shop.wait(chance.uniform(0.1, 20))
            await _work(shop, chance)
            await shop.crash()
            await shop.sign_in("rishi", "mira", "kim", page=f"page-{n}")
        await shop.wait(60)
        await _work(shop, chance)
        await shop.wait(180)
        rang = [fact.line.number for fact in shop.told(LineDialled)]
        for lead_id in ids:
            life = await shop.life(lead_id)
            assert life.state in RESTING or life.state in FINISHED or life.state in LIVE
            attempts = life.attempts
            assert rang.count(life.lead.number) <= len(attempts), "each dial was written down first"
            assert all(not one.open for one in attempts[:-1])
            for before, after in itertools.pairwise(attempts):
                assert before.ended_at is not None
                assert after.dialled_at - before.ended_at >= 60, (before, after)
            if life.state not in LIVE:
                assert all(not one.open for one in attempts)


async def _work(shop: Shop, chance: random.Random) -> None:
    """Agents who talk hang up, and those who wrap up say something of it."""
    for login in shop.users:
        if shop.state(login) is AgentState.TALKING and chance.random() < 0.7:
            await shop.hang_up(login)
        if shop.state(login) is AgentState.WRAP_UP and chance.random() < 0.7:
            code = chance.choice(["sold", "no-answer", "callback", "do-not-call"])
            wish = c.CallbackWish(at="2025-06-16T10:00") if code == "callback" else None
            call = shop.view(login).call
            lead = call is not None and call.lead is not None
            if lead:
                await shop.finish(login, code, callback=wish)
