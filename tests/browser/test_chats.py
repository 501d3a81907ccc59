"""Chats: from the widget on somebody's page to the dock and back."""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.support.browser import DockPage
from tests.support.server import look
from tests.support.visitor_page import VisitorPage


def picture() -> bytes:
    """A PNG of one grey point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.fixture
def visitor(open_page: Any, demo: dict[str, Any]) -> Iterator[VisitorPage]:
    page = VisitorPage(open_page(), demo["url"])
    page.visit()
    yield page
    assert page.faults == []


def chats(dock: DockPage) -> Locator:
    return dock.page.locator("a.item[href='#chats']")


def thread(dock: DockPage) -> Locator:
    return dock.page.get_by_role("log", name="Messages")


def opens_chat(dock: DockPage, who: str) -> None:
    chats(dock).filter(has_text=who).click()
    expect(thread(dock)).to_be_visible()


def reply(dock: DockPage) -> Locator:
    return dock.page.locator(".composer textarea")


def answers(dock: DockPage, text: str) -> None:
    reply(dock).fill(text)
    dock.page.keyboard.press("Enter")
    expect(thread(dock).get_by_text(text).first).to_be_visible()


def ends(dock: DockPage) -> None:
    dock.press("End chat")
    dock.page.get_by_role("region", name="End this chat?").get_by_role(
        "button", name="End chat"
    ).click()
    dock.press("Close chat")
    expect(chats(dock)).to_have_count(0)


def test_a_chat_from_the_widget_to_the_dock_and_back(
    rishi: DockPage, visitor: VisitorPage, open_page: Any, demo: dict[str, Any]
) -> None:
    assert visitor.kept() == []
    visitor.opens()
    visitor.reads("Hello. How can we help?")
    assert visitor.axe() == []
    visitor.panel.get_by_label("Your name (optional)").fill("Asha")
    hostile = '<img src=x onerror="window.ran = 1"> javascript:alert(1)'
    visitor.writes("Is Fibre 500 in my street? I saw https://shop.example/map.")

    rishi.state("Chatting")
    opens_chat(rishi, "Asha")
    expect(thread(rishi)).to_contain_text("Is Fibre 500 in my street?")
    rishi.says("About the visitor")
    rishi.says(f"{demo['url']}/widget")
    visitor.reads("Rishi is here")
    expect(visitor.panel.get_by_text("Read").first).to_be_visible()

    # Typing shows on both sides, and goes.
    reply(rishi).fill("Let me look")
    expect(visitor.panel.get_by_role("img", name="Rishi is typing")).to_be_visible()
    visitor.panel.get_by_label("Your message").fill("Tha")
    expect(thread(rishi)).to_contain_text("Asha is typing")
    answers(rishi, "Yes, since May.\nSee https://shop.example/fibre")
    link = visitor.panel.get_by_role("link", name="https://shop.example/fibre")
    expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")
    expect(visitor.panel.get_by_role("img", name="Rishi is typing")).to_have_count(0)
    expect(thread(rishi).get_by_text("read")).to_be_visible()
    visitor.writes(hostile)
    expect(thread(rishi)).to_contain_text(hostile)
    for page in (rishi.page, visitor.page):
        assert page.evaluate("window.ran") is None
    assert rishi.axe() == []
    assert visitor.axe() == []

    # Files, both ways; what is not allowed is told.
    body = picture()
    visitor.sends_file("box.png", "image/png", body)
    sent = thread(rishi).get_by_role("link", name="box.png")
    expect(sent).to_be_visible()
    found = rishi.page.request.get(demo["url"] + str(sent.get_attribute("href")))
    assert found.status == 200
    assert found.body() == body
    visitor.sends_file("run.exe", "application/x-msdownload", b"MZ")
    visitor.reads("run.exe cannot be sent.")
    rishi.page.locator(".composer input[type=file]").set_input_files(
        {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"Fibre 500: 29 a month"}
    )
    plan = visitor.panel.get_by_role("link", name="plan.txt")
    expect(plan).to_be_visible()
    read = visitor.page.request.get(str(plan.get_attribute("href")))
    assert read.body() == b"Fibre 500: 29 a month"

    # A reload on both sides loses nothing, not even what is half written.
    reply(rishi).fill("The engineer comes on")
    visitor.panel.get_by_label("Your message").fill("And when co")
    rishi.page.reload()
    visitor.page.reload()
    rishi.state("Chatting")
    opens_chat(rishi, "Asha")
    expect(reply(rishi)).to_have_value("The engineer comes on")
    expect(thread(rishi)).to_contain_text("Is Fibre 500 in my street?")
    expect(thread(rishi).get_by_role("link", name="plan.txt")).to_be_visible()
    expect(visitor.panel.get_by_label("Your message")).to_have_value("And when co")
    visitor.reads("Yes, since May.")
    visitor.writes("And when could you come?")
    expect(thread(rishi)).to_contain_text("And when could you come?")
    rishi.page.keyboard.press("Alt+1")
    reply(rishi).press("Enter")
    visitor.reads("The engineer comes on")

    # The widget closed: what comes is counted, on the button and in the title.
    visitor.page.keyboard.press("Escape")
    expect(visitor.panel).to_be_hidden()
    expect(visitor.launcher).to_be_focused()
    answers(rishi, "Tuesday.")
    expect(visitor.launcher).to_have_accessible_name("Open the chat, 1 new")
    look(lambda: visitor.page.title().startswith("(1) "))
    visitor.opens()
    look(lambda: not visitor.page.title().startswith("("))

    # The visitor ends it; the transcript is theirs to keep; another begins empty.
    visitor.chooses("End the chat")
    visitor.panel.get_by_role("button", name="End it").click()
    visitor.reads("You have ended the chat.")
    rishi.says("ended by the visitor")
    with visitor.page.expect_download() as download:
        visitor.panel.get_by_role("button", name="Save the transcript").click()
    text = Path(download.value.path()).read_text()
    assert "Asha: Is Fibre 500 in my street?" in text
    assert "Rishi: Tuesday." in text
    rishi.press("Close chat")
    expect(chats(rishi)).to_have_count(0)
    rishi.state("Ready")
    rishi.page.get_by_role("link", name="History").click()
    rishi.page.get_by_role("radio", name="Chats").click()
    rishi.page.get_by_text("Asha", exact=True).first.click()
    rishi.says("And when could you come?")
    assert rishi.axe() == []
    visitor.panel.get_by_role("button", name="Start a new chat").click()
    expect(visitor.panel.get_by_text("Tuesday.")).to_have_count(0)
    visitor.writes("One more thing")
    opens_chat(rishi, "Asha")
    expect(thread(rishi)).not_to_contain_text("Tuesday.")
    ends(rishi)
    visitor.reads("The agent has ended the chat.")
    assert [name.split(" ")[0] for name in visitor.kept()] == ["dockline-chat"]


def test_a_chat_is_handed_to_another_agent(
    rishi: DockPage, open_page: Any, demo: dict[str, Any], visitor: VisitorPage
) -> None:
    visitor.opens()
    visitor.writes("I need somebody technical")
    rishi.state("Chatting")
    siddhant = DockPage(open_page(width=360, height=640), demo["url"], demo["agents"][1])
    siddhant.sign_in()
    other = VisitorPage(open_page(width=360, height=640), demo["url"])
    other.visit()
    other.opens()
    other.writes("Where is my router?")
    siddhant.state("Chatting")

    chats(rishi).first.click()
    answers(rishi, "One moment.")
    rishi.press("Transfer")
    rishi.page.get_by_role("button", name="Siddhant").click()
    expect(chats(rishi)).to_have_count(0)
    visitor.reads("Siddhant is here")
    # In the narrow dock: a count on the section, then chips.
    page = siddhant.page
    page.get_by_role("link", name="Chats").click()
    tabs = page.get_by_role("tablist", name="Conversations").get_by_role("tab")
    expect(tabs).to_have_count(2)
    assert siddhant.axe() == []
    for nth in (1, 2):
        page.keyboard.press(f"Alt+{nth}")
        expect(tabs.nth(nth - 1)).to_have_attribute("aria-selected", "true")
        reply(siddhant).fill(f"Hello from here, {nth}")
    page.keyboard.press("Alt+1")
    expect(reply(siddhant)).to_have_value("Hello from here, 1")
    for nth in (1, 2):
        page.keyboard.press(f"Alt+{nth}")
        reply(siddhant).press("Enter")
    texts = {"visitor": visitor, "other": other}
    for one in texts.values():
        one.reads("Hello from here")
    expect(visitor.panel.get_by_text("One moment.")).to_be_visible()
    for left in (1, 0):
        siddhant.press("End chat")
        page.get_by_role("region", name="End this chat?").get_by_role(
            "button", name="End chat"
        ).click()
        siddhant.press("Close chat")
        expect(tabs).to_have_count(left)
    siddhant.state("Ready")
    assert other.faults == []
    siddhant.leave_clean()
