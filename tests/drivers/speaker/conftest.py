"""A clip pack made once for all tests of sound, by espeak-ng itself."""

from pathlib import Path

import pytest

from drivers.speaker.build import build_pack
from drivers.speaker.engines import espeak
from server.words import CLIP_TEXTS


@pytest.fixture(scope="session")
def spoken_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("voice") / "pack"
    assert build_pack(folder, CLIP_TEXTS, espeak("vi")).startswith("espeak-ng")
    return folder
