"""Settings changed by a patch: what it names, and what is said of what is wrong with it."""

from typing import Any

import pytest

from dockline.domain.campaign import CampaignSettings, DialerSettings, MachineTreatment, Mode
from dockline.domain.dispositions import DEFAULT_DISPOSITIONS
from dockline.domain.ids import ListId
from dockline.domain.leadsettings import AttemptLimits, LeadSettings
from dockline.domain.retryplan import (
    DEFAULT_RULES,
    AfterLast,
    AttemptOutcome,
    RetryPlan,
    RetryRule,
)
from dockline.services.settings_patch import SettingRefused, patched

STAND = {"leads.retry_plan.rules": DEFAULT_RULES}
BEFORE = CampaignSettings(
    mode=Mode.POWER,
    leads=LeadSettings(
        limits=AttemptLimits(most_attempts=5),
        weights={ListId("web"): 3, ListId("mail"): 0},
    ),
    dialer=DialerSettings(ratio=3.0, most_lines=10),
)


def after(patch: Any) -> CampaignSettings:
    return patched(BEFORE, patch, defaults=STAND)


def test_what_is_named_is_changed_and_the_rest_stays() -> None:
    made = after({"mode": "predictive", "dialer": {"cap": 0.02}, "leads": {"limits": {}}})
    assert made.mode is Mode.PREDICTIVE
    assert made.dialer == DialerSettings(ratio=3.0, most_lines=10, cap=0.02)
    assert made.leads == BEFORE.leads
    assert after({}) == BEFORE


def test_a_whole_number_will_do_for_a_number() -> None:
    assert after({"dialer": {"ring_seconds": 30}}).dialer.ring_seconds == 30.0


def test_lists_are_replaced_maps_are_merged() -> None:
    made = after({"skip_reasons": ["Asleep"], "leads": {"weights": {"mail": 2}}})
    assert made.skip_reasons == ("Asleep",)
    assert made.leads.weights == {"web": 3, "mail": 2}


def test_null_is_a_value_or_the_default_again() -> None:
    made = after(
        {"dialer": {"most_lines": None, "ratio": None}, "leads": {"weights": {"web": None}}}
    )
    assert made.dialer.most_lines is None
    assert made.dialer.ratio == 2.0
    assert made.leads.weights == {"mail": 0}
    assert after({"leads": None}).leads == LeadSettings()


def test_a_rule_that_stands_by_default_is_patched() -> None:
    made = after({"leads": {"retry_plan": {"rules": {"busy": {"most": 2, "then": "done"}}}}})
    delays = DEFAULT_RULES[AttemptOutcome.BUSY].delays
    rule = RetryRule(delays, most=2, then=AfterLast.DONE)
    assert made.leads.retry_plan == RetryPlan({AttemptOutcome.BUSY: rule})
    back = patched(made, {"leads": {"retry_plan": {"rules": {"busy": None}}}}, defaults=STAND)
    assert back.leads.retry_plan == RetryPlan()


def test_two_settings_that_need_each_other_are_changed_together() -> None:
    made = after({"dialer": {"machine": "leave_message", "machine_message": "hello"}})
    assert made.dialer.machine is MachineTreatment.LEAVE_MESSAGE
    assert (
        after(
            {
                "leads": {
                    "dispositions": [{"code": "x", "name": "X", "next_step": "done"}],
                    "undisposed": "x",
                }
            }
        ).leads.undisposed
        == "x"
    )


