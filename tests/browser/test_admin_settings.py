"""Spaces and their settings, as pages."""

from collections.abc import Callable

from playwright.sync_api import Route, expect

from dockline.domain.ids import SpaceId
from dockline.domain.space import SpaceSettings
from tests.support.admin_page import NOVANET, AdminHouse, AdminPage
from tests.support.face import LEAP

Make = Callable[..., AdminPage]


def settings(house: AdminHouse, space: SpaceId = LEAP) -> SpaceSettings:
    found = house.server.node.accounts.space(space)
    assert found is not None
    return found.settings


def saved(page: AdminPage) -> None:
    page.press("Save")
    page.says("Saved.")
    expect(page.page.get_by_role("button", name="Save", exact=True)).to_be_disabled()


def test_general_settings_are_changed(admin: Make, house: AdminHouse) -> None:
    page = admin()
    page.refusals = {400}
    page.open("admin", "/admin/settings")
    form = page.page
    rings = form.get_by_role("textbox", name="A call that goes out rings for")
    expect(form.get_by_role("textbox", name="Caller ID", exact=True)).to_have_value("442079460018")
    form.get_by_role("combobox", name="Time zone").select_option("Europe/London")
    form.get_by_role("combobox", name="Country of national numbers").select_option("GB")
    form.get_by_role("textbox", name="Caller ID", exact=True).fill("020 7946 0020")
    form.get_by_role("radio", name="On demand").click()
    rings.fill("2")
    page.press("Save")
    # The field says what is wrong with it, has the focus, and nothing was saved.
    expect(rings).to_be_focused()
    expect(rings).to_have_attribute("aria-invalid", "true")
    expect(form.get_by_role("alert").filter(has_text="From 5 to 300 seconds")).to_be_visible()
    assert page.axe() == []
    assert settings(house).recording == "off"
    rings.fill("many")
    page.press("Save")
    expect(form.get_by_role("alert").filter(has_text="Type a number.")).to_be_visible()
    rings.fill("45")
    saved(page)
    now = settings(house)
    assert (now.time_zone, now.default_country, now.caller_id, now.recording, now.ring_seconds) == (
        *("Europe/London", "GB", "442079460020", "on_demand", 45),
    )
    who, action, detail = house.audit()[0]
    assert (who, action) == ("anita", "settings.changed")
    assert detail["changed"]["ring_seconds"] == [60.0, 45.0]
    assert set(detail["changed"]) == {
        *("time_zone", "default_country", "caller_id", "recording", "ring_seconds"),
    }


def test_what_was_typed_is_not_lost(admin: Make, house: AdminHouse) -> None:
    page = admin()
    page.open("admin", "/admin/settings/choices")
    form = page.page
    form.get_by_role("textbox", name="Pause reason 2").fill("Late lunch")
    form.get_by_role("link", name="Dialling rules").click()
    asks = form.get_by_role("dialog", name="Leave without saving?")
    expect(asks).to_be_visible()
    assert page.axe() == []
    asks.get_by_role("button", name="Stay").click()
    expect(form.get_by_role("textbox", name="Pause reason 2")).to_have_value("Late lunch")
    # Another admin changes something else in between: neither undoes the other.
    house.run(house.server.settings(dispositions=("Sold", "Lost")))
    form.get_by_role("button", name="Move Late lunch up").click()
    form.get_by_role("button", name="Add Pause reason").click()
    form.get_by_role("textbox", name="Pause reason 5").fill("Prayer")
    saved(page)
    now = settings(house)
    assert now.pause_reasons == ("Late lunch", "Break", "Meeting", "Training", "Prayer")
    assert now.dispositions == ("Sold", "Lost")
    # The session ends while somebody types: they sign in, and go on.
    form.get_by_role("textbox", name="Pause reason 5").fill("Prayers")
    form.context.clear_cookies()
    page.press("Save")
    form.get_by_role("heading", name="Sign in to the admin pages").wait_for()
    page.sign_in("anita@leap")
    expect(form.get_by_role("textbox", name="Pause reason 5")).to_have_value("Prayers")
    saved(page)
    assert settings(house).pause_reasons[4] == "Prayers"
    form.go_back()
    form.go_forward()


def test_what_is_typed_while_it_is_saved_is_saved_next(admin: Make, house: AdminHouse) -> None:
    page = admin()
    page.open("admin", "/admin/settings/choices")
    form = page.page
    held: list[Route] = []
    form.route("**/manage/api/settings", lambda route: held.append(route), times=1)
    form.get_by_role("textbox", name="Pause reason 1").fill("First")
    page.press("Save")
    expect(form.get_by_role("button", name="Saving")).to_be_visible()
    form.get_by_role("textbox", name="Disposition 1").fill("Typed meanwhile")
    held[0].continue_()
    page.says("Saved.")
    expect(form.get_by_role("textbox", name="Disposition 1")).to_have_value("Typed meanwhile")
    assert settings(house).pause_reasons[0] == "First"
    saved(page)
    assert settings(house).dispositions[0] == "Typed meanwhile"


