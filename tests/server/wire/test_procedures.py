"""Looking procedures up: by what people type."""

import json
from pathlib import Path

import pytest

from server.procedurebooks import default_book
from server.wire.procedures import Procedure, ProcedureBook, find, folded, look_up, portal_address

BIRTH = Procedure(
    code="1.001193", service="A", names={"vi": "Đăng ký khai sinh", "en": "Birth registration"}, also=("giấy khai sinh",)
)
AGAIN = Procedure(code="1.004884", service="A", names={"vi": "Đăng ký lại khai sinh"})
WEDDING = Procedure(code="1.000894", service="A", names={"vi": "Đăng ký kết hôn"})
COPIES = Procedure(service="B", names={"vi": "Chứng thực bản sao từ bản chính"}, also=("photo công chứng",))
BOOK = ProcedureBook(mark="m", procedures=(WEDDING, AGAIN, BIRTH, COPIES))


@pytest.mark.parametrize("typed", ["khai sinh", "khaisinh", "ks", "Khai Sinh", "KHAI-SINH", "khai  sin"])
def test_births_are_found_however_they_are_typed(typed: str) -> None:
    assert BIRTH in find(BOOK, typed)[:2]
    assert COPIES not in find(BOOK, typed)


def test_other_names_and_other_languages_count() -> None:
    assert find(BOOK, "cong chung") == (COPIES,)
    assert find(BOOK, "birth") == (BIRTH,)


def test_nothing_typed_is_everything_and_nonsense_is_nothing() -> None:
    assert find(BOOK, " ") == BOOK.procedures
    assert find(BOOK, "xyzzy") == ()


def test_accents_fall_away() -> None:
    assert folded("Đăng ký  khai-sinh") == "dang ky khai sinh"


def test_the_portals_address_is_a_template() -> None:
    assert portal_address("https://cong.example/?q={name}", WEDDING).endswith("%C4%90%C4%83ng%20k%C3%BD%20k%E1%BA%BFt%20h%C3%B4n")
    assert portal_address("https://cong.example/{code}", COPIES) == ""
    assert portal_address("", BIRTH) == ""


TABLE = json.loads((Path(__file__).parents[2] / "golden" / "search" / "look_up.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("group", TABLE)
def test_what_people_type_finds_what_they_mean(group: str) -> None:
    book = default_book()
    found = {typed: [one.name for one in look_up(book, typed)] for typed, _ in TABLE[group]}
    assert {
        typed: names[: len(wanted) or 1] for (typed, wanted), names in zip(TABLE[group], found.values(), strict=True)
    } == dict(TABLE[group])


def test_telex_breaks_nothing_that_is_found_without_it() -> None:
    book = default_book()
    for typed in ("ks", "hoso", "chung thuc", "tro cap", "thua ke", "xay nha"):
        assert look_up(book, typed)[: len(find(book, typed))] == find(book, typed), typed


def test_the_letter_of_a_service_is_no_search() -> None:
    assert find(ProcedureBook(mark="m", procedures=(COPIES,)), "B") == (COPIES,), "only because of “bản”"
    assert find(ProcedureBook(mark="m", procedures=(WEDDING,)), "A") == ()


def test_a_long_name_is_asked_for_by_its_beginning() -> None:
    long = Procedure(service="A", names={"vi": "Đăng ký " + "lại khai sinh " * 20})
    address = portal_address("https://cong.example/?q={name}", long)
    assert len(address) < 300 and address.endswith("%20l%E1%BA%A1i%20khai%20sinh")
    assert portal_address("{name}", Procedure(service="A", names={"vi": "a/b & c's"})) == "a%2Fb%20%26%20c's"
