"""/manage/api/campaigns/<id>/leads and /manage/api/leads: found, explained, changed, in and out."""

import asyncio
import csv
import io
import json
import threading
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import httpx
import pytest
from msgspec.structs import replace
from openpyxl import Workbook

from dockline.api.manage import lead_tables
from dockline.domain.ids import LeadId, ListId
from dockline.domain.lead import LeadState
from dockline.domain.leadhold import hold
from dockline.domain.outcomes import AttemptOutcome
from dockline.ports.lead_store import PutLead, PutLife
from dockline.services import table_files
from tests.support.campaigns import attempted, keep, life_of
from tests.support.face import LEAP
from tests.support.managed import Managed, managed

NUMBERS = tuple(f"91965430100{n}" for n in range(7))


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Managed]:
    async with managed(tmp_path) as running:
        yield running


class Filled:
    """A campaign that runs, with seven leads in two lists."""

    def __init__(self, at: Managed, campaign_id: str) -> None:
        self.at = at
        self.campaign_id = campaign_id
        self.place = f"/campaigns/{campaign_id}/leads"

    async def find(self, **query: Any) -> list[str]:
        """Numbers, without what all begin with."""
        found = await self.at.get(self.place, **query)
        return [one["number"].removeprefix("91965430100") for one in found["leads"]]

    async def lead(self, number: str) -> dict[str, Any]:
        [found] = (await self.at.get(self.place, find=number))["leads"]
        return dict(found)


async def filled(at: Managed) -> Filled:
    campaign_id = await at.campaign()
    world = Filled(at, campaign_id)
    head = "number,external_id,name\n"
    rows = [f"+{number},crm-{n},Lead {n}" for n, number in enumerate(NUMBERS)]
    await at.upload(f"{world.place}/import", (head + "\n".join(rows[:5])).encode(), source="A")
    await at.upload(f"{world.place}/import", (head + "\n".join(rows[5:])).encode(), source="B")
    hours = {"days": [[{"opens": "00:00", "closes": "24:00"}]] * 7}
    settings = {"leads": {"calling_hours": hours}}
    await at.patch(f"/campaigns/{campaign_id}", {"settings": settings})
    await at.post(f"/campaigns/{campaign_id}/run", {"action": "start"})
    return world


async def life(at: Managed, lead_id: str) -> Any:
    return await life_of(at.server.store, LEAP, LeadId(lead_id))


# --- finding ------------------------------------------------------------------------------------


async def test_pages_follow_one_another_over_the_lists(at: Managed) -> None:
    world = await filled(at)
    seen: list[str] = []
    after, pages = "", 0
    while True:
        page = await at.get(world.place, limit=3, after=after)
        assert page["total"] == 7
        seen += [one["number"] for one in page["leads"]]
        pages += 1
        if page["next_after"] is None:
            break
        after = page["next_after"]
    assert (seen, pages) == (list(NUMBERS), 3)
    first = (await at.get(world.place))["leads"][0]
    assert (first["standing"], first["list_name"]) == ("next", "A")
    assert (first["tries"], first["most_tries"], first["last_at"]) == (0, 8, None)
    assert first["next_at"] == pytest.approx(at.server.node.clock.now(), abs=5)


async def test_leads_are_found_by_number_external_id_state_and_list(at: Managed) -> None:
    world = await filled(at)
    for text in ("+91 96543 01003", "919654301003", "crm-3"):
        assert await world.find(find=text) == ["3"], text
    assert await world.find(find="9196") == list("0123456")
    assert await world.find(find="nobody") == []
    assert await world.find(states="done,callback") == []
    assert await world.find(states="new") == list("0123456")
    second = (await world.lead("crm-5"))["list_id"]
    assert await world.find(list_id=second) == ["5", "6"]
    assert await world.find(list_id=second, find="crm-1") == []
    await at.post("/do-not-call", {"numbers": [f"+{NUMBERS[6]}"]})
    assert await world.find(states="do_not_call") == ["6"]
    assert await world.find(states="do_not_call", find="crm") == ["6"]
    for query, told in (
        ({"states": "happy"}, "states: "),
        ({"limit": "0"}, "limit: "),
        ({"limit": "many"}, "limit: "),
    ):
        refused = await at.ask("GET", world.place, params=query)
        assert refused.status_code == 400
        assert refused.json()["message"].startswith(told)
    nowhere = await at.ask("GET", world.place, params={"list_id": "none"})
    assert nowhere.status_code == 404


