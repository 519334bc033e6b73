"""What must hold at a real USB printer, as one function a check: it returns what was seen, or raises AssertionError."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from gadget import PORT_PAPER_EMPTY, PRODUCT, SERIAL, VENDOR, Gadget

from drivers.errors import DeviceError, Trouble
from drivers.printer.document import Big, Cut, Document, Feed, Line, Qr, Rule
from drivers.printer.link import WRITE_TIMEOUT_S, Link, open_link, parse_address
from drivers.printer.link_opener import LinkOpener
from drivers.printer.printer import AFTER_PRINT_S, Outcome, Printer, Result
from drivers.printer.profiles import Confirm, Cutter, Profile, profile
from drivers.printer.render import paint, render

LP0, LP1 = Path("/dev/usb/lp0"), Path("/dev/usb/lp1")
BY_FILE, BY_LIBUSB = f"file:{LP0}", f"usb:{VENDOR}:{PRODUCT}"
COMES_BACK_S = 5.0
SLOW_S = 6.0
"""What the rig's machine may add to a limit of ours: it runs in an emulated processor."""
HESITATES_S = 4.0
"""Less than the write timeout, more than it takes to render the ticket in the rig's machine."""
MID_TICKET_BYTES = 6_000
NEVER_CONFIRMS = Profile("never confirms", 576, Cutter.PARTIAL, Confirm.NONE)
TICKET = Document((
    Line("ỦY BAN NHÂN DÂN PHƯỜNG Ô MÔN", 28), Line("TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", 30, bold=True), Rule(),
    Line("Hộ tịch", 44, bold=True), Big("A012", 200), Line("Quầy 1 · Trước ông/bà còn 4 người", 28),
    Line("Xin ông/bà ngồi chờ đến khi số của mình hiện trên màn hình và được đọc lên.", 26), Rule(share=0.5),
    Qr("https://dichvucong.gov.vn"), Line("Quét mã để xem thủ tục", 24), Feed(40),
    Line("Thứ Hai 23/11/2026 08:05 · Điện thoại phản ánh, kiến nghị: 0292 3861 234", 24), Cut(),
))  # fmt: skip
PICTURE = paint(render(TICKET, 576), 576).tobytes()

OTHERS: list[Gadget] = []
"""The second printer, once it was needed: the kernel lets a gadget be described once."""

Check = tuple[str, Callable[[], str]]


@dataclass
class Bench:
    """The gadget and one way to it."""

    gadget: Gadget
    address: str

    @contextmanager
    def printer(self, known: Profile | None = None) -> Iterator[Printer]:
        printer = Printer(open_link=LinkOpener(parse_address(self.address)), profile=known or profile("virtual80"))
        with closing(printer):
            yield printer

    def link(self) -> "closing[Link]":
        return closing(open_link(parse_address(self.address)))

    def newest_is_right(self) -> bool:
        papers = self.gadget.machine.papers()
        return bool(papers) and papers[0].picture.tobytes() == PICTURE


def checks(gadget: Gadget) -> Iterator[Check]:
    yield "the kernel makes /dev/usb/lp0", partial(within, COMES_BACK_S, LP0.exists)
    for address in (BY_FILE, BY_LIBUSB):
        bench = Bench(gadget, address)
        ways: dict[str, Callable[[Bench], str]] = {
            "status comes back": _status,
            "a ticket is printed, by process ID": partial(_printed, known=profile("virtual80")),
            "a ticket is printed, by queued status": partial(_printed, known=profile("80mm")),
            "a printer that never confirms leaves it unconfirmed": _unconfirmed,
            "let go at once, a slow printer still gets the whole ticket": _let_go_at_once,
            "a mute printer leaves it unconfirmed": _mute,
            "without paper it is held": _without_paper,
            "a printer that stops never blocks us": _stalled,
            "an empty roll behind a full buffer is called that": _empty_and_full,
            "pulled out in mid-ticket and plugged in again": _replugged,
            "let go: the kernel has its printer": _given_back,
            "fifty openings leave nothing open": _fifty_openings,
        }
        for name, check in ways.items():
            yield f"{address} {name}", partial(check, bench)
    for address in ("usb:auto", f"{BY_LIBUSB}?serial={SERIAL}"):
        yield f"{address} status comes back", partial(_status, Bench(gadget, address))
    for address in (BY_FILE, "file:auto"):
        yield f"{address} switched off in mid-ticket and on again", partial(_power_cycled, Bench(gadget, address))
        yield f"{address} comes back as lp1, another printer has taken lp0", partial(_other_number, Bench(gadget, address))
    yield "file:auto switched on after the server was started", partial(_switched_on_later, Bench(gadget, "file:auto"))
    yield "the doctor names the USB printer", partial(_doctor, gadget)
    yield "one printer has one owner", partial(_one_owner, Bench(gadget, BY_LIBUSB))
    yield f"{BY_LIBUSB} its owner was killed", partial(_owner_killed, Bench(gadget, BY_LIBUSB))
    yield "libusb after the kernel's own driver, and that one again", partial(_by_turns, gadget)


