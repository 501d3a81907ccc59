"""The board beside an agent's dock: each change is on it, and the API tells the same."""

import os
import re
import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from dockline.services.teams import TeamChange
from tests.support.admin_page import AdminHouse, AdminPage
from tests.support.board_page import BoardPage
from tests.support.browser import DockPage
from tests.support.face import LEAP
from tests.support.server import look


@pytest.fixture
def board(open_page: Any, demo: dict[str, Any]) -> Iterator[BoardPage]:
    page = BoardPage(open_page(1440, 900), demo)
    page.sign_in()
    yield page
    assert not page.faults, page.faults
    page.page.request.post(f"{page.url}/dock/sign-out", data={})


def chosen(dock: DockPage, word: str) -> None:
    """Of the presence menu."""
    dock.page.locator("button.presence").click()
    dock.page.get_by_role("menuitemradio", name=word).click()
    dock.state(word)


def test_the_board_follows_an_agents_day(board: BoardPage, rishi: DockPage) -> None:
    board.shows("Rishi", "Ready")
    board.agrees()
    chosen(rishi, "Lunch")
    board.shows("Rishi", "Paused")
    expect(board.agent("Rishi").locator(".sub")).to_have_text("Lunch")
    board.agrees()
    chosen(rishi, "Ready")
    board.shows("Rishi", "Ready")
    board.agrees()

    rishi.make_call("442079460111")
    rishi.state("Talking")
    board.shows("Rishi", "Talking")
    expect(board.agent("Rishi")).to_contain_text("+44 20 7946 0111")
    board.agrees()
    rishi.controls("Hold")
    board.shows("Rishi", "On hold")
    board.agrees()
    rishi.controls("Resume")
    board.shows("Rishi", "Talking")
    assert board.axe() == []
    rishi.controls("Hang up")
    board.shows("Rishi", "Wrap-up")
    board.agrees()
    rishi.finishes()
    board.shows("Rishi", "Ready")
    board.agrees()


def test_time_in_state_ticks_and_is_the_apis(board: BoardPage, rishi: DockPage) -> None:
    board.shows("Rishi", "Ready")
    before = board.seconds("Rishi")
    look(lambda: board.seconds("Rishi") >= before + 2)

    def same() -> bool:
        early = board.seconds("Rishi")
        told = next(one for one in board.live()["agents"] if one["username"] == "rishi")
        return early <= int(told["state_duration"]) <= board.seconds("Rishi")

    look(same)


def test_who_comes_and_goes(board: BoardPage, siddhant: DockPage) -> None:
    board.shows("Siddhant", "Ready")
    board.agrees()
    board.page.get_by_role("radio", name="Paused").click()
    board.is_gone("Siddhant")
    chosen(siddhant, "Break")
    board.shows("Siddhant", "Paused")
    board.page.get_by_role("radio", name="All", exact=False).last.click()
    siddhant.page.get_by_role("button", name="account of").click()
    siddhant.page.get_by_role("menuitem", name="Sign out").click()
    board.is_gone("Siddhant")
    board.agrees()


def test_nothing_moves_under_a_moving_pointer(
    board: BoardPage, rishi: DockPage, siddhant: DockPage
) -> None:
    page = board.page
    board.shows("Siddhant", "Ready")
    assert board.order() == ["Rishi", "Siddhant"]
    # The page's time goes on by what is told here, so that no slow machine lets the pointer rest.
    page.clock.install()
    page.reload()
    page.clock.run_for(1000)
    board.shows("Siddhant", "Ready")
    page.clock.pause_at(page.evaluate("Date.now() + 2000"))
    board.agent("Rishi").hover()
    chosen(rishi, "Lunch")

    def shown() -> bool:
        page.mouse.move(200 + len(board.order()), 300)
        board.agent("Rishi").hover()
        page.clock.run_for(50)
        return "Paused" in board.agent("Rishi").inner_text()

    look(shown)
    assert board.order() == ["Rishi", "Siddhant"]
    page.clock.run_for(2000)
    assert board.order() == ["Siddhant", "Rishi"]
    chosen(rishi, "Ready")


def test_old_figures_say_so(board: BoardPage, rishi: DockPage, demo: dict[str, Any]) -> None:
    board.shows("Rishi", "Ready")
    os.kill(demo["pid"], signal.SIGSTOP)
    try:
        stale = board.page.locator(".head .badge", has_text="Stale")
        expect(stale).to_be_visible(timeout=20_000)
        expect(board.page.locator(".board.stale")).to_be_visible()
        still = board.seconds("Rishi")
        expect(stale).to_have_text(re.compile(r"Stale, ([89]|\d\d+) s"), timeout=20_000)
        assert board.seconds("Rishi") == still
    finally:
        os.kill(demo["pid"], signal.SIGCONT)
    board.is_live()
    rishi.state("Ready")
    board.agrees()


def test_an_agent_has_no_board(open_page: Any, demo: dict[str, Any]) -> None:
    page = open_page()
    who = demo["agents"][0]
    page.goto(f"{demo['url']}/board")
    page.get_by_label("Login").fill(who["username"])
    page.get_by_label("Password", exact=True).fill(who["password"])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="The board is for supervisors")).to_be_visible()
    expect(page.get_by_role("link", name="Go to your dock")).to_have_attribute("href", "/dock")
    page.request.post(f"{demo['url']}/dock/sign-out", data={})


