"""A desk worked with a number pad alone: what each key means, and a whole turn over the wire with the lights that answer."""

import os
import struct
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from drivers.ask import Reply, Unanswered, ask
from drivers.button.evdev import KEYS, Key, Keypad
from drivers.feed import Feed
from server.devices import Devices, Scope
from server.keypad import Desk, Order, Typing, pressed
from server.wire import TicketView

CODES = {name: code for code, name in KEYS.items()}


def ticket(label: str, state: str = "waiting", desk: int | None = None) -> TicketView:
    return TicketView(
        id=f"id-{label}",
        service=label[0],
        label=label,
        state=state,
        issued_at=datetime(2026, 11, 23, tzinfo=UTC),
        arrival=1,
        desk=desk,
    )


QUEUE = [ticket("A012"), ticket("B007"), ticket("A100")]


def orders(*keys: str, hand: TicketView | None = None, gap_s: float = 1.0) -> list[Order]:
    typing, out = Typing(), []
    for place, name in enumerate(keys):
        typing, order = pressed(Key(name, 100 + place * gap_s), typing, hand, QUEUE)
        out += [order] if order else []
    return out


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("kpplus", "call_next"),
        ("kpasterisk", "recall"),
        ("kpdot", "no_show"),
        ("kpenter", "finish"),
        ("kpminus", "undo"),
        ("kpslash", "put_back"),
    ],
)
def test_each_key_is_one_act(key: str, kind: str) -> None:
    assert orders(key, hand=ticket("A001", "called", 1)) == [Order(kind)]


def test_nought_begins_to_serve_and_is_a_digit_while_the_desk_is_empty() -> None:
    assert orders("kp0", hand=ticket("A001", "called", 1)) == [Order("start")]
    assert orders("kp0") == []


def test_a_number_and_enter_calls_whoever_has_it() -> None:
    assert orders("kp1", "kp2", "kpenter") == [Order("call_this", {"ticket": "id-A012", "reason": ""})]
    assert orders("kp0", "kp0", "kp7", "kpenter") == [Order("call_this", {"ticket": "id-B007", "reason": ""})]
    assert orders("kp1", "kp0", "kp0", "kpenter", gap_s=0.1) == [Order("call_this", {"ticket": "id-A100", "reason": ""})]


def test_a_number_that_nobody_has_calls_nobody_and_finishes_nobody() -> None:
    assert orders("kp9", "kp9", "kpenter") == [Order("nobody")]


def test_a_number_is_taken_back_or_forgotten() -> None:
    assert orders("kp1", "backspace", "kp7", "kpenter")[-1] == Order("call_this", {"ticket": "id-B007", "reason": ""})
    assert orders("kp1", "kp2", "kpenter", gap_s=9.0) == [Order("finish")], (
        "too late: it is refused by the server, nobody is called"
    )


def test_a_key_that_bounces_is_one_press() -> None:
    assert orders("kpplus", "kpplus", "kpplus", gap_s=0.1) == [Order("call_next")]
    assert orders("kp1", "kp1", gap_s=0.01) == []
    assert orders("key 240") == []


@pytest.fixture
def pad(tmp_path: Path) -> Callable[..., None]:
    path = tmp_path / "event-kbd"
    os.mkfifo(path)
    second = count(100)

    def press(*names: str) -> None:
        fd = os.open(path, os.O_WRONLY)
        for name in names:
            os.write(fd, struct.pack("@qqHHi", next(second), 0, 1, CODES[name], 1))
        os.close(fd)

    press.path = path  # type: ignore[attr-defined]
    return press


class Lights(Keypad):
    """The keypad, whose lights are looked at."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.lit: dict[str, bool] = {}
        self.blinked = False

    def light(self, led: str, on: bool) -> None:
        self.lit[led] = on
        self.blinked |= led == "caps" and on


def test_a_whole_turn_with_the_keypad(live_server: Callable[..., Any], pad: Any, eventually: Any) -> None:
    server = live_server(lan="127.0.0.1:0")
    token = {"Authorization": f"Bearer {Devices(server.config.data).add('ban-phim', Scope.KEYPAD, desk=1)}"}
    url = f"http://127.0.0.1:{server.lan_port}"
    for _ in range(3):
        server.ask("issue", service="A")
    feed, keypad, stop = Feed(url.replace("http", "ws") + "/api/hear", token), Lights(str(pad.path)), threading.Event()
    feed.start()

    def send(order: dict[str, Any]) -> Reply:
        import json

        return ask(f"{url}/api/ask", json.dumps(order).encode(), headers=token)

    desk = Desk(desk=1, keypad=keypad, feed=feed, ask=send)
    loop = threading.Thread(target=desk.run, args=(stop.is_set,))
    loop.start()

    def state(label: str) -> str:
        return next(one.state.value for one in server.running.office.view.tickets.values() if one.label == label)

    eventually(lambda: keypad.lit.get("num") and keypad.lit.get("scroll"))
    pad("kpplus")
    eventually(lambda: state("A001") == "called" and desk._followed.tickets)
    eventually(lambda: any(one.state == "called" for one in desk._followed.tickets.values()))
    pad("kp0")
    eventually(lambda: state("A001") == "serving")
    pad("kpenter")
    eventually(lambda: state("A001") == "done")
    eventually(lambda: not any(one.desk == 1 for one in desk._followed.tickets.values()))
    pad("kp2", "kpenter")
    eventually(lambda: state("A002") == "called")
    assert not keypad.blinked
    pad("kpplus")
    eventually(lambda: keypad.blinked)
    assert state("A003") == "waiting"
    stop.set()
    loop.join(10)
    feed.stop()
    keypad.close()


def test_a_server_that_is_away_and_a_pad_that_is_pulled_out_are_lived_with(pad: Any, eventually: Any) -> None:
    def nobody(order: dict[str, Any]) -> Reply:
        raise Unanswered("nobody")

    keypad, stop = Lights(str(pad.path)), threading.Event()
    desk = Desk(desk=1, keypad=keypad, feed=Feed("ws://127.0.0.1:9/api/hear"), ask=nobody)
    loop = threading.Thread(target=desk.run, args=(stop.is_set,))
    loop.start()
    eventually(lambda: keypad.lit.get("num") is False)
    desk._up = True
    pad("kpplus")
    eventually(lambda: keypad.blinked)
    stop.set()
    loop.join(10)
    keypad.close()
