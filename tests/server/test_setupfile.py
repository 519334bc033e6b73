"""The setup as a TOML file: what goes out comes back, the default file, and what is said about a wrong one."""

import json
import re
from dataclasses import fields, replace
from datetime import date, time
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.domain.checks import check
from server.domain.kiosks import LANGUAGES, KioskRules, KioskTheme
from server.domain.model import DeskId, GroupId, SeriesId, ServiceId
from server.domain.screens import Colours, Layout, Medium, MediumKind, Notice, Screen
from server.domain.setup import (
    AfterLast,
    AtClosing,
    CalendarDay,
    Calling,
    Desk,
    Group,
    Hours,
    LeftOver,
    NumberFirst,
    OfficeTexts,
    PaperRow,
    PaperRules,
    Policy,
    Pool,
    Preference,
    PriorityGroup,
    RowKind,
    RowSize,
    Rule,
    ScreenRules,
    Series,
    Service,
    Session,
    Setup,
    Week,
    WhenNoPaper,
)
from server.setupdoc import Misfit, doc_of, setup_from
from server.setupfile import BadSetupFile, default_setup, default_text, faults, setup_of, text_of
from server.setupwords import NotToml
from server.words import call_clips

odd = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=20) | st.sampled_from(
    ['"Một cửa"', "C:\\moiso\\n", "'''", "# không phải ghi chú", "ការបញ្ជាក់\u200bឯកសារ", "a = [1]", '"""', "\\u0041", "{ vi }"]
)
names = st.dictionaries(st.sampled_from(["en", "km", "hoa"]), odd, max_size=2).flatmap(
    lambda others: odd.filter(str.strip).map(lambda vi: {"vi": vi, **others})
)
sessions = st.lists(st.integers(0, 1439), unique=True, max_size=6).map(
    lambda minutes: tuple(
        Session(time(*divmod(start, 60)), time(*divmod(end, 60)))
        for start, end in zip(sorted(minutes)[::2], sorted(minutes)[1::2], strict=False)
    )
)
weeks: st.SearchStrategy[Week] = st.just(()) | st.tuples(*[sessions] * 7)
colours = st.just("") | st.integers(0, 0x606060).map(lambda number: f"#{number & 0x7F7F7F:06x}")
hours = st.builds(
    Hours,
    weeks,
    st.lists(st.builds(CalendarDay, st.dates(date(2026, 1, 1)), sessions, odd), max_size=3, unique_by=lambda one: one.date).map(
        tuple
    ),
    st.sampled_from(AtClosing),
    st.integers(0, 720),
    st.integers(0, 240),
    st.booleans(),
    st.none() | st.integers(0, 360),
)
slopes = st.floats(1, 100)
policies = st.builds(Policy, st.sampled_from(Rule), slopes, slopes, st.integers(0, 99), st.integers(1, 20), st.integers(1, 480))
callings = st.builds(Calling, *[st.integers(1, 20)] * 6, st.booleans())

LOGO = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAACAQAAAABN76BAAAAADElEQVR42mOoZ/gHAAJ/AX4rHlmFAAAAAElFTkSuQmCC"
number_rows = st.builds(PaperRow, st.just(RowKind.NUMBER), st.sampled_from(RowSize), st.booleans())
text_rows = st.builds(PaperRow, st.just(RowKind.TEXT), st.sampled_from(RowSize), st.booleans(), names)
papers = st.builds(
    PaperRules,
    st.sampled_from(WhenNoPaper),
    st.booleans(),
    st.sampled_from(NumberFirst),
    st.booleans(),
    st.sampled_from(["", LOGO]),
    st.just(()) | st.tuples(number_rows, text_rows, st.just(PaperRow(RowKind.RULE)), text_rows),
)


MARK = "0123456789abcdef" * 2
screens = st.builds(
    ScreenRules,
    st.booleans(),
    st.booleans(),
    st.just({}) | names,
    st.sampled_from([(), (Session(time(11, 30), time(13)),)]),
    st.booleans(),
    st.just({}) | names,
    st.integers(5, 120),
    st.booleans(),
    odd,
    odd,
    st.sampled_from(Colours),
    st.sampled_from(["", MARK]),
)


