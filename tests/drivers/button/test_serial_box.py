"""A box on a serial line, here a PTY: bytes are presses, and it is found again after it was pulled out."""

import os
import tty
from pathlib import Path

import pytest

from drivers.button.press import Board, Move, pressed
from drivers.button.serial_box import SerialBox
from drivers.errors import DeviceError


def line() -> tuple[int, int, str]:
    master, slave = os.openpty()
    tty.setraw(slave)
    return master, slave, os.ttyname(slave)


def test_every_byte_is_a_press() -> None:
    master, slave, port = line()
    box = SerialBox(port, 19200)
    assert box.moves(0.0) == []
    os.write(master, b"A\x0c")
    moves = box.moves(1.0)
    assert [(one.button, one.down) for one in moves if isinstance(one, Move)] == [
        ("0x41", True), ("0x41", False), ("0x0c", True), ("0x0c", False),
    ]  # fmt: skip
    _, out = pressed(Board(), moves, moves[-1].at_s + 1 if isinstance(moves[-1], Move) else 0)
    assert [(one.button, one.long) for one in out] == [("0x41", False), ("0x0c", False)]
    box.close()
    os.close(master)
    os.close(slave)


def test_a_box_that_is_pulled_out_is_opened_again_when_it_is_back(tmp_path: Path) -> None:
    master, slave, port = line()
    name = tmp_path / "box"
    name.symlink_to(port)
    box = SerialBox(str(name))
    box.moves(0.0)
    os.close(slave)
    os.close(master)
    with pytest.raises(DeviceError):
        box.moves(1.0)
    name.unlink()
    with pytest.raises(DeviceError, match="box"):
        box.moves(0.0)
    master, slave, port = line()
    name.symlink_to(port)
    assert box.moves(0.0) == []
    os.write(master, b"B")
    assert [one.button for one in box.moves(1.0) if isinstance(one, Move)] == ["0x42", "0x42"]
    box.close()
    os.close(master)
    os.close(slave)
