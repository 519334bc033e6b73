"""A printer on the network: it may stop, hang up or not be there."""

import socket
import time
from collections.abc import Callable
from typing import Any

import pytest

from drivers.errors import DeviceError, Trouble
from drivers.printer.link_tcp import DEFAULT_PORT, TcpLink


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
