"""An agent's phone over the engine's WebSocket (RFC 7118), as the dock's page speaks it."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from dockline.adapters.asterisk.carrier import Carrier
from dockline.domain import orders as o, signals as s
from dockline.domain.ids import PhoneId
from dockline.ports.engine import Phone
from tests.support.engines import AsteriskDesk, CallNames, asterisk_desk
from tests.support.page_phone import PagePhone

pytestmark = [pytest.mark.engine, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def dock(carrier: Carrier) -> AsyncIterator[AsteriskDesk]:
    async with asterisk_desk(carrier, phone_profile="webrtc") as desk:
        yield desk


async def open_page(desk: AsteriskDesk, phone: Phone) -> PagePhone:
    socket = await connect(
        desk.engine.phone_socket(), subprotocols=[Subprotocol("sip")], proxy=None, close_timeout=1
    )
    return PagePhone(socket, phone)


async def test_a_page_registers_and_is_offered_secure_media(dock: AsteriskDesk) -> None:
    page = await open_page(dock, await dock.engine.make_phone(PhoneId("dock-1")))
    assert await page.register() == 200
    call = CallNames()
    dock.ring(call)
    invite = await page.receives()
    assert invite.method == "INVITE"
    assert invite.get("X-Dockline-Answer") == "auto"
    assert re.search(r"m=audio \d+ UDP/TLS/RTP/SAVPF", invite.body)
    assert "a=fingerprint:SHA-256" in invite.body
    assert "opus/48000" in invite.body
    assert "PCMU/8000" in invite.body
    assert "a=ice-ufrag" in invite.body
    await page.answer(invite, 180)
    await dock.until(s.LegRinging, leg_id=call.agent)
    await page.answer(invite, 486)
    ended = await dock.until(s.LegEnded, leg_id=call.agent)
    assert (ended.sip_status, ended.reason) == (486, "")
    await page.socket.close()


async def test_a_reloaded_page_takes_the_place_of_the_old_one(dock: AsteriskDesk) -> None:
    phone = await dock.engine.make_phone(PhoneId("dock-1"))
    old = await open_page(dock, phone)
    assert await old.register() == 200
    new = await open_page(dock, phone)
    assert await new.register() == 200
    call = CallNames()
    dock.ring(call)
    invite = await new.receives()
    assert invite.method == "INVITE"
    dock.submit(o.HangUp(call.agent))
    await dock.until(s.LegEnded, leg_id=call.agent)
    await old.socket.close()
    await new.socket.close()


async def test_a_page_that_is_gone_cannot_be_reached(dock: AsteriskDesk) -> None:
    page = await open_page(dock, await dock.engine.make_phone(PhoneId("dock-1")))
    assert await page.register() == 200
    await page.socket.close()
    call = CallNames()
    dock.ring(call, limit=10)
    ended = await dock.until(s.LegEnded, leg_id=call.agent, within=8)
    assert ended.reason == "phone-unreachable"
