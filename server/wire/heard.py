"""What listeners hear by websocket: one Snapshot on connecting, then News in order of seq, and a Tick every two seconds.

Times are aware UTC in ISO 8601. A ticket is a number; an officer's name and notes go to people who work here only, screens and kiosks hear ""
instead (see `for_anybody`).
"""

import logging
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from server.wire.kiosk import KioskView

log = logging.getLogger("moiso.wire")


class _Message(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class TicketView(_Message):
    """A ticket as anybody may see it. `state`: waiting, called, serving, held, missed, done, cancelled, lapsed, carried.

    Its place in the queue is (`since_s`, `tie`), small is early. `calls` of this turn, the newest at `last_call_at`. `why` it was called:
    turn, priority, appointment, quick, yielded, rejoined, chosen, roll; `overtook`: how often the most overtaken citizen had been then.
    `paper`: queued, sending, printed, unconfirmed, doubtful, seen, dropped, or null when none was wanted; `paper_trouble` is the
    device's reason (paper_out, unreachable …), "" if none; `paper_at` the printer that has it; `copies` papers ordered so far.
    """

    id: str
    service: str
    label: str
    state: str
    issued_at: datetime
    arrival: int
    since_s: float = 0.0
    tie: int = 0
    priority: bool = False
    appointment: bool = False
    language: str = "vi"
    steps: tuple[str, ...] = ()
    for_desk: int | None = None
    admission: str = ""
    opens_at: datetime | None = None
    desk: int | None = None
    called_at: datetime | None = None
    last_call_at: datetime | None = None
    started_at: datetime | None = None
    calls: int = 0
    absences: int = 0
    why: str | None = None
    overtook: int = 0
    outcome: str | None = None
    hold: str | None = None
    back_at: datetime | None = None
    note: str = ""
    paper: str | None = None
    paper_trouble: str = ""
    paper_at: str = ""
    copies: int = 0


class ServiceView(_Message):
    """`names` by language code, "vi" always there; `minutes`: first guess of how long one takes; `desks` that give it."""

    id: str
    names: dict[str, str]
    minutes: int
    desks: tuple[int, ...]
    group: str | None = None
    icon: str = ""
    colour: str = ""
    quick: bool = False
    documents: tuple[dict[str, str], ...] = ()
    fee: dict[str, str] = {}
    procedures: tuple[str, ...] = ()


class GroupView(_Message):
    id: str
    names: dict[str, str]
    parent: str | None = None
    icon: str = ""
    colour: str = ""


class PriorityView(_Message):
    """Somebody who goes first; `from_age`: whoever is so old, 0 where age does not matter."""

    id: str
    names: dict[str, str]
    icon: str = ""
    from_age: int = 0


class DeskView(_Message):
    """`state`: closed, open, paused. `services` in order of preference."""

    id: int
    services: tuple[str, ...]
    names: dict[str, str] = {}
    state: str = "closed"
    officer: str = ""
    reason: str = ""
    back_at: datetime | None = None


class ServiceFacts(_Message):
    """One service as of now: how many wait, how many of them with priority or an appointment, since when the longest, numbers left today.

    `wait_min`: who comes now waits about so many minutes, from and to, rounded; null when nobody can say.
    """

    service: str
    waiting: int
    favoured: int = 0
    oldest_at: datetime | None = None
    left: int | None = None
    desks_open: int = 0
    wait_min: tuple[int, int] | None = None


class OfficeView(_Message):
    """What is written over the door: `authority` is the people's committee, `name` the centre."""

    authority: str
    name: str


class PolicyView(_Message):
    """Who is next, by name and parameter; `guarantee` is the sentence that says what citizens may count on."""

    rule: str
    cap: int
    guarantee: str = ""


class CallingView(_Message):
    """What the office allows when it calls: so that a page offers nothing that would be refused. In seconds after the last call or act;
    `long_wait_min`: whoever waits longer is pointed out."""

    calls_max: int
    recall_after_s: int
    no_show_after_s: int
    undo_s: int
    long_wait_min: int


class RollView(_Message):
    """A paper roll that is called from; `next` is the number that comes."""

    service: str
    prefix: str
    next: int


class PrinterView(_Message):
    """A printer as it stands. `trouble`: as a ticket's paper_trouble, "" when it is ready; `held`: papers that wait for it; `answers`:
    whether it can say anything; `papers_left`: a forecast for its roll, null when that is unknown. `title`: "" where there is only one.
    """

    name: str
    title: str = ""
    trouble: str = ""
    paper_low: bool = False
    answers: bool = True
    held: int = 0
    papers_left: int | None = None


class NoticeView(_Message):
    """A page of text for the waiting area, by language."""

    id: str
    texts: dict[str, str]


class MediaView(_Message):
    """A picture or a film of the office. `mark` names its content and its address, /media/{mark}; `kind`: image or video."""

    mark: str
    kind: str = "image"
    seconds: int = 10


class ScreenPlace(_Message):
    """One screen as the office wants it, by its device's name. `layout`: calls, media, notices, columns or led.

    `services` and `desks`: its zone, empty for all. Of the screens in one `room` only one speaks (see Speakers). `volume`: 0 to 100.
    `second`: a second language in which names and invitations stand, "" for none.
    """

    name: str
    layout: str = "calls"
    services: tuple[str, ...] = ()
    desks: tuple[int, ...] = ()
    room: str = ""
    speaks: bool = True
    volume: int = 100
    second: str = ""


class ScreenView(_Message):
    """What the waiting area hears and reads, as the office chose. `notice`: the line at the screen's foot by language, {} for Moiso's own.

    `quiet`: hours without a voice, "11:30-13:00". `off_hours`: black outside the office's hours. `emergency`: fills every screen while it is
    there, by language, {} for none. `notices` and the media take turns, `slide_s` each. `figures`: show the day's. `procedures`: address of the
    QR code for looking procedures up, `hours` of the one for the office's hours, "" for none. `colours`: navy, light or contrast; `emblem`: mark of a medium, "" for none.
    """

    speaks: bool = True
    says_twice: bool = True
    notice: dict[str, str] = {}
    quiet: tuple[str, ...] = ()
    off_hours: bool = False
    emergency: dict[str, str] = {}
    notices: tuple[NoticeView, ...] = ()
    slide_s: int = 10
    figures: bool = True
    procedures: str = ""
    hours: str = ""
    colours: str = "navy"
    emblem: str = ""


class Snapshot(_Message):
    """Everything a listener needs to know as of `seq`. `epoch` is new with every server start.

    `tickets` are those that still go on, and the last one of each desk; `calls` are ticket ids, newest first, one a desk. `clock_doubt`:
    why the machine's clock is not believed, "" if it is. `when_no_paper`: show_number or refuse. `sessions`: today's, "07:00-11:00", null when no hours are set;
    `opens_next`: the first session of a later day. `screens` by name; a screen that is not among them is a ScreenPlace of nothing but its name.
    `voices`: language -> mark of its clip pack, which is at /voice/{language}/.
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
    groups: tuple[GroupView, ...] = ()
    priority_groups: tuple[PriorityView, ...] = ()
    facts: tuple[ServiceFacts, ...] = ()
    policy: PolicyView = PolicyView(rule="fifo", cap=0)
    calling: CallingView | None = None
    rolls: tuple[RollView, ...] = ()
    sessions: tuple[str, ...] | None = None
    one_officer: bool = False
    clock_doubt: str = ""
    printers: tuple[PrinterView, ...] = ()
    when_no_paper: str = "show_number"
    opens_next: datetime | None = None
    screen: ScreenView = ScreenView()
    screens: tuple[ScreenPlace, ...] = ()
    media: tuple[MediaView, ...] = ()
    voices: dict[str, str] = {}
    kiosk: KioskView = KioskView()


class News(_Message):
    """One thing that happened: the event's kind, and the ticket or the desk as it is after it. `seq` follows the last one without a gap.

    `facts`: of the services that it changed.
    """

    t: Literal["news"] = "news"
    seq: int
    at: datetime
    kind: str
    ticket: TicketView | None = None
    desk: DeskView | None = None
    facts: tuple[ServiceFacts, ...] = ()


class Printers(_Message):
    """How all printers stand; said when one of them stands otherwise than before. Not in the log, so without a seq."""

    t: Literal["printers"] = "printers"
    printers: tuple[PrinterView, ...]


class Tick(_Message):
    """The server is alive; its clock and its last seq. Today so far: `served` tickets, who waited on average `waited_min` minutes (null: none yet)."""

    t: Literal["tick"] = "tick"
    now: datetime
    seq: int
    served: int = 0
    waited_min: int | None = None


class You(_Message):
    """Whom the server takes the listener for: a screen's or kiosk's own name. Said to those that have one."""

    t: Literal["you"] = "you"
    name: str


class Speakers(_Message):
    """The names of the screens that speak now, one a room. Said on connecting and at every change; before it is heard, nobody speaks."""

    t: Literal["speakers"] = "speakers"
    names: tuple[str, ...]


class Seen(_Message):
    """What became of a call, the `calls`th of this turn: a screen has shown it, a screen has spoken it to the end. Said to people who work here,
    and to screens: whoever speaks next in a room must not say it again."""

    t: Literal["seen"] = "seen"
    ticket: str
    calls: int
    shown: bool = False
    spoken: bool = False


class ScreenStanding(_Message):
    """`sound`: ready, none (no sound card), off (the office wants none here); `tested_at`: when its loudspeaker was last tried, in the morning."""

    name: str
    sound: str = "ready"
    tested_at: datetime | None = None


class Screens(_Message):
    """The screens that are there. Said to people who work here, at every change."""

    t: Literal["screens"] = "screens"
    screens: tuple[ScreenStanding, ...]


class Seat(_Message):
    """This window of a desk page is at the desk now; any other one of the desk is not any more. Said to people who work here."""

    t: Literal["seat"] = "seat"
    desk: int
    window: str


class Away(_Message):
    """Screens and kiosks that should be there and are not heard of, by name. Said to people who work here."""

    t: Literal["devices"] = "devices"
    away: tuple[str, ...]


class Help(_Message):
    """Somebody at a kiosk wants help; `at` None: somebody is on the way. Said again after each Snapshot, which has forgotten it."""

    t: Literal["help"] = "help"
    at: datetime | None = None
    kiosk: str = ""


Heard = Snapshot | News | Printers | Tick | Seat | Away | Help | You | Speakers | Seen | Screens
HEARD: TypeAdapter[Heard] = TypeAdapter(Annotated[Heard, Field(discriminator="t")])


def understood(text: str) -> Heard | None:
    """The message in a frame; None, and a line in the log, when this version does not understand it."""
    try:
        return HEARD.validate_json(text)
    except ValidationError as error:
        log.error("the server said something that is not understood here: %s", error.errors()[0]["msg"])
        return None


def for_anybody(message: Heard) -> Heard:
    """The message without officers' names and notes; the same one when it has none."""
    if isinstance(message, Snapshot):
        return message.model_copy(
            update={"tickets": tuple(map(_plain_ticket, message.tickets)), "desks": tuple(map(_plain_desk, message.desks))}
        )
    if isinstance(message, News) and ((message.ticket and message.ticket.note) or (message.desk and message.desk.officer)):
        ticket = None if message.ticket is None else _plain_ticket(message.ticket)
        desk = None if message.desk is None else _plain_desk(message.desk)
        return message.model_copy(update={"ticket": ticket, "desk": desk})
    return message


def _plain_ticket(ticket: TicketView) -> TicketView:
    return ticket.model_copy(update={"note": ""}) if ticket.note else ticket


def _plain_desk(desk: DeskView) -> DeskView:
    return desk.model_copy(update={"officer": ""}) if desk.officer else desk
