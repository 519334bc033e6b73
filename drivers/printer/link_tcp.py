"""A printer on the network, port 9100. That TCP took the bytes proves nothing; only the printer's own answer does."""

import select
import socket

from drivers.errors import DeviceError, Trouble
from drivers.printer.link import WRITE_TIMEOUT_S

CONNECT_TIMEOUT_S = 3.0
DEFAULT_PORT = 9100
UNTAKEN_S, UNTAKEN_BEHIND_A_LINE_S = 3.5, 10.0
"""Bytes that stay untaken for so long end the line: before the wait for a paper's confirmation does (4.3 s for a ticket), so that what
went to nobody is not called unconfirmed. A serial server takes nothing while its buffer drains (4 kB in 4.3 s at 9600 baud)."""
QUIET_S, PROBE_S, PROBES = 3, 1, 3
"""A printer that was switched off says nothing: after so much quiet it is asked, so often, so many times, and the line is dead after
four to six seconds. Otherwise it stays open for ever and takes the next tickets. Source: tcp(7), TCP_KEEPIDLE, _KEEPINTVL, _KEEPCNT."""


class TcpLink:
    """`target` is host or host:port. `bytes_per_s` where a slower line is known to follow (a serial server)."""

    def __init__(self, target: str, bytes_per_s: float | None = None) -> None:
        self.bytes_per_s: float | None = bytes_per_s
        self._target = target
        host, _, port = target.rpartition(":") if ":" in target else (target, "", str(DEFAULT_PORT))
        try:
            self._socket = socket.create_connection((host, int(port)), CONNECT_TIMEOUT_S)
            _notice_silence(self._socket, UNTAKEN_S if bytes_per_s is None else UNTAKEN_BEHIND_A_LINE_S)
        except (OSError, ValueError) as error:
            raise DeviceError(Trouble.UNREACHABLE, f"{target}: {error}") from None
        self._socket.settimeout(WRITE_TIMEOUT_S)

    def write(self, data: bytes) -> None:
        rest = memoryview(data)
        try:
            while rest:  # sendall would hold the timeout against the whole ticket and not against a standstill
                rest = rest[self._socket.send(rest) :]
        except TimeoutError:
            raise DeviceError(Trouble.STALLED, f"{self._target} took nothing for {WRITE_TIMEOUT_S} s") from None
        except OSError as error:
            raise DeviceError(Trouble.UNREACHABLE, f"{self._target}: {error}") from None

    def read(self, timeout_s: float) -> bytes:
        try:
            if not select.select([self._socket], [], [], timeout_s)[0]:
                return b""
            data = self._socket.recv(4096)
        except OSError as error:
            raise DeviceError(Trouble.UNREACHABLE, f"{self._target}: {error}") from None
        if not data:
            raise DeviceError(Trouble.UNREACHABLE, f"{self._target} hung up")
        return data

    def close(self) -> None:
        self._socket.close()


def _notice_silence(line: socket.socket, untaken_s: float) -> None:
    """A line ends by itself when what was sent is not taken for so long, or when it is quiet and does not answer."""
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in (
        (socket.TCP_KEEPIDLE, QUIET_S),
        (socket.TCP_KEEPINTVL, PROBE_S),
        (socket.TCP_KEEPCNT, PROBES),
        (socket.TCP_USER_TIMEOUT, round(untaken_s * 1000)),
    ):
        line.setsockopt(socket.IPPROTO_TCP, option, value)
