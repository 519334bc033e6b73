"""Buttons and lights on the pins of a small computer (Raspberry Pi), by gpiozero, which is installed only there. A button pulls its pin to ground."""

import logging
import queue
import time
from collections.abc import Sequence
from functools import partial
from typing import Any

from drivers.button.press import Gone, Move
from drivers.errors import DeviceError, Trouble

log = logging.getLogger("moiso.buttons")
MOVES_MOST = 500
"""Moves that may wait; a storm of more than that is one press anyway."""


class Pins:
    """`buttons` and `lights`: numbers of pins as the maker of the board counts them (BCM). Names of buttons are these numbers.

    Raises: DeviceError when the library is not there, or a pin cannot be had.
    """

    name = "gpio"

    def __init__(self, buttons: Sequence[int], lights: Sequence[int] = ()) -> None:
        self._moves: queue.Queue[Move | Gone] = queue.Queue(MOVES_MOST)
        self._things: list[Any] = []
        self._lights: list[Any] = []
        try:
            import gpiozero
        except ImportError:
            raise DeviceError(
                Trouble.UNREACHABLE, 'buttons on pins need the library gpiozero: .venv/bin/pip install "gpiozero" "lgpio"'
            ) from None
        try:
            for pin in buttons:
                self._listen(gpiozero.Button(pin, pull_up=True, bounce_time=None), str(pin))  # bounces are our own business
            self._lights = [gpiozero.LED(pin) for pin in lights]
        except Exception as error:  # noqa: BLE001  each of its back ends has its own
            self.close()
            raise DeviceError(Trouble.UNREACHABLE, f"the pins cannot be had: {error}") from None

    def moves(self, timeout_s: float) -> list[Move | Gone]:
        """What went down and up within that time."""
        try:
            out = [self._moves.get(timeout=timeout_s)]
        except queue.Empty:
            return []
        while not self._moves.empty():
            out.append(self._moves.get())
        return out

    def light(self, on: bool) -> None:
        for light in self._lights:
            (light.on if on else light.off)()

    def close(self) -> None:
        for one in [*self._things, *self._lights]:
            one.close()
        self._things, self._lights = [], []

    def _listen(self, button: Any, pin: str) -> None:
        self._things.append(button)
        button.when_pressed = partial(self._moved, pin, True)
        button.when_released = partial(self._moved, pin, False)

    def _moved(self, pin: str, down: bool) -> None:
        """In the library's own thread."""
        try:
            self._moves.put_nowait(Move(pin, down, time.clock_gettime(time.CLOCK_BOOTTIME), self.name))
        except queue.Full:
            log.debug("too many moves on the pins")
