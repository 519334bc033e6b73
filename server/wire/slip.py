"""The code on an appointment slip, as a scanner types it: `MOISO-HEN|A|20261202|0830|0900|NONCE|MAC`. Pure; whether the MAC is right only the server knows.

Capital letters, digits, "-" and "|": every scanner types those alike, whatever language its keyboard is set to.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time

PREFIX = "MOISO-HEN"
LETTERS_MAX = 120
_CODE = re.compile(rf"{PREFIX}\|([A-Z]{{1,2}})\|(\d{{8}})\|(\d{{4}})\|(\d{{4}})\|([A-Z2-7]{{8,24}})\|([A-Z2-7]{{16}})")


@dataclass(frozen=True, slots=True)
class Slip:
    """`start` and `end` by the office's clock; `nonce` tells two slips apart; `code`: the whole text."""

    service: str
    day: date
    start: time
    end: time
    nonce: str = field(repr=False)
    mac: str = field(repr=False)

    @property
    def code(self) -> str:
        return f"{self.signed}|{self.mac}"

    @property
    def signed(self) -> str:
        """What the MAC is made of."""
        return f"{PREFIX}|{self.service}|{self.day:%Y%m%d}|{self.start:%H%M}|{self.end:%H%M}|{self.nonce}"

    @property
    def ask_id(self) -> str:
        """Of the press that it stands for: a slip that is scanned twice, at whichever kiosk, is one number."""
        return f"hen-{self.nonce}"


def slip_of(text: str) -> Slip | None:
    """What the code says; None for anything else."""
    found = _CODE.fullmatch(text.strip().upper()) if len(text) <= LETTERS_MAX else None
    if found is None:
        return None
    service, day, start, end, nonce, mac = found.groups()
    try:
        at = datetime.strptime(day, "%Y%m%d").date()
        begins, ends = (datetime.strptime(one, "%H%M").time() for one in (start, end))
    except ValueError:
        return None
    return Slip(service, at, begins, ends, nonce, mac) if begins < ends else None
