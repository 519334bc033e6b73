"""Vietnamese and Khmer are drawn whole, each in its own font, and broken only where a reader would break them."""

import re
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFont

from drivers import script
from drivers.printer import lettering
from drivers.printer.document import Document, Line
from drivers.printer.lettering import broken, drawn, length, line_rows, missing_fonts
from drivers.printer.pieces import paint
from drivers.printer.render import render

KHMER = (
    "សេវាអត្រានុកូលដ្ឋាន",
    "ភូមិថ្មី ឃុំព្រះត្រពាំង",
    "ស្រុកក្រឡាញ់",
    "លោក សុខ សុភាព",
    "កញ្ញា ឈឿន ស្រីពៅ",
    "ព្រៃនគរ ក្ស័យ ញ៉ាំ ខ្ញុំ",
    "ប័ណ្ណសម្គាល់លំនៅដ្ឋាន",
    "លេខរៀង៖ ១២៣៤៥",
    "គណៈកម្មាធិការប្រជាជន",
    "ស្ត្រី ស្ទឹង ម្ភៃ ង៉ៃ",
)
MIXED = ("លេខ A012 · Quầy 1", "សេវា Hộ tịch – 08:05", "ឃុំ Ô Môn, 23/11/2026")
VIETNAMESE = ("Nguyễn Thị Ửng", "Đặng Hữu Ngoằn", "Phường Ô Chợ Dừa", "Thạch Sô Phia", "Kim Thị Bích Ngọc", "Lý Sà Rươl")
names = st.sampled_from((*KHMER, *MIXED, *VIETNAMESE))
DEPENDENT = re.compile("[\u17b4-\u17d3\u17dd]")


def khmer(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(f"/usr/share/fonts/truetype/noto/NotoSansKhmer-{'Bold' if bold else 'Regular'}.ttf", size)


def inked(picture: Image.Image) -> Image.Image:
    box = ImageChops.invert(picture.convert("L")).getbbox()
    assert box is not None
    return picture.crop(box)


def alone(text: str, font: ImageFont.FreeTypeFont) -> Image.Image:
    """Drawn by Pillow on a canvas far larger than needed."""
    grey = Image.new("L", (round(font.getlength(text)) + 200, round(6 * font.size)), 255)
    ImageDraw.Draw(grey).text((100, 3 * font.size), text, fill=0, font=font, anchor="ls")
    return inked(grey.point(lambda level: 255 if level >= 128 else 0, mode="1"))


@pytest.mark.parametrize("text", [text for text in KHMER if " " not in text])
@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("size", [20, 26, 33])
def test_a_khmer_name_is_shaped_as_its_own_font_shapes_it_and_no_mark_is_cut(text: str, bold: bool, size: int) -> None:
    font = khmer(size, bold)
    got = inked(drawn(text, size, bold))
    assert (got.size, got.tobytes()) == (alone(text, font).size, alone(text, font).tobytes())
    naive = alone("".join(f"{letter} " for letter in text), font)
    assert got.size != naive.size, "its letters are not put together"


@settings(max_examples=60, deadline=None)
@given(text=names, size=st.integers(16, 48), bold=st.booleans(), width=st.sampled_from((384, 576)))
def test_a_name_on_paper_has_the_ink_of_its_lines_one_below_the_other(text: str, size: int, bold: bool, width: int) -> None:
    line = Line(text, size, bold)
    paper = paint(render(Document((line,)), width), width)
    lines = broken(text, size, bold, width - 24)
    tops = [max(line_rows(part, size, bold), 1) for part in lines]
    assert paper.height >= sum(tops) - 1
    ink = sum(paint(render(Document((Line(part, size, bold),)), width), width).histogram()[0] for part in lines)
    assert paper.histogram()[0] == ink


@settings(max_examples=60, deadline=None)
@given(text=names, size=st.integers(16, 48), bold=st.booleans())
def test_one_name_below_another_never_touches_it(text: str, size: int, bold: bool) -> None:
    picture = drawn(text, size, bold)
    box = ImageChops.invert(picture.convert("L")).getbbox()
    assert box is not None
    assert box[3] <= max(line_rows(text, size, bold), box[3])
    single = paint(render(Document((Line(text, size, bold),)), 20_000 // 8 * 8), 20_000 // 8 * 8)
    assert single.height >= line_rows(text, size, bold)


def test_a_line_of_both_scripts_stands_on_one_baseline_and_is_drawn_by_both_fonts() -> None:
    text, size = "កA", 40
    picture = drawn(text, size, False)
    latin = alone("A", ImageFont.truetype("/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf", size))
    right = inked(picture).crop((inked(picture).width - latin.width, 0, inked(picture).width, inked(picture).height))
    assert inked(right).tobytes() == latin.tobytes()
    assert length(text, size, False) == pytest.approx(length("ក", size, False) + length("A", size, False))


@settings(max_examples=150, deadline=None)
@given(
    text=st.lists(st.sampled_from([part for name in KHMER for part in name.split()]), min_size=1, max_size=9).map("".join),
    size=st.integers(20, 60),
    width=st.integers(120, 552),
)
def test_khmer_without_spaces_is_broken_and_no_sign_is_torn_from_its_consonant(text: str, size: int, width: int) -> None:
    lines = broken(text, size, False, width)
    assert "".join(lines) == unicodedata.normalize("NFC", text)
    for before, line in pairwise(lines):
        assert not DEPENDENT.match(line), line
        assert not before.endswith("\u17d2"), before
    assert all(length(line, size, False) <= width or len(script._UNITS.findall(line)) == 1 for line in lines)


def test_a_line_of_khmer_breaks_between_its_words_where_they_are_marked() -> None:
    words = ["សេវា", "អត្រា", "នុកូល", "ដ្ឋាន", "ប្រជា", "ពលរដ្ឋ"]
    lines = broken("\u200b".join(words), 30, False, 200)
    assert len(lines) > 1
    assert "".join(lines) == "".join(words)
    ends = {len("".join(words[:count])) for count in range(len(words) + 1)}
    at = 0
    for line in lines:
        at += len(line)
        assert at in ends, "broken inside a word"


def test_what_marks_a_break_takes_no_room_and_leaves_no_dot() -> None:
    assert length("សេវា\u200bរដ្ឋ", 30, False) == length("សេវារដ្ឋ", 30, False)
    assert drawn("សេវា\u200bរដ្ឋ", 30, False).tobytes() == drawn("សេវារដ្ឋ", 30, False).tobytes()


def test_a_khmer_line_is_as_high_as_its_stacked_marks_need() -> None:
    assert line_rows("ក្រឡាញ់", 26, False) > line_rows("Kralanh", 26, False)
    assert line_rows("Kralanh", 26, False) == round(26 * 1.36)


def test_a_font_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert missing_fonts() == []
    gone = Path("/usr/share/fonts/NotoSansKhmer-Bold.gone")
    monkeypatch.setitem(lettering.KHMER, True, (gone, *lettering.LATIN[True]))
    assert missing_fonts() == ["NotoSansKhmer-Bold.gone"]


def test_large_bold_text_is_squeezed_to_half_its_width_and_keeps_its_marks_apart() -> None:
    for text in VIETNAMESE:
        whole, half = drawn(text, 40, True), drawn(text, 40, True, squeezed=True)
        assert abs(whole.width - 2 * half.width) <= 1
        assert whole.height == half.height
        wide = half.resize((2 * half.width, half.height), Image.Resampling.NEAREST)
        black = sum(whole.histogram()[:1])
        different = ImageChops.logical_xor(whole, wide.crop((0, 0, whole.width, whole.height))).histogram()[255]
        assert different < 0.2 * black, text
