"""What a PIN, a password and a name must be; when a session is over."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from server.access.refusals import NotLetIn, Why
from server.access.rules import DESK_IDLE, IDLE, fit_name, fit_password, fit_pin, fit_title, roles_left
from server.who import PersonId, Role, Session

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
EIGHT = datetime(2026, 11, 23, 8, 0, tzinfo=ZONE)


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "000000", "999999", "123456", "987654", "12a456", "٣٤٥٦٧٨"])
def test_a_weak_pin_is_refused_at_its_field(pin: str) -> None:
    with pytest.raises(NotLetIn) as refused:
        fit_pin(pin)
    assert (refused.value.why, refused.value.field) == (Why.WEAK_PIN, "pin")


def test_an_ordinary_pin_is_fine() -> None:
    assert fit_pin("258036") == "258036"


@pytest.mark.parametrize("password", ["", "ngan", "12345678", "Matkhau123", "aaaaaaaa", "x" * 129, "lan12345"])
def test_a_weak_password_is_refused(password: str) -> None:
    with pytest.raises(NotLetIn):
        fit_password(password, "lan")


def test_a_sentence_is_a_fine_password() -> None:
    assert fit_password("Cầu Cần Thơ bắc qua sông Hậu", "lan")


@pytest.mark.parametrize("name", ["", "Lan", "lan quay", "-lan", "lan-", "a" * 21, "lán", "lan/../x"])
def test_a_name_to_sign_in_with_is_plain(name: str) -> None:
    with pytest.raises(NotLetIn):
        fit_name(name)


def test_a_title_is_any_name_but_not_nothing() -> None:
    assert fit_title("  Cán bộ   quầy 1 ") == "Cán bộ quầy 1"
    for bad in ("", "   ", "x" * 41, "a\x00b"):
        with pytest.raises(NotLetIn):
            fit_title(bad)


def session(*roles: Role, began: datetime = EIGHT, seen: datetime = EIGHT) -> Session:
    return Session("k", PersonId("lan"), frozenset(roles), "", "local", began.astimezone(UTC), seen.astimezone(UTC))


ALL = tuple(Role)


def test_a_managers_rights_are_gone_after_half_an_hour_and_the_desk_stays() -> None:
    assert roles_left(session(*ALL), EIGHT + IDLE - timedelta(seconds=1)) == set(Role)
    assert roles_left(session(*ALL), EIGHT + IDLE) == {Role.OFFICER}
    assert roles_left(session(*ALL), EIGHT + DESK_IDLE) == frozenset()


def test_a_technician_alone_is_out_after_half_an_hour() -> None:
    assert roles_left(session(Role.TECHNICIAN), EIGHT + IDLE) == frozenset()


def test_whoever_is_busy_stays_until_the_day_is_over() -> None:
    late = EIGHT + timedelta(hours=11)
    assert roles_left(session(*ALL, seen=late), late) == set(Role)
    assert roles_left(session(*ALL, seen=late), EIGHT + timedelta(hours=12)) == frozenset()
    night = EIGHT.replace(hour=20)
    after_midnight = night + timedelta(hours=4, minutes=5)
    assert roles_left(session(*ALL, began=night, seen=after_midnight), after_midnight) == frozenset()


def test_a_clock_that_is_set_back_throws_nobody_out() -> None:
    assert roles_left(session(*ALL), EIGHT - timedelta(minutes=50)) == set(Role)
