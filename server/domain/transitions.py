"""The life of a ticket and of a paper, as tables. What is not in a table is refused."""

from server.domain.commands import CallNext, CallThis, Cancel, Finish, NoShow, Recall, Start, TicketCommand
from server.domain.errors import Reason, Refused
from server.domain.model import PaperState, Ticket, TicketState

_S = TicketState
TABLE: dict[tuple[TicketState, type[TicketCommand]], TicketState] = {
    (_S.WAITING, CallNext): _S.CALLED,
    (_S.WAITING, CallThis): _S.CALLED,
    (_S.WAITING, Cancel): _S.CANCELLED,
    (_S.CALLED, Recall): _S.CALLED,
    (_S.CALLED, Start): _S.SERVING,
    (_S.CALLED, Finish): _S.DONE,  # a short matter: nobody presses "start" for a stamp
    (_S.CALLED, NoShow): _S.MISSED,
    (_S.CALLED, Cancel): _S.CANCELLED,
    (_S.SERVING, Finish): _S.DONE,
    (_S.MISSED, CallThis): _S.CALLED,  # they came late: no new number needed
    (_S.MISSED, Cancel): _S.CANCELLED,
}

_P = PaperState
PAPER_TABLE: frozenset[tuple[PaperState, PaperState]] = frozenset(
    {
        (_P.QUEUED, _P.QUEUED),  # still held back, with a newer reason
        (_P.QUEUED, _P.SENDING),
        (_P.QUEUED, _P.DROPPED),
        (_P.SENDING, _P.PRINTED),
        (_P.SENDING, _P.UNCONFIRMED),
        (_P.SENDING, _P.DOUBTFUL),
        (_P.SENDING, _P.QUEUED),  # the link broke before the first byte: held back again
    }
)
"""From -> to. `sending` is written before the first byte, so after a crash it can only become `doubtful`."""


def next_state(ticket: Ticket, command: type[TicketCommand]) -> TicketState:
    """Raises: Refused(NOT_NOW) when the table has no such row."""
    state = TABLE.get((ticket.state, command))
    if state is None:
        raise Refused(Reason.NOT_NOW, ticket=ticket.label, state=ticket.state.value)
    return state
