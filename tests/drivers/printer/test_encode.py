"""Pieces become exactly the bytes that Epson's manual describes, few enough for a serial line, and back again."""

import random
from collections.abc import Callable

import pytest
from escpos.printer import Dummy
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from drivers.printer.document import Document
from drivers.printer.encode import (
    ASK_PAPER,
    CENTRE,
    GAP_ROWS,
    RESET,
    TEAR_BAR_ROWS,
    ask_process_id,
    code,
    encode,
    letters,
    process_id,
    questions,
    raster,
    recover,
)
from drivers.printer.fake import FakePrinter
from drivers.printer.pieces import Band, Code, CutHere, Gap, Kept, Letters, Stored, paint
from drivers.printer.profiles import Confirm, Cutter, Images, Profile, profile
from drivers.printer.render import render

Split = Callable[[bytes], list[tuple[bytes, int, int, int, bytes]]]
PARTIAL = Profile("test", 576, Cutter.PARTIAL, Confirm.NONE)
bands = st.integers(1, 72).flatmap(
    lambda width: st.integers(1, 64).flatmap(
        lambda rows: st.builds(
            Band,
            st.just(width),
            st.just(rows),
            st.binary(min_size=width * rows, max_size=width * rows),
            st.sampled_from((1, 2)),
            st.sampled_from((1, 2)),
        )
    )
)


def of(cutter: Cutter) -> Profile:
    return Profile("test", 576, cutter, Confirm.NONE)


def dots(band: Band) -> Image.Image:
    return Image.frombytes("1", (band.width_bytes * 8, band.rows), bytes(byte ^ 0xFF for byte in band.data))


def test_a_paper_begins_with_a_reset_and_centres() -> None:
    assert encode((), PARTIAL) == RESET + CENTRE
    assert encode((), PARTIAL) == bytes.fromhex("1b 40 1b 61 01")


def test_a_raster_is_headed_by_its_bytes_across_and_its_rows_down_low_byte_first() -> None:
    assert raster(Band(2, 3, b"\xaa\xbb\xcc\xdd\xee\xff")) == bytes.fromhex("1d 76 30 00 02 00 03 00 aa bb cc dd ee ff")
    assert raster(Band(1, 300, bytes(300)))[:8] == bytes.fromhex("1d 76 30 00 01 00 2c 01")


@pytest.mark.parametrize(("across", "down", "mode"), [(1, 1, 0), (2, 1, 1), (1, 2, 2), (2, 2, 3)])
def test_an_enlarged_raster_says_so_in_its_mode(across: int, down: int, mode: int) -> None:
    assert raster(Band(1, 1, b"\x80", across, down)) == bytes.fromhex(f"1d 76 30 0{mode} 01 00 01 00 80")


@given(rows=st.integers(0, 3000))
def test_a_gap_feeds_exactly_its_rows_and_prints_nothing(rasters: Split, rows: int) -> None:
    sent = [part for part in rasters(encode((Gap(rows),), PARTIAL)) if part[0] == b"\x1dv0"]
    assert sum(down * (2 if mode >= 2 else 1) for _, mode, _, down, _ in sent) == rows
    assert not any(any(data) for *_, data in sent)
    assert all(down * 2 <= GAP_ROWS for _, _, _, down, _ in sent)


@pytest.mark.parametrize(("cutter", "wanted"), [(Cutter.PARTIAL, "1d 56 42 00"), (Cutter.FULL, "1d 56 41 00")])
def test_the_cut_feeds_to_the_cutter_first(cutter: Cutter, wanted: str) -> None:
    assert encode((CutHere(),), of(cutter)) == RESET + CENTRE + bytes.fromhex(wanted)


def test_a_printer_without_a_cutter_feeds_to_its_tear_bar(rasters: Split) -> None:
    parts = rasters(encode((CutHere(),), of(Cutter.NONE)))
    assert sum(down * (2 if mode >= 2 else 1) for command, mode, _, down, _ in parts if command == b"\x1dv0") == TEAR_BAR_ROWS
    assert not any(command.startswith(b"\x1dV") for command, *_ in parts)


@pytest.mark.parametrize("command", [b"\x10\x04", b"\x10\x05", b"\x10\x14"])
def test_a_real_time_command_in_the_dots_is_refused(command: bytes) -> None:
    with pytest.raises(ValueError, match="hidden"):
        encode((Band(1, 3, command + b"\x01"),), PARTIAL)


def test_the_questions_after_a_paper_are_as_epson_writes_them() -> None:
    assert bytes.fromhex("1d 72 01") == ASK_PAPER
    assert ask_process_id(7) == bytes.fromhex("1d 28 48 06 00 30 30") + b"0007"


@given(job=st.integers(0, 10**9))
def test_a_process_id_is_four_printable_characters_that_follow_the_job(job: int) -> None:
    assert len(process_id(job)) == 4
    assert all(0x20 <= byte <= 0x7E for byte in process_id(job))
    assert process_id(job) != process_id(job + 1)


