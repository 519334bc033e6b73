"""Buttons are pressed one after the other, and what is printed can go into the file as it is."""

import os
import struct
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk import cli
from kiosk.config import KioskConfig
from kiosk.learn import Listening, learnt, lines

PAD = "/dev/input/by-id/usb-Pad-event-kbd"


def test_each_button_gets_the_next_meaning_and_a_bounce_gets_none() -> None:
    said: list[str] = []

    def moves() -> Iterator[tuple[str, str] | None]:
        yield from [("usb:kp1", PAD), ("usb:kp1", PAD), ("serial:0x41", "serial:/dev/ttyUSB0"), ("gpio:17", "gpio")]

    found = learnt(["A", "B priority", "help"], moves, said.append)
    assert [one[:2] for one in found] == [("usb:kp1", "A"), ("serial:0x41", "B priority"), ("gpio:17", "help")]
    assert said[0] == "press the button for A …" and len(said) == 6
    config = KioskConfig.model_validate(tomllib.loads(lines(found)))
    assert config.devices == (PAD, "serial:/dev/ttyUSB0")
    assert config.buttons == {"usb:kp1": "A", "serial:0x41": "B priority", "gpio:17": "help"}


def test_who_stops_pressing_gets_what_there_is() -> None:
    def moves() -> Iterator[tuple[str, str] | None]:
        yield ("usb:kp1", PAD)
        yield None

    assert learnt(["A", "B"], moves, lambda text: None) == [("usb:kp1", "A", PAD)]


def test_a_keypad_and_a_serial_box_are_listened_to_and_stay_everybodys(tmp_path: Path) -> None:
    path = tmp_path / "usb-Pad-event-kbd"
    os.mkfifo(path)
    master, slave = os.openpty()
    listening = Listening([f"serial:{os.ttyname(slave)}", "serial:/dev/nowhere"], usb=[str(path)])
    assert list(listening._looked()) == []
    fd = os.open(path, os.O_WRONLY)
    os.write(fd, struct.pack("@qqHHi", 1, 0, 1, 79, 1))
    os.write(master, b"A")
    coming = listening.moves()
    told = {next(coming), next(coming)}
    os.close(fd)
    assert told == {("usb:kp1", str(path)), ("serial:0x41", f"serial:{os.ttyname(slave)}")}
    listening.close()
    os.close(master)
    os.close(slave)


def test_the_command_line_prints_lines_or_says_why_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pressed: list[tuple[str, str] | None] = [("usb:kp1", PAD), ("usb:kp2", PAD), None]
    monkeypatch.setattr(Listening, "moves", lambda self: iter(pressed))
    assert cli.main(["learn", "A", "B"]) == 0
    assert tomllib.loads(capsys.readouterr().out)["buttons"] == {"usb:kp1": "A", "usb:kp2": "B"}
    assert cli.main(["learn", "A", "B", "C"]) == 1
    pressed[:] = [None]
    assert cli.main(["learn", "A"]) == 1
    assert "no button was pressed" in capsys.readouterr().err
    for wrong in (["A", "--pins", "x"], ["a"], ["A nope"]):
        with pytest.raises(SystemExit):
            cli.main(["learn", *wrong])
