"""Several keypads at once: each found, one pulled out, one that comes later; what the kernel dropped is asked for."""

import os
import struct
from pathlib import Path
from typing import Any

import pytest

from drivers.button import evdev
from drivers.button.evdev import Keypad, find_all
from drivers.button.keypads import LOOK_S, Keypads
from drivers.button.press import Gone, Move


def event(code: int, value: int = 1, kind: int = 1) -> bytes:
    return struct.pack("@qqHHi", 100, 0, kind, code, value)


@pytest.fixture
def pipes(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"usb-Pad{place}-event-kbd" for place in (1, 2)]
    for path in paths:
        os.mkfifo(path)
    return paths


def press(path: Path, data: bytes) -> int:
    fd = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    os.write(fd, data)
    return fd


def told(moves: list[Move | Gone]) -> list[tuple[str, bool, str]]:
    return [(one.button, one.down, one.device) for one in moves if isinstance(one, Move)]


def test_all_of_them_are_read_and_each_move_says_whose_it_is(pipes: list[Path]) -> None:
    pads = Keypads(["auto"], find=lambda: pipes)
    assert pads.moves(0.0) == []
    held = [press(path, event(79) + event(79, 2) + event(79, 0)) for path in pipes]
    moves = pads.moves(1.0) + pads.moves(0.0)
    for path in pipes:
        assert [one[:2] for one in told(moves) if one[2] == path.name] == [("kp1", True), ("kp1", False)]
    assert pads.path_of(pipes[0].name) == str(pipes[0]) and pads.path_of("other") == ""
    pads.close()
    for fd in held:
        os.close(fd)


def test_one_that_is_pulled_out_is_said_and_comes_back(tmp_path: Path) -> None:
    file, now_s = tmp_path / "gone-event-kbd", [0.0]
    pads = Keypads([str(file)], monotonic_s=lambda: now_s[0])
    assert pads.moves(0.0) == [] == pads.moves(0.0)
    file.write_bytes(event(79))
    now_s[0] += LOOK_S
    assert told(pads.moves(0.0)) == [("kp1", True, file.name)]
    assert pads.moves(0.0) == [Gone(file.name)]
    now_s[0] += LOOK_S
    assert told(pads.moves(0.0)) == [("kp1", True, file.name)]
    pads.close()


def test_a_light_is_switched_on_a_keypad_that_comes_later(pipes: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    lit: list[tuple[str, bool]] = []
    monkeypatch.setattr(Keypad, "light", lambda self, led, on: lit.append((led, on)))
    pads = Keypads([str(pipes[0])])
    pads.light("num", True)
    pads.moves(0.0)
    assert lit == [("num", True)]
    pads.close()


def test_what_came_up_unseen_is_asked_for(pipes: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    still = bytearray(96)
    still[80 // 8] |= 1 << 80 % 8

    def ioctl(fd: int, request: int, argument: Any) -> Any:
        if request == evdev._KEY_STATE:
            return bytes(still)
        return 0

    monkeypatch.setattr(evdev.fcntl, "ioctl", ioctl)
    pad = Keypad(str(pipes[0]))
    pad.open()
    fd = press(pipes[0], event(79) + event(80) + event(3, 0, 0))
    assert told(pad.moves(1.0)) == [("kp1", True, pad.name), ("kp2", True, pad.name), ("kp1", False, pad.name)]
    os.close(fd)
    pad.close()


def test_everything_with_buttons_is_found_once(tmp_path: Path) -> None:
    by_id, by_path = tmp_path / "by-id", tmp_path / "by-path"
    for folder in (by_id, by_path):
        folder.mkdir()
    for number in range(3):
        (tmp_path / f"event{number}").touch()
    (by_id / "usb-Pad-event-kbd").symlink_to(tmp_path / "event0")
    (by_id / "usb-Pad-event-mouse").symlink_to(tmp_path / "event0")
    (by_id / "usb-Encoder-event-joystick").symlink_to(tmp_path / "event2")
    (by_path / "1.1-event-kbd").symlink_to(tmp_path / "event0")
    (by_path / "1.2-event-kbd").symlink_to(tmp_path / "event1")
    assert [one.name for one in find_all((by_id, by_path))] == [
        "usb-Pad-event-kbd",
        "usb-Encoder-event-joystick",
        "1.2-event-kbd",
    ]
