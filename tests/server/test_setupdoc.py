"""A setup as a document: there and back, and everything that can be wrong with the shape of one."""

import json
from datetime import date, time
from typing import Any

import pytest

from server.domain.edits import Amend, Arrange, Drop, DropDate, Put, PutAll, PutDate, PutRules
from server.domain.model import DeskId, SeriesId, ServiceId
from server.domain.screens import Layout, Notice, Screen
from server.domain.setup import (
    AfterLast,
    CalendarDay,
    Desk,
    Hours,
    LeftOver,
    NumberFirst,
    PaperRow,
    PaperRules,
    Policy,
    Preference,
    RowKind,
    RowSize,
    Rule,
    ScreenRules,
    Series,
    Service,
    Session,
    Setup,
    WhenNoPaper,
)
from server.setupdoc import Misfit, NotASetup, doc_of, edit_from, setup_from

A = ServiceId("A")
MORNING = Session(time(7), time(11, 30))
WEEK = ((MORNING, Session(time(13), time(17))), *[()] * 6)
SMALL = Setup(
    services=(Service(A, {"vi": "Hộ tịch"}, documents=({"vi": "Tờ khai"},), week=WEEK),),
    desks=(Desk(DeskId(1), (A,), Preference.ORDERED),),
    series=(Series(SeriesId("S"), after_last=AfterLast.GO_ON, then=SeriesId("T")),),
    hours=Hours(week=WEEK, calendar=(CalendarDay(date(2027, 2, 6), (MORNING,), "Trực Tết"),)),
)
DOC: dict[str, Any] = {"services": [{"id": "A", "names": {"vi": "Hộ tịch"}}], "desks": [{"id": 1, "services": ["A"]}]}


def misfits(doc: Any) -> list[Misfit]:
    with pytest.raises(NotASetup) as caught:
        setup_from(doc)
    return caught.value.misfits


def test_a_document_is_plain_and_comes_back_as_it_was() -> None:
    assert setup_from(json.loads(json.dumps(doc_of(SMALL)))) == SMALL


def test_a_document_is_complete_so_that_defaults_may_change() -> None:
    doc = doc_of(SMALL)
    assert doc["policy"] == {"rule": "accumulating", "slope": 4.0, "quick_slope": 2.0, "cap": 5, "in_a_row": 2, "minutes": 45}
    assert doc["services"][0]["week"]["mon"] == ["07:00-11:30", "13:00-17:00"] and doc["services"][0]["week"]["sun"] == []
    assert doc["hours"]["calendar"] == [{"date": "2027-02-06", "sessions": ["07:00-11:30"], "note": "Trực Tết"}]
    assert "daily_limit" not in doc["services"][0], "what is None is left out"


def test_a_setup_from_before_there_were_rules_of_paper_has_the_defaults() -> None:
    old = {key: value for key, value in doc_of(SMALL).items() if key != "paper"}
    assert setup_from(old) == SMALL
    assert SMALL.paper == PaperRules(WhenNoPaper.SHOW_NUMBER, False, NumberFirst.AUTO, True, "", ()), "once written, always meant"


def test_what_is_left_out_has_its_default() -> None:
    assert setup_from(DOC) == Setup((Service(A, {"vi": "Hộ tịch"}),), (Desk(DeskId(1), (A,)),))


def test_a_session_may_be_written_as_people_write_it() -> None:
    doc = DOC | {"hours": {"week": {"mon": ["7:00 – 11:30", " 13:00-17:00 "]}}}
    assert setup_from(doc).hours.week == WEEK


def test_a_date_may_be_a_date_of_toml() -> None:
    assert setup_from(DOC | {"hours": {"calendar": [{"date": date(2027, 2, 6)}]}}).hours.calendar[0].date == date(2027, 2, 6)


