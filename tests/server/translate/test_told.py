"""Every row of the log is a sentence in Vietnamese; a changed setup says what each field was and is."""

import json
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from server.domain.events import KINDS, SetupChanged, TicketCalled
from server.domain.fairness import Jump
from server.domain.model import DeskId, ServiceId, TicketId, Why
from server.domain.setup import Hours, Service, Setup
from server.ports import Audited
from server.setupfile import default_setup
from server.store.books import Books, Find, Row
from server.store.codec import event_body
from server.store.engine import FILE_NAME
from server.store.migrate import bring_up_to_date
from server.translate.told import Told, differences
from server.words import LANGUAGES, Words

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DUMP = Path(__file__).parents[1] / "store" / "released" / "0006.sql"
AT = "2026-11-23T01:05:09.000000+00:00"
SETUP = default_setup()


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    """Rows of every kind that this version writes; those that are younger than the dump are made here."""
    data = tmp_path_factory.mktemp("told")
    connection = sqlite3.connect(data / FILE_NAME)
    connection.executescript(DUMP.read_text(encoding="utf-8"))
    connection.close()
    bring_up_to_date(data, datetime(2026, 11, 27, tzinfo=UTC))
    old = list(Books(data, ZONE).find(Find(), 10_000).rows)
    younger = [what for what in (Audited.VOICE_RECORDED, Audited.VOICE_DROPPED) if what not in {row.kind for row in old}]
    return [*old, *(Row(90, AT, "person lan, local", what, False, "", None, "", subject="một (vi)") for what in younger)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_row_is_a_sentence(rows: list[Row], language: str) -> None:
    told = Told(Words(language), SETUP, ZONE)
    assert {row.kind for row in rows} == {*KINDS, *Audited}
    for line in map(told.line, rows):
        assert line.sentence.endswith((".", "…")) or line.kind, line
        assert "{" not in line.sentence and "None" not in line.sentence, line.sentence
        assert line.at.tzinfo is ZONE


def row(kind: str, body: str, **facts: object) -> Row:
    return Row(7, AT, "person lan, device quay-1, 192.168.1.5", kind, True, "2026-11-23-A012", 2, body, **facts)  # type: ignore[arg-type]


def test_a_call_says_where_who_and_why() -> None:
    told = Told(Words("vi"), SETUP, ZONE)
    call = TicketCalled(TicketId("2026-11-23-A012"), DeskId(2), Why.CHOSEN, reason="Người già yếu, cần giúp đỡ")
    line = told.line(row("ticket_called", event_body(call)))
    assert line.sentence == "Quầy 2 gọi số A012: cán bộ chọn. Lý do: Người già yếu, cần giúp đỡ."
    assert (f"{line.at:%H:%M:%S}", line.number, line.who) == ("08:05:09", "7", "lan, thiết bị quay-1, 192.168.1.5")
    overtaking = event_body(replace(call, why=Why.PRIORITY, overtaken=2, cap=5, reason=""))
    assert told.line(row("ticket_called", overtaking)).sentence == "Quầy 2 gọi số A012: ưu tiên, đã vượt 2/5."
    silent = event_body(replace(call, reason=""))
    assert told.line(row("ticket_called", silent)).sentence == "Quầy 2 gọi số A012: cán bộ chọn. Không ghi lý do."


def test_a_number_is_given_for_a_service_by_its_name() -> None:
    told = Told(Words("vi"), SETUP, ZONE)
    body = json.dumps({"ticket": "2026-11-23-A012", "service": "B", "number": 12, "label": "A012", "priority": True})
    assert told.line(row("ticket_issued", body)).sentence == "Cấp số A012, Chứng thực. Ưu tiên."


def test_a_changed_setup_says_what_each_field_was_and_is() -> None:
    after = replace(SETUP, reentry_days=7, services=(replace(SETUP.services[0], minutes=25), *SETUP.services[1:]))
    earlier = event_body(SetupChanged(SETUP, None, ("all",)))
    line = Told(Words("vi"), SETUP, ZONE).line(
        row("setup_changed", event_body(SetupChanged(after, None, ("x",))), earlier=earlier)
    )
    said = {(change.where, change.before, change.after) for change in line.changes}
    assert said == {
        ("Lĩnh vực A, số phút (minutes)", str(SETUP.services[0].minutes), "25"),
        ("Cấu hình, số ngày được quay lại (reentry_days)", "3", "7"),
    }


def test_what_holds_from_tomorrow_is_held_against_what_would_have_held() -> None:
    planned = replace(SETUP, hours=Hours())
    body = event_body(SetupChanged(SETUP, planned, ("hours",)))
    line = Told(Words("vi"), SETUP, ZONE).line(
        row("setup_changed", body, earlier=event_body(SetupChanged(SETUP, None, ("all",))))
    )
    assert line.changes and all(change.where.startswith("Giờ làm việc") for change in line.changes)


def test_rows_that_come_and_go_are_said_whole() -> None:
    one, two = Service(ServiceId("A"), {"vi": "Một"}), Service(ServiceId("B"), {"vi": "Hai"})
    from server.setupdoc import doc_of

    (found,) = differences(doc_of(Setup((one, two), ())), doc_of(Setup((one,), ())))
    assert found[0] == ["services", "B"] and "Hai" in found[1] and found[2] == ""


def test_a_jump_has_its_why() -> None:
    told = Told(Words("vi"), SETUP, ZONE)
    when = datetime(2026, 11, 23, 1, tzinfo=UTC)
    assert told.jump(Jump(1, when, "chosen", "A001", "")) == "cán bộ chọn"
    assert told.jump(Jump(1, when, "moved_first", "A001", "")) == "được chuyển lên đầu hàng"


def test_an_account_is_named_as_colleagues_know_it() -> None:
    told = Told(Words("vi"), SETUP, ZONE, {"lan": "Lan Nguyễn", "quay": "quay"})
    assert told.who("person lan, 192.168.1.5").startswith("Lan Nguyễn (lan), ")
    assert told.who("person quay") == "quay" and told.who("person gone") == "gone"
