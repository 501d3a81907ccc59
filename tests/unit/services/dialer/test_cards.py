"""Preview: a lead's card from the push to the next lead."""

import asyncio
from collections.abc import Collection

import pytest
from msgspec.structs import replace

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.store import MemoryStore
from dockline.domain import commands as c
from dockline.domain.callinghours import CallingHours, Opening
from dockline.domain.campaign import Campaign, DoNotCall, Mode, RunState
from dockline.domain.dispositions import Disposition, NextStep
from dockline.domain.errors import NotNow
from dockline.domain.facts import AgentState, CallKind, CardGone
from dockline.domain.ids import SpaceId
from dockline.domain.lead import LeadState
from dockline.domain.leadlife import CallbackNotPossible
from dockline.domain.leadsettings import LeadSettings
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.space import DialPolicy
from dockline.ports.lead_store import PutDoNotCall
from dockline.services.people import UserChange
from tests.support.outbound import LEAP, Shop, number, open_shop
from tests.support.until import until


async def shown(shop: Shop, login: str = "rishi") -> str:
    card = await shop.wait_for(lambda: shop.view(login).card)
    return str(card.lead.lead_id)


async def test_a_pushed_lead_is_on_a_ready_agents_dock_within_two_seconds() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PREVIEW)
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1), data={"name": "Alex"}, external_id="sf-1")
        await shop.wait(2)
        card = shop.view("rishi").card
        assert card is not None
        lead = card.lead
        assert (lead.lead_id, lead.number, lead.data) == (lead_id, number(1), {"name": "Alex"})
        assert (lead.campaign, lead.source, lead.external_id) == ("Spring", "March", "sf-1")
        assert lead.zones == ("Europe/London",)
        assert [one.code for one in lead.dispositions if one.callback] == ["callback"]
        assert "no-disposition" not in [one.code for one in lead.dispositions]
        assert (await shop.life(lead_id)).state is LeadState.SCHEDULED


async def test_accepted_it_is_a_call_and_its_disposition_ends_it_and_brings_the_next() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PREVIEW, leads=LeadSettings(wrap_up_seconds=20))
        await shop.sign_in("rishi")
        first, second = await shop.push(number(1, "200"), number(2))
        assert await shown(shop) == first
        await shop.ask("rishi", c.AcceptCard(lead_id=first))
        life = await shop.life(first)
        assert life.state is LeadState.DIALLING
        assert life.attempts[0].open
        assert shop.view("rishi").card is None
        await shop.wait(1)
        call = shop.view("rishi").call
        assert call is not None
        assert (call.kind, call.lead.lead_id if call.lead else "") == (CallKind.PREVIEW, first)
        assert call.caller_id == "442079460001", "the team's"
        assert (await shop.life(first)).state is LeadState.CONNECTED
        await shop.hang_up("rishi")
        assert (await shop.life(first)).state is LeadState.WRAP_UP
        assert shop.view("rishi").me.until == shop.clock.now() + 20
        await shop.finish("rishi", "sold", note="Wants two")
        life = await shop.life(first)
        assert (life.state, life.attempts[0].disposition) == (LeadState.DONE, "sold")
        record = await shop.store.call(LEAP, call.call_id)
        assert record is not None
        assert (record.disposition, record.note) == ("Sold", "Wants two")
        assert await shown(shop) == second


async def test_who_is_taken_out_of_the_team_has_no_card_of_it_and_gets_none() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PREVIEW)
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1))
        assert await shown(shop) == lead_id
        sales = await shop.accounts.create_team(LEAP, "Sales team")
        change = UserChange(teams=(sales.team_id,))
        shop.floors.reseat(await shop.accounts.people.change(shop.id_of("rishi"), change))
        await shop.wait_for(lambda: shop.view("rishi").card is None)
        assert [one.why for one in shop.told(CardGone)] == ["moved"]
        await shop.wait(10)
        assert shop.view("rishi").card is None
        assert (await shop.life(lead_id)).state is LeadState.NEW


@pytest.mark.parametrize("how", ["deactivated", "moved"])
async def test_leads_of_somebody_who_is_gone_are_anybodys_at_once(how: str) -> None:
    async with open_shop("rishi", "siddhant") as shop:
        await shop.start_campaign(Mode.PREVIEW, leads=LeadSettings(agent_seconds=None))
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1), agent_id=shop.id_of("siddhant"))
        await shop.wait(10)
        assert shop.view("rishi").card is None
        change = UserChange(active=False)
        if how == "moved":
            sales = await shop.accounts.create_team(LEAP, "Sales team")
            change = UserChange(teams=(sales.team_id,))
        await shop.accounts.people.change(shop.id_of("siddhant"), change)
        await shop.wait(16)
        assert await shown(shop) == lead_id


