"""The voices are looked after while the server runs: made where they are missing, told when they are others. Never holds a start up.

They are made by a program of their own (`moiso voice build --missing`): its arithmetic would hold the event loop's thread up.
"""

import asyncio
import logging
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from drivers.speaker.build import is_current
from drivers.speaker.engines import ESPEAK_VOICES, espeak
from server.voice.packs import Packs
from server.words import clip_texts

log = logging.getLogger("moiso.voice")
LOOK_S = 10.0
"""So soon a pack is heard that was made by hand (`moiso voice build`)."""
MAKE_AFTER_S = 5.0
"""A start belongs to those who wait for their numbers."""
MAKE_TIMEOUT_S = 900.0
"""A hundred clips on a small machine take minutes."""
_ROOT = Path(__file__).parents[2]


async def keep_voices(packs: Packs, data: Path, tell: Callable[[], None], *, makes: bool) -> None:
    """Until cancelled. `data`: absolute; `tell` is called in the event loop whenever a pack is another one; `makes`: whether missing ones are made."""
    if await asyncio.to_thread(packs.look):
        tell()
    if makes:
        await asyncio.sleep(MAKE_AFTER_S)
        if await asyncio.to_thread(missing, packs):
            await _make(data)
    while True:
        if await asyncio.to_thread(packs.look):
            tell()
        await asyncio.sleep(LOOK_S)


def missing(packs: Packs) -> list[str]:
    """The languages that a program here could speak and that are not there, or say other texts than Moiso's now. Blocks."""
    able = [language for language in ESPEAK_VOICES if espeak(language) is not None]
    return [one for one in able if not is_current(packs.made(one), clip_texts(one), can_speak=True)]


async def _make(data: Path) -> None:
    command = [sys.executable, "-m", "server.cli", "voice", "build", "--missing", "--data", str(data)]
    process = await asyncio.create_subprocess_exec(*command, cwd=_ROOT, stdin=asyncio.subprocess.DEVNULL)
    try:
        status = await asyncio.wait_for(process.wait(), MAKE_TIMEOUT_S)
    except TimeoutError:
        log.error("the voices could not be made within %.0f s", MAKE_TIMEOUT_S)
        return
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.terminate()
            await process.wait()
    if status != 0:
        log.error("the voices could not be made (status %d); calls ring a chime until moiso voice build works", status)
