"""A form as its template needs it: values, choices, and how many stretches a day has room for."""

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from server.domain.model import GroupId, SeriesId
from server.domain.setup import Group, Pool, Series, Session
from server.setupdoc import doc_of
from server.setupfile import default_setup
from server.web.office.fields import PALETTE
from server.web.office.forms import FormMaker, ShownField, ShownForm
from server.words import Words

SETUP = replace(
    default_setup(),
    groups=(Group(GroupId("a"), {"vi": "Một"}), Group(GroupId("b"), {"vi": "Hai"})),
    series=(Series(SeriesId("S"), "S"), Series(SeriesId("T"), "T")),
    pools=(Pool("p", {"vi": "Chung"}, ()),),
)


@pytest.fixture
def maker() -> FormMaker:
    return FormMaker(Words("vi"), {"office.name": "TRUNG TÂM"})


def field(form: ShownForm, path: str) -> ShownField:
    return next(one for part in form.parts for one in part.fields if one.field.path == path)


def row(maker: FormMaker, kind: str, id_: Any) -> ShownForm:
    return maker.row(SETUP, kind, doc_of(next(one for one in getattr(SETUP, kind) if one.id == id_)), new=False)


def test_a_service_knows_the_desks_that_have_it_and_brings_them(maker: FormMaker) -> None:
    form = row(maker, "services", "R")
    assert field(form, "desks").value == ["1", "2", "3", "4", "5"]
    assert form.extra["desks"]["3"]["services"] == ["C", "E", "R"] and len(form.seen) == 6


def test_a_desks_services_come_first_in_their_order(maker: FormMaker) -> None:
    choices = [value for value, _ in field(row(maker, "desks", 3), "services").choices]
    assert choices[:3] == ["C", "E", "R"] and sorted(choices) == sorted(one.id for one in SETUP.services)


def test_nothing_is_offered_as_its_own_parent_or_follower(maker: FormMaker) -> None:
    assert [value for value, _ in field(row(maker, "groups", "a"), "parent").choices] == ["", "b"]
    assert [value for value, _ in field(row(maker, "series", "S"), "then").choices] == ["", "T"]
    assert [value for value, _ in field(row(maker, "desks", 1), "pool").choices] == ["", "p"]


def test_a_colour_of_the_offices_own_stays_among_those_that_are_offered(maker: FormMaker) -> None:
    doc = doc_of(SETUP.services[0]) | {"colour": "#123456"}
    assert [value for value, _ in field(maker.row(SETUP, "services", doc, new=False), "colour").choices] == ["#123456", *PALETTE]


def test_a_day_with_three_sessions_has_room_for_three(maker: FormMaker) -> None:
    three = tuple(Session(time(hour), time(hour + 1)) for hour in (7, 9, 13))
    setup = replace(SETUP, hours=replace(SETUP.hours, week=(three, *[()] * 6)))
    assert field(maker.tables(setup, "hours"), "hours.week").pairs == 3
    assert field(maker.tables(SETUP, "hours"), "hours.week").pairs == 2


def test_what_an_empty_text_means_is_said_beside_it(maker: FormMaker) -> None:
    form = maker.tables(SETUP, "texts")
    assert field(form, "office.name").hint == "Dòng thứ hai. Để trống: “TRUNG TÂM”."
    assert field(form, "office.complaint_phone").hint.endswith("Để trống: không in.")
    assert form.base == {"office": {"authority": "", "name": "", "complaint_phone": "", "ticket_qr": ""}}
