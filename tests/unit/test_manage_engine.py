"""The engine and its trunk over the admin pages' routes, and test calls."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from dockline.adapters.memory.clock import MemoryClock
from dockline.domain.ids import CallId
from dockline.domain.space import DialPolicy, Role
from dockline.domain.testcall import TestCall, TestState, told
from tests.support.face import LEAP, PASSWORD, Server, serving
from tests.support.until import until

ENGINE, TEST = "/manage/api/engine", "/manage/api/engine/test-call"


class Desk:
    def __init__(self, server: Server, clock: MemoryClock, cookie: str) -> None:
        self.server = server
        self.clock = clock
        self.cookie = cookie

    async def ask(self, method: str, path: str, body: Any = None) -> httpx.Response:
        headers = {"Cookie": self.cookie}
        return await self.server.http.request(method, path, json=body, headers=headers)

    async def tested(self) -> dict[str, Any]:
        view: dict[str, Any] = (await self.ask("GET", TEST)).json()["test_call"]
        return view

    async def dial(self, number: str, **body: Any) -> httpx.Response:
        return await self.ask("POST", TEST, {"number": number} | body)

    async def in_state(self, state: str) -> dict[str, Any]:
        async with asyncio.timeout(10):
            while (view := await self.tested())["state"] != state:
                # Time is ours: it goes on as fast as it is asked for.
                self.clock.advance(0.25)
        return view


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    clock = MemoryClock()
    async with serving(tmp_path, clock=clock) as server:
        await server.node.accounts.create_user(LEAP, "admin", "Anita", PASSWORD, Role.ADMIN)
        yield Desk(server, clock, await server.sign_in("admin"))


async def test_the_engine_is_shown_with_its_trunk(desk: Desk) -> None:
    told = (await desk.ask("GET", ENGINE)).json()
    assert (told["name"], told["up"], told["legs"], told["calls_in_setup"]) == (
        "memory",
        True,
        0,
        0,
    )
    assert told["up_since"] is not None
    assert told["trunk"]["host"] == "memory"
    assert told["trunk"]["registration"] == "none"
    assert told["trunk"]["reachable"] is None
    assert told["caller_ids"] == ["442079460018"]
    assert told["test_call"] is None
    desk.server.engine.drop("the cable")
    told = (await desk.ask("GET", ENGINE)).json()
    assert (told["up"], told["detail"]) == (False, "the cable")
    assert (told["trunk"], told["trunk_known"]) == (None, False)


async def test_a_test_call_is_answered_and_hangs_up_by_itself(desk: Desk) -> None:
    answer = await desk.dial("+44 20 7946 0001")
    assert answer.status_code == 200
    begun = answer.json()["test_call"]
    assert (begun["number"], begun["caller_id"]) == ("442079460001", "442079460018")
    ringing = await desk.in_state("ringing")
    assert ringing["words"].startswith("It rings")
    second = await desk.dial("442079460101")
    assert (second.status_code, second.json()["code"]) == (409, "test-call-running")
    answered = await desk.in_state("answered")
    assert answered["answer_seconds"] == pytest.approx(1.0, abs=0.3)
    over = await desk.in_state("ended")
    assert over["good"]
    assert not over["far_end_hung_up"]
    assert over["sip_status"] == 200
    assert (
        over["words"]
        == f"Answered after {over['answer_seconds']:.1f} s. Its sound was not measured."
    )
    assert desk.clock.now() - begun_at(over) <= 20.0
    assert not desk.server.engine._legs
    newest = (await desk.server.store.audit(LEAP, limit=1))[0]
    assert (newest.actor, newest.action) == ("admin", "engine.test-call")
    assert newest.detail == {"number": "442079460001", "caller_id": "442079460018"}
    # No call of the space's: it is in no report.
    assert await desk.server.store.open_calls(LEAP) == []
    assert (await desk.ask("GET", ENGINE)).json()["failures"] == []


def begun_at(view: dict[str, Any]) -> float:
    return datetime.fromisoformat(view["dialled_at"]).timestamp()


async def test_what_is_refused_is_told_and_counted(desk: Desk) -> None:
    for number, status in (("442079460104", 486), ("442079460105", 404), ("442079460204", None)):
        assert (await desk.dial(number)).status_code == 200
        over = await desk.in_state("ended")
        assert over["sip_status"] in (status, 200)
        assert over["good"] is (status is None)
        if status is not None:
            assert over["words"].startswith(f"SIP {status}: ")
    await desk.dial("442079460104")
    await desk.in_state("ended")
    failures = (await desk.ask("GET", ENGINE)).json()["failures"]
    assert [(one["sip_status"], one["count"]) for one in failures] == [(486, 2), (404, 1)]
    assert failures[0]["words"] == "the number is busy"


async def test_nobody_answers_and_it_is_given_up(desk: Desk) -> None:
    await desk.dial("442079460103")
    over = await desk.in_state("ended")
    assert over["words"] == "It rang, and nobody answered. The trunk works that far."
    assert not over["good"]


async def test_the_rules_stand_before_a_test_call(desk: Desk) -> None:
    async def refused(number: str) -> tuple[int, str]:
        answer = await desk.dial(number)
        return answer.status_code, answer.json()["code"]

    assert await refused("hello") == (400, "number-invalid")
    assert await refused("999") == (200, "number-not-allowed")
    assert await refused("449098790000") == (200, "number-not-allowed")
    await desk.server.settings(dial_policy=DialPolicy(countries=("91",)))
    assert await refused("442079460101") == (200, "number-not-allowed")
    capped = DialPolicy(spend_cap=0.01, minute_rates={"44": 5.0})
    await desk.server.settings(dial_policy=capped)
    assert await refused("442079460001") == (200, "number-not-allowed")
    await desk.server.settings(dial_policy=DialPolicy())
    desk.server.engine.drop("the cable")
    assert (await refused("442079460001"))[1] == "voice-unavailable"
    assert await desk.tested() is None


async def test_an_engine_that_ends_meanwhile_ends_the_test_call(desk: Desk) -> None:
    await desk.dial("442079460103")
    await desk.in_state("ringing")
    desk.server.engine.kill("process ended")
    over = await desk.in_state("ended")
    assert over["words"] == "The voice engine ended during the call."
    assert await until(lambda: not desk.server.node.engine_room._running)


@pytest.mark.parametrize(
    ("sent", "received", "words", "good"),
    [
        (50, 49, "Audio both ways.", True),
        (50, 0, "Audio goes out, and none comes back: look at NAT and the firewall (RTP).", False),
        (0, 50, "Audio comes in, and none goes out.", False),
        (0, 0, "No audio either way: look at NAT and the firewall (RTP).", False),
    ],
)
def test_the_sound_is_told_in_words(sent: int, received: int, words: str, good: bool) -> None:
    call = TestCall(CallId("c"), "44", "", "a", TestState.ENDED, 1.0, answered_at=3.1, ended_at=9.0)
    call = replace(call, sent=sent, received=received)
    assert told(call) == f"Answered after 2.1 s. {words}"
    assert call.good is good
