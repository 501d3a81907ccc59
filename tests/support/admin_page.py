"""The admin pages in Chromium, and a server for them: everything in memory, in a thread of its own,
with a person of every role."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from msgspec.structs import replace
from playwright.sync_api import Browser, Locator, Page, expect

from dockline.domain.ids import SpaceId
from dockline.domain.space import Role
from dockline.ports.store import PutUser
from tests.support.browser import AXE, RULES
from tests.support.face import LEAP, PASSWORD, Server, serving

T = TypeVar("T")

PEOPLE = {
    "agent": "rishi",
    "supervisor": "sara",
    "manager": "meera",
    "admin": "anita",
    "operator": "olga",
}
"""By what they are, their logins; each has `PASSWORD`, and is in the Support team. The operator is
an admin who keeps the server."""
NOVANET = SpaceId("novanet")
"""Another space of the server, with a team ``Sales`` and an admin ``nina``."""


class AdminHouse:
    """A running server, asked from another thread than the one it runs in."""

    def __init__(self, server: Server, loop: asyncio.AbstractEventLoop) -> None:
        self.server = server
        self._loop = loop
        self._cookies: dict[str, str] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.node.port}"

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """What only the server's own loop may do: ``house.run(house.server.node.accounts...)``."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def cookie(self, who: str) -> str:
        """The session of one of `PEOPLE`, or of a login of the space leap."""
        if who not in self._cookies:
            login = PEOPLE.get(who, who)
            self._cookies[who] = self.run(self.server.sign_in(login)).partition("=")[2]
        return self._cookies[who]

    def get(self, who: str, path: str, **query: str) -> dict[str, Any]:
        """What the server answers this person, without a browser."""
        headers = {"Cookie": f"dockline={self.cookie(who)}"}
        answer = self.run(self.server.http.get(path, params=query, headers=headers))
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def audit(self, space: SpaceId = LEAP) -> list[tuple[str, str, dict[str, Any]]]:
        """Who did what, the newest first, without who signed in."""
        entries = self.run(self.server.store.audit(space, limit=100))
        return [(one.actor, one.action, one.detail) for one in entries if one.action != "sign-in"]


@contextmanager
def admin_house(data: Path, **settings: Any) -> Iterator[AdminHouse]:
    """Until the end of the block. ``settings``: of the server, as in `serving`."""
    ready: list[AdminHouse] = []
    failed: list[BaseException] = []
    told = threading.Event()
    loop = asyncio.new_event_loop()
    over = asyncio.Event()

    async def live() -> None:
        async with serving(data, **settings) as server:
            await _people(server)
            ready.append(AdminHouse(server, loop))
            told.set()
            await over.wait()

    def work() -> None:
        try:
            loop.run_until_complete(live())
        except BaseException as error:
            failed.append(error)
        finally:
            told.set()
            loop.close()

    thread = threading.Thread(target=work, name="admin house")
    thread.start()
    try:
        told.wait()
        if failed:
            raise failed[0]
        yield ready[0]
    finally:
        if ready:
            loop.call_soon_threadsafe(over.set)
        thread.join(30)
    if failed:
        raise failed[0]


async def _people(server: Server) -> None:
    accounts = server.node.accounts
    for login, role in (
        ("sara", Role.SUPERVISOR),
        ("meera", Role.MANAGER),
        ("anita", Role.ADMIN),
        ("olga", Role.ADMIN),
    ):
        made = await accounts.create_user(
            LEAP, login, login.title(), PASSWORD, role, ["Support team"]
        )
        if login == "olga":
            operator = replace(made, operator=True)
            await accounts.book.commit(LEAP, "test", "user.operator", {}, [PutUser(operator)])
            accounts.book.directory.put_user(operator)
    await accounts.create_space(NOVANET, "NovaNet")
    await accounts.create_team(NOVANET, "Sales")
    await accounts.create_user(NOVANET, "nina", "Nina", PASSWORD, Role.ADMIN, ["Sales"])


class AdminPage:
    """One page of the admin pages, as somebody uses it."""

    def __init__(self, page: Page, house: AdminHouse) -> None:
        self.page = page
        self.house = house
        self.faults: list[str] = []
        """What a script or the page's policy failed at."""
        self.refusals: set[int] = set()
        """Statuses that the test brings about itself; others are faults."""
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._console)

    def _console(self, message: Any) -> None:
        if message.type != "error":
            return
        if any(f"status of {status}" in message.text for status in self.refusals | {401}):
            return
        self.faults.append(message.text)

    def open(self, who: str, path: str = "/admin") -> None:
        """As one of `PEOPLE`, who has signed in before."""
        self.page.context.add_cookies(
            [{"name": "dockline", "value": self.house.cookie(who), "url": self.house.url}]
        )
        self.goto(path)

    def goto(self, path: str) -> None:
        self.page.goto(f"{self.house.url}{path}")
        expect(self.page.locator("main")).to_be_visible()

    def sign_in(self, login: str, password: str = PASSWORD) -> None:
        """By the form."""
        self.page.get_by_label("Login").fill(login)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Sign in").click()

    def heading(self, name: str) -> None:
        """Wait until the page has this name."""
        expect(self.page.get_by_role("heading", level=1, name=name, exact=True)).to_be_visible()

    def menu(self) -> list[str]:
        """The pages of the side menu, as they stand."""
        return self.page.locator("nav.side .menu-list a").all_inner_texts()

    def choose(self, label: str) -> None:
        """A page of the side menu."""
        self.page.locator("nav.side").get_by_role("link", name=label, exact=True).click()
        self.heading(label)

    def is_denied(self) -> None:
        expect(self.page.get_by_text("Your role does not allow this.").first).to_be_visible()

    def says(self, text: str) -> None:
        """Wait for the toast."""
        expect(self.page.locator(".toasts").get_by_text(text).first).to_be_visible()

    def row(self, text: str) -> Locator:
        """Of a table, by what stands in it."""
        return self.page.get_by_role("row").filter(has_text=text)

    def drawer(self) -> Locator:
        return self.page.locator(".drawer")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

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


@contextmanager
def admin_pages(chromium: Browser, house: AdminHouse) -> Iterator[Any]:
    """Makes pages, each a browser profile of its own; in the end none may have failed."""
    opened: list[AdminPage] = []

    def make(width: int = 1280, height: int = 860, **how: Any) -> AdminPage:
        context = chromium.new_context(viewport={"width": width, "height": height}, **how)
        context.set_default_timeout(15_000)
        opened.append(AdminPage(context.new_page(), house))
        return opened[-1]

    try:
        yield make
        assert [fault for one in opened for fault in one.faults] == []
    finally:
        for one in opened:
            one.page.context.close()
