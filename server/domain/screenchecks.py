"""What is wrong with the screens, the notices and the media of a setup, as a list. Pure."""

import re
from collections.abc import Iterator

from server.domain.faults import LANGUAGE, Fault, fault, fault_of_range, faults_of_names, faults_of_text
from server.domain.screens import Medium, MediumKind, Notice, Screen
from server.domain.setup import Setup

SCREEN_ID = re.compile(r"[a-z0-9-]{1,20}")
"""The name of a device, see server.devices."""
MARK = re.compile(r"[0-9a-f]{32}")
"""The first half of a SHA-256."""
PAGE_MAX = 300
"""Letters of a notice or an emergency notice: what is read from the last row of chairs in ten seconds."""
ADDRESS_MAX = 200
SECONDS_MIN, SECONDS_MAX = 3, 600
SLIDE_MIN_S, SLIDE_MAX_S = 5, 120


def faults_of_screens(setup: Setup) -> Iterator[Fault]:
    """Of the rows, in their order, then of what holds for all screens but the line at their foot."""
    for screen in setup.screens:
        yield from _screen(screen, setup)
    for notice in setup.notices:
        yield from _notice(notice)
    for medium in setup.media:
        yield from _medium(medium)
    yield from _rules(setup)


def _screen(screen: Screen, setup: Setup) -> Iterator[Fault]:
    where = f"screens {screen.id}"
    if not SCREEN_ID.fullmatch(screen.id):
        yield fault("bad_screen", where, id=screen.id)
    known = {service.id for service in setup.services}
    for service in dict.fromkeys(screen.services):
        if service not in known:
            yield fault("unknown_service", where, service=service)
    desks = {desk.id for desk in setup.desks}
    for desk in dict.fromkeys(screen.desks):
        if desk not in desks:
            yield fault("unknown_desk", where, desk=desk)
    yield from faults_of_text(screen.room, "room", where)
    yield from fault_of_range(screen.volume, "volume", where, 0, 100)
    if screen.second and (screen.second == "vi" or not LANGUAGE.fullmatch(screen.second)):
        yield fault("bad_language", where, name="second", language=screen.second)


def _notice(notice: Notice) -> Iterator[Fault]:
    where = f"notices {notice.id}"
    yield from faults_of_names(notice.texts, "texts", where, needed=True, most=PAGE_MAX)
    if notice.first_day and notice.last_day and notice.last_day < notice.first_day:
        yield fault("days_turned", where, name="last_day")


def _medium(medium: Medium) -> Iterator[Fault]:
    where = f"media {medium.id}"
    if not MARK.fullmatch(medium.id):
        yield fault("bad_mark", where, id=medium.id)
    yield from faults_of_text(medium.title, "title", where)
    yield from fault_of_range(medium.seconds, "seconds", where, SECONDS_MIN, SECONDS_MAX)


def _rules(setup: Setup) -> Iterator[Fault]:
    screen = setup.screen
    yield from faults_of_names(screen.emergency, "emergency", "screen", needed=bool(screen.emergency), most=PAGE_MAX)
    yield from fault_of_range(screen.slide_s, "slide_s", "screen", SLIDE_MIN_S, SLIDE_MAX_S)
    yield from faults_of_text(screen.lookup, "lookup", "screen", ADDRESS_MAX)
    yield from faults_of_text(screen.hours_link, "hours_link", "screen", ADDRESS_MAX)
    pictures = {one.id for one in setup.media if one.kind is MediumKind.IMAGE}
    if screen.emblem and screen.emblem not in pictures:
        yield fault("unknown_picture", "screen", name="emblem")
