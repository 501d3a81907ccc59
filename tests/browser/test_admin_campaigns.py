"""The pages of campaigns, leads and do-not-call, with a dialer that dials on the memory engine."""

import contextlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Route, expect

from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.space import Role
from tests.support.admin_page import PEOPLE, AdminHouse, AdminPage
from tests.support.face import LEAP, PASSWORD

Make = Callable[..., AdminPage]
ALL_DAY = {"calling_hours": {"days": [[{"opens": "00:00", "closes": "24:00"}]] * 7}}
BUSY = tuple(f"+442071{n:03}104" for n in range(4))
TALKS = "+442071009112"
"""By the last three digits: busy, and answered for as long as one likes."""


@contextlib.contextmanager
def dock(house: AdminHouse, login: str) -> Iterator[None]:
    """An agent who is ready, with a phone that answers by itself."""
    stack = contextlib.AsyncExitStack()

    async def enter() -> None:
        await stack.enter_async_context(house.server.dock(login))

    house.run(enter())
    try:
        yield
    finally:
        house.run(stack.aclose())


def campaign(house: AdminHouse, name: str, *numbers: str, **patch: Any) -> str:
    """One with leads, made aside of the page; its id."""

    async def made() -> str:
        node = house.server.node
        told = await node.campaigns.create(LEAP, name, "Support team", actor="test")
        settings = {"leads": ALL_DAY} | patch
        await node.campaigns.change(LEAP, name, settings, actor="test")
        for place, number in enumerate(numbers):
            answer = await house.server.http.post(
                "/router/api/v2/campaign/add",
                json={
                    "cloud_id": "leap",
                    "auth_token": house.server.token,
                    "campaign": name,
                    "team_name": "Support team",
                    "source": "march list",
                    "number": number,
                    "external_id": f"{name.lower()}-{place}",
                    "data": {"name": f"Person {place}", "company": "novanet"},
                },
            )
            assert answer.status_code == 200, answer.text
        return told.campaign.campaign_id

    return house.run(made())


def part(page: AdminPage, word: str) -> Locator:
    """The count beside a word of the legend."""
    return page.page.locator(".legend li").filter(has_text=word).locator("b")


def in_sight(page: AdminPage, what: Locator) -> None:
    """Wait for it, and see that no edge of the window cuts it off."""
    expect(what).to_be_visible()
    box, window = what.bounding_box(), page.page.viewport_size
    assert box is not None
    assert window is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= window["width"]


def state_of(page: AdminPage, number: str) -> Locator:
    return page.row(number).locator(".badge")


def test_from_a_new_campaign_to_a_call(admin: Make, house: AdminHouse) -> None:
    page = admin()
    page.open("manager", "/admin/campaigns")
    expect(page.page.get_by_text("No campaigns yet")).to_be_visible()
    page.press("New campaign")
    dialog = page.page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Fibre winback")
    dialog.get_by_role("radio", name="Progressive").click()
    page.press("Make campaign")
    page.heading("Fibre winback")
    expect(page.page.get_by_text("Stopped", exact=True)).to_be_visible()
    expect(page.page.get_by_text("No leads yet").last).to_be_visible()

    rows = "\n".join(["Phone\tName", *(f"{one}\tPerson" for one in (*BUSY, TALKS)), "12\tWrong"])
    page.press("Add leads")
    dialog.get_by_role("radio", name="Pasted rows").click()
    dialog.get_by_label("Rows").fill(rows)
    dialog.get_by_label("Dial list").fill("march list")
    dialog.get_by_role("button", name="Check").click()
    expect(dialog.get_by_text("5 new, 0 known already.")).to_be_visible()
    expect(dialog.get_by_text("1 row cannot be taken.")).to_be_visible()
    expect(dialog.get_by_label("Phone: Becomes")).to_have_value("number")
    dialog.get_by_label("Name: Becomes").select_option("Left out")
    dialog.get_by_role("button", name="Check").click()
    with page.page.expect_download() as rejected:
        dialog.get_by_role("button", name="Download these rows").click()
    assert "number-invalid" in rejected.value.path().read_text()
    dialog.get_by_role("button", name="Add 5 leads").click()
    expect(dialog.get_by_text("5 added, 0 updated.")).to_be_visible()
    dialog.get_by_role("button", name="Done").click()
    expect(part(page, "Not yet called")).to_have_text("5")
    assert page.axe() == []

    house.run(
        house.server.node.campaigns.change(LEAP, "Fibre winback", {"leads": ALL_DAY}, actor="test")
    )
    with dock(house, "rishi"):
        page.press("Start")
        expect(dialog.get_by_text("it begins to dial at once")).to_be_visible()
        dialog.get_by_role("button", name="Start dialling").click()
        page.says("Campaign started.")
        expect(page.page.get_by_text("Running", exact=True)).to_be_visible()
        # Those who are busy are to be called again; the last one talks.
        expect(part(page, "Not yet called")).to_have_text("0", timeout=30_000)
        expect(part(page, "Under way or again")).to_have_text("5")
        expect(state_of(page, "+44 20 7100 9112")).to_have_text("On a call", timeout=30_000)
        expect(page.page.get_by_text("1 of 100000")).to_be_visible()
        expect(page.page.get_by_text("0 ready of 1")).to_be_visible()
        page.press("Pause")
        page.says("Campaign paused.")
        expect(page.page.get_by_text("Paused", exact=True)).to_be_visible()
    actions = [(who, what) for who, what, _ in house.audit()]
    for what in ("campaign.created", "leads.pushed", "campaign.started", "campaign.paused"):
        assert ("meera", what) in actions


