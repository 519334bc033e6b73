"""All devices of a kiosk together: what each button means, what is a scan, what is a key; devices that fail and come back; lights."""

import queue
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from drivers.button.press import LONG_S, Gone, Move, Press
from drivers.clock import ManualClock
from drivers.errors import DeviceError, Trouble
from kiosk.buttons import MOVES_MOST, Buttons, box_of, meaning, of_config
from kiosk.config import KioskConfig
from kiosk.hands import Chosen, Hand, HelpWanted, KeyDown, Scanned

MEANS = {
    "usb:kp1": "A",
    "usb:box-2:kp1": "B",
    "gpio:17": "C priority",
    "serial:0x41": "help",
    "usb:joy1": "D",
}


@pytest.mark.parametrize(
    ("press", "hand"),
    [
        (Press("usb:kp1", False, 0, "box-1"), Chosen("A")),
        (Press("usb:kp1", True, 0, "box-1"), Chosen("A", priority=True)),
        (Press("usb:kp1", False, 0, "box-2"), Chosen("B")),
        (Press("gpio:17", False, 0), Chosen("C", priority=True)),
        (Press("serial:0x41", False, 0), HelpWanted()),
        (Press("usb:kp2", False, 0), KeyDown("2")),
        (Press("usb:kpenter", False, 0), KeyDown("enter")),
        (Press("usb:backspace", False, 0), KeyDown("back")),
        (Press("usb:kpasterisk", False, 0), KeyDown("help")),
        (Press("usb:f5", False, 0), None),
        (Press("gpio:2", False, 0), None),
    ],
)
def test_a_press_means_what_the_configuration_says(press: Press, hand: Hand | None) -> None:
    assert meaning(press, MEANS) == hand


class Source:
    """A device that says what it is told to, or fails."""

    def __init__(self) -> None:
        self.coming: queue.Queue[list[Move | Gone] | DeviceError] = queue.Queue()
        self.idle, self.closed = False, False
        self.lit: list[Any] = []

    def moves(self, timeout_s: float) -> list[Move | Gone]:
        try:
            said = self.coming.get(timeout=timeout_s / 10)
        except queue.Empty:
            self.idle = True
            return []
        if isinstance(said, DeviceError):
            raise said
        return said

    def light(self, *what: Any) -> None:
        self.lit.append(what)

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 30, tzinfo=UTC))


Made = tuple[Buttons, Source, Source, Source]


@pytest.fixture
def made(clock: ManualClock) -> Iterator[Made]:
    usb, box, pins = Source(), Source(), Source()
    hands = Buttons(
        buttons=MEANS,
        long_press_s=LONG_S,
        clock=clock,
        keypads=usb,  # type: ignore[arg-type]
        boxes=[box],
        pins=pins,  # type: ignore[arg-type]
        leds=["num"],
    )
    hands.start()
    yield hands, usb, box, pins
    hands.stop()
    assert usb.closed and box.closed and pins.closed


def come(
    hands: Buttons, source: Source, clock: ManualClock, eventually: Callable[..., object], *moves: Move | Gone
) -> list[Hand]:
    """What has happened until a second after the device said this."""
    source.coming.put(list(moves))
    eventually(source.coming.empty)
    source.idle = False
    eventually(lambda: source.idle)
    at_once = hands.happened()
    clock.advance(1)
    return at_once + hands.happened()


def tap(button: str, at_s: float, device: str = "") -> list[Move]:
    return [Move(button, True, at_s, device), Move(button, False, at_s + 0.1, device)]


def test_each_kind_of_device_is_heard(made: Made, clock: ManualClock, eventually: Callable[..., object]) -> None:
    hands, usb, box, pins = made
    assert hands.happened() == []
    assert come(hands, usb, clock, eventually, *tap("kp1", 0.0, "box-1")) == [Chosen("A")]
    assert come(hands, usb, clock, eventually, *tap("kp1", 1.0, "box-2")) == [Chosen("B")]
    assert come(hands, box, clock, eventually, *tap("0x41", 2.0)) == [HelpWanted()]
    assert come(hands, pins, clock, eventually, *tap("17", 3.0)) == [Chosen("C", priority=True)]


def test_a_scan_is_a_text_and_no_key(made: Made, clock: ManualClock, eventually: Callable[..., object]) -> None:
    hands, usb, _, _ = made
    burst = [
        move for place, key in enumerate(["1", "2", "3", "4", "a", "1", "enter"]) for move in tap(key, place * 0.005, "scan")
    ]
    happened = come(hands, usb, clock, eventually, *burst)
    assert happened == [Scanned("1234a1")] and "1234" not in repr(happened)
    clock.advance(5)
    assert hands.happened() == []


def test_a_device_that_fails_is_tried_again(
    made: Made,
    clock: ManualClock,
    eventually: Callable[..., object],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("kiosk.buttons.RETRY_S", 0.01)
    hands, _, box, _ = made
    for _ in range(3):
        box.coming.put(DeviceError(Trouble.UNREACHABLE, "the box is not there"))
    assert come(hands, box, clock, eventually, *tap("0x41", 0.0)) == [HelpWanted()]
    assert caplog.text.count("the box is not there") == 1


def test_a_storm_that_is_more_than_can_wait_is_no_press_and_the_next_is_one(
    made: Made, clock: ManualClock, eventually: Callable[..., object]
) -> None:
    hands, _, _, pins = made
    storm = [move for _ in range(MOVES_MOST) for move in tap("17", 0.0)][:-1]
    assert come(hands, pins, clock, eventually, *storm) == []
    assert come(hands, pins, clock, eventually, *tap("17", 1.0)) == [Chosen("C", priority=True)]


def test_lights_are_switched_when_they_change(made: Made) -> None:
    hands, usb, _, pins = made
    hands.light(True)
    hands.light(True)
    hands.light(False)
    assert usb.lit == [("num", True), ("num", False)] and pins.lit == [(True,), (False,)]


def test_a_kiosk_without_devices_hears_nothing(clock: ManualClock) -> None:
    hands = of_config(KioskConfig(), clock)
    hands.start()
    hands.light(True)
    assert hands.happened() == []
    hands.stop()


def test_a_serial_address_has_a_speed() -> None:
    assert box_of("serial:/dev/ttyUSB0?baud=19200")._baud == 19200
    assert (box_of("serial:/dev/ttyS1").name, box_of("serial:/dev/ttyS1")._baud) == ("/dev/ttyS1", 9600)


@pytest.mark.parametrize(
    "wrong",
    [
        {"buttons": {"kp1": "A"}},
        {"buttons": {"usb:kp1": "a"}},
        {"buttons": {"serial:65": "A"}},
        {"devices": ["kbd"]},
        {"lights": ["usb:scrol"]},
        {"long_press_s": -1},
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        KioskConfig.model_validate(wrong)
