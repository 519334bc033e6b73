"""The composition root of the kiosk with a screen."""

from pathlib import Path

from drivers.clock import SystemClock
from drivers.commandline import told_to_stop
from drivers.feed import Feed
from drivers.fetch import fetch
from drivers.screen.pygame_screen import PygameScreen
from drivers.settings import read_token, read_trust
from drivers.speaker.live import LiveVoice
from drivers.speaker.pygame_speaker import PygameSpeaker
from drivers.speaker.voices import Voices
from kiosk.book import BOOK_BYTES, BOOK_FILE, Books, Finder
from kiosk.buttons import of_config
from kiosk.config import KioskConfig
from kiosk.loop import Asker, Loop
from kiosk.press import call_help, issue
from kiosk.voice import Voice
from server.words import VOICE_LANGUAGES, Words

WINDOW = (1024, 768)


def run(config: KioskConfig, *, headless: bool, window: bool, picture: Path | None) -> None:
    """Serve citizens until the window is closed or we are told to stop. Raises: DeviceError when nothing can be shown."""
    stop = told_to_stop()
    headers, trust = read_token(config.token_file), read_trust(config.ca_file)
    size = config.size or ((1280, 800) if headless else WINDOW if window else None)
    screen = PygameScreen(title="Moiso – lấy số thứ tự", size=size, headless=headless)
    feed = Feed(f"{config.server.replace('http', 'ws', 1)}/api/hear", {"X-Moiso-Name": "kiosk", **headers}, trust)
    feed.start()
    asker = Asker(
        lambda pressed: issue(pressed, config.server, headers=headers, trust=trust),
        lambda call: call_help(call, config.server, headers=headers, trust=trust),
    )

    def fetched(address: str) -> bytes | None:
        return fetch(f"{config.server}{address}", most_bytes=BOOK_BYTES, headers=headers, trust=trust)

    books, finder = Books(config.voice.with_name(BOOK_FILE), fetched), Finder()
    clock = SystemClock()
    voices = Voices(config.voice, fetched, clock, languages=VOICE_LANGUAGES, texts={})
    live = LiveVoice()
    voice = Voice(speaker=lambda: PygameSpeaker(clock), voices=voices, live=live, clock=clock)
    for part in (books, voices):
        part.start()
    hands = of_config(config, clock)
    hands.start()
    loop = Loop(
        screen=screen,
        line=feed,
        asker=asker,
        words=Words(config.language, config.words),
        clock=clock,
        keys=config.keys,
        printer=config.printer,
        picture_file=picture,
        hands=hands,
        says=voice,
        books=books,
        finder=finder,
    )
    try:
        loop.run(stop)
    finally:
        hands.stop()
        voice.close()
        voices.stop()
        live.close()
        finder.stop()
        books.stop()
        asker.stop()
        feed.stop()
        screen.close()
