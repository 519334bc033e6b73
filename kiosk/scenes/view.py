"""What every part of a scene looks at, put together once a picture, and the fields that all of them draw. Pure."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from drivers.screen.ops import Align, Box, Colour, Op, Rect, Text
from kiosk.scenes.frame import Frame, down, frame_of
from kiosk.scenes.icons import icon
from kiosk.scenes.look import Look, look_of
from kiosk.state import KioskState
from server.words import Words

SMALL = 12
"""Letters below so many dots are avoided; a name that is too long gets as small as it must, and is never cut."""


@dataclass(frozen=True, slots=True)
class View:
    """`words` are those of the citizen's language."""

    state: KioskState
    now_s: float
    words: Words
    look: Look
    frame: Frame

    def say(self, key: str, **facts: Any) -> str:
        return self.words.say(key, **facts)

    def name(self, names: dict[str, str]) -> str:
        """In the citizen's language, else in Vietnamese."""
        return names.get(self.words.language) or names.get("vi", "")

    def below(self, names: dict[str, str]) -> str:
        """The Vietnamese name, where the other stands above it: officers and signs say that one. "" where there is nothing to add."""
        own = names.get(self.words.language, "")
        return names.get("vi", "") if self.words.language != "vi" and own and own != names.get("vi") else ""

    def when(self, at: datetime, local: datetime) -> str:
        """A moment to come back at, by the office's clock."""
        if at.date() == local.date():
            return self.say("kiosk.today", time=f"{at:%H:%M}")
        return self.say("kiosk.day", time=f"{at:%H:%M}", weekday=self.say(f"weekday.{at.weekday()}"), date=f"{at.day}/{at.month}")


def view_of(state: KioskState, now_s: float, size: tuple[int, int], words: Words) -> View:
    """`words`: the kiosk's own language; the citizen's come from beside them."""
    return View(state, now_s, tongue(words, state.language), look_of(state.rules.theme, state.large), frame_of(size))


@lru_cache(maxsize=16)
def tongue(words: Words, language: str) -> Words:
    """The sentences of that language, with the office's own wording."""
    return words if language == words.language else words.beside(language)


def card(rect: Rect, look: Look, radius: int, *, touched: bool = True, ground: Colour | None = None) -> list[Op]:
    """A ground with an edge around it, so that a field shows its border on any ground."""
    edge = max(radius // 4, 2)
    ground = look.field if ground is None else ground
    inner = Box(rect.inset(edge, edge), ground, radius=max(radius - edge, 0))
    return [Box(rect, look.edge if touched else ground, radius=radius), inner]


def button(view: View, rect: Rect, label: str, sign: str, *, main: bool = False, below: str = "", number: int = 0) -> list[Op]:
    """A field with an icon and a few words. `number`: its key, 0 for none."""
    look, unit = view.look, view.frame.unit
    ground, ink = (look.main, look.main_ink) if main else (look.field, look.ink)
    ops = card(rect, look, 2 * unit, ground=ground)
    inner = rect.inset(rect.height // 8, rect.height // 10)
    if number and view.state.numbered:
        key, inner = _key_and_rest(inner, rect.height // 4, unit)
        ops.append(Text(str(number), key, key.width, ink))
    side = min(inner.height * 6 // 10, inner.width // 4)
    picture = Rect(inner.x, inner.y, side, inner.height)
    words = Rect(picture.right + unit, inner.y, inner.right - picture.right - unit, inner.height)
    size = min(inner.height * 42 // 100, 7 * unit)
    ops += icon(sign, picture, ink, ground)
    if not below:
        return [*ops, Text(label, words, size, ink, lines=2, floor=SMALL)]
    upper, lower = down(words, 6, 4)
    return [
        *ops,
        Text(label, upper, size, ink, lines=2, floor=SMALL),
        Text(below, lower, size * 6 // 10, ink, bold=False, floor=SMALL),
    ]


def _key_and_rest(rect: Rect, width: int, gap: int) -> tuple[Rect, Rect]:
    key = Rect(rect.x, rect.y, width, rect.height)
    return key, Rect(key.right + gap, rect.y, rect.right - key.right - gap, rect.height)


def banner(view: View, rect: Rect, text: str) -> list[Op]:
    """What must be read before anything is chosen."""
    unit = view.frame.unit
    size = min(rect.height * 45 // 100, 6 * unit)
    return [
        Box(rect, view.look.note, radius=unit),
        Text(text, rect.inset(2 * unit, unit // 2), size, view.look.note_ink, lines=2, floor=SMALL),
    ]


def headline(view: View, rect: Rect, text: str, above: str = "") -> list[Op]:
    """What is asked, and for what above it."""
    look, unit = view.look, view.frame.unit
    size = min(rect.height * (38 if above else 55) // 100, (8 if view.frame.lying else 9) * unit)
    if not above:
        return [Text(text, rect, size, look.ink, lines=2, floor=SMALL)]
    small, large = down(rect, 4, 6)
    return [
        Text(above, small, size * 8 // 10, look.soft, floor=SMALL),
        Text(text, large, size, look.ink, lines=2, floor=SMALL),
    ]


def left_text(text: str, rect: Rect, size: int, colour: Colour, *, bold: bool = True, lines: int = 1) -> Text:
    return Text(text, rect, size, colour, bold=bold, align=Align.LEFT, lines=lines, floor=SMALL)
