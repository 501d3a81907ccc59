"""``dockline campaign``."""

import json
from pathlib import Path
from typing import Any

import pytest

from dockline.cli.assignments import merged, nested
from dockline.cli.joinery import CannotStart
from dockline.domain.campaign import CampaignSettings, Mode
from dockline.domain.outcomes import AttemptOutcome
from tests.support.campaigns import attempted, keep, life_of, push
from tests.support.cli import LEAP, Terminal

SPACE = ("--cloud-id", "leap")


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


@pytest.fixture
def spring(terminal: Terminal) -> Terminal:
    terminal.says("campaign", "create", "Spring", *SPACE, "--team", "support TEAM")
    return terminal


def settings(terminal: Terminal) -> CampaignSettings:
    (campaign,) = terminal.do(terminal.store.campaigns(LEAP))
    return campaign.settings


def lead(terminal: Terminal, file: Path) -> None:
    file.write_text("number\n442079460110\n919654301006\n")
    to = ("--campaign", "Spring", "--team", "Support team", "--source", "March")
    terminal.says("leads", "import", str(file), *SPACE, *to)


def test_a_campaign_is_made_and_listed(terminal: Terminal, tmp_path: Path) -> None:
    assert terminal.says("campaign", "list", *SPACE) == "No campaigns yet.\n"
    told = terminal.says("campaign", "create", "Spring", *SPACE, "--team", "support TEAM")
    assert told == "Campaign Spring made, in preview mode.\n"
    lead(terminal, tmp_path / "leads.csv")
    head, row = terminal.says("campaign", "list", *SPACE).splitlines()
    assert head.split()[:4] == ["Campaign", "Mode", "State", "Leads"]
    assert row.split() == [
        *("Spring", "preview", "running"),
        *("2", "2", "0", "0", "0", "0", "0.00%", "of", "3.00%", "(0)"),
    ]
    (told,) = json.loads(terminal.says("campaign", "list", *SPACE, "--json"))
    assert (told["campaign"], told["leads"]["new"]) == ("Spring", 2)


def test_one_campaign_is_shown(spring: Terminal, tmp_path: Path) -> None:
    lead(spring, tmp_path / "leads.csv")
    (campaign,) = spring.do(spring.store.campaigns(LEAP))
    (march,) = spring.do(spring.store.dial_lists(LEAP))
    now = spring.clock.now()

    async def work() -> None:
        lead_id = await push(spring.store, campaign, march.list_id, "442079460111", now)
        life = await life_of(spring.store, LEAP, lead_id)
        for n in range(3):
            life = attempted(life, now + n, AttemptOutcome.ANSWERED)
        await keep(spring.store, attempted(life, now + 3, AttemptOutcome.ABANDONED))

    spring.do(work())
    spring.run("campaign", "set", "spring", *SPACE, "dialer.cap=0.05", "leads.weights.March=3")
    told = spring.says("campaign", "show", "SPRING", *SPACE)
    assert "4 attempts, 4 answers by people, 0 machines" in told
    assert "25.00% of 5.00% (1)" in told
    assert [line.split() for line in told.splitlines() if line.startswith("March ")] == [
        ["March", "3", "3", "3", "0", "0", "0"]
    ]
    assert "dialer.cap           0.05" in told
    assert "leads.weights.March  3" in told
    assert "ring_seconds" not in told, "what is as it is by default is not told"
    everything = json.loads(spring.says("campaign", "show", "Spring", *SPACE, "--json"))
    assert everything["settings"]["dialer"]["ring_seconds"] == 25.0
    assert everything["settings"]["leads"]["weights"] == {"March": 3}
    assert everything["window"]["abandoned_share"] == 0.25


def test_settings_are_set_by_path(spring: Terminal) -> None:
    code, told, warned = spring.run(
        *("campaign", "set", "spring", *SPACE),
        *("mode=predictive", "dialer.cap=0", 'dialer.caller_ids=["+44 20 7946 0018"]'),
        "leads.unknown_zone=Europe/London",
    )
    assert (code, told) == (0, "Campaign Spring changed.\n")
    first, second = warned.splitlines()
    assert first == (
        "dialer.cap: With a cap of 0 nothing may be risked: it dials as progressive does."
    )
    assert second.startswith("dialer.abandon_message: ")
    now = settings(spring)
    assert (now.mode, now.dialer.cap) == (Mode.PREDICTIVE, 0.0)
    assert now.dialer.caller_ids == ("442079460018",)
    assert now.leads.unknown_zone == "Europe/London"
    entry = spring.do(spring.store.audit(LEAP, limit=1))[0]
    assert (entry.actor, entry.action) == ("cli", "campaign.changed")
    spring.says("campaign", "set", "spring", *SPACE, "dialer.cap=null")
    assert settings(spring).dialer.cap == 0.03


