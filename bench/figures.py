"""Statistics, verdicts and the table that is printed. Knows no server and no files."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

_HEADS = ("what", "measured", "reference, same run", "target", "reached")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a table. `reached` is None where no target was set: the line is there to be compared with."""

    what: str
    measured: str
    reference: str = ""
    target: str = ""
    reached: bool | None = None


def percentile(values: Sequence[float], percent: float) -> float:
    """The nearest-rank percentile: a value that was really measured. Raises: ValueError when nothing was measured."""
    if not values:
        raise ValueError("nothing was measured")
    return sorted(values)[max(math.ceil(len(values) * percent / 100) - 1, 0)]


def median(values: Sequence[float]) -> float:
    """The middle value (of two, the lower one), so that it goes with one of the runs."""
    return percentile(values, 50)


def ms(value: float) -> str:
    """Milliseconds with as many digits as are worth reading."""
    return f"{value:.2f} ms" if value < 10 else f"{value:.1f} ms" if value < 100 else f"{value:.0f} ms"


def table(title: str, figures: Sequence[Figure]) -> str:
    """All figures in aligned columns under a title, and what fell short once more below."""
    rows = [_HEADS, *(_row(figure) for figure in figures)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_HEADS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "  ".join("─" * width for width in widths))
    short = [figure.what for figure in figures if figure.reached is False]
    verdict = f"fell short: {'; '.join(short)}" if short else "every target was reached"
    return "\n".join((f"── {title} ──", *lines, verdict))


def _row(figure: Figure) -> tuple[str, str, str, str, str]:
    reached = {None: "", True: "yes", False: "NO"}[figure.reached]
    return figure.what, figure.measured, figure.reference, figure.target, reached
