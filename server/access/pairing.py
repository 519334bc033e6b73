"""Pairing by a short code: the new device shows it, somebody who may types it on a page, the device fetches its token. Held in memory.

Source: RFC 8628's idea; letters without 0, O, 1 and I; ten minutes (RELIABILITY §5.2).
"""

import secrets
from dataclasses import dataclass
from hmac import compare_digest

from server.access.refusals import NotLetIn, Why
from server.devices import Scope

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 6
VALID_S = 600.0
PENDING = 20
PENDING_OF_ONE = 4
"""Of one address: so that one machine cannot take all the places."""


@dataclass(slots=True)
class Pending:
    """A device that waits to be let in. `secret` is known to it alone; `token` is there once it was approved."""

    code: str
    secret: str
    scope: Scope
    address: str
    made_s: float
    token: str = ""


class Pairing:
    """`code` of each is different; a device asks as often as it likes."""

    def __init__(self) -> None:
        self._pending: list[Pending] = []

    def begin(self, scope: Scope, address: str, now_s: float) -> Pending:
        """Raises: NotLetIn when too many wait already."""
        self._expire(now_s)
        if len(self._pending) >= PENDING or sum(one.address == address for one in self._pending) >= PENDING_OF_ONE:
            raise NotLetIn(Why.CODES_FULL)
        codes = {one.code for one in self._pending}
        while (code := "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))) in codes:
            pass
        self._pending.append(Pending(code, secrets.token_urlsafe(32), scope, address, now_s))
        return self._pending[-1]

    def waiting(self, now_s: float) -> list[Pending]:
        """Those who wait to be let in, the oldest first."""
        self._expire(now_s)
        return [one for one in self._pending if not one.token]

    def find(self, code: str, now_s: float) -> Pending:
        """Whoever shows this code. Raises: NotLetIn."""
        typed = code.upper().replace(" ", "").replace("-", "")
        found = [one for one in self.waiting(now_s) if compare_digest(one.code.encode(), typed.encode())]
        if not found:
            raise NotLetIn(Why.WRONG_CODE, "code")
        return found[0]

    def claim(self, secret: str, now_s: float) -> str | None:
        """The token, once: "" while nobody has approved, None when the code has run out and a new one is needed."""
        self._expire(now_s)
        for one in self._pending:
            if compare_digest(one.secret.encode(), secret.encode()):
                if one.token:
                    self._pending.remove(one)
                return one.token
        return None

    def _expire(self, now_s: float) -> None:
        self._pending = [one for one in self._pending if now_s - one.made_s < VALID_S]
