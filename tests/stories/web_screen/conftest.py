"""What both screens are told in the comparisons, and a page with the scripts that need no browser around them."""

import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from server.web.pages import STATIC
from server.web.screenpage import phrases_as_data, seen_words
from server.wire import Heard, News, OfficeView, ScreenView, ServiceFacts, ServiceView, Snapshot, Tick, TicketView
from server.wire.heard import DeskView, Help, MediaView, NoticeView, ScreenPlace, Seen, Speakers, You
from server.words import VOICE_LANGUAGES, Words

PURE = ("state", "hours", "frame", "calls", "scenes", "voice")
BEGIN = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
LAYOUTS = ("calls", "media", "notices", "columns", "led")


class Office:
    """A small office that plays the server for one story: `told` is what a screen hears and when, by its own clock. `busy`: calls come quickly,
    and mostly nothing keeps a screen from speaking."""

    def __init__(self, seed: int, busy: bool = False) -> None:
        self.random = random.Random(seed)
        self.pauses_s = (0.0, 0.25, 0.25, 1.0, 1.0, 4.0, 9.0) if busy else (0.0, 0.25, 1.0, 4.0, 9.0, 40.0)
        self.now_s, self.seq, self.issued, self.epoch = 1000.0, 5, 0, 0
        self.tickets: dict[str, TicketView] = {}
        self.last_call: dict[int, str] = {}
        self.told: list[tuple[Heard, float]] = []
        self.layout = self.random.choice(LAYOUTS)
        self.begin = BEGIN + timedelta(minutes=self.random.choice([-90, -10, 0, 0, 0, 230, 600]))
        self.rules = self._rules()
        self.place = self._place()
        if busy and seed % 4:
            self.rules = self.rules.model_copy(update={"speaks": True, "quiet": (), "emergency": {}})
            self.place = self.place.model_copy(update={"speaks": True, "services": (), "desks": ()})
        self.one_officer = self.random.random() < 0.1
        self.hear(You(name="hall"))
        self.hear(Speakers(names=self._speakers()))
        self.hear(self.snapshot())

    def _some(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def _rules(self) -> ScreenView:
        some = self._some
        return ScreenView(
            speaks=some(True, True, True, False), says_twice=some(True, False),
            notice=some({}, {"vi": "Xin giữ trật tự."}, {"vi": "Xin giữ trật tự nơi công cộng và chờ gọi số. " * 4, "en": "Please wait."}),
            quiet=some((), (), ("11:30-13:00",), ("22:00-09:00",)), off_hours=some(True, False),
            emergency=some({}, {}, {}, {}, {"vi": "Có cháy. Mời ra cửa sau.", "en": "Fire."}),
            notices=some((), (NoticeView(id="a", texts={"vi": "Nghỉ lễ ngày 2/9.", "en": "Closed on 2 September."}),)),
            slide_s=some(3, 10), figures=some(True, False), procedures=some("", "https://dichvucong.gov.vn"), hours=some("", "http://10.0.0.2:8481/hours"),
            colours=some("navy", "light", "contrast", "unheard of"), emblem=some("", "e" * 32),
        )  # fmt: skip

    def _place(self) -> ScreenPlace:
        some = self._some
        return ScreenPlace(
            name="hall", layout=self.layout, services=some((), (), ("A",), ("A", "B")), desks=some((), (), (1, 2)), room=some("", "sanh"),
            speaks=some(True, True, False), volume=some(100, 60), second=some("", "en", "km"),
        )  # fmt: skip

    def _speakers(self) -> tuple[str, ...]:
        chosen: tuple[str, ...] = self._some(("hall",), ("hall",), ("hall", "other"), ("other",), ())
        return chosen

    @property
    def now(self) -> datetime:
        return self.begin + timedelta(seconds=self.now_s - 1000)

    def hear(self, message: Heard) -> None:
        self.told.append((message, self.now_s))

    @property
    def wire(self) -> list[Any]:
        """`told` as a browser hears it."""
        return [[json.loads(message.model_dump_json()), at_s] for message, at_s in self.told]

    def snapshot(self) -> Snapshot:
        names = {
            "A": {"vi": "Hộ tịch", "en": "Civil status", "km": "អត្រានុកូលដ្ឋាន"},
            "B": {"vi": "Chứng thực"},
            "C": {"vi": "Đất đai – Xây dựng – Môi trường"},
        }
        calls = sorted(self.last_call.values(), key=lambda one: self.tickets[one].last_call_at or BEGIN, reverse=True)
        return Snapshot(
            v=4, epoch=str(self.epoch), seq=self.seq, now=self.now, timezone="Asia/Ho_Chi_Minh",
            office=OfficeView(authority=self._some("ỦY BAN NHÂN DÂN PHƯỜNG Ô MÔN", ""), name="TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG"),
            day=date(2026, 11, 23), is_open=self._some(True, True, True, False),
            services=tuple(ServiceView(id=one, names=name, minutes=10, desks=(1, 2) if one != "C" else (3,)) for one, name in names.items()),
            desks=(DeskView(id=1, services=("A",), names={"vi": "Phòng một cửa"}), DeskView(id=2, services=("B",))),
            tickets=tuple(self.tickets.values()), calls=tuple(calls),
            facts=tuple(ServiceFacts(service=one, waiting=self._some(0, 3), wait_min=self._some(None, (0, 5), (0, 0), (5, 5), (10, 20))) for one in names),
            one_officer=self.one_officer, clock_doubt=self._some("", "", "", "", "no_clock"),
            sessions=self._some(None, ("07:00-11:30", "13:30-17:00"), ("08:00-11:00",), ("13:30-24:00",)),
            opens_next=self._some(None, self.begin + timedelta(hours=20), self.begin + timedelta(minutes=10)),
            screen=self.rules, screens=(self.place, ScreenPlace(name="other", room=self._some("", "sanh"))),
            media=(MediaView(mark="a" * 32), MediaView(mark="b" * 32, kind="video", seconds=30), MediaView(mark="e" * 32)),
        )  # fmt: skip

    def _news(self, kind: str, ticket: TicketView) -> None:
        self.seq += 1
        facts = (ServiceFacts(service=ticket.service, waiting=self._some(1, 2)),) if self._some(True, False) else ()
        self.hear(News(seq=self.seq, at=self.now, kind=kind, ticket=ticket, facts=facts))

    def _change(self, id_: str, kind: str, **changes: Any) -> None:
        self.tickets[id_] = self.tickets[id_].model_copy(update=changes)
        self._news(kind, self.tickets[id_])

    def _call(self, id_: str, desk: int, kind: str = "ticket_called") -> None:
        self.last_call[desk] = id_
        self._change(
            id_, kind, state="called", desk=desk, calls=self.tickets[id_].calls + 1, called_at=self.now, last_call_at=self.now
        )

    def step(self) -> None:
        """Something happens, or nothing does and time goes by."""
        what = self.random.randrange(15)
        at_desks = [one for one in self.last_call.values() if self.tickets[one].desk is not None]
        if what <= 4:
            self._issue(called=what > 0, desk=self.random.randint(1, 4))
        elif what <= 6 and at_desks:
            self._call(self.random.choice(at_desks), self.random.randint(1, 4), "ticket_recalled")
        elif what == 7 and at_desks:
            self._change(self.random.choice(at_desks), "ticket_finished", state=self._some("serving", "done", "missed"))
        elif what == 8 and at_desks:
            self._change(self.random.choice(at_desks), "act_undone", state=self._some("waiting", "held"), desk=None)
        elif what == 9:
            self.hear(Tick(now=self.now, seq=self.seq, served=self._some(0, 12), waited_min=self._some(None, 7)))
        elif what == 10:
            self.epoch += 1
            self.rules = self.rules.model_copy(update={"emergency": self._some({}, {}, {"vi": "Có cháy. Mời ra cửa sau."})})
            self.hear(self.snapshot())
        elif what == 11 and self.told:
            self.hear(self._some(Speakers(names=self._speakers()), You(name=self._some("hall", "hall", "")), self.told[-1][0]))
        elif what == 12 and at_desks:
            id_ = self.random.choice(at_desks)
            self.hear(Seen(ticket=id_, calls=self.tickets[id_].calls, spoken=True))
        elif what == 14:
            self.hear(Help(at=self._some(None, self.now, self.now - timedelta(seconds=30)), kiosk=self._some("kiosk", "sanh")))
        elif what == 13 and self.random.random() < 0.3:  # the whole office calls at once
            for desk in range(1, 19):
                self._issue(called=True, desk=desk)
        self.now_s += self.random.choice(self.pauses_s)

    def _issue(self, *, called: bool, desk: int) -> None:
        self.issued += 1
        letter = self._some("A", "B", "C", "Ô")
        id_ = f"{letter}{self.issued:03}"
        self.tickets[id_] = TicketView(
            id=id_, service=letter, label=id_, state="waiting", issued_at=self.now, arrival=self.issued, priority=self._some(True, False, False),
            language=self._some("vi", "vi", "en", "km"),
        )  # fmt: skip
        self._news("ticket_issued", self.tickets[id_])
        if called:
            self._call(id_, desk)


@pytest.fixture(scope="session")
def story() -> Callable[..., Office]:
    """`story(seed, steps, busy=False)`: an office after so many steps; the same seed, the same story."""
    return _story


def _story(seed: int, steps: int = 40, *, busy: bool = False) -> Office:
    office = Office(seed, busy)
    for _ in range(steps):
        office.step()
    return office


@pytest.fixture(scope="module")
def js(browser: Browser) -> Iterator[Page]:
    """A page with the scripts that need none."""
    page = browser.new_page()
    page.goto("about:blank")
    for name in PURE:
        page.evaluate((STATIC / f"screen_{name}.js").read_text())
    page.evaluate("all => { window.words = all.words; window.phrases = all.phrases; }", {"words": WORDS, "phrases": PHRASES})
    yield page
    page.close()


WORDS = {one: seen_words(Words(one)) for one in ("vi", "en", "km")}
PHRASES = {one: json.loads(json.dumps(phrases_as_data(one))) for one in VOICE_LANGUAGES}
