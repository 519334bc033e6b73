"""Every fault at every byte of a ticket: `python bench/faults.py [STEP]`. What is called printed must stand on the paper, whole.

A loss that begins in the head of a raster and ends in its dots leaves no trace in any answer that ESC/POS has; such positions are
counted apart. A lie is: `printed` without that whole paper, cut off exactly once; `held` with a dot on the paper; and a next paper that is
called printed and does not stand alone on its own.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drivers.printer.document import Document
    from drivers.printer.fake import FakePrinter
    from drivers.printer.printer import Outcome, Printer
    from drivers.printer.profiles import Profile

LINE_BYTES_PER_S = 960.0
"""9600 baud: a band of 1,024 bytes is a second of it, the least time in which a printer comes back from a power cut."""
LOSS = "300 bytes lost"
OUTAGES = (1100, 3000, None)
"""Bytes that a printer without power misses; None: it stays off until somebody switches it on."""


@dataclass(frozen=True, slots=True)
class Fault:
    """`strike` arms the machine so that it happens `at` bytes into the paper."""

    name: str
    strike: "Callable[[FakePrinter, int], None]"


def _set(name: str) -> "Callable[[FakePrinter, int], None]":
    return lambda machine, at: setattr(machine, name, at)


def _heal(machine: "FakePrinter") -> None:
    """All is well, also what was armed and has not happened."""
    for name in ("paper_out", "cover_open", "power_cut", "loses", "mute", "unplug", "stall"):
        setattr(machine, f"{name}_after", None)
    machine.paper_out = machine.cover_open = machine.mute = machine.unplugged = machine.stalled = False
    machine.power_on()


def _outage(dark_bytes: int | None) -> "Callable[[FakePrinter, int], None]":
    def strike(machine: "FakePrinter", at: int) -> None:
        machine.power_cut_after, machine.dark_bytes = at, dark_bytes

    return strike


FAULTS = (
    Fault("paper out", _set("paper_out_after")),
    Fault("cover open", _set("cover_open_after")),
    *(Fault(f"power cut, {missed} bytes missed", _outage(missed)) for missed in OUTAGES),
    Fault(LOSS, _set("loses_after")),
    Fault("mute from there on", _set("mute_after")),
    Fault("unplugged", _set("unplug_after")),
    Fault("stalled", _set("stall_after")),
)


@contextmanager
def short_waits() -> Iterator[None]:
    """The printer's patience in milliseconds; what it decides does not hang on how long it waited."""
    from drivers.printer import printer, talk

    rooms = {printer: ("STATUS_TIMEOUT_S", "AFTER_PRINT_S", "STOPPED_S", "LOOK_AGAIN_S"), talk: ("STATUS_TIMEOUT_S",)}
    before = [(room, name, getattr(room, name)) for room, names in rooms.items() for name in names]
    speed, printer.PRINT_MM_PER_S = printer.PRINT_MM_PER_S, 1_000_000
    for room, name, _ in before:
        setattr(room, name, 0.004)
    try:
        yield
    finally:
        printer.PRINT_MM_PER_S = speed
        for room, name, value in before:
            setattr(room, name, value)


def document() -> "Document":
    from drivers.printer.document import Big, Cut, Document, Feed, Line, Rule

    return Document(
        (
            Line("PHIẾU SỐ THỨ TỰ", 24, bold=True),
            Feed(9),
            Big("A012", 120),
            Rule(),
            Line("Trước ông/bà còn 4 người", 24),
            Feed(9),
            Cut(),
        )
    )


def profiles() -> "tuple[Profile, ...]":
    from drivers.printer.profiles import Confirm, profile

    plain = profile("virtual80")
    return (plain, replace(plain, confirm=Confirm.QUEUED_STATUS), replace(plain, clears=True))


def length(known: "Profile") -> int:
    """How many bytes the paper takes on a serial line."""
    from drivers.printer.encode import encode
    from drivers.printer.render import render

    return len(encode(render(document(), known.width_dots), known, counted=True))


