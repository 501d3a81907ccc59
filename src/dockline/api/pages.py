"""The pages of the dock and the board, the chat widget and their assets, as they were built into
the package."""

import asyncio
import gzip
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from dockline.api import problems
from dockline.api.replies import problem_reply

WEB: Final = Path(__file__).resolve().parent.parent / "web"
"""``dockline/web``, made by ``npm run build``."""
_LONGEST_NAME: Final = 255
_A_YEAR: Final = "public, max-age=31536000, immutable"
_FIVE_MINUTES: Final = "public, max-age=300"
"""For what keeps its name on other people's pages, and changes with a release."""


class Pages:
    def __init__(self, frame_ancestors: tuple[str, ...], web: Path = WEB) -> None:
        self._web = web
        self._frames = frame_ancestors
        self._widget: tuple[int, bytes, bytes] | None = None
        """When it was built, and it, plain and compressed."""

    def headers(self, *, inline_style: bool = False) -> dict[str, str]:
        """What every page is sent with: nothing from elsewhere runs in it, loads into it or
        frames it, but for the origins the settings name."""
        style = "'self' 'unsafe-inline'" if inline_style else "'self'"
        frames = " ".join(("'self'", *self._frames))
        policy = (
            "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
            f"style-src {style}; font-src 'self'; media-src 'self' blob:; worker-src 'self'; "
            "manifest-src 'self'; base-uri 'none'; form-action 'self'; "
            f"frame-ancestors {frames}"
        )
        return {
            "content-security-policy": policy,
            "permissions-policy": "microphone=(self), camera=(), geolocation=()",
            "referrer-policy": "no-referrer",
            "x-content-type-options": "nosniff",
            "cross-origin-opener-policy": "same-origin",
            "cache-control": "no-cache",
        }

    async def dock(self, request: Request) -> Response:
        """``/`` and ``/dock``"""
        return self._page("dock.html")

    async def board(self, request: Request) -> Response:
        """``/board``, and ``/board?tv`` for a screen on the wall. Whom it shows what is for the
        stream to say: the page itself holds no figure."""
        return self._page("board.html")

    async def admin(self, request: Request) -> Response:
        """``/admin`` and whatever is below it: the page itself knows where it is. Whom it shows
        what is for the routes to say that it asks."""
        return self._page("admin.html")

    def _page(self, name: str) -> Response:
        page = self._web / name
        if not page.is_file():
            return HTMLResponse(_NOT_BUILT, 503, self.headers() | {"retry-after": "60"})
        return FileResponse(page, media_type="text/html", headers=self.headers())

    async def asset(self, request: Request) -> Response:
        """``/assets/<name>``; names carry a hash of their contents, so they never change."""
        name = request.path_params["name"]
        assets = self._web / "assets"
        file = _within(assets, name)
        if file is None:
            reply = problem_reply(problems.not_found())
            return Response(reply.body, 404, media_type="application/json")
        return FileResponse(
            file, headers={"cache-control": _A_YEAR, "x-content-type-options": "nosniff"}
        )

    async def widget(self, request: Request) -> Response:
        """``/widget.js``, which any site's page may load."""
        try:
            plain, packed = await self._widget_bytes()
        except FileNotFoundError:
            reply = problem_reply(problems.not_found())
            return Response(reply.body, 404, media_type="application/json")
        headers = {
            "cache-control": _FIVE_MINUTES,
            "x-content-type-options": "nosniff",
            "access-control-allow-origin": "*",
            "cross-origin-resource-policy": "cross-origin",
            "vary": "Accept-Encoding",
        }
        zipped = "gzip" in request.headers.get("accept-encoding", "")
        if zipped:
            headers["content-encoding"] = "gzip"
        return Response(packed if zipped else plain, 200, headers, media_type="text/javascript")

    async def _widget_bytes(self) -> tuple[bytes, bytes]:
        """Plain and compressed: once for each build, for every page of every site asks for it.
        Raises FileNotFoundError."""
        file = self._web / "widget.js"
        built_at = file.stat().st_mtime_ns
        if self._widget is None or self._widget[0] != built_at:
            plain = await asyncio.to_thread(file.read_bytes)
            packed = await asyncio.to_thread(gzip.compress, plain, mtime=0)
            self._widget = (built_at, plain, packed)
        return self._widget[1], self._widget[2]


def _within(folder: Path, name: str) -> Path | None:
    """The file of that name; None: there is none, or it is elsewhere."""
    if len(name) > _LONGEST_NAME:
        return None  # each folder in it would be asked for
    try:
        file = (folder / name).resolve()
        there = file.is_relative_to(folder.resolve()) and file.is_file()
    except (ValueError, OSError):
        return None  # what is no name of a file
    return file if there else None


_NOT_BUILT: Final = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Dockline</title>
<h1>The pages are not built yet</h1>
<p>Run <code>make setup</code> in Dockline's folder (it needs Node 20), then load this page again.
The API works without them.</p>
</html>
"""
