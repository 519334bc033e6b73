"""The code that the first person of a new office must type: it came out of the ticket printer, so they stand in the office. There is no default
password. New with each start as long as nobody can sign in; the file is for a technician who has no printer."""

import secrets
from hmac import compare_digest
from pathlib import Path

from server.access.hashing import write_secret
from server.access.pairing import LETTERS

FILE_NAME = "setup.code"
LENGTH = 8


class SetupCode:
    """`text` is "" when the office is set up already."""

    def __init__(self, data: Path, *, is_new: bool) -> None:
        self._file = data / FILE_NAME
        self.text = "".join(secrets.choice(LETTERS) for _ in range(LENGTH)) if is_new else ""
        if is_new:
            write_secret(self._file, self.text + "\n")
        else:
            self._file.unlink(missing_ok=True)

    @property
    def shown(self) -> str:
        """ "ABCD EFGH"."""
        return f"{self.text[:4]} {self.text[4:]}"

    def matches(self, typed: str) -> bool:
        plain = typed.upper().replace(" ", "").replace("-", "")
        return self.text != "" and compare_digest(plain.encode(), self.text.encode())

    def used(self) -> None:
        """It is worth nothing any more."""
        self.text = ""
        self._file.unlink(missing_ok=True)


def read_code(data: Path) -> str:
    """For the terminal: the code of the server that runs on this folder, "" when there is none."""
    try:
        return (data / FILE_NAME).read_text(encoding="utf-8").strip()
    except OSError:
        return ""
