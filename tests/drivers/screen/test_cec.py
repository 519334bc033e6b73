"""The television's switch: on again and again, off once, never on too soon after off."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from drivers.screen.cec import AFTER_STANDBY_S, AGAIN_S, Course, Television, send


def said(*wanted: tuple[float, bool | None]) -> list[tuple[float, str]]:
    """What is sent, second by second, when it is wanted so from each second on."""
    course, out = Course(), []
    ends_s = int(wanted[-1][0]) + 400
    for second in range(ends_s):
        now = [on for since_s, on in wanted if since_s <= second][-1]
        if command := course.next(now, float(second)):
            out.append((second, command))
    return out


def test_on_is_said_again_every_minute() -> None:
    sent = said((0, True))
    assert {command for _, command in sent} == {"on 0"} and [at for at, _ in sent][:3] == [0, AGAIN_S, 2 * AGAIN_S]


def test_off_is_said_once_and_on_not_before_the_television_can_take_it() -> None:
    sent = said((0, True), (10, False), (20, True))
    assert sent[:3] == [(0, "on 0"), (10, "standby 0"), (10 + AFTER_STANDBY_S, "on 0")]
    assert said((0, False)) == [(0, "standby 0")]


def test_before_anybody_says_how_it_should_be_nothing_is_sent() -> None:
    assert said((0, None)) == []


def test_a_television_that_does_not_listen_is_asked_on_and_said_once(monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    monkeypatch.setattr("drivers.screen.cec.LOOK_S", 0.001)
    monkeypatch.setattr("drivers.screen.cec.AGAIN_S", 0.01)
    asked, enough = [], threading.Event()

    def deaf(command: str) -> bool:
        asked.append(command)
        if len(asked) == 3:
            enough.set()
        return False

    caplog.set_level("INFO")
    one = Television(deaf, lambda: True)
    one.start()
    one.want(True)
    assert enough.wait(10)
    one.stop()
    assert set(asked) == {"on 0"} and caplog.text.count("cannot be switched") == 1


def test_without_the_program_nothing_happens(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not send("on 0")
    one = Television()
    one.start()
    one.want(True)
    one.stop()


@pytest.fixture
def client(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Any]:
    """A cec-client that writes down what it is told."""

    def make(status: int) -> Any:
        file, told = tmp_path / "cec-client", tmp_path / "told"
        file.write_text(f'#!/bin/sh\necho "$@" > "{told}"; cat >> "{told}"; exit {status}\n')
        file.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
        return told

    return make


@pytest.mark.parametrize("status", [0, 1])
def test_the_program_is_told_the_command(client: Callable[[int], Any], status: int) -> None:
    told = client(status)
    assert send("standby 0") is (status == 0)
    assert told.read_text() == "-s -d 1\nstandby 0\n"
