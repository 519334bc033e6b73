"""What is wrong with a setup, in sentences: every finding has one in every language, with its place in words."""

import ast
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from server import setupdoc, setupfile
from server.domain import checks, faults, screenchecks
from server.domain.faults import Fault
from server.domain.kiosks import KioskRules
from server.domain.screens import Medium, Notice, Screen
from server.domain.setup import (
    CalendarDay,
    Calling,
    Desk,
    Group,
    Hours,
    OfficeTexts,
    PaperRow,
    PaperRules,
    Policy,
    Pool,
    PriorityGroup,
    RowKind,
    ScreenRules,
    Series,
    Service,
    Setup,
)
from server.setupdoc import Misfit
from server.setupwords import Finding, NotToml, place, sentences, spot
from server.words import LANGUAGES, Words

SOURCE = "".join(Path(one.__file__).read_text() for one in (checks, faults, screenchecks))
NAMED = set(re.findall(r'\bfault\(\s*"(\w+)"[^)]*name=', SOURCE))
FAULTS = set(re.findall(r'\bfault\(\s*"(\w+)"', SOURCE)) | {"unspoken"}
_CALLS = [
    one for one in ast.walk(ast.parse(Path(setupdoc.__file__).read_text())) if isinstance(one, ast.Call) and len(one.args) > 1
]
SHAPES = {
    one.args[1].value
    for one in _CALLS
    if isinstance(one.func, ast.Name) and one.func.id == "Misfit" and isinstance(one.args[1], ast.Constant)
}
TYPES = {"text", "whole", "number", "yes_no", "table", "list"}
SAID_BY_THE_COMMAND = {"good", "bad", "no_file", "taken_now", "taken_tomorrow", "not_taken", "no_server", "nth", "date"}
FACTS: dict[str, str | int] = {
    "name": "minutes", "most": 9, "low": 1, "high": 2, "id": "x", "colour": "#ffd700", "group": "g", "series": "s", "other": "t",
    "prefix": "p", "pool": "p", "service": "X", "start": "07:00", "end": "11:00", "language": "VN", "text": "abc", "letter": "F", "desk": 7, "known": "vi, en",
}  # fmt: skip


def say(finding: Finding, language: str = "vi") -> str:
    return sentences([finding], Words(language))[0]


def fault(what: str, where: str, **facts: str | int) -> Fault:
    return Fault(what, where, tuple(facts.items()))


def test_the_sources_name_what_they_find() -> None:
    assert sorted(map(str, SHAPES)) == [
        "missing",
        "unknown_edit",
        "unknown_key",
        "wrong_choice",
        "wrong_date",
        "wrong_time",
        "wrong_type",
    ]
    assert len(FAULTS) > 25


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_has_a_sentence_and_every_sentence_is_said(language: str) -> None:
    kinds = {f"wrong_type_{kind}" for kind in TYPES} | {"unknown_key_like"} | (SHAPES - {"wrong_type"})
    expected = FAULTS | kinds | {"not_toml", "written_twice", "not_utf8"} | SAID_BY_THE_COMMAND
    assert Words(language).section("config").keys() == expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", sorted(FAULTS))
def test_every_fault_can_be_said(what: str, language: str) -> None:
    wanted = set(re.findall(r"\{(\w+)\}", Words("vi").section("config")[what]))
    assert wanted <= FACTS.keys()
    text = say(fault(what, "services A", **FACTS), language)
    assert ": " in text and text.endswith((".", "?")) and "{" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(TYPES))
def test_every_type_can_be_said(kind: str, language: str) -> None:
    assert say(Misfit("services A minutes", "wrong_type", kind), language).endswith(".")
    assert set(setupdoc._SHOULD_BE.values()) == TYPES


def test_every_field_of_a_setup_has_a_word() -> None:
    kinds: list[Any] = [
        Setup,
        Service,
        Desk,
        Group,
        Series,
        Pool,
        PriorityGroup,
        Hours,
        CalendarDay,
        Policy,
        Calling,
        PaperRules,
        PaperRow,
        OfficeTexts,
        ScreenRules,
        KioskRules,
        Screen,
        Notice,
        Medium,
    ]
    names = {field.name for kind in kinds for field in fields(kind)}
    assert Words("vi").section("field").keys() == names


