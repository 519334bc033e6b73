"""How near what somebody typed comes to a name: without accents, without spaces, the first letters only, with a slip. Pure, and knows no procedures.

web/static/procedures_find.js does the same; tests/golden/search holds both to one table.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

SLIP_FROM = 5
"""Letters of a word in which one may be wrong: a shorter one is another word then."""
MIXED_FROM = 3
"""Letters of a text that may be the beginnings of several words run together: two are nothing but initials."""
NO_WORD = -1
_LETTERS = re.compile("(?:[a-z0-9\u1780-\u17d3][\u0300-\u036f]*)+")
"""Latin letters with their accents, digits, Khmer."""
_ACCENTS = re.compile("[\u0300-\u036f]")
_KI = re.compile("(?<=[bcdghklmnpqrstvxz])y(?![aeiou])")
"""One and the same sound, written either way: "chữ ký" and "chữ kí"."""


@dataclass(frozen=True, slots=True)
class Text:
    """As it is compared: small words without accents, and of each word its accents, in one order wherever they stood. `tails`: from each word on, all run
    together; `initials` of the words; `plain`: as people read it."""

    words: tuple[str, ...]
    accents: tuple[str, ...]
    tails: tuple[str, ...]
    initials: str
    spaced: str
    plain: str


@lru_cache(maxsize=1024)
def text_of(said: str) -> Text:
    """ "Đăng ký  khai-sinh" -> dang, ki, khai, sinh."""
    found = _LETTERS.findall(unicodedata.normalize("NFD", said.lower().replace("đ", "d\u0335")))
    plain = " ".join(_ACCENTS.sub("", one) for one in found)
    words = tuple(_KI.sub("i", plain).split())
    return Text(
        words=words,
        accents=tuple("".join(sorted(_ACCENTS.findall(one))) for one in found),
        tails=tuple("".join(words[at:]) for at in range(len(words))),
        initials="".join(word[0] for word in words),
        spaced=" ".join(words),
        plain=plain,
    )


def nearness(name: Text, typed: Text) -> int:
    """0 is the nearest; NO_WORD: it is not meant. Both have words."""
    if typed.initials[0] not in name.initials:
        return NO_WORD
    if name.spaced.startswith(typed.spaced):
        return 0
    if f" {typed.spaced}" in name.spaced:
        return 1
    glued = typed.tails[0]
    starts = [at for at, letter in enumerate(name.initials) if letter == glued[0]]
    if any(name.tails[at].startswith(glued) for at in starts):
        return 2
    if glued in name.initials:
        return 3 if name.initials.startswith(glued) else 4
    if len(glued) >= MIXED_FROM and any(_runs(name.words[at:], glued) for at in starts):
        return 5
    return 6 if all(_begins_one(name.words, part) for part in typed.words) else NO_WORD


def has_slips(name: Text, typed: Text) -> bool:
    """Whether each word begins one of the name's, or would with one letter right that is wrong, missing, too many or in its neighbour's place."""
    return all(_begins_one(name.words, part) or any(_slipped(word, part) for word in name.words) for part in typed.words)


def shared(name: Text, typed: Text) -> int:
    """How many of the words begin one of the name's."""
    return sum(_begins_one(name.words, part) for part in typed.words)


def heeds_accents(name: Text, typed: Text) -> bool:
    """Whether the accents that were typed are the name's, too. Who types none means any."""
    if not any(typed.accents):
        return True
    pairs = list(zip(name.words, name.accents, strict=True))
    return all(
        not wanted
        or any(
            word.startswith(part) and all(accents.count(one) >= wanted.count(one) for one in wanted) for word, accents in pairs
        )
        for part, wanted in zip(typed.words, typed.accents, strict=True)
    )


def _begins_one(words: tuple[str, ...], part: str) -> bool:
    return any(word.startswith(part) for word in words)


def _runs(words: tuple[str, ...], glued: str) -> bool:
    """Whether it is a beginning of the first word, one of the second, and so on: "ksinh", "dkkhai"."""
    if not glued:
        return True
    if not words:
        return False
    most = next(
        (at for at, (one, other) in enumerate(zip(words[0], glued, strict=False)) if one != other), min(len(words[0]), len(glued))
    )
    return any(_runs(words[1:], glued[taken:]) for taken in range(most, 0, -1))


def _slipped(word: str, part: str) -> bool:
    """One slip between a typed word and a beginning of the other."""
    least = len(part) - 1
    if len(part) < SLIP_FROM or len(word) < least:
        return False
    return any(_one_slip(word[:length], part) for length in (least, least + 1, least + 2) if length <= len(word))


def _one_slip(one: str, other: str) -> bool:
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    rest, typed = one[same:], other[same:]
    return (
        rest[1:] == typed[1:] or rest[1:] == typed or rest == typed[1:] or (rest[2:] == typed[2:] and rest[:2] == typed[:2][::-1])
    )
