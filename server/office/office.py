"""The one door. `handle(command)` decides, writes and answers; what was committed is told as news.

Two copies of the Day, both the fold of the same log: the writer's (may be ahead of the disk by one batch, and is thrown away if the
commit fails) and the view (only what is committed; owned by the event loop's thread; what everybody reads).
"""

import asyncio
import logging
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from server.domain.commands import Command, ConfirmClock, DoubtClock, IssueTicket, OpenDay
from server.domain.day import Day
from server.domain.decide import decide
from server.domain.due import due_by_rule
from server.domain.errors import Reason, Refused
from server.domain.events import OFFICE_EVENTS, ClockConfirmed, DayClosed, DayOpened, Event, Logged, PaperNoted, SetupChanged
from server.domain.evolve import adopt, evolve, fold
from server.domain.model import TicketId
from server.office.calendar import DayRule
from server.office.news import News
from server.office.timekeeping import BUILT, Timekeeper
from server.ports import AuditEntry, Done, Log, Store, StoredAnswer, Tx

log = logging.getLogger("moiso.office")
BLOCKING_TIMEOUT_S = 30.0
"""For callers in threads of their own (the spool): the store's busy timeout of 5 s, several times over."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What one command did, on its way from the writer's thread to the loop."""

    done: Done
    logged: tuple[Logged, ...]


