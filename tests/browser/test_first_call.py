"""An agent's day in the dock, with the demo as it comes."""

import subprocess
import sys
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.support.browser import DockPage
from tests.support.server import get, look, post
from tests.support.sound import read_wav, share

SPECIAL = {"number": "448442430000", "custom": {"name": "Alex", "phone": "+1 646 810 7016"}}


def nothing_left(url: str) -> None:
    """The engine holds no leg and no room."""

    def empty() -> bool:
        engine = get(f"{url}/readyz")["engine"]
        return bool(engine["legs"] == 0 and engine["rooms"] == 0)

    look(empty, within=10)


def test_a_click_becomes_a_call(rishi: DockPage, demo: dict[str, Any]) -> None:
    page = rishi.page
    rishi.make_call(
        "442079460111",
        name="Alex",
        company="novanet",
        order={"id": 48213, "open": True},
        record_url="https://crm.example/leads/1?a=b",
        script='<img src="x" onerror="document.title=\'broken\'">',
        bad_link="javascript:alert(1)",
    )
    rishi.state("Talking")
    expect(page.get_by_text("Alex, novanet").first).to_be_visible()
    expect(page.get_by_text("+44 20 7946 0111").first).to_be_visible()
    link = page.get_by_role("link", name="https://crm.example/leads/1?a=b")
    expect(link).to_have_attribute("href", "https://crm.example/leads/1?a=b")
    expect(link).to_have_attribute("target", "_blank")
    assert "noopener" in (link.get_attribute("rel") or "")
    expect(page.get_by_text('<img src="x"')).to_be_visible()
    assert page.locator("a[href^=javascript]").count() == 0
    assert "broken" not in page.title()
    rishi.talks()
    rishi.hears(1000)

    rishi.controls("Hold")
    rishi.state("On hold")
    look(lambda: rishi.figures()["inboundLevel"] < 0.001)
    rishi.controls("Resume")
    rishi.state("Talking")
    rishi.hears(1000)

    rishi.controls("Mute")
    banner = page.locator("b", has_text="You are muted.")
    expect(banner).to_be_visible()
    page.keyboard.press("m")
    expect(banner).to_be_hidden()

    rishi.controls("Hang up")
    rishi.state("Wrap-up")
    page.get_by_role("radio", name="Sold").click()
    page.get_by_label("Note").first.fill("Wants a test call.")
    page.keyboard.press("Control+Enter")
    rishi.state("Ready")
    page.get_by_role("link", name="History").first.click()
    expect(page.get_by_text("Alex").first).to_be_visible()
    nothing_left(demo["url"])


def test_the_customer_hears_the_agent(rishi: DockPage, demo: dict[str, Any]) -> None:
    """The carrier keeps what it hears: the fake microphone's beeps are in it."""
    folder: Path = demo["data"] / "carrier"
    before = set(folder.rglob("*.wav"))
    rishi.make_call("442079460112")
    rishi.state("Talking")
    rishi.sends()
    sent = rishi.figures()["outboundEnergy"]
    look(lambda: rishi.figures()["outboundEnergy"] > sent + 0.05, within=15)
    rishi.controls("Hang up")
    rishi.state("Wrap-up")

    def heard() -> bool:
        for path in set(folder.rglob("*.wav")) - before:
            try:
                with wave.open(str(path)) as file:
                    sound = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
            except (wave.Error, EOFError):
                continue  # its head is written at the end
            if len(sound) > 2000 and np.sqrt(np.mean((sound / 32768.0) ** 2)) > 0.01:
                return True
        return False

    look(heard, within=10)


def test_a_recording_on_demand(rishi: DockPage, demo: dict[str, Any]) -> None:
    call_id = rishi.make_call("442079460111")
    rishi.state("Talking")
    rishi.hears(1000)
    rishi.controls("Record")
    expect(rishi.page.get_by_text("Recording").first).to_be_visible()
    sent = rishi.figures()["outboundEnergy"]
    look(lambda: rishi.figures()["outboundEnergy"] > sent + 0.1, within=15)
    rishi.controls("Stop rec")
    rishi.controls("Hang up")
    rishi.state("Wrap-up")
    kept: Path = demo["data"] / "recordings" / f"{call_id}-1.wav"
    look(kept.exists)
    assert share(read_wav(kept), 1000) > 0.2


