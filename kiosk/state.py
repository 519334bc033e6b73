"""What the kiosk is doing. Pure; kiosk.table says what may follow what. Times are monotonic seconds handed in. Knows no pixels and no sentences."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from drivers.button.debounce import QUIET_S, counts
from kiosk.press import Given, Helped, NotGiven, Pressed
from kiosk.table import OVER as OVER
from kiosk.table import TABLE as TABLE
from kiosk.table import WALK as WALK
from kiosk.table import Happening as Happening
from kiosk.table import Scene as Scene
from server.wire import Heard, News, PrinterView, ServiceView, Snapshot, Tick
from server.wire.follow import Followed, follow
from server.wire.kiosk import KioskView
from server.wire.procedures import Procedure, ProcedureBook

SHOWN_S = 9.0
SHOWN_PRINTING_S = 30.0
"""While the paper is on its way the number stays: a slow line takes twelve seconds. A touch goes home at any time."""
TAKE_S = 4.0
"""And so long after it came out."""
TROUBLE_S = 8.0
HELP_S = 15.0
ASKING_S = 20.0
"""An ask is given up after 5 s (kiosk.press); whatever keeps its answer back for longer is no reason to hold the next citizen."""
STALE_AFTER_S = 6.0
IDLE_S = 25.0
WARNING_S = 10.0
"""Whoever does nothing goes home, and sees the last seconds count. Source: SCREEN-AND-VOICE §4, 20 to 30 s, the last 10 s visible."""
LISTENING_S = 45.0
"""For whoever works it by keys: nine choices are read aloud in 25 s, and then there is still time to choose."""
ELSEWHERE_S = 0.3
"""A second tap on the same spot is an old hand's, for QUIET_S; one on another field is the next answer, unless two fingers came down at once."""


class Act(StrEnum):
    """What a field on the glass, or a key, means."""

    LANGUAGE = "language"
    GROUP = "group"
    FIND = "find"  # a procedure
    TYPED = "typed"  # a key of the keyboard on the glass
    PROCEDURE = "procedure"  # one that was found
    MORE = "more"
    SERVICE = "service"
    PLAIN = "plain"  # a number, nobody goes first
    FAVOURED = "favoured"  # a number for somebody who goes first
    LACKS = "lacks"  # a paper is missing
    ANYWAY = "anyway"  # a number all the same
    BACK = "back"
    HOME = "home"
    HELP = "help"
    LARGE = "large"
    STAY = "stay"


@dataclass(frozen=True, slots=True)
class Choice:
    """`value`: the language, group or service; the key that was typed; the place of what was found."""

    act: Act
    value: str = ""


NewPress = Callable[[str, bool, str], Pressed]
"""Service, priority, language -> a press of its own."""


