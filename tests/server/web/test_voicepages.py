"""Clips for screens, and recordings that come in: whole server, real files."""

import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from websockets.sync.client import connect

from drivers.speaker.pack import CHIME, clip_mark, pack_mark, samples_of
from drivers.speaker.take import FILE_BYTES
from server.wire import HEARD, Snapshot
from server.words import clip_texts

RAW = {"Content-Type": "application/octet-stream"}


@pytest.fixture
def server(live_server: Callable[..., Any], voiced: Callable[..., Path], tmp_path: Path, eventually: Any) -> Any:
    voiced(tmp_path / "data" / "voice" / "vi" / "made", "vi")
    started = live_server()
    eventually(lambda: get(started, "/voice/vi/pack.json")[0] == 200)
    return started


def get(server: Any, path: str) -> tuple[int, bytes]:
    return server.request("GET", path)  # type: ignore[no-any-return]


def put(server: Any, language: str, clip: str, data: bytes) -> tuple[int, Any]:
    status, body = server.request("POST", f"/api/voice/put?{urlencode({'language': language, 'clip': clip})}", data, RAW)
    return status, json.loads(body)


def drop(server: Any, language: str, clip: str) -> tuple[int, Any]:
    body = json.dumps({"language": language, "clip": clip}).encode()
    status, said = server.request("POST", "/api/voice/drop", body, {"Content-Type": "application/json"})
    return status, json.loads(said)


def test_a_screen_gets_the_whole_pack_by_its_mark(server: Any) -> None:
    index = json.loads(get(server, "/voice/vi/pack.json")[1])
    assert set(index["clips"]) == {CHIME, *clip_texts("vi")} and index["mark"] == pack_mark(index["clips"])
    for name in (CHIME, "moi", "so_1"):
        status, wav = get(server, f"/voice/vi/{name}.wav?mark={index['mark']}")
        assert status == 200 and clip_mark(samples_of(wav)) == index["clips"][name]


def test_with_the_mark_of_another_pack_there_is_nothing(server: Any) -> None:
    assert get(server, "/voice/vi/moi.wav")[0] == 200
    for path in (
        "/voice/vi/moi.wav?mark=old",
        "/voice/vi/none.wav",
        "/voice/en/moi.wav",
        "/voice/en/pack.json",
        "/voice/xx/pack.json",
    ):
        assert get(server, path)[0] == 404, path


def test_what_is_named_by_its_mark_may_be_kept_for_ever_and_nothing_else(server: Any) -> None:
    import http.client

    mark = json.loads(get(server, "/voice/vi/pack.json")[1])["mark"]
    for path, kept in ((f"/voice/vi/moi.wav?mark={mark}", True), ("/voice/vi/moi.wav", False), ("/voice/vi/pack.json", False)):
        line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        line.request("GET", path)
        reply = line.getresponse()
        assert ("immutable" in reply.headers["cache-control"], reply.headers["cache-control"] == "no-store") == (kept, not kept)
        line.close()


def test_a_recording_is_a_clip_at_once_and_all_who_listen_hear_of_it(server: Any, recording: Callable[..., bytes]) -> None:
    with connect(f"ws://127.0.0.1:{server.port}/api/hear", open_timeout=10, close_timeout=1, proxy=None) as line:

        def heard() -> Snapshot:
            while not isinstance(message := HEARD.validate_json(line.recv(timeout=10)), Snapshot):
                pass
            return message

        before = heard().voices
        status, said = put(server, "vi", "moi", recording())
        assert status == 200 and said["source"] == "recorded" and 0.4 < said["seconds"] < 0.8
        after = heard().voices
        assert before != after and set(after) == {"vi"}
        assert put(server, "km", "so_1", recording())[0] == 200
        assert set(heard().voices) == {"vi", "km"}
    index = json.loads(get(server, "/voice/vi/pack.json")[1])
    assert index["mark"] == after["vi"] and index["sources"]["moi"] == "recorded" and index["sources"]["den_quay"] == "espeak"


