"""GET /api/hear: a snapshot, news in order, ticks; who is too slow is dropped."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from drivers.clock import SystemClock
from server.devices import Devices, Scope
from server.domain.events import Logged, TicketIssued
from server.domain.model import ServiceId, TicketId
from server.translate.heard import Standing
from server.web import hear as hear_module
from server.web.guard import SESSION_COOKIE
from server.web.hear import NAME_HEADER
from server.web.present import Present
from server.who import Caller
from server.wire import HEARD, News, OfficeView, Snapshot, Tick
from server.wire.follow import Followed, follow
from server.wire.heard import Help, Screens, ScreenStanding, Seen, Speakers, You
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
        fact = next(one for one in news.facts if one.service == "A")
        assert (fact.waiting, fact.desks_open) == (0, 1)


def test_whoever_waits_for_help_is_told_again_after_each_snapshot(server: Server) -> None:
    def told(line: ClientConnection) -> list[tuple[str, bool]]:
        """The next snapshot, and what is said of help behind it."""
        while not isinstance(hear(line), Snapshot):
            pass
        out = []
        while isinstance(message := hear(line), You | Speakers | Help):
            out += [(message.kiosk, message.at is not None)] if isinstance(message, Help) else []
        return out

    kiosk = {"Content-Type": "application/json"}
    server.request("POST", "/api/help", b'{"kiosk": "sanh"}', kiosk)
    with listen(server, additional_headers={NAME_HEADER: "tivi"}) as line:
        assert told(line) == [("sanh", True)]
        server.ask("change_setup", edits=[{"amend": "office", "values": {"name": "Trung tâm"}}])
        assert told(line) == [("sanh", True)]
        server.request("POST", "/api/help/known", b'{"kiosk": "sanh"}', kiosk)
        server.ask("change_setup", edits=[{"amend": "office", "values": {"name": "TRUNG TÂM"}}])
        assert told(line) == []


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


def hear_of(line: ClientConnection, kind: type[Any]) -> Any:
    while True:
        message = hear(line)
        if isinstance(message, kind):
            return message


def as_device(server: Server, name: str, scope: Scope) -> dict[str, str]:
    return {"Authorization": f"Bearer {Devices(server.config.data).add(name, scope)}"}


def inside(server: Server) -> ClientConnection:
    """A page of somebody who works here."""
    return listen(server, origin=server.url, additional_headers={"Cookie": f"{SESSION_COOKIE}={server.sign_in()}"})


def test_a_screen_is_told_its_name_and_that_it_speaks(server: Server) -> None:
    with listen(server, additional_headers=as_device(server, "sanh", Scope.SCREEN)) as line:
        assert isinstance(hear(line), Snapshot)
        assert hear(line) == You(name="sanh") and hear(line) == Speakers(names=())
        assert hear(line) == Speakers(names=("sanh",))
    with listen(server) as line:
        hear(line)
        assert isinstance(hear(line), Speakers), "who has no name is not told one"


def test_of_two_screens_in_one_room_one_speaks_and_the_other_takes_over(server: Server) -> None:
    with inside(server) as desk:
        with listen(server, additional_headers=as_device(server, "a", Scope.SCREEN)) as first:
            hear_of(first, Snapshot)
            with listen(server, additional_headers=as_device(server, "b", Scope.SCREEN)) as second:
                hear_of(second, You)
                assert hear(second) == Speakers(names=("a",))
                first.send('{"t":"stands","sound":"none"}')
                assert hear_of(second, Speakers).names == ("b",)
                screens = hear_of(desk, Screens)
                while not screens.screens:
                    screens = hear_of(desk, Screens)
                assert screens.screens == (ScreenStanding(name="a", sound="none"),)
        while hear_of(desk, Screens).screens:
            pass


def test_a_desk_hears_that_its_call_was_shown_and_spoken_also_when_it_comes_later(server: Server) -> None:
    server.ask("issue", service="A")
    ticket = server.ask("call_next", desk=1)["ticket"]["id"]
    with inside(server) as desk, listen(server, additional_headers={NAME_HEADER: "screen"}) as screen:
        for sentence in ("shown", "spoken"):
            screen.send(json.dumps({"t": sentence, "ticket": ticket, "calls": 1}))
        assert hear_of(desk, Seen) == Seen(ticket=ticket, calls=1, shown=True)
        assert hear_of(desk, Seen) == Seen(ticket=ticket, calls=1, shown=True, spoken=True)
        screen.send(json.dumps({"t": "shown", "ticket": ticket, "calls": 2}))  # it was never called twice
        screen.send(json.dumps({"t": "shown", "ticket": "nobody", "calls": 1}))
        server.ask("recall", desk=1)
        heard = hear(desk)
        while not isinstance(heard, News):
            assert not isinstance(heard, Seen)
            heard = hear(desk)
        server.ask("put_back", desk=1)
        server.ask("call_next", desk=1)
        screen.send(json.dumps({"t": "shown", "ticket": ticket, "calls": 1}))
        with inside(server) as later:
            assert hear_of(later, Seen) == Seen(ticket=ticket, calls=1, shown=True, spoken=True)


@pytest.mark.parametrize("who", ["page", "kiosk", "nobody"])
def test_only_screens_are_listened_to(server: Server, who: str) -> None:
    server.ask("issue", service="A")
    ticket = server.ask("call_next", desk=1)["ticket"]["id"]
    headers = as_device(server, "cua", Scope.KIOSK) if who == "kiosk" else {}
    with inside(server) as desk, inside(server) if who == "page" else listen(server, additional_headers=headers) as line:
        line.send(json.dumps({"t": "shown", "ticket": ticket, "calls": 1}))
        line.send('{"t":"stands","sound":"ready"}')
        server.ask("recall", desk=1)
        while not isinstance(heard := hear(desk), News):
            assert not isinstance(heard, Seen) and (not isinstance(heard, Screens) or heard.screens == ())


def test_a_browser_of_this_machine_says_its_name_in_the_address_and_hears_no_names(server: Server) -> None:
    server.ask("open_desk", desk=1, officer="Cán bộ quầy 1")
    cookie = {"Cookie": f"{SESSION_COOKIE}={server.sign_in()}"}
    url = f"ws://127.0.0.1:{server.port}/api/hear?name=tivi"
    with connect(url, origin=server.url, additional_headers=cookie, proxy=None) as line:  # type: ignore[arg-type]
        assert all(one.officer == "" for one in hear(line).desks)
        assert hear(line) == You(name="tivi")
        line.send('{"t":"stands","sound":"ready"}')
        while hear_of(line, Speakers).names != ("tivi",):
            pass


def test_the_newest_line_of_a_screen_is_the_screen_and_the_older_one_is_it_again_when_it_goes(server: Server) -> None:
    token = as_device(server, "tivi", Scope.SCREEN)
    with inside(server) as desk, listen(server, additional_headers=token) as first:
        assert hear_of(first, You).name == "tivi"
        first.send('{"t":"stands","sound":"none"}')
        while not hear_of(desk, Screens).screens:
            pass
        with listen(server, additional_headers=token) as second:
            assert hear_of(second, You).name == "tivi" and hear_of(first, You).name == ""
            second.send('{"t":"stands","sound":"ready"}')
            assert hear_of(second, Speakers).names == () and hear_of(second, Speakers).names == ("tivi",)
        assert hear_of(first, You).name == "tivi"
        while hear_of(desk, Screens).screens != (ScreenStanding(name="tivi", sound="none"),):
            pass


def test_a_keypad_still_hears_what_people_hear(server: Server) -> None:
    server.ask("open_desk", desk=1, officer="Cán bộ quầy 1")
    token = Devices(server.config.data).add("phim-1", Scope.KEYPAD, desk=1)
    with listen(server, additional_headers={"Authorization": f"Bearer {token}"}) as line:
        assert next(one.officer for one in hear(line).desks) == "Cán bộ quầy 1"


def test_the_tick_says_what_was_served_today(server: Server) -> None:
    server.ask("issue", service="A")
    server.ask("call_next", desk=1)
    server.ask("finish", desk=1)
    with listen(server) as line:
        tick = hear_of(line, Tick)
        assert (tick.served, tick.waited_min) == (1, 0)


def test_now_and_then_the_news_tell_all_services(server: Server) -> None:
    with listen(server) as line:
        hear(line)
        server.ask("issue", service="A")
        assert len(hear_news(line).facts) == 8
        server.ask("issue", service="A")
        assert len(hear_news(line).facts) == 1


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