def test_dialling_rules(admin: Make, house: AdminHouse) -> None:
    page = admin(768, 1024)
    page.refusals = {400}
    page.open("admin", "/admin/settings/dialling")
    form = page.page
    expect(form.get_by_text("Every country is open")).to_be_visible()
    form.get_by_role("radio", name="Only these").click()
    form.get_by_role("combobox", name="Add a country").select_option("44")
    form.get_by_role("combobox", name="Add a country").select_option("91")
    form.get_by_role("button", name="Remove India (+91)").click()
    form.get_by_role("switch", name="Premium-rate numbers").click()
    form.get_by_role("textbox", name="Cap a day").fill("250")
    expect(form.get_by_text("A cap without rates")).to_be_visible()
    for at, (prefix, rate) in enumerate((("44", "0.02"), ("44", "0.06")), 1):
        form.get_by_role("button", name="Add a rate").click()
        form.get_by_role("textbox", name=f"Beginning {at}", exact=True).fill(prefix)
        form.get_by_role("textbox", name=f"Cost a minute of {prefix}").nth(at - 1).fill(rate)
    page.press("Save")
    expect(form.get_by_role("alert").filter(has_text="“44” is there twice.")).to_be_visible()
    form.get_by_role("textbox", name="Beginning 2", exact=True).fill("447")
    saved(page)
    assert page.axe() == []
    policy = settings(house).dial_policy
    assert policy.countries == ("44",)
    assert policy.allow_premium
    assert (policy.spend_cap, policy.minute_rates) == (250, {"44": 0.02, "447": 0.06})
    form.get_by_role("button", name="Remove the rate of 447").click()
    form.get_by_role("textbox", name="Calls of one agent").fill("0")
    page.press("Save")
    expect(form.get_by_role("alert").filter(has_text="It must be 1 or more.")).to_be_visible()
    page.press("Undo changes")
    expect(form.get_by_role("textbox", name="Beginning 2", exact=True)).to_have_value("447")
    form.get_by_role("button", name="Remove the rate of 447").click()
    saved(page)
    assert settings(house).dial_policy.minute_rates == {"44": 0.02}


def test_chats_and_blending(admin: Make, house: AdminHouse) -> None:
    page = admin()
    page.open("admin", "/admin/settings/chats")
    form = page.page
    form.get_by_role("switch", name="Calls reach agents who chat").click()
    form.get_by_role("button", name="Add Site").click()
    form.get_by_role("textbox", name="Site 1").fill("https://shop.example")
    form.get_by_role("textbox", name="Largest file").fill("2.5")
    form.get_by_role("checkbox", name="Plain text").uncheck()
    saved(page)
    now = settings(house)
    assert not now.blending.calls_while_chatting
    assert now.chat.origins == ("https://shop.example",)
    assert now.chat.attachment_bytes == 2_500_000
    assert "text/plain" not in now.chat.attachment_types
    assert page.axe() == []


def test_an_operator_keeps_the_spaces(admin: Make, house: AdminHouse) -> None:
    page = admin()
    page.refusals = {400}
    page.open("operator", "/admin/spaces")
    form = page.page
    expect(page.row("novanet").get_by_role("cell").nth(2)).to_have_text("1")
    page.press("New space")
    drawer = page.drawer()
    expect(drawer.get_by_role("textbox", name="Cloud ID")).to_be_focused()
    drawer.get_by_role("textbox", name="Cloud ID").fill("Not so")
    drawer.get_by_role("button", name="Make space").click()
    expect(drawer.get_by_role("alert")).to_contain_text("Use 1 to 63 lower-case letters")
    # Also where the focus went to the page, as when a button is disabled while it saves.
    form.evaluate("document.activeElement.blur()")
    form.keyboard.press("Escape")
    asks = form.get_by_role("dialog", name="Close without saving?")
    asks.get_by_role("button", name="Stay").click()
    drawer.get_by_role("textbox", name="Cloud ID").fill("orchard")
    drawer.get_by_role("textbox", name="Name").fill("Orchard")
    drawer.get_by_role("combobox", name="Time zone").select_option("Asia/Kolkata")
    assert page.axe() == []
    drawer.get_by_role("button", name="Make space").click()
    page.says("Orchard is made.")
    expect(drawer).to_have_count(0)
    expect(form.get_by_role("button", name="New space")).to_be_focused()
    made = settings(house, SpaceId("orchard"))
    assert made.time_zone == "Asia/Kolkata"

    page.row("orchard").get_by_role("button", name="Rename Orchard").click()
    asks = form.get_by_role("dialog", name="Rename space")
    asks.get_by_role("textbox", name="Name").fill("Orchard Insurance")
    asks.get_by_role("button", name="Rename").click()
    page.says("The space is called Orchard Insurance now.")
    # Into another space: its settings are meant from now on, and it says so.
    page.row("novanet").get_by_role("button", name="Open NovaNet").click()
    expect(form.get_by_text("You act in NovaNet, as an operator")).to_be_visible()
    page.choose("Space settings")
    expect(form.get_by_role("textbox", name="Name", exact=True)).to_have_value("NovaNet")
    form.get_by_role("textbox", name="Wrap-up lasts").fill("20")
    saved(page)
    assert (settings(house, NOVANET).wrap_up_seconds, settings(house).wrap_up_seconds) == (20, 60)
    assert house.audit(NOVANET)[0][0] == "olga@leap"
    form.reload()
    expect(form.get_by_text("You act in NovaNet, as an operator")).to_be_visible()
    form.get_by_role("button", name="Space: NovaNet").click()
    form.get_by_role("menuitemradio", name="Leap").click()
    expect(form.get_by_text("You act in")).to_have_count(0)
    expect(form.get_by_role("textbox", name="Name", exact=True)).to_have_value("Leap")


def test_a_page_that_cannot_load_says_so(admin: Make) -> None:
    page = admin()
    page.refusals = {503}
    away = '{"success": false, "code": "store-unavailable", "message": "Changes cannot be saved."}'
    page.page.route("**/manage/api/settings", lambda route: route.fulfill(status=503, body=away))
    page.open("admin", "/admin/settings")
    expect(page.page.get_by_text("This could not be loaded.")).to_be_visible()
    expect(page.page.get_by_text("Changes cannot be saved.")).to_be_visible()
    page.page.unroute("**/manage/api/settings")
    page.press("Try again")
    expect(page.page.get_by_role("textbox", name="Name", exact=True)).to_have_value("Leap")
