"""Latin and Khmer stand on one baseline, as large as they may, in their field."""

import unicodedata
from collections.abc import Iterator

import pygame
import pytest

from drivers.screen.layout import CAPS_LINE, KHMER_LINE, LINE_HEIGHT, fit, line_share
from drivers.screen.letters import _drawable, _font, fitted, put, width, write
from drivers.screen.ops import Align, Rect, Text

INK, PAPER = (0, 0, 0), (255, 255, 255)
STACKED = "ស្រ្តី ត្រូវ ង្គ្រ ហ្ន៊ំ បញ្ជរ"


@pytest.fixture(autouse=True)
def _fonts() -> Iterator[None]:
    pygame.font.init()
    yield


def ink(text: Text, size: tuple[int, int] = (900, 400)) -> pygame.Rect:
    """The smallest field that holds every dot that was drawn."""
    surface = pygame.Surface(size)
    surface.fill(PAPER)
    write(surface, text)
    return (
        pygame.mask.from_threshold(surface, INK, (200, 200, 200))
        .get_bounding_rects()[0]
        .unionall(pygame.mask.from_threshold(surface, INK, (200, 200, 200)).get_bounding_rects())
    )


@pytest.mark.parametrize("text", [STACKED, "លេខ A012 ទៅបញ្ជរ 3", "Ẩn Ễ Ự gỵ", "A012", "07:45", "QUẦY"])
@pytest.mark.parametrize("align", Align)
def test_no_dot_leaves_the_field(text: str, align: Align) -> None:
    rect = Rect(40, 60, 500, 150)
    box = ink(Text(text, rect, 200, INK, align=align))
    assert rect.x - 1 <= box.x
    assert box.right <= rect.right + 1
    assert rect.y - 1 <= box.y
    assert box.bottom <= rect.bottom + 1


def test_two_lines_of_khmer_do_not_touch() -> None:
    found = fitted(f"{STACKED} {STACKED}", 600, 400, 60, 40, 2, True)
    assert len(found.lines) == 2
    one = pygame.Surface((900, 300))
    one.fill(PAPER)
    put(one, found.lines[0], (0, 120), True, found.size, INK)
    assert pygame.mask.from_threshold(one, INK, (200, 200, 200)).count() > 0
    assert found.step >= 1.37 * found.size, "source: SCREEN-AND-VOICE §2"


def test_a_run_of_another_script_counts_in_the_width() -> None:
    parts = ("លេខ ", "A012", " ទៅ")
    assert width("".join(parts), True, 60) == sum(width(part, True, 60) for part in parts)


def test_khmer_is_shaped_and_not_spelled() -> None:
    raw = pygame.font.Font("/usr/share/fonts/truetype/noto/NotoSansKhmer-Bold.ttf", 60)
    assert width("សូមអញ្ជើញ", True, 60) < raw.size("សូមអញ្ជើញ")[0], "unshaped, subscripts stand beside their letters"
    assert _font(True, True, 60) is not _font(False, True, 60)


def test_a_number_stands_in_the_middle_of_its_field() -> None:
    rect = Rect(0, 0, 900, 300)
    box = ink(Text("A012", rect, 300, INK))
    assert abs((box.top + box.bottom) / 2 - 150) <= 3
    assert box.height >= 0.7 * 300, "capitals may be as high as the field allows"


@pytest.mark.parametrize(
    ("text", "share"),
    [("A012", CAPS_LINE), ("07:45", CAPS_LINE), ("Quầy", LINE_HEIGHT), ("JQ", LINE_HEIGHT), ("លេខ 3", KHMER_LINE)],
)
def test_a_line_is_as_high_as_its_letters_need(text: str, share: float) -> None:
    assert line_share(text) == share


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_what_is_fitted_at_one_size_fits_at_the_real_one(form: str) -> None:
    for words in range(1, 12):
        text = unicodedata.normalize(
            form, "Trung tâm Phục vụ hành chính công xã Mỹ Hương – thành phố Cần Thơ, Việt Nam ơi".rsplit(" ", words)[0]
        )
        found = fitted(text, 700, 200, 90, 30, 2, True)
        assert max(width(line, True, found.size) for line in found.lines) <= 700
        exact = fit(text, Rect(0, 0, 700, 200), 90, 30, 2, lambda part, em: width(part, True, em))
        assert abs(found.size - exact.size) <= 3


def test_what_the_font_has_not_leaves_no_box() -> None:
    assert width("Quầy → 3 ☎", True, 60) == width("Quầy  3 ", True, 60)
    assert width("→", True, 60) == 0


@pytest.mark.parametrize("bold", [True, False])
def test_every_letter_of_vietnamese_is_there(bold: bool) -> None:
    letters = [
        base + tone for base in "aăâeêioôơuưyđbcghklmnpqrstvx" for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    ]
    for text in ("".join(letters), "".join(letters).upper(), "0123456789 .,:;!?–-()/&%•…“”·"):
        text = unicodedata.normalize("NFC", text)
        assert "".join(run for run, _ in _drawable(text, bold)) == text
