"""moiso voice: the program's clip packs made anew, or listed. What a person has recorded is never touched."""

import fcntl
import os
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from drivers.errors import SettingError
from drivers.speaker.build import build_pack
from drivers.speaker.engines import ESPEAK_VOICES, Engine, espeak, piper
from server.voice.keeping import missing
from server.voice.packs import RECORDED, Packs
from server.words import VOICE_LANGUAGES, clip_texts

MODELS = "voices"
"""In the data folder: piper models, named by their language (vi_VN-….onnx)."""
NICENESS = 15
LOCK = ".making"


def build(data: Path, language: str | None, model: Path | None, say: Callable[[str], None]) -> None:
    """Make the packs of one language or of all that can be made. Raises: SettingError with a sentence."""
    packs = Packs(data)
    for one in [language] if language else ESPEAK_VOICES:
        engine = _engine(data, one, model if language or one == "vi" else None)
        say(f"{one}: {len(clip_texts(one))} clips, {engine.voice} …")
        _built(packs, one, engine, keep=False)
        say(f"{one}: done; a running server uses it within 10 seconds")


def build_missing(data: Path) -> None:
    """What the server does at its start: with espeak-ng alone (piper needs more memory than the service may have), without haste; clips whose
    text is unchanged stay as they are."""
    with suppress(OSError):  # the service may not
        os.nice(NICENESS)
    packs = Packs(data)
    packs.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (packs.folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return  # one that a killed server began is still at it
        for language in missing(packs):
            if (engine := espeak(language)) is not None:
                _built(packs, language, engine, keep=True)


def listed(data: Path) -> list[str]:
    """A line a language: its voice, and how many clips come from where."""
    packs = Packs(data)
    packs.look()
    return [_line(packs, language) for language in VOICE_LANGUAGES]


def _line(packs: Packs, language: str) -> str:
    voice, texts = packs.pack(language), clip_texts(language)
    if voice is None:
        return f"{language}  no voice; {len(texts)} clips to record" + ("" if language not in ESPEAK_VOICES else " or to make")
    sources = [voice.sources.get(name, "") for name in texts]
    counts = [f"{sources.count(one)} {one}" for one in (RECORDED, "piper", "espeak") if one in sources]
    lacking = f", {sources.count('')} missing" if "" in sources else ""
    return f"{language}  {voice.pack.voice}: {', '.join(counts)}{lacking} (mark {voice.mark})"


def _engine(data: Path, language: str, model: Path | None) -> Engine:
    """The model that was named, else one that lies in the data folder, else espeak-ng."""
    found = model or next(iter(sorted((data / MODELS).glob(f"{language}[_-]*.onnx"))), None)
    if found is not None:
        return piper(found)
    engine = espeak(language)
    if engine is not None:
        return engine
    if language in ESPEAK_VOICES:
        raise SettingError("espeak-ng is not installed: sudo apt-get install espeak-ng")
    raise SettingError(f"no program here speaks {language}: record it on the page /office/voice, or name a model with --piper")


def _built(packs: Packs, language: str, engine: Engine, *, keep: bool) -> None:
    try:
        build_pack(packs.made(language), clip_texts(language), engine, keep=keep)
    except subprocess.CalledProcessError as error:
        why = error.stderr.decode(errors="replace").strip().splitlines()[-1:] or [f"status {error.returncode}"]
        raise SettingError(f"{engine.voice} does not speak: {why[0]}") from None
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise SettingError(f"the voice {language} could not be made: {error}") from None
