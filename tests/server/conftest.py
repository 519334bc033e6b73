"""Any order for an office as it is, sensible ones mostly: for the machines that throw everything at the rules and at the stores. And voices
that are quickly made."""

import io
import math
import random
import wave
from array import array
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import strategies as st

from drivers.speaker.build import build_pack
from drivers.speaker.engines import Engine
from drivers.speaker.pack import RATE_HZ
from server.domain import commands as c
from server.domain.day import Day, DeskState
from server.domain.edits import Amend, Arrange, Drop, DropDate, Edit, Put, PutAll, PutDate, PutRules
from server.domain.model import (
    ACTIVE,
    DeskId,
    GroupId,
    HoldReason,
    JobId,
    Outcome,
    PaperState,
    Place,
    SeriesId,
    ServiceId,
    TicketId,
)
from server.domain.model import TicketState as S
from server.domain.setup import (
    AfterLast,
    AtClosing,
    CalendarDay,
    Calling,
    Desk,
    Group,
    Hours,
    LeftOver,
    OfficeTexts,
    Policy,
    Pool,
    Preference,
    Rule,
    ScreenRules,
    Series,
    Service,
    Session,
    Setup,
)
from server.words import clip_texts

MONDAY = date(2026, 11, 23)
WORKDAY = (Session(time(7), time(11)), Session(time(13), time(17)))
MORNINGS = ((Session(time(7), time(11)),),) * 7


def _service(id_: str, **given: Any) -> Service:
    return Service(ServiceId(id_), {"vi": f"Việc {id_}"}, 5, **given)


def _series(id_: str, prefix: str, first: int, last: int, after: AfterLast, then: str | None = None) -> Series:
    return Series(SeriesId(id_), prefix, first, last, 3, after, SeriesId(then) if then else None)


def _desk(id_: int, services: str, **given: Any) -> Desk:
    return Desk(DeskId(id_), tuple(map(ServiceId, services)), **given)


GROUPS = tuple(Group(GroupId(id_), {"vi": f"Nhóm {id_}"}) for id_ in ("civil", "land", "other"))
SETUP = Setup(
    services=(
        _service("A", group="civil", series=SeriesId("s")),
        _service("B", group="civil", series=SeriesId("s"), daily_limit=4),
        _service("C", group="land", series=SeriesId("few")),
        _service("D", group="land", series=SeriesId("stop")),
        _service("E", group="other", series=SeriesId("digits")),
        _service("F", group="other", week=MORNINGS),
        _service("R", group="other", quick=True),
    ),
    desks=(
        _desk(1, "AB"),
        _desk(2, "CADR", preference=Preference.ORDERED, equal_after_min=5),
        _desk(3, "", pool="hall"),
        _desk(4, "R", pool="hall"),
    ),
    groups=GROUPS,
    series=(
        _series("s", "S", 1, 999, AfterLast.WIDEN),
        _series("few", "C", 1, 2, AfterLast.GO_ON, "more"),
        _series("more", "M", 10, 99, AfterLast.WIDEN),
        _series("stop", "D", 1, 3, AfterLast.STOP),
        _series("digits", "", 1001, 1003, AfterLast.WIDEN),
    ),
    pools=(Pool("hall", {"vi": "Sảnh"}, tuple(map(ServiceId, "DEFC"))),),
    hours=Hours((WORKDAY,) * 7, closes_after_min=30),
    calling=Calling(recall_after_s=2, no_show_after_s=2, undo_s=60),
)

