"""What must happen by itself: what is due by rule, systemd hears that we live. Runs in the event loop."""

import asyncio
import logging
from collections.abc import Callable

from drivers.sdnotify import notify
from server.office.office import Office
from server.ports import StoreTrouble

log = logging.getLogger("moiso.caretaker")
ROUND_S = 2.0
"""Must be well below the unit's WatchdogSec (15 s)."""


async def caretake(office: Office, writer_lives: Callable[[], bool]) -> None:
    """Until cancelled. WATCHDOG=1 is sent only while the loop turns and the writer does not hang in a commit."""
    while True:
        try:
            await office.do_what_is_due()
        except StoreTrouble as error:
            log.error("what is due cannot be done: %s", error)
        if writer_lives():
            notify(WATCHDOG=1)
        await asyncio.sleep(ROUND_S)
