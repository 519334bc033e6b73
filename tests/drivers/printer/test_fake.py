"""The printer without metal behaves as Epson's manual says, also when something is wrong with it."""

import threading
from collections.abc import Callable

import pytest

from drivers.errors import DeviceError, Trouble
from drivers.printer.document import Document
from drivers.printer.encode import ASK_PAPER, ask_process_id, encode
from drivers.printer.fake import PAPERS_KEPT, FakeLink, FakePrinter
from drivers.printer.pieces import Band, CutHere, Gap, paint
from drivers.printer.profiles import profile
from drivers.printer.render import render

ROWS = (Gap(10), Band(2, 4, b"\xf0\x0f" * 4), Gap(6), Band(1, 2, b"\xff\x81", 2, 2), CutHere())
STREAM = encode(ROWS, profile("virtual80"))
ASK = {number: bytes([0x10, 0x04, number]) for number in (1, 2, 3, 4)}


def asked(machine: FakePrinter) -> bytes:
    return b"".join(machine.feed(question) for question in ASK.values())


def test_a_healthy_printer_says_so_four_times() -> None:
    assert asked(FakePrinter()) == bytes.fromhex("16 12 12 12")


def test_a_printer_without_paper_says_so() -> None:
    machine = FakePrinter()
    machine.paper_out = True
    assert asked(machine) == bytes.fromhex("1e 32 12 72")


def test_a_printer_with_an_open_cover_says_so() -> None:
    machine = FakePrinter()
    machine.cover_open = True
    assert asked(machine) == bytes.fromhex("1e 16 12 12")


def test_its_paper_is_what_the_bands_say() -> None:
    machine = FakePrinter()
    assert machine.feed(STREAM) == b""
    (paper,) = machine.papers()
    assert paper.number == 1
    assert paper.picture.tobytes() == paint(ROWS, 576).tobytes()
    assert machine.unknown_bytes == 0


def test_a_receipt_comes_after_the_paper_and_not_before() -> None:
    machine = FakePrinter()
    assert machine.feed(STREAM[:-1]) == b""
    assert machine.feed(STREAM[-1:] + ask_process_id(12)) == b"\x37\x22" + b"0012" + b"\x00"
    assert machine.feed(ASK_PAPER) == b"\x00"
    assert len(machine.papers()) == 1


def test_a_question_between_two_commands_is_answered_at_once() -> None:
    machine = FakePrinter()
    assert machine.feed(STREAM + ASK[1] + STREAM + ASK[4]) == b"\x16\x12"
    assert len(machine.papers()) == 2


@pytest.mark.parametrize("wrong", ["paper_out", "cover_open"])
def test_a_printer_that_stops_in_mid_ticket_still_answers_and_finishes_when_it_can(wrong: str) -> None:
    machine = FakePrinter()
    machine.feed(STREAM[:20])
    setattr(machine, wrong, True)
    assert machine.feed(STREAM[20:] + ask_process_id(1)) == b""
    assert machine.feed(ASK[1]) == b"\x1e"
    assert machine.papers() == []
    setattr(machine, wrong, False)
    assert machine.feed(b"") == b"\x37\x22" + b"0001" + b"\x00"
    (paper,) = machine.papers()
    assert paper.picture.tobytes() == paint(ROWS, 576).tobytes()


def test_a_stopped_printer_answers_however_the_question_is_cut() -> None:
    machine = FakePrinter()
    machine.paper_out = True
    machine.feed(STREAM)
    assert [machine.feed(byte) for byte in (b"\x10", b"\x04", b"\x04")] == [b"", b"", b"\x72"]
    machine.paper_out = False
    machine.feed(b"")
    assert len(machine.papers()) == 1
    assert machine.unknown_bytes == 0


def test_a_mute_printer_prints_and_says_nothing() -> None:
    machine = FakePrinter()
    machine.mute = True
    assert machine.feed(STREAM + ask_process_id(1) + ASK[1]) == b""
    assert len(machine.papers()) == 1


def test_papers_are_kept_newest_first_and_not_without_end() -> None:
    machine = FakePrinter()
    for _ in range(PAPERS_KEPT + 5):
        machine.feed(STREAM)
    assert [paper.number for paper in machine.papers()] == list(range(PAPERS_KEPT + 5, 5, -1))


def test_a_paper_says_how_many_bytes_it_took() -> None:
    machine = FakePrinter()
    for _ in range(2):
        machine.feed(ASK[1] + STREAM + ask_process_id(1) + ASK[4])
    assert [paper.size_bytes for paper in machine.papers()] == [len(STREAM), len(STREAM)]


def test_without_a_cutter_the_paper_is_torn_off_after_its_receipt() -> None:
    machine = FakePrinter(384, cutter=False)
    assert machine.feed(encode(ROWS, profile("virtual58")) + ask_process_id(1)) != b""
    machine.feed(encode(ROWS, profile("58mm")) + ASK_PAPER)
    machine.feed(encode(ROWS, profile("58mm")))
    assert len(machine.papers()) == 2
    machine.tear_off()
    assert len(machine.papers()) == 3


@pytest.mark.parametrize("cut", [b"\x1dV\x00", b"\x1dV\x01", b"\x1dVA\x00", b"\x1dVB\x10"])
def test_it_knows_every_way_to_cut(cut: bytes) -> None:
    machine = FakePrinter()
    for at in range(len(cut)):
        machine.feed(cut[at : at + 1])
    assert len(machine.papers()) == 1
    assert machine.unknown_bytes == 0


def test_what_it_does_not_know_is_counted_and_does_no_harm() -> None:
    machine = FakePrinter()
    machine.feed(b"\xff\x1bz\x1c" + STREAM)
    assert machine.unknown_bytes == 3
    assert machine.papers()[0].picture.tobytes() == paint(ROWS, 576).tobytes()


def test_zeros_between_two_papers_are_passed_over_as_printers_do() -> None:
    machine = FakePrinter()
    machine.feed(STREAM + bytes(100) + STREAM)
    assert machine.unknown_bytes == 0
    assert len(machine.papers()) == 2


def test_papers_can_be_looked_at_from_another_thread_while_it_prints(default_ticket: Callable[[int], Document]) -> None:
    machine, seen, done = FakePrinter(), set[bytes](), threading.Event()
    stream = encode(render(default_ticket(576), 576), profile("virtual80"))

    def look() -> None:
        while not done.wait(0.001):
            seen.update(paper.picture.tobytes() for paper in machine.papers())

    looker = threading.Thread(target=look)
    looker.start()
    for _ in range(10):
        machine.feed(stream)
    done.set()
    looker.join()
    assert len(machine.papers()) == 10
    assert seen <= {machine.papers()[0].picture.tobytes()}


def test_a_slow_link_takes_its_time(quickly: Callable[..., None]) -> None:
    link = FakeLink(FakePrinter(), bytes_per_s=1000)
    link.write(bytes(50))
    with pytest.raises(AssertionError):
        quickly(lambda: link.write(bytes(100)), within_s=0.1)


def test_what_was_not_read_is_forgotten_when_the_link_is_let_go() -> None:
    link = FakeLink(FakePrinter())
    link.write(ASK[1])
    link.close()
    assert link.read(0) == b""


def test_an_unplugged_printer_takes_nothing() -> None:
    machine = FakePrinter()
    link = FakeLink(machine)
    machine.unplugged = True
    with pytest.raises(DeviceError) as gone:
        link.write(STREAM)
    assert gone.value.trouble is Trouble.UNREACHABLE
    assert machine.papers() == []
