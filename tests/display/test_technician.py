"""What a technician reads in front of the screen."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from display.state import ScreenState
from display.technician import Facts, lines, memory_bytes
from server.wire.heard import Printers, PrinterView, Speakers, You
from server.words import Words

VI = Words("vi")


def read(story: Any, **facts: Any) -> dict[str, str]:
    known = {
        "address": "http://10.0.0.2:8480",
        "size": (1920, 1080),
        "sound": "ready",
        "voices": ("vi", "en"),
        "memory": 70 << 20,
    }
    own = story.now + timedelta(seconds=facts.pop("off_s", 0))
    return dict(lines(story.state, story.now_s, Facts(own_clock=own, **{**known, **facts}), VI))


def test_everything_that_is_asked_on_the_telephone(story: Any) -> None:
    story.snapshot()
    story.hear(You(name="sanh"))
    story.hear(Speakers(names=("sanh",)))
    story.hear(Printers(printers=(PrinterView(name="main", trouble="paper_out"), PrinterView(name="cua", title="Cửa sau"))))
    told = read(story)
    assert told["Máy chủ"] == "http://10.0.0.2:8480" and told["Tên màn hình"] == "sanh" and told["Đọc số"] == "có"
    assert told["Máy in"].startswith("main: máy in hết giấy") and told["Máy in"].endswith("Cửa sau: tốt")
    assert told["Hình"].startswith("1920 × 1080") and "sẵn sàng · vi, en" in told["Loa"] and told["Bộ nhớ"] == "70 MB"
    assert told["Đồng hồ"] == "đúng với máy chủ"


def test_a_clock_that_is_off_is_said_with_its_seconds(story: Any) -> None:
    story.snapshot()
    assert read(story, off_s=-75)["Đồng hồ"] == "lệch -75 giây so với máy chủ"


def test_before_anything_was_heard_it_says_so(story: Any) -> None:
    story.snapshot()
    story.state = ScreenState()
    told = read(story)
    assert told["Kết nối"] == told["Đồng hồ"] == "chưa nghe được gì" and told["Máy in"] == "–"


def test_memory_is_what_the_kernel_says(tmp_path: Path) -> None:
    assert memory_bytes() > 1 << 20
    assert memory_bytes(tmp_path / "none") == 0
