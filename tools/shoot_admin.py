"""Photograph the built admin pages in every scene of ``web/scenes/admin``; axe looks at each.

    python tools/shoot_admin.py                          every scene, its sizes, both themes
    python tools/shoot_admin.py --only users,users-empty  some of them, or those of an area
    python tools/shoot_admin.py --sizes 1280x860 --themes light

A scene file is one area (``users.json``)::

    {"answers": {"GET /manage/api/users": {...}},
     "scenes": [{"name": "users", "path": "/admin/users"},
                {"name": "users-empty", "path": "/admin/users", "answers": {...}},
                {"name": "users-failing", "path": "/admin/users", "failing": true},
                {"name": "users-denied", "path": "/admin/users", "as": "agent"}]}

``answers``: by method and path, query aside; a scene's own come before those of its area. An
answer ``{"status": 400, "body": {...}}`` is a refusal. Times are written ``now-84``, or
``moment-84`` where the wire has RFC 3339. ``failing``: every GET is answered with 503. ``as``:
whose page it is (agent, supervisor, manager, admin, operator). ``do``: what is done before the
picture, each ``[verb, role, name, text]``: ``["click", "button", "New user"]``, ``["fill",
"textbox", "Login", "rishi"]``, ``["press", "Escape"]``. ``wait``: a text that must be there.
``session``: "out" for nobody.

The server is played by this script. Pictures go to ``web/shots``. Ends with status 1 where axe
finds a WCAG A or AA violation, the page breaks its policy, scrolls sideways, asks for what the
scene does not know, or a script fails.
"""

import argparse
import http.server
import json
import re
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from look import judged, looks
from playwright.sync_api import BrowserContext, Error, Page, Route, sync_playwright
from shoot import ARGUMENTS, BUILT, POLICY, ROOT, SHOTS, at_now

from dockline.domain.access import RIGHTS, Right
from dockline.domain.space import Role

SCENES: Final = ROOT / "web" / "scenes" / "admin"
SIZES: Final = ("1280x860", "768x1024")
ME: Final[dict[str, Any]] = {
    "success": True,
    "login": "anita",
    "name": "Anita",
    "cloud_id": "leap",
    "space_name": "Leap",
    "time_zone": "Europe/London",
    "own_cloud_id": "leap",
    "spaces": [{"cloud_id": "leap", "name": "Leap"}],
}
AWAY: Final = {
    "success": False,
    "code": "store-unavailable",
    "message": "Changes cannot be saved now. Live calls go on.",
}

USUAL: Final[dict[str, Any]] = {
    # The menu's dot asks for it on every page.
    "GET /manage/api/engine": {
        "success": True,
        "name": "asterisk",
        "version": "22.10.1",
        "up": True,
        "up_since": None,
        "detail": "",
        "legs": 0,
        "rooms": 0,
        "calls_in_setup": 0,
        "restarts": 0,
        "trunk": None,
        "trunk_known": False,
        "failures": [],
        "caller_ids": [],
        "test_call": None,
    },
}
"""Answers that a scene need not have."""


def me_as(who: str) -> dict[str, Any]:
    """Who asks, with the rights that the server gives them."""
    role = Role.ADMIN if who == "operator" else Role(who)
    rights = set(RIGHTS[role]) | ({Right.KEEP_SPACES} if who == "operator" else set())
    return {
        **ME,
        "role": role.value,
        "operator": who == "operator",
        "rights": sorted(right.value for right in rights),
    }


