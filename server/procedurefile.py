"""Procedures as a file that an office edits and brings back: CSV, as a spreadsheet writes it, or TOML. Knows bytes and texts; opens no file.

`read(write_csv(x)) == x`, and so for TOML.
"""

import csv
import io
import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from server.proceduredoc import LANGUAGES, Draft, Flaw, checked, cleaned, items_of
from server.wire.procedures import Procedure, folded

BYTES_MAX = 2_000_000
HEADS = {
    "service": "Lĩnh vực",
    "code": "Mã thủ tục",
    "names.vi": "Tên thủ tục",
    "also": "Tên gọi khác",
    "papers.vi": "Giấy tờ cần mang",
    "fee.vi": "Lệ phí",
    "limit.vi": "Thời hạn",
    **{f"{key}.{one}": f"{head} ({one})" for one in LANGUAGES[1:] for key, head in
       (("names", "Tên thủ tục"), ("papers", "Giấy tờ cần mang"), ("fee", "Lệ phí"), ("limit", "Thời hạn"))},
}  # fmt: skip
"""The columns of the CSV by field, in their order."""
_LIKE = {"ten": "names.vi", "thu tuc": "names.vi", "ma linh vuc": "service", "ten khac": "also", "giay to": "papers.vi", "thanh phan ho so": "papers.vi",
         "phi le phi": "fee.vi", "thoi han giai quyet": "limit.vi"}  # fmt: skip
"""What offices call the columns besides; compared without accents."""
_COLUMNS = {folded(head): key for key, head in HEADS.items()} | _LIKE | {folded(key): key for key in HEADS}
_KEYS = {"service", "code", "names", "also", "papers", "fee", "limit"}
_LISTS = ("also", *(f"papers.{one}" for one in LANGUAGES))
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
"""A cell that begins so is run by a spreadsheet, or changed: it is written with ' before it. Source: OWASP, CSV Injection."""
_AT = re.compile(r"\(at line (\d+), column (\d+)\)")


class Read(NamedTuple):
    """What a file has. `kind`: csv or toml, "" for neither; `ignored`: heads of columns that nobody knows. With flaws it is not to be used."""

    kind: str
    procedures: tuple[Procedure, ...]
    flaws: list[Flaw]
    ignored: tuple[str, ...] = ()


def read(data: bytes) -> Read:
    """Whatever it is; what is wrong is said in the flaws, all of it."""
    try:
        text = _decoded(data)
    except _NotText as error:
        return Read("", (), [Flaw(str(error))])
    if re.search(r"(?m)^\s*\[\[procedures\]\]", text):
        return _read_toml(text)
    return _read_csv(text)


def write_csv(procedures: Sequence[Procedure], separator: str = ";") -> bytes:
    """UTF-8 with a byte order mark, lines end with CR LF: a spreadsheet opens it with a double click."""
    out = io.StringIO(newline="")
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=separator)
    writer.writerow(HEADS.values())
    for one in procedures:
        row = _row_of(one)
        writer.writerow(f"'{row[key]}" if row[key].startswith(_FORMULA) else row[key] for key in HEADS)
    return out.getvalue().encode()


def write_toml(procedures: Sequence[Procedure]) -> bytes:
    blocks = ["# Danh mục thủ tục hành chính. Sửa xong thì đưa lên lại ở trang “Thủ tục”.\n"]
    for one in procedures:
        doc = {key: value for key, value in one.model_dump(mode="json").items() if value}
        blocks.append("\n".join(["[[procedures]]", *(f"{key} = {_toml(value)}" for key, value in doc.items())]) + "\n")
    return "\n".join(blocks).encode()


# ── bytes ──


class _NotText(ValueError):
    """The message is the key of its sentence."""


def _decoded(data: bytes) -> str:
    if len(data) > BYTES_MAX:
        raise _NotText("too_heavy")
    if data.startswith(b"PK"):
        raise _NotText("is_workbook")
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16")
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _NotText("not_utf8") from None
    if "\0" in text:
        raise _NotText("not_utf8")
    return text


# ── CSV ──


