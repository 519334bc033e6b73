"""The kiosk's voice, by its samples: which clips are heard in which order, what breaks off what, and when it is silent."""

import random
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from bench.kiosk_scenes import grouped, shown, snapshot, told
from drivers.clock import ManualClock
from drivers.speaker.engines import ESPEAK_VOICES, espeak
from drivers.speaker.level import trim
from drivers.speaker.live import LiveVoice
from drivers.speaker.pack import RATE_HZ, ClipPack, Reading
from drivers.speaker.tones import GIVEN, tones
from kiosk.guide import guidance
from kiosk.state import KioskState, Scene
from kiosk.voice import OWN_WAIT_S, Voice
from server.wire.kiosk import KioskView
from server.words import clip_texts, guide_clip

CLIP_SAMPLES = 600


@cache
def noise(name: str) -> bytes:
    """A clip of its own for each name."""
    return random.Random(name).randbytes(2 * CLIP_SAMPLES)


def pack(language: str, without: Sequence[str] = ()) -> ClipPack:
    return ClipPack("noise", {name: noise(f"{language} {name}") for name in clip_texts(language) if name not in without})


class Loudspeaker:
    """Plays until it is told that it is done."""

    def __init__(self) -> None:
        self.ready = True
        self.busy = False
        self.played: list[bytes] = []
        self.cuts = 0
        self.open = True

    def play(self, sound: bytes, volume: int = 100) -> bool:
        self.busy = bool(sound)
        self.played.append(sound)
        return True

    def place(self) -> int:
        return 0

    def end_at(self, place: int) -> None:
        self.cuts += 1
        self.busy = False

    def close(self) -> None:
        self.open = False


class Here:
    """A voice and what is around it. `live`: what a program makes of a text; None where there is none yet."""

    def __init__(self, *packs: tuple[str, ClipPack], live: bool = True) -> None:
        self.packs, self.can_speak = dict(packs), live
        self.late = False
        self.pending: list[tuple[Future[Reading], Reading]] = []
        self.wanted: list[Mapping[str, str]] = []
        self.clock = ManualClock(datetime(2026, 11, 30, tzinfo=UTC))
        self.loud = Loudspeaker()
        self.opened = 0
        self.voice = Voice(speaker=self.opens, voices=self, live=self, clock=self.clock)

    def opens(self) -> Loudspeaker:
        self.opened += 1
        self.loud.open = True
        return self.loud

    def pack(self, language: str) -> ClipPack | None:
        return self.packs.get(language)

    def want(self, marks: Mapping[str, str]) -> None:
        self.wanted.append(marks)

    def speak(self, texts: tuple[tuple[str, str], ...]) -> "Future[Reading]":
        made: Future[Reading] = Future()
        reading = tuple(noise(f"{language} {text}") for language, text in texts if language != "km") if self.can_speak else ()
        if self.late:
            self.pending.append((made, reading))
        else:
            made.set_result(reading)
        return made

    def comes_to(self, state: KioskState) -> None:
        """The scene, and one frame."""
        self.voice.say(guidance(state, ""))
        self.voice.step(state)

    def words(self, *own: str) -> list[str]:
        """Heard in what was played last, in their order; `own`: further words to listen for."""
        sound = self.loud.played[-1]
        known = [*(f"{language} {name}" for language, one in self.packs.items() for name in one.clips), *own]
        return [name for _, name in sorted((place, name) for name in known for place in found_at(sound, noise(name)))]


def found_at(sound: bytes, clip: bytes) -> list[int]:
    """Where this very clip is played, sample by sample."""
    places, place = list[int](), sound.find(clip)
    while place >= 0:
        places.append(place)
        place = sound.find(clip, place + 1)
    return places


VI, EN = ("vi", pack("vi")), ("en", pack("en"))


def asked(**facts: Any) -> KioskState:
    return replace(told(snapshot()), scene=Scene.QUESTION, service="B", **facts)


def test_the_number_is_two_tones_and_its_clips() -> None:
    here = Here(VI)
    here.comes_to(shown(told(snapshot()), "printed"))
    assert here.words() == ["vi say_yours", "vi chu_C", "vi so_0", "vi so_1", "vi so_2", "vi say_wait"]
    assert here.loud.played[-1].startswith(tones(GIVEN))


def test_it_is_said_in_the_citizens_language_where_that_can_and_else_in_vietnamese() -> None:
    english = shown(told(snapshot(), "en"), "printed")
    here = Here(VI, EN)
    here.comes_to(english)
    assert here.words()[0] == "en say_yours"
    without = Here(VI, ("en", pack("en", without=["say_wait"])))
    without.comes_to(english)
    assert without.words() == ["en chu_C", "en so_0", "en so_1", "en so_2"], "the number at any rate"
    old = Here(VI, ("en", pack("en", without=["so_1"])))
    old.comes_to(english)
    assert old.words()[0] == "vi say_yours"


def test_without_a_pack_a_number_is_two_tones_and_nothing_else_is_said() -> None:
    here = Here()
    here.comes_to(asked())
    assert here.loud.played[-1] == b""
    here.comes_to(shown(told(snapshot()), "printed"))
    assert here.loud.played[-1] == tones(GIVEN)