RULES = (
    *(PutRules(hours=replace(SETUP.hours, at_closing=mode, closing_guard=mode is AtClosing.STOP)) for mode in AtClosing),
    *(PutRules(left_over=left) for left in LeftOver),
    *(PutRules(policy=Policy(rule)) for rule in Rule),
    PutRules(policy=Policy(cap=1)),
    PutRules(policy=Policy(), reentry_days=1),
    PutRules(hours=Hours(), calling=Calling(recall_after_s=0, absences_max=1, rejoin_after=0)),
)
EDITS: tuple[tuple[Edit, ...], ...] = (
    *((rules,) for rules in RULES),
    (Put(_service("R")),),
    (Put(_service("A", series=SeriesId("s"), quick=True)),),
    (Put(_service("N")), Put(_desk(5, "N"))),
    (Put(_desk(1, "ABE")),),
    (PutDate(CalendarDay(MONDAY, ())),),
    (DropDate("2026-11-23"),),
    (Drop("desks", 1), Put(_desk(2, "CADRB"))),
    (Put(Pool("hall", {"vi": "Sảnh"}, tuple(map(ServiceId, "DEC")))), Drop("services", "F")),
    (Put(_desk(4, "D")), Put(_desk(2, "CAD")), Drop("services", "R")),
    (PutAll(SETUP),),
    (Arrange("services", ("C", "A")), Arrange("desks", (2,))),
    (Amend(Hours(early_min=30), ("early_min",)), Amend(OfficeTexts(name="TRUNG TÂM"), ("name",))),
    (Amend(ScreenRules(speaks=False, notice={"vi": "Xin chờ"}), ("speaks", "notice")),),
    (PutRules(policy=Policy(slope=0)),),  # from here on none of them can be
    (Drop("services", "A"),),
    (Drop("desks", 77),),
    (Put(_series("digits", "S", 1, 9, AfterLast.STOP)),),
)
SERIES_EDITS: tuple[tuple[Edit, ...], ...] = (
    (Put(_series("s", "T", 1, 999, AfterLast.WIDEN)), Put(_series("digits", "S", 1, 9, AfterLast.WIDEN))),
    (Put(_series("stop", "D", 1, 5, AfterLast.STOP)),),
    (Put(_series("few", "C", 1, 4, AfterLast.STOP)),),
    (Put(_series("s", "S", 20, 999, AfterLast.WIDEN)),),
)
BOGUS = TicketId("2026-11-23-Z999")


@dataclass(frozen=True, slots=True)
class Pick:
    """Draws what one order needs. `wild`: also what makes no sense now."""

    draw: Callable[[Any], Any]
    day: Day
    now: datetime
    wild: bool

    def of(self, *values: Any) -> Any:
        return self.draw(st.sampled_from(values))

    def ticket(self, *states: S) -> TicketId:
        fitting = [one.id for one in self.day.tickets.values() if self.wild or one.state in states]
        return self.of(*(fitting or self.day.tickets or [BOGUS]))

    def desk(self, busy: bool | None = None) -> DeskId:
        if self.wild:
            return DeskId(self.of(*self.day.desks, 9))
        fitting = [one for one in self.day.desks if busy is None or (one in self.day.in_hand) is busy]
        return DeskId(self.of(*(fitting or self.day.desks)))

    def service(self) -> ServiceId:
        return ServiceId(self.of(*self.day.services, *(["Z"] if self.wild else [])))

    def later(self) -> datetime | None:
        minutes = self.of(None, 1, 30, 600, *([-5] if self.wild else []))
        return None if minutes is None else self.now + timedelta(minutes=minutes)


def _open_day(pick: Pick) -> c.OpenDay:
    today = pick.day.date or MONDAY
    return c.OpenDay(today + timedelta(days=pick.of(0, 1, 1, 3, *([-1] if pick.wild else []))), SETUP)


def _issue(pick: Pick) -> c.IssueTicket:
    then = tuple(pick.service() for _ in range(pick.of(0, 0, 0, 1, 2)))
    window = None
    if pick.of(*[False] * 7, True):
        start = pick.now + timedelta(minutes=pick.of(-90, -10, 0, 20))
        window = c.Window(start, start + timedelta(minutes=pick.of(30, 60, *([-1] if pick.wild else []))))
    return c.IssueTicket(
        pick.service(), pick.of(True, True, False), pick.of(False, False, True), pick.of("vi", "km"), then, window
    )


def _call_this(pick: Pick) -> c.CallThis:
    return c.CallThis(pick.desk(busy=False), pick.ticket(S.WAITING, S.MISSED, S.HELD), pick.of("", "mẹ đang ốm"))


def _at_desk(kind: Callable[[DeskId], Any], busy: bool, pick: Pick) -> Any:
    return kind(pick.desk(busy))