def test_leads_are_added_as_they_were_checked(
    admin: Make, house: AdminHouse, tmp_path: Path
) -> None:
    campaign(house, "As checked")
    page = admin()
    page.open("manager", "/admin/campaigns")
    page.page.get_by_role("link", name="As checked").click()
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    one.write_text("Phone,First\n+442071009121,Ada\n+442071009122,Grace\n")
    other.write_text("Phone,Last\n+442071009123,Hopper\n")
    page.press("Add leads")
    dialog = page.page.get_by_role("dialog")
    file = dialog.get_by_label("File")
    check = dialog.get_by_role("button", name="Check")
    dialog.get_by_label("Dial list").fill("list")
    file.set_input_files(one)
    check.click()
    dialog.get_by_label("First: Becomes").select_option("Left out")
    held: list[Route] = []
    imports = "**/leads/import?*"
    page.page.route(imports, lambda route: held.append(route), times=1)
    with page.page.expect_request(imports):
        check.click()
    # Another file is chosen while the first is looked at.
    file.set_input_files(other)
    held[0].continue_()
    expect(check).to_be_enabled()
    expect(dialog.get_by_text("2 new, 0 known already.")).to_have_count(0)
    check.click()
    expect(dialog.get_by_text("1 new, 0 known already.")).to_be_visible()
    dialog.get_by_role("button", name="Add 1 lead").click()
    expect(dialog.get_by_text("1 added, 0 updated.")).to_be_visible()
    dialog.get_by_role("button", name="Done").click()
    # A column that bears no name that says so is the number where somebody says so.
    one.write_text("Anschluss,First\n+442071009124,Ada\n")
    page.press("Add leads")
    file.set_input_files(one)
    check.click()
    expect(dialog.get_by_text("No column is the number.")).to_be_visible()
    assert page.axe() == []
    dialog.get_by_label("Anschluss: Becomes").select_option("Number")
    dialog.get_by_label("First: Becomes").select_option("Left out")
    check.click()
    expect(dialog.get_by_text("1 new, 0 known already.")).to_be_visible()


