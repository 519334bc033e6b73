"""A box of buttons on a serial line: every byte it sends is a press. Opened again when it was pulled out."""

import logging
import select
import termios
import time

import serial

from drivers.button.press import Gone, Move
from drivers.errors import DeviceError, Trouble

log = logging.getLogger("moiso.buttons")
FAILURES = (OSError, ValueError, termios.error)
"""What pyserial raises: SerialException is an OSError, a baud rate that a port does not have a ValueError, and not all is wrapped."""
READ_BYTES = 64


class SerialBox:
    """`port` is a device path. Names of buttons are "0x41" for the byte 41 (hex)."""

    def __init__(self, port: str, baud: int = 9600) -> None:
        self.name = port
        self._baud = baud
        self._serial: serial.Serial | None = None

    def moves(self, timeout_s: float) -> list[Move | Gone]:
        """What was pressed within that time: down and up at once, for such a box does not say when a button is let go.

        Raises: DeviceError while it is not there.
        """
        port = self._opened()
        try:
            if not select.select([port.fileno()], [], [], timeout_s)[0]:
                return []
            data = port.read(READ_BYTES)
        except FAILURES as error:
            self.close()
            raise DeviceError(Trouble.UNREACHABLE, f"{self.name}: {error}") from None
        now_s = time.clock_gettime(time.CLOCK_BOOTTIME)
        return [Move(f"0x{byte:02x}", down, now_s, self.name) for byte in data for down in (True, False)]

    def close(self) -> None:
        if self._serial is not None:
            self._serial.close()
            self._serial = None

    def _opened(self) -> serial.Serial:
        if self._serial is None:
            try:
                self._serial = serial.Serial(self.name, baudrate=self._baud, timeout=0, exclusive=True)
                self._serial.reset_input_buffer()  # what was pressed while nobody listened is nobody's
            except FAILURES as error:
                self.close()
                raise DeviceError(Trouble.UNREACHABLE, f"{self.name}: {error}") from None
            log.info("the box of buttons is %s", self.name)
        return self._serial
