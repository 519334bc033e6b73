"""A file is fetched whole or not at all."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from drivers.fetch import fetch


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/gone":
            self.send_error(404)
            return
        body = f"{self.path} {self.headers.get('X-Moiso-Name')}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body) + (5 if self.path == "/torn" else 0)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None: ...


@pytest.fixture
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(5)
    server.server_close()


def test_a_file_comes_back_whole_and_says_who_asks(url: str) -> None:
    assert fetch(f"{url}/x.wav?mark=1", most_bytes=100, headers={"X-Moiso-Name": "hall"}) == b"/x.wav?mark=1 hall"


@pytest.mark.parametrize("path", ["/gone", "/torn", "/much-too-large-for-what-was-allowed"])
def test_anything_else_is_none(url: str, path: str) -> None:
    assert fetch(f"{url}{path}", most_bytes=25) is None


def test_a_server_that_is_not_there_is_none() -> None:
    assert fetch("http://127.0.0.1:9/x", most_bytes=100, timeout_s=0.5) is None