def test_why_a_lead_is_not_dialled_and_do_not_call(admin: Make, house: AdminHouse) -> None:
    name = "Renewals"
    campaign_id = campaign(house, name, "+442079460321", "+12135550167")
    page = admin()
    page.open("manager", f"/admin/campaigns/{campaign_id}")
    page.row("march list").get_by_role("button", name="Pause march list").click()
    page.says("march list is paused.")
    expect(page.row("march list").locator(".badge")).to_have_text("Paused")
    expect(state_of(page, "+44 20 7946 0321")).to_have_text("Held back")

    page.page.get_by_role("searchbox", name="Number or external id").fill("+1 213 555")
    expect(page.row("+1 213 555 0167")).to_be_visible()
    expect(page.row("+44 20 7946 0321")).to_be_hidden()
    page.press("Why: +1 213 555 0167")
    drawer = page.drawer()
    expect(drawer.get_by_role("heading", name="Why it is not dialled now")).to_be_visible()
    expect(drawer.get_by_text("Waits for its dial list.")).to_be_visible()
    expect(drawer.get_by_text("Dial list is started: no")).to_be_visible()
    expect(drawer.get_by_role("definition").filter(has_text="America/Los_Angeles")).to_be_visible()
    expect(drawer.get_by_text("Person 1")).to_be_visible()
    assert page.axe() == []

    dialog = page.page.get_by_role("dialog", name="Change time zone")
    drawer.get_by_role("button", name="Change time zone").click()
    dialog.get_by_label("Time zone").fill("Mars/Olympus")
    page.refusals.add(400)
    dialog.get_by_role("button", name="Change time zone").click()
    expect(dialog.get_by_role("alert")).to_contain_text("is no time zone")
    dialog.get_by_label("Time zone").fill("Asia/Tokyo")
    dialog.get_by_role("button", name="Change time zone").click()
    page.says("The lead is changed.")
    expect(drawer.get_by_role("definition").filter(has_text="Asia/Tokyo")).to_be_visible()

    drawer.get_by_role("button", name="More").click()
    in_sight(page, page.page.get_by_role("menu", name="More"))
    page.page.get_by_role("menuitem", name="Set a callback").click()
    page.page.get_by_role("button", name="Set callback").click()
    page.says("The callback is set.")
    expect(state_of(page, "+1 213 555 0167")).to_have_text("Callback")

    drawer.get_by_role("button", name="Do not call").click()
    never = page.page.get_by_role("dialog", name="Never call +1 213 555 0167 again?")
    never.get_by_label("Reason").fill("Asked on the phone")
    never.get_by_role("button", name="Do not call").click()
    page.says("The number is on the do-not-call list.")
    expect(state_of(page, "+1 213 555 0167")).to_have_text("Do not call")
    expect(drawer.get_by_role("heading", name="Why it is finished")).to_be_visible()
    page.page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()

    page.choose("Do not call")
    expect(page.row("+1 213 555 0167")).to_contain_text("Asked on the phone")
    page.page.get_by_label("Number", exact=True).fill("+1 213 555 0167")
    page.press("Check")
    expect(page.page.get_by_text("+1 213 555 0167 is never called.")).to_be_visible()
    assert page.axe() == []
    page.press("Add numbers")
    add = page.page.get_by_role("dialog", name="Add numbers")
    add.get_by_label("Numbers").fill("+44 20 7946 0999, hello")
    add.get_by_role("button", name="Never call these").click()
    expect(add.get_by_text("1 added, 0 were on the list already.")).to_be_visible()
    expect(add.get_by_text("1 row cannot be taken.")).to_be_visible()
    add.get_by_role("button", name="Done").click()
    page.row("+1 213 555 0167").get_by_role("button").click()
    page.page.get_by_role("dialog").get_by_role("button", name="Take off").click()
    page.says("+1 213 555 0167 is off the list.")
    expect(page.row("+1 213 555 0167")).to_be_hidden()
    expect(page.row("+44 20 7946 0999")).to_be_visible()

    page.goto(f"/admin/campaigns/{campaign_id}")
    page.press("Why: +1 213 555 0167")
    drawer.get_by_role("button", name="Queue again").click()
    page.says("The lead is queued again.")
    page.row("march list").get_by_role("button", name="Start march list").click()
    expect(state_of(page, "+1 213 555 0167")).to_have_text("Next")


