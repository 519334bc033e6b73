"""What listeners hear by websocket: one Snapshot on connecting, then News in order of seq, and a Tick every two seconds.

Times are aware UTC in ISO 8601. No names of people, ever: a ticket is a number.
"""

import logging
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

log = logging.getLogger("moiso.wire")


class _Message(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class TicketView(_Message):
    """A ticket as anybody may see it. `state`: waiting, called, serving, missed, done, cancelled, lapsed.

    `paper`: queued, sending, printed, unconfirmed, doubtful, dropped, or null when none was wanted; `paper_trouble` is the device's
    reason (paper_out, unreachable …), "" if none.
    """

    id: str
    service: str
    label: str
    state: str
    issued_at: datetime
    arrival: int
    desk: int | None = None
    called_at: datetime | None = None
    started_at: datetime | None = None
    calls: int = 0
    paper: str | None = None
    paper_trouble: str = ""


class ServiceView(_Message):
    """`names` by language code, "vi" always there; `minutes`: first guess of how long one takes; `desks` that give it."""

    id: str
    names: dict[str, str]
    minutes: int
    desks: tuple[int, ...]


class DeskView(_Message):
    id: int
    services: tuple[str, ...]


class OfficeView(_Message):
    """What is written over the door: `authority` is the people's committee, `name` the centre."""

    authority: str
    name: str


class Snapshot(_Message):
    """Everything a listener needs to know as of `seq`. `epoch` is new with every server start.

    `tickets` are those waiting, called, served and missed, and the last one of each desk; `calls` are ticket ids, newest first, one a desk.
    """

    t: Literal["snapshot"] = "snapshot"
    v: int
    epoch: str
    seq: int
    now: datetime
    timezone: str
    office: OfficeView
    day: date | None
    is_open: bool
    services: tuple[ServiceView, ...]
    desks: tuple[DeskView, ...]
    tickets: tuple[TicketView, ...]
    calls: tuple[str, ...]


class News(_Message):
    """One thing that happened: the event's kind and the ticket as it is after it. `seq` follows the last one without a gap."""

    t: Literal["news"] = "news"
    seq: int
    at: datetime
    kind: str
    ticket: TicketView


class Tick(_Message):
    """The server is alive; its clock and its last seq."""

    t: Literal["tick"] = "tick"
    now: datetime
    seq: int


Heard = Snapshot | News | Tick
HEARD: TypeAdapter[Heard] = TypeAdapter(Annotated[Heard, Field(discriminator="t")])


def understood(text: str) -> Heard | None:
    """The message in a frame; None, and a line in the log, when this version does not understand it."""
    try:
        return HEARD.validate_json(text)
    except ValidationError as error:
        log.error("the server said something that is not understood here: %s", error.errors()[0]["msg"])
        return None
