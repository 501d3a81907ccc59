"""The rules before every dial, and the exactness of the next time they tell."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from dockline.domain.campaign import DoNotCall
from dockline.domain.dialrules import Ruling, Usage
from dockline.domain.ids import AgentId, CallId, CampaignId, SpaceId
from dockline.domain.lead import FINISHED, LIVE, LeadState
from dockline.domain.leadhold import hold, skip
from dockline.domain.leadlife import RESTING, Callback, Life
from dockline.domain.leadoutcome import call_back
from dockline.domain.leadrules import RULES, Surroundings, why
from dockline.domain.leadsettings import AttemptLimits, LeadSettings
from dockline.domain.phone import parse
from dockline.domain.retryplan import AttemptOutcome, RetryPlan, RetryRule
from dockline.domain.space import DialPolicy
from dockline.domain.zones import zones_of
from tests.support.leads import (
    LONDON,
    MONDAY_NOON,
    NEW_YORK,
    NOWHERE,
    RISHI,
    TOLL_FREE,
    failed,
    in_state,
    lead_of,
    surroundings,
)

SETTINGS = LeadSettings()
NOW = MONDAY_NOON
DAY = 86_400.0
NUMBER_RULES = [
    "emergency",
    "country",
    "blocked-prefix",
    "premium",
    "space-rate",
    "agent-rate",
    "spend-cap",
]


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def test_every_rule_is_asked_in_its_order_and_says_something() -> None:
    trace = why(lead_of(), SETTINGS, surroundings(), NOW)
    assert [each.rule for each in trace.rulings] == [
        "state",
        "do-not-call-space",
        "do-not-call-campaign",
        "expiry",
        "not-before",
        "callback",
        "retry-plan",
        "attempts-per-lead",
        "attempts-per-day",
        "attempts-per-week",
        "minimum-gap",
        "calling-hours",
        *NUMBER_RULES,
    ]
    assert len(trace.rulings) == len(RULES) + len(NUMBER_RULES)
    assert trace.allowed
    assert (trace.refused, trace.next_at, trace.at, trace.lead_id) == (None, NOW, NOW, "lead")


def refused(
    life: Life,
    now: float = NOW,
    settings: LeadSettings = SETTINGS,
    around: Surroundings | None = None,
) -> tuple[str, str, float | None]:
    """The only rule that says no, its sentence, and the trace's next time."""
    trace = why(life, settings, around or surroundings(), now)
    said = [each for each in trace.rulings if not each.allowed]
    assert said == [trace.refused]
    return said[0].rule, said[0].sentence, trace.next_at


def test_expiry() -> None:
    assert refused(lead_of(expires_at=NOW)) == (
        "expiry",
        "The lead expired at 2025-06-16 11:00:00 UTC.",
        None,
    )
    assert why(lead_of(expires_at=NOW + 0.5), SETTINGS, surroundings(), NOW).allowed


def test_not_before() -> None:
    assert refused(lead_of(not_before=NOW + 60)) == (
        "not-before",
        "Not to be dialled before 2025-06-16 11:01:00 UTC.",
        NOW + 60,
    )
    assert refused(lead_of(not_before=1e15))[2] is None


def test_expired_before_it_may_be_dialled() -> None:
    life = lead_of(not_before=NOW + 60, expires_at=NOW + 60)
    assert refused(life)[0] == "not-before"
    assert refused(life)[2] is None


def test_calling_hours_of_one_zone() -> None:
    assert refused(lead_of(NEW_YORK)) == (
        "calling-hours",
        "It is 07:00 on Monday in America/New_York; calls may be made from 08:00 to 21:00.",
        NOW + 3600,
    )


def test_calling_hours_of_every_zone_it_may_be_in() -> None:
    rule, sentence, next_at = refused(lead_of(TOLL_FREE))
    assert rule == "calling-hours"
    assert f", one of {len(zones_of(TOLL_FREE))} zones it may be in;" in sentence
    assert next_at == at("2025-06-16T22:00")
    assert why(lead_of(TOLL_FREE, time_zone="Europe/London"), SETTINGS, surroundings(), NOW).allowed


