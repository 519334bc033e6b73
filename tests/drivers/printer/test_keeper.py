"""Pictures are printed from a printer's store only when it has just said that it has exactly them."""

import logging
from collections.abc import Callable
from dataclasses import replace

import pytest

from drivers.errors import DeviceError, Trouble
from drivers.printer.document import Big, Cut, Document, Fact, Feed, Line, Qr, Rule
from drivers.printer.encode import encode, questions
from drivers.printer.fake import FakeLink, FakePrinter
from drivers.printer.keeper import NV_FILLS, Keeper
from drivers.printer.kept import plan
from drivers.printer.pieces import Piece, Stored, paint
from drivers.printer.printer import Printer, Result
from drivers.printer.profiles import Images, Profile, profile
from drivers.printer.render import Ways, render
from drivers.printer.talk import Talk

NV = profile("virtual80-fast")
RAM = replace(NV, images=Images.RAM)
BOTH = pytest.mark.parametrize("known", [NV, RAM], ids=["nv", "ram"])


def ticket(label: str = "A012", service: str = "Hộ tịch", ahead: int = 4) -> Document:
    return Document(
        (
            Line("ỦY BAN NHÂN DÂN PHƯỜNG Ô MÔN", 22, keep=True),
            Line("TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", 24, bold=True, keep=True),
            Feed(12),
            Rule(keep=True),
            Feed(12),
            Big(label, 216),
            Feed(16),
            Line(service, 40, bold=True, keep=True),
            Feed(8),
            Fact(f"Trước ông/bà còn {ahead} người", "Số người chờ trước", str(ahead), 24),
            Feed(12),
            Rule(keep=True),
            Feed(12),
            Fact("08:05 · Thứ Hai, 23/11/2026", "", "08:05 23/11/2026", 24),
            Feed(12),
            Qr("https://dichvucong.gov.vn", 6),
            Feed(8),
            Line("Vui lòng ngồi chờ, nghe loa và xem màn hình.", 20, keep=True),
            Line("Lỡ lượt: báo cán bộ, không cần lấy số mới.", 20, keep=True),
            Feed(12),
            Cut(),
        )
    )


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    for room in ("printer", "talk", "keeper"):
        monkeypatch.setattr(f"drivers.printer.{room}.STATUS_TIMEOUT_S", 0.03)
    monkeypatch.setattr("drivers.printer.keeper.STORE_TIMEOUT_S", {Images.NV: 0.05, Images.RAM: 0.05, Images.NONE: 0.0})
    monkeypatch.setattr("drivers.printer.printer.AFTER_PRINT_S", 0.03)
    monkeypatch.setattr("drivers.printer.printer.PRINT_MM_PER_S", 10_000)
    monkeypatch.setattr("drivers.printer.printer.STOPPED_S", 0.05)
    monkeypatch.setattr("drivers.printer.printer.LOOK_AGAIN_S", 0.01)


def on(machine: FakePrinter, known: Profile, *documents: Document) -> Printer:
    printer = Printer(open_link=lambda: FakeLink(machine), profile=known)
    printer.keep(documents or (ticket(),))
    return printer


def wanted(document: Document, known: Profile, *, stored: bool = True) -> tuple[Piece, ...]:
    pictures = plan((ticket(),), known).pictures if stored else {}
    return render(document, 576, Ways(known.native_qr, known.native_digits, stored, pictures))


def is_paper(machine: FakePrinter, pieces: tuple[Piece, ...]) -> bool:
    return machine.papers()[0].picture.tobytes() == paint(pieces, 576).tobytes()


@BOTH
def test_a_ticket_whose_pictures_are_kept_is_printed_whole_from_few_bytes(known: Profile) -> None:
    machine = FakePrinter()
    printer = on(machine, known)
    assert printer.print(ticket()).result is Result.PRINTED
    second = printer.print(ticket("A013", ahead=5))
    assert second.result is Result.PRINTED
    assert second.bytes_sent <= 400
    pieces = wanted(ticket("A013", ahead=5), known)
    assert any(isinstance(piece, Stored) for piece in pieces)
    assert is_paper(machine, pieces)
    assert len(machine.papers()) == 2
    assert machine.unknown_bytes == 0
    assert machine.engine.nv_writes in (0, len(plan((ticket(),), known).keys)), "flash is written once"