SERVICE, DESK = DOC["services"][0], DOC["desks"][0]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"servces": []}, Misfit("servces", "unknown_key", "services")),
        ({"xyz": 1}, Misfit("xyz", "unknown_key")),
        ({"services": [SERVICE | {"minute": 3}]}, Misfit("services A minute", "unknown_key", "minutes")),
        ({"policy": {"slop": 3}}, Misfit("policy slop", "unknown_key", "slope")),
        ({"calling": {"undo": 3}}, Misfit("calling undo", "unknown_key", "undo_s")),
        ({"hours": {"week": {"monday": []}}}, Misfit("hours week monday", "unknown_key", "mon")),
        ({"services": [{"names": {"vi": "x"}}]}, Misfit("services #1 id", "missing")),
        ({"services": [SERVICE, {"id": "B"}]}, Misfit("services B names", "missing")),
        ({"services": [SERVICE | {"minutes": "long"}]}, Misfit("services A minutes", "wrong_type", "whole")),
        ({"services": [SERVICE | {"minutes": 1.5}]}, Misfit("services A minutes", "wrong_type", "whole")),
        ({"services": [SERVICE | {"quick": "perhaps"}]}, Misfit("services A quick", "wrong_type", "yes_no")),
        ({"services": [SERVICE | {"names": "Hộ tịch"}]}, Misfit("services A names", "wrong_type", "table")),
        ({"services": [SERVICE | {"names": {"vi": 3}}]}, Misfit("services A names vi", "wrong_type", "text")),
        ({"services": [SERVICE | {"week": []}]}, Misfit("services A week", "wrong_type", "table")),
        ({"services": {}}, Misfit("services", "wrong_type", "list")),
        ({"services": [SERVICE, 5]}, Misfit("services #2", "wrong_type", "table")),
        ({"services": [SERVICE | {"id": "A B"}, SERVICE | {"id": ["A"]}]}, Misfit("services #2 id", "wrong_type", "text")),
        ({"desks": [DESK | {"id": "one"}]}, Misfit("desks one id", "wrong_type", "whole")),
        ({"desks": [DESK | {"services": "A"}]}, Misfit("desks 1 services", "wrong_type", "list")),
        ({"desks": [DESK | {"services": ["A", 2]}]}, Misfit("desks 1 services #2", "wrong_type", "text")),
        ({"desks": [DESK | {"preference": "best"}]}, Misfit("desks 1 preference", "wrong_choice", "equal, ordered")),
        ({"left_over": "x"}, Misfit("left_over", "wrong_choice", "lapse, carry, redate")),
        ({"policy": {"slope": "steep"}}, Misfit("policy slope", "wrong_type", "number")),
        ({"policy": 3}, Misfit("policy", "wrong_type", "table")),
        ({"paper": {"shrot": True}}, Misfit("paper shrot", "unknown_key", "short")),
        ({"paper": {"rows": [{"kind": "numbr"}]}}, Misfit("paper rows #1 kind", "wrong_choice", ", ".join(RowKind))),
        ({"paper": {"rows": [{"kind": "gap"}, {"kind": "gap", "sice": "x"}]}}, Misfit("paper rows #2 sice", "unknown_key", "size")),
        ({"paper": {"rows": {"kind": "gap"}}}, Misfit("paper rows", "wrong_type", "list")),
        ({"paper": {"rows": ["number"]}}, Misfit("paper rows #1", "wrong_type", "table")),
        ({"paper": {"rows": [{"kind": "text", "texts": "x"}]}}, Misfit("paper rows #1 texts", "wrong_type", "table")),
        ({"hours": {"week": {"mon": "07:00-11:00"}}}, Misfit("hours week mon", "wrong_type", "list")),
        ({"hours": {"week": {"mon": ["7-11"]}}}, Misfit("hours week mon", "wrong_time", "7-11")),
        ({"hours": {"week": {"mon": ["07:00-24:00"]}}}, Misfit("hours week mon", "wrong_time", "07:00-24:00")),
        ({"hours": {"week": {"mon": [7]}}}, Misfit("hours week mon", "wrong_time", "7")),
        ({"hours": {"calendar": [{"date": "06/02/2027"}]}}, Misfit("hours calendar #1 date", "wrong_date", "06/02/2027")),
        ({"hours": {"calendar": [{"date": "2027-02-30"}]}}, Misfit("hours calendar 2027-02-30 date", "wrong_date", "2027-02-30")),
        ({"hours": {"calendar": [{"date": 0}]}}, Misfit("hours calendar 0 date", "wrong_date", "0")),
        (
            {"hours": {"calendar": [{"date": "2027-02-06", "sessions": ["x"]}]}},
            Misfit("hours calendar 2027-02-06 sessions", "wrong_time", "x"),
        ),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_found_by_its_row(change: dict[str, Any], found: Misfit) -> None:
    assert misfits(DOC | change) == [found]


def test_everything_that_does_not_fit_is_found_at_once() -> None:
    found = misfits({"services": [{"id": "A", "minutes": "x"}], "desk": [], "hours": {"week": {"mon": ["x"]}}})
    assert [(one.where, one.what) for one in found] == [
        ("desk", "unknown_key"),
        ("hours week mon", "wrong_time"),
        ("services A names", "missing"),
        ("services A minutes", "wrong_type"),
        ("desks", "missing"),
    ]


@pytest.mark.parametrize("doc", [None, [], "services", 3])
def test_a_document_that_is_no_table_is_refused(doc: Any) -> None:
    assert misfits(doc) == [Misfit("", "wrong_type", "table")]


