"""This machine is let in by a code: shown, typed by somebody, the token kept; whatever goes wrong is tried again."""

import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from drivers.ask import Unanswered
from drivers.errors import SettingError
from drivers.pairing import Pairing, Refused, Talk, keep_token


class Scripted(Talk):
    """A server that answers as it is told to: begins in turn, then claims in turn."""

    def __init__(self, begins: list[Any], claims: list[Any]) -> None:
        self.begins, self.claims = begins, claims
        self.secrets: list[str] = []

    def begin(self, scope: str) -> tuple[str, str]:
        return self._next(self.begins, ("LAST22", "s"))

    def claim(self, secret: str) -> str | None:
        self.secrets.append(secret)
        return self._next(self.claims, "")

    @staticmethod
    def _next(answers: list[Any], otherwise: Any) -> Any:
        answer = answers.pop(0) if answers else otherwise
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def pairing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., tuple[Pairing, threading.Event]]]:
    monkeypatch.setattr("drivers.pairing.RETRY_S", 0.01)
    made: list[Pairing] = []

    def make(begins: list[Any], claims: list[Any], file: Path = tmp_path / "state" / "token") -> tuple[Pairing, threading.Event]:
        done = threading.Event()
        made.append(Pairing(Scripted(begins, claims), "screen", file, done.set, every_s=0.001))
        made[-1].start()
        return made[-1], done

    yield make
    for one in made:
        one.stop()


def test_until_it_is_wanted_nothing_is_asked(pairing: Any) -> None:
    one, done = pairing([], ["token"])
    assert one.code == "" and not done.wait(0.05)


def test_the_code_is_shown_until_somebody_has_typed_it(pairing: Any, tmp_path: Path) -> None:
    one, done = pairing([("ABC234", "secret")], ["", "", "a-token"])
    one.want()
    assert done.wait(10)
    file = tmp_path / "state" / "token"
    assert file.read_text() == "a-token\n" and stat.S_IMODE(file.stat().st_mode) == 0o600
    assert one.code == ""


def test_a_code_that_has_run_out_makes_room_for_another(pairing: Any, eventually: Any) -> None:
    one, done = pairing([("OLD234", "x"), ("NEW234", "y")], [None])
    one.want()
    eventually(lambda: one.code == "NEW234")
    assert not done.is_set()


def test_a_server_that_is_away_or_full_is_asked_again(pairing: Any) -> None:
    one, done = pairing([Unanswered("away"), Refused("full"), ("ABC234", "s")], [Unanswered("away"), "token"])
    one.want()
    assert done.wait(10)


def test_a_token_that_cannot_be_kept_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingError, match="cannot be written"):
        keep_token(tmp_path / "file" / "token", "x")
