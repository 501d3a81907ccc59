"""``dockline timeline``"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dockline.ports.store import AgentStateRow, PutAgentState, PutAlive
from tests.support.cli import LEAP, Terminal

DAY = datetime(2026, 11, 26, tzinfo=UTC).timestamp()


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    terminal = Terminal(tmp_path)

    async def work() -> None:
        rows = [
            (DAY - 100.0, "ready", "", "", 0),
            (DAY + 3600.0, "paused", "Lunch [red]", "", 0),
            (DAY + 5400.0, "talking", "", "call-1", 2),
            (DAY + 5461.0, "offline", "", "", 0),
            (DAY + 86_300.0, "ready", "", "", 0),
        ]
        for n, (at, *told) in enumerate(rows):
            row = AgentStateRow(LEAP, terminal.agent_id, at, n, *told)  # type: ignore[arg-type]
            await terminal.store.commit([PutAgentState(row)])
        await terminal.store.commit([PutAlive(LEAP, DAY + 86_500.0)])

    terminal.do(work())
    return terminal


def test_a_day(terminal: Terminal) -> None:
    told = terminal.says("timeline", "rishi", "--day", "2026-11-26")
    lines = [line.split() for line in told.splitlines()]
    assert told.splitlines()[0] == "Rishi, 2026-11-26, UTC time"
    assert lines[2:6] == [
        ["00:00:00", "01:00:00", "1:00:00", "ready"],
        ["01:00:00", "01:30:00", "0:30:00", "paused", "Lunch", "[red]"],
        ["01:30:00", "01:31:01", "0:01:01", "talking", "2", "call-1"],
        ["23:58:20", "00:00:00", "0:01:40", "ready"],
    ]
    assert told.splitlines()[6] == "ready 1:01:40, paused 0:30:00, talking 0:01:01"


def test_a_day_ends_when_the_server_did(terminal: Terminal) -> None:
    told = terminal.says("timeline", "rishi@leap", "--day", "2026-11-27")
    assert "00:00:00  00:01:40  0:01:40  ready" in told


def test_a_day_off(terminal: Terminal) -> None:
    assert "Offline all day" in terminal.says("timeline", "rishi", "--day", "2026-11-20")
    assert "Offline all day" in terminal.says("timeline", "rishi")


@pytest.mark.parametrize(
    ("words", "told"),
    [(["nobody"], "login: There is no agent"), (["rishi", "--day", "26.11."], "day: Must be")],
)
def test_what_is_wrong_is_named(terminal: Terminal, words: list[str], told: str) -> None:
    code, _, error = terminal.run("timeline", *words)
    assert code == 1
    assert error.startswith(told)
