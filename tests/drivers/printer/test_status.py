"""Bytes from a printer are told apart one by one, in any chunking, with any noise around them."""

import random
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from drivers.errors import Trouble
from drivers.printer.status import (
    Answer,
    AutoStatus,
    Cleared,
    Flow,
    Info,
    Keys,
    Memory,
    ProcessDone,
    Query,
    Queued,
    RealTime,
    Room,
    StatusParser,
    WentOffline,
    paper_low_in,
    trouble_in,
)

NOISE = bytes(byte for byte in range(0x80, 0x100))
"""Bytes that begin nothing: the first bit set."""
ASB = b"\x14\x00\x00\x0f"
DONE = b"\x37\x22" + b"A012" + b"\x00"
BLOCKS: tuple[tuple[bytes, Answer], ...] = (
    (DONE, ProcessDone(b"A012")),
    (b"\x37\x23" + b"012" + b"\x00", WentOffline(b"012")),
    (b"\x37\x23\x00", WentOffline(b"")),
    (b"\x37\x25\x00", Cleared()),
    (b"\x5f_TM-T82III\x00", Info("_TM-T82III")),
    (b"\x5f\x00", Info("")),
    (b"\x37\x72\x40\x00", Keys(Memory.NV, (), False)),
    (b"\x37\x72\x40aB12\x00", Keys(Memory.NV, (b"aB", b"12"), False)),
    (b"\x37\x72\x41" + b"k1" * 40 + b"\x00", Keys(Memory.NV, (b"k1",) * 40, True)),
    (b"\x37\x73\x40 ~\x00", Keys(Memory.RAM, (b" ~",), False)),
    (b"\x37\x30" + b"262144\x00", Room(Memory.NV, 262_144, True)),
    (b"\x37\x31" + b"0\x00", Room(Memory.NV, 0, False)),
    (b"\x37\x32" + b"12288\x00", Room(Memory.RAM, 12_288, False)),
    (ASB, AutoStatus(ASB)),
)
SINGLE = {byte: RealTime(byte) for byte in range(256) if byte & 0b1001_0011 == 0b0001_0010 and byte not in (0x11, 0x13)} | {
    byte: Queued(byte) for byte in range(128) if byte & 0b1001_0000 == 0
}
answers = st.one_of(
    st.sampled_from(sorted(SINGLE)).map(lambda byte: (bytes([byte]), SINGLE[byte])),
    st.sampled_from(BLOCKS),
    st.sampled_from([(b"\x11", Flow(True)), (b"\x13", Flow(False))]),
    st.text(" !09AZaz~", min_size=4, max_size=4).map(lambda id_: (b"\x37\x22" + id_.encode() + b"\0", ProcessDone(id_.encode()))),
)


def parsed(*chunks: bytes) -> list[Answer]:
    parser = StatusParser()
    return [answer for chunk in chunks for answer in parser.feed(chunk)]


def one_by_one(data: bytes) -> list[bytes]:
    return [data[at : at + 1] for at in range(len(data))]


def test_every_byte_alone_is_what_epsons_table_says() -> None:
    for byte in range(256):
        bits = f"{byte:08b}"
        wanted: list[Answer] = []
        if bits[0] == "0" and bits[3] == "1" and bits[6:] == "10":
            wanted = [RealTime(byte)]
        elif bits[0] == "0" and bits[3] == "0":
            wanted = [Queued(byte)]
        elif byte in (0x11, 0x13):
            wanted = [Flow(byte == 0x11)]
        assert parsed(bytes([byte])) == wanted, f"{byte:#04x}"


@pytest.mark.parametrize(("data", "answer"), BLOCKS)
def test_each_kind_of_answer_is_read_whichever_place_it_is_split_at(data: bytes, answer: Answer) -> None:
    for at in range(len(data) + 1):
        assert parsed(data[:at], data[at:]) == [answer]


@pytest.mark.parametrize(("data", "answer"), BLOCKS)
def test_a_printer_may_ask_for_a_pause_in_the_middle_of_an_answer(data: bytes, answer: Answer) -> None:
    for at in range(1, len(data)):
        assert parsed(data[:at] + b"\x13" + data[at:]) == [Flow(False), answer]


@pytest.mark.parametrize("byte", [byte for byte in range(128) if byte & 0b1001_0011 == 0b0001_0000])
def test_the_first_byte_of_an_unasked_status_waits_for_three_more(byte: int) -> None:
    assert parsed(bytes([byte]), b"\x01\x02", b"\x03") == [AutoStatus(bytes([byte, 1, 2, 3]))]


@pytest.mark.parametrize(
    "data",
    [
        b"\x37\x22ABC\x00",
        b"\x37\x72\x40abc\x00",
        b"\x37\x72\x42ab\x00",
        b"\x37\x30\x00",
        b"\x37\x30" + b"1a\x00",
    ],
)
def test_a_block_that_is_not_what_it_says_is_no_answer(data: bytes) -> None:
    assert parsed(data) == []
    assert parsed(data + b"\x12") == [RealTime(0x12)]


