"""/manage/api/calls: found, shown, heard, exported and deleted, by those who may."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from dockline.domain.campaign import Campaign, DialList
from dockline.domain.ids import CallId, CampaignId, LeadId, ListId, SpaceId
from dockline.domain.lead import Push
from dockline.domain.leadlife import Attempt, AttemptId
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.space import Role
from dockline.ports.care_store import DropKeptCall, KeptCall, PutKeptCall
from dockline.ports.lead_store import LeadBatch, PutAttempt, PutCampaign, PutDialList
from dockline.ports.store import AgentStateRow, PutAgentState, PutCall
from dockline.services.teams import TeamChange
from tests.support.face import LEAP, PASSWORD
from tests.support.records_house import RecordsHouse, records_house, sound

AT = datetime(2026, 1, 15, 9, 0, tzinfo=UTC).timestamp()
WHOLE = sound(0.5)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[RecordsHouse]:
    async with records_house(tmp_path) as made:
        await made.keep(
            made.record(1, AT),
            made.record(2, AT + 100, recording="call-2-1.wav,call-2-2.wav", note="=2+3"),
            made.lost(3, AT + 200, "abandoned", "hung-up-waiting"),
            made.record(
                4,
                AT + 300,
                team="Sales",
                direction="outbound",
                kind="manual",
                agent_id=made.users["maja"].user_id,
                agent_name="Maja",
                number="442079460101",
                disposition="Sold",
                note="Wants a Rebate",
                recording="call-4-1.wav",
            ),
            made.record(5, AT + 86_400, answered_at=None, ended_at=None, outcome=""),
        )
        await made.server.store.commit(
            [PutCall(made.record(6, AT, space_id=SpaceId("rival"), call_id=CallId("call-6")))]
        )
        yield made


async def ids(house: RecordsHouse, who: str = "man", **query: Any) -> list[str]:
    return [
        one["call_id"] for one in (await house.told(who, "/manage/api/calls", **query))["calls"]
    ]


async def test_a_row_has_what_was_kept(house: RecordsHouse) -> None:
    told = await house.told("man", "/manage/api/calls")
    assert (told["total"], told["total_more"], told["next"]) == (5, False, "")
    row = told["calls"][-1]
    assert row == {
        "call_id": "call-1",
        "kind": "inbound",
        "direction": "inbound",
        "agent_id": house.users["rishi"].user_id,
        "agent_name": "Rishi",
        "agent_login": "rishi",
        "team": "Support team",
        "number": "448442430000",
        "name": "",
        "caller_id": "442079460018",
        "started_at": AT,
        "answered_at": AT + 5,
        "ended_at": AT + 75,
        "wait_seconds": 5.0,
        "talk_seconds": 60.0,
        "hold_seconds": 10.0,
        "outcome": "answered",
        "ended_by": "customer",
        "cause": "normal",
        "disposition": "",
        "note": "",
        "recorded": False,
    }


async def test_filters(house: RecordsHouse) -> None:
    teams = {one.name: one.team_id for one in house.server.node.accounts.teams(LEAP)}
    for query, wanted in (
        ({}, ["call-5", "call-4", "call-3", "call-2", "call-1"]),
        ({"period": "custom", "from": "2026-01-15", "to": "2026-01-15"}, 4),
        ({"from": "2026-01-16", "to": "2026-01-16"}, ["call-5"]),
        ({"period": "today"}, []),
        ({"team": teams["Sales"]}, ["call-4"]),
        ({"agent": house.users["maja"].user_id}, ["call-4"]),
        ({"direction": "outbound"}, ["call-4"]),
        ({"kind": "manual"}, ["call-4"]),
        ({"outcome": "abandoned"}, ["call-3"]),
        ({"outcome": "ongoing"}, ["call-5"]),
        ({"number": "+44 20 7946 0101"}, ["call-4"]),
        ({"number": "00442079460101"}, ["call-4"]),
        ({"number": "1"}, []),
        ({"disposition": "Sold"}, ["call-4"]),
        ({"recorded": "true"}, ["call-4", "call-2"]),
        ({"recorded": "false"}, 5),
        ({"text": "rebate"}, ["call-4"]),
    ):
        found = await ids(house, **query)
        assert found == wanted if isinstance(wanted, list) else len(found) == wanted, query


async def test_a_number_without_its_country_says_why_it_may_find_nothing(
    house: RecordsHouse,
) -> None:
    async def hint(number: str) -> str:
        return str((await house.told("man", "/manage/api/calls", number=number))["hint"])

    assert await hint("020 7946 0101") == (
        "“020 7946 0101” does not say its country, and the space has none set: the digits "
        "02079460101 were looked for. Write it with its country, such as +44 20 7946 0101."
    )
    for whole in ("+44 20 7946 0101", "00442079460101"):
        assert await hint(whole) == ""
    assert (await house.told("man", "/manage/api/calls"))["hint"] == ""
    await house.server.settings(default_country="GB")
    assert await hint("020 7946 0101") == ""
    assert await ids(house, number="020 7946 0101") == ["call-4"]
    assert "is no whole number of GB, the space's country: the digits 7946" in await hint("7946")


async def test_a_row_has_the_name_that_the_data_has(house: RecordsHouse) -> None:
    await house.keep(house.record(20, AT + 90_000, custom={"name": " Alex Kim ", "plan": "Fibre"}))
    told = await house.told("man", "/manage/api/calls", limit=1)
    assert told["calls"][0]["name"] == "Alex Kim"
    whole = await house.told("man", f"/manage/api/calls/{told['calls'][0]['call_id']}")
    assert whole["call"]["name"] == "Alex Kim"
    rows = csv.DictReader(io.StringIO((await house.get("man", "/manage/api/calls.csv")).text))
    assert next(rows)["Name"] == "Alex Kim"


async def test_page_by_page(house: RecordsHouse) -> None:
    told = await house.told("man", "/manage/api/calls", limit=2)
    found, total = [one["call_id"] for one in told["calls"]], told["total"]
    while told["next"]:
        told = await house.told("man", "/manage/api/calls", limit=2, after=told["next"])
        assert told["total"] is None
        found += [one["call_id"] for one in told["calls"]]
    assert found == [f"call-{n}" for n in (5, 4, 3, 2, 1)]
    assert total == 5


WRONG: list[tuple[dict[str, str], str]] = [
    ({"period": "ages"}, "period"),
    ({"from": "2026-01-16"}, "to"),
    ({"team": "none"}, "team"),
    ({"direction": "up"}, "direction"),
    ({"kind": "odd"}, "kind"),
    ({"outcome": "odd"}, "outcome"),
    ({"recorded": "maybe"}, "recorded"),
    ({"number": "abc"}, "number"),
    ({"text": "x" * 201}, "text"),
    ({"limit": "0"}, "limit"),
    ({"after": "x"}, "after"),
    ({"after": "nan/call"}, "after"),
]


async def test_what_is_wrong_is_named(house: RecordsHouse) -> None:
    for query, field in WRONG:
        answer = await house.get("man", "/manage/api/calls", **query)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid-field"), query
        assert answer.json()["message"].startswith(f"{field}: ")


async def test_a_supervisor_has_their_own_teams_alone(house: RecordsHouse) -> None:
    sales = house.server.node.accounts.team_by_name(LEAP, "Sales")
    assert sales is not None
    assert await ids(house, "sup") == ["call-5", "call-3", "call-2", "call-1"]
    assert await ids(house, "sup", agent=house.users["maja"].user_id) == []
    assert await ids(house, "sup", number="442079460101") == []
    for path, status in (
        (f"/manage/api/calls?team={sales.team_id}", 400),
        ("/manage/api/calls/call-4", 404),
        ("/manage/api/calls/call-4/recording", 404),
    ):
        assert (await house.get("sup", path)).status_code == status
    text = (await house.get("sup", "/manage/api/calls.csv")).text
    assert "call-3" in text
    assert "call-4" not in text
    choices = await house.told("sup", "/manage/api/call-choices")
    assert [one["name"] for one in choices["teams"]] == ["Support team"]
    assert "Maja" not in str(choices)
    assert "Maja" in str(await house.told("man", "/manage/api/call-choices"))


async def test_a_team_keeps_its_calls_whatever_it_is_called(house: RecordsHouse) -> None:
    accounts = house.server.node.accounts
    support = accounts.team_by_name(LEAP, "Support team")
    assert support is not None
    await accounts.team_keeping.change(support.team_id, TeamChange(name="Care"))
    await accounts.create_team(LEAP, "Support team")
    house.server.users["new"] = await accounts.create_user(
        LEAP, "new", "New", PASSWORD, Role.SUPERVISOR, ["Support team"]
    )
    assert await ids(house, "sup") == ["call-5", "call-3", "call-2", "call-1"]
    assert await ids(house, "new") == []
    for path in ("/manage/api/calls/call-2", "/manage/api/calls/call-2/recording"):
        assert (await house.get("new", path)).status_code == 404
    assert (await house.get("sup", "/manage/api/calls/call-2")).status_code == 200


async def test_nobody_else_has_any(house: RecordsHouse) -> None:
    accounts = house.server.node.accounts
    await accounts.create_space(SpaceId("rival"), "Rival")
    await accounts.create_team(SpaceId("rival"), "Support team")
    await accounts.create_user(
        SpaceId("rival"), "eve", "Eve", PASSWORD, Role.ADMIN, ["Support team"]
    )
    answer = await house.server.http.post(
        "/dock/sign-in", json={"login": "eve@rival", "password": PASSWORD}
    )
    house.cookies["eve"] = answer.headers["set-cookie"].partition(";")[0]
    house.server.http.cookies.clear()
    for path in ("/manage/api/calls", "/manage/api/calls.csv", "/manage/api/calls/call-1"):
        assert (await house.server.http.get(path)).status_code == 401
        assert (await house.get("rishi", path)).status_code == 403
    assert await ids(house, "eve") == ["call-6"]
    for method in ("GET", "DELETE"):
        path = "/manage/api/calls/call-2/recording"
        assert (await house.ask(method, "eve", path)).status_code == 404
        assert (await house.ask(method, "eve", f"{path}?cloud_id=leap")).status_code == 403


async def test_all_of_a_call(house: RecordsHouse) -> None:
    store, rishi = house.server.store, house.users["rishi"].user_id
    team = house.server.node.accounts.team_by_name(LEAP, "Support team")
    assert team is not None
    campaign = Campaign(CampaignId("spring"), LEAP, team.team_id, "Spring", AT)
    march = DialList(ListId("march"), LEAP, campaign.campaign_id, "March", AT)
    push = Push("448442430000", LeadId("lead-1"), data={"name": "Alex"}, external_id="crm-7")
    await store.push_leads(
        LeadBatch(
            LEAP,
            campaign.campaign_id,
            march.list_id,
            False,
            AT,
            [push],
            (PutCampaign(campaign), PutDialList(march)),
        )
    )
    attempt = Attempt(
        AttemptId("attempt-1"),
        LEAP,
        campaign.campaign_id,
        march.list_id,
        LeadId("lead-1"),
        CallId("call-2"),
        "448442430000",
        "",
        1,
        AT + 100,
        agent_id=rishi,
        outcome=AttemptOutcome.ANSWERED,
        disposition="sold",
    )
    before = replace(
        attempt,
        attempt_id=AttemptId("attempt-0"),
        call_id=CallId("call-0"),
        dialled_at=AT,
        agent_id=None,
        outcome=AttemptOutcome.MACHINE,
        disposition="",
    )
    await store.commit(
        [
            PutAttempt(before),
            PutAttempt(attempt),
            PutAgentState(AgentStateRow(LEAP, rishi, AT + 105, 1, "talking", "", "call-2", 0)),
            PutAgentState(AgentStateRow(LEAP, rishi, AT + 175, 2, "ready", "", "", 0)),
        ]
    )
    house.put("call-2-1.wav", WHOLE)
    told = await house.told("sup", "/manage/api/calls/call-2")
    assert told["call"]["note"] == "=2+3"
    assert told["custom"] == {"order": 2}
    assert told["states"] == [
        {
            "agent_id": rishi,
            "agent_name": "Rishi",
            "state": "talking",
            "begins_at": AT + 105,
            "ends_at": AT + 175,
        }
    ]
    assert told["lead"] == {
        "lead_id": "lead-1",
        "campaign_id": "spring",
        "campaign": "Spring",
        "external_id": "crm-7",
        "state": "new",
        "data": {"name": "Alex"},
    }
    assert [(one["call_id"], one["outcome"], one["disposition"]) for one in told["attempts"]] == [
        ("call-2", "answered", "Sold"),
        ("call-0", "machine", ""),
    ]
    # The second one is not there.
    assert told["recordings"] == [{"place": 0, "there": True}, {"place": 1, "there": False}]
    assert told["deleted"] is None
    assert (await house.told("sup", "/manage/api/calls/call-1"))["lead"] is None


async def test_a_recording_is_heard_in_parts_and_that_is_written_down_once(
    house: RecordsHouse,
) -> None:
    house.put("call-2-1.wav", WHOLE)
    path = "/manage/api/calls/call-2/recording"
    whole = await house.get("sup", path)
    assert (whole.status_code, whole.content) == (200, WHOLE)
    assert whole.headers["content-type"] == "audio/wav"
    assert whole.headers["content-disposition"].startswith("inline")
    part = await house.ask("GET", "sup", path, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, WHOLE[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(WHOLE)}"
    far = await house.ask("GET", "sup", path, headers={"Range": "bytes=9999999-"})
    assert far.status_code == 416
    assert await _audited(house) == [("sup", "recording.played", "call-2")]
    saved = await house.get("sup", path, download=1)
    assert saved.headers["content-disposition"] == (
        'attachment; filename="call-20260115-090140-448442430000-1.wav"'
    )
    await house.get("man", path)
    assert await _audited(house) == [
        ("sup", "recording.played", "call-2"),
        ("sup", "recording.downloaded", "call-2"),
        ("man", "recording.played", "call-2"),
    ]
    for query in ({"n": 1}, {"n": 2}):
        assert (await house.get("sup", path, **query)).status_code == 404
    await house.told("adm", "/manage/api/calls")
    house.server.store.away = True
    away = await house.get("adm", path)
    assert away.status_code == 503, "what cannot be written down is not played"
    house.server.store.away = False


async def test_a_recording_is_deleted_by_admins_and_the_call_says_so(house: RecordsHouse) -> None:
    first = house.put("call-2-1.wav", WHOLE)
    second = house.put("call-2-2.wav", WHOLE)
    path = "/manage/api/calls/call-2/recording"
    for who in ("rishi", "sup", "man"):
        assert (await house.ask("DELETE", who, path)).status_code == 403
    foreign = await house.ask(
        "DELETE", "adm", path, headers={"Origin": "https://elsewhere.example"}
    )
    assert foreign.status_code == 403
    assert first.exists()
    assert (await house.ask("DELETE", "adm", path)).json() == {"success": True}
    assert not first.exists()
    assert not second.exists()
    told = await house.told("adm", "/manage/api/calls/call-2")
    assert told["recordings"] == []
    assert told["call"]["recorded"] is False
    assert told["deleted"]["actor"] == "adm"
    assert told["deleted"]["files"] == 2
    assert await _audited(house) == [("adm", "recording.deleted", "call-2")]
    assert (await house.ask("DELETE", "adm", path)).status_code == 404
    assert (await house.get("adm", path)).status_code == 404
    assert await ids(house, recorded="true") == ["call-4"]
    await house.keep(house.record(7, AT, ended_at=None, recording="call-7-1.wav"))
    going = await house.ask("DELETE", "adm", "/manage/api/calls/call-7/recording")
    assert (going.status_code, going.json()["code"]) == (409, "call-goes-on")


async def test_what_is_held_stays_whole(house: RecordsHouse) -> None:
    file = house.put("call-2-1.wav", WHOLE)
    path = "/manage/api/calls/call-2/recording"
    await house.server.store.commit([PutKeptCall(KeptCall(CallId("call-2"), LEAP, AT, "adm", "x"))])
    answer = await house.ask("DELETE", "adm", path)
    assert (answer.status_code, answer.json()["code"]) == (409, "call-held")
    assert file.exists()
    await house.server.store.commit([DropKeptCall(LEAP, CallId("call-2"))])
    assert (await house.ask("DELETE", "adm", path)).status_code == 200
    assert not file.exists()


async def test_what_cannot_be_deleted_stays_whole(house: RecordsHouse) -> None:
    house.put("call-2-2.wav", WHOLE)
    (house.server.node.layout.recordings / "call-2-1.wav").mkdir()
    answer = await house.ask("DELETE", "adm", "/manage/api/calls/call-2/recording")
    assert (answer.status_code, answer.json()["code"]) == (409, "recording-not-deleted")
    assert (await house.told("adm", "/manage/api/calls/call-2"))["call"]["recorded"] is True


async def test_the_csv_has_all_of_them_and_no_formula(house: RecordsHouse) -> None:
    await house.keep(*(house.record(100 + n, AT + 1000 + n) for n in range(1100)))
    names = ("+Süd", "-1", "@x", "\tx", "'quoted", 'with "quotes", and\nlines')
    await house.keep(*(house.record(10 + n, AT, note=note) for n, note in enumerate(names)))
    await house.get("man", "/manage/api/calls.csv", number="442079460101", text="rebate")
    answer = await house.get("man", "/manage/api/calls.csv", direction="inbound")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="calls.csv"'
    text = answer.content.decode("utf-8-sig")
    heads, *rows = csv.reader(io.StringIO(text))
    found = [dict(zip(heads, row, strict=True)) for row in rows]
    assert len(found) == 1100 + 6 + 4
    assert len({one["Call id"] for one in found}) == len(found)
    notes = {one["Call id"]: one["Note"] for one in found}
    assert notes["call-2"] == "'=2+3"
    assert [notes[f"call-{10 + n}"] for n in range(6)] == [
        "'+Süd",
        "'-1",
        "'@x",
        "'\tx",
        "'quoted",
        'with "quotes", and\nlines',
    ]
    first = next(one for one in found if one["Call id"] == "call-1")
    assert first["Started"] == "2026-01-15 09:00:00"
    assert (first["Talk (s)"], first["Number"]) == ("60.0", "448442430000")
    assert await _audited(house, "filters") == [
        ("man", "calls.exported", {"number": "given", "text": "given"}),
        ("man", "calls.exported", {"direction": "inbound"}),
    ]


async def test_without_a_store_it_says_so(house: RecordsHouse) -> None:
    await house.told("man", "/manage/api/calls")
    house.server.store.away = True
    answer = await house.get("man", "/manage/api/calls")
    assert (answer.status_code, answer.json()["code"]) == (503, "store-unavailable")
    house.server.store.away = False


async def _audited(house: RecordsHouse, of: str = "call_id") -> list[tuple[str, str, Any]]:
    entries = await house.server.store.audit(LEAP, limit=100)
    kinds = ("recording.", "calls.")
    return [
        (one.actor, one.action, one.detail[of])
        for one in reversed(entries)
        if one.action.startswith(kinds)
    ]