def test_each_edit_has_its_document() -> None:
    assert edit_from({"put": "services", "row": doc_of(SMALL.services[0])}) == Put(SMALL.services[0])
    assert edit_from({"put": "desks", "row": {"id": 2}}) == Put(Desk(DeskId(2)))
    assert edit_from({"drop": "desks", "id": 3}) == Drop("desks", 3)
    assert edit_from({"date": {"date": "2027-02-06", "note": "Tết"}}) == PutDate(CalendarDay(date(2027, 2, 6), note="Tết"))
    assert edit_from({"drop_date": "2027-02-06"}) == DropDate("2027-02-06")
    assert edit_from({"rules": {"policy": {"rule": "fifo"}, "left_over": "carry"}}) == PutRules(
        policy=Policy(Rule.FIFO), left_over=LeftOver.CARRY
    )
    assert edit_from({"rules": {"hours": {"week": {"mon": ["07:00-11:30", "13:00-17:00"]}}}}) == PutRules(hours=Hours(week=WEEK))
    assert edit_from({"order": "desks", "ids": [2, 1]}) == Arrange("desks", (2, 1))
    amended = edit_from({"amend": "hours", "values": {"early_min": 30, "week": {"mon": ["07:00-11:30", "13:00-17:00"]}}})
    assert amended == Amend(Hours(week=WEEK, early_min=30), ("early_min", "week"))
    assert edit_from({"amend": "screen", "values": {"notice": {"vi": "x"}}}) == Amend(
        ScreenRules(notice={"vi": "x"}), ("notice",)
    )
    assert edit_from({"all": doc_of(SMALL)}) == PutAll(SMALL)
    rows = [{"kind": "number", "size": "huge"}, {"kind": "text", "bold": True, "texts": {"vi": "Xin cảm ơn"}}]
    assert edit_from({"rules": {"paper": {"when_no_paper": "refuse", "rows": rows}}}) == PutRules(
        paper=PaperRules(
            WhenNoPaper.REFUSE,
            rows=(PaperRow(RowKind.NUMBER, RowSize.HUGE), PaperRow(RowKind.TEXT, bold=True, texts={"vi": "Xin cảm ơn"})),
        )
    )


@pytest.mark.parametrize(
    ("doc", "found"),
    [
        ({"put": "services", "row": {"id": "A"}}, Misfit("services A names", "missing")),
        (
            {"put": "services", "row": {"id": "A", "names": {"vi": "x"}, "colr": ""}},
            Misfit("services A colr", "unknown_key", "colour"),
        ),
        ({"date": {"date": "Tết"}}, Misfit("calendar #1 date", "wrong_date", "Tết")),
        ({"rules": {"policy": {"cap": "many"}}}, Misfit("policy cap", "wrong_type", "whole")),
        ({"all": DOC | {"left_over": "x"}}, Misfit("left_over", "wrong_choice", "lapse, carry, redate")),
        ({"put": "officers", "row": {}}, Misfit("edits", "unknown_edit", "put, row")),
        ({"drop": "desks", "id": 3, "why": "x"}, Misfit("edits", "unknown_edit", "drop, id, why")),
        ("all", Misfit("edits", "unknown_edit", "")),
        ({"order": "desks", "ids": "12"}, Misfit("edits", "unknown_edit", "order, ids")),
        ({"order": "desks", "ids": [True]}, Misfit("edits", "unknown_edit", "order, ids")),
        ({"amend": "hours", "values": {}}, Misfit("edits", "unknown_edit", "amend, values")),
        ({"amend": "services", "values": {"id": "A"}}, Misfit("edits", "unknown_edit", "amend, values")),
        ({"amend": "hours", "values": {"early": 3}}, Misfit("hours early", "unknown_key", "early_min")),
    ],
)
def test_an_edit_that_does_not_fit_says_where(doc: Any, found: Misfit) -> None:
    with pytest.raises(NotASetup) as caught:
        edit_from(doc)
    assert caught.value.misfits == [found]


def test_the_error_names_what_was_found_for_the_log() -> None:
    with pytest.raises(NotASetup, match="policy: wrong_type table"):
        setup_from(DOC | {"policy": 3})


def test_days_and_quiet_hours_of_the_waiting_area_are_read_like_all_others() -> None:
    doc = DOC | {
        "screens": [{"id": "man-hinh-tang-2", "layout": "led"}],
        "notices": [{"id": "n1", "texts": {"vi": "x"}, "first_day": "2027-02-01", "last_day": date(2027, 2, 5)}],
        "screen": {"quiet": ["11:30 – 13:00"]},
    }
    setup = setup_from(doc)
    assert setup.notices == (Notice("n1", {"vi": "x"}, True, date(2027, 2, 1), date(2027, 2, 5)),)
    assert setup.screens == (Screen("man-hinh-tang-2", Layout.LED),) and setup.screen.quiet == (Session(time(11, 30), time(13)),)
    assert setup_from(json.loads(json.dumps(doc_of(setup)))) == setup
    doc["notices"][0]["first_day"] = 5  # type: ignore[index]
    doc["screens"][0]["layout"] = "x"  # type: ignore[index]
    doc["screen"] = {"quiet": ["trưa"]}
    assert misfits(doc) == [
        Misfit("notices n1 first_day", "wrong_date", "5"),
        Misfit("screen quiet", "wrong_time", "trưa"),
        Misfit("screens man-hinh-tang-2 layout", "wrong_choice", "calls, media, notices, columns, led"),
    ]


def test_rows_of_the_waiting_area_are_edited_like_all_others() -> None:
    assert edit_from({"put": "screens", "row": {"id": "screen", "volume": 40}}) == Put(Screen("screen", volume=40))
    assert edit_from({"drop": "media", "id": "a" * 32}) == Drop("media", "a" * 32)
    assert edit_from({"order": "notices", "ids": ["n2", "n1"]}) == Arrange("notices", ("n2", "n1"))
