"""A history written by the simulator itself, played again: the world must be the same."""

import json
from pathlib import Path

import msgspec
import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from dockline.cli.simulate import add_to
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.pacing import Bounds
from dockline.simulation.comparing import lasting
from dockline.simulation.dialers import Dialer, Fixed, Orders, Progressive, Sight
from dockline.simulation.history import COLUMNS, HistoryWrong, read
from dockline.simulation.laws import ended_by, share_by
from dockline.simulation.replay import replayed
from dockline.simulation.run import Run
from dockline.simulation.world import Campaign, World, dump, named, parse
from tests.unit.simulation.recording import Recording

MONDAY = 1_777_881_600.0


def recorded(world: World, dialer: Dialer, path: Path, *, agents: int) -> float:
    """Plays the world and writes its history; how busy the agents were."""
    recording = Recording(dialer)
    outcome = Run(world, recording, agents=agents, seed=4).play()
    recording.write(path, MONDAY)
    return outcome.utilisation


def test_a_replayed_world_is_like_the_one_it_came_from(tmp_path: Path) -> None:
    original = lasting(named("stationary"), 4.0, 4.0)
    path = tmp_path / "monday.csv"
    busy = recorded(original, Progressive(), path, agents=15)
    attempts = read(path)
    world = replayed(attempts, "monday")
    people = [each for each in attempts if each.by_person]
    assert world.agents == 15
    assert world.hours == pytest.approx(4.0, abs=0.1)
    assert np.mean([rate for _, rate in world.campaigns[0].rate]) == pytest.approx(
        len(people) / len(attempts), abs=0.015
    )
    assert np.mean([talk for talk, _ in world.talk.measured]) == pytest.approx(109, rel=0.1)
    assert np.mean([after for _, after in world.talk.measured]) == pytest.approx(20, rel=0.1)
    assert world.campaigns[0].ring.limit == pytest.approx(25.0)
    again = Run(world, Progressive(), agents=15, seed=1).play()
    assert again.utilisation == pytest.approx(busy, abs=0.02)


def test_a_rate_that_changes_is_replayed(tmp_path: Path) -> None:
    original = msgspec.structs.replace(
        lasting(named("stationary"), 3.0, 3.0), campaigns=[Campaign(rate=[(0, 0.2), (90, 0.5)])]
    )
    path = tmp_path / "climbing.csv"
    recorded(original, Progressive(), path, agents=30)
    rate = replayed(read(path), "climbing").campaigns[0].rate
    assert np.mean([share for minute, share in rate if minute < 80]) == pytest.approx(0.2, abs=0.03)
    assert np.mean([share for minute, share in rate if minute > 95]) == pytest.approx(0.5, abs=0.03)


def test_cancelled_calls_do_not_raise_the_answer_rate(tmp_path: Path) -> None:
    """Of a call cancelled after 14 to 20 s it is only known that it rang so long."""

    class Impatient(Fixed):
        def decide(self, now: float, sight: Sight, bounds: list[Bounds]) -> Orders:
            orders = super().decide(now, sight, bounds)
            late = tuple(call for call, at in self.ringing.items() if now - at > 14.0 + call % 7)
            for call in late:
                del self.ringing[call]
            return Orders(orders.dial, [(0, late)])

        def __init__(self) -> None:
            super().__init__(2.0)
            self.ringing: dict[int, float] = {}

        def dialled(self, campaign: int, call: int, now: float) -> None:
            self.ringing[call] = now

        def answered(self, campaign: int, call: int, now: float) -> None:
            self.ringing.pop(call, None)

        def ended(self, campaign: int, call: int, now: float, kind: str) -> None:
            self.ringing.pop(call, None)

    path = tmp_path / "impatient.csv"
    recorded(lasting(named("stationary"), 3.0, 3.0), Impatient(), path, agents=20)
    attempts = read(path)
    cancelled = [each for each in attempts if each.outcome is AttemptOutcome.CANCELLED]
    assert len(cancelled) > len(attempts) / 10
    rate = replayed(attempts, "impatient").campaigns[0].rate
    assert np.mean([share for _, share in rate]) == pytest.approx(0.247, abs=0.015)


def test_nights_are_cut_out_and_pauses_are_not(tmp_path: Path) -> None:
    lines = [",".join(COLUMNS)]
    for day in range(2):
        for call in range(60):
            at = MONDAY + day * 86400 + call * 60
            ends = at + 40 if call % 2 else at + 25
            end = (
                f"{at + 8},{ends},answered,Ann,{ends + 10}" if call % 2 else f",{ends},no_answer,,"
            )
            lines.append(f"{at},{end}")
    path = tmp_path / "days.csv"
    path.write_text("\n".join(lines), "utf-8")
    world = replayed(read(path), "days")
    assert world.hours == pytest.approx(2.0, abs=0.1)
    assert world.agents == 1
    assert world.campaigns[0].rate[0][1] == pytest.approx(0.5)


