"""The composition root of the screen."""

import ssl
from collections.abc import Callable, Mapping
from pathlib import Path

from display.config import DisplayConfig
from display.loop import Loop
from display.voice import Voices
from drivers.clock import SystemClock
from drivers.commandline import told_to_stop
from drivers.feed import Feed
from drivers.fetch import fetch
from drivers.screen.pygame_screen import PygameScreen
from drivers.settings import read_token, read_trust
from drivers.speaker.live import LiveVoice
from drivers.speaker.pygame_speaker import PygameSpeaker
from server.words import Words

WINDOW = (1280, 720)
CLIP_BYTES = 512 * 1024
"""More than the longest clip has, six seconds."""


def run(config: DisplayConfig, *, headless: bool, window: bool, picture: Path | None) -> None:
    """Show and speak until the window is closed or we are told to stop. Raises: DeviceError when nothing can be shown."""
    stop = told_to_stop()
    clock = SystemClock()
    size = config.size or ((1920, 1080) if headless else WINDOW if window else None)
    screen = PygameScreen(title="Moiso – màn hình thông tin", size=size, headless=headless)
    speaker = PygameSpeaker(clock) if config.speaks else None
    headers = {"X-Moiso-Name": "screen", **read_token(config.token_file)}
    trust = read_trust(config.ca_file)
    feed = Feed(f"{config.server.replace('http', 'ws', 1)}/api/hear", headers, trust)
    voices, live = Voices(config.voice, _fetching(config, headers, trust), clock), LiveVoice()
    if config.speaks:
        voices.start()
    feed.start()
    words = Words(config.language, config.words)
    loop = Loop(
        screen=screen, speaker=speaker, line=feed, voices=voices, words=words, clock=clock, picture_file=picture, live=live
    )
    try:
        loop.run(stop)
    finally:
        feed.stop()
        voices.stop()
        live.close()
        if speaker is not None:
            speaker.close()
        screen.close()


def _fetching(config: DisplayConfig, headers: Mapping[str, str], trust: ssl.SSLContext | None) -> Callable[[str], bytes | None]:
    """From an address on the server to its bytes."""
    return lambda address: fetch(f"{config.server}{address}", most_bytes=CLIP_BYTES, headers=headers, trust=trust)
