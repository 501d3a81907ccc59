"""``dockline team set`` and ``show``, ``dockline user route``."""

import json
from pathlib import Path

import pytest

from dockline.domain.ids import SpaceId
from dockline.domain.space import User
from dockline.domain.teamsettings import NumberRoute, QueueSettings
from tests.support.cli import LEAP, Terminal

SPACE = ("--cloud-id", "leap")
ROUTE = 'queue.numbers=[{"number":"442079460200","name":"Order line","skills":["german"]}]'


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def queue(terminal: Terminal) -> QueueSettings:
    teams = terminal.do(terminal.store.teams(LEAP))
    return next(team.settings.queue for team in teams if team.name == "Support team")


def rishi(terminal: Terminal) -> User:
    (user,) = terminal.do(terminal.store.users(LEAP))
    return user


def test_a_teams_queue_is_set_and_shown(terminal: Terminal) -> None:
    terminal.says("team", "create", "Sales", *SPACE)
    told = terminal.says(
        *("team", "set", "support TEAM", *SPACE, ROUTE),
        *("queue.ring_seconds=15", "queue.overflow_team=sales", "queue.greeting=hello"),
    )
    assert told == "Team Support team changed.\n"
    sales = next(one for one in terminal.do(terminal.store.teams(LEAP)) if one.name == "Sales")
    after = queue(terminal)
    assert after.numbers == (NumberRoute("442079460200", "Order line", ("german",)),)
    assert (after.ring_seconds, after.overflow_team, after.greeting) == (
        15.0,
        sales.team_id,
        "hello",
    )
    page = terminal.says("team", "show", "Support team", *SPACE)
    assert 'queue.overflow_team  "Sales"' in page
    assert "queue.ring_seconds   15.0" in page
    assert "most_waiting" not in page, "what is as it is by default is not told"
    assert "rishi: no skills; as many chats as the team says" in page
    everything = json.loads(terminal.says("team", "show", "Support team", *SPACE, "--json"))
    assert everything["settings"]["queue"]["overflow_team"] == "Sales"
    assert everything["settings"]["queue"]["most_waiting"] == 100
    terminal.says("team", "set", "Support team", *SPACE, "queue.overflow_team=null")
    assert queue(terminal).overflow_team is None


@pytest.mark.parametrize(
    ("given", "begins"),
    [
        ("queue.ring_seconds=1", "queue.ring_seconds: from 3 to 120 seconds, not 1."),
        ("queue.unheard=1", "queue.unheard: there is no such setting, only numbers,"),
        ("queue.overflow_team=Nobody", "queue.overflow_team: there is no such team, only"),
        ("queue.overflow_team=Support team", "queue.overflow_team: It must be another team."),
        ("queue.greeting=../x", "queue.greeting: "),
        ("queue.time_zone=Mars", "queue.time_zone: "),
        ('queue.numbers=[{"number":"+44 20"}]', "queue.numbers[0].number: must be 1 to 20 digits."),
        ("queue.hours=9-5", "queue.hours: must be an object or null, not “9-5”."),
        (
            'chat.canned=[{"name":"Hi You","text":"x"}]',
            "chat.canned[0].name: must be 1 to 30 lower-case letters, digits and dashes.",
        ),
        ('chat.canned=[{"name":"hi"}]', "chat.canned[0]: needs text."),
        ('queue.numbers=[{"number":"1","priority":400}]', "queue.numbers[0].priority: "),
        ("nonsense", "nonsense: write it as name=value."),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_changed(
    terminal: Terminal, given: str, begins: str
) -> None:
    code, _, error = terminal.run(
        "team", "set", "Support team", *SPACE, "queue.most_waiting=7", given
    )
    assert code == 1
    assert error.startswith(begins), error
    assert queue(terminal) == QueueSettings()


def test_hours_are_set_and_taken_away(terminal: Terminal) -> None:
    hours = 'queue.hours={"days":[[],[],[],[],[],[],[]]}'
    terminal.says("team", "set", "Support team", *SPACE, hours)
    assert queue(terminal).hours is not None
    terminal.says("team", "set", "Support team", *SPACE, "queue.hours=null")
    assert queue(terminal).hours is None


def test_a_recording_that_is_not_there_is_told(terminal: Terminal) -> None:
    words = ("team", "set", "Support team", *SPACE, "--data", str(terminal.folder))
    code, _, error = terminal.run(*words, "queue.greeting=hello")
    assert code == 0
    assert error.startswith("queue.greeting: there is no recording hello yet.")
    assert terminal.run(*words, "queue.greeting=")[2] == ""


def test_a_number_leads_to_one_team_on_the_whole_server(terminal: Terminal) -> None:
    terminal.says("team", "set", "Support team", *SPACE, ROUTE)
    terminal.says("team", "create", "Sales", *SPACE)
    code, _, error = terminal.run("team", "set", "Sales", *SPACE, ROUTE)
    assert code == 1
    assert "442079460200 leads to the team Support team already" in error


def test_a_team_or_space_that_is_not_there(terminal: Terminal) -> None:
    assert terminal.run("team", "set", "Nobody", *SPACE, "queue.greeting=a")[0] == 1
    assert terminal.run("team", "show", "Support team", "--cloud-id", "nowhere")[0] == 1


def test_what_somebody_is_good_at(terminal: Terminal) -> None:
    told = terminal.says(
        *("user", "route", "rishi", *SPACE),
        *("--skill", "german=7", "--skill", "tax=2", "--chats", "3"),
    )
    assert told == "rishi: german 7, tax 2; 3 chats at once.\n"
    assert (rishi(terminal).skills, rishi(terminal).chat_limit) == ({"german": 7, "tax": 2}, 3)
    terminal.says("user", "route", "rishi@leap", *SPACE, "--skill", "tax=0", "--chats", "team")
    assert (rishi(terminal).skills, rishi(terminal).chat_limit) == ({"german": 7}, None)


@pytest.mark.parametrize(
    ("given", "begins"),
    [
        (("--skill", "german=11"), "skills.german: "),
        (("--skill", "german"), "--skill german: "),
        (("--chats", "51"), "chat_limit: "),
        (("--chats", "many"), "--chats many: "),
        ((), "Say what is to be set"),
    ],
)
def test_routing_that_is_wrong_is_named(
    terminal: Terminal, given: tuple[str, ...], begins: str
) -> None:
    code, _, error = terminal.run("user", "route", "rishi", *SPACE, *given)
    assert code == 1
    assert error.startswith(begins), error
    assert rishi(terminal).skills == {}


def test_somebody_who_is_not_there(terminal: Terminal) -> None:
    code, _, error = terminal.run("user", "route", "mallory", *SPACE, "--skill", "german=1")
    assert (code, bool(error)) == (1, True)
    assert terminal.do(terminal.store.users(SpaceId("leap")))
