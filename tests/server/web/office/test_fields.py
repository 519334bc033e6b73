"""Everything that a setup can say is on a form, in words, and the colours that are offered can be read."""

from dataclasses import fields
from typing import Any

import pytest

from server.domain.checks import _contrast_to_white
from server.domain.edits import KINDS_OF_ROWS
from server.domain.kiosks import KioskRules
from server.domain.screens import Medium, Notice, Screen
from server.domain.setup import (
    CalendarDay,
    Calling,
    Desk,
    Group,
    Hours,
    OfficeTexts,
    Policy,
    Pool,
    PriorityGroup,
    ScreenRules,
    Series,
    Service,
    Setup,
)
from server.web.office.fields import FORMS, PALETTE
from server.words import LANGUAGES, Words

ROWS: dict[str, Any] = {
    "services": Service,
    "desks": Desk,
    "groups": Group,
    "series": Series,
    "pools": Pool,
    "priority_groups": PriorityGroup,
    "calendar": CalendarDay,
    "screens": Screen,
    "notices": Notice,
    "media": Medium,
}
TABLES: dict[str, Any] = {
    "hours": Hours,
    "policy": Policy,
    "calling": Calling,
    "office": OfficeTexts,
    "screen": ScreenRules,
    "kiosk": KioskRules,
}
ON_OTHER_PAGES = {"hours.calendar", "kiosk.procedures"}  # rows of their own; a list with a page of its own


def paths(form: str) -> set[str]:
    return {field.path for part in FORMS[form] for field in part.fields}


@pytest.mark.parametrize("kind", ROWS)
def test_every_field_of_a_row_is_on_its_form(kind: str) -> None:
    of_others = {"desks"} if kind == "services" else set()
    assert paths(kind) - of_others == {field.name for field in fields(ROWS[kind])}


def test_every_rule_is_on_a_page() -> None:
    shown = paths("hours") | paths("rules") | paths("texts") | paths("screen") | paths("emergency") | paths("kiosk")
    wanted = {f"{table}.{field.name}" for table, kind in TABLES.items() for field in fields(kind)} - ON_OTHER_PAGES
    assert wanted | {"rules.left_over", "rules.reentry_days", "rules.one_officer"} == shown


def test_nothing_of_a_setup_has_no_page() -> None:
    plain = {"left_over", "reentry_days", "one_officer", "keep_days"}
    assert {field.name for field in fields(Setup)} == {*KINDS_OF_ROWS, *TABLES, *plain, "paper"}, (
        "the paper has a page of its own, and what is kept for how long"
    )


@pytest.mark.parametrize("colour", PALETTE)
def test_white_letters_can_be_read_on_every_colour_that_is_offered(colour: str) -> None:
    assert _contrast_to_white(colour) >= 4.5


def test_no_colour_is_offered_twice() -> None:
    assert len(set(PALETTE)) == len(PALETTE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_and_every_choice_has_its_words(language: str) -> None:
    words = Words(language)
    for form, parts in FORMS.items():
        for part in parts:
            assert not part.title or words.say(f"office.p_{form}_{part.title}")
            for field in part.fields:
                key = field.path.replace(".", "_") if "." in field.path else f"{form}_{field.path}"
                assert words.say(f"office.f_{key}")
                choices = field.choices if field.path != "icon" else ()
                assert all(words.say(f"office.c_{field.path.replace('.', '_')}_{one}") for one in choices)
                assert all(words.say(f"office.i_{one}") for one in field.choices if field.path == "icon")


def test_no_word_of_a_form_is_left_over() -> None:
    keys = {key.partition("_")[2] for key in Words("vi").section("office") if key.startswith(("f_", "h_"))}
    wanted = {
        field.path.replace(".", "_") if "." in field.path else f"{form}_{field.path}"
        for form, parts in FORMS.items()
        for part in parts
        for field in part.fields
    }
    assert keys <= wanted
