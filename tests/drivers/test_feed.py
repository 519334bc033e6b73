"""The line to the server: in order, repaired by itself, never behind for long, quick to stop."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import Server, ServerConnection, serve

from drivers.feed import Feed, Frame, Heard, Line

Script = Callable[[ServerConnection, int], None]


class Station:
    """A websocket server in a thread; `script(connection, how_often_called_before)` says what a caller hears."""

    def __init__(self, script: Script, port: int = 0) -> None:
        self.calls = 0
        self.hung_up = threading.Event()
        self._script = script
        self._server: Server = serve(self._serve, "127.0.0.1", port, compression=None)
        self.port = self._server.socket.getsockname()[1]
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def _serve(self, connection: ServerConnection) -> None:
        self.calls += 1
        try:
            self._script(connection, self.calls - 1)
        except ConnectionClosed:
            self.hung_up.set()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join(5)


@pytest.fixture
def station() -> Iterator[Callable[..., tuple[Station, Feed]]]:
    """Make a station with that script and a feed that listens to it."""
    made: list[tuple[Station, Feed]] = []

    def make(script: Script) -> tuple[Station, Feed]:
        there = Station(script)
        feed = Feed(f"ws://127.0.0.1:{there.port}/api/hear")
        feed.start()
        made.append((there, feed))
        return made[-1]

    yield make
    for there, feed in made:
        feed.stop()
        there.stop()


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drivers.feed.LOOK_UP_S", 0.02)
    monkeypatch.setattr("drivers.feed.BACKOFF_S", (0.02, 0.05))
    monkeypatch.setattr("drivers.feed.CLOSE_TIMEOUT_S", 0.2)


def until(feed: Feed, enough: Callable[[list[Heard]], bool]) -> list[Heard]:
    heard: list[Heard] = []
    deadline = time.monotonic() + 5
    while not enough(heard):
        assert time.monotonic() < deadline, heard
        heard += feed.heard()
        time.sleep(0.005)
    return heard


def stay(connection: ServerConnection) -> None:
    """Until the other end hangs up."""
    connection.recv()


def test_frames_come_in_order_after_the_line_is_up(station: Callable[..., tuple[Station, Feed]]) -> None:
    def script(connection: ServerConnection, _: int) -> None:
        for number in range(100):
            connection.send(f"Số {number}")
        stay(connection)

    _, feed = station(script)
    assert until(feed, lambda heard: len(heard) == 101) == [Line.UP, *(Frame(f"Số {number}") for number in range(100))]


def test_bytes_are_not_news(station: Callable[..., tuple[Station, Feed]]) -> None:
    def script(connection: ServerConnection, _: int) -> None:
        connection.send(b"\x00")
        connection.send("text")
        stay(connection)

    _, feed = station(script)
    assert until(feed, lambda heard: len(heard) == 2) == [Line.UP, Frame("text")]


def test_a_line_that_is_closed_comes_back_by_itself(station: Callable[..., tuple[Station, Feed]]) -> None:
    def script(connection: ServerConnection, before: int) -> None:
        connection.send(f"snapshot {before}")
        if before >= 2:
            stay(connection)

    _, feed = station(script)
    wanted = [Line.UP, Frame("snapshot 0"), Line.DOWN, Line.UP, Frame("snapshot 1"), Line.DOWN, Line.UP, Frame("snapshot 2")]
    assert until(feed, lambda heard: len(heard) == len(wanted)) == wanted


def test_a_line_that_says_nothing_is_dead_and_taken_up_anew(
    station: Callable[..., tuple[Station, Feed]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drivers.feed.SILENCE_S", 0.15)

    def script(connection: ServerConnection, before: int) -> None:
        connection.send(f"snapshot {before}")
        stay(connection)

    there, feed = station(script)
    heard = until(feed, lambda heard: Frame("snapshot 1") in heard)
    assert heard == [Line.UP, Frame("snapshot 0"), Line.DOWN, Line.UP, Frame("snapshot 1")]
    assert there.hung_up.wait(2)


def test_ticks_keep_a_line_alive(station: Callable[..., tuple[Station, Feed]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drivers.feed.SILENCE_S", 0.3)

    def script(connection: ServerConnection, _: int) -> None:
        for number in range(12):
            connection.send(f"tick {number}")
            time.sleep(0.05)
        stay(connection)

    there, feed = station(script)
    until(feed, lambda heard: Frame("tick 11") in heard)
    assert there.calls == 1


def test_a_listener_that_is_far_behind_starts_again_with_a_fresh_snapshot(
    station: Callable[..., tuple[Station, Feed]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drivers.feed.QUEUE_FRAMES", 8)
    again = threading.Event()

    def script(connection: ServerConnection, before: int) -> None:
        if before == 0:
            for number in range(500):
                connection.send(f"old {number}")
            stay(connection)
        again.set()
        connection.send("snapshot")
        stay(connection)

    _, feed = station(script)
    assert again.wait(5)
    assert until(feed, lambda heard: Frame("snapshot") in heard) == [Line.DOWN, Line.UP, Frame("snapshot")]


def test_asked_to_come_again_it_hangs_up_and_hears_a_fresh_snapshot(station: Callable[..., tuple[Station, Feed]]) -> None:
    def script(connection: ServerConnection, before: int) -> None:
        connection.send(f"snapshot {before}")
        stay(connection)

    _, feed = station(script)
    until(feed, lambda heard: Frame("snapshot 0") in heard)
    feed.again()
    assert until(feed, lambda heard: len(heard) == 3) == [Line.DOWN, Line.UP, Frame("snapshot 1")]


def test_a_server_that_is_away_is_tried_until_it_comes(station: Callable[..., tuple[Station, Feed]]) -> None:
    first = Station(lambda connection, _: stay(connection))
    port = first.port
    first.stop()
    feed = Feed(f"ws://127.0.0.1:{port}/api/hear")
    feed.start()
    assert until(feed, lambda heard: len(heard) >= 2)[:2] == [Line.DOWN, Line.DOWN]
    second = Station(lambda connection, _: stay(connection), port)
    until(feed, lambda heard: Line.UP in heard)
    feed.stop()
    second.stop()


def test_it_stops_at_once_while_listening(station: Callable[..., tuple[Station, Feed]], quickly: Callable[..., None]) -> None:
    there, feed = station(lambda connection, _: stay(connection))
    until(feed, lambda heard: Line.UP in heard)
    quickly(feed.stop, within_s=0.8)
    assert there.hung_up.wait(2)


def test_it_stops_at_once_while_nobody_answers(monkeypatch: pytest.MonkeyPatch, quickly: Callable[..., None]) -> None:
    monkeypatch.setattr("drivers.feed.BACKOFF_S", (60.0,))
    feed = Feed("ws://127.0.0.1:9/api/hear")
    feed.start()
    until(feed, lambda heard: Line.DOWN in heard)
    quickly(feed.stop, within_s=0.5)


def test_stopping_what_was_never_started_does_nothing() -> None:
    Feed("ws://127.0.0.1:9/").stop()


def test_what_is_said_reaches_the_server_in_order_and_never_on_a_later_line(station: Callable[..., tuple[Station, Feed]]) -> None:
    heard: list[list[str]] = [[], []]
    deaf, left = threading.Event(), threading.Event()

    def script(connection: ServerConnection, before: int) -> None:
        if before == 0:
            heard[0] += [str(connection.recv(timeout=10)) for _ in range(2)]
            deaf.set()
            return  # hangs up
        left.wait(10)
        heard[1].append(str(connection.recv(timeout=10)))

    there, feed = station(script)
    feed.say("one")
    feed.say("two")
    assert deaf.wait(10)
    deadline = time.monotonic() + 10
    while there.calls < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    feed.say("three")
    left.set()
    while not heard[1] and time.monotonic() < deadline:
        time.sleep(0.01)
    assert heard == [["one", "two"], ["three"]]


@pytest.mark.parametrize("code", [4401, 1013])
def test_a_line_that_is_refused_is_told_from_one_that_is_lost(station: Callable[..., tuple[Station, Feed]], code: int) -> None:
    def script(connection: ServerConnection, before: int) -> None:
        connection.close(code)

    _there, feed = station(script)
    heard: list[Heard] = []
    deadline = time.monotonic() + 10
    while heard.count(Line.DOWN) < 2 and time.monotonic() < deadline:
        heard += feed.heard()
        time.sleep(0.01)
    assert (Line.REFUSED in heard) is (code == 4401)


def test_a_server_that_refuses_the_handshake_is_told_too_and_the_next_line_has_the_new_token() -> None:
    tokens: list[str | None] = []

    def check(connection: ServerConnection, request: Request) -> Response | None:
        tokens.append(request.headers.get("Authorization"))
        return None if tokens[-1] == "Bearer new" else connection.respond(403, "")

    with serve(lambda connection: connection.send("in"), "127.0.0.1", 0, compression=None, process_request=check) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        feed = Feed(f"ws://127.0.0.1:{server.socket.getsockname()[1]}/", {"Authorization": "Bearer old"})
        feed.start()
        heard: list[Heard] = []
        deadline = time.monotonic() + 10
        while Frame("in") not in heard and time.monotonic() < deadline:
            heard += feed.heard()
            if Line.REFUSED in heard:
                feed.headers = {"Authorization": "Bearer new"}
            time.sleep(0.01)
        feed.stop()
    assert Line.REFUSED in heard and Frame("in") in heard and tokens[0] == "Bearer old"
