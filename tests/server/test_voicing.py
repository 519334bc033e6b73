"""moiso voice: made anew, made where missing, listed; in sentences."""

import fcntl
import os
from array import array
from collections.abc import Callable
from pathlib import Path

import pytest

from drivers.errors import SettingError
from drivers.speaker.build import sources_of
from drivers.speaker.engines import Engine
from server import voicing
from server.cli import main
from server.voice.packs import Packs
from server.voicing import LOCK, build, build_missing, listed
from server.words import clip_texts

SAID: list[str] = []


def hum(source: str) -> Engine:
    return Engine(source, f"{source} test", lambda text: array("h", [1500, -1500] * 1500))


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    SAID.clear()
    monkeypatch.setattr(voicing, "espeak", lambda language: hum("espeak") if language != "km" else None)
    monkeypatch.setattr(voicing, "piper", lambda model: hum("piper"))
    monkeypatch.setattr(os, "nice", lambda by: 0)  # else all tests after these, and their browsers, would have no haste either


def test_all_that_can_be_made_are_made_and_listed(tmp_path: Path) -> None:
    build(tmp_path, None, None, SAID.append)
    assert [line.split(":")[0] for line in SAID] == ["vi", "vi", "en", "en"]
    Packs(tmp_path).put("vi", "moi", b"\x01\x02" * 500)
    lines = listed(tmp_path)
    assert lines[0].startswith(f"vi  espeak test: 1 recorded, {len(clip_texts('vi')) - 1} espeak (mark ")
    assert lines[2] == f"km  no voice; {len(clip_texts('km'))} clips to record"


def test_a_language_that_is_recorded_in_part_is_listed_as_such(tmp_path: Path) -> None:
    Packs(tmp_path).put("km", "moi", b"\x01\x02" * 500)
    assert listed(tmp_path)[2].startswith(f"km  recorded: 1 recorded, {len(clip_texts('km')) - 1} missing (mark ")


def test_a_piper_voice_in_the_folder_is_found_by_its_language(tmp_path: Path) -> None:
    (tmp_path / "voices").mkdir()
    (tmp_path / "voices" / "vi_VN-vais1000-medium.onnx").write_bytes(b"")
    build(tmp_path, None, None, SAID.append)
    packs = Packs(tmp_path)
    assert set(sources_of(packs.made("vi")).values()) == {"piper"} and set(sources_of(packs.made("en")).values()) == {"espeak"}


def test_a_piper_voice_that_is_named_is_for_the_language_that_is_named(tmp_path: Path) -> None:
    build(tmp_path, "km", tmp_path / "x.onnx", SAID.append)
    build(tmp_path, None, tmp_path / "x.onnx", SAID.append)
    packs = Packs(tmp_path)
    assert [set(sources_of(packs.made(one)).values()) for one in ("vi", "en", "km")] == [{"piper"}, {"espeak"}, {"piper"}]


def test_what_cannot_be_made_is_said_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingError, match="no program here speaks km: record it"):
        build(tmp_path, "km", None, SAID.append)
    monkeypatch.setattr(voicing, "espeak", lambda language: None)
    with pytest.raises(SettingError, match="espeak-ng is not installed"):
        build(tmp_path, "vi", None, SAID.append)


def test_at_a_start_only_what_is_missing_is_made_and_by_one_program_at_a_time(
    tmp_path: Path, voiced: Callable[..., Path]
) -> None:
    packs = Packs(tmp_path)
    voiced(packs.made("en"), "en")
    before = (packs.made("en") / "pack.json").read_text()
    with (tmp_path / "voice" / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        build_missing(tmp_path)
        assert not packs.made("vi").exists()
    build_missing(tmp_path)
    assert set(sources_of(packs.made("vi")).values()) == {"espeak"}
    assert (packs.made("en") / "pack.json").read_text() == before


def test_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["voice", "list", "--data", str(tmp_path)]) == 0
    assert f"vi  no voice; {len(clip_texts('vi'))} clips to record or to make" in capsys.readouterr().out
    assert main(["voice", "build", "--language", "en", "--data", str(tmp_path)]) == 0
    assert f"en: {len(clip_texts('en'))} clips, espeak test" in capsys.readouterr().out
    assert main(["voice", "build", "--language", "km", "--data", str(tmp_path)]) == 1
    assert "no program here speaks km" in capsys.readouterr().err
    assert main(["voice", "build", "--missing", "--data", str(tmp_path)]) == 0
