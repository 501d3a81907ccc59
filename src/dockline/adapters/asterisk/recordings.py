"""Recordings: a snoop channel listens to both directions of a leg and is recorded to WAV.

Asterisk writes into its own spool; a finished recording is moved to the recordings folder, so
what stands there is always whole.
"""

import asyncio
import contextlib
import re
import shutil
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from dockline.adapters.asterisk.ari import AriChannel, AriEvent, AriFailure, AriLink
from dockline.adapters.asterisk.legs import Legs, snoop_id, tag_variables
from dockline.adapters.asterisk.settings import AsteriskSettings
from dockline.domain.orders import StartRecording, Tags
from dockline.domain.signals import RecordingEnded, Signal

_NAME: Final = re.compile(r"^[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*$")


class Recordings:
    """Every recording that goes on."""

    def __init__(
        self,
        link: AriLink,
        settings: AsteriskSettings,
        spool: Path,
        legs: Legs,
        emit: Callable[[Signal], None],
    ) -> None:
        self._link = link
        self._settings = settings
        self._spool = spool
        self._legs = legs
        self._emit = emit
        self._going: dict[str, Tags] = {}
        self._entered: dict[str, asyncio.Future[None]] = {}
        self._moves: set[asyncio.Task[None]] = set()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._going)

    def lane_of(self, name: str) -> str | None:
        """The call a recording belongs to."""
        tags = self._going.get(name)
        return tags.call_id if tags else None

    def expect(self, order: StartRecording) -> None:
        """Register it, so that a StopRecording in the next breath finds its call."""
        self._going.setdefault(order.name, order.tags)

    async def start(self, order: StartRecording) -> None:
        """Raises nothing: a recording that cannot be begun ends at once, not ok."""
        listener = snoop_id(order.name)
        entered = asyncio.get_running_loop().create_future()
        self._entered[listener] = entered
        try:
            if not _NAME.match(order.name) or order.leg_id not in self._legs:
                self._ended(order.name, seconds=0.0, ok=False)
                return
            await self._link.request(
                "POST",
                f"{self._legs.path(order.leg_id)}/snoop/{quote(listener)}",
                {"spy": "both", "app": self._settings.app, "appArgs": "recording"},
            )
            async with asyncio.timeout(self._settings.request_timeout):
                await entered
            marks = tag_variables(order.tags, "", order.name)
            await asyncio.gather(
                *(
                    self._link.request(
                        "POST",
                        f"channels/{quote(listener)}/variable",
                        {"variable": name, "value": value},
                    )
                    for name, value in marks.items()
                    if value
                )
            )
            await self._link.request(
                "POST",
                f"channels/{quote(listener)}/record",
                {"name": order.name, "format": "wav", "ifExists": "overwrite"},
            )
        except (AriFailure, TimeoutError):
            # Half begun it would listen to the call until its end, for nothing.
            await self._end_listener(order.name)
            self._ended(order.name, seconds=0.0, ok=False)
        finally:
            self._entered.pop(listener, None)

    async def stop(self, name: str) -> None:
        """Raises AriFailure."""
        await self._link.unless_gone("POST", f"recordings/live/{quote(name, safe='')}/stop")

    def on_event(self, event: AriEvent) -> None:
        if event.type == "StasisStart" and event.channel is not None:
            waiting = self._entered.get(event.channel.id)
            if waiting is not None and not waiting.done():
                waiting.set_result(None)
        elif event.type in ("RecordingFinished", "RecordingFailed") and event.recording:
            self._spawn(self._finish(event.recording.name, event.type == "RecordingFinished"))

    def adopt(self, channel: AriChannel, tags: Tags) -> None:
        """One that a listing shows."""
        self._going[channel.channelvars["DOCKLINE_RECORDING"]] = tags

    def missed(self, listed: set[str]) -> None:
        """End those that a listing no longer shows; their files are whole."""
        for name in self.names:
            if name not in listed:
                self._spawn(self._finish(name, ok=True))

    def sweep(self) -> None:
        """Put files in place whose recording ended while no server was there to do it.

        Nobody is told: whose they are is known to the store, by their names.
        """
        self._spawn(asyncio.to_thread(_put_all_in_place, self._spool, self._target, self.names))

    @property
    def _target(self) -> Path:
        return self._settings.recordings

    def lost(self) -> None:
        """The engine died: keep what was written, and say that it broke off."""
        for name in self.names:
            self._spawn(self._finish(name, ok=False))

    async def settle(self) -> None:
        """Wait for files under way to their place."""
        await asyncio.gather(*self._moves)

    async def _finish(self, name: str, ok: bool) -> None:
        if name not in self._going:
            return
        await self._end_listener(name)
        source = self._spool / f"{name}.wav"
        target = self._target / f"{name}.wav"
        seconds = await asyncio.to_thread(_put_in_place, source, target)
        self._ended(name, seconds or 0.0, ok and seconds is not None)

    async def _end_listener(self, name: str) -> None:
        """It may have died before, with the leg or the engine."""
        with contextlib.suppress(AriFailure):
            await self._link.unless_gone("DELETE", f"channels/{quote(snoop_id(name))}")

    def _ended(self, name: str, seconds: float, ok: bool) -> None:
        tags = self._going.pop(name, None)
        if tags is not None:
            self._emit(RecordingEnded(name, tags, seconds, ok))

    def _spawn(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._moves.add(task)
        task.add_done_callback(self._moves.discard)


def _put_all_in_place(spool: Path, target: Path, going: tuple[str, ...]) -> None:
    for file in spool.rglob("*.wav"):
        name = file.relative_to(spool).with_suffix("")
        if str(name) not in going:
            _put_in_place(file, target / f"{name}.wav")


def _put_in_place(source: Path, target: Path) -> float | None:
    """Move a finished file; its length in seconds, None where there is no sound file."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with wave.open(str(source)) as file:
            seconds: float = file.getnframes() / file.getframerate()
        shutil.move(source, target)
    except (OSError, wave.Error, EOFError):
        return None
    return seconds
