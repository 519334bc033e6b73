"""Papers, one after the other, in a thread of its own. At most one unattended print of each; what became of it goes in by the front door.

Before the first byte the paper is written down as `sending`; a crash after that makes it `doubtful`, and a person decides.
"""

import logging
import queue
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from drivers.clock import Clock
from drivers.errors import Trouble
from drivers.printer.document import Document
from drivers.printer.printer import Outcome, Result
from server.domain.commands import NotePaper
from server.domain.errors import Refused
from server.domain.model import JobId, PaperState, TicketState
from server.office.office import Office
from server.office.reactions import PaperOrder
from server.ports import StoreTrouble

log = logging.getLogger("moiso.spool")
RETRY_S = 3.0
"""How often a printer that is not ready is asked again: a roll is changed within 5 s of its citizens' patience."""
ORDERS = 10_000
"""More papers than any office prints in a day; beyond it a paper is dropped and the number stays on the screen."""

_STATE = {
    Result.PRINTED: PaperState.PRINTED,
    Result.UNCONFIRMED: PaperState.UNCONFIRMED,
    Result.DOUBTFUL: PaperState.DOUBTFUL,
    Result.HELD: PaperState.QUEUED,
}


_WANT_PAPER = (TicketState.WAITING, TicketState.CALLED)
"""A citizen who is called at once still wants to hold the number; one who has gone does not."""


class PaperPrinter(Protocol):
    """What the spool needs of a printer; see drivers.printer.printer.Printer."""

    def broke_off(self) -> None: ...
    def check(self) -> Outcome | None: ...
    def print(self, document: Document) -> Outcome: ...
    def close(self) -> None: ...


class Spool:
    """`lay_out` makes the document of an order; it runs in the spool's thread."""

    def __init__(self, *, office: Office, printer: PaperPrinter, lay_out: Callable[[PaperOrder], Document], clock: Clock) -> None:
        self._clock = clock
        self._next_try_s = 0.0
        self._office = office
        self._printer = printer
        self._lay_out = lay_out
        self._orders: queue.Queue[PaperOrder | JobId | None] = queue.Queue(ORDERS)
        self._held: deque[PaperOrder] = deque()
        self._held_for: Trouble | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="spool", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Finish the paper in hand, leave the others queued for the next start, let go of the printer."""
        self._stopping.set()
        with suppress(queue.Full):  # then it has something to wake up for anyway
            self._orders.put_nowait(None)
        self._thread.join(60)

    def put(self, order: PaperOrder) -> None:
        """A paper to print. Never blocks; see ORDERS."""
        try:
            self._orders.put_nowait(order)
        except queue.Full:
            log.error("too many papers wait; %s will not be printed", order.job)

    def doubt(self, job: JobId) -> None:
        """A paper that was being sent when the server stopped."""
        self._orders.put(job)

    def _run(self) -> None:
        while True:
            try:
                order = self._orders.get(timeout=RETRY_S if self._held else None)
            except queue.Empty:
                order = None
            if self._stopping.is_set():
                break
            if isinstance(order, PaperOrder):
                self._held.append(order)
                if self._held_for is not None:  # this citizen, too, must be told that no paper comes
                    self._note(order.job, PaperState.QUEUED, self._held_for)
            elif order is not None:
                self._printer.broke_off()
                self._note(order, PaperState.DOUBTFUL, "restarted")
            if self._held_for is None or self._clock.monotonic_s() >= self._next_try_s:
                self._work_off()
        self._printer.close()

    def _work_off(self) -> None:
        """Print what is held, oldest first, until the printer complains."""
        while self._held and not self._stopping.is_set():
            try:
                if not self._print(self._held[0]):
                    return
            except Exception:
                log.exception("the paper %s could not be worked on", self._held[0].job)
                if not self._note(self._held[0].job, PaperState.DROPPED, "internal"):
                    self._note(self._held[0].job, PaperState.DOUBTFUL, "internal")
            self._held.popleft()

    def _print(self, order: PaperOrder) -> bool:
        """Returns False when the printer is not ready and the order must wait."""
        if not self._still_wanted(order):
            self._note(order.job, PaperState.DROPPED)
            return True
        held = self._printer.check()
        if held is not None:
            self._hold(order, held)
            return False
        self._held_for = None
        document = self._lay_out(order)
        if not self._note(order.job, PaperState.SENDING):
            return True  # the day has moved on, or it cannot be written down: then nothing is sent either
        outcome = self._printer.print(document)
        if outcome.trouble:
            log.warning("paper %s: %s (%s) %s", order.job, outcome.result, outcome.trouble, outcome.detail)
        self._note(order.job, _STATE[outcome.result], outcome.trouble or "")
        return outcome.result is not Result.HELD

    def _hold(self, order: PaperOrder, held: Outcome) -> None:
        self._next_try_s = self._clock.monotonic_s() + RETRY_S
        if held.trouble is not self._held_for:  # said once, not every RETRY_S
            self._held_for = held.trouble or Trouble.OFFLINE
            log.warning("paper %s is held: %s %s", order.job, held.trouble, held.detail)
            self._note(order.job, PaperState.QUEUED, held.trouble or "")

    def _still_wanted(self, order: PaperOrder) -> bool:
        ticket = self._office.view.tickets.get(order.ticket.id)
        return ticket is not None and ticket.state in _WANT_PAPER

    def _note(self, job: JobId, state: PaperState, trouble: str = "") -> bool:
        try:
            self._office.handle_blocking(NotePaper(job, state, trouble), actor="spool")
        except (Refused, StoreTrouble, TimeoutError) as error:
            log.warning("paper %s could not be noted as %s: %s", job, state, error)
            return False
        return True
