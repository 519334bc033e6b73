"""moiso doctor and moiso print-test: look at this machine and say in words what is there, what is missing and what to type."""

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from drivers.errors import Trouble
from drivers.printer.printer import Result
from drivers.printer.render import missing_fonts, paint, render
from server.config import ServerConfig
from server.domain.model import DeskId, ServiceId, Ticket, TicketId, TicketState
from server.domain.setup import PaperRules, Service
from server.paperwork import fake_for, found_printer, letterhead, paper_words, printer_of
from server.store.engine import FILE_NAME, connect_reader
from server.store.migrate import HEAD, version
from server.ticketpaper import ticket_paper

DISK_FREE_BYTES = 500_000_000
"""Below this a technician should look: when the disk is full, SQLite cannot even tidy up. Source: RELIABILITY §3."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`ok`: nothing to do. `todo`: one line to type or one thing to do, "" if nothing."""

    what: str
    ok: bool
    says: str
    todo: str = ""


def doctor(config: ServerConfig) -> int:
    """Print all findings; returns 1 when something needs a person."""
    findings = [*_machine(), *_data(config), _printer(config)]
    for finding in findings:
        print(f"{'ok  ' if finding.ok else '!!  '}{finding.what:<10} {finding.says}")
        if finding.todo:
            print(f"    {'':<10} → {finding.todo}")
    return 0 if all(finding.ok for finding in findings) else 1


def print_test(config: ServerConfig, picture: Path | None) -> int:
    """Print one test ticket; returns 0 when nothing went wrong. Do not run it beside a server that uses the same printer."""
    address = _address(config)
    if address == "none":
        print("printer = none: there is nothing to print on")
        return 1
    printer = printer_of(address, fake_for(address))
    service = Service(ServiceId("A"), {"vi": "Hộ tịch – Phiếu in thử"}, 12)
    ticket = Ticket(TicketId("test"), service.id, 0, "A000", TicketState.WAITING, datetime.now(UTC), 0)
    width = printer.profile.width_dots
    document = ticket_paper(
        ticket, service, (DeskId(1),), 4, rules=PaperRules(), head=letterhead(config), words=paper_words(config), width_dots=width
    )
    if picture is not None:
        paint(render(document, width), width).save(picture)
        print(f"what should come out is in {picture}")
    outcome = printer.check() or printer.print(document)
    printer.close()
    trouble = f" ({outcome.trouble}: {outcome.detail})" if outcome.trouble else ""
    print(f"{address}: {outcome.result}, {outcome.bytes_sent} bytes{trouble}")
    return 0 if outcome.result in (Result.PRINTED, Result.UNCONFIRMED) else 1


def _machine() -> Iterator[Finding]:
    fonts = missing_fonts()
    yield Finding(
        "fonts",
        not fonts,
        "Noto Sans is there" if not fonts else f"missing: {', '.join(fonts)}; DejaVu Sans is used instead",
        "" if not fonts else "sudo apt-get install fonts-noto-core",
    )
    voice = shutil.which("espeak-ng")
    yield Finding(
        "voice",
        voice is not None,
        "espeak-ng is there" if voice else "no espeak-ng: calls only ring a chime",
        "" if voice else "sudo apt-get install espeak-ng",
    )
    cards = sorted(Path("/dev/snd").glob("pcm*p")) if Path("/dev/snd").exists() else []
    yield Finding("sound", bool(cards), f"{len(cards)} outputs" if cards else "no sound card: the screen stays silent")
    graphics = sorted(Path("/dev/dri").glob("card*")) if Path("/dev/dri").exists() else []
    yield Finding("graphics", bool(graphics), ", ".join(map(str, graphics)) or "no graphics card: windows need a desktop (X)")


def _data(config: ServerConfig) -> Iterator[Finding]:
    folder = config.data if config.data.exists() else config.data.parent
    free = shutil.disk_usage(folder if folder.exists() else Path("/")).free
    yield Finding(
        "disk",
        free > DISK_FREE_BYTES,
        f"{free // 1_000_000} MB free for {config.data}",
        "" if free > DISK_FREE_BYTES else "make room: below 500 MB the machine may stop giving numbers",
    )
    if not (config.data / FILE_NAME).exists():
        yield Finding("database", True, "none yet; it is made at the first start")
        return
    try:
        connection = connect_reader(config.data)
        check, at = connection.execute("PRAGMA quick_check(1)").fetchone()[0], version(connection)
        connection.close()
    except sqlite3.Error as error:
        yield Finding("database", False, str(error), f"copies are in {config.data / 'copies'}")
        return
    yield Finding(
        "database",
        check == "ok" and at == HEAD,
        f"{check}, version {at} (this Moiso: {HEAD})",
        "" if at == HEAD else "moiso migrate",
    )


_TODO = {
    Trouble.UNREACHABLE: "check the cable and the power; is another program (a running server) using it?",
    Trouble.STALLED: "check the baud rate and the flow control of the printer",
    Trouble.PAPER_OUT: "change the roll",
    Trouble.COVER_OPEN: "close the cover",
    Trouble.CUTTER: "switch the printer off, remove jammed paper, switch it on",
    Trouble.OFFLINE: "look at the printer's lamps",
    Trouble.MUTE: "check the cable",
}


def _printer(config: ServerConfig) -> Finding:
    address = _address(config)
    if address == "none":
        return Finding("printer", True, "none is set: numbers are shown on the screen only")
    fake = fake_for(address)
    printer = printer_of(address, fake)
    held = printer.check()
    printer.close()
    if held is not None and held.trouble is not None:
        return Finding("printer", False, f"{address}: {held.trouble} ({held.detail})", _TODO[held.trouble])
    return Finding("printer", True, f"{address} ({printer.profile.name}, {printer.profile.width_dots} dots)")


def _address(config: ServerConfig) -> str:
    return found_printer() if config.printer == "auto" else config.printer
