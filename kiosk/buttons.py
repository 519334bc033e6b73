"""All buttons, keypads and scanners of a kiosk as one: a thread for each kind of device, values out. Which button means what is the TOML's."""

import logging
import queue
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol
from urllib.parse import parse_qs

from drivers.button.gpio import Pins
from drivers.button.keypads import Keypads
from drivers.button.press import Board, Gone, Move, Press, pressed
from drivers.button.serial_box import SerialBox
from drivers.button.typed import Burst, typed
from drivers.clock import Clock
from drivers.errors import DeviceError
from kiosk.config import KioskConfig
from kiosk.hands import Chosen, Hand, HelpWanted, KeyDown, Scanned

log = logging.getLogger("moiso.buttons")
WAIT_S = 0.2
"""How long a device is waited for at once; so long a stop takes, too."""
RETRY_S = 2.0
MOVES_MOST = 2000
"""Moves that may wait for the loop, which looks many times a second. More is a storm of a broken box: all of it is dropped."""
USB, GPIO, SERIAL = "usb", "gpio", "serial"
HELP, PRIORITY = "help", " priority"
KEYPAD: Mapping[str, str] = {
    **{f"kp{digit}": str(digit) for digit in range(10)}, **{str(digit): str(digit) for digit in range(10)},
    "enter": "enter", "kpenter": "enter", "backspace": "back", "esc": "back", "kpminus": "back", "kpasterisk": "help", "kpplus": "help",
}  # fmt: skip
"""Keys of a keypad that have no meaning of their own work the whole kiosk."""


class Source(Protocol):
    """A kind of device. `moves` may raise DeviceError while it is not there."""

    def moves(self, timeout_s: float) -> list[Move | Gone]: ...
    def close(self) -> None: ...


class Buttons:
    """kiosk.hands.Hands, by the devices of the configuration. `happened` and `light` are called by one thread; `start` before, `stop` at the end."""

    def __init__(
        self,
        *,
        buttons: Mapping[str, str],
        long_press_s: float,
        clock: Clock,
        keypads: Keypads | None = None,
        boxes: Sequence[Source] = (),
        pins: Pins | None = None,
        leds: Sequence[str] = (),
    ) -> None:
        self._buttons = buttons
        self._long_s = long_press_s
        self._clock = clock
        self._keypads, self._pins, self._leds = keypads, pins, leds
        self._moves: queue.Queue[Move | Gone] = queue.Queue(MOVES_MOST)
        self._board = Board()
        self._bursts: dict[str, Burst] = {}
        self._shines: bool | None = None
        self._stop, self._overflowed = threading.Event(), threading.Event()
        kinds = [(USB, keypads), (GPIO, pins), *((SERIAL, box) for box in boxes)]
        self._sources = [(kind, source) for kind, source in kinds if source is not None]
        self._threads = [threading.Thread(target=self._read, args=one, name=one[0], daemon=True) for one in self._sources]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Lights out, devices given back."""
        self.light(False)
        self._stop.set()
        for thread in self._threads:
            thread.join(RETRY_S)
        for _, source in self._sources:
            source.close()

    def happened(self) -> list[Hand]:
        """What was done since the last call, oldest first."""
        if not self._sources:
            return []
        moves: list[Move | Gone] = []
        while not self._moves.empty():
            moves.append(self._moves.get())
        if self._overflowed.is_set():  # a button may have come up among what was lost, and must not seem held
            self._overflowed.clear()
            self._board, self._bursts, moves = Board(), {}, []
        now_s = self._clock.monotonic_s()
        scanned, left = self._split(moves, now_s)
        self._board, presses = pressed(self._board, left, now_s, self._long_s)
        return [*scanned, *(hand for one in presses if (hand := meaning(one, self._buttons)) is not None)]

    def light(self, on: bool) -> None:
        if on is self._shines:
            return
        self._shines = on
        if self._pins is not None:
            self._pins.light(on)
        if self._keypads is not None:
            for led in self._leds:
                self._keypads.light(led, on)

    def _split(self, moves: list[Move | Gone], now_s: float) -> tuple[list[Hand], list[Move | Gone]]:
        """Scanners' texts apart from what was pressed."""
        scanned: list[Hand] = []
        left = [move for move in moves if _kind(move) != USB]
        for device in {*self._bursts, *(move.device for move in moves if _kind(move) == USB)}:
            own = [_bare(move) for move in moves if _kind(move) == USB and move.device == device]
            burst, texts, keys = typed(self._bursts.get(device, Burst()), own, now_s)
            self._bursts[device] = burst
            scanned += [Scanned(one.text) for one in texts]
            left += [_named(USB, key) for key in keys]
        return scanned, sorted(left, key=lambda move: move.at_s if isinstance(move, Move) else now_s)

    def _read(self, kind: str, source: Source) -> None:
        said = ""
        while not self._stop.is_set():
            try:
                moves = source.moves(WAIT_S)
            except DeviceError as error:
                if error.detail != said:  # once, not every two seconds for months
                    log.warning("%s", error.detail)
                    said = error.detail
                self._stop.wait(RETRY_S)
                continue
            said = "" if moves else said
            for move in moves:
                self._put(_named(kind, move))

    def _put(self, move: Move | Gone) -> None:
        try:
            self._moves.put_nowait(move)
        except queue.Full:
            self._overflowed.set()


def meaning(press: Press, buttons: Mapping[str, str]) -> Hand | None:
    """What a press means; None for a button that means nothing. A name with the device ("usb:usb-Pad-event-kbd:kp1") goes before one without."""
    kind, _, key = press.button.partition(":")
    said = buttons.get(f"{kind}:{press.device}:{key}", buttons.get(press.button, ""))
    if said == HELP:
        return HelpWanted()
    if said:
        return Chosen(said.removesuffix(PRIORITY), press.long or said.endswith(PRIORITY))
    return KeyDown(KEYPAD[key]) if kind == USB and key in KEYPAD else None


def of_config(config: KioskConfig, clock: Clock) -> Buttons:
    """The devices that the configuration names; none, and nothing ever happens. Raises: DeviceError when there are pins but no library for them."""
    usb = [one for one in config.devices if not one.startswith("serial:")]
    pins = [int(name.partition(":")[2]) for name in config.buttons if name.startswith("gpio:")]
    lit = [int(name.partition(":")[2]) for name in config.lights if name.startswith("gpio:")]
    return Buttons(
        buttons=config.buttons,
        long_press_s=config.long_press_s,
        clock=clock,
        keypads=Keypads(usb) if usb else None,
        boxes=[box_of(one) for one in config.devices if one.startswith("serial:")],
        pins=Pins(pins, lit) if pins or lit else None,
        leds=[name.partition(":")[2] for name in config.lights if name.startswith("usb:")],
    )


def box_of(address: str) -> SerialBox:
    """ "serial:/dev/ttyUSB0?baud=9600"."""
    path, _, query = address.removeprefix("serial:").partition("?")
    return SerialBox(path, int(parse_qs(query).get("baud", ["9600"])[0]))


def _kind(move: Move | Gone) -> str:
    return USB if isinstance(move, Gone) else move.button.partition(":")[0]


def _bare(move: Move | Gone) -> Move | Gone:
    return move if isinstance(move, Gone) else replace(move, button=move.button.partition(":")[2])


def _named(kind: str, move: Move | Gone) -> Move | Gone:
    return move if isinstance(move, Gone) else replace(move, button=f"{kind}:{move.button}")
