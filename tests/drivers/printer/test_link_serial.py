"""A serial line: slow, sometimes stopped, sometimes pulled out, and never waited for without end."""

import os
import pty
import select
import termios
import threading
import time
import tty
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from drivers.errors import DeviceError, Trouble
from drivers.printer.document import Cut, Document, Line
from drivers.printer.encode import encode
from drivers.printer.fake import FakePrinter
from drivers.printer.link_serial import SerialLink
from drivers.printer.printer import Outcome, Printer, Result
from drivers.printer.profiles import profile
from drivers.printer.render import render

MORE_WORDS = Document((Line("Số A012", 40), Cut()))
FEW_WORDS = Document((Line("Số A012", 24), Cut()))


@pytest.mark.parametrize("baud", [9600, 115_200])
def test_a_paper_takes_as_long_as_the_line_needs(
    pty_printer: Callable[..., Any], default_ticket: Callable[[int], Document], baud: int
) -> None:
    far = pty_printer(baud=baud, width_dots=384)
    data = encode(render(FEW_WORDS if baud == 9600 else default_ticket(384), 384), profile("virtual80"))
    link = SerialLink(far.port, baud, "none")
    assert link.bytes_per_s == baud / 10
    ideal_s, started_s = len(data) * 10 / baud, time.monotonic()
    link.write(data)
    while not far.machine.papers() and time.monotonic() - started_s < 10:
        time.sleep(0.005)
    took_s = time.monotonic() - started_s
    link.close()
    assert 0.9 * ideal_s <= took_s <= 1.5 * ideal_s + 0.5, (ideal_s, took_s)
    assert far.bytes_read == len(data)