def test_calling_hours_where_nobody_can_tell() -> None:
    nowhere = lead_of(NOWHERE)
    assert nowhere.lead.zones == ()
    around = surroundings(space_zone="America/New_York")
    rule, sentence, next_at = refused(nowhere, around=around)
    assert (rule, next_at) == ("calling-hours", NOW + 3600)
    assert "in America/New_York, taken for want of the number's own zone;" in sentence
    told = LeadSettings(unknown_zone="Europe/London")
    assert why(nowhere, told, around, NOW).rulings[11].allowed


def test_a_zone_that_is_none_is_named() -> None:
    rule, sentence, next_at = refused(lead_of(time_zone="Europe/Atlantis"))
    assert (rule, next_at) == ("calling-hours", None)
    assert "“Europe/Atlantis” is no time zone" in sentence


def test_do_not_call_lists() -> None:
    entry = DoNotCall(SpaceId("novanet"), LONDON, NOW - 60, "Asked us to stop.")
    assert refused(lead_of(), around=surroundings(listed=(entry,))) == (
        "do-not-call-space",
        "The number is on the space's do-not-call list since 2025-06-16 10:59:00 UTC:"
        " Asked us to stop.",
        None,
    )
    own = replace(entry, campaign_id=CampaignId("spring"))
    assert refused(lead_of(), around=surroundings(listed=(own,)))[0] == "do-not-call-campaign"
    other = replace(entry, campaign_id=CampaignId("autumn"))
    assert why(lead_of(), SETTINGS, surroundings(listed=(other,)), NOW).allowed


def test_the_retry_plan_and_the_gap() -> None:
    life = failed(lead_of(), AttemptOutcome.NO_ANSWER, NOW, seconds=20)
    now = NOW + 3600
    assert refused(life, now) == (
        "retry-plan",
        "The next try is due at 2025-06-16 13:00:20 UTC.",
        NOW + 7220,
    )
    quick = LeadSettings(retry_plan=RetryPlan({AttemptOutcome.BUSY: RetryRule((0,), most=9)}))
    busy = failed(lead_of(), AttemptOutcome.BUSY, NOW, quick, seconds=20)
    assert refused(busy, NOW + 20, quick) == (
        "minimum-gap",
        "The gap after the last attempt ends at 2025-06-16 11:05:20 UTC.",
        NOW + 320,
    )
    unrung = failed(lead_of(), AttemptOutcome.CARRIER_FAILURE, NOW, seconds=0)
    assert why(unrung, SETTINGS, surroundings(), NOW + 60).allowed


def test_callbacks() -> None:
    life = call_back(lead_of(), Callback(NOW + 600, NOW), SETTINGS, NOW)
    assert refused(life) == (
        "callback",
        "A callback is due at 2025-06-16 11:10:00 UTC.",
        NOW + 600,
    )


def test_attempts_per_day_and_week() -> None:
    three = surroundings(elsewhere=(NOW - 7200, NOW - 7000, NOW - 6000))
    assert refused(lead_of(), around=three) == (
        "attempts-per-day",
        "The number was tried 3 times in 24 hours; 3 are allowed.",
        at("2025-06-17T09:00"),
    )
    seven = surroundings(elsewhere=tuple(NOW - day * DAY - 60 for day in (1, 2, 3, 4, 5, 6)))
    assert why(lead_of(), SETTINGS, seven, NOW).allowed
    seven = replace(seven, elsewhere=(*seven.elsewhere, NOW - 2 * DAY - 30))
    assert refused(lead_of(), around=seven) == (
        "attempts-per-week",
        "The number was tried 7 times in 7 days; 7 are allowed.",
        NOW + DAY - 60,
    )


def test_the_gap_begins_where_a_call_to_another_lead_of_the_number_ended() -> None:
    talked = surroundings(elsewhere=(NOW - 900,), ended_elsewhere=NOW - 10)
    assert refused(lead_of(), around=talked)[0::2] == ("minimum-gap", NOW + 290)
    ringing = surroundings(elsewhere=(NOW - 20,), ended_elsewhere=NOW - 900)
    assert refused(lead_of(), around=ringing)[0::2] == ("minimum-gap", NOW + 280)


def test_attempts_per_lead() -> None:
    life = failed(lead_of(), AttemptOutcome.BUSY, NOW)
    settings = LeadSettings(limits=AttemptLimits(most_attempts=1))
    assert refused(life, NOW + DAY, settings) == (
        "attempts-per-lead",
        "The lead was tried 1 times in this round; 1 are allowed.",
        None,
    )
    anew = replace(life, lead=replace(life.lead, state=LeadState.NEW), due_at=None)
    assert why(anew, settings, surroundings(), NOW + DAY).allowed


