"""A recording of somebody's own becomes a clip: any usual WAV in; 22,050 Hz, mono, 16 bit out, without the silence around, as loud as every
other clip. What cannot become a good clip is refused with a reason. Pure; some 0.3 s of computing for a second of sound, so for a thread.
"""

import math
import struct
from array import array
from collections.abc import Sequence
from enum import StrEnum
from operator import mul

from drivers.speaker.level import faded, level
from drivers.speaker.pack import RATE_HZ

FILE_BYTES = 4 * 1024 * 1024
"""Six seconds at 48,000 Hz, stereo, 32 bit, and as much silence around."""
RAW_S = 30.0
"""Longer files are not even looked at."""
MOST_S = 6.0
LEAST_S = 0.08
SILENT_PEAK = 0.003
"""-50 dBFS: nobody spoke, or the microphone is off."""
QUIET_RMS = 0.008
"""-42 dBFS while somebody speaks: made as loud as the others, the hiss would be louder than a word."""
FRAME_S = 0.01
BEFORE_S, AFTER_S = 0.04, 0.08
"""Kept around the voice: beginnings and ends of words are soft."""
SPEECH_FRAMES = 3
"""A mouse that clicks is shorter than a voice."""
FLAT_RUN = 4
FLAT_SAMPLES = 20
"""So many samples that stand together at the very top: the wave was cut off there."""
ZEROES = 16
"""Of the windowed sinc, on each side: what it lets through above the new rate is below -60 dB."""
PHASES_MOST = 1024
_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE


class Flaw(StrEnum):
    """Why a recording cannot become a clip."""

    NOT_WAV = "not_wav"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    SILENT = "silent"
    TOO_QUIET = "too_quiet"
    CLIPPED = "clipped"


class BadTake(ValueError):
    """`flaw` says why."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(str(flaw))
        self.flaw = flaw


def clip_of(data: bytes) -> "array[int]":
    """The clip of a recording: trimmed, resampled, at the level of all others. Raises: BadTake."""
    samples, rate_hz = decoded(data)
    if len(samples) > RAW_S * rate_hz:
        raise BadTake(Flaw.TOO_LONG)
    middle = sum(samples) / len(samples) if samples else 0.0
    samples = array("d", (one - middle for one in samples))  # cheap sound cards add a constant
    if max(map(abs, samples), default=0.0) < SILENT_PEAK:
        raise BadTake(Flaw.SILENT)
    voice = _voice(samples, rate_hz)
    if _is_cut_off(voice):
        raise BadTake(Flaw.CLIPPED)
    if _active_rms(voice) < QUIET_RMS:
        raise BadTake(Flaw.TOO_QUIET)
    if not LEAST_S * rate_hz <= len(voice) <= MOST_S * rate_hz:
        raise BadTake(Flaw.TOO_LONG if len(voice) > LEAST_S * rate_hz else Flaw.TOO_SHORT)
    loud = 0.9 * 32767 / max(map(abs, voice))
    clip = array("h", (round(max(-1.0, min(1.0, one * loud / 32767)) * 32767) for one in resampled(voice, rate_hz)))
    return level(faded(clip))


def decoded(data: bytes) -> tuple["array[float]", int]:
    """Samples of a WAV file (mono, -1 to 1) and their rate in Hz: 8, 16, 24 or 32 bit, or floats; one channel or two. Raises: BadTake."""
    kind, body = _chunks(data)
    try:
        code, channels, rate_hz, _, _, bits = struct.unpack_from("<HHIIHH", kind)
        if code == _EXTENSIBLE:
            code = struct.unpack_from("<H", kind, 24)[0]
    except struct.error:
        raise BadTake(Flaw.NOT_WAV) from None
    if channels not in (1, 2) or not 4000 <= rate_hz <= 192_000:
        raise BadTake(Flaw.NOT_WAV)
    width = bits // 8
    if width == 0:
        raise BadTake(Flaw.NOT_WAV)
    values = _values(code, bits, body[: len(body) // (width * channels) * width * channels])
    return (values if channels == 1 else array("d", map(_mean, values[::2], values[1::2]))), rate_hz


def resampled(samples: Sequence[float], rate_hz: int) -> "array[float]":
    """The same sound at RATE_HZ, by a windowed sinc that lets nothing through that the new rate cannot carry."""
    if rate_hz == RATE_HZ:
        return array("d", samples)
    common = math.gcd(rate_hz, RATE_HZ)
    up, down = RATE_HZ // common, rate_hz // common
    phases = min(up, PHASES_MOST)
    cut = min(1.0, RATE_HZ / rate_hz)
    reach = math.ceil(ZEROES / cut)
    kernels = [_kernel(phase / phases, reach, cut) for phase in range(phases)]
    padded = array("d", bytes(8 * reach)) + array("d", samples) + array("d", bytes(8 * (reach + 1)))
    out = array("d")
    for place in range(len(samples) * up // down):
        whole, rest = divmod(place * down, up)
        kernel = kernels[rest * phases // up]
        out.append(sum(map(mul, kernel, padded[whole + 1 : whole + 1 + len(kernel)])))
    return out


def _chunks(data: bytes) -> tuple[bytes, bytes]:
    """What kind of samples, and the samples. A length that says more than there is (a recorder that was stopped) means: to the end."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise BadTake(Flaw.NOT_WAV)
    kind, place = b"", 12
    while place + 8 <= len(data):
        name, size = data[place : place + 4], int.from_bytes(data[place + 4 : place + 8], "little")
        if name == b"fmt ":
            kind = data[place + 8 : place + 8 + size]
        elif name == b"data" and kind:
            return kind, data[place + 8 : place + 8 + size]
        place += 8 + size + size % 2
    raise BadTake(Flaw.NOT_WAV)


