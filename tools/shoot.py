"""Photograph the built dock in every scene of ``web/scenes``, and let axe look at each.

    python tools/shoot.py                       every scene, 360 x 640 and 1280 x 800, both themes
    python tools/shoot.py --only call,wrap-up   some of them
    python tools/shoot.py --sizes 280x480
    python tools/shoot.py --turn 360x640-light,1280x800-dark    no pictures, as in the tests: each
                                                scene is played once, and axe looks at it so and so

The server is played by this script: it serves ``src/dockline/web`` under the strict content
security policy, answers the dock's requests from the scene, and says the frames of its socket.
Pictures go to ``web/shots``. Ends with status 1 where axe finds a WCAG A or AA violation, the page
breaks its policy, or a script fails.
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

from look import Look, chosen, judged, looks, named
from playwright.sync_api import BrowserContext, Page, Route, WebSocketRoute, sync_playwright
from rest import Rest
from widget_stage import WidgetStage, widget_file

ROOT: Final = Path(__file__).resolve().parent.parent
BUILT: Final = ROOT / "src" / "dockline" / "web"
SCENES: Final = ROOT / "web" / "scenes" / "scenes.json"
SHOTS: Final = ROOT / "web" / "shots"
POLICY: Final = "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:"
WIDE: Final = 900
"""From here on the dock has three columns."""
DATA: Final = ("today", "work", "targets", "history", "known", "chat-history")
"""What the book answers to the dock's requests."""
ARGUMENTS: Final = [
    "--no-sandbox",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--disable-background-networking",
]


