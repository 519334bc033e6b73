"""Every ask becomes its command, with local times, and no ask is forgotten."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, get_args

import pytest

from server.domain import commands as c
from server.domain.edits import Drop, PutRules
from server.domain.model import DeskId, HoldReason, Outcome, Place, ServiceId, TicketId
from server.setupdoc import NotASetup
from server.translate import command_of
from server.wire import ASKS
from server.wire.asks import Ask

HERE = timezone(timedelta(hours=7))
A, B = ServiceId("A"), ServiceId("B")
T = TicketId("2026-11-23-A012")
NINE_UTC, NINE = "2026-11-23T02:00:00+00:00", datetime(2026, 11, 23, 9, 0, tzinfo=HERE)

PAIRS: list[tuple[dict[str, Any], c.Command]] = [
    ({"kind": "issue", "service": "A"}, c.IssueTicket(A)),
    (
        {"kind": "issue", "service": "A", "paper": False, "priority": True, "language": "km", "then": ["B"]},
        c.IssueTicket(A, wants_paper=False, priority=True, language="km", then=(B,)),
    ),
    ({"kind": "call_next", "desk": 3}, c.CallNext(DeskId(3))),
    ({"kind": "call_this", "desk": 3, "ticket": T, "reason": "già yếu"}, c.CallThis(DeskId(3), T, "già yếu")),
    ({"kind": "recall", "desk": 3}, c.Recall(DeskId(3))),
    ({"kind": "start", "desk": 3}, c.Start(DeskId(3))),
    ({"kind": "finish", "desk": 3, "outcome": "rescheduled"}, c.Finish(DeskId(3), Outcome.RESCHEDULED)),
    ({"kind": "no_show", "desk": 3}, c.NoShow(DeskId(3))),
    ({"kind": "put_back", "desk": 3}, c.PutBack(DeskId(3))),
    (
        {"kind": "hold", "desk": 3, "why": "pause", "back_at": NINE_UTC, "note": "ra xe"},
        c.Hold(DeskId(3), HoldReason.PAUSE, NINE, "ra xe"),
    ),
    ({"kind": "hold", "desk": 3, "why": "supplement"}, c.Hold(DeskId(3), HoldReason.SUPPLEMENT)),
    ({"kind": "return", "ticket": T}, c.Return(T)),
    ({"kind": "rejoin", "ticket": T}, c.Rejoin(T)),
    ({"kind": "transfer", "ticket": T, "service": "B", "place": "last"}, c.Transfer(T, B, place=Place.LAST)),
    (
        {"kind": "transfer", "ticket": T, "to_desk": 2, "note": "gặp chị Hoa"},
        c.Transfer(T, to_desk=DeskId(2), note="gặp chị Hoa"),
    ),
    ({"kind": "add_step", "ticket": T, "service": "B"}, c.AddStep(T, B)),
    ({"kind": "set_priority", "ticket": T, "priority": False, "reason": "nhầm"}, c.SetPriority(T, False, "nhầm")),
    ({"kind": "cancel", "ticket": T, "reason": "nhầm"}, c.Cancel(T, "nhầm")),
    ({"kind": "restore", "ticket": T}, c.Restore(T)),
    ({"kind": "undo", "desk": 3}, c.Undo(DeskId(3))),
    ({"kind": "open_desk", "desk": 3, "officer": "lan"}, c.OpenDesk(DeskId(3), "lan")),
    ({"kind": "pause_desk", "desk": 3, "reason": "họp", "back_at": NINE_UTC}, c.PauseDesk(DeskId(3), "họp", NINE)),
    ({"kind": "close_desk", "desk": 3, "leave_waiting": True}, c.CloseDesk(DeskId(3), leave_waiting=True)),
    ({"kind": "start_roll", "service": "A", "next": 17, "first": 1}, c.StartRoll(A, 17, 1)),
    (
        {"kind": "start_roll", "service": "A", "next": 5, "prefix": "X", "everywhere": False},
        c.StartRoll(A, 5, prefix="X", everywhere=False),
    ),
    ({"kind": "stop_roll", "service": "A", "last": 20}, c.StopRoll(A, 20)),
    ({"kind": "reprint", "ticket": "2026-11-23-A001", "printer": "cua-sau"}, c.Reprint(TicketId("2026-11-23-A001"), "cua-sau")),
    ({"kind": "settle_paper", "ticket": "2026-11-23-A001"}, c.SettlePaper(TicketId("2026-11-23-A001"))),
    ({"kind": "load_paper", "printer": "main"}, c.LoadPaper("main")),
    ({"kind": "open_day", "day": "2026-11-23"}, c.OpenDay(date(2026, 11, 23))),
    ({"kind": "close_day"}, c.CloseDay()),
    ({"kind": "confirm_clock", "now": NINE_UTC}, c.ConfirmClock(42.0)),
    (
        {"kind": "change_setup", "edits": [{"drop": "desks", "id": 3}, {"rules": {"one_officer": True}}], "tomorrow": True},
        c.ChangeSetup((Drop("desks", 3), PutRules(one_officer=True)), tomorrow=True),
    ),
    (
        {"kind": "change_setup", "edits": [{"drop": "desks", "id": 3}], "seen": {"desks 3": "0123456789ab"}},
        c.ChangeSetup((Drop("desks", 3),), seen=(("desks 3", "0123456789ab"),)),
    ),
]


def asked(ask: dict[str, Any]) -> Ask:
    return ASKS.validate_python({"ask_id": "press-0001", **ask})


@pytest.mark.parametrize(("ask", "command"), PAIRS)
def test_an_ask_becomes_its_command(ask: dict[str, Any], command: c.Command) -> None:
    assert command_of(asked(ask), HERE, 42.0) == command


def test_no_ask_is_forgotten() -> None:
    assert {type(asked(ask)) for ask, _ in PAIRS} == set(get_args(Ask))


def test_every_command_can_be_asked_for_but_those_of_the_house() -> None:
    assert set(get_args(c.Command)) - {type(command) for _, command in PAIRS} == {c.NotePaper, c.DoubtClock}


def test_an_appointment_is_in_the_offices_time_and_a_return_as_the_log_has_it() -> None:
    window = {"start": NINE_UTC, "end": "2026-11-23T02:30:00Z"}
    command = command_of(asked({"kind": "issue", "service": "A", "appointment": window}), HERE)
    assert isinstance(command, c.IssueTicket) and command.appointment is not None
    assert command.appointment.start.isoformat() == "2026-11-23T09:00:00+07:00"
    hold = command_of(asked({"kind": "hold", "desk": 1, "back_at": datetime(2026, 11, 23, 2, tzinfo=UTC)}), HERE)
    assert isinstance(hold, c.Hold) and hold.back_at is not None and hold.back_at.utcoffset() == timedelta()


def test_an_edit_without_shape_is_said_with_its_place() -> None:
    with pytest.raises(NotASetup) as caught:
        command_of(asked({"kind": "change_setup", "edits": [{"rules": {"one_oficer": True}}]}), HERE)
    assert (caught.value.misfits[0].where, caught.value.misfits[0].detail) == ("one_oficer", "one_officer")


def test_the_kinds_of_the_wire_are_the_words_of_the_table() -> None:
    kinds = {one.model_fields["kind"].default for one in get_args(Ask)}
    assert kinds == {ask["kind"] for ask, _ in PAIRS}