async def test_more_than_can_be_shown_says_so(at: Managed) -> None:
    campaign_id = await at.campaign()
    place = f"/campaigns/{campaign_id}/leads"
    table = "number\n" + "\n".join(f"+9196543{n:05}" for n in range(230))
    await at.upload(f"{place}/import", table.encode(), source="Many")
    told = await at.get(place, find="+91 96543")
    assert (len(told["leads"]), told["narrow"], told["total"]) == (200, True, None)
    assert (await at.get(place, find="+91 96543 0000"))["narrow"] is False


async def test_how_each_lead_stands(at: Managed) -> None:
    world = await filled(at)
    store, now = at.server.store, at.server.node.clock.now()
    ids = [(await world.lead(f"crm-{n}"))["lead_id"] for n in range(7)]
    tried = attempted(await life(at, ids[0]), now - 60, AttemptOutcome.NO_ANSWER)
    await keep(store, tried)
    await at.post(f"/leads/{ids[2]}/callback", {"at": now + 7200, "username": "rishi"})
    await at.post(f"/leads/{ids[3]}/do-not-call", {})
    held = hold(await life(at, ids[1]), (await at.kept(world.campaign_id)).settings.leads, now)
    # Last: what nobody has on a card is soon let go by the dialer.
    await store.commit([PutLife(held)])
    rows = {one["lead_id"]: one for one in (await at.get(world.place))["leads"]}
    assert [rows[one]["standing"] for one in ids[:5]] == [
        "resting",
        "card",
        "callback",
        "do_not_call",
        "next",
    ]
    assert (rows[ids[0]]["tries"], rows[ids[0]]["last_at"]) == (1, pytest.approx(now - 60, abs=1))
    assert rows[ids[2]]["username"] == "rishi"
    assert rows[ids[2]]["next_at"] == pytest.approx(now + 7200)
    assert rows[ids[3]]["next_at"] is None
    await at.post(f"/campaigns/{world.campaign_id}/run", {"action": "pause"})
    assert (await world.lead("crm-4"))["standing"] == "held_back"


# --- one lead -----------------------------------------------------------------------------------


async def test_why_a_lead_waits(at: Managed) -> None:
    world = await filled(at)
    shut: dict[str, Any] = {"days": [[] for _ in range(7)]}
    settings = {"leads": {"calling_hours": shut}}
    await at.patch(f"/campaigns/{world.campaign_id}", {"settings": settings})
    lead = await world.lead("crm-0")
    assert lead["standing"] == "stuck", "hours that never open"
    told = await at.get(f"/leads/{lead['lead_id']}")
    assert (told["data"], told["zones"]) == ({"name": "Lead 0"}, ["Asia/Calcutta"])
    assert told["allowed"] is False
    assert "calls may be made not at all" in told["sentence"]
    rules = [one["rule"] for one in told["rules"]]
    assert rules[0] == "state"
    assert {"calling-hours", "campaign", "dial-list", "voice", "agents"} <= set(rules)
    assert (await at.ask("GET", f"/leads/{lead['lead_id']}", "sam")).status_code == 200
    for who in ("olga", "rishi"):
        hidden = await at.ask("GET", f"/leads/{lead['lead_id']}", who)
        assert hidden.status_code == (404 if who == "olga" else 403)
    assert (await at.ask("GET", "/leads/none")).status_code == 404


