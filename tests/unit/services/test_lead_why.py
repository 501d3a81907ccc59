"""Why a lead is or is not dialled: the rules of the lead, of its campaign and of who is there."""

from typing import Any

import pytest
from msgspec.structs import replace

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.store import MemoryStore
from dockline.domain.campaign import CampaignSettings, DoNotCall, Mode, RunState
from dockline.domain.dialrules import RULES as NUMBER_RULES, Usage
from dockline.domain.facts import AgentState
from dockline.domain.ids import AgentId, CallId, LeadId, ListId, SpaceId, TeamId
from dockline.domain.lead import LeadState
from dockline.domain.leadrules import RULES as LEAD_RULES
from dockline.domain.leadsettings import LeadSettings
from dockline.domain.leadstanding import Standing, Stood
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.retryplan import DAY, HOUR
from dockline.domain.space import DialPolicy, Role
from dockline.ports.lead_store import PutDoNotCall
from dockline.ports.store import CallRecord, PutCall
from dockline.services.account_rules import NoSuchSpace
from dockline.services.accounts import Accounts
from dockline.services.lead_why import Explained, LeadWhy, NoSuchLead, Staff
from dockline.services.people import UserChange
from tests.support.campaigns import attempted, campaign_of, keep, life_of, push, put_campaign
from tests.unit.services.conftest import LEAP, NOVA, PASSWORD

NUMBER = "442079460110"
RISHI, SIDDHANT = AgentId("rishi"), AgentId("siddhant")
FREE: Staff = {RISHI: AgentState.READY}
POWER = CampaignSettings(mode=Mode.POWER)


class World:
    """A lead in London, at ten in the morning there."""

    def __init__(self, store: MemoryStore, accounts: Accounts, clock: MemoryClock) -> None:
        self.store, self.accounts, self.clock = store, accounts, clock
        self.why = LeadWhy(store, accounts, clock)
        clock.advance(DAY - clock.now() % DAY + 9 * HOUR)

    async def lead(
        self,
        settings: CampaignSettings = POWER,
        **said: Any,
    ) -> LeadId:
        team = self.accounts.team_by_name(LEAP, "Support team")
        assert team is not None
        self.campaign = campaign_of(LEAP, team.team_id, settings=settings)
        (march,) = await put_campaign(self.store, self.campaign)
        return await push(self.store, self.campaign, march, NUMBER, self.clock.now(), **said)

    async def explain(
        self, lead_id: LeadId, staff: Staff | None = FREE, usage: Usage | None = None
    ) -> Explained:
        asked: list[str] = []

        def of(team: str) -> Staff:
            asked.append(team)
            assert staff is not None
            return staff

        told = await self.why.explain(
            LEAP, lead_id, usage or Usage(), of if staff is not None else None
        )
        assert asked in ([], ["Support team"])
        return told


@pytest.fixture
def world(store: MemoryStore, accounts: Accounts, clock: MemoryClock) -> World:
    return World(store, accounts, clock)


def refused(told: Explained) -> list[str]:
    return [ruling.rule for ruling in told.trace.rulings if not ruling.allowed]


async def test_every_rule_is_told_in_order(world: World) -> None:
    told = await world.explain(await world.lead())
    assert told.trace.allowed
    assert told.trace.next_at == world.clock.now()
    assert told.sentence == "Nothing stands in its way: it is dialled in its turn."
    rules = [ruling.rule for ruling in told.trace.rulings]
    assert rules[:2] == ["state", "do-not-call-space"]
    assert rules[-6:] == ["campaign", "agent", "dial-list", "mode", "voice", "agents"]
    assert len(rules) == len(LEAD_RULES) + len(NUMBER_RULES) + 6
    assert (told.campaign.name, told.life.lead.number) == ("Spring", NUMBER)
    assert told.dial_list is not None
    assert told.dial_list.name == "March"


