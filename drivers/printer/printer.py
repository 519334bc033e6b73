"""One printer, owned by one thread: a document goes in, what became of the paper comes out. Never lies, never waits for ever."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from drivers.errors import DeviceError, Trouble
from drivers.printer.document import Document
from drivers.printer.encode import (
    ASK_PAPER,
    CLEAR,
    RECOVER_AND_CLEAR,
    ask_process_id,
    encode,
    process_id,
    questions,
    recover,
)
from drivers.printer.health import MUTE, Health, ask_health
from drivers.printer.keeper import Keeper
from drivers.printer.link import Link
from drivers.printer.pieces import Kept, Piece, rows_of
from drivers.printer.profiles import Confirm, Images, Profile
from drivers.printer.render import Ways, render
from drivers.printer.status import Cleared, Query, trouble_in
from drivers.printer.talk import STATUS_TIMEOUT_S, Talk

PRINT_MM_PER_S = 75
"""The slowest printers that we know of; 8 dots are 1 mm."""
AFTER_PRINT_S = 3.0
"""For the cut and a printer that thinks first. Source: PRINTING §2."""
TO_CUTTER_MM = 15
"""From the head to the cutter or the tear bar, once a paper."""
STOPPED_S = 30.0
"""How long a paper is waited for in a printer that says why it has stopped: a roll changed at once still gives the whole paper,
and nobody learns of an empty roll later than this."""
UNANSWERED = 2
"""So many papers without an answer from a printer on a serial line that never gave one may have lost their end; then it just does
not answer, and no more blank paper is cut off for that."""
LOOK_AGAIN_S = 0.5
"""How often a stopped printer is asked whether it still is."""
ASK_ALONG_S = 1.5
"""How often a printer is asked how it is while it prints: whoever can help hears of an empty roll within five seconds."""
WAITS = (Trouble.PAPER_OUT, Trouble.COVER_OPEN, Trouble.HOT)
"""After these a printer goes on with what it has by itself."""


class Result(StrEnum):
    """What became of a paper."""

    PRINTED = "printed"  # the printer itself said so
    UNCONFIRMED = "unconfirmed"  # all bytes went, nothing complained, nobody confirmed
    DOUBTFUL = "doubtful"  # something went wrong after the first byte: there may be a paper, or half of one
    HELD = "held"  # not a dot was sent


@dataclass(frozen=True, slots=True)
class Outcome:
    """`trouble` is why it is not printed; `bytes_sent` is what was handed to the link, `paper_mm` what was used of the roll."""

    result: Result
    trouble: Trouble | None = None
    detail: str = ""
    bytes_sent: int = 0
    paper_mm: int = 0


@dataclass(frozen=True, slots=True)
class _Sent:
    """A paper that the link has taken: its bytes, how often the printer was asked on the way, how long the line still carries it,
    and how long the rest may take, the line's part included."""

    size_bytes: int
    questions: int
    wire_s: float
    left_s: float