def _hold(pick: Pick) -> c.Hold:
    return c.Hold(pick.desk(busy=True), pick.of(*HoldReason), pick.later(), pick.of("", "thiếu ảnh"))


def _transfer(pick: Pick) -> c.Transfer:
    ticket = pick.ticket(S.WAITING, S.WAITING, *ACTIVE, S.HELD, S.MISSED)
    there = [one for one in pick.day.desks if pick.wild or pick.day.attended(one).state is not DeskState.CLOSED]
    desk = pick.of(None, *there)
    return c.Transfer(ticket, pick.of(None, pick.service()), desk, pick.of(*Place), pick.of("", "kính chuyển"))


def _add_step(pick: Pick) -> c.AddStep:
    return c.AddStep(pick.ticket(S.WAITING, *ACTIVE, S.HELD), pick.service())


def _set_priority(pick: Pick) -> c.SetPriority:
    return c.SetPriority(pick.ticket(S.WAITING, *ACTIVE), pick.of(True, False), pick.of("", "nhầm"))


def _cancel(pick: Pick) -> c.Cancel:
    return c.Cancel(pick.ticket(S.WAITING, S.CALLED, S.HELD, S.MISSED), pick.of("", "về rồi"))


def _restore(pick: Pick) -> c.Restore:
    return c.Restore(pick.ticket(S.DONE, S.CANCELLED, S.LAPSED))


def _undo(pick: Pick) -> c.Undo:
    return c.Undo(pick.of(*pick.day.undoable) if pick.day.undoable and not pick.wild else pick.desk())


def _start_roll(pick: Pick) -> c.StartRoll:
    next_ = pick.of(1, 5, 8, *([9999, -1] if pick.wild else []))
    first = pick.of(None, 1, 5)
    prefix = pick.of("QA", "QB", *(["S", ""] if pick.wild else []))
    return c.StartRoll(pick.service(), next_, first, prefix, pick.of(True, False))


def _stop_roll(pick: Pick) -> c.StopRoll:
    rolls = list(pick.day.rolls.values())
    if not rolls or pick.wild:
        return c.StopRoll(pick.service(), pick.of(None, 7))
    roll = pick.of(*rolls)
    return c.StopRoll(roll.service, pick.of(None, roll.next - 1, roll.next + 2))


def _change_setup(pick: Pick) -> c.ChangeSetup:
    among = SERIES_EDITS if pick.of(*[False] * 9, True) else EDITS
    return c.ChangeSetup(pick.of(*among), tomorrow=pick.of(False, False, True))


def _confirm(pick: Pick) -> c.ConfirmClock:
    return c.ConfirmClock(float(pick.of(0, -3600, -400 * 86_400)))


def _note(pick: Pick) -> c.NotePaper:
    jobs = [*(pick.day.unprinted or pick.day.papers), *([f"{BOGUS}/1"] if pick.wild else [])]
    job = JobId(pick.of(*(jobs or [f"{BOGUS}/1"])))
    return c.NotePaper(job, pick.of(*PaperState), pick.of("", "paper_out"), pick.of("", "cua-sau"), pick.of(0, 104))


