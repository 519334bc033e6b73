"""The version that is shown is the project's."""

import tomllib
from pathlib import Path

from drivers.version import VERSION


def test_it_is_the_one_in_the_project_file() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    assert project["version"] == VERSION