def test_only_what_is_changed_of_a_lead_is_changed(admin: Make, house: AdminHouse) -> None:
    campaign_id = campaign(house, "Leads", "+442079460404")
    push = {
        "cloud_id": "leap",
        "auth_token": house.server.token,
        "campaign": "Leads",
        "team_name": "Support team",
        "source": "march list",
        "number": "+442079460404",
    }

    def pushed(**more: Any) -> str:
        path = "/router/api/v2/campaign/add"
        told = house.run(house.server.http.post(path, json=push | more))
        assert told.status_code == 200, told.text
        return str(told.json()["lead_id"])

    lead_id = pushed(data={"order": 4711}, priority=3)
    page = admin()
    page.open("manager", f"/admin/campaigns/{campaign_id}")
    page.press("Why: +44 20 7946 0404")
    drawer = page.drawer()
    drawer.get_by_role("button", name="More").click()
    page.page.get_by_role("menuitem", name="Owner, priority, data").click()
    dialog = page.page.get_by_role("dialog", name="Change lead")
    dialog.get_by_label("Data: order").fill("4712")
    pushed(username="rishi", priority=9)
    expect(page.page.locator(".drawer dd").filter(has_text="rishi")).to_be_visible(timeout=15_000)
    dialog.get_by_role("button", name="Save").click()
    page.says("The lead is changed.")
    told = house.get("manager", f"/manage/api/leads/{lead_id}")
    assert (told["lead"]["username"], told["priority"]) == ("rishi", 9)
    assert told["data"]["order"] == 4712
    drawer.get_by_role("button", name="More").click()
    page.page.get_by_role("menuitem", name="Owner, priority, data").click()
    dialog.get_by_label("Priority").fill("")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    assert house.get("manager", f"/manage/api/leads/{lead_id}")["priority"] == 0


def test_settings_and_what_is_typed_stays(admin: Make, house: AdminHouse) -> None:
    campaign_id = campaign(house, "Survey", "+442079460400")
    place = f"/admin/campaigns/{campaign_id}"
    page = admin()
    page.open("manager", f"{place}/settings")
    page.heading("Settings")
    cap = page.page.get_by_label("Cap of abandoned calls")
    cap.fill("200")
    page.refusals.add(400)
    page.press("Save")
    expect(page.page.get_by_role("alert")).to_have_text("From 0 to 99 %.")
    cap.fill("2.5")
    page.press("Save")
    page.says("Saved.")

    page.page.get_by_role("link", name="Script").click()
    page.page.get_by_label("Script", exact=True).fill("# Hello\nAm I speaking to {name}?\n- ")
    page.press("Insert {company}")
    preview = page.page.get_by_role("region", name="As an agent sees it")
    expect(preview.get_by_role("heading", name="Hello")).to_be_visible()
    expect(preview).to_contain_text("Am I speaking to Person 0?")
    expect(preview.get_by_role("listitem")).to_have_text("novanet")
    # Asked before it is lost.
    page.page.get_by_role("link", name="Survey").click()
    page.page.get_by_role("dialog").get_by_role("button").first.click()
    page.press("Save")
    page.says("Saved.")
    page.page.get_by_role("link", name="Dispositions").click()
    page.press("Add disposition")
    page.page.get_by_label("Name of disposition 9").fill("Wants a brochure")
    expect(page.page.get_by_label("Code of disposition 9")).to_have_value("wants-a-brochure")
    page.page.get_by_label("Code of disposition 9").fill("Not A Code")
    page.press("Save")
    expect(page.page.get_by_role("alert").first).to_contain_text("lower-case letters")
    page.page.get_by_label("Code of disposition 9").fill("brochure")
    page.press("Save")
    page.says("Saved.")
    assert page.axe() == []
    kept = house.run(house.server.node.campaigns.show(LEAP, "Survey")).campaign.settings
    assert kept.dialer.cap == pytest.approx(0.025)
    assert kept.script == "# Hello\nAm I speaking to {name}?\n- {company}"
    assert kept.leads.dispositions[-1].code == "brochure"

    # A page that is drawn anew each few seconds leaves what is typed, and where one is.
    page.goto(place)
    page.press("Change march list")
    name = page.page.get_by_role("dialog").get_by_label("Name")
    name.fill("march li")
    for path in ("/pacing", f"/{campaign_id}"):
        with page.page.expect_response(re.compile(rf"{path}$")):
            pass
    expect(name).to_have_value("march li")
    expect(name).to_be_focused()


