"""A file is what its bytes say, whatever it is called; real ones by Pillow, films by their heads."""

import io

import pytest
from PIL import Image

from server.mediatypes import HEAD_BYTES, MediaType, size_of, type_of

MP4 = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + b"\x00" * 64
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm" + b"\x00" * 64


def picture(kind: str, size: tuple[int, int] = (321, 123), **how: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, kind, **how)
    return out.getvalue()


PICTURES = {
    "png": (picture("PNG"), "image/png"),
    "jpeg": (picture("JPEG"), "image/jpeg"),
    "progressive jpeg": (picture("JPEG", progressive=True), "image/jpeg"),
    "jpeg with a long comment": (picture("JPEG", comment=b"x" * 60_000), "image/jpeg"),
    "webp": (picture("WEBP"), "image/webp"),
    "lossless webp": (picture("WEBP", lossless=True), "image/webp"),
    "webp with a colour profile": (picture("WEBP", icc_profile=b"x" * 200), "image/webp"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_known_by_its_head_and_tells_its_size(name: str) -> None:
    data, mime = PICTURES[name]
    assert type_of(data[:HEAD_BYTES]) == MediaType("image", mime)
    assert size_of(data) == (321, 123)


@pytest.mark.parametrize(("data", "mime"), [(MP4, "video/mp4"), (WEBM, "video/webm")])
def test_a_film_is_known_by_its_head(data: bytes, mime: str) -> None:
    assert type_of(data[:HEAD_BYTES]) == MediaType("video", mime)


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a" + b"\x00" * 60, b"<svg xmlns='http://www.w3.org/2000/svg'/>" + b" " * 60, b"%PDF-1.7" + b"\x00" * 60, b"<!doctype html>" + b" " * 60,
     b"\x00\x00\x00\x20ftypheic" + b"\x00" * 60, b"RIFF\x00\x00\x00\x00AVI " + b"\x00" * 60, b"\x1a\x45\xdf\xa3matroska" + b"\x00" * 60],
)  # fmt: skip
def test_nothing_else_is_taken(data: bytes) -> None:
    assert type_of(data[:HEAD_BYTES]) is None


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_that_is_cut_off_never_breaks_us(name: str) -> None:
    data = PICTURES[name][0]
    for length in range(min(len(data), 900)):
        assert size_of(data[:length]) in (None, (321, 123))
