"""The office's pictures and films: fetched by their marks into a folder, decoded for the glass, both in a thread. Whole or not there.

Knows no pygame: what is decoded is taken over by the frame loop. Films are only fetched here; drivers.screen.film plays them.
"""

import logging
import math
import queue
import re
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from drivers.errors import DeviceError
from drivers.screen.media import decode
from drivers.screen.ops import Decoded
from server.wire.heard import MediaView

log = logging.getLogger("moiso.media")
HELD_BYTES = 64 << 20
"""All decoded pictures together; with more of them each is smaller."""
LEAST_SIDE = 240
RETRY_S = 30.0
_MARK = re.compile(r"[0-9a-f]{8,64}")


def within(size: tuple[int, int], count: int) -> tuple[int, int]:
    """How large each of `count` pictures may be decoded, for a field of `size`: so that all of them stay below HELD_BYTES."""
    share = math.sqrt(HELD_BYTES / (3 * max(count, 1) * size[0] * size[1]))
    return (max(int(size[0] * min(share, 1)), LEAST_SIDE), max(int(size[1] * min(share, 1)), LEAST_SIDE))


class Media:
    """`fetch`: an address on the server and where to put it -> whether it is there whole; `size`: of the largest field they stand in."""

    def __init__(self, folder: Path, fetch: Callable[[str, Path], bool], size: tuple[int, int]) -> None:
        self._folder = folder
        self._fetch = fetch
        self._size = size
        self._wanted: tuple[MediaView, ...] = ()
        self._decoded: queue.SimpleQueue[tuple[str, Decoded | None]] = queue.SimpleQueue()
        self._here: dict[str, tuple[int, int]] = {}
        self._bad: set[str] = set()
        self._films: frozenset[str] = frozenset()
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="media", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Returns at once."""
        self._stop.set()
        self._wake.set()

    def want(self, media: Sequence[MediaView]) -> None:
        """The office has these now, in their order. Returns at once."""
        if tuple(media) != self._wanted:
            self._wanted = tuple(media)
            self._wake.set()

    def taken(self) -> list[tuple[str, Decoded | None]]:
        """What was decoded since the last call, by mark; None: it is not wanted any more. For the frame loop."""
        out = []
        while not self._decoded.empty():
            out.append(self._decoded.get())
        return out

    def film(self, mark: str) -> Path | None:
        """The file of a film that is here."""
        return self._folder / mark if mark in self._films else None

    def look(self) -> bool:
        """Fetch and decode what is missing, drop what nobody wants. Whether all is here. Blocks."""
        wanted = {one.mark: one for one in self._wanted if _MARK.fullmatch(one.mark)}
        self._drop(set(wanted))
        pictures = [one for one in wanted.values() if one.kind == "image"]
        size = within(self._size, len(pictures))
        whole = True
        for one in wanted.values():
            if self._stop.is_set() or tuple(wanted.values()) != tuple(one for one in self._wanted if one.mark in wanted):
                return False
            whole = self._ready(one, size) and whole
        return whole

    def _ready(self, one: MediaView, size: tuple[int, int]) -> bool:
        file = self._folder / one.mark
        if one.mark in self._bad:
            return True
        if not file.exists() and not self._fetch(f"/media/{one.mark}", file):
            return False
        if one.kind != "image":
            self._films |= {one.mark}
        elif self._here.get(one.mark) != size:
            self._decode(one.mark, file, size)
        return True

    def _decode(self, mark: str, file: Path, size: tuple[int, int]) -> None:
        try:
            self._decoded.put((mark, decode(file, size)))
            self._here[mark] = size
        except DeviceError as error:
            log.warning("a picture of the office is left out: %s", error)
            self._bad.add(mark)
            file.unlink(missing_ok=True)

    def _drop(self, wanted: set[str]) -> None:
        self._films &= wanted
        for mark in [one for one in self._here if one not in wanted]:
            del self._here[mark]
            self._decoded.put((mark, None))
        if self._folder.exists():
            for file in self._folder.iterdir():
                if file.name not in wanted:
                    file.unlink(missing_ok=True)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            try:
                pause_s = None if self.look() else RETRY_S
            except OSError as error:
                log.warning("the office's pictures cannot be kept: %s", error)
                pause_s = RETRY_S
            self._wake.wait(pause_s)
