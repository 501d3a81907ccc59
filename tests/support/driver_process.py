"""An engine's driver in a process of its own, to be killed by tests.

Reads lines of JSON: first ``{"settings": {...}}``, then ``{"phone": "<id>"}`` or
``{"order": {...}}``. Writes lines of JSON: ``{"pid": n, "sip": port}`` when the engine is up,
``{"phone": {...}}`` for each phone, ``{"signal": {...}}`` for each signal.
"""

import asyncio
import sys
from typing import Any

import msgspec

from dockline.adapters.asterisk.engine import AsteriskEngine
from dockline.adapters.asterisk.settings import AsteriskSettings
from dockline.adapters.system_clock import SystemClock
from dockline.domain.ids import PhoneId
from dockline.domain.orders import Order
from dockline.domain.signals import Signal


def tell(**line: Any) -> None:
    sys.stdout.write(msgspec.json.encode(line).decode() + "\n")
    sys.stdout.flush()


def told(signal: Signal) -> None:
    tell(signal=signal)


def _path(kind: type, value: Any) -> Any:
    return kind(value)


async def main() -> None:
    loop = asyncio.get_running_loop()
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    first = msgspec.json.decode(await lines.readline())
    settings = msgspec.convert(first["settings"], AsteriskSettings, dec_hook=_path)
    engine = AsteriskEngine(settings, SystemClock())
    await engine.start(told)
    tell(pid=engine.pid, sip=engine.sip_port())
    while line := await lines.readline():
        said = msgspec.json.decode(line)
        if "phone" in said:
            tell(phone=await engine.make_phone(PhoneId(said["phone"])))
        else:
            engine.submit(msgspec.convert(said["order"], Order))
    await engine.stop()


if __name__ == "__main__":
    asyncio.run(main())
