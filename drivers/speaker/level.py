"""Samples made alike: without the silence around them, as loud as every other clip, without a click at either end. Pure.

Source: SCREEN-AND-VOICE §3: espeak adds 0.4 s of silence a clip, and its clips differ by 9 dB.
"""

import math
from array import array

from drivers.speaker.pack import RATE_HZ

TRIM_PEAK_SHARE = 0.01
PAD_MS = 12
FADE_MS = 5
TARGET_DBFS = -20.0
"""Active RMS of every clip."""
CEILING = 0.97 * 32767
_FULL = 32767


def trim(samples: "array[int]") -> "array[int]":
    """Without the silence at both ends, but for PAD_MS. For a program's voice, which is silent where it does not speak."""
    peak = max(map(abs, samples), default=0)
    if peak == 0:
        return samples
    loud = [place for place, sample in enumerate(samples) if abs(sample) >= peak * TRIM_PEAK_SHARE]
    pad = RATE_HZ * PAD_MS // 1000
    return faded(samples[max(loud[0] - pad, 0) : loud[-1] + pad])


def level(samples: "array[int]") -> "array[int]":
    """As loud as every other clip: TARGET_DBFS over its active part, never above CEILING."""
    peak = max(map(abs, samples), default=0)
    active = [sample for sample in samples if abs(sample) >= peak * 0.05]
    if not active or peak == 0:
        return samples
    rms = math.sqrt(sum(sample * sample for sample in active) / len(active))
    gain = min(_FULL * 10 ** (TARGET_DBFS / 20) / rms, CEILING / peak)
    return array("h", (round(sample * gain) for sample in samples))


def faded(samples: "array[int]") -> "array[int]":
    """In and out within FADE_MS; the same array."""
    length = min(RATE_HZ * FADE_MS // 1000, len(samples) // 2)
    for place in range(length):
        samples[place] = samples[place] * place // length
        samples[-1 - place] = samples[-1 - place] * place // length
    return samples
