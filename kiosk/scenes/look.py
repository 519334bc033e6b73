"""Colours of the glass. Contrast of everything that is read is at least 7:1 (tests compute it), and nothing is told by colour alone. Pure."""

from dataclasses import dataclass

from drivers.screen.ops import Colour

READ = 7.0
"""Contrast of what is read. Source: WCAG 2.2, 1.4.6."""
WHITE: Colour = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Look:
    """`field` with its `edge` is what can be touched; `main` the one that most people want; `note` what must be read first; `alarm` a failure.
    `badges`: whether services show their own colours."""

    back: Colour = (244, 246, 250)
    ink: Colour = (16, 32, 58)
    soft: Colour = (56, 70, 96)
    door: Colour = (10, 35, 75)
    door_ink: Colour = WHITE
    field: Colour = WHITE
    edge: Colour = (96, 112, 140)
    badge: Colour = (10, 35, 75)
    badge_ink: Colour = WHITE
    main: Colour = (10, 35, 75)
    main_ink: Colour = WHITE
    note: Colour = (255, 214, 10)
    note_ink: Colour = (10, 35, 75)
    alarm: Colour = (150, 14, 14)
    alarm_ink: Colour = WHITE
    off: Colour = (222, 226, 233)
    badges: bool = True


NORMAL = Look()
CONTRAST = Look(
    back=(0, 0, 0), ink=WHITE, soft=WHITE, door=(0, 0, 0), door_ink=(255, 230, 0), field=(0, 0, 0), edge=(255, 230, 0), badge=(255, 230, 0),
    badge_ink=(0, 0, 0), main=(255, 230, 0), main_ink=(0, 0, 0), note=WHITE, note_ink=(0, 0, 0), alarm=(140, 0, 0), off=(40, 40, 40), badges=False,
)  # fmt: skip


def look_of(theme: str, large: bool) -> Look:
    """Whoever needs large letters mostly needs contrast, too: one wish is for both. Unknown themes are the normal one."""
    return CONTRAST if large or theme in ("contrast", "large") else NORMAL


def contrast(one: Colour, other: Colour) -> float:
    """From 1 to 21. Source: WCAG 2.2, relative luminance."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def deep(colour: str, otherwise: Colour) -> Colour:
    """The office's colour, "#rrggbb", darkened until white letters read on it; `otherwise` where it has chosen none."""
    try:
        red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    except ValueError:
        return otherwise
    made: Colour = (red, green, blue)
    while contrast(made, WHITE) < READ:
        red, green, blue = made
        made = (red * 9 // 10, green * 9 // 10, blue * 9 // 10)
    return made


def _luminance(colour: Colour) -> float:
    parts = [value / 255 / 12.92 if value <= 10 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
