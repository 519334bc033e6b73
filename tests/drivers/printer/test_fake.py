"""The printer without metal behaves as Epson's manual says, also when something is wrong with it."""

import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from drivers.errors import DeviceError, Trouble
from drivers.printer.document import Document
from drivers.printer.encode import ASK_PAPER, CLEAR, RECOVER_AND_CLEAR, ask_process_id, encode
from drivers.printer.fake import PAPERS_KEPT, FakeLink, FakePrinter
from drivers.printer.pieces import Band, Code, CutHere, Gap, Kept, Letters, Stored, paint
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


# ── What it does itself ──


def test_its_own_letters_and_codes_stand_on_the_paper_and_a_reader_finds_the_code(tmp_path: Path) -> None:
    machine = FakePrinter()
    pieces = (Gap(20), Letters("A012", 8), Gap(30), Code("https://dichvucong.gov.vn", 6), Gap(30), Letters("08:05", 2), CutHere())
    machine.feed(encode(pieces, profile("virtual80-fast")))
    (paper,) = machine.papers()
    assert paper.picture.tobytes() == paint(pieces, 576).tobytes()
    paper.picture.save(tmp_path / "paper.png")
    run = subprocess.run(
        ["zbarimg", "--quiet", "--raw", "--oneshot", str(tmp_path / "paper.png")], check=True, capture_output=True, timeout=20
    )
    assert run.stdout.decode().strip() == "https://dichvucong.gov.vn"


@pytest.mark.parametrize(("define", "show", "ask", "mark"), [(0x43, 0x45, 0x40, b"\x72"), (0x53, 0x55, 0x50, b"\x73")])
def test_a_picture_that_it_keeps_is_printed_by_its_key_and_listed(define: int, show: int, ask: int, mark: bytes) -> None:
    machine = FakePrinter()
    picture = Kept(2, 2, b"\xf0\x0f\x81\x18")
    asked = b"\x1d(L\x04\x00\x30" + bytes([ask]) + b"KC"
    assert machine.feed(asked) == b"\x37" + mark + b"\x40\x00"
    body = b"\x30" + bytes([define]) + b"\x30ab\x01\x10\x00\x02\x00\x31" + picture.data
    machine.feed(b"\x06\x1d(L" + len(body).to_bytes(2, "little") + body)
    assert machine.feed(asked) == b"\x37" + mark + b"\x40ab\x00"
    machine.feed(
        b"\x06\x1d(L\x06\x00\x30" + bytes([show]) + b"ab\x01\x01" + b"\x1d(L\x06\x00\x30" + bytes([show]) + b"no\x01\x01\x1dV\x00"
    )
    assert machine.papers()[0].picture.tobytes() == paint((Stored(b"ab", picture),), 576).tobytes()
    assert machine.unknown_bytes == 0


def test_the_power_and_a_reset_take_what_stands_in_its_memory_and_leave_its_flash() -> None:
    for lose in (FakePrinter.cut_power, lambda machine: machine.feed(b"\x1b@")):
        machine = FakePrinter()
        machine.engine.nv[b"aa"] = machine.engine.ram[b"bb"] = Kept(1, 1, b"\x80")
        lose(machine)
        assert (list(machine.engine.nv), list(machine.engine.ram)) == ([b"aa"], [])


def test_a_long_list_of_keys_comes_in_blocks_each_after_an_acknowledgement() -> None:
    machine = FakePrinter()
    machine.engine.nv.update({f"{number:02d}".encode(): Kept(1, 1, b"\x80") for number in range(50)})
    first = machine.feed(b"\x1d(L\x04\x00\x30\x40KC")
    second = machine.feed(b"\x06")
    assert (first[:3], len(first), second[:3], len(second)) == (b"\x37\x72\x41", 84, b"\x37\x72\x40", 24)
    assert machine.feed(b"\x06") == b""


