"""The devices that may reach the server from other machines: a name, what it may do, and the hash of its token. One file in the data folder.

A token is 256 random bits, shown once; only its SHA-256 is kept, so whoever reads the file cannot use it. A removed device is refused at
its next request.
"""

import hashlib
import os
import re
import secrets
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from hmac import compare_digest
from pathlib import Path

from drivers.errors import SettingError

FILE_NAME = "devices.toml"
DEVICES_MAX = 50
DEVICE_NAME = re.compile("[a-z0-9-]{1,20}")


class Scope(StrEnum):
    """What a device may do."""

    PRINT = "print"  # fetch the papers of one printer
    KIOSK = "kiosk"  # take numbers, and hear how things stand
    SCREEN = "screen"  # hear how things stand
    KEYPAD = "keypad"  # the keys of one desk
    DESK = "desk"  # a browser that officers sign in at with a PIN


@dataclass(frozen=True, slots=True)
class Device:
    """`printer`: the one that a print agent fetches papers for, else ""; `desk`: the one that a keypad belongs to, else 0."""

    name: str
    scope: Scope
    printer: str
    hash: str
    desk: int = 0


class Devices:
    """The file as it is now; looked at again whenever it has changed."""

    def __init__(self, data: Path) -> None:
        self._path = data / FILE_NAME
        self._seen: tuple[int, int] | None = None
        self._devices: tuple[Device, ...] = ()

    def all(self) -> tuple[Device, ...]:
        """Raises: SettingError when the file cannot be used."""
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return ()
        seen = (found.st_mtime_ns, found.st_size)
        if seen != self._seen:
            self._devices, self._seen = _read(self._path), seen
        return self._devices

    def who(self, token: str) -> Device | None:
        """Whose token this is. Every device is compared, so that the time tells nothing."""
        given = _hash(token)
        found = [one for one in self.all() if compare_digest(one.hash, given)]
        return found[0] if found else None

    @staticmethod
    def made(name: str, scope: Scope, printer: str = "", desk: int = 0) -> tuple[Device, str]:
        """A device that is not kept yet, and its token."""
        token = secrets.token_urlsafe(32)
        return Device(name, scope, printer, _hash(token), desk), token

    def put(self, device: Device) -> None:
        """Keep it. Raises: SettingError when the name is taken, or the file cannot be written."""
        known = self.all()
        if any(one.name == device.name for one in known):
            raise SettingError(f"there is a device named {device.name!r} already; remove it first, or take another name")
        if len(known) >= DEVICES_MAX:
            raise SettingError(f"there are {DEVICES_MAX} devices already")
        self._write((*known, device))

    def add(self, name: str, scope: Scope, printer: str = "", desk: int = 0) -> str:
        """Returns the token, which is nowhere else. Raises: as `put`."""
        device, token = self.made(name, scope, printer, desk)
        self.put(device)
        return token

    def remove(self, name: str) -> None:
        """Raises: SettingError when there is none of that name."""
        left = tuple(one for one in self.all() if one.name != name)
        if len(left) == len(self.all()):
            raise SettingError(f"there is no device named {name!r}")
        self._write(left)

    def _write(self, devices: tuple[Device, ...]) -> None:
        rows = (
            f'[{one.name}]\nscope = "{one.scope}"\nprinter = "{one.printer}"\ndesk = {one.desk}\nhash = "{one.hash}"\n'
            for one in devices
        )
        new = self._path.with_suffix(".new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                file.write("\n".join(rows))
                file.flush()
                os.fsync(file.fileno())
            new.replace(self._path)
        except OSError as error:
            raise SettingError(f"{self._path} cannot be written: {error.strerror}") from None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _read(path: Path) -> tuple[Device, ...]:
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))
        return tuple(
            Device(name, Scope(row["scope"]), row["printer"], row["hash"], row.get("desk", 0)) for name, row in rows.items()
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise SettingError(f"the file of the devices {path} cannot be used: {error}") from None
