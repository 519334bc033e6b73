"""The messages between the server and everybody else. A porch: the kiosk and the screen read them too. Knows no domain."""

from server.wire.asks import ASKS, Answer, Ask, IssueAsk, Refusal
from server.wire.heard import HEARD, Heard, News, OfficeView, ServiceView, Snapshot, Tick, TicketView, understood

WIRE_VERSION = 1

__all__ = [
    "ASKS",
    "HEARD",
    "WIRE_VERSION",
    "Answer",
    "Ask",
    "Heard",
    "IssueAsk",
    "News",
    "OfficeView",
    "Refusal",
    "ServiceView",
    "Snapshot",
    "Tick",
    "TicketView",
    "understood",
]
