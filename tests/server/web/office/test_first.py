"""The steps of the first run: each is there and brings what it may change."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from server.domain.checks import WEEKDAYS
from server.setupdoc import edit_from
from server.web.office.first import PRESETS, STEPS

Read = Callable[[str], str]


@pytest.mark.parametrize("step", range(1, len(STEPS) + 1))
def test_every_step_is_there(read: Read, step: int) -> None:
    page = read(f"/first?step={step}")
    assert f"Bước {step} / 6" in page and 'aria-current="step"' in page


@pytest.mark.parametrize("step", ["0", "7", "x", "", "-1", "1e9", "%D9%A3"])
def test_a_step_that_is_none_is_the_first(read: Read, step: str) -> None:
    assert "Bước 1 / 6" in read(f"/first?step={step}")


def test_services_of_the_default_can_come_back(server: Any, read: Read) -> None:
    desk = {"id": 5, "services": ["R"]}
    server.ask("change_setup", edits=[{"put": "desks", "row": desk}, {"drop": "services", "id": "K"}])
    page = read("/first?step=3")
    data = json.loads(re.findall(r'class="form-data">(.*?)</script>', page, re.DOTALL)[-1])
    assert "K" in data["base"]["services"] and "K" not in data["base"]["here"]
    assert "services K" not in data["seen"]


@pytest.mark.parametrize("name", PRESETS)
def test_usual_hours_are_hours(name: str) -> None:
    assert set(PRESETS[name]) <= set(WEEKDAYS)
    assert edit_from({"amend": "hours", "values": {"week": PRESETS[name]}})
