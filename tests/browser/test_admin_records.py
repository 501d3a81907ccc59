"""Call records, recordings and reports in Chromium, as each role."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from dockline.domain.campaign import Campaign
from dockline.domain.ids import CallId, CampaignId, LeadId, ListId
from dockline.domain.leadlife import Attempt, AttemptId
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.space import Role
from dockline.ports.chat_store import PutChat
from dockline.ports.lead_store import PutAttempt, PutCampaign
from dockline.ports.store import AgentStateRow, PutAgentState
from tests.contract.test_store_chats import chat
from tests.support.admin_page import AdminHouse, AdminPage
from tests.support.face import LEAP, PASSWORD
from tests.support.records_house import RecordsHouse, sound
from tests.support.server import look

Make = Callable[..., AdminPage]
AT = datetime(2026, 1, 15, 9, 0, tzinfo=UTC).timestamp()
DAY = "period=custom&from=2026-01-15&to=2026-01-15"
PAGES = {"Call records": "/admin/calls", "Recordings": "/admin/recordings"} | {
    "Reports": "/admin/reports"
}
DAY_TAB = "Agents\u2019 day"
TABS = {
    "Calls": "Calls that came in",
    "Service level": "Answered in time",
    "Talk time": "Talk and hold",
    "Agents": "Time by state",
    DAY_TAB: "What agents were, through the day",
    "Campaigns": "Spring",
    "Abandon rate": "Spring",
    "Chats": "Chats",
}


@pytest.fixture(scope="module")
def records(house: AdminHouse) -> AdminHouse:
    house.run(_history(house))
    return house


async def _history(house: AdminHouse) -> None:
    """A day of two teams: Support's calls have recordings that sound, Sales has one call."""
    server = house.server
    accounts = server.node.accounts
    await accounts.create_team(LEAP, "Sales")
    server.users["maja"] = await accounts.create_user(
        LEAP, "maja", "Maja", PASSWORD, Role.AGENT, ["Sales"]
    )
    made = RecordsHouse(server)
    recorded: dict[str, Any] = {"recording": "call-3-1.wav", "note": "Asked for a rebate"}
    await made.keep(
        *(made.record(10 + n, AT + n) for n in range(55)),
        made.record(
            1, AT + 3600, number="442079460101", disposition="Sold", custom={"name": "Alex Kim"}
        ),
        made.lost(2, AT + 3700, "abandoned", "hung-up-waiting"),
        made.record(3, AT + 3800, **recorded),
        made.record(4, AT + 3900, recording="call-4-1.wav"),
        made.record(5, AT + 4000, team="Sales", agent_name="Maja", recording="call-5-1.wav"),
    )
    for n in (3, 4, 5):
        made.put(f"call-{n}-1.wav", sound(30))
    team = accounts.team_by_name(LEAP, "Support team")
    assert team is not None
    rishi = server.users["rishi"].user_id
    spring = Campaign(CampaignId("spring"), LEAP, team.team_id, "Spring", AT)
    ends = [AttemptOutcome.ANSWERED] * 9 + [AttemptOutcome.ABANDONED, AttemptOutcome.BUSY]
    await server.store.commit(
        [
            PutCampaign(spring),
            *(PutAttempt(_attempt(n, one)) for n, one in enumerate(ends)),
            PutAgentState(AgentStateRow(LEAP, rishi, AT, 1, "talking", "", "call-10", 0)),
            PutAgentState(AgentStateRow(LEAP, rishi, AT + 900, 2, "paused", "Lunch", "", 0)),
            PutAgentState(AgentStateRow(LEAP, rishi, AT + 1800, 3, "offline", "", "", 0)),
            PutChat(
                chat(
                    1,
                    team_id=team.team_id,
                    started_at=AT,
                    opened_at=AT + 30,
                    ended_at=AT + 90,
                    open_state=b"",
                )
            ),
        ]
    )


def _attempt(n: int, outcome: AttemptOutcome) -> Attempt:
    return Attempt(
        AttemptId(f"attempt-{n:02}"),
        LEAP,
        CampaignId("spring"),
        ListId("march"),
        LeadId(f"lead-{n}"),
        CallId("call-1" if n == 0 else f"other-{n}"),
        "442079460101",
        "",
        1,
        AT + 60 * n,
        outcome=outcome,
    )