def _status(bench: Bench) -> str:
    answers, took_ms = [], []
    with bench.link() as link:
        for query in (1, 2, 3, 4):
            started_s = time.monotonic()
            link.write(bytes([0x10, 0x04, query]))
            answers.append(_heard(link))
            took_ms.append(round((time.monotonic() - started_s) * 1000))
    assert answers == [b"\x16", b"\x12", b"\x12", b"\x12"], answers
    return f"DLE EOT 1-4 answered 16 12 12 12 in {took_ms} ms"


def _heard(link: Link) -> bytes:
    deadline = time.monotonic() + SLOW_S
    while time.monotonic() < deadline:
        if answer := link.read(deadline - time.monotonic()):
            return answer
    return b""


def _printed(bench: Bench, known: Profile) -> str:
    with bench.printer(known) as printer:
        held = printer.check()
        assert held is None, held
        outcome, took_s = printed_in(printer)
    assert outcome.result is Result.PRINTED, outcome
    assert bench.newest_is_right(), "the paper differs from the picture"
    return f"{outcome.bytes_sent:,} bytes, every dot right, confirmed after {took_s:.2f} s"


def _unconfirmed(bench: Bench) -> str:
    papers = bench.gadget.machine.papers()
    with bench.printer(NEVER_CONFIRMS) as printer:
        outcome, took_s = printed_in(printer)
    within(SLOW_S, lambda: bench.gadget.machine.papers()[:1] != papers[:1])
    assert outcome.result is Result.UNCONFIRMED, outcome
    assert bench.newest_is_right(), "the paper differs from the picture"
    return f"every dot right, {took_s:.2f} s"


def _let_go_at_once(bench: Bench) -> str:
    gadget = bench.gadget
    before = gadget.machine.papers()
    with gadget.stalled() as goes_on:
        threading.Timer(HESITATES_S, goes_on).start()
        with bench.printer(NEVER_CONFIRMS) as printer:
            outcome, took_s = printed_in(printer)
    seen = within(SLOW_S, lambda: gadget.machine.papers()[:1] != before[:1])
    assert outcome.result is Result.UNCONFIRMED, outcome
    assert bench.newest_is_right(), "the paper differs from the picture"
    return f"every dot right, let go after {took_s:.2f} s, paper {seen}"


def _mute(bench: Bench) -> str:
    with bench.printer() as printer, bench.gadget.is_set("mute"):
        held = printer.check()
        outcome, took_s = printed_in(printer)
    assert held is None, held
    assert (outcome.result, outcome.trouble) == (Result.UNCONFIRMED, Trouble.MUTE), outcome
    assert bench.newest_is_right(), "the paper differs from the picture"
    assert took_s < AFTER_PRINT_S + 2 + SLOW_S, took_s
    return f"every dot right, {took_s:.2f} s"


def _without_paper(bench: Bench) -> str:
    with bench.printer() as printer:
        with bench.gadget.is_set("paper_out"):
            started_s = time.monotonic()
            held = printer.check()
            took_s = time.monotonic() - started_s
        assert held is not None
        assert (held.result, held.trouble) == (Result.HELD, Trouble.PAPER_OUT), held
        again = printer.check()
        assert again is None, again
    return f"{held.trouble} after {took_s:.2f} s, ready again with paper"


