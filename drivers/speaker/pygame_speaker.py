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
AHEAD_SAMPLES = 3 * BUFFER_SAMPLES
"""So far ahead of what is heard the mixer may have read already."""
LOUDNESS_POWER = 5 / 3
"""Loudness as it is felt grows with the sound pressure to the power 0.6. Source: S. S. Stevens, The measurement of loudness, 1955."""


class PygameSpeaker:
    """Plays one sound at a time. Main thread only. The mixer stays open: a television's sound sleeps otherwise and eats the first word."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._channel: pygame.mixer.Channel | None = None
        self._sound: pygame.mixer.Sound | None = None
        self._began_s = 0.0
        self._ends_s = float("inf")
        self._next_try_s = clock.monotonic_s() + RETRY_S
        self._said = ""
        self._open()

    @property
    def ready(self) -> bool:
        """Whether there is anything to play on; looks again every RETRY_S, also whether the card is still there."""
        now_s = self._clock.monotonic_s()
        if now_s >= self._next_try_s:
            self._next_try_s = now_s + RETRY_S
            if self._channel is None:
                self._open()
            elif not _has_card():
                log.warning("the sound card is gone")
                self.close()
        return self._channel is not None

    @property
    def busy(self) -> bool:
        if self._channel is None or not self._channel.get_busy():
            return False
        if self._clock.monotonic_s() >= self._ends_s:
            self._channel.stop()
            return False
        return True

    def play(self, sound: bytes, volume: int = 100) -> bool:
        """Start playing samples (see pack) at a volume of 0 to 100 as it is felt; returns whether anybody can hear it."""
        if not sound or not self.ready or self._channel is None:  # SDL crashes on an empty sound
            return False
        self._sound = pygame.mixer.Sound(buffer=sound)
        self._sound.set_volume(gain(volume))  # of the sound, not of the channel: no sample goes out at another one
        self._began_s, self._ends_s = self._clock.monotonic_s(), float("inf")
        self._channel.play(self._sound)
        return True

    def place(self) -> int:
        """The first sample of the sound that is being played which can still be changed, at the latest."""
        return int((self._clock.monotonic_s() - self._began_s) * RATE_HZ) + AHEAD_SAMPLES

    def end_at(self, place: int) -> None:
        """What is being played falls silent from this sample on (see `place`), to the sample, and is over then."""
        if self._sound is None or not self.busy:
            return
        samples = memoryview(self._sound).cast("B")  # type: ignore[arg-type]  # pygame's types do not say that it is a buffer
        start = max(0, place) * BYTES_PER_SAMPLE
        if start < len(samples):
            samples[start:] = bytes(len(samples) - start)
            self._ends_s = self._began_s + (place + AHEAD_SAMPLES) / RATE_HZ

    def close(self) -> None:
        pygame.mixer.quit()
        self._channel = None

    def _open(self) -> None:
        try:
            if not _has_card():  # ALSA would fill the log with its own lines
                raise pygame.error(f"there is no sound card (nothing in {SOUND_CARDS} plays)")
            pygame.mixer.init(RATE_HZ, -8 * BYTES_PER_SAMPLE, 1, BUFFER_SAMPLES, allowedchanges=0)
            self._channel, self._said = pygame.mixer.Channel(0), ""
        except pygame.error as error:
            if str(error) != self._said:  # once, not every 30 s for months
                self._said = str(error)
                log.warning("no sound: %s; trying again every %.0f s", error, RETRY_S)


def _has_card() -> bool:
    return "SDL_AUDIODRIVER" in os.environ or any(SOUND_CARDS.glob("pcm*p"))


def gain(volume: int) -> float:
    """Of the samples, 0 to 1: 50 sounds half as loud as 100."""
    return float((max(0, min(100, volume)) / 100) ** LOUDNESS_POWER)
