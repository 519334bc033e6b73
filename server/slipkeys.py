"""Appointment slips are signed, so that nobody writes himself one. Pure; no list is kept: what a slip says stands on it."""

import base64
import hmac
import secrets
from datetime import date, time
from hmac import compare_digest

from server.wire.slip import Slip, slip_of

NONCE_BYTES = 5
MAC_LETTERS = 16
"""80 bits, as of the phone page."""


class SlipKeys:
    """`secret` is the server's own and never changes, so slips stay good over a restart."""

    def __init__(self, secret: bytes) -> None:
        self._secret = hmac.digest(secret, b"appointment slip", "sha256")

    def new(self, service: str, day: date, start: time, end: time) -> Slip:
        """A slip of its own, also for the same time."""
        bare = Slip(service, day, start, end, _letters(secrets.token_bytes(NONCE_BYTES)), "")
        return Slip(service, day, start, end, bare.nonce, self._mac(bare))

    def read(self, text: str) -> Slip | None:
        """The slip of this code; None for one that was not made here."""
        slip = slip_of(text)
        return slip if slip is not None and compare_digest(self._mac(slip), slip.mac) else None

    def _mac(self, slip: Slip) -> str:
        return _letters(hmac.digest(self._secret, slip.signed.encode(), "sha256"))[:MAC_LETTERS]


def _letters(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=")
