"""An emblem of any kind becomes a few black dots; what is damaged or means harm becomes a sentence."""

import io
import random
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from drivers.errors import SettingError
from drivers.printer.document import Cut, Document, Line
from drivers.printer.picture import FILE_BYTES, one_bit, picture_of, png_of
from drivers.printer.render import hides_command, paint, render


def file_of(picture: Image.Image, kind: str = "PNG") -> bytes:
    data = io.BytesIO()
    picture.save(data, kind)
    return data.getvalue()


def emblem(mode: str = "RGB", size: tuple[int, int] = (300, 200)) -> Image.Image:
    """A red disc with a yellow middle and a wide border."""
    picture = Image.new(mode, size, "white")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((100, 50, 200, 150), fill="#c00000")
    draw.ellipse((130, 80, 170, 120), fill="#ffee00")
    return picture


def opened(png: bytes) -> Image.Image:
    with Image.open(io.BytesIO(png)) as picture:
        picture.load()
        return picture


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_an_emblem_is_cropped_to_its_ink_and_red_is_black_and_yellow_white(kind: str) -> None:
    logo = opened(one_bit(file_of(emblem(), kind), width=400, height=100, most_bytes=10_000))
    assert (logo.mode, logo.size) == ("1", (100, 100)) or abs(logo.width - 100) <= 2
    assert logo.getpixel((12, logo.height // 2)) == 0
    assert logo.getpixel((logo.width // 2, logo.height // 2)) == 255
    assert logo.getpixel((0, 0)) == 255


def test_what_can_be_seen_through_is_white_paper() -> None:
    clear = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    ImageDraw.Draw(clear).rectangle((20, 20, 79, 79), fill=(0, 0, 0, 255))
    logo = opened(one_bit(file_of(clear), width=60, height=60, most_bytes=10_000))
    assert set(logo.tobytes()) <= {0x00, 0x0F}, "a black square, four dots of padding a row"


def test_a_picture_on_its_side_stands_up() -> None:
    picture = Image.new("L", (60, 20), 0)
    exif = Image.Exif()
    exif[0x0112] = 6
    data = io.BytesIO()
    picture.save(data, "JPEG", exif=exif)
    assert opened(one_bit(data.getvalue(), width=60, height=60, most_bytes=10_000)).size == (20, 60)


def test_a_picture_with_much_in_it_is_made_smaller_until_it_fits() -> None:
    noise = Image.frombytes("L", (300, 300), random.Random(7).randbytes(90_000))
    png = one_bit(file_of(noise), width=300, height=300, most_bytes=3_000)
    assert len(png) <= 3_000 and opened(png).width > 100


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is that large; there is next to nothing in it."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(99))) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Moiso",
        file_of(emblem())[:300],
        file_of(emblem(), "JPEG")[:300],
        file_of(emblem(), "GIF"),
        file_of(emblem(), "BMP"),
        file_of(Image.new("L", (50, 50), 255)),
        bomb(5_000, 5_000),
        bomb(12_000, 12_000),
        bomb(60_000, 60_000),
        bytes(FILE_BYTES + 1),
    ],
    ids=[
        "nothing",
        "text",
        "half a PNG",
        "half a JPEG",
        "GIF",
        "BMP",
        "all white",
        "large",
        "very large",
        "enormous",
        "too long",
    ],
)
def test_what_is_no_picture_for_paper_is_a_setting_that_cannot_be_used(data: bytes) -> None:
    with pytest.raises(SettingError):
        one_bit(data, width=400, height=200, most_bytes=10_000)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 255), st.sampled_from(["PNG", "JPEG"]))
def test_a_damaged_picture_never_does_more_than_say_so(place: int, change: int, kind: str) -> None:
    data = bytearray(file_of(emblem(), kind))
    data[place % len(data)] ^= change
    try:
        png = one_bit(bytes(data), width=100, height=100, most_bytes=10_000)
    except SettingError:
        return
    assert opened(png).mode == "1"


def test_a_picture_that_fits_is_printed_dot_for_dot() -> None:
    dots = Image.new("1", (20, 4), 1)
    for place in ((0, 0), (19, 3), (7, 1), (8, 2)):
        dots.putpixel(place, 0)
    block = picture_of(file_of(dots), width_dots=384, height=50, keep=True)
    assert (block.width_bytes, block.rows, block.keep) == (3, 4, True)
    assert block.data == bytes([0x80, 0, 0, 1, 0, 0, 0, 0x80, 0, 0, 0, 0x10])


def test_one_that_is_too_wide_is_set_smaller() -> None:
    block = picture_of(file_of(Image.new("1", (600, 120), 0)), width_dots=384, height=200)
    assert (block.width_bytes, block.rows) == (45, 72)
    assert picture_of(file_of(Image.new("1", (90, 300), 0)), width_dots=384, height=60).rows == 60


def test_a_picture_made_of_commands_loses_lonely_dots_and_can_be_printed() -> None:
    rows = [bytes.fromhex("1004") * 20, (int.from_bytes(bytes.fromhex("1005") * 20) >> 3).to_bytes(40), bytes([0xF0] * 40)]
    hostile = Image.frombytes("1", (320, 3), bytes(byte ^ 0xFF for byte in b"".join(rows)))
    block = picture_of(file_of(hostile), width_dots=576, height=100)
    assert block.data.endswith(rows[2]), "what is harmless stays as it is"
    for shift in range(8):
        moved = [int.from_bytes(block.data[at : at + 40]) << shift for at in (0, 40, 80)]
        assert not any(hides_command(row.to_bytes(41)) for row in moved)
    render(Document((block, Cut())), 576)


def test_the_picture_of_a_paper_is_the_paper() -> None:
    pieces = render(Document((Line("Hộ tịch", 30), Cut())), 384)
    assert opened(png_of(pieces, 384)).tobytes() == paint(pieces, 384).tobytes()
