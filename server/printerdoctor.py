"""What moiso doctor says of printers: which there are, what to write for each, what it can tell, how long a ticket takes.

Opens ports, so it leaves alone what a running server or anybody else has. Knows no other part of the machine.
"""

import dataclasses
import http.client
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from drivers.errors import DeviceError, SettingError, Trouble
from drivers.printer.document import Document
from drivers.printer.encode import encode
from drivers.printer.find import Candidate, address_at, candidates
from drivers.printer.link import AUTO, IN_USE, NO_RIGHTS, PrinterAddress, parse_address
from drivers.printer.link_tcp import DEFAULT_PORT
from drivers.printer.probe import Answers, Probed, probe, suggested_profile
from drivers.printer.profiles import Confirm, Profile, profile
from drivers.printer.render import Ways, render
from drivers.printer.status import Query
from server.accepted import FILE_NAME as ACCEPTED
from server.accepted import accepted_profile
from server.config import AGENT, ServerConfig
from server.domain.model import DeskId, ServiceId, Ticket, TicketId, TicketState
from server.domain.setup import PaperRules, Service
from server.paperwork import found_printer, letterhead, paper_words, printers_of
from server.ticketpaper import ticket_paper

HEALTH_TIMEOUT_S = 1.0
ASKING_S = 20.0
"""No further port is begun after so long; one that does not answer takes three seconds."""
HEAD_S = 0.9
"""What a fast head needs for a ticket, with its cut. Source: PRINTING §3, physical limit."""
FASTEST_BAUD = 115_200
SLOW_TICKET_S = 3.0
"""A citizen who waits longer than this at the machine presses again. Source: PRINTING §3, 115200 baud takes 1.5 s."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`ok`: nothing to do. `todo`: one line to type or one thing to do, "" if nothing."""

    what: str
    ok: bool
    says: str
    todo: str = ""


def printers(config: ServerConfig, host: str | None = None, device: str | None = None) -> Iterator[Finding]:
    """All findings about printers; with `host` or `device` only about the one there."""
    served = served_printers(config.port)
    if host is not None or device is not None:
        only = f"tcp:{_with_port(host)}" if host is not None else address_at(device or "")
        yield from _asked(config, parse_address(only), _described(only, "the printer that is named"), served, configured=True)
        return
    settings = printers_of(config)
    if not settings:
        yield Finding("printer", True, "none is set: numbers are shown on the screen only")
    for name, one in settings.items():
        yield from _configured(config, name, one.address, served)
    configured = [parse_address(one.address) for one in settings.values() if one.address != AGENT]
    until_s = time.monotonic() + ASKING_S
    for other in candidates():
        address = parse_address(other.address)
        if any(same_printer(one, address) for one in configured):
            continue
        if time.monotonic() > until_s:
            yield Finding(
                "found",
                True,
                f"{other.address}, {other.what}: not asked, to be done in time",
                f"moiso doctor --device {address.target}",
            )
        else:
            yield from _asked(config, address, other, served, configured=False)