async def test_a_lead_is_changed_and_the_change_is_told(at: Managed) -> None:
    world = await filled(at)
    lead_id = (await world.lead("crm-0"))["lead_id"]
    told = await at.patch(
        f"/leads/{lead_id}",
        {
            "timezone": "America/Los_Angeles",
            "username": "rishi",
            "priority": 9,
            "data": {"company": "novanet"},
        },
    )
    assert (told["timezone"], told["zones"]) == ("America/Los_Angeles", ["America/Los_Angeles"])
    assert (told["lead"]["username"], told["priority"]) == ("rishi", 9)
    assert told["data"] == {"name": "Lead 0", "company": "novanet"}
    [(actor, detail)] = await at.audit("lead.changed")
    assert (actor, detail["after"]["priority"], detail["before"]["priority"]) == ("rita", 9, 0)
    assert detail["number"] == NUMBERS[0]
    # The log outlives the lead: it has no more of the data than its keys.
    assert detail["data"] == ["company"]
    assert "novanet" not in str(detail)
    more = {"priority": 1, "data": {"note": "x" * 65_500}}
    refused = await at.ask("PATCH", f"/leads/{lead_id}", json=more)
    assert (refused.status_code, refused.json()["code"]) == (400, "lead-too-large")
    assert refused.json()["message"].startswith("data: ")
    assert (await at.get(f"/leads/{lead_id}"))["priority"] == 9
    back = await at.patch(f"/leads/{lead_id}", {"timezone": "", "username": ""})
    assert (back["zones"], back["lead"]["username"]) == (["Asia/Calcutta"], "")
    for body, field in (
        ({"timezone": "Mars/Olympus"}, "timezone: "),
        ({"username": "nobody"}, "username: "),
        ({"username": "olga"}, "username: "),
        ({"priority": 1000}, "priority: "),
        ({"data": {"name": "A\0B"}}, "data: contains a NUL"),
        ({"data": {"name": "x" * 70_000}}, "data: "),
    ):
        refused = await at.ask("PATCH", f"/leads/{lead_id}", json=body)
        assert refused.status_code == 400
        assert refused.json()["message"].startswith(field)
    refused = await at.ask("PATCH", f"/leads/{lead_id}", "sam", json={"priority": 1})
    assert refused.status_code == 403


async def test_never_call_then_queue_again(at: Managed) -> None:
    world = await filled(at)
    lead_id = (await world.lead("crm-0"))["lead_id"]
    told = await at.post(f"/leads/{lead_id}/do-not-call", {"reason": "Asked by phone"})
    assert told["lead"]["standing"] == "do_not_call"
    listed = await at.get("/do-not-call")
    assert [(one["number"], one["reason"]) for one in listed["entries"]] == [
        (NUMBERS[0], "Asked by phone")
    ]
    refused = await at.ask("POST", f"/leads/{lead_id}/queue")
    assert (refused.status_code, refused.json()["code"]) == (409, "not-now")
    await at.ask("DELETE", f"/do-not-call/{NUMBERS[0]}")
    again = await at.post(f"/leads/{lead_id}/queue")
    assert again["lead"]["state"] == "new"
    assert [who for who, _ in await at.audit("lead.queued-again")] == ["rita"]
    refused = await at.ask("POST", f"/leads/{lead_id}/queue")
    assert refused.status_code == 409, "it is queued already"
    other = await world.lead("crm-1")
    campaign_only = await at.post(f"/leads/{other['lead_id']}/do-not-call", {"everywhere": False})
    assert campaign_only["lead"]["standing"] == "do_not_call"
    assert (await at.get("/do-not-call"))["entries"] == []
    own = await at.get("/do-not-call", campaign_id=world.campaign_id)
    assert [one["campaign"] for one in own["entries"]] == ["Spring"]


async def test_a_callback_is_set_moved_and_taken_back(at: Managed) -> None:
    world = await filled(at)
    place = f"/leads/{(await world.lead('crm-0'))['lead_id']}/callback"
    now = at.server.node.clock.now()
    told = await at.post(place, {"at": now + 3600, "username": "siddhant", "note": "After lunch"})
    assert told["callback"] == {
        "at": pytest.approx(now + 3600),
        "username": "siddhant",
        "note": "After lunch",
    }
    told = await at.post(place, {"at": now + 7200})
    assert told["callback"]["username"] == ""
    for at_time in (now - 5, now + 10**8):
        refused = await at.ask("POST", place, json={"at": at_time})
        assert refused.json()["code"] == "callback-not-possible"
    unknown = await at.ask("POST", place, json={"at": now + 60, "username": "nobody"})
    assert (unknown.status_code, unknown.json()["code"]) == (400, "username-unknown")
    # Who would never get it: it would wait for them for an hour, or for ever.
    outside = await at.ask("POST", place, json={"at": now + 60, "username": "olga"})
    assert (outside.status_code, outside.json()["code"]) == (400, "username-outside-team")
    answer = await at.ask("DELETE", place)
    assert answer.json()["callback"] is None
    assert answer.json()["lead"]["standing"] == "next"
    assert (await at.ask("DELETE", place)).status_code == 409
    promised = await at.audit("lead.callback-set")
    assert len(promised) == 2
    assert "After lunch" not in str(promised)
    assert len(await at.audit("lead.callback-cleared")) == 1


