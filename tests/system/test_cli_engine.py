"""``serve`` and ``demo`` with the real engine: what outlives what."""

import asyncio
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.commands import Process, demo, dockline, ready
from tests.support.until import until

pytestmark = pytest.mark.engine


async def engine_of(url: str) -> dict[str, Any]:
    async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
        answer = await http.get("/readyz")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()["engine"]
    return found


def pid_of(engine: dict[str, Any]) -> int:
    found = re.search(r"process (\d+)", engine["detail"])
    assert found is not None
    return int(found[1])


def alive(pid: int) -> bool:
    """A process that has ended and was not waited for yet (its parent was killed) is not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


@pytest.fixture
def left_behind() -> Iterator[list[int]]:
    """Engines that a failed test would leave running."""
    pids: list[int] = []
    yield pids
    for pid in pids:
        if alive(pid):
            os.kill(pid, signal.SIGKILL)


async def stopped(server: Process, how: signal.Signals) -> None:
    code, _, err = await server.stop(how)
    assert code == (0 if how is signal.SIGTERM else -how)
    assert "Traceback" not in err


async def test_the_engine_outlives_a_server_that_is_killed_and_is_found_again(
    tmp_path: Path, left_behind: list[int]
) -> None:
    words = ("serve", "--data", str(tmp_path), "--port", "0")
    async with dockline(*words, engine="asterisk") as first:
        engine = await engine_of(await ready(first))
        pid = pid_of(engine)
        left_behind.append(pid)
        await stopped(first, signal.SIGKILL)
    assert alive(pid)
    async with dockline(*words, engine="asterisk") as second:
        assert pid_of(await engine_of(await ready(second))) == pid
        await stopped(second, signal.SIGTERM)
    assert not alive(pid)


async def test_it_may_be_left_to_the_next_server(tmp_path: Path, left_behind: list[int]) -> None:
    words = ("serve", "--data", str(tmp_path), "--port", "0")
    async with dockline(*words, "--leave-engine", engine="asterisk") as first:
        pid = pid_of(await engine_of(await ready(first)))
        left_behind.append(pid)
        await stopped(first, signal.SIGTERM)
    assert alive(pid)
    async with dockline(*words, engine="asterisk") as second:
        assert pid_of(await engine_of(await ready(second))) == pid
        await stopped(second, signal.SIGTERM)
    assert not alive(pid)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
async def test_everything_of_the_demo_ends_with_it(tmp_path: Path, how: signal.Signals) -> None:
    async with demo(tmp_path, "--port", "0", engine="asterisk") as (process, told):
        assert "442079460100" in told["carrier_numbers"]
        engine = pid_of(await engine_of(told["url"]))
        children = await asyncio.to_thread(children_of, process.process.pid)
        assert engine in children
        assert len(children) == 2  # the engine and the carrier
        await stopped(process, how)
    await until(lambda: not any(alive(child) for child in children), pause=0.01)


def children_of(pid: int) -> list[int]:
    return [
        int(child)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for child in (task / "children").read_text().split()
    ]


async def test_somebody_calls_the_demo(tmp_path: Path) -> None:
    """And is turned away, for nobody there knows the number."""
    async with (
        demo(tmp_path, "--port", "0", engine="asterisk"),
        dockline("call-in", "442079460999", "--data", str(tmp_path)) as process,
    ):
        code, out, err = await process.end()
    assert out == "Calling 442079460999 as 442079460110.\n"
    assert err == "The call was refused: SIP status 404.\n"
    assert code == 1
