"""What the kiosk is doing. Pure; a table says what may follow what. Times are monotonic seconds handed in."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from drivers.button.debounce import counts
from kiosk.press import Given, NotGiven, Pressed
from server.wire import Heard, PrinterView
from server.wire.follow import Followed, follow

SHOWN_S = 9.0
SHOWN_PRINTING_S = 30.0
"""While the paper is on its way the number stays: a slow line takes twelve seconds. A touch goes home at any time."""
TAKE_S = 4.0
"""And so long after it came out."""
TROUBLE_S = 8.0
STALE_AFTER_S = 6.0


class Scene(StrEnum):
    HOME = "home"
    ASKING = "asking"
    SHOWN = "shown"  # the number, large
    TROUBLE = "trouble"  # a sentence


class Happening(StrEnum):
    CHOSE = "chose"  # a field on the home scene, or a button of its own
    TAPPED = "tapped"  # the glass, anywhere
    GIVEN = "given"
    NOT_GIVEN = "not_given"
    TIME_UP = "time_up"


TABLE: dict[tuple[Scene, Happening], Scene] = {
    (Scene.HOME, Happening.CHOSE): Scene.ASKING,
    (Scene.ASKING, Happening.GIVEN): Scene.SHOWN,
    (Scene.ASKING, Happening.NOT_GIVEN): Scene.TROUBLE,
    (Scene.SHOWN, Happening.CHOSE): Scene.ASKING,  # the next citizen presses a real button
    (Scene.SHOWN, Happening.TAPPED): Scene.HOME,
    (Scene.SHOWN, Happening.TIME_UP): Scene.HOME,
    (Scene.TROUBLE, Happening.CHOSE): Scene.ASKING,
    (Scene.TROUBLE, Happening.TAPPED): Scene.HOME,
    (Scene.TROUBLE, Happening.TIME_UP): Scene.HOME,
}
"""What is not in the table changes nothing: a press while asking is the same citizen's impatience."""


@dataclass(frozen=True, slots=True)
class KioskState:
    """`pressed` is the ask that is out or was answered last; `given` what came of it; `printer` the one that stands here, "": the first."""

    scene: Scene = Scene.HOME
    since_s: float = float("-inf")
    followed: Followed = field(default_factory=Followed)
    heard_s: float = float("-inf")
    pressed: Pressed | None = None
    given: Given | None = None
    message: str | None = None
    last_press_s: float | None = None
    printer: str = ""

    def offline(self, now_s: float) -> bool:
        """Whether the server has been silent for too long."""
        return now_s - self.heard_s > STALE_AFTER_S

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


def chose(state: KioskState, pressed: Pressed, now_s: float) -> KioskState:
    """A service was chosen; `state.pressed is pressed` afterwards means that the ask must go out."""
    fresh = counts(state.last_press_s, now_s)
    state = replace(state, last_press_s=now_s)
    after = TABLE.get((state.scene, Happening.CHOSE))
    if not fresh or after is None:
        return state
    return replace(state, scene=after, since_s=now_s, pressed=pressed, given=None, message=None)


def tapped(state: KioskState, now_s: float) -> KioskState:
    """The glass was touched where there is nothing to choose."""
    fresh = counts(state.last_press_s, now_s)
    after = TABLE.get((state.scene, Happening.TAPPED))
    if not fresh or after is None:
        return replace(state, last_press_s=now_s)
    return replace(state, scene=after, since_s=now_s)


def answered(state: KioskState, answer: Given | NotGiven, now_s: float) -> KioskState:
    """What came of an ask; an answer to another ask than the one that is out changes nothing."""
    happening = Happening.GIVEN if isinstance(answer, Given) else Happening.NOT_GIVEN
    after = TABLE.get((state.scene, happening))
    if after is None or state.pressed != answer.pressed:
        return state
    if isinstance(answer, Given):
        return replace(state, scene=after, since_s=now_s, given=answer)
    return replace(state, scene=after, since_s=now_s, message=answer.message)


def passed(state: KioskState, now_s: float) -> KioskState:
    """Time went by."""
    shown_s = SHOWN_PRINTING_S if state.paper_comes() else SHOWN_S
    limit_s = {Scene.SHOWN: shown_s, Scene.TROUBLE: TROUBLE_S}.get(state.scene)
    if limit_s is None or now_s - state.since_s < limit_s:
        return state
    return replace(state, scene=TABLE[(state.scene, Happening.TIME_UP)], since_s=now_s)


def heard(state: KioskState, message: Heard, now_s: float) -> KioskState | None:
    """The server said something; None when something was missed and a snapshot is needed."""
    followed = follow(state.followed, message)
    if followed is None:
        return None
    after = replace(state, followed=followed, heard_s=now_s)
    if state.paper_comes() and not after.paper_comes():
        after = replace(after, since_s=max(state.since_s, now_s - SHOWN_S + TAKE_S))
    return after
