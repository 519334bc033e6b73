"""What a scan is: the same cases as the desk's page (tests/stories/test_desk_scan.py), dossiers, and all that is neither."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.scanned import Citizen, Dossier, Unknown, read

TODAY = date(2026, 11, 30)
OLD = "079051000001|023456789|NGUYỄN VĂN AN|30111951|Nam|Ấp 1, Xã Mẫu, Cần Thơ|15042021"
"""75 years old on 2026-11-30."""
CODE = "000.18.15.H13-261130-0001"


@pytest.mark.parametrize(
    ("text", "today", "age"),
    [
        (OLD, TODAY, 75),
        (OLD, date(2026, 11, 29), 74),
        (OLD + "||||", TODAY, 75),
        (f"  {OLD}\r\n", TODAY, 75),
        ("079051000001|NGUYEN VAN AN|30111951|Nam|Xa Mau|15042021", TODAY, 75),
        ("092316000009||TRẦN THỊ BÌNH|29022016|Nữ|Xã Mẫu|15042021", TODAY, 10),
        ("092316000009||TRẦN THỊ BÌNH|29022016|Nữ|Xã Mẫu|15042021", date(2017, 2, 28), 0),
    ],
)
def test_an_identity_card_says_how_old_somebody_is(text: str, today: date, age: int) -> None:
    assert read(text, today) == Citizen(age)


@pytest.mark.parametrize(
    "text",
    [
        "092315000009||TRẦN THỊ BÌNH|29022016|Nữ|Xã Mẫu|15042021",
        "079051000001||A|31022051|Nam|B|15042021",
        "079051000001||A|30111952|Nam|B|15042021",
        "DN4797912345678|4e67757965 6e|30/11/1951|1|79-034|Xã|01/01/2026",
        "079051000001|4e6775|30/11/1951|1|79-034|Xã|01/01/2026",
        "079326000001||A|01122026|Nam|B|15042021",
        "٠٧٩٠٥١٠٠٠٠٠١||A|30111951|Nam|B|15042021",
        "",
        "|" * 399,
        "9" * 5000,
        "eyJhbGciOiJFUzI1NiJ9.e30.MEUCIQ",
        "8938505974191",
        "000.18.15.H13-261331-0001",
        "000.18.15.H13-261130-001",
        "https://dichvucong.gov.vn/p/home",
        "http://[",
    ],
)
def test_everything_else_is_unknown(text: str) -> None:
    assert read(text, TODAY) == Unknown()


@pytest.mark.parametrize(
    ("text", "due"),
    [
        (CODE, None),
        (CODE.lower(), None),
        (f" {CODE} ", None),
        (f"{CODE}|01/12/2026", date(2026, 12, 1)),
        (f"{CODE}|01122026|", date(2026, 12, 1)),
        (f"{CODE}|NGUYEN VAN AN", None),
        (f"{CODE}|32/12/2026", None),
        (f"https://dichvucong.example/tra-cuu?ma={CODE}&x=1", None),
        (f"https://dichvucong.example/ho-so/{CODE}", None),
    ],
)
def test_a_dossier_is_its_code_and_the_days_that_are_in_it(text: str, due: date | None) -> None:
    assert read(text, TODAY) == Dossier(CODE, date(2026, 11, 30), due)


def test_no_value_shows_what_was_scanned() -> None:
    shown = repr(read(OLD, TODAY)) + repr(read(CODE, TODAY))
    assert shown == "Citizen()Dossier()"


@given(st.text() | st.text(alphabet="0123456789|-.H/ :https?=&"))
def test_no_text_breaks_it(text: str) -> None:
    assert isinstance(read(text, TODAY), Citizen | Dossier | Unknown)
