"""The chat widget's scenes: its sample page, and a server that says the frames of its socket."""

import json
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page, WebSocketRoute
from rest import Rest

from dockline.api.widget_page import widget_page

STATIC: Final = Path(__file__).resolve().parent.parent / "src" / "dockline" / "api" / "static"


def widget_file(path: str) -> tuple[bytes, str] | None:
    """What the server itself would answer with, beside what is built."""
    if path == "/widget":
        page = widget_page("https://chat.example", "leap", "novanet")
        return page.encode(), "text/html; charset=utf-8"
    if path == "/widget.css":
        return (STATIC / "widget.css").read_bytes(), "text/css; charset=utf-8"
    return None


@dataclass
class WidgetStage:
    """One scene, played to one page."""

    book: dict[str, Any]
    scene: dict[str, Any]
    faults: list[str] = field(default_factory=list)
    connected: int = 0

    def play(self, page: Page, base: str) -> None:
        rest = Rest(page)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("console", self.console)
        page.route_web_socket(re.compile(r"/chat/socket$"), self.socket)
        told = self.scene["widget"]
        if "data" in told:
            # The page's own tag, with more on it.
            data = json.dumps(told["data"])
            page.add_init_script(
                "addEventListener('beforescriptexecute', () => 0);"
                "new MutationObserver(() => {"
                "const tag = document.querySelector('script[data-cloud]');"
                f"if (tag) Object.assign(tag.dataset, {data});"
                "}).observe(document, {childList: true, subtree: true});"
            )
        page.goto(f"{base}widget")
        page.get_by_role("button", name="Open the chat").click()
        page.get_by_role("dialog").wait_for()
        for step in told.get("steps", []):
            self.step(page, step)
        if "wait" in told:
            page.get_by_text(told["wait"]).first.wait_for()
        rest.wait()

    def step(self, page: Page, step: dict[str, Any]) -> None:
        if "write" in step:
            page.get_by_label("Your message").fill(step["write"])
            page.keyboard.press("Enter")
        elif "click" in step:
            page.get_by_role("button", name=step["click"], exact=True).click()
        elif "file" in step:
            name, media_type = step["file"]
            page.locator("input[type=file]").set_input_files(
                {"name": name, "mimeType": media_type, "buffer": b"x" * 2000}
            )

    def socket(self, ws: WebSocketRoute) -> None:
        told = self.scene["widget"]
        self.connected += 1
        if told.get("away") and self.connected > 1:
            ws.close(code=1013)
            return

        def say(frame: dict[str, Any]) -> None:
            ws.send(json.dumps(frame))

        def heard(text: str | bytes) -> None:
            message = json.loads(text)
            if message["type"] == "hello":
                say(self.welcome())
                if told.get("chat"):
                    say({"type": "started", "chat_id": "w1", "secret": "scene"})
                    for line in self.lines():
                        say({"type": "line", "line": line})
                    say({"type": "chat", "chat": self.chat()})
                if told.get("away"):
                    ws.close(code=1013)
            elif message["type"] == "line" and "refuse" in told:
                say(
                    {
                        "type": "refused",
                        "line_id": message["line_id"],
                        "code": "rate-limited",
                        "message": told["refuse"],
                    }
                )

        ws.on_message(heard)

    def welcome(self) -> dict[str, Any]:
        told = self.scene["widget"]
        return {
            "type": "welcome",
            "now": time.time(),
            "team": "novanet",
            "open": told.get("open", True),
            "text": told.get("text", "Hello. How can we help?"),
            "chat": None,
            "attachments": True,
            "attachment_bytes": 5_000_000,
            "attachment_types": ["image/png", "image/jpeg", "application/pdf", "text/plain"],
        }

    def chat(self) -> dict[str, Any]:
        return {
            "chat_id": "w1",
            "state": "open",
            "agent": "siddhant",
            "place": None,
            "lines": [],
            "agent_typing": False,
            "agent_read": 0,
            "ended_by": "",
            **self.scene["widget"]["chat"],
        }

    def lines(self) -> list[dict[str, Any]]:
        # At one time of day, so that the pictures are alike.
        day = time.time() // 86400 * 86400 + 15 * 3600
        found = []
        for seq, (author, minutes, text, *files) in enumerate(self.scene["widget"]["lines"], 1):
            name = {"agent": "siddhant", "system": "novanet", "visitor": ""}[author]
            shown = [
                {"name": file, "media_type": "image/png", "size": 84_000, "url": f"/chat/{file}"}
                for file in files
            ]
            found.append(
                {
                    "line_id": f"line-{seq}",
                    "seq": seq,
                    "author": author,
                    "name": name,
                    "text": text,
                    "attachments": shown,
                    "at": day + minutes * 60,
                }
            )
        return found

    def console(self, message: Any) -> None:
        if message.type == "error":
            self.faults.append(f"console: {message.text}")
