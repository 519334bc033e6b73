"""Looking procedures up: by what people type."""

import pytest

from server.wire.procedures import Procedure, ProcedureBook, find, folded, portal_address

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
