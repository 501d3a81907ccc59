"""What a campaign sets about its leads: defaults, checks, and the retry plan."""

from typing import Any

import msgspec
import pytest

from dockline.domain.dispositions import (
    DEFAULT_DISPOSITIONS,
    Disposition,
    NextStep,
    NoSuchDisposition,
    find,
)
from dockline.domain.facts import Outcome
from dockline.domain.ids import ListId
from dockline.domain.leadsettings import LeadSettings
from dockline.domain.retryplan import (
    DEFAULT_RULES,
    AfterLast,
    AttemptOutcome,
    RetryPlan,
    RetryRule,
    attempt_outcome,
    delay_after,
)


def test_every_outcome_but_a_conversation_has_a_rule() -> None:
    assert set(DEFAULT_RULES) == set(AttemptOutcome) - {AttemptOutcome.ANSWERED}
    for outcome, rule in DEFAULT_RULES.items():
        assert RetryPlan().rule(outcome) is rule
    with pytest.raises(ValueError, match="disposition says"):
        RetryPlan().rule(AttemptOutcome.ANSWERED)


@pytest.mark.parametrize("outcome", [one for one in Outcome if one is not Outcome.TURNED_AWAY])
def test_every_outcome_of_a_call_that_was_made_is_one_of_an_attempt(outcome: Outcome) -> None:
    assert attempt_outcome(outcome).value == outcome.value
    assert attempt_outcome(outcome, "normal").value == outcome.value


@pytest.mark.parametrize("cause", ["lost-in-gap", "engine-lost"])
def test_of_a_call_that_nobody_saw_ending_nobody_says_how_it_ended(cause: str) -> None:
    unseen = attempt_outcome(Outcome.CARRIER_FAILURE, cause)
    assert unseen is AttemptOutcome.INTERRUPTED
    assert attempt_outcome(Outcome.ANSWERED, cause) is AttemptOutcome.ANSWERED


def test_nobody_is_rung_again_sooner_than_regulators_say() -> None:
    # Ofcom, 1 October 2010: 72 hours after an abandoned call, 24 after a machine.
    assert min(DEFAULT_RULES[AttemptOutcome.ABANDONED].delays) >= 72 * 3600
    assert min(DEFAULT_RULES[AttemptOutcome.MACHINE].delays) >= 24 * 3600


@pytest.mark.parametrize(
    ("times", "then"), [(1, 60.0), (2, 300.0), (3, 300.0), (4, AfterLast.DONE), (9, AfterLast.DONE)]
)
def test_delays_in_turn_the_last_again_and_again_then_what_then(
    times: int, then: float | AfterLast
) -> None:
    rule = RetryRule((60.0, 300.0), most=3, then=AfterLast.DONE)
    assert delay_after(RetryPlan({AttemptOutcome.BUSY: rule}), AttemptOutcome.BUSY, times) == then


def test_settings_are_read_back_as_they_were_written() -> None:
    settings = LeadSettings(
        retry_plan=RetryPlan({AttemptOutcome.BUSY: RetryRule((60.0,), most=1)}),
        weights={ListId("web"): 3},
        agent_seconds=None,
    )
    assert msgspec.json.decode(msgspec.json.encode(settings), type=LeadSettings) == settings
    assert msgspec.convert({}, LeadSettings) == LeadSettings()
    assert (settings.weight(ListId("web")), settings.weight(ListId("fair"))) == (3, 1)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (
            {"calling_hours": {"days": [[{"opens": "9:00", "closes": "17:00"}]] * 7}},
            r"regex.*calling_hours\.days.*\.opens",
        ),
        (
            {"calling_hours": {"days": [[{"opens": "17:00", "closes": "09:00"}]] * 7}},
            "closes: 09:00 is not later than opens, 17:00",
        ),
        ({"calling_hours": {"days": []}}, "days: seven of them"),
        ({"limits": {"most_a_day": 0}}, r">= 1.*limits\.most_a_day"),
        ({"retry_plan": {"rules": {"busy": {"most": 2}}}}, r"delays: at least one"),
        ({"retry_plan": {"rules": {"answered": {}}}}, "rules: after a conversation"),
        ({"retry_plan": {"rules": {"engaged": {}}}}, "Invalid enum value 'engaged'"),
        ({"weights": {"web": -1}}, r">= 0.*weights"),
        ({"undisposed": "gone"}, "undisposed: gone is none of the dispositions"),
        ({"undisposed": "callback"}, "undisposed: callback needs a time"),
        (
            {"dispositions": [{"code": "a", "name": "A", "next_step": "done"}] * 2},
            "dispositions: a is there more than once",
        ),
        (
            {"dispositions": [{"code": "A b", "name": "A", "next_step": "done"}]},
            r"regex.*dispositions.*\.code",
        ),
        (
            {
                "dispositions": [
                    {"code": "a", "name": "A", "next_step": "retry", "retry_as": "answered"}
                ]
            },
            "retry_as: an outcome",
        ),
    ],
)
def test_what_is_wrong_is_named(said: dict[str, Any], message: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=message):
        msgspec.convert(said, LeadSettings)


def test_dispositions_are_found_by_their_code() -> None:
    assert find(DEFAULT_DISPOSITIONS, "sold") == Disposition(
        "sold", "Sold", NextStep.DONE, success=True
    )
    assert {each.next_step for each in DEFAULT_DISPOSITIONS} == set(NextStep)
    with pytest.raises(NoSuchDisposition) as refusal:
        find(DEFAULT_DISPOSITIONS, "")
    assert refusal.value.code == "no-such-disposition"