def test_a_measured_law_is_kept_in_a_world_file(tmp_path: Path) -> None:
    path = tmp_path / "short.csv"
    recorded(lasting(named("stationary"), 0.5, 0.5), Progressive(), path, agents=12)
    world = replayed(read(path), "short")
    again = parse(dump(world), "short")
    assert again == world
    played = [Run(each, Progressive(), agents=12, seed=2).play() for each in (world, again)]
    assert played[0].windows == played[1].windows
    assert parse(dump(named("all-together")), "all-together") == named("all-together")


def test_laws_as_measured() -> None:
    assert share_by([1.0, 2.0, 3.0], np.array([0.5, 1.0, 2.5, 4.0])).tolist() == [0, 0, 0.75, 1]
    assert share_by([5.0], np.array([4.9, 5.0])).tolist() == [0, 1]
    assert share_by([2.0, 25.0, 25.0], np.array([24.9, 25.0]))[1] == 1.0
    plain = ended_by(Campaign(), np.array([1.0, 3.0, 24.0]))
    assert plain[0] == 0.0
    assert 0.05 < plain[1] < plain[2] < 0.4


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("dialled_at,ended_at\n", "answered_at"),
        (f"{','.join(COLUMNS)}\n1,,2,vanished,,\n", r"line 2: outcome: one of answered, busy"),
        (f"{','.join(COLUMNS)}\nnoon,,2,busy,,\n", "line 2: dialled_at"),
        (f"{','.join(COLUMNS)}\n2026-05-04T09:00:00,,2,busy,,\n", "line 2: dialled_at"),
        (f"{','.join(COLUMNS)}\n1,,,busy,,\n", "line 2: ended_at is empty"),
        (f"{','.join(COLUMNS)}\n5,,2,busy,,\n", "not in order"),
        (f"{','.join(COLUMNS)}\n1,2,9,answered,Ann,8\n", "freed_at is before"),
    ],
)
def test_a_wrong_history_names_its_line(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(HistoryWrong, match=what):
        read(path)


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("1,2,3,answered,a,nan", "freed_at: not in the years 1970 to 9999"),
        ("inf,,inf,busy,,", "dialled_at: not in the years 1970 to 9999"),
        ("1777881600000,,1777881620000,busy,,", "dialled_at: not in the years 1970 to 9999"),
        ("0001-01-01T00:00:00+02:00,,9,busy,,", "dialled_at: not in the years 1970 to 9999"),
        ("-1,,9,busy,,", "dialled_at: not in the years 1970 to 9999"),
        ("0,1777881600,1777881620,answered,a,1777881620", "ended_at is more than a day after"),
        ("1,2,3,answered,a,1777881620", "freed_at is more than a day after ended_at"),
    ],
)
def test_times_that_nobody_lived_through_are_refused(tmp_path: Path, row: str, what: str) -> None:
    path = tmp_path / "odd.csv"
    path.write_text(f"{','.join(COLUMNS)}\n1,,2,busy,,\n{row}\n", "utf-8")
    with pytest.raises(HistoryWrong, match=rf"odd\.csv, line 3: {what}"):
        read(path)


def test_times_may_be_written_out(tmp_path: Path) -> None:
    path = tmp_path / "written.csv"
    path.write_text(
        f"{','.join(COLUMNS)}\n2026-05-04T08:00:00Z,,2026-05-04T10:00:20+02:00,busy,,\n", "utf-8"
    )
    (attempt,) = read(path)
    assert attempt.dialled_at == MONDAY
    assert attempt.rang == 20.0


def test_what_was_under_way_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "running.csv"
    path.write_text(f"{','.join(COLUMNS)}\n1,,2,busy,,\n3,,,,,\n4,9,,,ann,\n", "utf-8")
    (attempt,) = read(path)
    assert attempt.outcome is AttemptOutcome.BUSY


def test_too_short_a_history_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "short.csv"
    path.write_text(f"{','.join(COLUMNS)}\n1,,2,busy,,\n", "utf-8")
    with pytest.raises(HistoryWrong, match="1 attempts and 0 conversations"):
        replayed(read(path), "short")
    with pytest.raises(HistoryWrong, match=r"nowhere\.csv"):
        read(tmp_path / "nowhere.csv")


def test_the_command_replays(tmp_path: Path) -> None:
    app = typer.Typer()
    app.callback()(lambda: None)
    add_to(app)
    path, world = tmp_path / "monday.csv", tmp_path / "monday.toml"
    recorded(lasting(named("stationary"), 0.5, 0.5), Progressive(), path, agents=8)
    options = ("--seeds", "1", "--policy", "progressive", "--policy", "dockline", "--json")
    result = CliRunner().invoke(
        app, ["simulate", "--replay", str(path), "--world-out", str(world), *options]
    )
    assert result.exit_code == 0, result.output
    told = json.loads(result.output)
    assert told["world"] == "monday"
    assert [each["agents"] for each in told["scores"]] == [8, 8]
    same = CliRunner().invoke(app, ["simulate", "--world", str(world), *options])
    assert json.loads(same.output)["scores"][0] == told["scores"][0] | {
        "decision_p99_ms": json.loads(same.output)["scores"][0]["decision_p99_ms"]
    }
