"""A printer without metal: it understands what we send, answers as an Epson does, and shows its paper as a picture.

`FakePrinter` is the machine (bytes in, bytes out, papers). `FakeLink` plugs it in directly; tests put it behind a PTY.
What can go wrong with a printer is a plain attribute; set it and it does.
"""

import random
import threading
import time
from collections import deque
from dataclasses import dataclass

from PIL import Image

from drivers.errors import DeviceError, Trouble
from drivers.printer.fake_engine import NEED_MORE, Engine
from drivers.printer.link import trouble_of_port
from drivers.printer.pieces import CutHere, paint

PAPERS_KEPT = 30
BUFFER_BYTES = 4096
"""What waits in a printer that has stopped. Source: Epson, TM-T88III: 4 KB, XOFF at 128 bytes left, XON at 256."""
XOFF_LEFT, XON_LEFT = 128, 256
LOST_IN_A_ROW = 300
"""Bytes that a receiver without flow control drops when it does not keep up: not one, but what comes until it has room."""
_STRIKES = {
    "paper_out_after": "paper_out",
    "cover_open_after": "cover_open",
    "power_cut_after": "power",
    "loses_after": "loss",
    "mute_after": "mute",
    "unplug_after": "unplugged",
    "stall_after": "stalled",
}
"""Which attribute counts down to what."""
XON, XOFF = b"\x11", b"\x13"


@dataclass(frozen=True, slots=True)
class Paper:
    """One cut-off paper: its number since start, its picture (1 bit, black on white) and how many bytes it took."""

    number: int
    picture: Image.Image
    size_bytes: int


