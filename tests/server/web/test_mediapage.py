"""Pictures and films over HTTP: uploaded, shown on the page, fetched by screens; what is no picture is refused in words."""

import http.client
import io
import json
import socket
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from PIL import Image

MP4 = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + bytes(range(256)) * 40


def png(colour: str = "navy") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def server(live_server: Callable[..., Any]) -> Any:
    return live_server()


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


def fetch(server: Any, path: str, headers: dict[str, str] | None = None) -> Reply:
    """As this machine's own screen does."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        connection.request("GET", path, headers=headers or {})
        reply = connection.getresponse()
        return Reply(reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read())
    finally:
        connection.close()


def upload(server: Any, data: bytes) -> tuple[int, dict[str, Any]]:
    status, body = server.request("POST", "/api/office/media", data, {"Content-Type": "application/octet-stream"})
    return status, json.loads(body)


def put(server: Any, data: bytes, **facts: Any) -> str:
    """Uploaded and in the setup; its mark."""
    status, said = upload(server, data)
    assert status == 200, said
    server.ask("change_setup", edits=[{"put": "media", "row": {"id": said["mark"], "kind": said["kind"], **facts}}])
    return str(said["mark"])


def page(server: Any) -> str:
    status, body = server.request("GET", "/office/media", None, {"Accept": "text/html"})
    assert status == 200
    return str(body.decode())


def test_a_picture_is_uploaded_and_fetched_as_what_it_is(server: Any) -> None:
    mark = put(server, png(), title="Ảnh trung tâm")
    reply = fetch(server, f"/media/{mark}")
    assert (reply.status, reply.body) == (200, png())
    assert reply.headers["content-type"] == "image/png" and reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["etag"] == f'"{mark}"' and "immutable" in reply.headers["cache-control"]
    again = fetch(server, f"/media/{mark}", {"If-None-Match": f'"{mark}"'})
    assert (again.status, again.body) == (304, b"")
    assert "Ảnh trung tâm" in page(server) and f'src="/media/{mark}"' in page(server)


def test_a_film_is_fetched_in_parts(server: Any) -> None:
    mark = put(server, MP4)
    part = fetch(server, f"/media/{mark}", {"Range": "bytes=100-199"})
    assert (part.status, part.body, part.headers["content-type"]) == (206, MP4[100:200], "video/mp4")
    assert part.headers["content-range"] == f"bytes 100-199/{len(MP4)}"


def test_what_is_no_picture_is_refused_in_words(server: Any) -> None:
    status, said = upload(server, b"%PDF-1.7" + b"\x00" * 5000)
    assert (status, said["reason"]) == (422, "medium_unknown_type") and "PNG" in said["message"]
    assert upload(server, b"")[0] == 422
    assert upload(server, png())[0] == 200, "the line goes on"


def test_a_file_beyond_the_limit_is_refused_in_words(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.media.VIDEO_BYTES", 5000)
    status, said = upload(server, MP4)
    assert (status, said["reason"]) == (413, "medium_too_heavy")
    monkeypatch.setattr("server.media.FREE_BYTES", 10**18)
    status, said = upload(server, png())
    assert (status, said["reason"]) == (507, "medium_disk_full") and "Việc cấp số và gọi số vẫn chạy" in said["message"]


@pytest.mark.parametrize("mark", ["0" * 32, "x", "..%2fmoiso.db"])
def test_a_mark_that_there_is_not_is_not_found(server: Any, mark: str) -> None:
    assert server.request("GET", f"/media/{mark}")[0] == 404


def test_a_row_whose_file_is_missing_says_so(server: Any) -> None:
    mark = put(server, png())
    (server.config.data / "media" / mark).unlink()
    assert "thiếu tệp, hãy tải lên lại" in page(server)


def test_one_file_at_a_time(server: Any) -> None:
    slow = socket.create_connection(("127.0.0.1", server.port))
    head = f"POST /api/office/media HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Type: application/octet-stream\r\n"
    head += f"Content-Length: {len(MP4)}\r\n" + "".join(f"{name}: {value}\r\n" for name, value in server.root.items())
    with slow:
        slow.sendall(head.encode() + b"\r\n" + MP4[:100])
        while (answer := upload(server, png()))[0] == 200:  # until the slow one has the word
            pass
        assert (answer[0], answer[1]["reason"]) == (409, "medium_busy")
        slow.sendall(MP4[100:])
        assert b"200 OK" in slow.recv(4096)
    assert upload(server, png())[0] == 200
