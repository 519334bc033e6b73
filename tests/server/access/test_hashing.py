"""Secrets are kept as hashes that are worth nothing without the pepper, and are looked at one at a time."""

import asyncio
import stat
from pathlib import Path

import pytest

from drivers.errors import SettingError
from server.access import hashing
from server.access.hashing import Hasher, read_pepper
from server.access.refusals import NotLetIn, Why


@pytest.fixture
def hasher() -> Hasher:
    return Hasher(b"0123456789abcdef")


def test_the_right_secret_matches_and_no_other(hasher: Hasher) -> None:
    kept = asyncio.run(hasher.hash("258036"))
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$") and "258036" not in kept
    assert asyncio.run(hasher.matches(kept, "258036"))
    assert not asyncio.run(hasher.matches(kept, "258037"))


def test_without_the_pepper_the_hash_is_worth_nothing(hasher: Hasher) -> None:
    kept = asyncio.run(hasher.hash("258036"))
    assert not asyncio.run(Hasher(b"another pepper..").matches(kept, "258036"))


def test_nobodys_secret_never_matches_and_a_spoilt_hash_neither(hasher: Hasher) -> None:
    assert not asyncio.run(hasher.matches("", "258036"))
    assert not asyncio.run(hasher.matches("no hash", "258036"))


def test_one_is_looked_at_at_a_time_and_too_many_are_turned_away(hasher: Hasher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "WAITING", 3)
    at_once: list[int] = []
    running = 0

    def slow(secret: str) -> str:
        nonlocal running
        running += 1
        at_once.append(running)
        running -= 1
        return secret

    monkeypatch.setattr(hasher, "_hash", slow)

    async def crowd() -> list[object]:
        return list(await asyncio.gather(*(hasher.hash(str(number)) for number in range(5)), return_exceptions=True))

    found = asyncio.run(crowd())
    turned_away = [one for one in found if isinstance(one, NotLetIn)]
    assert len(turned_away) == 2 and turned_away[0].why is Why.GATE_BUSY
    assert at_once == [1, 1, 1]


def test_the_pepper_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    first = read_pepper(tmp_path)
    assert read_pepper(tmp_path) == first and len(first) == 64
    assert stat.S_IMODE((tmp_path / hashing.PEPPER_FILE).stat().st_mode) == 0o600


def test_systemd_may_bring_the_pepper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = tmp_path / "credentials"
    given.mkdir()
    (given / hashing.CREDENTIAL).write_text("f" * 64 + "\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(given))
    assert read_pepper(tmp_path) == b"f" * 64
    assert not (tmp_path / hashing.PEPPER_FILE).exists()


def test_a_spoilt_pepper_is_said_and_not_replaced(tmp_path: Path) -> None:
    (tmp_path / hashing.PEPPER_FILE).write_text("short")
    with pytest.raises(SettingError, match="damaged"):
        read_pepper(tmp_path)
