"""The voices are made beside the server, told when they are there, and never hold a start up."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from server.voice import keeping
from server.voice.keeping import keep_voices, missing
from server.voice.packs import Packs


async def kept(packs: Packs, data: Path, told: list[dict[str, str]], *, makes: bool, until: Callable[[], bool]) -> None:
    """Until that is so, 60 s at most."""
    task = asyncio.create_task(keep_voices(packs, data, lambda: told.append(packs.marks()), makes=makes))
    for _ in range(6000):
        if until():
            break
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert until()


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MAKE_AFTER_S", 0.0)
    monkeypatch.setattr(keeping, "LOOK_S", 0.05)


def test_what_is_there_is_told_and_what_is_made_by_hand_later_too(tmp_path: Path, voiced: Callable[..., Path]) -> None:
    packs, told = Packs(tmp_path), list[dict[str, str]]()
    voiced(packs.made("vi"), "vi")

    async def story() -> None:
        await kept(packs, tmp_path, told, makes=False, until=lambda: len(told) == 1)
        await kept(packs, tmp_path, told, makes=False, until=lambda: True)
        voiced(packs.made("en"), "en")
        await kept(packs, tmp_path, told, makes=False, until=lambda: len(told) == 2)

    asyncio.run(story())
    assert [set(one) for one in told] == [{"vi"}, {"vi", "en"}]


def test_missing_voices_are_made_by_a_program_of_their_own(tmp_path: Path) -> None:
    packs, told = Packs(tmp_path), list[dict[str, str]]()
    assert missing(packs) == ["vi", "en"]
    asyncio.run(kept(packs, tmp_path, told, makes=True, until=lambda: set(packs.marks()) == {"vi", "en"}))
    pack = packs.pack("vi")
    assert pack is not None and pack.pack.voice == "espeak-ng vi-vn-x-south" and missing(packs) == []


def test_a_server_that_stops_takes_it_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "slow"
    slow.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setattr(keeping.sys, "executable", str(slow))
    pid = tmp_path / "pid"
    asyncio.run(kept(Packs(tmp_path), tmp_path, [], makes=True, until=lambda: pid.exists() and pid.read_text() != ""))
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


def test_a_failure_is_said_and_the_office_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(keeping.sys, "executable", "/bin/false")
    asyncio.run(kept(Packs(tmp_path), tmp_path, [], makes=True, until=lambda: "could not be made (status 1)" in caplog.text))


def test_without_espeak_nothing_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert missing(Packs(tmp_path)) == []
