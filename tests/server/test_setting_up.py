"""moiso config on the terminal: a file is checked in words, the default is printed, an import finds its server or says so."""

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server import cli
from server.setting_up import import_file
from server.setupdoc import setup_from
from server.setupfile import default_setup, default_text, setup_of
from server.wire import Answer, Refusal
from server.words import Words


def run(*words: str | Path) -> int:
    return cli.main(["config", *map(str, words)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "moi.toml"
    path.write_text(default_text())
    return path


class _Server(http.server.BaseHTTPRequestHandler):
    asked: list[Any]
    reply: tuple[int, bytes]

    def do_POST(self) -> None:
        self.asked.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
        status, body = self.reply
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[tuple[str, type[_Server]]]:
    class Handler(_Server):
        asked: list[Any] = []
        reply = (200, Answer(seq=7).model_dump_json().encode())

    machine = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=machine.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{machine.server_port}", Handler
    machine.shutdown()
    thread.join()
    machine.server_close()


def test_the_default_is_printed_as_it_is_and_can_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("default") == 0
    text = capsys.readouterr().out
    assert text == default_text() and setup_of(text) == default_setup()


def test_a_good_file_is_said_to_be_good(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", file) == 0
    assert capsys.readouterr().out == f"Tệp {file} dùng được: 8 lĩnh vực, 5 quầy.\n"


def test_a_wrong_file_is_said_sentence_by_sentence(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(default_text().replace('["K", "R"]', '["K", "X"]').replace("minutes = 18", "minutes = 900"))
    assert run("check", file) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"Tệp {file} chưa dùng được, có 2 chỗ cần sửa:",
        "Lĩnh vực C, số phút (minutes): phải từ 1 đến 480.",
        "Quầy 5: lĩnh vực “X” không có trong danh sách.",
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"[hours\n", "Dòng 1, cột 7"),
        ("left_over = “carry”".encode(), "dấu ngoặc kép thẳng"),
        ("# Hộ tịch".encode("utf-16"), "UTF-8"),
        (b"", "Lĩnh vực: còn thiếu mục này."),
        (default_text().encode("utf-8-sig"), "dùng được"),
    ],
)
def test_a_file_of_another_kind_is_said_to_be_so(
    content: bytes, says: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_bytes(content)
    assert run("check", file) == (0 if says == "dùng được" else 1)
    assert says in capsys.readouterr().out


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        assert run("check", path) == 1
        assert "Không đọc được tệp" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["check"], ["import"], ["default", "x.toml"], ["export", "x.toml"]])
def test_a_file_is_named_where_one_is_needed_and_only_there(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*words) == 2
    assert "need a FILE" in capsys.readouterr().err


def test_a_word_that_config_does_not_know_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run("chek", "x.toml")
    assert ended.value.code == 2


def test_nothing_can_be_exported_without_a_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("export", "--data", tmp_path) == 1
    assert "there is no database" in capsys.readouterr().err


@pytest.mark.parametrize(("tomorrow", "says"), [(False, "ngay từ bây giờ"), (True, "từ ngày làm việc sau")])
def test_an_import_asks_the_server_for_everything_anew(
    tomorrow: bool, says: str, file: Path, server: tuple[str, type[_Server]]
) -> None:
    url, handler = server
    said = import_file(file, url, Words("vi"), tomorrow=tomorrow)
    assert said.status == 0 and says in said.text
    [(path, order)] = handler.asked
    assert path == "/api/ask" and len(order.pop("ask_id")) == 24
    [edit] = order.pop("edits")
    assert order == {"kind": "change_setup", "tomorrow": tomorrow}
    assert setup_from(edit["all"]) == default_setup()


def test_what_the_server_refuses_is_said_in_its_words(file: Path, server: tuple[str, type[_Server]]) -> None:
    url, handler = server
    handler.reply = (409, Refusal(reason="still_in_use", message="Còn người chờ ở lĩnh vực A.").model_dump_json().encode())
    said = import_file(file, url, Words("vi"), tomorrow=False)
    assert said == (1, "Máy chủ chưa nhận cấu hình mới: Còn người chờ ở lĩnh vực A.")


@pytest.mark.parametrize("reply", [(200, b"<html>"), (404, b"not here"), (503, b"{}")])
def test_another_program_on_the_port_is_not_taken_for_our_server(
    reply: tuple[int, bytes], file: Path, server: tuple[str, type[_Server]]
) -> None:
    url, handler = server
    handler.reply = reply
    said = import_file(file, url, Words("vi"), tomorrow=False, give_up_after_s=0.3)
    assert said.status == 1 and "moiso up" in said.text and url in said.text


def test_a_file_with_faults_is_not_sent(file: Path, server: tuple[str, type[_Server]]) -> None:
    url, handler = server
    file.write_text(default_text().replace("cap = 5", "cap = 500"))
    said = import_file(file, url, Words("vi"), tomorrow=False)
    assert said.status == 1 and "(cap): phải từ 0 đến 99." in said.text and handler.asked == []


def test_without_a_server_it_is_said_that_one_must_run(file: Path) -> None:
    said = import_file(file, "http://127.0.0.1:9", Words("vi"), tomorrow=False, give_up_after_s=0.2)
    assert said.status == 1 and "Máy chủ phải đang chạy" in said.text