class Built(http.server.SimpleHTTPRequestHandler):
    """The built pages, as the server would send them."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, directory=str(BUILT), **named)

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path == "/admin" or path.startswith("/admin/"):
            self.path = "/admin.html"
        super().do_GET()

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *arguments: Any) -> None:
        """Quiet: the pictures are the output."""


@dataclass
class Stage:
    """One scene, played to one page."""

    book: dict[str, Any]
    scene: dict[str, Any]
    faults: list[str] = field(default_factory=list)

    def answer(self, route: Route) -> None:
        asked = f"{route.request.method} {urlsplit(route.request.url).path}"
        own, area = self.scene.get("answers", {}), self.book.get("answers", {})
        found = own.get(asked, area.get(asked, USUAL.get(asked)))
        if asked == "GET /manage/api/me":
            if self.scene.get("session") == "out":
                refused = {"success": False, "code": "not-signed-in", "message": "Sign in first."}
                route.fulfill(status=401, json=refused)
                return
            me = me_as(self.scene.get("as", "admin"))
            route.fulfill(json={**me, **self.book.get("me", {}), **self.scene.get("me", {})})
        elif self.scene.get("failing") and route.request.method == "GET":
            route.fulfill(status=503, json=AWAY)
        elif found is None and asked == "GET /dock/sign-in-ways":
            route.fulfill(json={"success": True, "password": True, "provider": None})
        elif found is None:
            self.faults.append(f"the scene has no answer to {asked}")
            route.fulfill(status=404, json={"success": False, "code": "not-found", "message": ""})
        elif set(found) == {"status", "body"}:
            route.fulfill(status=found["status"], json=at_now(found["body"], time.time()))
        else:
            route.fulfill(json=at_now(found, time.time()))

    def play(self, page: Page, base: str) -> None:
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("console", self.console)
        page.route(re.compile(r"/(manage/api|dock)/"), self.answer)
        page.route("**/readyz", lambda route: route.fulfill(json={"engine": {"up": True}}))
        page.goto(f"{base}{self.scene['path']}")
        page.locator("main").first.wait_for()
        for verb, *told in self.scene.get("do", []):
            if verb == "press":
                page.keyboard.press(told[0])
                continue
            place = page.get_by_role(told[0], name=told[1]).first
            if verb == "click":
                place.click()
            elif verb == "fill":
                place.fill(told[2])
            else:
                raise ValueError(f"the scene {self.scene['name']} knows no {verb}")
        if "wait" in self.scene:
            page.get_by_text(self.scene["wait"]).filter(visible=True).first.wait_for()
        page.mouse.move(1, 1)
        page.wait_for_timeout(450)

    def console(self, message: Any) -> None:
        text = message.text
        expected = "Failed to load resource" in text and re.search(r"status of [45]\d\d", text)
        if message.type == "error" and not expected:
            self.faults.append(f"console: {text}")


def shoot(context: BrowserContext, stage: Stage, base: str, name: str) -> None:
    page = context.new_page()
    try:
        try:
            stage.play(page, base)
        except Error as error:
            stage.faults.append(f"scene: {error.message.splitlines()[0]}")
        page.screenshot(path=str(SHOTS / f"{name}.png"))
        stage.faults += judged(page, 160)
        wide = "[document.documentElement, document.querySelector('main')]"
        if page.evaluate(f"{wide}.some(one => one.scrollWidth > one.clientWidth + 1)"):
            stage.faults.append("layout: the page scrolls sideways")
    finally:
        page.close()


def scenes_of(wanted: set[str]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each scene with the book of its area."""
    found = []
    for file in sorted(SCENES.glob("*.json")):
        book = json.loads(file.read_text(encoding="utf-8"))
        for scene in book["scenes"]:
            if not wanted or wanted & {scene["name"], file.stem}:
                found.append((book, scene))
    return found


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Photograph the admin pages in every scene.")
    parser.add_argument("--only", default="", help="names of scenes or areas, with commas")
    parser.add_argument("--sizes", default="", help="instead of each scene's own: 1280x860")
    parser.add_argument("--themes", default="light,dark")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    asked = parser.parse_args(arguments)
    scenes = scenes_of({name for name in asked.only.split(",") if name})
    SHOTS.mkdir(exist_ok=True)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Built)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    faults = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=asked.chromium, args=ARGUMENTS)
        for book, scene in scenes:
            sizes = asked.sizes or ",".join(scene.get("sizes", SIZES))
            for look in looks(sizes, asked.themes):
                context = look.context(browser, moving=False)
                context.set_default_timeout(10_000)
                stage = Stage(book, scene)
                name = f"admin-{scene['name']}-{look.name}"
                shoot(context, stage, base, name)
                for fault in stage.faults:
                    print(f"{name}: {fault}")
                faults += len(stage.faults)
                context.close()
        browser.close()
    server.shutdown()
    where = Path(SHOTS).relative_to(ROOT)
    print(f"{len(scenes)} scenes, {faults} faults, pictures in {where}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