def test_a_printer_that_stops_is_noticed_within_the_write_timeout(
    pty_printer: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drivers.printer.link_fd.WRITE_TIMEOUT_S", 0.2)
    far = pty_printer()
    link = SerialLink(far.port, 115_200, "none")
    far.stall()
    started_s = time.monotonic()
    with pytest.raises(DeviceError) as stalled:
        link.write(bytes(200_000))
    assert stalled.value.trouble is Trouble.STALLED
    assert "0.2 s" in stalled.value.detail
    assert 0.2 <= time.monotonic() - started_s < 2.0
    link.close()


def test_a_slow_line_is_not_a_stalled_one(pty_printer: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A PTY takes 17 kB at once and the next when most of them are read, here after 0.2 s; in all it takes longer than the timeout."""
    monkeypatch.setattr("drivers.printer.link_fd.WRITE_TIMEOUT_S", 0.5)
    far = pty_printer(baud=921_600)
    link = SerialLink(far.port, 115_200, "none")
    started_s = time.monotonic()
    link.write(bytes(90_000))
    assert time.monotonic() - started_s > 0.5
    link.close()


def test_a_line_pulled_out_in_mid_ticket_is_unreachable(pty_printer: Callable[..., Any]) -> None:
    far = pty_printer(baud=19_200)
    link = SerialLink(far.port, 19_200, "none")
    pull = threading.Timer(0.15, far.unplug)
    pull.start()
    with pytest.raises(DeviceError) as gone:
        link.write(bytes(200_000))
    pull.join()
    assert gone.value.trouble is Trouble.UNREACHABLE
    link.close()


def test_a_device_that_is_not_there_is_unreachable_and_named(tmp_path: Path) -> None:
    with pytest.raises(DeviceError) as missing:
        SerialLink(str(tmp_path / "ttyUSB7"), 115_200, "none")
    assert missing.value.trouble is Trouble.UNREACHABLE
    assert "ttyUSB7" in missing.value.detail


def test_a_plain_file_is_no_serial_line(tmp_path: Path) -> None:
    file = tmp_path / "paper"
    file.write_bytes(b"")
    with pytest.raises(DeviceError) as refused:
        SerialLink(str(file), 115_200, "none")
    assert refused.value.trouble is Trouble.UNREACHABLE


def test_a_line_has_one_owner(pty_printer: Callable[..., Any]) -> None:
    far = pty_printer()
    first = SerialLink(far.port, 115_200, "none")
    with pytest.raises(DeviceError) as busy:
        SerialLink(far.port, 115_200, "none")
    assert busy.value.trouble is Trouble.UNREACHABLE
    first.close()
    SerialLink(far.port, 115_200, "none").close()


@pytest.mark.parametrize("flow", ["none", "rtscts", "xonxoff"])
def test_a_line_without_modem_wires_is_taken_as_it_is(flow: str) -> None:
    master, slave = pty.openpty()
    tty.setraw(slave)
    link = SerialLink(os.ttyname(slave), 9600, flow)
    assert link.clear_to_send() is None
    link.write(b"\x1b@")
    assert os.read(master, 10) == b"\x1b@"
    os.write(master, b"\x12\x00")
    assert link.read(1.0).startswith(b"\x12")
    link.close()
    os.close(master)
    os.close(slave)


def test_a_printer_that_said_xoff_is_sent_nothing_until_it_says_xon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel's line discipline does it; on a line without flow control the same bytes are only bytes."""
    monkeypatch.setattr("drivers.printer.link_fd.WRITE_TIMEOUT_S", 0.2)
    for flow, honoured in (("xonxoff", True), ("none", False)):
        master, slave = pty.openpty()
        tty.setraw(slave)
        link = SerialLink(os.ttyname(slave), 115_200, flow)
        os.write(master, b"\x13")
        time.sleep(0.02)
        busy_s = time.process_time()
        if honoured:
            with pytest.raises(DeviceError) as stalled:
                link.write(b"\x10\x04\x01")
            assert stalled.value.trouble is Trouble.STALLED
            assert not select.select([master], [], [], 0.05)[0]
            assert time.process_time() - busy_s < 0.1, "it waits and does not spin"
        os.write(master, b"\x11")
        time.sleep(0.02)
        link.write(b"\x10\x04\x01")
        assert os.read(master, 100) == b"\x10\x04\x01"
        link.close()
        os.close(slave)
        os.close(master)


def test_what_was_taken_is_not_lost_when_the_line_is_let_go(pty_printer: Callable[..., Any]) -> None:
    far = pty_printer(baud=115_200)
    data = encode(render(FEW_WORDS, 384), profile("virtual58"))
    link = SerialLink(far.port, 115_200, "none")
    link.write(data)
    link.close()
    link.close()
    deadline = time.monotonic() + 5
    while far.bytes_read < len(data) and time.monotonic() < deadline:
        time.sleep(0.005)
    assert far.bytes_read == len(data)


def test_letting_go_of_a_line_that_stands_still_takes_no_time(
    pty_printer: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drivers.printer.link_fd.WRITE_TIMEOUT_S", 0.1)
    far = pty_printer()
    link = SerialLink(far.port, 115_200, "none")
    far.stall()
    with pytest.raises(DeviceError):
        link.write(bytes(200_000))
    started_s = time.monotonic()
    link.close()
    assert time.monotonic() - started_s < 0.5


# ── A printer with little room that prints more slowly than the line brings ──

BUSY_AT, FREE_AT = 128, 256
"""Bytes left in the receive buffer when the printer asks to wait and when it goes on. Source: Epson, receive buffer busy."""


class BufferedPrinter:
    """A FakePrinter with a receive buffer behind a UART: bytes come at the line's pace and are lost when there is no room.

    The UART obeys XOFF when the kernel would: when the line was opened with XON/XOFF (the PTY stands for the UART's own queue).
    """

    def __init__(self, baud: int, room: int) -> None:
        self.machine = FakePrinter(384, cutter=False)
        self.lost, self.times_busy = 0, 0
        self._line_per_s, self._prints_per_s, self._room = baud / 10, baud / 10 * 0.4, room
        self._gone = threading.Event()
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.port = os.ttyname(self._slave)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._gone.set()
        self._thread.join(5)
        os.close(self._master)
        os.close(self._slave)

    def _run(self) -> None:
        kept, busy, before_s = b"", False, time.monotonic()
        may_come = may_print = 0.0
        while not self._gone.wait(0.002):
            now_s = time.monotonic()
            may_come = min(may_come + (now_s - before_s) * self._line_per_s, 64)
            may_print = min(may_print + (now_s - before_s) * self._prints_per_s, 64) if kept else 0.0
            before_s = now_s
            if may_come >= 1 and not (busy and self._obeys()) and select.select([self._master], [], [], 0)[0]:
                data = os.read(self._master, int(may_come))
                may_come -= len(data)
                taken = data[: self._room - len(kept)]
                kept, self.lost = kept + taken, self.lost + len(data) - len(taken)
            if may_print >= 1:
                printed, kept = kept[: int(may_print)], kept[int(may_print) :]
                may_print -= len(printed)
                os.write(self._master, self.machine.feed(printed))
            left = self._room - len(kept)
            if left < BUSY_AT and not busy:
                busy, self.times_busy = True, self.times_busy + 1
                os.write(self._master, b"\x13")
            elif left > FREE_AT and busy:
                busy = False
                os.write(self._master, b"\x11")

    def _obeys(self) -> bool:
        return bool(termios.tcgetattr(self._slave)[0] & termios.IXON)


@pytest.fixture
def buffered() -> Iterator[Callable[[int, int], BufferedPrinter]]:
    made: list[BufferedPrinter] = []

    def make(baud: int, room: int) -> BufferedPrinter:
        made.append(BufferedPrinter(baud, room))
        return made[-1]

    yield make
    for printer in made:
        printer.close()


def print_through(far: BufferedPrinter, baud: int, flow: str, document: Document) -> Outcome:
    printer = Printer(open_link=lambda: SerialLink(far.port, baud, flow), profile=profile("virtual58"))
    outcome = printer.print(document)
    printer.close()
    return outcome


@pytest.mark.parametrize(("baud", "room"), [(9600, 400), (19_200, 400), (38_400, 400), (57_600, 400), (115_200, 4096)])
def test_a_printer_with_little_room_gets_every_byte_with_flow_control(
    buffered: Callable[[int, int], BufferedPrinter], default_ticket: Callable[[int], Document], baud: int, room: int
) -> None:
    document = default_ticket(384) if room == 4096 else MORE_WORDS
    far = buffered(baud, room)
    outcome = print_through(far, baud, "xonxoff", document)
    assert outcome.result is Result.PRINTED, outcome
    assert (far.lost, far.times_busy > 0) == (0, True)
    ideal = FakePrinter(384, cutter=False)
    ideal.feed(encode(render(document, 384), profile("virtual58")))
    ideal.tear_off()
    assert far.machine.papers()[0].picture.tobytes() == ideal.papers()[0].picture.tobytes()


def test_bytes_that_a_printer_lost_without_flow_control_are_never_called_printed(
    buffered: Callable[[int, int], BufferedPrinter], default_ticket: Callable[[int], Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drivers.printer.printer.AFTER_PRINT_S", 0.5)
    far = buffered(115_200, 4096)
    outcome = print_through(far, 115_200, "none", default_ticket(384))
    assert far.lost > 0
    assert outcome.result in (Result.UNCONFIRMED, Result.DOUBTFUL), outcome
