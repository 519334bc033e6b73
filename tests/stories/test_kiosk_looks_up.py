"""Somebody who does not know the service looks the procedure up at the kiosk and hears the number: real server, real book, real packs, real loop."""

import random
from array import array
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from drivers.button.debounce import QUIET_S
from drivers.clock import SystemClock
from drivers.feed import Feed
from drivers.fetch import fetch
from drivers.screen.ops import Happened, Qr, Text, Touched
from drivers.screen.pygame_screen import PygameScreen
from drivers.speaker.build import build_pack
from drivers.speaker.engines import Engine
from drivers.speaker.live import LiveVoice
from drivers.speaker.pack import ClipPack
from drivers.speaker.voices import Voices
from kiosk.book import BOOK_BYTES, BOOK_FILE, Books, Finder
from kiosk.hands import Hand, KeyDown
from kiosk.loop import Asker, Loop
from kiosk.press import issue
from kiosk.scenes import picture, places
from kiosk.state import Act, Scene
from kiosk.voice import Voice
from server.words import VOICE_LANGUAGES, Words, clip_texts, guide_clip

SIZE = (1280, 800)
AGAIN_S = 0.35
"""Longer than kiosk.state.ELSEWHERE_S: sooner is the same touch."""


def noise(text: str) -> "array[int]":
    """A short one that no other text has."""
    return array("h", (random.Random(text).randint(-9000, 9000) for _ in range(1500)))


class Glass(PygameScreen):
    """Fingers that are told."""

    finger: list[Happened]

    def happened(self) -> list[Happened]:
        done, self.finger = self.finger, []
        return done


class Pad:
    """A keypad that is told."""

    keys: list[Hand]

    def happened(self) -> list[Hand]:
        done, self.keys = self.keys, []
        return done

    def light(self, on: bool) -> None: ...


class Loudspeaker:
    """Is always done at once, and keeps what it played."""

    ready, busy = True, False

    def __init__(self) -> None:
        self.played: list[bytes] = []

    def play(self, sound: bytes, volume: int = 100) -> bool:
        self.played.append(sound)
        return True

    def place(self) -> int:
        return 0

    def end_at(self, place: int) -> None: ...

    def close(self) -> None: ...