async def test_nobody_moves_a_lead_that_somebody_is_at(at: Managed) -> None:
    world = await filled(at)
    lead_id = (await world.lead("crm-0"))["lead_id"]
    settings = (await at.kept(world.campaign_id)).settings.leads
    now = at.server.node.clock.now()
    await at.server.store.commit([PutLife(hold(await life(at, lead_id), settings, now))])
    for method, path, body in (
        ("POST", "callback", {"at": now + 60}),
        ("DELETE", "callback", None),
        ("POST", "queue", None),
    ):
        refused = await at.ask(method, f"/leads/{lead_id}/{path}", json=body)
        assert (refused.status_code, refused.json()["code"]) == (409, "not-now")
    assert (await life(at, lead_id)).state is LeadState.SCHEDULED


# --- tables -------------------------------------------------------------------------------------


async def test_rows_of_a_large_table_that_failed_come_back_as_they_are_written(at: Managed) -> None:
    campaign_id = await at.campaign()
    table = b"number,name\n" + b"".join(b'%d,"\xc3\xa9 ""\\"\n' % n for n in range(1, 5_001))
    answer = await at.ask(
        "POST", f"/campaigns/{campaign_id}/leads/import", content=table, params={"source": "May"}
    )
    # Made in one go, as many as there may be would keep everybody waiting for seconds.
    assert answer.headers["transfer-encoding"] == "chunked"
    assert answer.headers["content-type"] == "application/json"
    told = answer.json()
    assert (told["added"], told["failed"], len(told["errors"])) == (0, 5_000, 50)
    rejected = list(csv.DictReader(io.StringIO(told["rejected"])))
    assert [int(one["number"]) for one in rejected] == [*range(1, 5_001)]
    assert {one["name"] for one in rejected} == {'é "\\'}


async def test_a_table_has_no_more_columns_than_a_workbook(at: Managed) -> None:
    campaign_id = await at.campaign()
    most = table_files.MOST_COLUMNS
    for table in (b"number" + b",a" * most, b"number,a\n1" + b",a" * most + b"\n"):
        answer = await at.ask(
            "POST",
            f"/campaigns/{campaign_id}/leads/import",
            content=table,
            params={"source": "May", "file_name": "leads.csv"},
        )
        assert (answer.status_code, answer.json()["message"]) == (
            400,
            "leads.csv: has more than 16,384 columns.",
        )


async def test_a_dry_run_tells_and_writes_nothing(at: Managed) -> None:
    campaign_id = await at.campaign()
    place = f"/campaigns/{campaign_id}/leads"
    table = b"Phone 1;Firm;Zone\n+919654301006;novanet;Asia/Kolkata\n12;none;\n"
    mapped = json.dumps({"Phone 1": "number", "Firm": "data.company", "Zone": "timezone"})
    told = await at.upload(f"{place}/import", table, source="May", columns=mapped, dry_run="true")
    assert (told["added"], told["failed"], told["dry_run"]) == (1, 1, True)
    assert {one["column"]: one["field"] for one in told["columns"]} == {
        "Phone 1": "number",
        "Firm": "data.company",
        "Zone": "timezone",
    }
    assert (told["errors"][0]["row"], told["errors"][0]["code"]) == (3, "number-invalid")
    rejected = list(csv.DictReader(io.StringIO(told["rejected"])))
    assert [(one["Firm"], one["row"]) for one in rejected] == [("none", "3")]
    assert (await at.get(place))["total"] == 0
    assert await at.server.store.dial_lists(LEAP) == []
    told = await at.upload(f"{place}/import", table, source="May", columns=mapped)
    assert (told["added"], told["dry_run"]) == (1, False)
    [lead] = (await at.get(place))["leads"]
    shown = await at.get(f"/leads/{lead['lead_id']}")
    assert shown["data"] == {"company": "novanet"}
    assert await at.audit("leads.pushed") != []