def test_calls_are_found_opened_and_exported(admin: Make, records: AdminHouse) -> None:
    page = admin()
    page.open("manager", "/admin/calls")
    page.heading("Call records")
    browser = page.page
    expect(browser.get_by_role("status").filter(has_text="60 calls")).to_be_visible()
    expect(browser.locator("tbody tr")).to_have_count(50)
    browser.get_by_role("button", name="Later: Calls").click()
    expect(browser.locator("tbody tr")).to_have_count(10)
    expect(browser.locator(".pager")).to_contain_text("60")
    browser.get_by_role("button", name="Earlier: Calls").click()
    expect(browser.locator("tbody tr")).to_have_count(50)
    # Filters stand in the address, so that a reload keeps them.
    browser.get_by_label("Customer\u2019s number").fill("020 7946 0101")
    expect(browser.get_by_text("“020 7946 0101” does not say its country")).to_be_visible()
    browser.get_by_label("Customer\u2019s number").fill("+44 20 7946 0101")
    expect(browser.locator("tbody tr")).to_have_count(1)
    expect(browser.locator("tbody tr")).to_contain_text("Alex Kim+44 20 7946 0101")
    browser.get_by_label("Outcome").select_option("Answered")
    browser.reload()
    expect(browser.locator("tbody tr")).to_have_count(1)
    expect(browser.get_by_label("Customer\u2019s number")).to_have_value("+44 20 7946 0101")
    expect(browser.get_by_label("Outcome")).to_have_value("answered")
    assert page.axe() == []
    with browser.expect_download() as told:
        browser.get_by_role("link", name="Export CSV").click()
    text = Path(told.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(one["Call id"], one["Disposition"]) for one in rows] == [("call-1", "Sold")]
    assert ("meera", "calls.exported") in [(who, what) for who, what, _ in records.audit()]

    opener = browser.get_by_role("button", name="Open the call of 15 Jan 2026")
    opener.click()
    drawer = page.drawer()
    expect(drawer.get_by_role("heading", level=2)).to_have_text("+44 20 7946 0101")
    expect(drawer).to_contain_text("Sold")
    expect(drawer).to_contain_text("Spring")
    expect(drawer).to_contain_text("This call was not recorded.")
    assert page.axe() == []
    assert browser.url.endswith("/admin/calls/call-1?number=%2B44+20+7946+0101&outcome=answered")
    browser.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    expect(opener).to_be_focused()
    page.press("Clear filters")
    expect(browser.locator("tbody tr")).to_have_count(50)
    browser.get_by_label("Text in the note").fill("nobody wrote this")
    expect(browser.get_by_text("No calls found")).to_be_visible()


def test_a_supervisor_has_the_calls_of_their_own_teams(admin: Make, records: AdminHouse) -> None:
    page = admin()
    page.refusals = {404}
    page.open("supervisor", "/admin/recordings")
    page.heading("Recordings")
    expect(page.page.locator("tbody tr")).to_have_count(2)
    assert page.page.get_by_label("Team", exact=True).locator("option").all_inner_texts() == [
        "Every team",
        "Support team",
    ]
    page.goto("/admin/calls/call-5")
    expect(page.drawer()).to_contain_text("There is no such call")
    page.goto(f"/admin/reports/talk?{DAY}")
    expect(page.page.get_by_role("row", name="Support team")).to_be_visible()
    expect(page.page.get_by_role("row", name="Sales")).to_have_count(0)
    page.goto("/admin/recordings/call-4")
    expect(page.drawer().get_by_role("button", name="Play")).to_be_visible()
    expect(page.drawer().get_by_role("button", name="Delete")).to_have_count(0)


def test_a_recording_is_played_and_deleted(admin: Make, records: AdminHouse) -> None:
    page = admin()
    page.refusals = {404}
    page.open("admin", "/admin/recordings")
    browser = page.page
    expect(browser.locator("tbody tr")).to_have_count(3)
    before = len(records.audit())
    page.row("Asked for a rebate").get_by_role("button").click()
    drawer = page.drawer()
    at = "() => document.querySelector('.player audio')?.currentTime ?? 0"
    look(lambda: browser.evaluate(at) > 0.3, within=10)
    expect(drawer.get_by_role("button", name="Pause")).to_be_visible()
    drawer.get_by_role("radio", name="2\u00d7").click()
    rate = "() => document.querySelector('.player audio').playbackRate"
    look(lambda: browser.evaluate(rate) == 2)
    drawer.get_by_role("button", name="Forward 10 s").click()
    look(lambda: browser.evaluate(at) > 10, within=10)
    drawer.get_by_role("button", name="Pause").click()
    place = drawer.get_by_role("slider", name="Place in the recording")
    place.fill("25")
    look(lambda: abs(browser.evaluate(at) - 25) < 0.5)
    expect(place).to_have_attribute("aria-valuetext", "0:25 of 0:30")
    drawer.get_by_role("button", name="Back 10 s").click()
    look(lambda: abs(browser.evaluate(at) - 15) < 0.5)
    assert page.axe() == []
    # However many parts the player has asked for, it was one hearing.
    assert [(who, what) for who, what, _ in records.audit()][: len(records.audit()) - before] == [
        ("anita", "recording.played")
    ]
    with browser.expect_download() as told:
        drawer.get_by_role("link", name="Download").click()
    assert told.value.suggested_filename == "call-20260115-100320-448442430000-1.wav"
    assert Path(told.value.path()).read_bytes() == sound(30)

    drawer.get_by_role("button", name="Delete").click()
    dialog = browser.get_by_role("dialog", name="Delete the recording?")
    assert page.axe() == []
    dialog.get_by_role("button", name="Delete recording").click()
    page.says("The recording is deleted.")
    expect(drawer).to_contain_text("by anita.")
    expect(browser.locator("tbody tr")).to_have_count(2)
    assert not (records.server.node.layout.recordings / "call-3-1.wav").exists()
    # One whose file is gone by itself says so.
    (records.server.node.layout.recordings / "call-5-1.wav").unlink()
    page.goto("/admin/recordings/call-5")
    expect(page.drawer()).to_contain_text("Its file is not there any more.")


