"""The faults, as data: what is done to the printer and when, what everybody must be told, and what must have become of the paper."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from office import WORDS, Office

from server.office.printers import MEAN_PAPER_MM, NEAR_END_MM

TOLD_S = 5.0
"""An officer is told within five seconds."""
Act = Callable[[Office], None]


@dataclass(frozen=True, slots=True)
class Case:
    """`before`: done when the printer is idle; `strike`: armed just before the press, so that it happens in mid-ticket; `heal`: what
    a person does about it. `citizen`, `officer`: keys of sentences that must be read, "" for nothing. `during`, `after`: states that the
    ticket's paper may be in then. `papers`: how many whole papers came out in the end.
    """

    name: str
    what: str
    before: Act = lambda office: None
    strike: Act = lambda office: None
    heal: Act = lambda office: None
    presses: int = 1
    citizen: str = "kiosk.take"
    officer: str = ""
    during: tuple[str, ...] = ("printed",)
    after: tuple[str, ...] = ("printed",)
    papers: tuple[int, ...] = (1,)
    printer: str = "fake:"
    peer: Callable[[], Any] | None = None
    rules: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    wait_s: float = 20.0


def setting(machine: str = "main", **values: Any) -> Act:
    """Set attributes of a virtual printer."""

    def act(office: Office) -> None:
        for name, value in values.items():
            setattr(office.machines[machine], name, value)

    return act


def trouble(name: str) -> str:
    """The banner on the desk page."""
    return WORDS.say("desk.warn_printer_trouble", trouble=WORDS.say(f"trouble.{name}"))


_MIDDLE = 3_000
"""Bytes into a ticket: behind the number, before the end."""
_LARGE = 32_768
"""A receive buffer that holds a whole ticket; the usual ones have 4 kB."""
_HELD, _UNSURE = ("queued",), ("doubtful", "unconfirmed")
BACK = {"printers": {"cua-sau": {"address": "fake:", "title": "Cửa sau"}}}

CASES = (
    Case("well", "nothing is wrong"),
    Case(
        "paper out before", "the roll is empty when the citizen presses",
        before=setting(paper_out=True), heal=setting(paper_out=False),
        citizen="kiosk.no_paper", officer=trouble("paper_out"), during=_HELD,
    ),
    Case(
        "paper out in mid-ticket, roll changed", "the roll ends in the middle of a ticket, the printer holds the rest, the roll is changed",
        strike=setting(paper_out_after=_MIDDLE, buffer_bytes=_LARGE), heal=setting(paper_out=False),
        citizen="kiosk.no_paper", officer=trouble("paper_out"), during=("sending",),
    ),
    Case(
        "paper out in mid-ticket, nobody comes", "the same, and nobody comes for half a minute",
        strike=setting(paper_out_after=_MIDDLE, buffer_bytes=_LARGE), citizen="kiosk.no_paper", officer=trouble("paper_out"),
        during=("sending",), after=("doubtful",), papers=(0,), wait_s=45.0,
    ),
    Case(
        "paper out in mid-ticket, small buffer", "the roll ends in the middle of a ticket and the printer takes no more bytes",
        strike=setting(paper_out_after=_MIDDLE), heal=setting(paper_out=False),
        citizen="kiosk.no_paper", officer=trouble("paper_out"), during=("doubtful",), after=("doubtful",), papers=(0, 1),
    ),
    Case(
        "near end", "the sensor near the end of the roll speaks; a forecast in tickets",
        before=setting(near_end=True), heal=setting(near_end=False), officer=WORDS.say("desk.warn_printer_left", count=NEAR_END_MM // MEAN_PAPER_MM),
    ),
    Case(
        "cover open", "somebody has left the cover open",
        before=setting(cover_open=True), heal=setting(cover_open=False),
        citizen="kiosk.no_paper", officer=trouble("cover_open"), during=_HELD,
    ),
    Case(
        "cutter jam", "the cutter is stuck before the press",
        before=setting(cutter_jam=True), heal=setting(cutter_jam=False),
        citizen="kiosk.no_paper", officer=trouble("cutter"), during=_HELD,
    ),
    Case(
        "mute", "the printer answers nothing, and prints",
        before=setting(mute=True), citizen="kiosk.take_unsure", during=("unconfirmed",), after=("unconfirmed",),
    ),
    Case(
        "mute from the middle on", "the answers stop in the middle of a ticket",
        strike=setting(mute_after=_MIDDLE), citizen="kiosk.take_unsure", during=_UNSURE, after=_UNSURE, papers=(0, 1),
    ),
    Case(
        "garbage", "noise before every second answer", before=setting(garbage=0.5), citizen="", during=("printed", *_UNSURE),
        after=("printed", *_UNSURE),
    ),
    Case(
        "unplugged in mid-ticket", "the cable is pulled in the middle of a ticket, and plugged in again",
        strike=setting(unplug_after=_MIDDLE), heal=setting(unplugged=False), citizen="kiosk.no_paper",
        officer=trouble("unreachable"), during=("doubtful",), after=("doubtful",), papers=(0, 1),
    ),
    Case(
        "stalled", "the printer takes no more bytes in the middle of a ticket",
        strike=setting(stall_after=_MIDDLE), heal=setting(stalled=False), citizen="kiosk.no_paper", officer=trouble("stalled"), during=("doubtful",),
        after=("doubtful",), papers=(0, 1),
    ),
    Case(
        "two presses while it is down", "two citizens come while the roll is empty",
        before=setting(paper_out=True), heal=setting(paper_out=False), presses=2,
        citizen="kiosk.no_paper", officer=trouble("paper_out"), during=_HELD, papers=(2,),
    ),
    Case(
        "another printer takes over", "the first printer's cover is open, the one at the back door is well",
        before=setting(cover_open=True), heal=setting(cover_open=False), settings=BACK,
        citizen="kiosk.take_elsewhere", officer=trouble("cover_open"),
    ),
)  # fmt: skip
