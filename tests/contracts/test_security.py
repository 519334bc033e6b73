"""What bandit has to say about the code: nothing."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def bandit(*paths: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bandit", "-q", "-c", "pyproject.toml", "-r", *map(str, paths)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=110)


def test_bandit_finds_nothing() -> None:
    found = bandit("drivers", "server", "display", "kiosk")
    assert found.returncode == 0, found.stdout


def test_bandit_would_find_something(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text("import pickle\n\n\ndef read(data):\n    return pickle.loads(data)\n")
    assert bandit(tmp_path).returncode == 1
