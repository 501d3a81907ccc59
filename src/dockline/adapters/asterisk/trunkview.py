"""How the trunk is, as Asterisk tells it: whether it is registered, whether the carrier answers,
and what sound went over a leg.

ARI says nothing of registrations. Asterisk takes commands on a socket of its own, below its
folder, where nobody but its user and we come; what it shows there is read here."""

import asyncio
import re
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from dockline.adapters.asterisk.ari import AriFailure, AriLink, AriRefused
from dockline.adapters.asterisk.config import PROBE
from dockline.adapters.asterisk.settings import Trunk
from dockline.ports.engine import AudioSeen, LineState, Registration, TrunkState

_ANSWER_SECONDS: Final = 3.0
_MOST_BYTES: Final = 2**16
_RENEWED_AFTER: Final = 290.0
"""Seconds after which we register anew (`config`, and 10 s to spare); less where the carrier says
so."""
_PROBE_SECONDS: Final = 0.2
_REGISTRATION: Final = re.compile(r"^\s*trunk/\S+\s+\S+\s+(\w+)(?:\s+\(exp\. (\d+)s\))?", re.M)
_CONTACT: Final = re.compile(rf"^\s*Contact:\s+{PROBE}/\S+\s+\S+\s+(\w+)\s+(\S+)", re.M)
_STATES: Final = {
    "Registered": Registration.REGISTERED,
    "Unregistered": Registration.UNREGISTERED,
    "Rejected": Registration.REJECTED,
}
_REACHABLE: Final = {"Avail": True, "Unavail": False}


async def look(
    link: AriLink, trunk: Trunk | None, control: Path, in_setup: int, now: float
) -> LineState:
    """Raises AriFailure."""
    told = await link.request("GET", "asterisk/info", {"only": "status"})
    began = _moment(told)
    if trunk is None:
        return LineState(began, in_setup, None)
    registration = Registration.NONE
    answered_at: float | None = None
    renews_in: float | None = None
    if trunk.register:
        shown = await command(control, "pjsip show registrations")
        registration, renews_in = registration_of(shown)
        if registration is Registration.REGISTERED and renews_in is not None:
            answered_at = now - max(0.0, _RENEWED_AFTER - renews_in)
    reachable, round_trip = await _probe(control)
    state = TrunkState(
        host=trunk.host,
        port=trunk.port,
        username=trunk.username or "",
        registers=trunk.register,
        caller_id=trunk.caller_id,
        prefix=trunk.prefix,
        limits=trunk.limits,
        registration=registration,
        answered_at=answered_at,
        renews_in=renews_in,
        reachable=reachable,
        round_trip=round_trip,
    )
    return LineState(began, in_setup, state)


async def _probe(control: Path) -> tuple[bool | None, float | None]:
    """What the carrier answered last; it is asked once more for who looks next."""
    seen = contact_of(await command(control, "pjsip show contacts"))
    await command(control, f"pjsip qualify {PROBE}")
    if seen[0] is None:
        await asyncio.sleep(_PROBE_SECONDS)
        seen = contact_of(await command(control, "pjsip show contacts"))
    return seen


async def audio(link: AriLink, path: str) -> AudioSeen | None:
    """Of the leg whose channel is there. Raises AriFailure."""
    try:
        told = await link.request("GET", f"{path}/rtp_statistics")
    except AriRefused:
        return None  # it has ended, or has no sound of its own yet
    return AudioSeen(int(told.get("txcount", 0)), int(told.get("rxcount", 0)))


async def command(control: Path, text: str) -> str:
    """What Asterisk shows for a command. Raises AriFailure."""
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            reader, writer = await asyncio.open_unix_connection(control, limit=_MOST_BYTES)
            try:
                writer.write(f"cli quit after {text}\0".encode())
                await writer.drain()
                # It says who it is, shows what was asked for, and closes.
                shown = await reader.read(-1)
            finally:
                writer.close()
    except (OSError, TimeoutError) as failed:
        raise AriFailure(f"{text}: {failed or type(failed).__name__}") from failed
    return shown.decode(errors="replace")


def registration_of(shown: str) -> tuple[Registration, float | None]:
    """The trunk's state, and in how many seconds it is renewed (or tried again)."""
    found = _REGISTRATION.search(shown)
    if found is None:
        return Registration.UNKNOWN, None
    state = _STATES.get(found[1], Registration.UNKNOWN)
    return state, float(found[2]) if found[2] is not None else None


def contact_of(shown: str) -> tuple[bool | None, float | None]:
    """Whether the carrier answered OPTIONS last, and in how many seconds."""
    found = _CONTACT.search(shown)
    if found is None or found[1] not in _REACHABLE:
        return None, None
    reachable = _REACHABLE[found[1]]
    try:
        milliseconds = float(found[2])
    except ValueError:
        return reachable, None
    return reachable, milliseconds / 1000 if reachable and milliseconds == milliseconds else None


def _moment(told: Any) -> float | None:
    try:
        text = told["status"]["startup_time"]
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z").timestamp()
    except (KeyError, TypeError, ValueError):
        return None
