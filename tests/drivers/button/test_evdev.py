"""Keys as the kernel tells them: whole or in pieces, grabbed or not, there or pulled out."""

import os
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.button.evdev import Key, Keypad, find, keys_of
from drivers.errors import DeviceError


def event(code: int, value: int = 1, kind: int = 1, at_s: int = 100) -> bytes:
    return struct.pack("@qqHHi", at_s, 500_000, kind, code, value)


def test_a_press_is_told_and_everything_else_is_passed_over() -> None:
    data = event(4, 458, kind=4) + event(78) + event(0, 0, kind=0) + event(78, 2) + event(78, 0) + event(240)
    assert keys_of(data) == ([Key("kpplus", 100.5), Key("key 240", 100.5)], b"")


@given(st.integers(0, 71))
def test_an_event_that_comes_in_pieces_is_put_together(split: int) -> None:
    data = event(78) + event(96) + event(82)
    first, rest = keys_of(data[:split])
    second, left = keys_of(rest + data[split:])
    assert [one.name for one in first + second] == ["kpplus", "kpenter", "kp0"] and left == b""


@given(st.binary(max_size=200))
def test_no_bytes_break_it(data: bytes) -> None:
    pressed, rest = keys_of(data)
    assert len(rest) < 24 and all(one.name for one in pressed)


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """A named pipe in the place of the kernel's file; it cannot be grabbed and gives back its lights."""
    path = tmp_path / "usb-Keypad-event-kbd"
    os.mkfifo(path)
    return path


def test_keys_are_read_and_lights_harm_nobody(pipe: Path) -> None:
    keypad = Keypad(str(pipe))
    assert keypad.read(0.0) == []
    keypad.light("num", True)
    fd = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
    os.write(fd, event(78))
    assert [one.name for one in keypad.read(2.0)] == ["kpplus"], "its own lights are no keys"
    os.close(fd)
    keypad.close()
    keypad.light("num", True)


def test_a_keypad_that_is_not_there_is_said_and_found_when_it_comes(pipe: Path) -> None:
    there: list[Path] = []
    keypad = Keypad("auto", find=lambda: there)
    with pytest.raises(DeviceError, match="no keypad is plugged in"):
        keypad.read(0.0)
    there.append(pipe)
    assert keypad.read(0.0) == []
    keypad.close()
    with pytest.raises(DeviceError):
        Keypad(str(pipe.parent / "nowhere")).read(0.0)


def test_a_keypad_that_is_pulled_out_is_opened_anew(tmp_path: Path) -> None:
    file = tmp_path / "gone-event-kbd"
    file.write_bytes(event(78))
    keypad = Keypad(str(file))
    assert [one.name for one in keypad.read(0.0)] == ["kpplus"]
    with pytest.raises(DeviceError, match="gone"):
        keypad.read(0.0)
    assert [one.name for one in keypad.read(0.0)] == ["kpplus"]
    keypad.close()


def test_keypads_are_found_by_names_that_stay(tmp_path: Path) -> None:
    for name in ("usb-B-event-kbd", "usb-A-event-kbd", "usb-A-event-mouse"):
        (tmp_path / name).touch()
    assert [one.name for one in find((tmp_path, tmp_path / "nowhere"))] == ["usb-A-event-kbd", "usb-B-event-kbd"]
