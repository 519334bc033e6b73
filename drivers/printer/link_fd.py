"""Bytes through a file descriptor that does not block: what the links to devices and to serial lines share."""

import os
import select

from drivers.errors import DeviceError, Trouble
from drivers.printer.link import WRITE_TIMEOUT_S

READ_BYTES = 4096


def write_all(descriptor: int, data: bytes, name: str) -> None:
    """Hand over all bytes; the time limit is held against a standstill, not against the whole.

    Raises: DeviceError(STALLED | UNREACHABLE).
    """
    rest = memoryview(data)
    try:
        while rest:
            wait_for_room(descriptor, name)
            try:
                rest = rest[os.write(descriptor, rest) :]
            except BlockingIOError:
                continue
    except OSError as error:
        raise DeviceError(Trouble.UNREACHABLE, f"{name}: {error.strerror}") from None


def wait_for_room(descriptor: int, name: str) -> None:
    """Raises: DeviceError(STALLED), OSError."""
    if not select.select([], [descriptor], [], WRITE_TIMEOUT_S)[1]:
        raise DeviceError(Trouble.STALLED, f"{name} took nothing for {WRITE_TIMEOUT_S} s")


def read_some(descriptor: int, timeout_s: float, name: str) -> bytes:
    """What comes within the time, as soon as anything comes; b"" if nothing. Raises: DeviceError(UNREACHABLE)."""
    line = select.poll()
    line.register(descriptor, select.POLLIN)
    try:
        found = line.poll(round(timeout_s * 1000))
        data = os.read(descriptor, READ_BYTES) if found else b""
    except BlockingIOError:
        return b""
    except OSError as error:
        raise DeviceError(Trouble.UNREACHABLE, f"{name}: {error.strerror}") from None
    if found and not data and found[0][1] & (select.POLLHUP | select.POLLERR):
        raise DeviceError(Trouble.UNREACHABLE, f"{name} is gone")
    return data
