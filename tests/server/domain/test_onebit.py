"""A logo that was let in can be printed for ever; whatever else is handed in is refused."""

import base64
import struct
import zlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server.domain.onebit import LOGO_HEIGHT, LOGO_MOST, LOGO_WIDTH, NotOneBit, logo_size

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int = 16, height: int = 3, form: bytes = b"\x01\0\0\0\0", dots: bytes | None = None, more: bytes = b"") -> bytes:
    rows = (b"\0" + b"\x5a" * ((width + 7) // 8)) * height if dots is None else dots
    head = chunk(b"IHDR", struct.pack(">II", width, height) + form)
    return SIGNATURE + head + more + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND")


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


GOOD = png()


@pytest.mark.parametrize("size", [(1, 1), (16, 3), (17, 40), (LOGO_WIDTH, LOGO_HEIGHT)])
def test_a_picture_in_one_bit_has_its_size(size: tuple[int, int]) -> None:
    assert logo_size(text(png(*size))) == size


def test_no_logo_is_no_fault() -> None:
    assert logo_size("") == (0, 0)


def test_a_picture_in_several_pieces_is_one_picture() -> None:
    dots = zlib.compress((b"\0" + b"\x5a\x5a") * 3)
    head = chunk(b"IHDR", struct.pack(">II", 16, 3) + b"\x01\0\0\0\0")
    assert logo_size(text(SIGNATURE + head + chunk(b"IDAT", dots[:5]) + chunk(b"IDAT", dots[5:]) + chunk(b"IEND"))) == (16, 3)


@pytest.mark.parametrize(
    ("why", "logo"),
    [
        ("no base64", "nét vẽ"),
        ("no picture", text(b"Moiso")),
        ("only the signature", text(SIGNATURE)),
        ("too wide", text(png(LOGO_WIDTH + 1, 1))),
        ("too high", text(png(1, LOGO_HEIGHT + 1))),
        ("no width", text(png(0, 1))),
        ("colours", text(png(form=b"\x08\x02\0\0\0"))),
        ("grey", text(png(form=b"\x08\0\0\0\0"))),
        ("interlaced", text(png(form=b"\x01\0\0\0\x01"))),
        ("fewer rows than it says", text(png(dots=b"\0\x5a\x5a" * 2))),
        ("more rows than it says", text(png(dots=b"\0\x5a\x5a" * 4))),
        ("a filter that there is not", text(png(dots=b"\x05\x5a\x5a" * 3))),
        ("megabytes in a few bytes", text(png(dots=bytes(4_000_000)))),
        ("words of somebody's", text(png(more=chunk(b"tEXt", b"Author\0Moiso")))),
        ("nothing in it", text(SIGNATURE + chunk(b"IHDR", struct.pack(">II", 16, 3) + b"\x01\0\0\0\0") + chunk(b"IEND"))),
        ("no end", text(GOOD[:-12])),
        ("something behind its end", text(GOOD + b"\0")),
        ("too long", "A" * (LOGO_MOST + 4)),
    ],
)
def test_what_cannot_be_printed_for_certain_is_refused(why: str, logo: str) -> None:
    with pytest.raises(NotOneBit):
        logo_size(logo)


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
@example(18, 0x80)
def test_a_picture_with_one_byte_gone_wrong_is_refused(place: int, change: int) -> None:
    data = bytearray(GOOD)
    data[place] ^= change
    with pytest.raises(NotOneBit):
        logo_size(text(bytes(data)))


@given(st.integers(0, len(GOOD) - 1))
def test_a_picture_that_breaks_off_is_refused(length: int) -> None:
    with pytest.raises(NotOneBit):
        logo_size(text(GOOD[:length]) or "A")
