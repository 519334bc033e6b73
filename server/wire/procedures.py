"""The administrative procedures that citizens can look up: what a kiosk, a phone and the office's page know of them, and how one is found. Pure.

Whoever types without accents, without spaces, or only the first letters finds the same: "khai sinh", "khaisinh" and "ks".
"""

import re
import unicodedata
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict

FOUND_MOST = 30
"""More than anybody reads."""
_WORD = re.compile(r"[a-z0-9]+")
_PLAIN = str.maketrans({"đ": "d", "Đ": "d"})


class Procedure(BaseModel):
    """One of them. `code`: the national portal's, "1.001193", "" where none is known; `service`: id of the office's service whose number it needs.

    `names`, `fee` and `limit` (how long it takes) by language, Vietnamese always there or the field empty; `papers`: what to bring, each by language;
    `also`: what people call it besides."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    code: str = ""
    service: str
    names: dict[str, str]
    papers: tuple[dict[str, str], ...] = ()
    fee: dict[str, str] = {}
    limit: dict[str, str] = {}
    also: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The Vietnamese one, which the law and the portal know."""
        return self.names["vi"]


class ProcedureBook(BaseModel):
    """All of an office, in its order. It is at /procedures/{mark}.json and never changes under its mark (see KioskView.procedures)."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    mark: str
    procedures: tuple[Procedure, ...] = ()


def folded(text: str) -> str:
    """Small letters without accents, one space between words: "Đăng ký  khai-sinh" -> "dang ky khai sinh"."""
    apart = unicodedata.normalize("NFD", text.lower().translate(_PLAIN))
    return " ".join(_WORD.findall("".join(one for one in apart if not unicodedata.combining(one))))


def find(book: ProcedureBook, typed: str) -> tuple[Procedure, ...]:
    """Those that are meant by what was typed, the likeliest first, FOUND_MOST at most; all of them in their order when nothing was."""
    wanted = folded(typed)
    if not wanted:
        return book.procedures[:FOUND_MOST]
    ranked = ((_rank(one, wanted), place, one) for place, one in enumerate(book.procedures))
    return tuple(one for rank, _, one in sorted((r, p, o) for r, p, o in ranked if r is not None))[:FOUND_MOST]


def _rank(procedure: Procedure, wanted: str) -> int | None:
    """0 is the best; None: it is not meant."""
    ranks = [_rank_in(folded(name), wanted) for name in (*procedure.names.values(), *procedure.also)]
    return min((rank for rank in ranks if rank is not None), default=None)


def _rank_in(name: str, wanted: str) -> int | None:
    words, close, typed = name.split(), name.replace(" ", ""), wanted.replace(" ", "")
    if f" {name} ".find(f" {wanted}") >= 0:
        return 0 if name.startswith(wanted) else 1
    if typed in close:
        return 2
    if typed in "".join(word[0] for word in words):
        return 3
    return 4 if all(any(word.startswith(part) for word in words) for part in wanted.split()) else None


def portal_address(template: str, procedure: Procedure) -> str:
    """Where the national portal tells of it: `{name}` and `{code}` of the template filled in, as an address has them; "" without a template, or where
    it needs a code that is not known."""
    if not template or ("{code}" in template and not procedure.code):
        return ""
    return template.replace("{name}", quote(procedure.name)).replace("{code}", quote(procedure.code))
