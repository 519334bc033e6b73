"""The clip packs of the data folder: voice/LANGUAGE/made (by a program, replaced whole) and voice/LANGUAGE/recorded (a person's, one by one).

A recording stands in the place of the program's clip, and nothing that makes a pack anew touches it.
"""

import logging
import os
import threading
import wave
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from drivers.speaker.build import chime, sources_of
from drivers.speaker.pack import CHIME, INDEX, ClipPack, clip_mark, load_pack, pack_mark, read_clip, wav_of
from server.words import VOICE_LANGUAGES, clip_texts

log = logging.getLogger("moiso.voice")
FOLDER = "voice"
MADE = "made"
RECORDED = "recorded"
OURS = "moiso"
"""Who made the chime."""


@dataclass(frozen=True, slots=True)
class VoicePack:
    """One language as it is used. `sources`: clip name -> recorded, espeak, piper or moiso; `marks`: clip name -> mark of its samples."""

    language: str
    pack: ClipPack
    sources: Mapping[str, str]
    marks: Mapping[str, str]

    @property
    def mark(self) -> str:
        return self.pack.mark


class Packs:
    """`look` reads the folder; the other methods answer from memory (some 2 MB). Methods that touch the disk block; they may run in any thread."""

    def __init__(self, data: Path) -> None:
        self.folder = data / FOLDER
        self._packs: dict[str, VoicePack] = {}
        self._seen: dict[str, tuple[int, ...]] = {}
        self._one_at_a_time = threading.Lock()

    def marks(self) -> dict[str, str]:
        """Language -> mark, of the languages that have a voice: something beside the chime."""
        return {language: one.mark for language, one in self._packs.items()}

    def pack(self, language: str) -> VoicePack | None:
        return self._packs.get(language)

    def look(self) -> bool:
        """Read what is there, if it is not as it was seen last. True when a pack is another one now."""
        with self._one_at_a_time:
            before = self.marks()
            for language in VOICE_LANGUAGES:
                seen = self._state(language)
                if seen != self._seen.get(language):
                    self._seen[language] = seen
                    self._read(language)
            return self.marks() != before

    def put(self, language: str, clip: str, samples: bytes) -> None:
        """A recording takes the place of the program's clip. Raises: KeyError for a clip that there is not; OSError."""
        path = self._recorded(language, clip)
        with self._one_at_a_time:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            part = path.with_name(f".{path.name}.part")
            with part.open("wb") as file:
                file.write(wav_of(samples))
                file.flush()
                os.fsync(file.fileno())  # somebody has spoken it: it must be there after a power cut
            part.replace(path)
            self._read(language)

    def drop(self, language: str, clip: str) -> None:
        """The program's clip counts again. Raises: KeyError for a clip that there is not; OSError."""
        path = self._recorded(language, clip)
        with self._one_at_a_time:
            path.unlink(missing_ok=True)
            self._read(language)

    def made(self, language: str) -> Path:
        """The folder of the program's pack."""
        return self.folder / language / MADE

    def _recorded(self, language: str, clip: str) -> Path:
        if clip not in clip_texts(language):
            raise KeyError(clip)
        return self.folder / language / RECORDED / f"{clip}.wav"

    def _read(self, language: str) -> None:
        made, texts = load_pack(self.made(language)), clip_texts(language)
        clips = {name: clip for name, clip in made.clips.items() if name in texts} if made is not None else {}
        sources = {name: source for name, source in sources_of(self.made(language)).items() if name in clips}
        for name in texts:
            if (own := self._own(language, name)) is not None:
                clips[name], sources[name] = own, RECORDED
        kept = {name: pack for name, pack in self._packs.items() if name != language}
        if clips:
            clips[CHIME], sources[CHIME] = chime().tobytes() if made is None else made.clips[CHIME], OURS
            marks = {name: clip_mark(clip) for name, clip in clips.items()}
            voice = RECORDED if made is None or set(sources.values()) <= {RECORDED, OURS} else made.voice
            kept[language] = VoicePack(language, ClipPack(voice, clips, pack_mark(marks)), sources, marks)
        self._packs = kept

    def _own(self, language: str, name: str) -> bytes | None:
        path = self.folder / language / RECORDED / f"{name}.wav"
        if not path.exists():
            return None
        try:
            return read_clip(path)
        except (OSError, ValueError, EOFError, wave.Error) as error:
            log.error("the recording %s cannot be used: %s", path, error)
            return None

    def _state(self, language: str) -> tuple[int, ...]:
        """What changes when the pack does: a program writes its index last; recordings come and go by a name in their folder."""
        out = []
        for path in (self.made(language) / INDEX, self.folder / language / RECORDED):
            with suppress(OSError):
                found = path.stat()
                out += [found.st_mtime_ns, found.st_ino]
        return tuple(out)