@pytest.mark.parametrize(
    ("patch", "told"),
    [
        ({"dialer": {"ring_seconds": 5}}, "dialer.ring_seconds: from 15 to 120 seconds, not 5."),
        (
            {"dialer": {"ring_seconds": "long"}},
            "dialer.ring_seconds: from 15 to 120 seconds, not “long”.",
        ),
        ({"dialer": {"cap": 1}}, "dialer.cap: at least 0 and less than 1, not 1."),
        (
            {"dialer": {"wait_seconds": 0}},
            "dialer.wait_seconds: more than 0 and at most 10 seconds, not 0.",
        ),
        ({"dialer": {"most_lines": 0}}, "dialer.most_lines: a whole number at least 1, not 0."),
        ({"dialer": {"amd": 1}}, "dialer.amd: must be true or false, not 1."),
        ({"dialer": {"machine_message": 5}}, "dialer.machine_message: must be text, not 5."),
        (
            {"dialer": {"machine": "leave_message"}},
            "dialer.machine_message: a recording's name, for a message to machines.",
        ),
        ({"dialer": 5}, "dialer: must be an object, not 5."),
        ({"dialer": {"caller_ids": "44"}}, "dialer.caller_ids: must be a list, not “44”."),
        (
            {"dialer": {"caller_ids": [44]}},
            "dialer.caller_ids[0]: must be text, got a whole number.",
        ),
        (
            {"mode": "fast"},
            "mode: one of preview, progressive, power, predictive, not “fast”.",
        ),
        (
            {"leads": {"limits": {"most_a_day": 2.5}}},
            "leads.limits.most_a_day: a whole number from 1 to 100, not 2.5.",
        ),
        (
            {"leads": {"limits": {"most_a_year": 2}}},
            "leads.limits.most_a_year: there is no such setting, only most_attempts, most_a_day, "
            "most_a_week, minimum_gap.",
        ),
        (
            {"leads": {"weights": {"web": 1001}}},
            "leads.weights.web: a whole number from 0 to 1000, not 1001.",
        ),
        ({"leads": {"weights": []}}, "leads.weights: must be an object, not a list."),
        (
            {"leads": {"calling_hours": {"days": []}}},
            "leads.calling_hours.days: seven of them, Monday first.",
        ),
        (
            {"leads": {"calling_hours": {"days": [[{"opens": "12:00", "closes": "08:00"}]] * 7}}},
            "leads.calling_hours.days[0][0].closes: 08:00 is not later than opens, 12:00.",
        ),
        (
            {"leads": {"calling_hours": {"days": [[{"open": "12:00"}]]}}},
            "leads.calling_hours.days[0][0].open: there is no such field, only opens, closes.",
        ),
        (
            {"leads": {"dispositions": []}},
            "leads.undisposed: no-disposition is none of the dispositions.",
        ),
        (
            {"leads": {"retry_plan": {"rules": {"answered": {"most": 1, "delays": [5]}}}}},
            "leads.retry_plan.rules: after a conversation the disposition says what comes next.",
        ),
        (
            {"leads": {"retry_plan": {"rules": {"busy": {"delays": []}}}}},
            "leads.retry_plan.rules.busy.delays: at least one where most is over 0.",
        ),
        ([], "settings: must be an object, not a list."),
        (None, "settings: must be an object, not null."),
    ],
)
def test_what_is_wrong_is_named_by_its_path(patch: Any, told: str) -> None:
    with pytest.raises(SettingRefused) as refused:
        after(patch)
    assert refused.value.message == told
    assert told.startswith(refused.value.path + ":")


def test_an_unknown_setting_is_refused_and_the_known_ones_are_told() -> None:
    with pytest.raises(SettingRefused, match=r"^colour: there is no such setting, only mode, "):
        after({"mode": "power", "colour": "red"})


def test_an_unknown_outcome_is_refused() -> None:
    with pytest.raises(SettingRefused, match=r"rules\.nobody: one of answered, busy, .*“nobody”"):
        after({"leads": {"retry_plan": {"rules": {"nobody": {}}}}})


def test_dispositions_have_no_further_fields() -> None:
    wrong = {"code": "sold", "name": "Sold", "next_step": "done", "won": True}
    with pytest.raises(SettingRefused, match=r"^leads\.dispositions\[0\]\.won: there is no such"):
        after({"leads": {"dispositions": [wrong]}})
    assert len(DEFAULT_DISPOSITIONS) == len(BEFORE.leads.dispositions)
