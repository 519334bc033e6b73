"""What every part of a scene looks at, put together once a picture. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from display.around import Around
from display.hours import Hours, hours
from display.state import Call, ScreenState, spotlight, spotlight_since
from display.theme import Theme, theme_of
from drivers.screen.ops import Align, Colour, Rect, Text
from server.wire import DeskView, Snapshot
from server.wire.heard import ScreenPlace
from server.words import SECOND_LANGUAGES, Words

FLASH_FOR_S = 6.0
"""A new call changes colours once a second for this long: seen from the corner of the eye, far below 3 flashes a second."""
SECOND_SHARE = 72
"""The second language's letters in per cent of the first one's."""


@dataclass(frozen=True, slots=True)
class View:
    """`second`: the words of the second language, None without one. `large`: the call that stands large, `fresh`: for a few seconds, in which it
    changes colours; `flashes`: has the other ones in this moment."""

    state: ScreenState
    standing: Snapshot
    now_s: float
    words: Words
    second: Words | None
    around: Around
    theme: Theme
    stale: bool
    local: datetime | None
    hours: Hours
    large: Call | None
    fresh: bool
    flashes: bool

    @property
    def place(self) -> ScreenPlace:
        return self.state.followed.place

    def name(self, names: dict[str, str]) -> str:
        """In the screen's language, else in Vietnamese."""
        return names.get(self.words.language) or names.get("vi", "")

    def second_name(self, names: dict[str, str]) -> str:
        """In the second language, "" without one."""
        return names.get(self.second.language, "") if self.second is not None else ""

    def desk_name(self, desk: int) -> str:
        """As the office calls it, "" for one that has only its number."""
        view: DeskView | None = self.state.followed.desks.get(desk)
        return self.name(view.names) if view is not None else ""

    def turn(self, count: int) -> int:
        """Which of `count` things stands now, where they take turns."""
        return int(self.now_s / max(self.standing.screen.slide_s, 1)) % max(count, 1)


def view_of(state: ScreenState, standing: Snapshot, now_s: float, words: Words, around: Around) -> View:
    """`standing`: the state's own, which is not None here."""
    place, stale, local = state.followed.place, state.stale(now_s), state.local(now_s)
    second = words.beside(place.second) if place.second in SECOND_LANGUAGES and place.second != words.language else None
    age_s = now_s - spotlight_since(state, now_s)
    fresh = age_s < FLASH_FOR_S and not stale
    return View(
        state=state,
        standing=standing,
        now_s=now_s,
        words=words,
        second=second,
        around=around,
        theme=theme_of(standing.screen.colours, place.layout, stale),
        stale=stale,
        local=local,
        hours=hours(standing, local),
        large=spotlight(state, now_s),
        fresh=fresh,
        flashes=fresh and int(age_s * 2) % 2 == 0,
    )


def both(view: View, key: str, rect: Rect, size: int, colour: Colour, *, align: Align = Align.CENTRE, **facts: Any) -> list[Text]:
    """A sentence, and under it the same in the second language where that has it. A `weekday` (0 is Monday) is named in each."""
    return pair(_said(view.words, key, facts), _said(view.second, key, facts), rect, size, colour, align)


def second(view: View, key: str) -> str:
    """The sentence in the second language alone; "" where there is none."""
    return _said(view.second, key, {})


def _said(words: Words | None, key: str, facts: dict[str, Any]) -> str:
    if words is None or not words.has(key):
        return ""
    named = {"weekday": words.say(f"weekday.{facts['weekday']}")} if "weekday" in facts else {}
    return words.say(key, **{**facts, **named})


def pair(first: str, second: str, rect: Rect, size: int, colour: Colour, align: Align = Align.CENTRE) -> list[Text]:
    """One text in the field, or two under each other."""
    lines = 2 if rect.height >= 2 * size else 1
    if not second:
        return [Text(first, rect, size, colour, align=align, lines=lines)]
    top = Rect(rect.x, rect.y, rect.width, rect.height * 52 // 100)
    low = Rect(rect.x, top.bottom, rect.width, rect.bottom - top.bottom)
    return [
        Text(first, top, size, colour, align=align, lines=lines),
        Text(second, low, size * SECOND_SHARE // 100, colour, align=align, lines=lines),
    ]
