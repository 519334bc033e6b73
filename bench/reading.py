"""Pictures read back by a machine (tesseract), field by field, where the draw-list says that something is written. For tests, and the rig `read`."""

import os
import subprocess
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from string import ascii_uppercase

from PIL import Image, ImageOps

from drivers.screen.layout import Fitted
from drivers.screen.letters import fitted, width
from drivers.screen.ops import Align, Op, Rect, Text
from drivers.script import has_khmer

ONE_THREAD = {**os.environ, "OMP_THREAD_LIMIT": "1"}
"""Four threads for one line of text only wait for each other."""
LETTERS = "ABCDEGHKLMNPRTUVX0123456789: "
"""What numbers and times are made of."""
SURE_PX = 40
"""From this size on every mark must be read back; in smaller letters the reader, not the picture, confuses tones (ế, ề)."""
SENTENCE = 8
"""A shorter text is too short for the reader to tell a word from a likelier one (ưu tiên, ưu tiền)."""
KHMER_FROM = "\u1780"
TONES = "\u0300\u0301\u0303\u0309\u0323"
LINE_PX = 48
"""A line is brought to this height, for which the reader was made."""
PAGES = {False: ("7", "6", "13", "8"), True: ("6", "4", "3", "7")}
"""How the reader is told to look, by whether there are several lines: tried in turn until what is there is read."""
KHMER = 0.75
"""Of the letters: the reader is weaker in Khmer than in Latin letters, and knows little of stacked ones."""
LATIN, LATIN_SHORT, SHORT = 0.88, 0.85, 12
"""Of the letters, too, and of those of a text of fewer than so many: one wrong one (waiting, waitinq) is the reader's."""


@dataclass(frozen=True, slots=True)
class Misread:
    """What was written and what the reader made of it at best."""

    picture: str
    text: str
    said: str
    size: int


@dataclass(frozen=True, slots=True)
class _Field:
    picture: str
    text: str
    size: int
    lines: int
    file: Path

    @property
    def language(self) -> str:
        if has_khmer(self.text):
            return "khm+vie" if any(letter.isalpha() and letter < KHMER_FROM for letter in self.text) else "khm"
        return "eng" if self.text.isascii() else "vie"

    @property
    def is_label(self) -> bool:
        """A number or a time, or the one letter of a key: capital letters and digits alone."""
        return self.is_key or (set(self.text) <= set(LETTERS) and any(letter.isdigit() for letter in self.text))

    @property
    def is_key(self) -> bool:
        """A letter by itself."""
        return len(self.text) == 1 and self.text in ascii_uppercase


class Reader:
    """Fields are put in picture by picture and read together: starting the reader takes longer than reading. The same text on the same ground in the
    same size is read once. `strict`: every letter must be right; else most of them (LATIN, KHMER). `languages`: what tesseract has."""

    def __init__(self, folder: Path, *, strict: bool = False, languages: Iterable[str] = ("vie", "eng")) -> None:
        self._folder = folder
        self._strict = strict
        self._languages = frozenset(languages)
        self._fields: dict[tuple[object, ...], _Field] = {}

    def put(self, name: str, picture: Image.Image, ops: Iterable[Op], *, least_px: int = 0) -> int:
        """Take what is written on it; how many fields that were. `least_px`: smaller letters are left out."""
        grey, count = picture.convert("L"), 0
        for text in ops:
            if not isinstance(text, Text) or not text.text.strip():
                continue
            found = fitted(text.text, text.rect.width, text.rect.height, text.size, text.floor, text.lines, text.bold)
            if found.size < least_px:
                continue
            field = grey.crop(_box(_written(text, found)))
            key = (text.text, found.size, found.lines, text.bold, text.colour, field.getpixel((0, 0)))
            if key not in self._fields:
                file = self._folder / f"{len(self._fields)}.png"
                _prepared(field, len(found.lines)).save(file)
                self._fields[key] = _Field(name, text.text, found.size, len(found.lines), file)
            count += 1
        return count

    def read(self) -> tuple[int, list[Misread]]:
        """How many different fields were read, and those that were not read right."""
        left = {one: "" for one in self._fields.values() if self._languages.issuperset(one.language.split("+"))}
        count = len(left)
        for turn in range(len(PAGES[True])):
            for group in _groups(left):
                page = PAGES[group[0].lines > 1][turn]
                for field, said in zip(group, _said(group, page), strict=True):
                    if self._right(field, said):
                        del left[field]
                    elif _alike(field.text, said) > _alike(field.text, left[field]):
                        left[field] = said
        return count, [Misread(one.picture, one.text, said, one.size) for one, said in left.items()]

    def _right(self, field: _Field, said: str) -> bool:
        tones = field.size >= SURE_PX and len(field.text) >= SENTENCE
        if has_khmer(field.text):
            return _alike(field.text, said) >= KHMER
        if _plain(said, tones) == _plain(field.text, tones):
            return True
        enough = LATIN_SHORT if len(field.text) < SHORT else LATIN
        return not self._strict and not field.is_label and _alike(field.text, said, tones=tones) >= enough


