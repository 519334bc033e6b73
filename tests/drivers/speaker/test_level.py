"""A quiet and a loud voice come out alike, without the silence around them."""

import math
import random
from array import array

import numpy as np
import pytest
from numpy.typing import NDArray

from drivers.speaker.level import CEILING, PAD_MS, TARGET_DBFS, level, trim
from drivers.speaker.pack import RATE_HZ


def samples_of(clip: bytes) -> NDArray[np.float64]:
    return np.frombuffer(clip, dtype="<i2").astype(np.float64)


def active_dbfs(samples: NDArray[np.float64]) -> float:
    active = samples[np.abs(samples) >= np.abs(samples).max() * 0.05]
    return 20 * math.log10(math.sqrt(float(np.mean(active**2))) / 32767)


def tone(amplitude: int, seconds: float = 0.3) -> "array[int]":
    return array(
        "h", (round(amplitude * math.sin(2 * math.pi * 440 * place / RATE_HZ)) for place in range(int(RATE_HZ * seconds)))
    )


@pytest.mark.parametrize("amplitude", [40, 900, 8000, 32000])
def test_a_quiet_and_a_loud_voice_come_out_alike(amplitude: int) -> None:
    assert abs(active_dbfs(samples_of(level(tone(amplitude)).tobytes())) - TARGET_DBFS) < 0.5


def test_a_voice_with_one_sharp_peak_is_not_driven_into_the_ceiling() -> None:
    samples = tone(200)
    samples[1000] = 3500
    out = level(samples)
    assert max(map(abs, out)) <= math.ceil(CEILING)


def test_the_silence_around_a_word_goes_and_the_silence_within_stays() -> None:
    quiet, word = array("h", bytes(2 * RATE_HZ)), tone(5000, 0.2)
    hole = array("h", bytes(2 * (RATE_HZ // 10)))
    out = trim(quiet + word + hole + word + quiet)
    assert abs(len(out) / RATE_HZ - (0.5 + 2 * PAD_MS / 1000)) < 0.01


def test_what_is_only_silence_stays_silence() -> None:
    nothing = array("h", bytes(2000))
    assert level(trim(nothing)) == nothing
    assert level(trim(array("h"))) == array("h")


def test_noise_does_not_upset_them() -> None:
    noise = array("h", (random.Random(5).randint(-32768, 32767) for _ in range(4000)))
    out = level(trim(noise))
    assert max(map(abs, out)) <= math.ceil(CEILING)
