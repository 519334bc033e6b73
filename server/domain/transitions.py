"""The life of a ticket and of a paper, as tables. What is not in a table is refused. Drawn into server/README.md by a test."""

from enum import StrEnum

from server.domain.errors import Reason, Refused
from server.domain.model import PaperState, Ticket, TicketState


class Act(StrEnum):
    """What can happen to a ticket."""

    CALL = "call"  # next, by the policy
    CALL_THIS = "call this"
    RECALL = "recall"
    START = "start"
    FINISH = "finish"
    FINISH_STEP = "finish step"  # and wait for the next service of the visit
    HOLD = "hold"
    RETURN = "return"  # from a hold
    MISS = "miss"
    MISS_LAST = "miss for the last time"
    REJOIN = "rejoin"  # missed, and now here
    PUT_BACK = "put back"  # called by mistake
    MOVE = "move"  # to another service or desk
    MARK = "mark"  # priority given or taken, a step added
    PRINT_AGAIN = "print again"
    CANCEL = "cancel"
    RESTORE = "restore"
    LAPSE = "lapse"  # the day ends
    CARRY = "carry"  # the day ends, the ticket goes on


_S, _A = TicketState, Act
TABLE: dict[tuple[TicketState, Act], TicketState] = {
    (_S.WAITING, _A.CALL): _S.CALLED,
    (_S.WAITING, _A.CALL_THIS): _S.CALLED,
    (_S.WAITING, _A.MOVE): _S.WAITING,
    (_S.WAITING, _A.MARK): _S.WAITING,
    (_S.WAITING, _A.PRINT_AGAIN): _S.WAITING,
    (_S.WAITING, _A.CANCEL): _S.CANCELLED,
    (_S.WAITING, _A.LAPSE): _S.LAPSED,
    (_S.WAITING, _A.CARRY): _S.CARRIED,
    (_S.CALLED, _A.RECALL): _S.CALLED,
    (_S.CALLED, _A.START): _S.SERVING,
    (_S.CALLED, _A.FINISH): _S.DONE,  # a short matter: nobody presses "start" for a stamp
    (_S.CALLED, _A.FINISH_STEP): _S.WAITING,
    (_S.CALLED, _A.HOLD): _S.HELD,
    (_S.CALLED, _A.MISS): _S.MISSED,
    (_S.CALLED, _A.MISS_LAST): _S.LAPSED,
    (_S.CALLED, _A.PUT_BACK): _S.WAITING,
    (_S.CALLED, _A.MOVE): _S.WAITING,
    (_S.CALLED, _A.MARK): _S.CALLED,
    (_S.CALLED, _A.PRINT_AGAIN): _S.CALLED,
    (_S.CALLED, _A.CANCEL): _S.CANCELLED,
    (_S.CALLED, _A.LAPSE): _S.LAPSED,
    (_S.CALLED, _A.CARRY): _S.CARRIED,
    (_S.SERVING, _A.FINISH): _S.DONE,
    (_S.SERVING, _A.FINISH_STEP): _S.WAITING,
    (_S.SERVING, _A.HOLD): _S.HELD,
    (_S.SERVING, _A.MOVE): _S.WAITING,
    (_S.SERVING, _A.MARK): _S.SERVING,
    (_S.SERVING, _A.PRINT_AGAIN): _S.SERVING,
    (_S.HELD, _A.CALL_THIS): _S.CALLED,
    (_S.HELD, _A.RETURN): _S.WAITING,
    (_S.HELD, _A.MOVE): _S.WAITING,
    (_S.HELD, _A.MARK): _S.HELD,
    (_S.HELD, _A.PRINT_AGAIN): _S.HELD,
    (_S.HELD, _A.CANCEL): _S.CANCELLED,
    (_S.HELD, _A.LAPSE): _S.LAPSED,
    (_S.HELD, _A.CARRY): _S.CARRIED,
    (_S.MISSED, _A.CALL_THIS): _S.CALLED,  # they came late: no new number needed
    (_S.MISSED, _A.REJOIN): _S.WAITING,
    (_S.MISSED, _A.MOVE): _S.WAITING,
    (_S.MISSED, _A.MARK): _S.MISSED,
    (_S.MISSED, _A.PRINT_AGAIN): _S.MISSED,
    (_S.MISSED, _A.CANCEL): _S.CANCELLED,
    (_S.MISSED, _A.LAPSE): _S.LAPSED,
    (_S.MISSED, _A.CARRY): _S.CARRIED,
    (_S.DONE, _A.RESTORE): _S.WAITING,
    (_S.CANCELLED, _A.RESTORE): _S.WAITING,
    (_S.LAPSED, _A.RESTORE): _S.WAITING,
}

_P = PaperState
PAPER_TABLE: frozenset[tuple[PaperState, PaperState]] = frozenset(
    {
        (_P.QUEUED, _P.QUEUED),  # still held back, with a newer reason
        (_P.QUEUED, _P.SENDING),
        (_P.QUEUED, _P.DROPPED),
        (_P.SENDING, _P.SENDING),  # the printer has stopped in the middle, and says why
        (_P.SENDING, _P.PRINTED),
        (_P.SENDING, _P.UNCONFIRMED),
        (_P.SENDING, _P.DOUBTFUL),
        (_P.SENDING, _P.QUEUED),  # the link broke before the first byte: held back again
        (_P.DOUBTFUL, _P.PRINTED),  # the printer's receipt reached us late, by a printer on another machine
        (_P.DOUBTFUL, _P.UNCONFIRMED),
        (_P.DOUBTFUL, _P.SEEN),
        (_P.UNCONFIRMED, _P.SEEN),
    }
)
"""From -> to. `sending` is written before the first byte, so after a crash it can only become `doubtful`; nothing is sent twice
under one job: printing again is a new job."""


def next_state(ticket: Ticket, act: Act) -> TicketState:
    """Raises: Refused(NOT_NOW) when the table has no such row."""
    state = TABLE.get((ticket.state, act))
    if state is None:
        raise Refused(Reason.NOT_NOW, ticket=ticket.label, state=ticket.state.value)
    return state
