"""Settings that make no sense are refused, by name."""

from typing import Any

import pytest

from dockline.domain.space import ChatPolicy, ClickToCall, DialPolicy, SingleSignOn, SpaceSettings
from dockline.services.account_rules import AccountRefused, checked_settings


def test_the_settings_a_space_is_made_with_are_good() -> None:
    assert checked_settings(SpaceSettings()) == SpaceSettings()


def test_numbers_are_normalised() -> None:
    checked = checked_settings(
        SpaceSettings(
            default_country="GB",
            caller_id="020 7946 0018",
            caller_ids=("+44 20 7946 0019", "442079460020"),
        )
    )
    assert checked.caller_id == "442079460018"
    assert checked.caller_ids == ("442079460019", "442079460020")


def policy(**changes: Any) -> SpaceSettings:
    return SpaceSettings(dial_policy=DialPolicy(**changes))


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        (SpaceSettings(time_zone="Mars/Olympus"), "time_zone"),
        (SpaceSettings(time_zone="localtime"), "time_zone"),
        (SpaceSettings(time_zone="right/Europe/London"), "time_zone"),
        (SpaceSettings(sso=SingleSignOn(issuer="https://[::1")), "sso.issuer"),
        (SpaceSettings(chat=ChatPolicy(origins=("shop.example",))), "chat.origins"),
        (SpaceSettings(chat=ChatPolicy(origins=("https://a.example/b",))), "chat.origins"),
        (SpaceSettings(chat=ChatPolicy(origins=("https://x@a.example",))), "chat.origins"),
        (
            SpaceSettings(chat=ChatPolicy(attachment_types=("text/html",))),
            "chat.attachment_types",
        ),
        (
            SpaceSettings(chat=ChatPolicy(attachment_types=("image/svg+xml",))),
            "chat.attachment_types",
        ),
        (SpaceSettings(time_zone=""), "time_zone"),
        (SpaceSettings(time_zone="../etc/passwd"), "time_zone"),
        (SpaceSettings(default_country="UK"), "default_country"),
        (SpaceSettings(default_country="gb"), "default_country"),
        (SpaceSettings(caller_id="020 7946 0018"), "caller_id"),
        (SpaceSettings(caller_id="999"), "caller_id"),
        (SpaceSettings(caller_ids=("442079460018", "x")), "caller_ids"),
        (SpaceSettings(strip_seconds=3.5), "strip_seconds"),
        (SpaceSettings(ring_seconds=0), "ring_seconds"),
        (SpaceSettings(wrap_up_seconds=-1), "wrap_up_seconds"),
        (SpaceSettings(recording="sometimes"), "recording"),  # type: ignore[arg-type]
        (
            SpaceSettings(click_to_call=ClickToCall(networks=("10.0.0.1/8",))),
            "click_to_call.networks",
        ),
        (SpaceSettings(click_to_call=ClickToCall(networks=("home",))), "click_to_call.networks"),
        (policy(countries=("999",)), "dial_policy.countries"),
        (policy(countries=("+44",)), "dial_policy.countries"),
        (policy(blocked_prefixes=("",)), "dial_policy.blocked_prefixes"),
        (policy(blocked_prefixes=("1-900",)), "dial_policy.blocked_prefixes"),
        (policy(minute_rates={"x": 1.0}), "dial_policy.minute_rates"),
        (policy(minute_rates={"44": -1.0}), "dial_policy.minute_rates"),
        (policy(calls_per_minute=0), "dial_policy.calls_per_minute"),
        (policy(agent_calls_per_minute=-5), "dial_policy.agent_calls_per_minute"),
        (policy(address_calls_per_minute=0), "dial_policy.address_calls_per_minute"),
        (policy(spend_cap=-0.01), "dial_policy.spend_cap"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(settings: SpaceSettings, field: str) -> None:
    with pytest.raises(AccountRefused) as refusal:
        checked_settings(settings)
    assert refusal.value.field == field


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_amount_is_refused(value: float) -> None:
    with pytest.raises(AccountRefused):
        checked_settings(policy(spend_cap=value))
    with pytest.raises(AccountRefused):
        checked_settings(policy(minute_rates={"44": value}))
