"""Printer bytes -> what they mean. Pure and incremental: any chunking, answers interleaved, garbage passed over.

Source: Epson ESC/POS, "Status processing": 0xx1xx10 real-time status, 0xx1xx00 first byte of a four-byte ASB, 0xx0xxxx
answer to GS r (and GS I 1..3), 11h XON, 13h XOFF (which may stand inside any other answer), `37 22 id×4 00` process ID,
`37 23 … 00` offline response, `37 25 00` buffer cleared, `5F … 00` printer information (GS I 65..69), `37 72 s k… 00` key codes
of NV graphics (GS ( L fn 64), `37 73 s k… 00` of download graphics (fn 80), s = 41h when more follow after ACK, else 40h,
`37 30 n… 00` capacity of NV graphics in decimal digits (fn 48), `37 31` and `37 32` what is left of NV and download (fn 51, 52).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from drivers.errors import Trouble

XON, XOFF = 0x11, 0x13
KEYS_BYTES = 80
"""Most key characters in one block: forty keys of two. Source: GS ( L fn 64."""
TEXT_BYTES = 80
"""Most characters of a printer's information. Source: Epson, GS I: "up to 80 bytes"."""
DIGITS = 8
CAUSE_BYTES = 13


class Query(IntEnum):
    """DLE EOT n: what is asked in real time."""

    PRINTER = 1
    OFFLINE = 2
    ERROR = 3
    PAPER = 4


class Memory(StrEnum):
    """Which of the printer's picture stores an answer is about."""

    NV = "nv"
    RAM = "ram"


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


@dataclass(frozen=True, slots=True)
class WentOffline:
    """It went off line by itself; `cause` as it says it."""

    cause: bytes


@dataclass(frozen=True, slots=True)
class Cleared:
    """It forgot what waited."""


@dataclass(frozen=True, slots=True)
class Flow:
    """It can take more (XON) or cannot (XOFF)."""

    ready: bool


@dataclass(frozen=True, slots=True)
class Info:
    """Its maker, model or firmware, as asked with GS I."""

    text: str


@dataclass(frozen=True, slots=True)
class Keys:
    """The pictures that it keeps; `more`: another block follows when this one is acknowledged."""

    memory: Memory
    keys: tuple[bytes, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes for pictures: all of them, or what is left."""

    memory: Memory
    left_bytes: int
    whole: bool


Answer = RealTime | Queued | ProcessDone | AutoStatus | WentOffline | Cleared | Flow | Info | Keys | Room


class StatusParser:
    """Feed it bytes as read from the link; it gives back the complete answers in order and keeps the rest.

    It decides byte by byte, so how the line cuts them makes no difference. A block that turns out to be none is dropped up to
    the byte that showed it.
    """

    def __init__(self) -> None:
        self._kept = b""

    def feed(self, data: bytes) -> list[Answer]:
        answers: list[Answer] = []
        for byte in data:
            if byte in (XON, XOFF):
                answers.append(Flow(byte == XON))
                continue
            answer, self._kept = _taken(self._kept, byte)
            if answer is not None:
                answers.append(answer)
        return answers


def _taken(kept: bytes, byte: int) -> tuple[Answer | None, bytes]:
    """What this byte completes behind those that are kept, and what is kept then."""
    if not kept:
        return _begun(byte)
    longer = kept + bytes([byte])
    if kept[0] & 0b1001_0011 == 0b0001_0000:
        if byte & 0b1001_0000:
            return _begun(byte)
        return (AutoStatus(longer), b"") if len(longer) == 4 else (None, longer)
    if kept[0] == 0x5F:
        return _text_taken(longer, 1, TEXT_BYTES, lambda text: Info(text.decode("ascii")))
    if len(kept) == 1:
        return (None, longer) if byte in _BLOCKS else _begun(byte)
    most, build = _BLOCKS[kept[1]]
    return _text_taken(longer, 2, most, build)


def _begun(byte: int) -> tuple[Answer | None, bytes]:
    """A byte behind which nothing is kept."""
    if byte & 0b1001_0011 == 0b0001_0010:
        return RealTime(byte), b""
    if byte & 0b1001_0000 == 0:
        return Queued(byte), b""
    if byte & 0b1001_0011 == 0b0001_0000 or byte in (0x37, 0x5F):
        return None, bytes([byte])
    return None, b""  # not from this protocol


def _text_taken(block: bytes, head: int, most: int, build: Callable[[bytes], Answer | None]) -> tuple[Answer | None, bytes]:
    """A block whose head is followed by printable characters up to a NUL."""
    byte = block[-1]
    if byte == 0:
        return build(block[head:-1]), b""
    if 0x20 <= byte <= 0x7E and len(block) - head <= most:
        return None, block
    return _begun(byte)


def _done(text: bytes) -> Answer | None:
    return ProcessDone(text) if len(text) == 4 else None


def _keys(memory: Memory) -> Callable[[bytes], Answer | None]:
    def build(text: bytes) -> Answer | None:
        status, keys = text[:1], text[1:]
        if status not in (b"\x40", b"\x41") or len(keys) % 2:
            return None
        return Keys(memory, tuple(keys[at : at + 2] for at in range(0, len(keys), 2)), status == b"\x41")

    return build


def _room(memory: Memory, *, whole: bool) -> Callable[[bytes], Answer | None]:
    return lambda text: Room(memory, int(text), whole) if text.isdigit() else None


_BLOCKS: dict[int, tuple[int, Callable[[bytes], Answer | None]]] = {
    0x22: (4, _done),
    0x23: (CAUSE_BYTES, WentOffline),
    0x25: (0, lambda _: Cleared()),
    0x30: (DIGITS, _room(Memory.NV, whole=True)),
    0x31: (DIGITS, _room(Memory.NV, whole=False)),
    0x32: (DIGITS, _room(Memory.RAM, whole=False)),
    0x72: (1 + KEYS_BYTES, _keys(Memory.NV)),
    0x73: (1 + KEYS_BYTES, _keys(Memory.RAM)),
}
"""What follows 37h: how many characters at most, and what is made of them."""


_COMPLAINTS: dict[Query, tuple[tuple[int, Trouble], ...]] = {
    Query.PRINTER: ((0b0000_1000, Trouble.OFFLINE),),
    Query.OFFLINE: ((0b0000_0100, Trouble.COVER_OPEN), (0b0010_0000, Trouble.PAPER_OUT)),
    Query.ERROR: ((0b0000_1000, Trouble.CUTTER), (0b0010_0000, Trouble.BROKEN), (0b0100_0000, Trouble.HOT)),
    Query.PAPER: ((0b0110_0000, Trouble.PAPER_OUT),),
}
"""Which bits of which answer complain, the first one first. Source: Epson, DLE EOT."""


def trouble_in(query: Query, byte: int) -> Trouble | None:
    """What the answer to DLE EOT `query` complains of, if anything."""
    return next((trouble for bits, trouble in _COMPLAINTS[query] if byte & bits == bits), None)


def paper_low_in(byte: int) -> bool:
    """Whether the answer to DLE EOT 4 says that the roll is near its end. Many printers have no such sensor and never do."""
    return byte & 0b0000_1100 == 0b0000_1100
