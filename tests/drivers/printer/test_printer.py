"""What becomes of a paper, told truly: `printed` only when the printer said so and the paper is there, and never a wait without end."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from drivers.errors import DeviceError, Trouble
from drivers.printer.document import Cut, Document, Feed, Line
from drivers.printer.encode import encode
from drivers.printer.fake import FakeLink, FakePrinter, Paper
from drivers.printer.link import Link, open_link, parse_address
from drivers.printer.printer import Outcome, Printer, Result
from drivers.printer.profiles import Confirm, Cutter, Profile
from drivers.printer.render import paint, render

PROFILES = {
    Confirm.PROCESS_ID: Profile("by process id", 576, Cutter.PARTIAL, Confirm.PROCESS_ID),
    Confirm.QUEUED_STATUS: Profile("by queued status", 576, Cutter.PARTIAL, Confirm.QUEUED_STATUS),
    Confirm.NONE: Profile("never", 576, Cutter.PARTIAL, Confirm.NONE),
}
TALKING = (Confirm.PROCESS_ID, Confirm.QUEUED_STATUS)
DOCUMENT = Document((Line("Số A012", 30, bold=True), Feed(20), Line("Quầy 1 · Trước ông/bà còn 4 người", 24), Feed(30), Cut()))
WANTED = paint(render(DOCUMENT, 576), 576)


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    for room in ("printer", "talk", "keeper"):
        monkeypatch.setattr(f"drivers.printer.{room}.STATUS_TIMEOUT_S", 0.03)
    monkeypatch.setattr("drivers.printer.printer.STOPPED_S", 0.1)
    monkeypatch.setattr("drivers.printer.printer.LOOK_AGAIN_S", 0.02)
    monkeypatch.setattr("drivers.printer.printer.AFTER_PRINT_S", 0.03)
    monkeypatch.setattr("drivers.printer.printer.PRINT_MM_PER_S", 1000)


class FaultyLink(FakeLink):
    """Cut after so many bytes, or says something of its own when it has taken so many."""

    def __init__(self, machine: FakePrinter, *, cut_after: int | None = None, says: dict[int, bytes] | None = None) -> None:
        super().__init__(machine)
        self.taken = 0
        self._cut_after = cut_after
        self._says = dict(says or {})

    def write(self, data: bytes) -> None:
        left = len(data) if self._cut_after is None else max(self._cut_after - self.taken, 0)
        self.taken += len(data)
        super().write(data[:left])
        for at in [at for at in self._says if at <= self.taken]:
            self._answers += self._says.pop(at)
        if left < len(data):
            raise DeviceError(Trouble.UNREACHABLE, "the cable was pulled")

    def read(self, timeout_s: float) -> bytes:
        if self._cut_after is not None and self.taken > self._cut_after:
            raise DeviceError(Trouble.UNREACHABLE, "the cable was pulled")
        return super().read(timeout_s)


def on(machine: FakePrinter, confirm: Confirm = Confirm.PROCESS_ID) -> Printer:
    return Printer(open_link=lambda: FakeLink(machine), profile=PROFILES[confirm])


def is_wanted(paper: Paper) -> bool:
    return paper.picture.tobytes() == WANTED.tobytes()


# ── When all is well ──


@pytest.mark.parametrize("confirm", TALKING)
def test_a_paper_that_the_printer_confirms_is_printed(confirm: Confirm) -> None:
    machine = FakePrinter()
    printer = on(machine, confirm)
    assert printer.check() is None
    assert replace(printer.print(DOCUMENT), paper_mm=0) == Outcome(
        Result.PRINTED, bytes_sent=len(encode(render(DOCUMENT, 576), PROFILES[confirm]))
    )
    assert [is_wanted(paper) for paper in machine.papers()] == [True]
    assert machine.unknown_bytes == 0


@pytest.mark.parametrize("confirm", TALKING)
def test_many_papers_come_out_over_one_link(confirm: Confirm) -> None:
    machine, links = FakePrinter(), list[Link]()

    def opened() -> Link:
        links.append(FakeLink(machine))
        return links[-1]

    printer = Printer(open_link=opened, profile=PROFILES[confirm])
    assert [(printer.check(), printer.print(DOCUMENT).result) for _ in range(5)] == [(None, Result.PRINTED)] * 5
    assert len(links) == 1
    assert all(is_wanted(paper) for paper in machine.papers())
    assert len(machine.papers()) == 5


def test_a_printer_that_never_confirms_leaves_a_paper_unconfirmed_and_is_not_asked() -> None:
    machine = FakePrinter()
    printer = on(machine, Confirm.NONE)
    assert printer.check() is None
    assert printer.print(DOCUMENT).result is Result.UNCONFIRMED
    assert is_wanted(machine.papers()[0])


@pytest.mark.parametrize("confirm", TALKING)
def test_a_mute_printer_leaves_a_paper_unconfirmed_and_costs_little_time(confirm: Confirm, quickly: Callable[..., None]) -> None:
    machine = FakePrinter()
    machine.mute = True
    printer = on(machine, confirm)
    outcomes: list[Outcome | None] = []
    quickly(lambda: outcomes.extend((printer.check(), printer.print(DOCUMENT))), within_s=1.0)
    assert outcomes[0] is None
    assert outcomes[1] is not None
    assert (outcomes[1].result, outcomes[1].trouble) == (Result.UNCONFIRMED, Trouble.MUTE)
    assert is_wanted(machine.papers()[0])


def test_the_last_paper_of_a_roll_is_printed_and_the_next_is_held() -> None:
    machine = FakePrinter()
    link = EndsWith(machine)
    printer = Printer(open_link=lambda: link, profile=PROFILES[Confirm.PROCESS_ID])
    assert printer.print(DOCUMENT).result is Result.PRINTED
    held = printer.check()
    assert held is not None
    assert held.trouble is Trouble.PAPER_OUT


class EndsWith(FakeLink):
    """The roll ends with the paper that is confirmed."""

    def read(self, timeout_s: float) -> bytes:
        answers = super().read(timeout_s)
        self._printer.paper_out = self._printer.paper_out or b"\x37\x22" in answers
        return answers


# ── Before the first byte ──


@pytest.mark.parametrize("confirm", TALKING)
@pytest.mark.parametrize(
    ("wrong", "trouble"),
    [("paper_out", Trouble.PAPER_OUT), ("cover_open", Trouble.COVER_OPEN), ("unplugged", Trouble.UNREACHABLE)],
)
def test_a_printer_that_is_not_ready_holds_the_paper_until_it_is(confirm: Confirm, wrong: str, trouble: Trouble) -> None:
    machine = FakePrinter()
    setattr(machine, wrong, True)
    printer = on(machine, confirm)
    held = printer.check()
    assert held is not None
    assert (held.result, held.trouble, held.bytes_sent) == (Result.HELD, trouble, 0)
    assert held.detail
    setattr(machine, wrong, False)
    assert machine.feed(b"") == b""
    assert machine.papers() == []
    assert printer.check() is None
    assert printer.print(DOCUMENT).result is Result.PRINTED
    assert is_wanted(machine.papers()[0])


def test_a_printer_that_cannot_be_opened_holds_the_paper() -> None:
    def nothing_there() -> Link:
        raise DeviceError(Trouble.UNREACHABLE, "no such port")

    printer = Printer(open_link=nothing_there, profile=PROFILES[Confirm.PROCESS_ID])
    assert printer.check() == Outcome(Result.HELD, Trouble.UNREACHABLE, "no such port")
    assert printer.print(DOCUMENT) == Outcome(Result.HELD, Trouble.UNREACHABLE, "no such port")


class Answers(FakePrinter):
    """Answers DLE EOT with bytes of our own."""

    def __init__(self, **bytes_of: int) -> None:
        super().__init__()
        self.bytes_of = {1: 0x16, 2: 0x12, 3: 0x12, 4: 0x12} | {int(name[1:]): byte for name, byte in bytes_of.items()}

    def _real_time(self, query: int) -> int:
        return self.bytes_of[query]


@pytest.mark.parametrize(
    ("machine", "trouble"),
    [
        (Answers(n3=0x1A), Trouble.CUTTER),
        (Answers(n1=0x1E, n3=0x32), Trouble.BROKEN),
        (Answers(n1=0x1E, n3=0x52), Trouble.HOT),
        (Answers(n1=0x1E), Trouble.OFFLINE),
        (Answers(n1=0x1E, n2=0x52), Trouble.OFFLINE),
        (Answers(n4=0x7E), Trouble.PAPER_OUT),
    ],
)
def test_a_printer_that_says_it_will_not_print_is_believed_though_it_does_not_say_why(
    machine: FakePrinter, trouble: Trouble
) -> None:
    held = on(machine).check()
    assert held is not None
    assert (held.result, held.trouble) == (Result.HELD, trouble)


def test_a_roll_that_is_only_near_its_end_is_paper_enough() -> None:
    assert on(Answers(n4=0x1E)).check() is None


# ── In mid-ticket ──


class RunsOut(FakePrinter):
    """Its paper ends, or its cover is opened, when the first bytes of a ticket come."""

    def __init__(self, wrong: str) -> None:
        super().__init__()
        self._wrong = wrong

    def feed(self, data: bytes) -> bytes:
        if data.startswith(b"\x1b@"):
            super().feed(data[:100])
            setattr(self, self._wrong, True)
            data = data[100:]
        return super().feed(data)


@pytest.mark.parametrize("confirm", TALKING)
@pytest.mark.parametrize(("wrong", "trouble"), [("paper_out", Trouble.PAPER_OUT), ("cover_open", Trouble.COVER_OPEN)])
def test_a_printer_that_stops_in_mid_ticket_makes_the_paper_doubtful_and_says_why(
    confirm: Confirm, wrong: str, trouble: Trouble
) -> None:
    machine = RunsOut(wrong)
    printer = on(machine, confirm)
    assert printer.check() is None
    outcome = printer.print(DOCUMENT)
    assert (outcome.result, outcome.trouble) == (Result.DOUBTFUL, trouble)
    assert outcome.bytes_sent > 0
    assert machine.papers() == []


def test_a_stall_in_mid_ticket_makes_the_paper_doubtful(
    pty_printer: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, default_ticket: Callable[[int], Document]
) -> None:
    monkeypatch.setattr("drivers.printer.link_fd.WRITE_TIMEOUT_S", 0.2)
    far = pty_printer()
    printer = Printer(open_link=lambda: open_link(parse_address(f"serial:{far.port}")), profile=PROFILES[Confirm.PROCESS_ID])
    assert printer.check() is None
    far.stall()
    long = Document(default_ticket(576).blocks[:-1] * 4)  # more than a PTY swallows
    outcome = printer.print(long)
    assert (outcome.result, outcome.trouble) == (Result.DOUBTFUL, Trouble.STALLED)


def test_after_a_cable_was_pulled_the_next_paper_comes_out_on_a_new_link(
    pty_printer: Callable[..., Any], default_ticket: Callable[[int], Document]
) -> None:
    ports = [pty_printer(baud=38_400), pty_printer(baud=460_800)]
    plugged = [f"serial:{far.port}" for far in ports]
    printer = Printer(open_link=lambda: open_link(parse_address(plugged[0])), profile=PROFILES[Confirm.PROCESS_ID])
    assert printer.check() is None
    ports[0].unplug()
    outcome = printer.print(default_ticket(576))
    assert (outcome.result, outcome.trouble) == (Result.DOUBTFUL, Trouble.UNREACHABLE)
    held = printer.check()
    assert held is not None
    assert held.trouble is Trouble.UNREACHABLE
    plugged.pop(0)
    assert printer.check() is None
    assert printer.print(DOCUMENT).result is Result.PRINTED
    assert is_wanted(ports[1].machine.papers()[0])


LENGTH = len(encode(render(DOCUMENT, 576), PROFILES[Confirm.PROCESS_ID]))


@pytest.mark.parametrize("confirm", TALKING)
@pytest.mark.parametrize("cut_after", [*range(12), *range(12, LENGTH, LENGTH // 24), *range(LENGTH - 6, LENGTH + 16)])
def test_wherever_the_line_is_cut_no_paper_is_called_printed_that_is_not(confirm: Confirm, cut_after: int) -> None:
    machine = FakePrinter()
    links: list[Link] = [FaultyLink(machine, cut_after=cut_after), FakeLink(machine)]
    printer = Printer(open_link=lambda: links.pop(0), profile=PROFILES[confirm])
    outcome = printer.print(DOCUMENT)
    assert outcome.result in (Result.PRINTED, Result.UNCONFIRMED, Result.DOUBTFUL)
    if outcome.result is Result.PRINTED:
        assert [is_wanted(paper) for paper in machine.papers()] == [True]
    before = len(machine.papers())
    printer.close()
    assert printer.check() is None
    assert printer.print(DOCUMENT).result is Result.PRINTED
    assert len(machine.papers()) > before
    assert is_wanted(machine.papers()[0]), "what is called printed must stand on a paper of its own, whole"


# ── What is no answer ──


def _the(link: FaultyLink) -> FaultyLink:
    return link


@pytest.mark.parametrize(
    "noise", [b"\x00", b"\x00" * 40, b"\x37\x22", b"\x37\x22" + b"9999" + b"\x00", b"\x14\x00", b"\xff\x80\x11\x13"]
)
@pytest.mark.parametrize("confirm", TALKING)
def test_noise_from_a_printer_that_says_nothing_confirms_no_paper(confirm: Confirm, noise: bytes) -> None:
    machine = FakePrinter()
    machine.mute = True
    for at in (1, LENGTH, LENGTH + 3):
        link = FaultyLink(machine, says={at: noise})
        outcome = Printer(open_link=partial(_the, link), profile=PROFILES[confirm]).print(DOCUMENT)
        assert outcome.result is Result.UNCONFIRMED


@pytest.mark.parametrize(
    "noise", [b"\x00", b"\x0c\x0c\x0c", b"\x12\x12", b"\x37\x23", b"\x14\x00\x00", b"\xff" * 100, b"\x37\x22" + b"0001" + b"\x00"]
)
@pytest.mark.parametrize("confirm", TALKING)
def test_noise_while_nobody_listens_does_not_keep_a_good_printer_from_confirming(confirm: Confirm, noise: bytes) -> None:
    machine = FakePrinter()
    link = FaultyLink(machine, says={0: noise, 1: noise, LENGTH: noise})
    printer = Printer(open_link=lambda: link, profile=PROFILES[confirm])
    assert printer.check() is None
    assert printer.print(DOCUMENT).result is Result.PRINTED
    assert is_wanted(machine.papers()[0])


def test_a_receipt_of_another_paper_confirms_nothing() -> None:
    machine = FakePrinter()
    machine.mute = True
    link = FaultyLink(machine, says={LENGTH + 11: b"\x37\x22" + b"0002" + b"\x00"})
    assert Printer(open_link=lambda: link, profile=PROFILES[Confirm.PROCESS_ID]).print(DOCUMENT).result is Result.UNCONFIRMED


def test_a_printer_that_never_stops_talking_is_not_listened_to_for_ever(quickly: Callable[..., None]) -> None:
    class Chatter(FakeLink):
        def read(self, timeout_s: float) -> bytes:
            time.sleep(0.0005)
            return b"\xff" * 64

    printer = Printer(open_link=lambda: Chatter(FakePrinter()), profile=PROFILES[Confirm.PROCESS_ID])
    outcomes: list[Outcome | None] = []
    quickly(lambda: outcomes.extend((printer.check(), printer.print(DOCUMENT))), within_s=2.0)
    assert outcomes[1] is not None
    assert outcomes[1].result is Result.UNCONFIRMED


def test_a_paper_that_broke_off_is_ended_once_and_not_at_every_try() -> None:
    machine = FakePrinter()
    links: list[Link] = [FaultyLink(machine, cut_after=300)]
    printer = Printer(open_link=lambda: links.pop(0) if links else FakeLink(machine), profile=PROFILES[Confirm.PROCESS_ID])
    assert printer.print(DOCUMENT).result is Result.DOUBTFUL
    machine.cover_open = True
    for _ in range(3):
        held = printer.check()
        assert held is not None
        assert held.trouble is Trouble.COVER_OPEN
    machine.cover_open = False
    assert printer.check() is None
    assert printer.print(DOCUMENT).result is Result.PRINTED
    assert [is_wanted(paper) for paper in machine.papers()] == [True, False]


@pytest.mark.parametrize("confirm", TALKING)
@pytest.mark.parametrize("arrives", [0, 300, LENGTH - 1, LENGTH])
def test_a_paper_whose_end_stayed_in_the_kernel_is_ended_before_the_next(confirm: Confirm, arrives: int) -> None:
    class Buffered(FakeLink):
        """Takes everything, delivers the beginning, and is gone when asked: usblp at a pulled cable, a network card's buffer."""

        def write(self, data: bytes) -> None:
            super().write(data[:arrives])

        def read(self, timeout_s: float) -> bytes:
            raise DeviceError(Trouble.UNREACHABLE, "the cable was pulled")

    machine = FakePrinter()
    links: list[Link] = [Buffered(machine), FakeLink(machine)]
    printer = Printer(open_link=lambda: links.pop(0), profile=PROFILES[confirm])
    assert printer.print(DOCUMENT).result is Result.DOUBTFUL
    assert printer.print(DOCUMENT).result is Result.PRINTED
    assert is_wanted(machine.papers()[0])


def test_it_can_be_let_go_twice() -> None:
    printer = on(FakePrinter())
    assert printer.check() is None
    printer.close()
    printer.close()
