"""One's own account: name, password, second factor, and where one is signed in."""

from collections.abc import Callable

import pyotp
from playwright.sync_api import expect

from tests.support.admin_page import AdminHouse, AdminPage
from tests.support.face import LEAP, PASSWORD

Make = Callable[..., AdminPage]
NEW = "three quiet words"


def signed_in(page: AdminPage, login: str, password: str = PASSWORD) -> None:
    page.goto("/admin/account")
    page.sign_in(f"{login}@leap", password)
    page.heading("Your account")


def test_an_agent_keeps_their_own_account(admin: Make, house: AdminHouse) -> None:
    page, other = admin(), admin()
    page.refusals = {400}
    signed_in(other, "rishi")
    signed_in(page, "rishi")
    form = page.page
    # The pages of those who run the operation are not for them; this one is for everybody.
    assert page.menu() == []
    form.get_by_role("textbox", name="Name").fill("Rishi Rao")
    page.press("Save name")
    page.says("Your name is saved.")
    expect(form.locator("nav.side .me")).to_contain_text("Rishi Rao")

    form.get_by_role("textbox", name="Current password").fill("not mine")
    form.get_by_role("textbox", name="New password").fill(NEW)
    page.press("Change password")
    expect(form.get_by_role("alert")).to_contain_text("It is not your password.")
    expect(form.get_by_role("textbox", name="Current password")).to_be_focused()
    expect(page.row("This one")).to_have_count(1)
    expect(form.get_by_role("button", name="End ", exact=False)).to_have_count(2)
    assert page.axe() == []
    form.get_by_role("textbox", name="Current password").fill(PASSWORD)
    page.press("Change password")
    page.says("Your password is changed.")
    # The other browser is out, and the list knows.
    expect(form.get_by_role("button", name="End ", exact=False)).to_have_count(0)
    other.page.reload()
    other.page.get_by_role("heading", name="Sign in to the admin pages").wait_for()
    other.sign_in("rishi@leap")
    expect(other.page.get_by_role("alert")).to_contain_text("Login or password is wrong.")
    other.sign_in("rishi@leap", NEW)
    other.heading("Your account")

    # One session is ended by its button.
    form.reload()
    form.get_by_role("button", name="End Chrome", exact=False).click()
    page.says("The session has ended.")
    expect(form.get_by_role("button", name="End ", exact=False)).to_have_count(0)
    other.page.reload()
    other.page.get_by_role("heading", name="Sign in to the admin pages").wait_for()
    actions = [action for _, action, _ in house.audit(LEAP)]
    assert "user.changed" in actions


def test_a_second_factor_is_set_up_used_and_ended(admin: Make) -> None:
    page = admin()
    page.refusals = {400}
    signed_in(page, "siddhant")
    form = page.page
    page.press("Set up")
    drawer = page.drawer()
    password = drawer.get_by_role("textbox", name="Your password")
    expect(password).to_be_focused()
    password.fill("not mine")
    page.press("Continue")
    expect(drawer.get_by_role("alert")).to_contain_text("It is not your password.")
    password.fill(PASSWORD)
    page.press("Continue")
    expect(drawer.get_by_role("img", name="QR code")).to_be_visible()
    assert page.axe() == []
    secret = drawer.locator("code").inner_text().replace(" ", "")
    code = drawer.get_by_role("textbox", name="Code")
    expect(code).to_be_focused()
    right = pyotp.TOTP(secret).now()
    code.fill("000000" if right != "000000" else "111111")
    page.press("Switch on")
    expect(drawer.get_by_role("alert")).to_be_visible()
    code.fill(pyotp.TOTP(secret).now())
    page.press("Switch on")
    recovery = drawer.get_by_role("listitem")
    expect(recovery).to_have_count(10)
    # They are shown once: Esc alone does not put them away.
    form.keyboard.press("Escape")
    form.get_by_role("dialog", name="Close without saving?").get_by_role(
        "button", name="Stay"
    ).click()
    kept = recovery.first.inner_text()
    assert page.axe() == []
    page.press("I have kept them")
    page.says("The second factor is on.")
    expect(form.get_by_text("10 recovery codes are left.")).to_be_visible()

    # The next sign-in asks for it; a recovery code will do.
    form.get_by_role("button", name="Account of siddhant").click()
    form.get_by_role("menuitem", name="Sign out").click()
    page.sign_in("siddhant@leap")
    form.get_by_role("heading", name="One more step").wait_for()
    form.get_by_role("textbox", name="Code").fill(kept)
    page.press("Continue")
    page.heading("Your account")
    expect(form.get_by_text("9 recovery codes are left.")).to_be_visible()

    page.press("New recovery codes")
    drawer.get_by_role("textbox", name="Your password").fill(PASSWORD)
    page.press("Make new codes")
    expect(drawer.get_by_role("listitem")).to_have_count(10)
    page.press("I have kept them")
    expect(form.get_by_text("10 recovery codes are left.")).to_be_visible()

    page.press("Switch off")
    asks = form.get_by_role("dialog", name="Switch the second factor off?")
    asks.get_by_role("textbox", name="Your password").fill(PASSWORD)
    asks.get_by_role("button", name="Switch off").click()
    page.says("The second factor is off.")
    expect(form.get_by_role("button", name="Set up")).to_be_visible()