class Kiosk:
    """A whole kiosk but for its panel, its pad and its loudspeaker."""

    def __init__(self, url: str, folder: Path) -> None:
        def fetched(address: str) -> bytes | None:
            return fetch(f"{url}{address}", most_bytes=BOOK_BYTES)

        self.clock = SystemClock()
        self.glass = Glass(title="kiosk", size=SIZE, headless=True)
        self.glass.finger = []
        self.pad, self.loud = Pad(), Loudspeaker()
        self.pad.keys = []
        self.feed = Feed(url.replace("http", "ws") + "/api/hear")
        self.books, self.finder = Books(folder / BOOK_FILE, fetched), Finder()
        self.voices = Voices(folder / "voice", fetched, self.clock, languages=VOICE_LANGUAGES, texts={})
        self.live = LiveVoice()
        self.voice = Voice(speaker=lambda: self.loud, voices=self.voices, live=self.live, clock=self.clock)
        self.asker = Asker(lambda pressed: issue(pressed, url))
        self.loop = Loop(
            screen=self.glass, line=self.feed, asker=self.asker, words=Words("vi"), clock=self.clock, keys={}, printer="", picture_file=None,
            hands=self.pad, says=self.voice, books=self.books, finder=self.finder,
        )  # fmt: skip
        for part in (self.feed, self.books, self.voices):
            part.start()

    def close(self) -> None:
        for part in (self.asker, self.feed, self.books, self.finder, self.voices):
            part.stop()
        self.live.close()
        self.glass.close()

    def touch(self, act: Act, value: str = "") -> None:
        there = places(self.loop.state, self.clock.monotonic_s(), SIZE, Words("vi"))
        rect = next(rect for one, rect in there if one.act is act and value in ("", one.value))
        self.glass.finger.append(Touched(rect.x + rect.width // 2, rect.y + rect.height // 2))

    def press(self, key: str) -> None:
        self.pad.keys.append(KeyDown(key))

    def until(self, eventually: Any, what: Callable[[], Any]) -> None:
        eventually(lambda: (self.loop.step(), self.glass.wait_frame(60), what())[2])

    def does(self, eventually: Any, doing: Callable[[], None], what: Callable[[], Any], again_s: float = AGAIN_S) -> None:
        """As somebody who waits a little after the last touch, and touches again when nothing has come of it."""
        done_s = self.clock.monotonic_s()

        def done() -> Any:
            nonlocal done_s
            if not (became := what()) and self.clock.monotonic_s() - done_s > again_s:
                done_s = self.clock.monotonic_s()
                doing()
            return became

        self.until(eventually, done)

    def has_typed(self, keys: str) -> bool:
        return self.loop.state.typed == keys

    def ops(self) -> tuple[Any, ...]:
        return picture(self.loop.state, self.clock.monotonic_s(), SIZE, Words("vi"))

    def says(self) -> list[str]:
        return [op.text for op in self.ops() if isinstance(op, Text)]

    def heard(self, *names: str) -> bool:
        """Whether these clips were played, in this order, in one sound."""
        pack = self.voices.pack("vi")
        return pack is not None and any(_in_order(sound, pack, names) for sound in self.loud.played)


def _in_order(sound: bytes, pack: ClipPack, names: tuple[str, ...]) -> bool:
    place = 0
    for name in names:
        place = sound.find(pack.clips[name], place)
        if place < 0:
            return False
        place += len(pack.clips[name])
    return True


@pytest.fixture
def kiosk(live_server: Callable[..., Any], tmp_path: Path) -> Iterator[Kiosk]:
    build_pack(tmp_path / "data" / "voice" / "vi" / "made", clip_texts("vi"), Engine("espeak", "noise", noise))
    self = Kiosk(live_server().url, tmp_path / "kiosk")
    yield self
    self.close()


def test_a_procedure_is_typed_found_and_its_number_spoken_and_another_drawn_by_ear_alone(
    kiosk: Kiosk, eventually: Any, tmp_path: Path
) -> None:
    kiosk.until(eventually, lambda: kiosk.loop.state.book is not None and kiosk.voices.pack("vi") is not None)
    assert (tmp_path / "kiosk" / BOOK_FILE).exists()
    kiosk.does(eventually, lambda: kiosk.touch(Act.FIND), lambda: kiosk.loop.state.scene is Scene.SEARCH)
    for typed in ("k", "ke", "kee", "keet", "keets"):
        kiosk.does(eventually, partial(kiosk.touch, Act.TYPED, typed[-1]), partial(kiosk.has_typed, typed))
    kiosk.until(eventually, lambda: "Đăng ký kết hôn" in kiosk.says())
    assert "kết|" in kiosk.says() and kiosk.heard(guide_clip("search"))
    kiosk.does(eventually, lambda: kiosk.touch(Act.PROCEDURE, "0"), lambda: kiosk.loop.state.scene is Scene.PROCEDURE)
    assert any(isinstance(op, Qr) and "dichvucong.gov.vn" in op.text for op in kiosk.ops())
    kiosk.does(eventually, lambda: kiosk.touch(Act.SERVICE, "A"), lambda: kiosk.loop.state.scene is Scene.QUESTION)
    kiosk.does(eventually, lambda: kiosk.touch(Act.PLAIN), lambda: kiosk.loop.state.scene is not Scene.QUESTION)
    kiosk.until(eventually, lambda: kiosk.heard(guide_clip("yours"), "chu_A", "so_0", "so_0", "so_1", guide_clip("wait")))
    assert "A001" in kiosk.says()
    by_ear_alone(kiosk, eventually)


def by_ear_alone(kiosk: Kiosk, eventually: Any) -> None:
    """The next citizen cannot see, and has the keypad."""
    menu = (guide_clip("choose"), guide_clip("key"), "so_1", guide_clip("key"), "so_2", guide_clip("keys"))
    kiosk.does(eventually, lambda: kiosk.press("0"), lambda: kiosk.heard(*menu), QUIET_S + 0.1)
    kiosk.press("3")
    asked = (guide_clip("question"), "so_1", guide_clip("plain"), "so_2", guide_clip("favoured"))
    kiosk.until(eventually, lambda: kiosk.heard(*asked))
    kiosk.does(eventually, lambda: kiosk.press("2"), lambda: kiosk.loop.state.scene is not Scene.QUESTION)
    number = ("uu_tien", "chu_C", "so_0", "so_0", "so_1")
    kiosk.until(eventually, lambda: kiosk.heard(*number, *number))
