"""Telex, by the table that the browser's is held to as well."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.wire.telex import compose

TABLE = json.loads((Path(__file__).parents[2] / "golden" / "search" / "telex.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("group", TABLE)
def test_keys_become_letters(group: str) -> None:
    assert {typed: compose(typed) for typed, _ in TABLE[group]} == dict(TABLE[group])


@given(st.text(alphabet="aeouydswfrxjzgqihnk AUWD", max_size=20))
def test_whatever_is_typed_something_is_written_and_nothing_grows(typed: str) -> None:
    written = compose(typed)
    assert written == unicodedata.normalize("NFC", written) and len(written) <= len(typed)
    assert (not typed.strip()) == (not written.strip())
