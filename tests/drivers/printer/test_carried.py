"""A document goes to another machine and comes out the same; what is no document is refused."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.printer.carried import BLOCKS_MAX, from_plain, to_plain
from drivers.printer.document import Big, Cut, Document, Fact, Feed, Line, Picture, Qr, Rule

blocks = st.one_of(
    st.builds(Line, st.text(max_size=40), st.integers(8, 60), st.booleans(), st.booleans()),
    st.builds(Fact, st.text(max_size=40), st.text(max_size=20), st.text(max_size=8), st.integers(8, 60), st.booleans()),
    st.builds(Big, st.text(max_size=6), st.integers(60, 260)),
    st.builds(Rule, st.integers(1, 6), st.floats(0, 1), st.booleans()),
    st.builds(Qr, st.text(max_size=60), st.integers(2, 8)),
    st.builds(lambda rows: Picture(2, rows, bytes(2 * rows)), st.integers(1, 30)),
    st.builds(Feed, st.integers(0, 400)),
    st.just(Cut()),
)


@given(st.lists(blocks, max_size=8).map(lambda found: Document(tuple(found))))
def test_a_document_comes_out_as_it_went_in(document: Document) -> None:
    assert from_plain(json.loads(json.dumps(to_plain(document)))) == document


@pytest.mark.parametrize(
    "rows",
    [
        None,
        {},
        "text",
        [{}],
        [{"kind": "none"}],
        [{"kind": "line"}],
        [{"kind": "line", "text": 7, "size": 20}],
        [{"kind": "line", "text": "a", "size": "20"}],
        [{"kind": "line", "text": "a", "size": True}],
        [{"kind": "line", "text": "a", "size": 20, "colour": "red"}],
        [{"kind": "picture", "width_bytes": 1, "rows": 1, "data": "***"}],
        [{"kind": "cut"}] * (BLOCKS_MAX + 1),
        [7],
    ],
)
def test_what_is_no_document_is_refused(rows: Any) -> None:
    with pytest.raises(ValueError, match=r"block|list|is "):
        from_plain(rows)
