"""The screen in a browser knows, shows and says what the one of display/ does: the same stories told to both, in the browser that runs it."""

import dataclasses
import json
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from display.around import Around
from display.scenes import picture
from display.speech import Speech
from display.state import Call, ScreenState, reduce, spotlight, spotlight_since
from drivers.screen.ops import Arrow, Box, Op, Picture, Qr, Rect, Text, Ticker
from drivers.speaker.pack import ClipPack
from server.web.pages import STATIC
from server.web.screenpage import phrases_as_data, seen_words
from server.wire import Heard, News, OfficeView, ScreenView, ServiceFacts, ServiceView, Snapshot, Tick, TicketView
from server.wire.heard import DeskView, MediaView, NoticeView, ScreenPlace, Seen, Speakers, You
from server.words import VOICE_LANGUAGES, Words, clip_texts

PURE = ("state", "hours", "frame", "calls", "scenes", "voice")
BEGIN = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SIZES = ((1920, 1080), (1280, 720), (1080, 1920), (1024, 600))
LAYOUTS = ("calls", "media", "notices", "columns", "led")
Told = list[tuple[Heard, float]]


class Office:
    """A small office that plays the server for one story: `told` is what a screen hears and when, by its own clock. `busy`: calls come quickly,
    and mostly nothing keeps a screen from speaking."""

    def __init__(self, seed: int, busy: bool = False) -> None:
        self.random = random.Random(seed)
        self.pauses_s = (0.0, 0.25, 0.25, 1.0, 1.0, 4.0, 9.0) if busy else (0.0, 0.25, 1.0, 4.0, 9.0, 40.0)
        self.now_s, self.seq, self.issued, self.epoch = 1000.0, 5, 0, 0
        self.tickets: dict[str, TicketView] = {}
        self.last_call: dict[int, str] = {}
        self.told: Told = []
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
            slide_s=some(3, 10), figures=some(True, False), procedures=some("", "https://dichvucong.gov.vn"),
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
        what = self.random.randrange(14)
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


def story(seed: int, steps: int = 40, *, busy: bool = False) -> Office:
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


def told(office: Office) -> list[Any]:
    return [[json.loads(message.model_dump_json()), at_s] for message, at_s in office.told]


# ── What it knows ──


def called(call: Call | None) -> list[Any] | None:
    if call is None:
        return None
    heard_s = None if call.heard_s == float("-inf") else call.heard_s
    return [call.ticket, call.label, call.desk, call.calls, heard_s, call.service, call.priority]


def knowledge(state: ScreenState, now_s: float) -> dict[str, Any]:
    since_s = spotlight_since(state, now_s)
    return {
        "board": [called(one) for one in state.board_here],
        "recent": [called(one) for one in state.recent_here],
        "large": called(spotlight(state, now_s)),
        "since": None if since_s == float("-inf") else since_s,
        "stale": state.stale(now_s),
        "seq": state.followed.seq,
    }


KNOWLEDGE = """(state, nowS) => {
  const called = (call) => call && [call.ticket, call.label, call.desk, call.calls, call.heardS, call.service, call.priority];
  const large = moiso.state.spotlight(state, nowS);
  return { board: moiso.state.here(state, state.board).map(called), recent: moiso.state.here(state, state.recent).map(called),
           large: called(large.call), since: large.sinceS, stale: moiso.state.stale(state, nowS), seq: state.seq };
}"""


@pytest.mark.parametrize("seed", range(16))
def test_it_knows_what_the_other_screen_knows(js: Page, seed: int) -> None:
    office = story(seed)
    state: ScreenState = ScreenState()
    mine: list[Any] = []
    for message, at_s in office.told:
        after = reduce(state, message, at_s)
        state = state if after is None else after
        mine.append([after is None, *(knowledge(state, at_s + later_s) for later_s in (0, 3, 9))])
    theirs = js.evaluate(
        f"""(told) => {{
          let state = moiso.state.EMPTY;
          const look = {KNOWLEDGE};
          return JSON.parse(JSON.stringify(told.map((one) => {{
            const frozen = JSON.stringify(state);
            const after = moiso.state.reduce(state, one[0], one[1]);
            if (JSON.stringify(state) !== frozen) throw new Error("the state before was changed");
            state = after || state;
            return [after === null].concat([0, 3, 9].map((laterS) => look(state, one[1] + laterS)));
          }})));
        }}""",
        told(office),
    )
    for number, (one, other) in enumerate(zip(mine, theirs, strict=True)):
        assert one == other, f"after message {number}: {office.told[number][0]}"


