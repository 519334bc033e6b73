"""The chains of hashes over the log and over the audit rows: whoever changes or removes a row afterwards breaks its chain. Pure.

A row's hash is SHA-256, in small hexadecimal digits, over the UTF-8 text of a JSON list without spaces: the hash of the row before it
("" for the first row ever), then the row's own fields in the order of EVENT_FIELDS or AUDIT_FIELDS; JSON's null for an empty one, letters
as they are and not as \\u…. This form is fixed for ever: old rows are held against it.

A chain cannot tell that its newest rows were cut off, nor that somebody wrote everything anew. For that, the newest hash is noted down
elsewhere, on paper or in another office, and looked for later.
"""

import json
from collections.abc import Sequence
from hashlib import sha256

EVENT_FIELDS = ("seq", "at", "day", "kind", "ticket", "desk", "actor", "ask_id", "body")
AUDIT_FIELDS = ("seq", "at", "actor", "what", "subject", "before", "after", "clock_doubt", "boot_id")
START = ""
"""What stands for the hash before the first row."""

_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def link(previous: str, fields: Sequence[str | int | None]) -> str:
    """The hash of a row. `fields` as in EVENT_FIELDS or AUDIT_FIELDS."""
    return sha256(_text([previous, *fields]).encode()).hexdigest()