async def test_in_preview_an_agent_must_accept_the_card(world: World) -> None:
    told = await world.explain(await world.lead(CampaignSettings()))
    assert told.trace.allowed
    assert "an agent must accept it" in told.sentence
    (mode,) = [ruling for ruling in told.trace.rulings if ruling.rule == "mode"]
    assert mode.allowed
    assert mode.sentence == "In preview an agent must accept its card."


async def test_the_first_that_says_no_is_the_sentence_and_the_next_time_is_told(
    world: World,
) -> None:
    lead_id = await world.lead()
    world.clock.advance(12 * HOUR)  # 22:00 in London
    told = await world.explain(lead_id)
    assert refused(told) == ["calling-hours"]
    assert told.trace.next_at == world.clock.now() + 10 * HOUR
    assert told.sentence.startswith("It is 22:00 on ")
    assert told.sentence.endswith(" 07:00:00 UTC on.")
    assert "It can be dialled from " in told.sentence


async def test_a_lead_that_expires_before_it_may_be_dialled(world: World) -> None:
    world.clock.advance(12 * HOUR)  # 22:00 in London
    lead_id = await world.lead(expires_at=world.clock.now() + HOUR)
    told = await world.explain(lead_id)
    assert refused(told) == ["calling-hours"]
    assert told.trace.next_at is None
    assert told.sentence.startswith("It is 22:00 on ")
    assert told.sentence.endswith(" It expires before that, at 2025-06-16 22:00:00 UTC.")
    (stands,) = (await world.why.stand(LEAP, world.campaign, [told.life], Usage())).values()
    assert stands == Stood(Standing.STUCK, None)
    nobody = await world.explain(lead_id, {})
    assert "expires" in nobody.sentence
    open_now = await world.lead(expires_at=world.clock.now() + HOUR, time_zone="America/New_York")
    assert "expires" not in (await world.explain(open_now, {})).sentence, "only nobody is there"


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (RunState.PAUSED, "The campaign is paused."),
        (RunState.DRAINING, "The campaign is draining: nothing new is dialled."),
        (RunState.STOPPED, "The campaign is stopped."),
    ],
)
async def test_a_campaign_that_does_not_run(world: World, state: RunState, sentence: str) -> None:
    lead_id = await world.lead(replace(POWER, state=state))
    told = await world.explain(lead_id)
    assert refused(told) == ["campaign"]
    assert told.trace.next_at is None
    assert told.sentence == f"{sentence} No time alone will change that."
    world.clock.advance(12 * HOUR)
    told = await world.explain(lead_id)
    assert refused(told) == ["calling-hours", "campaign"]
    assert told.sentence.startswith("It is 22:00 on ")
    assert told.sentence.endswith(sentence)


async def test_a_lead_of_an_agent_waits_for_them(world: World) -> None:
    lead_id = await world.lead(agent_id=SIDDHANT)
    told = await world.explain(lead_id)
    assert refused(told) == ["agent"]
    assert told.trace.next_at == world.clock.now() + HOUR
    assert refused(await world.explain(lead_id, {SIDDHANT: AgentState.READY})) == []
    busy = {RISHI: AgentState.READY, SIDDHANT: AgentState.TALKING}
    talking = await world.explain(lead_id, busy)
    assert refused(talking) == ["agent"]
    assert refused(await world.explain(lead_id, None)) == ["agent"]


async def test_who_a_lead_waits_for_is_told_while_they_can_come(world: World) -> None:
    accounts = world.accounts
    sales = await accounts.create_team(LEAP, "Sales")
    kim = await accounts.create_user(LEAP, "kim", "Kim", PASSWORD, Role.AGENT, ["Support team"])
    for_ever = replace(POWER, leads=LeadSettings(agent_seconds=None))
    lead_id = await world.lead(for_ever, agent_id=kim.user_id)

    async def sentence() -> str:
        return (await world.explain(lead_id)).sentence

    told = "The lead waits for its own agent, kim. No time alone will change that."
    assert await sentence() == told
    await accounts.people.change(kim.user_id, UserChange(teams=(sales.team_id,)))
    assert refused(await world.explain(lead_id)) == [], "it is anybody's"
    await accounts.people.change(kim.user_id, UserChange(teams=(*kim.teams, sales.team_id)))
    assert await sentence() == told
    await accounts.people.change(kim.user_id, UserChange(active=False))
    assert refused(await world.explain(lead_id)) == [], "it is anybody's"


