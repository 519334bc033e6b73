"""Key scenes read back from their dots by OCR, field by field: what a person would read there. All of them: `./moiso test --rig read`."""

from dataclasses import replace
from pathlib import Path

import pygame
from PIL import Image

from bench.kiosk_scenes import NOW_S, shown, snapshot, told
from bench.reading import Reader
from drivers.screen.pygame_screen import PygameScreen
from kiosk.scenes import picture
from kiosk.state import KioskState, Scene
from server.words import Words


def asked(state: KioskState) -> KioskState:
    return replace(state, scene=Scene.QUESTION, service="A")


SCENES: dict[str, tuple[KioskState, int]] = {
    "home": (told(snapshot()), 14),
    "home in English": (told(snapshot(), "en"), 20),
    "question": (asked(told(snapshot())), 14),
    "number": (shown(told(snapshot()), "printed"), 14),
    "no paper": (shown(told(snapshot(), "en"), "queued", "paper_out"), 14),
    "help in large letters": (replace(told(snapshot()), scene=Scene.HELP, helped=True, large=True), 14),
}
"""State, and from how many dots on texts are read."""
SHOTS = [(size, name) for size in ((1280, 800), (800, 480)) for name in SCENES] + [((1080, 1920), "question")]


def test_what_is_written_can_be_read(tmp_path: Path) -> None:
    reader, fields = Reader(tmp_path), 0
    for size, name in SHOTS:
        state, least_px = SCENES[name]
        ops = picture(state, NOW_S, size, Words("vi"))
        glass = PygameScreen(title="kiosk", size=size, headless=True)
        glass.show(ops)
        glass.save(tmp_path / "glass.png")
        glass.close()
        pygame.font.init()  # what is fitted is measured with its letters
        with Image.open(tmp_path / "glass.png") as whole:
            fields += reader.put(f"{name} {size}", whole, ops, least_px=least_px)
    count, wrong = reader.read()
    assert wrong == [] and fields > 120 and count > 60
