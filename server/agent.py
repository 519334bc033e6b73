"""moiso print-agent: brings papers from the server on another machine to the printer on this one. The same worker, the spool by HTTP.

What became of a paper is said until the server has heard it. Only one program may work for one printer (its token names it).
"""

import logging
import ssl
import time
from collections import deque
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from drivers.ask import Reply, Unanswered, ask
from drivers.commandline import told_to_stop
from drivers.printer.carried import from_plain
from drivers.printer.document import Document
from drivers.printer.health import Health
from drivers.printer.printer import Outcome, Result
from drivers.sdnotify import notify
from drivers.settings import read_token, read_trust
from server.config import PrintAgentConfig
from server.office.printers import Form, PaperJob
from server.office.worker import Worker
from server.paperwork import fake_for, found_printer, printer_of
from server.wire.printing import Allowed, BecameAsk, FormView, JobAsk, ReportAsk, Reported, Standing, StandingAsk, TakeAsk, Taken

log = logging.getLogger("moiso.agent")
ANSWER_S = 4.0
"""How long one thing is said before the next is tried: the server's answer takes milliseconds, its busy disk five seconds at most."""
TAKE_WAIT_S = 1.0
"""Must be below the time of one try of drivers.ask."""
UNSAID = 100
"""Outcomes that wait for a server that is away; beyond it the oldest is doubtful there anyway."""
LOOK_S = 0.5
STANDING_EVERY_S = 60.0
"""How soon a printer there keeps the office's new wording; until then what changed goes as dots."""
Said = TypeVar("Said", bound=BaseModel)


class RemotePapers:
    """The spool of a server on another machine: see server.office.printers.Papers. Used by one worker's thread."""

    def __init__(self, server: str, headers: dict[str, str], trust: ssl.SSLContext | None = None) -> None:
        self._server = server
        self._headers = headers
        self._trust = trust
        self._unsaid: deque[BecameAsk] = deque(maxlen=UNSAID)
        self._away = ""
        self._standing: tuple[Document, ...] = ()
        self._standing_mark = ""
        self._standing_due_s = float("-inf")

    def report(self, name: str, form: Form, health: Health) -> bool:
        self._say_what_became()
        told = ReportAsk(
            form=_form(form),
            trouble=health.trouble or "",
            detail=health.detail,
            paper_low=health.paper_low,
            answers=health.answers,
        )
        reported = self._ask("report", told, Reported)
        return reported is not None and reported.broke_off

    def standing_papers(self, form: Form) -> tuple[Document, ...]:
        now_s = time.monotonic()
        if now_s < self._standing_due_s:
            return self._standing
        self._standing_due_s = now_s + STANDING_EVERY_S
        said = self._ask("standing", StandingAsk(form=_form(form), known=self._standing_mark), Standing)
        if said is not None and said.documents is not None:
            try:
                self._standing, self._standing_mark = tuple(map(from_plain, said.documents)), said.mark
            except ValueError as error:
                log.error("the papers to keep cannot be read here (another version?): %s", error)
        return self._standing

    def take(self, name: str, form: Form, timeout_s: float) -> PaperJob | None:
        deadline_s = time.monotonic() + timeout_s
        while True:
            self._say_what_became()
            if self._unsaid:
                return None  # first the server must know of the last one, or it takes it for forgotten
            left_s = max(deadline_s - time.monotonic(), 0)
            taken = self._ask("take", TakeAsk(form=_form(form), wait_s=min(left_s, TAKE_WAIT_S)), Taken)
            if taken is not None and taken.job is not None:
                return self._read(taken.job, taken)
            if taken is None or left_s == 0:
                return None

    def give_back(self, name: str, job: str) -> None:
        self._ask("give_back", JobAsk(job=job), Allowed)

    def sending(self, name: str, job: str) -> bool:
        allowed = self._ask("sending", JobAsk(job=job), Allowed)
        if allowed is None:  # the server may have written it down: not a byte was sent, and it must hear that
            self._unsaid.append(BecameAsk(job=job, result=Result.HELD.value))
        return allowed is not None and allowed.ok

    def became(self, name: str, job: str, outcome: Outcome) -> None:
        self._unsaid.append(
            BecameAsk(
                job=job,
                result=outcome.result.value,
                trouble=outcome.trouble or "",
                detail=outcome.detail[:300],
                bytes_sent=outcome.bytes_sent,
                paper_mm=outcome.paper_mm,
            )
        )
        self._say_what_became()

    def _say_what_became(self) -> None:
        while self._unsaid and self._ask("became", self._unsaid[0], Allowed) is not None:
            self._unsaid.popleft()

    def _read(self, job: str, taken: Taken) -> PaperJob | None:
        try:
            return PaperJob(job, from_plain(taken.document))
        except ValueError as error:
            log.error("the paper %s cannot be read here (another version?): %s", job, error)
            self._unsaid.append(BecameAsk(job=job, result=Result.DOUBTFUL.value, trouble="internal"))
            return None

    def _ask(self, verb: str, said: BaseModel, kind: type[Said]) -> Said | None:
        """None when the server does not answer, or not with what we understand; once in the log, and again when it does."""
        try:
            reply = ask(
                f"{self._server}/api/print/{verb}",
                said.model_dump_json().encode(),
                give_up_after_s=ANSWER_S,
                headers=self._headers,
                trust=self._trust,
            )
            answer, trouble = _understood(reply, kind)
        except Unanswered as error:
            answer, trouble = None, f"it does not answer ({error})"
        if trouble != self._away:
            log.warning("the server %s: %s", self._server, trouble or "answers again")
            self._away = trouble
        return answer


def _understood(reply: Reply, kind: type[Said]) -> tuple[Said | None, str]:
    if reply.status in (401, 403):
        return None, "it refuses this token; make a new one there with moiso device add --scope print"
    try:
        return (kind.model_validate_json(reply.body), "") if reply.status == 200 else (None, f"it answers {reply.status}")
    except ValidationError:
        return None, "what it says is not understood here; is it another program, or another version?"


def _form(form: Form) -> FormView:
    return FormView(width_dots=form.width_dots, bytes_per_s=form.bytes_per_s)


def run(config: PrintAgentConfig) -> None:
    """Until told to stop. Raises: SettingError."""
    stop = told_to_stop()
    address = found_printer() if config.printer == "auto" else config.printer
    printer = printer_of(address, fake_for(address))
    papers = RemotePapers(config.server, read_token(config.token_file), read_trust(config.ca_file))
    worker = Worker(name="agent", printer=printer, papers=papers)
    log.info("printing on %s (%d dots) for %s", address, printer.width_dots, config.server)
    worker.start()
    notify(READY=1, STATUS=f"printing on {address}")
    while not stop():
        time.sleep(LOOK_S)
        if worker.lives():
            notify(WATCHDOG=1)
    notify(STOPPING=1)
    worker.stop()