class Built(http.server.SimpleHTTPRequestHandler):
    """The built pages, as the server would send them."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, directory=str(BUILT), **named)

    def do_GET(self) -> None:
        if self.path in ("/", "/dock"):
            self.path = "/dock.html"
        found = widget_file(self.path)
        if found is not None:
            body, media_type = found
            self.send_response(200)
            self.send_header("Content-Type", media_type)
            self.end_headers()
            self.wfile.write(body)
            return
        super().do_GET()

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *arguments: Any) -> None:
        """Quiet: the pictures are the output."""


def at_now(value: Any, now: float) -> Any:
    """Times are written ``now-84`` in the scenes, or ``moment-84`` where the wire has RFC 3339."""
    if isinstance(value, dict):
        return {key: at_now(inner, now) for key, inner in value.items()}
    if isinstance(value, list):
        return [at_now(inner, now) for inner in value]
    if isinstance(value, str) and re.fullmatch(r"now[+-][\d.]+", value):
        return now + float(value[3:])
    if isinstance(value, str) and re.fullmatch(r"moment[+-][\d.]+", value):
        return datetime.fromtimestamp(now + float(value[6:]), UTC).isoformat()
    return value


SDP: Final = (
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    f"a=fingerprint:SHA-256 {':'.join(['AB'] * 32)}\r\na=setup:actpass\r\n"
    "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=rtpmap:0 PCMU/8000\r\na=sendrecv\r\n"
    "a=rtcp-mux\r\na=ice-ufrag:dock\r\na=ice-pwd:0123456789abcdef01234567\r\n"
)


def header(message: str, name: str) -> str:
    found = re.search(rf"^{name}: *(.*?)\r$", message, re.IGNORECASE | re.MULTILINE)
    return found[1] if found else ""


def sip_call(method: str, contact: str, to: str) -> str:
    """The engine's INVITE of the dock's phone, and the ACK of its answer. No media follows."""
    address = contact.split(">")[0].strip("< ")
    body = SDP if method == "INVITE" else ""
    kind = "Content-Type: application/sdp\r\nX-Dockline-Answer: auto\r\n" if body else ""
    return (
        f"{method} {address} SIP/2.0\r\nVia: SIP/2.0/WS scene.invalid;branch=z9hG4bK{method}\r\n"
        f"From: <sip:engine@dockline.invalid>;tag=engine\r\nTo: {to}\r\nCall-ID: scene-leg\r\n"
        f"CSeq: 1 {method}\r\nContact: <sip:engine@scene.invalid;transport=ws>\r\n"
        f"Max-Forwards: 70\r\n{kind}Content-Length: {len(body)}\r\n\r\n{body}"
    )


def sip_answer(request: str) -> str | None:
    """200 to a REGISTER; nothing else is played."""
    if not request.startswith("REGISTER "):
        return None
    kept = [
        line
        for line in request.split("\r\n")
        if line.lower().startswith(("via:", "from:", "to:", "call-id:", "cseq:", "contact:"))
    ]
    kept = [f"{line};tag=scene" if line.lower().startswith("to:") else line for line in kept]
    return "\r\n".join(["SIP/2.0 200 OK", *kept, "Expires: 300", "Content-Length: 0", "", ""])


@dataclass
class Stage:
    """One scene, played to one page."""

    book: dict[str, Any]
    scene: dict[str, Any]
    faults: list[str] = field(default_factory=list)
    wire: WebSocketRoute | None = None
    told: int = 1
    """The number of the last fact."""

    def welcome(self) -> dict[str, Any]:
        now = time.time()
        me = {**self.book["me"], **self.scene.get("me", {})}
        call = None
        if "call" in self.scene:
            call = {**self.book["call"], **self.scene["call"]}
            if call["lead"] is not None:
                call["lead"] = {**self.book["lead"], **call["lead"]}
            me["call_id"] = call["call_id"]
        frame = {
            "type": "welcome",
            "epoch": "scene",
            "seq": 1,
            "now": now,
            "view": {
                "space_id": "leap",
                "me": me,
                "call": call,
                "engine_up": self.scene.get("engine_up", True),
                "card": self.card() if "card" in self.scene else None,
                "chats": self.chats(),
            },
            "settings": self.book["settings"],
            "phone": {
                "phone_id": "dock-rishi-1",
                "uri": "sip:dock-rishi-1@dockline.invalid",
                "username": "dock-rishi-1",
                "password": "scene",
            },
        }
        found: dict[str, Any] = at_now(frame, now)
        return found

    def chats(self) -> list[dict[str, Any]]:
        """By the names they have in the book."""
        return [self.book["chats"][name] for name in self.scene.get("chats", [])]

    def card(self) -> dict[str, Any]:
        changed = self.scene.get("card", {})
        lead = {**self.book["lead"], **changed.get("lead", {})}
        return {**self.book["card"], **changed, "lead": lead}

    def fact(self, fact: dict[str, Any]) -> None:
        """Something happens while the scene is looked at."""
        assert self.wire is not None
        self.told += 1
        own = {"card": self.card(), "lead_id": self.book["lead"]["lead_id"]}
        filled = {name: own[name] if what == "this" else what for name, what in fact.items()}
        now = time.time()
        frame = {"type": "fact", "seq": self.told, "at": now, "fact": filled}
        self.wire.send(json.dumps(at_now(frame, now)))

    def http(self, route: Route) -> None:
        path = route.request.url.split("/dock/", 1)[1].split("?")[0]
        signed_out = self.scene.get("session") == "out"
        if path == "sign-in" or (path == "session" and signed_out):
            message = {"success": False, "code": "not-signed-in", "message": "Not signed in."}
            route.fulfill(status=401, json=message)
            return
        answers = {name: self.book[name] for name in DATA}
        answers |= self.scene.get("answers", {})
        answers["session"] = self.book["who"]
        answers["script"] = {"text": self.scene.get("script", "")}
        route.fulfill(json=at_now(answers.get(path, {}), time.time()))

    def socket(self, ws: WebSocketRoute) -> None:
        if self.scene.get("lose") == "now":
            ws.close(code=1013)
            return

        self.wire = ws

        def heard(text: str | bytes) -> None:
            message = json.loads(text)
            if message["type"] == "hello":
                ws.send(json.dumps(self.welcome()))
                if self.scene.get("replaced"):
                    ws.send(json.dumps({"type": "replaced"}))
            elif message["type"] == "beat":
                if self.scene.get("lose"):
                    self.scene = {**self.scene, "lose": "now"}
                    ws.close(code=1013)
                    return
                back = {"type": "beat", "sent": message["sent"], "now": time.time()}
                ws.send(json.dumps(back))
            elif message["type"] == "ask":
                if message["order"]["type"] in self.scene.get("silent", []):
                    return
                ws.send(json.dumps(self.answer(message)))

        ws.on_message(heard)

    def answer(self, ask: dict[str, Any]) -> dict[str, Any]:
        refused = self.scene.get("refuse", {}).get(ask["order"]["type"])
        if refused is None:
            return {"type": "done", "ref": ask["ref"]}
        return {"type": "refused", "ref": ask["ref"], "code": refused[0], "message": refused[1]}

    def sip(self, ws: WebSocketRoute) -> None:
        contact = ""

        def heard(data: str | bytes) -> None:
            nonlocal contact
            text = data if isinstance(data, str) else data.decode()
            found = sip_answer(text)
            if found is not None:
                ws.send(found)
                if self.scene.get("leg") and not contact:
                    contact = header(text, "Contact")
                    ws.send(sip_call("INVITE", contact, "<sip:dock-rishi-1@dockline.invalid>"))
            elif text.startswith("SIP/2.0 200") and "INVITE" in header(text, "CSeq"):
                ws.send(sip_call("ACK", contact, header(text, "To")))

        ws.on_message(heard)

    def play(self, page: Page, base: str) -> None:
        rest = Rest(page)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("console", self.console)
        page.route(re.compile(r"/dock/[a-z-]+(\?|$)"), self.http)
        page.route("**/readyz", lambda route: route.fulfill(json={"engine": {"up": True}}))
        page.route_web_socket(re.compile(r"/dock/socket$"), self.socket)
        page.route_web_socket(re.compile(r"/sip$"), self.sip)
        page.goto(base)
        rest.wait()
        if self.scene.get("session") == "out":
            page.get_by_role("heading", name="Sign in").wait_for()
        else:
            page.locator(".dock").wait_for()
        if self.scene.get("lose") or self.scene.get("replaced"):
            page.locator(".banner").first.wait_for()
        if self.scene.get("lose"):
            # Past the quick first tries of the back-off.
            page.wait_for_timeout(2500)
        if self.scene.get("chats-tab"):
            # The narrow dock has a section for them, the wide one its list of work.
            link = page.locator("a[href='#chats']")
            if self.scene.get("chats") or link.count():
                link.first.click()
        for label, text in self.scene.get("fill", {}).items():
            page.get_by_label(label, exact=True).fill(text)
        for what in self.scene.get("click", []):
            self.click(page, what)
        for step in self.scene.get("then", []):
            self.step(page, step)
        if "key" in self.scene:
            page.keyboard.press(self.scene["key"])
        if "wait" in self.scene:
            page.get_by_text(self.scene["wait"]).first.wait_for()
        if not self.scene.get("quick"):
            rest.wait()

    def step(self, page: Page, step: dict[str, Any]) -> None:
        if "fill" in step:
            label, text = step["fill"]
            page.get_by_label(label, exact=True).fill(text)
        elif "click" in step:
            self.click(page, step["click"])
        elif "click-text" in step:
            page.get_by_text(step["click-text"], exact=True).first.click()
        elif "key" in step:
            page.keyboard.press(step["key"])
        elif "option" in step:
            page.locator("option", has_text=step["option"]).first.wait_for(state="attached")
        else:
            self.fact(step["fact"])

    def click(self, page: Page, what: str) -> None:
        role, _, name = what.rpartition(":")
        found = page.get_by_role(role or "button", name=name)  # type: ignore[arg-type]
        found.first.click()

    def console(self, message: Any) -> None:
        text = message.text
        expected = "401" in text and "Failed to load resource" in text
        if message.type == "error" and not expected:
            self.faults.append(f"console: {text}")


def shoot(
    context: BrowserContext, stage: Stage | WidgetStage, base: str, own: list[Look], name: str
) -> None:
    """Play a scene, and look at it in all these ways. ``name``: of the picture; empty: none."""
    page = context.new_page()
    try:
        stage.play(page, base)
        if name:
            page.screenshot(path=str(SHOTS / f"{name}.png"))
        for place, look in enumerate(own):
            if place:
                look.turn(page)
            stage.faults += [f"{look.name}: {fault}" for fault in judged(page)]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                stage.faults.append(f"{look.name}: layout: the page scrolls sideways")
    finally:
        page.close()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Photograph the dock in every scene.")
    parser.add_argument("--only", default="", help="names of scenes, with commas")
    parser.add_argument("--sizes", default="360x640,1280x800")
    parser.add_argument("--themes", default="light,dark")
    parser.add_argument("--turn", default="", help="sizes with their themes: axe alone looks")
    parser.add_argument("--part", default="1/1", help="of the scenes: 2/3")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    asked = parser.parse_args(arguments)
    book = json.loads(SCENES.read_text(encoding="utf-8"))
    scenes = chosen(book["scenes"], asked.only, asked.part)
    # A picture is of a page that was opened so; axe may look at one that is turned.
    passes = (
        [named(asked.turn)] if asked.turn else [[one] for one in looks(asked.sizes, asked.themes)]
    )
    SHOTS.mkdir(exist_ok=True)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Built)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}/"
    faults = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=asked.chromium, args=ARGUMENTS)
        contexts: dict[Look, BrowserContext] = {}
        for turns in passes:
            for scene in scenes:
                own = [one for one in turns if one.width < WIDE or not scene.get("narrow")]
                if not own:
                    continue
                if own[0] not in contexts:
                    contexts[own[0]] = own[0].context(browser)
                stage = (WidgetStage if "widget" in scene else Stage)(book, scene)
                picture = "" if asked.turn else f"{scene['name']}-{own[0].name}"
                shoot(contexts[own[0]], stage, base, own, picture)
                for fault in stage.faults:
                    print(f"{scene['name']}: {fault}")
                faults += len(stage.faults)
        browser.close()
    server.shutdown()
    where = "" if asked.turn else f", pictures in {SHOTS.relative_to(ROOT)}"
    print(f"{len(scenes)} scenes, {faults} faults{where}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
