"""Who answers a call of the dialer whose server has died was abandoned, and counts as that."""

from collections.abc import Callable
from typing import Any

import pytest

from dockline.adapters.memory.clock import MemoryClock
from dockline.domain.campaign import Mode
from dockline.domain.facts import AgentState, LineAbandoned
from dockline.domain.ids import LeadId, LegId
from dockline.domain.lead import LeadState
from dockline.domain.moments import moment
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.retryplan import DAY
from dockline.domain.signals import Signal, Verdict
from dockline.ports.lead_store import Tally
from tests.support.outbound import LEAP, Shop, number, open_shop
from tests.unit.services.dialer.test_restarts import Flaky


async def rings(shop: Shop, **dialer: Any) -> tuple[LeadId, LegId]:
    """A lead, and the leg that rings for it and is not answered by itself."""
    await shop.start_campaign(Mode.PROGRESSIVE, **dialer)
    await shop.sign_in("rishi")
    (lead_id,) = await shop.push(number(1, "103"))
    await shop.wait(3)
    (line,) = shop.floors.ringing(LEAP)
    return lead_id, line.leg.leg_id


async def counted(shop: Shop) -> Tally:
    """In the store; the pacing has counted the same."""
    tally = await shop.store.tally(LEAP, shop.campaign.campaign_id, 0)
    (running,) = shop.dialer.out.campaigns.values()
    assert running.pace is not None
    budget = running.pace.pacing.budget
    assert (budget.answers, budget.abandons) == (tally.answers, tally.abandons)
    return tally


async def test_who_answers_after_the_server_has_died_was_abandoned_once() -> None:
    async with open_shop() as shop:
        lead_id, leg = await rings(shop)
        await shop.crash()
        await shop.wait(12)
        shop.engine.answer(leg)
        await shop.settle()
        answered_at = shop.clock.now()
        for _ in range(2):  # the message is begun again
            life = await shop.life(lead_id)
            (attempt,) = life.attempts
            assert attempt.outcome is AttemptOutcome.ABANDONED
            assert attempt.answered_at == answered_at
            assert (life.state, life.due_at) == (LeadState.RETRY, answered_at + 3 * DAY)
            assert await counted(shop) == Tally(answers=1, abandons=1, attempts=1)
            await shop.crash()
            assert leg in shop.engine._legs
        await shop.wait(60)
        assert not shop.engine._legs


@pytest.mark.parametrize("verdict", [Verdict.MACHINE, Verdict.HUMAN])
async def test_who_is_listened_to_counts_as_what_they_are_taken_for(verdict: Verdict) -> None:
    async with open_shop() as shop:
        lead_id, leg = await rings(shop, amd=True, amd_mistaken=0.1)
        await shop.crash()
        shop.engine.answer(leg)
        await shop.settle()
        assert (await shop.life(lead_id)).state is LeadState.DIALLING
        shop.engine.judge(leg, verdict)
        await shop.settle()
        (attempt,) = (await shop.life(lead_id)).attempts
        tally = await counted(shop)
        if verdict is Verdict.MACHINE:
            assert attempt.outcome is AttemptOutcome.MACHINE
            assert tally.answers == tally.abandons == tally.mistaken < 1
            assert leg not in shop.engine._legs, "it is hung up on"
        else:
            assert attempt.outcome is AttemptOutcome.ABANDONED
            assert (tally.answers, tally.abandons) == (1, 1)
            assert shop.engine.played == [(leg, "")]


async def test_a_machine_counts_for_as_much_in_the_store_as_in_the_pacing() -> None:
    async with open_shop() as shop:
        _, leg = await rings(shop, amd=True, amd_mistaken=0.1)
        shop.engine.answer(leg)
        shop.engine.judge(leg, Verdict.MACHINE)
        await shop.settle()
        assert (await counted(shop)).mistaken == pytest.approx(1 / 9)


async def test_webhooks_hear_what_becomes_of_a_line_of_before() -> None:
    async with open_shop() as shop:
        lead_id, leg = await rings(shop)
        shop.telling.add(LEAP)
        await shop.crash()
        shop.engine.answer(leg)
        await shop.wait(1)
        told = [one.event for one in await shop.store.events(LEAP, after=0, limit=100)]
        lines = [one for one in told if one.type.startswith("line.")]
        assert [one.type for one in lines] == ["line.answered", "line.abandoned"]
        (attempt,) = (await shop.life(lead_id)).attempts
        for one in lines:
            data = one.body["data"]
            assert (one.subject, one.number) == (attempt.call_id, attempt.number)
            assert (data["lead_id"], data["campaign"]) == (lead_id, "Spring")
            assert data["caller_id"] == attempt.caller_id
            assert data["started_at"] == moment(attempt.dialled_at)


async def test_who_waited_for_an_agent_when_the_server_died_was_abandoned() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.POWER, ratio=2.0)
        await shop.sign_in("rishi")
        await shop.push(number(1, "118"), number(2, "118"))
        await shop.wait_for(lambda: shop.state("rishi") is AgentState.TALKING)
        assert len(shop.floors.lines(LEAP)) == 1
        await shop.crash()
        assert await counted(shop) == Tally(answers=2, abandons=1, attempts=2)


async def test_who_answers_is_counted_though_the_server_dies_before_it_is_written() -> None:
    clock = MemoryClock()
    store = Flaky(clock)
    async with open_shop(store=store, clock=clock) as shop:
        lead_id, leg = await rings(shop)
        await shop.crash()
        store.refuses = True
        shop.engine.answer(leg)
        await shop.settle()
        store.refuses = False
        assert (await shop.life(lead_id)).state is LeadState.DIALLING
        await shop.crash()
        assert await counted(shop) == Tally(answers=1, abandons=1, attempts=1)


async def test_a_message_that_is_played_again_after_a_gap_is_for_the_same_answer() -> None:
    clock = MemoryClock()
    store = Flaky(clock)
    async with open_shop(store=store, clock=clock) as shop:
        _, leg = await rings(shop)
        await shop.crash()
        store.refuses = True
        shop.engine.answer(leg)
        await shop.settle()
        shop.engine.drop()
        shop.engine.end_play(leg)
        shop.engine.come_back()
        await shop.settle()
        assert len(shop.told(LineAbandoned)) == 2
        store.refuses = False
        await shop.wait(10)
        assert await counted(shop) == Tally(answers=1, abandons=1, attempts=1)


@pytest.mark.parametrize("answers", [True, False])
async def test_nobody_knows_before_the_engine_is_back(
    answers: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_shop() as shop:
        lead_id, leg = await rings(shop)
        engine = shop.engine

        async def start(listen: Callable[[Signal], None]) -> None:
            """It is there, but does not let itself be reached yet."""
            engine._outbox.open(listen)
            engine.drop()

        monkeypatch.setattr(engine, "start", start)
        await shop.crash()
        await shop.wait(20)
        assert (await shop.life(lead_id)).state is LeadState.DIALLING
        if answers:
            engine.answer(leg)
        else:
            engine.hang_up_far_end(leg)
        engine._outbox.forget()
        engine.come_back()
        await shop.wait(13)
        (attempt,) = (await shop.life(lead_id)).attempts
        assert attempt.outcome is AttemptOutcome[("INTERRUPTED", "ABANDONED")[answers]]
        assert (await counted(shop)).abandons == answers