def _values(code: int, bits: int, body: bytes) -> "array[float]":
    if code == _FLOAT and bits == 32:
        return array("d", (one if math.isfinite(one) else 0.0 for one in array("f", body)))
    if code != _PCM or bits not in (8, 16, 24, 32):
        raise BadTake(Flaw.NOT_WAV)
    if bits == 8:
        return array("d", ((one - 128) / 128 for one in body))
    if bits == 16:
        return array("d", (one / 32768 for one in array("h", body)))
    if bits == 24:
        wide = bytearray(len(body) // 3 * 4)
        wide[1::4], wide[2::4], wide[3::4] = body[::3], body[1::3], body[2::3]
        body = bytes(wide)
    return array("d", (one / 2147483648 for one in array("i", body)))


def _mean(left: float, right: float) -> float:
    return (left + right) / 2


def _is_cut_off(samples: Sequence[float]) -> bool:
    peak = max(map(abs, samples))
    if peak < 0.5:
        return False
    flat = run = 0
    for one in samples:
        run = run + 1 if abs(one) >= peak * 0.9999 else 0
        flat += FLAT_RUN if run == FLAT_RUN else run > FLAT_RUN
    return flat >= FLAT_SAMPLES


def _voice(samples: "array[float]", rate_hz: int) -> "array[float]":
    """From where somebody begins to speak to where he ends. Raises: BadTake when nothing stands out."""
    size = max(1, round(rate_hz * FRAME_S))
    frames = [_rms(samples[place : place + size]) for place in range(0, len(samples), size)]
    floor, top = sorted(frames)[len(frames) // 5], max(frames)
    limit = max(0.04 * top, min(3 * floor, 0.3 * top))
    loud = [
        place
        for place in range(len(frames) - SPEECH_FRAMES + 1)
        if all(one >= limit for one in frames[place : place + SPEECH_FRAMES])
    ]
    if not loud:
        raise BadTake(Flaw.TOO_SHORT)
    first = max(0, loud[0] * size - round(BEFORE_S * rate_hz))
    return samples[first : (loud[-1] + SPEECH_FRAMES) * size + round(AFTER_S * rate_hz)]


def _rms(samples: Sequence[float]) -> float:
    return math.sqrt(sum(map(mul, samples, samples)) / len(samples))


def _active_rms(samples: Sequence[float]) -> float:
    peak = max(map(abs, samples))
    return _rms([one for one in samples if abs(one) >= peak * 0.05])


def _kernel(phase: float, reach: int, cut: float) -> "array[float]":
    """Weights for the samples from `reach` - 1 before to `reach` after, for a place `phase` behind a sample; they add up to one."""
    weights = []
    for place in range(1 - reach, reach + 1):
        x = place - phase
        window = 0.42 + 0.5 * math.cos(math.pi * x / (reach + 1)) + 0.08 * math.cos(2 * math.pi * x / (reach + 1))
        weights.append(window * (1.0 if x == 0 else math.sin(math.pi * x * cut) / (math.pi * x * cut)))
    whole = sum(weights)
    return array("d", (one / whole for one in weights))
