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
from functools import partial
from zoneinfo import ZoneInfo

import uvicorn
import uvloop
from fastapi import APIRouter

from drivers.clock import Clock, SystemClock
from drivers.errors import SettingError
from drivers.sdnotify import notify
from server.bookkeeping import Bookkeeping
from server.config import RESTART_STATUS, ServerConfig
from server.devices import Devices
from server.domain.day import Day
from server.domain.events import Logged
from server.office.calendar import DayRule
from server.office.caretaker import caretake
from server.office.news import News
from server.office.office import Office
from server.office.reactions import caused_by, left_over
from server.office.spool import Spool
from server.office.timekeeping import Timekeeper
from server.paperwork import Paperwork, letterhead, paper_words, paperwork
from server.ports import StoreTrouble
from server.store.backup import take_up
from server.store.engine import own
from server.store.migrate import bring_up_to_date
from server.store.store import SqliteStore
from server.translate.heard import Standing
from server.web.app import build_app
from server.web.bookrouters import book_routers
from server.web.guard import App
from server.web.hear import Hearers
from server.web.pages import Pages
from server.web.ticketpage import TicketPage
from server.wire import OfficeView
from server.words import Words

log = logging.getLogger("moiso")


@dataclass(frozen=True, slots=True)
class Running:
    """A server that works. `app` is what uvicorn serves."""

    app: App
    office: Office
    paperwork: Paperwork


@asynccontextmanager
async def running(
    config: ServerConfig, clock: Clock | None = None, lan_port: int | None = None, restart: Callable[[], None] | None = None
) -> AsyncIterator[Running]:
    """Start everything in order and stop it in the reverse. Must be entered in the event loop that will serve.

    `lan_port`: where devices on other machines come in, None: nowhere. `restart` ends the server so that it is started again.

    Raises: SettingError with a sentence when the data folder, the database or a setting cannot be used.
    """
    clock = clock or SystemClock()
    words = Words("vi", config.words)
    async with AsyncExitStack() as stack:
        lock = own(config.data)
        stack.callback(lock.close)
        taken = take_up(config.data, clock.now())
        bring_up_to_date(config.data, clock.now())
        store = SqliteStore(config.data, asyncio.get_running_loop().call_soon_threadsafe)
        stack.push_async_callback(asyncio.to_thread, store.stop)
        news = News()
        zone = ZoneInfo(config.timezone)
        rule = DayRule(zone, config.day_turns_at_hour)
        office = Office(store=store, time=Timekeeper(clock, zone), rule=rule, news=news)
        office.start()
        standing = _standing(config, words)
        hearers = Hearers(standing=standing, now=office.now)
        loop = asyncio.get_running_loop()
        papers = paperwork(config, office, clock, lambda: _soon(loop, hearers.printers_changed))
        hearers.printers = papers.standing
        news.subscribe(hearers.tell)
        if papers.spool is not None:
            news.subscribe(_order_papers(papers.spool))
            _take_up(papers.spool, office.view)
        papers.start()
        stack.push_async_callback(asyncio.to_thread, papers.stop)
        with suppress(StoreTrouble):  # the caretaker says so and tries again
            await office.do_what_is_due()
        keeping = Bookkeeping(
            office=office, store=store, data=config.data, zone=zone, kept=config.backups_kept, carry_to=config.backup_to
        )
        if taken is not None:
            await keeping.note_restored(taken)
        for task in (
            asyncio.create_task(keeping.run()),
            asyncio.create_task(caretake(office, store.lives)),
            asyncio.create_task(hearers.tick(lambda: office.view)),
        ):
            stack.push_async_callback(_cancel, task)
        devices = Devices(config.data)
        devices.all()  # a file that cannot be used is said now and not at the first paper
        books = partial(book_routers, data=config.data, office=office, words=words, keeping=keeping, restart=restart)
        yield Running(_app(config, standing, office, store, hearers, papers, words, devices, lan_port, books), office, papers)


def _app(
    config: ServerConfig,
    standing: Standing,
    office: Office,
    store: SqliteStore,
    hearers: Hearers,
    papers: Paperwork,
    words: Words,
    devices: Devices,
    lan_port: int | None,
    books: Callable[..., list[APIRouter]],
) -> App:
    pages = Pages(
        view=lambda: office.view,
        office=standing.office,
        words=words,
        printers=papers.addresses,
        papers={name: fake.papers for name, fake in papers.fakes.items()},
        now=office.now,
    )

    ticket = TicketPage(
        page=pages.page,
        setup=lambda: office.view.setup,
        head=letterhead(config),
        words=paper_words(config),
        width_dots=papers.width_dots,
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
            "printers": {
                one.name: {"address": papers.addresses[one.name], "trouble": one.trouble or ""} for one in papers.standing()
            },
            "unprinted": len(day.unprinted),
        }

    return build_app(
        office=office,
        hearers=hearers,
        pages=pages,
        words=words,
        health=health,
        papers=papers.spool,
        device_of=devices.who,
        lan_port=lan_port,
        beside=[ticket.router(), *books(page=pages.page)],
    )


def _standing(config: ServerConfig, words: Words) -> Standing:
    """Made once a start, because the epoch is new with each."""
    return Standing(secrets.token_hex(8), config.timezone, OfficeView(authority=config.authority, name=config.name), words)


def _soon(loop: asyncio.AbstractEventLoop, what: Callable[[], None]) -> None:
    """From a thread of its own; a loop that has ended has nobody left to tell."""
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(what)


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
    for job, printer in sending:
        spool.doubt(job, printer)


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


def lan_socket(where: str) -> socket.socket | None:
    """Where devices on other machines come in; None for an empty address. Raises: SettingError when it cannot be used."""
    if not where:
        return None
    host, _, port = where.rpartition(":")
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, int(port)))
    except OSError as error:
        sock.close()
        raise SettingError(f"server.lan {where} cannot be used: {error.strerror}") from None
    return sock


async def serve(config: ServerConfig) -> int:
    """Serve until told to stop by SIGINT or SIGTERM, or until a page asks for a restart. Returns the exit status."""
    sock, lan = listening_socket(config.port), lan_socket(config.lan)
    status = 0

    def restart() -> None:
        nonlocal status
        status, web.should_exit = RESTART_STATUS, True

    async with running(config, lan_port=lan.getsockname()[1] if lan is not None else None, restart=restart) as server:
        web = web_server(server.app, lambda: _say_ready(config))
        try:
            await web.serve(sockets=[sock] if lan is None else [sock, lan])
        finally:
            notify(STOPPING=1)
    return status


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


def run(config: ServerConfig) -> int:
    """`serve` in a fresh uvloop."""
    gc.set_threshold(*GC_THRESHOLD)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(serve(config))