def reads_khmer() -> bool:
    """Whether the machine's reader knows Khmer (Debian: tesseract-ocr-khm)."""
    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, timeout=30, check=True)
    return "khm" in listed.stdout.split()


def _groups(fields: Mapping[_Field, str]) -> list[list[_Field]]:
    """Those that one call of the reader can read."""
    groups: dict[tuple[str, bool, bool, bool], list[_Field]] = {}
    for one in fields:
        groups.setdefault((one.language, one.is_label, one.is_key, one.lines > 1), []).append(one)
    return list(groups.values())


def _said(group: list[_Field], page: str) -> list[str]:
    """What the reader sees in each of them."""
    first = group[0]
    if first.is_label and page == "7" and all(len(one.text) < 3 for one in group):
        page = "10" if first.is_key else "8"
    known = ascii_uppercase if first.is_key else LETTERS.strip()
    settings = ("-c", f"tessedit_char_whitelist={known}") if first.is_label else ()
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as names:
        names.write("".join(f"{one.file}\n" for one in group))
        names.flush()
        command = ["tesseract", names.name, "-", "-l", first.language, "--psm", page, *settings]
        done = subprocess.run(command, capture_output=True, text=True, timeout=1200, check=True, env=ONE_THREAD)
    return [one.strip() for one in done.stdout.split("\f")[: len(group)]]


def _written(text: Text, found: Fitted) -> Rect:
    """The part of its field that the layout has put letters into."""
    across, down = max(width(line, text.bold, found.size) for line in found.lines), found.step * len(found.lines)
    free = text.rect.width - across
    left = {Align.LEFT: 0, Align.CENTRE: free // 2, Align.RIGHT: free}[text.align]
    return Rect(text.rect.x + left, text.rect.y + (text.rect.height - down) // 2, across, down)


def _box(rect: Rect) -> tuple[int, int, int, int]:
    return rect.x, rect.y, rect.right, rect.bottom


def _prepared(field: Image.Image, lines: int) -> Image.Image:
    """Black on white, no wider than what is written, as high as the reader likes it."""
    if _is_dark(field):
        field = ImageOps.invert(field)
    field = ImageOps.autocontrast(field)
    box = ImageOps.invert(field).point(lambda level: 255 if level > 120 else 0).getbbox()
    field = field.crop(box) if box else field
    height = LINE_PX * lines + 20 * (lines - 1)
    field = field.resize((max(round(field.width * height / field.height), 1), height), Image.Resampling.LANCZOS)
    return ImageOps.expand(field, 24, 255)


def _is_dark(field: Image.Image) -> bool:
    corner = field.getpixel((0, 0))
    return isinstance(corner, int | float) and corner < 128


def _alike(text: str, said: str, *, tones: bool = False) -> float:
    """1 for the same, 0 for nothing in common."""
    return SequenceMatcher(None, _plain(text, tones).casefold(), _plain(said, tones).casefold(), autojunk=False).ratio()


def _plain(text: str, tones: bool) -> str:
    """Without spaces, and with one kind of dash and of dots: a machine reads them as it likes."""
    joined = "".join(unicodedata.normalize("NFC" if tones else "NFD", text).split()).replace("—", "–").replace("-", "–")
    joined = joined.replace("\u200b", "").replace("…", "...")
    return joined if tones else "".join(letter for letter in joined if letter not in TONES)
