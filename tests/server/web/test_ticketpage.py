"""What the page of the ticket's layout asks the server: the picture of a paper that is still being edited, and an emblem."""

import base64
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from PIL import Image, ImageDraw

from drivers.clock import ManualClock
from drivers.printer.render import paint, render
from server.domain.model import DeskId, ServiceId, Ticket, TicketId, TicketState
from server.domain.onebit import logo_size
from server.domain.setup import PaperRow, PaperRules, RowKind, RowSize
from server.paperwork import letterhead, paper_words
from server.setupdoc import doc_of
from server.ticketpaper import ticket_paper

EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
NUMBER = PaperRow(RowKind.NUMBER, RowSize.HUGE)


@pytest.fixture
def server(live_server: Callable[..., Any]) -> Any:
    """08:00 on a Monday."""
    return live_server(clock=ManualClock(EIGHT), complaint_phone="0292 3861 234")


def post(server: Any, path: str, body: Any) -> tuple[int, bytes]:
    return server.request("POST", f"/api/ticket/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"})


def preview(server: Any, rules: PaperRules, **choice: Any) -> Image.Image:
    status, body = post(server, "preview", {"paper": doc_of(rules), "width": 576, **choice})
    assert status == 200, body
    return Image.open(io.BytesIO(body))


def spots(server: Any, paper: Any) -> list[tuple[int, str, str]]:
    status, body = post(server, "preview", {"paper": paper, "width": 576})
    answer = json.loads(body)
    assert (status, answer["ok"], answer["reason"]) == (422, False, "bad_setup")
    assert answer["message"] == "Mẫu này chưa dùng được. Hãy xem chỗ có chữ đỏ."
    return [(spot["row"], spot["field"], spot["message"]) for spot in answer["spots"]]


@pytest.mark.parametrize(
    ("rules", "choice"),
    [
        (PaperRules(), {}),
        (PaperRules(short=True), {"width": 384}),
        (PaperRules(rows=(NUMBER, PaperRow(RowKind.TEXT, texts={"vi": "Xin cảm ơn"}))), {"width": 640}),
        (PaperRules(second_language=False), {"language": "en", "service": "C"}),
        (PaperRules(), {"priority": True, "reprint": True, "service": "B", "width": 512}),
    ],
)
def test_the_picture_is_dot_for_dot_what_will_be_printed(server: Any, rules: PaperRules, choice: dict[str, Any]) -> None:
    service = server.running.office.view.services[ServiceId(choice.get("service", "A"))]
    ticket = Ticket(
        TicketId("x"),
        service.id,
        12,
        f"{service.id}012",
        TicketState.WAITING,
        EIGHT,
        0,
        priority=choice.get("priority", False),
        language=choice.get("language", "vi"),
    )
    width = choice.get("width", 576)
    paper = ticket_paper(
        ticket,
        service,
        (DeskId(ord(service.id) - ord("A") + 1),),
        4,
        rules=rules,
        head=letterhead(server.config),
        words=paper_words(server.config),
        width_dots=width,
        copy=2 if choice.get("reprint") else 1,
    )
    wanted = paint(render(paper, width), width)
    got = preview(server, rules, **choice)
    assert (got.mode, got.size, got.tobytes()) == (wanted.mode, wanted.size, wanted.tobytes())


def test_a_preview_changes_nothing(server: Any) -> None:
    before = server.running.office.view
    preview(server, PaperRules(short=True))
    assert server.running.office.view.setup == before.setup and server.running.office.view.seq == before.seq


