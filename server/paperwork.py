"""The printer side of the server, put together: printers by their settings, a worker for each that is here, the spool over all."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from drivers.clock import Clock
from drivers.printer.document import Document
from drivers.printer.fake import FakeLink, FakePrinter
from drivers.printer.link import parse_address
from drivers.printer.link_opener import LinkOpener
from drivers.printer.printer import Printer
from drivers.printer.profiles import Cutter, profile
from drivers.printer.sysfs import usb_printers
from server.accepted import accepted_profile
from server.config import AGENT, MAIN, PrinterConfig, ServerConfig
from server.domain.model import JobId, Ticket, TicketId, TicketState
from server.domain.setup import Setup
from server.office.office import Office
from server.office.printers import Form, PrinterSpec, PrinterStanding
from server.office.reactions import PaperOrder
from server.office.spool import Spool
from server.office.trials import TRIAL
from server.office.worker import Worker
from server.phonekey import PhoneKeys
from server.sentences import notice
from server.slippaper import Slip, slip_paper
from server.ticketpaper import Letterhead, headed, standing_papers, ticket_paper, trial_rules
from server.words import PAPER_LANGUAGES, Words

log = logging.getLogger("moiso")
WIDE_DOTS = 512
SLOW_BYTES_PER_S = 2_400
"""Below this the number comes out first: at 9600 baud its citizen holds it after three seconds instead of twelve."""
ROLL_M = {True: 60, False: 25}
"""A full roll of 80 mm paper, and of 58 mm. Source: DOMAIN §5 (600 to 800 tickets on a roll of 80 x 80, 300 on one of 58 mm)."""


@dataclass(frozen=True, slots=True)
class Paperwork:
    """Where papers go. `spool` is None when there is no printer; `fakes` are the virtual ones, `addresses` all, by name. `width_dots`: of the first
    printer's paper."""

    spool: Spool | None = None
    addresses: dict[str, str] = field(default_factory=dict)
    fakes: dict[str, FakePrinter] = field(default_factory=dict)
    workers: tuple[Worker, ...] = ()
    width_dots: int = 576

    def start(self) -> None:
        if self.spool is not None:
            self.spool.start()
        for worker in self.workers:
            worker.start()

    def stop(self) -> None:
        """The papers in hand are finished, the others stay queued."""
        if self.spool is not None:
            self.spool.stop()
        for worker in self.workers:
            worker.stop()

    def standing(self) -> tuple[PrinterStanding, ...]:
        return () if self.spool is None else self.spool.standing()


def paperwork(
    config: ServerConfig, office: Office, clock: Clock, on_change: Callable[[], None], keys: PhoneKeys | None = None
) -> Paperwork:
    """`keys`: of citizens' pages on the phone. `on_change` is called, in a thread of the spool's, when a printer stands otherwise than before. Raises: SettingError."""
    settings = printers_of(config)
    if not settings:
        return Paperwork()
    fakes = {name: fake for name, one in settings.items() if (fake := fake_for(one.address)) is not None}
    printers = {
        name: printer_of(one.address, fakes.get(name), config.data) for name, one in settings.items() if one.address != AGENT
    }
    specs = [_spec(name, one, printers.get(name)) for name, one in settings.items()]
    head, words = letterhead(config), paper_words(config)

    def lay_out(order: PaperOrder, form: Form) -> Document:
        setup = office.view.setup
        if order.slip is not None:
            known = headed(head, setup.office)
            return slip_paper(order.slip, (known.authority, known.name), form.width_dots)
        told = notice(order.ticket, words.get(order.ticket.language, words["vi"]), office.now())
        return ticket_paper(
            order.ticket,
            order.service,
            order.desks,
            order.ahead,
            rules=setup.paper if not order.trial else trial_rules(setup.paper, words["vi"]),
            head=_with_key(headed(head, setup.office), keys, order.ticket),
            words=words,
            width_dots=form.width_dots,
            wait_min=order.wait_min,
            notice=told,
            copy=order.copy,
            number_first=_is_slow(form),
        )

    standing = Standing(lambda: office.view.setup, head, words)
    spool = Spool(
        office=office, printers=specs, lay_out=lay_out, clock=clock, on_change=on_change, standing_papers=standing.papers
    )
    workers = tuple(Worker(name=name, printer=printer, papers=spool) for name, printer in printers.items())
    width_dots = next((printer.width_dots for printer in printers.values()), 576)
    for name, one in settings.items():
        log.info("the printer %s is %s", name, one.address)
    return Paperwork(spool, {name: one.address for name, one in settings.items()}, fakes, workers, width_dots)


