"""The voices of a screen or a kiosk: the server's clip packs by their marks, the last good ones while it is away, a pack of our own where there is none.

Fetching and making are done in a thread; what the loop is given is always whole.
"""

import json
import logging
import re
import shutil
import tempfile
import threading
import wave
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from drivers.clock import Clock
from drivers.speaker.build import build_pack, chime, is_current, put_in_place
from drivers.speaker.engines import espeak
from drivers.speaker.pack import INDEX, ClipPack, clip_mark, load_pack, pack_mark, samples_of, write_clip

log = logging.getLogger("moiso.voice")
OWN = "own"
OWN_AFTER_S = 20.0
"""Who has no voice waits so long for the server's before it makes one itself: a server that was just installed is making it."""
RETRY_S = 30.0
CLIPS_MOST = 200
_NAME = re.compile(r"[A-Za-z0-9_]{1,40}")


class Voices:
    """`folder` keeps the packs; `fetch`: an address on the server -> its bytes, None when it cannot be had; `languages`: those that may be wanted;
    `texts`: what a Vietnamese voice of our own has to say, {} where none is made. See `start`."""

    def __init__(
        self,
        folder: Path,
        fetch: Callable[[str], bytes | None],
        clock: Clock,
        *,
        languages: Sequence[str],
        texts: Mapping[str, str],
        own_after_s: float = OWN_AFTER_S,
    ) -> None:
        self._folder = folder
        self._languages = languages
        self._texts = texts
        self._fetch = fetch
        self._clock = clock
        self._own_after_s = own_after_s
        self._began_s = clock.monotonic_s()
        self._marks: dict[str, str] = {}
        self._packs: dict[str, ClipPack] = {}
        self._own: ClipPack | None = None
        self._own_tried = False
        self._chime = chime().tobytes()
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="voices", daemon=True)

    @property
    def chime(self) -> bytes:
        """What rings before every call."""
        return self._chime

    def pack(self, language: str) -> ClipPack | None:
        """The newest whole pack of that language; None if there is none."""
        return self._packs.get(language) or (self._own if language == "vi" else None)

    def want(self, marks: Mapping[str, str]) -> None:
        """The server has these packs now (language -> mark). Returns at once."""
        if dict(marks) != self._marks:
            self._marks = dict(marks)
            self._wake.set()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Returns at once; a pack that was being fetched or made is forgotten."""
        self._stop.set()
        self._wake.set()

    def look(self) -> float:
        """Do what is to be done, and say in how many seconds to look again. Blocks."""
        marks, missing = self._marks, False
        if marks:  # a server that names none has not looked yet, or is older than that
            for language in self._packs.keys() - marks.keys():
                self._drop(language)
        for language in self._languages:
            held = self._packs.get(language) or self._kept(language)
            if language in marks and (held is None or held.mark != marks[language]):
                missing = not self._fetch_pack(language, marks[language], held) or missing
        waits_s = self._began_s + self._own_after_s - self._clock.monotonic_s()
        if self._texts and self.pack("vi") is None and not self._own_tried:
            if waits_s > 0 and load_pack(self._folder / OWN) is None:
                return waits_s
            self._make_own()
        return RETRY_S if missing else 3600.0

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            try:
                pause_s = self.look()
            except Exception:  # the picture goes on without a voice
                log.exception("the voice cannot be kept")
                pause_s = RETRY_S
            self._wake.wait(pause_s)

    def _kept(self, language: str) -> ClipPack | None:
        """What an earlier start has fetched."""
        pack = load_pack(self._folder / language)
        if pack is not None:
            self._packs = {**self._packs, language: pack}
        return pack

    def _fetch_pack(self, language: str, mark: str, held: ClipPack | None) -> bool:
        """Whole or not at all; clips that we have are not fetched again."""
        pack = self._fetched(language, mark, held)
        if pack is None or self._stop.is_set():
            return False
        try:
            _write(pack, self._folder / language)
        except OSError as error:
            log.warning("the voice cannot be kept for the next start: %s", error)
        self._packs = {**self._packs, language: pack}
        log.info("the voice %s is %s", language, pack.voice)
        return True

    def _fetched(self, language: str, mark: str, held: ClipPack | None) -> ClipPack | None:
        index = _json(self._fetch(f"/voice/{language}/{INDEX}"))
        marks = index.get("clips")
        if index.get("mark") != mark or not isinstance(marks, dict) or len(marks) > CLIPS_MOST:
            return None
        have = {clip_mark(clip): clip for clip in held.clips.values()} if held is not None else {}
        clips: dict[str, bytes] = {}
        for name, wanted in marks.items():
            clip = have.get(wanted) if _NAME.fullmatch(name) else b""
            clip = self._clip(f"/voice/{language}/{name}.wav?mark={mark}") if clip is None else clip
            if clip is None or clip_mark(clip) != wanted or self._stop.is_set():
                return None
            clips[name] = clip
        return ClipPack(str(index.get("voice")), clips, mark) if pack_mark(marks) == mark else None

    def _clip(self, address: str) -> bytes | None:
        try:
            return samples_of(self._fetch(address) or b"")
        except (ValueError, EOFError, wave.Error):
            return None

    def _drop(self, language: str) -> None:
        """The office has taken this voice back."""
        self._packs = {name: pack for name, pack in self._packs.items() if name != language}
        shutil.rmtree(self._folder / language, ignore_errors=True)

    def _make_own(self) -> None:
        self._own_tried, folder, engine = True, self._folder / OWN, espeak("vi")
        try:
            if not is_current(folder, self._texts, can_speak=engine is not None):
                log.info("making a voice in %s: %s", folder, build_pack(folder, self._texts, engine))
            self._own = load_pack(folder)
        except Exception:
            log.exception("no voice could be made; calls only ring a chime")


def _write(pack: ClipPack, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(prefix=".pack-", dir=folder.parent))
    try:
        for name, clip in pack.clips.items():
            write_clip(half / f"{name}.wav", clip)
        index = {"voice": pack.voice, "clips": list(pack.clips)}
        (half / INDEX).write_text(json.dumps(index, ensure_ascii=False), encoding="utf-8")
        put_in_place(half, folder)
    finally:
        shutil.rmtree(half, ignore_errors=True)


def _json(text: bytes | None) -> dict[str, Any]:
    try:
        found = json.loads(text or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
