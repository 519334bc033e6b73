"""What a printer is to keep: the most worth first, under keys that no other set of pictures has, and never a blank."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.printer.bands import hides_command
from drivers.printer.document import Cut, Document, Fact, Feed, Line, Rule
from drivers.printer.kept import CONTROL_BYTES, MOST_PICTURES, Plan, ask_keys, definitions, plan
from drivers.printer.pieces import Kept
from drivers.printer.profiles import Images, profile
from drivers.printer.render import kept_pictures

FAST = profile("virtual80-fast")


def paper(*names: str) -> Document:
    return Document((*(part for name in names for part in (Line(name, 30, keep=True), Line("không giữ", 20))), Cut()))


def test_a_printer_that_keeps_nothing_has_an_empty_plan() -> None:
    for known in (profile("80mm"), replace(FAST, images=Images.NONE), replace(FAST, native_digits=False)):
        assert plan([paper("Hộ tịch")], known) == Plan()


def test_what_fits_is_taken_in_order_of_worth_and_the_rest_left_out() -> None:
    documents = [paper("Hộ tịch"), paper("Chứng thực bản sao từ bản chính"), paper("Đất đai")]
    sizes = [len(kept_pictures(document, 576)[0].data) for document in documents]
    room = 2 * (CONTROL_BYTES + 1) + sizes[0] + sizes[2] + 2 * CONTROL_BYTES
    found = plan(documents, replace(FAST, store_bytes=room))
    assert list(found.pictures) == [kept_pictures(documents[at], 576)[0] for at in (0, 2)]
    assert plan(documents, replace(FAST, store_bytes=sizes[0])).pictures == {}


def test_the_keys_are_one_block_and_all_different() -> None:
    found = plan([paper(*(f"Lĩnh vực {number}" for number in range(60)))], replace(FAST, store_bytes=10**6))
    assert len(found.pictures) == MOST_PICTURES
    assert len(found.keys) == MOST_PICTURES + 2
    assert all(len(key) == 2 and key.decode().isalnum() for key in found.keys)


@given(names=st.lists(st.sampled_from(["Hộ tịch", "Đất đai", "Chứng thực", "Thuế"]), min_size=1, max_size=4, unique=True))
def test_another_set_of_pictures_has_other_marks_and_the_same_set_the_same(names: list[str]) -> None:
    found = plan([paper(*names)], FAST)
    assert found == plan([paper(*names)], FAST)
    other = plan([paper(*names, "Cư trú")], FAST)
    assert found.keys != other.keys
    assert set(found.marks).isdisjoint(other.marks)


@pytest.mark.parametrize("images", [Images.NV, Images.RAM])
def test_the_store_is_emptied_first_and_marked_last(images: Images) -> None:
    known = replace(FAST, images=images)
    found = plan([paper("Hộ tịch", "Đất đai")], known)
    orders = list(definitions(found, images))
    assert orders[0] == bytes.fromhex("1d 28 4c 05 00 30 41 43 4c 52" if images is Images.NV else "1d 28 4c 05 00 30 51 43 4c 52")
    assert [order[8:10] for order in orders[1:]] == [*found.pictures.values(), *found.marks]
    assert all(order.startswith(b"\x1d(L") for order in orders)
    assert not any(hides_command(order) for order in orders)


def test_a_picture_is_defined_as_epson_writes_it() -> None:
    found = Plan({Kept(2, 3, b"\xaa\xbb\xcc\xdd\xee\xff"): b"k1"}, ())
    assert list(definitions(found, Images.NV))[1] == bytes.fromhex("1d 28 4c 11 00 30 43 30 6b 31 01 10 00 03 00 31 aabbccddeeff")
    assert list(definitions(found, Images.RAM))[1][6:7] == b"\x53"
    assert ask_keys(Images.NV) == bytes.fromhex("1d 28 4c 04 00 30 40 4b 43")
    assert ask_keys(Images.RAM) == bytes.fromhex("1d 28 4c 04 00 30 50 4b 43")


def test_neighbours_are_kept_as_one_picture_with_the_white_between_and_a_fact_gives_its_caption() -> None:
    fact = Fact("Trước ông/bà còn 4 người", "Số người chờ trước", "4", 26)
    document = Document(
        (Line("A", 30, keep=True), Feed(10), Rule(keep=True), Feed(9), fact, Feed(3), Line("B", 30, keep=True), Cut())
    )
    first, second = kept_pictures(document, 576)
    alone = [
        kept_pictures(Document((Line(text, size, keep=True),)), 576)[0] for text, size in (("A", 30), ("Số người chờ trước", 26))
    ]
    assert first.rows == alone[0].rows + 10 + 2 + 9 + alone[1].rows
    assert second == kept_pictures(Document((Line("B", 30, keep=True),)), 576)[0]


def test_a_blank_line_is_never_kept() -> None:
    assert kept_pictures(Document((Line(" ", 30, keep=True), Cut())), 576) == []
