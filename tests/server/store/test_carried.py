"""Pictures and recordings go to the other disk beside the copies of the database."""

import os
from pathlib import Path

import pytest

from server.store.carried import carry_files


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for name in (
        "media/aa",
        "voice/vi/recorded/so_1.wav",
        "voice/vi/made/so_1.wav",
        "media/.bb.part",
        "procedures/cc.json",
        "moiso.db",
    ):
        path = tmp_path / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path / "data"


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_what_people_made_is_carried_and_what_a_program_makes_again_is_not(data: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    assert carry_files(data, stick) == 3
    assert names(stick) == ["media/aa", "procedures/cc.json", "voice/vi/recorded/so_1.wav"]
    assert carry_files(data, stick) == 0, "once"


def test_a_new_recording_takes_the_old_ones_place_and_a_removed_one_stays(data: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    carry_files(data, stick)
    recorded = data / "voice/vi/recorded/so_1.wav"
    recorded.write_text("another one")
    (data / "media/aa").unlink()
    assert carry_files(data, stick) == 1
    assert (stick / "voice/vi/recorded/so_1.wav").read_text() == "another one" and (stick / "media/aa").exists()


def test_a_stick_that_keeps_times_roughly_is_not_written_again(data: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    carry_files(data, stick)
    there = stick / "media/aa"
    os.utime(there, (there.stat().st_atime, there.stat().st_mtime - 1.9))
    assert carry_files(data, stick) == 0


def test_a_disk_that_takes_nothing_says_so_and_leaves_no_half_files(data: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.write_text("no folder")
    with pytest.raises(OSError):
        carry_files(data, stick)


def test_an_office_without_pictures_has_nothing_to_carry(tmp_path: Path) -> None:
    assert carry_files(tmp_path, tmp_path / "stick") == 0
