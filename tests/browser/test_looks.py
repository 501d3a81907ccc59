"""Every scene of the dock and the board, judged by axe: WCAG A and AA, and the pages' policy."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.browser import DockPage

ROOT = Path(__file__).parents[2]
HALVES = ("1/2", "2/2")


@pytest.mark.long
@pytest.mark.timeout(400)
@pytest.mark.parametrize("part", HALVES)
def test_every_scene_is_accessible(part: str) -> None:
    """As small as a phone by day, and on a desk by night; `tools/shoot.py` takes all four."""
    looked("shoot.py", "--turn", "360x640-light,1280x800-dark", "--part", part)


@pytest.mark.long
@pytest.mark.timeout(400)
@pytest.mark.parametrize("part", HALVES)
def test_every_scene_of_the_board_is_accessible(part: str) -> None:
    looked("shoot_board.py", "--turn", "--part", part)


def looked(tool: str, *said: str) -> None:
    shoot = [sys.executable, f"tools/{tool}", *said]
    done = subprocess.run(shoot, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert " 0 faults" in done.stdout


def test_the_live_pages_are_accessible(rishi: DockPage) -> None:
    assert rishi.axe() == []
    rishi.make_call("442079460111", name="Alex", record_url="https://crm.example/1")
    rishi.state("Talking")
    assert rishi.axe() == []
    rishi.controls("Transfer")
    assert rishi.axe() == []
    rishi.page.keyboard.press("Escape")
    rishi.controls("Hang up")
    rishi.state("Wrap-up")
    assert rishi.axe() == []