async def test_a_check_tells_what_stands_twice_however_far_apart(at: Managed) -> None:
    campaign_id = await at.campaign()
    place = f"/campaigns/{campaign_id}/leads"
    numbers = "".join(f"9196543{n:05}\n" for n in range(2_100))
    table = f"number\n{numbers}+91 96543 00000\n".encode()
    checked = await at.upload(f"{place}/import", table, source="May", dry_run="true")
    told = await at.upload(f"{place}/import", table, source="May")
    assert (told["added"], told["updated"]) == (2_100, 1)
    assert [checked[name] for name in ("added", "updated")] == [2_100, 1]
    for one in (checked, told):
        [odd] = one["warnings"]
        assert (one["warned"], odd["row"], odd["code"]) == (1, 2, "duplicate-number")
        assert odd["message"].startswith("number: stands again in row 2102; ")


async def test_a_dry_run_tells_the_columns_where_none_is_the_number(at: Managed) -> None:
    campaign_id = await at.campaign()
    place = f"/campaigns/{campaign_id}/leads"
    table = b"Anschluss,Firm\n+919654301006,novanet\n"
    told = await at.upload(f"{place}/import", table, source="May", dry_run="true")
    assert (told["added"], told["failed"], told["errors"]) == (0, 0, [])
    assert told["head"] == ["Anschluss", "Firm"]
    assert [one["field"] for one in told["columns"]] == ["data.Anschluss", "data.Firm"]
    mapped = json.dumps({"Anschluss": "number"})
    told = await at.upload(f"{place}/import", table, source="May", columns=mapped)
    assert told["added"] == 1


async def test_a_number_in_the_first_row_is_not_lost(at: Managed) -> None:
    place = f"/campaigns/{await at.campaign()}/leads"
    mapped = json.dumps({"+91 96543-01006": "number"})
    answer = await at.ask(
        "POST",
        f"{place}/import",
        content=b"+91 96543-01006,Ada\n+919654301007,Bob\n",
        params={"source": "May", "columns": mapped},
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "table-refused")
    told = "The first row must name the columns, and “+91 96543-01006” is a number"
    assert answer.json()["message"].startswith(told)


async def test_what_is_wrong_with_a_cell_is_told_in_words(at: Managed) -> None:
    place = f"/campaigns/{await at.campaign()}/leads"
    rows = f"\t,Ada\n+919654301006,Bob,,100\n+919654301006,Eve,{'x' * 201}\n"
    table = f"number,name,external id,priority\n{rows}".encode()
    told = await at.upload(f"{place}/import", table, source="May", dry_run="true")
    assert [(one["row"], one["message"]) for one in told["errors"]] == [
        (2, "number: The number is empty."),
        (3, "priority: must be from -99 to 99, not 100."),
        (4, "external_id: has more than 200 characters."),
    ]


async def test_cells_in_no_column_are_told(at: Managed) -> None:
    place = f"/campaigns/{await at.campaign()}/leads"
    table = b"number,firm\n+919654301006,Smith, Jones,\n+919654301007,novanet,,\n12,a,b,c\n"
    told = await at.upload(f"{place}/import", table, source="May")
    assert (told["added"], told["failed"], told["warned"]) == (2, 1, 1)
    [odd] = told["warnings"]
    assert (odd["row"], odd["number"], odd["code"]) == (2, NUMBERS[6], "cells-beyond")
    assert odd["message"].startswith("has more cells than the first row names")


