"""Colours and icons: everything that is read has contrast, and every icon of the office's forms is drawn inside its square."""

from dataclasses import fields

import pytest

from drivers.screen.ops import Box, Disc, Polygon, Rect
from kiosk.scenes.icons import ICONS, icon
from kiosk.scenes.look import CONTRAST, NORMAL, READ, WHITE, Look, contrast, deep, look_of
from server.web.office.fields import ICONS as SERVICE_ICONS
from server.web.office.fields import PALETTE, PRIORITY_ICONS

PAIRS = (
    ("ink", "back"), ("soft", "back"), ("ink", "field"), ("soft", "field"), ("ink", "off"), ("soft", "off"), ("door_ink", "door"),
    ("badge_ink", "badge"), ("main_ink", "main"), ("note_ink", "note"), ("alarm_ink", "alarm"),
)  # fmt: skip
SEEN = 3.0
"""Contrast of the edge of a field. Source: WCAG 2.2, 1.4.11."""


@pytest.mark.parametrize("look", [NORMAL, CONTRAST])
def test_everything_that_is_read_has_contrast_and_every_field_an_edge(look: Look) -> None:
    for ink, ground in PAIRS:
        assert contrast(getattr(look, ink), getattr(look, ground)) >= READ, (ink, ground)
    assert contrast(look.edge, look.back) >= SEEN
    assert {name for pair in PAIRS for name in pair} | {"edge", "badges"} == {field.name for field in fields(Look)}


@pytest.mark.parametrize("colour", [*PALETTE, "#ffffff", "#ffd700"])
def test_the_office_s_colour_is_darkened_until_white_letters_read_on_it(colour: str) -> None:
    assert contrast(deep(colour, NORMAL.badge), WHITE) >= READ


@pytest.mark.parametrize("colour", ["", "red", "#12", "#zzzzzz"])
def test_what_is_no_colour_is_the_kiosk_s_own(colour: str) -> None:
    assert deep(colour, NORMAL.badge) == NORMAL.badge


def test_large_letters_are_black_and_yellow_whatever_the_theme() -> None:
    assert look_of("normal", False) is NORMAL and look_of("unheard-of", False) is NORMAL
    assert look_of("normal", True) is look_of("contrast", False) is look_of("large", True) is CONTRAST


def test_every_icon_of_the_office_s_forms_is_drawn() -> None:
    assert {*SERVICE_ICONS, *PRIORITY_ICONS} <= ICONS.keys()
    assert icon("unheard-of", Rect(0, 0, 48, 48), WHITE, WHITE) == []


@pytest.mark.parametrize("name", ICONS)
@pytest.mark.parametrize("side", [17, 48, 200])
def test_an_icon_stays_in_its_square(name: str, side: int) -> None:
    square = Rect(100, 50, side, side)
    for op in icon(name, Rect(90, 50, side + 20, side), WHITE, (0, 0, 0)):
        assert isinstance(op, Box | Disc | Polygon)
        assert (
            op.rect.x >= square.x - 1
            and op.rect.y >= square.y
            and op.rect.right <= square.right + 1
            and op.rect.bottom <= square.bottom + 1
        )
        if isinstance(op, Polygon):
            assert all(0 <= value <= 1000 for point in op.points for value in point)