def test_what_breaks_an_answer_off_is_not_lost_and_its_beginning_makes_no_other() -> None:
    assert parsed(b"\x14\x00\x12") == [RealTime(0x12)]
    assert parsed(b"\x37\x37\x25\x00") == [Cleared()]
    assert parsed(b"\x5fEPS\x90\x16") == [RealTime(0x16)]


@given(
    parts=st.lists(
        st.one_of(answers, st.sampled_from([bytes([byte]) for byte in NOISE]).map(lambda noise: (noise, None))), max_size=12
    )
)
def test_noise_before_between_and_after_costs_no_answer(parts: list[tuple[bytes, Answer | None]]) -> None:
    stream = b"".join(data for data, _ in parts)
    wanted = [answer for _, answer in parts if answer is not None]
    assert parsed(stream) == wanted
    assert parsed(*one_by_one(stream)) == wanted


@settings(max_examples=400)
@given(
    data=st.one_of(
        st.binary(max_size=60),
        st.lists(
            st.sampled_from([*one_by_one(DONE + ASB), b"\x37\x23", b"\x37\x72\x40", b"\x37\x30", b"\x5f", b"\x12", b"AAAA"]),
            max_size=30,
        ).map(b"".join),
    ),
    cuts=st.sets(st.integers(0, 60), max_size=6),
)
@example(data=b"\x37\x23" + b"\x12" * 20 + b"\x00", cuts=set())
@example(data=b"\x37\x22" + b"\x12" * 4 + b"\x00", cuts=set())
def test_how_the_line_cuts_the_bytes_makes_no_difference(data: bytes, cuts: set[int]) -> None:
    edges = [0, *sorted(cut for cut in cuts if cut < len(data)), len(data)]
    whole = parsed(data)
    assert parsed(*(data[a:b] for a, b in pairwise(edges))) == whole
    assert parsed(*one_by_one(data)) == whole


@settings(max_examples=300)
@given(garbage=st.binary(max_size=80))
def test_after_any_garbage_a_receipt_is_heard_the_second_time_at_the_latest(garbage: bytes) -> None:
    """What is kept of garbage is at most one unfinished block, and a complete answer behind it ends that."""
    assert ProcessDone(b"A012") in parsed(garbage, DONE, DONE)
    assert RealTime(0x12) in parsed(garbage, b"\x12")


def test_mutated_streams_keep_the_same_laws_a_few_thousand_times() -> None:
    """The same laws that `bench/fuzz.py` holds for millions."""
    from bench.fuzz import broken_law, stream

    dice = random.Random(20_261_125)
    for _ in range(3000):
        data = stream(dice)
        assert broken_law(data, dice) is None, data.hex()


COMPLAINTS = {
    Query.PRINTER: {0b0000_1000: Trouble.OFFLINE},
    Query.OFFLINE: {0b0000_0100: Trouble.COVER_OPEN, 0b0010_0000: Trouble.PAPER_OUT},
    Query.ERROR: {0b0000_1000: Trouble.CUTTER, 0b0010_0000: Trouble.BROKEN, 0b0100_0000: Trouble.HOT},
    Query.PAPER: {0b0110_0000: Trouble.PAPER_OUT},
}
"""Which bits of which answer complain, the first one first. Source: Epson, DLE EOT, PRINTING §2."""


@pytest.mark.parametrize("query", Query)
def test_a_complaint_is_exactly_what_the_manual_calls_one(query: Query) -> None:
    for byte in range(256):
        wanted = next((trouble for bits, trouble in COMPLAINTS[query].items() if byte & bits == bits), None)
        assert trouble_in(query, byte) is wanted, f"{byte:#04x}"


@pytest.mark.parametrize(
    ("query", "byte", "wanted"),
    [
        (Query.PRINTER, 0x16, None),
        (Query.PRINTER, 0x12, None),
        (Query.PRINTER, 0x1E, Trouble.OFFLINE),
        (Query.OFFLINE, 0x12, None),
        (Query.OFFLINE, 0x16, Trouble.COVER_OPEN),
        (Query.OFFLINE, 0x32, Trouble.PAPER_OUT),
        (Query.ERROR, 0x12, None),
        (Query.ERROR, 0x1A, Trouble.CUTTER),
        (Query.PAPER, 0x12, None),
        (Query.PAPER, 0x1E, None),
        (Query.PAPER, 0x72, Trouble.PAPER_OUT),
        (Query.PAPER, 0x7E, Trouble.PAPER_OUT),
    ],
)
def test_the_bytes_seen_on_real_printers_mean_what_they_should(query: Query, byte: int, wanted: Trouble | None) -> None:
    assert trouble_in(query, byte) is wanted


def test_a_roll_near_its_end_is_no_complaint() -> None:
    assert [paper_low_in(byte) for byte in (0x12, 0x1E, 0x7E)] == [False, True, True]


@pytest.mark.parametrize(("byte", "out"), [(0x00, False), (0x03, False), (0x0C, True), (0x0F, True)])
def test_the_queued_answer_says_whether_the_roll_is_at_its_end(byte: int, out: bool) -> None:
    assert Queued(byte).paper_out is out
