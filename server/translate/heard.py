"""Day -> Snapshot; logged events -> News. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from operator import attrgetter

from server.domain.day import Day
from server.domain.events import (
    KIND_OF,
    OFFICE_EVENTS,
    ActUndone,
    DeskClosed,
    DeskOpened,
    DeskPaused,
    Logged,
    StepFinished,
    TicketMoved,
)
from server.domain.hours import opens_next, sessions_on
from server.domain.kiosks import KioskRules
from server.domain.model import ACTIVE, DeskId, ServiceId, Ticket, TicketState
from server.domain.screens import Medium, Screen
from server.domain.setup import OfficeTexts, Setup
from server.domain.waits import wait_min
from server.office.printers import PrinterStanding
from server.setupdoc import doc_of
from server.translate.guarantee import guarantee
from server.wire import WIRE_VERSION, DeskView, News, OfficeView, ServiceFacts, ServiceView, Snapshot, TicketView
from server.wire.heard import (
    CallingView,
    GroupView,
    MediaView,
    NoticeView,
    PolicyView,
    Printers,
    PrinterView,
    PriorityView,
    RollView,
    ScreenPlace,
    ScreenView,
)
from server.wire.kiosk import KioskView
from server.words import Words

_SHOWN = ACTIVE | {TicketState.WAITING, TicketState.MISSED, TicketState.HELD}
_OF_A_DESK = (DeskOpened, DeskPaused, DeskClosed)
_BETWEEN_SERVICES = (TicketMoved, StepFinished, ActUndone)
_OF_PAPER = "paper_"
"""Kinds of events that change no queue."""
_FIELDS = tuple(TicketView.model_fields)
_values = attrgetter(*_FIELDS)
_BLANK = TicketView.model_construct()


@dataclass(frozen=True, slots=True)
class Standing:
    """What every snapshot says alike. `epoch` is new with every start of the server; `office` holds where the office has no texts of its own;
    `voices`: language -> mark of its clip pack, as of now; `procedures`: mark of the book that a setup names, "" when it is not there."""

    epoch: str
    timezone: str
    office: OfficeView
    words: Words
    voices: Callable[[], dict[str, str]] = dict
    procedures: Callable[[str], str] = str


def snapshot_of(day: Day, standing: Standing, now: datetime, printers: Iterable[PrinterStanding] = ()) -> Snapshot:
    """`now`: aware, in the office's zone."""
    last = set(day.last_call.values())
    shown = [ticket for ticket in day.tickets.values() if ticket.state in _SHOWN or ticket.id in last]
    sessions = sessions_on(day.setup, None, now.date())
    policy = day.setup.policy
    return Snapshot(
        v=WIRE_VERSION,
        epoch=standing.epoch,
        seq=day.seq,
        now=now,
        timezone=standing.timezone,
        office=office_of(day.setup.office, standing.office),
        day=day.date,
        is_open=day.is_open,
        services=tuple(_service_view(day, service) for service in day.services),
        desks=tuple(desk_view(day, desk) for desk in day.desks),
        tickets=tuple(ticket_view(ticket) for ticket in shown),
        calls=tuple(reversed(day.last_call.values())),
        groups=tuple(GroupView.model_validate(doc_of(group)) for group in day.setup.groups),
        priority_groups=tuple(PriorityView.model_validate(doc_of(group)) for group in day.setup.priority_groups),
        facts=facts_of(day),
        policy=PolicyView(rule=policy.rule.value, cap=policy.cap, guarantee=guarantee(policy, standing.words)),
        calling=CallingView(**{name: getattr(day.setup.calling, name) for name in CallingView.model_fields}),
        rolls=tuple(RollView(service=one.service, prefix=one.prefix, next=one.next) for one in day.rolls.values()),
        sessions=None if sessions is None else tuple(doc_of(one) for one in sessions),
        one_officer=day.setup.one_officer,
        clock_doubt=day.clock_doubt,
        printers=printers_of(printers).printers,
        when_no_paper=day.setup.paper.when_no_paper.value,
        opens_next=opens_next(day.setup, now),
        screen=_screen_view(day.setup, now),
        screens=places_of(day.setup),
        media=tuple(_media_view(one) for one in day.setup.media if one.shown),
        voices=standing.voices(),
        kiosk=kiosk_view(day.setup.kiosk, standing.procedures),
    )


