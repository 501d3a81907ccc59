"""People who call in from the test carrier: what they say, press, keep, and when they leave."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from msgspec import Struct

from dockline.adapters.asterisk.ari import (
    AriConnection,
    AriEvent,
    AriFailure,
    AriGone,
    AriRefused,
)
from dockline.adapters.asterisk.process import Record

USER: Final = "callers"
"""Whose the interface of the test carrier is."""
CONTEXT: Final = "callers"
CALLER_DIALPLAN: Final = """\
[callers]
exten => s,1,GotoIf($["${RECORDS}" = ""]?say)
 same => n,MixMonitor(,r(${RECORDS}))
 same => n(say),GotoIf($["${TONE}" = ""]?press)
 same => n,Playtones(${TONE})
 same => n(press),GotoIf($["${DIGITS}" = ""]?stay)
 same => n,Wait(${DIGITS_AFTER})
 same => n,SendDTMF(${DIGITS})
 same => n(stay),GotoIf($["${ECHOES}" = ""]?wait)
 same => n,Set(TIMEOUT(absolute)=${STAYS})
 same => n,Echo()
 same => n(wait),Wait(${STAYS})
 same => n,Hangup(16)
"""


class CallIn(Struct, frozen=True, kw_only=True):
    """One call to a number of ours, and how whoever makes it behaves."""

    dialled: str
    caller: str = ""
    """Digits; empty: withheld."""
    caller_name: str = ""
    tone_hz: int = 0
    """A steady tone that is sent from the answer on; 0: silence."""
    echoes: bool = False
    """Instead: what is heard is sent back."""
    records: Path | None = None
    """A WAV file of what is heard."""
    digits: str = ""
    digits_after: float = 1.0
    """Seconds from the answer."""
    stays: float = 3600.0
    """Seconds from the answer, or from the last digit, to hanging up."""
    patience: int = 60
    """Seconds of ringing to giving up."""

    @property
    def does_nothing(self) -> bool:
        """It waits for what it is told (`Caller.press`, `Caller.hang_up`)."""
        acts = self.tone_hz or self.echoes or self.records is not None or self.digits
        return not acts and self.stays >= 3600


class Caller:
    """Somebody who calls."""

    def __init__(self, connection: AriConnection, channel_id: str, *, waits: bool) -> None:
        """``waits``: it does nothing unless it is told to."""
        loop = asyncio.get_running_loop()
        self._connection = connection
        self.channel_id = channel_id
        self.waits = waits
        self.rings: asyncio.Future[None] = loop.create_future()
        self.answered: asyncio.Future[None] = loop.create_future()
        self.ended: asyncio.Future[int] = loop.create_future()
        """The final SIP status: 200 for a call that was answered, 487 for one given up."""

    async def hang_up(self) -> None:
        """CANCEL or BYE."""
        with contextlib.suppress(AriRefused):
            await self._connection.request("DELETE", f"channels/{quote(self.channel_id)}")

    async def press(self, digits: str) -> None:
        """Of a call that does nothing else (`CallIn.does_nothing`). Waits for the answer: before it
        nobody hears them. Raises AriFailure."""
        await self.is_answered()
        told: dict[str, str | int] = {"dtmf": digits, "between": 80, "duration": 120}
        await self._connection.request("POST", f"channels/{quote(self.channel_id)}/dtmf", told)

    async def is_answered(self) -> bool:
        """Waits; False where it ends without an answer."""
        ways: set[asyncio.Future[Any]] = {self.answered, self.ended}
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        return self.answered.done()

    async def ends(self) -> int:
        return await asyncio.shield(self.ended)

    def on_event(self, event: AriEvent) -> None:
        match event.type:
            case "Dial" if event.dialstatus == "RINGING":
                _settle(self.rings, None)
            case "ChannelDestroyed":
                status = event.tech_cause or 487
                _settle(self.ended, 200 if self.answered.done() else status)


class Callers:
    """Makes people call. Make it with `callers`."""

    def __init__(self, line: str, host: str, port: int) -> None:
        """``line``: the carrier's endpoint; ``host`` and ``port``: where our trunk takes calls."""
        self._line = line
        self._where = f"{host}:{port}"
        self._here: dict[str, Caller] = {}
        self._background: set[asyncio.Task[Any]] = set()
        self.connection: AriConnection

    async def call(self, wanted: CallIn) -> Caller:
        """Have the number dialled; returns when it is asked for. Raises AriFailure."""
        name = f"caller-{secrets.token_hex(8)}"
        caller = Caller(self.connection, name, waits=wanted.does_nothing)
        self._here[caller.channel_id] = caller
        shown = f'"{wanted.caller_name or wanted.caller}" <{wanted.caller}>'
        variables = {
            "CONNECTEDLINE(all,i)": shown,
            "CONNECTEDLINE(pres,i)": "allowed" if wanted.caller else "prohib",
            "TONE": str(wanted.tone_hz or ""),
            "ECHOES": "yes" if wanted.echoes else "",
            "RECORDS": str(wanted.records or ""),
            "DIGITS": wanted.digits,
            "DIGITS_AFTER": str(wanted.digits_after),
            "STAYS": str(wanted.stays),
        }
        body = {
            "endpoint": f"PJSIP/{self._line}/sip:{wanted.dialled}@{self._where}",
            "channelId": caller.channel_id,
            "app": self.connection.app,
            "timeout": wanted.patience,
            "variables": variables,
        }
        await self.connection.request("POST", "channels", body=body)
        return caller

    def on_event(self, event: AriEvent) -> None:
        channel = event.peer if event.type == "Dial" else event.channel
        caller = self._here.get(channel.id) if channel is not None else None
        if caller is None:
            return
        if event.type == "StasisStart":
            task = asyncio.create_task(self._begin(caller))
            self._background.add(task)
            task.add_done_callback(self._background.discard)
        caller.on_event(event)

    async def _begin(self, caller: Caller) -> None:
        """It was answered: they do what they do. In the dialplan they can no more be told to."""
        if not caller.waits:
            with contextlib.suppress(AriFailure):
                await self.connection.request(
                    "POST",
                    f"channels/{quote(caller.channel_id)}/continue",
                    {"context": CONTEXT, "extension": "s", "priority": 1},
                )
        _settle(caller.answered, None)

    async def close(self) -> None:
        """Their calls go on."""
        await self.connection.close()
        await asyncio.gather(*self._background, return_exceptions=True)


@asynccontextmanager
async def callers(record: Record, line: str, host: str, port: int) -> AsyncIterator[Callers]:
    """People at the test carrier of this record. Raises AriGone where it has no interface."""
    made = Callers(line, host, port)
    app = f"{USER}-{secrets.token_hex(4)}"
    made.connection = await _connect(record, app, made)
    try:
        yield made
    finally:
        await made.close()


async def _connect(record: Record, app: str, made: Callers) -> AriConnection:
    """It answers SIP a moment before it has its interface."""
    async with asyncio.timeout(10):
        while True:
            try:
                return await AriConnection.open(
                    record.ports.http, app, record.key, made.on_event, 5.0, user=USER
                )
            except AriGone:
                await asyncio.sleep(0.05)


def _settle(future: "asyncio.Future[Any]", value: Any) -> None:
    if not future.done():
        future.set_result(value)
