"""PINs and passwords as Argon2id hashes with a pepper, one at a time. Knows no people.

Source: OWASP's parameters (19 MiB, t=2, p=1): 35 ms on a PC; eight sign-ins at once with the library's own would take 512 MB
(RELIABILITY §5.2). A six-digit PIN falls in hours to whoever has the database; the pepper lies beside it in a file of its own, so a copy of the
database alone gives nothing away.
"""

import asyncio
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from drivers.errors import SettingError
from server.access.refusals import NotLetIn, Why

MEMORY_KIB = 19_456
ROUNDS = 2
WAITING = 16
"""Sign-ins that may wait for the one slot: about half a second; beyond it they are turned away."""
PEPPER_FILE = "pepper"
CREDENTIAL = "moiso-pepper"
"""The same by systemd's LoadCredential, where a technician keeps it elsewhere."""
T = TypeVar("T")


class Hasher:
    """One slot: what signing in costs in memory is 19 MiB, however many do."""

    def __init__(self, pepper: bytes) -> None:
        self._pepper = pepper
        self._slot = ThreadPoolExecutor(1, thread_name_prefix="hashing")
        self._waiting = 0
        self._nobody = ""

    async def hash(self, secret: str) -> str:
        """Raises: NotLetIn when too many wait."""
        return await self._in_turn(lambda: self._hash(secret))

    async def matches(self, kept: str, secret: str) -> bool:
        """Whether `secret` is behind the hash; with "" it takes as long and never is. Raises: NotLetIn when too many wait."""
        return await self._in_turn(lambda: self._matches(kept, secret))

    def close(self) -> None:
        self._slot.shutdown(wait=False, cancel_futures=True)

    async def _in_turn(self, work: Callable[[], T]) -> T:
        if self._waiting >= WAITING:
            raise NotLetIn(Why.GATE_BUSY)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._slot, work)
        finally:
            self._waiting -= 1

    def _peppered(self, secret: str) -> str:
        return hmac.new(self._pepper, secret.encode(), hashlib.sha256).hexdigest()

    def _hash(self, secret: str) -> str:
        from argon2 import PasswordHasher  # a server that nobody signs in at does not carry it

        return PasswordHasher(time_cost=ROUNDS, memory_cost=MEMORY_KIB, parallelism=1).hash(self._peppered(secret))

    def _matches(self, kept: str, secret: str) -> bool:
        from argon2 import PasswordHasher
        from argon2.exceptions import InvalidHashError, VerificationError

        self._nobody = self._nobody or self._hash(secrets.token_hex(16))
        try:
            return PasswordHasher().verify(kept or self._nobody, self._peppered(secret)) and kept != ""
        except (VerificationError, InvalidHashError):
            return False


def read_pepper(data: Path) -> bytes:
    """The pepper of this data folder, made at the first start. Raises: SettingError when it can be neither read nor made."""
    given = os.environ.get("CREDENTIALS_DIRECTORY")
    path = Path(given) / CREDENTIAL if given and (Path(given) / CREDENTIAL).exists() else data / PEPPER_FILE
    try:
        if not path.exists():
            write_secret(path, secrets.token_hex(32))
        pepper = path.read_bytes().strip()
    except OSError as error:
        raise SettingError(f"the file {path} cannot be used: {error.strerror}") from None
    if len(pepper) < 16:
        raise SettingError(f"the file {path} is damaged: it must hold at least 16 bytes; without it nobody can sign in")
    return pepper


def write_secret(path: Path, text: str) -> None:
    """A file for its owner's eyes only, whole or not at all. Raises: OSError."""
    new = path.with_suffix(".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