class Office:
    """Made once, in `compose`. `start` must be called in the event loop's thread before any command."""

    def __init__(self, *, store: Store, time: Timekeeper, rule: DayRule, news: News) -> None:
        self._store = store
        self._time = time
        self._rule = rule
        self._news = news
        self._working = Day()
        self.view = Day()
        self._stale = True
        store.on_lost(self._forget)

    def start(self) -> None:
        """Rebuild the view from the log; the writer's copy follows with the first command."""
        self.view = _rebuilt(self._store)
        self._time.start(self.view.believed_at, self.view.clock_offset_s)

    async def handle(self, command: Command, *, actor: str, ask_id: str | None = None, stands_for: str = "") -> Done:
        """Do it, once per ask_id. `stands_for`: what makes it the same ask again, "" for the command itself. Raises: Refused, StoreTrouble; then
        nothing has changed."""
        future: asyncio.Future[Done] = asyncio.get_running_loop().create_future()

        def resolve(outcome: _Outcome | None, error: BaseException | None) -> None:
            if outcome is not None:
                self._publish(outcome.logged)
            if future.done():  # the caller went away; what was committed stays committed
                return
            if outcome is not None:
                future.set_result(outcome.done)
            elif error is not None:
                future.set_exception(error)

        self._say_doubt_before(command)
        if isinstance(command, IssueTicket) and self._is_due():
            self._submit_before(self._opening())
        self._store.submit(lambda tx: self._run(tx, command, actor, ask_id, stands_for), resolve)
        return await future

    async def note(self, *entries: AuditEntry) -> None:
        """Write audit entries, all or none. Done when they are on the disk. Raises: StoreTrouble."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def resolve(_: object, error: BaseException | None) -> None:
            if not future.done():
                future.set_exception(error) if error is not None else future.set_result(None)

        def job(tx: Tx) -> None:
            for entry in entries:
                tx.note(entry, now, doubt)

        now, doubt = self._time.now(), self.view.clock_doubt
        self._store.submit(job, resolve)
        await future

    def handle_blocking(self, command: Command, *, actor: str) -> Done:
        """The same for a thread of its own. Raises: as `handle`, and TimeoutError."""
        finished = threading.Event()
        result: list[_Outcome] = []
        failure: list[BaseException] = []

        def resolve(outcome: _Outcome | None, error: BaseException | None) -> None:
            if outcome is not None:
                self._publish(outcome.logged)
                result.append(outcome)
            elif error is not None:
                failure.append(error)
            finished.set()

        self._say_doubt_before(command)
        self._store.submit(lambda tx: self._run(tx, command, actor, None), resolve)
        if not finished.wait(BLOCKING_TIMEOUT_S):
            raise TimeoutError(f"{type(command).__name__} was not answered within {BLOCKING_TIMEOUT_S} s")
        if failure:
            raise failure[0]
        return result[0].done

    async def open_due_day(self) -> bool:
        """Open today's business day if the rule says so. Returns whether it was opened now."""
        if not self._is_due():
            return False
        try:
            await self.handle(self._opening(), actor="rule")
        except Refused:  # somebody was quicker
            return False
        return True

    async def do_what_is_due(self) -> None:
        """Everything that happens by itself: the clock is looked at, the day opens and ends, those on hold come back."""
        doubt = self._time.doubt()
        if doubt != self.view.clock_doubt:
            log.warning("the clock says %s: %s", self._time.now().isoformat(), doubt or "believed again")
            await self._by_rule(DoubtClock(doubt))
        if not doubt and self._time.offset_s() != self.view.clock_offset_s:  # the machine has come right by itself
            await self._by_rule(ConfirmClock(self._time.offset_s()))
        await self.open_due_day()
        for command in due_by_rule(self.view, self._time.now()):
            await self._by_rule(command)

    async def _by_rule(self, command: Command) -> None:
        with suppress(Refused):  # somebody was quicker
            await self.handle(command, actor="rule")

    def now(self) -> datetime:
        """The office's time, in its zone."""
        return self._time.now()

    def clock_offset_s(self, true_now: datetime) -> float:
        """By how much the machine's clock is wrong if it is `true_now`. Raises: Refused for a time that cannot be."""
        if true_now < BUILT:
            raise Refused(Reason.BAD_TIMES)
        return (true_now - self._time.machine_now()).total_seconds()

    def _say_doubt_before(self, command: Command) -> None:
        """Nothing is written at an hour that cannot be without a word of doubt before it: see Day.believed_at."""
        doubt = self._time.doubt()
        if doubt != self.view.clock_doubt and not isinstance(command, DoubtClock | ConfirmClock):
            self._submit_before(DoubtClock(doubt))

    def _submit_before(self, command: Command) -> None:
        """What the rule does before somebody's command, as the first press of the morning opens the day: one job before it."""

        def resolve(outcome: _Outcome | None, error: BaseException | None) -> None:
            if outcome is not None:
                self._publish(outcome.logged)
            elif not isinstance(error, Refused):
                log.error("what comes before could not be done (%s): %s", type(command).__name__, error)

        self._store.submit(lambda tx: self._run(tx, command, "rule", None), resolve)

    def _is_due(self) -> bool:
        """Days only go forward: a clock that jumped back, or cannot be believed, opens nothing."""
        if self.view.date is not None and self._rule.business_date(self._time.now()) <= self.view.date:
            return False
        return not self._time.doubt()

    def _opening(self) -> OpenDay:
        return OpenDay(self._rule.business_date(self._time.now()))

    def _run(self, tx: Tx, command: Command, actor: str, ask_id: str | None, stands_for: str = "") -> _Outcome:
        """In the writer's thread, inside the transaction."""
        if self._stale:
            self._working, self._stale = _rebuilt(tx), False
        request = stands_for or repr(command)
        if ask_id is not None:
            first = tx.answered(ask_id)
            if first is not None:
                if first.request != request:
                    raise Refused(Reason.ASK_REUSED)
                return _Outcome(first.done, ())
        day = self._working
        events = decide(day, command, self._time.now())
        try:
            return self._write(tx, events, request, actor, ask_id)
        except BaseException:
            self._stale = True  # the store undoes what was written; the Day may have gone ahead of it
            raise

    def _write(self, tx: Tx, events: list[Event], request: str, actor: str, ask_id: str | None) -> _Outcome:
        day, now = self._working, self._time.now().astimezone(UTC)
        logged = tuple(Logged(day.seq + place, now, event) for place, event in enumerate(events, start=1))
        for one in logged:
            business_day = _business_day(one.event, day)
            evolve(day, one)
            tx.append(one, business_day, actor, ask_id, day.tickets.get(getattr(one.event, "ticket", TicketId(""))))
        done = _done(day, logged)
        if ask_id is not None:
            tx.answer(ask_id, now, StoredAnswer(request, done))
        return _Outcome(done, logged)

    def _publish(self, logged: Iterable[Logged]) -> None:
        """In the loop's thread, after the commit."""
        batch = tuple(logged)
        for one in batch:
            evolve(self.view, one)
            if isinstance(one.event, ClockConfirmed):
                self._time.confirm(one.event.offset_s)
        if batch:
            self._news.publish(batch, self.view)

    def _forget(self) -> None:
        """In the writer's thread: a commit failed, so the writer's Day must be folded anew before it is used."""
        self._stale = True


def _rebuilt(log: Log) -> Day:
    newest = log.log_of_newest_day()
    day = Day()
    if not any(isinstance(one.event, DayOpened | SetupChanged) for one in newest):
        adopt(day, log.setup())
    fold(newest, day)
    day.seq = log.last_seq()
    return day


def _done(day: Day, logged: tuple[Logged, ...]) -> Done:
    """The answer speaks of the ticket that the command was about: that of the last event with one."""
    about = [one.event.ticket for one in logged if not isinstance(one.event, OFFICE_EVENTS) and one.event.ticket in day.tickets]
    if not about:
        return Done(logged[-1].seq)
    ticket = day.tickets[about[-1]]
    return Done(logged[-1].seq, ticket, day.ahead_of(ticket))


def _business_day(event: Event, day: Day) -> str:
    """The day that an event belongs to: papers may be noted after their day has ended."""
    match event:
        case DayOpened(date) | DayClosed(date):
            return date.isoformat()
        case PaperNoted(job):
            return job[:10]
    return day.date.isoformat() if day.date else ""
