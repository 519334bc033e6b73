"""A film as pictures, by ffmpeg, in a process of its own: the newest frame is taken, none is waited for. Without ffmpeg there are no films.

Source: SCREEN-AND-VOICE §1: pygame has no player; a pipe of raw frames costs 7 % of a core here at 720p, and ffmpeg 13 %. Films are silent.
"""

import logging
import shutil
import subprocess
import threading
from pathlib import Path

from drivers.screen.ops import Decoded

log = logging.getLogger("moiso.film")
PLAYER = "ffmpeg"
FRAMES_PER_S = 15
"""Enough for a film at the side, and half the work of a television's."""
END_S = 2.0


def can_play() -> bool:
    return shutil.which(PLAYER) is not None


def command(file: Path, size: tuple[int, int]) -> list[str]:
    """Frames of exactly `size`, with bars where the film has another shape; again from the beginning for ever."""
    width, height = size
    fit = f"fps={FRAMES_PER_S},scale={width}:{height}:force_original_aspect_ratio=decrease,pad={width}:{height}:-1:-1:color=black"
    quiet = [PLAYER, "-nostdin", "-hide_banner", "-loglevel", "error", "-re", "-stream_loop", "-1"]
    return [
        *quiet,
        "-protocol_whitelist",
        "file",
        "-i",
        str(file),
        "-an",
        "-sn",
        "-vf",
        fit,
        "-f",
        "rawvideo",
        "-pix_fmt",
        "rgb24",
        "-",
    ]


class Film:
    """Plays at once and for ever, until `stop`. `size`: of the frames, in pixels."""

    def __init__(self, file: Path, size: tuple[int, int]) -> None:
        self._size = size
        self._newest: bytes | None = None
        self._process = subprocess.Popen(
            command(file, size), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._thread = threading.Thread(target=self._read, name="film", daemon=True)
        self._thread.start()

    @property
    def playing(self) -> bool:
        return self._process.poll() is None

    def frame(self) -> Decoded | None:
        """The newest frame since the last call, None if there is none. Never blocks."""
        newest, self._newest = self._newest, None
        return None if newest is None else Decoded(self._size, newest)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait(END_S)
        self._thread.join(END_S)

    def _read(self) -> None:
        assert self._process.stdout is not None  # nosec B101  # noqa: S101  we asked for it
        length = self._size[0] * self._size[1] * 3
        with self._process.stdout as frames:
            while len(frame := frames.read(length)) == length:
                self._newest = frame
