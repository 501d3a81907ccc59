"""The dialer at work: who is dialled when, and what becomes of them."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from itertools import pairwise
from typing import Any

import pytest
from msgspec.structs import replace
from structlog.testing import capture_logs

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.store import MemoryStore
from dockline.domain import commands as c
from dockline.domain.campaign import Campaign, DialList, DoNotCall, MachineTreatment, Mode, RunState
from dockline.domain.chatcommands import StartChat, VisitorEnds
from dockline.domain.facts import (
    AgentState,
    CallKind,
    LineAbandoned,
    LineConnected,
    LineDialled,
    LineEnded,
    LineMachine,
    LineRinging,
)
from dockline.domain.ids import CampaignId, ChatId, SpaceId
from dockline.domain.lead import LeadState
from dockline.domain.leadsettings import LeadSettings
from dockline.domain.orders import Phrase
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.pacing import Bounds, Decision, Pacing, Reason
from dockline.domain.pacing.answering import Answering
from dockline.domain.pacing.budget import Credit
from dockline.domain.pacing.handling import PRIOR_MEAN
from dockline.domain.space import Blending, DialPolicy, Role, SpaceSettings
from dockline.ports.lead_store import PutDoNotCall, Tally
from dockline.ports.store import StoreUnavailable, Write
from dockline.services.dialer.pace import Pace
from dockline.services.people import UserChange
from tests.support.campaigns import campaign_of, push, put_campaign
from tests.support.outbound import LEAP, Shop, number, open_shop
from tests.support.until import until

NO_HOURS_IN_THE_WAY = LeadSettings(wrap_up_seconds=10)


class Interrupted(MemoryStore):
    """Somebody does something between the reading of campaigns and of their lists."""

    meanwhile: Callable[[], Awaitable[None]] | None = None
    silent: SpaceId | None = None
    """Of whose campaigns it says nothing ..."""
    until: asyncio.Event | None = None
    """... before this."""

    async def campaigns(self, space_id: SpaceId) -> list[Campaign]:
        if space_id == self.silent and self.until is not None:
            await self.until.wait()
        return await super().campaigns(space_id)

    async def dial_lists(self, space_id: SpaceId) -> list[DialList]:
        doing, self.meanwhile = self.meanwhile, None
        if doing is not None:
            await doing()
        return await super().dial_lists(space_id)


class Slow(MemoryStore):
    """Writes once it is let."""

    lets: asyncio.Event | None = None

    tells: asyncio.Event | None = None
    """Says which numbers are on a list once this is set."""

    async def commit(self, writes: Sequence[Write]) -> None:
        if self.lets is not None:
            await self.lets.wait()
        await super().commit(writes)

    async def do_not_call(
        self, space_id: SpaceId, campaign_id: CampaignId, numbers: Collection[str]
    ) -> set[str]:
        if self.tells is not None:
            await self.tells.wait()
        return await super().do_not_call(space_id, campaign_id, numbers)


class Uncounting(MemoryStore):
    """Goes away where attempts are counted."""

    counts = True

    async def tally(self, space_id: SpaceId, campaign_id: CampaignId, since: float) -> Tally:
        if not self.counts:
            raise StoreUnavailable("gone")
        return await super().tally(space_id, campaign_id, since)


def dialled(shop: Shop) -> list[str]:
    return [fact.line.number for fact in shop.told(LineDialled)]


async def test_progressive_dials_one_line_for_each_free_agent() -> None:
    async with open_shop("rishi", "mira", "kim") as shop:
        await shop.start_campaign(Mode.PROGRESSIVE)
        await shop.push(*(number(n, "118") for n in range(10)))
        await shop.wait(5)
        assert not dialled(shop), "nobody is there"
        await shop.sign_in("rishi", "mira")
        await shop.ask("mira", c.Pause(reason="Tea"))
        await shop.wait(2)
        assert len(dialled(shop)) == 1
        await shop.ask("mira", c.GoReady())
        await shop.wait(1)
        assert len(dialled(shop)) == 2
        await shop.wait(3)
        assert [shop.state(one) for one in ("rishi", "mira")] == [AgentState.TALKING] * 2
        await shop.wait(30)
        assert len(dialled(shop)) == 2, "nobody is free"


@pytest.mark.parametrize("how", ["chat ends", "setting"])
async def test_where_chats_come_alone_nobody_is_dialled_for_who_is_in_one(how: str) -> None:
    async with open_shop(blending=Blending(calls_while_chatting=False)) as shop:
        await shop.start_campaign(Mode.PROGRESSIVE)
        await shop.sign_in("rishi")
        chat_id = ChatId("chat")
        await shop.floors.do(LEAP, StartChat(chat_id, shop.team_id, "api", "A visitor", {}))
        await shop.push(number(1))
        await shop.wait(5)
        assert not dialled(shop)
        if how == "setting":
            await shop.accounts.update_settings(LEAP, SpaceSettings())
        else:
            await shop.floors.do(LEAP, VisitorEnds(chat_id))
        await shop.wait(2)
        assert len(dialled(shop)) == 1


async def test_from_the_push_to_the_conversation_to_the_next_lead() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PROGRESSIVE, leads=NO_HOURS_IN_THE_WAY)
        await shop.sign_in("rishi")
        first, second = await shop.push(number(1), number(2), data={"name": "Alex"})
        await shop.wait_for(lambda: shop.state("rishi") is AgentState.TALKING)
        call = shop.view("rishi").call
        assert call is not None
        assert call.lead is not None
        assert (call.kind, call.lead.lead_id) == (CallKind.DIALER, first)
        assert call.custom == {"name": "Alex"}
        life = await shop.life(first)
        assert (life.state, life.attempts[0].agent_id) == (
            LeadState.CONNECTED,
            shop.id_of("rishi"),
        )
        await shop.hang_up("rishi")
        await shop.finish("rishi", "sold")
        assert (await shop.life(first)).state is LeadState.DONE
        await shop.wait_for(lambda: shop.state("rishi") is AgentState.TALKING)
        assert (await shop.life(second)).state is LeadState.CONNECTED
        record = await shop.store.call(LEAP, call.call_id)
        assert record is not None
        assert (record.kind, record.disposition) == ("dialer", "Sold"), "as people read it"


@pytest.mark.parametrize(
    ("end", "outcome", "state"),
    [
        ("104", AttemptOutcome.BUSY, LeadState.RETRY),
        ("105", AttemptOutcome.INVALID_NUMBER, LeadState.DONE),
        ("106", AttemptOutcome.CARRIER_FAILURE, LeadState.RETRY),
        ("108", AttemptOutcome.REJECTED, LeadState.RETRY),
        ("103", AttemptOutcome.NO_ANSWER, LeadState.RETRY),
    ],
)
async def test_what_nobody_answered_goes_by_the_retry_plan(
    end: str, outcome: AttemptOutcome, state: LeadState
) -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PROGRESSIVE, ring_seconds=15.0)
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1, end))
        await shop.wait(20)
        life = await shop.life(lead_id)
        assert life.state is state
        assert [one.outcome for one in life.attempts] == [outcome]
        assert shop.state("rishi") is AgentState.READY


async def test_power_dials_the_ratio() -> None:
    async with open_shop("rishi", "mira") as shop:
        await shop.start_campaign(Mode.POWER, ratio=2.5)
        await shop.sign_in("rishi", "mira")
        await shop.push(*(number(n, "103") for n in range(20)))
        await shop.wait(3)
        assert len(dialled(shop)) == 5


async def test_most_lines_bounds_every_mode() -> None:
    async with open_shop("rishi", "mira") as shop:
        await shop.start_campaign(Mode.POWER, ratio=10.0, most_lines=3)
        await shop.sign_in("rishi", "mira")
        await shop.push(*(number(n, "103") for n in range(20)))
        await shop.wait(3)
        assert len(dialled(shop)) == 3


async def test_predictive_dials_ahead_and_explains_itself(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with open_shop(*(f"a{n}" for n in range(6))) as shop:
        await shop.start_campaign(Mode.PREDICTIVE)
        await shop.sign_in(*shop.users)
        await shop.push(*(number(n, "110") for n in range(60)))
        await shop.wait(30)
        assert len(dialled(shop)) >= 6
        (decision,) = shop.dialers.decisions(LEAP).values()
        assert "idle" in decision.explain()


async def test_an_answered_machine_is_hung_up_on_and_nobody_hears_it() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PROGRESSIVE, amd=True)
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1, "102"))
        await shop.wait(8)
        life = await shop.life(lead_id)
        assert life.attempts[0].outcome is AttemptOutcome.MACHINE
        assert not shop.told(LineConnected)
        assert not shop.engine.played


async def test_a_message_is_left_on_a_machine() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(
            Mode.PROGRESSIVE,
            amd=True,
            machine=MachineTreatment.LEAVE_MESSAGE,
            machine_message="call-us-back",
        )
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1, "102"))
        await shop.wait(10)
        assert [message for _, message in shop.engine.played] == ["call-us-back"]
        await shop.wait(60)
        assert (await shop.life(lead_id)).attempts[0].outcome is AttemptOutcome.MACHINE
        assert not shop.floors.lines(LEAP)


async def test_a_person_who_is_listened_to_first_gets_an_agent() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PROGRESSIVE, amd=True)
        await shop.sign_in("rishi")
        await shop.push(number(1, "101"))
        await shop.wait(6)
        assert shop.state("rishi") is AgentState.TALKING


async def test_nobody_free_within_two_seconds_is_abandoned_and_counts_against_the_cap() -> None:
    async with open_shop() as shop:
        campaign = await shop.start_campaign(Mode.POWER, ratio=3.0)
        await shop.sign_in("rishi")
        ids = await shop.push(*(number(n, "118") for n in range(3)))
        await shop.wait_for(lambda: len(shop.told(LineAbandoned)) == 2)
        assert [message for _, message in shop.engine.played] == ["", ""]
        await shop.wait(30)
        attempts = [(await shop.life(one)).attempts[0] for one in ids]
        left = [one for one in attempts if one.outcome is AttemptOutcome.ABANDONED]
        assert [(one.answered_at or 0) - one.dialled_at for one in left] == [3.0, 3.0]
        tally = await shop.store.tally(LEAP, campaign.campaign_id, 0)
        assert tally.abandons == 2
        before = len(dialled(shop))
        await shop.hang_up("rishi")
        await shop.finish("rishi", "sold")
        await shop.push(*(number(n, "118") for n in range(10, 15)))
        await shop.wait(3)
        assert len(dialled(shop)) - before == 1, "over the cap it is one line for a free agent"


async def test_where_the_message_is_missing_who_is_abandoned_is_not_left_without_words() -> None:
    async with open_shop() as shop:
        shop.engine.playing.missing.add("sorry")
        await shop.start_campaign(Mode.POWER, ratio=2.0, abandon_message="sorry")
        await shop.sign_in("rishi")
        await shop.push(*(number(n, "118") for n in range(2)))
        await shop.wait_for(lambda: shop.told(LineAbandoned))
        await shop.wait(1)
        assert [say.phrase for _, say in shop.engine.said] == [Phrase.NOBODY_FREE]


async def test_the_budget_of_the_window_survives_a_restart() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.POWER, ratio=3.0)
        await shop.sign_in("rishi")
        await shop.push(*(number(n, "118") for n in range(3)))
        await shop.wait_for(lambda: len(shop.told(LineAbandoned)) == 2)
        await shop.wait(30)
        await shop.hang_up("rishi")
        await shop.finish("rishi", "sold")
        await shop.crash()
        (running,) = shop.dialer.out.campaigns.values()
        assert running.pace is not None
        budget = running.pace.pacing.budget
        assert (budget.answers, budget.abandons) == (3, 2)
        shop.facts.clear()
        await shop.sign_in("rishi", page="another")
        await shop.push(*(number(n, "118") for n in range(10, 15)))
        await shop.wait(3)
        assert len(dialled(shop)) == 1


async def test_campaigns_without_leads_that_nobody_stopped_cost_next_to_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reckoned = 0
    credit = Pacing._credit

    def counted(pacing: Pacing, now: float, leads: int | None) -> Credit:
        nonlocal reckoned
        reckoned += 1
        return credit(pacing, now, leads)

    async with open_shop() as shop:
        for n in range(40):
            await shop.start_campaign(Mode.PREDICTIVE, name=f"Month {n}")
        await shop.sign_in("rishi")
        await shop.wait(10)
        monkeypatch.setattr(Pacing, "_credit", counted)
        began = shop.clock.now()
        await shop.wait(10)
        assert reckoned < 500, "of forty each asked each of the others, twice a second"
        paces = [one.pace for one in shop.dialer.out.campaigns.values()]
        assert all(pace is not None and pace.asked_at > began for pace in paces), "in their turn"
        await shop.push(number(1, "118"))
        await shop.wait(2)
        assert dialled(shop) == [number(1, "118")], "in the newest, as soon as it has a lead"


async def test_rounds_of_decisions_that_take_long_leave_time_for_all_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with open_shop("rishi", "mira") as shop:
        await shop.start_campaign(Mode.PROGRESSIVE)
        await shop.sign_in("rishi", "mira")
        await shop.wait(10)
        decide, asked = Pace.decide, list[float]()

        def long(pace: Pace, now: float, bounds: Bounds, *, may_dial: bool = True) -> Decision:
            asked.append(now)
            shop.clock.advance(0.02)
            return decide(pace, now, bounds, may_dial=may_dial)

        monkeypatch.setattr(Pace, "decide", long)
        await shop.push(number(1, "118"))
        for _ in range(20):  # each asks for a round
            await shop.ask("mira", c.Pause(reason="Tea"))
            await shop.ask("mira", c.GoReady())
        assert len(asked) <= 1, "in no time at all"
        asked.clear()
        await shop.wait(10)
        assert dialled(shop) == [number(1, "118")]
        assert 10 <= len(asked) <= 30
        assert all(later - sooner > 0.079 for sooner, later in pairwise(asked))


@pytest.mark.parametrize("wrap_up", [3.0, 0.0])
async def test_how_long_a_call_takes_is_learnt_also_where_somebody_waits_for_its_end(
    wrap_up: float,
) -> None:
    async with open_shop() as shop:
        leads = LeadSettings(wrap_up_seconds=wrap_up)
        await shop.start_campaign(Mode.POWER, leads=leads, ratio=3.0, wait_seconds=10.0)
        await shop.sign_in("rishi")
        await shop.push(*(number(n, "118") for n in range(3)))
        await shop.wait_for(lambda: shop.state("rishi") is AgentState.TALKING)
        await shop.wait(4)
        await shop.hang_up("rishi")
        await shop.wait(wrap_up)
        assert shop.state("rishi") is AgentState.TALKING, "with the next, who waited"
        (running,) = shop.dialer.out.campaigns.values()
        assert running.pace is not None
        team = running.pace.pacing.team
        assert len(team.handling) == 1, "a floor that was busy taught the pacing nothing"
        assert team.talking.starts.tolist() == [pytest.approx(shop.clock.now(), abs=1.0)]


async def test_what_was_learnt_is_learnt_again_after_a_restart() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.POWER, ratio=3.0)
        await shop.sign_in("rishi")
        await shop.push(*(number(n, "118") for n in range(6)))
        for _ in range(2):
            await shop.wait_for(lambda: shop.state("rishi") is AgentState.TALKING)
            await shop.wait(40)
            await shop.hang_up("rishi")
            await shop.wait(10)
            await shop.finish("rishi", "sold")
        await shop.crash()
        (running,) = shop.dialer.out.campaigns.values()
        assert running.pace is not None
        pacing = running.pace.pacing
        unlearnt = Answering(pacing.settings.ring_seconds)
        assert pacing.answering.answer_share > unlearnt.answer_share, "all of them answered"
        assert len(pacing.team.handling) == 2, "and had rishi for 40 seconds, and 10 more"
        pacing.team.advance(shop.clock.now())
        assert pacing.team.handling.mean < PRIOR_MEAN


async def test_a_stopped_campaign_learns_from_before_once_it_starts() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.POWER, ratio=3.0)
        await shop.sign_in("rishi")
        await shop.push(*(number(n, "118") for n in range(3)))
        await shop.wait_for(lambda: len(shop.told(LineAbandoned)) == 2)
        await shop.change(RunState.STOPPED)
        await shop.crash()
        (running,) = shop.dialer.out.campaigns.values()
        assert running.pace is None
        await shop.wait(60)  # of the last ones some might ring still
        await shop.change(RunState.RUNNING)
        await shop.wait(3)
        pacing = (await until(lambda: running.pace)).pacing
        assert pacing.answering.theta > Answering(pacing.settings.ring_seconds).theta
        assert pacing.budget.answers == 3


async def test_the_do_not_call_lead_never_rings() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PROGRESSIVE)
        await shop.store.commit([PutDoNotCall(DoNotCall(LEAP, number(1), shop.clock.now()))])
        await shop.sign_in("rishi")
        listed, free = await shop.push(number(1), number(2))
        await shop.wait(3)
        assert dialled(shop) == [number(2)]
        assert (await shop.life(listed)).state is LeadState.DO_NOT_CALL
        assert (await shop.life(free)).attempts


async def test_a_number_listed_while_it_waits_at_hand_is_not_dialled() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PROGRESSIVE)
        await shop.sign_in("rishi")
        _, listed = await shop.push(number(1), number(2, "200"))
        await shop.wait(2)
        assert shop.state("rishi") is AgentState.TALKING
        await shop.store.commit([PutDoNotCall(DoNotCall(LEAP, number(2, "200"), shop.clock.now()))])
        await shop.hang_up("rishi")
        await shop.finish("rishi", "sold")
        await shop.wait(30)
        life = await shop.life(listed)
        assert (life.state, life.attempts) == (LeadState.DO_NOT_CALL, ())
        assert {fact.cause for fact in shop.told(LineEnded)} == {"lead-taken"}
        assert shop.state("rishi") is AgentState.READY, "its far end would have answered"


async def test_a_lead_that_is_pushed_while_it_waits_at_hand_is_dialled_as_it_was_pushed() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PROGRESSIVE)
        await shop.sign_in("rishi")
        _, ended, _ = await shop.push(number(1), number(2), number(3), data={"name": "then"})
        await shop.wait(5)
        assert shop.state("rishi") is AgentState.TALKING
        assert len(shop.dialer.out.campaigns[shop.campaign.campaign_id].hopper) == 2
        await shop.push(number(2), expires_at=shop.clock.now() - 1)
        await shop.push(number(3), data={"name": "now"})
        await shop.hang_up("rishi")
        await shop.finish("rishi", "sold")
        await shop.wait(5)
        call = shop.view("rishi").call
        assert call is not None
        assert (call.number, call.custom) == (number(3), {"name": "now"})
        assert (await shop.life(ended)).attempts == ()


async def test_a_card_that_is_dealt_is_as_its_lead_was_pushed_last() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PREVIEW)
        await shop.sign_in("rishi")
        await shop.push(number(1), number(2), number(3), data={"name": "then"})
        await shop.wait(2)
        assert len(shop.dialer.out.campaigns[shop.campaign.campaign_id].hopper) == 2
        await shop.push(number(2), expires_at=shop.clock.now() - 1)
        await shop.push(number(3), data={"name": "now"})
        first = shop.view("rishi").card
        assert first is not None
        await shop.ask("rishi", c.SkipCard(first.lead.lead_id, "Wrong time"))
        await shop.wait(2)
        card = shop.view("rishi").card
        assert card is not None
        assert (card.lead.number, card.lead.data) == (number(3), {"name": "now"})


async def test_priority_then_fresh_then_retries_and_a_callback_before_all() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PROGRESSIVE, leads=NO_HOURS_IN_THE_WAY)
        await shop.push(number(1))
        await shop.push(number(2), priority=5)
        await shop.sign_in("rishi")
        await shop.wait(3)
        assert dialled(shop) == [number(2)]
        await shop.hang_up("rishi")
        # 16:06 in London
        wish = c.CallbackWish(at="2025-06-15T16:10")
        await shop.finish("rishi", "callback", callback=wish)
        await shop.wait(3)
        assert dialled(shop) == [number(2), number(1)]
        await shop.push(number(3), priority=99)
        await shop.wait(360)
        await shop.hang_up("rishi")
        await shop.finish("rishi", "sold")
        await shop.wait(2)
        assert dialled(shop)[2] == number(2)


async def test_outside_calling_hours_nothing_is_dialled_and_it_begins_when_they_open() -> None:
    async with open_shop() as shop:
        shop.clock.advance(5 * 3600)  # 21:06 in London
        await shop.start_campaign(Mode.PROGRESSIVE)
        await shop.sign_in("rishi")
        # London closes at nine; in New York it is five past four in the afternoon.
        late, early = await shop.push("442071001100", "12125550100")
        await shop.wait(5)
        assert dialled(shop) == ["12125550100"]
        assert early != late
        assert not (await shop.life(late)).attempts


async def test_what_rings_when_the_campaign_stops_is_cancelled_once_it_has_rung_its_least() -> None:
    """47 CFR 64.1200(a)(6): 15 seconds of ringing. A pause lets it ring."""
    async with open_shop("rishi", "mira") as shop:
        await shop.start_campaign(Mode.PROGRESSIVE, ring_seconds=60.0)
        await shop.sign_in("rishi")
        ids = await shop.push(*(number(n, end) for n, end in enumerate(("103", "121", "103"))))
        await shop.wait_for(lambda: shop.told(LineRinging))
        first = shop.told(LineRinging)[0].call_id
        await shop.change(RunState.PAUSED)
        await shop.wait(8)
        assert [line.call_id for line in shop.floors.lines(LEAP)] == [first]
        await shop.change(RunState.RUNNING)
        await shop.sign_in("mira")
        await shop.wait_for(lambda: len(shop.floors.lines(LEAP)) == 2)
        await shop.wait(10)
        began = {line.view.call_id: line.ringing_at for line in shop.floors.ringing(LEAP)}
        await shop.change(RunState.STOPPED)
        await shop.wait(2)
        (second,) = (line.call_id for line in shop.floors.lines(LEAP))
        assert second != first, "the first has rung its 15 seconds, and the second has not"
        assert await shop.wait_for(lambda: not shop.floors.lines(LEAP))
        rang = shop.clock.now() - (began[second] or 0.0)
        assert 15.0 <= rang <= 16.5, "from its ringing on, which came two seconds after the dial"
        outcomes = [one.outcome for one in (await shop.life(ids[1])).attempts]
        assert outcomes == [AttemptOutcome.CANCELLED]
        assert [fact.cause for fact in shop.told(LineEnded)] == ["campaign-stopped"] * 2
        await shop.wait(60)
        assert not (await shop.life(ids[2])).attempts, "nothing more is dialled"


async def test_who_answers_after_the_stop_gets_an_agent() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PROGRESSIVE)
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1, "110"))
        await shop.wait_for(lambda: shop.told(LineRinging))
        await shop.change(RunState.STOPPED)
        await shop.wait_for(lambda: shop.state("rishi") is AgentState.TALKING)
        await shop.hang_up("rishi")
        await shop.finish("rishi", "sold")
        life = await shop.life(lead_id)
        assert [one.disposition for one in life.attempts] == ["sold"]


async def test_a_campaign_that_is_started_again_lets_ring_what_still_rings() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PROGRESSIVE, ring_seconds=40.0)
        await shop.sign_in("rishi")
        await shop.push(number(1, "103"))
        await shop.wait_for(lambda: shop.told(LineRinging))
        await shop.change(RunState.STOPPED)
        await shop.wait(10)
        await shop.change(RunState.RUNNING)
        await shop.wait(25)
        assert not shop.told(LineEnded)


async def test_where_the_law_is_another_a_stop_cancels_at_once() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PROGRESSIVE, emergency_cancels=True)
        await shop.sign_in("rishi")
        await shop.push(number(1, "103"))
        await shop.wait_for(lambda: shop.told(LineRinging))
        await shop.change(RunState.STOPPED)
        await shop.wait(2)
        assert [fact.cause for fact in shop.told(LineEnded)] == ["campaign-stopped"]


async def test_what_rings_for_a_stopped_campaign_when_the_server_dies_rings_its_least() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PROGRESSIVE, ring_seconds=60.0)
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1, "103"))
        await shop.wait_for(lambda: shop.told(LineRinging))
        await shop.change(RunState.STOPPED)
        await shop.wait(5)
        await shop.crash()
        await shop.wait(14.5)
        assert shop.engine._legs
        await shop.wait(0.5)
        assert not shop.engine._legs
        assert (await shop.life(lead_id)).attempts[0].outcome is AttemptOutcome.INTERRUPTED


async def test_the_ring_time_counts_from_the_ringing() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PROGRESSIVE, ring_seconds=15.0)
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1, "121"))
        await shop.wait_for(lambda: shop.floors.ringing(LEAP))
        await shop.wait(16.5)
        assert not shop.told(LineEnded), "dialled 16 seconds ago, it has rung for 14"
        await shop.wait(1)
        assert (await shop.life(lead_id)).attempts[0].outcome is AttemptOutcome.NO_ANSWER


async def test_settings_that_change_while_it_runs_hold_from_the_next_dial() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PREVIEW)
        await shop.sign_in("rishi")
        await shop.push(number(1))
        await shop.wait_for(lambda: shop.view("rishi").card)
        await shop.change(mode=Mode.PROGRESSIVE)
        await shop.wait(3)
        assert shop.view("rishi").card is None
        assert shop.state("rishi") is AgentState.TALKING


async def test_two_campaigns_of_one_team_never_dial_more_lines_than_it_has_free_agents() -> None:
    async with open_shop("rishi", "mira") as shop:
        await shop.start_campaign(Mode.PROGRESSIVE)
        await shop.push(*(number(n, "103") for n in range(5)))
        await shop.start_campaign(Mode.PROGRESSIVE, name="Summer")
        await shop.push(*(number(n, "103") for n in range(10, 15)))
        await shop.sign_in("rishi", "mira")
        await shop.wait(10)
        assert len(dialled(shop)) == 2
        await shop.wait(60)
        campaigns = {fact.line.campaign_id for fact in shop.told(LineDialled)}
        assert len(campaigns) == 2, "and both get their share"


@pytest.mark.parametrize("mode", [Mode.PROGRESSIVE, Mode.POWER, Mode.PREDICTIVE])
async def test_a_supervisor_of_two_teams_who_takes_no_calls_has_neither_wait(mode: Mode) -> None:
    async with open_shop("rishi", "mira") as shop:
        support = await shop.start_campaign(mode)
        await shop.push(*(number(n, "103") for n in range(5)))
        sales = await shop.accounts.create_team(LEAP, "Sales team")
        mira = UserChange(teams=(sales.team_id,))
        await shop.accounts.people.change(shop.id_of("mira"), mira)
        both = ["Support team", "Sales team"]
        await shop.accounts.create_user(
            LEAP, "anita", "Anita", "a long password", Role.SUPERVISOR, both
        )
        shop.team_id = sales.team_id
        other = await shop.start_campaign(mode, name="Summer")
        await shop.push(*(number(n, "103") for n in range(10, 15)))
        await shop.sign_in("rishi", "mira")
        await shop.wait(10)
        campaigns = {fact.line.campaign_id for fact in shop.told(LineDialled)}
        assert campaigns == {support.campaign_id, other.campaign_id}


@pytest.mark.parametrize("first", ["Support team", "Sales team"])
async def test_two_teams_with_one_agent_in_common_dial_a_line_for_each_free_agent(
    first: str,
) -> None:
    people = ["rishi", "mira", "ravi", "anita", "siddhant"]
    async with open_shop(*people) as shop:
        sales = await shop.accounts.create_team(LEAP, "Sales team")
        teams = {"Support team": shop.team_id, "Sales team": sales.team_id}
        for name, of in (("ravi", tuple(teams.values())), ("anita", (sales.team_id,))):
            await shop.accounts.people.change(shop.id_of(name), UserChange(teams=of))
        for name in sorted(teams, reverse=first == "Support team"):
            shop.team_id = teams[name]
            await shop.start_campaign(Mode.PROGRESSIVE, name=f"For the {name}")
            start = 100 * len(name)
            await shop.push(*(number(n, "103") for n in range(start, start + 30)))
        await shop.sign_in(*people)
        await shop.wait(10)
        assert len(shop.floors.ringing(LEAP)) == 5
        await shop.wait(120)
        assert len(shop.floors.ringing(LEAP)) == 5


@pytest.mark.parametrize("mode", [Mode.PROGRESSIVE, Mode.POWER])
@pytest.mark.parametrize("why", ["most lines", "no leads", "paused"])
async def test_a_campaign_that_may_have_no_more_lines_holds_no_other_up(
    mode: Mode, why: str
) -> None:
    async with open_shop("rishi", "mira", "ravi") as shop:
        await shop.start_campaign(Mode.PROGRESSIVE, most_lines=1 if why == "most lines" else None)
        await shop.push(number(1, "103"))  # nobody answers
        if why == "most lines":
            await shop.push(number(2, "103"))
        await shop.sign_in("rishi", "mira", "ravi")
        await shop.wait_for(lambda: shop.floors.ringing(LEAP))
        if why == "paused":
            await shop.change(RunState.PAUSED)
        await shop.start_campaign(mode, name="Summer", ratio=1.0)
        await shop.push(*(number(n, "104") for n in range(10, 20)))  # busy
        await shop.wait(15)
        assert len(dialled(shop)) == 11
        assert len(shop.floors.ringing(LEAP)) == 1, "that of the first campaign"


async def test_a_campaign_whose_leads_wait_for_their_agents_holds_no_other_up() -> None:
    async with open_shop("rishi", "mira") as shop:
        await shop.start_campaign(Mode.PROGRESSIVE)
        await shop.push(*(number(n, "103") for n in range(5)), agent_id=shop.id_of("mira"))
        await shop.start_campaign(Mode.PROGRESSIVE, name="Summer")
        await shop.push(*(number(n, "103") for n in range(10, 15)))
        await shop.sign_in("rishi")
        await shop.wait(10)
        assert dialled(shop) == [number(10, "103")]


async def test_it_is_not_said_to_dial_while_all_leads_wait_for_somebody_else() -> None:
    async with open_shop("rishi", "mira") as shop:
        campaign = await shop.start_campaign(Mode.PROGRESSIVE)
        await shop.push(number(1), agent_id=shop.id_of("mira"))
        await shop.sign_in("rishi")
        with capture_logs() as said:
            await shop.wait(10)
        assert len([one for one in said if one["event"] == "pacing"]) == 1
        decision = shop.dialers.decisions(LEAP)[campaign.campaign_id]
        assert (decision.dial, decision.reason) == (0, Reason.BOUNDED)
        await shop.sign_in("mira")
        await shop.wait(1)
        assert dialled(shop) == [number(1)]


async def test_campaigns_that_are_all_paused_do_not_make_the_dialer_stumble() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PREDICTIVE)
        await shop.change(RunState.PAUSED)
        await shop.sign_in("rishi")
        with capture_logs() as said:
            await shop.wait(3)
        assert not [one for one in said if one["log_level"] == "error"]
        await shop.change(RunState.RUNNING)
        await shop.push(number(1))
        await shop.wait(3)
        assert dialled(shop) == [number(1)]


async def test_nothing_is_dialled_while_the_engine_is_away() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PROGRESSIVE)
        await shop.sign_in("rishi")
        shop.engine.drop()
        await shop.settle()
        (lead_id,) = await shop.push(number(1))
        await shop.wait(5)
        assert not dialled(shop)
        assert (await shop.life(lead_id)).state is LeadState.NEW
        shop.engine.come_back()
        await shop.wait(3)
        assert dialled(shop) == [number(1)]


async def test_caller_ids_rotate_or_are_the_nearest() -> None:
    async with open_shop("rishi", "mira") as shop:
        await shop.start_campaign(
            Mode.PROGRESSIVE, caller_ids=("442071838750", "14155550100", "442071838751")
        )
        await shop.sign_in("rishi", "mira")
        await shop.push(number(1, "103"), number(2, "103"))
        await shop.wait(2)
        first, second = [fact.line.caller_id for fact in shop.told(LineDialled)]
        assert first != second
        dialer = shop.campaign.settings.dialer
        from msgspec.structs import replace

        await shop.change(dialer=replace(dialer, local_presence=True))
        await shop.wait(30)
        shop.facts.clear()
        await shop.push("14155550123", priority=9)
        await shop.wait(5)
        near = [fact.line for fact in shop.told(LineDialled) if fact.line.number[0] == "1"]
        assert [line.caller_id for line in near] == ["14155550100"]


async def test_caller_ids_rotate_in_campaigns_that_take_turns() -> None:
    async with open_shop() as shop:
        ids = ("442071838750", "442071838751")
        spring = await shop.start_campaign(Mode.PREVIEW, caller_ids=ids)
        autumn = await shop.start_campaign(Mode.PREVIEW, name="Autumn", caller_ids=ids)
        await shop.dialer._campaigns.look()
        out = shop.dialer.out
        shown = [(out.caller_id(spring, "1"), out.caller_id(autumn, "1")) for _ in range(4)]
        for campaign in zip(*shown, strict=True):
            assert sorted(campaign) == sorted(ids * 2)


async def test_of_a_call_that_was_handed_on_the_last_word_counts() -> None:
    async with open_shop("rishi", "mira") as shop:
        await shop.start_campaign(Mode.PROGRESSIVE, most_lines=1)
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1))
        await shop.wait_for(lambda: shop.state("rishi") is AgentState.TALKING)
        await shop.sign_in("mira")
        call = shop.view("rishi").call
        assert call is not None
        target = shop.id_of("mira")
        await shop.ask(
            "rishi",
            c.Transfer(call_id=call.call_id, blind=False, target_kind="agent", target=target),
        )
        await shop.ask("mira", c.AnswerOffer(call_id=call.call_id))
        await shop.ask("rishi", c.HandOver(call_id=call.call_id))
        await shop.finish("rishi", "no-answer")
        assert (await shop.life(lead_id)).state is LeadState.CONNECTED, "mira talks to them"
        await shop.hang_up("mira")
        assert (await shop.life(lead_id)).state is LeadState.WRAP_UP
        await shop.finish("mira", "sold")
        assert (await shop.life(lead_id)).attempts[0].disposition == "sold"


async def test_of_a_call_that_was_given_to_a_number_the_agents_word_counts() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PROGRESSIVE, most_lines=1)
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1))
        await shop.wait_for(lambda: shop.state("rishi") is AgentState.TALKING)
        call = shop.view("rishi").call
        assert call is not None
        await shop.ask(
            "rishi",
            c.Transfer(
                call_id=call.call_id, blind=True, target_kind="number", target="+442079460100"
            ),
        )
        await shop.wait(2)
        await shop.finish("rishi", "not-interested")
        assert (await shop.life(lead_id)).state is LeadState.CONNECTED
        customer = next(leg for leg in shop.engine._legs if ".customer" in leg)
        shop.engine.hang_up_far_end(customer)
        await shop.settle()
        life = await shop.life(lead_id)
        assert (life.state, life.attempts[0].disposition) == (LeadState.DONE, "not-interested")


async def test_the_trunks_limits_are_never_reached_and_no_lead_pays_for_them() -> None:
    trunk = {"max_calls_in_setup": 10, "calls_per_second": 5.0}
    async with open_shop("rishi", "mira", trunk=trunk) as shop:
        await shop.start_campaign(Mode.POWER, ratio=10.0)
        await shop.sign_in("rishi", "mira")
        await shop.push(*(number(n, "103") for n in range(30)))
        most = 0
        for _ in range(40):
            before = len(dialled(shop))
            await shop.wait(0.25)
            most = max(most, len(dialled(shop)) - before)
        assert len(shop.floors.lines(LEAP)) == 8, "four fifths of ten"
        assert most <= 4, "and four fifths of five a second"
        assert not [fact for fact in shop.told(LineEnded) if fact.cause == "trunk-full"]


async def test_the_spend_cap_stops_the_dialer() -> None:
    policy = DialPolicy(minute_rates={"44": 1.0}, spend_cap=2.5)
    async with open_shop("rishi", "mira", "kim", dial_policy=policy) as shop:
        await shop.start_campaign(Mode.PROGRESSIVE)
        await shop.sign_in("rishi", "mira", "kim")
        ids = await shop.push(*(number(n) for n in range(5)))
        await shop.wait(20)
        assert len(shop.told(LineConnected)) == 2
        left = [one for one in ids if not (await shop.life(one)).attempts]
        assert len(left) == 3


async def test_machines_cost_as_well() -> None:
    policy = DialPolicy(minute_rates={"44": 1.0}, spend_cap=2.5)
    async with open_shop(dial_policy=policy) as shop:
        await shop.start_campaign(Mode.PROGRESSIVE, amd=True)
        await shop.sign_in("rishi")
        await shop.push(*(number(n, "102") for n in range(6)))
        await shop.wait(60)
        assert len(dialled(shop)) == len(shop.told(LineMachine)) == 2


async def test_what_machines_cost_is_known_after_a_restart() -> None:
    policy = DialPolicy(minute_rates={"44": 1.0}, spend_cap=2.5)
    async with open_shop(dial_policy=policy) as shop:
        await shop.start_campaign(Mode.PROGRESSIVE, amd=True)
        await shop.sign_in("rishi")
        await shop.push(*(number(n, "102") for n in range(2)))
        await shop.wait(60)
        assert len(dialled(shop)) == 2
        await shop.crash()
        await shop.sign_in("rishi")
        await shop.push(*(number(n, "102") for n in range(2, 6)))
        await shop.wait(60)
        assert len(dialled(shop)) == 2


async def test_who_is_moved_to_another_team_at_work_is_dialled_for_from_then_on() -> None:
    async with open_shop() as shop:
        sales = await shop.accounts.create_team(LEAP, "Sales", "442079460002")
        await shop.sign_in("rishi")
        change = UserChange(teams=(sales.team_id,))
        rishi = await shop.accounts.people.change(shop.id_of("rishi"), change)
        shop.team_id = sales.team_id
        await shop.start_campaign(Mode.PROGRESSIVE)
        await shop.push(*(number(n, "118") for n in range(10)))
        for _ in range(2):
            await shop.ask("rishi", c.Pause(reason="Tea"))
            await shop.wait(2)
            await shop.ask("rishi", c.GoReady())
            await shop.wait(5)
        assert not dialled(shop), "the floor does not know of it yet, and would give them nobody"
        shop.floors.reseat(rishi)
        await shop.wait(5)
        assert shop.state("rishi") is AgentState.TALKING
        assert not shop.told(LineAbandoned)


async def test_a_campaign_that_is_made_or_changed_as_the_store_goes_away_is_taken_up_after() -> (
    None
):
    clock = MemoryClock()
    async with open_shop(clock=clock, store=Uncounting(clock)) as shop:
        assert isinstance(shop.store, Uncounting)
        await shop.sign_in("rishi")
        shop.store.counts = False
        await shop.start_campaign(Mode.PROGRESSIVE)
        await shop.push(number(1, "118"))
        await shop.wait(3)
        assert not dialled(shop)
        shop.store.counts = True
        await shop.wait(8)
        assert shop.state("rishi") is AgentState.TALKING
        shop.store.counts = False
        await shop.change(dialer=replace(shop.campaign.settings.dialer, cap=0.01))
        await shop.wait(3)
        shop.store.counts = True
        await shop.wait(3)
        pace = shop.dialer.out.campaigns[shop.campaign.campaign_id].pace
        assert pace is not None
        assert pace.pacing.settings.cap == 0.01


async def test_a_campaign_that_is_started_again_as_it_has_drained_is_not_stopped() -> None:
    clock = MemoryClock()
    async with open_shop(clock=clock, store=Interrupted(clock)) as shop:
        assert isinstance(shop.store, Interrupted)
        await shop.start_campaign(Mode.PROGRESSIVE)
        await shop.wait(2)
        await shop.change(RunState.DRAINING)
        shop.store.meanwhile = lambda: shop.change(RunState.RUNNING)
        await shop.wait(3)
        (stored,) = await shop.store.campaigns(LEAP)
        assert stored.settings.state is RunState.RUNNING


async def test_who_answers_while_a_cancel_waits_for_the_disk_is_not_hung_up_on() -> None:
    clock = MemoryClock()
    async with open_shop("rishi", "mira", clock=clock, store=Slow(clock)) as shop:
        assert isinstance(shop.store, Slow)
        await shop.start_campaign(Mode.PROGRESSIVE)
        await shop.sign_in("rishi")
        await shop.push(number(1, "103"))
        await shop.wait(18)
        await shop.sign_in("mira")
        (line,) = shop.floors.ringing(LEAP)
        shop.store.lets = asyncio.Event()
        mira, cancel = shop.id_of("mira"), c.CancelLines((line.view.call_id,), "cancelled")
        click = asyncio.ensure_future(
            shop.floors.start_call(LEAP, mira, number(2, "103"), "442079460001", {})
        )
        cancelling = asyncio.ensure_future(shop.floors.do(LEAP, cancel))
        await shop.settle()
        shop.engine.answer(line.leg.leg_id)
        shop.store.lets.set()
        await asyncio.gather(click, cancelling)
        await shop.wait(5)
        assert shop.state("rishi") is AgentState.TALKING
        assert line.leg.leg_id in shop.engine._legs


async def test_the_spaces_of_a_server_share_what_the_trunk_bears() -> None:
    async with open_shop(trunk={"max_calls_in_setup": 10}) as shop:
        other = await another_space(shop)
        await shop.wait(3)
        await shop.sign_in("rishi", "kim")
        await shop.wait(6)
        here, there = len(shop.floors.ringing(LEAP)), len(shop.floors.ringing(other))
        assert here + there == 8, "the rest is left to people who dial by hand"
        assert not shop.told(LineEnded), "trunk-full"


@pytest.mark.parametrize(
    "to", [{"state": RunState.STOPPED}, {"state": RunState.DRAINING}, {"mode": Mode.PREVIEW}]
)
async def test_who_answers_a_campaign_that_dials_no_more_comes_before_a_card(
    to: dict[str, Any],
) -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PREVIEW, name="Cards")
        await shop.push(number(1))
        spring = await shop.start_campaign(Mode.PROGRESSIVE)
        await shop.push(number(2, "110"), number(3, "110"))
        await shop.sign_in("rishi")
        await shop.wait(3)
        (line,) = shop.floors.ringing(LEAP)
        assert line.view.campaign_id == spring.campaign_id
        await shop.change(**to)
        await shop.wait(8)
        assert not shop.told(LineAbandoned)
        call = shop.view("rishi").call
        assert call is not None
        assert call.call_id == line.view.call_id


async def test_docks_do_not_wait_for_the_dialer_of_a_space_that_is_being_made() -> None:
    clock = MemoryClock()
    async with open_shop(clock=clock, store=Interrupted(clock)) as shop:
        assert isinstance(shop.store, Interrupted)
        await shop.sign_in("rishi")
        await shop.wait(2)
        answers = asyncio.Event()
        await shop.accounts.create_space(SpaceId("apex"), "Apex", SpaceSettings())
        shop.store.silent, shop.store.until = SpaceId("apex"), answers
        await shop.wait(2)
        pausing = asyncio.ensure_future(shop.ask("rishi", c.Pause(reason="Tea")))
        await shop.wait(1)
        paused = pausing.done()
        answers.set()
        await pausing
        assert paused


async def another_space(shop: Shop) -> SpaceId:
    """With a campaign that dials ten lines for each of its agents, as the first one's does, and
    kim, who works there."""
    space_id = SpaceId("apex")
    await shop.accounts.create_space(space_id, "Apex", SpaceSettings())
    team = await shop.accounts.create_team(space_id, "Sales", "442079460005")
    shop.users["kim"] = await shop.accounts.create_user(
        space_id, "kim", "Kim", "a long password", Role.AGENT, ["Sales"]
    )
    spring = await shop.start_campaign(Mode.POWER, ratio=10.0)
    await shop.push(*(number(n, "103") for n in range(20)))
    theirs = campaign_of(space_id, team.team_id, "Autumn", spring.settings)
    (list_id,) = await put_campaign(shop.store, theirs)
    for n in range(20):
        await push(shop.store, theirs, list_id, number(20 + n, "103"), shop.clock.now())
    return space_id


async def test_a_lead_whose_end_was_slow_to_be_written_is_not_taken_for_lost_the_next_time() -> (
    None
):
    clock = MemoryClock()
    async with open_shop("rishi", "mira", clock=clock, store=Slow(clock)) as shop:
        assert isinstance(shop.store, Slow)
        await shop.start_campaign(Mode.PROGRESSIVE)
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1, "118"))
        await shop.wait(2.5)
        (line,) = shop.floors.ringing(LEAP)
        shop.store.tells = asyncio.Event()
        shop.engine.hang_up_far_end(line.leg.leg_id, 486, 17)
        await shop.wait(4)
        shop.store.tells.set()
        await shop.wait(1)
        assert (await shop.life(lead_id)).state is LeadState.RETRY
        await shop.sign_in("mira")
        await shop.ask("mira", c.Pause(reason="Tea"))
        due_at = (await shop.life(lead_id)).due_at
        assert due_at is not None
        await shop.wait(due_at - shop.clock.now() - 0.5)
        # The floor waits for the disk as the lead is dialled again, and care looks at it.
        shop.store.lets = asyncio.Event()
        mira = shop.id_of("mira")
        click = asyncio.ensure_future(shop.floors.start_call(LEAP, mira, number(2, "103"), "", {}))
        await shop.wait(4)
        in_play = lead_id in shop.dialer.out.play
        shop.store.lets.set()
        await click
        assert in_play
        await shop.wait(5)
        assert shop.state("rishi") is AgentState.TALKING
        life = await shop.life(lead_id)
        assert (life.state, len(life.attempts)) == (LeadState.CONNECTED, 2)
