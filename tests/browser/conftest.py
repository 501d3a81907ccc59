"""Real Chromium with its fake microphone, against a Dockline of its own process."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from dockline.adapters.asterisk.carrier import Carrier
from tests.support.admin_page import AdminHouse, AdminPage, admin_house, admin_pages
from tests.support.asterisk import carrier, carrier_folder, installation
from tests.support.browser import ARGUMENTS, DockPage
from tests.support.campaign_work import CampaignWork, Crm, Numbers
from tests.support.engines import open_folder
from tests.support.server import Server

__all__ = ["carrier", "carrier_folder", "installation"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.engine)


@pytest.fixture(scope="package")
def chromium(carrier: Carrier) -> Iterator[Browser]:
    """After the carrier, whose loop could not run inside the browser's; and gone before the tests
    of other folders, whose loops could not either."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path is not None, "Chromium is missing: sudo apt-get install -y chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def demo() -> Iterator[dict[str, Any]]:
    """The demo as ``make run`` starts it."""
    with open_folder() as folder:
        data = folder / "data"
        server = Server(
            "demo", "--json", "--port", "0", "--data", str(data), folder=folder, environment={}
        )
        server.start(wait_for_line=True)
        told = json.loads(server.first_line)
        yield {**told, "data": data, "pid": server.process.pid if server.process else 0}
        assert server.stop() == 0, server.log.read_text()[-3000:]


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Any]:
    """Makes pages, each a browser profile of its own."""
    contexts = []

    def make(width: int = 1280, height: int = 800, **how: Any) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, permissions=["microphone"], **how
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def rishi(open_page: Any, demo: dict[str, Any]) -> Iterator[DockPage]:
    dock = DockPage(open_page(), demo["url"], demo["agents"][0])
    dock.sign_in()
    yield dock
    dock.leave_clean()


@pytest.fixture
def siddhant(open_page: Any, demo: dict[str, Any]) -> Iterator[DockPage]:
    dock = DockPage(open_page(), demo["url"], demo["agents"][1])
    dock.sign_in()
    yield dock
    dock.leave_clean()


@pytest.fixture(scope="package")
def crm(demo: dict[str, Any]) -> Crm:
    return Crm(demo["url"], demo["cloud_id"], demo["auth_token"])


@pytest.fixture(scope="package")
def numbers() -> Numbers:
    return Numbers()


@pytest.fixture
def campaign(crm: Crm) -> Iterator[Callable[..., CampaignWork]]:
    """Makes campaigns (`Crm.campaign`), which end with the test."""
    made: list[CampaignWork] = []

    def make(title: str, **settings: Any) -> CampaignWork:
        made.append(crm.campaign(title, **settings))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture(scope="session")
def shots() -> Path:
    folder = Path(os.environ.get("DOCKLINE_SHOTS", Path(__file__).parent / "shots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdminHouse]:
    """A server for the admin pages, with everything in memory: a module's own."""
    with admin_house(tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture
def admin(chromium: Browser, house: AdminHouse) -> Iterator[Callable[..., AdminPage]]:
    """Makes pages of it: ``admin().open("manager", "/admin/campaigns")``."""
    with admin_pages(chromium, house) as make:
        yield make