@st.composite
def setups(draw: st.DrawFn) -> Setup:
    """Any setup without faults."""
    groups = [
        Group(GroupId(f"g{n}"), draw(names), GroupId(f"g{n - 1}") if n else None, draw(odd), draw(colours)) for n in range(2)
    ]
    groups = groups[: draw(st.integers(0, 2))]
    series = [Series(SeriesId(f"s-{n}"), "", 1000 * n, 1000 * n + 999, 4, AfterLast.STOP) for n in range(2)]
    if draw(st.booleans()):
        series[0] = replace(series[0], after_last=AfterLast.GO_ON, then=series[1].id)
    services = [
        Service(
            ServiceId(letter),
            draw(names),
            draw(st.integers(1, 480)),
            draw(st.sampled_from([None, *(group.id for group in groups)])),
            draw(odd),
            draw(colours),
            draw(st.sampled_from([None, SeriesId("s-0")])),
            draw(st.none() | st.integers(1, 9999)),
            draw(weeks),
            draw(st.booleans()),
            draw(st.lists(names, max_size=2).map(tuple)),
            draw(st.just({}) | names),
            draw(st.lists(odd, max_size=2).map(tuple)),
        )
        for letter in draw(st.lists(st.sampled_from("ABCDEGHKL"), min_size=1, max_size=3, unique=True))
    ]
    every = tuple(service.id for service in services)
    pools = draw(st.sampled_from([(), (Pool("p", draw(names), every, Preference.ORDERED),)]))
    own = (Desk(DeskId(draw(st.integers(1, 9))), every, draw(st.sampled_from(Preference)), 5, None, draw(st.just({}) | names)),)
    pooled = (Desk(DeskId(10), (), pool="p"),) if pools else ()
    return Setup(
        tuple(services),
        own + pooled,
        tuple(groups),
        tuple(series),
        pools,
        draw(hours),
        draw(policies),
        draw(callings),
        tuple(PriorityGroup(f"p{n}", draw(names), draw(odd)) for n in range(draw(st.integers(0, 2)))),
        draw(st.sampled_from(LeftOver)),
        draw(st.integers(0, 60)),
        draw(st.booleans()),
        draw(papers),
        OfficeTexts(*(draw(odd) for _ in range(4))),
        draw(screens),
        draw(
            st.sampled_from([KioskRules(), KioskRules(LANGUAGES, False, False, KioskTheme.LARGE, "", False, "a" * 32, "", False)])
        ),
        (
            Screen(
                "man-hinh",
                draw(st.sampled_from(Layout)),
                every[:1],
                (),
                draw(odd),
                draw(st.booleans()),
                draw(st.integers(0, 100)),
                "km",
            ),
        ),
        (
            Notice(
                "n1",
                draw(names),
                draw(st.booleans()),
                draw(st.none() | st.just(date(2027, 2, 1))),
                draw(st.none() | st.just(date(2027, 2, 5))),
            ),
        ),
        (Medium(MARK, MediumKind.IMAGE, draw(odd), draw(st.integers(3, 600)), draw(st.booleans())),),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(setups())
def test_what_goes_out_comes_back(setup: Setup) -> None:
    assert check(setup) == [], "the strategy makes setups without faults"
    text = text_of(setup)
    assert setup_of(text) == setup
    assert setup_of("\ufeff" + text.replace("\n", "\r\n")) == setup, "as another editor saves it"
    assert setup_from(json.loads(json.dumps(doc_of(setup)))) == setup


# ── the default file ──


def test_the_default_file_can_be_used() -> None:
    assert faults(default_setup()) == []


def test_the_default_file_is_what_would_be_written_but_for_the_notes_to_the_khmer_reader() -> None:
    noted = default_text()
    assert re.sub(r"  # km: chờ cán bộ Khmer duyệt$", "", noted, flags=re.MULTILINE) == text_of(default_setup())
    assert noted.count("# km: chờ") == 5


def test_a_fresh_install_always_gives_numbers() -> None:
    assert default_setup().hours.at_closing is AtClosing.WARN


def test_the_desks_of_the_default_are_those_of_a_commune_centre() -> None:
    setup = default_setup()
    at = {service.id: [desk.id for desk in setup.desks if service.id in desk.services] for service in setup.services}
    assert at == {"A": [1], "B": [2], "C": [3], "D": [4], "E": [3], "G": [4], "K": [5], "R": [1, 2, 3, 4, 5]}
    assert [service.id for service in setup.services if service.quick] == ["R"]


def test_every_default_name_is_there_in_three_languages_and_every_number_can_be_spoken() -> None:
    setup = default_setup()
    rows: list[Service | PriorityGroup] = [*setup.services, *setup.priority_groups]
    for row in rows:
        assert list(row.names) == ["vi", "en", "km"] and row.icon
        assert any("\u1780" <= sign <= "\u17ff" for sign in row.names["km"])
    for service in setup.services:
        assert call_clips(f"{service.id}001", 1)


_EYES = {
    "all cones": np.eye(3),
    "no red cones": np.array([[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]]),
    "no green cones": np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]]),
}
"""Linear RGB as such an eye sees it. Source: Machado, Oliveira & Fernandes 2009, severity 1.0."""


