"""The papers of the office: which printer may print which, at most one unattended print of each, and what became of each.

A paper belongs to the printer of its kiosk; while that one is down another takes over. Before the first byte the paper is written down as
`sending`; a crash after that makes it `doubtful`, and a person decides. Everything goes in by the front door.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from drivers.clock import Clock
from drivers.errors import Trouble
from drivers.printer.document import Document
from drivers.printer.health import Health
from drivers.printer.printer import Outcome, Result
from server.domain.commands import Command, LoadPaper, NotePaper
from server.domain.errors import Refused
from server.domain.model import JobId, PaperState, TicketState, ticket_of
from server.office.office import Office
from server.office.printers import (
    MEAN_PAPER_MM,
    Form,
    PaperJob,
    PrinterSpec,
    PrinterStanding,
    papers_left,
    roll_used,
)
from server.office.reactions import PaperOrder
from server.office.trials import TRIAL, Trials
from server.ports import StoreTrouble

log = logging.getLogger("moiso.spool")
ORDERS = 10_000
"""More papers than any office prints in a day; beyond it a paper is dropped and the number stays on the screen."""
ROUND_S = 0.5
"""How soon a citizen is told that no paper comes, once the printer has said so."""
SILENT_S = 8.0
"""A printer on another machine that has not asked for work for so long is away: its worker asks every three seconds."""
PRINTING_S = 120.0
"""The same while it has a paper in hand: the longest ticket at 9600 baud with a roll changed in the middle."""

_STATE = {
    Result.PRINTED: PaperState.PRINTED,
    Result.UNCONFIRMED: PaperState.UNCONFIRMED,
    Result.DOUBTFUL: PaperState.DOUBTFUL,
    Result.HELD: PaperState.QUEUED,
}
_WANT_PAPER = (TicketState.WAITING, TicketState.CALLED)
"""A citizen who is called at once still wants to hold the number; one who has gone does not."""
_WANT_COPY = (*_WANT_PAPER, TicketState.SERVING, TicketState.HELD, TicketState.MISSED)
"""Somebody asked for it."""

_DOWN = frozenset({*Trouble} - {Trouble.MUTE, Trouble.GARBLED, Trouble.INTERNAL})
"""What keeps a printer from the next paper, too."""

LayOut = Callable[[PaperOrder, Form], Document]


@dataclass(slots=True)
class _Entry:
    """One paper in the book. `printer`: the one that has it, "" if none; `told`: the trouble that its citizen was told of."""

    order: PaperOrder
    printer: str = ""
    sending: bool = False
    told: Trouble | None = None

    @property
    def held(self) -> bool:
        """Whether a citizen waits for it and has been told why."""
        return self.told is not None and not self.sending and not self.order.trial


@dataclass(slots=True)
class _Known:
    """What is known of a printer."""

    spec: PrinterSpec
    health: Health | None = None
    heard_s: float = 0.0
    paper_mm: int = MEAN_PAPER_MM
    broke_off: bool = False
    lost: set[str] = field(default_factory=set)  # papers that it had when it went silent

    @property
    def trouble(self) -> Trouble | None:
        return None if self.health is None else self.health.trouble

    @property
    def ready(self) -> bool:
        return self.health is not None and self.health.trouble is None


class Spool:
    """`printers`: the first is the one for papers that say nothing. `lay_out` and `standing_papers` run in the workers' threads."""

    def __init__(
        self,
        *,
        office: Office,
        printers: Sequence[PrinterSpec],
        lay_out: LayOut,
        clock: Clock,
        on_change: Callable[[], None],
        standing_papers: Callable[[Form], tuple[Document, ...]] = lambda form: (),
    ) -> None:
        self.standing_papers = standing_papers
        self.trials = Trials()
        self._office = office
        self._lay_out = lay_out
        self._clock = clock
        self._on_change = on_change
        self._known = {spec.name: _Known(spec, heard_s=clock.monotonic_s()) for spec in printers}
        self._first = printers[0].name
        self._book: dict[str, _Entry] = {}
        self._doubted: list[tuple[str, str]] = []
        self._shown: tuple[PrinterStanding, ...] = ()
        self._changed = threading.Condition()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="spool", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Hand out no more papers; they stay queued for the next start. Stop the workers after this."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        self._thread.join(10)

    # Called in the event loop's thread: never waits.

    def put(self, order: PaperOrder) -> None:
        """A paper to print. See ORDERS."""
        with self._changed:
            if len(self._book) >= ORDERS:
                log.error("too many papers wait; %s will not be printed", order.job)
                return
            self._book[order.job] = _Entry(order)
            self._changed.notify_all()

    def doubt(self, job: JobId, printer: str) -> None:
        """A paper that this printer was being sent when the server stopped."""
        with self._changed:
            self._known.get(printer, self._known[self._first]).broke_off = True
            self._doubted.append((job, printer))
            self._changed.notify_all()

    def try_out(self, order: PaperOrder) -> bool:
        """Print a paper of no citizen on the printer that it names and on no other. False while another one waits there."""
        if not self.trials.begin(order.printer or self._first, order.job):
            return False
        self.put(order)
        return True

    def standing(self) -> tuple[PrinterStanding, ...]:
        """All printers as they stand now, in the order of the configuration."""
        with self._changed:
            return tuple(self._standing(known) for known in self._known.values())

    def can_print(self, printer: str) -> bool:
        """Whether a paper for this printer would come out somewhere. A printer that nobody has heard of yet has the benefit of the doubt."""
        with self._changed:
            return self._target(printer).health is None or any(known.ready for known in self._known.values())

    # Called by workers: see printers.Papers.

    def report(self, name: str, form: Form, health: Health) -> bool:
        with self._changed:
            known = self._known[name]
            before, known.health, known.heard_s = known.health, health, self._clock.monotonic_s()
            broke_off, known.broke_off = known.broke_off, False
            stuck = [] if health.trouble is None else [one for one in self._book.values() if one.printer == name and one.sending]
            self._changed.notify_all()
        for entry in stuck:
            if health.trouble is not None and entry.told is not health.trouble:
                entry.told = health.trouble
                self._note(entry.order.job, PaperState.SENDING, health.trouble, name)
        if before is None or before.trouble is not health.trouble:
            log.info("printer %s: %s %s", name, health.trouble or "ready", health.detail)
        used = roll_used(known.spec, before, health, self._office.view.paper_used_mm.get(name, 0))
        if used is not None:
            self._do(LoadPaper(name, used))
        return broke_off

    def take(self, name: str, form: Form, timeout_s: float) -> PaperJob | None:
        for note in self._forgotten(name):
            note()
        deadline_s = self._clock.monotonic_s() + timeout_s
        while True:
            with self._changed:
                entry = self._next(name)
                if entry is None and not self._stopping and (left_s := deadline_s - self._clock.monotonic_s()) > 0:
                    self._changed.wait(min(left_s, ROUND_S))
                    entry = self._next(name)
                if entry is None:
                    if self._stopping or self._clock.monotonic_s() >= deadline_s:
                        return None
                    continue
                entry.printer = name
                self._known[name].heard_s = self._clock.monotonic_s()
            if (job := self._laid_out(entry, form)) is not None:
                return job

    def give_back(self, name: str, job: str) -> None:
        with self._changed:
            entry = self._book.get(job)
            if entry is not None and entry.printer == name:
                entry.printer, entry.sending = "", False
            self._changed.notify_all()

    def sending(self, name: str, job: str) -> bool:
        with self._changed:
            entry = self._book.get(job)
            if entry is None or entry.printer != name:
                return False
            if entry.sending:  # asked again: the first answer was lost on its way
                return True
            entry.sending = True  # before it is written down: from here on it is nobody else's
            self._known[name].heard_s = self._clock.monotonic_s()
        if not self._note(job, PaperState.SENDING, printer=name):
            self._forget(job)  # the day has moved on, or it cannot be written down: then nothing is sent either
            return False
        return True

    def became(self, name: str, job: str, outcome: Outcome) -> None:
        with self._changed:
            known = self._known[name]
            known.heard_s = self._clock.monotonic_s()
            entry = self._book.get(job)
            if (entry is None and job not in known.lost) or (entry is not None and entry.printer != name):
                return  # said before, or not its paper
            if outcome.result in (Result.PRINTED, Result.UNCONFIRMED):
                known.broke_off = False
                known.paper_mm = outcome.paper_mm or known.paper_mm
        unreadable = entry is not None and not entry.sending and outcome.result is Result.DOUBTFUL
        state = PaperState.DROPPED if unreadable else _STATE[outcome.result]
        self._note(job, state, outcome.trouble or "", name, 0 if outcome.result is Result.HELD else outcome.paper_mm)
        if outcome.trouble in _DOWN:  # known now, and not only when the next question to it has failed, too
            with self._changed:
                known.health = Health(outcome.trouble, outcome.detail)
                self._changed.notify_all()
        if outcome.result is Result.HELD:
            self.give_back(name, job)
        else:
            self._forget(job)

    # The book.

    def _target(self, printer: str) -> _Known:
        return self._known.get(printer) or self._known[self._first]

    def _next(self, name: str) -> _Entry | None:
        """The oldest paper that this printer may print: its own, or one whose own printer is down. The lock is held."""
        if self._stopping:
            return None
        for entry in self._book.values():
            target = self._target(entry.order.printer)
            if entry.printer == name:  # given to it, and the answer was lost on its way
                return entry
            taken_over = target.trouble is not None and not entry.order.trial
            if not entry.printer and (target.spec.name == name or taken_over):
                return entry
        return None

    def _laid_out(self, entry: _Entry, form: Form) -> PaperJob | None:
        """None: the paper is not wanted any more, or cannot be made, and that is written down."""
        order = entry.order
        if not self._still_wanted(order):
            self._note(order.job, PaperState.DROPPED)
        else:
            try:
                return PaperJob(order.job, self._lay_out(order, form))
            except Exception:
                log.exception("the paper %s could not be laid out", order.job)
                self._note(order.job, PaperState.DROPPED, "internal")
        self._forget(order.job)
        return None

    def _still_wanted(self, order: PaperOrder) -> bool:
        if order.trial:
            return True
        ticket = self._office.view.tickets.get(order.ticket.id)
        return ticket is not None and ticket.state in (_WANT_COPY if order.asked_for else _WANT_PAPER)

    def _forget(self, job: str) -> None:
        with self._changed:
            self._book.pop(job, None)
            for known in self._known.values():
                known.lost.discard(job)
            self._changed.notify_all()

    # The spool's own thread: what nobody else says.

    def _run(self) -> None:
        while not self._stopping:
            try:
                self._round()
            except Exception:
                log.exception("a round of the spool failed")
            with self._changed:
                if not self._stopping:
                    self._changed.wait(ROUND_S)

    def _round(self) -> None:
        while self._doubted:
            job, printer = self._doubted.pop(0)
            self._note(job, PaperState.DOUBTFUL, "restarted", printer)
            with self._changed:
                self._target(printer).lost.add(job)  # its worker, on another machine, may still know how it went
        for note in [*self._gone_silent(), *self._to_be_told()]:
            note()
        standing = self.standing()
        if standing != self._shown:
            self._shown = standing
            self._on_change()

    def _gone_silent(self) -> Iterator[Callable[[], object]]:
        """Printers on other machines of which nothing is heard: what they were printing is doubtful, the rest is anybody's."""
        now_s = self._clock.monotonic_s()
        with self._changed:
            for name, known in self._known.items():
                has = [entry for entry in self._book.values() if entry.printer == name]
                if not known.spec.remote or now_s - known.heard_s < (PRINTING_S if has else SILENT_S):
                    continue
                known.health = Health(Trouble.AWAY, "its worker does not ask for papers", answers=False)
                for entry in has:
                    if entry.sending:
                        yield self._lose(known, entry, Trouble.AWAY)
                    entry.printer = ""

    def _forgotten(self, name: str) -> list[Callable[[], object]]:
        """A worker that asks for a paper has none in hand: what it was sending before is from a life that it does not remember."""
        with self._changed:
            known = self._known[name]
            sending = [entry for entry in self._book.values() if entry.printer == name and entry.sending]
            return [self._lose(known, entry, "restarted") for entry in sending]

    def _lose(self, known: _Known, entry: _Entry, why: str) -> Callable[[], object]:
        """The lock is held; what is returned must be called without it."""
        job = entry.order.job
        known.lost.add(job)
        known.broke_off = True
        self._book.pop(job)
        return partial(self._note, job, PaperState.DOUBTFUL, why, known.spec.name)

    def _to_be_told(self) -> Iterator[Callable[[], object]]:
        """Citizens whose paper does not come, because its printer is down and no other takes over. Once for each reason."""
        with self._changed:
            if any(known.ready for known in self._known.values()):
                return
            for entry in self._book.values():
                target = self._target(entry.order.printer)
                if not entry.printer and target.trouble is not None and entry.told is not target.trouble:
                    entry.told = target.trouble
                    yield partial(self._note, entry.order.job, PaperState.QUEUED, target.trouble, target.spec.name)

    def _standing(self, known: _Known) -> PrinterStanding:
        spec, health = known.spec, known.health or Health()
        used_mm = self._office.view.paper_used_mm.get(spec.name)
        return PrinterStanding(
            spec.name,
            spec.title,
            health.trouble,
            health.paper_low,
            health.answers,
            held=sum(1 for one in self._book.values() if self._target(one.order.printer) is known and one.held),
            papers_left=None if used_mm is None else papers_left(spec.roll_mm, used_mm, known.paper_mm),
        )

    def _note(self, job: str, state: PaperState, trouble: str = "", printer: str = "", mm: int = 0) -> bool:
        if job.startswith(TRIAL):
            self.trials.became(job, state, trouble)
            return True
        return self._do(NotePaper(JobId(job), state, trouble, printer, mm), about=ticket_of(JobId(job)))

    def _do(self, command: Command, about: str = "a roll") -> bool:
        try:
            self._office.handle_blocking(command, actor="spool")
        except (Refused, StoreTrouble, TimeoutError) as error:
            log.warning("%s of %s could not be written down: %s", type(command).__name__, about, error)
            return False
        return True
