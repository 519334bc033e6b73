"""Drafts of procedures, as a table or a TOML file has them, and what is wrong with them, all at once. Knows texts, no bytes and no words.

A draft's fields are "service", "code", "names.vi", "also", "papers.en", "fee.km" and so on; of what is a list in them each text is one.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from server.wire.procedures import Procedure, folded

LANGUAGES = ("vi", "en", "km")
"""Those that a citizen reads."""
PROCEDURES_MAX = 2000
TEXT_MAX, ALSO_MAX = 200, 80
"""Letters of a name, a paper, a fee; of another name for it."""
PAPERS_MAX, ALSOS_MAX = 30, 20
_SERVICE = re.compile(r"[A-Za-z0-9_-]{1,8}")
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,39}")
_NATIONAL = re.compile(r"(\d)\.?(\d{6})|(\d)\.(\d{1,5})")
"""A code of the national portal, or what a spreadsheet made of it: 1.000890 is a number to it, 1.00089, or 1000890 where points part thousands."""
_SPACES = re.compile(r"\s+")
_BULLET = re.compile(r"^[-–•*+]\s+")


class Flaw(NamedTuple):
    """What is wrong. `what`: the key of its sentence; `row`: which procedure, as its file counts, 0 for the file itself; `field`: of the draft; `facts` fill
    the sentence."""

    what: str
    row: int = 0
    field: str = ""
    facts: tuple[tuple[str, str | int], ...] = ()


@dataclass(slots=True)
class Draft:
    """One procedure as it was written. `row` as its file counts. `texts`: by field; `lists`: also and papers by field, "" where a language has none of one."""

    row: int
    texts: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)


def checked(drafts: Sequence[Draft]) -> tuple[tuple[Procedure, ...], list[Flaw]]:
    """The procedures in their order, and everything that is wrong; what has a flaw is not among them."""
    if not drafts:
        return (), [Flaw("empty")]
    if len(drafts) > PROCEDURES_MAX:
        return (), [Flaw("too_many", facts=(("most", PROCEDURES_MAX), ("count", len(drafts))))]
    made, flaws = [], []
    seen: dict[tuple[str, str], int] = {}
    for draft in drafts:
        found = [*_flaws(draft, seen)]
        flaws.extend(found)
        if not found:
            made.append(_made(draft))
    return tuple(made), flaws


def cleaned(text: str) -> str:
    """On one line, NFC, without what a spreadsheet or a list puts before it."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def items_of(text: str) -> list[str]:
    """Of a cell that has several: one a line, or between "|"."""
    parts = (_BULLET.sub("", cleaned(one)) for one in re.split(r"[\n\r|]", text))
    return list(parts)


def _flaws(draft: Draft, seen: dict[tuple[str, str], int]) -> Iterator[Flaw]:
    service, name = draft.texts.get("service", ""), draft.texts.get("names.vi", "")
    if not service:
        yield Flaw("missing", draft.row, "service")
    elif not _SERVICE.fullmatch(service):
        yield Flaw("bad_service", draft.row, "service", (("text", service[:40]),))
    if not name:
        yield Flaw("missing", draft.row, "names.vi")
    elif (service, folded(name)) in seen:
        yield Flaw("twice", draft.row, "names.vi", (("first", seen[service, folded(name)]),))
    else:
        seen[service, folded(name)] = draft.row
    code = draft.texts.get("code", "")
    if code and not _CODE.fullmatch(code):
        yield Flaw("bad_code", draft.row, "code", (("text", code[:40]),))
    yield from _flaws_of_texts(draft)
    yield from _flaws_of_lists(draft)


def _flaws_of_texts(draft: Draft) -> Iterator[Flaw]:
    for name, text in draft.texts.items():
        if name not in ("service", "code"):
            yield from _flaws_of_text(text, TEXT_MAX, draft.row, name)
    for name in ("fee", "limit"):
        if not draft.texts.get(f"{name}.vi") and any(draft.texts.get(f"{name}.{one}") for one in LANGUAGES):
            yield Flaw("no_vietnamese", draft.row, f"{name}.vi")


def _flaws_of_lists(draft: Draft) -> Iterator[Flaw]:
    for name, texts in draft.lists.items():
        most, letters = (ALSOS_MAX, ALSO_MAX) if name == "also" else (PAPERS_MAX, TEXT_MAX)
        if len(texts) > most:
            yield Flaw("too_many_of", draft.row, name, (("most", most), ("count", len(texts))))
        for text in texts:
            yield from _flaws_of_text(text, letters, draft.row, name)
    papers = draft.lists.get("papers.vi", [])
    for language in LANGUAGES[1:]:
        if len(draft.lists.get(f"papers.{language}", [])) > len(papers):
            count = len(draft.lists[f"papers.{language}"])
            yield Flaw("papers_differ", draft.row, f"papers.{language}", (("count", count), ("papers", len(papers))))
    if "" in papers:
        yield Flaw("no_vietnamese", draft.row, "papers.vi")


def _flaws_of_text(text: str, most: int, row: int, name: str) -> Iterator[Flaw]:
    if len(text) > most:
        yield Flaw("too_long", row, name, (("most", most), ("count", len(text))))
    if any(unicodedata.category(sign) in ("Cc", "Cs", "Co") for sign in text):
        yield Flaw("bad_sign", row, name)


def _made(draft: Draft) -> Procedure:
    papers = [_by_language(draft, place) for place in range(len(draft.lists.get("papers.vi", [])))]
    return Procedure(
        code=_national(draft.texts.get("code", "")),
        service=draft.texts["service"],
        names=_texts(draft.texts, "names"),
        papers=tuple(papers),
        fee=_texts(draft.texts, "fee"),
        limit=_texts(draft.texts, "limit"),
        also=tuple(dict.fromkeys(one for one in draft.lists.get("also", []) if one)),
    )


def _texts(texts: Mapping[str, str], name: str) -> dict[str, str]:
    return {language: text for language in LANGUAGES if (text := texts.get(f"{name}.{language}", ""))}


def _by_language(draft: Draft, place: int) -> dict[str, str]:
    lists = {language: draft.lists.get(f"papers.{language}", []) for language in LANGUAGES}
    return {language: texts[place] for language, texts in lists.items() if place < len(texts) and texts[place]}


def _national(code: str) -> str:
    """With the point and the zeros that a spreadsheet took away."""
    found = _NATIONAL.fullmatch(code)
    if found is None:
        return code
    return f"{found[1]}.{found[2]}" if found[1] else f"{found[3]}.{found[4]:0<6}"
