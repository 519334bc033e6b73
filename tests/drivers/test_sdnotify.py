"""systemd is told over the socket it names, by path or by abstract name, and its absence is no trouble."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.sdnotify import notify


@pytest.fixture(params=["path", "abstract"])
def systemd(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    named = str(tmp_path / "notify") if request.param == "path" else f"@moiso-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(named.replace("@", "\0", 1))
        listening.settimeout(2)
        monkeypatch.setenv("NOTIFY_SOCKET", named)
        yield listening


def test_each_fact_is_a_line(systemd: socket.socket) -> None:
    assert notify(READY=1, STATUS="Đang phục vụ") is True
    assert systemd.recv(1000).decode() == "READY=1\nSTATUS=Đang phục vụ"


def test_a_line_break_in_a_status_does_not_become_another_fact(systemd: socket.socket) -> None:
    assert notify(STATUS="printer:\nREADY=1")
    assert systemd.recv(1000) == b"STATUS=printer: READY=1"


@pytest.mark.parametrize("address", [None, ""])
def test_without_systemd_nobody_is_told(address: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    if address is not None:
        monkeypatch.setenv("NOTIFY_SOCKET", address)
    assert notify(READY=1) is False


def test_a_socket_that_nobody_listens_to_is_no_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "gone"))
    assert notify(WATCHDOG=1) is False
