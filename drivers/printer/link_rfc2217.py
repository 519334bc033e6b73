"""A printer on a serial server that also sets its line: RFC 2217 over Telnet. `Telnet` is pure; the link is a TCP link under it.

Our own instead of pyserial's client: that one refuses a write timeout, sends its settings again at each new read timeout, and waits
a third of a second at each close. Source: RFC 854 (IAC, SB, SE), RFC 856 (binary), RFC 2217 (COM-PORT-OPTION 44).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from drivers.errors import DeviceError, Trouble
from drivers.printer.link import WRITE_TIMEOUT_S
from drivers.printer.link_tcp import TcpLink

AGREES_S = 3.0
"""How long a serial server may take to agree to what we ask for."""
CHUNK_BYTES = 512
"""One write: a server that asks us to wait is heard after each."""
IAC, DONT, DO, WONT, WILL, SB, SE = 255, 254, 253, 252, 251, 250, 240
BINARY, SUPPRESS_GO_AHEAD, COM_PORT = 0, 3, 44
OPTIONS = (BINARY, SUPPRESS_GO_AHEAD, COM_PORT)
SET_BAUDRATE, SET_DATASIZE, SET_PARITY, SET_STOPSIZE, SET_CONTROL = 1, 2, 3, 4, 5
SUSPEND, RESUME = 8, 9
SERVER_SAYS = 100
"""The server's answer to a setting has its number plus this."""
FLOW_CONTROL = {"none": 1, "xonxoff": 2, "rtscts": 3}
DTR_ON, RTS_ON = 8, 11


@dataclass(frozen=True, slots=True)
class Wish:
    """One of WILL, WONT, DO, DONT for an option."""

    verb: int
    option: int


@dataclass(frozen=True, slots=True)
class Said:
    """A subnegotiation: what is said about an option."""

    option: int
    body: bytes


class Telnet:
    """Feed it bytes in any chunking; it gives back data, wishes and sayings in order."""

    def __init__(self) -> None:
        self._command = b""
        self._saying: bytearray | None = None

    def feed(self, data: bytes) -> list[bytes | Wish | Said]:
        heard: list[bytes | Wish | Said] = []
        for byte in data:
            if self._command:
                self._go_on(byte, heard)
            elif byte == IAC:
                self._command = bytes([IAC])
            else:
                self._take(byte, heard)
        return heard

    def _go_on(self, byte: int, heard: list[bytes | Wish | Said]) -> None:
        """The next byte of a command that has begun."""
        begun, self._command = self._command, b""
        if len(begun) == 2:
            heard.append(Wish(begun[1], byte))
        elif byte == IAC:
            self._take(IAC, heard)
        elif byte in (DONT, DO, WONT, WILL):
            self._command = begun + bytes([byte])
        elif byte == SB:
            self._saying = bytearray()
        elif byte == SE and self._saying is not None:
            if self._saying:
                heard.append(Said(self._saying[0], bytes(self._saying[1:])))
            self._saying = None

    def _take(self, byte: int, heard: list[bytes | Wish | Said]) -> None:
        if self._saying is not None:
            self._saying.append(byte)
        elif heard and isinstance(heard[-1], bytes):
            heard[-1] += bytes([byte])
        else:
            heard.append(bytes([byte]))


def escaped(data: bytes) -> bytes:
    return data.replace(b"\xff", b"\xff\xff")


def settings(baud: int, flow: str) -> bytes:
    """8N1 at that speed, with that flow control, and the wires that tell a printer that we are there."""
    sayings = [
        bytes([SET_BAUDRATE]) + baud.to_bytes(4, "big"),
        bytes([SET_DATASIZE, 8]),
        bytes([SET_PARITY, 1]),
        bytes([SET_STOPSIZE, 1]),
        bytes([SET_CONTROL, FLOW_CONTROL[flow]]),
        bytes([SET_CONTROL, DTR_ON]),
        *([] if flow == "rtscts" else [bytes([SET_CONTROL, RTS_ON])]),
    ]
    return b"".join(bytes([IAC, SB, COM_PORT]) + escaped(saying) + bytes([IAC, SE]) for saying in sayings)


class Rfc2217Link:
    """`target` is host:port."""

    def __init__(self, target: str, baud: int, flow: str) -> None:
        self.bytes_per_s: float | None = baud / 10
        self._name = f"rfc2217://{target}"
        self._telnet = Telnet()
        self._data = b""
        self._agreed: set[int] = set()
        self._baud = 0
        self._suspended = False
        self._line = TcpLink(target, baud / 10)
        try:
            self._line.write(b"".join(bytes([IAC, verb, option]) for option in OPTIONS for verb in (WILL, DO)))
            self._await(lambda: {BINARY, COM_PORT} <= self._agreed, AGREES_S, Trouble.UNREACHABLE, "does not speak RFC 2217")
            self._line.write(settings(baud, flow))
            self._await(lambda: self._baud != 0, AGREES_S, Trouble.UNREACHABLE, "does not say how fast its line is")
            if self._baud != baud:
                raise DeviceError(Trouble.UNREACHABLE, f"{self._name} stays at {self._baud} baud, {baud} was asked for")
        except DeviceError:
            self._line.close()
            raise

    def write(self, data: bytes) -> None:
        for start in range(0, len(data), CHUNK_BYTES):
            self._hear(0)
            self._await(lambda: not self._suspended, WRITE_TIMEOUT_S, Trouble.STALLED, f"took nothing for {WRITE_TIMEOUT_S} s")
            self._line.write(escaped(data[start : start + CHUNK_BYTES]))

    def read(self, timeout_s: float) -> bytes:
        deadline = time.monotonic() + timeout_s
        self._hear(0)
        while not self._data and (left_s := deadline - time.monotonic()) > 0:
            self._hear(left_s)
        data, self._data = self._data, b""
        return data

    def close(self) -> None:
        self._line.close()

    def _await(self, what: Callable[[], bool], limit_s: float, trouble: Trouble, says: str) -> None:
        deadline = time.monotonic() + limit_s
        while not what():
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                raise DeviceError(trouble, f"{self._name} {says}")
            self._hear(left_s)

    def _hear(self, timeout_s: float) -> None:
        for heard in self._telnet.feed(self._line.read(timeout_s)):
            match heard:
                case bytes():
                    self._data += heard
                case Wish():
                    self._consider(heard)
                case Said(option=44, body=body) if body:
                    self._note(body)

    def _consider(self, wish: Wish) -> None:
        """What we offered needs no second word; what we do not know is declined."""
        if wish.verb == DO and wish.option in OPTIONS:
            self._agreed.add(wish.option)
        elif wish.verb == DO:
            self._line.write(bytes([IAC, WONT, wish.option]))
        elif wish.verb == WILL and wish.option not in OPTIONS:
            self._line.write(bytes([IAC, DONT, wish.option]))

    def _note(self, body: bytes) -> None:
        match body[0] - SERVER_SAYS:
            case 1:  # SET_BAUDRATE
                self._baud = int.from_bytes(body[1:5], "big")
            case 8:  # SUSPEND
                self._suspended = True
            case 9:  # RESUME
                self._suspended = False
