"""Whatever the line does, the screen shows what the server would show, and calls nobody twice, nobody late, and nobody never.

A small office of its own plays the server: it calls, recalls, ends and moves tickets, and tells it as the real one does.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from display.state import DWELL_S, YOUNG_S, Call, ScreenState, reduce, spotlight
from server.wire import Heard, News, OfficeView, Snapshot, Tick, TicketView

BEGIN = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
DESKS = st.integers(1, 4)


class Line(RuleBasedStateMachine):
    """`down`: what is told is lost. A screen that misses something asks for a snapshot, as display.loop does."""

    def __init__(self) -> None:
        super().__init__()
        self.at_s, self.seq, self.epoch, self.issued = 1000.0, 0, 0, 0
        self.tickets: dict[str, TicketView] = {}
        self.last_call: dict[int, str] = {}
        self.down = False
        self.state = ScreenState()
        self.appeared: dict[tuple[str, int], int] = {}
        self.young: dict[tuple[str, int], float] = {}
        self._take(self._snapshot())

    # ── the office ──

    @rule(desk=DESKS)
    def call_next(self, desk: int) -> None:
        self.issued += 1
        id_ = f"A{self.issued:03}"
        self.tickets[id_] = TicketView(id=id_, service="A", label=id_, state="waiting", issued_at=BEGIN, arrival=self.issued)
        self._call(id_, desk)

    @precondition(lambda self: self.last_call)
    @rule(data=st.data())
    def recall(self, data: st.DataObject) -> None:
        id_ = self._some(data)
        if self.tickets[id_].state == "called":
            self._call(id_, self.tickets[id_].desk or 1, "ticket_recalled")

    @precondition(lambda self: self.last_call)
    @rule(data=st.data(), desk=DESKS)
    def call_at_another_desk(self, data: st.DataObject, desk: int) -> None:
        self._call(self._some(data), desk)

    @precondition(lambda self: self.last_call)
    @rule(data=st.data(), state=st.sampled_from(["serving", "done", "missed", "cancelled"]))
    def come_or_go(self, data: st.DataObject, state: str) -> None:
        self._change(self._some(data), "ticket_finished", state=state)

    @precondition(lambda self: self.last_call)
    @rule(data=st.data(), state=st.sampled_from(["waiting", "held"]))
    def leave_the_desk(self, data: st.DataObject, state: str) -> None:
        self._change(self._some(data), "act_undone", state=state, desk=None, calls=0)

    # ── the line ──

    @rule(seconds=st.sampled_from([0.1, 1.0, 4.0, 9.0, 20.0, 3600.0]))
    def time_goes_by(self, seconds: float) -> None:
        self.at_s += seconds

    @rule()
    def tick(self) -> None:
        self._tell(Tick(now=self._now(), seq=self.seq))

    @rule()
    def line_goes_down(self) -> None:
        self.down = True

    @rule()
    def line_comes_back(self) -> None:
        self.down = False
        self._take(self._snapshot())

    @rule()
    def server_starts_again(self) -> None:
        self.epoch += 1
        self.line_comes_back()

    @rule(back=st.integers(1, 3))
    def old_news_is_told_again(self, back: int) -> None:
        ticket = next(iter(self.tickets.values()), None)
        if ticket is not None and not self.down:
            self._take(News(seq=max(self.seq - back + 1, 1), at=self._now(), kind="ticket_called", ticket=ticket))

    # ── what must hold ──

    @invariant()
    def the_board_is_the_servers(self) -> None:
        if self.down or self.state.followed.seq != self.seq:
            return
        fresh = reduce(ScreenState(), self._snapshot(), self.at_s)
        assert fresh is not None
        assert _rows(self.state.board) == _rows(fresh.board)
        assert self.state.followed.tickets == fresh.followed.tickets

    @invariant()
    def nobody_is_called_twice(self) -> None:
        keys = [(call.ticket, call.at) for call in self.state.recent]
        assert len(keys) == len(set(keys))

    @invariant()
    def a_young_call_stands_among_those_to_be_shown(self) -> None:
        """On the board, called, and younger than YOUNG_S when we heard of it: it has its seconds at large, or waits for them."""
        if self.down or self.state.followed.seq != self.seq:
            return
        recent = {(call.ticket, call.calls) for call in self.state.recent}
        for row in self.state.board:
            ticket = self.tickets[row.ticket]
            called = ticket.last_call_at
            if ticket.state == "called" and called is not None and (self._now() - called).total_seconds() < YOUNG_S:
                assert (row.ticket, row.calls) in recent

    @invariant()
    def an_old_call_is_never_new(self) -> None:
        for call in self.state.recent:
            assert call.at is not None
            heard_at = BEGIN + timedelta(seconds=call.heard_s - 1000)
            assert heard_at - call.at <= timedelta(seconds=YOUNG_S)

    @invariant()
    def what_stands_large_is_on_the_board_or_has_its_dwell(self) -> None:
        large = spotlight(self.state, self.at_s)
        assert large is not None or not self.state.board
        behind_s = DWELL_S * len(self.state.recent)
        if (
            self.state.board
            and large is not None
            and self.at_s - max((call.heard_s for call in self.state.recent), default=-1e9) > behind_s
        ):
            assert large.ticket == self.state.board[0].ticket

    def _call(self, id_: str, desk: int, kind: str = "ticket_called") -> None:
        self.last_call = {one: of for one, of in self.last_call.items() if one != desk and of != id_}
        self.last_call[desk] = id_
        self.at_s += 0.01
        self._change(id_, kind, state="called", desk=desk, calls=self.tickets[id_].calls + 1, last_call_at=self._now())

    def _change(self, id_: str, kind: str, **facts: Any) -> None:
        self.seq += 1
        self.tickets[id_] = self.tickets[id_].model_copy(update=facts)
        self._tell(News(seq=self.seq, at=self._now(), kind=kind, ticket=self.tickets[id_]))

    def _some(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(set(self.last_call.values()))))

    def _now(self) -> datetime:
        return BEGIN + timedelta(seconds=self.at_s - 1000)

    def _snapshot(self) -> Snapshot:
        last = set(self.last_call.values())
        shown = [one for one in self.tickets.values() if one.state not in ("done", "cancelled") or one.id in last]
        return Snapshot(
            v=4, epoch=str(self.epoch), seq=self.seq, now=self._now(), timezone="Asia/Ho_Chi_Minh", day=date(2026, 11, 23),
            office=OfficeView(authority="", name=""), is_open=True, services=(), desks=(), tickets=tuple(shown),
            calls=tuple(reversed(self.last_call.values())),
        )  # fmt: skip

    def _tell(self, message: Heard) -> None:
        if not self.down:
            self._take(message)

    def _take(self, message: Heard) -> None:
        after = reduce(self.state, message, self.at_s)
        self.state = after or reduce(self.state, self._snapshot(), self.at_s) or self.state


def _rows(board: tuple[Call, ...]) -> list[tuple[str, int]]:
    return [(call.label, call.desk) for call in board]


TestTruth = Line.TestCase
TestTruth.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