def test_a_ticket_counted_on_a_serial_line_is_short_too() -> None:
    pieces = wanted(ticket(), NV)
    assert len(encode(pieces, NV, counted=True)) <= 400
    assert questions(pieces) == len(pieces) - 1


@BOTH
def test_the_store_is_filled_while_nobody_waits_and_not_again(known: Profile) -> None:
    machine = FakePrinter()
    printer = on(machine, known)
    assert printer.look().trouble is None
    store = machine.engine.nv if known.images is Images.NV else machine.engine.ram
    assert set(store) == plan((ticket(),), known).keys
    writes = machine.engine.nv_writes
    for _ in range(3):
        assert printer.look().trouble is None
        assert printer.print(ticket()).result is Result.PRINTED
    assert machine.engine.nv_writes == writes


@BOTH
def test_after_the_power_was_cut_the_next_paper_is_whole_again(known: Profile) -> None:
    machine = FakePrinter()
    printer = on(machine, known)
    assert printer.print(ticket()).result is Result.PRINTED
    machine.cut_power()
    assert printer.print(ticket("A013")).result is Result.PRINTED
    assert is_paper(machine, wanted(ticket("A013"), known))


@BOTH
def test_a_swapped_printer_prints_no_blank_and_no_pictures_of_another_office(known: Profile) -> None:
    machines = [FakePrinter(), FakePrinter()]
    other = on(machines[1], known, ticket(service="Đất đai"))
    assert other.print(ticket(service="Đất đai")).result is Result.PRINTED
    printer = on(machines[0], known)
    assert printer.print(ticket()).result is Result.PRINTED
    machines.pop(0)
    printer = on(machines[0], known)
    assert printer.print(ticket()).result is Result.PRINTED
    assert is_paper(machines[0], wanted(ticket(), known))


@BOTH
def test_changed_texts_are_stored_anew(known: Profile) -> None:
    machine = FakePrinter()
    printer = on(machine, known)
    assert printer.print(ticket()).result is Result.PRINTED
    printer.keep((ticket(service="Đất đai"),))
    assert printer.print(ticket(service="Đất đai")).result is Result.PRINTED
    store = machine.engine.nv if known.images is Images.NV else machine.engine.ram
    assert set(store) == plan((ticket(service="Đất đai"),), known).keys


def test_a_service_that_is_not_kept_is_a_raster_among_kept_pictures() -> None:
    machine = FakePrinter()
    printer = on(machine, NV)
    outcome = printer.print(ticket(service="Chứng thực"))
    assert outcome.result is Result.PRINTED
    assert is_paper(machine, wanted(ticket(service="Chứng thực"), NV))


@BOTH
@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.8, 0.95, 0.99])
def test_a_power_cut_while_it_is_filled_leads_to_a_right_paper_afterwards(known: Profile, share: float) -> None:
    machine = FakePrinter()
    filling = sum(len(order) for order in _orders(known))
    machine.power_cut_after = max(int(filling * share), 1)
    printer = on(machine, known)
    printer.look()
    printer = on(machine, known)
    assert printer.print(ticket()).result is Result.PRINTED
    whole = paint(wanted(ticket(), known), 576).tobytes()
    raster = paint(wanted(ticket(), known, stored=False), 576).tobytes()
    assert machine.papers()[0].picture.tobytes() in (whole, raster)


def _orders(known: Profile) -> list[bytes]:
    from drivers.printer.kept import definitions

    return list(definitions(plan((ticket(),), known), known.images))


