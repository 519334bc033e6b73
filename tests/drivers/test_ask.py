"""An ask is repeated word for word until it is answered, and given up in time."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from drivers.ask import Reply, Unanswered, ask

BODY = b'{"ask_id":"k1-7","service":"A"}'


class Office(ThreadingHTTPServer):
    """Answers as it is told, in order: a status, None for hanging up without a word, a number of seconds to sleep before a 200."""

    daemon_threads = True

    def __init__(self, *turns: int | float | None) -> None:
        self.turns: list[int | float | None] = list(turns)
        self.heard: list[tuple[str, str | None, bytes]] = []
        super().__init__(("127.0.0.1", 0), Desk)
        self.url = f"http://127.0.0.1:{self.server_address[1]}/api/ask"
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self.shutdown()
        self._thread.join(5)
        self.server_close()


class Desk(BaseHTTPRequestHandler):
    server: Office

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((self.path, self.headers["Content-Type"], body))
        turn = self.server.turns.pop(0) if self.server.turns else 200
        if turn is None:
            self.close_connection = True
            return
        if isinstance(turn, float):
            time.sleep(turn)
            turn = 200
        answer = f'{{"said":{turn}}}'.encode()
        self.send_response(turn)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def office() -> Iterator[Callable[..., Office]]:
    made: list[Office] = []

    def make(*turns: int | float | None) -> Office:
        made.append(Office(*turns))
        return made[-1]

    yield make
    for one in made:
        one.stop()


@pytest.fixture(autouse=True)
def short_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drivers.ask.PAUSE_S", 0.02)


def test_an_answer_is_brought_back_as_it_was_said(office: Callable[..., Office]) -> None:
    there = office(200)
    assert ask(there.url, BODY) == Reply(200, b'{"said":200}')
    assert there.heard == [("/api/ask", "application/json", BODY)]


@pytest.mark.parametrize("status", [201, 400, 404, 409, 422])
def test_a_refusal_is_an_answer_and_not_asked_again(office: Callable[..., Office], status: int) -> None:
    there = office(status)
    assert ask(there.url, BODY).status == status
    assert len(there.heard) == 1


def test_a_server_in_trouble_is_asked_again_with_the_same_words(office: Callable[..., Office]) -> None:
    there = office(503, 500, 200)
    assert ask(there.url, BODY).status == 200
    assert [body for _, _, body in there.heard] == [BODY] * 3


def test_an_answer_lost_on_the_way_is_asked_for_again(office: Callable[..., Office]) -> None:
    there = office(None, 200)
    assert ask(there.url, BODY).status == 200
    assert [body for _, _, body in there.heard] == [BODY] * 2


def test_a_try_without_an_answer_ends_and_another_begins(office: Callable[..., Office], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drivers.ask.TRY_TIMEOUT_S", 0.1)
    there = office(1.0, 200)
    started_s = time.monotonic()
    assert ask(there.url, BODY).status == 200
    assert 0.1 <= time.monotonic() - started_s < 0.9
    assert len(there.heard) == 2


def test_a_server_that_starts_late_is_still_found() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    late: list[ThreadingHTTPServer] = []

    def start() -> None:
        late.append(ThreadingHTTPServer(("127.0.0.1", port), Plain))
        late[0].serve_forever(0.01)

    waiting = threading.Timer(0.2, start)
    waiting.start()
    assert ask(f"http://127.0.0.1:{port}/", BODY).status == 204
    late[0].shutdown()
    waiting.join(5)
    late[0].server_close()


class Plain(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.mark.parametrize("turns", [(503,) * 100, (None,) * 100])
def test_it_gives_up_in_time_and_says_what_it_last_saw(office: Callable[..., Office], turns: tuple[int | None, ...]) -> None:
    there = office(*turns)
    started_s = time.monotonic()
    with pytest.raises(Unanswered) as given_up:
        ask(there.url, BODY, give_up_after_s=1.0)
    assert 0.9 <= time.monotonic() - started_s < 10.0
    assert len(there.heard) >= 2
    assert ("503" if turns[0] else "RemoteDisconnected") in str(given_up.value)


def test_nobody_there_is_unanswered() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Unanswered, match="ConnectionRefused"):
        ask(f"http://127.0.0.1:{port}/api/ask", BODY, give_up_after_s=0.1)
