"""What a screen says back."""

from datetime import UTC, datetime

import pytest

from server.wire.said import SAID_BYTES, Shown, Spoken, Stands, said


@pytest.mark.parametrize(
    "one",
    [
        Shown(ticket="2026-11-23-A001", calls=1),
        Spoken(ticket="x", calls=99),
        Stands(sound="none"),
        Stands(sound="ready", tested_at=datetime(2026, 11, 23, 6, 45, tzinfo=UTC)),
    ],
)
def test_what_is_said_is_read_back(one: Shown | Spoken | Stands) -> None:
    assert said(one.model_dump_json()) == one


@pytest.mark.parametrize(
    "text",
    ["", "hello", "[]", "null", '{"t":"shown"}', '{"t":"shown","ticket":"x","calls":0}', '{"t":"shown","ticket":"x","calls":"1"}',
     '{"t":"stands","sound":"loud"}', '{"t":"snapshot"}', '{"t":"stands","sound":"ready","more":1}', "[" * 5000, '{"t":"stands","sound":"ready"}' + " " * SAID_BYTES],
)  # fmt: skip
def test_anything_else_is_nothing(text: str) -> None:
    assert said(text) is None
