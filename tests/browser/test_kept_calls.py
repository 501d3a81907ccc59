"""Calls that survive reloads, lost networks, second docks, and the death of server or engine."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from dockline.adapters.asterisk.carrier import Carrier
from tests.browser.test_first_call import nothing_left
from tests.support.browser import DockPage
from tests.support.engines import open_folder
from tests.support.server import Server, get, look
from tests.support.wire import Wire


def test_a_reload_in_mid_call(rishi: DockPage, demo: dict[str, Any]) -> None:
    call_id = rishi.make_call("442079460111", name="Alex")
    rishi.state("Talking")
    rishi.hears(1000)
    took = []
    for _ in range(3):  # the machine is shared: the best of three is what the dock needs
        rishi.page.reload()
        began = time.monotonic()
        rishi.hears(1000)
        rishi.talks()
        took.append(time.monotonic() - began)
        assert rishi.figures()["callId"] == call_id
        if took[-1] < 2:
            break
    assert min(took) < 2, f"two-way audio {took} s after the reload"
    rishi.state("Talking")
    expect(rishi.page.get_by_text("Alex").first).to_be_visible()
    rishi.controls("Hang up")
    rishi.state("Wrap-up")
    nothing_left(demo["url"])


def test_the_page_is_closed_and_opened_again(rishi: DockPage) -> None:
    rishi.make_call("442079460111")
    rishi.state("Talking")
    rishi.hears(1000)
    context = rishi.page.context
    rishi.page.close()
    rishi.page = context.new_page()
    rishi.page.goto(rishi.url)
    rishi.state("Talking")
    rishi.hears(1000)
    rishi.controls("Hang up")


def test_the_network_is_lost(open_page: Any, demo: dict[str, Any]) -> None:
    port = int(demo["url"].rsplit(":", 1)[1])
    with Wire(port) as wire:
        dock = DockPage(open_page(), f"http://localhost:{wire.port}", demo["agents"][0])
        dock.sign_in()
        dock.url = demo["url"]
        dock.make_call("442079460111", name="Alex")
        dock.state("Talking")
        dock.hears(1000)
        wire.cut()
        expect(dock.page.locator("b", has_text="Call kept, rejoining.")).to_be_visible()
        expect(dock.page.get_by_text("The customer hears music.").first).to_be_visible()
        wire.mend()
        dock.state("Talking")
        dock.talks()
        dock.hears(1000)
        dock.controls("Hang up")
        dock.state("Wrap-up")
        dock.leave_clean()


def test_a_second_dock_takes_over(rishi: DockPage, open_page: Any, demo: dict[str, Any]) -> None:
    rishi.make_call("442079460111")
    rishi.state("Talking")
    rishi.hears(1000)
    other = DockPage(open_page(), demo["url"], demo["agents"][0])
    other.page.goto(demo["url"])
    other.page.get_by_label("Login").fill(other.username)
    other.page.get_by_label("Password", exact=True).fill(demo["agents"][0]["password"])
    other.page.get_by_role("button", name="Sign in").click()
    other.state("Talking")
    other.hears(1000)
    expect(rishi.page.get_by_text("You are signed in elsewhere.").first).to_be_visible()
    other.controls("Hang up")
    other.state("Wrap-up")
    other.leave_clean()  # by its own session, which the first one's end leaves as it is


def test_attended_transfer(rishi: DockPage, siddhant: DockPage) -> None:
    rishi.make_call("442079460111", name="Alex")
    rishi.state("Talking")
    rishi.hears(1000)
    rishi.controls("Transfer")
    page = rishi.page
    page.get_by_text("Ask first").first.click()
    page.get_by_text("Siddhant", exact=False).first.click()
    siddhant.state("Ringing")
    expect(siddhant.page.get_by_text("Alex").first).to_be_visible()
    siddhant.page.keyboard.press("Shift+A")
    siddhant.state("Talking")
    siddhant.talks()
    page.get_by_role("button", name="Hand over").click()
    rishi.state("Wrap-up")
    siddhant.hears(1000)
    page.get_by_label("Note").fill("Wants the yearly plan")
    siddhant.controls("Hang up")
    siddhant.state("Wrap-up")
    read = siddhant.page.get_by_label("Notes of colleagues")
    expect(read).to_contain_text("Wants the yearly plan")
    expect(siddhant.page.get_by_label("Note", exact=True)).to_have_value("")


def test_the_engine_is_killed_in_mid_call(rishi: DockPage, demo: dict[str, Any]) -> None:
    rishi.make_call("442079460111")
    rishi.state("Talking")
    rishi.hears(1000)
    pid = int(get(f"{demo['url']}/readyz")["engine"]["detail"].split()[1])
    os.kill(pid, signal.SIGKILL)
    rishi.state("Wrap-up")
    look(lambda: rishi.figures()["registered"], within=30)
    rishi.page.get_by_role("button", name="Finish").click()
    rishi.state("Ready")
    rishi.make_call("442079460111")
    rishi.hears(1000)
    rishi.controls("Hang up")
    rishi.state("Wrap-up")


@pytest.mark.parametrize("customer", ["stays", "leaves"])
def test_the_server_is_killed_in_mid_call(open_page: Any, carrier: Carrier, customer: str) -> None:
    """Under ``serve``: the audio goes on, and the next server finds engine and call."""
    with open_folder() as folder:
        environment = {
            "DOCKLINE_ENGINE__TRUNK__HOST": carrier.trunk.host,
            "DOCKLINE_ENGINE__TRUNK__PORT": str(carrier.trunk.port),
            "DOCKLINE_ENGINE__TRUNK__USERNAME": carrier.trunk.username or "",
            "DOCKLINE_ENGINE__TRUNK__PASSWORD": carrier.trunk.password or "",
            "DOCKLINE_ENGINE__SIP_ADDRESS": "127.0.0.1",
        }
        port = _space(folder, environment)
        url = f"http://localhost:{port}"
        data = ("--data", str(folder / "data"), "--port", str(port))
        server = Server("serve", *data, folder=folder, environment=environment)
        server.start(url=url)
        try:
            dock = DockPage(
                open_page(), url, {"username": "rishi@leap", "password": "a long password"}
            )
            dock.sign_in()
            ending = "111" if customer == "stays" else "113"
            dock.make_call(f"442079460{ending}")
            dock.state("Talking")
            answered = time.monotonic()
            dock.sends()
            server.kill()
            if customer == "stays":
                dock.talks()  # nobody is there, and both hear each other still
                dock.hears(1000)
                server.start(url=url)
                dock.state("Talking")
                dock.hears(1000)
                dock.controls("Hold")
                dock.state("On hold")
                dock.controls("Resume")
                dock.state("Talking")
                dock.hears(1000)
                dock.controls("Hang up")
            else:
                # the carrier hangs up 3 s after its answer, while nobody is there to see it
                look(lambda: time.monotonic() > answered + 5, within=10)
                server.start(url=url)
            expect(dock.page.locator("button.presence")).to_contain_text("Wrap-up", timeout=15_000)
            nothing_left(url)
            note = dock.page.get_by_label("Note")
            note.fill("Order 48213, sent again")
            server.kill()
            server.start(url=url)
            look(lambda: dock.figures()["registered"], within=30)
            dock.state("Wrap-up")
            expect(note).to_have_value("Order 48213, sent again")
            dock.finishes()
            dock.state("Ready")
        finally:
            server.stop()


def _space(folder: Path, environment: dict[str, str]) -> int:
    """What an operator does first, by the CLI. Returns a port that is free."""

    def run(*words: str, **more: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "dockline", *words, "--data", str(folder / "data")],
            env={**os.environ, **environment, **more},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    run("space", "create", "leap", "--name", "novanet")
    run("team", "create", "Support team", "--space", "leap")
    password = {"DOCKLINE_NEW_PASSWORD": "a long password"}
    who = ("rishi", "--space", "leap", "--name", "Rishi", "--team", "Support team")
    run("user", "add", *who, **password)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_json_line_of_the_demo(demo: dict[str, Any]) -> None:
    assert set(demo) >= {"url", "cloud_id", "auth_token", "agents", "carrier_numbers"}
    assert [one["username"] for one in demo["agents"]] == ["rishi@leap", "siddhant@leap"]
    assert json.dumps(demo["carrier_numbers"])
