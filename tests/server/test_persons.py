"""Accounts from the terminal: for whoever can read the server's folder, the way back for the one who forgot."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from server.access.setup_code import read_code
from server.cli import main
from server.who import Role


@pytest.fixture
def server(live_server: Callable[..., Any]) -> Any:
    return live_server(signed_in=False)


@pytest.fixture
def moiso(server: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    def run(*words: str, typed: str = "", data: Path | None = None) -> tuple[int, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        status = main([*words, "--data", str(data or server.config.data), "--port", str(server.port)])
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


def test_a_manager_is_made_and_forgets_the_password(server: Any, moiso: Callable[..., tuple[int, str]]) -> None:
    made = moiso(
        "person", "add", "hoa", "--title", "Người quản lý", "--role", "manager", "--role", "technician", typed="mot cau de nho\n"
    )
    assert made == (0, "done\n")
    gate = server.running.gate
    person = gate.people["hoa"]
    assert person.roles == {Role.MANAGER, Role.TECHNICIAN} and gate.hasher._matches(person.password, "mot cau de nho")
    assert moiso("person", "list") == (0, "hoa                  Người quản lý: manager, technician\n")
    assert moiso("person", "secret", "hoa", typed="mot cau khac han\n") == (0, "done\n")
    assert gate.hasher._matches(gate.people["hoa"].password, "mot cau khac han") and gate.people["hoa"].name == "Người quản lý"


def test_six_digits_are_a_pin(server: Any, moiso: Callable[..., tuple[int, str]]) -> None:
    moiso("person", "add", "hoa", "--role", "manager", typed="mot cau de nho\n")
    assert moiso("person", "add", "lan", typed="258036\n")[0] == 0
    person = server.running.gate.people["lan"]
    assert person.pin and not person.password and person.roles == {Role.OFFICER}
    assert moiso("person", "remove", "lan") == (0, "done\n")


def test_what_cannot_be_is_said(moiso: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    status, said = moiso("person", "add", "hoa", "--role", "manager", typed="ngan\n")
    assert status == 1 and "ít nhất 8 ký tự" in said
    assert moiso("person", "secret", "ai-do")[0] == 2 and moiso("person", "add")[0] == 2
    (tmp_path / "other").mkdir()
    status, said = moiso("person", "list", data=tmp_path / "other")
    assert status == 1 and "is not the folder of the server" in said


def test_without_a_server_it_says_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["person", "list", "--data", str(tmp_path), "--port", "1"]) == 1
    assert "no server answers" in capsys.readouterr().err


def test_the_setup_code_is_told_as_long_as_it_counts(server: Any, moiso: Callable[..., tuple[int, str]]) -> None:
    code = read_code(server.config.data)
    assert moiso("setup-code") == (0, f"{code[:4]} {code[4:]}\n")
    moiso("person", "add", "hoa", "--role", "manager", typed="mot cau de nho\n")
    status, said = moiso("setup-code")
    assert status == 1 and "there is none" in said


def test_the_setup_code_comes_out_of_the_printer_and_not_twice(live_server: Callable[..., Any], eventually: Any) -> None:
    server = live_server(signed_in=False, printer="fake:")
    machine = server.running.paperwork.fakes["main"]
    paper = eventually(machine.papers)[0]
    assert paper.picture.height > 200
    server.sign_in()
    server.stop()
    again = live_server(printer="fake:", data=server.config.data)
    again.ask("issue", service="A")
    assert len(eventually(again.running.paperwork.fakes["main"].papers)) == 1, "the number's paper, and no code"
