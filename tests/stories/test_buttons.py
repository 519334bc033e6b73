"""A kiosk that has only buttons, of all kinds at once, at a real server: every citizen gets one number, however the buttons behave."""

import fcntl
import os
import random
import struct
import termios
import tty
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import gpiozero
import pytest
from gpiozero.pins.mock import MockFactory

from drivers.button.evdev import KEYS
from drivers.button.gpio import Pins
from drivers.button.keypads import Keypads
from drivers.clock import ManualClock, SystemClock
from drivers.feed import Heard
from drivers.speaker.tones import FAILED, GIVEN, REFUSED, TAKEN, tones
from kiosk.buttons import Buttons, box_of
from kiosk.glassless import Glassless
from kiosk.press import issue

CODES = {name: code for code, name in KEYS.items()}
CARD = "079051000001||nguyen van an|30111951|nam|xa mau|15042021"
STILL = 20
"""Looks, 10 ms apart: longer than a burst or a bounce may hold a press back."""
SOUNDS = {tones(TAKEN): "taken", tones(GIVEN): "given", tones(REFUSED): "refused", tones(FAILED): "failed"}


class Citizens:
    """Their fingers on the devices, and the kiosk's loop, which each press turns until nothing more comes."""

    def __init__(self, server: Any, folder: Path, eventually: Any) -> None:
        self.server, self._eventually = server, eventually
        self.factory = gpiozero.Device.pin_factory = MockFactory()
        path = folder / "usb-Pad-event-kbd"
        os.mkfifo(path)
        self._box, self._slave = os.openpty()
        tty.setraw(self._slave)
        box = box_of(f"serial:{os.ttyname(self._slave)}")
        self.hands = Buttons(
            buttons={"usb:kp1": "A", "usb:kp2": "B", "serial:0x41": "C", "gpio:17": "D", "serial:0x5a": "Z"},
            long_press_s=1.2,
            clock=SystemClock(),
            keypads=Keypads([str(path)]),
            boxes=[box],
            pins=Pins([17], [22]),
        )
        self.clock, self.heard_sounds = ManualClock(datetime(2026, 11, 30, tzinfo=UTC)), list[str]()
        self.kiosk = Glassless(
            hands=self.hands,
            line=self,
            issue=lambda pressed: issue(pressed, server.url, give_up_after_s=0.5),
            sounds=self,
            voice=lambda: None,
            clock=self.clock,
        )
        self._still = 0
        self.hands.start()
        self._pad = os.open(path, os.O_WRONLY)
        eventually(lambda: box._serial is not None)  # what comes before is nobody's
        os.set_blocking(self._pad, False)

    def heard(self) -> list[Heard]:
        return []

    def play(self, sound: bytes, volume: int = 100) -> bool:
        self.heard_sounds.append(SOUNDS.get(sound, "?"))
        return True

    def key(self, *moves: tuple[str, bool]) -> None:
        os.write(self._pad, b"".join(struct.pack("@qqHHi", 1, 0, 1, CODES[name], int(down)) for name, down in moves))

    def tap(self, name: str) -> None:
        self.key((name, True), (name, False))

    def box(self, data: bytes) -> None:
        os.write(self._box, data)

    def hears(self, *sounds: str) -> None:
        """The next citizen's turn: what is heard, and nothing else."""

        def turned() -> bool:
            self.kiosk.step()
            return self.heard_sounds[-1:] == [sounds[-1]]

        self._eventually(turned)
        self._eventually(self._quiet)
        assert self.heard_sounds == list(sounds), self.heard_sounds
        self.heard_sounds.clear()
        self.clock.advance(5)

    def _quiet(self) -> bool:
        """Whether the whole of a storm is through; the citizen's clock stands still meanwhile."""
        self.kiosk.step()
        left = [fcntl.ioctl(fd, termios.FIONREAD, bytes(4)) != bytes(4) for fd in (self._pad, self._slave)]
        self._still = 0 if any(left) or self.hands.happened() else self._still + 1
        return self._still > STILL

    def numbers(self) -> list[str]:
        return [one.label for one in self.server.running.office.view.tickets.values()]

    def close(self) -> None:
        self.hands.stop()
        for fd in (self._pad, self._box, self._slave):
            os.close(fd)
        gpiozero.Device.pin_factory = None


@pytest.fixture
def citizens(live_server: Callable[..., Any], tmp_path: Path, eventually: Any) -> Iterator[Citizens]:
    made = Citizens(live_server(), tmp_path, eventually)
    yield made
    made.close()


def test_every_kind_of_button_gives_its_number(citizens: Citizens) -> None:
    citizens.tap("kp1")
    citizens.hears("taken", "given")
    citizens.box(b"A")
    citizens.hears("taken", "given")
    citizens.factory.pin(17).drive_low()
    citizens.factory.pin(17).drive_high()
    citizens.hears("taken", "given")
    assert citizens.numbers() == ["A001", "C001", "D001"]


def test_storms_of_every_kind_are_one_number_each(citizens: Citizens) -> None:
    spread = random.Random(6)
    citizens.key(*[("kp2", spread.random() < 0.5) for _ in range(150)], ("kp2", False))
    citizens.hears("taken", "given")
    citizens.box(b"A" * 50)
    citizens.hears("taken", "given")
    for _ in range(200):
        citizens.factory.pin(17).drive_low()
        citizens.factory.pin(17).drive_high()
    citizens.hears("taken", "given")
    assert citizens.numbers() == ["B001", "C001", "D001"]


def test_a_scan_is_refused_by_ear_and_gives_no_number(citizens: Citizens, caplog: pytest.LogCaptureFixture) -> None:
    for sign in CARD:
        key = {"|": "backslash", " ": "space"}.get(sign, sign)
        shift = [("leftshift", True)] if sign == "|" else []
        citizens.key(*shift, (key, True), (key, False), *[("leftshift", False)] * len(shift))
    citizens.tap("enter")
    citizens.hears("refused")
    assert citizens.numbers() == [] and "079051" not in caplog.text


def test_refused_and_away_sound_different(citizens: Citizens) -> None:
    citizens.box(b"Z")
    citizens.hears("taken", "refused")
    citizens.server.stop()
    citizens.tap("kp1")
    citizens.hears("taken", "failed")
