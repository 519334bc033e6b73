"""The composition root of the screen."""

import ssl
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from display.config import DisplayConfig
from display.loop import Loop
from display.media import Media
from display.showing import Beside
from drivers.clock import SystemClock
from drivers.commandline import told_to_stop
from drivers.feed import Feed
from drivers.fetch import fetch, fetch_file
from drivers.pairing import Pairing, Talk
from drivers.screen.cec import Television
from drivers.screen.film import Film, can_play
from drivers.screen.pygame_screen import PygameScreen
from drivers.settings import read_token, read_trust
from drivers.speaker.live import LiveVoice
from drivers.speaker.pygame_speaker import PygameSpeaker
from drivers.speaker.voices import Voices
from server.words import CLIP_TEXTS, VOICE_LANGUAGES, Words

WINDOW = (1280, 720)
CLIP_BYTES = 512 * 1024
"""More than the longest clip has, six seconds."""
FILM_BYTES = 210 << 20
"""A little more than the office's page takes."""
KEPT_MEDIA = "screen-media"
"""Beside the voices. Never the server's own folder, which may be next to it: what nobody wants to be shown is removed from here."""
MEDIA_SHARE = (60, 75)
"""Per cent of the glass that the largest field for a picture takes."""
NEAR = ("127.0.0.1", "localhost", "::1")


def run(config: DisplayConfig, *, headless: bool, window: bool, picture: Path | None) -> None:
    """Show and speak until the window is closed or we are told to stop. Raises: DeviceError when nothing can be shown."""
    stop = told_to_stop()
    clock = SystemClock()
    size = config.size or ((1920, 1080) if headless else WINDOW if window else None)
    trust = read_trust(config.ca_file)
    token_file = _token_file(config)
    line = _Line(config, trust, token_file)
    screen = PygameScreen(title="Moiso – màn hình thông tin", size=size, headless=headless)
    speaker = PygameSpeaker(clock) if config.speaks else None
    voices = Voices(config.voice, line.fetched, clock, languages=VOICE_LANGUAGES, texts=CLIP_TEXTS)
    live = LiveVoice()
    field = (screen.size[0] * MEDIA_SHARE[0] // 100, screen.size[1] * MEDIA_SHARE[1] // 100)
    shelf, television = Media(config.voice.with_name(KEPT_MEDIA), line.fetched_file, field), Television()
    pairing = None if token_file is None else Pairing(Talk(config.server, trust), "screen", token_file, line.let_in)
    beside = Beside(config.server, pairing, television, shelf, _player(field) if can_play() else None)
    loop = Loop(
        screen=screen,
        speaker=speaker,
        line=line.feed,
        voices=voices,
        words=Words(config.language, config.words),
        clock=clock,
        picture_file=picture,
        live=live,
        beside=beside,
    )
    with ExitStack() as running:
        running.callback(screen.close)
        if speaker is not None:
            running.callback(speaker.close)
            voices.start()
        for ended in (live.close, voices.stop):
            running.callback(ended)
        _started(running, line.feed, shelf, television, *([pairing] if pairing is not None else []))
        loop.run(stop)


class _Part(Protocol):
    def start(self) -> None: ...
    def stop(self) -> None: ...


def _started(running: ExitStack, *parts: _Part) -> None:
    for part in parts:
        part.start()
        running.callback(part.stop)


class _Line:
    """Everything that goes to the server carries the token that we have now."""

    def __init__(self, config: DisplayConfig, trust: ssl.SSLContext | None, token_file: Path | None) -> None:
        self._config = config
        self._trust = trust
        self._token_file = token_file
        self.feed = Feed(f"{config.server.replace('http', 'ws', 1)}/api/hear", self._headers(), trust)

    def let_in(self) -> None:
        """There is another token now."""
        self.feed.headers = self._headers()

    def fetched(self, address: str) -> bytes | None:
        """From an address on the server to its bytes."""
        url = f"{self._config.server}{address}"
        return fetch(url, most_bytes=CLIP_BYTES, headers=self.feed.headers, trust=self._trust)

    def fetched_file(self, address: str, file: Path) -> bool:
        url = f"{self._config.server}{address}"
        return fetch_file(url, file, most_bytes=FILM_BYTES, headers=self.feed.headers, trust=self._trust)

    def _headers(self) -> dict[str, str]:
        known = self._token_file if self._token_file is not None and self._token_file.exists() else None
        return {"X-Moiso-Name": "screen", **read_token(known)}


def _token_file(config: DisplayConfig) -> Path | None:
    """Where the token is, or will be once a server on another machine has let us in. The server on this machine needs none."""
    near = urlsplit(config.server).hostname in NEAR
    return config.token_file or (None if near else config.voice.parent / "token")


def _player(field: tuple[int, int]) -> Callable[[Path], Film]:
    even = (field[0] // 2 * 2, field[1] // 2 * 2)
    return lambda file: Film(file, even)
