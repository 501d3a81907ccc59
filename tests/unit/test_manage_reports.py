"""/manage/api/reports: what each figure counts, for whom, as JSON and as CSV."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from dockline.api.manage import reports
from dockline.domain.campaign import Campaign, CampaignSettings, DialerSettings
from dockline.domain.campaignwindow import abandoned_share, window_of
from dockline.domain.ids import (
    AgentId,
    CallId,
    CampaignId,
    ChatId,
    LeadId,
    ListId,
    SpaceId,
    TeamId,
)
from dockline.domain.leadlife import Attempt, AttemptId
from dockline.domain.live import Day
from dockline.domain.live.counts import counted_of
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.space import Team
from dockline.ports.chat_store import ChatRecord, PutChat
from dockline.ports.lead_store import PutAttempt, PutCampaign
from dockline.ports.store import AgentStateRow, PutAgentState
from dockline.services.reports.campaigns import MOST
from dockline.services.teams import TeamChange
from dockline.services.timeline import reading
from tests.support.face import LEAP
from tests.support.history import History
from tests.support.records_house import RecordsHouse, records_house

AT = datetime(2026, 1, 15, 9, 0, tzinfo=UTC).timestamp()
DAY = {"period": "custom", "from": "2026-01-15", "to": "2026-01-15"}
REPORTS = ("calls", "talk", "service", "agents", "campaigns", "caps", "chats", "timeline")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[RecordsHouse]:
    async with records_house(tmp_path) as made:
        await made.keep(
            made.record(1, AT),
            made.record(2, AT + 3600, answered_at=AT + 3625, ended_at=AT + 3700),
            made.lost(3, AT + 60, "abandoned", "hung-up-waiting"),
            made.lost(4, AT + 60, "turned_away", "waited-longest"),
            made.lost(5, AT + 60, "turned_away", "closed"),
            # Asked to be called back, and was.
            made.record(6, AT + 120, direction="outbound"),
            made.record(
                7,
                AT + 180,
                kind="manual",
                direction="outbound",
                team="Sales",
                agent_id=made.users["maja"].user_id,
            ),
            made.lost(8, AT + 180, "busy", "", kind="manual", direction="outbound", team="Sales"),
            # Of another day.
            made.record(9, AT + 86_400),
        )
        yield made


async def report(house: RecordsHouse, name: str, who: str = "man", **query: Any) -> dict[str, Any]:
    told = await house.told(who, f"/manage/api/reports/{name}", **(DAY | query))
    found: dict[str, Any] = told.get("report", told)
    return found


def team(house: RecordsHouse, name: str) -> Team:
    found = house.server.node.accounts.team_by_name(LEAP, name)
    assert found is not None
    return found


async def test_calls(house: RecordsHouse) -> None:
    told = await report(house, "calls")
    assert told["total"] == {
        "calls": 8,
        "inbound": 5,
        "outbound": 3,
        "reached": 2,
        "offered": 5,
        "answered": 3,
        "abandoned": 1,
        "turned_away": 1,
        "called_back": 1,
        "missed": 1,
    }
    assert [one["calls"] for one in told["by_bucket"]] == [0] * 9 + [7, 1] + [0] * 13
    assert {one["team"]: one["total"]["calls"] for one in told["teams"]} == {
        "Sales": 2,
        "Support team": 6,
    }
    for one in told["teams"]:
        sums = {name: sum(each[name] for each in one["by_bucket"]) for name in one["by_bucket"][0]}
        assert sums == one["total"]


async def test_teams_are_told_by_what_they_are_called_now(house: RecordsHouse) -> None:
    accounts = house.server.node.accounts
    await accounts.team_keeping.change(team(house, "Support team").team_id, TeamChange(name="Care"))
    await accounts.create_team(LEAP, "Support team")
    await house.keep(
        house.record(20, AT, team_id=TeamId("gone"), team="Sales"),
        house.record(21, AT, team_id=TeamId(""), team=""),
    )
    await states(house, "rishi", (AT, "wrap_up", "", "call-1", 0), (AT + 30, "offline", "", "", 0))
    told = await report(house, "calls")
    assert [(one["team"], one["total"]["calls"]) for one in told["teams"]] == [
        ("Care", 6),
        ("Sales", 2),
        ("Sales (removed)", 1),
        ("", 1),
    ]
    assert [one["team"] for one in (await report(house, "service"))["teams"]] == ["Care"]
    talk = {one["team"]: one["total"] for one in (await report(house, "talk"))["teams"]}
    assert talk["Care"]["wrap_up_seconds"] == 30.0
    mine = await report(house, "calls", who="sup")
    assert [(one["team"], one["total"]["calls"]) for one in mine["teams"]] == [("Care", 6)]


async def test_the_service_level_is_the_boards(house: RecordsHouse) -> None:
    told = await report(house, "service")
    (support,) = told["teams"]
    assert (support["team"], support["target_seconds"], support["target_level"]) == (
        "Support team",
        20.0,
        0.8,
    )
    assert support["total"] == {
        "offered": 5,
        "answered": 3,
        "in_time": 2,
        "lost": 2,
        "level": 0.4,
        "answer_seconds": pytest.approx(35 / 3),
        "longest_seconds": 30.0,
        "abandon_rate": 0.4,
    }
    assert support["by_bucket"][10]["level"] == 0.0
    assert support["by_bucket"][11]["level"] is None
    day, support_id = Day(AT - 9 * 3600), team(house, "Support team").team_id
    for n in (1, 2, 3, 4, 5, 6):
        call = await house.server.store.call(LEAP, CallId(f"call-{n}"))
        assert call is not None
        counted = counted_of(
            support_id, call.started_at, call.answered_at, call.outcome, call.cause
        )
        if counted is not None:
            day.put(call.call_id, counted)
    assert day.service_level(support_id, 20.0) == support["total"]["level"]
    assert day.offered(support_id) == support["total"]["offered"]
    assert day.taken(support_id) == support["total"]["answered"]
    assert day.abandoned(support_id) == support["total"]["lost"]


async def states(house: RecordsHouse, login: str, *rows: tuple[float, str, str, str, int]) -> None:
    user = house.users[login].user_id
    await house.server.store.commit(
        [
            PutAgentState(AgentStateRow(LEAP, user, at, seq, state, reason, call, chats))
            for seq, (at, state, reason, call, chats) in enumerate(rows)
        ]
    )


async def test_agents_and_what_they_worked(house: RecordsHouse) -> None:
    await states(
        house,
        "rishi",
        (AT - 100_000, "ready", "", "", 0),
        (AT - 86_400, "offline", "", "", 0),
        (AT, "ready", "", "", 0),
        (AT + 100, "talking", "", "call-1", 0),
        (AT + 200, "wrap_up", "", "call-1", 0),
        (AT + 230, "ready", "", "", 1),
        (AT + 330, "paused", "Lunch", "", 0),
        (AT + 930, "offline", "", "", 0),
    )
    await states(house, "maja", (AT, "wrap_up", "", "call-7", 0), (AT + 40, "offline", "", "", 0))
    agents = {one["login"]: one for one in (await report(house, "agents"))["agents"]}
    assert agents["rishi"]["states"] == {
        "ready": 100.0,
        "talking": 100.0,
        "wrap_up": 30.0,
        "chatting": 100.0,
        "paused": 600.0,
    }
    assert agents["rishi"]["pauses"] == {"Lunch": 600.0}
    assert agents["rishi"]["signed_in_seconds"] == 930.0
    assert agents["rishi"]["occupancy"] == pytest.approx(230 / 330)
    assert (agents["rishi"]["calls"], agents["rishi"]["answered"]) == (3, 3)
    assert agents["rishi"]["teams"] == ["Support team"]
    assert set(agents) == {"rishi", "maja"}
    talk = await report(house, "talk")
    assert talk["total"] == {
        "answered": 4,
        "talk_seconds": 60.0 + 65.0 + 60.0 + 60.0,
        "hold_seconds": 40.0,
        "wrap_up_seconds": 70.0,
        "handle_seconds": (245.0 + 40.0 + 70.0) / 4,
    }
    of_teams = {one["team"]: one["total"] for one in talk["teams"]}
    assert of_teams["Support team"]["wrap_up_seconds"] == 30.0
    assert of_teams["Sales"]["wrap_up_seconds"] == 40.0
    of_agents = {one["login"]: one["total"] for one in talk["agents"]}
    assert of_agents["rishi"]["handle_seconds"] == (185.0 + 30.0 + 30.0) / 3
    assert of_agents["maja"] == {
        "answered": 1,
        "talk_seconds": 60.0,
        "hold_seconds": 10.0,
        "wrap_up_seconds": 40.0,
        "handle_seconds": 110.0,
    }
    day = await house.told("man", "/manage/api/reports/timeline", day="2026-01-15")
    assert [(one["login"], len(one["segments"])) for one in day["agents"]] == [
        ("maja", 1),
        ("rishi", 5),
    ]
    assert day["agents"][1]["segments"][-1] == {
        "state": "paused",
        "pause_reason": "Lunch",
        "begins_at": AT + 330,
        "ends_at": AT + 930,
        "call_id": "",
        "chats": 0,
    }
    # A supervisor has their own teams alone.
    assert [one["login"] for one in (await report(house, "agents", "sup"))["agents"]] == ["rishi"]
    mine = await report(house, "talk", "sup")
    assert [one["team"] for one in mine["teams"]] == ["Support team"]
    assert mine["total"]["wrap_up_seconds"] == 30.0
    (seen,) = (await house.told("sup", "/manage/api/reports/timeline", day="2026-01-15"))["agents"]
    assert seen["login"] == "rishi"


async def test_a_day_of_more_people_than_are_read_at_once_is_told_whole(
    house: RecordsHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    for login in ("maja", "rishi", "sup"):
        rows = [(AT + n * 10, state, "", "", 0) for n, state in enumerate(("ready", "paused"))]
        await states(house, login, *rows, (AT + 20, "offline", "", "", 0))
    path, day = "/manage/api/reports/timeline", {"day": "2026-01-15"}

    async def rows_of_csv() -> list[tuple[str, str]]:
        answer = await house.get("man", f"{path}.csv", **day)
        _, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
        return [(login, state) for _, login, state, *_ in rows]

    whole = [(login, state) for login in ("maja", "rishi", "sup") for state in ("ready", "paused")]
    monkeypatch.setattr(reading, "USERS_A_PAGE", 1)
    assert await rows_of_csv() == whole
    told = await house.told("man", path, **day)
    assert not told["more"]
    assert [
        (one["login"], each["state"]) for one in told["agents"] for each in one["segments"]
    ] == (whole)
    # As much as is shown at once; in the table there is all of it.
    monkeypatch.setattr(reports, "_SEGMENTS", 3)
    assert await rows_of_csv() == whole
    told = await house.told("man", path, **day)
    assert told["more"]
    assert [one["login"] for one in told["agents"]] == ["maja", "rishi"]


async def campaign(house: RecordsHouse, **dialer: Any) -> Campaign:
    made = Campaign(
        CampaignId("spring"),
        LEAP,
        team(house, "Support team").team_id,
        "Spring",
        AT - 30.0,
        CampaignSettings(dialer=DialerSettings(**dialer)),
    )
    await house.server.store.commit([PutCampaign(made)])
    return made


def attempt(n: int, at: float, outcome: AttemptOutcome | None, disposition: str = "") -> Attempt:
    return Attempt(
        AttemptId(f"attempt-{n:02}"),
        LEAP,
        CampaignId("spring"),
        ListId("march"),
        LeadId(f"lead-{n}"),
        CallId(f"call-{n}"),
        "442079460101",
        "",
        1,
        at,
        outcome=outcome,
        disposition=disposition,
    )


async def test_what_came_of_a_campaign(house: RecordsHouse) -> None:
    await campaign(house)
    made = [
        attempt(1, AT, AttemptOutcome.ANSWERED, "sold"),
        attempt(2, AT + 1, AttemptOutcome.BUSY),
        attempt(3, AT + 3600, AttemptOutcome.ANSWERED, "no-answer"),
        replace(attempt(4, AT + 3600, AttemptOutcome.ANSWERED), judged=AttemptOutcome.MACHINE),
        attempt(5, AT + 3601, None),
        attempt(6, AT - 86_400, AttemptOutcome.ANSWERED),
    ]
    await house.server.store.commit([PutAttempt(one) for one in made])
    (told,) = (await report(house, "campaigns"))["campaigns"]
    assert (told["campaign"], told["team"]) == ("Spring", "Support team")
    assert told["total"] == {"attempts": 5, "connected": 2}
    assert told["connect_rate"] == 0.4
    assert [(one["key"], one["attempts"]) for one in told["outcomes"]] == [
        ("answered", 2),
        ("", 1),
        ("busy", 1),
        ("machine", 1),
    ]
    assert [(one["name"], one["attempts"]) for one in told["dispositions"]] == [
        ("No answer", 1),
        ("Sold", 1),
    ]
    assert told["by_hour"][9:11] == [
        {"attempts": 2, "connected": 1},
        {"attempts": 3, "connected": 1},
    ]
    assert told["by_bucket"][9:11] == told["by_hour"][9:11]
    sales = team(house, "Sales").team_id
    assert (await report(house, "campaigns", team=sales))["campaigns"] == []
    (same,) = (await report(house, "campaigns", campaign="spring"))["campaigns"]
    assert same == told


async def test_a_campaign_that_dials_is_told_however_many_were_made_after_it(
    house: RecordsHouse,
) -> None:
    spring = await campaign(house)
    later = [
        replace(spring, campaign_id=CampaignId(f"later-{n}"), name=f"Later {n}", created_at=AT + n)
        for n in range(MOST)
    ]
    await house.server.store.commit([PutCampaign(one) for one in later])
    await house.server.store.commit([PutAttempt(attempt(1, AT, AttemptOutcome.ANSWERED))])
    for name in ("campaigns", "caps"):
        told = (await report(house, name))["campaigns"]
        assert [one["campaign"] for one in told] == ["Spring"], name


async def test_campaigns_are_read_one_by_one(
    house: RecordsHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In between calls have their turn: 40 campaigns of a quarter at once took three seconds."""
    spring = await campaign(house)
    autumn = replace(spring, campaign_id=CampaignId("autumn"), name="Autumn")
    made = [attempt(1, AT, AttemptOutcome.ANSWERED), attempt(2, AT + 1, AttemptOutcome.BUSY)]
    made[1] = replace(made[1], campaign_id=autumn.campaign_id)
    store = house.server.store
    await store.commit([PutCampaign(autumn), *(PutAttempt(one) for one in made)])
    read, figures = [], store.attempt_figures

    async def watched(space_id: Any, campaigns: Any, slots: Any) -> Any:
        read.append(list(campaigns))
        return await figures(space_id, campaigns, slots)

    monkeypatch.setattr(store, "attempt_figures", watched)
    told = (await report(house, "campaigns"))["campaigns"]
    assert [one["campaign"] for one in told] == ["Autumn", "Spring"]
    assert sorted(read) == [["autumn"], ["spring"]]


