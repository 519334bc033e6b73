"""What people recorded stands over what a program made, and nothing that a program does loses it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from drivers.speaker.pack import CHIME, clip_mark, pack_mark, write_clip
from server.voice.packs import Packs
from server.words import clip_texts

MINE, YOURS = b"\x01\x10" * 900, b"\x02\x20" * 900


@pytest.fixture
def packs(tmp_path: Path) -> Packs:
    return Packs(tmp_path)


@pytest.fixture
def vietnamese(packs: Packs, voiced: Callable[..., Path]) -> Packs:
    voiced(packs.made("vi"), "vi")
    packs.look()
    return packs


def test_where_nothing_is_there_is_no_voice(packs: Packs) -> None:
    assert not packs.look() and packs.marks() == {} and packs.pack("vi") is None


def test_a_pack_that_a_program_made_is_seen_and_said_once(packs: Packs, voiced: Callable[..., Path]) -> None:
    voiced(packs.made("vi"), "vi")
    assert packs.look() and not packs.look()
    pack = packs.pack("vi")
    assert pack is not None and packs.marks() == {"vi": pack.mark}
    assert set(pack.pack.clips) == {CHIME, *clip_texts("vi")} and pack.pack.voice == "noise vi"
    assert pack.mark == pack_mark({name: clip_mark(clip) for name, clip in pack.pack.clips.items()})
    assert set(pack.sources.values()) == {"espeak", "moiso"}


def test_a_recording_takes_one_clips_place_and_the_mark_is_another(vietnamese: Packs) -> None:
    before = vietnamese.marks()["vi"]
    vietnamese.put("vi", "moi", MINE)
    pack = vietnamese.pack("vi")
    assert pack is not None and pack.pack.clips["moi"] == MINE and pack.sources["moi"] == "recorded"
    assert pack.sources["den_quay"] == "espeak" and pack.mark != before
    vietnamese.put("vi", "moi", YOURS)
    again = vietnamese.pack("vi")
    assert again is not None and again.pack.clips["moi"] == YOURS


def test_taken_back_the_programs_clip_counts_again(vietnamese: Packs) -> None:
    before = vietnamese.marks()
    vietnamese.put("vi", "moi", MINE)
    vietnamese.drop("vi", "moi")
    vietnamese.drop("vi", "moi")
    assert vietnamese.marks() == before


def test_a_pack_made_anew_loses_no_recording(vietnamese: Packs, tmp_path: Path, voiced: Callable[..., Path]) -> None:
    vietnamese.put("vi", "moi", MINE)
    marks = vietnamese.marks()
    shutil.rmtree(vietnamese.made("vi"))
    voiced(vietnamese.made("vi"), "vi")
    for packs in (vietnamese, Packs(tmp_path)):
        packs.look()
        assert packs.marks() == marks


def test_a_language_that_nobody_speaks_is_there_as_far_as_it_is_recorded(packs: Packs) -> None:
    packs.put("km", "moi", MINE)
    pack = packs.pack("km")
    assert pack is not None and set(pack.pack.clips) == {CHIME, "moi"} and pack.pack.voice == "recorded"
    packs.drop("km", "moi")
    assert packs.marks() == {}


def test_what_was_recorded_by_hand_into_the_folder_is_seen(packs: Packs, tmp_path: Path) -> None:
    folder = tmp_path / "voice" / "km" / "recorded"
    folder.mkdir(parents=True)
    write_clip(folder / "moi.wav", MINE)
    (folder / "stranger.wav").write_bytes(b"x")
    assert packs.look()
    assert (pack := packs.pack("km")) is not None and set(pack.sources) == {CHIME, "moi"}


@pytest.mark.parametrize("damage", [b"", b"RIFF", b"x" * 3000])
def test_a_recording_that_is_broken_is_passed_over_and_said(
    vietnamese: Packs, tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: bytes
) -> None:
    vietnamese.put("vi", "moi", MINE)
    (tmp_path / "voice" / "vi" / "recorded" / "moi.wav").write_bytes(damage)
    packs = Packs(tmp_path)
    packs.look()
    assert (pack := packs.pack("vi")) is not None and pack.sources["moi"] == "espeak"
    assert "moi.wav cannot be used" in caplog.text


@pytest.mark.parametrize(
    ("language", "clip"), [("vi", "../../x"), ("vi", CHIME), ("vi", "so_10"), ("../vi", "moi"), ("fr", "moi")]
)
def test_a_clip_that_there_is_not_is_not_written(packs: Packs, tmp_path: Path, language: str, clip: str) -> None:
    with pytest.raises(KeyError):
        packs.put(language, clip, MINE)
    with pytest.raises(KeyError):
        packs.drop(language, clip)
    assert not list(tmp_path.rglob("*.wav"))
