"""World files, and the command that plays them."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from dockline.cli.simulate import add_to
from dockline.simulation.comparing import PolicyWrong, dialer, lasting
from dockline.simulation.drawing import drawn, shipped_or_drawn
from dockline.simulation.luck import Connections, Dials
from dockline.simulation.timetable import shifts
from dockline.simulation.world import (
    Campaign,
    Talk,
    WorldWrong,
    dump,
    load,
    named,
    names,
    parse,
    value_at,
)

NAMED = [
    "stationary",
    "shock",
    "drift",
    "halving",
    "shift-change",
    "heavy-tails",
    "small-teams",
    "burst",
    "amd-errors",
    "trunk-cap",
    "short-list",
    "restarts",
    "joining-and-leaving",
    "several-campaigns",
    "all-together",
]


def test_the_worlds_ship() -> None:
    assert set(NAMED) <= set(names())
    assert all(named(name).about for name in names())


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("hours = 0", "hours"),
        ("agents = 0", "agents"),
        ("hourz = 2", "hourz"),
        ("[talk]\nshort = 'many'", r"talk\.short"),
        ("[[campaigns]]\nrate = [[0, 1.5]]", "rate"),
        ("[[campaigns]]\n[campaigns.ring]\nlimit = 5", r"ring\.limit"),
        ("campaigns = []", "campaigns"),
        ("hours = ", "any"),
        ("hours = inf", "hours"),
        ("hours = 1e12", "hours: more than 0, and 10000 at most"),
        ("window_hours = 1e-12", "window_hours: 0.01 or more"),
        ("agents = 1000000000", "agents: from 1 to 2000"),
        ("[talk]\nwrap_up_sigma = 1e200", r"talk\.wrap_up_sigma"),
        ("[talk]\nlong_mean = 1e308", r"talk\.long_mean"),
        ("[[campaigns]]\n[campaigns.ring]\nsigma = 1e6", r"ring\.sigma"),
        ("[timetable]\nstay = 1e-9", r"timetable\.stay"),
        (f"restarts = {'[' * 5000}{']' * 5000}", "too deep"),
        ("[talk]\nshort = 2", r"talk\.short"),
        ("[talk]\nwrap_up_mean = -5", r"talk\.wrap_up_mean"),
        ("[talk]\nscale = [[0, -1]]", r"talk\.scale"),
        ("[timetable]\npresent = [[0, -1]]", r"timetable\.present"),
        ("[timetable]\nstay = 0", r"timetable\.stay"),
        ("[timetable]\nshifts = [[[5, 1]]]", r"timetable\.shifts"),
        ("[trunk]\ncalls_per_second = 0", r"trunk\.calls_per_second"),
        ("[amd]\nmistaken = 0.5", r"amd\.mistaken"),
        ("[[campaigns]]\nagents = [0.5, 0.5]", r"campaigns\.campaign\.agents"),
        ("[[campaigns]]\nagents = [0, 2]", r"campaigns\[0\]\.agents"),
        ("[[campaigns]]\nagents = [0.1, 1]", "nobody has the agents from 0 to 0.1"),
        ("[[campaigns]]\nagents = [0, 0.9]", "nobody has the agents from 0.9 on"),
        ("[amd]\nestimated = nan", r"amd\.estimated"),
        ("restarts = [-1]", "restarts"),
        ("[[campaigns]]\nrate = [[5, 0.2], [0, 0.3]]", r"campaigns\.campaign\.rate: minutes"),
        ("[[campaigns]]\nleads_per_agent = -1", "leads_per_agent"),
        ("[[campaigns]]\n[campaigns.ring]\nlimit = 500", r"ring\.limit"),
        ("[[campaigns]]\n[campaigns.ring]\ndelay = 60", r"ring\.delay"),
        ("[[campaigns]]\n[campaigns.ring]\nmeasured = [9, 5]", r"ring\.measured"),
        ("[[campaigns]]\n[campaigns.other]\nmachine = 0.9\nfailed = 0.9", "other: machine"),
    ],
)
def test_a_wrong_world_names_its_field(text: str, what: str) -> None:
    with pytest.raises(WorldWrong, match=what):
        parse(text, "any")


def test_an_unknown_world_lists_the_known() -> None:
    with pytest.raises(WorldWrong, match="stationary"):
        named("nowhere")
    with pytest.raises(WorldWrong, match=r"no\.toml"):
        load(Path("no.toml"))


def test_a_world_in_another_encoding_is_told(tmp_path: Path) -> None:
    file = tmp_path / "any.toml"
    file.write_bytes('about = "Müller"'.encode("latin-1"))
    with pytest.raises(WorldWrong, match=r"any\.toml: is not UTF-8"):
        load(file)


@pytest.mark.parametrize("hours", [float("inf"), float("nan")])
def test_a_run_without_an_end_is_refused(hours: float) -> None:
    with pytest.raises(WorldWrong, match="hours, window: numbers that end"):
        lasting(named("stationary"), hours, None)
    with pytest.raises(WorldWrong, match="hours: 10000 at most"):
        lasting(named("stationary"), 1e9, None)


@pytest.mark.parametrize(
    "policy", ["astrology", "power:much", "power:0", "power:-2", "power:nan", "power:1e9"]
)
def test_an_unknown_policy_is_refused(policy: str) -> None:
    with pytest.raises(PolicyWrong, match=policy):
        dialer(policy, named("stationary"))


def test_values_over_time() -> None:
    steps = [(0.0, 0.2), (10.0, 0.4)]
    assert value_at(steps, 599.0) == 0.2
    assert value_at(steps, 600.0) == 0.4
    assert value_at(steps, 300.0, linear=True) == pytest.approx(0.3)
    assert value_at(steps, 9000.0, linear=True) == 0.4


def test_luck_follows_its_laws() -> None:
    dials = Dials(Campaign(), 1, 0)
    drawn = [dials.draw() for _ in range(8000)]
    rings = sorted(each.rings for each in drawn)
    assert rings[4000] == pytest.approx(9.0, abs=0.2)
    assert sum(each.kind == "failed" for each in drawn) / 8000 == pytest.approx(0.15, abs=0.015)
    connections = Connections(Talk(), 1)
    handled = [sum(connections.draw()) for _ in range(8000)]
    assert sum(handled) / 8000 == pytest.approx(129.5, abs=4.0)


def test_a_timetable_takes_as_many_away_as_it_says() -> None:
    moves = shifts(named("halving"), 10, 1)
    present = 0
    seen = {}
    for at, _, comes in moves:
        present += 1 if comes else -1
        seen[at / 60] = present
    assert seen == {0: 10, 40: 5, 80: 10}


def test_a_window_is_never_longer_than_the_run() -> None:
    assert lasting(named("stationary"), 2.0, None).window_hours == 2.0
    assert lasting(named("stationary"), 4.0, 1.0).window_hours == 1.0


@pytest.fixture
def app() -> typer.Typer:
    made = typer.Typer()
    made.callback()(lambda: None)
    add_to(made)
    return made


def test_the_command_prints_json(app: typer.Typer, tmp_path: Path) -> None:
    world = tmp_path / "mine.toml"
    world.write_text("about = 'Ours'\nhours = 0.2\n[[campaigns]]\nrate = [[0, 0.4]]\n")
    result = CliRunner().invoke(
        app,
        [
            *("simulate", "--world", str(world), "--agents", "4", "--seeds", "1", "--json"),
            *("--policy", "progressive", "--policy", "dockline"),
        ],
    )
    assert result.exit_code == 0, result.output
    told = json.loads(result.output)
    assert told["world"] == "mine"
    assert [each["policy"] for each in told["scores"]] == ["progressive", "dockline"]
    assert all(each["agents"] == 4 and each["dials"] > 5 for each in told["scores"])


def test_the_command_shows_a_table_and_draws(app: typer.Typer, tmp_path: Path) -> None:
    picture = tmp_path / "course.of-monday"
    result = CliRunner().invoke(
        app,
        [
            *("simulate", "--hours", "0.2", "--agents", "5", "--seeds", "1"),
            *("--plot", str(picture), "--policy", "power:1.5", "--policy", "dockline"),
        ],
    )
    assert result.exit_code == 0, result.output
    assert "dockline" in result.output
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_the_command_refuses_in_a_sentence(app: typer.Typer) -> None:
    result = CliRunner().invoke(app, ["simulate", "--world", "nowhere"])
    assert result.exit_code == 1
    assert "No world is named nowhere" in result.stderr


@pytest.mark.parametrize("number", range(60))
def test_a_drawn_world_is_one_that_could_be_written(number: int) -> None:
    world = drawn(number)
    assert parse(dump(world), world.name) == world
    assert drawn(number) == world


def test_drawn_worlds_differ() -> None:
    worlds = [drawn(number) for number in range(60)]
    assert len({world.agents for world in worlds}) > 5
    assert {len(world.campaigns) for world in worlds} == {1, 2, 3}
    assert any(world.amd for world in worlds)
    assert all(world.agents >= 20 for world in worlds if world.amd)
    assert any(world.restarts for world in worlds)
    assert any(world.trunk.lines_per_agent for world in worlds)


def test_a_world_is_found_by_name_or_drawn() -> None:
    assert shipped_or_drawn("drawn:7") == drawn(7)
    assert shipped_or_drawn("burst") == named("burst")
    with pytest.raises(WorldWrong, match="drawn:x: a whole number"):
        shipped_or_drawn("drawn:x")
    with pytest.raises(WorldWrong, match="No world is named"):
        shipped_or_drawn("drawn")


def test_what_is_wrong_is_told_as_it_was_written(app: typer.Typer) -> None:
    result = CliRunner().invoke(app, ["simulate", "--world", "drawn:x:[red]"])
    assert result.exit_code == 1
    assert "drawn:x:[red]" in result.stderr


def test_the_command_lists_the_worlds(app: typer.Typer) -> None:
    result = CliRunner().invoke(app, ["simulate", "--worlds"])
    assert "stationary" in result.output
