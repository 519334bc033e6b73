"""A server's words without a server: snapshots and news made by hand."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from display.state import ScreenState, reduce
from drivers.speaker.pack import ClipPack
from server.wire import Heard, News, OfficeView, ScreenView, ServiceView, Snapshot, Tick, TicketView
from server.wire.heard import DeskView, ScreenPlace, Speakers, You
from server.words import call_clips, clip_texts

EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def ticket(label: str, state: str = "waiting", desk: int | None = None, calls: int = 0, called_after_s: float = 0) -> TicketView:
    """`called_after_s`: its newest call was so long after eight."""
    called = EIGHT if desk else None
    return TicketView(
        id=f"2026-11-23-{label}", service=label[0], label=label, state=state, issued_at=EIGHT, arrival=int(label[1:]), desk=desk,
        called_at=called, last_call_at=called and called + timedelta(seconds=called_after_s), calls=calls,
    )  # fmt: skip


class Story:
    """Tells a screen what happens; `now_s` is the screen's monotonic clock."""

    def __init__(self) -> None:
        self.state = ScreenState()
        self.now_s = 1000.0
        self.seq = 5

    def hear(self, message: Heard) -> None:
        after = reduce(self.state, message, self.now_s)
        assert after is not None
        self.state = after

    def snapshot(self, *tickets: TicketView, calls: tuple[str, ...] = (), is_open: bool = True, epoch: str = "one") -> None:
        services = tuple(
            ServiceView(id=one, names={"vi": name}, minutes=10, desks=(1, 2))
            for one, name in (("A", "Hộ tịch"), ("B", "Chứng thực"), ("C", "Đất đai – Xây dựng – Môi trường"))
        )
        self.hear(
            Snapshot(
                v=1,
                epoch=epoch,
                seq=self.seq,
                now=EIGHT + timedelta(seconds=self.now_s - 1000),
                timezone="Asia/Ho_Chi_Minh",
                office=OfficeView(authority="ỦY BAN NHÂN DÂN PHƯỜNG Ô MÔN", name="TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG"),
                day=date(2026, 11, 23),
                is_open=is_open,
                services=services,
                desks=(DeskView(id=1, services=("A",)),),
                tickets=tickets,
                calls=calls,
            )
        )

    def rules(self, **screen: Any) -> None:
        """The office has changed how the screen speaks: the same snapshot with other rules."""
        self.retold(screen=ScreenView(**screen))

    def retold(self, **changes: Any) -> None:
        """The same snapshot with something else in it."""
        standing = self.state.followed.standing
        assert standing is not None
        tickets = tuple(self.state.followed.tickets.values())
        calls = tuple(call.ticket for call in self.state.board)
        self.seq += 1
        self.hear(standing.model_copy(update={"seq": self.seq, "now": self.now, "tickets": tickets, "calls": calls, **changes}))

    @property
    def now(self) -> datetime:
        """The server's clock."""
        return EIGHT + timedelta(seconds=self.now_s - 1000)

    def speaks(self, *names: str, you: str = "hall", **place: Any) -> None:
        """The server says who we are, where we stand, and who speaks."""
        self.hear(You(name=you))
        self.hear(Speakers(names=names))
        self.retold(screens=(ScreenPlace(name=you, **place),))

    def news(self, kind: str, told: TicketView) -> None:
        self.seq += 1
        self.hear(News(seq=self.seq, at=EIGHT, kind=kind, ticket=told))

    def call(self, label: str, desk: int, calls: int = 1, **more: Any) -> None:
        told = ticket(label, "called", desk, calls, self.now_s - 1000 if calls == 1 else self.now_s - 1000 + calls)
        self.news("ticket_called" if calls == 1 else "ticket_recalled", told.model_copy(update=more))

    def tick(self) -> None:
        self.hear(Tick(now=EIGHT + timedelta(seconds=self.now_s - 1000), seq=self.seq))

    def wait(self, seconds: float) -> None:
        self.now_s += seconds


@pytest.fixture
def story() -> Story:
    made = Story()
    made.snapshot()
    return made


@pytest.fixture
def new_story() -> Callable[[], Story]:
    return Story


@pytest.fixture
def new_ticket() -> Callable[..., Any]:
    return ticket


class Packs:
    """Voices that are as they are: tones that differ, one for each clip."""

    chime = b"CC" * 50

    def __init__(self, *languages: str) -> None:
        self.packs = {
            one: ClipPack("test", {name: f"<{one} {name}>".encode().ljust(40) for name in clip_texts(one)}) for one in languages
        }
        self.marks: dict[str, str] = {}

    def pack(self, language: str) -> ClipPack | None:
        return self.packs.get(language)

    def want(self, marks: Mapping[str, str]) -> None:
        self.marks = dict(marks)

    def words(self, sound: bytes) -> list[str]:
        """The clips in a sound, in order, "C" for a chime."""
        found = re.findall(rb"<[a-z]+ \w+>|(?:CC){50}", sound)
        return ["C" if one.startswith(b"C") else one.decode()[1:-1] for one in found]

    def sentence(self, language: str, *args: Any, **how: Any) -> list[str]:
        return [f"{language} {name}" for name in call_clips(*args, language=language, **how)]


@pytest.fixture
def packs() -> Packs:
    return Packs("vi", "en", "km")


@pytest.fixture
def new_packs() -> Callable[..., Packs]:
    return Packs