def test_every_report_tells_what_the_server_has(admin: Make, records: AdminHouse) -> None:
    page = admin()
    page.open("manager", f"/admin/reports?{DAY}")
    page.heading("Reports")
    browser = page.page
    for tab, heading in TABS.items():
        browser.get_by_role("navigation", name="Reports").get_by_role(
            "link", name=tab
        ).first.click()
        if tab == DAY_TAB:
            browser.get_by_role("textbox", name="Day").fill("2026-01-15")
        expect(browser.get_by_role("heading", name=heading, exact=True).first).to_be_visible()
        # The period goes along from tab to tab.
        assert DAY in browser.url
        if tab in ("Service level", DAY_TAB):
            assert page.axe() == [], tab
        with browser.expect_download() as told:
            browser.get_by_role("link", name="CSV").click()
        assert told.value.suggested_filename.endswith(".csv")
        assert len(Path(told.value.path()).read_text().splitlines()) > 1, tab
    page.goto(f"/admin/reports?{DAY}")
    told_total = records.get(
        "manager",
        "/manage/api/reports/calls",
        **dict(one.split("=") for one in DAY.split("&")),
    )["report"]["total"]
    tiles = browser.locator(".tile")
    expect(tiles.filter(has_text="Offered")).to_contain_text(str(told_total["offered"]))
    expect(tiles.filter(has_text="Abandoned")).to_contain_text("1")
    plot = browser.get_by_role("img", name="Calls that came in: Answered 59, Abandoned 1")
    expect(plot).to_be_visible()
    browser.get_by_text("The figures as a table").first.click()
    expect(browser.get_by_role("row", name="15 Jan, 10:00")).to_be_visible()
    browser.get_by_label("Buckets").select_option("By day")
    expect(browser.get_by_role("row", name="15 Jan").first).to_be_visible()
    browser.get_by_label("Team", exact=True).select_option("Sales")
    expect(tiles.filter(has_text="Calls")).to_contain_text("1")
    browser.get_by_label("Period").select_option("Today")
    expect(browser.get_by_text("Nothing in this time")).to_be_visible()
    page.goto("/admin/reports/nonsense")
    page.heading("There is nothing at this address.")


def test_a_store_that_is_away_is_said_and_tried_again(admin: Make, records: AdminHouse) -> None:
    page = admin()
    page.refusals = {503}
    page.open("manager", "/admin/settings")
    failing = "**/manage/api/{calls,reports/*}*"
    away = {
        "success": False,
        "code": "store-unavailable",
        "message": "Changes cannot be saved now.",
    }
    for path in ("/admin/calls", f"/admin/reports?{DAY}"):
        page.page.route(failing, lambda route: route.fulfill(status=503, json=away))
        page.goto(path)
        expect(page.page.get_by_text("This could not be loaded.")).to_be_visible()
        page.page.unroute(failing)
        page.press("Try again")
        expect(page.page.locator("tbody tr:visible").first).to_be_visible()


@pytest.mark.parametrize("who", ["agent", "supervisor"])
def test_who_has_these_pages(admin: Make, records: AdminHouse, who: str) -> None:
    page = admin(768, 1024)
    page.open(who)
    page.page.locator("main").wait_for()
    for label, path in PAGES.items():
        page.goto(path)
        page.heading(label)
        link = page.page.locator(f"nav.side a[href='{path}']")
        if who == "agent":
            page.is_denied()
            expect(link).to_have_count(0)
        else:
            expect(page.page.locator(".filters")).to_be_visible()
            expect(link).to_have_count(1)
