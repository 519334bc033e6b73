"""What a printer draws itself: its own letters, its own QR codes, a caption and a value; and when it must not."""

import pytest
from PIL import Image, ImageChops

from drivers.printer.document import Big, Document, Fact, Line, Qr
from drivers.printer.pieces import Code, Letters, paint
from drivers.printer.render import MARGIN_DOTS, Ways, render

WIDTHS = (384, 512, 576, 640)


def ink(image: Image.Image) -> Image.Image:
    """Only the black, cropped."""
    return image.crop(ImageChops.invert(image.convert("L")).getbbox())


OWN = Ways(native_qr=True, native_digits=True)


@pytest.mark.parametrize(("text", "width", "times"), [("A012", 576, 8), ("A012", 384, 7), ("A0123", 384, 6), ("1", 384, 8)])
def test_a_number_in_the_printers_own_letters_is_as_large_as_the_paper_and_the_printer_allow(
    text: str, width: int, times: int
) -> None:
    assert render(Document((Big(text, 200),)), width, OWN) == (Letters(text, times),)


@pytest.mark.parametrize("text", ["Đ012", "A012 – B", "A" * 30, " "])
def test_what_its_letters_cannot_say_stays_a_raster(text: str) -> None:
    assert not any(isinstance(piece, Letters) for piece in render(Document((Big(text, 200),)), 576, OWN))


@pytest.mark.parametrize(("width", "module"), [(384, 4), (576, 6)])
def test_a_code_that_the_printer_draws_is_as_large_as_ours(width: int, module: int) -> None:
    block = Qr("https://dichvucong.gov.vn", module)
    (native,) = render(Document((block,)), width, OWN)
    ours = ink(paint(render(Document((block,)), width), width))
    assert isinstance(native, Code)
    assert native.modules * native.module == ours.width
    assert ink(paint((native,), width)).tobytes() == ours.tobytes()


def test_a_code_of_letters_that_printers_read_differently_is_drawn_by_us() -> None:
    assert not any(isinstance(piece, Code) for piece in render(Document((Qr("Ô Môn", 6),)), 576, OWN))
    long = Qr("a" * (0x0410 - 3), 2)  # its length would be a real-time command
    assert not any(isinstance(piece, Code) for piece in render(Document((long,)), 576, OWN))


def test_a_fact_is_a_caption_and_a_value_only_where_captions_can_be_kept() -> None:
    fact = Fact("Trước ông/bà còn 4 người", caption="Số người chờ trước", value="4", size=26)
    assert render(Document((fact,)), 576, OWN) == render(Document((fact,)), 576)
    split = render(Document((fact,)), 576, Ways(native_digits=True, splits=True))
    assert split[-1] == Letters("4", 2, bold=False)
    assert split[:-1] == render(Document((Line("Số người chờ trước", 26),)), 576)


def test_no_line_of_the_printers_own_letters_is_full_to_the_last_dot() -> None:
    """Some printers print a full line at once, and the line feed behind it gives an empty one as high as the number."""
    for width in WIDTHS:
        for length in range(1, 40):
            for piece in render(
                Document((Big("8" * length, 200), Fact("x", "y", "8" * length, 26))), width, Ways(False, True, True)
            ):
                assert not isinstance(piece, Letters) or 12 * piece.times * len(piece.text) <= width - 2 * MARGIN_DOTS


def test_a_long_value_is_smaller_before_it_is_a_raster() -> None:
    fact = Fact("08:05 · Thứ Hai, 23/11/2026", caption="Thứ Hai", value="08:05 23/11/2026", size=26)
    split = render(Document((fact,)), 384, Ways(native_digits=True, splits=True))
    assert split[-1] == Letters("08:05 23/11/2026", 1, bold=False)


def test_a_value_that_the_printers_letters_cannot_say_keeps_the_fact_whole() -> None:
    fact = Fact("Quầy Đ", caption="Quầy", value="Đ", size=26)
    assert render(Document((fact,)), 576, Ways(native_digits=True, splits=True)) == render(Document((fact,)), 576)
