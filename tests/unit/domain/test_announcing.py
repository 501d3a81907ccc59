"""What callers who wait are told."""

import pytest

from dockline.domain.floor.announcing import expected_wait, place_and_wait
from dockline.domain.orders import Phrase, Say
from dockline.domain.teamsettings import QueueSettings


@pytest.mark.parametrize(
    ("place", "agents", "seconds"), [(1, 1, 180.0), (3, 1, 540.0), (3, 6, 90.0), (1, 0, None)]
)
def test_the_wait_is_the_place_times_what_a_conversation_takes(
    place: int, agents: int, seconds: float | None
) -> None:
    assert expected_wait(place, agents, 180.0) == seconds


@pytest.mark.parametrize(
    ("wait", "minutes"),
    [(1.0, 1), (60.0, 1), (61.0, 2), (3600.0, 60), (3601.0, None), (None, None)],
)
def test_minutes_are_rounded_up_and_long_waits_are_not_guessed_at(
    wait: float | None, minutes: int | None
) -> None:
    told = place_and_wait(QueueSettings(), 2, wait)
    place = Say(Phrase.PLACE, 2)
    assert told == ((place,) if minutes is None else (place, Say(Phrase.WAIT, minutes)))


def test_only_what_the_team_wants_is_told() -> None:
    assert place_and_wait(QueueSettings(say_place=False), 2, 60.0) == (Say(Phrase.WAIT, 1),)
    assert place_and_wait(QueueSettings(say_wait=False), 2, 60.0) == (Say(Phrase.PLACE, 2),)
    neither = QueueSettings(say_place=False, say_wait=False)
    assert place_and_wait(neither, 2, 60.0) == (Say(Phrase.THANKS),)


def test_who_is_far_down_the_line_is_not_told_so() -> None:
    assert place_and_wait(QueueSettings(say_wait=False), 1000, 60.0) == (Say(Phrase.THANKS),)
