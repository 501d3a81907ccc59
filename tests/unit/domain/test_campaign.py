"""Windows of a campaign, what a supervisor may tell it, and what it is warned of."""

from typing import Any

import pytest
from hypothesis import given, strategies as st
from msgspec.structs import replace

from dockline.domain.campaign import (
    Campaign,
    CampaignSettings,
    DialerSettings,
    MachineTreatment,
    Mode,
    RunState,
)
from dockline.domain.campaigncautions import Circumstances, cautions
from dockline.domain.campaignrun import RunAction, told
from dockline.domain.campaignwindow import abandoned_share, window_of
from dockline.domain.errors import NotNow
from dockline.domain.ids import CampaignId, ListId, SpaceId, TeamId
from dockline.domain.leadsettings import LeadSettings

MADE = 1_750_000_000.0
HOUR = 3600.0


def campaign(**dialer: Any) -> Campaign:
    settings = CampaignSettings(dialer=DialerSettings(**dialer))
    return Campaign(CampaignId("c"), SpaceId("s"), TeamId("t"), "Spring", MADE, settings)


# --- windows ------------------------------------------------------------------------------------


def test_the_first_window_begins_when_the_campaign_is_made() -> None:
    assert window_of(campaign(), MADE) == (MADE, MADE + 30 * 24 * HOUR)
    assert window_of(campaign(window_hours=2), MADE + 5 * HOUR) == (
        MADE + 4 * HOUR,
        MADE + 6 * HOUR,
    )


def test_a_window_begins_at_the_moment_that_is_set_and_others_before_it() -> None:
    later = campaign(window_hours=24, window_starts_at=MADE + 100 * 24 * HOUR)
    assert window_of(later, MADE + HOUR) == (MADE, MADE + 24 * HOUR)


def test_a_windows_end_is_the_next_ones_begin() -> None:
    end = window_of(campaign(window_hours=2), MADE)[1]
    assert window_of(campaign(window_hours=2), end)[0] == end


@given(
    now=st.floats(0, 4e9),
    hours=st.floats(0.001, 720),
    starts_at=st.none() | st.floats(0, 4e9),
)
def test_now_lies_in_its_window(now: float, hours: float, starts_at: float | None) -> None:
    begins, ends = window_of(campaign(window_hours=hours, window_starts_at=starts_at), now)
    assert begins <= now < ends
    assert ends - begins == pytest.approx(hours * HOUR, abs=1e-5)


def test_the_abandoned_share_is_of_those_who_answered() -> None:
    assert abandoned_share(0, 0) == 0.0
    assert abandoned_share(200, 5) == 0.025


# --- start, pause, drain, stop ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "action", "then"),
    [
        (RunState.RUNNING, RunAction.PAUSE, RunState.PAUSED),
        (RunState.RUNNING, RunAction.DRAIN, RunState.DRAINING),
        (RunState.PAUSED, RunAction.START, RunState.RUNNING),
        (RunState.PAUSED, RunAction.DRAIN, RunState.DRAINING),
        (RunState.DRAINING, RunAction.PAUSE, RunState.PAUSED),
        (RunState.STOPPED, RunAction.START, RunState.RUNNING),
        (RunState.STOPPED, RunAction.PAUSE, None),
        (RunState.STOPPED, RunAction.DRAIN, None),
        *(
            (state, RunAction.STOP, RunState.STOPPED)
            for state in RunState
            if state is not RunState.ARCHIVED
        ),
        (RunState.STOPPED, RunAction.ARCHIVE, RunState.ARCHIVED),
        (RunState.ARCHIVED, RunAction.ARCHIVE, RunState.ARCHIVED),
        (RunState.ARCHIVED, RunAction.RESTORE, RunState.STOPPED),
        (RunState.STOPPED, RunAction.RESTORE, RunState.STOPPED),
        *(
            (state, action, None)
            for state in (RunState.RUNNING, RunState.PAUSED, RunState.DRAINING)
            for action in (RunAction.ARCHIVE, RunAction.RESTORE)
        ),
        *(
            (RunState.ARCHIVED, action, None)
            for action in (RunAction.START, RunAction.PAUSE, RunAction.DRAIN, RunAction.STOP)
        ),
    ],
)
def test_what_a_campaign_may_be_told(
    state: RunState, action: RunAction, then: RunState | None
) -> None:
    if then is None:
        with pytest.raises(NotNow, match=f"A campaign that is {state.value} cannot be"):
            told(state, action)
    else:
        assert told(state, action) is then


