"""The code of an appointment slip: read as a scanner types it, and not to be made by hand."""

from datetime import date, time

import pytest

from server.slipkeys import SlipKeys
from server.wire.slip import slip_of

DAY, START, END = date(2026, 12, 2), time(8, 30), time(9)
KEYS = SlipKeys(b"secret")


def test_a_slip_comes_back_as_it_was_made_whatever_the_scanner_does_to_its_letters() -> None:
    slip = KEYS.new("A", DAY, START, END)
    assert slip.code.startswith("MOISO-HEN|A|20261202|0830|0900|") and len(slip.code) < 80
    assert slip_of(slip.code) == slip and KEYS.read(f" {slip.code.lower()} ") == slip
    assert slip.code not in repr(slip) and slip.nonce not in repr(slip)


def test_two_slips_for_the_same_time_are_two_presses() -> None:
    one, other = (KEYS.new("A", DAY, START, END) for _ in range(2))
    assert one.ask_id != other.ask_id and one.ask_id == KEYS.read(one.code).ask_id  # type: ignore[union-attr]


def test_what_was_changed_or_made_elsewhere_is_no_slip() -> None:
    slip = KEYS.new("A", DAY, START, END)
    for changed in (
        slip.code.replace("|A|", "|B|"),
        slip.code.replace("0830", "0700"),
        slip.code[:-1] + "22"[slip.code[-1] == "2" :][:1],
    ):
        assert changed == slip.code or KEYS.read(changed) is None
    assert KEYS.read(SlipKeys(b"another").new("A", DAY, START, END).code) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "079090000001||NGUYỄN VĂN A|01011990|Nam|Ấp 1|15042021",
        "H13.22.5-261101-0042",
        f"MOISO-HEN|A|20261302|0830|0900|ABCDEFGH|{'A' * 16}",
        f"MOISO-HEN|A|20261202|2560|2600|ABCDEFGH|{'A' * 16}",
        f"MOISO-HEN|A|20261202|0900|0830|ABCDEFGH|{'A' * 16}",
        "MOISO-HEN|" + "A" * 500,
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert slip_of(text) is None
