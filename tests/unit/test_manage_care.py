"""Retention, legal holds and erasing over the admin pages' routes."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from dockline.adapters.memory.clock import MemoryClock
from dockline.domain.ids import CallId
from dockline.domain.space import Role
from dockline.ports.store import PutCall
from tests.contract.store_samples import call
from tests.support.face import LEAP, PASSWORD, Server, serving
from tests.support.until import queued, until

RETENTION, ERASE = "/manage/api/retention", "/manage/api/erase"
NUMBER = "442079460101"
DAY = 86_400.0


class Desk:
    def __init__(self, server: Server, clock: MemoryClock, cookie: str) -> None:
        self.server = server
        self.clock = clock
        self.cookie = cookie

    async def ask(self, method: str, path: str, body: Any = None) -> httpx.Response:
        headers = {"Cookie": self.cookie}
        return await self.server.http.request(method, path, json=body, headers=headers)

    async def told(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        answer = await self.ask(method, path, body)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def said(self) -> list[tuple[str, str]]:
        entries = await self.server.store.audit(LEAP, limit=20)
        return [(one.actor, one.action) for one in entries if one.action != "sign-in"]


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    clock = MemoryClock()
    async with serving(tmp_path, clock=clock) as server:
        await server.node.accounts.create_user(LEAP, "admin", "Anita", PASSWORD, Role.ADMIN)
        yield Desk(server, clock, await server.sign_in("admin"))


async def test_retention_is_shown_changed_and_previewed(desk: Desk) -> None:
    began = desk.clock.now() - 20 * DAY
    await desk.server.store.commit(
        [PutCall(call(n, number=NUMBER, started_at=began + n, ended_at=began + 9)) for n in (1, 2)]
    )
    shown = await desk.told("GET", RETENTION)
    assert set(shown["retention"].values()) == {None}
    assert shown["kept_calls"] == []
    would = await desk.told("POST", f"{RETENTION}/preview", {"calls": 10})
    assert (would["calls"], would["more"]) == (2, False)
    assert (await desk.told("POST", f"{RETENTION}/preview", {"calls": 30}))["calls"] == 0
    changed = await desk.told("PATCH", RETENTION, {"calls": 10, "chats": 90})
    assert (changed["retention"]["calls"], changed["retention"]["chats"]) == (10, 90)
    again = await desk.told("PATCH", RETENTION, {"chats": None})
    assert (again["retention"]["calls"], again["retention"]["chats"]) == (10, None)
    newest = (await desk.server.store.audit(LEAP, limit=1))[0]
    assert newest.action == "retention.changed"
    assert (newest.detail["from"]["chats"], newest.detail["to"]["chats"]) == (90, None)
    for wrong in ({"calls": 7}, {"chats": 0}, {"leads": 1.5}, {"weeks": 1}, {"calls": 99_999}):
        refused = await desk.ask("PATCH", RETENTION, wrong)
        assert refused.status_code == 400
        assert next(iter(wrong)) in refused.json()["message"]
    # It goes by itself within the hour.
    desk.clock.advance(3601.0)

    async def masked() -> bool:
        one = await desk.server.store.call(LEAP, CallId("call-1"))
        return one is not None and one.number == ""

    await until(lambda: ("system", "retention.ran") in _seen(desk))
    assert await masked()


async def test_of_two_admins_who_change_retention_at_once_neither_undoes_the_other(
    desk: Desk,
) -> None:
    await desk.told("PATCH", RETENTION, {"recordings": 30})
    async with desk.server.node.accounts.book.writing:
        changing = [
            asyncio.create_task(desk.told("PATCH", RETENTION, days))
            for days in ({"recordings": None}, {"chats": 60})
        ]
        await queued(desk.server.node.accounts.book._writing, 2)
    await asyncio.gather(*changing)
    kept = (await desk.told("GET", RETENTION))["retention"]
    assert (kept["recordings"], kept["chats"]) == (None, 60)


def _seen(desk: Desk) -> list[tuple[str, str]]:
    return [(one.actor, one.action) for one in desk.server.store._audit.values()]


async def test_a_call_is_kept_and_released(desk: Desk) -> None:
    await desk.server.store.commit([PutCall(call(1, number=NUMBER, ended_at=1500.0))])
    keep = "/manage/api/calls/call-1/keep"
    assert (await desk.told("POST", keep, {"reason": "Case 4"}))["kept"] is True
    (kept,) = (await desk.told("GET", RETENTION))["kept_calls"]
    assert (kept["call_id"], kept["kept_by"], kept["reason"]) == ("call-1", "admin", "Case 4")
    found = await desk.told("POST", ERASE, {"number": NUMBER})
    assert (found["calls"], found["held_calls"]) == (0, 1)
    assert (await desk.told("DELETE", keep))["kept"] is False
    assert (await desk.told("GET", RETENTION))["kept_calls"] == []
    missing = "/manage/api/calls/nowhere/keep"
    assert (await desk.ask("POST", missing, {"reason": "x"})).status_code == 404
    assert (await desk.ask("DELETE", missing)).status_code == 404
    assert (await desk.ask("POST", keep, {"reason": " "})).json()["message"].startswith("reason: ")


async def test_a_number_is_counted_and_erased_once_it_is_typed_again(desk: Desk) -> None:
    store = desk.server.store
    await store.commit([PutCall(call(1, number=NUMBER, ended_at=1500.0, note="Tea"))])
    found = await desk.told("POST", ERASE, {"number": "+44 20 7946 0101"})
    assert (found["erased"], found["calls"], found["number"]) == (False, 1, NUMBER)
    wrong = await desk.ask("POST", ERASE, {"number": NUMBER, "confirm": "442079460102"})
    assert (wrong.status_code, wrong.json()["message"]) == (
        400,
        "confirm: Type the same number again.",
    )
    confirmed = {"number": "+44 20 7946 0101", "confirm": "44 20 7946 0101"}
    done = await desk.told("POST", ERASE, confirmed)
    assert (done["erased"], done["calls"], done["never_call"]) == (True, 1, True)
    assert await store.do_not_call(LEAP, "", [NUMBER]) == {NUMBER}  # type: ignore[arg-type]
    newest = (await store.audit(LEAP, limit=1))[0]
    assert (newest.actor, newest.action) == ("admin", "number.erased")
    assert newest.detail["number"] == done["fingerprint"]
    assert NUMBER not in str(newest)
    again = await desk.told("POST", ERASE, {"number": NUMBER})
    assert (again["calls"], again["do_not_call"]) == (0, 1)
    own = await desk.ask("POST", ERASE, {"number": "442079460018"})
    assert (own.status_code, own.json()["code"]) == (409, "own-number")
    bad = await desk.ask("POST", ERASE, {"number": "hello"})
    assert (bad.status_code, bad.json()["message"].startswith("number: ")) == (400, True)


async def test_a_call_that_is_under_way_is_not_erased(desk: Desk) -> None:
    async with desk.server.dock() as dock:
        await desk.server.make_call(number="442079460001")
        card = await dock.fact("call_ringing")
        assert card.call_id
        confirmed = {"number": "442079460001", "confirm": "442079460001"}
        busy = await desk.ask("POST", ERASE, confirmed)
        assert (busy.status_code, busy.json()["code"]) == (409, "number-busy")
