"""RTP for tests: a G.711 mu-law talker and listener with RFC 4733 digits."""

import asyncio
import random
import struct
import time
from collections.abc import Callable

import numpy as np

from tests.support.sound import Sound, loudness, share

RATE = 8000
FRAME = 160
DIGITS = "0123456789*#ABCD"
PAUSE = 5  # frames between two digits


def to_mulaw(samples: Sound) -> bytes:
    """Samples of -1 to 1 as G.711 mu-law."""
    pcm = np.clip(samples * 32767, -32635, 32635).astype(np.int32)
    sign = np.where(pcm < 0, 0x80, 0)
    magnitude = np.abs(pcm) + 132
    exponent = np.floor(np.log2(magnitude)).astype(np.int32) - 7
    mantissa = (magnitude >> (exponent + 3)) & 0x0F
    return bytes((~(sign | (exponent << 4) | mantissa) & 0xFF).astype(np.uint8))


def from_mulaw(data: bytes) -> Sound:
    byte = ~np.frombuffer(data, dtype=np.uint8) & 0xFF
    exponent = (byte >> 4) & 7
    magnitude = (((byte & 0x0F).astype(np.int32) << 3) + 132 << exponent) - 132
    return np.where(byte & 0x80, -magnitude, magnitude) / 32768.0


class Audio(asyncio.DatagramProtocol):
    """One RTP socket: sends a frame each 20 ms while it has somebody to send to."""

    def __init__(self, changed: Callable[[], None], digit: Callable[[str], None]) -> None:
        self._changed = changed
        self._digit = digit
        self._last_event = -1
        self._frames: list[tuple[float, Sound]] = []
        self.far: tuple[str, int] | None = None
        self.tone_hz = 0.0
        self.sends = True
        self.to_press: list[str] = []

    @classmethod
    async def open(cls, changed: Callable[[], None], digit: Callable[[str], None]) -> "Audio":
        audio = cls(changed, digit)
        audio.transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: audio, local_addr=("127.0.0.1", 0)
        )
        audio.port = audio.transport.get_extra_info("sockname")[1]
        audio.sender = asyncio.create_task(audio._send())
        return audio

    transport: asyncio.DatagramTransport
    port: int
    sender: asyncio.Task[None]

    async def close(self) -> None:
        self.sender.cancel()
        await asyncio.gather(self.sender, return_exceptions=True)
        self.transport.close()

    def forget(self) -> None:
        self._frames.clear()

    def heard(self, seconds: float) -> Sound:
        """The last so many seconds; what did not come is silence."""
        since = time.monotonic() - seconds
        recent = [frame for at, frame in self._frames if at > since]
        sound = np.concatenate([np.zeros(0), *recent])[-int(seconds * RATE) :]
        return np.concatenate([np.zeros(int(seconds * RATE) - len(sound)), sound])

    def first_with(self, hz: float) -> float | None:
        """When (`time.monotonic`) the first frame came that is mostly this tone."""
        for at, frame in self._frames:
            if loudness(frame) > 0.05 and share(frame, hz) > 0.5:
                return at
        return None

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        kind = data[1] & 0x7F
        if kind == 0:
            self._frames.append((time.monotonic(), from_mulaw(data[12:])))
            self._changed()
        elif kind == 101:
            stamp = int.from_bytes(data[4:8], "big")
            if stamp != self._last_event:
                self._last_event = stamp
                self._digit(DIGITS[data[12]])

    async def _send(self) -> None:
        """A tone, silence, or the events of a digit."""
        loop = asyncio.get_running_loop()
        ssrc, sequence, phase, stamp, began = random.getrandbits(32), 0, 0, 0, 0
        digit, step, rest = "", 0, 0
        due = loop.time()
        while True:
            # After a delay no more than a digit's packets follow each other at once
            due = max(due + 0.02, loop.time() - 0.2)
            await asyncio.sleep(max(0.0, due - loop.time()))
            sequence, stamp = (sequence + 1) & 0xFFFF, stamp + FRAME
            if self.far is None or not self.sends:
                continue
            rest = max(0, rest - 1)
            if not digit and not rest and self.to_press:
                digit, step, began = self.to_press.pop(0), 0, stamp
            if digit:
                packet = struct.pack(
                    "!BBHII", 0x80, (0x80 if step == 0 else 0) | 101, sequence, began, ssrc
                ) + _event(digit, step)
                step += 1
                # The end is sent three times (RFC 4733, section 2.5.1.4).
                if step == 11:
                    # A receiver may take what begins within 45 ms for the same digit
                    digit, rest = "", PAUSE
            else:
                n = np.arange(phase, phase + FRAME)
                phase += FRAME
                tone = 0.3 * np.sin(2 * np.pi * self.tone_hz * n / RATE) * (self.tone_hz > 0)
                packet = struct.pack("!BBHII", 0x80, 0, sequence, stamp, ssrc) + to_mulaw(tone)
            self.transport.sendto(packet, self.far)


def _event(digit: str, step: int) -> bytes:
    end = 0x80 if step >= 8 else 0
    return struct.pack("!BBH", DIGITS.index(digit), end | 10, FRAME * (min(step, 8) + 1))
