"""A call to listen to is put together as a screen puts it together."""

from collections.abc import Callable
from pathlib import Path

import pytest

from drivers.speaker.pack import CHIME, samples_of, together
from server.voice.packs import Packs, VoicePack
from server.voice.sentence import Call, sentence
from server.words import call_clips


@pytest.fixture
def voice(tmp_path: Path, voiced: Callable[..., Path]) -> VoicePack:
    packs = Packs(tmp_path)
    voiced(packs.made("en"), "en")
    packs.look()
    made = packs.pack("en")
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("call", "clips"),
    [
        (Call("A012", 21, 2, priority=True), call_clips("A012", 21, 2, language="en", priority=True)),
        (Call("A012", short=True), call_clips("A012", None, language="en", short=True)),
    ],
)
def test_it_is_the_chime_and_the_clips(voice: VoicePack, call: Call, clips: tuple[str, ...]) -> None:
    made = sentence(voice, call)
    reading = tuple(voice.pack.clips[name] for name in clips)
    assert made is not None and samples_of(made) == together(voice.pack.clips[CHIME], [reading]).samples


def test_what_cannot_be_said_whole_is_not_said(voice: VoicePack) -> None:
    assert sentence(voice, Call("O001", 1)) is None and sentence(voice, Call("A 01", 1)) is None
    del voice.pack.clips["so_1"]
    assert sentence(voice, Call("A001", 1)) is None and sentence(voice, Call("A002", 3)) is not None