@pytest.mark.parametrize("window_hours", [720.0, 2.5])
async def test_the_cap_is_the_dialers(house: RecordsHouse, window_hours: float) -> None:
    """At each bucket's end the share is what the store's tally says of the window."""
    spring = await campaign(house, window_hours=window_hours, cap=0.05)
    outcomes = [
        AttemptOutcome.ANSWERED,
        AttemptOutcome.ABANDONED,
        AttemptOutcome.MACHINE,
        AttemptOutcome.NO_ANSWER,
        AttemptOutcome.ANSWERED,
    ]
    made = [
        (attempt(n, AT - 7200 + n * 431.0, outcomes[n % 5]), 0.02 if n % 5 == 2 else 0.0)
        for n in range(60)
    ]
    await house.server.store.commit([PutAttempt(*one) for one in made])
    (told,) = (await report(house, "caps"))["campaigns"]
    assert (told["cap"], told["window_hours"]) == (0.05, window_hours)
    assert len(told["points"]) == 24
    for point in told["points"]:
        since = window_of(spring, point["at"] - 0.001)[0]
        counted = [one for one in made if since <= one[0].dialled_at < point["at"]]
        machines = sum(mistaken for _, mistaken in counted)
        ends = [one.outcome for one, _ in counted]
        abandons = machines + ends.count(AttemptOutcome.ABANDONED)
        answers = abandons + ends.count(AttemptOutcome.ANSWERED)
        assert point["window_answers"] == pytest.approx(answers)
        assert point["share"] == pytest.approx(abandoned_share(answers, abandons))
    assert sum(one["answers"] for one in told["points"]) > 0
    if window_hours == 720.0:
        tally = await house.server.store.tally(
            LEAP, spring.campaign_id, window_of(spring, AT + 50_000)[0]
        )
        assert told["points"][-1]["share"] == pytest.approx(
            abandoned_share(tally.answers, tally.abandons)
        )