def _stalled(bench: Bench) -> str:
    with bench.printer() as printer:
        held = printer.check()
        assert held is None, held
        with bench.gadget.stalled():
            outcome, took_s = printed_in(printer)
        assert (outcome.result, outcome.trouble) == (Result.DOUBTFUL, Trouble.STALLED), outcome
        assert WRITE_TIMEOUT_S <= took_s < WRITE_TIMEOUT_S + SLOW_S, took_s
        back_s = comes_back(printer)
        return f"{outcome.result} after {took_s:.2f} s; ready {back_s:.2f} s after it goes on, {_next(bench, printer)}"


def _empty_and_full(bench: Bench) -> str:
    """The roll is empty and the buffer full: only the control pipe still speaks."""
    with bench.printer() as printer:
        held = printer.check()
        assert held is None, held
        with bench.gadget.stalled(PORT_PAPER_EMPTY):
            outcome, took_s = printed_in(printer)
            health = printer.look()
        assert (outcome.result, outcome.trouble) == (Result.DOUBTFUL, Trouble.PAPER_OUT), outcome
        assert health.trouble is Trouble.PAPER_OUT, health
        back_s = comes_back(printer)
        return f"{outcome.trouble} after {took_s:.2f} s; ready {back_s:.2f} s after the roll is changed, {_next(bench, printer)}"


def _replugged(bench: Bench) -> str:
    with bench.printer() as printer:
        held = printer.check()
        assert held is None, held
        bench.gadget.unplug_after(MID_TICKET_BYTES)
        outcome, took_s = printed_in(printer)
        bench.gadget.unplug()
        held = printer.check()
        bench.gadget.plug()
        assert (outcome.result, outcome.trouble) == (Result.DOUBTFUL, Trouble.UNREACHABLE), outcome
        assert held is not None
        assert (held.result, held.trouble) == (Result.HELD, Trouble.UNREACHABLE), held
        back_s = comes_back(printer)
        return f"{outcome.result} after {took_s:.2f} s ({outcome.detail}); ready {back_s:.2f} s after replug, {_next(bench, printer)}"


def _power_cycled(bench: Bench) -> str:
    with bench.printer() as printer:
        held = printer.check()
        assert held is None, held
        bench.gadget.unplug_after(MID_TICKET_BYTES)
        outcome, took_s = printed_in(printer)
        bench.gadget.unplug()
        assert (outcome.result, outcome.trouble) == (Result.DOUBTFUL, Trouble.UNREACHABLE), outcome
        bench.gadget.switch_on_again()
        back_s = comes_back(printer)
        return f"{outcome.result} after {took_s:.2f} s; ready {back_s:.2f} s after it is on, {_next(bench, printer)}"


def _other_number(bench: Bench) -> str:
    other = Gadget(1) if not OTHERS else OTHERS[0]
    OTHERS[:] = [other]
    with bench.printer() as printer:
        held = printer.check()
        assert held is None, held
        bench.gadget.unplug()
        held = printer.check()
        assert held is not None
        assert held.trouble is Trouble.UNREACHABLE, held
        other.plug()
        within(COMES_BACK_S, LP0.exists)
        bench.gadget.plug()
        within(COMES_BACK_S, LP1.exists)
        try:
            back_s = comes_back(printer)
            said = f"ready {back_s:.2f} s after replug, {_next(bench, printer)}"
        finally:
            printer.close()
            other.unplug()
            bench.gadget.unplug()
            bench.gadget.plug()
            within(COMES_BACK_S, LP0.exists)
    assert other.machine.papers() == [], "the other printer got a ticket"
    return said


def _switched_on_later(bench: Bench) -> str:
    bench.gadget.unplug()
    with bench.printer() as printer:
        held = printer.check()
        assert held is not None
        assert held.trouble is Trouble.UNREACHABLE, held
        bench.gadget.plug()
        return f"{held.detail}; ready {comes_back(printer):.2f} s after it is on, {_next(bench, printer)}"