class FakePrinter:
    """Knows what `encode`, `kept` and `status` name; what it does not know it counts in `unknown_bytes`.

    Ailments: `paper_out`, `cover_open`, `cutter_jam`, `hot`, `broken` stop it; `near_end` is only said; `mute` answers nothing.
    `…_after`: so many bytes from now. `power_cut_after` loses buffer and memory, then `dark_bytes` more (None: all until
    `power_on`); `loses_after` loses LOST_IN_A_ROW bytes. `loss`: the share of bytes that get lost on the way. `garbage`: the share of answers that noise stands before.
    """

    def __init__(self, width_dots: int = 576, *, cutter: bool = True, seed: int = 0) -> None:
        self.width_dots = width_dots
        self.cutter = cutter
        self.paper_out = self.cover_open = self.cutter_jam = self.hot = self.broken = False
        self.near_end = self.mute = self.unplugged = False
        self.stalled = False
        self.paper_out_after: int | None = None
        self.cover_open_after: int | None = None
        self.power_cut_after: int | None = None
        self.loses_after: int | None = None
        self.mute_after: int | None = None
        self.unplug_after: int | None = None
        self.stall_after: int | None = None
        self.dark_bytes: int | None = 0
        self.loss = self.garbage = 0.0
        self.buffer_bytes = BUFFER_BYTES
        self.engine = Engine(width_dots, cutter, self._cut)
        self._random = random.Random(seed)  # nosec B311  # noqa: S311  a fault that can be repeated, no secret
        self._papers: deque[Paper] = deque(maxlen=PAPERS_KEPT)
        self._count = 0
        self._strip_bytes = 0
        self._kept = b""
        self._dark = False
        self._held_off = False
        self._losing = 0
        self._reported = b""
        self._lock = threading.Lock()

    @property
    def unknown_bytes(self) -> int:
        return self.engine.unknown_bytes

    @property
    def busy(self) -> bool:
        """Whether it takes no more: stopped, and its buffer is full."""
        return self.stalled or (self._stopped and len(self._kept) >= self.buffer_bytes)

    @property
    def port_status(self) -> int:
        """As a USB printer tells it past all that waits. Source: USB Printing Devices 1.1, §4.2.2."""
        return 0x10 | 0x20 * self.paper_out | 0x08 * (not self._stopped or self.paper_out)

    def papers(self) -> list[Paper]:
        """The last papers, newest first. Safe from any thread."""
        with self._lock:
            return list(reversed(self._papers))

    def strip(self) -> Image.Image | None:
        """What stands on the paper that is not cut off yet; None if nothing does."""
        with self._lock:
            return paint(tuple(self.engine.strip), self.width_dots) if self.engine.strip else None

    def feed(self, data: bytes) -> bytes:
        """Take bytes in any chunking and return what the printer sends back."""
        out = bytearray()
        with self._lock:
            if self.loss:
                data = bytes(byte for byte in data if self._random.random() >= self.loss)
            while data:
                count = min([*self._countdowns(), len(data)])
                self._take(data[:count], out)
                self._count_down(count)
                data = data[count:]
            self._count_down(0)
            self._work(out)
            self._report(out)
        if out and self.garbage and self._random.random() < self.garbage:
            out[:0] = self._random.randbytes(self._random.randint(1, 6))
        return b"" if self.mute else bytes(out)

    def tear_off(self) -> None:
        """What a citizen does at a printer without a cutter: the paper so far is a paper."""
        with self._lock:
            self._cut()

    def cut_power(self) -> None:
        """Off and on again: what waited and what stood in its memory is gone, also the half of a picture; the paper stays."""
        with self._lock:
            self._lose_power()
            self._dark = False

    def power_on(self) -> None:
        with self._lock:
            self._dark = False

    # ── Time, counted in bytes ──

    def _countdowns(self) -> list[int]:
        """In how many bytes something happens next."""
        armed = [getattr(self, name) for name in _STRIKES]
        return [left for left in (*armed, self.dark_bytes if self._dark else None) if left is not None and left > 0]

    def _count_down(self, count: int) -> None:
        if self._dark and self.dark_bytes is not None:
            self.dark_bytes -= count
            self._dark = self.dark_bytes > 0
        for name, ailment in _STRIKES.items():
            left = getattr(self, name)
            if left is None:
                continue
            setattr(self, name, left - count if left > count else None)
            if left <= count:
                self._strike(ailment)

    def _strike(self, ailment: str) -> None:
        if ailment == "power":
            self._lose_power()
        elif ailment == "loss":
            self._losing = LOST_IN_A_ROW
        else:
            setattr(self, ailment, True)

    def _lose_power(self) -> None:
        self._kept = b""
        self._held_off = False
        self.engine.power_cut()
        self._dark = self.dark_bytes is None or self.dark_bytes > 0

    # ── Bytes ──

    def _take(self, data: bytes, out: bytearray) -> None:
        if self._dark:
            return
        lost, self._losing = min(self._losing, len(data)), max(self._losing - len(data), 0)
        data = data[lost:]
        self._kept += data
        self._work(out)
        if self._stopped:
            self._kept = self._kept[: self.buffer_bytes]  # what comes when nothing is free is ignored

    def _work(self, out: bytearray) -> None:
        if self._dark:
            return
        while self._kept:
            used = self._real_time_command(out) if self._stopped else self._next(out)
            if used == NEED_MORE:
                break
        self._hold_off(out)

    def _next(self, out: bytearray) -> int:
        at_once = _real_time_length(self._kept)
        if self._kept[0] == 0x10:
            if at_once is None or len(self._kept) < at_once:
                return NEED_MORE
            return self._obey(0, at_once, out)
        if self._kept.startswith(b"\x1b@") and not self.engine.strip:
            self._strip_bytes = 0  # what came before was questions, not this paper
        used = self.engine.work(self._kept, out)
        self._strip_bytes += used
        self._kept = self._kept[used:]
        return used

    def _real_time_command(self, out: bytearray) -> int:
        """A printer that has stopped still hears what is meant for it at once, past everything that waits in its buffer."""
        for at in range(len(self._kept) - 1):
            length = _real_time_length(self._kept[at : at + 10]) if self._kept[at] == 0x10 else None
            if length is not None and length > 2 and len(self._kept) - at >= length:
                return self._obey(at, length, out)
        return NEED_MORE

    def _obey(self, at: int, length: int, out: bytearray) -> int:
        order = self._kept[at : at + length]
        self._kept = self._kept[:at] + self._kept[at + length :]
        if order[1] == 0x04:
            out.append(self._real_time(order[2]))
        elif order[1] == 0x05 and order[2] == 2:
            self._kept, self.cutter_jam = b"", False
            self.engine.power_cut()
        elif order[1] == 0x14 and order[2] == 8:
            self._kept = b""
            out += b"\x37\x25\x00"
        return length

    def _hold_off(self, out: bytearray) -> None:
        left = self.buffer_bytes - len(self._kept)
        if self._stopped and left <= XOFF_LEFT and not self._held_off:
            self._held_off = True
            out += XOFF
        elif self._held_off and left >= XON_LEFT:
            self._held_off = False
            out += XON

    # ── What it says of itself ──

    @property
    def _stopped(self) -> bool:
        return self.paper_out or self.cover_open or self.cutter_jam or self.hot or self.broken

    def _report(self, out: bytearray) -> None:
        now = bytes(
            (
                0x10 | 0x08 * self._stopped | 0x20 * self.cover_open | 0x04,
                0x08 * self.cutter_jam | 0x20 * self.broken | 0x40 * self.hot,
                0x03 * (self.near_end or self.paper_out) | 0x0C * self.paper_out,
                0x0F,
            )
        )
        if self.engine.reports_changes and now != self._reported and not self._dark:
            out += now
        self._reported = now if self.engine.reports_changes else b""

    def _real_time(self, query: int) -> int:
        if query == 1:
            return 0x1E if self._stopped else 0x16
        if query == 2:
            wrong = self.cutter_jam or self.hot or self.broken
            return 0x12 | 0x20 * self.paper_out | 0x04 * self.cover_open | 0x40 * wrong
        if query == 3:
            return 0x12 | 0x08 * self.cutter_jam | 0x20 * self.broken | 0x40 * self.hot
        if query == 4:
            return 0x12 | 0x60 * self.paper_out | 0x0C * self.near_end
        return 0x12

    def _cut(self, by_bytes: int = 0) -> None:
        self.engine.strip.append(CutHere())
        self._count += 1
        picture = paint(tuple(self.engine.strip), self.width_dots)
        self._papers.append(Paper(self._count, picture, self._strip_bytes + by_bytes))
        self.engine.strip.clear()
        self._strip_bytes = -by_bytes


