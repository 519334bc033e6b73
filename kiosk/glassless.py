"""moiso kiosk buttons: a kiosk with no screen at all. A button gives a number, which is printed and spoken; tones and lights say how it went."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Protocol

from drivers.button.debounce import counts
from drivers.clock import Clock, SystemClock
from drivers.commandline import told_to_stop
from drivers.errors import SettingError
from drivers.feed import Feed, Frame, Heard, Line
from drivers.fetch import fetch
from drivers.sdnotify import notify
from drivers.settings import read_token, read_trust
from drivers.speaker.pack import ClipPack, together
from drivers.speaker.pygame_speaker import PygameSpeaker
from drivers.speaker.tones import FAILED, GIVEN, REFUSED, TAKEN, Note, tones
from drivers.speaker.voices import Voices
from kiosk.buttons import of_config
from kiosk.config import KioskConfig
from kiosk.hands import Chosen, Hand, Hands, HelpWanted, Scanned
from kiosk.press import Given, HelpCall, NotGiven, Pressed, call_help, issue, new_press
from server.wire import understood
from server.wire.heard import Snapshot, TicketView
from server.words import VOICE_LANGUAGES, number_clips

log = logging.getLogger("moiso.kiosk")
LOOK_S = 0.02
BLINK_S = 2.0
BLINK_EVERY_S = 0.25
ALIVE_EVERY_S = 4.0
"""Must be well below the unit's WatchdogSec (15 s), together with the 5 s of an ask."""
CLIP_BYTES = 512 * 1024
"""More than the longest clip has, six seconds."""


class Sounds(Protocol):
    """See drivers.speaker.pygame_speaker.PygameSpeaker."""

    def play(self, sound: bytes, volume: int = 100) -> bool: ...


class Hearing(Protocol):
    """See drivers.feed.Feed."""

    def heard(self) -> list[Heard]: ...


class Glassless:
    """`issue` blocks for 5 s at most; what is pressed meanwhile is the same citizen's impatience. `voice`: the pack that there is now for
    the Vietnamese voice; without one a number is two high tones. `wants`: told which packs the server has.
    `helped`: tells the desks that somebody wants help, and says whether they were told; blocks as `issue` does."""

    def __init__(
        self,
        *,
        hands: Hands,
        line: Hearing,
        issue: Callable[[Pressed], Given | NotGiven],
        sounds: Sounds | None,
        voice: Callable[[], ClipPack | None],
        clock: Clock,
        wants: Callable[[Mapping[str, str]], object] = lambda marks: None,
        helped: Callable[[], bool] = lambda: False,
        printer: str = "",
        services: frozenset[str] = frozenset(),
    ) -> None:
        self._hands, self._line, self._issue = hands, line, issue
        self._sounds, self._voice, self._clock, self._wants = sounds, voice, clock, wants
        self._helped = helped
        self._printer = printer
        self._services = services
        self._up = False
        self._last_s: float | None = None
        self._blinks_until_s = float("-inf")

    def run(self, stop: Callable[[], bool], alive: Callable[[], object] = lambda: None) -> None:
        alive_s = float("-inf")
        while not stop():
            if (now_s := self._clock.monotonic_s()) - alive_s > ALIVE_EVERY_S:
                alive_s = now_s
                alive()
            self.step()
            time.sleep(LOOK_S)

    def step(self) -> None:
        """Hear, take what was pressed, light up."""
        self._listen()
        for hand in self._hands.happened():
            if self._took(hand):
                self._hands.happened()  # pressed while the number was on its way
                break
        self._shine()

    def _took(self, hand: Hand) -> bool:
        """Whether the server was asked for something."""
        if isinstance(hand, Scanned):
            self._no(REFUSED)  # here is nobody who could say more
            return False
        if not isinstance(hand, Chosen | HelpWanted):
            return False
        now_s = self._clock.monotonic_s()
        fresh = counts(self._last_s, now_s)
        self._last_s = now_s
        if not fresh:
            return False
        self._play(tones(TAKEN))
        if isinstance(hand, Chosen):
            self._ask(hand)
        elif self._helped():
            self._play(tones(GIVEN))
        else:
            self._no(REFUSED)
        self._last_s = self._clock.monotonic_s()
        return True

    def _ask(self, chosen: Chosen) -> None:
        answer = self._issue(replace(new_press(chosen.service, self._printer), priority=chosen.priority))
        if isinstance(answer, Given):
            log.info("%s was given", answer.ticket.label)
            self._play(number_sound(answer.ticket, self._voice()))
        elif answer.message is not None:
            log.info("no number: %s", answer.message)
            self._no(REFUSED)
        else:
            log.warning("the server does not answer; nobody got a number here")
            self._no(FAILED)

    def _no(self, notes: Sequence[Note]) -> None:
        self._blinks_until_s = self._clock.monotonic_s() + BLINK_S
        self._play(tones(notes))

    def _play(self, samples: bytes) -> None:
        if self._sounds is not None and samples:
            self._sounds.play(samples)

    def _shine(self) -> None:
        """On while the server is heard; blinking: that gave no number."""
        now_s = self._clock.monotonic_s()
        blink = now_s < self._blinks_until_s
        self._hands.light(int(now_s / BLINK_EVERY_S) % 2 == 0 if blink else self._up)

    def _listen(self) -> None:
        for heard in self._line.heard():
            if isinstance(heard, Line):
                self._up = heard is Line.UP
            elif isinstance(heard, Frame) and isinstance(message := understood(heard.text), Snapshot):
                self._compare({one.id for one in message.services})
                self._wants(message.voices)

    def _compare(self, given: set[str]) -> None:
        """Said once for each service that the office does not have."""
        for service in sorted(self._services - given):
            log.warning("a button stands for the service %s, which the office does not have", service)
        self._services = self._services & given


