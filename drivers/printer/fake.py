"""A printer without metal: it understands what we send, answers as an Epson does, and shows its paper as a picture.

`FakePrinter` is the machine (bytes in, bytes out, papers). `FakeLink` plugs it in directly; tests put it behind a PTY.
"""

import threading
import time
from collections import deque
from dataclasses import dataclass

from PIL import Image

from drivers.errors import DeviceError, Trouble
from drivers.printer.render import Band, CutHere, Gap, Piece, paint

PAPERS_KEPT = 30


@dataclass(frozen=True, slots=True)
class Paper:
    """One cut-off paper: its number since start, its picture (1 bit, black on white) and how many bytes it took."""

    number: int
    picture: Image.Image
    size_bytes: int


class FakePrinter:
    """Knows ESC @, ESC a, GS v 0, GS V, GS r, GS ( H and DLE EOT. What it does not know it counts in `unknown_bytes`."""

    def __init__(self, width_dots: int = 576, *, cutter: bool = True) -> None:
        self.width_dots = width_dots
        self.cutter = cutter
        self.paper_out = False
        self.cover_open = False
        self.mute = False
        self.unplugged = False
        self.unknown_bytes = 0
        self._papers: deque[Paper] = deque(maxlen=PAPERS_KEPT)
        self._count = 0
        self._pieces: list[Piece] = []
        self._pieces_bytes = 0
        self._kept = b""
        self._lock = threading.Lock()

    def papers(self) -> list[Paper]:
        """The last papers, newest first. Safe from any thread."""
        with self._lock:
            return list(reversed(self._papers))

    def feed(self, data: bytes) -> bytes:
        """Take bytes in any chunking and return what the printer sends back."""
        out = bytearray()
        with self._lock:
            self._kept += data
            if self._stopped:
                self._answer_real_time(out)
            while self._kept:
                used = self._command(out)
                if used == 0:
                    break
                self._pieces_bytes += used
                self._kept = self._kept[used:]
        return b"" if self.mute else bytes(out)

    def tear_off(self) -> None:
        """What a citizen does at a printer without a cutter: the paper so far is a paper."""
        with self._lock:
            self._cut()

    def _command(self, out: bytearray) -> int:
        """Work off one command; the number of bytes it took, 0 when it is not all there yet."""
        data = self._kept
        if data.startswith(b"\x10\x04"):
            if len(data) < 3:
                return 0
            out.append(self._real_time(data[2]))
            return 3
        if self._stopped:
            return 0  # the rest waits in its buffer
        if data.startswith(b"\x1dv0"):
            return self._raster(data)
        if data.startswith(b"\x1dV"):
            if len(data) < 3:
                return 0
            long = data[2] in (65, 66)
            if long and len(data) < 4:
                return 0
            used = 4 if long else 3
            self._cut(used)
            return used
        if data.startswith(b"\x1d(H"):
            if len(data) < 11:
                return 0
            out += b"\x37\x22" + data[7:11] + b"\0"
            if not self.cutter:
                self._cut()
            return 11
        if data.startswith(b"\x1dr"):
            if len(data) < 3:
                return 0
            out.append(0)
            if not self.cutter:
                self._cut()
            return 3
        if data.startswith(b"\x1b@"):
            if not self._pieces:
                self._pieces_bytes = 0  # what came before was questions, not this paper
            return 2
        if data.startswith(b"\x1ba"):
            return 3 if len(data) >= 3 else 0
        if data[0] in (0x10, 0x1B, 0x1D) and len(data) < 3:
            return 0
        if data[0] == 0:
            return 1  # passed over, as printers do
        self.unknown_bytes += 1
        return 1

    def _raster(self, data: bytes) -> int:
        if len(data) < 8:
            return 0
        width_bytes, rows = int.from_bytes(data[4:6], "little"), int.from_bytes(data[6:8], "little")
        end = 8 + width_bytes * rows
        if len(data) < end:
            return 0
        scale = 2 if data[3] == 3 else 1
        if any(data[8:end]):
            self._pieces.append(Band(width_bytes, rows, scale, data[8:end]))
        else:
            self._pieces.append(Gap(rows * scale))
        return end

    def _cut(self, by_bytes: int = 0) -> None:
        self._pieces.append(CutHere())
        self._count += 1
        self._papers.append(Paper(self._count, paint(tuple(self._pieces), self.width_dots), self._pieces_bytes + by_bytes))
        self._pieces, self._pieces_bytes = [], -by_bytes

    @property
    def _stopped(self) -> bool:
        return self.paper_out or self.cover_open

    def _answer_real_time(self, out: bytearray) -> None:
        """A printer that has stopped still answers, past everything that waits in its buffer."""
        while 0 <= (at := self._kept.find(b"\x10\x04")) < len(self._kept) - 2:
            out.append(self._real_time(self._kept[at + 2]))
            self._kept = self._kept[:at] + self._kept[at + 3 :]

    def _real_time(self, query: int) -> int:
        if query == 1:
            return 0x1E if self.paper_out or self.cover_open else 0x16
        if query == 2:
            return 0x12 | (0x20 if self.paper_out else 0) | (0x04 if self.cover_open else 0)
        if query == 4:
            return 0x72 if self.paper_out else 0x12
        return 0x12


class FakeLink:
    """A cable of no length to a FakePrinter. `bytes_per_s` slows it down to a serial line's pace."""

    def __init__(self, printer: FakePrinter, bytes_per_s: float | None = None) -> None:
        self.bytes_per_s = bytes_per_s
        self._printer = printer
        self._answers = b""

    def write(self, data: bytes) -> None:
        self._plugged()
        if self.bytes_per_s:
            time.sleep(len(data) / self.bytes_per_s)
        self._answers += self._printer.feed(data)

    def read(self, timeout_s: float) -> bytes:
        self._plugged()
        if not self._answers and timeout_s:
            time.sleep(min(timeout_s, 0.02))
        answers, self._answers = self._answers, b""
        return answers

    def close(self) -> None:
        self._answers = b""

    def _plugged(self) -> None:
        if self._printer.unplugged:
            raise DeviceError(Trouble.UNREACHABLE, "the virtual printer is unplugged")
