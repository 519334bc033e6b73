"""What may be asked of the server by POST /api/ask, and what comes back. Unknown fields are refused.

`ask_id` names one press or click: asked again under the same id, the server gives the first answer and does nothing twice.
Moments carry their offset ("2026-11-23T09:30:00+07:00").
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter

from server.wire.heard import TicketView

AskId = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
Service = Annotated[str, Field(min_length=1, max_length=8)]
Desk = Annotated[int, Field(ge=1, le=999, strict=True)]
Ticket = Annotated[str, Field(min_length=1, max_length=40)]
Words = Annotated[str, Field(max_length=120)]
"""A reason or a note: no names of people, it is shown at desks."""
Printer = Annotated[str, Field(max_length=20, pattern=r"^[a-z0-9-]*$")]
SeenPlace = Annotated[str, Field(min_length=1, max_length=40)]
EDITS_MAX = 100
"""In one ask: every desk of a large centre anew."""
Number = Annotated[int, Field(ge=0, le=9999, strict=True)]


class _Ask(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    ask_id: AskId


class Window(BaseModel):
    """An appointment's time."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    start: AwareDatetime
    end: AwareDatetime


class IssueAsk(_Ask):
    """Give the next number of this service. `paper`: print it; `then`: further services of the same visit; `printer`: the kiosk's own.
    `slip`: the code of an appointment slip, whose service, day and time it must be (server.wire.slip); it is one number however often it is scanned."""

    kind: Literal["issue"] = "issue"
    service: Service
    paper: bool = True
    priority: bool = False
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] = "vi"
    then: Annotated[tuple[Service, ...], Field(max_length=8)] = ()
    appointment: Window | None = None
    printer: Printer = ""
    slip: Annotated[str, Field(max_length=120)] = ""


class CallNextAsk(_Ask):
    kind: Literal["call_next"] = "call_next"
    desk: Desk


class CallThisAsk(_Ask):
    """Out of turn only with a reason."""

    kind: Literal["call_this"] = "call_this"
    desk: Desk
    ticket: Ticket
    reason: Words = ""


class RecallAsk(_Ask):
    kind: Literal["recall"] = "recall"
    desk: Desk


class StartAsk(_Ask):
    kind: Literal["start"] = "start"
    desk: Desk


class FinishAsk(_Ask):
    kind: Literal["finish"] = "finish"
    desk: Desk
    outcome: Literal["served", "declined", "rescheduled"] = "served"


class NoShowAsk(_Ask):
    kind: Literal["no_show"] = "no_show"
    desk: Desk


class PutBackAsk(_Ask):
    """Called by mistake: it waits again at its place."""

    kind: Literal["put_back"] = "put_back"
    desk: Desk


class HoldAsk(_Ask):
    """`why`: pause, or supplement (the citizen fetches papers and comes back with the same number)."""

    kind: Literal["hold"] = "hold"
    desk: Desk
    why: Literal["pause", "supplement"] = "pause"
    back_at: AwareDatetime | None = None
    note: Words = ""


class ReturnAsk(_Ask):
    kind: Literal["return"] = "return"
    ticket: Ticket


class RejoinAsk(_Ask):
    kind: Literal["rejoin"] = "rejoin"
    ticket: Ticket


class TransferAsk(_Ask):
    """To a service, to one desk, or to one desk for a service. `place`: by arrival, first or last."""

    kind: Literal["transfer"] = "transfer"
    ticket: Ticket
    service: Service | None = None
    to_desk: Desk | None = None
    place: Literal["keep", "first", "last"] = "keep"
    note: Words = ""


class AddStepAsk(_Ask):
    """The visit needs this service too, afterwards."""

    kind: Literal["add_step"] = "add_step"
    ticket: Ticket
    service: Service


class SetPriorityAsk(_Ask):
    """To take priority away needs a reason."""

    kind: Literal["set_priority"] = "set_priority"
    ticket: Ticket
    priority: bool
    reason: Words = ""


class CancelAsk(_Ask):
    kind: Literal["cancel"] = "cancel"
    ticket: Ticket
    reason: Words = ""


class RestoreAsk(_Ask):
    """Bring an ended ticket back."""

    kind: Literal["restore"] = "restore"
    ticket: Ticket
    reason: Words = ""


class ReprintAsk(_Ask):
    """The same number on a new paper that says so. `printer`: "" for the first one."""

    kind: Literal["reprint"] = "reprint"
    ticket: Ticket
    printer: Printer = ""


class SettlePaperAsk(_Ask):
    """Somebody saw the paper in the citizen's hand."""

    kind: Literal["settle_paper"] = "settle_paper"
    ticket: Ticket


