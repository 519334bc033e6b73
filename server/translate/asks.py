"""Ask -> command. Moments become local ones of the office."""

from datetime import UTC, datetime, tzinfo

from server.domain import commands as c
from server.domain.model import DeskId, HoldReason, Outcome, Place, ServiceId, TicketId
from server.setupdoc import edit_from
from server.wire import asks


def command_of(ask: asks.Ask, zone: tzinfo | None, clock_offset_s: float = 0.0) -> c.Command:
    """`clock_offset_s`: for ConfirmClockAsk, by how much the machine is wrong. Raises: setupdoc.NotASetup for an edit without shape."""
    match ask:
        case asks.IssueAsk():
            then = tuple(map(ServiceId, ask.then))
            window = None
            if ask.appointment is not None:
                window = c.Window(ask.appointment.start.astimezone(zone), ask.appointment.end.astimezone(zone))
            return c.IssueTicket(ServiceId(ask.service), ask.paper, ask.priority, ask.language, then, window, ask.printer)
        case asks.HoldAsk():
            return c.Hold(DeskId(ask.desk), HoldReason(ask.why), _utc(ask.back_at), ask.note)
        case asks.TransferAsk():
            service = None if ask.service is None else ServiceId(ask.service)
            desk = None if ask.to_desk is None else DeskId(ask.to_desk)
            return c.Transfer(TicketId(ask.ticket), service, desk, Place(ask.place), ask.note)
        case asks.PauseDeskAsk():
            return c.PauseDesk(DeskId(ask.desk), ask.reason, _utc(ask.back_at))
        case asks.StartRollAsk():
            return c.StartRoll(ServiceId(ask.service), ask.next, ask.first, ask.prefix, ask.everywhere)
        case asks.ChangeSetupAsk():
            return c.ChangeSetup(tuple(edit_from(edit) for edit in ask.edits), ask.tomorrow, tuple(ask.seen.items()))
        case asks.ConfirmClockAsk():
            return c.ConfirmClock(clock_offset_s)
        case _:
            return _plain(ask)


def _plain(ask: asks.Ask) -> c.Command:
    """Those whose fields only change their type."""
    match ask:
        case asks.CallNextAsk():
            return c.CallNext(DeskId(ask.desk))
        case asks.CallThisAsk():
            return c.CallThis(DeskId(ask.desk), TicketId(ask.ticket), ask.reason)
        case asks.RecallAsk():
            return c.Recall(DeskId(ask.desk))
        case asks.StartAsk():
            return c.Start(DeskId(ask.desk))
        case asks.FinishAsk():
            return c.Finish(DeskId(ask.desk), Outcome(ask.outcome))
        case asks.NoShowAsk():
            return c.NoShow(DeskId(ask.desk))
        case asks.PutBackAsk():
            return c.PutBack(DeskId(ask.desk))
        case asks.ReturnAsk():
            return c.Return(TicketId(ask.ticket))
        case asks.RejoinAsk():
            return c.Rejoin(TicketId(ask.ticket))
        case asks.AddStepAsk():
            return c.AddStep(TicketId(ask.ticket), ServiceId(ask.service))
        case asks.SetPriorityAsk():
            return c.SetPriority(TicketId(ask.ticket), ask.priority, ask.reason)
        case asks.CancelAsk():
            return c.Cancel(TicketId(ask.ticket), ask.reason)
        case asks.RestoreAsk():
            return c.Restore(TicketId(ask.ticket), ask.reason)
        case asks.ReprintAsk():
            return c.Reprint(TicketId(ask.ticket), ask.printer)
        case asks.SettlePaperAsk():
            return c.SettlePaper(TicketId(ask.ticket))
        case asks.LoadPaperAsk():
            return c.LoadPaper(ask.printer)
        case asks.UndoAsk():
            return c.Undo(DeskId(ask.desk))
        case asks.OpenDeskAsk():
            return c.OpenDesk(DeskId(ask.desk), ask.officer)
        case asks.CloseDeskAsk():
            return c.CloseDesk(DeskId(ask.desk), ask.leave_waiting)
        case asks.StopRollAsk():
            return c.StopRoll(ServiceId(ask.service), ask.last)
        case asks.OpenDayAsk():
            return c.OpenDay(ask.day)
        case asks.CloseDayAsk():
            return c.CloseDay()
    raise TypeError(f"no command for {type(ask).__name__}")


def _utc(at: datetime | None) -> datetime | None:
    """As it stands in the log, so that an answer reads the same after a restart."""
    return None if at is None else at.astimezone(UTC)