def trial_order(printer: str, setup: Setup, now: datetime) -> PaperOrder:
    """A paper for `Spool.try_out`: as the office's tickets look, with a number that nobody has."""
    service = setup.services[0]
    job = JobId(f"{TRIAL}{secrets.token_hex(4)}/1")
    ticket = Ticket(TicketId(job), service.id, 0, f"{setup.series_of(service).prefix}000", TicketState.WAITING, now, 0)
    desks = tuple(desk.id for desk in setup.desks if service.id in setup.services_of(desk))
    return PaperOrder(job, ticket, service, () if setup.one_officer else desks, 0, printer=printer, trial=True)


def slip_order(slip: Slip, setup: Setup, now: datetime) -> PaperOrder:
    """A slip of paper for `Spool.try_out`, on the first printer."""
    return replace(trial_order("", setup, now), slip=slip)


class Standing:
    """The papers that a printer may keep the unchanging parts of; laid out anew when the office changes something."""

    def __init__(self, setup: Callable[[], Setup], head: Letterhead, words: dict[str, Words]) -> None:
        self._setup = setup
        self._head = head
        self._words = words
        self._known: dict[tuple[int, bool], tuple[Setup, tuple[Document, ...]]] = {}

    def papers(self, form: Form) -> tuple[Document, ...]:
        """The same tuple as long as the setup is the same."""
        setup, key = self._setup(), (form.width_dots, _is_slow(form))
        known = self._known.get(key)
        if known is None or known[0] is not setup:
            laid_out = standing_papers(
                setup, head=self._head, words=self._words, width_dots=form.width_dots, number_first=_is_slow(form)
            )
            known = setup, laid_out if known is None or laid_out != known[1] else known[1]
            self._known[key] = known
        return known[1]


def _is_slow(form: Form) -> bool:
    return form.bytes_per_s is not None and form.bytes_per_s < SLOW_BYTES_PER_S


def printers_of(config: ServerConfig) -> dict[str, PrinterConfig]:
    """All printers by name with their addresses; the first is the one for papers that say nothing."""
    address = found_printer() if config.printer == "auto" else config.printer
    main = config.printers.get(MAIN, PrinterConfig()).model_copy(update={"address": address})
    others = {name: one for name, one in config.printers.items() if name != MAIN}
    return others if address == "none" else {MAIN: main, **others}


def found_printer() -> str:
    """The address of a printer that is plugged in by USB, else the virtual one. Serial printers must be named: a port may be anything."""
    return "file:auto" if usb_printers() else "fake:"


def printer_of(address: str, fake: FakePrinter | None = None, data: Path | None = None) -> Printer:
    """The printer at that address, with what was accepted there (kept in `data`); `fake` is the machine behind `fake:`.

    Raises: SettingError.
    """
    parsed = parse_address(address)
    known = profile(parsed.profile)
    if data is not None:
        known = accepted_profile(data, address, known)
    if fake is not None:
        return Printer(open_link=lambda: FakeLink(fake), profile=known)
    return Printer(open_link=LinkOpener(parsed), profile=known)


def fake_for(address: str) -> FakePrinter | None:
    """The virtual machine for a `fake:` address, None for a real one."""
    if address == AGENT or parse_address(address).kind != "fake":
        return None
    known = profile(parse_address(address).profile)
    return FakePrinter(known.width_dots, cutter=known.cutter is not Cutter.NONE)


def _with_key(head: Letterhead, keys: PhoneKeys | None, ticket: Ticket) -> Letterhead:
    """The QR code of this ticket alone, where the office's address has a place for its key."""
    return head if keys is None or not head.qr else replace(head, qr=keys.address(head.qr, ticket))


def letterhead(config: ServerConfig) -> Letterhead:
    """What is the same on every paper."""
    return Letterhead(config.authority, config.name, config.complaint_phone, config.ticket_qr, ZoneInfo(config.timezone))


def paper_words(config: ServerConfig) -> dict[str, Words]:
    """The words of each language that a paper can be in."""
    return {language: Words(language, config.words) for language in PAPER_LANGUAGES}


def _spec(name: str, settings: PrinterConfig, printer: Printer | None) -> PrinterSpec:
    wide = printer is None or printer.width_dots >= WIDE_DOTS
    return PrinterSpec(name, settings.title, (settings.roll_m or ROLL_M[wide]) * 1000, remote=settings.address == AGENT)