def test_the_wall_shows_the_same_numbers(board: BoardPage, rishi: DockPage) -> None:
    wall = board.page.context.new_page()
    wall.set_viewport_size({"width": 1920, "height": 1080})
    wall.add_init_script(
        "WakeLock.prototype.request = kind => Promise.resolve(window.keptOn = kind)"
    )
    wall.goto(f"{board.url}/board?tv")
    ready = wall.locator(".tally .st-ready b")
    expect(ready).to_have_text("1")
    chosen(rishi, "Break")
    expect(ready).to_have_text("0")
    expect(wall.locator(".tally .st-paused b")).to_have_text("1")
    size = wall.locator(".cell b").first.evaluate(
        "one => parseFloat(getComputedStyle(one).fontSize)"
    )
    assert size == pytest.approx(112, abs=1)
    assert wall.get_by_role("button").count() == wall.get_by_role("link").count() == 0
    assert wall.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert wall.evaluate("window.keptOn") == "screen"
    chosen(rishi, "Ready")


def test_a_wall_goes_on_with_a_team_that_is_renamed(
    admin: Callable[..., AdminPage], house: AdminHouse
) -> None:
    teams, keeping = house.server.node.accounts.teams(LEAP), house.server.node.accounts.team_keeping
    (team,) = (one for one in teams if one.name == "Support team")
    page = admin()
    page.open("supervisor", "/board?tv&team=Support%20team")
    wall = page.page
    grid = wall.get_by_role("region", name="Teams")
    expect(wall.locator("h1")).to_have_text("Support team")
    expect(grid).to_contain_text("Support team")
    house.run(keeping.change(team.team_id, TeamChange(name="Care"), actor="anita"))
    expect(wall.locator("h1")).to_have_text("Care")
    expect(grid).to_contain_text("Care")
    wall.reload()
    expect(grid).to_contain_text("Care")
    house.run(keeping.change(team.team_id, TeamChange(name="Support team"), actor="anita"))


def test_signing_out_elsewhere_ends_the_board(board: BoardPage) -> None:
    board.page.request.post(f"{board.url}/dock/sign-out", data={})
    expect(board.page.get_by_role("heading", name="Sign in to the board")).to_be_visible()
    board.faults.clear()  # the browser itself tells of the refusals


def test_a_supervisor_listens_whispers_and_barges_in(board: BoardPage, rishi: DockPage) -> None:
    board.ready_to_listen()
    rishi.make_call("442079460111")
    rishi.state("Talking")
    rishi.hears(1000)
    board.shows("Rishi", "Talking")
    board.agent("Rishi").get_by_role("button", name="Rishi", exact=True).click()
    board.page.keyboard.press("l")
    bar = board.page.get_by_role("region", name="Monitoring")
    expect(bar).to_contain_text("Listening to Rishi")
    expect(bar).to_contain_text("Nobody on the call hears you.")
    board.hears(1000)
    sent = board.figures()["outboundEnergy"]
    assert sent == 0
    assert board.axe() == []

    board.page.keyboard.press("w")
    expect(bar).to_contain_text("Only Rishi hears you.")
    look(lambda: board.figures()["outboundEnergy"] > sent, within=15)
    bar.get_by_role("radio", name="Barge in").click()
    expect(bar).to_contain_text("Everybody on the call hears you.")
    board.hears(1000)

    board.page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    look(lambda: not board.figures()["legUp"])
    rishi.hears(1000)
    rishi.controls("Hang up")
    board.shows("Rishi", "Wrap-up")
    rishi.finishes()


def test_a_supervisor_takes_a_call_over(board: BoardPage, rishi: DockPage) -> None:
    own = DockPage(board.page.context.new_page(), board.url, {"username": "meera", "password": ""})
    own.page.goto(board.url)
    own.state("Ready")
    look(lambda: own.figures()["registered"], within=15)
    board.ready_to_listen()
    call_id = rishi.make_call("442079460111")
    rishi.state("Talking")
    rishi.hears(1000)
    board.shows("Meera", "Ready")
    card = board.agent("Rishi")
    card.get_by_role("button", name="Barge in to Rishi").click()
    board.hears(1000)
    card.get_by_role("button", name="Take over the call of Rishi").click()
    bar = board.page.get_by_role("region", name="Monitoring")
    expect(bar).to_contain_text("Move this call from Rishi to your dock?")
    bar.get_by_role("button", name="Take over now").click()
    board.shows("Meera", "Talking")
    board.shows("Rishi", "Wrap-up")
    board.agrees()
    expect(bar).to_be_hidden()
    assert own.figures()["callId"] == call_id
    own.hears(1000)
    own.controls("Hang up")
    own.finishes()
    rishi.finishes()
    board.agrees()
    assert not own.faults, own.faults


def test_a_campaign_is_paused_and_started(board: BoardPage) -> None:
    card = board.page.get_by_role("article", name="Welcome")
    card.get_by_role("button", name="Pause Welcome").click()
    expect(card).to_contain_text("Paused")
    told = next(one for one in board.live()["campaigns"] if one["campaign"] == "Welcome")
    assert told["run_state"] == "paused"
    card.get_by_role("button", name="Start Welcome").click()
    expect(card).not_to_contain_text("Paused")
    told = next(one for one in board.live()["campaigns"] if one["campaign"] == "Welcome")
    assert told["run_state"] == "running"
