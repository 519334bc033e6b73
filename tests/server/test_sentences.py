"""Refusals and notices as the person in front reads them."""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from server.domain.errors import Reason, Refused
from server.domain.model import Admission, ServiceId, Ticket, TicketId, TicketState
from server.sentences import moment, notice, refusal
from server.words import Words

HERE = timezone(timedelta(hours=7))
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=HERE)
VI = Words("vi")
FACTS: dict[str, Any] = {
    "day": "2026-11-23", "service": "Hộ tịch", "desk": 3, "ticket": "A012", "paper": "2026-11-23-A012/1", "kind": "services", "id": "B",
    "count": 2, "state": "called", "limit": 6, "opens": "2026-11-24T07:00:00+07:00", "seconds": 5, "most": 500,
    "what": "out_of_range", "where": "services B", "name": "minutes", "low": 1, "high": 480,
}  # fmt: skip


def ticket(admission: Admission, opens_at: datetime | None = None) -> Ticket:
    at = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
    id_, service = TicketId("2026-11-23-A012"), ServiceId("A")
    return Ticket(id_, service, 12, "A012", TicketState.WAITING, at, 1, admission=admission, opens_at=opens_at)


@pytest.mark.parametrize("reason", list(Reason))
def test_every_refusal_is_a_whole_sentence_in_vietnamese(reason: Reason) -> None:
    said = refusal(Refused(reason, **FACTS), VI, NOON)
    assert said[0].isupper() and said[-1] in ".?" and len(said) <= 200
    assert "{" not in said and reason.value not in said and not re.search(r"\d{4}-\d\d-\d\d", said)


@pytest.mark.parametrize(
    ("refused", "says"),
    [
        (Refused(Reason.SOLD_OUT, service="Hộ tịch", limit=6), "Hôm nay lĩnh vực “Hộ tịch” đã nhận đủ 6 lượt."),
        (Refused(Reason.NOT_NOW, ticket="A012", state="held"), "Số A012 đang tạm giữ, nên không làm được việc này."),
        (Refused(Reason.DAY_GOES_BACK, day="2026-11-23"), "ngày làm việc hiện tại là 23/11/2026"),
        (Refused(Reason.DESK_LEAVES_WAITING, desk=3, count=2), "Còn 2 người đang chờ"),
    ],
)
def test_a_refusal_says_what_happened_and_what_to_do(refused: Refused, says: str) -> None:
    assert says in refusal(refused, VI, NOON)


def test_a_citizen_is_refused_in_the_citizens_language_where_it_has_the_sentence() -> None:
    refused = Refused(Reason.CLOSED_TODAY, service="Hộ tịch", opens=datetime(2026, 11, 24, 7, 0, tzinfo=HERE).isoformat())
    english = refusal(refused, VI, NOON, Words("en"), "Civil status")
    assert english == "No more numbers for “Civil status” today. Please come back at 07:00 on Tuesday, 24/11."
    assert "អត្រានុកូលដ្ឋាន" in refusal(refused, VI, NOON, Words("km"), "អត្រានុកូលដ្ឋាន")
    assert refusal(Refused(Reason.ASK_REUSED), VI, NOON, Words("km")) == refusal(Refused(Reason.ASK_REUSED), VI, NOON)


@pytest.mark.parametrize("reason", [Reason.CLOSED_NOW, Reason.CLOSED_TODAY, Reason.NO_TIME_LEFT])
def test_who_comes_when_it_is_closed_is_told_when_to_come(reason: Reason) -> None:
    opens = datetime(2026, 11, 24, 7, 0, tzinfo=HERE).isoformat()
    said = refusal(Refused(reason, service="Hộ tịch", opens=opens), VI, NOON)
    assert said.endswith("Xin mời quay lại lúc 07:00 Thứ Ba, 24/11.")
    unknown = refusal(Refused(reason, service="Hộ tịch", opens=""), VI, NOON)
    assert unknown == "Hiện không nhận số cho “Hộ tịch”. Xin hỏi cán bộ giờ mở cửa."


def test_a_bad_setup_is_refused_with_the_place_of_its_first_fault() -> None:
    said = refusal(
        Refused(Reason.BAD_SETUP, what="out_of_range", where="services B", count=2, name="minutes", low=1, high=480), VI, NOON
    )
    assert said == "Chưa lưu: có 2 chỗ chưa đúng. Chỗ đầu tiên: Lĩnh vực B, số phút (minutes): phải từ 1 đến 480."


@pytest.mark.parametrize(
    ("admission", "opens", "says"),
    [
        (Admission.PLAIN, None, ""),
        (Admission.NEXT_SESSION, "13:00", "Số của ông/bà được gọi từ 13:00 hôm nay."),
        (Admission.SHORT_TIME, None, "Có thể không kịp phục vụ trong hôm nay vì sắp hết giờ hoặc đông người chờ."),
        (
            Admission.SHORT_TIME,
            "13:00",
            "Có thể không kịp phục vụ trong buổi này; khi đó xin mời quay lại lúc 13:00 hôm nay với số này.",
        ),
        (Admission.OUTSIDE_HOURS, "13:00", "Hiện ngoài giờ làm việc. Quầy mở lúc 13:00 hôm nay."),
        (Admission.OUTSIDE_HOURS, None, "Hiện ngoài giờ làm việc. Xin hỏi cán bộ giờ mở cửa."),
        (Admission.LATE, None, "Đã quá giờ hẹn: số này được gọi theo thứ tự đến."),
    ],
)
def test_what_a_citizen_should_know_with_the_number(admission: Admission, opens: str | None, says: str) -> None:
    at = None if opens is None else datetime.fromisoformat(f"2026-11-23T{opens}:00+07:00")
    assert notice(ticket(admission, at), VI, NOON) == says


def test_every_admission_has_its_sentence() -> None:
    for admission in Admission:
        assert bool(notice(ticket(admission, NOON), VI, NOON)) is (admission is not Admission.PLAIN)


def test_an_opening_kept_in_utc_is_said_in_the_offices_time() -> None:
    assert "13:00 hôm nay" in notice(ticket(Admission.NEXT_SESSION, datetime(2026, 11, 23, 6, 0, tzinfo=UTC)), VI, NOON)


@pytest.mark.parametrize(
    ("days", "says"),
    [(0, "12:00 hôm nay"), (1, "12:00 Thứ Ba, 24/11"), (6, "12:00 Chủ Nhật, 29/11"), (400, "12:00 Thứ Ba, 28/12/2027")],
)
def test_moments_are_said_as_people_say_them(days: int, says: str) -> None:
    assert moment(NOON + timedelta(days=days), VI, NOON) == says
