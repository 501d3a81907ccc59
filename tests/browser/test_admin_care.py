"""The pages of the engine and of what is kept of people, as each role."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Route, expect

from dockline.ports.store import CallFilter, PutCall
from tests.contract.store_samples import call
from tests.support.admin_page import PEOPLE, AdminHouse, AdminPage, admin_house, admin_pages
from tests.support.face import LEAP

Make = Callable[..., AdminPage]
NUMBER, SHOWN = "442079460101", "+44 20 7946 0101"
DAY = 86_400.0


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdminHouse]:
    with admin_house(tmp_path_factory.mktemp("care")) as running:
        store, now = running.server.store, running.server.node.clock.now()
        began = now - 20 * DAY
        old = [call(n, number=NUMBER, started_at=began + n, ended_at=began + 90) for n in (1, 2, 3)]
        running.run(store.commit([PutCall(one) for one in old]))
        yield running


@pytest.fixture
def admin(chromium: Browser, house: AdminHouse) -> Iterator[Make]:
    with admin_pages(chromium, house) as make:
        yield make


def test_the_pages_are_for_admins_alone(admin: Make, house: AdminHouse) -> None:
    for who in PEOPLE:
        page = admin()
        page.open(who)
        page.page.locator("nav.side").wait_for()
        may = "change_settings" in house.get(who, "/manage/api/me")["rights"]
        assert ("Trunks and engine" in page.menu()) is may, who
        assert ("Retention" in page.menu()) is may, who
        for path, title in (
            ("/admin/engine", "Trunks and engine"),
            ("/admin/retention", "Retention"),
        ):
            page.goto(path)
            page.heading(title)
            if not may:
                page.is_denied()
        page.page.context.close()


def test_a_test_call_is_followed_to_its_end(admin: Make, house: AdminHouse) -> None:
    page = admin()
    page.open("admin", "/admin/engine")
    page.heading("Trunks and engine")
    expect(page.page.get_by_text("Known by address")).to_be_visible()
    page.press("Call")
    expect(page.page.get_by_role("alert")).to_contain_text("Type a number.")
    page.page.get_by_label("Number").fill("999")
    page.press("Call")
    expect(page.page.get_by_role("alert")).to_contain_text("Emergency numbers")
    page.page.get_by_label("Number").fill("+44 20 7946 0104")
    page.press("Call")
    steps = page.page.get_by_role("region", name="How the test call goes")
    expect(steps).to_contain_text("SIP 486: the number is busy.")
    failed = page.row("486")
    expect(failed).to_contain_text("The number is busy.")
    page.page.get_by_label("Number").fill("+44 20 7946 0119")
    page.press("Call")
    expect(steps).to_contain_text("Answered after")
    expect(steps).to_contain_text("They hung up.")
    assert page.axe() == []
    assert ("anita", "engine.test-call", "442079460119") in [
        (actor, action, detail.get("number")) for actor, action, detail in house.audit()
    ]


def test_an_engine_that_is_away_is_said_in_the_menu_and_on_the_page(
    admin: Make, house: AdminHouse
) -> None:
    engine = house.server.engine

    async def drop() -> None:
        engine.drop("the cable is out")

    async def come_back() -> None:
        engine.come_back()

    house.run(drop())
    try:
        page = admin(768, 1024)
        page.open("admin", "/admin/engine")
        expect(page.page.get_by_text("The voice engine is away.").first).to_be_visible()
        expect(page.page.get_by_text("the cable is out").first).to_be_visible()
        expect(page.page.get_by_role("button", name="Call", exact=True)).to_be_disabled()
        assert page.page.locator("nav.side .dot").count() == 1
        assert page.axe() == []
    finally:
        house.run(come_back())


def test_nothing_goes_that_was_not_asked_about(admin: Make, house: AdminHouse) -> None:
    page = admin()
    page.refusals.add(503)
    previews = "**/manage/api/retention/preview"
    page.page.route(previews, lambda route: route.fulfill(status=503, json={}))
    page.open("admin", "/admin/retention")
    days = page.page.get_by_label("People in call records, days")
    asked = page.page.get_by_role("dialog", name="Let this go?")
    days.fill("30")
    expect(page.page.get_by_text("Could not be counted")).to_be_visible()
    page.press("Save")
    expect(asked).to_contain_text("Could not be counted")
    asked.get_by_role("button", name="Cancel").click()
    page.page.unroute(previews)
    days.fill("31")
    expect(page.page.get_by_text("Nothing", exact=True)).to_be_visible()
    held: list[Route] = []
    page.page.route(previews, lambda route: held.append(route), times=1)
    with page.page.expect_request(previews):
        days.fill("10")
        page.press("Save")
    # What was counted for 31 days is not what 10 let go.
    expect(asked).to_contain_text("Counting")
    held[0].continue_()
    expect(asked).to_contain_text("3 calls")
    asked.get_by_role("button", name="Cancel").click()
    assert house.get("admin", "/manage/api/retention")["retention"]["calls"] is None


def test_days_are_set_and_what_would_go_is_counted_first(admin: Make, house: AdminHouse) -> None:
    page = admin()
    page.open("admin", "/admin/retention")
    page.heading("Retention")
    days = page.page.get_by_label("People in call records, days")
    days.fill("30")
    expect(page.page.get_by_text("Nothing", exact=True)).to_be_visible()
    days.fill("10")
    expect(page.page.get_by_text("3 calls", exact=True)).to_be_visible()
    page.press("Save")
    asked = page.page.get_by_role("dialog", name="Let this go?")
    expect(asked).to_contain_text("3 calls")
    asked.get_by_role("button", name="Cancel").click()
    assert house.get("admin", "/manage/api/retention")["retention"]["calls"] is None
    days.fill("5")
    page.press("Save")
    expect(page.page.get_by_role("alert")).to_contain_text("Type whole days from 8 on")
    days.fill("10")
    expect(page.page.get_by_text("3 calls", exact=True)).to_be_visible()
    page.press("Save")
    asked.get_by_role("button", name="Save, and let it go").click()
    page.says("Saved. It goes within the hour.")
    assert house.get("admin", "/manage/api/retention")["retention"]["calls"] == 10
    assert page.axe() == []


def test_a_call_is_held_and_released(admin: Make, house: AdminHouse) -> None:
    page = admin()
    page.open("operator", "/admin/retention")
    page.press("Hold a call")
    drawer = page.drawer()
    drawer.get_by_label("Call ID").fill("nowhere")
    drawer.get_by_label("Reason").fill("Complaint 4")
    page.refusals.add(404)
    drawer.get_by_role("button", name="Hold it").click()
    expect(drawer.get_by_role("alert")).to_contain_text("There is no such call.")
    drawer.get_by_label("Call ID").fill("call-1")
    drawer.get_by_role("button", name="Hold it").click()
    page.says("The call is held.")
    expect(page.row("call-1")).to_contain_text("Complaint 4")
    page.press("Release call-1")
    page.page.get_by_role("dialog").get_by_role("button", name="Release").click()
    page.says("The call is released.")
    expect(page.page.get_by_text("No call is held.")).to_be_visible()


def test_a_number_is_found_typed_again_and_erased(admin: Make, house: AdminHouse) -> None:
    page = admin(768, 1024)
    page.open("admin", "/admin/retention")
    page.page.get_by_label("Number", exact=True).fill(SHOWN)
    page.press("Find it")
    found = page.page.get_by_role("region", name=f"{SHOWN} stands in")
    expect(found).to_contain_text("Calls masked, with what the CRM sent and their notes")
    page.press("Erase")
    asked = page.page.get_by_role("dialog")
    asked.get_by_label("The number again").fill("442079460102")
    page.refusals.add(400)
    asked.get_by_role("button", name="Erase it").click()
    expect(asked.get_by_role("alert")).to_contain_text("Type the same number again.")
    assert page.axe() == []
    asked.get_by_label("The number again").fill(NUMBER)
    asked.get_by_role("button", name="Erase it").click()
    expect(page.page.get_by_text(f"{SHOWN} is erased.")).to_be_visible()
    assert page.axe() == []
    assert house.run(house.server.store.count_calls(LEAP, CallFilter(number=NUMBER))) == 0
    (entry,) = house.run(house.server.store.do_not_call_entries(LEAP, [NUMBER]))
    assert entry.reason == "erased"
    actor, action, detail = house.audit()[0]
    assert (actor, action) == ("anita", "number.erased")
    assert NUMBER not in str(detail)
