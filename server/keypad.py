"""moiso keypad: the keys of one desk, where there is no screen and no browser. A number pad is enough; its lights answer.

What a key means is a table; what is done is the server's. Only one desk, that of the token.
"""

import json
import logging
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from drivers.ask import Reply, Unanswered, ask
from drivers.button.evdev import Key, Keypad
from drivers.commandline import told_to_stop
from drivers.errors import DeviceError
from drivers.feed import Feed, Frame, Line
from drivers.sdnotify import notify
from drivers.settings import read_token, read_trust
from server.config import KeypadConfig
from server.wire.follow import Followed, follow
from server.wire.heard import TicketView, understood

log = logging.getLogger("moiso.keypad")
LOOK_S = 0.1
"""How often the news are looked at while no key is pressed."""
SAME_KEY_S = 0.4
"""The same key sooner than this is the same press; a worn key bounces, an old hand doubles. Digits may follow each other."""
BOUNCE_S = 0.05
FORGET_S = 8.0
"""A number that nobody finishes is forgotten."""
RETRY_S = 2.0
BLINK_S = 1.0
ALIVE_EVERY_S = 4.0
"""Must be well below the unit's WatchdogSec (15 s)."""
DIGITS = {**{f"kp{digit}": str(digit) for digit in range(10)}, **{str(digit): str(digit) for digit in range(10)}}

ACTS: Mapping[str, str] = {
    "kpplus": "call_next", "f1": "call_next", "space": "call_next",
    "kpasterisk": "recall", "f2": "recall",
    "kpdot": "no_show", "f3": "no_show", "delete": "no_show",
    "kpenter": "finish", "f4": "finish", "enter": "finish",
    "kpslash": "put_back", "kpminus": "undo",
}  # fmt: skip
"""As on the desk page; 0 starts while somebody is called, and is a digit of a number while the desk is empty."""


@dataclass(frozen=True, slots=True)
class Order:
    """An ask without its id."""

    kind: str
    facts: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Typing:
    """What was typed so far, and when; the last key, for what bounces."""

    number: str = ""
    at_s: float = 0.0
    last: Key | None = None


def pressed(key: Key, typing: Typing, hand: TicketView | None, waiting: list[TicketView]) -> tuple[Typing, Order | None]:
    """What a key means now. `waiting`: whom a typed number may name, in their order. Pure."""
    digit = DIGITS.get(key.name)
    quiet_s = BOUNCE_S if digit else SAME_KEY_S
    if typing.last is not None and typing.last.name == key.name and abs(key.at_s - typing.last.at_s) < quiet_s:
        return Typing(typing.number, typing.at_s, key), None
    number = typing.number if key.at_s - typing.at_s < FORGET_S else ""
    if hand is None and digit:
        return Typing((number + digit)[:4], key.at_s, key), None
    if hand is None and number and key.name in ("kpenter", "enter"):
        named = [one for one in waiting if one.label.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ").lstrip("0") == number.lstrip("0")]
        return Typing(last=key), Order("call_this", {"ticket": named[0].id, "reason": ""}) if len(named) == 1 else Order("nobody")
    if key.name in ("backspace", "esc"):
        return Typing(last=key), None
    if hand is not None and digit == "0":
        return Typing(last=key), Order("start")
    kind = ACTS.get(key.name)
    return Typing(last=key), None if kind is None else Order(kind)


class Desk:
    """The loop. `ask(order with its id) -> Reply` may raise Unanswered."""

    def __init__(
        self,
        *,
        desk: int,
        keypad: Keypad,
        feed: Feed,
        ask: Callable[[dict[str, object]], Reply],
        monotonic_s: Callable[[], float] = time.monotonic,
        alive: Callable[[], object] = lambda: None,
    ) -> None:
        self._desk = desk
        self._keypad = keypad
        self._feed = feed
        self._ask = ask
        self._monotonic_s = monotonic_s
        self._alive = alive
        self._alive_s = float("-inf")
        self._followed = Followed()
        self._typing = Typing()
        self._up = False
        self._blink_until_s = 0.0
        self._said = ""

    def run(self, stop: Callable[[], bool]) -> None:
        while not stop():
            self._listen()
            self._show()
            try:
                keys = self._keypad.read(LOOK_S)
            except DeviceError as error:
                self._say(error.detail)
                self._wait(RETRY_S, stop)
                continue
            self._said = ""
            for key in keys:
                self._press(key)

    def _press(self, key: Key) -> None:
        hand = next((one for one in self._tickets() if one.desk == self._desk and one.state in ("called", "serving")), None)
        self._typing, order = pressed(key, self._typing, hand, self._callable())
        if order is None:
            return
        if not self._up or order.kind == "nobody" or not self._done(order):
            self._blink_until_s = self._monotonic_s() + BLINK_S

    def _done(self, order: Order) -> bool:
        try:
            reply = self._ask({"ask_id": secrets.token_hex(12), "kind": order.kind, "desk": self._desk, **order.facts})
        except Unanswered as error:
            log.warning("the server does not answer: %s", error)
            return False
        if reply.status != 200:
            log.info("refused: %s", reply.body.decode(errors="replace")[:200])
        return reply.status == 200

    def _tickets(self) -> list[TicketView]:
        return list(self._followed.tickets.values())

    def _callable(self) -> list[TicketView]:
        """Whom this desk may call by number, in the order of arrival."""
        desk = self._followed.desks.get(self._desk)
        given = desk.services if desk is not None else ()
        mine = [
            one
            for one in self._tickets()
            if one.state in ("waiting", "missed", "held")
            and (one.for_desk == self._desk or (one.for_desk is None and one.service in given))
        ]
        return sorted(mine, key=lambda one: (one.since_s, one.tie))

    def _listen(self) -> None:
        if self._monotonic_s() - self._alive_s > ALIVE_EVERY_S:
            self._alive_s = self._monotonic_s()
            self._alive()
        for heard in self._feed.heard():
            if isinstance(heard, Line):
                self._up = heard is Line.UP
            elif isinstance(heard, Frame) and (message := understood(heard.text)) is not None:
                followed = follow(self._followed, message)
                if followed is None:
                    self._feed.again()
                else:
                    self._followed = followed

    def _show(self) -> None:
        """num: the server is heard; scroll: somebody waits; caps: that was refused."""
        self._keypad.light("num", self._up)
        self._keypad.light("scroll", self._up and any(one.state == "waiting" for one in self._callable()))
        self._keypad.light("caps", self._monotonic_s() < self._blink_until_s)

    def _say(self, what: str) -> None:
        """Once, and not ten times a second."""
        if what != self._said:
            log.warning("%s", what)
            self._said = what

    def _wait(self, seconds: float, stop: Callable[[], bool]) -> None:
        until_s = self._monotonic_s() + seconds
        while not stop() and self._monotonic_s() < until_s:
            time.sleep(LOOK_S)
            self._listen()


def run(config: KeypadConfig) -> None:
    """Until told to stop. Raises: SettingError when the token or the certificate cannot be used."""
    stop = told_to_stop()
    headers, trust = read_token(config.token_file), read_trust(config.ca_file)
    keypad = Keypad(config.device)
    feed = Feed(f"{config.server.replace('http', 'ws', 1)}/api/hear", headers, trust)
    feed.start()
    notify(READY=1)

    def send(order: dict[str, object]) -> Reply:
        return ask(f"{config.server}/api/ask", json.dumps(order).encode(), headers=headers, trust=trust)

    try:
        Desk(desk=config.desk, keypad=keypad, feed=feed, ask=send, alive=lambda: notify(WATCHDOG=1)).run(stop)
    finally:
        feed.stop()
        keypad.close()
