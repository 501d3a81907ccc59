"""Finding tones in sound."""

import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float64]


def share(sound: Sound, hz: float, rate: int = 8000) -> float:
    """How much of the sound's energy is at this frequency: 0 to 1 (Goertzel's sum, both phases)."""
    energy = float(np.sum(sound**2))
    if energy < 1e-6:
        return 0.0
    n = np.arange(len(sound))
    at = np.abs(np.sum(sound * np.exp(-2j * np.pi * hz * n / rate))) ** 2
    return float(2 * at / len(sound) / energy)


def loudness(sound: Sound) -> float:
    """Root mean square, 1 being full scale."""
    return float(np.sqrt(np.mean(sound**2)))


def has_tone(*hz: float, least: float = 0.25) -> Callable[[Sound], bool]:
    """A test that each of these frequencies holds at least this share of the energy."""
    return lambda sound: loudness(sound) > 0.003 and all(share(sound, f) >= least for f in hz)


def silent(sound: Sound) -> bool:
    return loudness(sound) < 0.002


def write_tone(path: Path, hz: float, seconds: float, rate: int = 8000) -> None:
    """A WAV file of 16 bits, mono."""
    tone = 0.3 * np.sin(2 * np.pi * hz * np.arange(int(seconds * rate)) / rate)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes((tone * 32767).astype("<i2").tobytes())


def read_wav(path: Path) -> Sound:
    with wave.open(str(path)) as file:
        raw = file.readframes(file.getnframes())
    return np.frombuffer(raw, dtype="<i2").astype(np.float64) / 32768
