"""From somebody's recording to the waiting area: whole server, real line, real files, the real packs' thread; only the loudspeaker is a memory."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from display.loop import Loop
from drivers.clock import SystemClock
from drivers.feed import Feed
from drivers.fetch import fetch
from drivers.screen.ops import DrawList, Happened
from drivers.speaker.engines import espeak
from drivers.speaker.pack import samples_of, silence, wav_of
from drivers.speaker.voices import Voices
from server.words import CLIP_TEXTS, VOICE_LANGUAGES, Words, call_clips

RAW = {"Content-Type": "application/octet-stream"}


class Hall:
    """A screen in the waiting area. `heard`: the sounds, one after the other."""

    size, ready, busy = (1280, 720), True, False

    def __init__(self, server: Any, folder: Path) -> None:
        self.heard: list[bytes] = []
        self.feed = Feed(server.url.replace("http", "ws") + "/api/hear", {"X-Moiso-Name": "screen"})
        self.voices = Voices(
            folder,
            lambda address: fetch(f"{server.url}{address}", most_bytes=1 << 19),
            SystemClock(),
            languages=VOICE_LANGUAGES,
            texts=CLIP_TEXTS,
            own_after_s=600,
        )
        self.loop = Loop(
            screen=self,
            speaker=self,
            line=self.feed,
            voices=self.voices,
            words=Words("vi"),
            clock=SystemClock(),
            picture_file=None,
        )
        self.voices.start()
        self.feed.start()

    def show(self, ops: DrawList) -> bool:
        return False

    def happened(self) -> list[Happened]:
        return []

    def wait_frame(self, frames_per_s: int) -> None: ...

    def save(self, path: Path) -> None: ...

    def play(self, sound: bytes, volume: int = 100) -> bool:
        self.heard.append(sound)
        return True

    def place(self) -> int:
        return 0

    def end_at(self, place: int) -> None: ...

    def close(self) -> None:
        self.feed.stop()
        self.voices.stop()


@pytest.fixture
def server(live_server: Callable[..., Any], spoken_pack: Callable[..., None], tmp_path: Path) -> Any:
    spoken_pack(tmp_path / "data" / "voice" / "vi" / "made")
    return live_server()


@pytest.fixture
def hall(server: Any, tmp_path: Path) -> Iterator[Hall]:
    hall = Hall(server, tmp_path / "screen")
    yield hall
    hall.close()


def said(hall: Hall, eventually: Any) -> bytes:
    """The next sound."""
    eventually(lambda: (hall.loop.step(), hall.heard)[1])
    return hall.heard.pop()


def put(server: Any, language: str, clip: str, text: str, engine: str = "vi") -> bytes:
    """Somebody uploads a recording; the clip that became of it."""
    voice = espeak(engine)
    assert voice is not None
    wav = wav_of(silence(300) + voice.say(text).tobytes() + silence(300))
    status, body = server.request("POST", f"/api/voice/put?language={language}&clip={clip}", wav, RAW)
    assert status == 200, body
    return samples_of(server.request("GET", f"/voice/{language}/{clip}.wav")[1])


def test_what_was_recorded_is_what_the_next_call_sounds_like(server: Any, hall: Hall, eventually: Any, tmp_path: Path) -> None:
    eventually(lambda: (hall.loop.step(), hall.voices.pack("vi"))[1])
    server.ask("issue", service="A")
    server.ask("call_next", desk=1)
    first = said(hall, eventually)
    before = hall.voices.pack("vi")
    assert before is not None and before.clips["moi"] in first

    mine = put(server, "vi", "moi", "Xin mời quý công dân số")
    eventually(lambda: (hall.loop.step(), hall.voices.pack("vi") is not before)[1])
    server.ask("recall", desk=1)
    second = said(hall, eventually)
    assert mine in second and before.clips["moi"] not in second and before.clips["den_quay"] in second

    server.stop()
    again = Voices(tmp_path / "screen", lambda address: None, SystemClock(), languages=VOICE_LANGUAGES, texts=CLIP_TEXTS)
    again.look()
    kept = again.pack("vi")
    assert kept is not None and kept.clips["moi"] == mine, "while the server is away the recording is still there"


def test_a_citizen_who_chose_khmer_is_called_in_khmer_once_it_is_recorded(server: Any, hall: Hall, eventually: Any) -> None:
    eventually(lambda: (hall.loop.step(), hall.voices.pack("vi"))[1])
    server.ask("issue", service="A", language="km")
    server.ask("call_next", desk=1)
    vietnamese = hall.voices.pack("vi")
    assert vietnamese is not None
    assert said(hall, eventually).count(vietnamese.clips["den_quay"]) == 2, "nobody has recorded it yet"

    clips = {
        name: put(server, "km", name, f"{number} khmer", "en")
        for number, name in enumerate(sorted(set(call_clips("A001", 1, 2, language="km"))))
    }
    eventually(lambda: (hall.loop.step(), (pack := hall.voices.pack("km")) and set(clips) <= set(pack.clips))[1])
    server.ask("recall", desk=1)
    call = said(hall, eventually)
    assert call.count(vietnamese.clips["den_quay"]) == 1
    places = [call.index(clips[name]) for name in call_clips("A001", 1, 2, language="km")[:2]]
    assert call.index(vietnamese.clips["den_quay"]) < places[0] < places[1], "Vietnamese first"
