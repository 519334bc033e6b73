"""Buttons and lights on pins, with gpiozero's own pins that are not there; and a machine without gpiozero."""

import sys
from collections.abc import Iterator

import gpiozero
import pytest
from gpiozero.pins.mock import MockFactory

from drivers.button.gpio import Pins
from drivers.button.press import Move
from drivers.errors import DeviceError


@pytest.fixture
def board() -> Iterator[MockFactory]:
    gpiozero.Device.pin_factory = MockFactory()
    yield gpiozero.Device.pin_factory
    gpiozero.Device.pin_factory.reset()
    gpiozero.Device.pin_factory = None


def test_a_pin_pulled_to_ground_is_a_button_that_went_down(board: MockFactory) -> None:
    pins = Pins([17, 27], [22])
    assert pins.moves(0.0) == []
    board.pin(17).drive_low()
    board.pin(17).drive_high()
    board.pin(27).drive_low()
    moves = [(one.button, one.down) for one in pins.moves(1.0) if isinstance(one, Move)]
    assert moves == [("17", True), ("17", False), ("27", True)]
    pins.close()


def test_the_lights_shine_and_go_out(board: MockFactory) -> None:
    pins = Pins([], [22])
    pins.light(True)
    assert board.pin(22).state == 1
    pins.light(False)
    assert board.pin(22).state == 0
    pins.close()


def test_a_storm_is_bounded(board: MockFactory) -> None:
    pins = Pins([17])
    for _ in range(2000):
        board.pin(17).drive_low()
        board.pin(17).drive_high()
    assert len(pins.moves(1.0)) == 500
    pins.close()


def test_a_pin_that_cannot_be_had_is_said(board: MockFactory) -> None:
    with pytest.raises(DeviceError, match="the pins cannot be had"):
        Pins([17, 17])
    Pins([17]).close()


def test_a_machine_without_the_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gpiozero", None)
    with pytest.raises(DeviceError, match="pip install"):
        Pins([17])
