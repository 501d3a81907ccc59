"""The toll-fraud guard."""

import pytest
from hypothesis import given, strategies as st
from msgspec.structs import replace

from dockline.domain.dialrules import (
    RULES,
    Usage,
    Verdict,
    caller_id_for,
    check,
    cost_of,
    rate_of,
)
from dockline.domain.errors import NumberNotAllowed, RateLimited, SpendCapReached
from dockline.domain.ids import AgentId, CallId, SpaceId, TeamId
from dockline.domain.phone import Number, NumberKind, parse
from dockline.domain.space import DialPolicy, Space, SpaceSettings, Team

NOW = 1_750_000_000.0
LONDON = parse("442079460018")
PREMIUM = parse("+1 900 555 1234")
RISHI, SIDDHANT = AgentId("rishi"), AgentId("siddhant")


def verdict(
    number: Number,
    policy: DialPolicy | None = None,
    usage: Usage | None = None,
    now: float = NOW,
    agent_id: AgentId = RISHI,
) -> Verdict:
    return check(
        number,
        policy or DialPolicy(),
        usage or Usage(),
        now,
        agent_id=agent_id,
        space_name="novanet",
    )


def dial(usage: Usage, count: int = 1, now: float = NOW, agent_id: AgentId = RISHI) -> None:
    for n in range(count):
        usage.dialled(CallId(f"{agent_id}-{now}-{n}"), agent_id, LONDON, DialPolicy(), now)


@pytest.mark.parametrize("digits", ["448442430000", "919654301006", "919812306590", "442079460018"])
def test_the_documented_numbers_pass_as_a_space_is_made(digits: str) -> None:
    said = verdict(parse(digits))
    assert said.allowed
    assert said.refusal() is None
    said.require()


def test_every_rule_is_asked_in_its_order() -> None:
    rules = [ruling.rule for ruling in verdict(LONDON).rulings]
    assert rules == [
        "emergency",
        "country",
        "blocked-prefix",
        "premium",
        "space-rate",
        "agent-rate",
        "spend-cap",
    ]
    assert len(rules) == len(RULES)


@pytest.mark.parametrize(
    ("number", "policy", "rule", "sentence"),
    [
        (
            PREMIUM,
            DialPolicy(),
            "premium",
            "Number not allowed. +1 900 numbers are blocked in novanet.",
        ),
        (
            parse("449098790000"),
            DialPolicy(),
            "premium",
            "Number not allowed. +44 909 numbers are blocked in novanet.",
        ),
        (
            PREMIUM,
            DialPolicy(allow_premium=True, blocked_prefixes=("44", "1900")),
            "blocked-prefix",
            "Number not allowed. +1 900 numbers are blocked in novanet.",
        ),
        (
            LONDON,
            DialPolicy(countries=("91", "1")),
            "country",
            "Number not allowed. +44 numbers are not allowed in novanet.",
        ),
        (
            Number("44999", "GB", "44", NumberKind.UAN),
            DialPolicy(),
            "emergency",
            "Number not allowed. 999 is an emergency number.",
        ),
        (
            Number("112", "DE", "", NumberKind.UAN),
            DialPolicy(),
            "emergency",
            "Number not allowed. 112 is an emergency number.",
        ),
    ],
)
def test_what_is_refused_for_good(
    number: Number, policy: DialPolicy, rule: str, sentence: str
) -> None:
    said = verdict(number, policy)
    assert said.refused is not None
    assert said.refused.rule == rule
    assert said.next_at is None
    with pytest.raises(NumberNotAllowed) as refusal:
        said.require()
    assert refusal.value.message == sentence
    assert refusal.value.code == "number-not-allowed"


def test_the_first_reason_is_given_and_the_others_are_shown() -> None:
    policy = DialPolicy(countries=("44",), blocked_prefixes=("1900",))
    said = verdict(PREMIUM, policy)
    assert said.refused is not None
    assert said.refused.rule == "country"
    no = [ruling.rule for ruling in said.rulings if not ruling.allowed]
    assert no == ["country", "blocked-prefix", "premium"]


def test_premium_numbers_are_dialled_where_the_space_says_so() -> None:
    assert verdict(PREMIUM, DialPolicy(allow_premium=True)).allowed


def test_an_agent_may_dial_so_many_a_minute_and_others_go_on() -> None:
    policy, usage = DialPolicy(agent_calls_per_minute=3), Usage()
    for second in range(3):
        assert verdict(LONDON, policy, usage, NOW + second).allowed
        dial(usage, now=NOW + second)
    said = verdict(LONDON, policy, usage, NOW + 10)
    refusal = said.refusal()
    assert isinstance(refusal, RateLimited)
    assert refusal.retry_after == 50
    assert refusal.message == "Too many calls. An agent may make 3 a minute. Wait 50 seconds."
    assert said.next_at == NOW + 60
    assert verdict(LONDON, policy, usage, NOW + 10, SIDDHANT).allowed
    assert not verdict(LONDON, policy, usage, NOW + 59.5).allowed
    assert verdict(LONDON, policy, usage, NOW + 60).allowed


def test_a_space_may_dial_so_many_a_minute_whoever_asks() -> None:
    policy, usage = DialPolicy(calls_per_minute=4), Usage()
    dial(usage, 2)
    dial(usage, 2, agent_id=SIDDHANT)
    said = verdict(LONDON, policy, usage, NOW + 59, AgentId("third"))
    refusal = said.refusal()
    assert isinstance(refusal, RateLimited)
    assert refusal.retry_after == 1
    assert refusal.message == "Too many calls. novanet may make 4 a minute. Wait 1 second."
    nobodys = check(LONDON, policy, usage, NOW + 59, space_name="novanet")
    assert [ruling.rule for ruling in nobodys.rulings if not ruling.allowed] == ["space-rate"]


