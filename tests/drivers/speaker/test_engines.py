"""The programs that speak: found or not, and what they are told."""

import sys
from pathlib import Path
from subprocess import CalledProcessError

import pytest

from drivers.errors import SettingError
from drivers.speaker import engines
from drivers.speaker.engines import espeak, piper
from drivers.speaker.pack import RATE_HZ

PIPER = f"""#!{sys.executable}
import sys, wave
assert sys.argv[1:3] == ["-m", "MODEL"] and sys.argv[3] == "-f", sys.argv
text = sys.stdin.read()
with wave.open(sys.argv[4], "wb") as file:
    file.setnchannels(1)
    file.setsampwidth(2)
    file.setframerate(16000)
    file.writeframes(b"\\x00\\x10" * (1600 * len(text)))
"""


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.mark.parametrize("language", ["vi", "en"])
def test_espeak_speaks_vietnamese_and_english(language: str) -> None:
    engine = espeak(language)
    assert engine is not None and engine.source == "espeak"
    assert 0.2 * RATE_HZ < len(engine.say("một")) < 2 * RATE_HZ


def test_a_text_is_never_taken_for_an_option() -> None:
    engine = espeak("vi")
    assert engine is not None
    assert len(engine.say("--version")) > 0.2 * RATE_HZ


def test_nobody_speaks_khmer_and_without_espeak_nobody_speaks(programs: Path) -> None:
    assert espeak("km") is None
    assert espeak("vi") is None


@pytest.fixture
def model(tmp_path: Path) -> Path:
    model = tmp_path / "vi_VN-test.onnx"
    model.write_bytes(b"model")
    model.with_name("vi_VN-test.onnx.json").write_text("{}")
    return model


def test_piper_is_given_the_model_and_the_text(programs: Path, model: Path) -> None:
    (programs / "piper").write_text(PIPER.replace("MODEL", str(model)))
    (programs / "piper").chmod(0o755)
    engine = piper(model)
    assert (engine.source, engine.voice) == ("piper", "piper vi_VN-test")
    assert len(engine.say("một")) == pytest.approx(0.3 * RATE_HZ, abs=2), "its 16,000 Hz are ours then"


def test_a_piper_that_fails_is_loud(programs: Path, model: Path) -> None:
    (programs / "piper").write_text("#!/bin/sh\nexit 3\n")
    (programs / "piper").chmod(0o755)
    with pytest.raises(CalledProcessError):
        piper(model).say("một")


def test_what_is_missing_is_said_in_a_sentence(programs: Path, model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingError, match="piper is not installed"):
        piper(model)
    monkeypatch.setattr(engines.importlib.util, "find_spec", lambda name: object())
    assert piper(model).source == "piper", "as a module of Python's"
    model.with_name("vi_VN-test.onnx.json").unlink()
    with pytest.raises(SettingError, match=r"there must be vi_VN-test\.onnx\.json"):
        piper(model)
    with pytest.raises(SettingError, match="there is no piper model"):
        piper(model.with_name("none.onnx"))
