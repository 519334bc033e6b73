"""moiso display fit: what can be read of each layout from how far, on which panel. Pure but for printing. Knows no pixels.

A letter is legible from 16 arc minutes of its capital's height on, comfortable from 20.
Source: NUREG-0700 rev. 3, quoted in SCREEN-AND-VOICE §4; a capital of Noto Sans is 0.714 em.
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import hypot, radians, tan

LEAST_ARCMIN = 16.0
COMFORT_ARCMIN = 20.0
CAPITAL_EM = 0.714
MM_PER_INCH = 25.4
WIDE, HIGH = 16, 9
"""The shape of a panel that lies."""
INCHES = (10, 120)
METRES = (1.0, 40.0)
USUAL_INCHES = (32, 43, 50, 55, 65, 75, 86, 98)

TEXTS: dict[str, dict[str, float]] = {
    "calls": {"the call": 0.320, "the rows": 0.1175, "the invitation": 0.0675, "the waiting": 0.034, "the foot line": 0.0405},
    "media": {"the call": 0.210, "the rows": 0.065, "the invitation": 0.047, "the waiting": 0.037, "the foot line": 0.0405},
    "notices": {"the call": 0.210, "the rows": 0.065, "the invitation": 0.047, "the waiting": 0.037, "the foot line": 0.0405},
    "columns": {"the call": 0.271, "the rows": 0.1015, "the invitation": 0.045, "the foot line": 0.0405},
    "led": {"the call": 0.144, "the rows": 0.144, "the foot line": 0.0405},
}
"""The em of each text as a share of the glass's height, lying. A test holds them to what is drawn."""
DESKS = {"calls": 5, "media": 5, "notices": 5, "columns": 8, "led": 5}
"""How many rows there are at least."""


@dataclass(frozen=True, slots=True)
class Reach:
    """From so many metres on a text is just legible, and comfortable."""

    layout: str
    text: str
    least_m: float
    comfort_m: float


def reaches(inches: float) -> tuple[Reach, ...]:
    """Every text of every layout on a panel of that diagonal."""
    return tuple(
        Reach(layout, text, _reach_m(share, inches, LEAST_ARCMIN), _reach_m(share, inches, COMFORT_ARCMIN))
        for layout, texts in TEXTS.items()
        for text, share in texts.items()
    )


def suited(inches: float, metres: float) -> tuple[str, ...]:
    """Layouts whose call and rows are legible from there, those that show the most first."""
    near = {(one.layout, one.text): one.least_m for one in reaches(inches)}
    order = ("media", "notices", "calls", "columns", "led")
    return tuple(layout for layout in order if min(near[layout, "the call"], near[layout, "the rows"]) >= metres)


def inches_for(layout: str, metres: float) -> float:
    """The diagonal from which on the layout's rows are legible from there."""
    return metres / _reach_m(TEXTS[layout]["the rows"], 1.0, LEAST_ARCMIN)


def _reach_m(share: float, inches: float, arcmin: float) -> float:
    height_mm = inches * MM_PER_INCH * HIGH / hypot(WIDE, HIGH)
    return share * CAPITAL_EM * height_mm / tan(radians(arcmin / 60)) / 1000


def report(inches: float, metres: float, lines: bool) -> Iterator[str]:
    """What a technician reads. `lines`: every text of every layout."""
    capital_mm = [metres * 1000 * tan(radians(arcmin / 60)) for arcmin in (LEAST_ARCMIN, COMFORT_ARCMIN)]
    yield f"{inches:g} inches, read from {metres:g} m: capitals of {capital_mm[0]:.0f} mm are legible, of {capital_mm[1]:.0f} mm comfortable."
    found = reaches(inches)
    for layout, desks in DESKS.items():
        rows = next(one for one in found if (one.layout, one.text) == (layout, "the rows"))
        yield f"  {layout:8} {desks} rows or more, read up to {rows.least_m:4.1f} m, comfortably {rows.comfort_m:4.1f} m: {_verdict(rows, metres)}"
        for one in (one for one in found if lines and one.layout == layout):
            yield f"           {one.text:15} {one.least_m:5.1f} m, comfortably {one.comfort_m:5.1f} m"
    good = suited(inches, metres)
    if good:
        yield f"Suited: {', '.join(good)}."
        return
    yield "No layout's rows can be read from there; what stands large can, see --lines."
    yield f"For the layout led a panel of {_panel('led', metres)}, for calls one of {_panel('calls', metres)}; or hang a second screen nearer."


def _verdict(rows: Reach, metres: float) -> str:
    if rows.comfort_m >= metres:
        return "good"
    return "enough" if rows.least_m >= metres else "too small"


def _panel(layout: str, metres: float) -> str:
    wanted = inches_for(layout, metres)
    return next((f"{inches} inches" for inches in USUAL_INCHES if inches >= wanted), f"{wanted:.0f} inches")


def main(arguments: list[str]) -> int:
    """Return the exit status."""
    parser = argparse.ArgumentParser(
        prog="moiso display fit", description="What can be read of the screen from the back row, and which layout suits."
    )
    parser.add_argument("--inches", type=_between(*INCHES), required=True, metavar="N", help="the panel's diagonal, 16:9, lying")
    parser.add_argument("--metres", type=_between(*METRES), required=True, metavar="M", help="from the screen to the last seat")
    parser.add_argument("--lines", action="store_true", help="every text of every layout")
    options = parser.parse_args(arguments)
    for line in report(options.inches, options.metres, options.lines):
        print(line)  # noqa: T201  this is what was asked for
    return 0


def _between(low: float, high: float) -> Callable[[str], float]:
    """A number within bounds, for argparse."""

    def number(text: str) -> float:
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            value = -1.0
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number from {low:g} to {high:g}")
        return value

    return number
