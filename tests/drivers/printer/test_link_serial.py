"""A serial line: slow, sometimes stopped, sometimes pulled out, and never waited for without end."""

import os
import pty
import threading
import time
import tty
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drivers.errors import DeviceError, Trouble
from drivers.printer.document import Cut, Document, Line
from drivers.printer.encode import encode
from drivers.printer.link_serial import SerialLink
from drivers.printer.profiles import profile
from drivers.printer.render import render

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
    monkeypatch.setattr("drivers.printer.link_serial.WRITE_TIMEOUT_S", 0.2)
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
    monkeypatch.setattr("drivers.printer.link_serial.WRITE_TIMEOUT_S", 0.5)
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
    link.write(b"\x1b@")
    assert os.read(master, 10) == b"\x1b@"
    os.write(master, b"\x12\x00")
    assert link.read(1.0).startswith(b"\x12")
    link.close()
    os.close(master)
    os.close(slave)