@pytest.mark.parametrize(
    ("paper", "found"),
    [
        ({"rows": [{"kind": "service"}]}, [(0, "rows", "phiếu phải có số thứ tự (number).")]),
        (
            {"rows": [{"kind": "number"}, {"kind": "text", "texts": {"en": "Thank you"}}]},
            [(2, "texts", "đã ghi thì phải có tiếng Việt (vi).")],
        ),
        (
            {"rows": [{"kind": "number"}, {"kind": "qr"}, {"kind": "qr"}]},
            [(3, "", "đã có ở trên. Mỗi loại dòng chỉ ghi một lần, trừ text, rule và gap.")],
        ),
        ({"rows": [{"kind": "number", "size": "enormous"}]}, [(1, "size", "chỉ được chọn một trong các từ: small, normal, large, huge.")]),
        ({"rows": "number"}, [(0, "rows", "phải là danh sách trong dấu ngoặc vuông.")]),
        ({"short": "perhaps"}, [(0, "short", "phải là true hoặc false.")]),
        ({"colour": "red"}, [(0, "colour", "không có mục này. Hãy bỏ đi hoặc xem lại cách viết.")]),
        (
            {"logo": "Moiso"},
            [
                (
                    0,
                    "logo",
                    "không dùng được. Phải là hình PNG 1 bit, rộng nhất 600 và cao nhất 300 điểm, ghi bằng base64 nhiều nhất 16384 ký tự.",
                )
            ],
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_row_and_field(server: Any, paper: Any, found: list[tuple[int, str, str]]) -> None:
    assert spots(server, paper) == found


def test_everything_that_is_wrong_is_said_at_once(server: Any) -> None:
    text = {"kind": "text", "texts": {"vi": "ạ" * 161}}
    assert [(row, field) for row, field, _ in spots(server, {"logo": "x", "rows": [text, text]})] == [
        (0, "logo"),
        (0, "rows"),
        (1, "texts"),
        (2, "texts"),
    ]


@pytest.mark.parametrize(
    ("path", "body", "where"),
    [
        ("preview", {"paper": {}, "width": 575}, "width"),
        ("preview", {"width": 576}, "paper"),
        ("preview", {"paper": [], "width": 576}, "paper"),
        ("preview", {"paper": {}, "width": 576, "language": "zh"}, "language"),
        ("preview", [], "JSON"),
        ("logo", {"picture": 3}, "picture"),
        ("logo", {}, "picture"),
    ],
)
def test_what_is_no_question_is_refused_with_the_place(server: Any, path: str, body: Any, where: str) -> None:
    status, answer = post(server, path, body)
    assert (status, json.loads(answer)["reason"]) == (422, "not_an_ask") and f"({where})" in json.loads(answer)["message"]


def drawing(kind: str) -> str:
    picture = Image.new("RGB", (300, 300), "white")
    ImageDraw.Draw(picture).ellipse((20, 20, 280, 280), fill="#b00000")
    data = io.BytesIO()
    picture.save(data, kind)
    return base64.b64encode(data.getvalue()).decode()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_an_emblem_comes_back_fit_for_the_setup_and_can_be_saved(server: Any, kind: str) -> None:
    status, body = post(server, "logo", {"picture": drawing(kind)})
    logo = json.loads(body)["logo"]
    assert status == 200 and logo_size(logo)[1] == 200
    assert preview(server, PaperRules(logo=logo)).height > preview(server, PaperRules()).height + 90
    server.ask("change_setup", edits=[{"rules": {"paper": doc_of(PaperRules(logo=logo))}}])
    assert server.running.office.view.setup.paper.logo == logo


@pytest.mark.parametrize("picture", ["", "nét vẽ", base64.b64encode(b"Moiso").decode(), drawing("GIF"), drawing("PNG")[:400]])
def test_what_is_no_emblem_is_refused_in_words(server: Any, picture: str) -> None:
    status, body = post(server, "logo", {"picture": picture})
    assert (status, json.loads(body)["reason"]) == (422, "bad_logo")
    assert json.loads(body)["message"].startswith("Không dùng được hình này. Hãy chọn tệp PNG hoặc JPEG")


def test_a_page_of_another_site_draws_nothing(server: Any) -> None:
    body = json.dumps({"paper": {}, "width": 576}).encode()
    foreign = {"Content-Type": "application/json", "Origin": "http://example.org"}
    assert server.request("POST", "/api/ticket/preview", body, foreign)[0] == 403
    assert server.request("POST", "/api/ticket/preview", b" " * 70_000, {"Content-Type": "application/json"})[0] == 413
