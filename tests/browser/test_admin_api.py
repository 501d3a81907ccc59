"""The API page, as each role: tokens made, used, changed, reset and revoked; samples; who may
click to call; the last hour."""

import json
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, expect

from tests.support.admin_page import NOVANET, PEOPLE, AdminHouse, AdminPage
from tests.support.face import LEAP

Make = Callable[..., AdminPage]
PATH = "/admin/api"


def opened(admin: Make, who: str = "admin", path: str = PATH, **how: Any) -> AdminPage:
    page = admin(**how)
    page.open(who, path)
    page.heading("API")
    return page


def status(house: AdminHouse, token: str, path: str = "/router/api/v2/campaign/list") -> int:
    body = {"cloud_id": LEAP, "auth_token": token}
    answer: httpx.Response = house.run(house.server.http.post(path, json=body))
    return answer.status_code


def dialog(page: AdminPage) -> Locator:
    return page.page.get_by_role("dialog")


def secret(page: AdminPage, name: str) -> str:
    told = page.page.get_by_label(f"Token for {name}", exact=True)
    expect(told).to_have_text(re.compile(r"^[0-9a-f-]{36}$"))
    return told.inner_text()


def make(page: AdminPage, name: str, *scopes: str) -> str:
    page.press("New token")
    box = dialog(page)
    box.get_by_label("Name").fill(name)
    for scope in scopes:
        box.get_by_label(scope).check()
    box.get_by_role("button", name="Make token").click()
    expect(box).to_have_count(0)
    return secret(page, name)


@pytest.mark.parametrize("who", PEOPLE)
def test_the_page_is_for_those_who_keep_tokens(admin: Make, house: AdminHouse, who: str) -> None:
    allowed = "keep_tokens" in house.get(who, "/manage/api/me")["rights"]
    page = opened(admin, who)
    assert ("API" in page.menu()) == allowed
    if allowed:
        expect(page.page.get_by_role("button", name="New token")).to_be_visible()
        expect(page.row("api")).to_contain_text("everything")
    else:
        page.is_denied()
    assert page.axe() == []


def test_a_tokens_whole_life(admin: Make, house: AdminHouse) -> None:
    page = opened(admin)
    page.refusals.add(400)
    page.press("New token")
    box = dialog(page)
    assert page.axe() == []
    box.get_by_label("Name").fill("crm-sync")
    box.get_by_role("button", name="Make token").click()
    expect(box.get_by_role("alert")).to_have_text("Choose at least one.")
    box.get_by_label("live").check()
    box.get_by_label("Name").fill("API")
    box.get_by_role("button", name="Make token").click()
    expect(box.get_by_role("alert")).to_have_text("There is a token “api” already.")
    expect(box.get_by_label("Name")).to_have_attribute("aria-invalid", "true")
    box.get_by_label("Name").fill("crm-sync")
    box.get_by_label("live").uncheck()
    box.get_by_label("campaign").check()
    page.page.keyboard.press("Enter")
    expect(box).to_have_count(0)
    first = secret(page, "crm-sync")
    assert page.axe() == []
    row = page.row("crm-sync")
    expect(row).to_contain_text(f"{first[:4]}…")
    expect(row).to_contain_text("now, by anita")
    expect(row).to_contain_text("Never")
    # It is not shown again: nobody leaves without being asked.
    page.page.get_by_role("link", name="Webhooks", exact=True).click()
    expect(dialog(page)).to_contain_text("a secret on it is not shown again")
    page.press("Stay")
    expect(page.page.get_by_text(first)).to_be_visible()
    page.press("I have it")
    expect(page.page.get_by_text(first)).to_have_count(0)

    assert status(house, first) == 200
    assert status(house, first, "/pulse-api/live") == 403
    page.page.reload()
    expect(row).to_contain_text("campaign/list")
    assert first not in page.page.content()

    page.press("Change crm-sync")
    dialog(page).get_by_label("Name").fill("crm")
    dialog(page).get_by_label("live").check()
    dialog(page).get_by_role("button", name="Save").click()
    page.says("crm is changed.")
    expect(page.row("crm")).to_contain_text("campaign, live")
    assert status(house, first, "/pulse-api/live") == 200

    page.press("Reset crm")
    expect(dialog(page).get_by_label("In 4 hours")).to_be_checked()
    dialog(page).get_by_role("button", name="Reset token").click()
    second = secret(page, "crm")
    old = page.row("crm old")
    expect(old).to_contain_text(re.compile(r"Ends in (4 h|3 h 59 min)"))
    expect(old.get_by_role("button", name="Reset")).to_have_count(0)
    assert [status(house, one) for one in (first, second)] == [200, 200]
    page.press("Revoke crm old")
    expect(dialog(page)).to_contain_text("It was last used")
    page.press("Cancel")
    assert status(house, first) == 200
    page.press("Revoke crm old")
    dialog(page).get_by_role("button", name="Revoke").click()
    page.says("crm is revoked.")
    expect(old).to_have_count(0)
    assert [status(house, one) for one in (first, second)] == [401, 200]

    page.press("Reset crm")
    dialog(page).get_by_label("At once").check()
    dialog(page).get_by_role("button", name="Reset token").click()
    # Both that were made and not put away are there.
    expect(page.page.get_by_label("Token for crm", exact=True)).to_have_count(2)
    assert status(house, second) == 401
    told = [action for actor, action, _ in house.audit() if actor == "anita"]
    assert told[:5] == [
        "token.reset",
        "token.revoked",
        "token.reset",
        "token.changed",
        "token.created",
    ]


