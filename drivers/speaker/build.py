"""Make a clip pack with espeak-ng: every text spoken once, trimmed, levelled, with a chime of our own. Done once, at the first start.

Source: SCREEN-AND-VOICE §3: espeak adds 0.4 s of silence a clip, and its clips differ by 9 dB.
"""

import json
import math
import shutil
import subprocess
import tempfile
from array import array
from collections.abc import Mapping
from pathlib import Path

from drivers.speaker.pack import CHIME, INDEX, RATE_HZ, load_pack, read_clip, write_clip

VOICE = "vi-vn-x-south"
WORDS_PER_MINUTE = 165
SPEAK_TIMEOUT_S = 20
PACK_VERSION = 1
TRIM_PEAK_SHARE = 0.01
PAD_MS = 12
FADE_MS = 5
TARGET_DBFS = -20.0
"""Active RMS of every clip."""
CEILING = 0.97 * 32767
_FULL = 32767


def build_pack(folder: Path, texts: Mapping[str, str]) -> str:
    """Make the pack in `folder` (whole or not at all) and return its voice: "espeak-ng …", or "chime" when there is no espeak-ng."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    spoken = dict(texts) if shutil.which("espeak-ng") else {}
    voice = f"espeak-ng {VOICE}" if spoken else "chime"
    half = Path(tempfile.mkdtemp(prefix=".pack-", dir=folder.parent))
    try:
        write_clip(half / f"{CHIME}.wav", chime().tobytes())
        for name, text in spoken.items():
            write_clip(half / f"{name}.wav", level(trim(_speak(text, half))).tobytes())
        index = {"version": PACK_VERSION, "voice": voice, "clips": [CHIME, *spoken], "texts": spoken}
        (half / INDEX).write_text(json.dumps(index, ensure_ascii=False, indent=1), encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        half.rename(folder)
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return voice


def is_current(folder: Path, texts: Mapping[str, str]) -> bool:
    """Whether the pack there is whole (a power cut may have taken a clip) and says these texts; a pack that only chimes is not current once espeak-ng is there."""
    try:
        index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        if index["version"] != PACK_VERSION or load_pack(folder) is None:
            return False
        return index["texts"] == dict(texts) or (not index["texts"] and shutil.which("espeak-ng") is None)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def chime() -> "array[int]":
    """Two falling notes of a soft bell, 0.8 s: long enough to wake a television's sound, short enough for a busy morning."""
    samples = array("h", bytes(2 * int(RATE_HZ * 0.8)))
    for start_s, frequency in ((0.0, 659.26), (0.32, 523.25)):
        for place in range(int(start_s * RATE_HZ), len(samples)):
            t = place / RATE_HZ - start_s
            tone = math.sin(2 * math.pi * frequency * t) + 0.35 * math.sin(4 * math.pi * frequency * t)
            samples[place] += int(tone * 6500 * math.exp(-5.5 * t) * min(t / 0.004, 1.0))
    return _faded(samples)


def trim(samples: "array[int]") -> "array[int]":
    """Without the silence at both ends, but for PAD_MS."""
    peak = max(map(abs, samples), default=0)
    if peak == 0:
        return samples
    loud = [place for place, sample in enumerate(samples) if abs(sample) >= peak * TRIM_PEAK_SHARE]
    pad = RATE_HZ * PAD_MS // 1000
    return _faded(samples[max(loud[0] - pad, 0) : loud[-1] + pad])


def level(samples: "array[int]") -> "array[int]":
    """As loud as every other clip: TARGET_DBFS over its active part, never above CEILING."""
    peak = max(map(abs, samples), default=0)
    active = [sample for sample in samples if abs(sample) >= peak * 0.05]
    if not active or peak == 0:
        return samples
    rms = math.sqrt(sum(sample * sample for sample in active) / len(active))
    gain = min(_FULL * 10 ** (TARGET_DBFS / 20) / rms, CEILING / peak)
    return array("h", (round(sample * gain) for sample in samples))


def _faded(samples: "array[int]") -> "array[int]":
    length = min(RATE_HZ * FADE_MS // 1000, len(samples) // 2)
    for place in range(length):
        samples[place] = samples[place] * place // length
        samples[-1 - place] = samples[-1 - place] * place // length
    return samples


def _speak(text: str, folder: Path) -> "array[int]":
    raw = folder / "raw.wav"
    command = ["espeak-ng", "-v", VOICE, "-s", str(WORDS_PER_MINUTE), "-w", str(raw), text]
    subprocess.run(command, check=True, timeout=SPEAK_TIMEOUT_S, capture_output=True)
    samples = array("h", read_clip(raw))
    raw.unlink()
    return samples