class LoadPaperAsk(_Ask):
    """A new roll is in this printer."""

    kind: Literal["load_paper"] = "load_paper"
    printer: Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[a-z0-9-]+$")]


class UndoAsk(_Ask):
    """Take back what the desk did last with its ticket, within seconds."""

    kind: Literal["undo"] = "undo"
    desk: Desk


class OpenDeskAsk(_Ask):
    """Open, resume or take over. `officer`: the name signed in with."""

    kind: Literal["open_desk"] = "open_desk"
    desk: Desk
    officer: Annotated[str, Field(max_length=40)] = ""


class PauseDeskAsk(_Ask):
    kind: Literal["pause_desk"] = "pause_desk"
    desk: Desk
    reason: Words = ""
    back_at: AwareDatetime | None = None


class CloseDeskAsk(_Ask):
    """Asked once more with `leave_waiting` when people wait and nobody else is there for them."""

    kind: Literal["close_desk"] = "close_desk"
    desk: Desk
    leave_waiting: bool = False


class StartRollAsk(_Ask):
    """Call from a paper roll; numbers from `first` to before `next` were called by hand already."""

    kind: Literal["start_roll"] = "start_roll"
    service: Service
    next: Number
    first: Number | None = None
    prefix: Annotated[str, Field(pattern=r"^[A-Z]{0,3}$")] = ""
    everywhere: bool = True


class StopRollAsk(_Ask):
    """`last`: the last number torn off; those not called yet wait like everybody."""

    kind: Literal["stop_roll"] = "stop_roll"
    service: Service
    last: Number | None = None


class OpenDayAsk(_Ask):
    """Open today's business day again after it was closed. `day` is what the page showed, so that an old page cannot open a new day."""

    kind: Literal["open_day"] = "open_day"
    day: date


class CloseDayAsk(_Ask):
    kind: Literal["close_day"] = "close_day"


class ConfirmClockAsk(_Ask):
    """An officer says what time it is."""

    kind: Literal["confirm_clock"] = "confirm_clock"
    now: AwareDatetime


class ChangeSetupAsk(_Ask):
    """Edit services, desks, hours and rules; each edit as server/setupdoc.py says. `tomorrow`: from the next business day.

    `seen`: place -> mark of each row or table that a form was filled with ("services A", "hours"; "": it was not there), as its page said;
    if somebody changed one of them since, nothing is done. Left out: nothing is compared.
    """

    kind: Literal["change_setup"] = "change_setup"
    edits: Annotated[tuple[dict[str, Any], ...], Field(min_length=1, max_length=EDITS_MAX)]
    tomorrow: bool = False
    seen: Annotated[dict[SeenPlace, Annotated[str, Field(max_length=12)]], Field(max_length=EDITS_MAX)] = {}


Ask = (
    IssueAsk | CallNextAsk | CallThisAsk | RecallAsk | StartAsk | FinishAsk | NoShowAsk | PutBackAsk | HoldAsk | ReturnAsk | RejoinAsk
    | TransferAsk | AddStepAsk | SetPriorityAsk | CancelAsk | RestoreAsk | ReprintAsk | SettlePaperAsk | LoadPaperAsk | UndoAsk | OpenDeskAsk | PauseDeskAsk | CloseDeskAsk
    | StartRollAsk | StopRollAsk | OpenDayAsk | CloseDayAsk | ConfirmClockAsk | ChangeSetupAsk
)  # fmt: skip
ASKS: TypeAdapter[Ask] = TypeAdapter(Annotated[Ask, Field(discriminator="kind")])


class Answer(BaseModel):
    """It was done (HTTP 200). `seq`: place in the log; `ticket` and `ahead` (people before it) where one is concerned.

    `notice`: a Vietnamese sentence that the person in front should read, "" if there is nothing to say.
    """

    ok: Literal[True] = True
    seq: int
    ticket: TicketView | None = None
    ahead: int = 0
    notice: str = ""


class Spot(BaseModel):
    """One place of the setup that is wrong. `where`: kind, row and field, "services A minutes"; `place`: the row or table in
    words; `message`: what is wrong, for the person in front."""

    where: str
    place: str
    message: str


class Refusal(BaseModel):
    """It was not done and nothing has changed. `reason` is a fixed word, `message` a Vietnamese sentence for the person in front.

    `spots`: of a setup that cannot be used, everything that is wrong, for the fields of a form.
    """

    ok: Literal[False] = False
    reason: str
    message: str
    spots: tuple[Spot, ...] = ()