async def test_chats(house: RecordsHouse) -> None:
    support = team(house, "Support team").team_id
    one = ChatRecord(
        ChatId("chat-1"),
        LEAP,
        support,
        "Support team",
        "widget",
        "",
        {},
        AgentId(""),
        "",
        AT,
        opened_at=AT + 30,
        ended_at=AT + 330,
    )
    late = replace(one, chat_id=ChatId("chat-2"), opened_at=AT + 90, ended_at=None)
    gone = replace(one, chat_id=ChatId("chat-3"), opened_at=None, ended_at=AT + 20)
    waits = replace(gone, chat_id=ChatId("chat-4"), ended_at=None)
    await house.server.store.commit([PutChat(each) for each in (one, late, gone, waits)])
    told = await report(house, "chats", "sup")
    assert told["total"] == {
        "chats": 4,
        "answered": 2,
        "abandoned": 1,
        "in_time": 1,
        "level": pytest.approx(1 / 3),
        "wait_seconds": 60.0,
        "longest_seconds": 90.0,
        "duration_seconds": 300.0,
    }
    assert [each["team"] for each in told["teams"]] == ["Support team"]
    assert (await report(house, "chats", team=team(house, "Sales").team_id))["teams"] == []


async def test_who_may_see_what(house: RecordsHouse) -> None:
    await campaign(house)
    sales = team(house, "Sales").team_id
    for name in REPORTS:
        for path in (f"/manage/api/reports/{name}", f"/manage/api/reports/{name}.csv"):
            assert (await house.server.http.get(path)).status_code == 401
            assert (await house.get("rishi", path)).status_code == 403
            assert (await house.get("sup", path)).status_code == 200
            other = await house.get("sup", path, team=sales)
            assert other.status_code == 400
            assert other.json()["message"].startswith("team: ")
    told = await report(house, "calls", "sup")
    assert [one["team"] for one in told["teams"]] == ["Support team"]
    assert told["total"]["calls"] == 6
    choices = await house.told("sup", "/manage/api/report-choices")
    assert [one["name"] for one in choices["teams"]] == ["Support team"]
    assert [one["name"] for one in choices["campaigns"]] == ["Spring"]
    wrong = await house.get("sup", "/manage/api/reports/caps", campaign="none")
    assert wrong.json()["message"].startswith("campaign: ")


