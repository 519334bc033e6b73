"""The administrative procedures that citizens can look up: what a kiosk, a phone and the office's page know of them, and how one is found. Pure.

Whoever types without accents, without spaces, or only the first letters finds the same: "khai sinh", "khaisinh" and "ks".
"""

from collections.abc import Iterable
from functools import cached_property
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict

from server.wire.matching import NO_WORD, Text, has_slips, heeds_accents, nearness, shared, text_of
from server.wire.telex import compose

FOUND_MOST = 30
"""More than anybody reads."""
KEYWORD_MAX = 80
"""Letters of a name that the portal is asked for."""
_SAFE = "!'()*"
"""What encodeURIComponent leaves, too."""


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

    @cached_property
    def texts(self) -> tuple[tuple[Text, ...], ...]:
        """Of each procedure what it is found by."""
        known = ((*one.names.values(), *one.also, one.code) for one in self.procedures)
        return tuple(tuple(text for text in map(text_of, said) if text.words) for said in known)


def folded(text: str) -> str:
    """Small letters without accents, one space between words: "Đăng ký  khai-sinh" -> "dang ky khai sinh"."""
    return text_of(text).plain


def find(book: ProcedureBook, typed: str) -> tuple[Procedure, ...]:
    """Those that are meant by what was typed, the likeliest first, FOUND_MOST at most; all of them in their order when nothing was."""
    return _found(book, (text_of(typed),))


def look_up(book: ProcedureBook, typed: str) -> tuple[Procedure, ...]:
    """The same for a keyboard without accents: what was typed counts as it is and by Telex, whichever comes nearer. "hooj tichj" and "ho tich"."""
    return _found(book, (text_of(typed), text_of(compose(typed))))


def _found(book: ProcedureBook, ways: Iterable[Text]) -> tuple[Procedure, ...]:
    """Slips, and names that have only some of the words, count where nothing else is found."""
    meant = [one for one in dict.fromkeys(ways) if one.words]
    if not meant:
        return book.procedures[:FOUND_MOST]
    for rank in (_near, _slipped, _partly):
        ranked = []
        for place, texts in enumerate(book.texts):
            ranks = [found for text in texts for typed in meant if (found := rank(text, typed)) is not None]
            if ranks:
                ranked.append((*min(ranks), place))
        if ranked:
            ranked.sort()
            return tuple(book.procedures[place] for ignores, _, place in ranked[:FOUND_MOST] if ignores == ranked[0][0])
    return ()


_Rank = tuple[bool, int] | None
"""Whether accents were typed that are not the name's, then how far it is; None: it is not meant. Those without such accents leave no room for the others."""


def _near(name: Text, typed: Text) -> _Rank:
    rank = nearness(name, typed)
    return None if rank == NO_WORD else (not heeds_accents(name, typed), rank)


def _slipped(name: Text, typed: Text) -> _Rank:
    return (not heeds_accents(name, typed), 0) if has_slips(name, typed) else None


def _partly(name: Text, typed: Text) -> _Rank:
    """Half of the words at least, of two or more."""
    missing = len(typed.words) - shared(name, typed)
    return (False, missing) if missing * 2 <= len(typed.words) and len(typed.words) > 1 else None


def portal_address(template: str, procedure: Procedure) -> str:
    """Where the national portal tells of it: `{name}` and `{code}` of the template filled in, as an address has them; "" without a template, or where
    it needs a code that is not known. A long name is cut after a word, so that a telephone can still read the code of the address."""
    if not template or ("{code}" in template and not procedure.code):
        return ""
    return template.replace("{name}", quote(_keyword(procedure.name), safe=_SAFE)).replace(
        "{code}", quote(procedure.code, safe=_SAFE)
    )


def _keyword(name: str) -> str:
    return name if len(name) <= KEYWORD_MAX else name[: KEYWORD_MAX + 1].rpartition(" ")[0] or name[:KEYWORD_MAX]
