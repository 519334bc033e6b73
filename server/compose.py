"""The composition root of the server: everything is made here, started in one order and stopped in the reverse."""

import asyncio
import gc
import logging
import secrets
import signal
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import uvicorn
import uvloop

from drivers.clock import Clock, SystemClock
from drivers.errors import SettingError
from drivers.printer.document import Document
from drivers.printer.fake import FakeLink, FakePrinter
from drivers.printer.link import parse_address
from drivers.printer.link_opener import LinkOpener
from drivers.printer.printer import Printer
from drivers.printer.profiles import Cutter, profile
from drivers.printer.sysfs import usb_printers
from drivers.sdnotify import notify
from server.accepted import accepted_profile
from server.config import ServerConfig
from server.domain.day import Day
from server.domain.events import Logged
from server.office.calendar import DayRule
from server.office.caretaker import caretake
from server.office.news import News
from server.office.office import Office
from server.office.reactions import PaperOrder, caused_by, left_over
from server.office.spool import Spool
from server.office.timekeeping import Timekeeper
from server.ports import StoreTrouble
from server.store.engine import own
from server.store.migrate import bring_up_to_date
from server.store.store import SqliteStore
from server.ticketpaper import Letterhead, ticket_paper
from server.translate.heard import Standing
from server.web.app import build_app
from server.web.guard import App
from server.web.hear import Hearers
from server.web.pages import Pages
from server.web.sentences import notice
from server.wire import OfficeView
from server.words import Words

log = logging.getLogger("moiso")


def found_printer() -> str:
    """The address of a printer that is plugged in by USB, else the virtual one. Serial printers must be named: a port may be anything."""
    return "file:auto" if usb_printers() else "fake:"


@dataclass(frozen=True, slots=True)
class Paperwork:
    """The printer side: where papers go. `spool` is None when there is no printer; `fake` is set for the virtual one."""

    address: str
    spool: Spool | None
    fake: FakePrinter | None


@dataclass(frozen=True, slots=True)
class Running:
    """A server that works. `app` is what uvicorn serves."""

    app: App
    office: Office
    paperwork: Paperwork


@asynccontextmanager
async def running(config: ServerConfig, clock: Clock | None = None) -> AsyncIterator[Running]:
    """Start everything in order and stop it in the reverse. Must be entered in the event loop that will serve.

    Raises: SettingError with a sentence when the data folder, the database or a setting cannot be used.
    """
    clock = clock or SystemClock()
    words = Words("vi", config.words)
    async with AsyncExitStack() as stack:
        lock = own(config.data)
        stack.callback(lock.close)
        bring_up_to_date(config.data, clock.now())
        store = SqliteStore(config.data, asyncio.get_running_loop().call_soon_threadsafe)
        stack.push_async_callback(asyncio.to_thread, store.stop)
        news = News()
        zone = ZoneInfo(config.timezone)
        rule = DayRule(zone, config.day_turns_at_hour)
        office = Office(store=store, time=Timekeeper(clock, zone), rule=rule, news=news)
        office.start()
        paperwork = _paperwork(config, office, words, clock)
        standing = _standing(config, words)
        hearers = Hearers(standing=standing, now=office.now)
        news.subscribe(hearers.tell)
        if paperwork.spool is not None:
            news.subscribe(_order_papers(paperwork.spool))
            _take_up(paperwork.spool, office.view)
            paperwork.spool.start()
            stack.push_async_callback(asyncio.to_thread, paperwork.spool.stop)
        with suppress(StoreTrouble):  # the caretaker says so and tries again
            await office.do_what_is_due()
        for task in (
            asyncio.create_task(caretake(office, store.lives)),
            asyncio.create_task(hearers.tick(lambda: office.view)),
        ):
            stack.push_async_callback(_cancel, task)
        yield Running(_app(standing, office, store, hearers, paperwork, words), office, paperwork)


def _app(standing: Standing, office: Office, store: SqliteStore, hearers: Hearers, paperwork: Paperwork, words: Words) -> App:
    pages = Pages(
        view=lambda: office.view,
        office=standing.office,
        words=words,
        printer=paperwork.address,
        papers=paperwork.fake.papers if paperwork.fake else None,
        now=office.now,
    )

    def health() -> dict[str, object]:
        day = office.view
        return {
            "ok": store.lives(),
            "seq": day.seq,
            "day": day.date.isoformat() if day.date else None,
            "is_open": day.is_open,
            "clock_doubt": day.clock_doubt,
            "printer": paperwork.address,
            "unprinted": len(day.unprinted),
        }

    return build_app(office=office, hearers=hearers, pages=pages, words=words, health=health)


