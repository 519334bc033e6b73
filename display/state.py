"""What the screen knows. Pure: messages and times go in, states come out. Knows no pixels, no sockets, no words."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import takewhile

from server.wire import Heard, News, Snapshot, Tick, TicketView
from server.wire.follow import Followed, follow

ROWS_KEPT = 12
RECENT_KEPT = 40
DWELL_S = 8.0
"""A call stands large for at least this long, even when the next ones come at once. Source: SCREEN-AND-VOICE §4."""
STALE_AFTER_S = 5.0
"""Without a word from the server for this long (two ticks and a half) the picture is grey and says so."""
YOUNG_S = 15.0
"""A call that was made while the line was down is announced if it is not older than this. Source: SCREEN-AND-VOICE §3, rule 11."""
CALLS = frozenset({"ticket_called", "ticket_recalled"})


@dataclass(frozen=True, slots=True)
class Call:
    """One call as shown and spoken. `heard_s`: monotonic second at which we heard of it; -inf when it was old news by then.

    `at`: when it was made, by the server's clock; with the ticket it names this one call among all, `calls` counts those of one turn only.
    """

    ticket: str
    label: str
    desk: int
    calls: int
    heard_s: float
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ScreenState:
    """`board`: the newest call of each desk, newest first. `recent`: calls heard one by one, oldest first.

    `server_ahead_s`: server's clock (seconds since 1970) minus our monotonic clock, None before the first word.
    """

    followed: Followed = field(default_factory=Followed)
    board: tuple[Call, ...] = ()
    recent: tuple[Call, ...] = ()
    heard_s: float = float("-inf")
    server_ahead_s: float | None = None

    def stale(self, now_s: float) -> bool:
        """Whether the server has been silent for too long."""
        return now_s - self.heard_s > STALE_AFTER_S


def reduce(state: ScreenState, message: Heard, now_s: float) -> ScreenState | None:
    """The state after one message heard at `now_s` (monotonic); None when something was missed and a snapshot is needed."""
    followed = follow(state.followed, message)
    if followed is None:
        return None
    heard_before = isinstance(message, News) and followed is state.followed
    state = replace(state, followed=followed, heard_s=now_s)
    if isinstance(message, Snapshot):
        return _all_new(state, message, now_s)
    if isinstance(message, Tick):
        return replace(state, server_ahead_s=message.now.timestamp() - now_s)
    if not isinstance(message, News):
        return state
    ticket = message.ticket
    if not heard_before and message.kind in CALLS and ticket is not None and ticket.desk is not None:
        return _called(state, _call(ticket, ticket.desk, now_s))
    return state


def spotlight(state: ScreenState, now_s: float) -> Call | None:
    """The call that stands large now: each of the recent ones in turn for DWELL_S at least, the last one until the next."""
    shown = state.board[0] if state.board else None
    free_s = float("-inf")
    for call in state.recent:
        start_s = max(call.heard_s, free_s)
        if start_s > now_s:
            break
        shown, free_s = call, start_s + DWELL_S
    return shown


def spotlight_since(state: ScreenState, now_s: float) -> float:
    """Since when (monotonic second) the large call stands there; -inf when it was there before us."""
    since_s = free_s = float("-inf")
    for call in state.recent:
        start_s = max(call.heard_s, free_s)
        if start_s > now_s:
            break
        since_s, free_s = start_s, start_s + DWELL_S
    return since_s


def _all_new(state: ScreenState, snapshot: Snapshot, now_s: float) -> ScreenState:
    """The board as the snapshot says. `recent` goes back as far as we heard each call; what is older only stands there."""
    tickets = {ticket.id: ticket for ticket in snapshot.tickets}
    known = {(call.ticket, call.at): call.heard_s for call in state.recent}
    board = []
    for ticket in (tickets[id_] for id_ in snapshot.calls if id_ in tickets):
        if ticket.desk is not None:
            heard_s = known.get((ticket.id, ticket.last_call_at), now_s if _is_young(ticket, snapshot) else float("-inf"))
            board.append(_call(ticket, ticket.desk, heard_s))
    recent = tuple(takewhile(lambda call: call.heard_s > float("-inf"), board))[::-1]
    ahead_s = snapshot.now.timestamp() - now_s
    return replace(state, board=tuple(board[:ROWS_KEPT]), recent=recent, server_ahead_s=ahead_s)


def _is_young(ticket: TicketView, snapshot: Snapshot) -> bool:
    """Called or called again just now by the server's clock, and still expected at the desk."""
    if ticket.state != "called" or ticket.last_call_at is None:
        return False
    return (snapshot.now - ticket.last_call_at).total_seconds() <= YOUNG_S


def _called(state: ScreenState, call: Call) -> ScreenState:
    others = tuple(one for one in state.board if one.desk != call.desk and one.ticket != call.ticket)
    return replace(state, board=(call, *others)[:ROWS_KEPT], recent=(*state.recent, call)[-RECENT_KEPT:])


def _call(ticket: TicketView, desk: int, heard_s: float) -> Call:
    return Call(ticket.id, ticket.label, desk, ticket.calls, heard_s, ticket.last_call_at)
