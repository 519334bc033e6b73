"""A printer on a serial line, through pyserial with a write timeout (python-escpos opens it without one and hangs)."""

import serial

from drivers.errors import DeviceError, Trouble
from drivers.printer.link import WRITE_TIMEOUT_S

CHUNK_BYTES = 256
"""One write: small enough that the write timeout means "nothing moves", not "the line is slow" (0.27 s at 9600 baud)."""


class SerialLink:
    """`port` is a device path or a pyserial URL."""

    def __init__(self, port: str, baud: int, flow: str) -> None:
        self.bytes_per_s: float | None = baud / 10  # 8N1: ten bits a byte
        try:
            self._serial = serial.serial_for_url(
                port,
                baudrate=baud,
                rtscts=flow == "rtscts",
                xonxoff=flow == "xonxoff",
                timeout=0,
                write_timeout=WRITE_TIMEOUT_S,
                exclusive=True,
            )
        except (OSError, ValueError) as error:  # SerialException is an OSError
            raise DeviceError(Trouble.UNREACHABLE, f"{port}: {error}") from None

    def write(self, data: bytes) -> None:
        try:
            for start in range(0, len(data), CHUNK_BYTES):
                self._serial.write(data[start : start + CHUNK_BYTES])
        except serial.SerialTimeoutException:
            raise DeviceError(Trouble.STALLED, f"{self._serial.port} took nothing for {WRITE_TIMEOUT_S} s") from None
        except OSError as error:
            raise DeviceError(Trouble.UNREACHABLE, f"{self._serial.port}: {error}") from None

    def read(self, timeout_s: float) -> bytes:
        try:
            self._serial.timeout = timeout_s
            first: bytes = self._serial.read(1)
            return first + self._serial.read(self._serial.in_waiting) if first else b""
        except OSError as error:
            raise DeviceError(Trouble.UNREACHABLE, f"{self._serial.port}: {error}") from None

    def close(self) -> None:
        self._serial.close()