def test_a_scope_that_was_taken_away_stays_so_when_the_token_is_renamed(
    admin: Make, house: AdminHouse
) -> None:
    page = opened(admin)
    wide = make(page, "wide", "live", "campaign")
    page.press("I have it")
    page.press("Change wide")
    tokens = house.server.node.accounts.tokens
    (kept,) = tokens.named(LEAP, "wide")
    house.run(tokens.change(LEAP, kept.token_id, scopes=["campaign"], actor="meera"))
    dialog(page).get_by_label("Name").fill("narrow")
    dialog(page).get_by_role("button", name="Save").click()
    page.says("narrow is changed.")
    assert status(house, wide) == 200
    assert status(house, wide, "/pulse-api/live") == 403


def test_samples_are_copied_and_tried(admin: Make, house: AdminHouse) -> None:
    page = opened(admin, permissions=["clipboard-read", "clipboard-write"])
    code = page.page.get_by_label("curl sample", exact=True)
    expect(code).to_contain_text(f"curl {house.server.node.url.replace('localhost', '127.0.0.1')}")
    page.page.get_by_role("button", name=re.compile("^Copy ?: curl sample$")).click()
    page.says("Copied.")
    copied = page.page.evaluate("navigator.clipboard.readText()")
    assert copied == code.inner_text()
    assert "/router/api/v2/campaign/add" in copied
    page.press("Try as a dry run")
    tried = page.page.get_by_label("Dry run")
    told = json.loads(tried.inner_text())
    assert (told["success"], told["dry_run"], told["message"]) == (True, True, "Lead added")
    assert house.run(house.server.store.campaigns(LEAP)) == []
    page.page.get_by_role("radio", name="Apex").click()
    expect(page.page.get_by_label("Apex sample", exact=True)).to_contain_text("new HttpRequest()")
    page.page.get_by_role("link", name="Live numbers").click()
    expect(page.page.get_by_label("Apex sample", exact=True)).to_contain_text("/pulse-api/live")
    page.page.reload()
    expect(page.page.get_by_label("Apex sample", exact=True)).to_contain_text("/pulse-api/live")
    expect(page.page.get_by_text("Needs a token with the scope live.")).to_be_visible()
    expect(page.page.get_by_role("button", name="Try as a dry run")).to_have_count(0)
    assert page.axe() == []