async def test_periods(house: RecordsHouse) -> None:
    await house.server.settings(time_zone="Asia/Kolkata")
    told = await house.told("man", "/manage/api/reports/calls", **DAY)
    assert told["time"]["time_zone"] == "Asia/Kolkata"
    assert told["time"]["since"] == AT - 9 * 3600 - 5.5 * 3600
    assert [one["calls"] for one in told["report"]["by_bucket"]][14:16] == [7, 1]
    daily = await house.told("man", "/manage/api/reports/calls", bucket="day", **DAY)
    assert [one["calls"] for one in daily["report"]["by_bucket"]] == [8]
    today = await house.told("man", "/manage/api/reports/calls")
    assert len(today["report"]["by_bucket"]) == 24
    assert today["report"]["total"]["calls"] == 0
    for query, field in (
        ({"period": "ages"}, "period"),
        ({"bucket": "week"}, "bucket"),
        ({"period": "30d", "bucket": "hour"}, "bucket"),
    ):
        answer = await house.get("man", "/manage/api/reports/calls", **query)
        assert answer.status_code == 400
        assert answer.json()["message"].startswith(f"{field}: ")
    answer = await house.get("man", "/manage/api/reports/timeline", day="x")
    assert answer.json()["message"].startswith("day: ")


async def test_days_are_read_by_the_day_also_where_the_clocks_change(
    house: RecordsHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hours of a quarter are two thousand for each team: they held up calls for half a second."""
    await house.server.settings(time_zone="Europe/Berlin")
    zone = ZoneInfo("Europe/Berlin")
    days = [datetime(2026, 3, day, 23, 30, tzinfo=zone).timestamp() for day in range(27, 32)]
    support = team(house, "Support team").team_id
    for n, at in enumerate(days):
        await house.keep(*(house.record(100 * n + one, at) for one in range(20, 21 + n)))
        one = ChatRecord(
            ChatId(f"chat-{n}"), LEAP, support, "", "widget", "", {}, AgentId(""), "", at
        )
        await house.server.store.commit([PutChat(one)])
    store, read = house.server.store, []
    for name in ("call_figures", "chat_figures"):
        figures = getattr(store, name)

        async def watched(space_id: Any, slots: Any, figures: Any = figures, **more: Any) -> Any:
            read.append(slots.seconds)
            return await figures(space_id, slots, **more)

        monkeypatch.setattr(store, name, watched)
    query = {"period": "custom", "from": "2026-03-27", "to": "2026-03-31"}
    calls, chats = await report(house, "calls", **query), await report(house, "chats", **query)
    assert [one["calls"] for one in calls["by_bucket"]] == [1, 2, 3, 4, 5]
    assert [one["calls"] for one in calls["teams"][0]["by_bucket"]] == [1, 2, 3, 4, 5]
    assert [one["chats"] for one in chats["by_bucket"]] == [1, 1, 1, 1, 1]
    assert read == [86_400.0, 82_800.0, 86_400.0] * 2


@pytest.mark.parametrize(
    ("zone", "seconds"),
    [("Asia/Kolkata", 3600.0), ("Asia/Kathmandu", 3600.0), ("Australia/Lord_Howe", 900.0)],
)
async def test_campaigns_are_read_by_the_hour_of_the_place(
    house: RecordsHouse, monkeypatch: pytest.MonkeyPatch, zone: str, seconds: float
) -> None:
    """By the quarter, where the clocks are half an hour off, it was four times as much to add."""
    await house.server.settings(time_zone=zone)
    await campaign(house)
    store, read = house.server.store, []
    at = datetime(2026, 4, 5, 13, 59, 59, tzinfo=ZoneInfo(zone)).timestamp()
    await store.commit([PutAttempt(attempt(1, at, AttemptOutcome.ANSWERED))])
    figures = store.attempt_figures

    async def watched(space_id: Any, campaigns: Any, slots: Any) -> Any:
        read.append(slots.seconds)
        return await figures(space_id, campaigns, slots)

    monkeypatch.setattr(store, "attempt_figures", watched)
    query = {"period": "custom", "from": "2026-04-04", "to": "2026-04-06"}
    (told,) = (await report(house, "campaigns", **query))["campaigns"]
    assert read == [seconds]
    assert [hour for hour, one in enumerate(told["by_hour"]) if one["attempts"]] == [13]
    assert [one["attempts"] for one in told["by_bucket"]] == [0, 1, 0]


async def test_each_as_csv_is_the_same(house: RecordsHouse) -> None:
    await campaign(house)
    await house.server.store.commit([PutAttempt(attempt(1, AT, AttemptOutcome.ANSWERED, "sold"))])
    await states(house, "rishi", (AT, "ready", "", "", 0), (AT + 9, "offline", "", "", 0))
    found = {}
    for name in REPORTS:
        query = {"day": "2026-01-15"} if name == "timeline" else DAY
        answer = await house.get("man", f"/manage/api/reports/{name}.csv", **query)
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}.csv"'
        heads, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
        found[name] = [dict(zip(heads, row, strict=True)) for row in rows]
    told = await report(house, "calls")
    assert sum(int(one["Calls"]) for one in found["calls"]) == told["total"]["calls"]
    assert sum(int(one["Offered"]) for one in found["service"]) == 5
    assert {one["Name"]: one["Talk (s)"] for one in found["talk"] if one["Of"] == "team"} == {
        "Sales": "60.0",
        "Support team": "185.0",
    }
    assert [one["Ready (s)"] for one in found["agents"] if one["Login"] == "rishi"] == ["9.0"]
    assert ("outcome", "answered", "1") in [
        (one["Figure"], one["Of"], one["Count"]) for one in found["campaigns"]
    ]
    assert len(found["caps"]) == 24
    assert found["chats"] == []
    assert [(one["From"], one["Seconds"]) for one in found["timeline"]] == [
        ("2026-01-15 09:00:00", "9.0")
    ]
    audit = await house.server.store.audit(LEAP, limit=20)
    exported = [one.detail["report"] for one in audit if one.action == "report.exported"]
    assert sorted(exported) == sorted(REPORTS)


async def test_sums_of_a_history_at_random(house: RecordsHouse) -> None:
    """By day, by hour and by team the same calls are told."""
    history = History(3, LEAP)
    await house.server.store.commit([])
    await house.keep(*history.calls)
    first = datetime.fromtimestamp(min(one.started_at for one in history.calls), UTC).date()
    last = datetime.fromtimestamp(max(one.started_at for one in history.calls), UTC).date()
    period = {"period": "custom", "from": str(first), "to": str(last)}
    for bucket in ("hour", "day"):
        told = await report(house, "calls", bucket=bucket, **period)
        assert told["total"]["calls"] == len(history.calls)
        for name in told["total"]:
            assert sum(one[name] for one in told["by_bucket"]) == told["total"][name]
            assert sum(one["total"][name] for one in told["teams"]) == told["total"][name]


async def test_other_spaces_are_not_in_it(house: RecordsHouse) -> None:
    await house.keep(house.record(50, AT, space_id=SpaceId("rival")))
    assert (await report(house, "calls"))["total"]["calls"] == 8


async def test_without_a_store_it_says_so(house: RecordsHouse) -> None:
    await house.told("man", "/manage/api/me")
    house.server.store.away = True
    answer = await house.get("man", "/manage/api/reports/calls")
    assert (answer.status_code, answer.json()["code"]) == (503, "store-unavailable")
    house.server.store.away = False
    await report(house, "calls")
