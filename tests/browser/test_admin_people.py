"""Users and teams in a browser, as each role; and what is asked of people at sign-in."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyotp
import pytest
from msgspec.structs import replace
from playwright.sync_api import Locator, Route, expect

from dockline.domain.space import SecondFactorFor, SpaceSettings
from dockline.services.teams import TeamChange
from tests.support.admin_page import NOVANET, AdminHouse, AdminPage
from tests.support.face import LEAP, PASSWORD

Make = Callable[..., AdminPage]

TABLE = "login,name,role,teams,password\nzoe,Zoe Hart,agent,Support team,\nyan,Yan Li,,,\n"
WRONG = TABLE + "rishi,,king,Nowhere,\n"
NEW = "a longer word than before"
TOLD = re.compile(r"^\S{19}$")  # a password made up


@pytest.fixture
def users(admin: Make) -> AdminPage:
    page = admin()
    page.open("admin", "/admin/users")
    page.heading("Users")
    return page


def switch(place: Locator, name: str) -> Locator:
    return place.get_by_role("switch", name=name)


def dialog(page: AdminPage) -> Locator:
    return page.page.get_by_role("dialog").and_(page.page.locator("dialog"))


@pytest.mark.parametrize("who", ["agent", "supervisor", "manager"])
def test_whoever_does_not_keep_users_does_not_see_them(admin: Make, who: str) -> None:
    page = admin()
    page.refusals.add(403)
    page.open(who, "/admin/users")
    page.is_denied()
    assert "Users and teams" not in page.menu()
    page.goto("/admin/users/teams")
    page.is_denied()


def test_an_operator_keeps_the_people_of_another_space(admin: Make) -> None:
    page = admin()
    page.open("operator", "/admin/users")
    expect(page.row("anita")).to_be_visible()
    page.page.evaluate(f"sessionStorage.setItem('dockline.admin.space', '{NOVANET}')")
    page.page.reload()
    expect(page.row("nina")).to_be_visible()
    expect(page.row("anita")).to_have_count(0)


def test_a_person_is_added_and_takes_a_password_of_their_own(
    users: AdminPage, admin: Make, house: AdminHouse
) -> None:
    page = users.page
    users.refusals.add(400)
    users.press("Add user")
    drawer = users.drawer()
    drawer.get_by_label("Login").fill("rishi")
    drawer.get_by_role("button", name="Add user").click()
    expect(drawer.get_by_text("It is taken.")).to_be_visible()
    drawer.get_by_label("Login").fill("mira@example.com")
    drawer.get_by_label("Name", exact=True).fill("Mira Shah")
    drawer.get_by_role("combobox", name="Role").select_option("supervisor")
    drawer.get_by_role("checkbox", name="Support team").check()
    drawer.get_by_role("button", name="Add skill").click()
    drawer.get_by_role("textbox", name="Skill 1").fill("german")
    drawer.get_by_role("combobox", name="Level of german").select_option("7")
    assert users.axe() == []
    drawer.get_by_role("button", name="Add user").click()
    told = drawer.get_by_label("Password", exact=True)
    expect(told).to_have_text(TOLD)  # not the field of the form before it
    password = told.inner_text()
    drawer.get_by_role("button", name="Done").click()
    expect(drawer).to_have_count(0)
    expect(users.row("Mira Shah")).to_contain_text("New password due")
    mira = house.server.node.accounts.agent_of(LEAP, "mira@example.com")
    assert mira is not None
    assert (mira.role, mira.skills, len(mira.teams)) == ("supervisor", {"german": 7}, 1)

    hers = admin()
    hers.refusals.add(400)
    hers.goto("/admin")
    hers.sign_in("mira@example.com", password)
    hers.heading("Choose a new password")
    assert hers.axe() == []
    box = hers.page.get_by_label("New password")
    box.fill("password123")
    hers.press("Set password")
    expect(hers.page.get_by_role("alert")).to_contain_text("others would guess")
    box.fill(NEW)
    hers.press("Set password")
    hers.page.get_by_role("button", name="Account of mira@example.com").wait_for()
    page.reload()
    expect(users.row("Mira Shah")).not_to_contain_text("New password due")


def test_a_person_is_changed_and_what_is_typed_is_kept(users: AdminPage, house: AdminHouse) -> None:
    users.page.get_by_role("button", name="Edit Siddhant").click()
    drawer = users.drawer()
    name = drawer.get_by_label("Name", exact=True)
    expect(name).to_have_value("Siddhant")
    name.fill("Siddhant P")
    # The list behind it is loaded anew; what is typed stays.
    with users.page.expect_response(lambda answer: "/manage/api/users?" in answer.url):
        pass
    expect(name).to_have_value("Siddhant P")
    users.page.keyboard.press("Escape")
    users.page.get_by_role("button", name="Stay").click()
    expect(name).to_have_value("Siddhant P")
    drawer.get_by_role("button", name="Save").click()
    users.says("Siddhant P is changed.")
    assert house.audit()[0] == (
        "anita",
        "user.changed",
        {"login": "siddhant", "changed": {"name": ["Siddhant", "Siddhant P"]}},
    )
    users.page.get_by_role("searchbox").fill("dhant p")
    expect(users.page.locator("tbody tr")).to_have_count(1)


def test_whoever_goes_on_to_another_person_is_asked_about_the_first(users: AdminPage) -> None:
    page, drawer = users.page, users.drawer()
    page.get_by_role("button", name="Edit Rishi").click()
    name = drawer.get_by_label("Name", exact=True)
    name.fill("Rishi K")
    asked = page.get_by_role("dialog", name="Leave without saving?")
    for button in ("Edit Sara", "Add user"):
        users.press(button)
        asked.get_by_role("button", name="Stay").click()
        expect(name).to_have_value("Rishi K")
    users.press("Edit Sara")
    asked.get_by_role("button", name="Leave").click()
    expect(name).to_have_value("Sara")
    users.press("Add user")
    expect(name).to_have_value("")
    users.press("Edit Rishi")
    expect(name).to_have_value("Rishi")


def test_escape_closes_what_lies_on_top(users: AdminPage) -> None:
    page, drawer = users.page, users.drawer()
    page.get_by_role("button", name="Edit Rishi").click()
    drawer.get_by_role("radio", name="Sign-in").click()
    drawer.get_by_role("button", name="Reset password").click()
    box = dialog(users)
    box.get_by_label("New password").fill("half a passw")
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    expect(drawer.get_by_role("button", name="Reset password")).to_be_focused()
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)


def test_a_lock_a_reset_sessions_and_the_end_of_an_account(
    users: AdminPage, house: AdminHouse
) -> None:
    for _ in range(5):
        form = {"login": "siddhant@leap", "password": "wrong"}
        house.run(house.server.http.post("/dock/sign-in", json=form))
    users.page.get_by_role("combobox", name="Status").select_option("locked")
    expect(users.page.locator("tbody tr")).to_have_count(1)
    users.page.get_by_role("button", name="Edit Siddhant").click()
    drawer = users.drawer()
    drawer.get_by_role("radio", name="Sign-in").click()
    drawer.get_by_role("button", name="Unlock now").click()
    users.says("may try again")
    expect(drawer.get_by_role("button", name="Unlock now")).to_have_count(0)
    first = house.run(house.server.sign_in("siddhant"))
    house.run(house.server.sign_in("siddhant"))
    users.page.reload()
    drawer.get_by_role("radio", name="Sign-in").click()
    expect(drawer.get_by_role("button", name="Sign out Browser not known")).to_have_count(0)
    one = drawer.get_by_role("button", name="Sign out python-httpx")
    expect(one).to_have_count(2)
    one.nth(1).click()
    expect(one).to_have_count(1)
    ended = house.server.http.get("/dock/session", headers={"cookie": first})
    assert house.run(ended).status_code == 401
    assert users.axe() == []
    drawer.get_by_role("button", name="Reset password").click()
    box = dialog(users)
    box.get_by_label("New password").fill("short")
    users.refusals.add(400)
    box.get_by_role("button", name="Reset password").click()
    expect(box.get_by_text("Use 8 to 1024 characters.")).to_be_visible()
    box.get_by_label("New password").fill("")
    box.get_by_role("button", name="Reset password").click()
    told = box.get_by_label("Password", exact=True)
    expect(told).to_have_text(TOLD)  # not the field of the form before it
    box.get_by_role("button", name="Done").click()
    expect(drawer.get_by_text("Signed in nowhere.")).to_be_visible()
    drawer.get_by_role("button", name="Deactivate").click()
    dialog(users).get_by_role("button", name="Deactivate").click()
    users.says("is deactivated")
    expect(drawer.get_by_role("button", name="Activate again")).to_be_visible()
    drawer.get_by_role("button", name="Activate again").click()
    users.says("may sign in again")


def test_a_table_is_tried_mended_and_taken(users: AdminPage, tmp_path: Path) -> None:
    users.press("Import CSV")
    box = dialog(users)
    chooser = box.get_by_label("CSV file")
    wrong, right = tmp_path / "wrong.csv", tmp_path / "right.csv"
    wrong.write_text(WRONG)
    right.write_text(TABLE)
    chooser.set_input_files(wrong)
    expect(box.get_by_role("table", name="Rows that need a change")).to_contain_text("Nowhere")
    add = box.get_by_role("button", name="Add 2 users")
    expect(add).to_be_disabled()
    switch(box, "Add only the rows that are right").click()
    expect(add).to_be_enabled()
    assert users.axe() == []
    chooser.set_input_files(right)
    expect(box.get_by_text("2 rows are right.")).to_be_visible()
    expect(box.get_by_role("table", name="Rows that need a change")).to_have_count(0)
    box.get_by_role("button", name="Add 2 users").click()
    expect(box.get_by_role("heading", name="2 users are added.")).to_be_visible()
    with users.page.expect_download() as waiting:
        box.get_by_role("button", name="Download passwords").click()
    saved = Path(waiting.value.path()).read_text().splitlines()
    assert saved[0] == "login,password"
    assert [line.partition(",")[0] for line in saved[1:]] == ["zoe", "yan"]
    box.get_by_role("button", name="Close").click()
    expect(users.row("Zoe Hart")).to_be_visible()


def test_passwords_that_are_being_made_are_waited_for(
    users: AdminPage, house: AdminHouse, tmp_path: Path
) -> None:
    page = users.page
    users.press("Import CSV")
    box = dialog(users)
    table = tmp_path / "late.csv"
    table.write_text("login,name\nwanda,Wanda Lee\n")
    box.get_by_label("CSV file").set_input_files(table)
    add = box.get_by_role("button", name="Add 1 user")
    expect(add).to_be_enabled()
    held: list[Route] = []
    imports = "**/users/import?*"
    page.route(imports, lambda route: held.append(route), times=1)
    with page.expect_request(imports):
        add.click()
    for _ in range(2):
        page.keyboard.press("Escape")
    expect(box.get_by_role("button", name="Close")).to_be_disabled()
    held[0].continue_()
    expect(box.get_by_role("button", name="Download passwords")).to_be_visible()
    box.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Edit Wanda Lee").click()
    users.drawer().get_by_role("radio", name="Sign-in").click()
    users.drawer().get_by_role("button", name="Reset password").click()
    resets = "**/users/*/password"
    page.route(resets, lambda route: held.append(route), times=1)
    with page.expect_request(resets):
        box.get_by_role("button", name="Reset password").click()
    for _ in range(2):
        page.keyboard.press("Escape")
    expect(box.get_by_role("button", name="Cancel")).to_be_disabled()
    held[1].continue_()
    expect(box.get_by_label("Password", exact=True)).to_have_text(TOLD)


def test_a_team_from_its_beginning_to_its_end(users: AdminPage, house: AdminHouse) -> None:
    page = users.page
    page.get_by_role("link", name="Teams", exact=True).click()
    users.heading("Teams")
    expect(users.row("Support team")).to_be_visible()
    users.press("Add team")
    users.drawer().get_by_label("Name", exact=True).fill("Night shift")
    users.drawer().get_by_role("button", name="Add team").click()
    users.heading("Night shift")
    page.get_by_role("combobox", name="User").select_option(label="Rishi (rishi)")
    users.press("Add to the team")
    expect(users.row("rishi")).to_be_visible()
    page.get_by_role("radio", name="Calls").click()
    users.press("Add number")
    page.get_by_label("Number", exact=True).fill("not digits")
    page.get_by_role("radio", name="By hours").click()
    page.get_by_role("checkbox", name="Open on Saturday").check()
    users.refusals.add(400)
    users.press("Save")
    expect(page.get_by_role("alert").filter(has_text="1 to 20 digits")).to_be_visible()
    page.get_by_label("Number", exact=True).fill("442079460200")
    page.get_by_role("combobox", name="Overflow to").select_option(label="Support team")
    # An emptied field waits for what is typed; left so, it is the usual.
    share = page.get_by_label("At least")
    share.fill("90")
    share.fill("")
    share.press_sequentially("95")
    expect(share).to_have_value("95")
    share.fill("")
    share.blur()
    expect(share).to_have_value("80")
    page.get_by_role("radio", name="Chats").click()
    users.press("Add reply")
    page.get_by_label("Name", exact=True).fill("hello")
    page.get_by_label("Text", exact=True).fill("Good evening.")
    page.get_by_role("radio", name="Alerts").click()
    page.get_by_label("Callers waiting").fill("")
    assert users.axe() == []
    users.press("Save")
    users.says("Saved.")
    team = house.server.node.accounts.team_by_name(LEAP, "Night shift")
    assert team is not None
    queue = team.settings.queue
    assert [one.number for one in queue.numbers] == ["442079460200"]
    assert queue.hours is not None
    assert [len(day) for day in queue.hours.days] == [1, 1, 1, 1, 1, 1, 0]
    assert queue.overflow_team is not None
    assert team.settings.chat.canned[0].text == "Good evening."
    assert team.settings.alerts.calls_waiting is None

    page.get_by_role("radio", name="Team", exact=True).click()
    remove = page.get_by_role("button", name="Remove team")
    expect(remove).to_be_disabled()
    expect(page.get_by_text("1 person is in it.")).to_be_visible()
    page.get_by_role("radio", name="People").click()
    page.get_by_role("button", name="Remove Rishi from the team").click()
    page.get_by_role("radio", name="Calls").click()
    page.get_by_role("button", name="Remove number 442079460200").click()
    users.press("Save")
    page.get_by_role("radio", name="Team", exact=True).click()
    expect(remove).to_be_enabled()
    remove.click()
    dialog(users).get_by_role("button", name="Remove team").click()
    users.heading("Teams")
    expect(users.row("Night shift")).to_have_count(0)


def test_what_another_admin_changed_in_a_team_is_not_taken_back(
    admin: Make, house: AdminHouse
) -> None:
    accounts = house.server.node.accounts
    team = house.run(accounts.create_team(NOVANET, "Evening"))
    page = admin()
    page.open("operator", "/admin")
    page.page.evaluate(f"sessionStorage.setItem('dockline.admin.space', '{NOVANET}')")
    page.goto(f"/admin/users/teams/{team.team_id}")
    page.heading("Evening")
    house.run(accounts.team_keeping.change(team.team_id, TeamChange(name="Night")))
    page.page.get_by_role("combobox", name="User").select_option(label="Nina (nina)")
    page.press("Add to the team")
    page.heading("Night")
    page.page.get_by_role("radio", name="Team", exact=True).click()
    expect(page.page.get_by_label("Name", exact=True)).to_have_value("Night")
    expect(page.page.get_by_role("button", name="Save", exact=True)).to_be_disabled()


@pytest.fixture
def everyone_needs_one(house: AdminHouse) -> Iterator[None]:
    accounts = house.server.node.accounts

    def set_to(value: SecondFactorFor) -> Any:
        space = accounts.space(NOVANET)
        assert space is not None
        settings: SpaceSettings = replace(space.settings, second_factor=value)
        return accounts.update_settings(NOVANET, settings)

    house.run(set_to(SecondFactorFor.EVERYONE))
    yield
    house.run(set_to(SecondFactorFor.OPTIONAL))


@pytest.mark.usefixtures("everyone_needs_one")
def test_a_second_factor_is_set_up_at_sign_in_and_asked_for(admin: Make) -> None:
    page = admin()
    page.refusals.add(400)
    page.goto("/admin")
    page.sign_in("nina@novanet")
    page.heading("Set up your second factor")
    assert page.axe() == []
    picture = page.page.get_by_alt_text("QR code for your authenticator app")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    app = pyotp.TOTP(page.page.get_by_label("Secret for").inner_text().replace(" ", ""))
    page.page.get_by_label("Code").fill("000000")
    page.press("Continue")
    expect(page.page.get_by_role("alert")).to_contain_text("That code is wrong")
    page.page.get_by_label("Code").fill(app.at(int(time.time())))
    page.press("Continue")
    page.heading("Your recovery codes")
    codes = page.page.locator(".recovery-codes li").all_inner_texts()
    assert len(codes) == 10
    page.press("I have kept them")
    page.page.get_by_role("button", name="Account of nina").wait_for()

    # The same form lets them into a dock, here with a recovery code.
    dock = admin()
    dock.page.goto(f"{dock.house.url}/dock")
    dock.sign_in("nina@novanet", PASSWORD)
    dock.heading("One more step")
    dock.page.get_by_label("Code").fill("abcd-efgh-jkmn")
    dock.press("Continue")
    expect(dock.page.get_by_role("alert")).to_contain_text("That code is wrong")
    dock.page.get_by_label("Code").fill(codes[3])
    dock.press("Continue")
    expect(dock.page.get_by_label("Code")).to_have_count(0)
    expect(dock.page.locator("main.signin")).to_have_count(0)
