"""A printer on the network: it may stop, hang up or not be there."""

import ctypes
import socket
import struct
import time
from collections.abc import Callable
from typing import Any

import pytest

from drivers.errors import DeviceError, Trouble
from drivers.printer.document import Document
from drivers.printer.link_tcp import DEFAULT_PORT, TcpLink
from drivers.printer.printer import Printer, Result
from drivers.printer.profiles import profile


def test_a_printer_that_stops_is_noticed_within_the_write_timeout(
    tcp_printer: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drivers.printer.link_tcp.WRITE_TIMEOUT_S", 0.2)
    far = tcp_printer(small=True)
    link = TcpLink(far.target)
    far.stall()
    started_s = time.monotonic()
    with pytest.raises(DeviceError) as stalled:
        link.write(bytes(16_000_000))
    assert stalled.value.trouble is Trouble.STALLED
    assert time.monotonic() - started_s < 2.0
    link.close()


def test_a_slow_printer_is_not_a_stalled_one(tcp_printer: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A serial server at 9600 baud takes a ticket in 18 s: each byte in time, all of them later than the timeout."""
    monkeypatch.setattr("drivers.printer.link_tcp.WRITE_TIMEOUT_S", 0.5)
    far = tcp_printer(small=True, pace_s=0.02)
    link = TcpLink(far.target)
    link._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    started_s = time.monotonic()
    link.write(bytes(250_000))
    assert time.monotonic() - started_s > 0.5, "it was not slow enough to prove anything"
    link.close()


def test_a_hang_up_in_mid_ticket_is_unreachable(tcp_printer: Callable[..., Any]) -> None:
    far = tcp_printer()
    link = TcpLink(far.target)
    link.write(b"\x1b@")
    far.unplug()
    with pytest.raises(DeviceError) as gone:
        link.write(bytes(16_000_000))
    assert gone.value.trouble is Trouble.UNREACHABLE
    link.close()


def test_a_refused_call_is_unreachable_and_named() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        target = f"127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(DeviceError) as refused:
        TcpLink(target)
    assert refused.value.trouble is Trouble.UNREACHABLE
    assert target in refused.value.detail


@pytest.mark.parametrize("target", ["127.0.0.1:ninety", "127.0.0.1:99999", "a..b:9100"])
def test_a_target_that_is_none_is_unreachable(target: str) -> None:
    with pytest.raises(DeviceError) as refused:
        TcpLink(target)
    assert refused.value.trouble is Trouble.UNREACHABLE


def test_without_a_port_it_is_the_port_of_network_printers(
    monkeypatch: pytest.MonkeyPatch, tcp_printer: Callable[..., Any]
) -> None:
    assert DEFAULT_PORT == 9100
    host, _, port = tcp_printer().target.partition(":")
    monkeypatch.setattr("drivers.printer.link_tcp.DEFAULT_PORT", int(port))
    TcpLink(host).close()


# ── A printer that is switched off: no FIN, no RST, nothing ──

SO_ATTACH_FILTER = 26
DROP_ALL = struct.pack("HBBI", 0x06, 0, 0, 0)
"""One instruction of a socket filter, "take 0 bytes": the kernel drops what comes and acknowledges nothing. Source: Linux, filter.h."""


class Vanishing:
    """A printer that answers as FakePrinter does until `vanish`."""

    def __init__(self, machine: Any) -> None:
        self.machine = machine
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.target = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._line: socket.socket | None = None

    def answer(self) -> None:
        if self._line is None:
            self._line, _ = self._listener.accept()
            self._line.settimeout(5)
        self._line.sendall(self.machine.feed(self._line.recv(4096)))

    def vanish(self) -> None:
        assert self._line is not None
        program = ctypes.create_string_buffer(DROP_ALL)
        self._line.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack("HxxxxxxP", 1, ctypes.addressof(program)))

    def close(self) -> None:
        self._listener.close()
        if self._line is not None:
            self._line.close()


@pytest.fixture
def vanishing(tcp_printer: Callable[..., Any]) -> Any:
    far = Vanishing(tcp_printer().machine)
    yield far
    far.close()


def test_a_quiet_line_to_a_printer_that_was_switched_off_ends_by_itself(
    vanishing: Vanishing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it would take the next ticket, and the next."""
    monkeypatch.setattr("drivers.printer.link_tcp.QUIET_S", 1)
    monkeypatch.setattr("drivers.printer.link_tcp.UNTAKEN_S", 1.0)
    link = TcpLink(vanishing.target)
    link.write(b"\x10\x04\x01")
    vanishing.answer()
    assert link.read(1.0) == b"\x16"
    vanishing.vanish()
    started_s = time.monotonic()
    with pytest.raises(DeviceError) as dead:
        while time.monotonic() - started_s < 10:
            link.read(0.2)
    assert dead.value.trouble is Trouble.UNREACHABLE
    assert 1.0 <= time.monotonic() - started_s < 5.0
    link.close()


def test_a_paper_for_a_printer_that_was_switched_off_is_doubtful_and_not_waited_for(
    vanishing: Vanishing, default_ticket: Callable[[int], Document]
) -> None:
    """With the real limits: the line must end before the wait for the confirmation does."""
    link = TcpLink(vanishing.target)
    printer = Printer(open_link=lambda: link, profile=profile("virtual80"))
    link.write(b"\x10\x04\x01")
    vanishing.answer()
    vanishing.vanish()
    started_s = time.monotonic()
    outcome = printer.print(default_ticket(576))
    assert (outcome.result, outcome.trouble) == (Result.DOUBTFUL, Trouble.UNREACHABLE)
    assert time.monotonic() - started_s < 7.0
    printer.close()
