"""A document as plain values and back, for a printer on another machine. Pure; what comes from outside is checked."""

import base64
import binascii
from dataclasses import fields
from typing import Any

from drivers.printer.document import Big, Block, Cut, Document, Fact, Feed, Line, Picture, Qr, Rule

_KINDS: dict[str, type[Any]] = {kind.__name__.lower(): kind for kind in (Line, Fact, Big, Rule, Qr, Picture, Feed, Cut)}
_NAMES = {kind: name for name, kind in _KINDS.items()}
BLOCKS_MAX = 200


def to_plain(document: Document) -> list[dict[str, Any]]:
    """A list of tables, each with its `kind`; JSON can carry it."""
    return [_plain(block) for block in document.blocks]


def from_plain(rows: Any) -> Document:
    """Raises: ValueError when it is not a document."""
    if not isinstance(rows, list) or len(rows) > BLOCKS_MAX:
        raise ValueError("a document is a list of at most 200 blocks")
    return Document(tuple(_block(row) for row in rows))


def _plain(block: Block) -> dict[str, Any]:
    out = {field.name: getattr(block, field.name) for field in fields(block)}
    if isinstance(block, Picture):
        out["data"] = base64.b64encode(block.data).decode("ascii")
    return {"kind": _NAMES[type(block)], **out}


def _block(row: Any) -> Block:
    try:
        values = dict(row)
        kind = _KINDS[values.pop("kind")]
        if kind is Picture:
            values["data"] = base64.b64decode(values["data"], validate=True)
        block: Block = kind(**values)
    except (TypeError, KeyError, ValueError, binascii.Error) as error:
        raise ValueError(f"not a block: {error}") from None
    for field in fields(block):
        value, wanted = getattr(block, field.name), field.type
        if not isinstance(value, (int, float) if wanted is float else wanted) or (isinstance(value, bool) and wanted is not bool):  # type: ignore[arg-type]  # dataclasses type their fields as str too
            raise ValueError(f"{_NAMES[type(block)]}.{field.name} is {value!r}")
    return block
