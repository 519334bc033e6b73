"""From the officer's click to the changed picture and to the first sample of the voice: the real loop, at its real frame rate.

The screen's own program in this process, headless at 1080p, its sound going into a file in real time; only its composition is ours.
"""

import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.call import take_tickets
from bench.figures import Figure, median, ms, percentile, table
from bench.glass import costs
from bench.rig import RigError, Server, scratch, server
from bench.talk import Line, NoAnswer
from bench.watched import BUFFER_S, Drawn, SoundFile, WatchedScreen, WatchedSpeaker
from display.loop import Loop
from display.scenes import picture
from drivers.clock import SystemClock
from drivers.feed import Feed
from drivers.screen.frames import FRAMES_PER_S
from drivers.screen.pygame_screen import PygameScreen
from drivers.speaker.build import build_pack
from drivers.speaker.engines import espeak
from drivers.speaker.pygame_speaker import PygameSpeaker
from drivers.speaker.voices import OWN, Voices
from server.words import CLIP_TEXTS, VOICE_LANGUAGES, Words

TITLE = "screen: the POST of a call → changed pixels, and the first sample of the voice"
SIZE = (1920, 1080)
CALLS = 60
SPOKEN = 10
REDRAWS = 30
PAUSE_S = (0.15, 0.45)
"""Between two calls, at random: a call may come anywhere between two frames."""
SEEN_WITHIN_S = 3.0
LOOK_AGAIN_S = 0.002
PIXELS_P95_MS = 60.0
VOICE_MS = 150.0


@dataclass(slots=True)
class Seen:
    """Milliseconds since the POST of the call, one per call. `failure` is set when the officer could not go on."""

    pixels: list[float] = field(default_factory=list)
    play: list[float] = field(default_factory=list)
    sample: list[float] = field(default_factory=list)
    redraws: list[float] = field(default_factory=list)
    failure: str = ""


class Officer:
    """Calls citizens at desk 1 from a thread of its own and watches what the screen makes of it."""

    def __init__(self, running: Server, screen: WatchedScreen, speaker: WatchedSpeaker, sound: SoundFile) -> None:
        self._line = Line(running.port)
        self._screen = screen
        self._speaker = speaker
        self._sound = sound
        self.seen = Seen()
        self.finished = threading.Event()

    def work(self) -> None:
        try:
            self._wait_for_picture()
            for _ in range(SPOKEN):
                self._one_spoken()
            for _ in range(CALLS):
                self._one_shown()
        except (RigError, NoAnswer) as error:
            self.seen.failure = str(error)
        finally:
            self.finished.set()

    def _one_shown(self) -> None:
        time.sleep(random.uniform(*PAUSE_S))
        before = self._screen.drawn[-1]
        label, asked_s = self._call()
        self.seen.pixels.append((self._shown(label, before) - asked_s) * 1000)
        self._ask("finish")

    def _one_spoken(self) -> None:
        self._quiet()
        time.sleep(random.uniform(*PAUSE_S))
        before, played = self._screen.drawn[-1], len(self._speaker.played_s)
        self._sound.skip()
        label, asked_s = self._call()
        sample_s = self._sound.wait_for_sound(asked_s + SEEN_WITHIN_S)
        if sample_s is None or len(self._speaker.played_s) == played:
            raise RigError(f"{label} was not spoken within {SEEN_WITHIN_S:.0f} s")
        self.seen.pixels.append((self._shown(label, before) - asked_s) * 1000)
        self.seen.play.append((self._speaker.played_s[played] - asked_s) * 1000)
        self.seen.sample.append((sample_s - asked_s) * 1000)
        self._ask("finish")

    def _quiet(self) -> None:
        """Break off what is being said: only a loudspeaker that is free can be late by itself."""
        until_s = time.perf_counter() + SEEN_WITHIN_S
        self._speaker.hush.set()
        while self._speaker.hush.is_set() and time.perf_counter() < until_s:
            time.sleep(LOOK_AGAIN_S)
        if not self._sound.wait_for_silence(until_s):
            raise RigError("the loudspeaker does not fall silent")

    def _call(self) -> tuple[str, float]:
        asked_s = time.perf_counter()
        answer = self._ask("call_next")
        label: str = answer["ticket"]["label"]
        return label, asked_s

    def _ask(self, kind: str) -> dict[str, Any]:
        status, answer = self._line.ask(kind=kind, desk=1)
        if status != 200:
            raise RigError(f"{kind} was refused: {answer.get('message', status)}")
        return answer

    def _shown(self, label: str, before: Drawn) -> float:
        """When the picture that names the ticket was flipped; the first row's pixels must really have changed."""
        until_s = time.perf_counter() + SEEN_WITHIN_S
        looked_at = 0
        while time.perf_counter() < until_s:
            for drawn in self._screen.drawn[looked_at:]:
                looked_at += 1
                if label in drawn.texts and drawn.newest != before.newest:
                    return drawn.at_s
            time.sleep(LOOK_AGAIN_S)
        raise RigError(f"{label} was not shown within {SEEN_WITHIN_S:.0f} s")

    def _wait_for_picture(self) -> None:
        """Until the screen has heard the server and shows how many wait."""
        until_s = time.perf_counter() + SEEN_WITHIN_S
        waiting = Words("vi", None).say("screen.waiting", count=CALLS + SPOKEN)
        while not any(waiting in drawn.texts for drawn in self._screen.drawn):
            if time.perf_counter() > until_s:
                raise RigError("the screen does not hear the server")
            time.sleep(LOOK_AGAIN_S)


