"""The composition root of the server: everything is made here, started in one order and stopped in the reverse."""

import asyncio
import logging
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from fastapi import APIRouter

from drivers.clock import Clock, SystemClock
from server.access.gate import Gate
from server.access.hashing import Hasher, read_pepper, write_secret
from server.access.people import People
from server.access.setup_code import SetupCode
from server.bookkeeping import Bookkeeping
from server.config import AGENT, ServerConfig
from server.devices import Devices, Scope
from server.domain.day import Day
from server.domain.events import Logged
from server.media import MediaFolder
from server.office.calendar import DayRule
from server.office.caretaker import caretake
from server.office.news import News
from server.office.office import Office
from server.office.reactions import caused_by, left_over
from server.office.spool import Spool
from server.office.timekeeping import Timekeeper
from server.paperwork import Paperwork, letterhead, paper_words, paperwork, slip_order
from server.phonekey import PhoneKeys
from server.ports import Audited, AuditEntry, StoreTrouble
from server.procedurebooks import ProcedureBooks
from server.roottoken import FILE_NAME as ROOT_FILE
from server.slippaper import Slip
from server.store.backup import take_up
from server.store.engine import own
from server.store.migrate import bring_up_to_date
from server.store.store import SqliteStore
from server.tls import authority_certificate
from server.translate.heard import Standing
from server.voice.keeping import keep_voices
from server.voice.packs import Packs
from server.web.access import AccessPages
from server.web.app import build_app
from server.web.asks import Asks
from server.web.assist import AssistPage
from server.web.bookrouters import book_routers
from server.web.guard import App
from server.web.hear import Hearers
from server.web.helping import helping_router
from server.web.mediapage import MediaPage
from server.web.office.first import FirstPages
from server.web.office.pages import OfficePages
from server.web.office.people import PeoplePages
from server.web.office.printers import PrinterPages
from server.web.office.screens import ScreenPages
from server.web.pages import Pages
from server.web.phonepage import PhonePage
from server.web.present import Present
from server.web.printing import printing_router
from server.web.procedurerouters import procedure_routers
from server.web.screenpage import ScreenPage
from server.web.ticketpage import TicketPage
from server.web.trust import TrustPage
from server.web.voicepages import VoicePages
from server.wire import OfficeView
from server.words import Words

log = logging.getLogger("moiso")


@dataclass(frozen=True, slots=True)
class Running:
    """A server that works. `app` is what uvicorn serves."""

    app: App
    office: Office
    paperwork: Paperwork
    gate: Gate
    code: SetupCode


@asynccontextmanager
async def running(
    config: ServerConfig,
    clock: Clock | None = None,
    far_ports: frozenset[int] = frozenset(),
    restart: Callable[[], None] | None = None,
) -> AsyncIterator[Running]:
    """Start everything in order and stop it in the reverse. Must be entered in the event loop that will serve.

    `far_ports`: where other machines come in; `restart` ends the server so that it is started again.

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
        packs = Packs(config.data)
        shelf = ProcedureBooks(config.data)
        standing = _standing(config, words, packs.marks, shelf.mark_of)
        devices = Devices(config.data)
        devices.all()  # a file that cannot be used is said now and not at the first request
        gate = _gate(config, store, devices, office, clock)
        stack.callback(gate.hasher.close)
        code = SetupCode(config.data, is_new=gate.is_new)
        present = Present(expected=lambda: _screens(devices), monotonic_s=clock.monotonic_s)
        hearers = Hearers(standing=standing, now=office.now, still=gate.still, present=present)
        gate.seats.tell = lambda desk, seat: hearers.seat_taken(desk, seat.window)
        loop = asyncio.get_running_loop()
        keys = PhoneKeys(read_pepper(config.data))
        papers = paperwork(config, office, clock, lambda: _soon(loop, hearers.printers_changed), keys)
        hearers.printers = papers.standing
        news.subscribe(hearers.tell)
        if papers.spool is not None:
            news.subscribe(_order_papers(papers.spool))
            _take_up(papers.spool, office.view)
        papers.start()
        stack.push_async_callback(asyncio.to_thread, papers.stop)
        if code.text and papers.spool is not None:
            address = f"http://127.0.0.1:{config.port}"
            slip = Slip(words.say("access.slip_title"), code.shown, words.say("access.slip_help", address=address))
            papers.spool.try_out(slip_order(slip, office.view.setup, office.now()))
        with suppress(StoreTrouble):  # the caretaker says so and tries again
            await office.do_what_is_due()
        keeping = Bookkeeping(
            office=office, store=store, data=config.data, zone=zone, kept=config.backups_kept, carry_to=config.backup_to
        )
        if taken is not None:
            if gate.sessions:  # those of the copy's day
                await gate.end(list(gate.sessions), AuditEntry("rule", Audited.SESSION_REVOKED))
            await keeping.note_restored(taken)
        for task in (
            asyncio.create_task(keeping.run()),
            asyncio.create_task(caretake(office, store.lives)),
            asyncio.create_task(hearers.tick(lambda: office.view)),
            asyncio.create_task(
                keep_voices(packs, config.data.absolute(), lambda: hearers.anew(office.view), makes=config.voices)
            ),
        ):
            stack.push_async_callback(_cancel, task)
        books = partial(
            book_routers,
            data=config.data,
            office=office,
            words=words,
            keeping=keeping,
            restart=restart,
            people=lambda: {one.id: one.name for one in gate.people.values()},
        )
        yield Running(
            _app(config, office, store, hearers, papers, words, gate, devices, present, code, far_ports, books, packs, shelf),
            office,
            papers,
            gate,
            code,
        )


def _gate(config: ServerConfig, store: SqliteStore, devices: Devices, office: Office, clock: Clock) -> Gate:
    """With the server's own token in a file beside the database: whoever can read that may do everything, on this machine only."""
    token = secrets.token_urlsafe(32)
    write_secret(config.data / ROOT_FILE, token + "\n")
    gate = Gate(
        store=store,
        hasher=Hasher(read_pepper(config.data)),
        devices=devices,
        root_token=token,
        now=office.now,
        monotonic_s=clock.monotonic_s,
    )
    gate.start()
    return gate


