"""The webhooks' pages with a real receiver: made, tested, told, failing, replayed, deleted."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from dockline.domain.space import ChatPolicy
from dockline.ports.event_store import WebhookId
from tests.support.admin_page import PEOPLE, AdminHouse, AdminPage
from tests.support.face import LEAP
from tests.support.receiver import Receiver
from tests.support.until import until

Make = Callable[..., AdminPage]
PLACE = "/admin/webhooks"


@pytest.fixture
def crm(house: AdminHouse) -> Iterator[Receiver]:
    """In the server's own loop."""
    one = Receiver()

    async def open_it() -> asyncio.Server:
        await house.server.settings(chat=ChatPolicy(webhook_private=True))
        server = await asyncio.start_server(one.handle, "127.0.0.1", 0)
        one.port = server.sockets[0].getsockname()[1]
        return server

    server = house.run(open_it())
    yield one

    async def close_it() -> None:
        server.close()
        with contextlib.suppress(asyncio.CancelledError):
            await server.wait_closed()

    house.run(close_it())


@pytest.mark.parametrize("who", PEOPLE)
def test_only_who_changes_settings_sees_them(admin: Make, house: AdminHouse, who: str) -> None:
    rights = house.get(who, "/manage/api/me")["rights"]
    page = admin()
    if "change_settings" not in rights:
        page.refusals.add(403)
    page.open(who, PLACE)
    page.heading("Webhooks")
    assert ("Webhooks" in page.menu()) == ("change_settings" in rights)
    if "change_settings" in rights:
        expect(page.page.get_by_text("No webhooks")).to_be_visible()
    else:
        page.is_denied()


def test_a_webhook_from_its_making_to_its_end(
    admin: Make, house: AdminHouse, crm: Receiver
) -> None:
    page = admin()
    page.refusals |= {400, 404}
    page.open("admin", PLACE)
    # Made, once its address is right.
    page.press("New webhook")
    drawer = page.drawer()
    drawer.get_by_label("Name", exact=True).fill("CRM")
    drawer.get_by_label("Address").fill("ftp://crm.example/")
    page.press("Make webhook")
    expect(drawer.get_by_text("The address must begin with http:// or https://.")).to_be_visible()
    expect(drawer.get_by_label("Name", exact=True)).to_have_value("CRM")
    drawer.get_by_label("Address").fill(crm.url)
    drawer.get_by_role("radio", name="Only these").check()
    page.press("Make webhook")
    expect(drawer.get_by_text("Choose at least one, or all events.")).to_be_visible()
    drawer.get_by_role("checkbox", name="Agents", exact=True).check()
    expect(drawer.get_by_role("checkbox", name="agent.state_changed")).to_be_checked()
    assert page.axe() == []
    page.press("Make webhook")
    # Its secret is shown this once.
    secret = page.page.get_by_label("Signing secret").inner_text()
    assert secret.startswith("whsec_")
    # It is there on the webhook's own page, too; nobody leaves both without being asked.
    page.page.get_by_role("link", name="CRM", exact=True).click()
    page.heading("CRM")
    expect(page.page.get_by_label("Signing secret")).to_have_text(secret)
    page.page.get_by_role("link", name="API", exact=True).click()
    asked = page.page.get_by_role("dialog")
    expect(asked).to_contain_text("a secret on it is not shown again")
    page.press("Stay")
    page.press("I have it")
    expect(page.page.get_by_label("Signing secret")).to_have_count(0)
    # A test reaches the receiver, and what it answers is shown.
    page.press("Send test")
    expect(page.page.get_by_text("Taken: status 200")).to_be_visible()
    assert crm.kinds() == ["test.ping"]
    crm.answer = lambda event: 418
    page.press("Send test")
    expect(page.page.get_by_text("Not taken: status 418")).to_be_visible()
    page.press("Put away")
    # What happens is told, and what is not taken is shown as such.
    house.run(_somebody_signs_in(house))
    expect(page.row("agent.signed_in").first).to_contain_text("Answer 418", timeout=20_000)
    expect(page.page.get_by_text("The last attempt failed.")).to_be_visible(timeout=20_000)
    assert page.axe() == []
    crm.answer = lambda event: 200
    delivered = page.row("agent.signed_in").filter(has_text="Delivered")
    expect(delivered.first).to_be_visible(timeout=30_000)
    page.page.get_by_role("radio", name="Failed").check(force=True)
    expect(page.row("Delivered")).to_have_count(0)
    assert "state=failed" in page.page.url
    # Again, from the first event that the log has.
    before = len(crm.taken)
    page.press("Replay")
    page.page.get_by_label("From event number").fill("999999")
    page.page.get_by_role("dialog").get_by_role("button", name="Replay").click()
    expect(page.page.get_by_text("The log has events")).to_be_visible()
    page.page.get_by_label("From event number").fill("1")
    page.page.get_by_role("dialog").get_by_role("button", name="Replay").click()
    page.says("are sent again.")
    page.page.wait_for_function("() => true")
    page.goto(f"{page.page.url.removeprefix(house.url).partition('?')[0]}?state=delivered")
    expect(page.page.get_by_text("replayed").first).to_be_visible(timeout=20_000)
    assert len(crm.taken) > before
    # Another secret; the one before signs for a while.
    page.press("Change secret")
    page.press("Make a new secret")
    assert page.page.get_by_label("Signing secret").inner_text() != secret
    expect(page.page.get_by_text("The old secret signs as well until")).to_be_visible()
    # Edited, off, on, deleted.
    page.press("Edit")
    page.drawer().get_by_label("Name", exact=True).fill("CRM of sales")
    page.press("Save")
    page.heading("CRM of sales")
    page.press("Switch off")
    page.page.get_by_role("dialog").get_by_role("button", name="Switch off").click()
    page.says("CRM of sales is off.")
    page.press("Switch on")
    page.says("is on")
    page.press("Delete")
    page.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.says("CRM of sales is deleted.")
    expect(page.page.get_by_text("No webhooks")).to_be_visible()
    page.goto(f"{PLACE}/no-such-one")
    expect(page.page.get_by_text("There is no such webhook.")).to_be_visible()
    actions = [action for _, action, _ in house.audit() if action.startswith("webhook.")]
    assert actions[::-1] == [
        "webhook.created",
        "webhook.replayed",
        "webhook.secret-changed",
        "webhook.changed",
        "webhook.changed",
        "webhook.changed",
        "webhook.deleted",
    ]


