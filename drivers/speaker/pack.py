"""A clip pack: a folder with one WAV a clip (22,050 Hz, mono, 16 bit), the chime among them. Loaded whole, put together gapless."""

import io
import json
import wave
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

RATE_HZ = 22_050
BYTES_PER_SAMPLE = 2
CHIME = "chime"
INDEX = "pack.json"
GAP_MS = 70
"""Between two words. Source: SCREEN-AND-VOICE §3."""
AFTER_CHIME_MS = 200
BEFORE_REPEAT_MS = 600
MARK_LETTERS = 16
Reading = tuple[bytes, ...]
"""The clips of one sentence, in order."""


@dataclass(frozen=True, slots=True)
class ClipPack:
    """Clip name -> samples as bytes (mono, 16 bit, little endian). `voice` says where they come from, `mark` names this very content, "" where nobody asks."""

    voice: str
    clips: dict[str, bytes]
    mark: str = ""

    def reading(self, names: Sequence[str]) -> Reading | None:
        """The clips of a sentence; None if the pack lacks one of them: better no number than half a number."""
        return tuple(self.clips[name] for name in names) if all(name in self.clips for name in names) else None


@dataclass(frozen=True, slots=True)
class Sound:
    """What is played at once. `ends`: where it may be broken off, because a word has just ended; `told`: where the first reading is over,
    0 if there is none. All in samples from the beginning.
    """

    samples: bytes
    ends: tuple[int, ...]
    told: int = 0


def together(chime: bytes, readings: Sequence[Reading]) -> Sound:
    """The chime, then each reading, gapless: words with GAP_MS between them."""
    out, ends, told = bytearray(chime), [_samples(chime)], 0
    for place, reading in enumerate(readings):
        out += silence(BEFORE_REPEAT_MS if place else AFTER_CHIME_MS)
        for word, clip in enumerate(reading):
            out += (silence(GAP_MS) if word else b"") + clip
            ends.append(_samples(out))
        told = told or _samples(out)
    return Sound(bytes(out), tuple(ends), told)


def silence(milliseconds: int) -> bytes:
    return bytes(RATE_HZ * milliseconds // 1000 * BYTES_PER_SAMPLE)


def clip_mark(samples: bytes) -> str:
    """Names the content of one clip."""
    return sha256(samples).hexdigest()[:MARK_LETTERS]


def pack_mark(marks: Mapping[str, str]) -> str:
    """Names the content of a pack, given the marks of its clips by their names."""
    return clip_mark("\n".join(f"{name} {marks[name]}" for name in sorted(marks)).encode())


def load_pack(folder: Path) -> ClipPack | None:
    """The pack in that folder, None if there is none that can be read whole."""
    try:
        index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        clips = {name: read_clip(folder / f"{name}.wav") for name in index["clips"]}
        return ClipPack(index["voice"], clips, pack_mark({name: clip_mark(clip) for name, clip in clips.items()}))
    except (OSError, ValueError, KeyError, TypeError, wave.Error, EOFError):
        return None


def read_clip(path: Path) -> bytes:
    """Raises: OSError; what `samples_of` raises."""
    return samples_of(path.read_bytes())


def samples_of(wav: bytes) -> bytes:
    """Raises: ValueError when it is not 22,050 Hz, mono, 16 bit, or not whole; wave.Error, EOFError when it is no WAV file."""
    with wave.open(io.BytesIO(wav), "rb") as file:
        if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (RATE_HZ, 1, BYTES_PER_SAMPLE):
            raise ValueError(f"a clip is not {RATE_HZ} Hz, mono, 16 bit")
        samples = file.readframes(file.getnframes())
        if len(samples) != file.getnframes() * BYTES_PER_SAMPLE:
            raise ValueError("a clip is torn off")
        return samples


def write_clip(path: Path, samples: bytes) -> None:
    path.write_bytes(wav_of(samples))


def wav_of(samples: bytes) -> bytes:
    """A WAV file of it."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(BYTES_PER_SAMPLE)
        file.setframerate(RATE_HZ)
        file.writeframes(samples)
    return out.getvalue()


def _samples(sound: bytes | bytearray) -> int:
    return len(sound) // BYTES_PER_SAMPLE