async def test_a_table_goes_into_a_campaign_that_is_renamed_while_it_is_read(
    at: Managed, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign_id = await at.campaign()
    begun, renamed = threading.Event(), threading.Event()

    def held(*given: Any) -> table_files.Table:
        begun.set()
        assert renamed.wait(10)
        return table_files.held(*given)

    monkeypatch.setattr(lead_tables, "held", held)
    place = f"/campaigns/{campaign_id}"
    upload = at.upload(f"{place}/leads/import", b"number\n+919654301006\n", source="May")
    uploading = asyncio.create_task(upload)
    await asyncio.to_thread(begun.wait, 10)
    await at.patch(place, {"name": "Another"})
    renamed.set()
    assert (await uploading)["added"] == 1
    assert [one.name for one in await at.server.store.campaigns(LEAP)] == ["Another"]
    assert (await at.get(f"{place}/leads"))["total"] == 1


async def test_a_workbook_is_read_and_columns_are_left_out(at: Managed) -> None:
    campaign_id = await at.campaign()
    book, file = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in (["tel", "name", "secret"], [919654301006, "sumeet", "x"]):
        sheet.append(row)
    book.save(file)
    told = await at.upload(
        f"/campaigns/{campaign_id}/leads/import",
        file.getvalue(),
        source="May",
        file_name="leads.xlsx",
        columns=json.dumps({"secret": ""}),
    )
    assert (told["added"], told["head"]) == (1, ["tel", "name", "secret"])
    [lead] = (await at.get(f"/campaigns/{campaign_id}/leads"))["leads"]
    assert (await at.get(f"/leads/{lead['lead_id']}"))["data"] == {"name": "sumeet"}


async def test_tables_that_cannot_be_taken(at: Managed) -> None:
    campaign_id = await at.campaign()
    wrong: list[tuple[bytes, dict[str, str], str]] = [
        (b"", {}, "file: is empty."),
        (b"name\na\n", {}, "No column is the number."),
        (b"\xff\xfe\x00", {}, "file: line 1: is not UTF-8"),
        (b"PK", {"file_name": "x.xlsx"}, "x.xlsx: is no workbook"),
        (b"number\n+919654301006\n", {"columns": "[1]"}, "columns: must be a JSON object"),
        (b"number\n1\n", {"columns": '{"x":"number"}'}, "There is no column “x”"),
        (b"number\n1\n", {"columns": '{"number":"colour"}'}, "columns: colour: there are"),
        (b"number\n1\n", {"source": " "}, "source: is required."),
        (b"number\n1\n", {"dry_run": "maybe"}, "dry_run: "),
    ]
    for file, query, told in wrong:
        answer = await at.ask(
            "POST",
            f"/campaigns/{campaign_id}/leads/import",
            content=file,
            params={"source": "May"} | query,
        )
        assert answer.status_code == 400, answer.text
        assert answer.json()["message"].startswith(told), answer.text
    assert await at.server.store.dial_lists(LEAP) == []


async def test_a_workbook_that_would_fill_the_memory_is_refused(
    at: Managed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Small as it is sent."""
    campaign_id = await at.campaign()
    monkeypatch.setattr(table_files, "MOST_UNPACKED", 2**20)
    monkeypatch.setattr(table_files, "MOST_CELLS", 100_000)
    monkeypatch.setattr(table_files, "MOST_ROWS", 1_000)
    a_cell = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
    head = f'<row r="1">{a_cell.format("A1", "number")}</row>'
    packed = head + "<!-- " + " " * 2**20 + " -->"
    far = head + f'<row r="2000000">{a_cell.format("A2000000", "919654301006")}</row>'
    wide = head + "".join(
        f'<row r="{n}">{a_cell.format(f"XFD{n}", "x")}</row>' for n in range(2, 20)
    )
    long = b"number\n" + b"1\n" * 1_001
    wrong: list[tuple[bytes, str, str]] = [
        (book_of(packed), "x.xlsx", "x.xlsx: has more than 1 MiB when it is unpacked."),
        (book_of(far), "x.xlsx", "x.xlsx: has a row beyond 1,048,576"),
        (book_of(wide), "x.xlsx", "x.xlsx: has more than 100,000 cells."),
        (long, "x.csv", "x.csv: has more than 1,000 rows."),
    ]
    for file, name, told in wrong:
        assert len(file) < 20_000
        answer = await at.ask(
            "POST",
            f"/campaigns/{campaign_id}/leads/import",
            content=file,
            params={"source": "May", "file_name": name},
        )
        assert answer.status_code == 400, answer.text
        assert answer.json()["message"].startswith(told), answer.text
    assert await at.server.store.dial_lists(LEAP) == []


def book_of(rows: str) -> bytes:
    """A workbook whose sheet has these rows."""
    plain, file = io.BytesIO(), io.BytesIO()
    Workbook().save(plain)
    with ZipFile(plain) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name).decode()
            new.writestr(name, part.replace("</sheetData>", f"{rows}</sheetData>"))
    return file.getvalue()


async def test_leads_go_out_as_they_came_in(at: Managed) -> None:
    world = await filled(at)
    answer = await at.ask("GET", f"{world.place}/export")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="leads-spring.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [one["number"] for one in rows] == list(NUMBERS)
    entry = (await at.server.store.audit(LEAP, limit=1))[0]
    assert (entry.action, entry.detail["campaign"]) == ("leads.exported", "Spring")
    assert rows[0]["data.name"] == "Lead 0"
    one_list = ListId((await world.lead("crm-6"))["list_id"])
    answer = await at.ask("GET", f"{world.place}/export", params={"list_id": one_list})
    assert len(answer.text.splitlines()) == 3
    again = await at.upload(f"{world.place}/import", answer.content, source="B")
    assert (again["added"], again["updated"]) == (0, 2)
    lead_id = LeadId((await world.lead("crm-6"))["lead_id"])
    lead = await at.server.store.lead(LEAP, lead_id)
    assert lead is not None
    odd = lead.data | {"fax": None, "formula": "'=1+1"}
    await at.server.store.commit([PutLead(replace(lead, data=odd))])
    answer = await at.ask("GET", f"{world.place}/export")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[-1]["data.fax"] == ""
    await at.upload(f"{world.place}/import", answer.content, source="B")
    lead = await at.server.store.lead(LEAP, lead_id)
    assert lead is not None
    assert lead.data == odd
    nowhere = await at.ask("GET", f"{world.place}/export", params={"list_id": "none"})
    assert nowhere.status_code == 404
    assert (await at.ask("GET", f"{world.place}/export", "sam")).status_code == 403


async def test_what_came_of_leads_goes_out_with_them(at: Managed) -> None:
    world = await filled(at)
    store, now = at.server.store, at.server.node.clock.now()
    ids = [(await world.lead(f"crm-{n}"))["lead_id"] for n in range(2)]
    tried = await life(at, ids[0]), now - 60, AttemptOutcome.NO_ANSWER
    sold = await life(at, ids[1]), now - 60, AttemptOutcome.ANSWERED
    await keep(store, attempted(*tried))
    await keep(store, attempted(*sold, disposition="sold"))
    answer = await at.ask("GET", f"{world.place}/export")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(one["last_outcome"], one["last_disposition"]) for one in rows[:3]] == [
        ("no_answer", ""),
        ("answered", "sold"),
        ("", ""),
    ]
    tried_at = datetime.fromisoformat(rows[0]["last_attempt_at"]).timestamp()
    assert tried_at == pytest.approx(now - 60, abs=1)
    assert rows[2]["last_attempt_at"] == ""
    data = (await at.get(f"/leads/{ids[1]}"))["data"]
    await at.upload(f"{world.place}/import", answer.content, source="A")
    assert (await at.get(f"/leads/{ids[1]}"))["data"] == data, "what came of it is no data of it"


async def test_an_export_that_breaks_off_is_not_taken_for_the_whole(at: Managed) -> None:
    world = await filled(at)
    leads, asked = at.server.store.leads, 0

    async def failing(*args: Any, **named: Any) -> Any:
        nonlocal asked
        asked += 1
        if asked > 4:  # the second walk
            at.server.store.away = True
        return await leads(*args, **named)

    at.server.store.leads = failing  # type: ignore[method-assign]
    with pytest.raises(httpx.RemoteProtocolError):
        await at.ask("GET", f"{world.place}/export")
    at.server.store.away = False
