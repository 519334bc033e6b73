"""The sound that comes out, read back clip by clip: two hundred random calls, bursts, recalls, languages, quiet hours, an emergency.

A word is what stands between two silences; which clip it is, is found by correlation with all of them. It shows what was said and in
which order, not that a clip itself says the right word: that takes a person who listens once.
"""

import os
import random
import subprocess
import sys
from array import array
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from display.announce import EXPIRES_S
from display.speech import Speech
from drivers.speaker.build import build_pack, chime
from drivers.speaker.engines import Engine, espeak
from drivers.speaker.pack import CHIME, GAP_MS, RATE_HZ, ClipPack, load_pack, silence, together
from server.words import VOICE_LANGUAGES, call_clips, clip_texts

LIKE = 0.97
FRAME_S = 1 / 30
Samples = NDArray[np.float64]


def noise(text: str) -> "array[int]":
    """What a person who records Khmer says, for a machine that knows none: another noise for each text."""
    chance = random.Random(text)
    return array("h", (chance.randint(-9000, 9000) or 1 for _ in range(RATE_HZ // 3)))


class Packs:
    """Real ones: espeak-ng's Vietnamese and English, recorded Khmer."""

    def __init__(self, packs: dict[str, ClipPack]) -> None:
        self.packs = packs
        self.chime = packs["vi"].clips[CHIME]

    def pack(self, language: str) -> ClipPack | None:
        return self.packs.get(language)

    def want(self, marks: Mapping[str, str]) -> None: ...


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory) -> Packs:
    folder, packs = tmp_path_factory.mktemp("voices"), {}
    for language in VOICE_LANGUAGES:
        build_pack(folder / language, clip_texts(language), espeak(language) or Engine("recorded", "noise", noise))
        packs[language] = load_pack(folder / language)
    return Packs({language: pack for language, pack in packs.items() if pack is not None})


def samples_of(sound: bytes) -> Samples:
    return np.frombuffer(sound, "<i2").astype(np.float64)


def segments(sound: Samples) -> list[tuple[int, Samples]]:
    """The parts between silences as long as the one between two words; each with its place."""
    heard = np.flatnonzero(sound)
    if not len(heard):
        return []
    ends = np.flatnonzero(np.diff(heard) > RATE_HZ * (GAP_MS - 2) // 1000)
    starts = [heard[0], *heard[ends + 1]]
    return [(int(first), sound[first : last + 1]) for first, last in zip(starts, [*heard[ends], heard[-1]], strict=True)]


class Ear:
    """Tells clips by their sound. A clip that has a pause in it is known by its parts."""

    def __init__(self, packs: Packs) -> None:
        parts: dict[str, Samples] = {"C": samples_of(packs.chime).copy()}
        for language, pack in packs.packs.items():
            for name, clip in pack.clips.items():
                for number, (_, part) in enumerate(segments(samples_of(clip)) if name != CHIME else ()):
                    parts[f"{language} {name}{'+' * number}"] = part
        parts["C"] = segments(parts["C"])[0][1]
        self._parts = {name: (part, float(np.linalg.norm(part))) for name, part in parts.items()}

    def words(self, sound: bytes | Samples) -> list[str]:
        """In order; "?" for a sound that is no clip."""
        return [word for _, word in self.placed(sound)]

    def placed(self, sound: bytes | Samples) -> list[tuple[int, str]]:
        heard = samples_of(sound) if isinstance(sound, bytes) else sound
        named = [(place, self._name(part)) for place, part in segments(heard)]
        return [(place, name) for place, name in named if not name.endswith("+")]

    def _name(self, part: Samples) -> str:
        loud = float(np.linalg.norm(part))
        best, name = 0.0, "?"
        for other, (clip, norm) in self._parts.items():
            if abs(len(clip) - len(part)) > RATE_HZ // 100:
                continue
            size = min(len(clip), len(part))
            likeness = float(np.dot(clip[:size], part[:size])) / (norm * loud)
            if likeness > best:
                best, name = likeness, other
        return name if best > LIKE else "?"


@pytest.fixture(scope="module")
def ear(voices: Packs) -> Ear:
    return Ear(voices)


def sentence(language: str, *args: Any, **how: Any) -> list[str]:
    return [f"{language} {name}" for name in call_clips(*args, language=language, **how)]


class Room:
    """A loudspeaker that takes its time, and what was heard of it from the beginning of the story on."""

    ready = True

    def __init__(self, story: Any, voices: Packs) -> None:
        self.story = story
        self.heard: list[tuple[float, bytes, int]] = []
        self._until_s = float("-inf")
        self.speech = Speech(speaker=self, voices=voices, live=None, line=self)
        self.told: list[str] = []

    @property
    def busy(self) -> bool:
        return bool(self.story.now_s < self._until_s)

    def play(self, sound: bytes, volume: int = 100) -> bool:
        self.heard.append((self.story.now_s, sound, volume))
        self._until_s = self.story.now_s + len(sound) / 2 / RATE_HZ
        return True

    def place(self) -> int:
        return round((self.story.now_s - self.heard[-1][0]) * RATE_HZ)

    def end_at(self, place: int) -> None:
        began_s, sound, volume = self.heard[-1]
        self.heard[-1] = (began_s, sound[: 2 * place], volume)
        self._until_s = began_s + place / RATE_HZ

    def say(self, text: str) -> None:
        self.told.append(text)

    def passes(self, seconds: float) -> None:
        """Frame by frame."""
        until_s = self.story.now_s + seconds
        while self.story.now_s < until_s:
            self.speech.step(self.story.state, self.story.now_s)
            self.story.wait(FRAME_S)

    def recorded(self) -> bytes:
        """Everything that was heard, one after the other."""
        return silence(500).join(sound for _, sound, _ in self.heard)


@pytest.fixture
def room(story: Any, voices: Packs) -> Room:
    return Room(story, voices)


def test_no_two_clips_sound_alike(voices: Packs, ear: Ear) -> None:
    """Else nothing here would be worth anything: each clip is heard as itself alone."""
    assert ear.words(chime().tobytes()) == ["C"]
    for language, pack in voices.packs.items():
        alike = {}
        for name, clip in pack.clips.items():
            if name != CHIME and (heard := ear.words(clip)) != [f"{language} {name}"]:
                alike[name] = heard
        assert alike == {}


@cache
def _calls() -> tuple[tuple[str, int, int, str, bool], ...]:
    chance = random.Random(20261123)
    letters = [name[-1] for name in clip_texts("vi") if name.startswith("chu_")]
    return tuple(
        (
            f"{chance.choice(letters)}{chance.randint(1, 999):03}",
            chance.randint(1, 99),
            chance.choice((1, 1, 1, 2, 3, 4, 9, 10)),
            chance.choice(("vi", "vi", "en", "km")),
            chance.random() < 0.3,
        )
        for _ in range(200)
    )


def test_two_hundred_random_calls_say_what_they_should(room: Room, ear: Ear, new_story: Any, voices: Packs) -> None:
    for label, desk, calls, language, priority in _calls():
        story = new_story()
        story.snapshot()
        alone = Room(story, voices)
        story.call(label, desk, calls, language=language, priority=priority)
        alone.passes(FRAME_S)
        first, second = (sentence(one, label, desk, calls, priority=priority) for one in ("vi", language))
        assert ear.words(alone.heard[0][1]) == ["C", *first, *second], (label, desk, calls, language)


def test_ten_calls_at_once_are_heard_in_order_each_in_its_form(room: Room, ear: Ear) -> None:
    room.passes(1)
    for number in range(1, 11):
        room.story.call(f"A{number:03}", number)
    room.passes(60)
    calls = [
        *(["C", *sentence("vi", f"A{number:03}", number, short=True)] for number in range(1, 8)),
        *(["C", *sentence("vi", f"A{number:03}", number)] for number in (8, 9, 10)),
    ]
    said = ear.words(room.recorded())
    whole = [word for call in calls for word in call]
    assert said[: len(whole)] == whole, "and the last one is read a second time, as nobody waits behind it"
    assert said[len(whole) :] == sentence("vi", "A010", 10)
    assert room.heard[-1][0] - room.heard[0][0] < EXPIRES_S, "none waits until it is too old"
    assert sum('"spoken"' in one for one in room.told) == 10


def test_nothing_is_ever_said_while_something_else_is(room: Room) -> None:
    chance = random.Random(7)
    for number in range(60):
        room.story.call(f"B{number % 999:03}", chance.randint(1, 8))
        room.passes(chance.choice((0.1, 1, 6, 15)))
    for (began_s, sound, _), (next_s, _, _) in zip(room.heard, room.heard[1:], strict=False):
        assert next_s >= began_s + len(sound) / 2 / RATE_HZ - FRAME_S


def test_a_recall_says_how_often(room: Room, ear: Ear) -> None:
    room.story.call("A012", 3)
    room.passes(15)
    room.story.call("A012", 3, calls=2)
    room.passes(15)
    first, second = sentence("vi", "A012", 3), sentence("vi", "A012", 3, 2)
    assert "vi lan_thu" not in first and "vi lan_thu" in second
    assert ear.words(room.recorded()) == ["C", *first, *first, "C", *second, *second]


def test_khmer_that_is_not_recorded_whole_is_not_heard_at_all(story: Any, voices: Packs, ear: Ear) -> None:
    km = voices.packs["km"]
    half = ClipPack(km.voice, {name: clip for name, clip in km.clips.items() if name != "so_7"})
    room = Room(story, Packs({**voices.packs, "km": half}))
    for label in ("A123", "A127"):
        story.call(label, 5, language="km")
        room.passes(15)
    assert ear.words(room.recorded()) == [
        *("C", *sentence("vi", "A123", 5), *sentence("km", "A123", 5)),
        *("C", *sentence("vi", "A127", 5), *sentence("vi", "A127", 5)),
    ]


def test_quiet_hours_are_quiet_and_end(room: Room, ear: Ear) -> None:
    room.story.rules(quiet=("07:30-08:01",))
    for number in range(5):
        room.story.call(f"A00{number}", 1)
        room.passes(11.9)
    assert room.heard == []
    room.passes(2)
    room.story.call("A009", 1)
    room.passes(12)
    assert ear.words(room.recorded()) == ["C", *sentence("vi", "A009", 1) * 2]


def test_an_emergency_cuts_no_word(room: Room, ear: Ear) -> None:
    """At whatever moment it comes: what was heard of the call are whole words, and it is heard again afterwards."""
    whole = ["C", *sentence("vi", "A012", 3) * 2]
    for moment in range(12):
        room.heard.clear()
        room.story.call("A012", 3, calls=1)
        room.passes(0.3 + moment * 0.8)
        room.story.rules(emergency={"vi": "Có cháy"})
        room.passes(6)
        called, alarm = ear.words(room.heard[0][1]), ear.words(room.heard[1][1])
        assert called == whole[: len(called)] and alarm == ["C"] * 3
        told = len(called) > len(sentence("vi", "A012", 3))
        room.story.rules()
        room.passes(15)
        assert [ear.words(sound) for _, sound, _ in room.heard[2:]] == ([] if told else [whole])


# ── through the real mixer ──

PLAY = """
import sys, time
from pathlib import Path
from drivers.clock import SystemClock
from drivers.speaker.pygame_speaker import PygameSpeaker
speaker = PygameSpeaker(SystemClock())
for one in sys.argv[2:]:
    assert speaker.play(Path(one).read_bytes(), int(sys.argv[1]))
    deadline = time.monotonic() + 60
    while speaker.busy and time.monotonic() < deadline:
        time.sleep(0.002)
    time.sleep(0.2)
speaker.close()
"""


@pytest.mark.parametrize("volume", [100, 40])
def test_the_mixer_lets_every_word_through(tmp_path: Path, voices: Packs, ear: Ear, volume: int) -> None:
    wanted, files = [], []
    for number, (label, desk, calls, language, priority) in enumerate(_calls()[:4]):
        names = call_clips(label, desk, calls, language=language, priority=priority)
        reading = voices.packs[language].reading(names)
        assert reading is not None
        files.append(tmp_path / f"{number}.raw")
        files[-1].write_bytes(together(voices.chime, [reading]).samples)
        wanted += ["C", *(f"{language} {name}" for name in names)]
    out = tmp_path / "out.raw"
    env = {**os.environ, "SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(out), "SDL_DISKAUDIODELAY": "5"}
    subprocess.run([sys.executable, "-c", PLAY, str(volume), *map(str, files)], env=env, check=True, timeout=60)
    played = samples_of(out.read_bytes())
    if volume == 100:
        assert ear.words(played) == wanted
    else:
        assert heard_in(played, voices, wanted) == wanted


def heard_in(played: Samples, voices: Packs, among: list[str]) -> list[str]:
    """By sliding every clip over it: at a low volume silence and soft ends are the same zeros."""
    energy = np.concatenate([[0.0], np.cumsum(played**2)])
    found: list[tuple[int, str]] = []
    size = 1 << int(np.ceil(np.log2(len(played) * 2)))
    sound = np.fft.rfft(played, size)
    for name in sorted(set(among)):
        clip = voices.chime if name == "C" else voices.packs[name.split()[0]].clips[name.split()[1]]
        wanted = samples_of(clip)
        dots = np.fft.irfft(sound * np.conj(np.fft.rfft(wanted, size)), size)[: len(played) - len(wanted) + 1]
        windows = np.sqrt(np.maximum(energy[len(wanted) :] - energy[: -len(wanted)], 1.0))[: len(dots)]
        places = np.flatnonzero(dots / (windows * np.linalg.norm(wanted)) > LIKE)
        found += [(int(place), name) for place, before in zip(places, [-RATE_HZ, *places], strict=False) if place - before > 200]
    return [name for _, name in sorted(found)]
