"""The reading rig: every scene of the information screen and of the kiosk, in every size and language, drawn and read back by OCR."""

import argparse
import contextlib
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pygame
from PIL import Image

from bench import kiosk_scenes
from bench import scenes as screen_scenes
from bench.reading import Reader, reads_khmer
from display.scenes import picture as screen_picture
from drivers.screen.ops import DrawList
from drivers.screen.pygame_screen import PygameScreen
from kiosk.scenes import picture as kiosk_picture
from server.words import Words

Size = tuple[int, int]


def screens(size: Size) -> Iterator[tuple[str, DrawList]]:
    """Of the information screen: alone in Vietnamese, and with Khmer beside it."""
    for second in screen_scenes.SECONDS:
        for scene in screen_scenes.scenes(second):
            yield f"{scene.name} vi {second}", screen_picture(scene.state, scene.now_s, size, Words("vi"), scene.around)


def kiosks(size: Size) -> Iterator[tuple[str, DrawList]]:
    for language in kiosk_scenes.LANGUAGES:
        for shot in kiosk_scenes.shots(language):
            yield f"{shot.name} {language}", kiosk_picture(shot.state, shot.now_s, size, Words("vi"))


PARTS = {"screen": (screen_scenes.SIZES, screens), "kiosk": (kiosk_scenes.SIZES, kiosks)}


def read_part(part: str, folder: Path, log: TextIO) -> bool:
    """Whether all was read. What was not is said."""
    began_s, pictures, fields = time.monotonic(), 0, 0
    reader = Reader(folder, languages=("vie", "eng", "khm"))
    sizes, drawn = PARTS[part]
    for size in sizes:
        glass = PygameScreen(title="read", size=size, headless=True)
        glass.keep("photo", screen_scenes.photo(640, 480))
        glass.keep("emblem", screen_scenes.photo(100, 100))
        for name, ops in drawn(size):
            glass.show(ops)
            glass.save(folder / "picture.png")
            pygame.font.init()  # what is fitted is measured with its letters
            with Image.open(folder / "picture.png") as whole:
                fields += reader.put(f"{name} {size[0]}x{size[1]}", whole, ops)
            pictures += 1
        glass.close()
    count, wrong = reader.read()
    for one in sorted(wrong, key=lambda one: (one.size, one.text)):
        print(f"  {one.picture}: {one.text!r} ({one.size} dots) was read as {one.said!r}", file=log)
    taken_s = time.monotonic() - began_s
    print(
        f"{part}: {pictures} pictures, {fields} texts, {count} different ones read, {len(wrong)} misread ({taken_s:.0f} s)",
        file=log,
        flush=True,
    )
    return not wrong


def main() -> int:
    """Return the exit status: 0 all was read back."""
    parser = argparse.ArgumentParser(prog="./moiso test --rig read", description=__doc__)
    parser.add_argument("--only", choices=PARTS, help="only this part")
    parser.add_argument("--log", type=Path, metavar="FILE", help="write there instead of here")
    options = parser.parse_args()
    if not reads_khmer():
        print("moiso: tesseract cannot read Khmer; please type: sudo apt-get install -y tesseract-ocr-khm", file=sys.stderr)
        return 1
    with contextlib.ExitStack() as open_files:
        log = open_files.enter_context(options.log.open("w", encoding="utf-8")) if options.log else sys.stdout
        folder = Path(open_files.enter_context(tempfile.TemporaryDirectory()))
        results = []
        for part in [options.only] if options.only else PARTS:
            (folder / part).mkdir()
            results.append(read_part(part, folder / part, log))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
