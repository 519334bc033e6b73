"""Keys of a USB keypad, keyboard or arcade encoder, read from the kernel's /dev/input/event*: grabbed, so that they reach nobody else.

The kernel's own structs and two ioctls; no library, because none has wheels for a Pi. Source: linux/input.h and input-event-codes.h
(struct input_event is 24 bytes on 64-bit machines), PRINTING §6.
"""

import fcntl
import logging
import os
import select
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from drivers.button.press import Gone, Move
from drivers.errors import DeviceError, Trouble

log = logging.getLogger("moiso.evdev")
_EVENT = struct.Struct("@qqHHi")
_EV_KEY, _EV_LED, _EV_SYN = 1, 0x11, 0
_DOWN, _REPEAT, _DROPPED = 1, 2, 3
_GRAB = 0x40044590
"""EVIOCGRAB."""
_CLOCK = 0x400445A0
"""EVIOCSCLOCKID: the times of events by another clock than the wall's, which jumps."""
_KEY_STATE_BYTES = 96
_KEY_STATE = 0x80004518 | _KEY_STATE_BYTES << 16
"""EVIOCGKEY: one bit a scan code, set while it is down."""
BY_ID = Path("/dev/input/by-id")
BY_PATH = Path("/dev/input/by-path")
LEDS = {"num": 0, "caps": 1, "scroll": 2}

KEYS = {
    71: "kp7", 72: "kp8", 73: "kp9", 75: "kp4", 76: "kp5", 77: "kp6", 79: "kp1", 80: "kp2", 81: "kp3", 82: "kp0", 83: "kpdot",
    74: "kpminus", 78: "kpplus", 55: "kpasterisk", 98: "kpslash", 96: "kpenter", 14: "backspace", 28: "enter", 1: "esc", 57: "space",
    111: "delete", 15: "tab", 69: "numlock", 59: "f1", 60: "f2", 61: "f3", 62: "f4", 2: "1", 3: "2", 4: "3", 5: "4", 6: "5", 7: "6",
    8: "7", 9: "8", 10: "9", 11: "0", 63: "f5", 64: "f6", 65: "f7", 66: "f8", 67: "f9", 68: "f10", 87: "f11", 88: "f12",
    **dict(zip([*range(16, 26), *range(30, 39), *range(44, 51)], "qwertyuiopasdfghjklzxcvbnm", strict=True)),
    12: "minus", 13: "equal", 26: "leftbrace", 27: "rightbrace", 39: "semicolon", 40: "apostrophe", 41: "grave", 42: "leftshift",
    43: "backslash", 51: "comma", 52: "dot", 53: "slash", 54: "rightshift", 29: "leftctrl", 56: "leftalt", 103: "up", 108: "down",
    105: "left", 106: "right", **{288 + place: f"joy{place + 1}" for place in range(16)}, **{304 + place: f"pad{place + 1}" for place in range(16)},
}  # fmt: skip
"""Names of scan codes: what is printed on the key with the usual layout, whatever the machine's own layout is. Arcade
encoders are joysticks (joy1 …) or gamepads (pad1 …)."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key went down. `at_s`: the kernel's time of it; names as in KEYS, "key 123" for one that is not there."""

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


def find_all(folders: tuple[Path, ...] = (BY_ID, BY_PATH)) -> list[Path]:
    """Everything with keys or buttons, arcade encoders too, each once; by its port where another one like it has taken the name."""
    found: dict[Path, Path] = {}
    for folder in folders:
        for ending in ("kbd", "joystick"):
            for path in sorted(folder.glob(f"*-event-{ending}")):
                found.setdefault(path.resolve(), path)
    return list(found.values())


class Keypad:
    """One keypad. Opens it when it is there, again when it was pulled out; `path` as `find` gives it, "auto": the first there is.

    `grab` False: its keys also reach other programs. Times are of the clock that drivers.clock counts by, where the kernel's file can.
    """

    def __init__(self, path: str, *, find: Callable[[], list[Path]] = find, grab: bool = True) -> None:
        self._path = path
        self._find = find
        self._grab = grab
        self._fd: int | None = None
        self._rest = b""
        self._own_times = False
        self._down: set[int] = set()

    def read(self, timeout_s: float) -> list[Key]:
        """What was pressed, within that time. Raises: DeviceError while there is no keypad."""
        pressed, self._rest = keys_of(self._rest + self._data(timeout_s))
        return pressed

    def moves(self, timeout_s: float) -> list[Move | Gone]:
        """What went down and up, within that time: bare names of keys. After more than the kernel could keep, what is still down is asked for.

        Raises: DeviceError while there is no keypad.
        """
        data = self._rest + self._data(timeout_s)
        whole = len(data) - len(data) % _EVENT.size
        self._rest = data[whole:]
        out: list[Move | Gone] = []
        for seconds, micros, kind, code, value in _EVENT.iter_unpack(data[:whole]):
            at_s = seconds + micros / 1e6 if self._own_times else time.clock_gettime(time.CLOCK_BOOTTIME)
            if kind == _EV_KEY and value != _REPEAT:
                (self._down.add if value == _DOWN else self._down.discard)(code)
                out.append(Move(KEYS.get(code, f"key {code}"), value == _DOWN, at_s, self.name))
            elif kind == _EV_SYN and code == _DROPPED:
                out += self._still_down(at_s)
        return out

    @property
    def name(self) -> str:
        """Without its folder."""
        return Path(self._path).name

    def open(self) -> int:
        """Its descriptor, to wait for. Raises: DeviceError while there is no keypad."""
        return self._opened()

    def _still_down(self, at_s: float) -> list[Move]:
        try:
            state = fcntl.ioctl(self.open(), _KEY_STATE, bytes(_KEY_STATE_BYTES))
        except (OSError, DeviceError):
            return []
        up = {code for code in self._down if not state[code // 8] >> code % 8 & 1}
        self._down -= up
        return [Move(KEYS.get(code, f"key {code}"), False, at_s, self.name) for code in sorted(up)]

    def _data(self, timeout_s: float) -> bytes:
        fd = self._opened()
        try:
            if not select.select([fd], [], [], timeout_s)[0]:
                return b""
            data = os.read(fd, _EVENT.size * 64)
        except BlockingIOError:
            return b""
        except OSError as error:
            self.close()
            raise DeviceError(Trouble.UNREACHABLE, f"the keypad is gone: {error.strerror}") from None
        if not data:
            self.close()
            raise DeviceError(Trouble.UNREACHABLE, "the keypad is gone")
        return data

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
        self._down.clear()

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
            if self._grab:
                fcntl.ioctl(fd, _GRAB, 1)
        except OSError as error:
            log.warning("%s cannot be had alone (%s): its keys also reach other programs", path, error.strerror)
        try:
            fcntl.ioctl(fd, _CLOCK, struct.pack("@i", time.CLOCK_BOOTTIME))
            self._own_times = True
        except OSError:
            self._own_times = False
        log.info("the keypad is %s", path)
        self._fd = fd
        return fd
