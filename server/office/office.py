"""The one door. `handle(command)` decides, writes and answers; what was committed is told as news.

Two copies of the Day, both the fold of the same log: the writer's (may be ahead of the disk by one batch, and is thrown away if the
commit fails) and the view (only what is committed; owned by the event loop's thread; what everybody reads).
"""

import asyncio
import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass

from drivers.clock import Clock
from server.domain.commands import Command, IssueTicket, OpenDay
from server.domain.decide import decide
from server.domain.errors import Reason, Refused
from server.domain.events import DayClosed, DayOpened, Event, Logged, PaperNoted, TicketIssued
from server.domain.evolve import evolve, fold
from server.domain.model import Day, TicketId
from server.office.calendar import DayRule
from server.office.news import News
from server.ports import Done, Log, Store, StoredAnswer, Tx

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

    def __init__(self, *, store: Store, clock: Clock, rule: DayRule, news: News) -> None:
        self._store = store
        self._clock = clock
        self._rule = rule
        self._news = news
        self._working = Day()
        self.view = Day()
        self._stale = True
        store.on_lost(self._forget)

    def start(self) -> None:
        """Rebuild the view from the log; the writer's copy follows with the first command."""
        self.view = _rebuilt(self._store)

    async def handle(self, command: Command, *, actor: str, ask_id: str | None = None) -> Done:
        """Do it, once per ask_id. Raises: Refused, StoreTrouble; then nothing has changed."""
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

        if isinstance(command, IssueTicket) and self._is_due():
            self._open_before()
        self._store.submit(lambda tx: self._run(tx, command, actor, ask_id), resolve)
        return await future

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

    def _open_before(self) -> None:
        """The first press of the morning opens the day: one job before the press, in the same commit as a rule."""

        def resolve(outcome: _Outcome | None, error: BaseException | None) -> None:
            if outcome is not None:
                self._publish(outcome.logged)
            elif not isinstance(error, Refused):
                log.error("the business day could not be opened: %s", error)

        opening = self._opening()
        self._store.submit(lambda tx: self._run(tx, opening, "rule", None), resolve)

    def _is_due(self) -> bool:
        """Days only go forward: a clock that jumped back opens nothing."""
        return self.view.date is None or self._rule.business_date(self._clock.now()) > self.view.date

    def _opening(self) -> OpenDay:
        return OpenDay(self._rule.business_date(self._clock.now()), self._store.catalogue())

    def _run(self, tx: Tx, command: Command, actor: str, ask_id: str | None) -> _Outcome:
        """In the writer's thread, inside the transaction."""
        if self._stale:
            self._working, self._stale = _rebuilt(tx), False
        if ask_id is not None:
            first = tx.answered(ask_id)
            if first is not None:
                if first.request != repr(command):
                    raise Refused(Reason.ASK_REUSED)
                return _Outcome(first.done, ())
        day = self._working
        events = decide(day, command)
        try:
            return self._write(tx, events, command, actor, ask_id)
        except BaseException:
            self._stale = True  # the store undoes what was written; the Day may have gone ahead of it
            raise

    def _write(self, tx: Tx, events: list[Event], command: Command, actor: str, ask_id: str | None) -> _Outcome:
        day, now = self._working, self._clock.now()
        logged = tuple(Logged(day.seq + place, now, event) for place, event in enumerate(events, start=1))
        for one in logged:
            tx.append(one, _business_day(one.event, day), actor, ask_id)
            evolve(day, one)
        done = _done(day, logged[-1])
        if ask_id is not None:
            tx.answer(ask_id, now, StoredAnswer(repr(command), done))
        return _Outcome(done, logged)

    def _publish(self, logged: Iterable[Logged]) -> None:
        """In the loop's thread, after the commit."""
        batch = tuple(logged)
        for one in batch:
            evolve(self.view, one)
        if batch:
            self._news.publish(batch, self.view)

    def _forget(self) -> None:
        """In the writer's thread: a commit failed, so the writer's Day must be folded anew before it is used."""
        self._stale = True


def _rebuilt(log: Log) -> Day:
    day = fold(log.log_of_newest_day())
    day.seq = log.last_seq()
    return day


def _done(day: Day, last: Logged) -> Done:
    ticket = day.tickets.get(getattr(last.event, "ticket", TicketId("")))
    if ticket is not None and isinstance(last.event, TicketIssued):
        return Done(last.seq, ticket, len(day.waiting[ticket.service]) - 1)
    return Done(last.seq, ticket)


def _business_day(event: Event, day: Day) -> str:
    """The day that an event belongs to: papers may be noted after their day has ended."""
    match event:
        case DayOpened(date, _) | DayClosed(date):
            return date.isoformat()
        case PaperNoted(job):
            return job[:10]
    return day.date.isoformat() if day.date else ""
