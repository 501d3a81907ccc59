"""Telephones that call in, past the carrier: what they hear is under a test's eye."""

import asyncio

from dockline.domain import signals as s
from tests.support.engines import OURS, THEIRS, AsteriskDesk, CallNames
from tests.support.sound import Sound, loudness, share
from tests.support.ua import Telephone

CALLER_HZ = 1000.0
AGENT_HZ = 700.0
MONITOR_HZ = 1500.0


async def rings_us(desk: AsteriskDesk) -> tuple[CallNames, Telephone, "asyncio.Task[int]"]:
    """Somebody who rings a number of ours; the task has the final SIP status."""
    telephone = await Telephone.open(("127.0.0.1", desk.asterisk.sip_port()), THEIRS)
    desk.telephones.append(telephone)
    telephone.audio.tone_hz = CALLER_HZ

    async def dial() -> int:
        return (await telephone.dial(OURS, user=THEIRS)).status

    dialling = asyncio.create_task(dial())
    before = len(desk.all(s.CallArrived))
    arrived = (await desk.until_count(before + 1, s.CallArrived))[-1]
    return CallNames(arrived.call_id), telephone, dialling


async def is_in(desk: AsteriskDesk) -> tuple[CallNames, Telephone]:
    """Somebody whose call was taken."""
    call, telephone, dialling = await rings_us(desk)
    desk.take(call)
    assert await dialling == 200
    await desk.until(s.LegAnswered, leg_id=call.customer)
    return call, telephone


def only(*hz: float, of: tuple[float, ...] = (CALLER_HZ, AGENT_HZ, MONITOR_HZ)) -> "Hears":
    """A test that each of these tones is heard, and none of the others."""
    return Hears(hz, tuple(other for other in of if other not in hz))


class Hears:
    def __init__(self, these: tuple[float, ...], others: tuple[float, ...]) -> None:
        self._these = these
        self._others = others

    def __call__(self, sound: Sound) -> bool:
        return (
            loudness(sound) > 0.003
            and all(share(sound, hz) > 0.2 for hz in self._these)
            and all(share(sound, hz) < 0.02 for hz in self._others)
        )


def music(sound: Sound) -> bool:
    """Something plays, and it is none of the tones of these tests."""
    tones = (CALLER_HZ, AGENT_HZ, MONITOR_HZ, 550)
    return loudness(sound) > 0.01 and all(share(sound, hz) < 0.2 for hz in tones)