def test_a_new_scene_takes_the_place_of_the_old_ones_sentence() -> None:
    here = Here(VI)
    here.comes_to(asked())
    assert here.words() == ["vi say_question"] and here.loud.busy
    here.comes_to(replace(asked(), scene=Scene.MISSING))
    assert here.loud.cuts == 1 and here.words() == ["vi say_missing"]
    here.comes_to(replace(asked(), scene=Scene.ASKING))
    assert here.loud.cuts == 2 and len(here.loud.played) == 2, "silence while it is asked for"


def test_a_number_is_said_to_its_end_whatever_comes() -> None:
    here = Here(VI)
    first = shown(told(snapshot()), "printed")
    here.comes_to(first)
    here.comes_to(asked())
    assert here.loud.cuts == 0 and len(here.loud.played) == 1
    here.comes_to(told(snapshot()))
    here.comes_to(replace(told(snapshot()), scene=Scene.SEARCH))
    here.loud.busy = False
    here.voice.step(first)
    assert here.words() == ["vi say_search"], "what belongs to the scene then, and nothing in between"


def test_the_next_citizens_number_waits_for_this_ones_and_is_not_taken_back() -> None:
    here = Here(VI)
    first = shown(told(snapshot()), "printed")
    here.comes_to(first)
    assert first.given is not None
    second = replace(first, given=replace(first.given, ticket=first.given.ticket.model_copy(update={"label": "D345"})))
    here.comes_to(second)
    here.comes_to(told(snapshot()))
    here.loud.busy = False
    here.voice.step(second)
    assert here.words()[1:5] == ["vi chu_D", "vi so_3", "vi so_4", "vi so_5"]


def test_services_are_said_by_their_names_and_by_their_letters_where_no_program_speaks() -> None:
    home = replace(told(snapshot()), listens=True)
    here = Here(VI)
    here.comes_to(home)
    own = [f"vi {service.names['vi']}" for service in snapshot().services]
    heard = here.words(*own)
    assert heard[:4] == ["vi say_choose", "vi say_key", "vi so_1", "vi Hộ tịch"] and set(own) <= set(heard)
    assert heard[-1] == "vi say_keys"
    khmer = Here(VI, ("km", pack("km")))
    khmer.comes_to(replace(told(snapshot(), "km"), listens=True))
    assert khmer.words("vi Hộ tịch")[1:4] == ["km say_key", "km so_1", "vi Hộ tịch"], "no program speaks Khmer"
    mute = Here(VI, live=False)
    mute.comes_to(home)
    assert mute.words()[1:7] == ["vi say_key", "vi so_1", "vi chu_A", "vi say_key", "vi so_2", "vi chu_B"]
    mute.comes_to(replace(told(grouped()), listens=True))
    assert mute.words()[1:4] == ["vi say_key", "vi so_1", "vi say_group"]


def test_words_that_are_still_being_made_are_waited_for_and_not_for_ever() -> None:
    home = replace(told(snapshot()), listens=True)
    here = Here(VI)
    here.late = True
    here.comes_to(home)
    assert here.loud.played == []
    for made, reading in here.pending:
        made.set_result(reading)
    here.voice.step(home)
    assert "vi Hộ tịch" in here.words("vi Hộ tịch")
    slow = Here(VI)
    slow.late = True
    slow.comes_to(home)
    slow.clock.advance(OWN_WAIT_S)
    slow.voice.step(home)
    assert "vi chu_A" in slow.words()
    made_once = len(here.pending)
    here.comes_to(replace(home, page=1))
    assert len(here.pending) == made_once


def test_an_office_that_wants_no_voice_hears_none_and_may_change_its_mind() -> None:
    here = Here(VI)
    quiet = told(snapshot(kiosk=KioskView(speaks=False)))
    here.comes_to(quiet)
    here.comes_to(shown(quiet, "printed"))
    assert here.opened == 0 and here.loud.played == []
    here.comes_to(shown(told(snapshot()), "printed"))
    assert here.opened == 1 and len(here.loud.played) == 1
    here.comes_to(quiet)
    assert not here.loud.open


def test_without_a_sound_card_it_is_silent_and_says_nothing_old_when_one_comes() -> None:
    here = Here(VI)
    here.loud.ready = False
    here.comes_to(asked())
    here.comes_to(told(snapshot()))
    here.loud.ready = True
    here.comes_to(replace(asked(), scene=Scene.MISSING))
    assert [len(here.loud.played), *here.words()] == [1, "vi say_missing"]


def test_only_the_packs_of_the_languages_that_are_on_are_fetched() -> None:
    here = Here(VI)
    here.comes_to(told(snapshot(voices={"vi": "1", "en": "2", "km": "3"}, kiosk=KioskView(languages=("vi", "km")))))
    assert here.wanted == [{"vi": "1", "km": "3"}]


@pytest.mark.parametrize("language", sorted(ESPEAK_VOICES))
def test_no_sentence_is_longer_than_three_seconds(language: str) -> None:
    """The longest three. Source: WCAG 2.2, 1.4.2."""
    engine, texts = espeak(language), clip_texts(language)
    assert engine is not None
    for name in sorted((one for one in texts if one.startswith(guide_clip(""))), key=lambda one: -len(texts[one]))[:3]:
        assert len(trim(engine.say(texts[name]))) <= 3 * RATE_HZ, name


def test_a_name_is_made_by_the_program_itself() -> None:
    live = LiveVoice()
    (clip,) = live.speak((("vi", "Hộ tịch"),)).result(20)
    live.close()
    assert 0.3 * RATE_HZ < len(clip) // 2 < 2 * RATE_HZ
