"""All USB keypads and encoders of a kiosk at once: opened when they come, again when they were pulled out. One thread's."""

import logging
import select
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from drivers.button.evdev import Keypad, find_all
from drivers.button.press import Gone, Move
from drivers.errors import DeviceError

log = logging.getLogger("moiso.buttons")
LOOK_S = 1.0
"""How often it is looked for what is not there."""
AUTO = "auto"


class Keypads:
    """`wanted`: paths as `find_all` gives them, or AUTO: whatever is plugged in."""

    def __init__(
        self,
        wanted: Sequence[str],
        *,
        grab: bool = True,
        find: Callable[[], list[Path]] = find_all,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wanted = wanted
        self._grab = grab
        self._find = find
        self._monotonic_s = monotonic_s
        self._next_look_s = float("-inf")
        self._open: dict[str, Keypad] = {}
        self._said: dict[str, str] = {}
        self._lit: dict[str, bool] = {}

    def moves(self, timeout_s: float) -> list[Move | Gone]:
        """What went down and up within that time: `button` is the bare key, `device` the keypad's name without its folder."""
        self._look()
        fds = {pad.open(): path for path, pad in self._open.items()}
        if not fds:
            time.sleep(timeout_s)
            return []
        out: list[Move | Gone] = []
        for fd in select.select(list(fds), [], [], timeout_s)[0]:
            out += self._read(fds[fd])
        return out

    def light(self, led: str, on: bool) -> None:
        """A light of drivers.button.evdev.LEDS, on every keypad that has it, also on one that comes later."""
        self._lit[led] = on
        for pad in list(self._open.values()):
            pad.light(led, on)

    def path_of(self, device: str) -> str:
        """The path of an open keypad, from the `device` of its moves; "" for one that is gone."""
        return next((path for path, pad in self._open.items() if pad.name == device), "")

    def close(self) -> None:
        for pad in self._open.values():
            pad.close()
        self._open.clear()

    def _read(self, path: str) -> list[Move | Gone]:
        pad = self._open[path]
        try:
            return pad.moves(0.0)
        except DeviceError as error:
            del self._open[path]
            log.warning("%s: %s", path, error.detail)
            return [Gone(pad.name)]

    def _look(self) -> None:
        now_s = self._monotonic_s()
        if now_s < self._next_look_s:
            return
        self._next_look_s = now_s + LOOK_S
        paths = [str(path) for path in self._find()] if AUTO in self._wanted else []
        for path in dict.fromkeys([*(one for one in self._wanted if one != AUTO), *paths]):
            if path not in self._open:
                self._try(path)

    def _try(self, path: str) -> None:
        pad = Keypad(path, grab=self._grab)
        try:
            pad.open()
        except DeviceError as error:
            if self._said.get(path) != error.detail:  # once, not every second for months
                log.warning("%s", error.detail)
                self._said[path] = error.detail
            return
        self._said.pop(path, None)
        self._open[path] = pad
        for led, on in self._lit.items():
            pad.light(led, on)
