"""GET /api/hear: a snapshot, news in order, ticks; who is too slow is dropped."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from drivers.clock import SystemClock
from server.domain.events import Logged, TicketIssued
from server.domain.model import ServiceId, TicketId
from server.translate.heard import Standing
from server.web import hear as hear_module
from server.web.present import Present
from server.who import Caller
from server.wire import HEARD, News, OfficeView, Snapshot, Tick
from server.wire.follow import Followed, follow
from server.words import Words

Server = Any


def listen(server: Server, **how: Any) -> ClientConnection:
    return connect(f"ws://127.0.0.1:{server.port}/api/hear", open_timeout=10, close_timeout=1, proxy=None, **how)


def hear(line: ClientConnection) -> Any:
    return HEARD.validate_json(line.recv(timeout=10))


def hear_news(line: ClientConnection) -> News:
    while True:
        message = hear(line)
        if isinstance(message, News):
            return message


@pytest.fixture
def server(live_server: Callable[..., Server]) -> Server:
    return live_server()


def test_a_listener_first_hears_everything_and_then_what_is_new(server: Server) -> None:
    server.ask("issue", service="A")
    with listen(server) as line:
        snapshot = hear(line)
        assert isinstance(snapshot, Snapshot)
        assert [ticket.label for ticket in snapshot.tickets] == ["A001"] and snapshot.is_open
        server.ask("call_next", desk=1)
        news = hear_news(line)
        assert (news.seq, news.kind) == (snapshot.seq + 1, "desk_opened") and news.desk is not None and news.desk.state == "open"
        news = hear_news(line)
        assert (news.seq, news.kind) == (snapshot.seq + 2, "ticket_called") and news.ticket is not None
        assert (news.ticket.label, news.ticket.desk) == ("A001", 1)
        assert [(one.service, one.waiting, one.desks_open) for one in news.facts] == [("A", 0, 1)]


def test_following_the_news_gives_what_a_new_snapshot_says(server: Server) -> None:
    with listen(server) as line:
        followed = follow(Followed(), hear(line))
        for service in "AABC":
            server.ask("issue", service=service)
        server.ask("call_next", desk=1)
        server.ask("no_show", desk=1)
        server.ask("call_next", desk=1)
        server.ask("start", desk=1)
        server.ask("finish", desk=1)
        last = server.ask("call_next", desk=2)["seq"]
        while followed is not None and followed.seq < last:
            followed = follow(followed, hear(line))
    with listen(server) as line:
        fresh = follow(Followed(), hear(line))
    assert followed is not None and fresh is not None
    assert (followed.seq, followed.tickets) == (fresh.seq, fresh.tickets)


def test_a_gap_in_the_news_asks_for_a_new_snapshot(server: Server) -> None:
    with listen(server) as line:
        followed = follow(Followed(), hear(line))
        assert followed is not None
        server.ask("issue", service="A")
        first = hear_news(line)
    assert follow(followed, first.model_copy(update={"seq": first.seq + 1})) is None
    again = follow(followed, first)
    assert again is not None and follow(again, first) == again, "news heard twice change nothing"


def test_a_day_that_closes_or_opens_is_told_as_a_whole(server: Server) -> None:
    server.ask("issue", service="A")
    with listen(server) as line:
        hear(line)
        server.ask("close_day")
        while not isinstance(message := hear(line), Snapshot):
            pass
        assert not message.is_open and message.tickets == ()


def test_the_server_ticks(server: Server) -> None:
    with listen(server) as line:
        hear(line)
        while not isinstance(message := hear(line), Tick):
            pass
        assert message.seq == server.running.office.view.seq


def test_a_foreign_page_may_not_listen(server: Server) -> None:
    with pytest.raises(InvalidStatus):
        listen(server, origin="http://evil.example")
    with pytest.raises(InvalidStatus):
        listen(server, additional_headers={"Host": "evil.example"})


def test_who_is_too_slow_is_dropped_and_the_others_hear_on(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hear_module, "BEHIND_FRAMES", 3)
    hearers = hear_module.Hearers(
        standing=Standing("epoch", "Asia/Ho_Chi_Minh", OfficeView(authority="", name=""), Words("vi")),
        now=SystemClock().now,
        still=lambda caller: True,
        present=Present(expected=tuple, monotonic_s=SystemClock().monotonic_s),
    )
    slow, quick = hear_module._Listener(Caller(), ""), hear_module._Listener(Caller(), "")
    hearers._listeners |= {slow, quick}
    heard: list[str] = []
    for number in range(1, 6):
        issued = server.ask("issue", service="A")
        logged = Logged(issued["seq"], SystemClock().now(), _issued(issued, number))
        hearers.tell([logged], server.running.office.view)
        heard += quick.frames
        quick.frames.clear()
    assert slow.closing and len(slow.frames) == 3
    assert not quick.closing and len(heard) == 5


def _issued(answer: Any, number: int) -> TicketIssued:
    return TicketIssued(TicketId(answer["ticket"]["id"]), ServiceId("A"), number, answer["ticket"]["label"], None)


def test_too_many_listeners_are_asked_to_come_later(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hear_module, "LISTENERS", 1)
    with listen(server) as first:
        hear(first)
        with pytest.raises((InvalidStatus, ConnectionClosed)), listen(server) as second:
            hear(second)


def test_what_listeners_say_is_not_listened_to(server: Server) -> None:
    with listen(server) as line:
        hear(line)
        line.send(json.dumps({"kind": "issue", "service": "A"}))
        server.ask("issue", service="B")
        assert hear_news(line).ticket.label == "B001"


def test_a_listener_that_goes_away_makes_room(server: Server, monkeypatch: pytest.MonkeyPatch, eventually: Any) -> None:
    monkeypatch.setattr(hear_module, "LISTENERS", 1)
    with listen(server) as line:
        hear(line)

    def room() -> bool:
        try:
            with listen(server) as line:
                return isinstance(hear(line), Snapshot)
        except (InvalidStatus, ConnectionClosed):
            return False

    assert eventually(room)


def test_no_word_about_a_person_is_ever_sent(server: Server) -> None:
    server.ask("issue", service="A")
    with listen(server) as line:
        ticket = json.loads(line.recv(timeout=10))["tickets"][0]
    assert set(ticket) == {
        "id", "service", "label", "state", "issued_at", "arrival", "since_s", "tie", "priority", "appointment", "language", "steps",
        "for_desk", "admission", "opens_at", "desk", "called_at", "last_call_at", "started_at", "calls", "absences", "why", "overtook",
        "outcome", "hold", "back_at", "note", "paper", "paper_trouble", "paper_at", "copies",
    }  # fmt: skip
