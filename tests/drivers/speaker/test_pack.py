"""Clips become one sound without holes; a pack that is broken is none."""

import json
import shutil
import wave
from pathlib import Path

import numpy as np
import pytest

from drivers.speaker.level import PAD_MS
from drivers.speaker.pack import (
    AFTER_CHIME_MS,
    BEFORE_REPEAT_MS,
    CHIME,
    GAP_MS,
    INDEX,
    RATE_HZ,
    ClipPack,
    Sound,
    clip_mark,
    load_pack,
    pack_mark,
    read_clip,
    silence,
    together,
    wav_of,
    write_clip,
)
from server.words import call_clips

BELL, ONE, TWO = b"\x05\x00" * 30, b"\x01\x00" * 10, b"\x02\x00" * 20
PACK = ClipPack("test", {CHIME: BELL, "one": ONE, "two": TWO})


def sound(*names: str, readings: int = 2) -> Sound:
    reading = PACK.reading(names)
    return together(BELL, [reading] * readings if reading is not None else [])


def test_the_chime_comes_first_then_the_words_with_gaps_twice() -> None:
    reading = ONE + silence(GAP_MS) + TWO
    wanted = BELL + silence(AFTER_CHIME_MS) + reading + silence(BEFORE_REPEAT_MS) + reading
    assert sound("one", "two").samples == wanted


def test_one_reading_is_shorter_by_the_repeat() -> None:
    assert sound("one", readings=1).samples == BELL + silence(AFTER_CHIME_MS) + ONE


def test_half_a_number_is_never_said() -> None:
    assert PACK.reading(("one", "three")) is None
    assert sound("one", "three") == Sound(BELL, (30,))


def test_a_pack_without_anything_is_silent() -> None:
    assert ClipPack("none", {}).reading(("one",)) is None
    assert together(b"", []).samples == b""


def test_it_is_known_where_each_word_ends_and_where_the_number_has_been_told() -> None:
    made = sound("one", "two")
    after, gap, pause = (RATE_HZ * ms // 1000 for ms in (AFTER_CHIME_MS, GAP_MS, BEFORE_REPEAT_MS))
    first, second = 30 + after + 10, 30 + after + 10 + gap + 20
    assert made.ends == (30, first, second, second + pause + 10, second + pause + 10 + gap + 20)
    assert made.told == second
    for end in made.ends[:-1]:
        assert not any(made.samples[2 * end : 2 * (end + gap)]), "silence begins there"


def test_a_mark_names_the_content() -> None:
    marks = {"one": clip_mark(ONE), "two": clip_mark(TWO)}
    assert pack_mark(marks) == pack_mark(dict(reversed(marks.items())))
    assert pack_mark(marks) != pack_mark({**marks, "two": clip_mark(ONE)}) != pack_mark({"one": clip_mark(ONE)})


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    write_clip(tmp_path / "one.wav", ONE)
    assert read_clip(tmp_path / "one.wav") == ONE
    assert (tmp_path / "one.wav").read_bytes() == wav_of(ONE)


def test_a_millisecond_is_a_whole_number_of_samples() -> None:
    assert len(silence(70)) == 2 * (RATE_HZ * 70 // 1000)
    assert not any(silence(70))
    assert len(silence(1000)) == 2 * RATE_HZ


@pytest.mark.parametrize(("label", "desk", "calls"), [("A012", 3, 1), ("B905", 21, 2), ("V9999", 15, 4)])
def test_a_real_call_has_no_hole_longer_than_its_gaps(spoken_folder: Path, label: str, desk: int, calls: int) -> None:
    pack = load_pack(spoken_folder)
    assert pack is not None
    samples = np.frombuffer(
        together(pack.clips[CHIME], [pack.reading(call_clips(label, desk, calls)) or ()]).samples, dtype="<i2"
    )
    spoken = samples[len(pack.clips[CHIME]) // 2 + RATE_HZ * AFTER_CHIME_MS // 1000 :]
    edges = np.flatnonzero(np.diff(np.concatenate(([0], (spoken == 0).astype(np.int8), [0]))))
    longest_ms = max((edges[1::2] - edges[::2]) * 1000 / RATE_HZ)
    assert GAP_MS <= longest_ms <= GAP_MS + 2 * PAD_MS
    assert 2 < len(spoken) / RATE_HZ < 9


def test_a_pack_comes_back_as_it_was_written(spoken_folder: Path) -> None:
    pack = load_pack(spoken_folder)
    assert pack is not None
    assert all(pack.clips[name] == read_clip(spoken_folder / f"{name}.wav") for name in ("moi", "so_0", CHIME))


def written(folder: Path) -> Path:
    folder.mkdir()
    write_clip(folder / f"{CHIME}.wav", BELL)
    write_clip(folder / "one.wav", ONE)
    (folder / INDEX).write_text(json.dumps({"voice": "test", "clips": [CHIME, "one"]}), encoding="utf-8")
    return folder


def test_a_whole_pack_is_loaded(tmp_path: Path) -> None:
    assert load_pack(written(tmp_path / "pack")) == ClipPack(
        "test", {CHIME: BELL, "one": ONE}, pack_mark({CHIME: clip_mark(BELL), "one": clip_mark(ONE)})
    )


def test_a_folder_that_is_not_there_is_no_pack(tmp_path: Path) -> None:
    assert load_pack(tmp_path / "none") is None


@pytest.mark.parametrize(
    "index",
    ["", "{", "[]", "5", "{}", '{"voice": "x"}', '{"voice": "x", "clips": null}', '{"voice": "x", "clips": ["no"]}', b"\xff\xfe"],
)
def test_a_pack_whose_index_is_wrong_is_none(tmp_path: Path, index: str | bytes) -> None:
    folder = written(tmp_path / "pack")
    (folder / INDEX).write_bytes(index if isinstance(index, bytes) else index.encode())
    assert load_pack(folder) is None


@pytest.mark.parametrize(
    "damage", [b"", b"RIFF", b"RIFF\x00\x00\x00\x00WAVE", b"not a wave file at all, but long enough to be looked at" * 3]
)
def test_a_pack_with_a_clip_that_is_no_sound_is_none(tmp_path: Path, damage: bytes) -> None:
    folder = written(tmp_path / "pack")
    (folder / "one.wav").write_bytes(damage)
    assert load_pack(folder) is None


def test_a_clip_that_was_torn_off_is_none(tmp_path: Path, spoken_folder: Path) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(spoken_folder, folder)
    clip = folder / "moi.wav"
    clip.write_bytes(clip.read_bytes()[:1001])
    assert load_pack(folder) is None


@pytest.mark.parametrize(("rate", "channels", "width"), [(44_100, 1, 2), (RATE_HZ, 2, 2), (RATE_HZ, 1, 1)])
def test_a_clip_of_another_kind_is_refused(tmp_path: Path, rate: int, channels: int, width: int) -> None:
    folder = written(tmp_path / "pack")
    with wave.open(str(folder / "one.wav"), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(bytes(400))
    with pytest.raises(ValueError, match="22050"):
        read_clip(folder / "one.wav")
    assert load_pack(folder) is None
