"""The voice is made once: whole or not at all, every clip as loud as the next, none with a click or a hole."""

import json
import math
import shutil
from array import array
from pathlib import Path
from subprocess import CalledProcessError

import numpy as np
import pytest
from numpy.typing import NDArray

from drivers.speaker import build
from drivers.speaker.build import build_pack, chime, is_current, sources_of
from drivers.speaker.engines import Engine, espeak
from drivers.speaker.level import CEILING, FADE_MS, PAD_MS, TARGET_DBFS
from drivers.speaker.pack import CHIME, INDEX, RATE_HZ, ClipPack, clip_mark, load_pack, pack_mark
from server.words import CLIP_TEXTS

FEW = {"so_1": "một", "moi": "Mời công dân"}


def samples_of(clip: bytes) -> NDArray[np.float64]:
    return np.frombuffer(clip, dtype="<i2").astype(np.float64)


def active_dbfs(samples: NDArray[np.float64]) -> float:
    active = samples[np.abs(samples) >= np.abs(samples).max() * 0.05]
    return 20 * math.log10(math.sqrt(float(np.mean(active**2))) / 32767)


@pytest.fixture(scope="session")
def pack(spoken_folder: Path) -> ClipPack:
    loaded = load_pack(spoken_folder)
    assert loaded is not None
    return loaded


def test_every_text_has_a_clip_and_there_is_a_chime(pack: ClipPack, spoken_folder: Path) -> None:
    assert set(pack.clips) == {CHIME, *CLIP_TEXTS}
    assert pack.voice.startswith("espeak-ng vi")
    assert sorted(file.name for file in spoken_folder.iterdir()) == sorted([INDEX, *(f"{name}.wav" for name in pack.clips)])
    assert [file.name for file in spoken_folder.parent.iterdir()] == [spoken_folder.name], "nothing half-made is left"


