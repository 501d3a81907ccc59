"""Two agents, a supervisor at the board, a visitor and a caller at once."""

from typing import Any

from playwright.sync_api import expect

from tests.browser.test_board import board
from tests.browser.test_chats import (
    answers,
    chats,
    ends,
    opens_chat,
    picture,
    reply,
    thread,
    visitor,
)
from tests.support.board_page import BoardPage
from tests.support.browser import DockPage
from tests.support.caller import SHOWN, calling
from tests.support.visitor_page import VisitorPage

__all__ = ["board", "visitor"]


def test_a_chat_and_a_call_under_the_eyes_of_a_supervisor(
    board: BoardPage,
    rishi: DockPage,
    siddhant: DockPage,
    visitor: VisitorPage,
    demo: dict[str, Any],
) -> None:
    board.ready_to_listen()
    visitor.opens()
    visitor.writes("My router is dead")
    first, second = _who_has_a_chat(board, rishi, siddhant)
    name, other = _name(first), _name(second)
    board.shows(name, "Chatting")
    board.agrees()
    chats(first).first.click()
    answers(first, "Can you send me a picture of it?")
    visitor.reads("Can you send me a picture of it?")
    visitor.sends_file("router.png", "image/png", picture())
    expect(thread(first).get_by_role("link", name="router.png")).to_be_visible()

    # Handed on; then a call comes to the one who has it now, for the other is on a break.
    first.press("Transfer")
    first.page.get_by_role("button", name=other).click()
    second.state("Chatting")
    board.shows(other, "Chatting")
    board.agrees()
    first.page.locator("button.presence").click()
    first.page.get_by_role("menuitemradio", name="Break").click()
    opens_chat(second, "")
    expect(thread(second).get_by_role("link", name="router.png")).to_be_visible()
    reply(second).fill("A new one is on")
    with calling(demo):
        second.state("Ringing", 30_000)
        board.agrees()
        bar = second.page.get_by_role("region", name="Incoming call")
        bar.get_by_role("button", name="Answer").click()
        second.state("Talking")
        second.talks()
        board.shows(other, "Talking")
        expect(board.agent(other)).to_contain_text(SHOWN)
        board.agrees()

        # The supervisor comes in, and everybody is told.
        card = board.agent(other)
        card.get_by_role("button", name=f"Barge in to {other}").click()
        expect(second.page.locator(".banner", has_text="is in the call.")).to_be_visible()
        assert second.axe() == []
        board.page.keyboard.press("Escape")
        expect(second.page.locator(".banner", has_text="is in the call.")).to_have_count(0)

        # Both pages load anew: call, chat and what was half written are there.
        second.page.reload()
        visitor.page.reload()
        second.state("Talking")
        second.talks()
        opens_chat(second, "")
        expect(reply(second)).to_have_value("A new one is on")
        reply(second).press_sequentially(" its way")
        reply(second).press("Enter")
        visitor.reads("A new one is on its way")
        visitor.writes("Thank you")
        expect(thread(second)).to_contain_text("Thank you")
        board.agrees()
        second.page.get_by_role("region", name="Call").get_by_role("button", name="Hang up").click()
        board.shows(other, "Wrap-up")
        second.finishes()
    second.state("Chatting")
    opens_chat(second, "")
    ends(second)
    visitor.reads("The agent has ended the chat.")
    second.state("Ready")
    board.shows(other, "Ready")
    board.agrees()


def _who_has_a_chat(board: BoardPage, one: DockPage, two: DockPage) -> tuple[DockPage, DockPage]:
    """The agent who got it first, as the board tells."""
    expect(board.page.locator("article.agent", has_text="Chatting")).to_have_count(1)
    got_it = "Chatting" in board.agent(_name(one)).inner_text()
    return (one, two) if got_it else (two, one)


def _name(dock: DockPage) -> str:
    return dock.username.split("@")[0].title()
