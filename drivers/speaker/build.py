"""Make a clip pack: every text spoken once by an engine, trimmed, levelled, with a chime of our own. Done once, when the texts are new."""

import json
import math
import shutil
import tempfile
from array import array
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from drivers.speaker.engines import Engine
from drivers.speaker.level import faded, level, trim
from drivers.speaker.pack import CHIME, INDEX, RATE_HZ, load_pack, read_clip, write_clip

PACK_VERSION = 2


def build_pack(folder: Path, texts: Mapping[str, str], engine: Engine | None, *, keep: bool = False) -> str:
    """Make the pack in `folder` (whole or not at all) and return its voice, "chime" without an engine.

    `keep`: clips that are there and say the same text stay as they are, whoever spoke them.

    Raises: what the engine raises; OSError. The pack that was there is then as before.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    spoken = dict(texts) if engine is not None else {}
    voice = engine.voice if engine is not None else "chime"
    kept = _kept(folder, texts) if keep else {}
    half = Path(tempfile.mkdtemp(prefix=".pack-", dir=folder.parent))
    try:
        write_clip(half / f"{CHIME}.wav", chime().tobytes())
        sources = {}
        for name, text in spoken.items():
            if name in kept:
                sources[name], clip = kept[name]
            elif engine is not None:
                sources[name], clip = engine.source, level(trim(engine.say(text))).tobytes()
            write_clip(half / f"{name}.wav", clip)
        index = {"version": PACK_VERSION, "voice": voice, "clips": [CHIME, *spoken], "texts": spoken, "sources": sources}
        (half / INDEX).write_text(json.dumps(index, ensure_ascii=False, indent=1), encoding="utf-8")
        put_in_place(half, folder)
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return voice


def put_in_place(half: Path, folder: Path) -> None:
    """`half` becomes `folder`, which may be there already. What a power cut in between leaves is no pack, and is made anew."""
    half.chmod(0o755)
    if folder.exists():
        shutil.rmtree(folder)
    half.rename(folder)


def is_current(folder: Path, texts: Mapping[str, str], *, can_speak: bool) -> bool:
    """Whether the pack there is whole (a power cut may have taken a clip) and says these texts; a pack that only chimes is not current
    once there is an engine (`can_speak`)."""
    try:
        index = _index(folder)
        if index["version"] != PACK_VERSION or load_pack(folder) is None:
            return False
        return bool(index["texts"] == dict(texts) or (not index["texts"] and not can_speak))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def sources_of(folder: Path) -> dict[str, str]:
    """Clip name -> who spoke it (espeak, piper), of the pack in that folder; {} without one."""
    try:
        return {str(name): str(source) for name, source in _index(folder)["sources"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def chime() -> "array[int]":
    """Two falling notes of a soft bell, 0.8 s: long enough to wake a television's sound, short enough for a busy morning."""
    samples = array("h", bytes(2 * int(RATE_HZ * 0.8)))
    for start_s, frequency in ((0.0, 659.26), (0.32, 523.25)):
        for place in range(int(start_s * RATE_HZ), len(samples)):
            t = place / RATE_HZ - start_s
            tone = math.sin(2 * math.pi * frequency * t) + 0.35 * math.sin(4 * math.pi * frequency * t)
            samples[place] += int(tone * 6500 * math.exp(-5.5 * t) * min(t / 0.004, 1.0))
    return faded(samples)


def _kept(folder: Path, texts: Mapping[str, str]) -> dict[str, tuple[str, bytes]]:
    """Clips there that say their text: who spoke them, and their samples."""
    if load_pack(folder) is None:
        return {}
    sources, said = sources_of(folder), _index(folder)["texts"]
    alike = [name for name, text in texts.items() if said.get(name) == text and name in sources]
    return {name: (sources[name], read_clip(folder / f"{name}.wav")) for name in alike}


def _index(folder: Path) -> dict[str, Any]:
    index: dict[str, Any] = json.loads((folder / INDEX).read_text(encoding="utf-8"))
    return index