@BOTH
def test_a_printer_that_does_not_list_its_keys_gets_rasters_and_stays_trusted(known: Profile) -> None:
    machine = FakePrinter()
    printer = on(machine, known)
    machine.mute = True
    assert printer.print(ticket()).result is Result.UNCONFIRMED
    assert is_paper(machine, wanted(ticket(), known, stored=False))
    machine.mute = False
    assert printer.print(ticket()).result is Result.PRINTED
    assert is_paper(machine, wanted(ticket(), known))


@BOTH
def test_a_printer_that_does_not_keep_what_it_is_given_is_not_trusted_again_and_the_log_says_so_once(
    known: Profile, caplog: pytest.LogCaptureFixture
) -> None:
    machine = FakePrinter()
    machine.engine.capacity_bytes = 3000
    printer = on(machine, known)
    with caplog.at_level(logging.WARNING, "moiso.printer"):
        for _ in range(3):
            assert printer.print(ticket()).result is Result.PRINTED
            assert is_paper(machine, wanted(ticket(), known, stored=False))
    assert len(caplog.records) == 1


def test_flash_is_not_written_without_end(caplog: pytest.LogCaptureFixture) -> None:
    machine = FakePrinter()
    printer = on(machine, NV)
    for number in range(NV_FILLS + 3):
        printer.keep((ticket(service=f"Lĩnh vực {number}"),))
        assert printer.print(ticket(service=f"Lĩnh vực {number}")).result is Result.PRINTED
    per_fill = len(plan((ticket(),), NV).keys)
    assert machine.engine.nv_writes <= NV_FILLS * per_fill
    assert len(caplog.records) == 1


def test_a_line_that_breaks_while_the_store_is_filled_holds_the_paper_and_the_next_one_is_right() -> None:
    machine = FakePrinter()

    class Cut(FakeLink):
        taken = 0

        def write(self, data: bytes) -> None:
            self.taken += len(data)
            if self.taken > 2500:
                super().write(data[: len(data) // 2])
                raise DeviceError(Trouble.UNREACHABLE, "the cable was pulled")
            super().write(data)

    links: list[FakeLink] = [Cut(machine)]
    printer = Printer(open_link=lambda: links.pop(0) if links else FakeLink(machine), profile=NV)
    printer.keep((ticket(),))
    held = printer.print(ticket())
    assert (held.result, held.trouble) == (Result.HELD, Trouble.UNREACHABLE)
    assert all(paper.picture.convert("L").getextrema() == (255, 255) for paper in machine.papers())
    assert printer.print(ticket()).result is Result.PRINTED
    assert is_paper(machine, wanted(ticket(), NV))


@BOTH
@pytest.mark.parametrize("strike", ["paper_out_after", "power_cut_after", "loses_after", "unplug_after", "mute_after"])
def test_wherever_a_fault_strikes_no_paper_with_kept_pictures_is_called_printed_that_is_not_whole(
    known: Profile, strike: str
) -> None:
    whole = [paint(wanted(ticket(), known, stored=stored), 576).tobytes() for stored in (True, False)]
    for at in range(1, 420, 37):
        machine = FakePrinter()
        machine.dark_bytes = None
        printer = Printer(open_link=lambda machine=machine: FakeLink(machine, 1_000_000, paces=False), profile=known)  # type: ignore[misc]
        printer.keep((ticket(),))
        assert printer.look().trouble is None
        setattr(machine, strike, at)
        outcome = printer.print(ticket())
        if outcome.result is Result.PRINTED:
            assert [paper.picture.tobytes() in whole for paper in machine.papers()] == [True], at
        elif outcome.result is Result.HELD:
            assert machine.strip() is None
            assert machine.papers() == []


def test_a_list_without_end_is_not_listened_to_for_ever(quickly: Callable[..., None]) -> None:
    class Endless(FakeLink):
        def read(self, timeout_s: float) -> bytes:
            return b"\x37\x72\x41aa\x00"

    keeper = Keeper(NV)
    keeper.keep((ticket(),))
    found: list[object] = []
    quickly(lambda: found.append(keeper.stored(Talk(Endless(FakePrinter())))), within_s=2.0)
    assert found == [{}]
