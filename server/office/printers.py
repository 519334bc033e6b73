"""What spool and workers say to each other about printers and papers. Values and two protocols; knows no tickets.

A worker owns one printer, here or on another machine; the spool owns the papers. Both kinds of worker speak this protocol.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from drivers.errors import Trouble
from drivers.printer.document import Document
from drivers.printer.health import Health
from drivers.printer.printer import Outcome

MEAN_PAPER_MM = 105
"""A ticket until the first one was measured."""
NEAR_END_MM = 4_000
"""What is left when a near-end sensor speaks, an estimate: paper of 60 µm round a core of 18 mm is 2.7 m long up to a diameter of 23 mm
and 5.4 m up to 27 mm, between which such sensors are set."""


@dataclass(frozen=True, slots=True)
class PrinterSpec:
    """A printer that the office has. `name`: as in the configuration and the log; `title`: what people call it, "" if there is only one;
    `roll_mm`: a full roll; `remote`: its worker is on another machine."""

    name: str
    title: str = ""
    roll_mm: int = 60_000
    remote: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """What a paper is laid out for. `bytes_per_s`: how fast the line carries, None where that is not known."""

    width_dots: int
    bytes_per_s: float | None = None


@dataclass(frozen=True, slots=True)
class PaperJob:
    """One paper, laid out. `job` is its id."""

    job: str
    document: Document


@dataclass(frozen=True, slots=True)
class PrinterStanding:
    """How a printer stands. `trouble` None: ready, or not heard of yet; `held`: papers that wait for it; `papers_left`: on its roll,
    None as long as that is unknown."""

    name: str
    title: str = ""
    trouble: Trouble | None = None
    paper_low: bool = False
    answers: bool = True
    held: int = 0
    papers_left: int | None = None


class PaperPrinter(Protocol):
    """What a worker needs of a printer; see drivers.printer.printer.Printer."""

    @property
    def width_dots(self) -> int: ...
    @property
    def bytes_per_s(self) -> float | None: ...
    def broke_off(self) -> None: ...
    def keep(self, documents: Sequence[Document]) -> None: ...
    def look(self) -> Health: ...
    def check(self) -> Outcome | None: ...
    def print(self, document: Document, told: Callable[[Health], None]) -> Outcome: ...
    def close(self) -> None: ...


class Papers(Protocol):
    """What a worker needs of the spool. All calls may block for a commit; none raises for a printer's sake."""

    def report(self, name: str, form: Form, health: Health) -> bool:
        """How the printer is now. True: a paper broke off on it at a time that its worker does not remember."""
        ...

    def standing_papers(self, form: Form) -> tuple[Document, ...]:
        """Papers whose unchanging parts a printer may keep, most used first. The same tuple as long as nothing has changed."""
        ...

    def take(self, name: str, form: Form, timeout_s: float) -> PaperJob | None:
        """The next paper for this printer, or None when none came within the time. It is this worker's until it says what became of it."""
        ...

    def give_back(self, name: str, job: str) -> None:
        """Not a byte of it was sent; it may come out elsewhere."""
        ...

    def sending(self, name: str, job: str) -> bool:
        """Written down before the first byte. False: it must not be sent."""
        ...

    def became(self, name: str, job: str, outcome: Outcome) -> None:
        """What became of a paper that was being sent; DOUBTFUL for one that was not: it cannot be printed there, and not a byte was."""
        ...


def papers_left(roll_mm: int, used_mm: int, paper_mm: int) -> int:
    """How many tickets are left on a roll, a forecast. All in millimetres."""
    return max(roll_mm - used_mm, 0) // max(paper_mm, 1)


def roll_used(spec: PrinterSpec, before: Health | None, now: Health, used_mm: int) -> int | None:
    """What the count of the roll must be set to after the printer spoke, None: it stays.

    A new roll begins at 0; the sensor near the end knows better than the count, in either direction but only when it first speaks.
    """
    if before is not None and before.trouble is Trouble.PAPER_OUT and now.trouble is None:
        return spec.roll_mm - NEAR_END_MM if now.paper_low else 0
    if before is not None and before.paper_low and not now.paper_low and now.trouble is None and now.answers:
        return 0
    near_end = max(spec.roll_mm - NEAR_END_MM, 0)
    if now.paper_low and (used_mm < near_end or (before is not None and not before.paper_low and used_mm > near_end)):
        return near_end
    return None