def kiosk_view(rules: KioskRules, book: Callable[[str], str]) -> KioskView:
    """No book where nothing is looked up."""
    doc = doc_of(rules)
    return KioskView(**{**doc, "procedures": book(rules.procedures) if doc.pop("searches") else ""})


def places_of(setup: Setup) -> tuple[ScreenPlace, ...]:
    """The screens as the office wants them."""
    return tuple(map(_place, setup.screens))


def _place(screen: Screen) -> ScreenPlace:
    doc = doc_of(screen)
    return ScreenPlace(name=doc.pop("id"), **doc)


def _screen_view(setup: Setup, now: datetime) -> ScreenView:
    """Notices are those of today, by the office's clock."""
    doc = doc_of(setup.screen)
    notices = [NoticeView(id=one.id, texts=dict(one.texts)) for one in setup.notices if one.holds_on(now.date())]
    return ScreenView(procedures=doc.pop("lookup"), notices=tuple(notices), **doc)


def _media_view(medium: Medium) -> MediaView:
    return MediaView(mark=medium.id, kind=medium.kind.value, seconds=medium.seconds)


def office_of(texts: OfficeTexts, otherwise: OfficeView) -> OfficeView:
    """What stands over the door: as the office says, else as the server's TOML file does."""
    return OfficeView(authority=texts.authority.strip() or otherwise.authority, name=texts.name.strip() or otherwise.name)


def printers_of(printers: Iterable[PrinterStanding]) -> Printers:
    """How they stand, for everybody to hear."""
    return Printers(printers=tuple(PrinterView(**{**asdict(one), "trouble": one.trouble or ""}) for one in printers))


def news_of(logged: Logged, day: Day) -> News | None:
    """None for what changes everything (the day, the setup, the clock, a roll): then listeners get a Snapshot instead.

    `day` may already be ahead of the event: the ticket is then told as it is now, which a listener may hear twice without harm.
    """
    event = logged.event
    kind = KIND_OF[type(event)]
    if isinstance(event, _OF_A_DESK) and event.desk in day.desks:
        view = desk_view(day, event.desk)
        return News(seq=logged.seq, at=logged.at, kind=kind, desk=view, facts=_facts(day, day.gives[event.desk]))
    if isinstance(event, OFFICE_EVENTS):
        return None
    ticket = day.tickets.get(event.ticket)
    if ticket is None:  # a paper of a day that has ended
        return None
    changed: Iterable[ServiceId] = day.services if isinstance(event, _BETWEEN_SERVICES) else (ticket.service,)
    if kind.startswith(_OF_PAPER):
        changed = ()
    return News(seq=logged.seq, at=logged.at, kind=kind, ticket=ticket_view(ticket), facts=_facts(day, changed))


def ticket_view(ticket: Ticket) -> TicketView:
    """A copy of an empty one with the ticket's values: the quickest way to a model that pydantic knows, and every press takes it."""
    return _BLANK.model_copy(update=dict(zip(_FIELDS, _values(ticket), strict=True)))


def desk_view(day: Day, desk: DeskId) -> DeskView:
    there = day.attended(desk)
    return DeskView(
        id=desk,
        services=day.gives[desk],
        names=dict(day.desks[desk].names),
        state=there.state.value,
        officer=there.officer,
        reason=there.reason,
        back_at=there.back_at,
    )


def _service_view(day: Day, service: ServiceId) -> ServiceView:
    one = day.services[service]
    return ServiceView(
        id=one.id,
        names=dict(one.names),
        minutes=one.minutes,
        desks=() if day.setup.one_officer else day.given_by[service],
        group=one.group,
        icon=one.icon,
        colour=one.colour,
        quick=one.quick,
        documents=tuple(dict(names) for names in one.documents),
        fee=dict(one.fee),
        procedures=one.procedures,
    )


def facts_of(day: Day) -> tuple[ServiceFacts, ...]:
    """Of all services."""
    return _facts(day, day.services)


def _facts(day: Day, services: Iterable[ServiceId]) -> tuple[ServiceFacts, ...]:
    return tuple(_fact(day, service) for service in services if service in day.services)


def _fact(day: Day, service: ServiceId) -> ServiceFacts:
    facts = day.facts(service)
    return ServiceFacts.model_construct(
        service=service,
        waiting=facts.waiting,
        favoured=facts.favoured,
        oldest_at=None if facts.oldest is None else day.tickets[facts.oldest].issued_at,
        left=facts.left,
        desks_open=facts.desks_open,
        wait_min=wait_min(day, service),
    )
