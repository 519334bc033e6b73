"""The composition root of the screen."""

import logging
from pathlib import Path

from display.config import DisplayConfig
from display.loop import Loop
from drivers.clock import SystemClock
from drivers.commandline import told_to_stop
from drivers.feed import Feed
from drivers.screen.pygame_screen import PygameScreen
from drivers.settings import read_token, read_trust
from drivers.speaker.build import build_pack, chime, is_current
from drivers.speaker.pack import CHIME, ClipPack, load_pack
from drivers.speaker.pygame_speaker import PygameSpeaker
from server.words import CLIP_TEXTS, Words

log = logging.getLogger("moiso.display")
WINDOW = (1280, 720)


def run(config: DisplayConfig, *, headless: bool, window: bool, picture: Path | None) -> None:
    """Show and speak until the window is closed or we are told to stop. Raises: DeviceError when nothing can be shown."""
    stop = told_to_stop()
    clock = SystemClock()
    pack = ready_pack(config.voice)
    size = config.size or ((1920, 1080) if headless else WINDOW if window else None)
    screen = PygameScreen(title="Moiso – màn hình thông tin", size=size, headless=headless)
    speaker = PygameSpeaker(clock) if config.speaks else None
    headers = {"X-Moiso-Name": "screen", **read_token(config.token_file)}
    feed = Feed(f"{config.server.replace('http', 'ws', 1)}/api/hear", headers, read_trust(config.ca_file))
    feed.start()
    words = Words(config.language, config.words)
    loop = Loop(screen=screen, speaker=speaker, line=feed, pack=pack, words=words, clock=clock, picture_file=picture)
    try:
        loop.run(stop)
    finally:
        feed.stop()
        if speaker is not None:
            speaker.close()
        screen.close()


def ready_pack(folder: Path) -> ClipPack:
    """The clip pack in `folder`, made now if it is not there; a chime alone if it cannot be made."""
    try:
        if not is_current(folder, CLIP_TEXTS):
            log.info("making the voice in %s: %s", folder, build_pack(folder, CLIP_TEXTS))
    except Exception:
        log.exception("the voice could not be made; calls only ring a chime")
    return load_pack(folder) or _chime_only()


def _chime_only() -> ClipPack:
    return ClipPack("chime", {CHIME: chime().tobytes()})