@pytest.mark.parametrize(
    "message", ['{"t": "what_will_come_some_day"}', '{"t": "constructor"}', '{"t": "printers", "printers": []}']
)
def test_a_message_of_a_later_version_is_passed_over(js: Page, message: str) -> None:
    snapshot = story(1, 0).told[-1][0].model_dump_json()
    found = js.evaluate(
        "([snapshot, one]) => { const m = moiso.state; const a = m.reduce(m.EMPTY, JSON.parse(snapshot), 1); "
        "return [m.reduce(m.EMPTY, JSON.parse(one), 1), m.reduce(a, JSON.parse(one), 2).seq]; }",
        [snapshot, message],
    )
    assert found == [None, 5]


def test_a_gap_asks_for_a_new_line_and_an_old_word_changes_nothing(js: Page) -> None:
    office = story(1, 0)
    snapshot = json.loads(office.told[-1][0].model_dump_json())
    outcome = js.evaluate(
        """([snapshot, ...told]) => { const m = moiso.state; const a = m.reduce(m.EMPTY, snapshot, 1);
           return told.map((one) => { const b = m.reduce(a, one, 2); return b && b.seq; }); }""",
        [snapshot, {"t": "news", "seq": 7, "kind": "x"}, {"t": "news", "seq": 5, "kind": "x"}, {"t": "tick", "seq": 6, "now": "2026-11-23T01:00:00Z"}],
    )  # fmt: skip
    assert outcome == [None, 5, None]


# ── What it shows ──


def flat(rect: Rect) -> list[int]:
    return [rect.x, rect.y, rect.width, rect.height]


def drawn(op: Op) -> list[Any]:
    match op:
        case Box(rect, colour, radius):
            return ["box", flat(rect), list(colour), radius]
        case Text(text, rect, size, colour, bold, align, lines, floor):
            return ["text", flat(rect), list(colour), text, size, bold, str(align), lines, floor]
        case Arrow(rect, colour):
            return ["arrow", flat(rect), list(colour)]
        case Qr(rect, text):
            return ["qr", flat(rect), text]
        case Picture(rect, name):
            return ["picture", flat(rect), name]
        case Ticker(text, rect, size, colour, back, bold):
            return ["ticker", flat(rect), list(colour), text, size, list(back), bold]


DRAWN = """(op) => {
  const r = [op.rect.x, op.rect.y, op.rect.w, op.rect.h];
  if (op.op === "box") return ["box", r, op.colour, op.radius];
  if (op.op === "text") return ["text", r, op.colour, op.text, op.size, op.bold, op.align, op.lines, op.floor];
  if (op.op === "arrow") return ["arrow", r, op.colour];
  if (op.op === "qr") return ["qr", r, op.text];
  if (op.op === "picture") return ["picture", r, op.name];
  return ["ticker", r, op.colour, op.text, op.size, op.back, op.bold];
}"""


@pytest.mark.parametrize("seed", range(100, 140))
def test_it_shows_what_the_other_screen_shows(js: Page, seed: int) -> None:
    office = story(seed, 25)
    size = SIZES[seed % len(SIZES)]
    words, state = Words("vi"), ScreenState()
    ready, film, shift = ("b" * 32, "a" * 32), office.random.choice(["", "b" * 32]), office.random.choice([(0, 0), (4, -4)])
    around = Around(address="may-chu:8480", ready=ready, film=film, shift=shift)
    mine = [[drawn(op) for op in picture(state, 990.0, size, words, around)]]
    for message, at_s in office.told:
        state = reduce(state, message, at_s) or state
        for later_s in (0.1, 6.6, 33.0, 700.0):
            mine.append([drawn(op) for op in picture(state, at_s + later_s, size, words, around)])
    theirs = js.evaluate(
        f"""([told, size, around]) => {{
          let state = moiso.state.EMPTY;
          const look = (nowS) => moiso.scenes.picture(state, nowS, size[0], size[1], window.words, around).map({DRAWN});
          const out = [look(990)];
          for (const one of told) {{
            state = moiso.state.reduce(state, one[0], one[1]) || state;
            for (const laterS of [0.1, 6.6, 33, 700]) out.push(look(one[1] + laterS));
          }}
          return out;
        }}""",
        [told(office), list(size), {"address": "may-chu:8480", "ready": list(ready), "film": film, "shift": list(shift)}],
    )
    for number, (one, other) in enumerate(zip(mine, theirs, strict=True)):
        assert one == other, f"picture {number} of {office.layout}"


# ── What it says ──


