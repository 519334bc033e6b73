"""Packs come from the server whole or not at all, the last good ones stay, and without a server there is a voice of our own."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from drivers.clock import ManualClock
from drivers.speaker.engines import espeak
from drivers.speaker.pack import CHIME, clip_mark, load_pack, pack_mark, wav_of
from drivers.speaker.voices import OWN, OWN_AFTER_S, RETRY_S, Voices
from server.words import CLIP_TEXTS, VOICE_LANGUAGES

BELL, ONE, TWO = b"\x05\x00" * 30, b"\x01\x00" * 10, b"\x02\x00" * 20
CLIPS = {CHIME: BELL, "so_1": ONE, "so_2": TWO}


class Files:
    """A server's packs. `asked`: what was fetched; `broken`: addresses that cannot be had."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.broken: set[str] = set()

    def put(self, language: str, clips: dict[str, bytes]) -> str:
        marks = {name: clip_mark(clip) for name, clip in clips.items()}
        mark = pack_mark(marks)
        index = {"language": language, "voice": f"test {language}", "mark": mark, "clips": marks}
        self.files[f"/voice/{language}/pack.json"] = json.dumps(index).encode()
        for name, clip in clips.items():
            self.files[f"/voice/{language}/{name}.wav?mark={mark}"] = wav_of(clip)
        return mark

    def __call__(self, address: str) -> bytes | None:
        self.asked.append(address)
        return None if address in self.broken else self.files.get(address)


@pytest.fixture
def files() -> Files:
    return Files()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 23, tzinfo=UTC))


@pytest.fixture
def made(tmp_path: Path, files: Files, clock: ManualClock) -> Callable[[], Voices]:
    return lambda: Voices(tmp_path / "voice", files, clock, languages=VOICE_LANGUAGES, texts=CLIP_TEXTS)


def test_a_pack_is_fetched_whole_by_its_mark(made: Callable[[], Voices], files: Files) -> None:
    voices = made()
    mark = files.put("vi", CLIPS)
    voices.want({"vi": mark})
    voices.look()
    pack = voices.pack("vi")
    assert pack is not None and pack.clips == CLIPS and pack.mark == mark and pack.voice == "test vi"
    asked = len(files.asked)
    voices.look()
    assert len(files.asked) == asked, "once"


def test_when_one_clip_is_new_only_that_one_is_fetched(made: Callable[[], Voices], files: Files) -> None:
    voices = made()
    voices.want({"vi": files.put("vi", CLIPS)})
    voices.look()
    files.asked.clear()
    mark = files.put("vi", {**CLIPS, "so_2": ONE + TWO})
    voices.want({"vi": mark})
    voices.look()
    pack = voices.pack("vi")
    assert pack is not None and pack.clips["so_2"] == ONE + TWO
    assert files.asked == ["/voice/vi/pack.json", f"/voice/vi/so_2.wav?mark={mark}"]


@pytest.mark.parametrize("broken", ["pack.json", "so_1.wav", "so_2.wav", "chime.wav"])
@pytest.mark.parametrize("how", ["gone", "torn", "another"])
def test_half_a_pack_is_none_and_the_old_one_stays(made: Callable[[], Voices], files: Files, broken: str, how: str) -> None:
    voices = made()
    voices.want({"vi": files.put("vi", CLIPS)})
    voices.look()
    old = voices.pack("vi")
    mark = files.put("vi", {name: clip + clip for name, clip in CLIPS.items()})
    address = f"/voice/vi/{broken}" + ("" if broken == "pack.json" else f"?mark={mark}")
    whole = files.files[address]
    files.files[address] = {"gone": b"", "torn": whole[:-3], "another": wav_of(b"\x09\x00" * 20)}[how]
    voices.want({"vi": mark})
    assert voices.look() == RETRY_S
    assert voices.pack("vi") == old
    files.files[address] = whole
    voices.look()
    assert (pack := voices.pack("vi")) is not None and pack.mark == mark


def test_while_the_server_is_away_the_last_good_pack_is_used_also_after_a_restart(
    made: Callable[[], Voices], files: Files
) -> None:
    voices = made()
    voices.want({"vi": files.put("vi", CLIPS), "km": files.put("km", CLIPS)})
    voices.look()
    again = made()
    again.look()
    assert again.pack("vi") == voices.pack("vi") and again.pack("km") is not None
    again.want({})
    again.look()
    assert again.pack("km") is not None, "a server that names none has not looked yet"


def test_a_voice_that_the_office_took_back_is_not_used_any_more(made: Callable[[], Voices], files: Files, tmp_path: Path) -> None:
    voices = made()
    vi = files.put("vi", CLIPS)
    voices.want({"vi": vi, "km": files.put("km", CLIPS)})
    voices.look()
    voices.want({"vi": vi})
    voices.look()
    assert voices.pack("km") is None and not (tmp_path / "voice" / "km").exists()


def test_a_name_that_leads_elsewhere_is_not_written(made: Callable[[], Voices], files: Files, tmp_path: Path) -> None:
    voices = made()
    voices.want({"vi": files.put("vi", {**CLIPS, "../../evil": ONE})})
    voices.look()
    assert voices.pack("vi") is None and not any("evil" in address for address in files.asked)


@pytest.mark.parametrize(
    "answer", [b"", b"{", b"[]", b"5", b'{"mark": "m"}', b'{"mark": "m", "clips": 5}', b'{"mark": "m", "clips": {"a": 5}}']
)
def test_an_answer_that_is_no_pack_is_none(made: Callable[[], Voices], files: Files, answer: bytes) -> None:
    voices = made()
    files.files["/voice/vi/pack.json"] = answer
    voices.want({"vi": "m"})
    assert voices.look() <= RETRY_S and voices.pack("vi") is None


def test_without_a_server_a_voice_is_made_here_and_the_servers_is_better(
    made: Callable[[], Voices], files: Files, clock: ManualClock, tmp_path: Path
) -> None:
    voices = made()
    assert voices.look() == OWN_AFTER_S and voices.pack("vi") is None and voices.chime
    clock.advance(OWN_AFTER_S)
    voices.look()
    pack = voices.pack("vi")
    assert pack is not None and pack.voice.startswith("espeak-ng vi") and voices.pack("km") is None
    again = made()
    again.look()
    assert again.pack("vi") == pack == load_pack(tmp_path / "voice" / OWN), "it is there at once at the next start"
    again.want({"vi": files.put("vi", CLIPS)})
    again.look()
    assert (better := again.pack("vi")) is not None and better.clips == CLIPS


def test_without_any_voice_there_is_a_chime(
    made: Callable[[], Voices], clock: ManualClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert espeak("vi") is None
    voices = made()
    clock.advance(OWN_AFTER_S)
    voices.look()
    assert (pack := voices.pack("vi")) is not None and set(pack.clips) == {CHIME}


def test_in_its_thread_it_hears_what_is_wanted_and_ends(
    made: Callable[[], Voices], files: Files, eventually: Callable[..., object]
) -> None:
    voices = made()
    voices.start()
    voices.want({"vi": files.put("vi", CLIPS)})
    eventually(lambda: voices.pack("vi"))
    voices.stop()
    voices._thread.join(10)
    assert not voices._thread.is_alive()