def _screens(devices: Devices) -> list[str]:
    """Those that somebody waits in front of."""
    return [one.name for one in devices.all() if one.scope in (Scope.SCREEN, Scope.KIOSK)]


def _app(
    config: ServerConfig,
    office: Office,
    store: SqliteStore,
    hearers: Hearers,
    papers: Paperwork,
    words: Words,
    gate: Gate,
    devices: Devices,
    present: Present,
    code: SetupCode,
    far_ports: frozenset[int],
    books: Callable[..., list[APIRouter]],
    packs: Packs,
    shelf: ProcedureBooks,
) -> App:
    pages = Pages(
        view=lambda: office.view,
        office=OfficeView(authority=config.authority, name=config.name),
        words=words,
        printers=papers.addresses,
        papers={name: fake.papers for name, fake in papers.fakes.items()},
        now=office.now,
        is_new=lambda: gate.is_new,
    )

    ticket = TicketPage(
        page=pages.page,
        setup=lambda: office.view.setup,
        head=letterhead(config),
        words=paper_words(config),
        width_dots=papers.width_dots,
        now=office.now,
    )

    offices = OfficePages(
        page=pages.page,
        view=lambda: office.view,
        words=words,
        now=office.now,
        fallback={
            "office.authority": config.authority,
            "office.name": config.name,
            "office.complaint_phone": config.complaint_phone,
            "office.ticket_qr": config.ticket_qr,
            "screen.notice": words.say("screen.notice"),
        },
    )

    printers = PrinterPages(shown=offices.shown, papers=papers, view=lambda: office.view, words=words, now=office.now)

    first = FirstPages(shown=offices.shown, view=lambda: office.view, maker=offices.maker, printers=printers)

    media = MediaPage(
        folder=MediaFolder(config.data),
        shown=offices.shown,
        lists=offices.lists,
        view=lambda: office.view,
        words=words,
        now=office.now,
    )
    media.sweep()
    screens = ScreenPages(
        shown=offices.shown,
        lists=offices.lists,
        maker=offices.maker,
        view=lambda: office.view,
        standing=hearers,
        paired=lambda: [one.name for one in devices.all() if one.scope is Scope.SCREEN],
        words=words,
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

    people = People(gate, devices, code)
    staff = PeoplePages(
        gate=gate,
        people=people,
        devices=devices,
        present=present,
        shown=offices.shown,
        words=words,
        view=lambda: office.view,
        agents=[name for name, address in papers.addresses.items() if address == AGENT],
    )
    can_print = papers.spool.can_print if papers.spool is not None else None
    return build_app(
        gate=gate,
        view=lambda: office.view,
        hearers=hearers,
        pages=pages,
        words=words,
        health=health,
        hosts=frozenset(config.names) | machine_names(),
        far_ports=far_ports,
        docs=config.docs,
        routers=[
            Asks(office=office, gate=gate, words=words, can_print=can_print).router(),
            AccessPages(gate=gate, people=people, code=code, pages=pages, words=words, view=lambda: office.view).router(),
            TrustPage(
                pages=pages, words=words, authority=lambda: authority_certificate(config.data), port=_port_of(config.tls)
            ).router(),
            helping_router(hearers, office.now, words),
            printing_router(papers.spool, words),
            ticket.router(),
            AssistPage(page=pages.page, words=words).router(),
            PhonePage(
                page=pages.page,
                view=lambda: office.view,
                keys=PhoneKeys(read_pepper(config.data)),
                words=paper_words(config),
                now=office.now,
            ).router(),
            offices.router(),
            media.router(),
            screens.router(),
            ScreenPage(page=pages.page, words=words, view=lambda: office.view, now=office.now, timezone=config.timezone).router(),
            staff.router(),
            printers.router(),
            first.router(),
            VoicePages(
                shown=offices.shown, packs=packs, words=words, office=office, changed=lambda: hearers.anew(office.view)
            ).router(),
            *books(page=pages.page),
            *procedure_routers(shelf, pages.page, offices.shown, lambda: office.view, words, paper_words(config)),
        ],
    )


def _port_of(where: str) -> int | None:
    return int(where.rpartition(":")[2]) if where else None


def machine_names() -> frozenset[str]:
    """How this machine is called on its own network."""
    name = socket.gethostname().lower()
    return frozenset({name, f"{name.partition('.')[0]}.local"})


def _standing(
    config: ServerConfig, words: Words, voices: Callable[[], dict[str, str]], procedures: Callable[[str], str]
) -> Standing:
    """Made once a start, because the epoch is new with each."""
    office = OfficeView(authority=config.authority, name=config.name)
    return Standing(secrets.token_hex(8), config.timezone, office, words, voices, procedures)


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