async def _somebody_signs_in(house: AdminHouse) -> None:
    async with house.server.dock("rishi"):
        pass


def test_dead_letters_are_looked_at_and_sent_again(
    admin: Make, house: AdminHouse, crm: Receiver
) -> None:
    crm.answer = lambda event: 503

    async def two_dead() -> str:
        keeping = house.server.node.webhooks
        made = await keeping.create(LEAP, "Lost", crm.url, ["agent.signed_in"], actor="test")
        async with house.server.dock("siddhant"), house.server.dock("meera"):
            runner = keeping._deliveries.runner(WebhookId(made.webhook_id))
            assert runner is not None
            await until(lambda: len(runner.recent) >= 2)
        for item in list(runner._sender.window):
            runner._sender._bury(item)

        async def both() -> bool:
            return (await keeping.show(LEAP, made.webhook_id)).dead == 2

        await until(both)
        return made.webhook_id

    webhook_id = house.run(two_dead())
    page = admin(768, 1024)
    page.open("admin", f"{PLACE}/{webhook_id}")
    page.page.get_by_role("button", name="Body: event").first.click()
    expect(page.page.get_by_role("dialog")).to_contain_text('"type": "agent.signed_in"')
    page.page.keyboard.press("Escape")
    expect(page.page.get_by_role("dialog")).to_have_count(0)
    assert page.axe() == []
    page.page.get_by_role("button", name="Drop: event").first.click()
    page.page.get_by_role("dialog").get_by_role("button", name="Drop").click()
    page.says("It is dropped.")
    crm.answer = lambda event: 200
    page.press("Send all again")
    page.says("It is sent again.")
    expect(page.page.get_by_role("heading", name="Dead letters")).to_have_count(0, timeout=20_000)
    house.run(crm.event("agent.signed_in"))
    house.run(house.server.node.webhooks.drop(LEAP, webhook_id, actor="test"))