async def test_a_leads_call_is_its_campaigns_teams() -> None:
    """And not the first one's that its agent is in."""
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PREVIEW)
        first = await shop.accounts.create_team(LEAP, "Another team")
        teams = (first.team_id, shop.team_id)
        await shop.accounts.people.change(shop.id_of("rishi"), UserChange(teams=teams))
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1, "200"))
        await shown(shop)
        await shop.ask("rishi", c.AcceptCard(lead_id=lead_id))
        await shop.wait(1)
        call = shop.view("rishi").call
        assert call is not None
        record = await shop.store.call(LEAP, call.call_id)
        assert record is not None
        assert (record.team_id, record.team) == (shop.campaign.team_id, "Support team")


async def test_what_was_pushed_while_its_card_was_shown_is_in_the_call() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PREVIEW)
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1, "200"), data={"name": "Alex", "stage": "new"})
        await shown(shop)
        await shop.push(number(1, "200"), data={"stage": "offer sent"})
        await shop.ask("rishi", c.AcceptCard(lead_id=lead_id))
        call = shop.view("rishi").call
        assert call is not None
        assert call.custom == {"name": "Alex", "stage": "offer sent"}
        assert call.lead is not None
        assert call.lead.data == call.custom


async def test_what_has_expired_by_a_push_while_its_card_was_shown_is_not_dialled() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PREVIEW)
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1, "200"))
        await shown(shop)
        await shop.push(number(1, "200"), expires_at=shop.clock.now())
        with pytest.raises(NotNow, match="expired"):
            await shop.ask("rishi", c.AcceptCard(lead_id=lead_id))


async def test_a_call_that_is_not_answered_goes_by_the_retry_plan() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PREVIEW)
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1, "104"))
        await shown(shop)
        await shop.ask("rishi", c.AcceptCard(lead_id=lead_id))
        await shop.wait(1)
        life = await shop.life(lead_id)
        assert life.state is LeadState.RETRY
        assert life.attempts[0].outcome is AttemptOutcome.BUSY
        assert life.due_at is not None
        assert 250 < life.due_at - shop.clock.now() <= 300
        await shop.finish("rishi")
        await shop.wait(200)
        assert shop.view("rishi").card is None
        await shop.wait(110)
        assert await shown(shop) == lead_id


async def test_the_next_card_is_there_as_soon_as_the_agent_is_free() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PREVIEW)
        await shop.sign_in("rishi")
        first, second, third = await shop.push(number(1), number(2), number(3, "200"))
        assert await shown(shop) == first
        now = shop.clock.now()
        await shop.ask("rishi", c.SkipCard(lead_id=first, reason="Wrong time"))
        await until(lambda: (card := shop.view("rishi").card) and card.lead.lead_id == second)
        assert shop.clock.now() == now
        await shop.ask("rishi", c.AcceptCard(lead_id=second))
        await shop.wait(1)
        await shop.hang_up("rishi")
        now = shop.clock.now()
        await shop.finish("rishi", "sold")
        await until(lambda: (card := shop.view("rishi").card) and card.lead.lead_id == third)
        assert shop.clock.now() == now


async def test_leads_that_were_put_off_are_looked_at_anew_when_the_settings_change() -> None:
    closed = LeadSettings(calling_hours=CallingHours(days=((),) * 7))
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PREVIEW, leads=closed)
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1))
        await shop.wait(5)
        assert shop.view("rishi").card is None
        await shop.change(leads=LeadSettings())
        assert await shown(shop) == lead_id


async def test_and_when_the_spaces_own_rules_change() -> None:
    policy = DialPolicy(countries=("1",))
    async with open_shop(dial_policy=policy) as shop:
        await shop.start_campaign(Mode.PREVIEW)
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1))
        await shop.wait(5)
        assert shop.view("rishi").card is None
        settings = replace(shop.dialer.out.space.settings, dial_policy=DialPolicy())
        await shop.accounts.update_settings(LEAP, settings)
        assert await shown(shop) == lead_id


