"""Every scene of the dock and the board, judged by axe: WCAG A and AA, and the pages' policy."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.browser import DockPage

ROOT = Path(__file__).parents[2]
AXE_ALONE = ("--no-pictures",)


@pytest.mark.long
@pytest.mark.timeout(400)
@pytest.mark.parametrize(("size", "theme"), [("360x640", "light"), ("1280x800", "dark")])
def test_every_scene_is_accessible(size: str, theme: str) -> None:
    """`tools/shoot.py` takes all sizes and both themes; here each of them has its turn."""
    shoot = [sys.executable, "tools/shoot.py", "--sizes", size, "--themes", theme, *AXE_ALONE]
    done = subprocess.run(shoot, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert " 0 faults" in done.stdout


@pytest.mark.long
@pytest.mark.timeout(400)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_scene_of_the_board_is_accessible(theme: str) -> None:
    shoot = [sys.executable, "tools/shoot_board.py", "--themes", theme, *AXE_ALONE]
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