DRAWN: dict[type[Any], Callable[[Pick], Any]] = {
    c.OpenDay: _open_day,
    c.CloseDay: lambda _: c.CloseDay(),
    c.IssueTicket: _issue,
    c.CallNext: partial(_at_desk, c.CallNext, False),
    c.CallThis: _call_this,
    c.Recall: partial(_at_desk, c.Recall, True),
    c.Start: partial(_at_desk, c.Start, True),
    c.Finish: lambda pick: c.Finish(pick.desk(busy=True), pick.of(*Outcome)),
    c.NoShow: partial(_at_desk, c.NoShow, True),
    c.PutBack: partial(_at_desk, c.PutBack, True),
    c.Hold: _hold,
    c.Return: lambda pick: c.Return(pick.ticket(S.HELD)),
    c.Rejoin: lambda pick: c.Rejoin(pick.ticket(S.MISSED)),
    c.Transfer: _transfer,
    c.AddStep: _add_step,
    c.SetPriority: _set_priority,
    c.Cancel: _cancel,
    c.Restore: _restore,
    c.Undo: _undo,
    c.OpenDesk: lambda pick: c.OpenDesk(pick.desk(), pick.of("", "officer one", "officer two")),
    c.PauseDesk: lambda pick: c.PauseDesk(pick.desk(busy=False), pick.of("", "họp"), pick.later()),
    c.CloseDesk: lambda pick: c.CloseDesk(pick.desk(busy=False), pick.of(True, True, False)),
    c.StartRoll: _start_roll,
    c.StopRoll: _stop_roll,
    c.ChangeSetup: _change_setup,
    c.DoubtClock: lambda pick: c.DoubtClock(pick.of("", "", "back", "ahead", "early")),
    c.ConfirmClock: _confirm,
    c.NotePaper: _note,
    c.Reprint: lambda pick: c.Reprint(pick.ticket(S.WAITING, S.MISSED), pick.of("", "cua-sau")),
    c.SettlePaper: lambda pick: c.SettlePaper(pick.ticket(S.WAITING, S.CALLED)),
    c.LoadPaper: lambda pick: c.LoadPaper(pick.of("", "cua-sau"), pick.of(0, 55_000)),
}
"""Every kind of command there is."""
WEIGHTS = {c.IssueTicket: 16, c.CallNext: 9, c.Finish: 5, c.CallThis: 3, c.NoShow: 3, c.Transfer: 4, c.NotePaper: 3, c.Hold: 2}
RARE = (c.OpenDay, c.CloseDay, c.DoubtClock, c.ConfirmClock, c.StartRoll, c.ChangeSetup)
DECK = [kind for kind in DRAWN for _ in range(1 if kind in RARE else 2 * WEIGHTS.get(kind, 1))]


def draw_order(draw: Callable[[Any], Any], day: Day, now: datetime, kind: type[Any] | None = None) -> Any:
    """An order of this kind, or of any. `draw` draws from a strategy."""
    kind = kind or draw(st.sampled_from(DECK))
    wild = draw(st.integers(0, 9)) == 9
    if not (wild or day.is_open):  # an office that stays closed tries nothing out
        kind = draw(st.sampled_from([kind, c.ConfirmClock if day.clock_doubt else c.OpenDay]))
    return DRAWN[kind](Pick(draw, day, now, wild))


@pytest.fixture
def orders() -> SimpleNamespace:
    """`draw`, the kinds that it draws, and the office that they are for."""
    return SimpleNamespace(draw=draw_order, kinds=frozenset(DRAWN), deck=DECK, setup=SETUP, rules=RULES, monday=MONDAY)


def noise_of(text: str) -> "array[int]":
    """A third of a second that sounds like nothing else: another noise for each text."""
    chance = random.Random(text)
    return array("h", (chance.randint(-9000, 9000) for _ in range(RATE_HZ // 3)))


@pytest.fixture
def voiced() -> Callable[..., Path]:
    """Make a pack of noises as a program would: `voiced(folder, "vi")`; the folder is where Packs and Voices look for it."""

    def make(folder: Path, language: str) -> Path:
        build_pack(folder, clip_texts(language), Engine("espeak", f"noise {language}", noise_of))
        return folder

    return make


@pytest.fixture
def recording() -> Callable[..., bytes]:
    """Somebody's WAV: `recording("moi", rate_hz=48_000, loud=0.3)`, half a second of silence around half a second of hum."""

    def make(text: str = "", *, rate_hz: int = 48_000, loud: float = 0.3, seconds: float = 0.5) -> bytes:
        chance, quiet = random.Random(text), [0] * (rate_hz // 2)
        hertz = chance.uniform(150, 400)
        hum = [round(loud * 32767 * math.sin(2 * math.pi * hertz * n / rate_hz)) for n in range(int(rate_hz * seconds))]
        out = io.BytesIO()
        with wave.open(out, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate_hz)
            file.writeframes(array("h", [*quiet, *hum, *quiet]).tobytes())
        return out.getvalue()

    return make
