"""Sentences that no pack has, spoken while they are needed: in a thread, because an engine blocks. For emergencies, not for calls."""

import logging
import subprocess
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from drivers.speaker.engines import Engine, espeak
from drivers.speaker.level import level, trim
from drivers.speaker.pack import Reading

log = logging.getLogger("moiso.speaker")
LETTERS_MOST = 300
"""Of one text: half a minute of speech."""


class LiveVoice:
    """Speaks what it is given, one text after the other."""

    def __init__(self, engine: Callable[[str], Engine | None] = espeak) -> None:
        self._engine = engine
        self._thread = ThreadPoolExecutor(1, "live-voice")

    def speak(self, texts: Sequence[tuple[str, str]]) -> "Future[Reading]":
        """(language, text) each -> samples each, in order; what cannot be spoken is left out. Never raises, may be empty."""
        return self._thread.submit(self._spoken, tuple(texts))

    def close(self) -> None:
        """Returns at once; what is being spoken is forgotten."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _spoken(self, texts: Sequence[tuple[str, str]]) -> Reading:
        return tuple(clip for language, text in texts if (clip := self._clip(language, text)))

    def _clip(self, language: str, text: str) -> bytes:
        engine = self._engine(language)
        if engine is None or not text.strip():
            return b""
        try:
            return level(trim(engine.say(text[:LETTERS_MOST]))).tobytes()
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            log.warning("a text could not be spoken: %s", error)
            return b""
