"""A printer on a serial line. pyserial opens and sets it; the bytes go our own way, with a time limit that never spins."""

import termios
import time

import serial

from drivers.errors import DeviceError, Trouble
from drivers.printer.link import why_not_opened
from drivers.printer.link_fd import read_some, write_all

DRAIN_S = 1.0
"""How long a close waits for the last bytes while none of them moves. Without us the kernel would wait 30 s (closing_wait)."""
LOOK_S = 0.02
FAILURES = (OSError, ValueError, termios.error)
"""What pyserial raises: SerialException is an OSError, a baud rate that a port does not have a ValueError, and not all is wrapped."""


class SerialLink:
    """`port` is a device path. Modem wires that the port does not have (a PTY has none) are not missed."""

    def __init__(self, port: str, baud: int, flow: str) -> None:
        self.bytes_per_s: float | None = baud / 10  # 8N1: ten bits a byte
        self._port = port
        self._stuck = False
        try:
            self._serial = serial.Serial(
                port, baudrate=baud, rtscts=flow == "rtscts", xonxoff=flow == "xonxoff", timeout=0, exclusive=True
            )
        except FAILURES as error:
            raise DeviceError(Trouble.UNREACHABLE, f"{port}: {why_not_opened(error)}") from None

    def write(self, data: bytes) -> None:
        try:
            write_all(self._serial.fileno(), data, self._port)
        except DeviceError:
            self._stuck = True
            raise

    def read(self, timeout_s: float) -> bytes:
        return read_some(self._serial.fileno(), timeout_s, self._port)

    def clear_to_send(self) -> bool | None:
        """Whether the wire CTS says that the far end is ready; None on a port that has no such wire."""
        try:
            return bool(self._serial.cts)
        except FAILURES:
            return None

    def close(self) -> None:
        """A ticket that was taken gets out first; one that stands still is thrown away, for the kernel would wait for it."""
        if not self._serial.is_open:
            return
        try:
            if self._stuck or not self._drained():
                self._serial.reset_output_buffer()
        except FAILURES:
            pass  # it was unplugged
        finally:
            self._serial.close()

    def _drained(self) -> bool:
        left, moved_s = self._serial.out_waiting, time.monotonic()
        while left and time.monotonic() - moved_s < DRAIN_S:
            time.sleep(LOOK_S)
            now = self._serial.out_waiting
            if now < left:
                left, moved_s = now, time.monotonic()
        return not left
