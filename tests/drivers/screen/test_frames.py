"""The frame loop: fed watchdog, quick to stop, drawn at once when something is new and rarely when nothing is."""

import os
import socket
from pathlib import Path
from typing import Any

import pytest

from drivers.screen import frames
from drivers.screen.frames import LOOKS_PER_S, Viewer, run_frames
from drivers.screen.ops import Box, DrawList, Happened, Rect


class Canvas:
    """A screen that counts."""

    size = (100, 100)

    def __init__(self) -> None:
        self.shown: list[DrawList] = []
        self.saved = 0
        self.waits = 0

    def show(self, ops: DrawList) -> bool:
        new = not self.shown or self.shown[-1] != ops
        if new:
            self.shown.append(ops)
        return new

    def happened(self) -> list[Happened]:
        return []

    def wait_frame(self, frames_per_s: int) -> None:
        self.waits += 1

    def save(self, path: Path) -> None:
        self.saved += 1


def box(place: int) -> DrawList:
    return (Box(Rect(place, 0, 10, 10), (1, 2, 3)),)


def test_a_new_state_is_drawn_in_the_same_frame_and_an_old_one_only_looked_at_now_and_then() -> None:
    canvas, painted = Canvas(), 0
    viewer = Viewer(canvas, Path("x.png"))

    def paint() -> DrawList:
        nonlocal painted
        painted += 1
        return box(1)

    old, new = object(), object()
    for frame in range(300):  # ten seconds
        viewer.look((old,), frame / 30, paint)
    assert painted == 10 * LOOKS_PER_S and len(canvas.shown) == 1 and canvas.saved == 1
    viewer.look((new,), 9.999, lambda: box(2))
    assert canvas.shown[-1] == box(2) and canvas.saved == 2


def test_without_a_file_nothing_is_kept() -> None:
    canvas = Canvas()
    Viewer(canvas, None).look((object(),), 0.0, lambda: box(1))
    assert len(canvas.shown) == 1 and canvas.saved == 0


def test_the_loop_ends_when_the_window_is_closed_or_when_told() -> None:
    canvas, steps = Canvas(), iter([True, True, False])
    run_frames(lambda: next(steps), canvas, lambda: False)
    assert canvas.waits == 2
    run_frames(lambda: True, canvas, lambda: canvas.waits >= 5)
    assert canvas.waits == 5


def test_systemd_hears_ready_alive_and_stopping_even_when_a_frame_breaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = str(tmp_path / "notify")
    heard: list[str] = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(address)
        systemd.settimeout(5)
        monkeypatch.setitem(os.environ, "NOTIFY_SOCKET", address)
        monkeypatch.setattr(frames, "WATCHDOG_S", 0.0)
        steps: list[Any] = [True, ZeroDivisionError()]

        def step() -> bool:
            what = steps.pop(0)
            if isinstance(what, Exception):
                raise what
            return bool(what)

        with pytest.raises(ZeroDivisionError):
            run_frames(step, Canvas(), lambda: False)
        for _ in range(3):
            heard.append(systemd.recv(100).decode())
    assert heard == ["READY=1", "WATCHDOG=1", "STOPPING=1"]