def _doctor(gadget: Gadget) -> str:
    return doctor_says(
        str(LP0), "Moiso Rig", f"number {SERIAL}", "it confirms each paper itself", 'write  printer = "file:/dev/usb/lp0"'
    )


def doctor_says(device: str, *wanted: str) -> str:
    """What `moiso doctor --device` says of the printer there; all of `wanted` must be in it."""
    from server.config import ServerConfig
    from server.printerdoctor import printers

    started_s = time.monotonic()
    said = " | ".join(finding.says for finding in printers(ServerConfig(), device=device))
    missing = [words for words in wanted if words not in said]
    assert not missing, f"{missing} is not in: {said}"
    return f"{said} ({time.monotonic() - started_s:.1f} s)"


def _given_back(_: Bench) -> str:
    return f"{LP0} {within(COMES_BACK_S, LP0.exists)}"


def _fifty_openings(bench: Bench) -> str:
    with bench.link():
        pass
    before, started_s = _open_files(), time.monotonic()
    for _ in range(50):
        with bench.link() as link:
            link.write(b"\x10\x04\x01")
            assert _heard(link) == b"\x16"
    assert _open_files() == before, (before, _open_files())
    return f"{(time.monotonic() - started_s) * 20:.0f} ms each, {before} open files before and after"


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def _one_owner(bench: Bench) -> str:
    with bench.link() as first:
        try:
            with bench.link():
                raise AssertionError("it was opened twice")
        except DeviceError as busy:
            assert busy.trouble is Trouble.UNREACHABLE, busy
            said = busy.detail
        first.write(b"\x10\x04\x01")
        assert _heard(first) == b"\x16"
    return said


def _owner_killed(bench: Bench) -> str:
    """In mid-ticket, as a watchdog does it: the next program gets the printer, ends that paper, and prints."""
    program = (
        "import sys; from drivers.printer.link import open_link, parse_address; link = open_link(parse_address(sys.argv[1]));"
        "link.write(bytes.fromhex('1d76300048000e00') + bytes(500)); print('holds', flush=True); sys.stdin.read()"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", program, bench.address], stdin=pipe, stdout=pipe, text=True) as owner:
        assert owner.stdout is not None
        held = owner.stdout.readline()
        owner.kill()
    assert held == "holds\n", held
    with bench.printer() as printer:
        printer.broke_off()
        back_s = comes_back(printer)
        said = f"the next owner is ready after {back_s:.2f} s, {_next(bench, printer)}"
    left = "there" if LP0.exists() else "gone until it is plugged in again"
    bench.gadget.unplug()
    bench.gadget.plug()
    return f"{said}; {LP0} is {left}"


def _by_turns(gadget: Gadget) -> str:
    seen = []
    for address in (BY_FILE, BY_LIBUSB, BY_FILE):
        within(COMES_BACK_S, LP0.exists)
        seen.append(_printed(Bench(gadget, address), profile("virtual80")))
    return f"{len(seen)} tickets"


def printed_in(printer: Printer) -> tuple[Outcome, float]:
    started_s = time.monotonic()
    outcome = printer.print(TICKET)
    return outcome, time.monotonic() - started_s


def _next(bench: Bench, printer: Printer) -> str:
    outcome, took_s = printed_in(printer)
    assert outcome.result is Result.PRINTED, outcome
    assert bench.newest_is_right(), "the next paper differs from the picture"
    return f"the next ticket printed, every dot right, in {took_s:.2f} s"


def comes_back(printer: Printer) -> float:
    started_s = time.monotonic()
    held = printer.check()
    while held is not None:
        assert time.monotonic() - started_s < COMES_BACK_S, held
        time.sleep(0.2)
        held = printer.check()
    return time.monotonic() - started_s


def within(limit_s: float, what: Callable[[], bool]) -> str:
    started_s = time.monotonic()
    while not what():
        assert time.monotonic() - started_s < limit_s, f"not within {limit_s} s"
        time.sleep(0.02)
    return f"there after {time.monotonic() - started_s:.2f} s"
