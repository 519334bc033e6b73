"""The picture: everything in its place, readable, and read back by a machine."""

import subprocess
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pygame
import pytest
from PIL import Image, ImageOps

from display.scenes import picture
from display.state import STALE_AFTER_S
from display.theme import BRIGHT, STALE, Theme
from drivers.screen.layout import fit
from drivers.screen.letters import width
from drivers.screen.ops import Arrow, Box, Colour, Rect, Text
from drivers.screen.pygame_screen import PygameScreen
from server.domain.checks import NOTICE_MAX
from server.words import Words

SIZES = [(1920, 1080), (1280, 720), (1366, 768), (1080, 1920), (3840, 2160)]
VI = Words("vi")


@pytest.fixture(autouse=True)
def _fonts() -> None:
    pygame.font.init()


def busy(story: Any, new_ticket: Any) -> Any:
    story.snapshot(*(new_ticket(f"A{number:03}") for number in range(20, 32)))
    for label, desk in (("A011", 1), ("B105", 4), ("C027", 12), ("A010", 3), ("D003", 5), ("A012", 2)):
        story.call(label, desk)
        story.wait(10)
    story.tick()
    return story


def texts(story: Any, size: tuple[int, int]) -> list[Text]:
    return [op for op in picture(story.state, story.now_s, size, VI) if isinstance(op, Text)]


def overlap(one: Rect, other: Rect) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


@pytest.mark.parametrize("size", SIZES)
def test_no_two_texts_overlap_and_none_leaves_the_screen(story: Any, new_ticket: Any, size: tuple[int, int]) -> None:
    found = texts(busy(story, new_ticket), size)
    assert len(found) >= 15
    for text in found:
        assert text.rect.x >= 0 and text.rect.y >= 0 and text.rect.right <= size[0] and text.rect.bottom <= size[1], text
    assert [pair for pair in combinations(found, 2) if overlap(pair[0].rect, pair[1].rect)] == []


@pytest.mark.parametrize("size", SIZES)
def test_every_text_fits_its_field_whole(story: Any, new_ticket: Any, size: tuple[int, int]) -> None:
    for text in texts(busy(story, new_ticket), size):
        fitted = fit(
            text.text, text.rect, text.size, text.floor, text.lines, lambda one, em, bold=text.bold: width(one, bold, em)
        )
        assert "".join(fitted.lines).replace(" ", "").replace("\u00a0", "") == text.text.replace(" ", "")
        assert max(width(line, text.bold, fitted.size) for line in fitted.lines) <= text.rect.width
        assert fitted.size >= min(text.floor, text.size)


def test_sizes_are_those_that_read_from_the_back_row(story: Any, new_ticket: Any) -> None:
    found = {text.text: text for text in texts(busy(story, new_ticket), (1920, 1080))}
    big = next(text for text in texts(story, (1920, 1080)) if text.text == "A012" and text.size > 200)
    drawn = fit("A012", big.rect, big.size, big.floor, 1, lambda one, em: width(one, True, em)).size
    assert drawn >= 280
    assert found["B105"].size >= 120
    assert min(text.size for text in found.values() if text.bold) >= 44


@pytest.mark.parametrize("theme", [BRIGHT, STALE])
def test_everything_that_is_read_has_a_contrast_of_seven_to_one(theme: Theme) -> None:
    pairs = [
        (theme.number, theme.panel), (theme.text, theme.panel), (theme.text, theme.row), (theme.text, theme.row_other),
        (theme.label, theme.back), (theme.newest_text, theme.newest), (theme.door_text, theme.door), (theme.door_small, theme.door),
        (theme.strip_text, theme.strip), (theme.alarm_text, theme.alarm),
    ]  # fmt: skip
    assert {pair: contrast(*pair) for pair in pairs if contrast(*pair) < 7} == {}


def contrast(one: Colour, other: Colour) -> float:
    """Source: WCAG 2.2, relative luminance."""

    def luminance(colour: Colour) -> float:
        parts = [value / 255 / 12.92 if value <= 10 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in colour]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_a_new_call_changes_colours_once_a_second_and_then_stands_still(story: Any) -> None:
    story.call("A001", 1)
    grounds = []
    for _ in range(int(10 / 0.05)):
        panel = next(
            op
            for op in picture(story.state, story.now_s, (1920, 1080), VI)
            if isinstance(op, Box) and op.rect.width < 1920 and op.rect.height > 500
        )
        grounds.append(panel.colour)
        story.wait(0.05)
    changes = sum(1 for one, other in pairwise(grounds) if one != other)
    assert 10 <= changes <= 12, "at most one flash a second for six seconds"
    assert len(set(grounds[-60:])) == 1