def _real_time_length(data: bytes) -> int | None:
    """How long the real-time command is that begins here; None when there is none, or too little of it."""
    if data.startswith((b"\x10\x04", b"\x10\x05")):
        return 3
    if data.startswith(b"\x10\x14"):
        return (10 if data[2] == 8 else 5) if len(data) > 2 else None
    return 2 if data.startswith(b"\x10") and len(data) > 1 else None


class FakeLink:
    """A cable of no length to a FakePrinter. `bytes_per_s` slows it down to a serial line's pace (`paces`: not in truth).

    `one_at_a_time`: answers come byte by byte. `delay_s`: each answer is late by so much.
    """

    def __init__(self, printer: FakePrinter, bytes_per_s: float | None = None, *, paces: bool = True) -> None:
        self.bytes_per_s = bytes_per_s
        self.one_at_a_time = False
        self.delay_s = 0.0
        self._paces = paces
        self._printer = printer
        self._answers = b""

    def write(self, data: bytes) -> None:
        self._plugged()
        if self.bytes_per_s and self._paces:
            time.sleep(len(data) / self.bytes_per_s)
        for at in range(0, len(data), 64):
            self._plugged()
            if self._printer.busy and not data.startswith(b"\x10"):
                raise DeviceError(trouble_of_port(self._printer.port_status), "the virtual printer takes no more bytes")
            self._answers += self._printer.feed(data[at : at + 64])

    def read(self, timeout_s: float) -> bytes:
        self._plugged()
        if self.delay_s:
            time.sleep(min(timeout_s, self.delay_s))
        if not self._answers:
            self._answers += self._printer.feed(b"")
        if not self._answers and timeout_s:
            time.sleep(min(timeout_s, 0.02))
        count = 1 if self.one_at_a_time else len(self._answers)
        answers, self._answers = self._answers[:count], self._answers[count:]
        return answers

    def close(self) -> None:
        self._answers = b""

    def _plugged(self) -> None:
        if self._printer.unplugged:
            raise DeviceError(Trouble.UNREACHABLE, "the virtual printer is unplugged")