@given(
    st.lists(st.floats(0, 300, allow_nan=False), max_size=60).map(sorted),
    st.integers(1, 5),
)
def test_no_minute_ever_has_more_calls_than_allowed(times: list[float], limit: int) -> None:
    policy, usage = DialPolicy(agent_calls_per_minute=limit), Usage()
    dialled: list[float] = []
    for at in times:
        said = verdict(LONDON, policy, usage, at)
        if said.allowed:
            dialled.append(at)
            dial(usage, now=at)
        else:
            assert said.next_at is not None
            assert verdict(LONDON, policy, usage, said.next_at).allowed
            break
    for start in dialled:
        assert sum(start <= at < start + 60 for at in dialled) <= limit


# --- spend ------------------------------------------------------------------------------------

RATES = {"44": 0.5, "4420": 0.1, "1": 2.0}


def test_the_longest_prefix_has_the_rate() -> None:
    policy = DialPolicy(minute_rates=RATES)
    assert rate_of(LONDON, policy) == 0.1
    assert rate_of(parse("448442430000"), policy) == 0.5
    assert rate_of(parse("919654301006"), policy) == 0.0
    assert cost_of(LONDON, policy, 61) == pytest.approx(0.2)
    assert cost_of(LONDON, policy, 0) == pytest.approx(0.1)


def test_nothing_is_dialled_beyond_the_days_cap() -> None:
    policy = DialPolicy(minute_rates=RATES, spend_cap=1.0)
    usage, number = Usage(), parse("448442430000")
    usage.dialled(CallId("a"), RISHI, number, policy, NOW)
    usage.answered(CallId("a"), NOW + 5)
    usage.answered(CallId("a"), NOW + 30)
    assert verdict(number, policy, usage, NOW + 60).allowed
    assert usage.spent(NOW + 66) == pytest.approx(1.0)
    assert not verdict(number, policy, usage, NOW + 66).allowed
    usage.ended(CallId("a"), NOW + 70, "UTC")
    assert usage.spent(NOW + 100) == pytest.approx(1.0)
    said = verdict(number, policy, usage, NOW + 100)
    midnight = (NOW // 86400 + 1) * 86400
    assert said.next_at == midnight
    refusal = said.refusal()
    assert isinstance(refusal, SpendCapReached)
    assert refusal.code == "number-not-allowed"
    assert refusal.message == ("Number not allowed. Today's spend cap of 1 is reached in novanet.")
    assert verdict(parse("919654301006"), policy, usage, NOW + 100).allowed
    assert verdict(number, policy, usage, midnight).allowed
    assert usage.spent(midnight) == 0


def test_calls_that_still_ring_count_for_a_minute_each() -> None:
    policy = DialPolicy(minute_rates=RATES, spend_cap=1.0)
    usage, number = Usage(), parse("448442430000")
    for n in range(2):
        assert verdict(number, policy, usage).allowed
        usage.dialled(CallId(str(n)), RISHI, number, policy, NOW)
    assert not verdict(number, policy, usage).allowed
    usage.ended(CallId("0"), NOW + 20, "UTC")
    assert verdict(number, policy, usage, NOW + 20).allowed
    usage.ended(CallId("0"), NOW + 20, "UTC")
    assert usage.spent(NOW + 20) == pytest.approx(0.5)


def test_what_was_spent_before_a_restart_counts() -> None:
    policy = DialPolicy(minute_rates=RATES, spend_cap=1.0)
    usage = Usage()
    usage.spend(0.95, NOW, "Asia/Kolkata")
    assert not verdict(LONDON, policy, usage).allowed
    assert verdict(LONDON, policy, usage, NOW + 86400).allowed


# --- caller id --------------------------------------------------------------------------------

SPACE = Space(
    SpaceId("leap"),
    "Leap",
    SpaceSettings(caller_id="442079460000", caller_ids=("442079460001",), default_country="GB"),
)
TEAM = Team(TeamId("t"), SpaceId("leap"), "Support team", "442079460002")
PLAIN_TEAM = replace(TEAM, caller_id="")


@pytest.mark.parametrize(
    ("asked", "team", "shown"),
    [
        ("442079460001", TEAM, "442079460001"),
        ("+44 20 7946 0001", TEAM, "442079460001"),
        ("020 7946 0001", TEAM, "442079460001"),
        ("442079460000", TEAM, "442079460000"),
        ("442079460002", TEAM, "442079460002"),
        ("442079460002", PLAIN_TEAM, "442079460000"),
        ("442079460009", TEAM, "442079460002"),
        ("442079460009", None, "442079460000"),
        ("nonsense", PLAIN_TEAM, "442079460000"),
        ("", TEAM, "442079460002"),
        ("", PLAIN_TEAM, "442079460000"),
        ("", None, "442079460000"),
    ],
)
def test_whose_number_is_shown(asked: str, team: Team | None, shown: str) -> None:
    assert caller_id_for(asked, team, SPACE) == shown


def test_nothing_is_shown_where_nothing_is_set() -> None:
    assert caller_id_for("442079460001", None, Space(SpaceId("x"), "X")) == ""
