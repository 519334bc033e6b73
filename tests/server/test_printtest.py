"""print-test: the page is printed, the person says what came out right, and that is how the printer prints from then on."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from drivers.errors import SettingError
from drivers.printer.features import ASK_ROOM, Feature
from drivers.printer.profiles import Confirm, Cutter, Images, profile
from server import cli
from server.accepted import Accepted, accepted_profile
from server.printtest import ROOM_UNTOLD_BYTES, _asked, accepted_from, answers_from


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.printtest.PAGE_S", 0.5)


@pytest.fixture
def plugged(ports: Any, speaking_printer: Callable[..., Any]) -> Any:
    """A printer on /dev/usb/lp0 that tells who it is and how much room it has."""
    printer = speaking_printer()
    feed = printer.feed

    def telling(data: bytes) -> bytes:
        answer = feed(data)
        return bytes(answer + (b"71262144\0" if printer.taken.endswith(ASK_ROOM) else b""))

    printer.feed = telling
    ports.plug("lp0", vendor="04b8")
    ports.connect("lp0", printer)
    return printer


def run(tmp_path: Path, *words: str, port: int = 9) -> int:
    return cli.main(["print-test", "--data", str(tmp_path), "--port", str(port), *words])


def test_what_is_accepted_in_a_script_is_how_it_prints_from_then_on(
    plugged: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "--printer", "file:auto", "--features", "--accept", "A,C,D=full,E=512") == 0
    assert b"\x1d(k" in plugged.taken and b"\x1d(L" in plugged.taken and b"\x1d!\x77A012" in plugged.taken
    known = accepted_profile(tmp_path, "file:auto", profile("80mm"))
    assert (known.native_qr, known.native_digits, known.images, known.store_bytes) == (True, False, Images.NV, 262_144)
    assert (known.width_dots, known.cutter, known.confirm) == (512, Cutter.FULL, Confirm.PROCESS_ID)
    assert "kept for file:auto in" in capsys.readouterr().out


def test_a_person_at_the_terminal_is_asked_until_the_answer_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    given: Iterator[str] = iter(["perhaps", "y", "n", "Y ", "torn", "partial", "600", "576"])
    said = _asked(lambda _: next(given))
    assert said == {Feature.QR: "y", Feature.DIGITS: "n", Feature.PICTURES: "y", Feature.CUT: "partial", Feature.WIDTH: "576"}
    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()] == ["A", "D", "E"]


def test_where_nobody_answers_nothing_is_kept(plugged: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(_: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", nobody)
    assert run(tmp_path, "--printer", "file:auto", "--features") == 1
    assert not (tmp_path / "printers.toml").exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("F", "there is no feature 'F'"),
        ("A=maybe", "answer y or n"),
        ("D=torn", "answer partial, full or none"),
        ("E=600", "answer 384"),
    ],
)
def test_a_wrong_answer_is_refused_before_paper_is_used(
    plugged: Any, text: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "--printer", "file:auto", "--accept", text) == 1
    assert says in capsys.readouterr().err
    assert plugged.taken == b""


def test_nothing_accepted_is_a_printer_that_prints_as_any_other() -> None:
    assert accepted_from(answers_from(""), None, None) == Accepted(
        native_qr=False, native_digits=False, images=Images.NONE, store_bytes=0
    )
    with pytest.raises(SettingError):
        answers_from("A,Z")


def test_a_printer_that_does_not_tell_its_room_is_given_little() -> None:
    assert accepted_from(answers_from("c"), None, None).store_bytes == ROOM_UNTOLD_BYTES


def test_a_printer_without_paper_gets_no_page(plugged: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plugged.machine.paper_out = True
    assert run(tmp_path, "--printer", "file:auto", "--features") == 1
    assert "held, 0 bytes (paper_out" in capsys.readouterr().out
    assert b"\x1dv0" not in plugged.taken


def test_the_page_can_be_tried_on_the_virtual_printer(tmp_path: Path) -> None:
    assert run(tmp_path, "--printer", "fake:", "--features", "--accept", "E=576") == 0
    assert accepted_profile(tmp_path, "fake:", profile("virtual80")) == profile("virtual80")


def test_a_printer_of_a_running_server_is_left_alone(
    live_server: Callable[..., Any], plugged: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = live_server(printer="file:auto")
    before = plugged.taken
    for words in ((), ("--features",)):
        assert run(tmp_path, "--printer", "file:auto", *words, port=server.port) == 1
        said = capsys.readouterr().out
        assert said.count("\n") == 1
        assert "The running server prints on file:auto, so nothing was printed" in said
    asked = plugged.taken[len(before) :]
    assert b"\x1dv0" not in asked and b"\x1b@" not in asked, "only the server's own questions"


def test_a_server_prints_as_was_accepted(live_server: Callable[..., Any], plugged: Any, tmp_path: Path, eventually: Any) -> None:
    assert run(tmp_path / "data", "--printer", "file:auto", "--features", "--accept", "D=full") == 0
    at = len(plugged.taken)
    server = live_server(printer="file:auto")
    server.ask("issue", service="A")
    eventually(lambda: b"\x1dVA\x00" in plugged.taken[at:])
    assert b"\x1dVB\x00" not in plugged.taken[at:]
