"""What somebody who is signed in cannot do through ``/sip``: dial out, or be somebody else.

Over the real proxy and engine; the carrier is one telephone that would ring at whatever is dialled.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from dockline.adapters.asterisk.settings import Trunk
from dockline.ports.engine import Phone
from tests.support.dock import Dock
from tests.support.house import House, both_ends, open_house
from tests.support.page_phone import PagePhone
from tests.support.ua import Telephone

pytestmark = pytest.mark.engine
NUMBER = "sip:442079460100@dockline"
REFUSALS = {401, 403, 404}


@pytest.fixture
async def ends() -> AsyncIterator[tuple[Telephone, House]]:
    async with both_ends(phone_profile="webrtc") as opened:
        yield opened


@asynccontextmanager
async def page_of(dock: Dock, *, knows: Phone | None = None) -> AsyncIterator[PagePhone]:
    """A phone on the dock's own ``/sip``; ``knows``: the name and password it uses."""
    cookies = "; ".join(f"{name}={value}" for name, value in dock.http.cookies.items())
    async with connect(
        dock.url.replace("http", "ws", 1) + "/sip",
        subprotocols=[Subprotocol("sip")],
        additional_headers={"Cookie": cookies, "Origin": dock.url},
        proxy=None,
    ) as socket:
        phone = knows or dock.phone
        assert phone is not None
        yield PagePhone(socket, phone)


async def nothing_came_of_it(customer: Telephone, house: House) -> None:
    await house.nothing_left()
    assert await house.engine._link.request("GET", "channels") == []
    assert customer.invites == []


async def is_cut_off(page: PagePhone, uri: str, sender: str = "") -> bool:
    with pytest.raises(ConnectionClosed):
        await page.invite(uri, sender=sender)
    return page.socket.close_code == 1008


@pytest.mark.parametrize("registered", [False, True])
@pytest.mark.parametrize(
    "sender", ["", "sip:anonymous@anonymous.invalid", "sip:442079460001@dockline", "sip:trunk@x"]
)
async def test_nobody_dials_out(
    ends: tuple[Telephone, House], sender: str, registered: bool
) -> None:
    customer, house = ends
    dock = await house.dock(telephone=False)
    for uri in (NUMBER, f"sip:442079460100@127.0.0.1:{customer.port}"):
        async with page_of(dock) as page:
            if registered:
                assert await page.register() == 200
            assert await is_cut_off(page, uri, sender)
    await nothing_came_of_it(customer, house)


@pytest.mark.parametrize(
    "before",
    ["\r", "OPTIONS sip:dockline SIP/2.0\r\nContent-Length: 3\r\n\r\nabc"],
    ids=["a line end", "a message"],
)
async def test_nobody_dials_out_behind_something_else(
    ends: tuple[Telephone, House], before: str
) -> None:
    """The engine passes over it, and finds what comes then."""
    customer, house = ends
    dock = await house.dock(telephone=False)
    async with page_of(dock) as page:
        page.before = before
        assert await is_cut_off(page, NUMBER, "sip:442079460001@dockline")
    await nothing_came_of_it(customer, house)


async def test_behind_the_proxy_the_engine_refuses_too() -> None:
    """The carrier is elsewhere: whoever says to be it is not it."""
    async with open_house(Trunk(host="127.0.0.2", port=9), phone_profile="webrtc") as house:
        dock = await house.dock(telephone=False)
        assert dock.phone is not None
        async with connect(
            house.engine.phone_socket(), subprotocols=[Subprotocol("sip")], proxy=None
        ) as socket:
            page = PagePhone(socket, dock.phone)
            for registered in (False, True):
                for uri in (NUMBER, "sip:+442079460100@dockline", "sip:s@dockline"):
                    for sender in ("", "sip:trunk@dockline", "sip:anonymous@anonymous.invalid"):
                        assert (await page.invite(uri, sender=sender)).status in REFUSALS
                if not registered:
                    assert await page.register() == 200
            assert await page.register("sip:trunk@dockline") in REFUSALS
        await house.nothing_left()
        assert await house.engine._link.request("GET", "channels") == []


async def test_nobody_registers_as_another_dock(ends: tuple[Telephone, House]) -> None:
    customer, house = ends
    rishi = await house.dock("rishi", telephone=False)
    siddhant = await house.dock("siddhant", telephone=False)
    assert siddhant.phone is not None
    assert rishi.phone is not None
    other = siddhant.phone
    async with page_of(rishi) as page, page_of(siddhant) as its_own:
        assert await its_own.register() == 200
        assert await page.register(other.uri) in REFUSALS
        mine = rishi.phone
        for guess in ("", "wrong", mine.password):
            knows = Phone(other.phone_id, other.uri, other.username, guess)
            async with page_of(rishi, knows=knows) as posing:
                assert await posing.register() in REFUSALS
                assert await is_cut_off(posing, NUMBER)
        # With one's own name and password, but another's address in To and From.
        mixed = Phone(mine.phone_id, other.uri, mine.username, mine.password)
        async with page_of(rishi, knows=mixed) as posing:
            assert await posing.register() in REFUSALS
        contacts = await house.engine._link.request("GET", f"endpoints/PJSIP/{other.phone_id}")
        assert contacts["state"] == "online"
        mine_seen = await house.engine._link.request("GET", f"endpoints/PJSIP/{mine.phone_id}")
        assert mine_seen["state"] != "online"
    await nothing_came_of_it(customer, house)