def lab(colour: str, eyes: Any) -> Any:
    shares = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array([[0.4339, 0.3762, 0.1899], [0.2126, 0.7152, 0.0722], [0.0177, 0.1095, 0.8726]])
    x, y, z = np.cbrt(to_xyz @ np.clip(eyes @ linear, 0, 1))
    return np.array([116 * y, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("eyes", _EYES)
def test_no_two_default_colours_look_alike_to_any_eye(eyes: str) -> None:
    colours = [service.colour for service in default_setup().services]
    seen = [lab(colour, _EYES[eyes]) for colour in colours]
    assert min(np.linalg.norm(one - other) for one, other in combinations(seen, 2)) > 20, "2 is just noticed side by side"


def test_white_letters_can_be_read_on_every_default_colour() -> None:
    for service in default_setup().services:
        assert lab(service.colour, np.eye(3))[0] < 116 * 0.1833 ** (1 / 3), "a contrast of 4.5 : 1"


# ── what a technician reads ──


def test_the_file_says_in_vietnamese_what_each_section_is() -> None:
    lines = text_of(default_setup()).splitlines()
    for name in (
        "services",
        "desks",
        "hours",
        "policy",
        "calling",
        "priority_groups",
        "groups",
        "pools",
        "series",
        "office",
        "screen",
        "kiosk",
        *("screens", "notices", "media"),
    ):
        head = next(place for place, line in enumerate(lines) if re.fullmatch(rf"(# )?\[+{name}\]+", line))
        assert lines[head - 1].startswith("# "), name


def test_every_rule_has_its_comment() -> None:
    lines = text_of(default_setup()).splitlines()
    kinds = (Hours, Policy, Calling, PaperRules, OfficeTexts, ScreenRules, KioskRules)
    plain = {"left_over", "reentry_days", "one_officer", "keep_days"}
    for name in plain | {one.name for kind in kinds for one in fields(kind)} - {"week", "calendar", "rows"}:
        place = next(place for place, line in enumerate(lines) if re.match(rf"(# )?{name} = ", line))
        assert lines[place - 1].startswith("# "), name


def test_what_is_not_used_stands_there_as_an_example_that_works() -> None:
    empty = replace(default_setup(), hours=Hours(), priority_groups=())
    text = text_of(empty)
    assert setup_of(text) == empty
    for name in (
        "hours.week",
        "hours.calendar",
        "paper.rows",
        "groups",
        "pools",
        "series",
        "priority_groups",
        *("screens", "notices", "media"),
    ):
        text = re.sub(
            rf"^# \[+{re.escape(name)}\]+\n(# .+\n)+", lambda block: re.sub(r"(?m)^# ", "", block[0]), text, flags=re.MULTILINE
        )
    setup = setup_of(text.replace("# closes_after_min", "closes_after_min"))
    assert (
        setup.hours.week == default_setup().hours.week and len(setup.hours.calendar) == 2 and setup.hours.closes_after_min == 60
    )
    assert [row.kind for row in setup.paper.rows] == [RowKind.NUMBER, RowKind.SERVICE, RowKind.TEXT]
    assert setup.groups and setup.pools and setup.series and setup.priority_groups
    assert setup.screens and setup.notices and setup.media


def test_empty_fields_are_left_out() -> None:
    head = text_of(default_setup()).partition('id = "A"\n')[2].partition("\n\n")[0]
    assert [line.partition(" = ")[0] for line in head.splitlines()] == ["names", "minutes", "icon", "colour"]


def test_names_stand_on_one_line_and_sessions_as_people_write_them() -> None:
    text = text_of(default_setup())
    assert 'names = { vi = "Hộ tịch", en = "Civil status", km = "អត្រានុកូលដ្ឋាន" }' in text
    assert 'mon = ["07:00-11:00", "13:00-17:00"]' in text


def test_every_part_of_a_setup_is_in_the_file() -> None:
    text = default_text()
    assert [
        field.name
        for field in fields(Setup)
        if not re.search(rf"^(# )?(\[+{field.name}\]+$|{field.name} = )", text, re.MULTILINE)
    ] == []


# ── wrong files ──


def findings(text: str) -> list[Any]:
    with pytest.raises(BadSetupFile) as caught:
        setup_of(text)
    return caught.value.findings


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("left_over = “lapse”\n", NotToml("not_toml", 1, 13)),
        ("[hours]\n\nearly_min = \n", NotToml("not_toml", 3, 13)),
        ('left_over = "lapse"\nleft_over = "carry"\n[hours]', NotToml("written_twice", 2, 20)),
        ("[policy]\n[calling]\n[policy]\n", NotToml("written_twice", 3, 8)),
        ("[[services]", NotToml("not_toml", 1)),
        ("a = " + "[" * 9999, NotToml("not_toml", 1)),
        ("a = " + "9" * 9999, NotToml("not_toml", 1)),
    ],
)
def test_a_text_that_is_not_toml_is_found_by_its_line(text: str, finding: NotToml) -> None:
    found = findings(text)[0]
    assert (found.what, found.line) == (finding.what, finding.line)


