"""Command -> events, or Refused. Pure: reads the Day, changes nothing, asks no clock. The acts themselves stand in `acts`, `attend`,
`bounds` and `rolls`; this is the table of who decides what."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from server.domain import acts, attend, bounds, papers, rolls
from server.domain import commands as c
from server.domain.day import Day
from server.domain.errors import Reason, Refused
from server.domain.events import Event
from server.domain.issue import issue

Decider = Callable[[Day, Any, datetime], list[Event]]


ANY_TIME: dict[type[c.Command], Decider] = {
    c.OpenDay: bounds.open_day,
    c.NotePaper: papers.note,
    c.SettlePaper: papers.settle,
    c.LoadPaper: papers.load,
    c.ChangeSetup: bounds.change_setup,
    c.DoubtClock: bounds.doubt_clock,
    c.ConfirmClock: bounds.confirm_clock,
}
"""What may be ordered while no business day is open."""

IN_THE_DAY: dict[type[c.Command], Decider] = {
    c.CloseDay: bounds.close_day,
    c.IssueTicket: issue,
    c.CallNext: acts.call_next,
    c.CallThis: acts.call_this,
    c.Recall: acts.recall,
    c.Start: acts.start,
    c.Finish: acts.finish,
    c.NoShow: acts.no_show,
    c.PutBack: acts.put_back,
    c.Hold: acts.hold,
    c.Return: acts.return_,
    c.Rejoin: acts.rejoin,
    c.Transfer: acts.transfer,
    c.AddStep: acts.add_step,
    c.SetPriority: acts.set_priority,
    c.Cancel: acts.cancel,
    c.Restore: acts.restore,
    c.Reprint: papers.reprint,
    c.Undo: acts.undo,
    c.OpenDesk: attend.open_desk,
    c.PauseDesk: attend.pause_desk,
    c.CloseDesk: attend.close_desk,
    c.StartRoll: rolls.start_roll,
    c.StopRoll: rolls.stop_roll,
}


def decide(day: Day, command: c.Command, now: datetime) -> list[Event]:
    """Return what happens. `now` is aware, in the office's time zone. Raises: Refused, and then nothing happens."""
    decider = ANY_TIME.get(type(command))
    if decider is None:
        if not day.is_open or day.date is None:
            raise Refused(Reason.CLOCK_DOUBTED if day.clock_doubt else Reason.DAY_NOT_OPEN)
        decider = IN_THE_DAY[type(command)]
    return decider(day, command, now)
