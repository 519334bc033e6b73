"""What is no database and would be missed: the office's pictures, its book of procedures, and the clips that people have recorded. Carried to the other disk beside the copies."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

KEPT = ("media/*", "procedures/*.json", "voice/*/recorded/*.wav")
"""Patterns in the data folder. Source: server/media, server/procedurebooks, server/voice/packs."""


def carry_files(data: Path, to: Path) -> int:
    """Put what is new or another one there, under the same names; how many that were. What is gone here stays there. Raises: OSError."""
    carried = 0
    for file in _files(data):
        there = to / file.relative_to(data)
        if _is_same(file, there):
            continue
        there.parent.mkdir(parents=True, exist_ok=True)
        part = there.with_name(f".{there.name}.part")
        try:
            shutil.copy2(file, part)
            part.replace(there)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        carried += 1
    return carried


def _files(data: Path) -> Iterator[Path]:
    for pattern in KEPT:
        yield from (path for path in sorted(data.glob(pattern)) if path.is_file() and not path.name.endswith(".part"))


def _is_same(here: Path, there: Path) -> bool:
    """By size and time of writing, as rsync does: a stick with FAT keeps times to two seconds."""
    try:
        one, other = here.stat(), there.stat()
    except OSError:
        return False
    return one.st_size == other.st_size and abs(one.st_mtime - other.st_mtime) <= 2
