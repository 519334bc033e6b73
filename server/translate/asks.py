"""Ask -> command."""

from collections.abc import Callable

from server.domain import commands
from server.domain.model import Catalogue, DeskId, ServiceId, TicketId
from server.wire import asks


def command_of(ask: asks.Ask, catalogue: Callable[[], Catalogue]) -> commands.Command:
    """`catalogue` gives what a reopened day goes on with."""
    match ask:
        case asks.IssueAsk():
            return commands.IssueTicket(ServiceId(ask.service), ask.paper)
        case asks.CallNextAsk():
            return commands.CallNext(DeskId(ask.desk))
        case asks.CallThisAsk():
            return commands.CallThis(DeskId(ask.desk), TicketId(ask.ticket))
        case asks.RecallAsk():
            return commands.Recall(DeskId(ask.desk))
        case asks.StartAsk():
            return commands.Start(DeskId(ask.desk))
        case asks.FinishAsk():
            return commands.Finish(DeskId(ask.desk))
        case asks.NoShowAsk():
            return commands.NoShow(DeskId(ask.desk))
        case asks.CancelAsk():
            return commands.Cancel(TicketId(ask.ticket))
        case asks.OpenDayAsk():
            return commands.OpenDay(ask.day, catalogue())
        case asks.CloseDayAsk():
            return commands.CloseDay()
