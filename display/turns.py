"""What stands beside the calls now: the waiting, the QR codes, notices and media take turns. A pure function of time."""

from dataclasses import dataclass
from enum import StrEnum

from display.around import Around
from display.state import ScreenState, services_here

SERVICES_A_PAGE = 4
"""So many can be read from the back row; more take turns."""
SHORTEST_S = 5


class SlideKind(StrEnum):
    WAITING = "waiting"
    CODES = "codes"  # for looking procedures and hours up
    NOTICE = "notice"
    IMAGE = "image"
    VIDEO = "video"


@dataclass(frozen=True, slots=True)
class Slide:
    """`mark` of a medium or id of a notice; `language` of a notice; `page` of the waiting, from 0; `seconds` of its turn."""

    kind: SlideKind
    seconds: int
    mark: str = ""
    language: str = ""
    page: int = 0


def slides(state: ScreenState, around: Around) -> tuple[Slide, ...]:
    """All that take turns on this screen, in their order. The layout `calls` and others without room for them have none."""
    standing, place = state.followed.standing, state.followed.place
    if standing is None or place.layout not in ("media", "notices"):
        return ()
    turn_s = max(standing.screen.slide_s, SHORTEST_S)
    pages = -(-len(services_here(state)) // SERVICES_A_PAGE)
    out = [Slide(SlideKind.WAITING, turn_s, page=page) for page in range(pages)]
    if standing.screen.procedures or standing.screen.hours:
        out.append(Slide(SlideKind.CODES, turn_s))
    languages = ("vi", place.second) if place.second not in ("", "vi") else ("vi",)
    for notice in standing.screen.notices:
        out += [Slide(SlideKind.NOTICE, turn_s, notice.id, one) for one in languages if notice.texts.get(one)]
    if place.layout == "media":
        wanted = {medium.mark: medium for medium in standing.media if medium.mark != standing.screen.emblem}
        for medium in (wanted[mark] for mark in around.ready if mark in wanted):
            kind = SlideKind.VIDEO if medium.kind == "video" else SlideKind.IMAGE
            out.append(Slide(kind, max(medium.seconds, SHORTEST_S), medium.mark))
    return tuple(out)


def slide_at(state: ScreenState, now_s: float, around: Around) -> Slide | None:
    """The one whose turn it is at `now_s` (monotonic); None when there are none."""
    turns = slides(state, around)
    if not turns:
        return None
    left_s = now_s % sum(slide.seconds for slide in turns)
    for slide in turns:
        left_s -= slide.seconds
        if left_s < 0:
            return slide
    return turns[-1]
