"""What no pack has is spoken in the background; what cannot be spoken is left out."""

from array import array
from collections.abc import Iterator

import pytest

from drivers.speaker.engines import Engine
from drivers.speaker.live import LETTERS_MOST, LiveVoice

SAID: list[str] = []


def engine(language: str) -> Engine | None:
    def say(text: str) -> "array[int]":
        SAID.append(text)
        if text == "broken":
            raise OSError("no such program")
        return array("h", [1000, -1000] * 100)

    return Engine("espeak", "test", say) if language != "km" else None


@pytest.fixture
def live() -> Iterator[LiveVoice]:
    SAID.clear()
    voice = LiveVoice(engine)
    yield voice
    voice.close()


def test_each_text_is_a_clip_in_order(live: LiveVoice) -> None:
    clips = live.speak([("vi", "Cháy"), ("en", "Fire")]).result(20)
    assert SAID == ["Cháy", "Fire"] and len(clips) == 2 and all(len(clip) > 300 for clip in clips)


def test_what_cannot_be_spoken_is_left_out(live: LiveVoice) -> None:
    assert len(live.speak([("km", "x"), ("vi", "broken"), ("vi", " "), ("vi", "Cháy")]).result(20)) == 1
    assert live.speak([("km", "x")]).result(20) == ()


def test_a_text_without_end_is_not_spoken_to_its_end(live: LiveVoice) -> None:
    live.speak([("vi", "a" * 5000)]).result(20)
    assert SAID == ["a" * LETTERS_MOST]


def test_the_real_one_speaks_vietnamese() -> None:
    voice = LiveVoice()
    assert len(voice.speak([("vi", "Có cháy. Mời mọi người ra ngoài.")]).result(30)[0]) > 22_050
    voice.close()
