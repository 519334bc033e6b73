"""Printer bytes -> what they mean. Pure and incremental: any chunking, answers interleaved, garbage passed over.

Source: Epson ESC/POS, "Status processing": 0xx1xx10 real-time status, 0xx1xx00 first byte of a four-byte ASB, 0xx0xxxx
answer to GS r, 11h XON, 13h XOFF, `37 22 id×4 00` process ID, `37 25 00` buffer cleared.
"""

from dataclasses import dataclass
from enum import IntEnum

from drivers.errors import Trouble

BLOCK_BYTES = 16
"""An answer of ours that begins with 37h is never longer; what looks longer is noise."""


class Query(IntEnum):
    """DLE EOT n: what is asked in real time."""

    PRINTER = 1
    OFFLINE = 2
    ERROR = 3
    PAPER = 4


@dataclass(frozen=True, slots=True)
class RealTime:
    """One answer to DLE EOT; which query it answers is known only to who asked."""

    byte: int


@dataclass(frozen=True, slots=True)
class Queued:
    """The answer to GS r 1: everything before it was worked off."""

    byte: int

    @property
    def paper_out(self) -> bool:
        return bool(self.byte & 0b1100)


@dataclass(frozen=True, slots=True)
class ProcessDone:
    """Everything before this process ID is printed."""

    process_id: bytes


@dataclass(frozen=True, slots=True)
class AutoStatus:
    """Four bytes that the printer sends by itself when something changed."""

    data: bytes


Answer = RealTime | Queued | ProcessDone | AutoStatus


class StatusParser:
    """Feed it bytes as read from the link; it gives back the complete answers in order and keeps the rest."""

    def __init__(self) -> None:
        self._kept = b""

    def feed(self, data: bytes) -> list[Answer]:
        self._kept += data
        answers: list[Answer] = []
        while self._kept:
            answer, used = _first(self._kept)
            if used == 0:
                break
            self._kept = self._kept[used:]
            if answer is not None:
                answers.append(answer)
        return answers


def _first(data: bytes) -> tuple[Answer | None, int]:
    """The first answer in `data` and how many bytes it took; (None, 0) when more bytes are needed, (None, 1) for noise."""
    byte = data[0]
    if byte == 0x37:
        return _block(data)
    if byte & 0b1001_0011 == 0b0001_0010:
        return RealTime(byte), 1
    if byte & 0b1001_0011 == 0b0001_0000:
        if len(data) < 4:
            return (None, 0) if all(_asb_rest(later) for later in data[1:]) else (None, 1)
        return (AutoStatus(data[:4]), 4) if all(_asb_rest(later) for later in data[1:4]) else (None, 1)
    if byte & 0b1001_0000 == 0:
        return Queued(byte), 1
    return None, 1  # XON, XOFF, or not from this protocol


def _block(data: bytes) -> tuple[Answer | None, int]:
    """What begins with 37h. Decides by the same bytes however many have come: a chunk's length must not change the meaning."""
    if len(data) < 2:
        return None, 0
    if data[1] == 0x22:
        if not all(0x20 <= later <= 0x7E for later in data[2:6]):
            return None, 1
        if len(data) < 7:
            return None, 0
        return (ProcessDone(data[2:6]), 7) if data[6] == 0 else (None, 1)
    if data[1] in (0x23, 0x25):
        end = data.find(b"\0", 2, BLOCK_BYTES)
        return (None, end + 1) if end >= 0 else ((None, 0) if len(data) < BLOCK_BYTES else (None, 1))
    return None, 1


def _asb_rest(byte: int) -> bool:
    return byte & 0b1001_0000 == 0


def trouble_in(query: Query, byte: int) -> Trouble | None:
    """What the answer to DLE EOT `query` complains of, if anything. Source: Epson, DLE EOT."""
    match query:
        case Query.PRINTER:
            return Trouble.OFFLINE if byte & 0b0000_1000 else None
        case Query.OFFLINE:
            if byte & 0b0000_0100:
                return Trouble.COVER_OPEN
            return Trouble.PAPER_OUT if byte & 0b0010_0000 else None
        case Query.ERROR:
            return Trouble.CUTTER if byte & 0b0000_1000 else Trouble.OFFLINE if byte & 0b0010_0000 else None
        case Query.PAPER:
            return Trouble.PAPER_OUT if byte & 0b0110_0000 == 0b0110_0000 else None
