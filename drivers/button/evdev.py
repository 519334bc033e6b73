"""Keys of a USB keypad or keyboard, read from the kernel's /dev/input/event*: grabbed, so that they reach nobody else. Knows no desk.

The kernel's own structs and two ioctls; no library, because none has wheels for a Pi. Source: linux/input.h and input-event-codes.h
(struct input_event is 24 bytes on 64-bit machines), PRINTING §6.
"""

import fcntl
import logging
import os
import select
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from drivers.errors import DeviceError, Trouble

log = logging.getLogger("moiso.evdev")
_EVENT = struct.Struct("@qqHHi")
_EV_KEY, _EV_LED, _EV_SYN = 1, 0x11, 0
_DOWN = 1
_GRAB = 0x40044590
"""EVIOCGRAB."""
BY_ID = Path("/dev/input/by-id")
BY_PATH = Path("/dev/input/by-path")
LEDS = {"num": 0, "caps": 1, "scroll": 2}

KEYS = {
    71: "kp7", 72: "kp8", 73: "kp9", 75: "kp4", 76: "kp5", 77: "kp6", 79: "kp1", 80: "kp2", 81: "kp3", 82: "kp0", 83: "kpdot",
    74: "kpminus", 78: "kpplus", 55: "kpasterisk", 98: "kpslash", 96: "kpenter", 14: "backspace", 28: "enter", 1: "esc", 57: "space",
    111: "delete", 15: "tab", 69: "numlock", 59: "f1", 60: "f2", 61: "f3", 62: "f4", 2: "1", 3: "2", 4: "3", 5: "4", 6: "5", 7: "6",
    8: "7", 9: "8", 10: "9", 11: "0",
}  # fmt: skip
"""Names of scan codes: what is printed on the key with the usual layout, whatever the machine's own layout is."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key went down. `at_s`: the kernel's time of it, wall clock; names as in KEYS, "key 123" for one that is not there."""

    name: str
    at_s: float


def keys_of(data: bytes) -> tuple[list[Key], bytes]:
    """The presses in what was read, and the rest of an event that is not whole yet. Releases, repeats and all else are passed over."""
    whole = len(data) - len(data) % _EVENT.size
    pressed = [
        Key(KEYS.get(code, f"key {code}"), seconds + micros / 1e6)
        for seconds, micros, kind, code, value in _EVENT.iter_unpack(data[:whole])
        if kind == _EV_KEY and value == _DOWN
    ]
    return pressed, data[whole:]


def find(folders: tuple[Path, ...] = (BY_ID, BY_PATH)) -> list[Path]:
    """Keypads and keyboards by names that stay the same from start to start; by port where two are alike."""
    return [path for folder in folders if folder.is_dir() for path in sorted(folder.glob("*-event-kbd"))]


class Keypad:
    """One keypad. Opens it when it is there, again when it was pulled out; `path` as `find` gives it, "auto": the first there is."""

    def __init__(self, path: str, *, find: Callable[[], list[Path]] = find) -> None:
        self._path = path
        self._find = find
        self._fd: int | None = None
        self._rest = b""

    def read(self, timeout_s: float) -> list[Key]:
        """What was pressed, within that time. Raises: DeviceError while there is no keypad."""
        fd = self._opened()
        try:
            if not select.select([fd], [], [], timeout_s)[0]:
                return []
            data = os.read(fd, _EVENT.size * 64)
        except BlockingIOError:
            return []
        except OSError as error:
            self.close()
            raise DeviceError(Trouble.UNREACHABLE, f"the keypad is gone: {error.strerror}") from None
        if not data:
            self.close()
            raise DeviceError(Trouble.UNREACHABLE, "the keypad is gone")
        pressed, self._rest = keys_of(self._rest + data)
        return pressed

    def light(self, led: str, on: bool) -> None:
        """Switch a light of LEDS; a keypad that has none, or is gone, takes no harm."""
        if self._fd is None:
            return
        try:
            os.write(self._fd, _EVENT.pack(0, 0, _EV_LED, LEDS[led], int(on)) + _EVENT.pack(0, 0, _EV_SYN, 0, 0))
        except OSError:
            log.debug("the light %s cannot be switched", led)

    def close(self) -> None:
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None
        self._rest = b""

    def _opened(self) -> int:
        if self._fd is not None:
            return self._fd
        path = self._path if self._path != "auto" else next((str(one) for one in self._find()), "")
        if not path:
            raise DeviceError(Trouble.UNREACHABLE, "no keypad is plugged in")
        try:
            fd = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        except OSError as error:
            raise DeviceError(Trouble.UNREACHABLE, f"{path}: {error.strerror}") from None
        try:
            fcntl.ioctl(fd, _GRAB, 1)
        except OSError as error:
            log.warning("%s cannot be had alone (%s): its keys also reach other programs", path, error.strerror)
        log.info("the keypad is %s", path)
        self._fd = fd
        return fd