def test_who_may_click_to_call(admin: Make, house: AdminHouse) -> None:
    page = opened(admin, path=f"{PATH}?sample=make_call")
    page.refusals.add(400)
    card = page.page.get_by_role("region", name="Who may click to call")
    expect(card.get_by_label("Only from these networks")).to_be_checked()
    expect(card.get_by_role("button", name="Save")).to_have_count(0)
    card.get_by_role("button", name="Change networks").click()
    card.get_by_role("button", name="Add Network").click()
    typed = card.get_by_role("textbox").last
    typed.fill("10.0.0.0/33")
    card.get_by_role("button", name="Save").click()
    expect(card.get_by_role("alert")).to_contain_text("10.0.0.0/33")
    # Whoever leaves now is asked.
    page.page.locator("nav.side").get_by_role("link", name="Space settings").click()
    dialog(page).get_by_role("button", name="Stay").click()
    expect(typed).to_have_value("10.0.0.0/33")
    # Another sample is no leaving.
    page.page.get_by_role("link", name="Live numbers").click()
    page.page.get_by_role("link", name="Click to call", exact=True).click()
    typed.fill("203.0.113.0/24")
    assert page.axe() == []
    card.get_by_role("button", name="Save").click()
    page.says("Who may click to call is changed.")
    space = house.server.node.accounts.space(LEAP)
    assert space is not None
    assert space.settings.click_to_call.networks[-1] == "203.0.113.0/24"
    code = page.page.get_by_label("curl sample", exact=True)
    expect(code).not_to_contain_text("Bearer")
    card.get_by_label("Only with a token").check()
    card.get_by_role("button", name="Undo changes").click()
    expect(card.get_by_label("Only from these networks")).to_be_checked()
    card.get_by_label("Only with a token").check()
    card.get_by_role("button", name="Save").click()
    expect(code).to_contain_text("Bearer $DOCKLINE_TOKEN")
    answer = house.run(house.server.make_call())
    assert answer.status_code == 401
    page.page.reload()
    hour = page.page.get_by_role("region", name="Last hour")
    expect(hour).to_contain_text("Since the server started at")
    wrong = hour.locator("dt", has_text="Wrong token").locator("xpath=following-sibling::dd[1]")
    counted = house.get("admin", "/manage/api/usage")["wrong_token"]
    expect(wrong).to_have_text(str(counted))
    assert counted >= 1


def test_an_operator_keeps_the_tokens_of_another_space(admin: Make, house: AdminHouse) -> None:
    page = opened(admin, "operator")
    page.page.get_by_role("button", name="Space: Leap").click()
    page.page.get_by_role("menuitemradio", name="NovaNet").click()
    expect(page.page.get_by_text("No tokens yet")).to_be_visible()
    token = make(page, "crm", "voice")
    kept = house.server.node.accounts.check_token(NOVANET, token)
    assert kept is not None
    assert kept.created_by == "olga@leap"
    expect(page.page.get_by_label("curl sample", exact=True)).to_contain_text('"Sales"')
    assert house.audit(NOVANET)[0][:2] == ("olga@leap", "token.created")


def test_without_a_database_it_is_said_and_goes_on(admin: Make, house: AdminHouse) -> None:
    page = opened(admin, width=768, height=1024)
    page.refusals.add(503)
    expect(page.row("api")).to_be_visible()
    assert page.axe() == []
    house.server.store.away = True
    page.press("New token")
    dialog(page).get_by_label("Name").fill("late")
    dialog(page).get_by_label("voice").check()
    dialog(page).get_by_role("button", name="Make token").click()
    expect(dialog(page).get_by_role("alert")).to_contain_text("cannot be saved")
    house.server.store.away = False
    dialog(page).get_by_role("button", name="Make token").click()
    expect(dialog(page)).to_have_count(0)
    assert status(house, secret(page, "late"), "/pulse-api/live") == 403
