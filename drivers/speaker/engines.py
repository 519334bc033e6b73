"""Programs that speak a text: espeak-ng, and piper with a model. One call a text; both block, so they are for threads and command lines.

Source: SCREEN-AND-VOICE §3: espeak-ng answers in 20 ms, piper loads its model for each call, which takes seconds on a small machine.
"""

import importlib.util
import shutil
import subprocess
import sys
import tempfile
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from drivers.errors import SettingError
from drivers.speaker.take import decoded, resampled

ESPEAK = "espeak-ng"
ESPEAK_VOICES = {"vi": "vi-vn-x-south", "en": "en-us"}
"""It has no Khmer. The southern voice of Vietnamese, because Moiso comes from there."""
WORDS_PER_MINUTE = 165
SPEAK_TIMEOUT_S = 20
PIPER_TIMEOUT_S = 120
"""A small machine loads the model for half a minute."""
_FULL = 32767


@dataclass(frozen=True, slots=True)
class Engine:
    """`source`: espeak or piper; `voice`: its name for people; `say`: a text -> samples at RATE_HZ, as loud as they come."""

    source: str
    voice: str
    say: Callable[[str], "array[int]"]


def espeak(language: str) -> Engine | None:
    """None where espeak-ng is not installed or does not know the language."""
    if language not in ESPEAK_VOICES or shutil.which(ESPEAK) is None:
        return None
    voice = ESPEAK_VOICES[language]
    command = [ESPEAK, "-v", voice, "-s", str(WORDS_PER_MINUTE), "--stdin", "-w"]
    return Engine("espeak", f"espeak-ng {voice}", lambda text: _spoken(command, text, SPEAK_TIMEOUT_S))


def piper(model: Path) -> Engine:
    """Raises: SettingError with a sentence when piper or the model is not there."""
    if not model.is_file():
        raise SettingError(f"there is no piper model {model}")
    if not model.with_name(f"{model.name}.json").is_file():
        raise SettingError(f"beside {model} there must be {model.name}.json, which comes with it")
    program = _piper_program()
    if program is None:
        raise SettingError("piper is not installed: put its program on the PATH, or pip install piper-tts beside Moiso")
    command = [*program, "-m", str(model), "-f"]
    return Engine("piper", f"piper {model.stem}", lambda text: _spoken(command, text, PIPER_TIMEOUT_S))


def _piper_program() -> list[str] | None:
    if found := shutil.which("piper"):
        return [found]
    return [sys.executable, "-m", "piper"] if importlib.util.find_spec("piper") is not None else None


def _spoken(command: Sequence[str], text: str, timeout_s: float) -> "array[int]":
    """Raises: CalledProcessError, TimeoutExpired, OSError; ValueError when what it wrote is no sound."""
    with tempfile.TemporaryDirectory(prefix="moiso-voice-") as folder:
        raw = Path(folder) / "raw.wav"
        subprocess.run([*command, str(raw)], input=text.encode(), check=True, timeout=timeout_s, capture_output=True)
        samples, rate_hz = decoded(raw.read_bytes())
    return array("h", (max(-_FULL, min(_FULL, round(one * _FULL))) for one in resampled(samples, rate_hz)))
