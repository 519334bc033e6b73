"""Keypads made by /dev/uinput, and the names that udev would give them. Runs as root in the rig's machine only."""

import fcntl
import os
import select
import struct
import time
from pathlib import Path

from drivers.button.evdev import BY_ID, KEYS

EVENT = struct.Struct("@qqHHi")
_EV_SYN, _EV_KEY, _EV_LED, _EV_REP = 0, 1, 0x11, 0x14
_SET_EV, _SET_KEY, _SET_LED, _SETUP, _CREATE, _DESTROY = 0x40045564, 0x40045565, 0x40045569, 0x405C5503, 0x5501, 0x5502
"""Source: Linux, include/uapi/linux/uinput.h."""
CODES = {name: code for code, name in KEYS.items()}
APPEARS_S = 20.0


class Pad:
    """One keypad, with lights. `name` is what it is called under /dev/input/by-id/."""

    def __init__(self, name: str, keys: tuple[str, ...] = tuple(CODES)) -> None:
        self.name = name
        self.lit: dict[int, bool] = {}
        self._fd = os.open("/dev/uinput", os.O_RDWR | os.O_NONBLOCK)
        for kind in (_EV_KEY, _EV_LED, _EV_REP):
            fcntl.ioctl(self._fd, _SET_EV, kind)
        for key in keys:
            fcntl.ioctl(self._fd, _SET_KEY, CODES[key])
        for led in range(3):
            fcntl.ioctl(self._fd, _SET_LED, led)
        fcntl.ioctl(self._fd, _SETUP, struct.pack("@HHHH80sI", 3, 0x1189, 0x8890, 1, name.encode(), 0))
        fcntl.ioctl(self._fd, _CREATE)
        named(name)

    def move(self, *keys: tuple[str, bool]) -> None:
        """Down and up, all at once."""
        syn = EVENT.pack(0, 0, _EV_SYN, 0, 0)
        os.write(self._fd, b"".join(EVENT.pack(0, 0, _EV_KEY, CODES[key], int(down)) + syn for key, down in keys))

    def tap(self, key: str, for_s: float = 0.1) -> None:
        self.move((key, True))
        time.sleep(for_s)
        self.move((key, False))

    def light(self, led: int) -> bool:
        """Whether that light is on, as the kernel has told this keypad."""
        while select.select([self._fd], [], [], 0)[0]:
            data = os.read(self._fd, EVENT.size * 64)
            for _, _, kind, code, value in EVENT.iter_unpack(data):
                if kind == _EV_LED:
                    self.lit[code] = bool(value)
        return self.lit.get(led, False)

    def close(self) -> None:
        fcntl.ioctl(self._fd, _DESTROY)
        os.close(self._fd)


def named(name: str, link: str = "") -> Path:
    """Wait for the device of that name, and link it as udev does. Returns the link. Raises: AssertionError."""
    deadline = time.monotonic() + APPEARS_S
    while time.monotonic() < deadline:
        for device in Path("/sys/class/input").glob("event*"):
            if (device / "device" / "name").read_text().strip() == name and Path("/dev/input", device.name).exists():
                BY_ID.mkdir(parents=True, exist_ok=True)
                path = BY_ID / f"{link or name}-event-kbd"
                path.unlink(missing_ok=True)
                path.symlink_to(Path("/dev/input", device.name))
                return path
        time.sleep(0.05)
    raise AssertionError(f"there is no input device called {name}")


def gone(name: str) -> None:
    """Wait until there is no such device any more. Raises: AssertionError."""
    deadline = time.monotonic() + APPEARS_S
    while any(path.read_text().strip() == name for path in Path("/sys/class/input").glob("event*/device/name")):
        if time.monotonic() > deadline:
            raise AssertionError(f"{name} is still there")
        time.sleep(0.05)
