"""A printer as a file: /dev/usb/lp0 (never blocks: a stopped printer would hold a plain write for ever), or a plain file."""

import fcntl
import os
import stat
import time
from array import array
from pathlib import Path

from drivers.errors import DeviceError, Trouble
from drivers.printer.link import AUTO, NOTHING_S, trouble_of_port, why_not_opened
from drivers.printer.link_fd import read_some, wait_for_room, write_all
from drivers.printer.sysfs import usb_printers

LPGETSTATUS = 0x060B
"""Source: Linux, include/uapi/linux/lp.h and drivers/usb/class/usblp.c."""


class FileLink:
    """`path` may be a character device, a FIFO (written, never read: we would read ourselves) or a regular file (appended to).

    `auto` is the first USB printer that is there now.
    """

    def __init__(self, path: str) -> None:
        self.bytes_per_s: float | None = None
        self._path = path = _first_usb_printer() if path == AUTO else path
        if _is_device_name(path) and not Path(path).is_char_device():
            raise DeviceError(Trouble.UNREACHABLE, f"{path} is not there")
        try:
            regular = not Path(path).exists() or Path(path).is_file()
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT if regular else os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY
            self._fd = os.open(path, flags, 0o600)
        except OSError as error:
            raise DeviceError(Trouble.UNREACHABLE, f"{path}: {why_not_opened(error)}") from None
        self._readable = stat.S_ISCHR(os.fstat(self._fd).st_mode)

    def write(self, data: bytes) -> None:
        try:
            self._write(data)
        except DeviceError as error:
            if error.trouble is not Trouble.STALLED:
                raise
            raise DeviceError(trouble_of_port(self._port_status()), error.detail) from None

    def _port_status(self) -> int | None:
        """What usblp reads from the printer's control pipe, which is open when the other one is stuck."""
        status = array("i", [0])
        try:
            fcntl.ioctl(self._fd, LPGETSTATUS, status)
        except OSError:  # not a printer of the kernel's
            return None
        return status[0]

    def _write(self, data: bytes) -> None:
        write_all(self._fd, data, self._path)
        try:
            if self._readable:  # usblp says that it took the last 8 kB when it has only begun, and drops them at close
                wait_for_room(self._fd, self._path)
        except OSError as error:
            raise DeviceError(Trouble.UNREACHABLE, f"{self._path}: {error.strerror}") from None

    def read(self, timeout_s: float) -> bytes:
        data = read_some(self._fd, timeout_s, self._path) if self._readable else b""
        if not data:
            time.sleep(min(timeout_s, NOTHING_S))
        return data

    def close(self) -> None:
        os.close(self._fd)


def _first_usb_printer() -> str:
    for printer in usb_printers():
        return printer.path
    raise DeviceError(Trouble.UNREACHABLE, "no USB printer is plugged in and switched on")


def _is_device_name(path: str) -> bool:
    """Nothing is ever made under /dev: a plain file there would swallow tickets and stand in the way of the real printer."""
    return Path(path).is_absolute() and Path(path).parts[1] == "dev"