def test_the_newest_row_is_marked_by_shape_and_not_by_colour_alone(story: Any, new_ticket: Any) -> None:
    ops = picture(busy(story, new_ticket).state, story.now_s, (1920, 1080), VI)
    arrows = [op for op in ops if isinstance(op, Arrow)]
    row = next(op for op in ops if isinstance(op, Text) and op.text == "A012" and op.size < 200)
    assert any(arrow.rect.y >= row.rect.y and arrow.rect.bottom <= row.rect.bottom for arrow in arrows)


def test_without_the_server_the_last_state_stays_grey_with_its_age(story: Any, new_ticket: Any) -> None:
    busy(story, new_ticket)
    story.wait(STALE_AFTER_S + 120)
    said = [text.text for text in texts(story, (1920, 1080))]
    assert "A012" in said and "MẤT KẾT NỐI – số trên màn hình là của 2 phút trước" in said
    assert BRIGHT.number not in {text.colour for text in texts(story, (1920, 1080))}
    assert not any(":" in text for text in said), "a clock that nobody sets any more is not shown"


def test_before_the_first_word_the_screen_says_that_it_is_connecting(new_story: Any) -> None:
    assert any("Đang kết nối" in text.text for text in texts(new_story(), (1920, 1080)))


def test_a_closed_day_says_so(story: Any) -> None:
    story.snapshot(is_open=False)
    assert any("đã kết thúc" in text.text for text in texts(story, (1920, 1080)))


def read(path: Path, rect: Rect, mode: str, language: str, letters: str = "") -> str:
    """OCR of one field, dark on light, with a border."""
    grey = Image.open(path).convert("L").crop((rect.x, rect.y, rect.right, rect.bottom))
    if grey.resize((1, 1)).getpixel((0, 0)) < 128:
        grey = ImageOps.invert(grey)
    box = ImageOps.invert(grey).point(lambda level: 255 if level > 120 else 0).getbbox()
    grey = grey.crop(box) if box else grey
    grey = grey.resize((max(round(grey.width * 48 / grey.height), 1), 48))
    field = path.with_name(f"field-{rect.x}-{rect.y}.png")
    ImageOps.expand(grey, 24, 255).save(field)
    allowed = ["-c", f"tessedit_char_whitelist={letters}"] if letters else []
    result = subprocess.run(
        ["tesseract", str(field), "-", "-l", language, "--psm", mode, *allowed],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return result.stdout.strip()


def test_the_picture_is_read_back_word_for_word(story: Any, new_ticket: Any, tmp_path: Path) -> None:
    busy(story, new_ticket)
    screen = PygameScreen(title="test", size=(1920, 1080), headless=True)
    screen.show(picture(story.state, story.now_s, (1920, 1080), VI))
    screen.save(tmp_path / "screen.png")
    screen.close()
    wrong = {}
    for text in texts(story, (1920, 1080)):
        number = text.text.replace(":", "").isalnum() and text.text.isascii()
        mode = "8" if len(text.text) < 3 else "7"
        said = (
            read(tmp_path / "screen.png", text.rect, mode, "eng", "ABCD0123456789:")
            if number
            else read(tmp_path / "screen.png", text.rect, mode, "vie")
        )
        if said != text.text:
            wrong[text.text] = said
    assert wrong == {}


@pytest.mark.parametrize("size", SIZES)
def test_the_offices_own_line_stands_at_the_foot_whole(story: Any, size: tuple[int, int]) -> None:
    notice = ("Xin mang theo căn cước công dân và giấy tờ gốc để đối chiếu; " * 3)[:NOTICE_MAX]
    story.rules(notice={"vi": notice, "en": "Please have your identity card ready."})
    story.tick()
    line = next(text for text in texts(story, size) if text.text == notice)
    fitted = fit(line.text, line.rect, line.size, line.floor, line.lines, lambda one, em: width(one, line.bold, em))
    assert "".join(fitted.lines).replace(" ", "") == notice.replace(" ", "")
    english = [op.text for op in picture(story.state, story.now_s, size, Words("en")) if isinstance(op, Text)]
    assert "Please have your identity card ready." in english
    story.rules()
    assert VI.say("screen.notice") in [text.text for text in texts(story, size)]