class Mouth:
    """A loudspeaker that is told when it has finished; `said`: the names of the clips of each sound, and its volume."""

    def __init__(self) -> None:
        self.said: list[Any] = []
        self.until_s, self.began_s, self.now_s = 0.0, 0.0, 0.0
        self.ready = True

    @property
    def busy(self) -> bool:
        return self.now_s < self.until_s

    def play(self, sound: bytes, volume: int = 100) -> bool:
        self.said.append([names_in(sound), volume, len(sound) // 2])
        self.began_s, self.until_s = self.now_s, self.now_s + len(sound) / 2 / 22050
        return True

    def place(self) -> int:
        return int((self.now_s - self.began_s) * 22050)

    def end_at(self, place: int) -> None:
        self.said.append(["end", place])
        self.until_s = self.began_s + place / 22050


CLIP_SAMPLES = 8000
CHIME = b"<chime>".ljust(2 * 17640, b"\1")


def clip(language: str, name: str) -> bytes:
    return f"<{language} {name}>".encode().ljust(2 * CLIP_SAMPLES, b"\1")


def names_in(sound: bytes) -> list[str]:
    return [part.partition(b">")[0].decode() for part in sound.split(b"<")[1:]]


class Packs:
    """Every language has a voice; Khmer's lacks what nobody has recorded yet."""

    chime = CHIME

    def __init__(self) -> None:
        self.packs = {
            one: ClipPack("test", {name: clip(one, name) for name in clip_texts(one) if (one, name) != ("km", "so_4")})
            for one in VOICE_LANGUAGES
        }

    def pack(self, language: str) -> ClipPack | None:
        return self.packs.get(language)

    def want(self, marks: Any) -> None: ...


class Line:
    def __init__(self) -> None:
        self.told: list[Any] = []

    def say(self, text: str) -> None:
        told = json.loads(text)
        told["tested_at"] = bool(told.get("tested_at"))
        self.told.append(told)


SPEAKS = """([told, clips]) => {
  const mouth = { said: [], untilS: 0, beganS: 0, nowS: 0, ready: () => true, busy: () => mouth.nowS < mouth.untilS,
    play: (sound, volume) => { mouth.said.push([sound.parts.map((one) => one.clip.name), volume, sound.length]);
      mouth.beganS = mouth.nowS; mouth.untilS = mouth.nowS + sound.length / 22050; return true; },
    place: () => Math.floor((mouth.nowS - mouth.beganS) * 22050),
    endAt: (place) => { mouth.said.push(["end", place]); mouth.untilS = mouth.beganS + place / 22050; } };
  const packs = {};
  for (const language of Object.keys(clips)) {
    packs[language] = { clips: {} };
    for (const name of clips[language]) packs[language].clips[name] = { name: language + " " + name, length: 8000 };
  }
  const line = [];
  const speech = new moiso.voice.Speech(mouth, { chime: { name: "chime", length: 17640 }, pack: (one) => packs[one] || null }, window.phrases,
    (message) => line.push(Object.assign({}, message, { tested_at: Boolean(message.tested_at) })));
  let state = moiso.state.EMPTY;
  told.forEach((one, number) => {
    const after = moiso.state.reduce(state, one[0], one[1]);
    if (after !== null) { state = after; speech.heard(one[0]); }
    const end = number + 1 < told.length ? told[number + 1][1] : one[1] + 130;
    for (let nowS = one[1]; nowS < end; nowS += 0.25) { mouth.nowS = nowS; speech.step(state, nowS); }
  });
  return { said: mouth.said, line: line };
}"""


@pytest.mark.parametrize("seed", range(200, 230))
def test_it_says_what_the_other_screen_says(js: Page, seed: int) -> None:
    office = story(seed, 80, busy=True)
    mouth, packs, line = Mouth(), Packs(), Line()
    speech = Speech(speaker=mouth, voices=packs, live=None, line=line)
    state = ScreenState()
    for number, (message, at_s) in enumerate(office.told):
        after = reduce(state, message, at_s)
        if after is not None:
            state = after
            speech.heard(message)
        end_s, now_s = office.told[number + 1][1] if number + 1 < len(office.told) else at_s + 130, at_s
        while now_s < end_s:
            mouth.now_s = now_s
            speech.step(state, now_s)
            now_s += 0.25
    clips = {language: list(pack.clips) for language, pack in packs.packs.items()}
    theirs = js.evaluate(SPEAKS, [told(office), clips])
    assert theirs["said"] == mouth.said
    assert theirs["line"] == line.told


def test_the_stories_say_and_show_all_that_there_is() -> None:
    """The comparisons above are worth nothing for what never comes up in them."""
    kinds = {op[0] for seed in range(100, 140) for op in _last_picture(seed)}
    assert kinds == {"box", "text", "arrow", "qr", "picture", "ticker"}
    rules = [story(seed, 0, busy=True).rules for seed in range(200, 230)]
    assert (
        {one.says_twice for one in rules} == {True, False}
        and any(one.emergency for one in rules)
        and any(one.quiet for one in rules)
    )


def _last_picture(seed: int) -> list[list[Any]]:
    office, state = story(seed, 25), ScreenState()
    for message, at_s in office.told:
        state = reduce(state, message, at_s) or state
    around = dataclasses.replace(Around(), ready=("a" * 32,))
    return [
        drawn(op)
        for later_s in (0.1, 40.0)
        for op in picture(state, office.told[-1][1] + later_s, (1920, 1080), Words("vi"), around)
    ]