def served_printers(port: int) -> tuple[PrinterAddress, ...]:
    """Where the server of this machine prints; none when none runs under that port, or it has no printer here."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=HEALTH_TIMEOUT_S)
    try:
        connection.request("GET", "/health")
        told = json.loads(connection.getresponse().read())["printers"]
        return tuple(parse_address(str(one["address"])) for one in told.values() if one["address"] != AGENT)
    except (OSError, http.client.HTTPException, ValueError, LookupError, TypeError, AttributeError, SettingError):
        return ()
    finally:
        connection.close()


def address_of(config: ServerConfig) -> str:
    """The address that the server would print at."""
    return found_printer() if config.printer == "auto" else config.printer


def same_printer(one: PrinterAddress, other: PrinterAddress) -> bool:
    """Whether both lead to the same device, under whatever name and with whatever options."""
    if one.kind != other.kind:
        return False
    match one.kind:
        case "fake":  # every program has its own
            return False
        case "tcp":
            return _with_port(one.target) == _with_port(other.target)
        case "file" if AUTO in (one.target, other.target):
            named = other.target if one.target == AUTO else one.target
            return named == AUTO or "/lp" in named or "/lp" in str(Path(named).resolve())
        case "file" | "serial":
            try:
                return one.target == other.target or Path(one.target).samefile(other.target)
            except OSError:
                return False
    return one.target == other.target


def sample_ticket(config: ServerConfig, width_dots: int) -> Document:
    """The ticket that print-test prints: as long as a real one."""
    service = Service(ServiceId("A"), {"vi": "Hộ tịch – Phiếu in thử"}, 12)
    ticket = Ticket(TicketId("test"), service.id, 0, "A000", TicketState.WAITING, datetime.now(UTC), 0)
    return ticket_paper(
        ticket,
        service,
        (DeskId(1),),
        4,
        rules=PaperRules(),
        head=letterhead(config),
        words=paper_words(config),
        width_dots=width_dots,
    )


def _configured(config: ServerConfig, name: str, where: str, served: Sequence[PrinterAddress]) -> Iterator[Finding]:
    if where == AGENT:
        yield Finding("printer", True, f"{name} is on another machine: type moiso doctor there")
        return
    address = parse_address(where)
    known = profile(address.profile)
    if address.kind == "fake":
        yield Finding("printer", True, f"{where} ({known.name}, {known.width_dots} dots): the virtual one, on the page /papers")
    elif address.kind == "file" and Path(address.target).is_file():
        yield Finding("printer", True, f"{where} is a plain file: tickets are added to it")
    else:
        yield from _asked(config, address, _described(where, "the printer that is set"), served, configured=True)


def _described(address: str, otherwise: str) -> Candidate:
    """That address, with what this machine knows of the device there."""
    parsed = parse_address(address)
    known = next((other for other in candidates() if same_printer(parse_address(other.address), parsed)), None)
    return dataclasses.replace(known, address=address, console=False) if known is not None else Candidate(address, otherwise)


def _asked(
    config: ServerConfig, address: PrinterAddress, at: Candidate, served: Sequence[PrinterAddress], configured: bool
) -> Iterator[Finding]:
    what = "printer" if configured else "found"
    name = f"{at.address}, {at.what}" if at.what else at.address
    if any(same_printer(one, address) for one in served):
        yield Finding(
            what, True, f"{name}: the running server prints on it, so it is left alone; to ask it more: stop the server"
        )
        return
    if at.console:
        yield Finding(what, True, f"{name}: this machine's own console, left alone")
        return
    probed = probe(address)
    if probed.failed is not None:
        yield _not_asked(what, name, probed.failed, configured)
    elif probed.answers is None:
        yield _mute(what, name, address, configured)
    else:
        yield from _said(what, config, address, at, probed, probed.answers)


def _not_asked(what: str, name: str, failed: DeviceError, configured: bool) -> Finding:
    if IN_USE in failed.detail:
        return Finding(what, True, f"{name}: in use by another program (a running server?), so it is left alone")
    if NO_RIGHTS in failed.detail:
        return Finding(
            what, not configured, f"{name}: this user may not open it", "sudo usermod -aG lp,dialout $USER, then sign in again"
        )
    return Finding(
        what, not configured, f"{name}: {failed.trouble} ({failed.detail})", WHAT_TO_DO[failed.trouble] if configured else ""
    )


def _mute(what: str, name: str, address: PrinterAddress, configured: bool) -> Finding:
    tried = "nothing answers, at no usual speed" if address.kind == "serial" else "nothing answers"
    return Finding(
        what,
        not configured,
        f"{name}: {tried}",
        "is it a printer, switched on, with a cable that has both directions? One that cannot answer prints, but nobody is told"
        if configured
        else "",
    )


def _said(
    what: str, config: ServerConfig, address: PrinterAddress, at: Candidate, probed: Probed, answers: Answers
) -> Iterator[Finding]:
    plain = profile(address.options.get("profile") or suggested_profile(answers.model or at.model))
    known = accepted_profile(config.data, at.address, plain)
    maker = (
        " ".join(filter(None, (answers.maker or at.maker, answers.model or at.model))) or "a printer that does not say its name"
    )
    firmware = f", firmware {answers.firmware}" if answers.firmware else ""
    speed = f" at {probed.baud} baud" if probed.baud else ""
    name = f"{at.address}, {at.what}," if at.what else at.address
    yield Finding(what, True, f"{name} answers{speed}: {maker}{firmware}")
    yield Finding("", True, f'write  printer = "{_to_write(address, probed, known)}"')
    width = f"{known.name}, {known.width_dots} dots wide"
    if known != plain:
        yield Finding("", True, f"taken for {width}, with what was accepted at it ({config.data / ACCEPTED})")
    else:
        yield Finding("", True, f"taken for {width}; if the paper says otherwise: moiso print-test --features")
    yield Finding("", True, f"{_reports(answers)}; {_confirms(answers)}")
    for trouble in answers.troubles:
        yield Finding("", False, f"now it says: {trouble.replace('_', ' ')}", WHAT_TO_DO[trouble])
    yield _speed(config, probed, answers, known)
    yield from _line(address, probed)


def _to_write(address: PrinterAddress, probed: Probed, known: Profile) -> str:
    options = {"baud": str(probed.baud)} if probed.baud is not None else {}
    options = address.options | options
    options.pop("profile", None)
    if known.name != "80mm":
        options["profile"] = known.name
    query = "&".join(f"{name}={value}" for name, value in options.items())
    return f"{address.kind}:{address.target}" + (f"?{query}" if query else "")


_FLOW = {
    True: "no flow control is set; its ready wire (CTS) is up, so flow=rtscts can be tried: with the cover open, then closed, a ticket must come whole",
    False: "no flow control is set; its ready wire (CTS) is down: with flow=rtscts nothing would be sent; set XON/XOFF on the printer and flow=xonxoff",
    None: "no flow control is set: if tickets come out with pieces missing, set XON/XOFF on the printer and flow=xonxoff",
}
_REPORTS = {
    Query.PRINTER: "off line",
    Query.OFFLINE: "an open cover",
    Query.ERROR: "a stuck cutter",
    Query.PAPER: "the end of the paper (and its nearing, where it has that sensor)",
}
_CONFIRMS = {
    Confirm.PROCESS_ID: "it confirms each paper itself (GS ( H)",
    Confirm.QUEUED_STATUS: "after the cut it says that it came so far (GS r), which counts while it is well",
    Confirm.NONE: "it confirms nothing, so every paper stays unconfirmed",
}


def _reports(answers: Answers) -> str:
    return f"it reports {', '.join(words for query, words in _REPORTS.items() if query in answers.reports) or 'nothing'}"


def _confirms(answers: Answers) -> str:
    return "what it confirms can be asked when it is ready" if answers.troubles else _CONFIRMS[answers.confirm]


def _speed(config: ServerConfig, probed: Probed, answers: Answers, known: Profile) -> Finding:
    ways = Ways(known.native_qr, known.native_digits)  # kept pictures spare more; they are known to the running server only
    size = len(encode(render(sample_ticket(config, known.width_dots), known.width_dots, ways), known))
    if answers.bytes_per_s is None:
        return Finding("", True, "how fast its line is could not be measured")
    takes_s = size / answers.bytes_per_s
    if takes_s < HEAD_S and probed.baud is None:  # of a serial line everybody wants to know
        return Finding("", True, f"its line takes a ticket of {size:,} bytes faster than the print head, which sets the pace")
    says = f"measured {answers.bytes_per_s:,.0f} bytes a second: a ticket of {size:,} bytes takes {takes_s:.1f} s on the line"
    if takes_s <= SLOW_TICKET_S:
        return Finding("", True, says)
    if probed.baud is not None and probed.baud < FASTEST_BAUD:
        todo = f"set the printer to {FASTEST_BAUD} baud (its DIP switches or its setting mode, see its manual), then write baud={FASTEST_BAUD}"
    else:
        todo = "look at the cable and at what stands between, or let it print less: moiso print-test --features"
    return Finding("", False, says, todo)


def _line(address: PrinterAddress, probed: Probed) -> Iterator[Finding]:
    """What is to be said of a serial line whose speed is known."""
    if probed.baud is None:
        return
    if address.options.get("flow", "none") == "none":
        yield Finding("", True, _FLOW[probed.clear_to_send])
    wanted = address.options.get("baud")
    if wanted is not None and int(wanted) != probed.baud:
        yield Finding("", False, f"baud={wanted} is set, and it answers at {probed.baud}", f"write baud={probed.baud}")


def _with_port(target: str) -> str:
    return target if ":" in target else f"{target}:{DEFAULT_PORT}"


WHAT_TO_DO = {
    Trouble.UNREACHABLE: "check the cable and the power; is another program (a running server) using it?",
    Trouble.STALLED: "check the baud rate and the flow control of the printer",
    Trouble.PAPER_OUT: "change the roll",
    Trouble.COVER_OPEN: "close the cover",
    Trouble.CUTTER: "switch the printer off, remove jammed paper, switch it on",
    Trouble.OFFLINE: "look at the printer's lamps",
    Trouble.MUTE: "check the cable",
}