def test_who_recorded_and_who_took_it_back_stands_in_the_log(server: Any, recording: Callable[..., bytes]) -> None:
    put(server, "vi", "moi", recording())
    put(server, "vi", "moi", recording(loud=0))
    drop(server, "vi", "moi")
    page = server.request("GET", "/office/log")[1].decode()
    assert page.count("Ghi giọng đọc cho câu “Mời công dân có số thứ tự (vi)”.") == 1
    assert "Bỏ bản ghi giọng đọc của câu “Mời công dân có số thứ tự (vi)”." in page


def test_a_recording_is_taken_back(server: Any, recording: Callable[..., bytes]) -> None:
    before = get(server, "/voice/vi/moi.wav")
    put(server, "vi", "moi", recording())
    assert get(server, "/voice/vi/moi.wav") != before
    assert drop(server, "vi", "moi") == (200, {"ok": True, "source": "espeak"})
    assert get(server, "/voice/vi/moi.wav") == before
    put(server, "km", "moi", recording())
    assert drop(server, "km", "moi") == (200, {"ok": True, "source": "none"})


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"loud": 0}, "Bản ghi im lặng"),
        ({"loud": 0.01}, "Tiếng quá nhỏ"),
        ({"seconds": 7}, "nhiều nhất 6 giây"),
        ({"loud": 5}, "bị vỡ"),
    ],
)
def test_what_cannot_be_a_clip_is_refused_in_words_and_changes_nothing(
    server: Any, recording: Callable[..., bytes], how: Any, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = get(server, "/voice/vi/moi.wav")
    if how.get("loud") == 5:
        import math

        real = math.sin
        monkeypatch.setattr(math, "sin", lambda x: max(-0.19, min(0.19, real(x))))
    data = recording(**how)
    monkeypatch.undo()
    status, said = put(server, "vi", "moi", data)
    assert status == 422 and says in said["message"], said
    assert get(server, "/voice/vi/moi.wav") == before


def test_what_is_no_sound_no_clip_or_too_large_is_refused(server: Any, recording: Callable[..., bytes]) -> None:
    assert put(server, "vi", "moi", b"OggS" + bytes(500))[1]["reason"] == "not_wav"
    for language, clip in (("vi", CHIME), ("vi", "../x"), ("xx", "moi"), ("", "")):
        assert put(server, language, clip, recording())[0] == 404
        assert drop(server, language, clip)[0] == 404
    assert server.request("POST", "/api/voice/put?language=vi&clip=moi", b"{}", {"Content-Type": "application/json"})[0] == 415
    with contextlib.suppress(ConnectionError):  # it hangs up before it has taken it all
        assert put(server, "vi", "moi", bytes(FILE_BYTES + 1))[0] == 413


def test_a_whole_call_can_be_listened_to(server: Any) -> None:
    status, wav = get(server, "/voice/vi/sentence.wav?label=A012&desk=3&calls=2&priority=1")
    assert status == 200
    short = get(server, "/voice/vi/sentence.wav?label=A012&short=1")[1]
    assert len(samples_of(wav)) / 44_100 > 3 and len(short) < len(wav)
    for bad in ("label=O001&desk=3", "label=A012&desk=x", "label=A012&calls=99999", "label=A0123456789", "label=A012&desk=-1"):
        assert get(server, f"/voice/vi/sentence.wav?{bad}")[0] == 404, bad
    assert get(server, "/voice/km/sentence.wav?label=A012&desk=3")[0] == 404
    assert get(server, "/voice/vi/sentence.wav")[0] in (200, 404)


def test_recordings_are_there_after_a_restart(
    server: Any, live_server: Callable[..., Any], recording: Callable[..., bytes], eventually: Any
) -> None:
    put(server, "vi", "moi", recording())
    index = get(server, "/voice/vi/pack.json")
    server.stop()
    again = live_server()
    eventually(lambda: get(again, "/voice/vi/pack.json") == index)
