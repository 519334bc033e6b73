"""What a scanner's text is: an identity card (only its owner's age is looked at), a dossier code, an appointment slip, or nothing that we know. Pure;
it keeps nothing.

Source: DOMAIN §7.3 (identity card), §3.1 (dossier code: TT 01/2018, article 19). The desk's page reads cards by the same rules
(server/web/static/desk_scan.js, the same cases in the tests).
"""

import re
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import parse_qsl, urlsplit

from server.wire.slip import Slip, slip_of

CENTURIES = ("19", "19", "20", "20", "21", "21", "22", "22", "23", "23")
"""By the fourth digit of the number: century and sex."""
LETTERS_MOST = 1000
_NUMBER = re.compile(r"[0-9]{12}")
_BORN = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")
_DUE = re.compile(r"([0-9]{2})[/.-]?([0-9]{2})[/.-]?([0-9]{4})")
_DOSSIER = re.compile(r"[0-9A-Z.]+-([0-9]{2})([0-9]{2})([0-9]{2})-[0-9]{4,}")


@dataclass(frozen=True, slots=True)
class Citizen:
    """An identity card. Whole years; of the rest nothing is kept."""

    age: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class Dossier:
    """The code of a dossier. `received`: the day that is in the code; `due`: the day of the appointment, None where the slip's code does not
    say it, and most do not."""

    code: str = field(repr=False)
    received: date = field(repr=False)
    due: date | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A code that we cannot use: VNeID's (which is secret), a health insurance card, a parcel."""


Read = Citizen | Dossier | Slip | Unknown


def read(text: str, today: date) -> Read:
    """What it is. `text` as the scanner typed it."""
    text = text.strip()
    if len(text) > LETTERS_MOST:
        return Unknown()
    if (slip := slip_of(text)) is not None:
        return slip
    age = _age(text.split("|"), today)
    return Citizen(age) if age is not None else _dossier(text) or Unknown()


def _age(fields: list[str], today: date) -> int | None:
    """By place: number | old number (may be left out) | name | born | sex | home | issued, and whatever newer cards add."""
    if len(fields) < 6 or not _NUMBER.fullmatch(fields[0]):
        return None
    born = next(filter(None, (_BORN.fullmatch(one) for one in (fields[3], fields[2]))), None)
    if born is None:
        return None
    day, month, year = born.groups()
    birthday = _date(year, month, day)
    if birthday is None or CENTURIES[int(fields[0][3])] + fields[0][4:6] != year:
        return None
    age = today.year - birthday.year - ((today.month, today.day) < (birthday.month, birthday.day))
    return age if age >= 0 else None


def _dossier(text: str) -> Dossier | None:
    """The code alone, behind it the day of the appointment, or the code in a web address."""
    code, _, rest = text.partition("|")
    for candidate in (code, *_in_address(text)):
        found = _DOSSIER.fullmatch(candidate.strip().upper())
        received = _date(f"20{found[1]}", found[2], found[3]) if found else None
        if found and received is not None:
            due = _DUE.fullmatch(rest.strip().rstrip("|"))
            return Dossier(found[0], received, _date(due[3], due[2], due[1]) if due else None)
    return None


def _in_address(text: str) -> list[str]:
    if not text.lower().startswith(("https://", "http://")):
        return []
    try:
        parts = urlsplit(text)
    except ValueError:
        return []
    return [value for _, value in parse_qsl(parts.query)] + parts.path.split("/")


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