class Printer:
    """Opens its link when needed and again after any failure."""

    def __init__(self, *, open_link: Callable[[], Link], profile: Profile) -> None:
        self._open_link = open_link
        self._profile = profile
        self._keeper = Keeper(profile)
        self._talk: Talk | None = None
        self._jobs = 0
        self._confirms = False  # it has confirmed a paper, so its silence means something
        self._unanswered = 0
        self._broken_off = False  # a paper was begun on this printer and its end never arrived
        self._ended = False  # what ends it went over this link; that it arrived shows when the printer answers

    @property
    def profile(self) -> Profile:
        return self._profile

    @property
    def width_dots(self) -> int:
        """Dots across its paper."""
        return self._profile.width_dots

    @property
    def bytes_per_s(self) -> float | None:
        """How fast the open link carries; None if that is not known, or none is open."""
        return self._talk.link.bytes_per_s if self._talk else None

    def broke_off(self) -> None:
        """A paper may stand half sent in the printer, from a time that we do not remember: the next one ends it first."""
        self._broken_off, self._ended = True, False

    def keep(self, documents: Sequence[Document]) -> None:
        """The printer is to keep what these papers have in common with others, in order of worth, if its profile says that it can."""
        self._keeper.keep(documents)

    def look(self) -> Health:
        """Open the link if needed and ask how the printer is; never raises. For an idle printer, every few seconds.

        Fills the printer's picture store if it is well and is to keep pictures, so that no citizen waits for that.
        """
        try:
            health = self._health()
            if health.answers and health.trouble is None:
                self._stored(self._opened())
            return health
        except DeviceError as error:
            self.close()
            return Health(error.trouble, error.detail, answers=False)

    def check(self) -> Outcome | None:
        """Open the link if needed and ask how the printer is. None: ready as far as it says; else HELD with the reason."""
        try:
            health = self._health()
        except DeviceError as error:
            self.close()
            return Outcome(Result.HELD, error.trouble, error.detail)
        if health.trouble is None:
            return None
        return Outcome(Result.HELD, health.trouble, health.detail)

    def print(self, document: Document, told: Callable[[Health], None] = lambda health: None) -> Outcome:
        """Print it and say what became of it. Ask `check` first: this sends without asking how the printer is.

        `told` is called once, in this thread, when the printer stops in mid-paper and is waited for.

        A printer that stops in mid-paper and says why (no paper, open cover) keeps the rest and prints it when it can: it is
        waited for, for STOPPED_S. Then the paper is doubtful; where the profile says `clears`, the rest is cleared, so that
        nothing comes out by itself later. Otherwise it will: whoever looks at the printer decides.
        """
        try:
            talk = self._opened()
            stored = self._stored(talk)
        except DeviceError as error:
            self.close()
            return Outcome(Result.HELD, error.trouble, error.detail)
        pieces = render(document, self._profile.width_dots, self._ways(stored))
        counted = talk.link.bytes_per_s is not None and self._profile.confirm is not Confirm.NONE
        reset = not (stored and self._profile.images is Images.RAM)
        data = encode(pieces, self._profile, counted=counted, reset=reset)
        paper_mm = round(sum(map(rows_of, pieces)) / 8) + TO_CUTTER_MM
        try:
            self._broken_off, self._ended = True, False
            outcome, ends = self._confirmed(talk, self._send(talk, pieces, data, counted=counted), told)
            self._broken_off = not ends  # not before: what the link took may still stand in the kernel, and go with the line
            return replace(outcome, paper_mm=paper_mm)
        except DeviceError as error:
            # Asking it why, in the middle of a raster, would put the question into the raster. The next check asks.
            self.close()
            return Outcome(Result.DOUBTFUL, error.trouble, error.detail, len(data), paper_mm)

    def close(self) -> None:
        """Let go of the link; the next print opens it anew."""
        if self._talk is not None:
            self._talk.link.close()
            self._talk = None
        self._ended = False

    def _ways(self, stored: Mapping[Kept, bytes]) -> Ways:
        known = self._profile
        splits = known.images is not Images.NONE and known.native_digits and bool(stored)
        return Ways(known.native_qr, known.native_digits, splits, stored)

    def _stored(self, talk: Talk) -> Mapping[Kept, bytes]:
        """What the printer has of the pictures. Filling its store is a thing that may break off, too. Raises: DeviceError."""
        if not self._keeper.keeps:
            return {}
        before, self._broken_off = self._broken_off, True
        stored = self._keeper.stored(talk)
        self._broken_off = before
        return stored

    def _health(self) -> Health:
        """Raises: DeviceError."""
        talk = self._opened()
        if self._profile.confirm is Confirm.NONE:
            return MUTE
        health = ask_health(talk)
        if health.answers and self._ended:
            self._broken_off = self._ended = False
        return health

    def _opened(self) -> Talk:
        """The link, open; the first that a printer gets after a paper broke off is what ends that paper. Raises: DeviceError."""
        if self._talk is None:
            self._talk = Talk(self._open_link())
        if self._broken_off and not self._ended:
            self._talk.write(recover(self._profile))
            self._ended = True
        return self._talk

    def _send(self, talk: Talk, pieces: tuple[Piece, ...], data: bytes, *, counted: bool) -> _Sent:
        started_s = time.monotonic()
        if counted:
            talk.forget()
        talk.write(data)
        wire_s = len(data) / talk.link.bytes_per_s if talk.link.bytes_per_s else 0.0
        print_s = sum(map(rows_of, pieces)) / 8 / PRINT_MM_PER_S + AFTER_PRINT_S
        wire_left_s = max(wire_s - (time.monotonic() - started_s), 0)
        return _Sent(len(data), questions(pieces) if counted else 0, wire_left_s, wire_left_s + print_s)

    def _confirmed(self, talk: Talk, sent: _Sent, told: Callable[[Health], None]) -> tuple[Outcome, bool]:
        """What became of the paper, and whether it is ended: else what stands on the paper must be cut off before the next."""
        if self._profile.confirm is Confirm.NONE:
            return Outcome(Result.UNCONFIRMED, bytes_sent=sent.size_bytes), True
        self._jobs += 1
        if not sent.questions:
            talk.forget()
        by_id = self._profile.confirm is Confirm.PROCESS_ID
        talk.write(ask_process_id(self._jobs) if by_id else ASK_PAPER)
        done, well, trouble = self._awaited(talk, sent, told)
        if trouble is not None:
            return self._stopped(talk, trouble, sent)
        if 0 < talk.queued < sent.questions + (not by_id and sent.questions > 0):
            detail = f"the printer answered {talk.queued} of {sent.questions} questions within the paper"
            return Outcome(Result.DOUBTFUL, Trouble.GARBLED, detail, sent.size_bytes), False
        if not done or talk.queued < sent.questions:
            self._unanswered += 1
            ends = not talk.heard or (well and not sent.questions) or (not self._confirms and self._unanswered > UNANSWERED)
            detail = "the printer did not answer after the paper"
            return Outcome(Result.UNCONFIRMED, Trouble.MUTE, detail, sent.size_bytes), ends
        self._confirms = True
        return Outcome(Result.PRINTED, bytes_sent=sent.size_bytes), True

    def _awaited(self, talk: Talk, sent: _Sent, told: Callable[[Health], None]) -> tuple[bool, bool, Trouble | None]:
        """Whether the printer said that the paper is out; whether it says that it is well; and what it complains of in the end.

        A process ID is a true receipt; what ails the printer then, the next check will say. A queued answer proves little: it
        counts only from a printer that also says that it is well.
        """
        out = self._receipt(talk, sent.questions)
        by_id = self._profile.confirm is Confirm.PROCESS_ID
        done = self._along(talk, sent, out)
        if done and by_id:
            return True, True, None
        well, trouble = self._complaint(talk)
        if not done and trouble in WAITS:
            told(Health(trouble, "the printer has stopped in the middle of a paper"))
        deadline_s = time.monotonic() + STOPPED_S
        while not done and trouble in WAITS and time.monotonic() < deadline_s:
            done = talk.until(LOOK_AGAIN_S, out)
            if done and by_id:
                return True, True, None
            well, trouble = self._complaint(talk)
            if trouble is None and not done:
                done = talk.until(sent.left_s, out)
        return done and (well or by_id), well, trouble

    def _along(self, talk: Talk, sent: _Sent, out: Callable[[], bool]) -> bool:
        """Whether the paper is out in the time that it may take. A printer that stops and says why is not waited for to the end."""
        deadline_s, pause_s = time.monotonic() + sent.left_s, sent.wire_s + ASK_ALONG_S
        while True:
            if talk.until(min(pause_s, deadline_s - time.monotonic()), out):
                return True
            if time.monotonic() >= deadline_s:
                return False
            well, trouble = self._complaint(talk)
            if trouble is not None:
                return False
            pause_s = ASK_ALONG_S if well else sent.left_s  # a mute one is not asked again and again

    def _receipt(self, talk: Talk, asked: int) -> Callable[[], bool]:
        if self._profile.confirm is Confirm.PROCESS_ID:
            return lambda: process_id(self._jobs) in talk.done
        return lambda: talk.queued > asked

    def _stopped(self, talk: Talk, trouble: Trouble, sent: _Sent) -> tuple[Outcome, bool]:
        """The printer keeps the rest of a paper. Where it can it forgets it, and what stands on the paper is cut off first of all."""
        if not self._profile.clears:
            detail = "the printer complains after the paper was sent; it may print the rest by itself"
            return Outcome(Result.DOUBTFUL, trouble, detail, sent.size_bytes), True
        talk.write(RECOVER_AND_CLEAR if trouble is Trouble.CUTTER else CLEAR)
        talk.wait(STATUS_TIMEOUT_S, lambda answer: isinstance(answer, Cleared))
        detail = "the printer complained after the paper was sent and was told to forget the rest"
        return Outcome(Result.DOUBTFUL, trouble, detail, sent.size_bytes), False

    def _complaint(self, talk: Talk) -> tuple[bool, Trouble | None]:
        """Whether it answered everything, and what it complains of."""
        for query in (Query.OFFLINE, Query.ERROR, Query.PAPER):
            byte = talk.real_time(query)
            if byte is None:
                return False, None
            trouble = trouble_in(query, byte)
            if trouble is not None:
                return True, trouble
        return True, None
