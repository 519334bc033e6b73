"""Key scenes read back from their dots by OCR, field by field: what a person would read there."""

import subprocess
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from bench.kiosk_scenes import NOW_S, shown, snapshot, told
from drivers.screen.ops import Text
from drivers.screen.pygame_screen import PygameScreen
from kiosk.scenes import picture
from kiosk.state import KioskState, Scene
from server.words import Words

LETTERS = {"vi": "vie", "en": "eng"}
ALIKE = 0.85
"""Of what is read and what is written: tesseract takes a dot for a comma now and then."""


def read(picture_: Image.Image, text: Text, language: str, path: Path) -> str:
    """What stands in the text's field, "" when it cannot be read."""
    rect = text.rect
    crop = picture_.crop((rect.x, rect.y, rect.right, rect.bottom)).convert("L")
    box = (crop if crop.getpixel((0, 0)) < 128 else ImageOps.invert(crop)).getbbox()  # type: ignore[operator]
    crop = ImageOps.autocontrast(crop.crop(box) if box else crop)
    if crop.getpixel((0, 0)) < 128:  # type: ignore[operator]
        crop = ImageOps.invert(crop)
    scale = max(1.0, 42 / crop.height)
    crop = ImageOps.expand(crop.resize((round(crop.width * scale), round(crop.height * scale))), 24, 255)
    crop.save(path)
    found = (spelt(path, language, page) for page in ("6", "7", "8"))  # a few lines, one, a word
    return next((one for one in found if alike(one, text.text)), "")


def spelt(path: Path, language: str, page: str) -> str:
    command = ["tesseract", str(path), "-", "-l", LETTERS[language], "--psm", page]
    return " ".join(subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout.split())


def alike(found: str, text: str) -> bool:
    return SequenceMatcher(None, found.casefold(), text.casefold()).ratio() >= ALIKE


def asked(state: KioskState) -> KioskState:
    return replace(state, scene=Scene.QUESTION, service="A")


SCENES: dict[str, tuple[str, KioskState, int]] = {
    "home": ("vi", told(snapshot()), 14),
    "home in English": ("en", told(snapshot(), "en"), 20),
    "question": ("vi", asked(told(snapshot())), 14),
    "number": ("vi", shown(told(snapshot()), "printed"), 14),
    "no paper": ("en", shown(told(snapshot(), "en"), "queued", "paper_out"), 14),
    "help in large letters": ("vi", replace(told(snapshot()), scene=Scene.HELP, helped=True, large=True), 14),
}
"""Language, state, and from how many dots on texts are read."""
SHOTS = [(size, name) for size in ((1280, 800), (800, 480)) for name in SCENES] + [((1080, 1920), "question")]


@pytest.mark.parametrize(("size", "name"), SHOTS)
def test_what_is_written_can_be_read(size: tuple[int, int], name: str, tmp_path: Path) -> None:
    language, state, least_px = SCENES[name]
    ops = picture(state, NOW_S, size, Words("vi"))
    glass = PygameScreen(title="kiosk", size=size, headless=True)
    try:
        glass.show(ops)
        glass.save(tmp_path / "glass.png")
    finally:
        glass.close()
    whole = Image.open(tmp_path / "glass.png").convert("RGB")
    texts = [op for op in ops if isinstance(op, Text) and len(op.text) > 3 and op.size >= least_px]
    texts = [text for text in texts if language == "vi" or text.text.isascii()]
    assert len(texts) >= 2
    for text in texts:
        assert read(whole, text, language, tmp_path / "crop.png"), text
