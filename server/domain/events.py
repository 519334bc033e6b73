"""History: what has happened. Appended to the log, never changed. Folding a day's events gives the Day.

Every event is flat: ids, numbers, words. `KINDS` names each for the log; a name once used is used for ever, a field is only added, with a
default that means what older logs meant.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from server.domain.model import (
    Admission,
    DeskId,
    HoldReason,
    JobId,
    Outcome,
    PaperState,
    SeriesId,
    ServiceId,
    TicketId,
    TicketState,
    Why,
)
from server.domain.setup import Setup

_OWN = SeriesId("")
"""The series of logs older than series: the service's own."""


@dataclass(frozen=True, slots=True)
class DayOpened:
    """`setup` is what is in force from now on, so that a day's log explains itself. `paper_used_mm`: of each printer's roll so far."""

    date: date
    setup: Setup
    clock_offset_s: float = 0.0
    paper_used_mm: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DayClosed:
    date: date


@dataclass(frozen=True, slots=True)
class TicketIssued:
    """`since_s`: where it stands, None: at the end; `by_hand`: a number of a paper roll, not drawn from a series; `printer`: where its
    paper should come out, "": the first."""

    ticket: TicketId
    service: ServiceId
    number: int
    label: str
    job: JobId | None
    series: SeriesId = _OWN
    priority: bool = False
    appointment: bool = False
    language: str = "vi"
    steps: tuple[ServiceId, ...] = ()
    admission: Admission = Admission.PLAIN
    since_s: float | None = None
    not_before_s: float | None = None
    opens_at: datetime | None = None
    printer: str = ""
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class TicketBrought:
    """A ticket of an earlier day goes on as one of today, with its number. `waited_s`: how long it has waited already."""

    ticket: TicketId
    was: TicketId
    service: ServiceId
    series: SeriesId
    number: int
    label: str
    state: TicketState
    waited_s: float
    days: int
    priority: bool = False
    language: str = "vi"
    steps: tuple[ServiceId, ...] = ()
    hold: HoldReason | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class TicketCalled:
    """`overtaken`: how often the most overtaken one in sight has been, after this; `cap`: how often at the most."""

    ticket: TicketId
    desk: DeskId
    why: Why = Why.TURN
    overtaken: int = 0
    cap: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TicketRecalled:
    ticket: TicketId
    desk: DeskId


@dataclass(frozen=True, slots=True)
class ServingStarted:
    ticket: TicketId
    desk: DeskId


@dataclass(frozen=True, slots=True)
class TicketFinished:
    ticket: TicketId
    desk: DeskId
    outcome: Outcome = Outcome.SERVED


@dataclass(frozen=True, slots=True)
class StepFinished:
    """Done here; the visit goes on with `service`."""

    ticket: TicketId
    desk: DeskId
    service: ServiceId


@dataclass(frozen=True, slots=True)
class TicketHeld:
    ticket: TicketId
    desk: DeskId
    why: HoldReason
    back_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class TicketReturned:
    ticket: TicketId


@dataclass(frozen=True, slots=True)
class TicketMissed:
    """`final`: absent too often, the number has lapsed."""

    ticket: TicketId
    desk: DeskId
    final: bool = False


@dataclass(frozen=True, slots=True)
class TicketRejoined:
    """`after`: calls of its service that come first."""

    ticket: TicketId
    after: int


@dataclass(frozen=True, slots=True)
class TicketPutBack:
    ticket: TicketId
    desk: DeskId


@dataclass(frozen=True, slots=True)
class TicketMoved:
    """Waits for `service`, at `to_desk` only or at any, at the place (`since_s`, `tie`)."""

    ticket: TicketId
    service: ServiceId
    to_desk: DeskId | None
    since_s: float
    tie: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class StepAdded:
    ticket: TicketId
    service: ServiceId


@dataclass(frozen=True, slots=True)
class PrioritySet:
    ticket: TicketId
    priority: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TicketCancelled:
    ticket: TicketId
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TicketServedByHand:
    """A number of a paper roll was called while the machine was down."""

    ticket: TicketId


@dataclass(frozen=True, slots=True)
class TicketRestored:
    """An ended ticket goes on in this state: waiting, or as it was before the day was closed by mistake."""

    ticket: TicketId
    reason: str = ""
    state: TicketState = TicketState.WAITING


@dataclass(frozen=True, slots=True)
class ActUndone:
    """The ticket is again as it was before the desk's last act (event `seq`)."""

    ticket: TicketId
    desk: DeskId
    undone: int


@dataclass(frozen=True, slots=True)
class TicketLapsed:
    ticket: TicketId