@pytest.mark.parametrize("cutter", Cutter)
def test_after_a_paper_that_broke_off_anywhere_a_new_one_is_whole(cutter: Cutter) -> None:
    known = of(cutter)
    band = Band(72, 14, b"\xa5" * 72 * 14)
    stream = encode((Gap(3), band, CutHere()), known)
    wanted = paint((Gap(3), band, *([Gap(TEAR_BAR_ROWS)] if cutter is Cutter.NONE else [])), 576)
    for broken_at in (*range(1, 60), len(stream) // 2, *range(len(stream) - 12, len(stream))):
        machine = FakePrinter(cutter=cutter is not Cutter.NONE)
        machine.feed(stream[:broken_at] + recover(known))
        machine.tear_off()
        machine.feed(stream)
        machine.tear_off()
        assert wanted.tobytes() in [paper.picture.tobytes() for paper in machine.papers()], broken_at


# ── What the printer does itself ──


def test_its_own_letters_are_as_epson_writes_them_and_the_state_is_plain_afterwards() -> None:
    assert letters(Letters("A012", 8)) == bytes.fromhex("1b 45 01 1d 21 77") + b"A012\n" + bytes.fromhex("1d 21 00 1b 45 00")
    assert letters(Letters("4", 2, bold=False))[:6] == bytes.fromhex("1b 45 00 1d 21 11")


def test_its_own_code_is_as_epson_writes_it() -> None:
    wanted = "1d286b0400314132 00 1d286b03003143 06 1d286b03003145 31 1d286b 0400 315030 41 1d286b0300315130"
    assert code(Code("A", 6)) == bytes.fromhex(wanted)


@pytest.mark.parametrize(("images", "function"), [(Images.NV, "45"), (Images.RAM, "55")])
def test_a_kept_picture_is_called_by_its_key(images: Images, function: str) -> None:
    known = Profile("test", 576, Cutter.PARTIAL, Confirm.NONE, images=images)
    piece = Stored(b"aB", Kept(1, 1, b"\x80"))
    assert encode((piece,), known) == RESET + CENTRE + bytes.fromhex(f"1d 28 4c 06 00 30 {function} 61 42 01 01")


def test_a_printer_that_would_forget_its_pictures_is_not_reset() -> None:
    assert encode((), PARTIAL, reset=False) == bytes.fromhex("1d 21 00 1b 45 00 1b 61 01")


def test_a_counted_paper_asks_after_each_piece_but_the_cut() -> None:
    pieces = (Band(1, 1, b"\x80"), Gap(2), Letters("A", 2), CutHere())
    assert encode(pieces, PARTIAL, counted=True).count(ASK_PAPER) == questions(pieces) == 3
    assert encode(pieces, PARTIAL, counted=True).replace(ASK_PAPER, b"") == encode(pieces, PARTIAL)


# ── Another library says the same ──


@given(band=bands)
def test_python_escpos_makes_the_same_raster_of_the_same_dots(band: Band) -> None:
    theirs = Dummy(profile="TM-T20II")
    theirs.image(
        dots(band),
        impl="bitImageRaster",
        high_density_vertical=band.down == 1,
        high_density_horizontal=band.across == 1,
        center=False,
        fragment_height=1000,
    )
    assert theirs.output == raster(band)


@pytest.mark.parametrize("width", [384, 576])
def test_python_escpos_makes_the_same_rasters_of_a_whole_ticket(
    default_ticket: Callable[[int], Document], rasters: Split, width: int
) -> None:
    pieces = render(default_ticket(width), width)
    theirs = Dummy(profile="TM-T20II")
    for band in (piece for piece in pieces if isinstance(piece, Band)):
        theirs.image(
            dots(band),
            impl="bitImageRaster",
            high_density_vertical=band.down == 1,
            high_density_horizontal=band.across == 1,
            center=False,
        )
    ours = [part for part in rasters(encode(pieces, PARTIAL)) if any(part[4])]
    assert rasters(theirs.output) == ours


# ── The whole ticket ──


@pytest.mark.parametrize(("name", "bound"), [("80mm", 13_900), ("58mm", 7_500)])
def test_a_ticket_is_short_enough_for_a_serial_line(default_ticket: Callable[[int], Document], name: str, bound: int) -> None:
    known = profile(name)
    size = len(encode(render(default_ticket(known.width_dots), known.width_dots), known))
    assert bound // 2 < size <= bound


def whole(stream: bytes) -> list[bytes]:
    return [stream]


def byte_by_byte(stream: bytes) -> list[bytes]:
    return [stream[at : at + 1] for at in range(len(stream))]


def at_random(stream: bytes) -> list[bytes]:
    cuts = sorted(random.Random(12).sample(range(1, len(stream)), 60))
    return [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]


def in_usb_packets(stream: bytes) -> list[bytes]:
    return [stream[at : at + 64] for at in range(0, len(stream), 64)]


@pytest.mark.parametrize("chunks", [whole, byte_by_byte, at_random, in_usb_packets])
@pytest.mark.parametrize("name", ["virtual80", "virtual58"])
def test_what_a_printer_puts_on_paper_is_what_was_rendered(
    default_ticket: Callable[[int], Document], name: str, chunks: Callable[[bytes], list[bytes]]
) -> None:
    known = profile(name)
    pieces = render(default_ticket(known.width_dots), known.width_dots)
    machine = FakePrinter(known.width_dots, cutter=known.cutter is not Cutter.NONE)
    for chunk in chunks(encode(pieces, known)):
        machine.feed(chunk)
    if known.cutter is Cutter.NONE:
        machine.tear_off()
        pieces = (*pieces, Gap(TEAR_BAR_ROWS))
    (paper,) = machine.papers()
    wanted = paint(pieces, known.width_dots)
    assert paper.picture.size == wanted.size
    assert ImageChops.difference(paper.picture.convert("L"), wanted.convert("L")).getbbox() is None
    assert machine.unknown_bytes == 0
