"""Pictures and films on the disk: named by their content, never too many, never half of one."""

import asyncio
import errno
import io
import os
import shutil
from collections import namedtuple
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from server import media
from server.media import BadMedium, Flaw, Kept, MediaFolder

MP4 = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + b"\x00" * 4000


def png(size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, "PNG")
    return out.getvalue()


async def pieces(data: bytes, length: int) -> AsyncIterator[bytes]:
    for at in range(0, len(data), length):
        yield data[at : at + length]


def keep(folder: MediaFolder, data: bytes, length: int = 1000) -> Kept:
    return asyncio.run(folder.keep(pieces(data, length)))


def files(data: Path) -> list[str]:
    return sorted(one.name for one in (data / "media").iterdir())


@pytest.mark.parametrize("length", [1, 7, 64, 100_000])
def test_a_file_is_kept_as_it_came_in_whatever_the_pieces(tmp_path: Path, length: int) -> None:
    folder = MediaFolder(tmp_path)
    kept = keep(folder, png(), length)
    assert (kept.type.kind, kept.type.mime, len(kept.mark)) == ("image", "image/png", 32)
    path = folder.path(kept.mark)
    assert path is not None and path.read_bytes() == png() and folder.type_of(path) == kept.type


def test_the_same_content_is_one_file(tmp_path: Path) -> None:
    folder = MediaFolder(tmp_path)
    assert keep(folder, png()) == keep(folder, png())
    assert len(files(tmp_path)) == 1
    assert keep(folder, MP4).type.kind == "video" and folder.bytes() == len(png()) + len(MP4)


@pytest.mark.parametrize(
    ("data", "flaw"),
    [
        (b"", Flaw.EMPTY),
        (b"GIF89a", Flaw.UNKNOWN_TYPE),
        (b"GIF89a" + b"\x00" * 5000, Flaw.UNKNOWN_TYPE),
        (png()[:20] + b"\x00" * 100, Flaw.BROKEN),
        (png((8001, 1)), Flaw.TOO_LARGE),
        (png((6000, 4001)), Flaw.TOO_LARGE),
    ],
)
def test_what_is_no_picture_is_refused_and_leaves_nothing(tmp_path: Path, data: bytes, flaw: Flaw) -> None:
    with pytest.raises(BadMedium) as caught:
        keep(MediaFolder(tmp_path), data)
    assert caught.value.flaw is flaw and files(tmp_path) == []


def test_what_is_too_heavy_is_stopped_while_it_comes_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = MediaFolder(tmp_path)
    monkeypatch.setattr(media, "WRITE_AT_ONCE", 100)
    monkeypatch.setattr(media, "IMAGE_BYTES", len(png()) - 1)
    monkeypatch.setattr(media, "VIDEO_BYTES", 2000)
    for data in (png(), MP4):
        with pytest.raises(BadMedium) as caught:
            keep(folder, data, 50)
        assert caught.value.flaw is Flaw.TOO_HEAVY
    monkeypatch.setattr(media, "ALL_BYTES", 1000)
    with pytest.raises(BadMedium) as caught:
        keep(folder, MP4, 50)
    assert caught.value.flaw is Flaw.ALL_FULL and files(tmp_path) == []


def test_the_disk_keeps_room_for_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 10**9, media.FREE_BYTES + 10))
    with pytest.raises(BadMedium) as caught:
        keep(MediaFolder(tmp_path), png())
    assert caught.value.flaw is Flaw.DISK_FULL


def test_a_disk_that_is_full_after_all_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(BadMedium) as caught:
        keep(MediaFolder(tmp_path), png())
    assert caught.value.flaw is Flaw.DISK_FULL and files(tmp_path) == []


@pytest.mark.parametrize("mark", ["", "x", "../moiso.db", "0" * 31, "0" * 32, "A" * 32])
def test_only_marks_of_files_lead_to_files(tmp_path: Path, mark: str) -> None:
    assert MediaFolder(tmp_path).path(mark) is None


def test_what_no_setup_names_goes_after_an_hour(tmp_path: Path) -> None:
    folder = MediaFolder(tmp_path)
    assert folder.sweep((), 0.0) == []
    used, fresh, old = (keep(folder, png((size, size))).mark for size in (10, 11, 12))
    part = tmp_path / "media" / "17.part"
    part.write_bytes(b"x")
    for one in (used, old, part.name):
        os.utime(tmp_path / "media" / one, (1000.0, 1000.0))
    os.utime(tmp_path / "media" / fresh, (4000.0, 4000.0))
    assert folder.sweep({used}, 1000.0 + media.FORGOTTEN_AFTER_S + 1) == sorted([old, part.name])
    assert files(tmp_path) == sorted([used, fresh])
