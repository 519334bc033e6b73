"""The table is whole: every state with every act is a row or a refusal, and it is the one in the README."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from server.domain.errors import Reason, Refused
from server.domain.model import PaperState, ServiceId, Ticket, TicketId, TicketState
from server.domain.transitions import PAPER_TABLE, TABLE, Act, next_state

README = Path(__file__).parents[3] / "server" / "README.md"


@pytest.mark.parametrize("state", list(TicketState))
@pytest.mark.parametrize("act", list(Act))
def test_every_state_and_act_is_a_row_or_a_refusal(state: TicketState, act: Act) -> None:
    ticket = Ticket(TicketId("x"), ServiceId("A"), 1, "A001", state, datetime.now(UTC), 1)
    if (state, act) in TABLE:
        assert next_state(ticket, act) is TABLE[(state, act)]
    else:
        with pytest.raises(Refused) as caught:
            next_state(ticket, act)
        assert caught.value.reason is Reason.NOT_NOW


def test_every_act_can_happen_in_some_state() -> None:
    assert {act for _, act in TABLE} == set(Act)


def test_what_is_over_can_only_be_brought_back() -> None:
    for over in (TicketState.DONE, TicketState.CANCELLED, TicketState.LAPSED):
        assert [act for state, act in TABLE if state is over] == [Act.RESTORE]
    assert not [row for row in TABLE if row[0] is TicketState.CARRIED]


def test_every_state_can_be_reached() -> None:
    assert set(TABLE.values()) == set(TicketState)


def test_a_paper_once_given_up_is_not_sent_again_by_itself() -> None:
    sent = {PaperState.PRINTED, PaperState.UNCONFIRMED, PaperState.DOUBTFUL, PaperState.DROPPED, PaperState.SEEN}
    assert not [row for row in PAPER_TABLE if row[0] in sent and row[1] not in sent]


def test_only_what_is_known_better_changes_a_paper_that_was_sent() -> None:
    """A receipt that came late, or somebody's eyes; nothing makes a printed paper doubtful again."""
    assert {row[1] for row in PAPER_TABLE if row[0] is PaperState.DOUBTFUL} == {
        PaperState.PRINTED,
        PaperState.UNCONFIRMED,
        PaperState.SEEN,
    }
    assert not [row for row in PAPER_TABLE if row[0] in (PaperState.PRINTED, PaperState.SEEN, PaperState.DROPPED)]


def drawn() -> str:
    """The table as it stands in the README: a line an act, a column a state."""
    states = [state for state in TicketState if any(row[0] is state for row in TABLE)]
    lines = ["| act | " + " | ".join(states) + " |", "|---|" + "---|" * len(states)]
    for act in Act:
        cells = [TABLE.get((state, act), None) for state in states]
        lines.append(f"| {act} | " + " | ".join(cell.value if cell else "" for cell in cells) + " |")
    return "\n".join(lines)


def test_the_table_in_the_readme_is_the_table_of_the_code() -> None:
    assert drawn() in README.read_text(), f"put this into server/README.md:\n{drawn()}"