def _standing(config: ServerConfig, words: Words) -> Standing:
    """Made once a start, because the epoch is new with each."""
    return Standing(secrets.token_hex(8), config.timezone, OfficeView(authority=config.authority, name=config.name), words)


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
    parsed = parse_address(address)
    if parsed.kind != "fake":
        return None
    known = profile(parsed.profile)
    return FakePrinter(known.width_dots, cutter=known.cutter is not Cutter.NONE)


def letterhead(config: ServerConfig) -> Letterhead:
    """What is the same on every paper."""
    return Letterhead(config.authority, config.name, config.complaint_phone, config.ticket_qr, ZoneInfo(config.timezone))


def _paperwork(config: ServerConfig, office: Office, words: Words, clock: Clock) -> Paperwork:
    address = found_printer() if config.printer == "auto" else config.printer
    if address == "none":
        return Paperwork(address, None, None)
    fake = fake_for(address)
    printer = printer_of(address, fake, config.data)
    head, width_dots = letterhead(config), printer.profile.width_dots

    def lay_out(order: PaperOrder) -> Document:
        told = notice(order.ticket, words, office.now())
        return ticket_paper(order.ticket, order.service, order.desks, order.ahead, head, words, width_dots, told)

    log.info("the printer is %s (%s, %d dots)", address, printer.profile.name, width_dots)
    return Paperwork(address, Spool(office=office, printer=printer, lay_out=lay_out, clock=clock), fake)


def _order_papers(spool: Spool) -> Callable[[Sequence[Logged], Day], None]:
    def listen(batch: Sequence[Logged], day: Day) -> None:
        for logged in batch:
            for order in caused_by(day, logged.event):
                spool.put(order)

    return listen


def _take_up(spool: Spool, day: Day) -> None:
    """Papers that the last run left: those never begun are printed, those being sent are doubtful."""
    queued, sending = left_over(day)
    for order in queued:
        spool.put(order)
    for job in sending:
        spool.doubt(job)


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def listening_socket(port: int) -> socket.socket:
    """Bound to this machine only. Raises: SettingError when the port is taken."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind(("127.0.0.1", port))
    except OSError as error:
        sock.close()
        raise SettingError(f"port {port} cannot be used: {error.strerror}; set another one with --port or server.port") from None
    sock.set_inheritable(True)
    return sock


async def serve(config: ServerConfig) -> None:
    """Serve until told to stop by SIGINT or SIGTERM."""
    sock = listening_socket(config.port)
    async with running(config) as server:
        try:
            await web_server(server.app, lambda: _say_ready(config)).serve(sockets=[sock])
        finally:
            notify(STOPPING=1)


def web_server(app: App, on_started: Callable[[], None]) -> uvicorn.Server:
    """uvicorn as we want it; `on_started` is called when it listens."""
    web = _Web(
        uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,  # nobody stands between; a header that says otherwise is not believed
            ws="websockets-sansio",
            ws_max_size=4096,
            ws_ping_interval=20.0,
            backlog=512,
            timeout_graceful_shutdown=3,
        )
    )
    web.on_started = on_started
    return web


GC_THRESHOLD = (50_000, 20, 100)
"""A day's tickets are many small objects that live until the evening; with Python's default the collector walks through them
again and again. Measured: 311 instead of 368 µs a ticket, p99 at 64 clients 31 instead of 100 ms, the same memory."""


class _Web(uvicorn.Server):
    """uvicorn, that says when it listens."""

    on_started: Callable[[], None]

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """uvicorn's own raises the signal again when it has shut down; we would die before papers and store are put away."""
        if threading.current_thread() is not threading.main_thread():  # a test's server; signals are not for it
            yield
            return
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.on_started()


def _say_ready(config: ServerConfig) -> None:
    log.info("serving on http://127.0.0.1:%d/ (this machine only, until there is a sign-in)", config.port)
    notify(READY=1, STATUS=f"serving on 127.0.0.1:{config.port}")


def run(config: ServerConfig) -> None:
    """`serve` in a fresh uvloop."""
    gc.set_threshold(*GC_THRESHOLD)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(config))