# --- cautions -----------------------------------------------------------------------------------

FINE = Circumstances(
    agents=30, caller_id="442079460018", lists=(ListId("web"),), messages=("sorry",)
)


def fields(settings: CampaignSettings, **around: Any) -> list[str]:
    return [one.field for one in cautions(settings, replace(FINE, **around))]


def dials(mode: Mode = Mode.PREDICTIVE, **dialer: Any) -> CampaignSettings:
    """With a message for those who are abandoned, unless another is named."""
    message = {"abandon_message": "sorry"}
    return CampaignSettings(mode=mode, dialer=DialerSettings(**message | dialer))


@pytest.mark.parametrize("mode", Mode)
def test_usual_settings_are_warned_of_nothing(mode: Mode) -> None:
    assert fields(dials(mode)) == []


@pytest.mark.parametrize(
    ("settings", "around", "found"),
    [
        (CampaignSettings(), {"agents": 0}, ["team_name"]),
        (CampaignSettings(), {"caller_id": ""}, ["dialer.caller_ids"]),
        (dials(caller_ids=("442079460018",)), {"caller_id": ""}, []),
        (
            CampaignSettings(leads=LeadSettings(weights={ListId("web"): 0})),
            {},
            ["leads.weights"],
        ),
        (
            CampaignSettings(leads=LeadSettings(weights={ListId("web"): 0})),
            {"lists": (ListId("web"), ListId("mail"))},
            [],
        ),
        (dials(local_presence=True, caller_ids=("1234",)), {}, ["dialer.local_presence"]),
        (dials(Mode.POWER, ratio=3.1), {}, ["dialer.ratio"]),
        (dials(Mode.POWER, ratio=3.0), {}, []),
        (dials(Mode.PREDICTIVE, ratio=9.0), {}, []),
        (dials(cap=0.0), {}, ["dialer.cap"]),
        (dials(Mode.PROGRESSIVE, cap=0.0), {}, []),
        (dials(cap=0.031), {}, ["dialer.cap"]),
        (dials(wait_seconds=2.5), {}, ["dialer.wait_seconds"]),
        (dials(emergency_cancels=True), {}, ["dialer.emergency_cancels"]),
        (dials(Mode.PREVIEW, emergency_cancels=True), {}, []),
        (dials(amd=True), {}, []),
        (dials(amd=True), {"agents": 19}, ["dialer.amd"]),
        (dials(amd=True, window_hours=2), {}, ["dialer.amd"]),
        (dials(amd=True, window_hours=8), {}, []),
        (dials(amd=True, amd_mistaken=0.03), {}, ["dialer.amd_mistaken"]),
        (dials(Mode.PREVIEW, amd=True, cap=0.0, ratio=9.0), {"agents": 5}, []),
        (dials(abandon_message=""), {}, ["dialer.abandon_message"]),
        (dials(abandon_message="bye"), {}, ["dialer.abandon_message"]),
        (dials(abandon_message="bye"), {"messages": ("bye",)}, []),
        (
            dials(machine=MachineTreatment.LEAVE_MESSAGE, machine_message="hello"),
            {},
            ["dialer.machine", "dialer.machine_message"],
        ),
        (
            dials(machine=MachineTreatment.LEAVE_MESSAGE, machine_message="hello", amd=True),
            {"messages": ("hello", "sorry")},
            [],
        ),
    ],
)
def test_what_is_likely_to_go_wrong_is_told(
    settings: CampaignSettings, around: dict[str, Any], found: list[str]
) -> None:
    assert fields(settings, **around) == found


def test_amds_caution_says_what_to_do() -> None:
    (small,) = cautions(dials(amd=True), replace(FINE, agents=5))
    assert small.sentence == (
        "The team has fewer than 20 agents: AMD's mistakes may break the cap; "
        "switch it off or widen the window."
    )
