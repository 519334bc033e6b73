"""Pictures are read back by a machine, field by field, as the layout says where each is. All of them: `./moiso test --rig read`."""

from dataclasses import replace
from pathlib import Path

import pygame
from PIL import Image, ImageDraw

from bench.reading import Reader
from bench.scenes import Scene, scenes
from display.scenes import picture
from drivers.screen.ops import Align, Box, Op, Rect, Text
from drivers.screen.pygame_screen import PygameScreen
from server.words import Words

LYING, SMALL, STANDING = (1920, 1080), (1280, 720), (1080, 1920)
READ = [
    (LYING, "calls"), (LYING, "columns"), (LYING, "led"), (LYING, "hours-over"), (LYING, "emergency"), (LYING, "pairing"),
    (LYING, "media-turn-0-waiting-"), (SMALL, "calls-light"), (STANDING, "calls"),
]  # fmt: skip


def shot(ops: tuple[Op, ...], size: tuple[int, int], path: Path) -> Image.Image:
    glass = PygameScreen(title="test", size=size, headless=True)
    glass.show(ops)
    glass.save(path)
    glass.close()
    pygame.font.init()  # what is fitted is measured with its letters
    return Image.open(path).convert("RGB")


def test_pictures_are_read_back_word_for_word(tmp_path: Path) -> None:
    reader, fields = Reader(tmp_path, strict=True), 0
    for size, name in READ:
        scene: Scene = next(one for one in scenes("") if one.name == name)
        ops = picture(scene.state, scene.now_s, size, Words("vi"), scene.around)
        fields += reader.put(f"{name} {size}", shot(ops, size, tmp_path / "screen.png"), ops)
    count, wrong = reader.read()
    assert wrong == [] and fields > 200 and count > 100


def test_the_reader_sees_what_is_cut_and_what_lost_its_marks(tmp_path: Path) -> None:
    size = (900, 100)
    ground = Box(Rect(0, 0, *size), (255, 255, 255))
    said = Text("Mời công dân đến quầy số ba", ground.rect, 60, (0, 0, 0), align=Align.LEFT)
    plain = replace(said, text="Moi cong dan den quay so ba")
    whole = shot((ground, said), size, tmp_path / "screen.png")
    cut = whole.copy()
    ImageDraw.Draw(cut).rectangle((520, 0, *size), fill=ground.colour)
    for name, seen in (("whole", whole), ("cut", cut), ("marks", shot((ground, plain), size, tmp_path / "screen.png"))):
        reader = Reader(tmp_path)
        reader.put(name, seen, (said,))
        assert [one.picture for one in reader.read()[1]] == ([] if name == "whole" else [name])
