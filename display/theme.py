"""Colours. Contrast of everything that is read is at least 7:1 (a test computes it), and nothing is told by colour alone."""

from dataclasses import dataclass, replace

from drivers.screen.ops import Colour


@dataclass(frozen=True, slots=True)
class Theme:
    """`door` is the head with the centre's name; `newest` the row of the call that stands large; `alarm` what must not be overlooked."""

    back: Colour = (0, 22, 55)
    panel: Colour = (0, 22, 55)
    row: Colour = (10, 35, 75)
    row_other: Colour = (16, 46, 94)
    door: Colour = (255, 255, 255)
    door_text: Colour = (140, 16, 28)
    door_small: Colour = (60, 60, 70)
    number: Colour = (255, 214, 10)
    text: Colour = (255, 255, 255)
    label: Colour = (191, 219, 255)
    newest: Colour = (255, 214, 10)
    newest_text: Colour = (0, 22, 55)
    strip: Colour = (235, 239, 246)
    strip_text: Colour = (10, 20, 40)
    alarm: Colour = (150, 14, 14)
    alarm_text: Colour = (255, 255, 255)


NAVY = Theme()
LIGHT = Theme(
    back=(238, 242, 248), panel=(255, 255, 255), row=(255, 255, 255), row_other=(228, 235, 245), door=(10, 35, 75),
    door_text=(255, 255, 255), door_small=(214, 226, 245), number=(0, 45, 110), text=(16, 26, 46), label=(48, 58, 78),
    newest=(0, 45, 110), newest_text=(255, 255, 255), strip=(10, 35, 75), strip_text=(255, 255, 255),
)  # fmt: skip
CONTRAST = Theme(
    back=(0, 0, 0), panel=(0, 0, 0), row=(0, 0, 0), row_other=(34, 34, 34), door=(0, 0, 0), door_text=(255, 255, 255),
    door_small=(255, 255, 255), number=(255, 230, 0), text=(255, 255, 255), label=(255, 255, 255), newest=(255, 230, 0),
    newest_text=(0, 0, 0), strip=(255, 255, 255), strip_text=(0, 0, 0), alarm=(140, 0, 0),
)  # fmt: skip
LED = Theme(
    back=(0, 0, 0), panel=(0, 0, 0), row=(0, 0, 0), row_other=(12, 6, 6), door=(0, 0, 0), door_text=(255, 196, 64),
    door_small=(255, 196, 64), number=(255, 108, 92), text=(255, 108, 92), label=(255, 196, 64), newest=(255, 200, 60),
    newest_text=(0, 0, 0), strip=(0, 0, 0), strip_text=(255, 196, 64), alarm=(120, 0, 0),
)  # fmt: skip
"""Red as on the old number boards, but lighter: pure red on black has 5.3:1 and is dark for people who see no red. The newest is amber."""
THEMES = {"navy": NAVY, "light": LIGHT, "contrast": CONTRAST}
_GREY_ON_DARK = {
    "number": (190, 190, 190), "text": (190, 190, 190), "label": (176, 184, 196), "newest": (70, 76, 88), "newest_text": (235, 235, 235),
}  # fmt: skip
_GREY_ON_LIGHT = {
    "number": (70, 70, 76), "text": (70, 70, 76), "label": (70, 70, 76), "newest": (206, 210, 216), "newest_text": (30, 30, 34),
}  # fmt: skip


def theme_of(colours: str, layout: str, stale: bool) -> Theme:
    """The office's colours, or the board's where the layout is one; grey while the server cannot be heard. Unknown names mean navy."""
    chosen = LED if layout == "led" else THEMES.get(colours, NAVY)
    if not stale:
        return chosen
    return replace(chosen, **(_GREY_ON_LIGHT if sum(chosen.panel) > 3 * 128 else _GREY_ON_DARK))
