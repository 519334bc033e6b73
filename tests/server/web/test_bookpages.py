"""The pages of the books, over HTTP: today's figures, the log with its search, who went first, and the proof."""

import re
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest

from drivers.clock import ManualClock
from server.store.engine import FILE_NAME

EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(EIGHT)


@pytest.fixture
def server(live_server: Callable[..., Any], clock: ManualClock) -> Any:
    """A Monday with one citizen served, one chosen out of turn and one who waits."""
    server = live_server(clock=clock)
    for _ in range(3):
        server.ask("issue", service="A")
    clock.advance(120)
    server.ask("call_this", desk=1, ticket="2026-11-23-A002", reason="Người già yếu")
    clock.advance(180)
    server.ask("finish", desk=1)
    server.ask("call_next", desk=1)
    return server


def page(server: Any, path: str) -> str:
    status, body = server.request("GET", path, headers={"Accept": "text/html"})
    assert status == 200, body
    return re.sub(r"\s+", " ", body.decode())


def test_today_says_the_figures_of_the_log(server: Any, clock: ManualClock) -> None:
    clock.advance(60)
    text = page(server, "/office/today/part")
    tiles = dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", text))
    assert tiles["Đã cấp số"] == "3" and tiles["Đang chờ"] == "1" and tiles["Chờ lâu nhất"] == "6 phút"
    assert tiles["Đã phục vụ"] == "1" and tiles["Chờ nhiều nhất"] == "5 phút" and tiles["Phục vụ trung bình"] == "3 phút"
    assert "đang mở" in text and "books_today.js" in page(server, "/office/today")


def test_yesterday_is_shown_without_what_is_now(server: Any, clock: ManualClock) -> None:
    clock.advance(24 * 3600)
    server.ask("issue", service="B")
    text = page(server, "/office/today?from=2026-11-23&to=2026-11-23")
    assert "Đang chờ" not in text and "books_today.js" not in text and "Ngày 23/11/2026." in text
    both = page(server, "/office/today?from=2026-11-24&to=2026-11-23")
    assert dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", both))["Đã cấp số"] == "4"
    assert "Không có số liệu" in page(server, "/office/today?from=2020-01-01&to=2020-01-02")


def test_a_day_that_has_not_begun_has_pages_too(live_server: Callable[..., Any], clock: ManualClock) -> None:
    server = live_server(clock=ManualClock(datetime(1970, 1, 1, tzinfo=UTC)))  # no day opens by such a clock
    for path in ("/office/today", "/office/log", "/office/fairness", "/office/log/proof"):
        assert "<h1>" in page(server, path)


def test_the_log_is_read_as_sentences_and_searched(server: Any) -> None:
    text = page(server, "/office/log")
    assert "Quầy 1 gọi số A002: cán bộ chọn. Lý do: Người già yếu." in text and "Cấp số A001" in text
    found = page(server, f"/office/log?text={quote('GIÀ YẾU')}&kind=ticket_called&desk=1&ticket=a002")
    assert found.count("<tr>") == 2 and "A002" in found
    assert "Không tìm thấy dòng nào." in page(server, "/office/log?who=nobody-at-all")


def test_the_log_goes_on_on_the_next_page(server: Any) -> None:
    for _ in range(60):
        server.ask("issue", service="B")
    first = page(server, "/office/log")
    older = re.search(r'href="(/office/log\?[^"]*below=[^"]+)">Cũ hơn', first)
    assert older is not None and first.count('class="row-number"') == 50
    second = page(server, older[1].replace("&amp;", "&"))
    rows = re.findall(r'class="row-number">(\d+)<', first + second)
    assert rows == [str(seq) for seq in range(len(rows), 0, -1)] and "Mới nhất" in second


@pytest.mark.parametrize(
    "query",
    [
        "from=x&to=y",
        "desk=%C2%B2",
        "below=1.2.3",
        "below=9999999999999999999999.1",
        "kind=nonsense",
        "text=%00",
        "ticket=<b>",
        "from=2026-02-30",
    ],
)
def test_what_nobody_would_type_is_no_accident(server: Any, query: str) -> None:
    text = page(server, f"/office/log?{query}")
    assert "<h1>Nhật ký</h1>" in text and "<b>" not in re.sub(r"<b>[^<]*</b>:", "", text)


def test_who_went_first_is_on_a_page_with_the_rule_the_truth_and_the_hash(server: Any) -> None:
    text = page(server, "/office/fairness")
    assert "Người già yếu" in text and "A001 (1)" in text
    assert "một người chờ bị vượt nhiều nhất 0 lần; mức tối đa là 5" in text and "nhiều nhất 1 lần" in text
    assert re.search("<code>[0-9a-f]{64}</code>", text)
    assert "Không có ai được gọi trước" in page(server, "/office/fairness?day=2026-11-20")


def test_the_proof_says_that_nobody_changed_a_row_and_which_one_it_was(server: Any) -> None:
    text = page(server, "/office/log/proof")
    assert "Nguyên vẹn: 8 dòng, từ 1 đến 8." in text
    noted = re.search("<code>([0-9a-f]{64})</code>", text)
    assert noted is not None
    assert "Vẫn còn" in page(server, f"/office/log/proof?noted={noted[1]}")
    assert "Không tìm thấy mã này" in page(server, "/office/log/proof?noted=abc")
    server.stop()
    connection = sqlite3.connect(server.config.data / FILE_NAME)
    connection.execute("UPDATE event SET actor = 'x' WHERE seq = 4")
    connection.commit()
    connection.close()


def test_a_changed_row_is_named_on_the_page(server: Any, live_server: Callable[..., Any], clock: ManualClock) -> None:
    server.stop()
    connection = sqlite3.connect(server.config.data / FILE_NAME)
    connection.execute("UPDATE event SET actor = 'x' WHERE seq = 4")
    connection.commit()
    connection.close()
    text = page(live_server(clock=clock), "/office/log/proof")
    assert "Bị đứt ở dòng 4: dòng này, hoặc dòng ngay trước, đã bị sửa sau khi ghi." in text