def unseen(known: "Profile") -> set[int]:
    """Where a loss of LOST_IN_A_ROW bytes begins in a raster's head and ends in its dots."""
    from drivers.printer.encode import encode
    from drivers.printer.fake import LOST_IN_A_ROW
    from drivers.printer.render import render

    found: set[int] = set()
    data, at = encode(render(document(), known.width_dots), known, counted=True), 0
    while (at := data.find(b"\x1dv0", at)) >= 0:
        size = int.from_bytes(data[at + 4 : at + 6], "little") * int.from_bytes(data[at + 6 : at + 8], "little")
        if size + 8 > LOST_IN_A_ROW:
            found.update(begin for begin in range(at, at + 8) if begin + LOST_IN_A_ROW <= at + 8 + size)
        at += 8 + size
    return found


def lie(fault: Fault, at: int, known: "Profile") -> "tuple[Outcome, str | None]":
    """What became of a paper that the fault struck `at` bytes after its begin, and what is not true of that; None if all is."""
    from drivers.printer.fake import FakeLink, FakePrinter
    from drivers.printer.pieces import paint
    from drivers.printer.printer import Printer, Result
    from drivers.printer.render import render

    wanted = paint(render(document(), known.width_dots), known.width_dots).tobytes()
    machine = FakePrinter(known.width_dots)
    printer = Printer(open_link=lambda: FakeLink(machine, LINE_BYTES_PER_S * 1000, paces=False), profile=known)
    if printer.check() is not None:
        raise AssertionError("a printer that is well is not ready")
    fault.strike(machine, at)
    outcome = printer.print(document())
    found = [paper.picture.tobytes() for paper in machine.papers()]
    if outcome.result is Result.PRINTED and (found != [wanted] or machine.strip() is not None):
        return outcome, "called printed, and it is not there whole and once"
    if outcome.result is Result.HELD and (found or machine.strip() is not None):
        return outcome, "called held, and there are dots on the paper"
    _heal(machine)
    return outcome, _next_is_alone(machine, printer, wanted, cleared=known.clears and outcome.result is Result.DOUBTFUL)


def _next_is_alone(machine: "FakePrinter", printer: "Printer", wanted: bytes, *, cleared: bool) -> str | None:
    from drivers.printer.printer import Result

    before = len(machine.papers())
    machine.feed(b"")
    if cleared and len(machine.papers()) > before:
        return "what was to be cleared came out by itself"
    before = len(machine.papers())
    printer.check()
    papers = machine.papers() if printer.print(document()).result is Result.PRINTED else None
    if papers is not None and (len(papers) <= before or papers[0].picture.tobytes() != wanted):
        return "the next paper is called printed and does not stand alone"
    return None


def run(step: int = 1) -> int:
    """Return how many lies were found; each kind of outcome is counted."""
    lies = 0
    with short_waits():
        for known in profiles():
            for fault in FAULTS:
                started_s, became = time.perf_counter(), dict[str, int]()
                for at in range(1, length(known) + 40, step):
                    outcome, wrong = lie(fault, at, known)
                    if wrong and fault.name == LOSS and at in unseen(known):
                        became["unseen"] = became.get("unseen", 0) + 1
                        continue
                    became[outcome.result] = became.get(outcome.result, 0) + 1
                    lies += wrong is not None
                    if wrong:
                        print(f"{known.confirm} clears={known.clears} {fault.name} at {at}: {wrong}")
                told = ", ".join(f"{count} {result}" for result, count in sorted(became.items()))
                print(
                    f"{known.confirm} clears={known.clears} {fault.name}: {told}; {time.perf_counter() - started_s:.0f} s",
                    flush=True,
                )
    print(f"{lies} lies")
    return lies


if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[1])
    sys.exit(1 if run(*(int(argument) for argument in sys.argv[1:])) else 0)
