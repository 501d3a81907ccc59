"""A microphone that is slow to open, is unplugged, or is plugged in too late; a leg that is up
without audio."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.browser import DockPage
from tests.support.server import look

HELD = """
const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
window.microphones = { asked: 0, tracks: [], missing: false };
window.microphones.open = new Promise((open) => { window.microphones.letOpen = open; });
navigator.mediaDevices.getUserMedia = async (what) => {
  window.microphones.asked += 1;
  await window.microphones.open;
  if (window.microphones.missing) throw new DOMException("none", "NotFoundError");
  const stream = await real(what);
  window.microphones.tracks.push(...stream.getAudioTracks());
  return stream;
};
"""
UNPLUG = """missing => {
  window.microphones.missing = missing;
  const track = window.microphones.tracks.at(-1);
  track.stop();
  track.dispatchEvent(new Event("ended"));
}"""
PLUG_IN = """() => {
  window.microphones.missing = false;
  navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
}"""
STALLED = """
const Real = window.RTCPeerConnection;
window.connections = 0;
window.RTCPeerConnection = class extends Real {
  constructor(...given) {
    super(...given);
    this.stalled = ++window.connections === 1;
  }
  get connectionState() {
    return this.stalled ? "connecting" : super.connectionState;
  }
};
"""


@pytest.fixture
def held(open_page: Any, demo: dict[str, Any]) -> Iterator[DockPage]:
    """A dock whose microphone opens once `letOpen` is called, and says no word before."""
    page = open_page()
    page.add_init_script(HELD)
    dock = DockPage(page, demo["url"], demo["agents"][0])
    dock.sign_in()
    yield dock
    dock.leave_clean()


def test_a_call_comes_while_the_microphone_is_asked_for(held: DockPage) -> None:
    assert held.page.evaluate("window.microphones.asked") == 1
    held.make_call("442079460111")
    # The engine rings the dock: the card of the call, and a leg that waits to be answered.
    held.says("+44 20 7946 0111")
    held.page.evaluate("window.microphones.letOpen()")
    held.state("Talking")
    held.talks()
    held.hears(1000)
    held.controls("Hang up")
    held.state("Wrap-up")
    look(lambda: held.page.evaluate("window.microphones.tracks.at(-1).readyState") == "ended")


def talk_and_unplug(held: DockPage, *, missing: bool) -> None:
    """``missing``: there is no other."""
    held.page.evaluate("window.microphones.letOpen()")
    held.make_call("442079460111")
    held.state("Talking")
    held.talks()
    held.page.evaluate(UNPLUG, missing)


def test_the_microphone_is_unplugged(held: DockPage) -> None:
    talk_and_unplug(held, missing=False)
    expect(held.page.locator("b", has_text="Your microphone went away.")).to_be_visible()
    held.sends()
    held.controls("Hang up")
    held.state("Wrap-up")


def test_the_only_microphone_is_unplugged_and_plugged_in(held: DockPage) -> None:
    talk_and_unplug(held, missing=True)
    missing = held.page.locator("b", has_text="No microphone found.")
    expect(missing).to_be_visible()
    held.hears(1000)  # the call goes on
    held.page.evaluate(PLUG_IN)
    expect(missing).to_be_hidden()
    held.sends()
    held.controls("Hang up")
    held.state("Wrap-up")


def test_a_leg_without_audio_is_renewed(open_page: Any, demo: dict[str, Any]) -> None:
    page = open_page()
    page.add_init_script(STALLED)
    dock = DockPage(page, demo["url"], demo["agents"][0])
    dock.sign_in()
    call_id = dock.make_call("442079460111")
    look(lambda: page.evaluate("window.connections") == 2, within=30)
    dock.talks()
    dock.hears(1000)
    assert dock.figures()["callId"] == call_id
    dock.controls("Hang up")
    dock.state("Wrap-up")
    dock.leave_clean()
