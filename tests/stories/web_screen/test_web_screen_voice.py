"""The screen in a browser says what the one of display/ does: the same busy stories told to both, in the browser that runs it."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page

from display.speech import Speech
from display.state import ScreenState, reduce
from drivers.speaker.pack import ClipPack
from server.wire import Snapshot
from server.words import VOICE_LANGUAGES, clip_texts


class Mouth:
    """A loudspeaker that is told when it has finished; `said`: the names of the clips of each sound, and its volume."""

    def __init__(self) -> None:
        self.said: list[Any] = []
        self.until_s, self.began_s, self.now_s = 0.0, 0.0, 0.0
        self.ready = True

    @property
    def busy(self) -> bool:
        return self.now_s < self.until_s

    def play(self, sound: bytes, volume: int = 100) -> bool:
        self.said.append([names_in(sound), volume, len(sound) // 2])
        self.began_s, self.until_s = self.now_s, self.now_s + len(sound) / 2 / 22050
        return True

    def place(self) -> int:
        return int((self.now_s - self.began_s) * 22050)

    def end_at(self, place: int) -> None:
        self.said.append(["end", place])
        self.until_s = self.began_s + place / 22050


CLIP_SAMPLES = 8000
CHIME = b"<chime>".ljust(2 * 17640, b"\1")


def clip(language: str, name: str) -> bytes:
    return f"<{language} {name}>".encode().ljust(2 * CLIP_SAMPLES, b"\1")


def names_in(sound: bytes) -> list[str]:
    return [part.partition(b">")[0].decode() for part in sound.split(b"<")[1:]]


class Packs:
    """Every language has a voice; Khmer's lacks what nobody has recorded yet."""

    chime = CHIME

    def __init__(self) -> None:
        self.packs = {
            one: ClipPack("test", {name: clip(one, name) for name in clip_texts(one) if (one, name) != ("km", "so_4")})
            for one in VOICE_LANGUAGES
        }

    def pack(self, language: str) -> ClipPack | None:
        return self.packs.get(language)

    def want(self, marks: Any) -> None: ...


class Line:
    def __init__(self) -> None:
        self.told: list[Any] = []

    def say(self, text: str) -> None:
        told = json.loads(text)
        told["tested_at"] = bool(told.get("tested_at"))
        self.told.append(told)


SPEAKS = """([told, clips]) => {
  const mouth = { said: [], untilS: 0, beganS: 0, nowS: 0, ready: () => true, busy: () => mouth.nowS < mouth.untilS,
    play: (sound, volume) => { mouth.said.push([sound.parts.map((one) => one.clip.name), volume, sound.length]);
      mouth.beganS = mouth.nowS; mouth.untilS = mouth.nowS + sound.length / 22050; return true; },
    place: () => Math.floor((mouth.nowS - mouth.beganS) * 22050),
    endAt: (place) => { mouth.said.push(["end", place]); mouth.untilS = mouth.beganS + place / 22050; } };
  const packs = {};
  for (const language of Object.keys(clips)) {
    packs[language] = { clips: {} };
    for (const name of clips[language]) packs[language].clips[name] = { name: language + " " + name, length: 8000 };
  }
  const line = [];
  const speech = new moiso.voice.Speech(mouth, { chime: { name: "chime", length: 17640 }, pack: (one) => packs[one] || null }, window.phrases,
    (message) => line.push(Object.assign({}, message, { tested_at: Boolean(message.tested_at) })));
  let state = moiso.state.EMPTY;
  told.forEach((one, number) => {
    const after = moiso.state.reduce(state, one[0], one[1]);
    if (after !== null) { state = after; speech.heard(one[0]); }
    const end = number + 1 < told.length ? told[number + 1][1] : one[1] + 130;
    for (let nowS = one[1]; nowS < end; nowS += 0.25) { mouth.nowS = nowS; speech.step(state, nowS); }
  });
  return { said: mouth.said, line: line };
}"""


@pytest.mark.parametrize("seed", range(200, 215))
def test_it_says_what_the_other_screen_says(js: Page, story: Any, seed: int) -> None:
    office = story(seed, 80, busy=True)
    mouth, packs, line = Mouth(), Packs(), Line()
    speech = Speech(speaker=mouth, voices=packs, live=None, line=line)
    state = ScreenState()
    for number, (message, at_s) in enumerate(office.told):
        after = reduce(state, message, at_s)
        if after is not None:
            state = after
            speech.heard(message)
        end_s, now_s = office.told[number + 1][1] if number + 1 < len(office.told) else at_s + 130, at_s
        while now_s < end_s:
            mouth.now_s = now_s
            speech.step(state, now_s)
            now_s += 0.25
    clips = {language: list(pack.clips) for language, pack in packs.packs.items()}
    theirs = js.evaluate(SPEAKS, [office.wire, clips])
    assert theirs["said"] == mouth.said
    assert theirs["line"] == line.told


def test_the_stories_say_all_that_there_is(story: Any) -> None:
    """The comparison is worth nothing for what never comes up in it."""
    told = [message for seed in range(200, 230) for message, _ in story(seed, 80, busy=True).told]
    rules = [one.screen for one in told if isinstance(one, Snapshot)]
    assert (
        {one.says_twice for one in rules}
        == {True, False}
        == {bool(one.emergency) for one in rules}
        == {bool(one.quiet) for one in rules}
    )
