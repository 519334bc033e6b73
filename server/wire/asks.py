"""What may be asked of the server by POST /api/ask, and what comes back. Unknown fields are refused.

`ask_id` names one press or click: asked again under the same id, the server gives the first answer and does nothing twice.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from server.wire.heard import TicketView

AskId = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
Service = Annotated[str, Field(min_length=1, max_length=8)]
Desk = Annotated[int, Field(ge=1, le=999, strict=True)]
Ticket = Annotated[str, Field(min_length=1, max_length=40)]


class _Ask(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    ask_id: AskId


class IssueAsk(_Ask):
    """Give the next number of this service. `paper`: print it."""

    kind: Literal["issue"] = "issue"
    service: Service
    paper: bool = True


class CallNextAsk(_Ask):
    kind: Literal["call_next"] = "call_next"
    desk: Desk


class CallThisAsk(_Ask):
    kind: Literal["call_this"] = "call_this"
    desk: Desk
    ticket: Ticket


class RecallAsk(_Ask):
    kind: Literal["recall"] = "recall"
    desk: Desk


class StartAsk(_Ask):
    kind: Literal["start"] = "start"
    desk: Desk


class FinishAsk(_Ask):
    kind: Literal["finish"] = "finish"
    desk: Desk


class NoShowAsk(_Ask):
    kind: Literal["no_show"] = "no_show"
    desk: Desk


class CancelAsk(_Ask):
    kind: Literal["cancel"] = "cancel"
    ticket: Ticket


class OpenDayAsk(_Ask):
    """Open today's business day again after it was closed. `day` is what the page showed, so that an old page cannot open a new day."""

    kind: Literal["open_day"] = "open_day"
    day: date


class CloseDayAsk(_Ask):
    kind: Literal["close_day"] = "close_day"


Ask = IssueAsk | CallNextAsk | CallThisAsk | RecallAsk | StartAsk | FinishAsk | NoShowAsk | CancelAsk | OpenDayAsk | CloseDayAsk
ASKS: TypeAdapter[Ask] = TypeAdapter(Annotated[Ask, Field(discriminator="kind")])


class Answer(BaseModel):
    """It was done (HTTP 200). `seq`: place in the log; `ticket` and `ahead` (people of the service before it) where one is concerned."""

    ok: Literal[True] = True
    seq: int
    ticket: TicketView | None = None
    ahead: int = 0


class Refusal(BaseModel):
    """It was not done and nothing has changed. `reason` is a fixed word, `message` a Vietnamese sentence for the person in front."""

    ok: Literal[False] = False
    reason: str
    message: str
