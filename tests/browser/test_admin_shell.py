"""The shell of the admin pages, as each role: signing in, the menu, addresses, other spaces."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.support.admin_page import PEOPLE, AdminHouse, AdminPage
from tests.support.face import PASSWORD

Make = Callable[..., AdminPage]
PAGES = [
    ("Campaigns", "/admin/campaigns", "watch_own_teams"),
    ("Do not call", "/admin/do-not-call", "run_operation"),
    ("Call records", "/admin/calls", "read_team_calls"),
    ("Recordings", "/admin/recordings", "read_team_calls"),
    ("Reports", "/admin/reports", "watch_own_teams"),
    ("Users and teams", "/admin/users", "keep_users"),
    ("API", "/admin/api", "keep_tokens"),
    ("Webhooks", "/admin/webhooks", "change_settings"),
    ("Trunks and engine", "/admin/engine", "change_settings"),
    ("Retention", "/admin/retention", "change_settings"),
    ("Spaces", "/admin/spaces", "keep_spaces"),
    ("Space settings", "/admin/settings", "change_settings"),
    ("Single sign-on", "/admin/sign-on", "change_settings"),
    ("Audit log", "/admin/audit", "read_audit"),
]
"""Every page of the menu, and the right that it wants."""


def test_signing_in_and_out(admin: Make) -> None:
    page = admin()
    page.goto("/admin/settings")
    page.page.get_by_role("heading", name="Sign in to the admin pages").wait_for()
    assert page.axe() == []
    page.sign_in("anita@leap", "not the password")
    expect(page.page.get_by_role("alert")).to_contain_text("Login or password is wrong.")
    page.sign_in("anita@leap")
    # Where the address led to.
    page.heading("Space settings")
    expect(page.page).to_have_title("Space settings · Leap · Dockline")
    page.page.get_by_role("button", name="Account of anita").click()
    page.page.get_by_role("menuitem", name="Sign out").click()
    page.page.get_by_role("heading", name="Sign in to the admin pages").wait_for()
    page.page.reload()
    page.page.get_by_role("heading", name="Sign in to the admin pages").wait_for()


@pytest.mark.parametrize("who", PEOPLE)
def test_the_menu_has_what_the_role_allows(admin: Make, house: AdminHouse, who: str) -> None:
    rights = house.get(who, "/manage/api/me")["rights"]
    page = admin()
    page.open(who)
    page.page.locator("nav.side").wait_for()
    shown = page.menu()
    for label, path, right in PAGES:
        assert (label in shown) == (right in rights), label
        page.goto(path)
        if right in rights:
            # Of the two on that page, the first.
            page.heading("Users" if path == "/admin/users" else label)
            expect(page.page.get_by_text("Your role does not allow this.")).to_have_count(0)
        else:
            page.heading(label)
            page.is_denied()
    page.goto("/admin/nowhere")
    page.heading("There is nothing at this address.")


def test_a_spaces_own_provider_is_a_way_in(admin: Make) -> None:
    page = admin()
    asked: list[str] = []

    def ways(route: Route) -> None:
        asked.append(route.request.url.partition("?")[2])
        provider = {"label": "Novanet ID", "address": "/sign-in/oidc/novanet"}
        known = "cloud_id=novanet" in route.request.url
        route.fulfill(
            json={"success": True, "password": True, "provider": provider if known else None}
        )

    page.page.route("**/dock/sign-in-ways*", ways)
    page.goto("/admin/settings")
    page.page.get_by_label("Login").fill("nina@novanet")
    link = page.page.get_by_role("link", name="Sign in with Novanet ID")
    expect(link).to_have_attribute("href", "/sign-in/oidc/novanet?to=%2Fadmin%2Fsettings")
    assert page.axe() == []
    page.page.get_by_label("Login").fill("anita@leap")
    expect(link).to_have_count(0)
    page.goto("/admin?cloud=novanet")
    expect(link).to_be_visible()
    assert {"", "cloud_id=novanet", "cloud_id=leap"} >= set(asked) > {"cloud_id=novanet"}


def test_whoever_signs_in_again_is_shown_their_own_spaces_provider(admin: Make) -> None:
    page = admin()
    provider = {"label": "Leap ID", "address": "/sign-in/oidc/leap"}

    def ways(route: Route) -> None:
        known = "cloud_id=leap" in route.request.url
        route.fulfill(
            json={"success": True, "password": not known, "provider": provider if known else None}
        )

    page.page.route("**/dock/sign-in-ways*", ways)
    page.open("admin", "/admin/settings")
    page.heading("Space settings")
    page.page.context.clear_cookies()
    page.page.get_by_role("link", name="Campaigns", exact=True).click()
    expect(page.page.get_by_role("link", name="Sign in with Leap ID")).to_be_visible()


def test_a_session_that_ends_under_a_dialog_is_gone_on_with(admin: Make) -> None:
    page = admin()
    page.open("manager", "/admin/campaigns")
    page.press("New campaign")
    dialog = page.page.get_by_role("dialog", name="New campaign")
    dialog.get_by_label("Name").fill("Renewals of May")
    page.page.context.clear_cookies()
    # The list behind it is loaded anew, and nobody is signed in.
    page.page.get_by_role("heading", name="Sign in to the admin pages").wait_for()
    page.page.get_by_role("textbox", name="Login").fill("meera@leap")
    page.page.get_by_role("textbox", name="Password", exact=True).fill(PASSWORD)
    page.press("Sign in")
    expect(dialog.get_by_label("Name")).to_have_value("Renewals of May")
    dialog.get_by_role("button", name="Make campaign").click()
    page.heading("Renewals of May")
