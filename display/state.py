"""What the screen knows. Pure: messages and times go in, states come out. Knows no pixels, no sockets, no words."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from server.wire import Heard, News, Snapshot, Tick, TicketView
from server.wire.follow import Followed, follow
from server.wire.heard import Help, ScreenPlace, ServiceView

ROWS_KEPT = 64
"""One a desk; more than any centre has, and screens that show some desks only choose among them."""
RECENT_KEPT = 40
DWELL_S = 8.0
"""A call stands large for at least this long, even when the next ones come at once. Source: SCREEN-AND-VOICE §4."""
STALE_AFTER_S = 5.0
"""Without a word from the server for this long (two ticks and a half) the picture is grey and says so."""
CLOCK_STEP_S = 2.0
"""A call may be so much younger than the snapshot that brings it: clocks are set. One from further in the future was made before a clock
was put back, nobody knows when."""
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
    service: str = ""
    priority: bool = False


@dataclass(frozen=True, slots=True)
class ScreenState:
    """`board`: the newest call of each desk, newest first. `recent`: calls heard one by one, oldest first.

    `server_ahead_s`: server's clock (seconds since 1970) minus our monotonic clock, None before the first word. `served`, `waited_min`: the
    day's figures as the last tick said. `helps`: who waits for help at a kiosk, one a kiosk.
    """

    followed: Followed = field(default_factory=Followed)
    board: tuple[Call, ...] = ()
    recent: tuple[Call, ...] = ()
    heard_s: float = float("-inf")
    server_ahead_s: float | None = None
    served: int = 0
    waited_min: int | None = None
    helps: tuple[Help, ...] = ()

    @property
    def board_here(self) -> tuple[Call, ...]:
        """Of `board`, what belongs to this screen's zone."""
        return here(self.board, self.followed.place)

    @property
    def recent_here(self) -> tuple[Call, ...]:
        """Of `recent`, what belongs to this screen's zone."""
        return here(self.recent, self.followed.place)

    def local(self, now_s: float) -> datetime | None:
        """The office's own time; None while it is not known or its machine doubts it."""
        standing = self.followed.standing
        if standing is None or self.server_ahead_s is None or standing.clock_doubt:
            return None
        return datetime.fromtimestamp(now_s + self.server_ahead_s, UTC).astimezone(ZoneInfo(standing.timezone))

    def stale(self, now_s: float) -> bool:
        """Whether the server has been silent for too long."""
        return now_s - self.heard_s > STALE_AFTER_S


def reduce(state: ScreenState, message: Heard, now_s: float) -> ScreenState | None:
    """The state after one message heard at `now_s` (monotonic); None when something was missed and a snapshot is needed."""
    followed = follow(state.followed, message)
    if followed is None:
        return None
    day_before = None if state.followed.standing is None else state.followed.standing.day
    heard_before = isinstance(message, News) and followed is state.followed
    state = replace(state, followed=followed, heard_s=now_s)
    if isinstance(message, Snapshot):
        return _all_new(_same_day(state, day_before, message.day), message, now_s)
    if isinstance(message, Tick):
        ahead_s = message.now.timestamp() - now_s
        return replace(state, server_ahead_s=ahead_s, served=message.served, waited_min=message.waited_min)
    if isinstance(message, Help):
        others = tuple(one for one in state.helps if one.kiosk != message.kiosk)
        return replace(state, helps=others if message.at is None else (*others, message))
    if not isinstance(message, News) or message.ticket is None or heard_before:
        return state
    if message.ticket.desk is None:
        return _left(state, message.ticket.id)
    return _called(state, _call(message.ticket, message.ticket.desk, now_s)) if message.kind in CALLS else state


def here(calls: tuple[Call, ...], place: ScreenPlace) -> tuple[Call, ...]:
    """Those for the desks and the services of the screen's zone; an empty list of either means all of them."""
    return tuple(
        call
        for call in calls
        if (not place.desks or call.desk in place.desks) and (not place.services or call.service in place.services)
    )


