"""When a page has come to rest: all that it asked for has come, and nothing on it moves."""

import time
from typing import Final

from playwright.sync_api import Page, Request

_PATIENCE: Final = 60.0
"""Seconds."""
_STILL: Final = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  const moving = () => document.getAnimations().filter(
    (one) => one.playState === "running" && Number.isFinite(one.effect.getComputedTiming().endTime),
  );
  await frame();
  await frame();
  while (moving().length) {
    await Promise.allSettled(moving().map((one) => one.finished));
    await frame();
  }
}"""
"""Two frames, in which a page draws what it has been told; then the end of every animation that
has one."""


class Rest:
    """Of one page, watched from before it goes anywhere."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._asked: set[Request] = set()
        page.on("request", self._note)
        page.on("requestfinished", self._strike)
        page.on("requestfailed", self._strike)

    def _note(self, request: Request) -> None:
        if request.resource_type != "eventsource":  # a stream has no end
            self._asked.add(request)

    def _strike(self, request: Request) -> None:
        self._asked.discard(request)

    def wait(self) -> None:
        """Return once the page has drawn the last answer. Raises TimeoutError, naming what has no
        answer."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            answered = not self._asked
            self._page.evaluate(_STILL)
            if answered and not self._asked:
                return
        raise TimeoutError(f"no rest: {[request.url for request in self._asked]}")