async def test_a_skipped_lead_rests_and_somebody_else_may_get_it() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PREVIEW, leads=LeadSettings(skip_seconds=60))
        await shop.sign_in("rishi")
        first, second = await shop.push(number(1), number(2))
        assert await shown(shop) == first
        await shop.ask("rishi", c.SkipCard(lead_id=first, reason="Wrong time"))
        life = await shop.life(first)
        assert life.state is LeadState.NEW
        assert [one.reason for one in life.skips] == ["Wrong time"]
        assert await shown(shop) == second
        await shop.ask("rishi", c.SkipCard(lead_id=second, reason="Wrong time"))
        await shop.wait(30)
        assert shop.view("rishi").card is None
        await shop.wait(40)
        assert await shown(shop) == first


async def test_a_callback_promised_from_the_card_comes_back_to_the_one_who_promised() -> None:
    async with open_shop("rishi", "mira") as shop:
        await shop.start_campaign(Mode.PREVIEW)
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1))
        await shown(shop)
        # 16:06 in London, where the lead is
        wish = c.CallbackWish(at="2025-06-15T16:30", note="After tea")
        await shop.ask("rishi", c.CallBackCard(lead_id=lead_id, callback=wish))
        assert shop.view("rishi").card is None
        life = await shop.life(lead_id)
        assert life.state is LeadState.CALLBACK
        await shop.sign_in("mira")
        await shop.wait(23 * 60)
        assert shop.view("rishi").card is None
        await shop.wait(120)
        assert shop.view("mira").card is None
        card = shop.view("rishi").card
        assert card is not None
        assert (card.own, card.lead.callback_note) == (True, "After tea")


@pytest.mark.parametrize("at", ["2025-06-15T15:00", "2026-06-15T15:00", "2025-06-15T21:00"])
async def test_a_callback_at_a_wrong_time_is_refused_and_the_card_stays(at: str) -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PREVIEW)
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1))
        await shown(shop)
        with pytest.raises(CallbackNotPossible, match="callback"):
            await shop.ask("rishi", c.CallBackCard(lead_id=lead_id, callback=c.CallbackWish(at=at)))
        assert shop.view("rishi").card is not None
        assert (await shop.life(lead_id)).state is LeadState.SCHEDULED


async def test_nothing_is_promised_for_when_it_would_not_be_dialled() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PREVIEW)
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1))
        await shown(shop)
        late = c.CallBackCard(lead_id=lead_id, callback=c.CallbackWish(at="2025-06-15T21:30"))
        told = (
            r"callback\.at: It will be 21:30 on Sunday in Europe/.*; "
            r"calls may be made from 08:00 to 21:00\."
        )
        with pytest.raises(CallbackNotPossible, match=told):
            await shop.ask("rishi", late)
        always = CallingHours(days=((Opening("00:00", "24:00"),),) * 7)
        await shop.change(leads=LeadSettings(calling_hours=always))
        await shop.wait(2)
        await shop.ask("rishi", late)
        assert (await shop.life(lead_id)).state is LeadState.CALLBACK


async def test_what_was_chosen_as_the_wrap_up_ends_is_no_less_promised() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PREVIEW)
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1))
        await shown(shop)
        await shop.ask("rishi", c.AcceptCard(lead_id=lead_id))
        await shop.wait(1)
        await shop.hang_up("rishi")
        late = c.CallbackWish(at="2025-06-15T21:30")
        with pytest.raises(CallbackNotPossible):
            await shop.finish("rishi", "callback", callback=late)
        await shop.wait(58)
        assert shop.state("rishi") is AgentState.WRAP_UP
        await shop.finish("rishi", "callback", callback=late)
        life = await shop.life(lead_id)
        assert life.state is LeadState.CALLBACK


async def test_a_disposition_that_needs_a_time_is_refused_without_one_and_nothing_is_lost() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PREVIEW)
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1))
        await shown(shop)
        await shop.ask("rishi", c.AcceptCard(lead_id=lead_id))
        await shop.wait(1)
        await shop.hang_up("rishi")
        with pytest.raises(CallbackNotPossible):
            await shop.finish("rishi", "callback")
        assert shop.state("rishi") is AgentState.WRAP_UP
        await shop.finish("rishi", "callback", callback=c.CallbackWish(at="2025-06-16T09:00"))
        life = await shop.life(lead_id)
        assert life.state is LeadState.CALLBACK
        assert life.callback is not None
        assert life.callback.agent_id == shop.id_of("rishi")
        assert shop.state("rishi") is AgentState.READY


