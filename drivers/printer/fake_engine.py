"""The inside of the printer without metal: one command after the other, onto the paper, into its stores, back to the host.

Knows no faults and no buffer: what it is given it works off. Source of every format: `encode` and `kept`, Epson ESC/POS.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from drivers.printer.encode import TEAR_BAR_ROWS
from drivers.printer.pieces import FONT_A, Band, Code, Gap, Kept, Letters, Piece, Stored

NEED_MORE = 0
KEYS_A_BLOCK = 40
INFO = {65: b"1.00", 66: b"MOISO", 67: b"VIRTUAL", 68: b"0001", 69: b""}
"""GS I n: firmware, maker, model, serial number, further fonts."""
MODEL_BYTE = {1: 0x20, 2: 0x02, 3: 0x04, 49: 0x20, 50: 0x02, 51: 0x04}


@dataclass
class Engine:
    """`strip` is what stands on the paper below the last cut. `cut` is called with the bytes that the cut itself took."""

    width_dots: int
    cutter: bool
    cut: Callable[[int], None]
    strip: list[Piece] = field(default_factory=list)
    nv: dict[bytes, Kept] = field(default_factory=dict)
    nv_writes: int = 0
    ram: dict[bytes, Kept] = field(default_factory=dict)
    capacity_bytes: int = 65_536
    reports_changes: bool = False
    unknown_bytes: int = 0
    _blocks: list[bytes] = field(default_factory=list)
    _line: str = ""
    _times: int = 1
    _bold: bool = False
    _code: bytes = b""
    _module: int = 3

    def power_cut(self) -> None:
        """What does not live in flash is gone; what stands on the paper stands there."""
        self.ram.clear()
        self.reports_changes = False
        self._reset()

    def work(self, data: bytes, out: bytearray) -> int:
        """Work off the first command in `data`; the number of bytes it took, 0 when it is not all there yet."""
        for head, command in _COMMANDS:
            if data.startswith(head):
                return command(self, data, out)
            if head.startswith(data):
                return NEED_MORE
        return self._plain(data[0])

    def _plain(self, byte: int) -> int:
        if byte == 0x0A:
            self._print_line()
        elif 0x20 <= byte <= 0x7E:
            self._line += chr(byte)
            if len(self._line) * FONT_A[0] * self._times >= self.width_dots:  # at once, as the worst of them do
                self._print_line()
        elif byte not in (0x00, 0x06, 0x0D, 0x18):  # passed over, as printers do
            self.unknown_bytes += 1
        return 1

    def _print_line(self) -> None:
        if self._line:
            self.strip.append(Letters(self._line, self._times, self._bold))
        elif self._times:
            self._gap(FONT_A[1] * self._times)
        self._line = ""

    def _gap(self, rows: int) -> None:
        last = self.strip[-1] if self.strip else None
        if isinstance(last, Gap):
            self.strip[-1] = Gap(last.rows + rows)
        else:
            self.strip.append(Gap(rows))

    def _reset(self) -> None:
        self._line, self._times, self._bold, self._code, self._module, self._blocks = "", 1, False, b"", 3, []

    # ── Each command: how many bytes it took ──

    def _initialise(self, _data: bytes, _out: bytearray) -> int:
        self._reset()
        self.ram.clear()
        return 2

    def _usual_spacing(self, _data: bytes, _out: bytearray) -> int:
        """What is usual already: nothing changes. The doctor measures a line's speed with it."""
        return 2

    def _raster(self, data: bytes, _out: bytearray) -> int:
        if len(data) < 8:
            return NEED_MORE
        width_bytes, rows = int.from_bytes(data[4:6], "little"), int.from_bytes(data[6:8], "little")
        end = 8 + width_bytes * rows
        if len(data) < end:
            return NEED_MORE
        across, down = 1 + (data[3] & 1), 1 + (data[3] >> 1 & 1)
        if any(data[8:end]):
            self.strip.append(Band(width_bytes, rows, data[8:end], across, down))
        else:
            self._gap(rows * down)
        return end

    def _cut(self, data: bytes, _out: bytearray) -> int:
        used = 4 if len(data) > 2 and data[2] in (65, 66) else 3
        if len(data) < used:
            return NEED_MORE
        self.cut(used)
        return used

    def _paper_status(self, data: bytes, out: bytearray) -> int:
        if len(data) < 3:
            return NEED_MORE
        if data[2] in (1, 2, 49, 50):
            out.append(0)
            self._torn_off()
        return 3

    def _process_id(self, data: bytes, out: bytearray) -> int:
        if len(data) < 11:
            return NEED_MORE
        out += b"\x37\x22" + data[7:11] + b"\0"
        self._torn_off()
        return 11

    def _torn_off(self) -> None:
        """Without a cutter somebody takes the paper once it stands at the tear bar."""
        last = self.strip[-1] if self.strip else None
        if not self.cutter and isinstance(last, Gap) and last.rows >= TEAR_BAR_ROWS:
            self.cut(0)

    def _report_changes(self, data: bytes, out: bytearray) -> int:
        if len(data) < 3:
            return NEED_MORE
        self.reports_changes = bool(data[2])
        return 3

    def _info(self, data: bytes, out: bytearray) -> int:
        if len(data) < 3:
            return NEED_MORE
        if data[2] in INFO:
            out += b"\x5f" + INFO[data[2]] + b"\0"
        elif data[2] in MODEL_BYTE:
            out.append(MODEL_BYTE[data[2]])
        return 3

    def _size(self, data: bytes, _out: bytearray) -> int:
        if len(data) < 3:
            return NEED_MORE
        self._times = (data[2] & 0b111) + 1
        return 3

    def _emphasis(self, data: bytes, _out: bytearray) -> int:
        if len(data) < 3:
            return NEED_MORE
        self._bold = bool(data[2] & 1)
        return 3

    def _align(self, data: bytes, _out: bytearray) -> int:
        return 3 if len(data) >= 3 else NEED_MORE

    def _qr(self, data: bytes, _out: bytearray) -> int:
        body, end = _body(data)
        if body is None:
            return NEED_MORE
        function = body[1:2]
        if function == b"\x43":
            self._module = body[2]
        elif function == b"\x50":
            self._code = body[3:]
        elif function == b"\x51" and self._code:
            self.strip.append(Code(self._code.decode("latin-1"), self._module))
        return end

    def _graphics(self, data: bytes, out: bytearray) -> int:
        body, end = _body(data)
        if body is None:
            return NEED_MORE
        function = body[1]
        store = self.ram if function >= 0x50 or function in (4, 52) else self.nv
        if function in (0, 48, 3, 51, 4, 52):
            self._room(function, out)
        elif function in (0x40, 0x50) and body[2:] == b"KC":
            self._list(b"\x72" if function == 0x40 else b"\x73", sorted(store), out)
        elif function in (0x41, 0x51) and body[2:] == b"CLR":
            store.clear()
        elif function in (0x43, 0x53):
            self._define(store, body)
        elif function in (0x45, 0x55) and body[2:4] in store:
            self.strip.append(Stored(body[2:4], store[body[2:4]]))
        return end

    def _define(self, store: dict[bytes, Kept], body: bytes) -> None:
        width, rows = int.from_bytes(body[6:8], "little"), int.from_bytes(body[8:10], "little")
        picture = Kept((width + 7) // 8, rows, body[11:])
        used = sum(len(kept.data) + 24 for kept in store.values())
        if len(picture.data) == picture.width_bytes * rows and used + len(picture.data) + 24 <= self.capacity_bytes:
            store[body[3:5]] = picture
            self.nv_writes += store is self.nv

    def _room(self, function: int, out: bytearray) -> None:
        store = self.ram if function in (4, 52) else self.nv
        left = self.capacity_bytes - sum(len(kept.data) + 24 for kept in store.values())
        mark = {0: b"0", 48: b"0", 3: b"1", 51: b"1", 4: b"2", 52: b"2"}[function]
        out += b"\x37" + mark + str(self.capacity_bytes if mark == b"0" else left).encode() + b"\0"

    def _list(self, mark: bytes, keys: list[bytes], out: bytearray) -> None:
        parts = [keys[at : at + KEYS_A_BLOCK] for at in range(0, len(keys), KEYS_A_BLOCK)] or [[]]
        self._blocks = [b"\x37" + mark + (b"\x40" if part is parts[-1] else b"\x41") + b"".join(part) + b"\0" for part in parts]
        out += self._blocks.pop(0)

    def _acknowledged(self, _data: bytes, out: bytearray) -> int:
        if self._blocks:
            out += self._blocks.pop(0)
        return 1


def _body(data: bytes) -> tuple[bytes | None, int]:
    """What stands behind pL pH of a GS ( command, and where it ends; None when it is not all there."""
    end = 5 + int.from_bytes(data[3:5], "little")
    return (data[5:end], end) if len(data) >= max(end, 7) else (None, 0)


_COMMANDS: tuple[tuple[bytes, Callable[[Engine, bytes, bytearray], int]], ...] = (
    (b"\x1b@", Engine._initialise),
    (b"\x1b2", Engine._usual_spacing),
    (b"\x1ba", Engine._align),
    (b"\x1bE", Engine._emphasis),
    (b"\x1dv0", Engine._raster),
    (b"\x1dV", Engine._cut),
    (b"\x1dr", Engine._paper_status),
    (b"\x1da", Engine._report_changes),
    (b"\x1dI", Engine._info),
    (b"\x1d!", Engine._size),
    (b"\x1d(H", Engine._process_id),
    (b"\x1d(k", Engine._qr),
    (b"\x1d(L", Engine._graphics),
    (b"\x06", Engine._acknowledged),
)
