"""What the READMEs say is what the code has."""

import re
from pathlib import Path
from typing import get_args

import pytest

from server.domain.events import KINDS, Event
from server.wire import asks

ROOT = Path(__file__).parents[2]


def test_every_ask_is_in_the_wire_table() -> None:
    text = (ROOT / "server" / "README.md").read_text()
    kinds = [get_args(ask.model_fields["kind"].annotation)[0] for ask in get_args(asks.Ask)]
    assert [kind for kind in kinds if f"`{kind}`" not in text] == []


def test_every_event_has_a_name_in_the_log() -> None:
    assert set(KINDS.values()) == set(get_args(Event))


@pytest.mark.parametrize("room", ["drivers", "server", "display", "kiosk", "systemd", "bench"])
def test_every_room_states_its_law(room: str) -> None:
    assert (ROOT / room / "README.md").stat().st_size > 500


@pytest.mark.parametrize("page", ["README.md", "README.vi.md", "systemd/README.md", "bench/README.md"])
def test_every_link_leads_somewhere(page: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / page).read_text())
    assert [link for link in links if not ((ROOT / page).parent / link).exists()] == []


def test_the_top_level_is_what_the_plan_says() -> None:
    allowed = {
        "kiosk", "display", "server", "drivers", "systemd", "tests", "bench", "pyproject.toml", "README.md", "README.vi.md", "moiso",
        "LICENSE", "CHANGELOG.md", "requirements.lock", ".ci", ".gitignore",
    }  # fmt: skip
    made = {".git", ".venv", ".mypy_cache", ".ruff_cache", ".hypothesis", ".import_linter_cache", "__pycache__"}
    assert {path.name for path in ROOT.iterdir()} - made <= allowed