@dataclass(frozen=True, slots=True)
class TicketCarried:
    """The day ended; on the next one it goes on in this state: waiting, missed or held."""

    ticket: TicketId
    state: TicketState


@dataclass(frozen=True, slots=True)
class DeskOpened:
    """`before`: the officer who was there and is not any more."""

    desk: DeskId
    officer: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class DeskPaused:
    desk: DeskId
    reason: str = ""
    back_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeskClosed:
    desk: DeskId


@dataclass(frozen=True, slots=True)
class RollStarted:
    service: ServiceId
    next: int
    prefix: str
    everywhere: bool


@dataclass(frozen=True, slots=True)
class RollStopped:
    service: ServiceId


@dataclass(frozen=True, slots=True)
class SetupChanged:
    """`setup` is in force now, `planned` from the next day on (None: the same). `what`: the edits in short."""

    setup: Setup
    planned: Setup | None
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClockDoubted:
    """`doubt` as in commands.DoubtClock; "" when it is trusted again."""

    doubt: str


@dataclass(frozen=True, slots=True)
class ClockConfirmed:
    offset_s: float


@dataclass(frozen=True, slots=True)
class PaperOrdered:
    """Printed again, for whoever lost it or never got it. `printer`: where it should come out, "": the first."""

    job: JobId
    ticket: TicketId
    printer: str = ""


@dataclass(frozen=True, slots=True)
class PaperNoted:
    """`printer`: the one that has it, "" if none yet; `mm`: paper used."""

    job: JobId
    ticket: TicketId
    state: PaperState
    trouble: str
    printer: str = ""
    mm: int = 0


@dataclass(frozen=True, slots=True)
class PaperLoaded:
    """Of this printer's roll so much is used: 0 when a new one was put in, more when its sensor corrects the count."""

    printer: str
    used_mm: int = 0


TicketEvent = (
    TicketIssued | TicketBrought | TicketCalled | TicketRecalled | ServingStarted | TicketFinished | StepFinished | TicketHeld
    | TicketReturned | TicketMissed | TicketRejoined | TicketPutBack | TicketMoved | StepAdded | PrioritySet | TicketCancelled
    | TicketServedByHand | TicketRestored | ActUndone | TicketLapsed | TicketCarried | PaperOrdered | PaperNoted
)  # fmt: skip
OfficeEvent = (
    DayOpened | DayClosed | DeskOpened | DeskPaused | DeskClosed | RollStarted | RollStopped | SetupChanged | ClockDoubted
    | ClockConfirmed | PaperLoaded
)  # fmt: skip
Event = TicketEvent | OfficeEvent
OFFICE_EVENTS = (
    DayOpened, DayClosed, DeskOpened, DeskPaused, DeskClosed, RollStarted, RollStopped, SetupChanged, ClockDoubted, ClockConfirmed,
    PaperLoaded,
)  # fmt: skip
"""Those that are about no ticket."""

KINDS: dict[str, type[Event]] = {
    "day_opened": DayOpened,
    "day_closed": DayClosed,
    "ticket_issued": TicketIssued,
    "ticket_brought": TicketBrought,
    "ticket_called": TicketCalled,
    "ticket_recalled": TicketRecalled,
    "serving_started": ServingStarted,
    "ticket_finished": TicketFinished,
    "step_finished": StepFinished,
    "ticket_held": TicketHeld,
    "ticket_returned": TicketReturned,
    "ticket_missed": TicketMissed,
    "ticket_rejoined": TicketRejoined,
    "ticket_put_back": TicketPutBack,
    "ticket_moved": TicketMoved,
    "step_added": StepAdded,
    "priority_set": PrioritySet,
    "ticket_cancelled": TicketCancelled,
    "ticket_served_by_hand": TicketServedByHand,
    "ticket_restored": TicketRestored,
    "act_undone": ActUndone,
    "ticket_lapsed": TicketLapsed,
    "ticket_carried": TicketCarried,
    "desk_opened": DeskOpened,
    "desk_paused": DeskPaused,
    "desk_closed": DeskClosed,
    "roll_started": RollStarted,
    "roll_stopped": RollStopped,
    "setup_changed": SetupChanged,
    "clock_doubted": ClockDoubted,
    "clock_confirmed": ClockConfirmed,
    "paper_ordered": PaperOrdered,
    "paper_noted": PaperNoted,
    "paper_loaded": PaperLoaded,
}
KIND_OF: dict[type[Event], str] = {event: kind for kind, event in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Logged:
    """An event with its place in the log. `seq` counts from 1 without gaps over the life of the office."""

    seq: int
    at: datetime
    event: Event
