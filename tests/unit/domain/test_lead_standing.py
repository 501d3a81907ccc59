"""In one word: how a lead stands, and how long a campaign has left."""

import pytest
from msgspec.structs import replace

from dockline.domain.callinghours import CallingHours, Opening, local_time
from dockline.domain.campaignpace import days_left, open_seconds
from dockline.domain.dialrules import Ruling
from dockline.domain.lead import LeadState
from dockline.domain.leadlife import RESTING, Callback, Life
from dockline.domain.leadorder import candidate, order_rulings
from dockline.domain.leadoutcome import call_back, take_callback_back
from dockline.domain.leadrules import why
from dockline.domain.leadsettings import LeadSettings
from dockline.domain.leadstanding import Standing, Stood, stood
from dockline.domain.retryplan import AttemptOutcome
from tests.support.leads import MONDAY_NOON, failed, in_state, lead_of, surroundings

NOW = MONDAY_NOON
SETTINGS = LeadSettings()
SHUT = replace(SETTINGS, calling_hours=CallingHours(((),) * 7))
EVENING = replace(SETTINGS, calling_hours=CallingHours(((Opening("22:00", "23:00"),),) * 7))


def standing(life: Life, settings: LeadSettings = SETTINGS, *further: Ruling) -> Stood:
    order = order_rulings(candidate(life), settings, NOW, life.wanted_by)
    trace = why(life, settings, replace(surroundings(), further=(*order, *further)), NOW)
    return stood(life.state, trace)


def test_of_leads_at_rest() -> None:
    fresh = lead_of()
    assert standing(fresh) == Stood(Standing.NEXT, NOW)
    waiting = standing(fresh, EVENING)
    assert waiting.standing is Standing.WAITING
    assert waiting.next_at is not None
    assert waiting.next_at > NOW
    assert standing(fresh, SHUT) == Stood(Standing.STUCK, None)
    assert standing(failed(fresh, AttemptOutcome.NO_ANSWER, NOW - 60)).standing is Standing.RESTING
    paused = Ruling("campaign", False, "The campaign is paused.")
    assert standing(fresh, SETTINGS, paused) == Stood(Standing.HELD_BACK, None)
    off = replace(SETTINGS, paused=(fresh.lead.list_id,))
    assert standing(fresh, off) == Stood(Standing.HELD_BACK, None)
    promised = call_back(fresh, Callback(NOW + 600, NOW), SETTINGS, NOW)
    assert standing(promised) == Stood(Standing.CALLBACK, NOW + 600)
    assert standing(promised, off).next_at is None, "nor is a promise kept from a paused list"


@pytest.mark.parametrize("state", sorted(set(LeadState) - set(RESTING)))
def test_of_leads_that_somebody_is_at_and_of_finished_ones(state: LeadState) -> None:
    told = standing(in_state(state))
    assert told.next_at is None
    assert told.standing not in (Standing.NEXT, Standing.WAITING, Standing.RESTING)


def test_a_callback_is_taken_back() -> None:
    promised = call_back(lead_of(), Callback(NOW + 600, NOW), SETTINGS, NOW)
    free = take_callback_back(promised, NOW + 1)
    assert (free.state, free.callback, free.due_at) == (LeadState.RETRY, None, None)
    assert standing(free).standing is Standing.NEXT


def test_days_that_are_left() -> None:
    hours = CallingHours(((Opening("09:00", "19:00"),),) * 5 + ((), ()))
    began = NOW - 3600
    # 100 leads an hour, ten hours a day.
    assert days_left(2500, 100, began, NOW, hours, "UTC") == pytest.approx(2.5)
    assert days_left(0, 0, None, NOW, hours, "UTC") == 0.0
    for finished, since in ((4, began), (100, None), (100, NOW - 60)):
        assert days_left(2500, finished, since, NOW, hours, "UTC") is None
    shut = CallingHours(((),) * 7)
    assert days_left(2500, 100, began, NOW, shut, "UTC") is None


def test_a_day_without_calling_counts_as_the_longest() -> None:
    hours = CallingHours(((Opening("09:00", "19:00"),),) * 5 + ((), ()))
    sunday = local_time("UTC", NOW + 6 * 86_400)
    assert open_seconds(hours, sunday) == 36_000.0
    assert open_seconds(hours, local_time("UTC", NOW)) == 36_000.0
