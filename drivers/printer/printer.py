"""One printer, owned by one thread: a document goes in, what became of the paper comes out. Never lies, never waits for ever."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from drivers.errors import DeviceError, Trouble
from drivers.printer.document import Document
from drivers.printer.encode import ASK_PAPER, ask_process_id, encode, process_id, recover
from drivers.printer.link import Link
from drivers.printer.profiles import Confirm, Profile
from drivers.printer.render import render
from drivers.printer.status import Answer, ProcessDone, Query, Queued, RealTime, StatusParser, trouble_in

STATUS_TIMEOUT_S = 0.5
"""DLE EOT is answered in real time; half a second covers 1200 baud and a USB adapter's latency."""
PRINT_MM_PER_S = 75
"""The slowest printers that we know of; 8 dots are 1 mm."""
AFTER_PRINT_S = 3.0
"""For the cut and a printer that thinks first. Source: PRINTING §2."""


FORGOTTEN_READS = 64
"""How often unasked bytes are read away before we ask: a printer that never stops talking must not hold us."""


class Result(StrEnum):
    """What became of a paper."""

    PRINTED = "printed"  # the printer itself said so
    UNCONFIRMED = "unconfirmed"  # all bytes went, nothing complained, nobody confirmed
    DOUBTFUL = "doubtful"  # something went wrong after the first byte: there may be a paper, or half of one
    HELD = "held"  # not a byte was sent


@dataclass(frozen=True, slots=True)
class Outcome:
    """`trouble` is why it is not printed; `bytes_sent` is what was handed to the link, `paper_mm` what was used of the roll."""

    result: Result
    trouble: Trouble | None = None
    detail: str = ""
    bytes_sent: int = 0
    paper_mm: int = 0


@dataclass(frozen=True, slots=True)
class Health:
    """How a printer says that it is. `paper_low`: the sensor near the end of the roll; `answers`: whether it says anything at all."""

    trouble: Trouble | None = None
    detail: str = ""
    paper_low: bool = False
    answers: bool = True


