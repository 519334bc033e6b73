"""A clip pack: a folder with one WAV a clip (22,050 Hz, mono, 16 bit), the chime among them. Loaded whole, put together gapless."""

import json
import wave
from dataclasses import dataclass
from pathlib import Path

RATE_HZ = 22_050
BYTES_PER_SAMPLE = 2
CHIME = "chime"
INDEX = "pack.json"
GAP_MS = 70
"""Between two words. Source: SCREEN-AND-VOICE §3."""
AFTER_CHIME_MS = 200
BEFORE_REPEAT_MS = 600


@dataclass(frozen=True, slots=True)
class ClipPack:
    """Clip name -> samples as bytes (mono, 16 bit, little endian). `voice` says where they come from."""

    voice: str
    clips: dict[str, bytes]

    def assemble(self, names: tuple[str, ...], readings: int = 2) -> bytes:
        """One sound: the chime, then the clips `readings` times. Only the chime if the pack lacks one of the clips: better than half a number."""
        sound = self.clips.get(CHIME, b"")
        if any(name not in self.clips for name in names):
            return sound
        reading = silence(GAP_MS).join(self.clips[name] for name in names)
        return sound + silence(AFTER_CHIME_MS) + silence(BEFORE_REPEAT_MS).join([reading] * readings)


def silence(milliseconds: int) -> bytes:
    return bytes(RATE_HZ * milliseconds // 1000 * BYTES_PER_SAMPLE)


def load_pack(folder: Path) -> ClipPack | None:
    """The pack in that folder, None if there is none that can be read whole."""
    try:
        index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        return ClipPack(index["voice"], {name: read_clip(folder / f"{name}.wav") for name in index["clips"]})
    except (OSError, ValueError, KeyError, TypeError, wave.Error, EOFError):
        return None


def read_clip(path: Path) -> bytes:
    """Raises: ValueError when it is not 22,050 Hz, mono, 16 bit, or not whole."""
    with wave.open(str(path), "rb") as file:
        if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (RATE_HZ, 1, BYTES_PER_SAMPLE):
            raise ValueError(f"{path} is not {RATE_HZ} Hz, mono, 16 bit")
        samples = file.readframes(file.getnframes())
        if len(samples) != file.getnframes() * BYTES_PER_SAMPLE:
            raise ValueError(f"{path} is torn off")
        return samples


def write_clip(path: Path, samples: bytes) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(BYTES_PER_SAMPLE)
        file.setframerate(RATE_HZ)
        file.writeframes(samples)