@pytest.mark.parametrize(
    ("finding", "text"),
    [
        (fault("unknown_service", "desks 3", service="X"), "Quầy 3: lĩnh vực “X” không có trong danh sách."),
        (fault("no_name", "services A"), "Lĩnh vực A: chưa có tên tiếng Việt."),
        (
            fault("session_ends_first", "screen quiet", start="13:00", end="11:00"),
            "Màn hình và loa, giờ không đọc (quiet): buổi 13:00-11:00 kết thúc trước khi bắt đầu.",
        ),
        (
            fault("unknown_desk", "screens man-hinh-tang-2", desk=99),
            "Màn hình man-hinh-tang-2: quầy 99 không có trong danh sách.",
        ),
        (fault("days_turned", "notices n2", name="last_day"), "Thông báo n2, ngày cuối (last_day): ngày cuối ở trước ngày đầu."),
        (fault("no_services", "services"), "Lĩnh vực: chưa có lĩnh vực nào. Cần ít nhất một lĩnh vực."),
        (
            fault("session_ends_first", "hours week mon", start="11:00", end="07:00"),
            "Giờ làm việc, Thứ Hai: buổi 11:00-07:00 kết thúc trước khi bắt đầu.",
        ),
        (
            fault("session_ends_first", "services A week sun", start="11:00", end="07:00"),
            "Lĩnh vực A, Chủ Nhật: buổi 11:00-07:00 kết thúc trước khi bắt đầu.",
        ),
        (fault("twice", "calendar 2027-02-06"), "Lịch ngày 06/02/2027: được khai hai lần. Hãy bỏ bớt hoặc đổi mã."),
        (
            fault("out_of_range", "policy", name="cap", low=0, high=99),
            "Thứ tự gọi số, số lần bị vượt tối đa (cap): phải từ 0 đến 99.",
        ),
        (
            fault("out_of_range", "rules", name="reentry_days", low=0, high=60),
            "Cấu hình, số ngày được quay lại (reentry_days): phải từ 0 đến 60.",
        ),
        (fault("no_number", "paper", name="rows"), "Mẫu phiếu, dòng (rows): phiếu phải có số thứ tự (number)."),
        (
            Misfit("paper rows #2 kind", "wrong_choice", ", ".join(RowKind)),
            f"Mẫu phiếu, dòng (rows), thứ 2, loại (kind): chỉ được chọn một trong các từ: {', '.join(RowKind)}.",
        ),
        (Misfit("services #2 id", "missing"), "Lĩnh vực thứ 2, mã (id): còn thiếu mục này."),
        (
            Misfit("hours calendar 2027-02-06 date", "wrong_date", "mai"),
            "Lịch ngày 06/02/2027, ngày (date): “mai” không phải là ngày. Hãy viết năm-tháng-ngày, như 2027-02-06.",
        ),
        (
            Misfit("services A names vi", "wrong_type", "text"),
            "Lĩnh vực A, tên (names), “vi”: phải là chữ trong dấu ngoặc kép thẳng.",
        ),
        (
            Misfit("left_over", "wrong_choice", "lapse, carry"),
            "Cấu hình, số còn chờ cuối ngày (left_over): chỉ được chọn một trong các từ: lapse, carry.",
        ),
        (Misfit("", "wrong_type", "table"), "Cấu hình: phải gồm nhiều mục có tên; hãy xem mẫu bằng “moiso config default”."),
        (
            NotToml("written_twice", 3, 9),
            "Dòng 3, cột 9: mục này đã được ghi ở trên. Mỗi mục chỉ được ghi một lần; hãy bỏ bớt.",
        ),
    ],
)
def test_the_place_is_said_in_words(finding: Finding, text: str) -> None:
    assert say(finding) == text


def test_english_says_the_same() -> None:
    assert say(fault("twice", "calendar 2027-02-06"), "en").startswith("Calendar 2027-02-06: ")
    assert (
        say(fault("out_of_range", "services A", name="minutes", low=1, high=480), "en")
        == "Service A, minutes: must be from 1 to 480."
    )


@pytest.mark.parametrize("id_", ["", " ", "A B", "x\ny", "x" * 500, "{name}", "week mon"])
def test_a_strange_id_still_makes_one_line(id_: str) -> None:
    text = say(fault("bad_id", f"services {id_}", id=id_))
    assert text.startswith("Lĩnh vực") and "\n" not in text and len(text) < 250


def test_the_other_sentences_of_setupfile_are_these() -> None:
    assert setupfile.sentences is sentences


@pytest.mark.parametrize(
    ("finding", "where"),
    [
        (fault("out_of_range", "services A", name="minutes", low=1, high=480), "services A minutes"),
        (fault("no_name", "services A"), "services A names"),
        (fault("no_desk_gives", "services A"), "services A desks"),
        (fault("unknown_service", "desks 3", service="X"), "desks 3 services"),
        (fault("bad_prefix", "services h", prefix="h"), "services h id"),
        (fault("bad_prefix", "series S", prefix="h"), "series S prefix"),
        (fault("session_ends_first", "hours week mon", start="11:00", end="07:00"), "hours week mon"),
        (fault("session_ends_first", "calendar 2027-02-06", start="11:00", end="07:00"), "calendar 2027-02-06 sessions"),
        (fault("out_of_range", "rules", name="reentry_days", low=0, high=60), "rules reentry_days"),
        (Misfit("hours calendar 2027-02-06 sessions", "wrong_time", "x"), "calendar 2027-02-06 sessions"),
        (Misfit("policy cap", "wrong_type", "whole"), "policy cap"),
    ],
)
def test_a_finding_knows_the_field_of_a_form_that_it_belongs_to(finding: Any, where: str) -> None:
    spotted = spot(finding, Words("vi"))
    assert spotted.where == where
    assert spotted.message and "(" not in spotted.message and "(" not in spotted.place, "the field is known where it stands"


@pytest.mark.parametrize("what", sorted(FAULTS - {"no_services", "no_desks", "too_many"}))
def test_every_fault_of_a_row_belongs_to_a_field(what: str) -> None:
    facts = {name: fact for name, fact in FACTS.items() if what in NAMED or name != "name"}
    spotted = spot(fault(what, "services A", **facts), Words("vi"))
    assert len(spotted.where.split()) == 3 and spotted.place == "Lĩnh vực A"


def test_a_place_is_said_in_words() -> None:
    assert place("services A", Words("vi")) == "Lĩnh vực A"
    assert place("calendar 2027-02-06", Words("vi")) == "Lịch ngày 06/02/2027"
    assert place("screen", Words("vi")) == "Màn hình và loa"
