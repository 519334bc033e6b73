"""The technician's commands: what they print, what they say when it does not work, and that the README names them all."""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from display import cli as display_cli
from kiosk import cli as kiosk_cli
from server import cli
from server.store.engine import FILE_NAME
from server.store.migrate import HEAD
from server.verbs import parser

ROOT = Path(__file__).parents[2]


def run(*words: str) -> int:
    return cli.main(list(words))


def verbs() -> list[str]:
    text = parser().format_help()
    return re.findall(r"^    ([a-z-]+)(?: |$)", text, re.MULTILINE)


def test_help_lists_every_verb_with_a_sentence() -> None:
    assert set(verbs()) == {*cli._VERBS, "print-agent", "keypad", "pair", "display", "kiosk"}


@pytest.mark.parametrize("name", ["README.md", "README.vi.md"])
def test_the_readme_names_every_verb(name: str) -> None:
    text = (ROOT / name).read_text()
    assert [verb for verb in verbs() if f"moiso {verb}" not in text] == []


@pytest.mark.parametrize("verb", sorted(cli._VERBS))
def test_every_verb_has_help(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(verb, "--help")
    assert ended.value.code == 0 and "--data" in capsys.readouterr().out


@pytest.mark.parametrize("main", [cli.main, display_cli.main, kiosk_cli.main])
def test_a_word_that_is_not_known_is_refused(main: Callable[[list[str]], int], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--no-such-thing"])
    assert ended.value.code == 2


def test_the_desk_address_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("desk-url", "3", "--port", "8499") == 0
    assert capsys.readouterr().out == "http://127.0.0.1:8499/desk/3\n"


def test_migrate_makes_a_database_and_then_has_nothing_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for said in (f"was at nothing, is at {HEAD}", f"was at {HEAD}, is at {HEAD}"):
        assert run("migrate", "--data", str(tmp_path)) == 0
        assert said in capsys.readouterr().out


def test_replay_says_that_log_and_tables_agree(
    live_server: Callable[..., Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = live_server()
    server.ask("issue", service="A")
    assert run("replay", "--data", str(tmp_path / "data")) == 0
    assert capsys.readouterr().out == "2 events, 1 business days, 1 tickets: log and tables agree\n"


def test_replay_without_a_database_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("replay", "--data", str(tmp_path)) == 1
    assert "there is no database" in capsys.readouterr().err


def test_audit_says_that_both_chains_are_whole_and_knows_a_hash_that_was_noted_down(
    live_server: Callable[..., Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    live_server(signed_in=False).ask("issue", service="A")
    data = ("--data", str(tmp_path / "data"))
    assert run("audit", *data) == 0
    said = capsys.readouterr().out
    noted = re.findall("log: 2 rows, 1 to 2, newest hash ([0-9a-f]{64})", said)[0]
    assert "both chains are whole" in said and "audit: 0 rows" in said
    assert run("audit", *data, "--noted", noted) == 0
    assert run("audit", *data, "--noted", "0" * 64) == 1
    assert "cut off or written anew" in capsys.readouterr().out


def test_audit_names_the_row_that_was_changed(
    live_server: Callable[..., Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = live_server()
    server.ask("issue", service="A")
    server.stop()
    with sqlite3.connect(tmp_path / "data" / FILE_NAME) as connection:
        connection.execute("UPDATE event SET actor = 'nobody' WHERE seq = 2")
    connection.close()
    for verb in ("audit", "replay"):
        assert run(verb, "--data", str(tmp_path / "data")) == 1
        assert "the log's chain is broken at row 2" in capsys.readouterr().out
    assert run("audit", "--data", str(tmp_path / "nowhere")) == 1


def test_a_copy_is_written_beside_the_server_and_brought_back_when_it_is_stopped(
    live_server: Callable[..., Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server, data, copy = live_server(), ("--data", str(tmp_path / "data")), tmp_path / "copy.db"
    server.ask("issue", service="A")
    assert run("backup", *data, str(copy)) == 0
    assert "copy.db: 1 tickets, 2 events" in capsys.readouterr().out
    assert run("backup", *data, str(copy)) == 1 and "overwrites nothing" in capsys.readouterr().err
    server.ask("issue", service="A")
    server.stop()
    assert run("restore", *data, str(copy)) == 0
    assert "It is in its place" in capsys.readouterr().out
    assert len(live_server().running.office.view.tickets) == 1 and copy.exists()


def test_a_copy_that_is_brought_back_beside_the_server_waits_for_its_next_start(
    live_server: Callable[..., Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server, data, copy = live_server(), ("--data", str(tmp_path / "data")), tmp_path / "copy.db"
    server.ask("issue", service="A")
    run("backup", *data, str(copy))
    server.ask("issue", service="A")
    assert run("restore", *data, str(copy)) == 0 and "at its next start" in capsys.readouterr().out
    assert len(server.running.office.view.tickets) == 2
    server.stop()
    assert len(live_server().running.office.view.tickets) == 1


def test_what_is_no_copy_is_not_brought_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "letter.doc").write_text("Kính gửi")
    assert run("restore", "--data", str(tmp_path / "data"), str(tmp_path / "letter.doc")) == 1
    assert "nothing was changed: not_sqlite" in capsys.readouterr().err
    assert run("restore", "--data", str(tmp_path / "data"), str(tmp_path / "nowhere.db")) == 1
    assert run("backup", "--data", str(tmp_path / "data"), str(tmp_path / "copy.db")) == 1


def test_print_test_prints_on_the_printer_and_keeps_the_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paper, picture = tmp_path / "lp0", tmp_path / "paper.png"
    paper.write_bytes(b"")
    assert run("print-test", "--printer", f"file:{paper}", "--picture", str(picture)) == 0
    assert "unconfirmed" in capsys.readouterr().out
    assert paper.read_bytes().count(b"\x1dv0") > 10
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_print_test_on_a_printer_that_is_not_there_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("print-test", "--printer", "serial:/dev/ttyNOTHERE") == 1
    assert "held, 0 bytes (unreachable" in capsys.readouterr().out


def test_the_doctor_looks_at_everything(tmp_path: Path, capsys: pytest.CaptureFixture[str], ports: Any) -> None:
    run("migrate", "--data", str(tmp_path))
    run("doctor", "--data", str(tmp_path), "--printer", "fake:")
    said = capsys.readouterr().out
    assert [line.split()[1] for line in said.splitlines() if line[:2] in ("ok", "!!")] == [
        "fonts", "voice", "sound", "graphics", "films", "television", "disk", "database", "printer",
    ]  # fmt: skip
    assert "the virtual one" in said
    assert f"ok, version {HEAD}" in said


def test_the_doctor_says_what_to_do_about_a_printer_that_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ports: Any
) -> None:
    assert run("doctor", "--data", str(tmp_path), "--printer", "serial:/dev/ttyNOTHERE") == 1
    assert "check the cable and the power" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("printer", "says"),
    [
        ("lpt1:", "must begin with"),
        ("serial:", "is missing"),
        ("serial:/dev/ttyS0?speed=9600", "unknown option speed"),
        ("serial:/dev/ttyS0?baud=fast", "baud must be a number"),
        ("fake:?profile=no-such", "unknown printer profile"),
    ],
)
def test_a_printer_address_that_cannot_be_is_refused_in_a_sentence(
    printer: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("print-test", "--data", str(tmp_path), "--printer", printer) == 1
    assert says in capsys.readouterr().err


def test_a_configuration_that_cannot_be_read_is_said_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "moiso.toml"
    for text, says in (
        ("[server\n", "is not valid TOML"),
        ("[server]\nprot = 1\n", "there is no such setting"),
        ("[srever]\n", "unknown section [srever]"),
        ('[server]\ntimezone = "Asia/Saigonn"\n', "there is no time zone"),
        ("[server]\nport = 0\n", "server.port"),
    ):
        file.write_text(text)
        assert run("desk-url", "--config", str(file)) == 1
        assert says in capsys.readouterr().err
    assert run("desk-url", "--config", str(tmp_path / "none.toml")) == 1
    assert "does not exist" in capsys.readouterr().err


def test_a_second_server_on_the_same_data_says_so(live_server: Callable[..., Any], tmp_path: Path) -> None:
    live_server()
    command = [
        sys.executable,
        "-m",
        "server.cli",
        "serve",
        "--data",
        str(tmp_path / "data"),
        "--port",
        "18999",
        "--printer",
        "none",
    ]
    second = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert second.returncode == 1 and "another Moiso server is already running" in second.stderr


def test_a_damaged_database_is_not_replaced_by_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"not a database at all " * 400)
    command = [sys.executable, "-m", "server.cli", "serve", "--data", str(tmp_path), "--port", "18998", "--printer", "none"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1 and "cannot be used" in ended.stderr and "Traceback" not in ended.stderr
    assert (tmp_path / FILE_NAME).read_bytes().startswith(b"not a database")
