"""Orders: what somebody wants done. Each is accepted whole or refused whole. Local times are aware, in the office's time zone."""

from dataclasses import dataclass, field
from datetime import date, datetime

from server.domain.edits import Edit
from server.domain.model import DeskId, HoldReason, JobId, Outcome, PaperState, Place, ServiceId, TicketId
from server.domain.setup import Setup


@dataclass(frozen=True, slots=True)
class OpenDay:
    """Begin the business day, or go on with it if it was closed. Days only go forward. `setup`: in force if no day ever was."""

    date: date
    setup: Setup | None = None


@dataclass(frozen=True, slots=True)
class CloseDay:
    """End the business day; what becomes of those who still wait is the office's rule."""


@dataclass(frozen=True, slots=True)
class Window:
    """An appointment's time, aware."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class IssueTicket:
    """Give the next number of a service. `wants_paper`: print it; `then`: further services of the same visit, in order.

    `printer`: where the paper should come out, "": the first one. `paper_ready`: whether any printer could print it now; it is no part
    of what was asked, so asking again while the roll is changed is the same ask.
    """

    service: ServiceId
    wants_paper: bool = True
    priority: bool = False
    language: str = "vi"
    then: tuple[ServiceId, ...] = ()
    appointment: Window | None = None
    printer: str = ""
    paper_ready: bool = field(default=True, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class CallNext:
    """Call whoever is next to this desk; opens the desk if nobody has."""

    desk: DeskId


@dataclass(frozen=True, slots=True)
class CallThis:
    """Call this ticket to this desk, out of turn: `reason` is kept."""

    desk: DeskId
    ticket: TicketId
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Recall:
    """Call the desk's ticket once more."""

    desk: DeskId


@dataclass(frozen=True, slots=True)
class Start:
    """The citizen came: serving begins."""

    desk: DeskId


@dataclass(frozen=True, slots=True)
class Finish:
    """The desk's citizen is served; if the visit has another step, the ticket waits for that."""

    desk: DeskId
    outcome: Outcome = Outcome.SERVED


@dataclass(frozen=True, slots=True)
class NoShow:
    """The desk's citizen did not come."""

    desk: DeskId


@dataclass(frozen=True, slots=True)
class PutBack:
    """Called by mistake: the desk's ticket waits again at its old place."""

    desk: DeskId


@dataclass(frozen=True, slots=True)
class Hold:
    """Keep the desk's ticket aside. `back_at`: when it waits again by itself, None: when somebody says so."""

    desk: DeskId
    why: HoldReason = HoldReason.PAUSE
    back_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Return:
    """The citizen of a held ticket is back: it waits again, at the place of its arrival."""

    ticket: TicketId


@dataclass(frozen=True, slots=True)
class Rejoin:
    """The citizen of a missed ticket is here now: called again after the set number of others."""

    ticket: TicketId


@dataclass(frozen=True, slots=True)
class Transfer:
    """Move a ticket to a service, or to one desk (`to_desk`; with `service` None it stays with its service)."""

    ticket: TicketId
    service: ServiceId | None = None
    to_desk: DeskId | None = None
    place: Place = Place.KEEP
    note: str = ""


@dataclass(frozen=True, slots=True)
class AddStep:
    """The visit needs another service after this one."""

    ticket: TicketId
    service: ServiceId


@dataclass(frozen=True, slots=True)
class SetPriority:
    """An officer gives or takes priority; taking needs a reason."""

    ticket: TicketId
    priority: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Cancel:
    """The ticket is not needed any more."""

    ticket: TicketId
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Restore:
    """Bring an ended ticket back: it waits again at the place of its arrival."""

    ticket: TicketId
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back what the desk did last with its ticket, within the set seconds."""

    desk: DeskId


@dataclass(frozen=True, slots=True)
class OpenDesk:
    """An officer is at the desk: opens it, resumes it, or takes it over with the ticket in hand."""

    desk: DeskId
    officer: str = ""


@dataclass(frozen=True, slots=True)
class PauseDesk:
    desk: DeskId
    reason: str = ""
    back_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CloseDesk:
    """`leave_waiting`: yes, although nobody else is there for those who wait."""

    desk: DeskId
    leave_waiting: bool = False


@dataclass(frozen=True, slots=True)
class StartRoll:
    """Call from a pre-printed roll from now on. Numbers from `first` to before `next` were called by hand already."""

    service: ServiceId
    next: int
    first: int | None = None
    prefix: str = ""
    everywhere: bool = True


@dataclass(frozen=True, slots=True)
class StopRoll:
    """The machine gives numbers again. `last`: the last number torn off; those not called yet wait in the log. None: there are none."""

    service: ServiceId
    last: int | None = None


@dataclass(frozen=True, slots=True)
class ChangeSetup:
    """`tomorrow`: in force from the next business day; else at once (and from then on). `seen`: places and marks of what the form was filled
    with, see marks; where one is another by now, nothing is changed."""

    edits: tuple[Edit, ...]
    tomorrow: bool = False
    seen: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DoubtClock:
    """The machine's clock says something that cannot be. `doubt`: back, ahead or early; "" lifts it."""

    doubt: str


@dataclass(frozen=True, slots=True)
class ConfirmClock:
    """An officer says what time it is: the machine's clock is wrong by so many seconds (0: it is right)."""

    offset_s: float = 0.0


@dataclass(frozen=True, slots=True)
class NotePaper:
    """What the spool has to say about a paper. `trouble` is the device's reason, "" if none; `mm` of paper used."""

    job: JobId
    state: PaperState
    trouble: str = ""
    printer: str = ""
    mm: int = 0


@dataclass(frozen=True, slots=True)
class Reprint:
    """Print the ticket's paper again, with the same number. `printer`: where, "": the first one."""

    ticket: TicketId
    printer: str = ""


@dataclass(frozen=True, slots=True)
class SettlePaper:
    """A person saw the paper in the citizen's hand: nothing is in doubt any more."""

    ticket: TicketId


@dataclass(frozen=True, slots=True)
class LoadPaper:
    """A new roll is in this printer; with `used_mm`, its sensor says how much of the old one is used."""

    printer: str
    used_mm: int = 0


TicketCommand = (
    CallNext | CallThis | Recall | Start | Finish | NoShow | PutBack | Hold | Return | Rejoin | Transfer | AddStep | SetPriority | Cancel
    | Restore | Undo
)  # fmt: skip
DeskCommand = OpenDesk | PauseDesk | CloseDesk
Command = (
    OpenDay
    | CloseDay
    | IssueTicket
    | TicketCommand
    | DeskCommand
    | StartRoll
    | StopRoll
    | ChangeSetup
    | DoubtClock
    | ConfirmClock
    | NotePaper
    | Reprint
    | SettlePaper
    | LoadPaper
)
