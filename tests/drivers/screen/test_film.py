"""Films by ffmpeg: frames of the wanted size, the newest only, gone at once."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drivers.screen.film import Film, can_play, command

SIZE = (64, 48)


@pytest.fixture
def player(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """An ffmpeg that does what this shell script says."""

    def make(script: str) -> None:
        file = tmp_path / "ffmpeg"
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")

    return make


def test_the_newest_frame_is_given_once(player: Any, eventually: Any, tmp_path: Path) -> None:
    frame = SIZE[0] * SIZE[1] * 3
    player(f"head -c {frame} /dev/zero; head -c {frame} /dev/zero | tr '\\0' 'A'; head -c 10 /dev/zero; exec sleep 60")
    film = Film(tmp_path / "x", SIZE)
    newest = eventually(lambda: (one := film.frame()) and one.rgb[0] == 65 and one)
    assert newest.size == SIZE and len(newest.rgb) == frame
    assert film.frame() is None and film.playing
    film.stop()
    assert not film.playing


def test_one_that_cannot_be_played_ends(player: Any, eventually: Any, tmp_path: Path) -> None:
    player("exit 1")
    film = Film(tmp_path / "x", SIZE)
    eventually(lambda: not film.playing)
    assert film.frame() is None
    film.stop()


def test_it_is_read_from_its_file_only_and_has_no_sound() -> None:
    words = command(Path("/x/y"), SIZE)
    assert words[words.index("-protocol_whitelist") + 1] == "file" and words.index("-protocol_whitelist") < words.index("-i")
    assert "-an" in words and "64:48" in " ".join(words)


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not here; films are an extra")
def test_a_real_film_runs_with_bars(eventually: Any, tmp_path: Path) -> None:
    file = tmp_path / "film"
    made = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=red:size=320x80:rate=10:duration=1", "-f", "mp4", str(file)]
    subprocess.run(made, check=True, timeout=60)
    film = Film(file, SIZE)
    frame = eventually(film.frame)
    rows = [frame.rgb[row * SIZE[0] * 3] for row in range(SIZE[1])]
    assert rows[0] < 20 and rows[SIZE[1] // 2] > 200 and can_play()
    film.stop()
