"""From a POST to audio in both directions in Chromium, in milliseconds.

The demo as ``make run`` starts it, its dock in a headless browser whose microphone plays a tone,
and a number that answers at once and echoes: when the page hears its own tone come back, the
carrier has heard the page and the page hears the carrier.
"""

import asyncio
import json
import os
import shutil
import signal
import struct
import subprocess
import sys
import time
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from math import pi, sin
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Page, async_playwright
from tests.support.browser import ARGUMENTS
from tests.support.server import post

from bench.calls import NUMBER
from bench.children import ROOT, Cores
from bench.figures import Times
from bench.sizes import Sizes

_HERTZ: Final = 656.25
_RATE: Final = 48_000
_PATIENCE: Final = 40.0
_WATCH: Final = """
(() => {
  const seen = (window.benchSeen = { up: 0, heard: 0 });
  const hertz = %HERTZ%;
  const listen = (stream) => {
    const context = new AudioContext();
    const ear = new AnalyserNode(context, { fftSize: 1024, smoothingTimeConstant: 0 });
    context.createMediaStreamSource(stream).connect(ear);
    const spectrum = new Float32Array(ear.frequencyBinCount);
    const timer = setInterval(() => {
      ear.getFloatFrequencyData(spectrum);
      const loudest = spectrum.indexOf(Math.max(...spectrum));
      const at = (loudest * context.sampleRate) / ear.fftSize;
      if (spectrum[loudest] > -60 && Math.abs(at - hertz) < 60) {
        seen.heard = Date.now();
        clearInterval(timer);
        void context.close();
      }
    }, 5);
  };
  const Connection = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Connection {
    constructor(...given) {
      super(...given);
      seen.up = seen.heard = 0;
      this.addEventListener("track", (event) => listen(new MediaStream([event.track])));
      this.addEventListener("connectionstatechange", () => {
        if (this.connectionState === "connected") seen.up ||= Date.now();
      });
    }
  };
})();
""".replace("%HERTZ%", str(_HERTZ))


def chromium() -> str | None:
    """Debian's own; None: there is none here."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


async def to_audio(folder: Path, sizes: Sizes, cores: Cores) -> list[Times]:
    """The reference is the media path of the same calls: ICE and DTLS done in the page."""
    place = folder / "audio"
    place.mkdir()
    tone = place / "tone.wav"
    _write_tone(tone)
    up: list[float] = []
    heard: list[float] = []
    async with demo(place / "data") as told, _page(told, tone) as page:
        await _call(page, told)  # not counted: the first one opens the microphone
        for _ in range(sizes.audio_calls):
            times = await _call(page, told)
            up.append(times[0])
            heard.append(times[1])
    return [
        Times(
            name="make_call: POST to audio both ways in Chromium",
            reference="POST to ICE and DTLS done in the page, same calls",
            ours=(tuple(heard),),
            theirs=(tuple(up),),
            note=f"{len(heard)} calls; each heard its own tone echoed by the carrier",
        )
    ]


async def _call(page: Page, told: dict[str, Any]) -> tuple[float, float]:
    """One call, hung up again: milliseconds to the media path, and to its own tone heard."""
    await page.evaluate("window.benchSeen.up = window.benchSeen.heard = 0")
    asked = {"username": told["agents"][0]["username"], "number": NUMBER, "custom": {}}
    began = time.time() * 1000
    answer = await asyncio.to_thread(post, f"{told['url']}/apiv1/make_call", asked)
    if not answer["success"]:
        raise ConnectionError(f"make_call: {answer}")
    await _until(page, "window.benchSeen.up > 0 && window.benchSeen.heard > 0")
    seen = await page.evaluate("window.benchSeen")
    pad = page.get_by_role("group", name="Call controls")
    await pad.get_by_role("button", name="Hang up").click()
    await _until(page, "!window.docklineFigures().legUp")
    return seen["up"] - began, seen["heard"] - began


@asynccontextmanager
async def demo(data: Path) -> AsyncIterator[dict[str, Any]]:
    """``dockline demo --json``, and what it says when it is ready."""
    process = await asyncio.to_thread(_begin_demo, data)
    assert process.stdout is not None
    try:
        line = await asyncio.to_thread(process.stdout.readline)
        if not line:
            raise ConnectionError("the demo did not start")
        yield json.loads(line)
    finally:
        if process.poll() is None:
            os.kill(process.pid, signal.SIGTERM)
        await asyncio.to_thread(process.wait, 30)
        process.stdout.close()


def _begin_demo(data: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "dockline", "demo", "--json", "--port", "0", "--data"]
    return subprocess.Popen(
        [*command, str(data)], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    )


@asynccontextmanager
async def _page(told: dict[str, Any], tone: Path) -> AsyncIterator[Page]:
    """The dock, signed in, its phone registered."""
    agent = told["agents"][0]
    arguments = [*ARGUMENTS, f"--use-file-for-fake-audio-capture={tone}"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=arguments)
        context = await browser.new_context(permissions=["microphone"])
        context.set_default_timeout(_PATIENCE * 1000)
        await context.add_init_script(_WATCH)
        page = await context.new_page()
        await page.goto(told["url"])
        await page.get_by_label("Login").fill(agent["username"])
        await page.get_by_label("Password", exact=True).fill(agent["password"])
        await page.get_by_role("button", name="Sign in").click()
        await _until(page, "!!window.docklineFigures && window.docklineFigures().registered")
        try:
            yield page
        finally:
            await browser.close()


async def _until(page: Page, holds: str) -> None:
    """By looking: a page whose policy forbids eval cannot be asked to wait by itself. What is
    measured, the page has timed already. Raises TimeoutError, which tells what the page shows."""
    try:
        async with asyncio.timeout(_PATIENCE):
            while not await page.evaluate(holds):  # noqa: ASYNC110 - there is no event to wait for
                await asyncio.sleep(0.01)  # what counts is the look
    except TimeoutError:
        seen = await page.evaluate("({ ...window.docklineFigures?.(), ...window.benchSeen })")
        shown = await page.locator("body").inner_text()
        raise TimeoutError(f"not in {_PATIENCE:g} s: {holds}; {seen}; {shown}") from None


def _write_tone(file: Path) -> None:
    """Four seconds, a whole number of waves: played in a loop it has no seam."""
    count = _RATE * 4
    samples = (int(12_000 * sin(2 * pi * _HERTZ * n / _RATE)) for n in range(count))
    with wave.open(str(file), "wb") as opened:
        opened.setnchannels(1)
        opened.setsampwidth(2)
        opened.setframerate(_RATE)
        opened.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
