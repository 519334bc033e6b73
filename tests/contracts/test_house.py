"""The law of the house, run as tests: who may import whom, types, lint, sizes."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
CODE = ("drivers", "server", "display", "kiosk", "tests", "bench")
LONGEST_FILE = 400


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


def test_no_room_knows_more_than_it_may() -> None:
    result = _run(str(BIN / "lint-imports"), "--no-cache")
    assert result.returncode == 0, result.stdout


def test_every_type_fits() -> None:
    result = _run(str(BIN / "mypy"), "--no-error-summary")
    assert result.returncode == 0, result.stdout


def test_the_linter_finds_nothing() -> None:
    result = _run(str(BIN / "ruff"), "check", "--no-cache", "--output-format=concise")
    assert result.returncode == 0, result.stdout


def test_the_code_is_formatted() -> None:
    result = _run(str(BIN / "ruff"), "format", "--check", "--no-cache")
    assert result.returncode == 0, result.stdout


def _sources(*endings: str) -> list[Path]:
    folders = [ROOT / folder for folder in CODE if (ROOT / folder).exists()]
    return [
        path for folder in folders for ending in endings for path in folder.rglob(f"*{ending}") if "__pycache__" not in path.parts
    ]


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    long = {str(path): count for path in _sources(".py", ".js") if (count := len(path.read_text().splitlines())) > LONGEST_FILE}
    assert long == {}


def test_every_file_says_first_what_it_is_for() -> None:
    silent = [str(path) for path in _sources(".py") if path.stat().st_size and not path.read_text().startswith(('"""', "#!"))]
    assert silent == []


@pytest.mark.parametrize("name", ["utils", "helpers", "manager", "common"])
def test_no_file_has_a_name_that_says_nothing(name: str) -> None:
    assert [path for path in _sources(".py") if path.stem == name] == []


@pytest.mark.parametrize("lock", ["requirements.lock", "tests/requirements.lock"])
def test_every_library_is_locked_by_hash_and_no_address_is_named(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "://" not in text and "index" not in text
    for block in text.replace("\\\n", " ").splitlines():
        assert not block.strip() or block.lstrip().startswith("#") or "--hash=sha256:" in block, block


def test_the_test_lock_holds_the_very_versions_of_the_runtime_lock() -> None:
    def pins(lock: str) -> set[str]:
        return {line.split(" ")[0] for line in (ROOT / lock).read_text().splitlines() if "==" in line}

    assert pins("requirements.lock") <= pins("tests/requirements.lock")