def _read_csv(text: str) -> Read:
    separator = max(";,\t", key=text.partition("\n")[0].count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        return Read("csv", (), [Flaw("not_csv")])
    heads = [cleaned(head) for head in rows[0]] if rows else []
    keys = [_COLUMNS.get(folded(head), "") for head in heads]
    flaws = [*_flaws_of_heads(keys)]
    if flaws:
        return Read("csv", (), flaws)
    drafts = [_draft(keys, row, number) for number, row in enumerate(rows[1:], 2) if any(cell.strip() for cell in row)]
    made, found = checked(drafts)
    wide = [Flaw("too_wide", number) for number, row in enumerate(rows[1:], 2) if any(cell.strip() for cell in row[len(keys) :])]
    ignored = tuple(head for head, key in zip(heads, keys, strict=True) if head and not key)
    return Read("csv", made, sorted([*found, *wide], key=lambda one: one.row), ignored)


def _flaws_of_heads(keys: list[str]) -> Iterator[Flaw]:
    for needed in ("service", "names.vi"):
        if needed not in keys:
            yield Flaw("no_column", 0, "", (("column", HEADS[needed]),))
    for key in dict.fromkeys(one for one in keys if one and keys.count(one) > 1):
        yield Flaw("column_twice", 0, "", (("column", HEADS[key]),))


def _draft(keys: list[str], row: list[str], number: int) -> Draft:
    draft = Draft(number)
    for key, cell in zip(keys, row, strict=False):
        plain = cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
        if key in _LISTS:
            draft.lists[key] = _ended(items_of(plain), blank=key != "also" and not key.endswith(".vi"))
        elif key:
            draft.texts[key] = cleaned(plain)
    return draft


def _ended(items: list[str], *, blank: bool) -> list[str]:
    """Without empty ones; `blank`: those between stay, because the place says which paper it is."""
    if not blank:
        return [one for one in items if one]
    while items and not items[-1]:
        items.pop()
    return items


def _row_of(one: Procedure) -> dict[str, str]:
    row = {"service": one.service, "code": one.code, "also": " | ".join(one.also)}
    for language in LANGUAGES:
        papers = [paper.get(language, "") for paper in one.papers]
        row[f"papers.{language}"] = " | ".join(papers) if any(papers) else ""
        row |= {f"{key}.{language}": getattr(one, key).get(language, "") for key in ("names", "fee", "limit")}
    return row


# ── TOML ──


def _read_toml(text: str) -> Read:
    try:
        doc = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        at = _AT.search(str(error))
        return Read("toml", (), [Flaw("not_toml", 0, "", (("line", at[1] if at else len(text.splitlines())),))])
    tables = doc["procedures"]
    flaws: list[Flaw] = [Flaw("unknown_key", 0, "", (("key", key[:40]),)) for key in doc if key != "procedures"]
    if not isinstance(tables, list):
        return Read("toml", (), [Flaw("not_csv")])
    drafts = [_draft_of(table, place, flaws) for place, table in enumerate(tables, 1)]
    made, found = checked(drafts)
    misfits = {(one.row, one.field.partition(".")[0]) for one in flaws}
    more = [one for one in found if (one.row, one.field.partition(".")[0]) not in misfits]
    return Read("toml", made, sorted([*flaws, *more], key=lambda one: one.row))


def _draft_of(table: Any, place: int, flaws: list[Flaw]) -> Draft:
    draft = Draft(place)
    for key, value in table.items() if isinstance(table, dict) else ():
        if key not in _KEYS:
            flaws.append(Flaw("unknown_key", place, "", (("key", key[:40]),)))
        elif not _take(draft, key, value):
            flaws.append(Flaw("wrong_type", place, key))
    return draft


def _take(draft: Draft, key: str, value: Any) -> bool:
    """False for what has not the shape of this key."""
    if key in ("service", "code"):
        draft.texts[key] = cleaned(str(value))
        return isinstance(value, str)
    if key == "also":
        draft.lists[key] = [cleaned(one) for one in value] if _all_texts(value) else []
        return _all_texts(value)
    if key == "papers":
        if not isinstance(value, list) or not all(_is_by_language(one) for one in value):
            return False
        for language in LANGUAGES:
            draft.lists[f"papers.{language}"] = _ended([cleaned(one.get(language, "")) for one in value], blank=True)
        return True
    if not _is_by_language(value):
        return False
    draft.texts |= {f"{key}.{language}": cleaned(text) for language, text in value.items()}
    return True


def _all_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_by_language(value: Any) -> bool:
    return isinstance(value, dict) and all(key in LANGUAGES and isinstance(one, str) for key, one in value.items())


def _toml(value: Any) -> str:
    match value:
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case dict():
            return "{ " + ", ".join(f"{key} = {_toml(one)}" for key, one in value.items()) + " }"
        case [dict(), *_]:
            return "[\n" + "".join(f"    {_toml(one)},\n" for one in value) + "]"
    return "[" + ", ".join(map(_toml, value)) + "]"
