"""A printer as a file: bytes go in, nothing blocks, and only a device that can answer is listened to."""

import os
import pty
import time
import tty
from array import array
from collections.abc import Callable
from pathlib import Path

import pytest

from drivers.errors import DeviceError, Trouble
from drivers.printer.link_file import FileLink


def test_a_regular_file_is_made_and_added_to(tmp_path: Path) -> None:
    path = tmp_path / "papers.bin"
    for part in (b"one", b"two"):
        link = FileLink(str(path))
        link.write(part)
        link.close()
    assert path.read_bytes() == b"onetwo"


def test_a_file_does_not_answer_and_asking_it_does_not_spin(tmp_path: Path) -> None:
    link = FileLink(str(tmp_path / "papers.bin"))
    link.write(b"\x10\x04\x01")
    asked, busy_s, deadline = 0, time.process_time(), time.monotonic() + 0.3
    while time.monotonic() < deadline:
        assert link.read(0.3) == b""
        asked += 1
    link.close()
    assert asked < 60
    assert time.process_time() - busy_s < 0.15


def test_a_pipe_is_written_and_never_read(tmp_path: Path) -> None:
    path = tmp_path / "lp0"
    os.mkfifo(path)
    link = FileLink(str(path))
    link.write(b"\x10\x04\x01ticket")
    assert link.read(0.05) == b""
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    assert os.read(reader, 100) == b"\x10\x04\x01ticket"
    os.close(reader)
    link.close()


def test_a_full_pipe_stalls_and_never_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drivers.printer.link_fd.WRITE_TIMEOUT_S", 0.2)
    path = tmp_path / "lp0"
    os.mkfifo(path)
    link = FileLink(str(path))
    started_s = time.monotonic()
    with pytest.raises(DeviceError) as stalled:
        link.write(bytes(1_000_000))
    assert stalled.value.trouble is Trouble.STALLED
    assert 0.2 <= time.monotonic() - started_s < 2.0
    link.close()


def test_a_device_that_answers_is_heard() -> None:
    master, slave = pty.openpty()
    tty.setraw(slave)
    link = FileLink(os.ttyname(slave))
    link.write(b"\x10\x04\x01")
    assert os.read(master, 10) == b"\x10\x04\x01"
    os.write(master, b"\x16")
    assert link.read(1.0) == b"\x16"
    assert link.read(0.05) == b""
    link.close()
    os.close(slave)
    os.close(master)


def test_a_device_that_goes_away_is_unreachable() -> None:
    master, slave = pty.openpty()
    tty.setraw(slave)
    link = FileLink(os.ttyname(slave))
    os.close(slave)
    os.close(master)
    with pytest.raises(DeviceError) as unheard:
        link.read(0.5)
    with pytest.raises(DeviceError) as gone:
        link.write(b"\x1b@")
    assert (unheard.value.trouble, gone.value.trouble) == (Trouble.UNREACHABLE, Trouble.UNREACHABLE)
    link.close()


@pytest.mark.parametrize("path", ["no/such/folder/lp0", "."])
def test_what_cannot_be_opened_is_unreachable_and_named(path: str, tmp_path: Path, quickly: Callable[..., None]) -> None:
    with pytest.raises(DeviceError) as missing:
        FileLink(str(tmp_path / path))
    assert missing.value.trouble is Trouble.UNREACHABLE
    assert str(tmp_path) in missing.value.detail


def test_nothing_is_made_in_the_place_of_a_device_that_is_not_there() -> None:
    with pytest.raises(DeviceError) as caught:
        FileLink("/dev/no-such-printer")
    assert caught.value.trouble is Trouble.UNREACHABLE
    assert not Path("/dev/no-such-printer").exists()


@pytest.mark.parametrize(("status", "trouble"), [(0x38, Trouble.PAPER_OUT), (0x10, Trouble.OFFLINE), (0x18, Trouble.STALLED)])
def test_why_a_printer_takes_no_more_is_read_from_its_port(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int, trouble: Trouble
) -> None:
    """The kernel's answer is put in its mouth; the rig asks a real usblp."""

    def ioctl(descriptor: int, request: int, answer: "array[int]") -> int:
        assert request == 0x060B
        answer[0] = status
        return 0

    monkeypatch.setattr("drivers.printer.link_fd.WRITE_TIMEOUT_S", 0.05)
    monkeypatch.setattr("drivers.printer.link_file.fcntl.ioctl", ioctl)
    path = tmp_path / "lp0"
    os.mkfifo(path)
    link = FileLink(str(path))
    with pytest.raises(DeviceError) as stalled:
        link.write(bytes(1_000_000))
    assert stalled.value.trouble is trouble
    link.close()
