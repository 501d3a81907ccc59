"""``dockline space set`` and ``show``; ``space create`` refuses what nobody would read."""

import json
from pathlib import Path

import pytest

from dockline.domain.space import SpaceSettings
from tests.support.cli import Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def settings(terminal: Terminal) -> SpaceSettings:
    (space,) = terminal.do(terminal.store.spaces())
    return space.settings


def test_a_space_is_set_and_shown(terminal: Terminal) -> None:
    told = terminal.says(
        *("space", "set", "leap", "chat.webhook_private=true", "default_country=GB"),
        *("caller_id=020 7946 0018", "dial_policy.minute_rates.44=0.1"),
    )
    assert told == "Space leap changed.\n"
    after = settings(terminal)
    assert after.chat.webhook_private
    assert (after.default_country, after.caller_id) == ("GB", "442079460018")
    assert after.dial_policy.minute_rates == {"44": 0.1}
    page = terminal.says("space", "show", "leap")
    assert "chat.webhook_private         true" in page
    assert "Support team" in page
    assert "time_zone" not in page, "what is as it is by default is not told"
    everything = json.loads(terminal.says("space", "show", "leap", "--json"))
    assert everything["settings"]["time_zone"] == "UTC"
    terminal.says("space", "set", "leap", "chat.webhook_private=null")
    assert not settings(terminal).chat.webhook_private


@pytest.mark.parametrize(
    ("given", "begins"),
    [
        ("strip_seconds=9", "strip_seconds: from 0 to 3 seconds, not 9."),
        ("chat.webhook_privat=true", "chat.webhook_privat: there is no such setting, only"),
        ("time_zone=Mars", "time_zone: “Mars” is no IANA time zone."),
        ("recording=sometimes", "recording: "),
        ("chat=7", "chat: must be an object, not 7."),
        ("chat.origins=7", "chat.origins: must be a list, not 7."),
        ("nonsense", "nonsense: write it as name=value."),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_changed(
    terminal: Terminal, given: str, begins: str
) -> None:
    code, _, error = terminal.run("space", "set", "leap", "ring_seconds=30", given)
    assert code == 1
    assert error.startswith(begins), error
    assert settings(terminal) == SpaceSettings()


def test_a_space_that_is_not_there(terminal: Terminal) -> None:
    for words in (("set", "nowhere", "time_zone=UTC"), ("show", "nowhere")):
        code, _, error = terminal.run("space", *words)
        assert code == 1
        assert "nowhere" in error


def test_a_space_is_not_made_with_a_setting_that_is_none(terminal: Terminal) -> None:
    code, _, error = terminal.run("space", "create", "other", "--set", "chat.colour=red")
    assert code == 1
    assert error.startswith("--set chat.colour: there is no such setting"), error
    assert len(terminal.do(terminal.store.spaces())) == 1
