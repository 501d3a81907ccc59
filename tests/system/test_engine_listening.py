"""A dialled call that is listened to for an answering machine before anybody hears it."""

import asyncio

import pytest

from dockline.adapters.asterisk.ari import AriEvent
from dockline.adapters.asterisk.carrier import Carrier
from dockline.adapters.asterisk.config import LISTENING_CONTEXT
from dockline.domain.ids import new_id
from dockline.domain.signals import Inventory
from tests.support.engines import asterisk_desk
from tests.support.until import until

pytestmark = pytest.mark.engine


@pytest.mark.parametrize(("ending", "heard"), [("101", "HUMAN"), ("102", "MACHINE")])
async def test_who_answered_is_told(carrier: Carrier, ending: str, heard: str) -> None:
    async with asterisk_desk(carrier) as desk:
        link = desk.asterisk._link
        assert link.connection is not None
        came: asyncio.Queue[AriEvent] = asyncio.Queue()
        told_before = link.connection._on_event

        def overhear(event: AriEvent) -> None:
            if event.type == "StasisStart":
                came.put_nowait(event)
            told_before(event)

        link.connection._on_event = overhear
        channel_id = new_id()
        await link.request(
            "POST",
            "channels",
            body={
                "endpoint": f"PJSIP/442079460{ending}@trunk",
                "channelId": channel_id,
                "context": LISTENING_CONTEXT,
                "extension": "s",
                "priority": 1,
                "timeout": 10,
            },
        )
        async with asyncio.timeout(15):
            started = await came.get()
        assert started.channel is not None
        assert started.channel.id == channel_id
        kind, status, cause = started.args
        assert (kind, status) == ("amd", heard)
        assert cause
        listed = await link.request("GET", f"channels/{channel_id}")
        assert listed["channelvars"]["AMDSTATUS"] == heard
        assert listed["channelvars"]["AMDCAUSE"] == cause
        await link.request("DELETE", f"channels/{channel_id}")

        async def no_channels() -> bool:
            return bool(await link.request("GET", "channels") == [])

        await until(no_channels, pause=0.02)
        await desk.holds(lambda held: held == Inventory())
