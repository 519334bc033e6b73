"""Pictures are read back by a machine, field by field, as the layout says where each is."""

import os
import subprocess
import unicodedata
from pathlib import Path

import pygame
import pytest
from PIL import Image, ImageOps

from bench.scenes import Scene, scenes
from display.scenes import picture
from drivers.screen.layout import Fitted
from drivers.screen.letters import fitted, width
from drivers.screen.ops import Align, Rect, Text
from drivers.screen.pygame_screen import PygameScreen
from drivers.script import has_khmer
from server.words import Words

LYING, SMALL, STANDING = (1920, 1080), (1280, 720), (1080, 1920)
READ = [
    (LYING, "calls"), (LYING, "columns"), (LYING, "led"), (LYING, "hours-over"), (LYING, "emergency"), (LYING, "pairing"),
    (LYING, "media-turn-0-waiting-"), (SMALL, "calls-light"), (STANDING, "calls"),
]  # fmt: skip
ONE_THREAD = {**os.environ, "OMP_THREAD_LIMIT": "1"}
"""Four threads for one line of text only wait for each other."""
LETTERS = "ABCDEGHKLMNPRTUVX0123456789: "
SURE_PX = 40
"""From this size on every mark must be read back; in smaller letters the reader, not the picture, confuses tones (ế, ề)."""
SENTENCE = 8
"""A shorter text is too short for the reader to tell a word from a likelier one (ưu tiên, ưu tiền)."""
TONES = "\u0300\u0301\u0303\u0309\u0323"


@pytest.mark.parametrize(("size", "name"), READ, ids=lambda part: "x".join(map(str, part)) if isinstance(part, tuple) else part)
def test_a_picture_is_read_back_word_for_word(size: tuple[int, int], name: str, tmp_path: Path) -> None:
    scene: Scene = next(one for one in scenes("") if one.name == name)
    glass = PygameScreen(title="test", size=size, headless=True)
    ops = picture(scene.state, scene.now_s, size, Words("vi"), scene.around)
    glass.show(ops)
    glass.save(tmp_path / "screen.png")
    glass.close()
    pygame.font.init()
    with Image.open(tmp_path / "screen.png") as whole:
        grey = whole.convert("L")
    found = {(text.text, text.size): text for text in ops if isinstance(text, Text) and text.text and not has_khmer(text.text)}
    wrong = {text.text: said for text in found.values() if (said := _misread(grey, text, tmp_path / "field.png"))}
    assert wrong == {}


def _misread(grey: Image.Image, text: Text, file: Path) -> str:
    """What a machine reads there, "" when that is what it should."""
    found = fitted(text.text, text.rect.width, text.rect.height, text.size, text.floor, text.lines, text.bold)
    lines, field = len(found.lines), _written(text, found)
    if set(text.text) <= set(LETTERS) and (len(text.text) == 1 or any(letter.isdigit() for letter in text.text)):
        settings = ("-c", f"tessedit_char_whitelist={LETTERS.strip()}")
        said = _ocr(grey, field, file, "8" if len(text.text) < 3 else "7", "eng", 1, *settings)
    else:
        said = _ocr(grey, field, file, "6" if lines > 1 else "7", "vie", lines)
    tones = found.size >= SURE_PX and len(text.text) >= SENTENCE
    return "" if _plain(said, tones) == _plain(text.text, tones) else said or "nothing"


def _written(text: Text, found: Fitted) -> Rect:
    """The part of its field that the layout has put letters into."""
    across, down = max(width(line, text.bold, found.size) for line in found.lines), found.step * len(found.lines)
    free = text.rect.width - across
    left = {Align.LEFT: 0, Align.CENTRE: free // 2, Align.RIGHT: free}[text.align]
    return Rect(text.rect.x + left, text.rect.y + (text.rect.height - down) // 2, across, down)


def _ocr(grey: Image.Image, rect: Rect, file: Path, mode: str, language: str, lines: int, *settings: str) -> str:
    field = grey.crop((rect.x, rect.y, rect.right, rect.bottom))
    if field.getpixel((0, 0)) < 128:
        field = ImageOps.invert(field)
    field = ImageOps.autocontrast(field)
    box = ImageOps.invert(field).point(lambda level: 255 if level > 120 else 0).getbbox()
    field = field.crop(box) if box else field
    height = 48 * lines + 20 * (lines - 1)
    field = field.resize((max(round(field.width * height / field.height), 1), height), Image.Resampling.LANCZOS)
    ImageOps.expand(field, 24, 255).save(file)
    command = ["tesseract", str(file), "-", "-l", language, "--psm", mode, *settings]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True, env=ONE_THREAD).stdout.strip()


def _plain(text: str, tones: bool) -> str:
    """Without spaces, and with one kind of dash: a machine reads them as it likes."""
    joined = "".join(unicodedata.normalize("NFC" if tones else "NFD", text).split()).replace("—", "–").replace("-", "–")
    return joined if tones else "".join(letter for letter in joined if letter not in TONES)
