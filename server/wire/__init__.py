"""The messages between the server and everybody else. A porch: the kiosk and the screen read them too. Knows no domain."""

from server.wire.asks import ASKS, Answer, Ask, IssueAsk, Refusal, Spot
from server.wire.heard import (
    HEARD,
    DeskView,
    Heard,
    News,
    OfficeView,
    Printers,
    PrinterView,
    ScreenView,
    ServiceFacts,
    ServiceView,
    Snapshot,
    Tick,
    TicketView,
    understood,
)

WIRE_VERSION = 4

__all__ = [
    "ASKS",
    "HEARD",
    "WIRE_VERSION",
    "Answer",
    "Ask",
    "DeskView",
    "Heard",
    "IssueAsk",
    "News",
    "OfficeView",
    "PrinterView",
    "Printers",
    "Refusal",
    "ScreenView",
    "ServiceFacts",
    "ServiceView",
    "Snapshot",
    "Spot",
    "Tick",
    "TicketView",
    "understood",
]
