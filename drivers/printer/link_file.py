"""A printer as a file: /dev/usb/lp0 (never blocks: a stopped printer would hold a plain write for ever), or a plain file."""

import os
import select
import stat
import time
from pathlib import Path

from drivers.errors import DeviceError, Trouble
from drivers.printer.link import NOTHING_S, WRITE_TIMEOUT_S


class FileLink:
    """`path` may be a character device, a FIFO (written, never read: we would read ourselves) or a regular file (appended to)."""

    def __init__(self, path: str) -> None:
        self.bytes_per_s: float | None = None
        self._path = path
        if _is_device_name(path) and not Path(path).is_char_device():
            raise DeviceError(Trouble.UNREACHABLE, f"{path} is not there")
        try:
            regular = not Path(path).exists() or Path(path).is_file()
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT if regular else os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY
            self._fd = os.open(path, flags, 0o600)
        except OSError as error:
            raise DeviceError(Trouble.UNREACHABLE, f"{path}: {error.strerror}") from None
        self._readable = stat.S_ISCHR(os.fstat(self._fd).st_mode)

    def write(self, data: bytes) -> None:
        rest = memoryview(data)
        try:
            while rest:
                self._wait_for_room()
                try:
                    rest = rest[os.write(self._fd, rest) :]
                except BlockingIOError:
                    continue
            if self._readable:  # usblp says that it took the last 8 kB when it has only begun, and drops them at close
                self._wait_for_room()
        except OSError as error:
            raise DeviceError(Trouble.UNREACHABLE, f"{self._path}: {error.strerror}") from None

    def _wait_for_room(self) -> None:
        if not select.select([], [self._fd], [], WRITE_TIMEOUT_S)[1]:
            raise DeviceError(Trouble.STALLED, f"{self._path} took nothing for {WRITE_TIMEOUT_S} s")

    def read(self, timeout_s: float) -> bytes:
        data = self._read(timeout_s) if self._readable else b""
        if not data:
            time.sleep(min(timeout_s, NOTHING_S))
        return data

    def _read(self, timeout_s: float) -> bytes:
        line = select.poll()
        line.register(self._fd, select.POLLIN)
        try:
            found = line.poll(round(timeout_s * 1000))
            data = os.read(self._fd, 4096) if found else b""
        except BlockingIOError:
            return b""
        except OSError as error:
            raise DeviceError(Trouble.UNREACHABLE, f"{self._path}: {error.strerror}") from None
        if found and not data and found[0][1] & (select.POLLHUP | select.POLLERR):
            raise DeviceError(Trouble.UNREACHABLE, f"{self._path} is gone")
        return data

    def close(self) -> None:
        os.close(self._fd)


def _is_device_name(path: str) -> bool:
    """Nothing is ever made under /dev: a plain file there would swallow tickets and stand in the way of the real printer."""
    return Path(path).is_absolute() and Path(path).parts[1] == "dev"