def test_the_shape_is_looked_at_before_the_sense() -> None:
    found = findings(default_text().replace("minutes = 12", "minutes = 0").replace("cap = 5", 'cap = "five"'))
    assert found == [Misfit("policy cap", "wrong_type", "whole")]


def test_all_faults_are_found_at_once() -> None:
    found = findings(default_text().replace("cap = 5", "cap = 500").replace("minutes = 18", "minutes = 0"))
    assert [(fault.what, fault.where) for fault in found] == [("out_of_range", "services C"), ("out_of_range", "policy")]


def test_a_letter_that_the_voice_cannot_say_is_a_fault() -> None:
    setup = default_setup()
    silent = replace(setup, series=(Series(SeriesId("S"), "FAF"), Series(SeriesId("T"), "A", 1000, 1999, 4)))
    found = [(fault.where, fault.facts) for fault in faults(silent) if fault.what == "unspoken"]
    assert found == [("series S", (("letter", "F"),))]
    assert [fault.where for fault in findings(default_text().replace('"A"', '"W"'))] == ["services W"]


def test_an_entry_that_nobody_knows_is_not_passed_over_in_silence() -> None:
    for section in (
        "[hours]",
        "[policy]",
        "[calling]",
        "[paper]",
        "[office]",
        "[screen]",
        "[[services]]",
        "[[desks]]",
        "[[priority_groups]]",
    ):
        head = re.compile(rf"^{re.escape(section)}$", re.MULTILINE)
        assert [one.what for one in findings(head.sub(f"{section}\nno_such_entry = 1", default_text(), count=1))] == [
            "unknown_key"
        ]