def test_it_has_room_for_so_much_and_says_how_much_is_left() -> None:
    machine = FakePrinter()
    machine.engine.capacity_bytes = 100
    ask = {fn: b"\x1d(L\x02\x00\x30" + bytes([fn]) for fn in (48, 51, 52)}
    assert [machine.feed(question) for question in ask.values()] == [b"\x370100\x00", b"\x371100\x00", b"\x372100\x00"]
    body = b"\x30\x43\x30ab\x01\x08\x00\x0a\x00\x31" + bytes(10)
    machine.feed(b"\x1d(L" + len(body).to_bytes(2, "little") + body)
    assert machine.feed(ask[51]) == b"\x37166\x00"
    body = b"\x30\x43\x30cd\x01\x08\x00\x64\x00\x31" + bytes(100)
    machine.feed(b"\x1d(L" + len(body).to_bytes(2, "little") + body)
    assert list(machine.engine.nv) == [b"ab"]


def test_it_says_who_it_is_and_reports_each_change_once_it_is_told_to() -> None:
    machine = FakePrinter()
    assert machine.feed(b"\x1dIB") == b"\x5fMOISO\x00"
    assert machine.feed(b"\x1dIC") == b"\x5fVIRTUAL\x00"
    assert machine.feed(b"\x1dI\x01") == b"\x20"
    machine.cover_open = True
    assert machine.feed(b"") == b""
    machine.cover_open = False
    assert machine.feed(b"\x1da\xff") == b"\x14\x00\x00\x0f"
    machine.cover_open = True
    assert machine.feed(b"") == b"\x3c\x00\x00\x0f"
    assert machine.feed(b"") == b""


# ── What can go wrong with it ──


def test_a_stopped_printer_whose_buffer_is_full_says_so_takes_no_more_and_goes_on_later() -> None:
    machine = FakePrinter()
    machine.paper_out = True
    link = FakeLink(machine)
    with pytest.raises(DeviceError) as stalled:
        link.write(STREAM * 200)
    assert stalled.value.trouble is Trouble.PAPER_OUT, "as a USB printer's port tells it"
    assert b"\x13" in link.read(0)
    assert machine.papers() == []
    link.write(ASK[4])
    assert link.read(0) == b"\x72"
    machine.paper_out = False
    assert link.read(0)[:1] != b"\x13"
    assert machine.papers()[0].number == 4096 // len(STREAM)


def test_it_stops_at_the_byte_that_it_was_told() -> None:
    for name, ailment in (("paper_out_after", "paper_out"), ("cover_open_after", "cover_open")):
        machine = FakePrinter()
        setattr(machine, name, len(STREAM) + 5)
        machine.feed(STREAM + STREAM)
        assert (len(machine.papers()), getattr(machine, ailment)) == (1, True)


def test_a_power_cut_loses_what_was_not_printed_and_what_comes_while_it_is_off() -> None:
    machine = FakePrinter()
    machine.power_cut_after, machine.dark_bytes = 30, 40
    machine.feed(STREAM[:30] + bytes(39))
    assert machine.feed(ASK[1][:1]) == b""
    assert machine.feed(ASK[1]) == b"\x16"
    assert machine.papers() == []
    machine.feed(STREAM)
    assert len(machine.papers()) == 1


def test_an_order_to_forget_is_obeyed_at_once_and_answered() -> None:
    machine = FakePrinter()
    machine.paper_out = True
    machine.feed(STREAM)
    assert machine.feed(CLEAR) == b"\x37\x25\x00"
    machine.paper_out = False
    machine.feed(b"")
    assert machine.papers() == []
    machine.cutter_jam = True
    machine.feed(STREAM + RECOVER_AND_CLEAR)
    assert (machine.cutter_jam, machine.papers()) == (False, [])


def test_loss_and_noise_can_be_repeated() -> None:
    seen = []
    for _ in range(2):
        machine = FakePrinter(seed=5)
        machine.loss, machine.garbage = 0.05, 0.5
        seen.append((b"".join(machine.feed(STREAM + ASK[1]) for _ in range(20)), len(machine.papers())))
    assert seen[0] == seen[1]
    assert seen[0][1] < 20
