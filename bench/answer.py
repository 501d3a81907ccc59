"""From the answer at the carrier to the first sound in the standing agent's ear, in milliseconds.

The dialer's way: the agent's leg stands alone, the customer is dialled alone, and on the answer
both are joined in a room that is opened for it. Carrier and agent are telephones of ours that send
tones; what is timed is their sound, in both directions. The floor and its store are not in it.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

from tests.support.engines import AsteriskDesk, CallNames, asterisk_desk
from tests.support.ua import Telephone

from bench.children import Cores
from bench.figures import Times
from bench.sizes import Sizes
from dockline.adapters.asterisk.process import free_port
from dockline.adapters.asterisk.settings import Trunk
from dockline.domain import orders as o, signals as s
from dockline.domain.ids import AgentId, CallId, LegId, PhoneId, SpaceId

_NUMBER = "442079460200"
_STAND = o.Tags(SpaceId("bench"), CallId("stand-1"), "agent", agent_id=AgentId("1"))
_AIM = (95, 300.0)


class _Line:
    """One standing agent, and a customer who answers when told to."""

    def __init__(self, desk: AsteriskDesk, agent: Telephone, customer: Telephone) -> None:
        self._desk = desk
        self._agent = agent
        self._customer = customer
        self._legs = 0
        self._leg = LegId("")

    async def stand(self) -> None:
        """Ring the agent, who stays up between calls."""
        self._legs += 1
        self._leg = LegId(f"stand-1-{self._legs}")
        self._desk.submit(
            o.RingAgent(self._leg, _STAND, PhoneId("dock-1"), 20.0, auto_answer=True, caller="")
        )
        await self._desk.until(s.LegAnswered, leg_id=self._leg)

    async def call(self, *, room_first: bool) -> tuple[float, float]:
        """Milliseconds from the answer: until the agent hears, and until the customer does.

        ``room_first``: both stand in the room while it rings, so nothing is left to be done."""
        call = CallNames()
        join = (o.OpenRoom(call.room), o.Join(call.room, self._leg))
        self._customer.rang.clear()
        if room_first:
            self._desk.submit(*join)
            self._desk.dial(call, _NUMBER)
        else:
            self._desk.dial_alone(call, _NUMBER)
        async with asyncio.timeout(10):
            await self._customer.rang.wait()
        await self._desk.until(s.LegRinging, leg_id=call.customer)
        if room_first:
            # What is to be heard is the customer, and not the ringing tone before.
            await self._agent.hears(lambda sound: bool(sound.any()))
        self._agent.audio.forget()
        self._customer.audio.forget()
        answered = monotonic()
        self._customer.answer()
        await self._desk.until(s.LegAnswered, leg_id=call.customer)
        if not room_first:
            self._desk.submit(*join, o.Join(call.room, call.customer))
        heard = [
            (await phone.first_sound(hz) - answered) * 1000
            for phone, hz in ((self._agent, 1000.0), (self._customer, 700.0))
        ]
        self._desk.submit(o.HangUp(call.customer), o.CloseRoom(call.room))
        await self._desk.until(s.LegEnded, leg_id=call.customer)
        self._desk.signals.clear()
        return heard[0], heard[1]


async def answer_to_ear(folder: Path, sizes: Sizes, cores: Cores) -> Sequence[Times]:
    """The reference is the media path alone: legs that stand in their room before the answer."""
    ours: list[list[tuple[float, float]]] = []
    theirs: list[list[tuple[float, float]]] = []
    async with _line() as line:
        await line.call(room_first=False)  # not counted: the first one loads what it needs
        for _ in range(sizes.time_rounds):
            theirs.append([await line.call(room_first=True) for _ in range(sizes.answer_calls)])
            ours.append([await line.call(room_first=False) for _ in range(sizes.answer_calls)])
    calls = sum(len(some) for some in ours)
    return [
        Times(
            name=f"dialer: answer at the carrier to {whose} ear",
            reference="legs that stood in their room before the answer",
            ours=tuple(tuple(one[ear] for one in some) for some in ours),
            theirs=tuple(tuple(one[ear] for one in some) for some in theirs),
            aim=_AIM,
            note=f"{calls} calls in a row on one standing leg, without AMD; RTP of 20 ms",
        )
        for ear, whose in enumerate(("the standing agent's", "the customer's"))
    ]


@asynccontextmanager
async def _line() -> AsyncIterator[_Line]:
    sip = free_port("127.0.0.1", socket.SOCK_DGRAM)
    customer = await Telephone.open(("127.0.0.1", sip))
    customer.auto_answer = False
    customer.audio.tone_hz = 1000.0
    trunk = Trunk(host="127.0.0.1", port=customer.port)
    try:
        async with asterisk_desk(None, trunk=trunk, sip_port=sip) as desk:
            agent = (await desk.phone()).telephone
            agent.audio.tone_hz = 700.0
            line = _Line(desk, agent, customer)
            await line.stand()
            yield line
    finally:
        await customer.close()
