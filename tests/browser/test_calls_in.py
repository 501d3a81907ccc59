"""Calls that come in, in the dock: who calls, answer, decline, miss; and one amid a chat."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.test_chats import answers, chats, ends, opens_chat, reply, thread, visitor
from tests.support.browser import DockPage
from tests.support.caller import SHOWN, calling
from tests.support.campaign_work import CampaignWork
from tests.support.server import look
from tests.support.visitor_page import VisitorPage

__all__ = ["visitor"]

Campaigns = Callable[..., CampaignWork]
KNOWN = "442079460123"


def focused(dock: DockPage) -> str:
    """What has the focus, by its label or name."""
    found = dock.page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.tagName")
    return str(found)


def test_a_call_arrives_amid_a_chat(
    rishi: DockPage, visitor: VisitorPage, demo: dict[str, Any]
) -> None:
    page = rishi.page
    visitor.opens()
    visitor.writes("Is the engineer still coming?")
    rishi.state("Chatting")
    chats(rishi).first.click()
    reply(rishi).press_sequentially("He is on")
    field = focused(rishi)
    assert field.startswith("Reply to ")
    with calling(demo, "--name", "SUMEET K"):
        rishi.state("Ringing", 30_000)
        bar = page.get_by_role("region", name="Incoming call")
        expect(bar).to_contain_text(SHOWN)
        look(lambda: page.title().startswith("Call: "))
        # It took neither the focus nor the screen, and keys go on into the reply.
        assert focused(rishi) == field
        page.keyboard.type(" his way")
        expect(reply(rishi)).to_have_value("He is on his way")
        assert rishi.axe() == []
        bar.get_by_role("button", name="Answer").click()
        rishi.state("Talking")
        rishi.talks()
        rishi.says("Says “SUMEET K”, not verified")
        rishi.says("Incoming · Support team · waited")
        # Back in the chat, with the call above it.
        opens_chat(rishi, "")
        expect(page.get_by_role("region", name="Call")).to_contain_text(SHOWN)
        expect(reply(rishi)).to_have_value("He is on his way")
        reply(rishi).press("Enter")
        visitor.reads("He is on his way")
        visitor.writes("Great")
        expect(thread(rishi)).to_contain_text("Great")
        # A reload of the page keeps both.
        reply(rishi).fill("Anything else")
        page.reload()
        rishi.state("Talking")
        rishi.talks()
        opens_chat(rishi, "")
        expect(reply(rishi)).to_have_value("Anything else")
        assert rishi.axe() == []
        page.get_by_role("region", name="Call").get_by_role("button", name="Hang up").click()
        rishi.finishes()
    rishi.state("Chatting")
    opens_chat(rishi, "")
    answers(rishi, "Goodbye.")
    ends(rishi)
    rishi.state("Ready")
    page.get_by_role("link", name="History").click()
    row = page.get_by_role("listitem").filter(has_text=SHOWN).first
    expect(row).to_contain_text("Incoming")


def test_who_declines_passes_it_on_and_who_misses_is_paused(
    rishi: DockPage, siddhant: DockPage, demo: dict[str, Any], campaign: Campaigns
) -> None:
    work = campaign("Known people")
    work.tell("stop")
    work.push({"number": KNOWN, "data": {"name": "Sumeet", "plan": "Fibre 500"}})
    with calling(demo, caller=KNOWN):
        look(lambda: rings(rishi) or rings(siddhant), within=30)
        first, second = (rishi, siddhant) if rings(rishi) else (siddhant, rishi)
        data = first.page.get_by_role("complementary", name="Known about this number")
        expect(data).to_contain_text("Fibre 500")
        expect(data).to_contain_text(work.name)
        first.says("Called")
        assert first.axe() == []
        first.page.keyboard.press("Shift+D")
        second.state("Ringing")
        # Nobody answers: who let it ring is told so, and comes back with one click.
        second.state("Missed call", 40_000)
        second.says("You missed a call.")
        notice = second.page.locator(".banner").filter(has_text="You missed a call.")
        notice.get_by_role("button", name="Go ready").click()
        expect(notice).to_have_count(0)
        look(lambda: rings(rishi) or rings(siddhant), within=30)
        taker = rishi if rings(rishi) else siddhant
        taker.page.keyboard.press("Shift+A")
        taker.state("Talking")
        taker.talks()
        taker.controls("Hang up")
        taker.finishes()


def rings(dock: DockPage) -> bool:
    return "Ringing" in str(dock.page.locator("button.presence").text_content())
