"""``/manage/api/audit``"""

import csv
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from msgspec.structs import replace

from dockline.domain.space import Role
from dockline.ports.audit_store import EraseAuditDetails
from dockline.ports.store import AppendAudit, AuditEntry
from dockline.services import audit_log
from dockline.services.audit_log import imported, verify_lines
from tests.support.face import LEAP, PASSWORD, Server, serving


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as server:
        await server.node.accounts.create_user(LEAP, "ada", "Ada", PASSWORD, Role.ADMIN)
        entries = [
            AuditEntry(1e9 + n, LEAP, "=token:crm", "leads.pushed", {"n": n}) for n in range(7)
        ]
        await server.store.commit([AppendAudit(entry) for entry in entries])
        yield server


@pytest.fixture
async def ada(server: Server) -> dict[str, str]:
    return {"Cookie": await server.sign_in("ada")}


async def get(server: Server, ada: dict[str, str], path: str = "", **query: Any) -> httpx.Response:
    return await server.http.get(f"/manage/api/audit{path}", params=query, headers=ada)


async def test_entries_page_by_page(server: Server, ada: dict[str, str]) -> None:
    first = (await get(server, ada, limit=3)).json()
    assert first["entries"][0]["action"] == "sign-in"
    found, before = first["entries"], first["next_before"]
    while before is not None:
        page = (await get(server, ada, limit=3, before=before)).json()
        found += page["entries"]
        before = page["next_before"]
    assert [one["seq"] for one in found] == list(range(len(found), 0, -1))
    asked: dict[str, Any] = {
        "actor": "TOKEN:crm",
        "action": "leads.",
        "since": 1e9 + 2,
        "until": 1e9 + 5,
    }
    some = (await get(server, ada, **asked, text="3")).json()
    assert [one["detail"] for one in some["entries"]] == [{"n": 3}]
    assert some["next_before"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"limit": "0"},
        {"limit": "201"},
        {"before": "x"},
        {"since": "nan"},
        {"until": "-1"},
        {"actor": "x" * 201},
    ],
    ids=str,
)
async def test_a_wrong_field_is_named(
    server: Server, ada: dict[str, str], wrong: dict[str, str]
) -> None:
    answer = await get(server, ada, **wrong)
    assert answer.status_code == 400
    assert answer.json()["message"].startswith(f"{next(iter(wrong))}: ")


async def test_the_chain_is_looked_at_in_slices(
    server: Server, ada: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_log, "SLICE", 4)
    seen = [(await get(server, ada, "/chain")).json()]
    while not seen[-1]["done"]:
        seen.append((await get(server, ada, "/chain", after=seen[-1]["verified_to"])).json())
    newest = seen[0]["newest"]
    assert [one["verified_to"] for one in seen] == [*range(4, newest, 4), newest]
    assert all(one["fault"] is None for one in seen)
    lines = server.store._audit
    sixth = next(one for one in lines.values() if (one.space_id, one.seq) == (LEAP, 6))
    lines[sixth.entry_id] = replace(sixth, action="something.else")
    told = (await get(server, ada, "/chain", after=4)).json()
    assert told["done"]
    assert told["fault"] == {"seq": 6, "entry_id": sixth.entry_id, "why": "It was changed."}
    assert told["verified_to"] == 5
    beyond = (await get(server, ada, "/chain", after=newest + 5)).json()
    assert beyond["fault"]["why"] == "It is missing."


async def test_an_export_is_a_file_and_an_entry(server: Server, ada: dict[str, str]) -> None:
    line = (await server.store.audit_lines(LEAP, audit_log._EVERY, limit=2))[-1]
    await server.store.commit([EraseAuditDetails(LEAP, line.entry_id, {}, 5.0)])
    answer = await get(server, ada, "/export")
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert answer.headers["content-disposition"] == 'attachment; filename="audit-leap.jsonl"'
    state = verify_lines(imported(answer.content.splitlines()))
    assert (state.fault, state.erased) == (None, 1)
    last = msgspec.json.decode(answer.content.splitlines()[-1])
    assert (last["seq"], last["actor"], last["action"]) == (state.seq, "ada", "audit.exported")
    asked = {"format": "csv", "action": "leads."}
    rows = list(csv.DictReader(io.StringIO((await get(server, ada, "/export", **asked)).text)))
    details = [f'{{"n":{n}}}' for n in range(6)]
    assert [row["detail"] for row in rows] == [*details, "{}"]
    assert [row["erased"] for row in rows] == [*([""] * 6), "1970-01-01T00:00:05.000Z"]
    assert {row["actor"] for row in rows} == {"'=token:crm"}
    newest = (await server.store.audit(LEAP, limit=1))[0]
    assert newest.detail == asked
    await get(server, ada, "/export", text="442079460101")
    newest = (await get(server, ada, limit="1")).json()["entries"][0]
    assert newest["detail"] == {"text": "given"}
    assert (await get(server, ada, "/export", format="xml")).status_code == 400