async def test_a_disposition_that_was_taken_away_in_mid_call_still_counts() -> None:
    good = Disposition("good", "Good", NextStep.DONE)
    none = Disposition("none", "None", NextStep.DONE)
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PREVIEW)
        await shop.sign_in("rishi")
        first, second = await shop.push(number(1), number(2))
        for lead_id, given in ((first, "wrong-number"), (second, "good")):
            await shown(shop)
            await shop.ask("rishi", c.AcceptCard(lead_id=lead_id))
            await shop.wait(1)
            await shop.change(leads=LeadSettings(dispositions=(good, none), undisposed="none"))
            await shop.wait(2)
            call = shop.view("rishi").call
            assert call is not None
            assert call.lead is not None
            assert given in [one.code for one in call.lead.dispositions]
            await shop.hang_up("rishi")
            await shop.finish("rishi", given)
            assert (await shop.life(lead_id)).attempts[0].disposition == given
        assert (await shop.life(first)).state is LeadState.DO_NOT_CALL


@pytest.mark.parametrize("time", ["2025-06-15T16:30", None])
async def test_what_was_chosen_counts_where_another_call_ends_the_wrap_up(time: str | None) -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PREVIEW)
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1, "200"))
        await shown(shop)
        await shop.ask("rishi", c.AcceptCard(lead_id=lead_id))
        await shop.wait(1)
        call = shop.view("rishi").call
        assert call is not None
        await shop.hang_up("rishi")
        wish = c.CallbackWish(at=time) if time is not None else None
        chosen = "callback" if time is not None else "sold"
        await shop.ask("rishi", c.WriteNote(call.call_id, "Nice", chosen, wish))
        await shop.floors.start_call(LEAP, shop.id_of("rishi"), number(7), "", {})
        await shop.settle()
        life = await shop.life(lead_id)
        assert life.state is (LeadState.CALLBACK if time is not None else LeadState.DONE)
        assert life.attempts[0].disposition == chosen
        record = await shop.store.call(LEAP, call.call_id)
        assert record is not None
        assert record.note == "Nice"
        assert record.disposition


async def test_a_wrap_up_without_a_word_ends_as_the_campaign_says() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PREVIEW, leads=LeadSettings(wrap_up_seconds=10))
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1))
        await shown(shop)
        await shop.ask("rishi", c.AcceptCard(lead_id=lead_id))
        await shop.wait(1)
        await shop.hang_up("rishi")
        await shop.ask("rishi", c.ExtendWrapUp())
        await shop.wait(30)
        assert (await shop.life(lead_id)).state is LeadState.WRAP_UP, "it was extended"
        await shop.wait(45)
        life = await shop.life(lead_id)
        assert (life.state, life.attempts[0].disposition) == (LeadState.DONE, "no-disposition")


async def test_one_click_puts_the_number_on_the_do_not_call_list() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PREVIEW)
        await shop.sign_in("rishi")
        first, second = await shop.push(number(1), number(2))
        await shown(shop)
        await shop.ask("rishi", c.NeverCall(lead_id=first))
        assert (await shop.life(first)).state is LeadState.DO_NOT_CALL
        assert await shown(shop) == second
        await shop.ask("rishi", c.AcceptCard(lead_id=second))
        await shop.wait(1)
        call = shop.view("rishi").call
        assert call is not None
        await shop.ask("rishi", c.NeverCall(call_id=call.call_id))
        await shop.hang_up("rishi")
        await shop.finish("rishi", "sold")
        assert (await shop.life(second)).state is LeadState.DO_NOT_CALL
        audit = await shop.store.audit(LEAP, limit=10)
        assert [one.actor for one in audit if one.action == "do-not-call.added"] == ["rishi"] * 2


async def test_a_number_listed_while_its_card_is_shown_is_not_dialled() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PREVIEW)
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1))
        await shown(shop)
        await shop.store.commit([PutDoNotCall(DoNotCall(LEAP, number(1), shop.clock.now()))])
        with pytest.raises(NotNow):
            await shop.ask("rishi", c.AcceptCard(lead_id=lead_id))
        (second,) = await shop.push(number(2))
        await shop.wait(4)
        assert [fact.why for fact in shop.told(CardGone)] == ["do-not-call"]
        life = await shop.life(lead_id)
        assert (life.state, life.attempts) == (LeadState.DO_NOT_CALL, ())
        assert await shown(shop) == second


