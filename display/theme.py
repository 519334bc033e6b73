"""Colours and sizes. Contrast of everything that is read is at least 7:1 (a test computes it)."""

from dataclasses import dataclass

from drivers.screen.ops import Colour


@dataclass(frozen=True, slots=True)
class Theme:
    """`stale` colours replace the bright ones while the server cannot be heard."""

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


BRIGHT = Theme()
STALE = Theme(
    number=(190, 190, 190), text=(190, 190, 190), label=(170, 178, 190), newest=(70, 76, 88), newest_text=(235, 235, 235)
)
