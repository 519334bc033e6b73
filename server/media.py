"""The files of pictures and films: the folder `media` beside the database, each named by the mark of its content. Knows no setup and no web.

Which of them are shown, in what order and for how long stands in the setup; a file that no setup names any more goes after a while.
"""

import asyncio
import errno
import hashlib
import shutil
import time
from collections.abc import AsyncIterable, AsyncIterator, Collection
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from server.mediatypes import HEAD_BYTES, MediaType, size_of, type_of

MARK_LETTERS = 32
"""Half a SHA-256: 128 bits tell all files of an office apart."""
MB = 1_000_000
IMAGE_BYTES, VIDEO_BYTES, ALL_BYTES = 8 * MB, 200 * MB, 2000 * MB
FREE_BYTES = 500 * MB
"""What the disk keeps for numbers and copies: a picture is not worth a refused ticket."""
SIDE_MAX, PIXELS_MAX = 8000, 20_000_000
"""As many as a screen decodes (drivers.screen.media): 80 MB unpacked, which a small computer still has."""
FORGOTTEN_AFTER_S = 3600.0
"""A file that was just uploaded is not in the setup yet."""
WRITE_AT_ONCE = 1024 * 1024
_PART = ".part"


class Flaw(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    UNKNOWN_TYPE = "unknown_type"
    TOO_HEAVY = "too_heavy"
    TOO_LARGE = "too_large"
    BROKEN = "broken"
    ALL_FULL = "all_full"
    DISK_FULL = "disk_full"


class BadMedium(ValueError):
    """The file is not taken, and nothing of it is left. `facts` fill the sentence."""

    def __init__(self, flaw: Flaw, **facts: int) -> None:
        super().__init__(flaw)
        self.flaw = flaw
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is there now."""

    mark: str
    type: MediaType


class MediaFolder:
    """`data`: the server's data folder."""

    def __init__(self, data: Path) -> None:
        self._folder = data / "media"

    def path(self, mark: str) -> Path | None:
        """The file with this mark, None if there is none."""
        is_mark = len(mark) == MARK_LETTERS and all(letter in "0123456789abcdef" for letter in mark)
        path = self._folder / mark
        return path if is_mark and path.is_file() else None

    def type_of(self, path: Path) -> MediaType | None:
        with path.open("rb") as file:
            return type_of(file.read(HEAD_BYTES))

    async def keep(self, chunks: AsyncIterable[bytes]) -> Kept:
        """Take a file as it comes in. The same content twice is one file. Raises: BadMedium."""
        part = self._folder / f"{time.monotonic_ns():x}{_PART}"
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            with part.open("wb") as file:
                hashed, kind = await self._write(file, chunks)
            if kind.kind == "image":
                _check_picture(part.read_bytes())
            mark = hashed[:MARK_LETTERS]
            part.replace(self._folder / mark)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise BadMedium(Flaw.DISK_FULL) from None
            raise
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        return Kept(mark, kind)

    async def _write(self, file: BinaryIO, chunks: AsyncIterable[bytes]) -> tuple[str, MediaType]:
        """The whole SHA-256 and the type. What grows too heavy is stopped while it comes in."""
        hashed, head, seen = hashlib.sha256(), b"", 0
        room, free = ALL_BYTES - self.bytes(), shutil.disk_usage(self._folder).free - FREE_BYTES
        kind: MediaType | None = None
        async for chunk in _gathered(chunks):
            head, seen = (head + chunk)[:HEAD_BYTES] if len(head) < HEAD_BYTES else head, seen + len(chunk)
            kind = kind or (type_of(head) if len(head) >= HEAD_BYTES else None)
            if kind is None and len(head) >= HEAD_BYTES:
                raise BadMedium(Flaw.UNKNOWN_TYPE)
            _check_weight(kind, seen, room, free)
            await asyncio.to_thread(file.write, chunk)
            hashed.update(chunk)
        if seen == 0:
            raise BadMedium(Flaw.EMPTY)
        if kind is None:  # smaller than any picture
            raise BadMedium(Flaw.UNKNOWN_TYPE)
        return hashed.hexdigest(), kind

    def bytes(self) -> int:
        """What all files weigh."""
        return sum(one.stat().st_size for one in self._files())

    def sweep(self, named: Collection[str], now_s: float) -> list[str]:
        """Remove what no setup names and nobody has just uploaded; the names of what went. `now_s`: seconds since 1970, as of files."""
        gone = [one for one in self._files() if one.name not in named and now_s - one.stat().st_mtime > FORGOTTEN_AFTER_S]
        for one in gone:
            one.unlink(missing_ok=True)
        return sorted(one.name for one in gone)

    def _files(self) -> list[Path]:
        return [one for one in self._folder.iterdir() if one.is_file()] if self._folder.is_dir() else []


async def _gathered(chunks: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    """Some of it at a time, each written in a thread: a slow disk does not stop the loop."""
    buffer = bytearray()
    async for chunk in chunks:
        buffer += chunk
        if len(buffer) >= WRITE_AT_ONCE:
            yield bytes(buffer)
            buffer.clear()
    yield bytes(buffer)


def _check_weight(kind: MediaType | None, seen: int, room: int, free: int) -> None:
    most = IMAGE_BYTES if kind is not None and kind.kind == "image" else VIDEO_BYTES
    if seen > most:
        raise BadMedium(Flaw.TOO_HEAVY, most=most // MB)
    if seen > room:
        raise BadMedium(Flaw.ALL_FULL, most=ALL_BYTES // MB)
    if seen > free:
        raise BadMedium(Flaw.DISK_FULL)


def _check_picture(data: bytes) -> None:
    size = size_of(data)
    if size is None or 0 in size:
        raise BadMedium(Flaw.BROKEN)
    width, height = size
    if max(size) > SIDE_MAX or width * height > PIXELS_MAX:
        raise BadMedium(Flaw.TOO_LARGE, width=width, height=height, most=PIXELS_MAX // 1_000_000)