def number_sound(ticket: TicketView, voice: ClipPack | None) -> bytes:
    """The number, letter by letter, with "ưu tiên" before it where it is so; two high tones where no voice can say it."""
    try:
        names = number_clips(ticket.label, priority=ticket.priority)
    except KeyError:  # a letter without a spoken name
        return tones(GIVEN)
    reading = voice.reading(names) if voice is not None else None
    return together(tones(GIVEN), [reading]).samples if reading is not None else tones(GIVEN)


def run(config: KioskConfig) -> None:
    """Until told to stop. Raises: SettingError when no button is named; DeviceError when there are pins but no library for them."""
    if not config.buttons:
        raise SettingError(
            "no button means anything: name devices and buttons in [kiosk]; moiso kiosk learn A B C shows the lines"
        )
    stop, clock = told_to_stop(), SystemClock()
    headers, trust = read_token(config.token_file), read_trust(config.ca_file)
    hands = of_config(config, clock)
    feed = Feed(f"{config.server.replace('http', 'ws', 1)}/api/hear", {"X-Moiso-Name": "kiosk", **headers}, trust)
    speaker = PygameSpeaker(clock)

    def fetched(address: str) -> bytes | None:
        return fetch(f"{config.server}{address}", most_bytes=CLIP_BYTES, headers=headers, trust=trust)

    voices = Voices(config.voice, fetched, clock, languages=VOICE_LANGUAGES, texts={})
    kiosk = Glassless(
        hands=hands,
        line=feed,
        issue=lambda pressed: issue(pressed, config.server, headers=headers, trust=trust),
        sounds=speaker,
        voice=lambda: voices.pack("vi"),
        clock=clock,
        helped=lambda: call_help(HelpCall(), config.server, headers=headers, trust=trust).told,
        wants=voices.want,
        printer=config.printer,
        services=services_of(config),
    )
    with ExitStack() as running:
        running.callback(speaker.close)
        for part in (hands, feed, voices):
            part.start()
            running.callback(part.stop)
        running.callback(notify, STOPPING=1)
        notify(READY=1)
        kiosk.run(stop, lambda: notify(WATCHDOG=1))


def services_of(config: KioskConfig) -> frozenset[str]:
    """Those that a button stands for."""
    return frozenset(one.partition(" ")[0] for one in config.buttons.values()) - {"help"}
