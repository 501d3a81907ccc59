"""A board in Chromium, as its supervisor uses it."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.support.browser import AXE, RULES
from tests.support.server import look, post


class BoardPage:
    def __init__(self, page: Page, demo: dict[str, Any]) -> None:
        self.page = page
        self.url: str = demo["url"]
        self._demo = demo
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._console)

    def _console(self, message: Any) -> None:
        # Nobody is signed in yet, which the page asks the server.
        if message.type == "error" and "401" not in message.text:
            self.faults.append(message.text)

    def sign_in(self) -> None:
        who = self._demo["supervisor"]
        self.page.goto(f"{self.url}/board")
        self.page.get_by_label("Login").fill(who["username"])
        self.page.get_by_label("Password", exact=True).fill(who["password"])
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("heading", name="Agents", exact=True)).to_be_visible()
        self.is_live()

    def is_live(self) -> None:
        expect(self.page.locator(".head .badge", has_text="Live")).to_be_visible()

    def ready_to_listen(self) -> None:
        """Wait until the page's phone is registered."""
        look(lambda: self.figures()["registered"], within=15)

    def figures(self) -> dict[str, Any]:
        """What the page measures of its phone and its audio."""
        found: dict[str, Any] = self.page.evaluate("window.docklineBoardFigures()")
        return found

    def agent(self, name: str) -> Locator:
        return self.page.locator("article.agent").filter(
            has=self.page.get_by_role("button", name=name, exact=True)
        )

    def shows(self, name: str, state: str) -> None:
        """Wait until the agent's card says this."""
        expect(self.agent(name).locator(".st")).to_contain_text(state)

    def order(self) -> list[str]:
        """The agents, as they stand."""
        return self.page.locator("article.agent h3").all_inner_texts()

    def is_gone(self, name: str) -> None:
        expect(self.agent(name)).to_have_count(0)

    def hears(self, hz: float) -> None:
        """Wait until the loudest of what comes in is this tone."""
        look(lambda: abs(self.figures()["inboundFrequency"] - hz) < 30, within=15)

    def agrees(self) -> None:
        """Wait until page and API tell the same of every agent and team: they are asked at one
        moment after the other, so durations may differ by what lies between."""
        look(self._agrees, within=10)

    def _agrees(self) -> bool:
        live = self.live()
        return self._agents() == _told_agents(live) and self._teams() == _told_teams(live)

    def live(self) -> dict[str, Any]:
        body = {"cloud_id": self._demo["cloud_id"], "auth_token": self._demo["auth_token"]}
        return post(f"{self.url}/pulse-api/live", body)

    def _agents(self) -> dict[str, str]:
        found: dict[str, str] = self.page.evaluate(
            """() => Object.fromEntries([...document.querySelectorAll("[data-agent]")].map(one =>
                [one.querySelector(".agent-name").textContent,
                 one.querySelector(".st").firstChild.textContent.trim()]))"""
        )
        return found

    def _teams(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = self.page.evaluate(
            """() => Object.fromEntries([...document.querySelectorAll("article.team")].map(one =>
                [one.querySelector("h2").textContent,
                 [one.querySelector(".between .num").textContent,
                  ...["Calls waiting", "Chats waiting"].map(name =>
                    [...one.querySelectorAll(".fig")].find(fig => fig.textContent.endsWith(name))
                      .querySelector("b").firstChild.textContent)]]))"""
        )
        return found

    def seconds(self, name: str) -> int:
        """The agent's time in their state."""
        text = self.agent(name).locator(".t").inner_text()
        return sum(int(part) * 60**at for at, part in enumerate(reversed(text.split(":"))))

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


_WORDS = {
    "ready": "Ready",
    "paused": "Paused",
    "ringing": "Ringing",
    "dialling": "Calling",
    "talking": "Talking",
    "held": "On hold",
    "wrap_up": "Wrap-up",
}


def _told_agents(live: dict[str, Any]) -> dict[str, str]:
    return {one["agent_name"]: _word(one) for one in live["agents"]}


def _word(agent: dict[str, Any]) -> str:
    if agent["rejoining"]:
        return "Rejoining"
    if agent["state"] == "ready" and agent["chatting"]["active"]:
        return "Chatting"
    return _WORDS[agent["state"]]


def _told_teams(live: dict[str, Any]) -> dict[str, list[str]]:
    return {
        one["team_name"]: [
            f"{one['agents_ready']} ready of {one['agents_online']}",
            str(one["call_queue_count"]),
            str(one["chat_queue_count"]),
        ]
        for one in live["teams"]
    }
