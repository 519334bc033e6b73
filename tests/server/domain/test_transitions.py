"""The table is whole: every state with every command is a row or a refusal."""

from datetime import UTC, datetime
from typing import get_args

import pytest

from server.domain.commands import TicketCommand
from server.domain.errors import Reason, Refused
from server.domain.model import PaperState, ServiceId, Ticket, TicketId, TicketState
from server.domain.transitions import PAPER_TABLE, TABLE, next_state

COMMANDS = get_args(TicketCommand)


@pytest.mark.parametrize("state", list(TicketState))
@pytest.mark.parametrize("command", COMMANDS)
def test_every_state_and_command_is_a_row_or_a_refusal(state: TicketState, command: type[TicketCommand]) -> None:
    ticket = Ticket(TicketId("x"), ServiceId("A"), 1, "A001", state, datetime.now(UTC), 1)
    if (state, command) in TABLE:
        assert next_state(ticket, command) is TABLE[(state, command)]
    else:
        with pytest.raises(Refused) as caught:
            next_state(ticket, command)
        assert caught.value.reason is Reason.NOT_NOW


def test_the_table_speaks_of_known_commands_only() -> None:
    assert {command for _, command in TABLE} <= set(COMMANDS)


def test_what_is_over_stays_over() -> None:
    for over in (TicketState.DONE, TicketState.CANCELLED, TicketState.LAPSED):
        assert not [row for row in TABLE if row[0] is over]


def test_every_state_of_a_ticket_can_be_reached_but_by_the_end_of_the_day() -> None:
    assert {*TABLE.values(), TicketState.WAITING, TicketState.LAPSED} == set(TicketState)


def test_a_paper_once_given_up_is_not_sent_again_by_itself() -> None:
    ends = {PaperState.PRINTED, PaperState.UNCONFIRMED, PaperState.DOUBTFUL, PaperState.DROPPED}
    assert not [row for row in PAPER_TABLE if row[0] in ends]
