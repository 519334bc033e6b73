"""A clip pack made once for all tests of sound, by espeak-ng itself."""

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def spoken_folder(tmp_path_factory: pytest.TempPathFactory, spoken_pack: Callable[..., None]) -> Path:
    folder = tmp_path_factory.mktemp("voice") / "pack"
    spoken_pack(folder)
    return folder
