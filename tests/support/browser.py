"""A dock in Chromium, as its agent uses it."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.support.server import look, post

ARGUMENTS = [
    "--no-sandbox",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


class DockPage:
    def __init__(self, page: Page, url: str, agent: dict[str, str]) -> None:
        self.page = page
        self.url = url
        self.username = agent["username"]
        self._password = agent["password"]
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))

    def sign_in(self) -> None:
        self.page.goto(self.url)
        self.page.get_by_label("Login").fill(self.username)
        self.page.get_by_label("Password", exact=True).fill(self._password)
        self.page.get_by_role("button", name="Sign in").click()
        look(lambda: self.figures()["registered"], within=15)
        self.state("Ready")

    def make_call(self, number: str, **custom: Any) -> str:
        """As a CRM does."""
        body = {"username": self.username, "number": number, "custom": custom}
        told = post(f"{self.url}/apiv1/make_call", body)
        assert told["success"], told
        return str(told["callId"])

    def figures(self) -> dict[str, Any]:
        """What the page measures of its phone and its audio."""
        seen = self.page.evaluate("window.docklineFigures ? window.docklineFigures() : null")
        return seen or {"registered": False, "legUp": False, "callId": None}

    def hears(self, hz: float, within: float = 10.0) -> None:
        """Wait until the loudest of what comes in is this tone."""
        look(
            lambda: (
                self.figures().get("inboundFrequency")
                and abs(self.figures()["inboundFrequency"] - hz) < 30
            ),
            within,
        )

    def sends(self, within: float = 10.0) -> None:
        """Wait for the leg, and for audio energy on its way out."""
        look(lambda: self.figures()["legUp"], within)
        before = self.figures()["outboundEnergy"]
        look(lambda: self.figures()["outboundEnergy"] > before, within)

    def talks(self, within: float = 10.0) -> None:
        """Wait for the leg, and for audio in both directions."""
        self.sends(within)
        before = self.figures()["inboundPackets"]
        look(lambda: self.figures()["inboundPackets"] > before, within)

    def state(self, word: str, within: float = 15_000) -> None:
        """Wait until the presence button says this."""
        expect(self.page.locator("button.presence")).to_contain_text(word, timeout=within)

    def card(self, who: str) -> Locator:
        """Wait for the card of this lead, and return it."""
        card = self.page.get_by_role("article", name=who)
        expect(card).to_be_visible()
        return card

    def accepts(self, then: str = "Talking") -> None:
        """The card, by the keyboard; not as the second of two keys that were meant for another.
        ``then``: the state to wait for."""
        button = self.page.get_by_role("button", name="Accept and call")
        expect(button).to_be_enabled()
        self.page.keyboard.press("Enter")
        self.state(then)

    def says(self, text: str) -> None:
        """Wait until this is to be read on the page, and not only heard."""
        expect(self.page.locator(".dock").get_by_text(text).first).to_be_visible()

    def finishes(self, disposition: str = "") -> None:
        """Choose it, and finish the wrap-up by the keyboard."""
        self.state("Wrap-up")
        if disposition:
            self.page.get_by_role("radio", name=disposition, exact=True).click()
        self.page.keyboard.press("Control+Enter")
        # What comes next may be there at once; only this wrap-up is over for certain.
        expect(self.page.locator("button.presence")).not_to_contain_text("Wrap-up")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def controls(self, name: str) -> None:
        """A key of the call's pad."""
        pad = self.page.get_by_role("group", name="Call controls")
        pad.get_by_role("button", name=name).click()

    def leave_clean(self) -> None:
        """Nothing goes on, and no script failed."""
        assert not self.faults, self.faults
        if self.page.is_closed():
            return
        self.page.goto(self.url)
        self.page.request.post(f"{self.url}/dock/sign-out", data={})

    def axe(self) -> list[str]:
        """Names of WCAG A and AA rules that the page breaks, with their places."""
        self.page.evaluate(AXE.read_text())
        seen = self.page.evaluate(
            "rules => axe.run(document, {runOnly: {type: 'tag', values: rules},"
            " resultTypes: ['violations']})",
            RULES,
        )
        return [
            f"{one['id']}: {[node['target'] for node in one['nodes']]}"
            for one in seen["violations"]
        ]
