"""Keys of citizens' pages: the same after a restart, different for each ticket and server, never guessed."""

from datetime import UTC, datetime

import pytest

from server.domain.model import ServiceId, Ticket, TicketId, TicketState
from server.phonekey import MAC_LETTERS, PhoneKeys

AT = datetime(2026, 11, 23, 1, tzinfo=UTC)


def ticket(label: str, day: str = "2026-11-23") -> Ticket:
    return Ticket(TicketId(f"{day}-{label}"), ServiceId(label[0]), int(label[1:]), label, TicketState.WAITING, AT, int(label[1:]))


TICKETS = [ticket("A001"), ticket("A002"), ticket("B001"), ticket("A001", "2026-11-22")]
KEYS = PhoneKeys(b"a secret of thirty-two bytes ....")


def test_a_key_finds_its_ticket_and_no_other() -> None:
    keys = [KEYS.key_of(one.id, one.label) for one in TICKETS]
    assert len(set(keys)) == len(TICKETS)
    assert [KEYS.find(key, TICKETS) for key in keys] == TICKETS
    assert PhoneKeys(b"a secret of thirty-two bytes ....").key_of(TICKETS[0].id, "A001") == keys[0]
    assert PhoneKeys(b"another").find(keys[0], TICKETS) is None


@pytest.mark.parametrize("key", ["", "-", "A001", "A001-", "A001-" + "a" * MAC_LETTERS, "A001-ắ", "x" * 40])
def test_what_was_made_up_is_nobodys(key: str) -> None:
    assert KEYS.find(key, TICKETS) is None


def test_one_letter_of_another_key_is_enough_to_be_nobodys() -> None:
    key = KEYS.key_of(TICKETS[0].id, "A001")
    wrong = [key[:place] + ("a" if key[place] != "a" else "b") + key[place + 1 :] for place in range(5, len(key))]
    assert [KEYS.find(one, TICKETS) for one in wrong] == [None] * MAC_LETTERS


def test_the_address_has_the_key_where_the_office_wants_it() -> None:
    one = TICKETS[0]
    assert KEYS.address("https://dichvucong.gov.vn", one) == "https://dichvucong.gov.vn"
    assert KEYS.address("http://10.0.0.2:8481/t/{so}", one) == f"http://10.0.0.2:8481/t/{KEYS.key_of(one.id, 'A001')}"
