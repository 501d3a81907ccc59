"""What the engine says in words of its own, out of the sounds that are there."""

from pathlib import Path

import pytest

from dockline.adapters.asterisk.messages import MessageUnusable
from dockline.adapters.asterisk.tree import Installation
from dockline.adapters.asterisk.words import MOST, words
from dockline.domain.orders import Phrase, Say
from tests.support.asterisk import installation

__all__ = ["installation"]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (2, "2"),
        (10, "10"),
        (19, "19"),
        (20, "20"),
        (21, "20 1"),
        (90, "90"),
        (100, "1 hundred"),
        (101, "1 hundred 1"),
        (342, "3 hundred 40 2"),
        (999, "9 hundred 90 9"),
    ],
)
def test_a_place_in_the_line(number: int, said: str) -> None:
    digits = [f"sound:digits/{name}" for name in said.split()]
    assert words(Say(Phrase.PLACE, number)) == [
        "sound:queue-thereare",
        *digits,
        "sound:queue-callswaiting",
    ]


def test_the_first_in_the_line_is_next() -> None:
    assert words(Say(Phrase.PLACE, 1)) == ["sound:queue-youarenext"]


def test_minutes() -> None:
    assert words(Say(Phrase.WAIT, 0))[1:] == [
        "sound:queue-less-than",
        "sound:digits/1",
        "sound:queue-minute",
    ]
    assert words(Say(Phrase.WAIT, 1))[1:] == ["sound:digits/1", "sound:queue-minute"]
    assert words(Say(Phrase.WAIT, 12))[1:] == ["sound:digits/12", "sound:queue-minutes"]


@pytest.mark.parametrize(
    "say",
    [
        Say(Phrase.PLACE, 0),
        Say(Phrase.PLACE, -1),
        Say(Phrase.PLACE, MOST + 1),
        Say(Phrase.WAIT, -1),
        Say(Phrase.WAIT, MOST + 1),
    ],
)
def test_a_number_that_cannot_be_said(say: Say) -> None:
    with pytest.raises(MessageUnusable, match="1 to 999"):
        words(say)


@pytest.mark.engine
def test_every_sound_is_there(installation: Installation) -> None:
    sounds: Path = installation.data / "sounds" / "en"
    named = {name for phrase in Phrase for n in range(1, 1000) for name in words(Say(phrase, n))}
    named |= set(words(Say(Phrase.WAIT, 0)))
    missing = [n for n in named if not (sounds / f"{n.removeprefix('sound:')}.gsm").exists()]
    assert missing == []
