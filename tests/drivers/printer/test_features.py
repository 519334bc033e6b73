"""The page that tries features: every command is what the manuals say, and a printer that knows none of them still ends its page."""

import re
from collections.abc import Callable
from typing import Any

import escpos.printer
import pytest

from drivers.printer.features import (
    KEY,
    SQUARE_DOTS,
    WIDTHS,
    Feature,
    feature_page,
    kept_picture,
    large_digits,
    qr_code,
    room_for_pictures,
    ruler,
)
from drivers.printer.profiles import profile
from drivers.printer.render import hides_command

LABELS = dict.fromkeys(Feature, "Thử")


def test_the_qr_code_is_asked_for_as_python_escpos_does_it() -> None:
    second = escpos.printer.Dummy()
    second.qr("A012", native=True, size=6, ec=escpos.constants.QR_ECLEVEL_M)
    assert qr_code(b"A012") in second.output


def test_the_digits_are_as_large_as_letters_get_and_small_again_after() -> None:
    assert large_digits(b"A012") == b"\x1d!\x77A012\n\x1d!\x00"


def test_the_picture_is_defined_printed_and_taken_out_again() -> None:
    data = kept_picture()
    length = int.from_bytes(data[3:5], "little")
    define, rest = data[5 : 5 + length], data[5 + length :]
    assert define[:6] == b"\x30\x43\x30" + KEY + b"\x01"
    width, height = int.from_bytes(define[6:8], "little"), int.from_bytes(define[8:10], "little")
    assert (width, height, define[10]) == (SQUARE_DOTS, SQUARE_DOTS, 49)
    assert len(define) == 11 + width // 8 * height
    assert rest == b"\x1d(L\x06\x00\x30\x45" + KEY + b"\x01\x01" + b"\x1d(L\x04\x00\x30\x42" + KEY


def test_the_square_has_its_frame_and_its_cross() -> None:
    dots = kept_picture()[16:]
    rows = [f"{int.from_bytes(dots[row * 12 : row * 12 + 12], 'big'):096b}" for row in range(SQUARE_DOTS)]
    assert rows[0] == rows[95] == "1" * 96
    assert all(row[0] == row[95] == row[at] == row[95 - at] == "1" for at, row in enumerate(rows))
    assert sum(row.count("0") for row in rows) > 8000, "it is not just black"


@pytest.mark.parametrize("width", WIDTHS)
def test_a_ruler_is_as_wide_as_it_says_with_a_block_at_its_end(width: int, rasters: Callable[..., Any]) -> None:
    (_, mode, row_bytes, rows, dots) = rasters(ruler(width))[0]
    assert (mode, row_bytes * 8) == (0, width)
    first = f"{int.from_bytes(dots[:row_bytes], 'big'):0{width}b}"
    assert first.endswith("1" * 16)
    assert [at for at, dot in enumerate(first[:-16]) if dot == "1"] == list(range(0, width - 16, 64))
    assert dots[-row_bytes:] == b"\xff" * row_bytes
    assert len(dots) == row_bytes * rows == len(ruler(width)) - 8


@pytest.mark.parametrize("name", ["80mm", "58mm"])
def test_the_page_has_every_feature_in_order_and_hides_no_command(name: str) -> None:
    page = feature_page(LABELS, profile(name))
    order = [page.index(part) for part in (qr_code(b"A012"), large_digits(b"A012"), kept_picture(), *map(ruler, WIDTHS))]
    assert order == sorted(order)
    assert page.index(b"\x1dVB\x00") < page.index(b"\x1dVA\x00")
    assert not hides_command(page)


def test_a_printer_without_a_cutter_feeds_the_page_out() -> None:
    end = feature_page(LABELS, profile("58mm")).partition(b"\x1dVA\x00")[2]
    assert sum(int.from_bytes(found[1], "little") * 2 for found in re.finditer(rb"\x1dv0\x03\x01\x00(..)", end)) == 120


@pytest.mark.parametrize(
    ("data", "room"),
    [(b"71262144\0", 262_144), (b"\x1271\x30\0", 0), (b"71\0", None), (b"7112", None), (b"", None), (b"72123\0", None)],
)
def test_the_room_for_pictures_is_believed_only_in_its_frame(data: bytes, room: int | None) -> None:
    assert room_for_pictures(data) == room