def test_tones_both_ways(rishi: DockPage) -> None:
    rishi.make_call("442079460115")
    rishi.state("Talking")
    rishi.sends()
    rishi.page.keyboard.press("k")
    for digit in "42":
        rishi.page.keyboard.press(digit)
    received = rishi.page.get_by_label("Received")
    look(lambda: "".join((received.first.inner_text() or "").split()).endswith("42"), within=15)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("442079460104", ("Busy", "SIP 486")),
        ("442079460105", ("Invalid number", "SIP 404")),
        ("442079460108", ("Rejected", "SIP 603")),
    ],
)
def test_an_outcome_is_said_in_words(rishi: DockPage, number: str, words: tuple[str, ...]) -> None:
    rishi.make_call(number)
    rishi.state("Wrap-up")
    for word in words:
        expect(rishi.page.get_by_text(word).first).to_be_visible()


def test_a_call_from_the_dial_pad(rishi: DockPage) -> None:
    page = rishi.page
    page.get_by_label("Number to call").fill("+44 20 7946 0111")
    page.get_by_role("button", name="Call", exact=True).click()
    rishi.state("Talking")
    rishi.hears(1000)
    page.keyboard.press("Shift+E")
    rishi.state("Wrap-up")
    page.get_by_role("button", name="Finish").click()
    rishi.state("Ready")
    page.get_by_label("Number to call").fill("+1 900 234 5678")
    page.get_by_role("button", name="Call", exact=True).click()
    expect(page.get_by_text("Number not allowed.").first).to_be_visible()


def test_paused_and_back(rishi: DockPage) -> None:
    page = rishi.page
    page.locator("button.presence").click()
    page.get_by_role("menuitemradio", name="Lunch").or_(
        page.get_by_role("menuitem", name="Lunch")
    ).click()
    rishi.state("Lunch")
    page.reload()
    rishi.state("Lunch")
    page.locator("button.presence").click()
    page.get_by_role("menuitemradio", name="Ready").or_(
        page.get_by_role("menuitem", name="Ready")
    ).click()
    rishi.state("Ready")


def test_the_page_of_the_original_works(rishi: DockPage, demo: dict[str, Any]) -> None:
    told = post(f"{demo['url']}/apiv1/make_call", {"username": rishi.username, **SPECIAL})
    assert told["success"] is True
    rishi.state("Talking")
    live = post(
        f"{demo['url']}/pulse-api/live",
        {"cloud_id": demo["cloud_id"], "auth_token": demo["auth_token"]},
    )
    mine = next(one for one in live["agents"] if one["username"] == "rishi")
    assert mine["status"] == "Talking"
    refused = post(
        f"{demo['url']}/apiv1/make_call", {"username": "nobody@leap", "number": "448442430000"}
    )
    assert refused["message"] == "Cant make call! Not logged In"


def test_a_pause_reason_that_is_added_is_on_the_open_dock(
    rishi: DockPage, demo: dict[str, Any]
) -> None:
    def set_reasons(reasons: str) -> None:
        command = [sys.executable, "-m", "dockline", "space", "set", demo["cloud_id"]]
        setting = [f"pause_reasons={reasons}", "--data", str(demo["data"])]
        subprocess.run([*command, *setting], check=True, capture_output=True)

    try:
        set_reasons('["Tea", "Stand-up"]')
        rishi.page.locator("button.presence").click()
        expect(rishi.page.get_by_text("Stand-up")).to_be_visible(timeout=15_000)
        rishi.page.get_by_text("Stand-up").click()
        rishi.state("Stand-up")
    finally:
        set_reasons("null")