@dataclass(frozen=True, slots=True)
class KioskState:
    """`pressed` is the ask that is out or was answered last; `given` what came of it; `printer` the one that stands here, "": the first.

    `language` is spoken now, `own_language` where the office has chosen none; `group` is open, `page` of it seen; `service`: what is asked about.
    `favoured`: a card said that this citizen goes first; nothing else is kept of it. `note`: what a scan told, as the key of a sentence, with
    its `note_day`. `helped`: whether the desks were told, None while they are being told. `numbered`: a keypad is there, fields show their keys.
    `wait_min`: what was said of the wait when the press went out, as server.wire.heard.ServiceFacts has it. `book`: the procedures that can be looked up,
    `typed` the keys for it as they were pressed, `found` what the keys `found_for` mean (a search takes its time), `procedure` the one that is looked at or was chosen. `listens`: this
    citizen works it by keys and wants to hear the choices.
    """

    scene: Scene = Scene.HOME
    since_s: float = float("-inf")
    followed: Followed = field(default_factory=Followed)
    heard_s: float = float("-inf")
    pressed: Pressed | None = None
    given: Given | None = None
    message: str | None = None
    last_press_s: float | None = None
    printer: str = ""
    server_ahead_s: float | None = None
    language: str = "vi"
    own_language: str = "vi"
    group: str = ""
    page: int = 0
    large: bool = False
    service: str = ""
    favoured: bool = False
    note: str = ""
    note_day: date | None = None
    helped: bool | None = None
    numbered: bool = False
    wait_min: tuple[int, int] | None = None
    book: ProcedureBook | None = None
    typed: str = ""
    found: tuple[Procedure, ...] = ()
    found_for: str | None = None
    procedure: Procedure | None = None
    listens: bool = False

    @property
    def on_the_way(self) -> bool:
        """Whether a citizen is between the first touch and the number."""
        return self.scene in WALK

    @property
    def rules(self) -> KioskView:
        """As the office chose."""
        standing = self.followed.standing
        return standing.kiosk if standing is not None else KioskView()

    @property
    def languages(self) -> tuple[str, ...]:
        """Those that are on, the first one's first; one at least."""
        chosen = tuple(dict.fromkeys(self.rules.languages))
        return chosen if len(chosen) > 1 else (self.own_language,)

    @property
    def at_rest(self) -> bool:
        """Whether it stands as if nobody had touched it. Asked in every frame."""
        return (
            self.scene is self._first_scene
            and self.language == self.languages[0]
            and self.large is (self.rules.theme == "large")
            and _RESTED(self) == _AS_RESTED
        )

    @property
    def _first_scene(self) -> Scene:
        return Scene.LANGUAGE if len(self.languages) > 1 else Scene.HOME

    def offline(self, now_s: float) -> bool:
        """Whether the server has been silent for too long."""
        return now_s - self.heard_s > STALE_AFTER_S

    def local(self, now_s: float) -> datetime | None:
        """The office's time by the server's clock; None when that is not known or not believed."""
        standing = self.followed.standing
        if standing is None or standing.clock_doubt or self.server_ahead_s is None:
            return None
        return datetime.fromtimestamp(now_s + self.server_ahead_s, UTC).astimezone(ZoneInfo(standing.timezone))

    def service_view(self, service: str) -> ServiceView | None:
        standing = self.followed.standing
        return next((one for one in (standing.services if standing else ()) if one.id == service), None)

    def paper(self) -> tuple[str | None, str]:
        """State and trouble of the given ticket's paper, as last heard."""
        if self.given is None:
            return None, ""
        ticket = self.followed.tickets.get(self.given.ticket.id, self.given.ticket)
        return ticket.paper, ticket.paper_trouble

    def paper_comes(self) -> bool:
        """Whether the shown number's paper is on its way, and nothing is known to be in it."""
        paper, trouble = self.paper()
        return self.scene is Scene.SHOWN and paper in ("queued", "sending") and not trouble

    def paper_elsewhere(self) -> str:
        """Where the given ticket's paper is, if another printer took over: what people call it, "" if it is this kiosk's own."""
        ticket = self.followed.tickets.get(self.given.ticket.id) if self.given is not None else None
        own = self.own_printer()
        if ticket is None or own is None or ticket.paper_at in ("", own.name):
            return ""
        there = next((one for one in self.followed.printers if one.name == ticket.paper_at), None)
        return (there.title or there.name) if there is not None else ""

    def own_printer(self) -> PrinterView | None:
        """The printer whose papers are this kiosk's; None as long as none is known."""
        printers = self.followed.printers
        return next((one for one in printers if one.name == self.printer), printers[0] if printers else None)

    def no_numbers(self) -> bool:
        """Whether the office gives none while nothing prints."""
        standing = self.followed.standing
        return standing is not None and standing.when_no_paper == "refuse" and self.nothing_prints()

    def nothing_prints(self) -> bool:
        """Whether a paper would have to wait: the own printer is down, and no other takes over."""
        own = self.own_printer()
        return own is not None and own.trouble != "" and all(one.trouble for one in self.followed.printers)

    def left_s(self, now_s: float) -> int | None:
        """Seconds until it goes home by itself, in the last WARNING_S of them; None before, and where nobody is on the way."""
        if self.scene not in WALK or self.at_rest:
            return None
        left = self.idle_since_s + self.idle_s - now_s
        return max(int(left + 0.999), 0) if left <= WARNING_S else None

    @property
    def idle_s(self) -> float:
        return LISTENING_S if self.listens else IDLE_S

    @property
    def idle_since_s(self) -> float:
        return max(self.since_s, self.last_press_s if self.last_press_s is not None else self.since_s)


def rested(state: KioskState) -> KioskState:
    """The same kiosk as nobody had touched it; what it knows of the office, and the last press, stay."""
    return replace(
        state,
        scene=state._first_scene,
        language=state.languages[0],
        large=state.rules.theme == "large",
        **RESTING,
    )


