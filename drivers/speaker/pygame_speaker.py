"""The loudspeaker, through pygame's mixer. No sound card is no reason to stop: it is tried again, and said."""

import logging
import os
from pathlib import Path

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import pygame

from drivers.clock import Clock
from drivers.speaker.pack import BYTES_PER_SAMPLE, RATE_HZ

log = logging.getLogger("moiso.speaker")
RETRY_S = 30.0
SOUND_CARDS = Path("/dev/snd")
BUFFER_SAMPLES = 1024
"""46 ms: smaller crackles on a Pi, larger is late."""


class PygameSpeaker:
    """Plays one sound at a time. Main thread only."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._channel: pygame.mixer.Channel | None = None
        self._next_try_s = 0.0
        self._said = ""
        self._open()

    @property
    def ready(self) -> bool:
        """Whether there is anything to play on; tries again every RETRY_S."""
        if self._channel is None and self._clock.monotonic_s() >= self._next_try_s:
            self._open()
        return self._channel is not None

    @property
    def busy(self) -> bool:
        return self._channel is not None and self._channel.get_busy()

    def play(self, sound: bytes) -> bool:
        """Start playing samples (see pack); returns whether anybody can hear it."""
        if not sound or not self.ready or self._channel is None:  # SDL crashes on an empty sound
            return False
        self._channel.play(pygame.mixer.Sound(buffer=sound))
        return True

    def close(self) -> None:
        pygame.mixer.quit()
        self._channel = None

    def _open(self) -> None:
        try:
            if "SDL_AUDIODRIVER" not in os.environ and not SOUND_CARDS.exists():  # ALSA would fill the log with its own lines
                raise pygame.error(f"there is no sound card ({SOUND_CARDS} is missing)")
            pygame.mixer.init(RATE_HZ, -8 * BYTES_PER_SAMPLE, 1, BUFFER_SAMPLES, allowedchanges=0)
            self._channel = pygame.mixer.Channel(0)
        except pygame.error as error:
            self._next_try_s = self._clock.monotonic_s() + RETRY_S
            if str(error) != self._said:  # once, not every 30 s for months
                self._said = str(error)
                log.warning("no sound: %s; trying again every %.0f s", error, RETRY_S)
