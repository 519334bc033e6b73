"""The form of the chain is fixed for ever: what is written here must never need to be changed."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from server.store.chain import START, link

ROW = (
    7,
    "2026-11-23T00:58:00.000000+00:00",
    "2026-11-23",
    "ticket_called",
    "2026-11-23-A001",
    2,
    "person hà",
    None,
    '{"desk":2}',
)
FIELDS = st.lists(st.one_of(st.none(), st.integers(), st.text()), max_size=9)


def test_a_hash_is_over_the_row_before_and_the_rows_own_fields_as_one_json_list() -> None:
    text = (
        '["abc",7,"2026-11-23T00:58:00.000000+00:00","2026-11-23","ticket_called","2026-11-23-A001",2,"person hà",null,'
        '"{\\"desk\\":2}"]'
    )
    assert link("abc", ROW) == sha256(text.encode()).hexdigest()


def test_the_first_row_stands_on_nothing() -> None:
    assert link(START, ROW) == "c982cc666bb3a1a7aacbf349c063eab946d33ea65338cb6837d84445b484561f"


@given(FIELDS, FIELDS, st.text(), st.text())
def test_rows_that_differ_anywhere_differ_in_their_hash(one: list, other: list, before: str, before_other: str) -> None:
    same = (before, one) == (before_other, other)
    assert (link(before, one) == link(before_other, other)) is same


def test_what_moves_from_one_field_to_the_next_is_seen() -> None:
    assert link(START, ("ab", "c")) != link(START, ("a", "bc")) != link(START, ("abc",))
