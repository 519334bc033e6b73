"""Ids, states and the ticket. Values; only `evolve` makes new ones of them. Knows no clock and no words."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

ServiceId = NewType("ServiceId", str)
"""The office's short name for a service, by default its letter on the ticket, for example "A"."""
SeriesId = NewType("SeriesId", str)
"""The counter that numbers are drawn from."""
GroupId = NewType("GroupId", str)
DeskId = NewType("DeskId", int)
"""The number over the desk, from 1."""
TicketId = NewType("TicketId", str)
"""Business day and label: "2026-11-23-A012". Unique for ever."""
JobId = NewType("JobId", str)
"""One paper of one ticket: "2026-11-23-A012/1"."""


class TicketState(StrEnum):
    """Where a ticket is in its life."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"  # served in part: the citizen does something meanwhile, or comes back with missing papers
    MISSED = "missed"  # called and nobody came; may come back
    DONE = "done"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"  # its last call or its day passed without it
    CARRIED = "carried"  # goes on as a ticket of the next business day


ACTIVE = frozenset({TicketState.CALLED, TicketState.SERVING})
"""States in which a ticket holds a desk."""


class PaperState(StrEnum):
    """What became of a paper."""

    QUEUED = "queued"
    SENDING = "sending"
    PRINTED = "printed"
    UNCONFIRMED = "unconfirmed"  # sent, nothing complained, nobody confirmed
    DOUBTFUL = "doubtful"  # may be printed, may be half: a person decides
    SEEN = "seen"  # a person saw it in the citizen's hand
    DROPPED = "dropped"  # not needed any more before a byte was sent


class Outcome(StrEnum):
    """How serving ended. Source: the forms of TT 01/2018 (receipt, refusal, apology with a new date); missing papers are a hold."""

    SERVED = "served"
    DECLINED = "declined"
    RESCHEDULED = "rescheduled"
    BY_HAND = "by_hand"  # called from a paper roll while the machine was down


class HoldReason(StrEnum):
    """Why a ticket is kept aside."""

    PAUSE = "pause"  # comes back by itself at a set time, or is taken up by hand
    SUPPLEMENT = "supplement"  # the citizen fetches missing papers and has the right to come back without a new number


class Admission(StrEnum):
    """What a citizen should be told with the number. "" = nothing."""

    PLAIN = ""
    NEXT_SESSION = "next_session"  # called from the beginning of the next session
    SHORT_TIME = "short_time"  # may not be served before closing
    OUTSIDE_HOURS = "outside_hours"  # nobody is at the desks now
    LATE = "late"  # too late for the appointment: the order of arrival counts


class Why(StrEnum):
    """Why it was this ticket that was called."""

    TURN = "turn"
    PRIORITY = "priority"
    APPOINTMENT = "appointment"
    QUICK = "quick"
    YIELDED = "yielded"  # favoured ones waited, but enough had been let past
    REJOINED = "rejoined"
    CHOSEN = "chosen"  # an officer chose it
    ROLL = "roll"  # a number of a paper roll


class Place(StrEnum):
    """Where a moved ticket stands in its new queue."""

    KEEP = "keep"  # by its time of arrival
    FIRST = "first"
    LAST = "last"


_OWN = SeriesId("")


@dataclass(frozen=True, slots=True)
class Ticket:
    """One citizen's place in the queue. Times are aware; `…_s` are office seconds of its day (see day.Day.elapsed_s).

    `service` is what is waited for now, `steps` what comes after it. The place in a queue is (`since_s`, `tie`), small is early.
    """

    id: TicketId
    service: ServiceId
    number: int
    label: str
    state: TicketState
    issued_at: datetime
    arrival: int  # the seq of its issuing
    since_s: float = 0.0
    tie: int = 0
    series: SeriesId = _OWN
    priority: bool = False
    appointment: bool = False
    language: str = "vi"
    steps: tuple[ServiceId, ...] = ()
    for_desk: DeskId | None = None  # waits for this desk only
    not_before_s: float | None = None
    admission: Admission = Admission.PLAIN
    opens_at: datetime | None = None  # with `admission`: when the desks are there
    desk: DeskId | None = None
    called_at: datetime | None = None  # first call of this step
    last_call_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    calls: int = 0
    absences: int = 0
    overtaken: int = 0  # by favoured ones who came later, as of when it last left a queue
    why: Why | None = None
    overtook: int = 0  # after its call: how often the most overtaken one has been overtaken
    outcome: Outcome | None = None
    hold: HoldReason | None = None
    back_at: datetime | None = None
    note: str = ""
    days: int = 0  # business days that it was carried over
    paper: PaperState | None = None  # the newest paper's
    paper_trouble: str = ""
    paper_at: str = ""  # the printer that has it, or had it last
    copies: int = 0  # papers ordered so far


def job_of(ticket: TicketId, copy: int = 1) -> JobId:
    """The paper of that ticket; copies count from 1."""
    return JobId(f"{ticket}/{copy}")


def copy_of(job: JobId) -> int:
    """Which paper of its ticket a job is, from 1."""
    return int(job.rpartition("/")[2])


def ticket_of(job: JobId) -> TicketId:
    """The ticket that a paper belongs to."""
    return TicketId(job.rpartition("/")[0])