RESTING: dict[str, Any] = {
    "group": "", "page": 0, "service": "", "favoured": False, "note": "", "note_day": None, "helped": None, "typed": "", "found": (), "found_for": None,
    "procedure": None, "listens": False,
}  # fmt: skip
"""What else is as nobody had touched it."""
_RESTED, _AS_RESTED = attrgetter(*RESTING), tuple(RESTING.values())


def happens(state: KioskState, happening: Happening, now_s: float) -> KioskState | None:
    """The state after it, by the table; None when it changes nothing there. Home by being done, by time or by leaving is home at rest."""
    after = TABLE.get((state.scene, happening))
    if after is None:
        return None
    if after is Scene.HOME and happening in (Happening.TAPPED, Happening.LEFT, Happening.TIME_UP):
        return replace(rested(state), since_s=now_s)
    return replace(state, scene=after, since_s=now_s)


def chose(state: KioskState, pressed: Pressed, now_s: float) -> KioskState:
    """A service was chosen for good; `state.pressed is pressed` afterwards means that the ask must go out."""
    fresh = counts(state.last_press_s, now_s)
    state = replace(state, last_press_s=now_s)
    return goes(state, pressed, now_s) if fresh else state


def goes(state: KioskState, pressed: Pressed, now_s: float) -> KioskState:
    """The press goes out, if it may from here."""
    after = happens(state, Happening.CHOSE, now_s)
    if after is None:
        return state
    facts = state.followed.facts.get(pressed.service)
    return replace(after, pressed=pressed, given=None, message=None, wait_min=None if facts is None else facts.wait_min)


def tapped(state: KioskState, now_s: float) -> KioskState:
    """The glass was touched where there is nothing to choose."""
    fresh = counts(state.last_press_s, now_s)
    state = replace(state, last_press_s=now_s)
    return (happens(state, Happening.TAPPED, now_s) if fresh else None) or state


def fresh_here(state: KioskState, now_s: float, elsewhere: bool) -> bool:
    """Whether a tap or key counts. `elsewhere`: it is not on the spot of the last one; that matters only on the way to a number."""
    return counts(state.last_press_s, now_s, ELSEWHERE_S if elsewhere and state.scene in WALK else QUIET_S)


def answered(state: KioskState, answer: Given | NotGiven | Helped, now_s: float) -> KioskState:
    """What came of an ask; an answer to another ask than the one that is out changes nothing."""
    if isinstance(answer, Helped):
        return replace(state, helped=answer.told) if state.scene is Scene.HELP else state
    happening = Happening.GIVEN if isinstance(answer, Given) else Happening.NOT_GIVEN
    after = happens(state, happening, now_s)
    if after is None or state.pressed != answer.pressed:
        return state
    return replace(after, given=answer) if isinstance(answer, Given) else replace(after, message=answer.message)


def passed(state: KioskState, now_s: float) -> KioskState:
    """Time went by."""
    limit_s = _limit_s(state)
    if limit_s is None or now_s - (state.idle_since_s if state.scene in WALK else state.since_s) < limit_s:
        return state
    return happens(state, Happening.TIME_UP, now_s) or state


def _limit_s(state: KioskState) -> float | None:
    if state.scene in WALK:
        return None if state.at_rest else state.idle_s
    shown_s = SHOWN_PRINTING_S if state.paper_comes() else SHOWN_S
    return {Scene.SHOWN: shown_s, Scene.TROUBLE: TROUBLE_S, Scene.HELP: HELP_S, Scene.ASKING: ASKING_S}[state.scene]


def heard(state: KioskState, message: Heard, now_s: float) -> KioskState | None:
    """The server said something; None when something was missed and a snapshot is needed."""
    followed = follow(state.followed, message)
    if followed is None:
        return None
    was_at_rest = state.scene in WALK and state.at_rest
    after = replace(state, followed=followed, heard_s=now_s)
    if isinstance(message, Snapshot | Tick):
        after = replace(after, server_ahead_s=message.now.timestamp() - now_s)
    elif isinstance(message, News):
        after = replace(after, server_ahead_s=message.at.timestamp() - now_s)
    if isinstance(message, Snapshot) and (was_at_rest or _lost_its_way(after)):
        return replace(rested(after), since_s=now_s)
    if state.paper_comes() and not after.paper_comes():
        after = replace(after, since_s=max(state.since_s, now_s - SHOWN_S + TAKE_S))
    return after


def _lost_its_way(state: KioskState) -> bool:
    """Whether the office took away what the citizen is looking at."""
    return state.scene in (Scene.QUESTION, Scene.MISSING) and state.service_view(state.service) is None
