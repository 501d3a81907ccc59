"""Our own music on hold: a short tune, synthesised, free of anybody's rights."""

import array
import math
import wave
from pathlib import Path
from typing import Final

RATE: Final = 8000
"""Samples per second."""

_BEAT: Final = 0.5
_CHORDS: Final = ((57, 60, 64), (53, 57, 60), (48, 52, 55), (55, 59, 62))
"""A minor, F, C, G: MIDI note numbers."""
_MELODY: Final = (76, 72, 69, 72, 77, 72, 69, 65, 76, 72, 67, 72, 74, 71, 67, 71)


def tune() -> "array.array[int]":
    """Eight seconds, 16-bit mono at `RATE`, which end where they begin."""
    total = int(len(_MELODY) * _BEAT * RATE)
    mixed = [0.0] * total
    for index, note in enumerate(_MELODY):
        _pluck(mixed, index * _BEAT, note, loudness=0.30, seconds=1.2)
    for index, chord in enumerate(_CHORDS):
        for note in chord:
            _pluck(mixed, index * 4 * _BEAT, note, loudness=0.14, seconds=2.4)
    loudest = max(abs(sample) for sample in mixed)
    return array.array("h", (int(sample / loudest * 9000) for sample in mixed))


def _pluck(mixed: list[float], start: float, note: int, loudness: float, seconds: float) -> None:
    """Add one decaying note; what rings past the end goes on at the beginning."""
    step = 2 * math.pi * 440.0 * 2 ** ((note - 69) / 12) / RATE
    first = int(start * RATE)
    length = int(seconds * RATE)
    for n in range(length):
        fade = math.exp(-3.0 * n / length) * min(1.0, n / 80) * min(1.0, (length - n) / 400)
        mixed[(first + n) % len(mixed)] += loudness * fade * math.sin(step * n)


def write_tune(path: Path) -> None:
    """Write the tune as a WAV file that Asterisk plays."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(tune().tobytes())
