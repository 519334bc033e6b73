"""The address of one ticket's page on a citizen's phone: cannot be guessed, says nothing but the number, needs no table. Pure."""

import base64
import hmac
from collections.abc import Iterable
from hmac import compare_digest

from server.domain.model import Ticket

MAC_LETTERS = 16
"""80 bits: whoever tries a million a second finds none while the sun shines."""
PLACEHOLDER = "{so}"
"""Stands in the address of the ticket's QR code for the ticket's own key."""


class PhoneKeys:
    """`secret` is the server's own and never changes, so papers stay good over a restart."""

    def __init__(self, secret: bytes) -> None:
        self._secret = hmac.digest(secret, b"phone page", "sha256")

    def key_of(self, ticket: str, label: str) -> str:
        """ "A012-k3v7…", for the address. `ticket`: its id, which has the day in it."""
        mac = base64.b32encode(hmac.digest(self._secret, ticket.encode(), "sha256")).decode().lower()[:MAC_LETTERS]
        return f"{label}-{mac}"

    def find(self, key: str, tickets: Iterable[Ticket]) -> Ticket | None:
        """Whose key this is, among these; None for a key that was made up, or of a ticket that is not here any more."""
        label = key.rpartition("-")[0]
        for ticket in tickets:
            if ticket.label == label and compare_digest(self.key_of(ticket.id, ticket.label).encode(), key.encode()):
                return ticket
        return None

    def address(self, template: str, ticket: Ticket) -> str:
        """The address in this ticket's QR code: the same for all tickets where the template has no place for a key."""
        return template.replace(PLACEHOLDER, self.key_of(ticket.id, ticket.label))
