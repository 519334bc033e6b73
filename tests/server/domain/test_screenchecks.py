"""What is wrong with screens, notices and media is found, and where; what may be used is without a fault."""

import re
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from server.domain import screenchecks
from server.domain.checks import check
from server.domain.model import DeskId, ServiceId
from server.domain.screenchecks import PAGE_MAX
from server.domain.screens import Colours, Layout, Medium, MediumKind, Notice, Screen
from server.domain.setup import Desk, ScreenRules, Service, Session, Setup

A = ServiceId("A")
PICTURE = "0a" * 16
GOOD = Setup(
    services=(Service(A, {"vi": "Hộ tịch"}),),
    desks=(Desk(DeskId(1), (A,)),),
    screens=(Screen("screen"), Screen("man-hinh-tang-2", Layout.LED, (A,), (DeskId(1),), "Tầng 2", False, 0, "km")),
    notices=(Notice("n1", {"vi": "ạ" * PAGE_MAX}, True, date(2027, 2, 1), date(2027, 2, 1)),),
    media=(Medium(PICTURE), Medium("1" * 32, MediumKind.VIDEO)),
    screen=ScreenRules(
        quiet=(Session(time(11, 30), time(13)),), emergency={"vi": "Xin ra cửa chính."}, colours=Colours.CONTRAST, emblem=PICTURE
    ),
)


def screen(**changed: object) -> Setup:
    return replace(GOOD, screens=(replace(GOOD.screens[0], **changed),))  # type: ignore[arg-type]


def notice(**changed: object) -> Setup:
    return replace(GOOD, notices=(replace(GOOD.notices[0], **changed),))  # type: ignore[arg-type]


def rules(**changed: object) -> Setup:
    return replace(GOOD, screen=replace(GOOD.screen, **changed))  # type: ignore[arg-type]


WRONG: list[tuple[str, str, Setup]] = [
    ("bad_screen", "screens Màn hình", screen(id="Màn hình")),
    ("twice", "screens screen", replace(GOOD, screens=GOOD.screens[:1] * 2)),
    ("unknown_service", "screens screen", screen(services=(ServiceId("X"),))),
    ("unknown_desk", "screens screen", screen(desks=(DeskId(9),))),
    ("too_long", "screens screen", screen(room="x" * 81)),
    ("out_of_range", "screens screen", screen(volume=101)),
    ("bad_language", "screens screen", screen(second="vi")),
    ("bad_language", "screens screen", screen(second="English")),
    ("bad_id", "notices không", notice(id="không")),
    ("no_vietnamese", "notices n1", notice(texts={"en": "Closed"})),
    ("too_long", "notices n1", notice(texts={"vi": "ạ" * (PAGE_MAX + 1)})),
    ("bad_sign", "notices n1", notice(texts={"vi": "một\nhai"})),
    ("days_turned", "notices n1", notice(last_day=date(2027, 1, 31))),
    ("bad_mark", "media ../x", replace(GOOD, media=(*GOOD.media, Medium("../x")))),
    ("out_of_range", f"media {PICTURE}", replace(GOOD, media=(Medium(PICTURE, seconds=2),))),
    ("too_many", "notices", replace(GOOD, notices=tuple(Notice(f"n{n}", {"vi": "x"}) for n in range(41)))),
    ("no_vietnamese", "screen", rules(emergency={"en": "Leave"})),
    ("out_of_range", "screen", rules(slide_s=4)),
    ("too_long", "screen", rules(lookup="x" * 201)),
    ("too_long", "screen", rules(hours_link="x" * 201)),
    ("unknown_picture", "screen", rules(emblem="1" * 32)),  # a film
    ("session_ends_first", "screen quiet", rules(quiet=(Session(time(13), time(11)),))),
    ("sessions_overlap", "screen quiet", rules(quiet=(Session(time(7), time(9)), Session(time(8), time(10))))),
]


def test_what_may_be_used_is_without_faults() -> None:
    assert check(GOOD) == []


@pytest.mark.parametrize(("what", "where", "setup"), WRONG, ids=[f"{what} in {where}" for what, where, _ in WRONG])
def test_what_is_wrong_is_found_where_it_is(what: str, where: str, setup: Setup) -> None:
    assert (what, where) in [(fault.what, fault.where) for fault in check(setup)]


def test_every_fault_is_in_the_list_above() -> None:
    source = Path(screenchecks.__file__).read_text()
    assert set(re.findall(r'\bfault\(\s*"(\w+)"', source)) <= {what for what, _, _ in WRONG}


def test_a_notice_holds_from_its_first_day_to_its_last() -> None:
    notice = Notice("n1", {"vi": "x"}, first_day=date(2027, 2, 1), last_day=date(2027, 2, 2))
    assert [notice.holds_on(date(2027, 2, day)) for day in (1, 2, 3)] == [True, True, False]
    assert not notice.holds_on(date(2027, 1, 31))
    assert Notice("n1", {"vi": "x"}).holds_on(date(2027, 2, 1))
    assert not Notice("n1", {"vi": "x"}, shown=False).holds_on(date(2027, 2, 1))
