"""moiso doctor: look at this machine and say in words what is there, what is missing and what to type."""

import shutil
import sqlite3
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from drivers.printer.render import missing_fonts
from drivers.screen.cards import Card, cards
from server.config import ServerConfig
from server.printerdoctor import Finding, printers
from server.store.engine import FILE_NAME, connect_reader
from server.store.migrate import HEAD, version

DISK_FREE_BYTES = 500_000_000
"""Below this a technician should look: when the disk is full, SQLite cannot even tidy up. Source: RELIABILITY §3."""


def doctor(config: ServerConfig, host: str | None = None, device: str | None = None) -> int:
    """Print all findings; returns 1 when something needs a person. With `host` or `device` only what is found there."""
    only = host is not None or device is not None
    ok = True
    for finding in chain(() if only else chain(_machine(), _data(config)), printers(config, host, device)):
        ok = ok and finding.ok
        print(f"{'ok  ' if finding.ok else '!!  '}{finding.what:<10} {finding.says}", flush=True)
        if finding.todo:
            print(f"    {'':<10} → {finding.todo}")
    return 0 if ok else 1


def _machine() -> Iterator[Finding]:
    fonts = missing_fonts()
    yield Finding(
        "fonts",
        not fonts,
        "Noto Sans is there" if not fonts else f"missing: {', '.join(fonts)}; DejaVu Sans is used instead",
        "" if not fonts else "sudo apt-get install fonts-noto-core",
    )
    voice = shutil.which("espeak-ng")
    yield Finding(
        "voice",
        voice is not None,
        "espeak-ng is there" if voice else "no espeak-ng: calls only ring a chime",
        "" if voice else "sudo apt-get install espeak-ng",
    )
    outputs = sorted(Path("/dev/snd").glob("pcm*p")) if Path("/dev/snd").exists() else []
    yield Finding("sound", bool(outputs), f"{len(outputs)} outputs" if outputs else "no sound card: the screen stays silent")
    yield from graphics(cards())
    player, switch = shutil.which("ffmpeg"), shutil.which("cec-client")
    yield Finding(
        "films", True, "ffmpeg is there" if player else "no ffmpeg: the screen leaves films out (sudo apt-get install ffmpeg)"
    )
    switched = (
        "cec-client is there"
        if switch
        else "no cec-client: televisions are not switched off at night (sudo apt-get install cec-utils)"
    )
    yield Finding("television", True, switched)


def graphics(found: list[Card]) -> Iterator[Finding]:
    """Whether a picture can be shown with no desktop, and what it costs."""
    showing = [card for card in found if card.outputs]
    if not showing:
        yield Finding("graphics", False, "no graphics card with an output: windows need a desktop (X)")
    for card in showing:
        outputs = ", ".join(card.connected) or "nothing is plugged in"
        todo = ""
        if not card.usable:
            todo = (
                "this user may not use it: sudo usermod -aG video,render USER, then sign in anew (the service has these groups)"
            )
        elif not card.connected:
            todo = "switch the television on; one that is off at the start: video=HDMI-A-1:1920x1080@60D in the kernel's command line"
        said = f"{card.name} ({card.driver or 'unknown driver'}): {outputs}"
        yield Finding("graphics", not todo, said if card.has_gpu else f"{said}; no GPU, the processor draws", todo)


def _data(config: ServerConfig) -> Iterator[Finding]:
    folder = config.data if config.data.exists() else config.data.parent
    free = shutil.disk_usage(folder if folder.exists() else Path("/")).free
    yield Finding(
        "disk",
        free > DISK_FREE_BYTES,
        f"{free // 1_000_000} MB free for {config.data}",
        "" if free > DISK_FREE_BYTES else "make room: below 500 MB the machine may stop giving numbers",
    )
    if not (config.data / FILE_NAME).exists():
        yield Finding("database", True, "none yet; it is made at the first start")
        return
    try:
        connection = connect_reader(config.data)
        check, at = connection.execute("PRAGMA quick_check(1)").fetchone()[0], version(connection)
        connection.close()
    except sqlite3.Error as error:
        yield Finding("database", False, str(error), f"copies are in {config.data / 'copies'}")
        return
    yield Finding(
        "database",
        check == "ok" and at == HEAD,
        f"{check}, version {at} (this Moiso: {HEAD})",
        "" if at == HEAD else "moiso migrate",
    )
