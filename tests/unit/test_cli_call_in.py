"""``dockline call-in`` where there is nobody to call, or no such number."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from dockline.cli.call_in import call
from dockline.cli.joinery import CallerAsked
from dockline.settings import Settings
from tests.support.commands import demo, dockline


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["44 20"], "NUMBER"),
        (["4"], "NUMBER"),
        (["--caller", "Ann"], "--caller"),
        (["--press", "1A"], "--press"),
        (["--seconds", "0"], "--seconds"),
    ],
)
async def test_what_cannot_be_called_is_named(tmp_path: Path, words: list[str], named: str) -> None:
    async with dockline("call-in", *words, "--data", str(tmp_path)) as process:
        code, out, err = await process.end()
    assert (code, out) == (2, "")
    assert named in err
    assert "Traceback" not in err


async def test_without_a_demo_nobody_calls(tmp_path: Path) -> None:
    async with dockline("call-in", "--data", str(tmp_path)) as process:
        code, _, err = await process.end()
    assert code == 1
    assert "dockline demo" in err


async def test_a_demo_without_a_voice_engine_has_no_carrier(tmp_path: Path) -> None:
    async with (
        demo(tmp_path, "--port", "0"),
        dockline("call-in", "--data", str(tmp_path)) as process,
    ):
        code, _, err = await process.end()
    assert code == 1
    assert "voice engine" in err


class Answered:
    """A call that is answered, and goes on until it is hung up; and who makes it."""

    def __init__(self) -> None:
        self.hung_up = False

    @asynccontextmanager
    async def caller(self, settings: Settings, asked: CallerAsked) -> AsyncIterator["Answered"]:
        yield self

    async def is_answered(self) -> bool:
        return True

    async def ends(self) -> int:
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.Event().wait()
        return 200

    async def hang_up(self) -> None:
        self.hung_up = True


async def test_control_c_hangs_up(capsys: pytest.CaptureFixture[str]) -> None:
    answered: Any = Answered()
    asked = CallerAsked(dialled="442079460018", caller="", name="", presses="", stays=60)
    assert await call(answered, Settings(), asked) is None
    assert answered.hung_up
    assert capsys.readouterr().out.splitlines() == [
        "Calling 442079460018 as a withheld number.",
        "Answered. Ctrl+C hangs up.",
        "Hung up.",
    ]
