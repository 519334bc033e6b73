"""A serial server that sets its line: asked in Telnet, believed only when it says so, never waited for without end."""

import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from drivers.errors import DeviceError, Trouble
from drivers.printer.link import open_link, parse_address
from drivers.printer.link_rfc2217 import IAC, Rfc2217Link, Said, Telnet, Wish, escaped

STREAM = b"ab" + bytes([255, 255]) + b"c" + bytes([255, 253, 44]) + bytes([255, 250, 44, 101, 0, 255, 255, 9, 255, 240]) + b"\x16"
HEARD = [b"ab\xffc", Wish(253, 44), Said(44, b"\x65\x00\xff\x09"), b"\x16"]


def joined(pieces: list[bytes | Wish | Said]) -> list[bytes | Wish | Said]:
    out: list[bytes | Wish | Said] = []
    for piece in pieces:
        if isinstance(piece, bytes) and out and isinstance(out[-1], bytes):
            out[-1] += piece
        else:
            out.append(piece)
    return out


def test_telnet_is_understood_in_any_chunking() -> None:
    assert Telnet().feed(STREAM) == HEARD
    for at in range(len(STREAM) + 1):
        telnet = Telnet()
        assert joined(telnet.feed(STREAM[:at]) + telnet.feed(STREAM[at:])) == HEARD
    telnet = Telnet()
    assert joined([heard for byte in STREAM for heard in telnet.feed(bytes([byte]))]) == HEARD


def test_what_is_not_of_telnets_kind_is_passed_over() -> None:
    assert Telnet().feed(bytes([IAC, 241, IAC, 240, IAC, 250, IAC, 240]) + b"x") == [b"x"]


def test_every_byte_can_be_sent() -> None:
    data = bytes(range(256))
    assert joined(Telnet().feed(escaped(data))) == [data]


@pytest.mark.parametrize(("flow", "wanted"), [("none", (False, False)), ("xonxoff", (True, False)), ("rtscts", (False, True))])
def test_the_servers_line_is_set_as_the_address_says(
    serial_server: Callable[..., Any], flow: str, wanted: tuple[bool, bool]
) -> None:
    server = serial_server()
    link = open_link(parse_address(f"serial:rfc2217://{server.target}?baud=38400&flow={flow}"))
    assert link.bytes_per_s == 3840
    link.write(b"\x10\x04\x01")
    assert link.read(2.0) == b"\x16"
    assert (server.line.baudrate, server.line.xonxoff, server.line.rtscts) == (38_400, *wanted)
    link.close()


def test_a_printer_that_stops_is_noticed_within_the_write_timeout(
    serial_server: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drivers.printer.link_tcp.WRITE_TIMEOUT_S", 0.3)
    server = serial_server()
    link = Rfc2217Link(server.target, 115_200, "none")
    server.far.stall()
    started_s = time.monotonic()
    with pytest.raises(DeviceError) as stalled:
        link.write(bytes(8_000_000))
    assert stalled.value.trouble is Trouble.STALLED
    assert time.monotonic() - started_s < 3.0
    link.close()


def test_a_server_that_asks_us_to_wait_is_waited_for_and_not_for_ever(
    serial_server: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drivers.printer.link_rfc2217.WRITE_TIMEOUT_S", 0.3)
    server = serial_server()
    link = Rfc2217Link(server.target, 115_200, "none")
    server.manager.rfc2217_send_subnegotiation(b"\x6c")  # FLOWCONTROL-SUSPEND
    assert link.read(0.1) == b""
    with pytest.raises(DeviceError) as stalled:
        link.write(b"\x1b@")
    assert stalled.value.trouble is Trouble.STALLED
    resume = threading.Timer(0.1, server.manager.rfc2217_send_subnegotiation, (b"\x6d",))
    resume.start()
    link.write(b"\x10\x04\x01")
    assert link.read(2.0) == b"\x16"
    resume.join()
    link.close()


class Telling:
    """A server that says one thing to its caller, whatever that says."""

    def __init__(self, says: bytes) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.target = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._caller: socket.socket | None = None
        self._thread = threading.Thread(target=self._tell, args=(says,))
        self._thread.start()

    def _tell(self, says: bytes) -> None:
        self._caller, _ = self._listener.accept()
        self._caller.sendall(says)

    def close(self) -> None:
        self._thread.join(5)
        self._listener.close()
        if self._caller is not None:
            self._caller.close()


AGREES = bytes([255, 253, 0, 255, 253, 44])


@pytest.mark.parametrize(
    ("says", "named"),
    [
        (b"login: ", "does not speak RFC 2217"),
        (bytes([255, 254, 44, 255, 253, 0]), "does not speak RFC 2217"),
        (AGREES, "does not say how fast its line is"),
        (
            AGREES + bytes([255, 250, 44, 101]) + (19_200).to_bytes(4, "big") + bytes([255, 240]),
            "stays at 19200 baud, 9600 was asked",
        ),
    ],
)
def test_a_server_that_does_not_do_as_asked_is_unreachable_and_named(
    says: bytes, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drivers.printer.link_rfc2217.AGREES_S", 0.2)
    server = Telling(says)
    with pytest.raises(DeviceError) as refused:
        Rfc2217Link(server.target, 9600, "none")
    server.close()
    assert refused.value.trouble is Trouble.UNREACHABLE
    assert named in refused.value.detail
