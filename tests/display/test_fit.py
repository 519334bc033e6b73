"""What can be read from the back row is said before anybody buys a panel."""

import pygame
import pytest

from bench.scenes import NOW_S, snapshot, told
from display.around import Around
from display.cli import main
from display.fit import DESKS, TEXTS, inches_for, reaches, report, suited
from display.scenes import picture
from display.scenes.frame import frame_of
from drivers.screen.letters import fitted
from drivers.screen.ops import Text
from server.wire.heard import ScreenPlace
from server.words import Words

HEIGHT = 1080
MARKS = {
    "the invitation": "MỜI CÔNG DÂN SỐ",
    "the waiting": "khoảng 30–45 phút",
    "the foot line": "Đang chờ: 23 người",
}


def drawn(layout: str) -> dict[str, list[int]]:
    """Text -> the sizes (em) in which it stands, over the turns that things take."""
    pygame.font.init()
    state = told(snapshot(), ScreenPlace(name="one", layout=layout), 8)
    out: dict[str, list[int]] = {}
    for turn in range(6):
        now_s = NOW_S + turn * 10
        alive = type(state)(**{**{name: getattr(state, name) for name in state.__slots__}, "heard_s": now_s})
        for op in picture(alive, now_s, (1920, HEIGHT), Words("vi"), Around()):
            if isinstance(op, Text) and op.text:
                found = fitted(op.text, op.rect.width, op.rect.height, op.size, op.floor, op.lines, op.bold)
                out.setdefault(op.text, []).append(found.size)
    return out


@pytest.mark.parametrize("layout", TEXTS)
def test_the_sizes_it_counts_with_are_those_that_are_drawn(layout: str) -> None:
    sizes = drawn(layout)
    seen = {text: min(sizes[mark]) for text, mark in MARKS.items() if text in TEXTS[layout]}
    seen |= {"the call": max(sizes["A012"]), "the rows": min(sizes["A012"] + sizes["E001"])}
    assert {text: round(size / HEIGHT, 4) for text, size in seen.items()} == pytest.approx(TEXTS[layout], rel=0.04)


@pytest.mark.parametrize("layout", DESKS)
def test_it_knows_how_many_rows_each_layout_has(layout: str) -> None:
    assert len(frame_of(1920, 1080, layout).rows) == DESKS[layout]


def test_a_panel_of_43_inches_is_read_from_as_far_as_the_rule_of_thumb_says() -> None:
    """Source: SCREEN-AND-VOICE §4: 120 px on 43 inches at 1080p read from 8.5 m at 1:200, which is 17 arc minutes."""
    rows = next(one for one in reaches(43) if (one.layout, one.text) == ("calls", "the rows"))
    assert rows.least_m == pytest.approx(9.65, abs=0.3)
    assert rows.comfort_m == pytest.approx(7.7, abs=0.3)


def test_what_suits_is_what_can_be_read() -> None:
    assert suited(43, 4) == ("media", "notices", "calls", "columns", "led")
    assert suited(43, 9) == ("calls", "led")
    assert suited(43, 30) == ()
    assert suited(inches_for("calls", 12) + 0.1, 12) == ("calls", "led")
    assert "calls" not in suited(inches_for("calls", 12) - 0.1, 12)


def test_the_report_says_what_to_do() -> None:
    near = list(report(43, 8, False))
    assert near[0] == "43 inches, read from 8 m: capitals of 37 mm are legible, of 47 mm comfortable."
    assert near[-1].startswith("Suited: calls")
    assert any("led" in line and "good" in line for line in near)
    far = "\n".join(report(32, 20, True))
    assert ("too small" in far and "the call" in far and "a panel of 75 inches" in far) or "inches, for calls" in far


def test_it_is_a_verb_of_the_display(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit", "--inches", "43", "--metres", "8", "--lines"]) == 0
    assert "the invitation" in capsys.readouterr().out


@pytest.mark.parametrize("given", [["--inches", "5", "--metres", "8"], ["--inches", "43", "--metres", "far"], ["--inches", "43"]])
def test_what_cannot_be_is_refused(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["fit", *given])
    assert "moiso display fit" in capsys.readouterr().err