async def test_a_lead_of_an_agent_waits_for_them_from_the_morning_on(world: World) -> None:
    world.clock.advance(12 * HOUR)  # 22:00
    lead_id = await world.lead(agent_id=SIDDHANT)
    told = await world.explain(lead_id)
    assert refused(told) == ["calling-hours", "agent"]
    assert told.trace.next_at == world.clock.now() + 11 * HOUR, "an hour after 08:00"


async def test_a_dial_list_that_rests(world: World) -> None:
    march = ListId("campaign-leap-spring-march")
    settings = replace(POWER, leads=LeadSettings(weights={march: 0}))
    told = await world.explain(await world.lead(settings))
    assert refused(told) == ["dial-list"]
    assert told.sentence.startswith("The lead's dial list rests: its weight is 0.")


@pytest.mark.parametrize(
    ("staff", "mode", "sentence"),
    [
        ({}, Mode.PREVIEW, "Nobody of “Support team” is signed in."),
        ({}, Mode.PREDICTIVE, "Nobody of “Support team” is signed in."),
        (
            {RISHI: AgentState.PAUSED},
            Mode.PREDICTIVE,
            "All of “Support team” who are signed in have paused.",
        ),
        (
            {RISHI: AgentState.TALKING, SIDDHANT: AgentState.PAUSED},
            Mode.PROGRESSIVE,
            "Of “Support team” 2 are signed in, 0 of them ready.",
        ),
        (
            {RISHI: None, SIDDHANT: AgentState.TALKING},
            Mode.PREVIEW,
            "Of “Support team” 2 are signed in, 0 of them ready."
            " 1 more would be, but take no calls now: they chat, or have no phone.",
        ),
        ({RISHI: AgentState.TALKING}, Mode.PREDICTIVE, ""),
        (FREE, Mode.PROGRESSIVE, ""),
        (None, Mode.POWER, ""),
    ],
)
async def test_who_is_there(world: World, staff: Staff | None, mode: Mode, sentence: str) -> None:
    lead_id = await world.lead(CampaignSettings(mode=mode))
    told = await world.explain(lead_id, staff)
    assert refused(told) == (["agents"] if sentence else [])
    if sentence:
        assert told.sentence == sentence
        assert told.trace.next_at is None, "somebody has to come, and nobody knows when"
    world.clock.advance(12 * HOUR)
    later = await world.explain(lead_id, staff)
    assert later.trace.next_at == world.clock.now() + 10 * HOUR, "agents will be there by then"


async def test_without_a_server_it_is_said_that_nobody_knows_who_is_there(world: World) -> None:
    told = await world.explain(await world.lead(), None)
    last = told.trace.rulings[-1]
    assert (last.rule, last.allowed) == ("agents", True)
    assert last.sentence == "Who of “Support team” is signed in is not known here."


async def test_where_nothing_can_be_dialled_at_all(world: World) -> None:
    lead_id = await world.lead()
    away = "The voice engine is away."

    async def explain() -> Explained:
        return await world.why.explain(LEAP, lead_id, Usage(), lambda team: FREE, silent=away)

    told = await explain()
    assert refused(told) == ["voice"]
    assert (told.sentence, told.trace.next_at) == (away, None)
    world.clock.advance(12 * HOUR)
    assert (await explain()).trace.next_at == world.clock.now() + 10 * HOUR, "it will be back"


