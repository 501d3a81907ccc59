"""Single sign-on in Chromium: the provider is a real one at another site, and the session's cookie
is SameSite=Strict."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.admin_page import AdminHouse, AdminPage, admin_house, admin_pages
from tests.support.provider import SECRET, provider

Pages = Callable[[], AdminPage]
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdminHouse]:
    with admin_house(tmp_path_factory.mktemp("data")) as house:
        yield house


@pytest.fixture
def pages(chromium: Browser, house: AdminHouse) -> Iterator[Pages]:
    with admin_pages(chromium, house) as make:
        yield make


@pytest.mark.parametrize("who", ["agent", "supervisor", "manager"])
def test_pages_are_for_admins_alone(pages: Pages, who: str) -> None:
    page = pages()
    page.refusals = {403}
    for path, label in (("/admin/sign-on", "Single sign-on"), ("/admin/audit", "Audit log")):
        page.open(who, path)
        page.is_denied()
        assert label not in page.menu()


def way_in(page: Page, house: AdminHouse, login: str) -> None:
    """From the sign-in page to the provider and back."""
    page.goto(f"{house.url.replace('127.0.0.1', 'localhost')}/dock?cloud=leap")
    page.get_by_role("link", name="Sign in with Keycloak").click()
    page.get_by_placeholder("Enter any login").fill(login)
    page.get_by_placeholder("and password").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()


def test_an_admin_sets_it_up_and_people_sign_in(
    chromium: Browser, house: AdminHouse, pages: Pages
) -> None:
    # Another name for the loopback is another site to a browser.
    ours = house.url.replace("127.0.0.1", "localhost")
    with provider(f"{ours}/sign-in/oidc/leap/callback") as issuer:
        set_up(pages(), issuer)
        context = chromium.new_context()
        page = context.new_page()
        way_in(page, house, "rishi")
        expect(page).to_have_url(f"{ours}/dock")
        # Not the sign-in form: the cookie came along with the page that went on by itself.
        expect(page.get_by_role("button", name="account of rishi at Leap")).to_be_visible()
        cookies = {one["name"]: one for one in context.cookies(ours)}
        assert list(cookies) == ["dockline"]
        assert cookies["dockline"]["sameSite"] == "Strict"
        context.close()
        context = chromium.new_context()
        page = context.new_page()
        way_in(page, house, "nobody-of-ours")
        expect(page.get_by_role("alert")).to_contain_text("Nobody here has this account.")
        page.get_by_role("link", name="Back to sign in").click()
        expect(page.get_by_role("link", name="Sign in with Keycloak")).to_be_visible()
        context.close()
    looked_up(pages())


def set_up(admin: AdminPage, issuer: str) -> None:
    admin.refusals = {400}
    admin.open("operator", "/admin/sign-on")
    admin.heading("Single sign-on")
    page = admin.page
    page.get_by_label("Issuer").fill(issuer)
    admin.press("Test")
    expect(page.get_by_role("alert")).to_contain_text("It must begin with https://.")
    page.get_by_label("A provider in your own network").check()
    admin.press("Test")
    expect(page.get_by_role("alert")).to_contain_text("The provider answers, with 1 key")
    page.get_by_label("Issuer").fill("http://127.0.0.1:1")
    admin.press("Test")
    expect(page.get_by_role("alert")).to_contain_text("The provider does not answer")
    page.get_by_label("Issuer").fill(issuer)
    admin.press("Save")
    expect(page.get_by_label("Client ID")).to_be_focused()
    page.get_by_label("Client ID").fill("dockline")
    page.get_by_label("Client secret").fill(SECRET)
    page.get_by_label("Name on the button").fill("Keycloak")
    page.get_by_label("Login", exact=True).first.fill("nickname")
    assert admin.axe() == []
    admin.press("Save")
    admin.says("Single sign-on is saved.")
    expect(page.get_by_text("A secret is kept, and is never shown.")).to_be_visible()
    assert page.get_by_label("Client secret").input_value() == ""
    assert SECRET not in page.content()


def looked_up(admin: AdminPage) -> None:
    """All of it stands in the audit log."""
    admin.open("admin", "/admin/audit")
    admin.heading("Audit log")
    page = admin.page
    expect(page.get_by_text(re.compile("Verified to entry [0-9]+"))).to_be_visible()
    expect(page.get_by_text("Tied an account to a user")).to_be_visible()
    assert admin.axe() == []
    page.get_by_label("What", exact=True).select_option("sign-in.failed")
    row = admin.row("Sign-in failed")
    expect(row).to_have_count(1)
    row.get_by_role("button").click()
    expect(admin.drawer()).to_contain_text("sign-on-unknown")
    page.keyboard.press("Escape")
    assert SECRET not in page.content()
    with page.expect_download() as file:
        page.get_by_role("link", name="JSON lines").click()
    text = Path(file.value.path()).read_text()
    assert '"action":"sign-in.failed"' in text
    assert SECRET not in text
    page.get_by_role("button", name="Clear filters").click()
    page.get_by_label("Name or number in it").fill("nothing has this")
    expect(page.get_by_text("Nothing matches")).to_be_visible()