def run() -> None:
    """Measure and print."""
    with scratch() as folder, server(folder / "data") as running:
        take_tickets(running, CALLS + SPOKEN)
        voice = build_pack(folder / "voice" / OWN, CLIP_TEXTS, espeak("vi"))
        with sound_into(folder / "sound.raw"):
            seen = _watch(running, folder)
    if seen.failure:
        raise RigError(seen.failure)
    print(table(TITLE, [*_figures(seen, voice), *costs()]))


@contextmanager
def sound_into(file: Path) -> Iterator[None]:
    """SDL plays into that file, in real time; afterwards the environment is as before."""
    mine = {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(file)}
    before = {name: os.environ.get(name) for name in mine}
    os.environ.update(mine)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _watch(running: Server, folder: Path) -> Seen:
    """Run the screen's loop here, as display.compose does, until the officer has finished."""
    clock, words = SystemClock(), Words("vi", None)
    voices = Voices(folder / "voice", lambda address: None, clock, languages=VOICE_LANGUAGES, texts=CLIP_TEXTS)
    voices.look()
    if voices.pack("vi") is None:
        raise RigError("the voice cannot be read")
    glass, loudspeaker = PygameScreen(title="Moiso bench", size=SIZE, headless=True), PygameSpeaker(clock)
    screen, speaker = WatchedScreen(glass), WatchedSpeaker(loudspeaker)
    feed, sound = Feed(f"ws://127.0.0.1:{running.port}/api/hear"), SoundFile(folder / "sound.raw")
    officer = Officer(running, screen, speaker, sound)
    loop = Loop(screen=screen, speaker=speaker, line=feed, voices=voices, words=words, clock=clock, picture_file=None)
    thread = threading.Thread(target=officer.work, name="officer", daemon=True)
    feed.start()
    thread.start()
    try:
        loop.run(officer.finished.is_set)
        officer.seen.redraws = _redraws(glass, loop, words)
    finally:
        feed.stop()
        loudspeaker.close()
        glass.close()
        sound.close()
    return officer.seen


def _redraws(glass: PygameScreen, loop: Loop, words: Words) -> list[float]:
    """Milliseconds to draw the whole last picture on a screen that shows another one."""
    ops, took_ms = picture(loop.state, time.monotonic(), SIZE, words), []
    for _ in range(REDRAWS):
        glass.show(())
        begun_s = time.perf_counter()
        glass.show(ops)
        took_ms.append((time.perf_counter() - begun_s) * 1000)
    return took_ms


def _figures(seen: Seen, voice: str) -> list[Figure]:
    p95_ms, sample_ms = percentile(seen.pixels, 95), percentile(seen.sample, 95)
    frame, buffer = f"one frame {ms(1000 / FRAMES_PER_S)}", f"one sound buffer {ms(BUFFER_S * 1000)}"
    return [
        Figure("full redraw at 1920×1080, p50", ms(median(seen.redraws)), frame),
        Figure("changed pixels, p50", ms(median(seen.pixels)), frame),
        Figure(
            "changed pixels, p95", ms(p95_ms), f"{len(seen.pixels)} calls", f"≤ {PIXELS_P95_MS:.0f} ms", p95_ms <= PIXELS_P95_MS
        ),
        Figure("voice: play() is called, p50", ms(median(seen.play)), f"{len(seen.play)} calls, {voice}"),
        Figure("voice: first sample at the sound driver, p50", ms(median(seen.sample)), buffer),
        Figure(
            "voice: first sample at the sound driver, p95", ms(sample_ms), buffer, f"≤ {VOICE_MS:.0f} ms", sample_ms <= VOICE_MS
        ),
    ]
