"""Documents become bands that any thermal printer takes, and nothing of them is lost on the way."""

import os
import subprocess
import unicodedata
from collections.abc import Callable
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFont

from drivers.printer.bands import BAND_BYTES, hides_command
from drivers.printer.document import Big, Cut, Document, Fact, Feed, Line, Picture, Qr, Rule
from drivers.printer.encode import encode
from drivers.printer.pieces import Band, CutHere, Gap, paint
from drivers.printer.profiles import Confirm, Cutter, Profile
from drivers.printer.render import MARGIN_DOTS, SQUEEZED_FROM, band_image, lines_of, render

WIDTHS = (384, 512, 576, 640)
PROCEDURES = (
    "Đăng ký khai sinh",
    "Chứng thực bản sao từ bản chính",
    "Cấp Giấy chứng nhận quyền sử dụng đất",
    "Đăng ký thường trú – Xác nhận thông tin về cư trú",
    "Hỗ trợ chi phí mai táng cho đối tượng bảo trợ xã hội",
    "Thủ tục đăng ký lại kết hôn có yếu tố nước ngoài",
    "Phường Ô Chợ Dừa",
    "Xã Thạnh Lộc, huyện Vĩnh Thạnh",
    "Ủy ban nhân dân phường Ô Môn",
    "Thị trấn Nguyễn Bỉnh Khiêm",
)
WORDS = tuple(
    sorted({word for name in PROCEDURES for word in name.split()} | {"Nguyễn", "Ễnh", "Ẵm", "Ửng", "quỵt", "ngoằn", "–"})
)
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyẮẰẲẴẶẤẦẨẪẬĐẾỀỂỄỆỐỒỔỖỘỚỜỞỠỢỨỪỬỮỰỳỵỷỹý0123456789.,:/-–()"
words = st.one_of(st.sampled_from(WORDS), st.text(LETTERS, min_size=1, max_size=9))
texts = st.lists(words, min_size=1, max_size=14).map(" ".join)
long_texts = st.lists(st.one_of(words, st.text(LETTERS, min_size=30, max_size=90)), min_size=1, max_size=5).map(" ".join)
lines = st.builds(Line, st.one_of(texts, long_texts), st.integers(14, 48), st.booleans())
labels = st.builds("{}{:03d}".format, st.sampled_from("ABCDEGHKLMNPQRSTUVX"), st.integers(0, 9999))
bigs = st.builds(Big, labels, st.integers(60, 260))
codes = st.builds(
    Qr, st.text("abcdefghijklmnopqrstuvwxyz0123456789/:.-?=&", min_size=1, max_size=400), st.sampled_from((2, 4, 6, 8))
)
rules = st.builds(Rule, st.integers(1, 6), st.floats(0.0, 1.0))
feeds = st.builds(Feed, st.integers(0, 400))
documents = st.lists(st.one_of(lines, bigs, codes, rules, feeds), max_size=4).map(lambda blocks: Document((*blocks, Cut())))


def picture(block: Line | Big | Qr | Rule, width_dots: int = 576) -> Image.Image:
    return paint(render(Document((block,)), width_dots), width_dots)


def ink(image: Image.Image) -> Image.Image:
    """Only the black, cropped."""
    box = ImageChops.invert(image.convert("L")).getbbox()
    return image.crop(box) if box else image.crop((0, 0, 0, 0))


def inverted(image: Image.Image) -> bytes:
    """The dots as a printer wants them: 1 is black."""
    return bytes(byte ^ 0xFF for byte in image.tobytes())


