"""What the test carrier has recorded of those who spoke to it."""

import numpy as np

from dockline.adapters.asterisk.carrier import Carrier
from tests.support.sound import Sound, loudness, share

FRAME = 160
"""Samples of 20 ms."""


class Recorder:
    """What a carrier's recording ending writes from now on."""

    def __init__(self, carrier: Carrier) -> None:
        self._folder = carrier.recordings
        self._before = set(self._folder.glob("*.wav"))

    def sound(self) -> Sound:
        """All of it so far; the header is written last, so it is not read."""
        new = set(self._folder.glob("*.wav")) - self._before
        assert len(new) <= 1
        raw = next(iter(new)).read_bytes()[44:] if new else b""
        return np.frombuffer(raw[: len(raw) // 2 * 2], dtype="<i2").astype(np.float64) / 32768

    def frames(self) -> list[Sound]:
        sound = self.sound()
        return [sound[at : at + FRAME] for at in range(0, len(sound) - FRAME + 1, FRAME)]

    def seconds_of(self, hz: float) -> float:
        """How long this tone was recorded."""
        return sum(share(frame, hz) > 0.5 for frame in self.frames()) * 0.02

    def seconds_loud(self) -> float:
        return sum(loudness(frame) > 0.01 for frame in self.frames()) * 0.02