@pytest.mark.parametrize("state", LeadState)
def test_states(state: LeadState) -> None:
    life = in_state(state)
    trace = why(life, SETTINGS, surroundings(), NOW + DAY)
    said = trace.rulings[0]
    shown = state.value.replace("_", "-")
    if state in RESTING:
        assert said.allowed
    elif state in LIVE:
        assert said.sentence == f"The lead is {shown}: somebody is at it now."
        assert trace.next_at is None
    elif state in FINISHED:
        assert said.sentence == f"The lead is {shown}. {life.reason}"
        assert trace.next_at is None


def test_a_held_lead_is_for_the_one_who_holds_it() -> None:
    life = hold(lead_of(), SETTINGS, NOW, RISHI)
    assert refused(life) == (
        "state",
        "The lead is held for an agent's card until 2025-06-16 11:05:00 UTC.",
        NOW + 300,
    )
    assert why(life, SETTINGS, surroundings(holding=True), NOW).allowed
    assert why(life, SETTINGS, surroundings(), NOW + 300).allowed


def test_a_skipped_lead_rests_and_says_why() -> None:
    life = skip(hold(lead_of(), SETTINGS, NOW, RISHI), SETTINGS, NOW, RISHI, "On {another} line.")
    refused = why(life, SETTINGS, surroundings(), NOW).refused
    assert refused is not None
    assert refused.sentence.startswith("An agent skipped it: On {another} line. The next try is")
    dialled_since = failed(life, AttemptOutcome.BUSY, NOW + 900)
    refused = why(dialled_since, SETTINGS, surroundings(), NOW + 921).refused
    assert refused is not None
    assert "skipped" not in refused.sentence


def test_a_skipped_lead_rests() -> None:
    life = skip(hold(lead_of(), SETTINGS, NOW, RISHI), SETTINGS, NOW, RISHI, "")
    assert refused(life)[0::2] == ("retry-plan", NOW + 900)


def test_the_number_policy_and_the_rates_of_the_space() -> None:
    blocked = surroundings(policy=DialPolicy(countries=("1",)), space_name="novanet")
    assert refused(lead_of(), around=blocked) == (
        "country",
        "Number not allowed. +44 numbers are not allowed in novanet.",
        None,
    )
    usage = Usage()
    usage.dialled(CallId("c"), RISHI, parse(LONDON), DialPolicy(), NOW - 10)
    slow = surroundings(usage=usage, policy=DialPolicy(agent_calls_per_minute=1), agent_id=RISHI)
    assert refused(lead_of(), around=slow)[0::2] == ("agent-rate", NOW + 50)
    # Asking changes nothing of what was counted.
    assert refused(lead_of(), around=slow)[0::2] == ("agent-rate", NOW + 50)
    other = replace(slow, agent_id=AgentId("siddhant"))
    assert why(lead_of(), SETTINGS, other, NOW).allowed


def test_a_number_that_is_none_says_so() -> None:
    trace = why(lead_of("4412"), SETTINGS, surroundings(), NOW)
    assert [each.rule for each in trace.rulings if not each.allowed] == ["number"]
    assert trace.next_at is None


def test_the_spend_cap_waits_for_the_next_day_where_that_helps() -> None:
    usage = Usage()
    usage.spend(10.0, NOW, "UTC")
    policy = DialPolicy(spend_cap=10.0, minute_rates={"44": 0.5})
    around = surroundings(usage=usage, policy=policy)
    rule, _, next_at = refused(lead_of(), around=around)
    # Midnight is outside the calling hours, which open at 8 in London.
    assert (rule, next_at) == ("spend-cap", at("2025-06-17T07:00"))
    dear = replace(around, policy=DialPolicy(spend_cap=10.0, minute_rates={"44": 11.0}))
    assert refused(lead_of(), around=dear)[2] is None


def test_what_else_stands_in_the_way() -> None:
    paused = Ruling("campaign", False, "The campaign is paused.")
    assert refused(lead_of(), around=surroundings(further=(paused,))) == (
        "campaign",
        "The campaign is paused.",
        None,
    )
    later = surroundings(further=(Ruling("trunk", False, "The trunk is away.", NOW + 5),))
    assert refused(lead_of(), around=later)[2] == NOW + 5
