"""What a person accepted at the printer: <data>/printers.toml, one section a printer. Read at each start, written by print-test.

A file that cannot be read is passed over with a word in the log: an office prints on with the plain profile.
"""

import dataclasses
import json
import logging
import os
import tempfile
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from drivers.printer.link import parse_address
from drivers.printer.profiles import Confirm, Cutter, Images, Profile

FILE_NAME = "printers.toml"
HEAD = "# What was accepted at each printer; written by  moiso print-test --features.  Take a section out to forget it.\n"

log = logging.getLogger(__name__)


class Accepted(BaseModel):
    """Only what was accepted stands here; the rest stays as the profile says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    width_dots: Literal[384, 512, 576, 640] | None = None
    cutter: Cutter | None = None
    confirm: Confirm | None = None
    native_qr: bool | None = None
    native_digits: bool | None = None
    images: Images | None = None
    store_bytes: int | None = Field(default=None, ge=0, le=64_000_000)


def accepted_profile(data: Path, address: str, base: Profile) -> Profile:
    """`base`, with what was accepted at the printer of that address."""
    found = _read(data).get(printer_key(address))
    return dataclasses.replace(base, **found.model_dump(exclude_none=True)) if found is not None else base


def accept(data: Path, address: str, accepted: Accepted) -> Path:
    """Keep it for that printer, in place of what was kept before. The file is whole at every moment. Raises: OSError."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    printers = _read(data) | {printer_key(address): accepted}
    path = data / FILE_NAME
    with tempfile.NamedTemporaryFile("w", dir=data, prefix=FILE_NAME, delete=False, encoding="utf-8") as file:
        file.write(HEAD + "".join(_section(key, printers[key]) for key in sorted(printers)))
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
    folder = os.open(data, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return path


def printer_key(address: str) -> str:
    """The address without what may change at the same printer: its speed, its flow control, its profile."""
    parsed = parse_address(address)
    serial = f"?serial={parsed.options['serial']}" if "serial" in parsed.options else ""
    return f"{parsed.kind}:{parsed.target}{serial}"


def _read(data: Path) -> dict[str, Accepted]:
    path = data / FILE_NAME
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return {key: Accepted.model_validate(section) for key, section in table.items()}
    except FileNotFoundError:
        return {}
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
        log.warning("%s is passed over, so printers print as their profiles say: %s", path, str(error).splitlines()[0])
        return {}


def _section(key: str, accepted: Accepted) -> str:
    values = accepted.model_dump(mode="json", exclude_none=True)
    return f"\n[{json.dumps(key)}]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items())
