"""Photograph the built board in every scene of ``web/scenes/board.json``, and let axe look at each.

    python tools/shoot_board.py                     every scene, its sizes, both themes
    python tools/shoot_board.py --only board,tv     some of them
    python tools/shoot_board.py --turn              no pictures, as in the tests: each scene is
                                                    played once, and axe looks at it in all ways

The server is played by this script, the stream of figures (one snapshot, then beats) included.
Scenes of the desk are taken at 1440 x 900 and 768 x 1024, those of the wall at 1920 x 1080.
Pictures go to ``web/shots``. Ends with status 1 where axe finds a WCAG A or AA violation, the page
breaks its policy, scrolls sideways, or a script fails.
"""

import argparse
import http.server
import json
import re
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from look import Look, chosen, judged, looks
from playwright.sync_api import BrowserContext, Page, Route, WebSocketRoute, sync_playwright
from rest import Rest
from shoot import ARGUMENTS, BUILT, POLICY, ROOT, SHOTS, at_now

SCENES: Final = ROOT / "web" / "scenes" / "board.json"
DESK: Final = "1440x900,768x1024"
WALL: Final = "1920x1080"
BEAT_SECONDS: Final = 1.0


class Player(http.server.ThreadingHTTPServer):
    """The built pages, and the stream of the scene that is played."""

    daemon_threads = True

    def __init__(self, book: dict[str, Any]) -> None:
        super().__init__(("127.0.0.1", 0), Built)
        self.book = book
        self.scene: dict[str, Any] = {}

    def snapshot(self) -> dict[str, Any]:
        found = {**self.book["snapshot"], **self.scene.get("snapshot", {}), "as_of": as_of()}
        trends = [{**trend, "ends_at": found["as_of"]} for trend in found["trends"]]
        return {**found, "trends": trends}


def as_of() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


class Built(http.server.SimpleHTTPRequestHandler):
    server: Player

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, directory=str(BUILT), **named)

    def do_GET(self) -> None:
        if self.path == "/pulse-api/stream":
            self.stream()
            return
        if self.path.split("?")[0] == "/board":
            self.path = "/board.html"
        super().do_GET()

    def stream(self) -> None:
        """A snapshot, then beats until the page goes; or nothing, or a refusal."""
        scene = self.server.scene
        if "refused" in scene:
            self.send_error(scene["refused"])
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        try:
            if not scene.get("silent"):
                self.event("snapshot", self.server.snapshot())
            while self.server.scene is scene:
                if not scene.get("silent") and not scene.get("stops"):
                    self.event("beat", {"as_of": as_of()})
                time.sleep(BEAT_SECONDS)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def event(self, kind: str, body: dict[str, Any]) -> None:
        self.wfile.write(f"event: {kind}\ndata: {json.dumps(body)}\n\n".encode())
        self.wfile.flush()

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

    def http(self, route: Route) -> None:
        path = route.request.url.split("/dock/", 1)[1].split("?")[0]
        if path != "session" or self.scene.get("session") == "out":
            message = {"success": False, "code": "not-signed-in", "message": "Not signed in."}
            route.fulfill(status=401, json=message)
            return
        route.fulfill(json={**self.book["who"], **self.scene.get("who", {})})

    def socket(self, ws: WebSocketRoute) -> None:
        def heard(text: str | bytes) -> None:
            message = json.loads(text)
            now = time.time()
            if message["type"] == "hello":
                monitor = self.scene.get("monitor")
                frame = {"type": "welcome", "now": now, **self.book["welcome"], "monitor": monitor}
                ws.send(json.dumps(at_now(frame, now)))
            elif message["type"] == "beat":
                ws.send(json.dumps({"type": "beat", "sent": message["sent"], "now": now}))
            elif message["type"] == "ask":
                refused = self.scene.get("refuse", {}).get(message["order"]["type"])
                answer: dict[str, Any] = {"type": "done", "ref": message["ref"]}
                if refused is not None:
                    code, sentence = refused
                    answer = {**answer, "type": "refused", "code": code, "message": sentence}
                ws.send(json.dumps(answer))

        ws.on_message(heard)

    def play(self, page: Page, base: str) -> None:
        rest = Rest(page)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("console", self.console)
        page.route(re.compile(r"/dock/[a-z-]+(\?|$)"), self.http)
        page.route("**/readyz", lambda route: route.fulfill(json={"engine": {"up": True}}))
        page.route_web_socket(re.compile(r"/board/socket$"), self.socket)
        page.goto(f"{base}/board{'?tv' if self.scene.get('wall') else ''}")
        rest.wait()
        page.locator("main").wait_for()
        for what in self.scene.get("click", []):
            role, _, name = what.partition(":")
            page.get_by_role(role, name=name).first.click()
        if "wait" in self.scene:
            page.get_by_text(self.scene["wait"]).first.wait_for()
        page.mouse.move(1, 1)
        rest.wait()

    def console(self, message: Any) -> None:
        text = message.text
        expected = "Failed to load resource" in text and re.search("401|503", text)
        if message.type == "error" and not expected:
            self.faults.append(f"console: {text}")


def shoot(
    context: BrowserContext, stage: Stage, base: str, own: list[Look], picture: Path | None
) -> None:
    page = context.new_page()
    try:
        stage.play(page, base)
        if picture is not None:
            page.screenshot(path=str(picture), full_page=own[0].width < 1000)
        root = "document.documentElement"
        for place, look in enumerate(own):
            if place:
                look.turn(page)
            faults = judged(page, 160)
            if page.evaluate(f"{root}.scrollWidth > innerWidth"):
                faults.append("layout: the page scrolls sideways")
            if stage.scene.get("wall") and page.evaluate(f"{root}.scrollHeight > innerHeight"):
                faults.append("layout: the wall scrolls")
            stage.faults += [f"{look.name}: {fault}" for fault in faults]
    finally:
        page.close()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Photograph the board in every scene.")
    parser.add_argument("--only", default="", help="names of scenes, with commas")
    parser.add_argument("--sizes", default="", help="instead of each scene's own: 1440x900")
    parser.add_argument("--themes", default="light,dark")
    parser.add_argument("--turn", action="store_true", help="axe alone looks")
    parser.add_argument("--part", default="1/1", help="of the scenes: 2/3")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    asked = parser.parse_args(arguments)
    book = json.loads(Path(SCENES).read_text(encoding="utf-8"))
    scenes = chosen(book["scenes"], asked.only, asked.part)
    SHOTS.mkdir(exist_ok=True)
    player = Player(book)
    threading.Thread(target=player.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{player.server_port}"
    faults = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=asked.chromium, args=ARGUMENTS)
        for scene in scenes:
            own = looks(asked.sizes or sizes_of(scene), asked.themes)
            for turns in [own] if asked.turn else [[one] for one in own]:
                context = turns[0].context(browser)
                player.scene = dict(scene)
                stage = Stage(book, scene)
                name = f"{scene['name']}-{turns[0].name}"
                shoot(context, stage, base, turns, None if asked.turn else SHOTS / f"{name}.png")
                for fault in stage.faults:
                    print(f"{scene['name']}: {fault}")
                faults += len(stage.faults)
                context.close()
        browser.close()
    player.shutdown()
    where = "" if asked.turn else f", pictures in {SHOTS.relative_to(ROOT)}"
    print(f"{len(scenes)} scenes, {faults} faults{where}")
    return 1 if faults else 0


def sizes_of(scene: dict[str, Any]) -> str:
    return WALL if scene.get("wall") else DESK


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