@pytest.mark.parametrize("name", sorted(CLIP_TEXTS))
def test_a_clip_is_trimmed_levelled_and_faded(pack: ClipPack, name: str) -> None:
    samples = samples_of(pack.clips[name])
    peak = np.abs(samples).max()
    loud = np.flatnonzero(np.abs(samples) >= peak * 0.02)
    assert 0.1 < len(samples) / RATE_HZ < 3
    assert loud[0] <= RATE_HZ * (PAD_MS + 15) // 1000, "silence before"
    assert len(samples) - loud[-1] <= RATE_HZ * (PAD_MS + 60) // 1000, "silence behind"
    assert abs(active_dbfs(samples) - TARGET_DBFS) <= 1.5
    assert peak <= math.ceil(CEILING)
    assert samples[0] == 0
    assert samples[-1] == 0
    ramp = RATE_HZ * FADE_MS // 1000
    assert np.abs(samples[: ramp // 4]).max() <= peak / 4
    assert np.abs(samples[-ramp // 4 :]).max() <= peak / 4


def test_the_chime_is_short_loud_enough_and_does_not_clip() -> None:
    samples = samples_of(chime().tobytes())
    assert len(samples) == int(RATE_HZ * 0.8)
    assert 6000 < np.abs(samples).max() < 32767 * 0.97
    assert samples[0] == samples[-1] == 0


# ── When it is made, and when made again ──


def test_without_a_voice_on_the_machine_there_is_a_chime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert build_pack(tmp_path / "pack", FEW, espeak("vi")) == "chime"
    bell = chime().tobytes()
    assert load_pack(tmp_path / "pack") == ClipPack("chime", {CHIME: bell}, pack_mark({CHIME: clip_mark(bell)}))
    assert is_current(tmp_path / "pack", FEW, can_speak=False)


def test_a_pack_that_only_chimes_is_made_again_once_there_is_a_voice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as voiceless:
        voiceless.setenv("PATH", str(tmp_path / "nothing"))
        build_pack(tmp_path / "pack", FEW, espeak("vi"))
    assert not is_current(tmp_path / "pack", FEW, can_speak=True)
    build_pack(tmp_path / "pack", FEW, espeak("vi"))
    assert is_current(tmp_path / "pack", FEW, can_speak=True)
    loaded = load_pack(tmp_path / "pack")
    assert loaded is not None
    assert set(loaded.clips) == {CHIME, *FEW}


def test_a_pack_is_current_as_long_as_its_texts_are_ours(spoken_folder: Path) -> None:
    assert is_current(spoken_folder, CLIP_TEXTS, can_speak=True)
    assert not is_current(spoken_folder, {**CLIP_TEXTS, "moi": "Xin mời"}, can_speak=True)
    assert not is_current(spoken_folder, {**CLIP_TEXTS, "new": "mới"}, can_speak=True)


def test_a_pack_of_another_version_is_made_again(spoken_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "PACK_VERSION", 99)
    assert not is_current(spoken_folder, CLIP_TEXTS, can_speak=True)


@pytest.mark.parametrize("index", [None, "", "{", "[]", "5", "{}", '{"version": 1}', b"\xff\xfe"])
def test_a_pack_whose_index_cannot_be_read_is_not_current(tmp_path: Path, index: str | bytes | None) -> None:
    if index is not None:
        (tmp_path / INDEX).write_bytes(index if isinstance(index, bytes) else index.encode())
    assert not is_current(tmp_path, FEW, can_speak=True)


@pytest.mark.parametrize("damage", ["missing", "empty", "torn"])
def test_a_pack_with_a_clip_that_a_power_cut_took_is_made_again(spoken_folder: Path, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(spoken_folder, folder)
    clip = folder / "so_7.wav"
    if damage == "missing":
        clip.unlink()
    else:
        clip.write_bytes(b"" if damage == "empty" else clip.read_bytes()[:1000])
    assert not is_current(folder, CLIP_TEXTS, can_speak=True)


def test_a_pack_that_fails_half_way_leaves_the_old_one(
    spoken_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, programs = tmp_path / "pack", tmp_path / "programs"
    shutil.copytree(spoken_folder, folder)
    programs.mkdir()
    (programs / "espeak-ng").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    (programs / "espeak-ng").chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))
    with pytest.raises(CalledProcessError):
        build_pack(folder, FEW, espeak("vi"))
    assert is_current(folder, CLIP_TEXTS, can_speak=True)
    assert {file.name for file in tmp_path.iterdir()} == {"pack", "programs"}


def test_the_index_says_what_is_said(spoken_folder: Path) -> None:
    index = json.loads((spoken_folder / INDEX).read_text(encoding="utf-8"))
    assert index["texts"] == CLIP_TEXTS
    assert index["clips"] == [CHIME, *CLIP_TEXTS]


def spoken_by(source: str, loud: int) -> Engine:
    return Engine(source, f"{source} test", lambda text: array("h", [loud, -loud] * 2000))


def test_clips_whose_text_is_unchanged_stay_whoever_spoke_them(tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    build_pack(folder, FEW, spoken_by("piper", 900))
    before = {name: (folder / f"{name}.wav").read_bytes() for name in FEW}
    build_pack(folder, {"so_1": "một", "moi": "Xin mời", "new": "mới"}, spoken_by("espeak", 300), keep=True)
    assert sources_of(folder) == {"so_1": "piper", "moi": "espeak", "new": "espeak"}
    assert (folder / "so_1.wav").read_bytes() == before["so_1"]
    build_pack(folder, FEW, spoken_by("espeak", 300))
    assert sources_of(folder) == {"so_1": "espeak", "moi": "espeak"}, "unless all are wanted anew"


def test_where_there_is_no_pack_nobody_spoke_it(tmp_path: Path) -> None:
    assert sources_of(tmp_path) == {}
    (tmp_path / INDEX).write_text('{"sources": 5}')
    assert sources_of(tmp_path) == {}