class Slow(MemoryStore):
    """Says which numbers are on a list once it is let."""

    lets: asyncio.Event | None = None

    async def do_not_call_entries(
        self, space_id: SpaceId, numbers: Collection[str]
    ) -> list[DoNotCall]:
        if self.lets is not None:
            await self.lets.wait()
        return await super().do_not_call_entries(space_id, numbers)


async def test_a_card_whose_time_is_up_while_the_rules_are_asked_is_not_dialled() -> None:
    clock = MemoryClock()
    async with open_shop(clock=clock, store=Slow(clock)) as shop:
        assert isinstance(shop.store, Slow)
        await shop.start_campaign(Mode.PREVIEW, leads=LeadSettings(card_seconds=10))
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1))
        await shop.wait_for(lambda: shop.view("rishi").card)
        shop.store.lets = asyncio.Event()
        accepting = asyncio.ensure_future(
            shop.dialers.ask(LEAP, shop.id_of("rishi"), c.AcceptCard(lead_id))
        )
        await shop.wait(12)
        shop.store.lets.set()
        with pytest.raises(NotNow):
            await accepting
        assert shop.state("rishi") is AgentState.READY
        assert not (await shop.life(lead_id)).attempts


async def test_a_lead_with_an_agent_waits_for_that_agent_and_then_for_anybody() -> None:
    async with open_shop("rishi", "mira") as shop:
        await shop.start_campaign(Mode.PREVIEW, leads=LeadSettings(agent_seconds=600))
        await shop.sign_in("mira")
        (lead_id,) = await shop.push(number(1), agent_id=shop.id_of("rishi"))
        await shop.wait(500)
        assert shop.view("mira").card is None
        await shop.wait(120)
        assert shop.view("mira").card is not None
        await shop.ask("mira", c.Pause(reason="Tea"))
        await shop.sign_in("rishi")
        assert await shown(shop, "rishi") == lead_id
        card = shop.view("rishi").card
        assert card is not None
        assert card.own


@pytest.mark.parametrize("state", [RunState.PAUSED, RunState.STOPPED])
async def test_cards_are_taken_back_when_the_campaign_is_paused(state: RunState) -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PREVIEW)
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1))
        await shown(shop)
        await shop.change(state)
        await shop.wait(2)
        assert shop.view("rishi").card is None
        assert shop.told(CardGone)[-1].why == "campaign"
        assert (await shop.life(lead_id)).state is LeadState.NEW
        await shop.change(RunState.RUNNING)
        assert await shown(shop) == lead_id


async def test_a_draining_campaign_leaves_cards_where_they_are_and_then_stops() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PREVIEW)
        await shop.sign_in("rishi")
        first, _second = await shop.push(number(1), number(2))
        await shown(shop)
        await shop.change(RunState.DRAINING)
        await shop.wait(3)
        assert shop.view("rishi").card is not None
        await shop.ask("rishi", c.AcceptCard(lead_id=first))
        await shop.wait(1)
        await shop.hang_up("rishi")
        await shop.finish("rishi", "sold")
        await shop.wait(3)
        assert shop.view("rishi").card is None
        (campaign,) = await shop.store.campaigns(LEAP)
        assert campaign.settings.state is RunState.STOPPED


async def test_what_is_changed_as_a_campaign_drains_out_stays_changed() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PREVIEW)
        await shop.change(RunState.DRAINING)
        await shop.dialer._campaigns.look()
        (running,) = shop.dialer.out.campaigns.values()
        await shop.change(RunState.RUNNING, script="Hello")
        await shop.dialer._campaigns.drained(running)
        (stored,) = await shop.store.campaigns(LEAP)
        assert (stored.settings.state, stored.settings.script) == (RunState.RUNNING, "Hello")
        await shop.change(RunState.DRAINING)
        await shop.dialer._campaigns.look()
        await shop.change(script="Good day")
        await shop.dialer._campaigns.drained(running)
        (stored,) = await shop.store.campaigns(LEAP)
        assert (stored.settings.state, stored.settings.script) == (RunState.STOPPED, "Good day")