def test_the_column_of_numbers_is_chosen_where_its_name_does_not_tell(
    admin: Make, tmp_path: Path
) -> None:
    file = tmp_path / "never.csv"
    file.write_text("Id,Contact No\n1,+442071009998\n")
    page = admin()
    page.open("manager", "/admin/do-not-call")
    page.press("Add numbers")
    dialog = page.page.get_by_role("dialog")
    dialog.get_by_text("A file", exact=True).click()
    dialog.get_by_label("File").set_input_files(file)
    page.refusals.add(400)
    dialog.get_by_role("button", name="Never call these").click()
    expect(dialog.get_by_role("alert")).to_contain_text("There are Id, Contact No.")
    dialog.get_by_label("Column with the numbers").fill("Contact No")
    dialog.get_by_role("button", name="Never call these").click()
    expect(dialog.get_by_text("1 added, 0 were on the list already.")).to_be_visible()


def test_a_page_whose_last_row_has_gone_is_left(admin: Make) -> None:
    page = admin()
    page.open("manager", "/admin/do-not-call")
    page.press("Add numbers")
    dialog = page.page.get_by_role("dialog")
    dialog.get_by_label("Numbers").fill("\n".join(f"+442079461{n:03}" for n in range(51)))
    dialog.get_by_role("button", name="Never call these").click()
    dialog.get_by_role("button", name="Done").click()
    expect(page.page.locator("tbody tr")).to_have_count(50)
    page.page.get_by_label("How a number begins").fill("442079461")
    expect(page.page).to_have_url(re.compile("find=442079461"))
    page.press("Later: Do not call")
    page.press("Take off +44 20 7946 1050")
    dialog.get_by_role("button", name="Take off").click()
    expect(page.page.locator("tbody tr")).to_have_count(0)
    page.press("Earlier: Do not call")
    expect(page.page.locator("tbody tr")).to_have_count(50)


def test_rests_that_are_looked_at_stay_the_default(admin: Make, house: AdminHouse) -> None:
    campaign_id = campaign(house, "Rests", "+442079460402")
    page = admin()
    page.open("manager", f"/admin/campaigns/{campaign_id}/settings/attempts")
    rests = page.page.get_by_label("Rest after Busy, in minutes")
    save = page.page.get_by_role("button", name="Save", exact=True)
    rests.focus()
    rests.blur()
    expect(page.page.get_by_role("button", name="Busy: as usual")).to_have_count(0)
    expect(save).to_be_disabled()
    most = page.page.get_by_label("Attempts of a lead")
    most.fill("9")
    rests.fill("7, 11")
    # Taken with the first Enter, saved with the next.
    rests.press("Enter")
    rests.press("Enter")
    page.says("Saved.")
    kept = house.run(house.server.node.campaigns.show(LEAP, "Rests")).campaign.settings.leads
    assert kept.limits.most_attempts == 9
    assert kept.retry_plan.rule(AttemptOutcome.BUSY).delays == (420.0, 660.0)


def test_a_number_is_emptied_and_typed_anew(admin: Make, house: AdminHouse) -> None:
    campaign_id = campaign(house, "Numbers", "+442079460401")
    page = admin()
    page.refusals.add(400)
    page.open("manager", f"/admin/campaigns/{campaign_id}/settings")
    ring = page.page.get_by_label("Ring for")
    ring.fill("")
    expect(page.page.get_by_text("Not saved yet")).to_be_visible()
    expect(ring).to_have_value("")
    page.press("Save")
    expect(ring).to_have_attribute("aria-invalid", "true")
    expect(ring).to_have_value("")
    ring.press_sequentially("35")
    expect(ring).to_have_value("35")
    page.press("Undo changes")
    expect(ring).not_to_have_value("35")


def test_a_national_number_is_typed_as_it_is(admin: Make, house: AdminHouse) -> None:
    page = admin()
    campaign_id = campaign(house, "Caller IDs", dialer={"caller_ids": ["442079460018"]})
    page.open("manager", f"/admin/campaigns/{campaign_id}/settings/numbers")
    expect(page.page.get_by_label("caller ID 1")).to_have_value("+44 20 7946 0018")
    page.press("Add caller ID")
    page.page.get_by_label("caller ID 2").press_sequentially("02079460019")
    expect(page.page.get_by_label("caller ID 2")).to_have_value("02079460019")
    house.run(house.server.settings(default_country="GB"))
    page.press("Save")
    page.says("Saved.")
    house.run(house.server.settings(default_country=""))
    expect(page.page.get_by_label("caller ID 2")).to_have_value("+44 20 7946 0019")
    kept = house.run(house.server.node.campaigns.show(LEAP, "Caller IDs")).campaign.settings
    assert kept.dialer.caller_ids == ("442079460018", "442079460019")


