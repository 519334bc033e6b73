"""A fault of a setup, and the rules that every text in it keeps. Pure. The sentences are in words under `config`."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

LANGUAGE = re.compile(r"[a-z]{2,3}")
TEXT_MAX = 80
"""Letters of a name or a note; paper and screen cannot show more."""


@dataclass(frozen=True, slots=True)
class Fault:
    """`what` is the key of a sentence, `facts` fill the sentence; one called `name` is the field.

    `where` is the place: "services A", "services A week mon", "hours week mon", "calendar 2027-02-06", "policy", "rules".
    """

    what: str
    where: str
    facts: tuple[tuple[str, str | int], ...] = ()


def fault(what: str, where: str, **facts: str | int) -> Fault:
    return Fault(what, where, tuple(facts.items()))


def faults_of_names(
    names: Mapping[str, str], name: str, where: str, *, needed: bool = False, most: int = TEXT_MAX
) -> Iterator[Fault]:
    """`needed`: the Vietnamese text must be there."""
    if needed and not names.get("vi", "").strip():
        yield fault("no_vietnamese", where, name=name)
    for language, text in names.items():
        if not LANGUAGE.fullmatch(language):
            yield fault("bad_language", where, name=name, language=language)
        yield from faults_of_text(text, name, where, most)


def faults_of_text(text: str, name: str, where: str, most: int = TEXT_MAX) -> Iterator[Fault]:
    """One line of letters. A surrogate can be written in JSON but in no file."""
    if len(text) > most and len(unicodedata.normalize("NFC", text)) > most:
        yield fault("too_long", where, name=name, most=most, text=f"{text[:20]}…")
    if not text.isprintable() and any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in text):
        yield fault("bad_sign", where, name=name)


def fault_of_range(value: float, name: str, where: str, low: int, high: int) -> Iterator[Fault]:
    if not low <= value <= high:
        yield fault("out_of_range", where, name=name, low=low, high=high)
