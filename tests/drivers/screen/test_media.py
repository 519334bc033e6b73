"""Pictures from outside: good ones fit their field, bad ones are refused with a sentence."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from drivers.errors import DeviceError, Trouble
from drivers.screen import media
from drivers.screen.media import FORMATS, decode


def file(size: tuple[int, int] = (400, 300), kind: str = "PNG", mode: str = "RGB", colour: object = (10, 200, 30)) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind)
    return out.getvalue()


def test_the_three_formats_are_read_and_fit() -> None:
    for kind in FORMATS:
        found = decode(file(kind=kind), (200, 200))
        assert found.size == (200, 150)
        assert len(found.rgb) == 200 * 150 * 3
        assert all(abs(a - b) < 8 for a, b in zip(found.rgb[:3], (10, 200, 30), strict=True)), kind


@pytest.mark.parametrize(
    ("size", "fits"), [((100, 50), (800, 400)), ((50, 100), (200, 400)), ((1, 3000), (1, 400)), ((4000, 400), (800, 80))]
)
def test_it_is_as_large_as_it_can_be_and_never_cropped(size: tuple[int, int], fits: tuple[int, int]) -> None:
    assert decode(file(size), (800, 400)).size == fits


def test_what_is_transparent_is_white() -> None:
    assert decode(file((8, 8), mode="RGBA", colour=(0, 0, 0, 0)), (8, 8)).rgb == b"\xff" * 192
    assert decode(file((8, 8), mode="L", colour=0), (8, 8)).rgb == bytes(192)


def test_a_telephones_picture_stands_upright() -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (400, 200)).save(out, "JPEG", exif=exif)
    assert decode(out.getvalue(), (400, 400)).size == (200, 400)


def test_a_file_is_read_from_its_folder(tmp_path: Path) -> None:
    (tmp_path / "one.png").write_bytes(file())
    assert decode(tmp_path / "one.png", (40, 40)).size == (40, 30)
    with pytest.raises(DeviceError, match="cannot be read"):
        decode(tmp_path / "none.png", (40, 40))


def bomb() -> bytes:
    """A PNG of a few bytes that says it has 900 million dots."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a" + bytes(50), b"<svg/>", file()[:60], file(kind="JPEG")[:200], file(kind="GIF"), file(kind="BMP"), bomb()],
    ids=["empty", "gif head", "svg", "half a png", "half a jpeg", "gif", "bmp", "bomb"],
)
def test_rubbish_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(DeviceError) as refused:
        decode(data, (100, 100))
    assert refused.value.trouble is Trouble.GARBLED
    assert "picture" in refused.value.detail


def test_more_dots_or_bytes_than_allowed_are_refused_before_they_are_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(DeviceError, match="20000000 dots, this one has 5000 x 4001"):
        decode(file((5000, 4001), mode="1", colour=1), (100, 100))
    monkeypatch.setattr(media, "FILE_BYTES", 100)
    (tmp_path / "one.png").write_bytes(file())
    for source in (file(), tmp_path / "one.png"):
        with pytest.raises(DeviceError, match="100 bytes"):
            decode(source, (100, 100))
