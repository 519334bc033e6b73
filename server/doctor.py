"""moiso doctor: look at this machine and say in words what is there, what is missing and what to type."""

import shutil
import sqlite3
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from drivers.printer.render import missing_fonts
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
    cards = sorted(Path("/dev/snd").glob("pcm*p")) if Path("/dev/snd").exists() else []
    yield Finding("sound", bool(cards), f"{len(cards)} outputs" if cards else "no sound card: the screen stays silent")
    graphics = sorted(Path("/dev/dri").glob("card*")) if Path("/dev/dri").exists() else []
    yield Finding("graphics", bool(graphics), ", ".join(map(str, graphics)) or "no graphics card: windows need a desktop (X)")


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