class Printer:
    """Opens its link when needed and again after any failure."""

    def __init__(self, *, open_link: Callable[[], Link], profile: Profile) -> None:
        self._open_link = open_link
        self._profile = profile
        self._link: Link | None = None
        self._parser = StatusParser()
        self._jobs = 0
        self._broken_off = False  # a paper was begun on this printer and its end never arrived

    @property
    def profile(self) -> Profile:
        return self._profile

    def broke_off(self) -> None:
        """A paper may stand half sent in the printer, from a time that we do not remember: the next one ends it first."""
        self._broken_off = True

    @property
    def width_dots(self) -> int:
        """Dots across its paper."""
        return self._profile.width_dots

    @property
    def bytes_per_s(self) -> float | None:
        """How fast the open line carries, None where that is not known."""
        return self._link.bytes_per_s if self._link is not None else None

    def look(self) -> Health:
        """Open the link if needed and ask how the printer is. Never raises."""
        held = self.check()
        return Health() if held is None else Health(held.trouble, held.detail)

    def check(self) -> Outcome | None:
        """Open the link if needed and ask how the printer is. None: ready as far as it says; else HELD with the reason."""
        try:
            self._ready()
        except DeviceError as error:
            self.close()
            return Outcome(Result.HELD, error.trouble, error.detail)
        return None

    def print(self, document: Document) -> Outcome:
        """Print it and say what became of it. Ask `check` first: this sends without asking how the printer is."""
        pieces = render(document, self._profile.width_dots)
        data = encode(pieces, self._profile)
        paper_rows = sum(piece.rows * getattr(piece, "scale", 1) for piece in pieces if hasattr(piece, "rows"))
        try:
            link = self._opened()
        except DeviceError as error:
            self.close()
            return Outcome(Result.HELD, error.trouble, error.detail)
        try:
            started_s = time.monotonic()
            self._broken_off = True
            link.write(data)
            wire_s = len(data) / link.bytes_per_s if link.bytes_per_s else 0.0
            left_s = max(wire_s - (time.monotonic() - started_s), 0) + paper_rows / 8 / PRINT_MM_PER_S + AFTER_PRINT_S
            outcome = self._confirmed(link, left_s, len(data))
            self._broken_off = False  # not before: what the link took may still stand in the kernel, and go with the line
            return outcome
        except DeviceError as error:
            self.close()
            return Outcome(Result.DOUBTFUL, error.trouble, error.detail, len(data))

    def close(self) -> None:
        """Let go of the link; the next print opens it anew."""
        if self._link is not None:
            self._link.close()
            self._link = None
            self._parser = StatusParser()

    def _ready(self) -> Link:
        """An open link to a printer that does not complain. Raises: DeviceError."""
        link = self._opened()
        if self._profile.confirm is Confirm.NONE:
            return link
        self._forget(link)
        offline = False
        for query in (Query.PRINTER, Query.OFFLINE, Query.ERROR, Query.PAPER):
            byte = self._real_time(link, query)
            if byte is None:
                return link  # a mute printer: print, and call it unconfirmed
            trouble = trouble_in(query, byte)
            if trouble is Trouble.OFFLINE and query is Query.PRINTER:
                offline = True
                continue  # the next answers say why
            if trouble is not None:
                raise DeviceError(trouble, f"the printer answers {byte:#04x} to DLE EOT {query}")
        if offline:
            raise DeviceError(Trouble.OFFLINE, "the printer says that it is off line and not why")
        return link

    def _opened(self) -> Link:
        """The link, open; the first that a printer gets after a paper broke off is what ends that paper. Raises: DeviceError."""
        if self._link is None:
            self._link = self._open_link()
        if self._broken_off:
            self._link.write(recover(self._profile))
            self._broken_off = False
        return self._link

    def _forget(self, link: Link) -> None:
        """What came while we were not listening answers nothing that we ask from now on."""
        for _ in range(FORGOTTEN_READS):
            if not link.read(0):
                break
        self._parser = StatusParser()

    def _real_time(self, link: Link, query: Query) -> int | None:
        link.write(bytes([0x10, 0x04, query]))
        answer = self._wait(link, STATUS_TIMEOUT_S, lambda answer: isinstance(answer, RealTime))
        return answer.byte if isinstance(answer, RealTime) else None

    def _confirmed(self, link: Link, left_s: float, sent: int) -> Outcome:
        if self._profile.confirm is Confirm.NONE:
            return Outcome(Result.UNCONFIRMED, bytes_sent=sent)
        self._jobs += 1
        self._forget(link)
        if self._profile.confirm is Confirm.PROCESS_ID:
            link.write(ask_process_id(self._jobs))
            wanted = ProcessDone(process_id(self._jobs))
            if self._wait(link, left_s, lambda answer: answer == wanted):
                return Outcome(
                    Result.PRINTED, bytes_sent=sent
                )  # a true receipt; what ails the printer now, the next check will say
            done = False
        else:
            link.write(ASK_PAPER)
            done = self._wait(link, left_s, lambda answer: isinstance(answer, Queued)) is not None
        well, trouble = self._complaint(link)
        if trouble is not None:
            return Outcome(Result.DOUBTFUL, trouble, "the printer complains after the paper was sent", sent)
        if not (done and well):  # one byte proves little: it counts only from a printer that also says that it is well
            return Outcome(Result.UNCONFIRMED, Trouble.MUTE, "the printer did not answer after the paper", sent)
        return Outcome(Result.PRINTED, bytes_sent=sent)

    def _complaint(self, link: Link) -> tuple[bool, Trouble | None]:
        """Whether it answered everything, and what it complains of."""
        for query in (Query.OFFLINE, Query.ERROR, Query.PAPER):
            byte = self._real_time(link, query)
            if byte is None:
                return False, None
            trouble = trouble_in(query, byte)
            if trouble is not None:
                return True, trouble
        return True, None

    def _wait(self, link: Link, timeout_s: float, wanted: Callable[[Answer], bool]) -> Answer | None:
        deadline = time.monotonic() + timeout_s
        while (left_s := deadline - time.monotonic()) > 0:
            for answer in self._parser.feed(link.read(left_s)):
                if wanted(answer):
                    return answer
        return None
