"""The page of the engine, on a real engine whose trunk is registered with the test carrier."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher

from dockline.adapters.memory.store import MemoryStore
from dockline.adapters.system_clock import SystemClock
from dockline.domain.space import Role, SpaceSettings
from dockline.node import Node
from dockline.settings import EngineSettings, Settings
from tests.support.engines import open_folder
from tests.support.face import LEAP, PASSWORD

pytestmark = pytest.mark.engine
ENGINE, TEST = "/manage/api/engine", "/manage/api/engine/test-call"
ECHO, BUSY, SILENT_RING = "442079460100", "442079460104", "442079460103"


async def test_the_trunk_is_registered_and_test_calls_say_what_came_of_them(
    installation: Any,
) -> None:
    with open_folder() as folder:
        node = Node(
            Settings(
                host="127.0.0.1",
                port=0,
                data=folder / "data",
                store="memory",
                keep_engine=False,
                engine=EngineSettings(kind="asterisk"),
            ),
            carrier=True,
            store=MemoryStore(SystemClock()),
            hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1),
        )
        await node.start()
        try:
            await node.accounts.create_space(LEAP, "Leap", SpaceSettings(caller_id="442079460018"))
            await node.accounts.create_user(LEAP, "admin", "Anita", PASSWORD, Role.ADMIN)
            async with httpx.AsyncClient(base_url=node.url, trust_env=False) as http:
                login = {"login": f"admin@{LEAP}", "password": PASSWORD}
                assert (await http.post("/dock/sign-in", json=login)).status_code == 200
                await _walk(http, node, folder)
        finally:
            await node.stop()


async def _walk(http: httpx.AsyncClient, node: Node, folder: Path) -> None:
    async def engine() -> dict[str, Any]:
        told: dict[str, Any] = (await http.get(ENGINE)).json()
        return told

    async def tested() -> dict[str, Any]:
        view: dict[str, Any] = (await http.get(TEST)).json()["test_call"]
        return view

    async def dial(number: str) -> dict[str, Any]:
        answer = (await http.post(TEST, json={"number": number})).json()
        assert answer["success"], answer
        return await _until(tested, lambda view: view["state"] == "ended")

    told = await _until(engine, lambda told: told["trunk"]["registration"] == "registered")
    assert (told["name"], told["up"], told["legs"]) == ("asterisk", True, 0)
    assert told["trunk"]["registers"]
    assert 0 < told["trunk"]["renews_in"] <= 300
    assert told["trunk"]["answered_at"] is not None
    assert "password" not in str(told)
    told = await _until(engine, lambda told: told["trunk"]["reachable"] is not None)
    assert told["trunk"]["reachable"] is True
    assert 0 < told["trunk"]["round_trip_ms"] < 1000
    over, busy = await dial(ECHO), await dial(BUSY)
    assert over["words"] == f"Answered after {over['answer_seconds']:.1f} s. Audio both ways."
    assert over["good"]
    assert over["packets_sent"] > 50
    assert over["packets_received"] > 50
    assert (busy["sip_status"], busy["words"]) == (486, "SIP 486: the number is busy.")
    assert [(one["sip_status"], one["count"]) for one in (await engine())["failures"]] == [(486, 1)]
    assert (await node.engine.inventory()).legs == ()


async def _until(
    ask: Callable[[], Awaitable[dict[str, Any]]], done: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    async with asyncio.timeout(25):
        while not done(told := await ask()):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return told
