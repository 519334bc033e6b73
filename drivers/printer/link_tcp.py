"""A printer on the network, port 9100. That TCP took the bytes proves nothing; only the printer's own answer does."""

import select
import socket

from drivers.errors import DeviceError, Trouble
from drivers.printer.link import WRITE_TIMEOUT_S

CONNECT_TIMEOUT_S = 3.0
DEFAULT_PORT = 9100


class TcpLink:
    """`target` is host or host:port."""

    def __init__(self, target: str) -> None:
        self.bytes_per_s: float | None = None
        self._target = target
        host, _, port = target.rpartition(":") if ":" in target else (target, "", str(DEFAULT_PORT))
        try:
            self._socket = socket.create_connection((host, int(port)), CONNECT_TIMEOUT_S)
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
