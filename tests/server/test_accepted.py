"""What was accepted at a printer is kept whole, applies to that printer alone, and never stops the office."""

import os
from pathlib import Path

import pytest

from drivers.printer.profiles import Confirm, Cutter, Images, Profile, profile
from server.accepted import FILE_NAME, Accepted, accept, accepted_profile, printer_key

BASE = profile("80mm")
MUCH = Accepted(
    native_qr=True, images=Images.NV, store_bytes=65_536, width_dots=512, cutter=Cutter.FULL, confirm=Confirm.PROCESS_ID
)


def test_what_was_accepted_is_read_back_and_the_rest_stays(tmp_path: Path) -> None:
    accept(tmp_path, "file:/dev/usb/lp0?profile=80mm", MUCH)
    assert accepted_profile(tmp_path, "file:/dev/usb/lp0", BASE) == Profile(
        "80mm", 512, Cutter.FULL, Confirm.PROCESS_ID, native_qr=True, images=Images.NV, store_bytes=65_536
    )
    accept(tmp_path, "file:/dev/usb/lp0", Accepted(native_digits=True))
    assert accepted_profile(tmp_path, "file:/dev/usb/lp0", BASE) == Profile(
        "80mm", 576, BASE.cutter, BASE.confirm, native_digits=True
    ), "the last word counts"


def test_another_printer_is_not_meant(tmp_path: Path) -> None:
    accept(tmp_path, "usb:04b8:0e15?serial=A", MUCH)
    accept(tmp_path, "tcp:10.0.0.9:9100", Accepted(native_qr=True))
    assert accepted_profile(tmp_path, "usb:04b8:0e15?serial=B", BASE) == BASE
    assert accepted_profile(tmp_path, "usb:04b8:0e15?serial=A&profile=58mm", BASE).width_dots == 512
    assert accepted_profile(tmp_path, "tcp:10.0.0.9:9100", BASE).native_qr


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("serial:/dev/ttyUSB0?baud=9600&flow=xonxoff&profile=58mm", "serial:/dev/ttyUSB0"),
        ("serial:rfc2217://moxa:2217?baud=9600", "serial:rfc2217://moxa:2217"),
        ("usb:04b8:0e15?serial=A", "usb:04b8:0e15?serial=A"),
        ("file:auto", "file:auto"),
    ],
)
def test_a_printer_stays_the_same_at_another_speed(address: str, key: str) -> None:
    assert printer_key(address) == key


def test_without_a_file_the_profile_is_as_it_is(tmp_path: Path) -> None:
    assert accepted_profile(tmp_path / "nowhere", "fake:", BASE) == BASE


@pytest.mark.parametrize(
    "text", ["[", '["fake:"]\nwidth_dots = 500\n', '["fake:"]\nnative_qr = "perhaps"\n', '["fake:"]\nspeed = 1\n', "\udcff"]
)
def test_a_file_that_cannot_be_used_is_passed_over_with_a_word(
    text: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FILE_NAME).write_text(text, encoding="utf-8", errors="surrogateescape")
    assert accepted_profile(tmp_path, "fake:", BASE) == BASE
    assert FILE_NAME in caplog.text


def test_a_name_with_marks_in_it_comes_back(tmp_path: Path) -> None:
    address = 'file:/tmp/máy "in"\\1'
    accept(tmp_path, address, MUCH)
    assert accepted_profile(tmp_path, address, BASE).native_qr


def test_a_writing_that_fails_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    accept(tmp_path, "fake:", MUCH)
    before = (tmp_path / FILE_NAME).read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        accept(tmp_path, "fake:", Accepted())
    assert (tmp_path / FILE_NAME).read_bytes() == before