@pytest.mark.parametrize("who", PEOPLE)
def test_each_role_sees_what_is_for_it(admin: Make, house: AdminHouse, who: str) -> None:
    campaigns = house.run(house.server.store.campaigns(LEAP))
    campaign_id = (
        campaigns[0].campaign_id if campaigns else campaign(house, "Roles", "+442079460500")
    )
    page = admin(768, 1024)
    rights = house.get(who, "/manage/api/me")["rights"]
    page.open(who, "/admin/campaigns")
    watches, runs = "watch_own_teams" in rights, "run_operation" in rights
    if not watches:
        page.is_denied()
    else:
        expect(page.page.get_by_role("table", name="Campaigns")).to_be_visible()
    expect(page.page.get_by_role("button", name="New campaign")).to_have_count(int(runs))
    page.goto(f"/admin/campaigns/{campaign_id}")
    if watches:
        expect(page.page.get_by_role("heading", name="Leads")).to_be_visible()
    for name in ("Add leads", re.compile("^(Start|Pause)$")):
        button = page.page.locator("main .toolbar").get_by_role("button", name=name)
        expect(button).to_have_count(int(runs))
    page.goto("/admin/do-not-call")
    if runs:
        expect(page.page.get_by_role("button", name="Add numbers")).to_be_visible()
    else:
        page.is_denied()
    page.page.get_by_role("button", name="Menu").first.click()
    shown = page.menu()
    assert ("Campaigns" in shown, "Do not call" in shown) == (watches, runs)


def test_a_supervisor_of_another_team_sees_none_of_it(admin: Make, house: AdminHouse) -> None:
    campaign_id = campaign(house, "Elsewhere", "+442079460600")

    async def stranger() -> None:
        accounts = house.server.node.accounts
        await accounts.create_team(LEAP, "Others")
        await accounts.create_user(LEAP, "oscar", "Oscar", PASSWORD, Role.SUPERVISOR, ["Others"])

    house.run(stranger())
    page = admin()
    page.refusals.add(404)
    page.open("oscar", "/admin/campaigns")
    expect(page.page.get_by_text("No campaigns of your teams")).to_be_visible()
    page.goto(f"/admin/campaigns/{campaign_id}")
    expect(page.page.get_by_text("There is no such campaign.")).to_be_visible()


def test_a_campaign_is_renamed_archived_and_restored(admin: Make, house: AdminHouse) -> None:
    campaign_id = campaign(house, "Old name", BUSY[0], mode="preview")
    campaign(house, "Stays", mode="preview")
    page = admin()
    page.refusals.add(400)
    page.open("manager", f"/admin/campaigns/{campaign_id}")
    page.heading("Old name")

    def more(item: str) -> None:
        page.press("More")
        page.page.get_by_role("menuitem", name=item).click()

    more("Rename")
    dialog = page.page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("stays")
    dialog.get_by_role("button", name="Rename", exact=True).click()
    expect(dialog.get_by_text("There is a campaign “stays” already.")).to_be_visible()
    dialog.get_by_label("Name").fill("New name")
    assert page.axe() == []
    dialog.get_by_role("button", name="Rename", exact=True).click()
    page.says("The campaign is called New name now.")
    page.heading("New name")

    more("Stop")
    page.says("Campaign stopped.")
    more("Archive")
    dialog.get_by_role("button", name="Archive campaign").click()
    page.says("Campaign archived.")
    expect(page.page.get_by_role("button", name="Add leads")).to_be_hidden()
    page.goto("/admin/campaigns")
    expect(page.row("Stays")).to_be_visible()
    expect(page.row("New name")).to_be_hidden()
    page.page.get_by_role("checkbox", name="Show 1 archived").check()
    page.row("New name").get_by_role("button", name="Restore New name").click()
    page.says("Campaign restored. It is stopped.")
    expect(page.row("New name")).to_contain_text("Stopped")
    actions = [what for who, what, _ in house.audit() if who == "meera"]
    for what in ("campaign.renamed", "campaign.archived", "campaign.restored"):
        assert what in actions