async def test_other_leads_with_the_number_and_the_lists_count(world: World) -> None:
    lead_id = await world.lead()
    now = world.clock.now()
    (other,) = await put_campaign(
        world.store, campaign_of(LEAP, world.campaign.team_id, "Autumn"), ("October",)
    )
    autumn = campaign_of(LEAP, world.campaign.team_id, "Autumn")
    twin = await life_of(world.store, LEAP, await push(world.store, autumn, other, NUMBER))
    await keep(world.store, attempted(twin, now - 60))
    told = await world.explain(lead_id)
    assert refused(told) == ["minimum-gap"]
    assert told.trace.next_at == now + 260, "from the end of its call on"
    await world.store.commit([PutDoNotCall(DoNotCall(LEAP, NUMBER, now, "Asked"))])
    told = await world.explain(lead_id)
    assert told.life.state is LeadState.DO_NOT_CALL
    assert refused(told)[:2] == ["state", "do-not-call-space"]
    assert told.sentence.startswith("The lead is do-not-call.")
    assert told.trace.next_at is None


async def test_while_another_lead_with_the_number_is_in_a_call_it_is_not_dialled(
    world: World,
) -> None:
    lead_id = await world.lead()
    (other,) = await put_campaign(
        world.store, campaign_of(LEAP, world.campaign.team_id, "Autumn"), ("October",)
    )
    autumn = campaign_of(LEAP, world.campaign.team_id, "Autumn")
    twin = await life_of(world.store, LEAP, await push(world.store, autumn, other, NUMBER))
    now = world.clock.now()
    await keep(world.store, attempted(twin, now - 900, None, answered_at=now - 890))
    told = await world.explain(lead_id)
    assert refused(told) == ["minimum-gap"]
    assert told.trace.next_at == now + 300, "not before the call has ended"


async def test_attempts_are_told(world: World) -> None:
    lead_id = await world.lead()
    life = await life_of(world.store, LEAP, lead_id)
    life = attempted(life, world.clock.now() - 2 * HOUR, AttemptOutcome.BUSY)
    await keep(world.store, life)
    told = await world.explain(lead_id)
    assert told.life.attempts == life.attempts


async def test_another_spaces_lead_is_none(world: World) -> None:
    lead_id = await world.lead()
    for space_id, asked in ((NOVA, lead_id), (LEAP, LeadId("none"))):
        with pytest.raises(NoSuchLead, match="There is no such lead"):
            await world.why.explain(space_id, asked, Usage())
    with pytest.raises(NoSuchSpace):
        await world.why.explain(SpaceId("none"), lead_id, Usage())


async def test_todays_records_tell_what_was_spent(world: World) -> None:
    lead_id = await world.lead()
    space = world.accounts.space(LEAP)
    assert space is not None
    policy = DialPolicy(spend_cap=10.0, minute_rates={"44": 4.0})
    await world.accounts.update_settings(LEAP, replace(space.settings, dial_policy=policy))
    assert refused(await world.explain(lead_id, usage=await world.why.usage_today(LEAP))) == []
    now = world.clock.now()
    for n, (began, ended) in enumerate(
        ((now - 2 * DAY, now - DAY), (now - 100, now - 30), (now - 20, None))
    ):
        record = CallRecord(
            call_id=CallId(f"call-{n}"),
            space_id=LEAP,
            kind="manual",
            direction="outbound",
            agent_id=RISHI,
            agent_login="rishi",
            agent_name="Rishi",
            team_id=TeamId("team-a"),
            team="Support team",
            number=NUMBER,
            caller_id="",
            custom={},
            started_at=began,
            answered_at=began,
            ended_at=ended,
        )
        await world.store.commit([PutCall(record)])
    usage = await world.why.usage_today(LEAP)
    assert usage.spent(now) == 12.0, "two minutes begun, and one that goes on"
    assert refused(await world.explain(lead_id, usage=usage)) == ["spend-cap"]
    with pytest.raises(NoSuchSpace):
        await world.why.usage_today(SpaceId("none"))