def noto(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(f"/usr/share/fonts/truetype/noto/NotoSans-{'Bold' if bold else 'Regular'}.ttf", size)


def drawn(text: str, size: int, bold: bool) -> Image.Image:
    """The same words on a canvas far larger than needed, so that nothing can be cut; large bold ones squeezed and doubled."""
    font = noto(size, bold)
    grey = Image.new("L", (round(font.getlength(text)) // 2 * 2 + 200, 4 * size), 255)
    ImageDraw.Draw(grey).text((100, size), text, fill=0, font=font)
    if bold and size >= SQUEEZED_FROM:
        half = grey.resize((grey.width // 2, grey.height), Image.Resampling.BOX)
        cut = half.point(lambda level: 255 if level >= 128 else 0, mode="1")
        return ink(cut.resize((2 * cut.width, cut.height), Image.Resampling.NEAREST))
    return ink(grey.point(lambda level: 255 if level >= 128 else 0, mode="1"))


def drawn_plain(text: str, font: ImageFont.FreeTypeFont) -> Image.Image:
    grey = Image.new("L", (round(font.getlength(text)) + 200, 4 * round(font.size)), 255)
    ImageDraw.Draw(grey).text((100, round(font.size)), text, fill=0, font=font)
    return ink(grey.point(lambda level: 255 if level >= 128 else 0, mode="1"))


# ── What a printer takes ──


@settings(max_examples=70, deadline=None)
@given(document=documents, width=st.sampled_from(WIDTHS))
def test_whatever_is_on_the_paper_every_band_is_one_that_cheap_printers_take(document: Document, width: int) -> None:
    pieces = render(document, width)
    for band in (piece for piece in pieces if isinstance(piece, Band)):
        assert 1 <= band.rows <= 64
        assert {band.across, band.down} <= {1, 2}
        assert len(band.data) == band.width_bytes * band.rows <= BAND_BYTES
        assert band.width_bytes * 8 * band.across <= width
        assert any(band.data), "a band without ink is a gap"
    assert not hides_command(encode(pieces, Profile("any", width, Cutter.PARTIAL, Confirm.NONE)))
    assert isinstance(pieces[-1], CutHere)


@settings(max_examples=40, deadline=None)
@given(document=documents)
def test_gaps_are_never_empty_and_never_follow_each_other(document: Document) -> None:
    pieces = render(document, 576)
    assert all(piece.rows > 0 for piece in pieces if isinstance(piece, Gap))
    assert not any(isinstance(one, Gap) and isinstance(two, Gap) for one, two in pairwise(pieces))


@pytest.mark.parametrize(
    ("text", "size"), [("Đăng ký lại kết hôn", 18), ("Số đường dây nóng: 0292 3861 234", 19), ("Ủy ban nhân dân", 19)]
)
def test_a_band_that_hides_a_command_is_moved_and_keeps_its_ink(text: str, size: int) -> None:
    wanted = drawn(text, size, False)
    plain = Image.new("1", ((wanted.width + 7) // 8 * 8, wanted.height), 1)
    plain.paste(wanted, ((plain.width - wanted.width) // 2, 0))
    assert hides_command(inverted(plain)), "this text needs no moving: the test proves nothing"
    found = [piece for piece in render(Document((Line(text, size),)), 576) if isinstance(piece, Band)]
    assert not any(hides_command(band.data) for band in found)
    assert ink(picture(Line(text, size))).tobytes() == wanted.tobytes()


@pytest.mark.parametrize("command", [b"\x10\x04", b"\x10\x05", b"\x10\x14"])
def test_each_real_time_command_is_seen_wherever_it_hides(command: bytes) -> None:
    assert hides_command(b"\x1b@" + command + b"\x00")
    assert hides_command(command)
    assert not hides_command(command[:1] + b"\x00" + command[1:])


# ── Nothing is cut ──


@settings(max_examples=60, deadline=None)
@given(line=lines, width=st.sampled_from(WIDTHS))
def test_a_wrapped_text_keeps_every_letter_in_order(line: Line, width: int) -> None:
    broken = lines_of(line, width)
    assert "".join("".join(broken).split()) == "".join(line.text.split())
    assert all(noto(line.size, line.bold).getlength(text) <= width - 2 * MARGIN_DOTS for text in broken)


def can_stand_somewhere(wanted: Image.Image) -> bool:
    """Whether some place of the ink hides no command in any row. Only rows of one sign over and over hide one wherever they stand."""
    for left in range(24):
        canvas = Image.new("1", ((wanted.width + 24 + 7) // 8 * 8, wanted.height), 1)
        canvas.paste(wanted, (left, 0))
        data, width = inverted(canvas), canvas.width // 8
        if not any(hides_command(data[at : at + width]) for at in range(0, len(data), width)):
            return True
    return False


def test_ink_that_hides_a_command_wherever_it_stands_loses_no_row() -> None:
    line = Line("000000000000000001111110111111", 17)
    wanted = drawn(line.text, line.size, line.bold)
    assert not can_stand_somewhere(wanted), "this text needs no halving: the test proves nothing"
    pieces = [piece for piece in render(Document((line,)), 384) if isinstance(piece, Band)]
    assert sum(band.rows for band in pieces) == wanted.height and not any(hides_command(band.data) for band in pieces)
    top = 0
    for band in pieces:
        shown, meant = ink(band_image(band)), ink(wanted.crop((0, top, wanted.width, top + band.rows)))
        assert shown.size == meant.size
        black, white = (int.from_bytes(inverted(one)) for one in (shown, meant))
        assert black & white == white and (black ^ white).bit_count() <= 8, (
            "a row that no place helps gets a dot more, never less"
        )
        top += band.rows


@settings(max_examples=40, deadline=None)
@given(line=lines, width=st.sampled_from(WIDTHS))
def test_the_ink_of_every_wrapped_line_is_complete_and_stands_below_the_line_before(line: Line, width: int) -> None:
    paper, top = picture(line, width), 0
    for text in lines_of(line, width):
        alone = picture(Line(text, line.size, line.bold), width)
        wanted = drawn(text, line.size, line.bold)
        assume(can_stand_somewhere(wanted))
        assert (ink(alone).size, ink(alone).tobytes()) == (wanted.size, wanted.tobytes()), text
        assert alone.height >= round(line.size * 1.36)
        assert paper.crop((0, top, width, top + alone.height)).tobytes() == alone.tobytes(), text
        top += alone.height
    assert paper.height == top


@settings(max_examples=60, deadline=None)
@given(line=lines, width=st.sampled_from(WIDTHS))
def test_a_word_is_split_only_when_it_is_wider_than_the_paper(line: Line, width: int) -> None:
    pieces = " ".join(lines_of(line, width)).replace("\u00a0", " ").split()
    font = noto(line.size, line.bold)
    for word in line.text.split():
        assert word in pieces or font.getlength(f"{word} –") > width - 2 * MARGIN_DOTS


@settings(max_examples=60, deadline=None)
@given(text=st.lists(st.sampled_from([*WORDS, "–", "—", "-"]), min_size=2, max_size=16).map(" ".join), size=st.integers(20, 90))
def test_a_dash_never_begins_a_line(text: str, size: int) -> None:
    text = f"Hộ tịch {text}"
    for line in lines_of(Line(text, size), 384)[1:]:
        assert not line.lstrip("\u00a0").startswith(("– ", "— ", "- ", "–\u00a0", "—\u00a0", "-\u00a0")), line


@settings(max_examples=60, deadline=None)
@given(text=st.lists(st.sampled_from([word for word in WORDS if word != "–"]), min_size=3, max_size=9), size=st.integers(24, 44))
def test_lines_are_as_even_as_they_can_be(text: list[str], size: int) -> None:
    font, usable = noto(size), 384 - 2 * MARGIN_DOTS
    broken = lines_of(Line(" ".join(text), size), 384)
    ways = combinations(range(1, len(text)), len(broken) - 1)
    parts = [[" ".join(text[a:b]) for a, b in zip((0, *cuts), (*cuts, len(text)), strict=True)] for cuts in ways]
    best = min(max(font.getlength(line) for line in way) for way in parts)
    assert max(font.getlength(line) for line in broken) <= max(best, usable / 2) + 8


def test_no_lonely_word_is_left_on_the_last_line() -> None:
    assert lines_of(Line("Cấp Giấy chứng nhận quyền sử dụng đất", 40, bold=True), 576) == [
        "Cấp Giấy chứng nhận",
        "quyền sử dụng đất",
    ]


def test_a_long_word_is_not_split_to_make_lines_even() -> None:
    assert lines_of(Line("dichvucong.cantho.gov.vn/tra-cuu 0292", 32), 576) == ["dichvucong.cantho.gov.vn/tra-cuu", "0292"]


def test_letters_and_their_marks_stay_together_when_a_word_is_split() -> None:
    word = unicodedata.normalize("NFD", "ngoằnngoèo" * 12)
    assert lines_of(Line(word, 40), 384) == lines_of(Line(unicodedata.normalize("NFC", word), 40), 384)
    rare = "n\u0330\u0308" * 40  # no single letter stands for this one
    assert not any(unicodedata.combining(line[0]) for line in lines_of(Line(rare, 40), 384))


@pytest.mark.parametrize("size", [16, 19, 26, 40])
@pytest.mark.parametrize("bold", [False, True])
def test_the_tallest_letters_keep_their_marks(size: int, bold: bool) -> None:
    text = "ẮẴẾỆỐỖỚỰỹ"
    assert ink(picture(Line(text, size, bold))).tobytes() == drawn(text, size, bold).tobytes()


@given(label=labels, size=st.integers(60, 400), width=st.sampled_from(WIDTHS))
@settings(max_examples=30, deadline=None)
def test_a_number_is_whole_and_as_large_as_the_paper_allows(label: str, size: int, width: int) -> None:
    got = ink(picture(Big(label, size), width))
    fonts = (noto(half, True) for half in range(size // 2, 7, -1))
    font = next(font for font in fonts if font.getlength(label) <= (width - 2 * MARGIN_DOTS) // 2)
    wanted = drawn_plain(label, font)
    assert (
        got.size == (2 * wanted.width, 2 * wanted.height) or abs(got.width - 2 * wanted.width) <= 2
    )  # bands may stand a dot apart


# ── The same words give the same paper ──


@given(line=lines)
@settings(max_examples=40, deadline=None)
def test_composed_and_decomposed_letters_give_the_same_ink(line: Line) -> None:
    apart = Line(unicodedata.normalize("NFD", line.text), line.size, line.bold)
    together = Line(unicodedata.normalize("NFC", line.text), line.size, line.bold)
    assert render(Document((apart,)), 576) == render(Document((together,)), 576)


@pytest.mark.parametrize("text", ["", " ", "\u00a0"])
def test_a_blank_line_is_blank_paper_of_its_height(text: str) -> None:
    assert render(Document((Line(text, 26),)), 576) == (Gap(round(26 * 1.36)),)


def test_a_line_break_in_a_name_is_a_space() -> None:
    assert render(Document((Line("Hộ tịch\nvà chứng\tthực", 26),)), 576) == render(
        Document((Line("Hộ tịch và chứng thực", 26),)), 576
    )


def test_an_empty_document_is_no_paper() -> None:
    assert render(Document(()), 576) == ()


def test_a_thin_rule_goes_across_its_share_of_the_paper() -> None:
    assert picture(Rule(2, 1.0), 384).tobytes() == bytes(2 * 48)
    assert ink(picture(Rule(3, 0.5), 384)).size == (192, 3)


# ── Looked at with other eyes ──


def scanned(image: Image.Image, path: Path) -> str:
    image.save(path)
    run = subprocess.run(["zbarimg", "--quiet", "--raw", "--oneshot", str(path)], check=True, capture_output=True, timeout=20)
    return run.stdout.decode().removesuffix("\n")


@pytest.mark.parametrize("width", [384, 576])
def test_a_reader_finds_exactly_our_address_on_the_ticket(
    default_ticket: Callable[[int], Document], width: int, tmp_path: Path
) -> None:
    assert scanned(paint(render(default_ticket(width), width), width), tmp_path / "ticket.png") == "https://dichvucong.gov.vn"


@pytest.mark.parametrize(("width", "length"), [(384, 20), (384, 700), (576, 120), (576, 1000)])
def test_a_code_is_read_whole_however_long_its_data(width: int, length: int, tmp_path: Path) -> None:
    data = ("https://dichvucong.gov.vn/p/home/dvc-tra-cuu?ma=" + "A0123456789" * 100)[:length]
    paper = paint(render(Document((Feed(24), Qr(data, 6), Feed(24))), width), width)
    assert scanned(paper.resize((2 * paper.width, 2 * paper.height)), tmp_path / "code.png") == data


def test_a_machine_reads_procedures_and_places_with_two_errors_in_a_hundred_at_most(tmp_path: Path) -> None:
    wrong = total = 0
    names = tmp_path / "lines.txt"
    shown = [line for name in PROCEDURES for line in lines_of(Line(name, 28), 576)]
    for place, text in enumerate(shown):
        cropped = ink(picture(Line(text, 28)))
        framed = Image.new("1", (cropped.width + 40, cropped.height + 40), 1)
        framed.paste(cropped, (20, 20))
        framed.save(tmp_path / f"{place}.png")
    names.write_text("\n".join(str(tmp_path / f"{place}.png") for place in range(len(shown))), encoding="utf-8")
    command = ["tesseract", str(names), "-", "-l", "vie", "--psm", "7", "-c", "page_separator=\f"]
    run = subprocess.run(command, check=True, capture_output=True, timeout=60, env={**os.environ, "OMP_THREAD_LIMIT": "1"})
    read = [page.strip() for page in run.stdout.decode().split("\f")]
    for text, seen in zip(shown, read, strict=False):
        wrong += distance(unicodedata.normalize("NFC", text), unicodedata.normalize("NFC", seen))
        total += len(text)
    assert len(read) >= len(shown)
    assert wrong / total <= 0.02, read


def distance(one: str, two: str) -> int:
    """How many letters must be changed, put in or taken out."""
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(two, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def test_a_fact_is_printed_as_its_whole_sentence_where_the_printer_keeps_no_pictures() -> None:
    fact = Fact("Trước ông/bà còn 4 người", caption="Số người chờ trước", value="4", size=26)
    assert render(Document((fact,)), 576) == render(Document((Line("Trước ông/bà còn 4 người", 26),)), 576)


def test_a_picture_is_printed_dot_for_dot() -> None:
    dots = bytes([0b1000_0001, 0xFF, 0b0101_0101, 0x00, 0b1000_0000, 0b0000_0001])
    pieces = render(Document((Picture(2, 3, dots),)), 576)
    paper = paint(pieces, 576).convert("L")
    box = ImageChops.invert(paper).getbbox()
    assert box is not None
    expected = Image.frombytes("1", (16, 3), bytes(byte ^ 0xFF for byte in dots)).convert("L")
    assert paper.crop(box).tobytes() == expected.crop(ImageChops.invert(expected).getbbox()).tobytes()
