"""State -> draw-list. Pure: the whole picture as values, every text in a field of its own so that nothing overlaps or is cut."""

from display.around import NOTHING, Around
from display.hours import Phase, anybody_at_a_desk, dark
from display.scenes import calls, edges, full, pages, waiting
from display.scenes.frame import Frame, frame_in, frame_of
from display.scenes.view import View, view_of
from display.state import ScreenState
from display.theme import NAVY
from drivers.screen.ops import Box, Colour, DrawList, Op, Rect
from server.words import Words

__all__ = ["MARGIN", "Frame", "frame_of", "picture"]
MARGIN = 6
"""Pixels at each edge in which nothing but a ground stands, so that the picture can be shifted without losing anything."""
BLACK: Colour = (0, 0, 0)


def picture(state: ScreenState, now_s: float, size: tuple[int, int], words: Words, around: Around = NOTHING) -> DrawList:
    """What is to be seen at `now_s` (monotonic)."""
    whole, standing = Rect(0, 0, *size), state.followed.standing
    dx, dy = (MARGIN + max(-MARGIN, min(MARGIN, way)) for way in around.shift)
    glass = Rect(dx, dy, size[0] - 2 * MARGIN, size[1] - 2 * MARGIN)
    if around.code:
        return _edged(full.pairing(around, frame_in(glass, "calls"), words), glass, whole, NAVY.panel)
    if standing is None:
        return _edged(full.connecting(around, frame_in(glass, "calls"), words), glass, whole, NAVY.back)
    if dark(state, now_s) and not around.technician:
        return (Box(whole, BLACK),)
    view = view_of(state, standing, now_s, words, around)
    frame = frame_in(glass, view.place.layout, len(state.board_here))
    return _edged(_scene(view, frame), glass, whole, view.theme.back)


def _scene(view: View, frame: Frame) -> list[Op]:
    if view.standing.screen.emergency and not view.around.technician:
        return full.emergency(view, frame)
    return [*edges.head(view, frame), *_middle(view, frame), *edges.foot(view, frame)]


def _middle(view: View, frame: Frame) -> list[Op]:
    if view.around.technician:
        return full.technician(view, frame)
    if view.hours.phase is not Phase.OPEN and not view.stale and not anybody_at_a_desk(view.state):
        return full.hours(view, frame)
    ops = calls.rows(view, frame)
    if frame.panel.width:
        ops = [*calls.panel(view, frame), *ops]
    if frame.band.width:
        ops += waiting.band(view, frame)
    if frame.page.width:
        ops += pages.page(view, frame)
    return ops


def _edged(ops: list[Op], glass: Rect, whole: Rect, back: Colour) -> DrawList:
    """What touches an edge of the picture reaches to the edge of the glass, wherever the picture is shifted to."""
    return (Box(whole, back), *(_reaching(op, glass, whole) if isinstance(op, Box) else op for op in ops))


def _reaching(box: Box, glass: Rect, whole: Rect) -> Box:
    rect = box.rect
    left = whole.x if rect.x <= glass.x else rect.x
    top = whole.y if rect.y <= glass.y else rect.y
    right = whole.right if rect.right >= glass.right else rect.right
    bottom = whole.bottom if rect.bottom >= glass.bottom else rect.bottom
    reach = Rect(left, top, right - left, bottom - top)
    return box if reach == rect else Box(reach, box.colour, box.radius)
