"""One printer's thread: looks at it, fetches papers, prints them one after the other, says what became of each.

The same on the server and on another machine; only the `Papers` behind it differ.
"""

import logging
import threading

from drivers.errors import Trouble
from drivers.printer.document import Document
from drivers.printer.health import Health
from drivers.printer.printer import Outcome, Result
from server.office.printers import Form, PaperJob, PaperPrinter, Papers

log = logging.getLogger("moiso.printer")
LOOK_EVERY_S = 3.0
"""How often an idle printer is asked how it is: an officer hears of an empty roll within 5 s, and on a serial line nothing else tells
of a power cut. Source: PRINTING §2 ("poll DLE EOT every 2-5 s when idle")."""
RETRY_S = 2.0
"""How often a printer that is not ready is asked again: a roll is changed within 5 s of its citizens' patience."""
STOP_TIMEOUT_S = 60.0
"""The paper in hand is finished, which may take long on a slow line."""


class Worker:
    """`name` is the printer's name in the spool."""

    def __init__(self, *, name: str, printer: PaperPrinter, papers: Papers) -> None:
        self._name = name
        self._printer = printer
        self._papers = papers
        self._kept: tuple[Document, ...] | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"printer {name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def lives(self) -> bool:
        return self._thread.is_alive()

    def stop(self) -> None:
        """Finish the paper in hand, let go of the printer. The spool must be told to stop first: it holds us in `take`."""
        self._stopping.set()
        self._thread.join(STOP_TIMEOUT_S)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._round()
            except Exception:
                log.exception("a round of the printer %s failed", self._name)
                self._stopping.wait(RETRY_S)
        self._printer.close()

    def _round(self) -> None:
        """Look, and if it is ready print what there is until nothing comes for a while."""
        if not self._ready():
            self._stopping.wait(RETRY_S)
            return
        job = self._papers.take(self._name, self._form, LOOK_EVERY_S)
        while job is not None and not self._stopping.is_set():
            if not self._print(job):
                return
            job = self._papers.take(self._name, self._form, 0)
        if job is not None:
            self._papers.give_back(self._name, job.job)

    @property
    def _form(self) -> Form:
        return Form(self._printer.width_dots, self._printer.bytes_per_s)

    def _ready(self) -> bool:
        standing = self._papers.standing_papers(self._form)
        if standing is not self._kept:  # the office has another wording from now on, or it is the first time
            self._printer.keep(standing)
            self._kept = standing
        health = self._printer.look()
        self._tell(health)
        return health.trouble is None

    def _tell(self, health: Health) -> None:
        if self._papers.report(self._name, self._form, health):
            self._printer.broke_off()

    def _print(self, job: PaperJob) -> bool:
        """False: look at the printer before anything else is printed."""
        held = self._printer.check()
        if held is not None:
            self._papers.give_back(self._name, job.job)
            return False
        if not self._papers.sending(self._name, job.job):
            return True
        try:
            outcome = self._printer.print(job.document, self._tell)
        except Exception:
            log.exception("the paper %s could not be worked on", job.job)
            outcome = Outcome(Result.DOUBTFUL, Trouble.INTERNAL)
        if outcome.trouble:
            log.warning("paper %s on %s: %s (%s) %s", job.job, self._name, outcome.result, outcome.trouble, outcome.detail)
        self._papers.became(self._name, job.job, outcome)
        return outcome.trouble is None
