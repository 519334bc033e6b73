"""The loudspeaker plays what was put together, to the last sample; without a sound card it says so and tries again."""

import logging
import math
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pygame
import pytest

from drivers.clock import ManualClock
from drivers.speaker import pygame_speaker
from drivers.speaker.pack import BYTES_PER_SAMPLE, CHIME, RATE_HZ, load_pack, silence, together
from drivers.speaker.pygame_speaker import RETRY_S, PygameSpeaker, gain
from server.words import call_clips

PLAY = """
import sys, time
from pathlib import Path
from drivers.clock import SystemClock
from drivers.speaker.pygame_speaker import PygameSpeaker
speaker = PygameSpeaker(SystemClock())
assert speaker.ready and not speaker.busy
assert speaker.play(Path(sys.argv[1]).read_bytes())
assert speaker.busy
deadline = time.monotonic() + 20
while speaker.busy and time.monotonic() < deadline:
    time.sleep(0.01)
time.sleep(0.1)
speaker.close()
assert not speaker.busy
"""


@pytest.fixture
def clock() -> Iterator[ManualClock]:
    yield ManualClock(datetime(2026, 11, 23, 1, 0, tzinfo=UTC))
    pygame.mixer.quit()


def test_what_goes_to_the_sound_card_is_the_call_sample_for_sample(spoken_folder: Path, tmp_path: Path) -> None:
    pack = load_pack(spoken_folder)
    assert pack is not None
    sound = together(pack.clips[CHIME], [pack.reading(call_clips("A012", 3)) or ()]).samples
    (tmp_path / "sound.raw").write_bytes(sound)
    env = {**os.environ, "SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(tmp_path / "out.raw"), "SDL_DISKAUDIODELAY": "5"}
    subprocess.run(
        [sys.executable, "-c", PLAY, str(tmp_path / "sound.raw")], env=env, check=True, timeout=40, capture_output=True
    )
    played = (tmp_path / "out.raw").read_bytes()
    heard = sound.strip(b"\0")
    assert played.count(heard) == 1
    before, _, after = played.partition(heard)
    assert len(before) % BYTES_PER_SAMPLE == sound.index(heard) % BYTES_PER_SAMPLE
    assert not any(before + after), "nothing else is heard"


def still(speaker: PygameSpeaker) -> bool:
    return not speaker.busy


def test_a_new_call_takes_the_place_of_the_old(clock: ManualClock) -> None:
    speaker = PygameSpeaker(clock)
    assert speaker.play(silence(5000))
    assert speaker.busy
    assert speaker.play(silence(20))
    pygame.time.wait(400)
    assert still(speaker)
    speaker.close()


def test_nothing_to_say_is_not_played(clock: ManualClock) -> None:
    speaker = PygameSpeaker(clock)
    assert speaker.ready
    assert not speaker.play(b"")
    assert not speaker.busy


def test_the_mixer_plays_our_clips_without_changing_them(clock: ManualClock) -> None:
    PygameSpeaker(clock)
    assert pygame.mixer.get_init() == (RATE_HZ, -16, 1)


def test_without_a_sound_card_it_is_not_ready_says_so_once_and_tries_again(
    clock: ManualClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as silent, caplog.at_level(logging.WARNING, "moiso.speaker"):
        silent.setenv("SDL_AUDIODRIVER", "nonesuch")
        speaker = PygameSpeaker(clock)
        assert not speaker.ready
        assert not speaker.busy
        assert not speaker.play(silence(20))
        for _ in range(5):
            clock.advance(RETRY_S)
            assert not speaker.ready
        assert len(caplog.records) == 1
        assert "no sound" in caplog.text
    assert not speaker.play(silence(20)), "not before the time"
    clock.advance(RETRY_S)
    assert speaker.play(silence(20)), "a card was plugged in"
    speaker.close()


def test_a_machine_without_any_sound_device_is_not_even_asked(
    clock: ManualClock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv("SDL_AUDIODRIVER", raising=False)
    monkeypatch.setattr(pygame_speaker, "SOUND_CARDS", tmp_path / "snd")
    assert not PygameSpeaker(clock).ready
    assert "there is no sound card" in caplog.text
    assert pygame.mixer.get_init() is None


def test_a_card_that_was_pulled_out_is_missed_and_found_again(
    clock: ManualClock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    speaker = PygameSpeaker(clock)
    assert speaker.ready
    with monkeypatch.context() as pulled:
        pulled.delenv("SDL_AUDIODRIVER")
        pulled.setattr(pygame_speaker, "SOUND_CARDS", tmp_path)
        clock.advance(RETRY_S)
        assert not speaker.ready and not speaker.play(silence(20))
        assert "the sound card is gone" in caplog.text
    clock.advance(RETRY_S)
    assert speaker.ready
    speaker.close()


def test_half_the_volume_sounds_half_as_loud() -> None:
    assert [gain(volume) for volume in (-5, 0, 100, 500)] == [0, 0, 1, 1]
    assert 20 * math.log10(gain(50)) == pytest.approx(-10, abs=0.1), "ten decibels are half the loudness"
    assert all(gain(one) < gain(one + 1) for one in range(100))


BREAK_OFF = """
import sys, time
from pathlib import Path
from drivers.clock import SystemClock
from drivers.speaker.pygame_speaker import PygameSpeaker
speaker = PygameSpeaker(SystemClock())
assert speaker.play(Path(sys.argv[1]).read_bytes(), int(sys.argv[2]))
time.sleep(0.1)
if len(sys.argv) > 3:
    assert speaker.place() < int(sys.argv[3])
    speaker.end_at(int(sys.argv[3]))
deadline = time.monotonic() + 20
while speaker.busy and time.monotonic() < deadline:
    time.sleep(0.01)
speaker.play(bytes([5, 0]) * 3000)
time.sleep(0.3)
speaker.close()
"""


def heard_of(sound: bytes, tmp_path: Path, *more: int) -> "np.ndarray[object, np.dtype[np.int16]]":
    (tmp_path / "sound.raw").write_bytes(sound)
    env = {**os.environ, "SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(tmp_path / "out.raw")}
    command = [sys.executable, "-c", BREAK_OFF, str(tmp_path / "sound.raw"), *map(str, more)]
    subprocess.run(command, env=env, check=True, timeout=40, capture_output=True)
    return np.frombuffer((tmp_path / "out.raw").read_bytes(), "<i2")


def test_a_sound_is_broken_off_to_the_sample_and_the_next_one_follows(tmp_path: Path) -> None:
    end = 15_000
    played = heard_of(bytes([0x10, 0x27]) * 60_000, tmp_path, 100, end)
    assert np.count_nonzero(played == 10_000) == end
    first = int(np.flatnonzero(played == 10_000)[0])
    second = int(np.flatnonzero(played == 5)[0])
    assert np.all(played[first : first + end] == 10_000)
    assert end <= second - first < end + RATE_HZ // 2, "and nobody waits for the rest of the old one"


def test_a_quieter_sound_has_smaller_samples_from_the_first_on(tmp_path: Path) -> None:
    played = heard_of(bytes([0x10, 0x27]) * 8000, tmp_path, 50)
    loud = played[played > 5]
    assert len(loud) == 8000 and set(loud.tolist()) == {loud[0]}
    assert abs(loud[0] / 10_000 - gain(50)) < 1 / 128, "SDL has 128 steps"