async def test_what_is_changed_between_the_look_and_the_end_of_draining_stays_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PREVIEW)
        await shop.change(RunState.DRAINING)
        await shop.dialer._campaigns.look()
        (running,) = shop.dialer.out.campaigns.values()
        read = shop.store.campaigns
        for state, then in (
            (RunState.DRAINING, RunState.STOPPED),
            (RunState.RUNNING, RunState.RUNNING),
        ):
            await shop.change(RunState.DRAINING, script="")

            async def meanwhile(space_id: SpaceId, to: RunState = state) -> list[Campaign]:
                monkeypatch.setattr(shop.store, "campaigns", read)
                found = await read(space_id)
                await shop.change(to, script="Hello")
                return found

            monkeypatch.setattr(shop.store, "campaigns", meanwhile)
            await shop.dialer._campaigns.drained(running)
            (stored,) = await read(LEAP)
            assert (stored.settings.state, stored.settings.script) == (then, "Hello")


async def test_an_agent_who_leaves_gives_the_card_back_for_others() -> None:
    async with open_shop("rishi", "mira") as shop:
        await shop.start_campaign(Mode.PREVIEW)
        await shop.sign_in("rishi")
        (lead_id,) = await shop.push(number(1))
        await shown(shop)
        await shop.ask("rishi", c.Pause(reason="Tea"))
        await shop.sign_in("mira")
        assert await shown(shop, "mira") == lead_id


async def test_cards_come_while_the_dialer_has_leads_of_somebody_else_alone() -> None:
    async with open_shop("rishi", "siddhant") as shop:
        await shop.start_campaign(Mode.PROGRESSIVE, name="Dialled")
        (promised,) = await shop.push(number(1), agent_id=shop.id_of("siddhant"))
        await shop.start_campaign(Mode.PREVIEW, name="Shown")
        (lead_id,) = await shop.push(number(2))
        await shop.sign_in("rishi")
        assert await shown(shop) == lead_id
        assert (await shop.life(promised)).state is LeadState.NEW


async def test_a_call_that_rings_keeps_one_agent_from_their_cards_and_not_all() -> None:
    async with open_shop("rishi", "mira", "ravi") as shop:
        await shop.start_campaign(Mode.PROGRESSIVE, name="Dialled")
        await shop.push(number(1, "110"))  # rings for eight seconds
        await shop.sign_in("rishi")
        await shop.wait_for(lambda: shop.floors.ringing(LEAP))
        await shop.sign_in("mira", "ravi")
        await shop.start_campaign(Mode.PREVIEW, name="Shown")
        await shop.push(number(2), number(3), number(4))
        await shop.wait(4)
        assert shop.floors.ringing(LEAP)
        cards = [login for login in shop.users if shop.view(login).card is not None]
        assert cards == ["mira", "ravi"]
        await shop.wait_for(lambda: shop.state("rishi") is AgentState.TALKING)


async def test_a_number_in_two_lists_is_not_shown_to_two_agents() -> None:
    async with open_shop("rishi", "mira") as shop:
        await shop.start_campaign(Mode.PREVIEW)
        await shop.push(number(1))
        await shop.start_campaign(Mode.PREVIEW, name="Summer")
        await shop.push(number(1))
        await shop.sign_in("rishi", "mira")
        await shop.wait(5)
        cards = [shop.view(login).card for login in ("rishi", "mira")]
        assert sum(card is not None for card in cards) == 1


async def test_others_come_in_between_two_agents_who_are_dealt_nothing() -> None:
    """A click-to-call waits for one agent's look at the leads, not for everybody's."""
    agents = ("rishi", "siddhant", "mira")
    async with open_shop(*agents) as shop:
        await shop.start_campaign(Mode.PREVIEW)
        for login in agents:
            await shop.sign_in(login)
        await shop.wait(2)
        dealing, turns = asyncio.create_task(shop.dialer.cards.deal()), 0
        while not dealing.done():
            turns += 1
            await asyncio.sleep(0)
        assert turns > len(agents)


async def test_campaigns_of_a_team_take_turns_however_long_one_of_them_has_had_no_card() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PREVIEW, name="Spring")
        await shop.push(*(number(n) for n in range(20)))
        await shop.sign_in("rishi")

        async def skipped() -> str:
            await shown(shop)
            card = shop.view("rishi").card
            assert card is not None
            await shop.ask("rishi", c.SkipCard(card.lead.lead_id, "Wrong time"))
            return card.lead.campaign

        assert [await skipped() for _ in range(9)] == ["Spring"] * 9
        await shop.start_campaign(Mode.PREVIEW, name="Summer")
        await shop.push(*(number(n) for n in range(30, 40)))
        await shop.wait(2)
        await skipped()
        campaigns = [await skipped() for _ in range(6)]
        assert campaigns in (["Spring", "Summer"] * 3, ["Summer", "Spring"] * 3)
