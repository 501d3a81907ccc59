"""A visitor's page in Chromium, with the chat widget on it."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.support.browser import AXE, RULES


class VisitorPage:
    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))

    def visit(self) -> None:
        self.page.goto(f"{self.url}/widget")
        expect(self.launcher).to_be_visible()

    @property
    def launcher(self) -> Locator:
        return self.page.locator("dockline-chat .bubble")

    @property
    def panel(self) -> Locator:
        return self.page.get_by_role("dialog", name="Chat with Support team")

    def opens(self) -> None:
        self.page.get_by_role("button", name="Open the chat").click()
        expect(self.panel).to_be_visible()

    def writes(self, text: str) -> None:
        self.panel.get_by_label("Your message").fill(text)
        self.page.keyboard.press("Enter")

    def reads(self, text: str) -> Locator:
        """Wait until this is to be read in the panel."""
        found = self.panel.get_by_text(text).first
        expect(found).to_be_visible()
        return found

    def sends_file(self, name: str, media_type: str, body: bytes) -> None:
        self.panel.locator("input[type=file]").set_input_files(
            {"name": name, "mimeType": media_type, "buffer": body}
        )

    def chooses(self, what: str) -> None:
        """Of the panel's menu."""
        self.panel.get_by_role("button", name="More").click()
        self.panel.get_by_role("button", name=what).click()

    def kept(self) -> list[str]:
        """Names of all that the page has stored, cookies too."""
        names: list[str] = self.page.evaluate(
            "[...Object.keys(sessionStorage), ...Object.keys(localStorage)]"
        )
        return names + [str(one.get("name")) for one in self.page.context.cookies()]

    def axe(self) -> list[Any]:
        self.page.evaluate(AXE.read_text())
        seen = self.page.evaluate(
            "rules => axe.run(document, {runOnly: {type: 'tag', values: rules},"
            " resultTypes: ['violations']})",
            RULES,
        )
        return [one["id"] for one in seen["violations"]]
