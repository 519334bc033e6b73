"""What takes turns beside the calls: pictures, films, pages of text, the QR codes. Never over a call. Pure."""

from display.scenes import waiting
from display.scenes.frame import Frame, across, down
from display.scenes.view import View, both
from display.turns import Slide, SlideKind, slide_at
from drivers.screen.ops import Box, Op, Picture, Qr, Rect, Text


def page(view: View, frame: Frame) -> list[Op]:
    """The one whose turn it is; the waiting while a film has not begun."""
    slide = slide_at(view.state, view.now_s, view.around)
    rect, unit = frame.page, frame.unit
    match slide:
        case Slide(SlideKind.NOTICE, mark=id_, language=language):
            return _notice(view, rect, unit, id_, language)
        case Slide(SlideKind.CODES):
            return [Box(rect, view.theme.back), *codes(view, rect.inset(2 * unit, 2 * unit), unit)]
        case Slide(SlideKind.IMAGE, mark=mark):
            return [Box(rect, view.theme.back), Picture(rect.inset(unit, unit), mark)]
        case Slide(SlideKind.VIDEO, mark=mark) if view.around.film == mark:
            return [Box(rect, view.theme.back), Picture(rect.inset(unit, unit), mark)]
        case Slide(page=number):
            return waiting.page(view, rect, unit, number)
        case None:
            return waiting.page(view, rect, unit, 0)


def _notice(view: View, rect: Rect, unit: int, id_: str, language: str) -> list[Op]:
    text = next((one.texts.get(language, "") for one in view.standing.screen.notices if one.id == id_), "")
    paper = rect.inset(unit, unit)
    inner = paper.inset(3 * unit, 3 * unit)
    return [
        Box(rect, view.theme.back),
        Box(paper, view.theme.strip, radius=unit),
        Text(text, inner, 8 * unit, view.theme.strip_text, lines=12, floor=4 * unit),
    ]


def codes(view: View, rect: Rect, unit: int) -> list[Op]:
    """The QR codes that the office has, as large as the field allows, each with what it is good for."""
    screen = view.standing.screen
    there = [one for one in (("screen.procedures", screen.procedures), ("screen.hours_code", screen.hours)) if one[1]]
    shares = (1,) * len(there)
    fields = across(rect, *shares) if rect.width >= rect.height else down(rect, *shares)
    ops: list[Op] = []
    for (key, text), field in zip(there, fields, strict=True):
        code, sentence = down(field.inset(unit // 2, unit // 2), 80, 20)
        ops += [Qr(code, text), *both(view, key, sentence, 5 * unit, view.theme.text)]
    return ops