def test_settings_are_set_from_a_file_and_paths_win(spring: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text('{"mode": "power", "dialer": {"ratio": 2.5, "cap": 0.01}}')
    spring.says("campaign", "set", "Spring", *SPACE, "--json", str(file), "dialer.ratio=1.5")
    now = settings(spring)
    assert (now.mode, now.dialer.ratio, now.dialer.cap) == (Mode.POWER, 1.5, 0.01)
    given = '{"requeue_finished": true}'
    spring.says("campaign", "set", "Spring", *SPACE, "--json", "-", given=given)
    assert settings(spring).requeue_finished


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["dialer.ring_seconds=5"], "dialer.ring_seconds: from 15 to 120 seconds, not 5."),
        (["mode=power", "mood=good"], "mood: there is no such setting"),
        (["state=paused"], "state: is changed by start, pause, drain and stop."),
        (["mode"], "mode: write it as name=value."),
        (["=1"], "=1: write it as name=value."),
        ([], "Say what is to be set: PATH=VALUE, or --json FILE."),
        (["--json", "none.json"], "--json none.json: "),
        (["dialer=1", "dialer.cap=0.1"], "dialer.cap=0.1: dialer is set as a whole before."),
    ],
)
def test_settings_that_are_wrong(spring: Terminal, words: list[str], told: str) -> None:
    code, _, error = spring.run("campaign", "set", "Spring", *SPACE, *words)
    assert code == 1
    assert told in error
    assert settings(spring) == CampaignSettings()


@pytest.mark.parametrize("text", ["[]", "{,}", "\xff"])
def test_files_of_settings_that_are_none(spring: Terminal, tmp_path: Path, text: str) -> None:
    file = tmp_path / "settings.json"
    file.write_bytes(text.encode("latin-1"))
    code, _, error = spring.run("campaign", "set", "Spring", *SPACE, "--json", str(file))
    assert code == 1
    assert error.startswith(f"--json {file}: ")


def test_start_pause_drain_and_stop(spring: Terminal) -> None:
    for action, state in (
        ("pause", "paused"),
        ("start", "running"),
        ("drain", "draining"),
        ("stop", "stopped"),
    ):
        told = spring.says("campaign", action, "spring", *SPACE)
        assert told == f"Campaign Spring is {state}.\n"
        assert settings(spring).state.value == state
    code, _, error = spring.run("campaign", "pause", "spring", *SPACE)
    assert (code, error) == (1, "action: A campaign that is stopped cannot be paused.\n")
    for action, state in (("archive", "archived"), ("restore", "stopped")):
        assert spring.says("campaign", action, "Spring", *SPACE) == f"Campaign Spring is {state}.\n"


def test_a_campaign_is_renamed(spring: Terminal) -> None:
    told = spring.says("campaign", "rename", "spring", "Summer", *SPACE)
    assert told == "The campaign is called Summer now.\n"
    code, _, error = spring.run("campaign", "rename", "spring", "Autumn", *SPACE)
    assert (code, error) == (1, "campaign: there is no “spring”.\n")


@pytest.mark.parametrize(
    "words",
    [
        ("show", "Spring"),
        ("set", "Spring", "mode=power"),
        ("start", "Spring"),
        ("create", "Spring", "--team", "Support team"),
        ("list",),
    ],
)
def test_spaces_and_campaigns_that_are_not_there(terminal: Terminal, words: Any) -> None:
    command, *more = words
    code, _, error = terminal.run("campaign", command, *more, "--cloud-id", "nova")
    assert (code, error) == (1, "cloud_id: There is no space “nova”.\n")
    if command in ("show", "set", "start"):
        code, _, error = terminal.run("campaign", command, *more, *SPACE)
        assert (code, error) == (1, "campaign: there is no “Spring”.\n")


def test_names_and_teams_that_cannot_be(spring: Terminal) -> None:
    code, _, error = spring.run("campaign", "create", "SPRING", *SPACE, "--team", "Support team")
    assert (code, error) == (1, "campaign: There is a campaign “SPRING” already.\n")
    code, _, error = spring.run("campaign", "create", "Summer", *SPACE, "--team", "Sales")
    assert (code, error) == (1, "team_name: there is no team “Sales”.\n")


def test_a_name_is_no_markup(terminal: Terminal) -> None:
    told = terminal.says("campaign", "create", "[red]S", *SPACE, "--team", "Support team")
    assert "[red]S" in told
    assert "[red]S" in terminal.says("campaign", "list", *SPACE)
    assert "[red]S" in terminal.says("campaign", "show", "[red]S", *SPACE)


def test_assignments() -> None:
    assert nested("", ["a.b=1", "a.c=x=y", "d=[1]", "a.e="]) == {
        "a": {"b": 1, "c": "x=y", "e": ""},
        "d": [1],
    }
    assert merged({"a": {"b": 1, "c": 2}, "d": 3}, {"a": {"c": 4}, "d": {"e": 5}}) == {
        "a": {"b": 1, "c": 4},
        "d": {"e": 5},
    }
    for wrong in ("a..b=1", ".a=1", "a.=1", "a"):
        with pytest.raises(CannotStart, match=r"--set .*: write it as name=value"):
            nested("--set", [wrong])
