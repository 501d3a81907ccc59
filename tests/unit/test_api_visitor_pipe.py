"""How long a visitor's page may say nothing."""

import asyncio
from typing import Any, cast

import pytest
from starlette.websockets import WebSocket

from dockline.adapters.memory.clock import MemoryClock
from dockline.api import visitor_wire as w
from dockline.api.page_socket import Closing
from dockline.api.visitor_pipe import SILENT, SILENT_SECONDS, VisitorPipe
from tests.support.until import until

THROTTLED = 60.0
"""Seconds between two runs of a hidden page's timers, in Chromium's intensive throttling."""


class Line:
    """What the page sends."""

    def __init__(self) -> None:
        self.sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.asked = False

    async def receive(self) -> dict[str, Any]:
        self.asked = True
        return await self.sent.get()

    def beats(self) -> None:
        self.sent.put_nowait({"type": "websocket.receive", "text": '{"type":"beat"}'})


async def after(
    seconds: float, monkeypatch: pytest.MonkeyPatch, line: Line, pipe: VisitorPipe
) -> "asyncio.Task[w.FromVisitor]":
    """Wait for the next message, and let so much time pass by the loop's clock."""
    line.asked = False
    waiting = asyncio.create_task(pipe.receive(SILENT_SECONDS))
    await until(lambda: line.asked)
    loop = asyncio.get_running_loop()
    now = loop.time
    monkeypatch.setattr(loop, "time", lambda: now() + seconds)
    due = asyncio.Event()
    loop.call_later(0, due.set)
    await due.wait()  # whatever was due by then has run
    return waiting


async def test_a_hidden_page_beats_once_a_minute_and_is_not_cut_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line = Line()
    pipe = VisitorPipe(cast(WebSocket, line), MemoryClock())
    for _ in range(3):
        waiting = await after(THROTTLED + 1, monkeypatch, line, pipe)
        line.beats()
        assert isinstance(await waiting, w.VisitorBeat)


async def test_a_page_that_says_nothing_for_longer_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line = Line()
    pipe = VisitorPipe(cast(WebSocket, line), MemoryClock())
    waiting = await after(SILENT_SECONDS + 1, monkeypatch, line, pipe)
    with pytest.raises(Closing) as closing:
        await waiting
    assert closing.value.code == SILENT
