"""A code of six letters, ten minutes, one token, once."""

import pytest

from server.access.pairing import LETTERS, PENDING, PENDING_OF_ONE, VALID_S, Pairing
from server.access.refusals import NotLetIn, Why
from server.devices import Scope


def test_a_code_has_no_letter_that_can_be_mistaken() -> None:
    assert not set("01OI") & set(LETTERS)
    code = Pairing().begin(Scope.DESK, "192.168.1.5", 0.0).code
    assert len(code) == 6 and set(code) <= set(LETTERS)


def test_whoever_was_approved_gets_the_token_once() -> None:
    pairing = Pairing()
    pending = pairing.begin(Scope.SCREEN, "192.168.1.5", 0.0)
    assert pairing.claim(pending.secret, 1.0) == ""
    found = pairing.find(f" {pending.code[:3].lower()}-{pending.code[3:]} ", 2.0)
    assert found is pending and pairing.waiting(2.0) == [pending]
    pending.token = "token"
    assert pairing.waiting(2.0) == []
    assert pairing.claim(pending.secret, 3.0) == "token"
    assert pairing.claim(pending.secret, 3.0) is None


def test_a_code_runs_out() -> None:
    pairing = Pairing()
    pending = pairing.begin(Scope.DESK, "192.168.1.5", 0.0)
    with pytest.raises(NotLetIn):
        pairing.find(pending.code, VALID_S)
    assert pairing.claim(pending.secret, VALID_S) is None


@pytest.mark.parametrize("typed", ["", "AAAAAA", "ABC", "ắ̀́"])
def test_a_wrong_code_lets_nobody_in(typed: str) -> None:
    pairing = Pairing()
    while pairing.begin(Scope.DESK, "192.168.1.5", 0.0).code == "AAAAAA":
        pairing = Pairing()
    with pytest.raises(NotLetIn) as refused:
        pairing.find(typed, 1.0)
    assert refused.value.why is Why.WRONG_CODE


def test_one_machine_cannot_take_all_the_places() -> None:
    pairing = Pairing()
    for _ in range(PENDING_OF_ONE):
        pairing.begin(Scope.DESK, "192.168.1.66", 0.0)
    with pytest.raises(NotLetIn):
        pairing.begin(Scope.DESK, "192.168.1.66", 0.0)
    for number in range(PENDING - PENDING_OF_ONE):
        pairing.begin(Scope.DESK, f"192.168.1.{number}", 0.0)
    with pytest.raises(NotLetIn):
        pairing.begin(Scope.DESK, "192.168.1.99", 0.0)
    assert pairing.begin(Scope.DESK, "192.168.1.99", VALID_S).code