def services_here(state: ScreenState) -> tuple[ServiceView, ...]:
    """Whose waiting is shown: the zone's services, else those that its desks give."""
    standing, place = state.followed.standing, state.followed.place
    if standing is None:
        return ()
    return tuple(
        service
        for service in standing.services
        if (not place.services or service.id in place.services)
        and (not place.desks or bool(place.services) or bool(set(place.desks) & set(service.desks)))
    )


def spotlight(state: ScreenState, now_s: float) -> Call | None:
    """The call that stands large now: each of the recent ones in turn for DWELL_S at least, then the newest until the next."""
    return _large(state, now_s)[0]


def spotlight_since(state: ScreenState, now_s: float) -> float:
    """Since when (monotonic second) the large call stands there; -inf when it was there before us."""
    return _large(state, now_s)[1]


def _large(state: ScreenState, now_s: float) -> tuple[Call | None, float]:
    board = state.board_here
    newest = board[0] if board else None
    shown, since_s, free_s = newest, float("-inf"), float("-inf")
    for call in state.recent_here:
        start_s = max(call.heard_s, free_s)
        if start_s > now_s:
            break
        shown, since_s, free_s = call, start_s, start_s + DWELL_S
    if now_s >= free_s and shown != newest:  # a snapshot brought one that is newer and was not for us to call
        return newest, float("-inf")
    return shown, since_s


def _same_day(state: ScreenState, before: date | None, after: date | None) -> ScreenState:
    """Without the figures of a day that is over."""
    return state if before == after else replace(state, served=0, waited_min=None)


def _all_new(state: ScreenState, snapshot: Snapshot, now_s: float) -> ScreenState:
    """The board as the snapshot says. `recent` are the calls on it that we heard, or hear now and young enough; the others only stand there."""
    tickets = {ticket.id: ticket for ticket in snapshot.tickets}
    known = {(call.ticket, call.at): call.heard_s for call in (*state.board, *state.recent)}
    board: dict[str, Call] = {}  # whoever went from desk to desk is the last call of both, and stands once
    for ticket in (tickets[id_] for id_ in snapshot.calls if id_ in tickets):
        if ticket.desk is not None and ticket.id not in board and all(one.desk != ticket.desk for one in board.values()):
            heard_s = known.get((ticket.id, ticket.last_call_at), now_s if _is_young(ticket, snapshot) else float("-inf"))
            board[ticket.id] = _call(ticket, ticket.desk, heard_s)
    rows = tuple(board.values())
    recent = tuple(call for call in reversed(rows) if call.heard_s > float("-inf"))
    ahead_s = snapshot.now.timestamp() - now_s
    return replace(state, board=rows[:ROWS_KEPT], recent=recent[-RECENT_KEPT:], server_ahead_s=ahead_s, helps=())


def _is_young(ticket: TicketView, snapshot: Snapshot) -> bool:
    """Called or called again just now by the server's clock, and still expected at the desk."""
    if ticket.state != "called" or ticket.last_call_at is None:
        return False
    return -CLOCK_STEP_S <= (snapshot.now - ticket.last_call_at).total_seconds() <= YOUNG_S


def _called(state: ScreenState, call: Call) -> ScreenState:
    """A server that is ahead of its own news tells a call and its recall with the same facts: that is one call."""
    if any((one.ticket, one.at, one.calls) == (call.ticket, call.at, call.calls) for one in state.recent):
        return state
    others = tuple(one for one in state.board if one.desk != call.desk and one.ticket != call.ticket)
    return replace(state, board=(call, *others)[:ROWS_KEPT], recent=(*state.recent, call)[-RECENT_KEPT:])


def _left(state: ScreenState, ticket: str) -> ScreenState:
    """It is at no desk any more (moved on, put on hold, its call undone): nobody is to go where it was."""
    if not any(one.ticket == ticket for one in (*state.board, *state.recent)):
        return state
    board = tuple(one for one in state.board if one.ticket != ticket)
    return replace(state, board=board, recent=tuple(one for one in state.recent if one.ticket != ticket))


def _call(ticket: TicketView, desk: int, heard_s: float) -> Call:
    return Call(ticket.id, ticket.label, desk, ticket.calls, heard_s, ticket.last_call_at, ticket.service, ticket.priority)
