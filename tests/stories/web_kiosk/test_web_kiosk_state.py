"""The kiosk in a browser knows, offers, does and says what the one of kiosk/ does: the same stories told to both, in the browser that runs it."""

import json
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from bench.kiosk_scenes import BOOK, EIGHT, EMPTY, GROUPS, LANGUAGES, PAPERS, PORTAL, READY, grouped, snapshot, ungrouped
from drivers.screen.ops import Text
from kiosk.choices import acted, aside, blocked, by_enter, by_number, choices, listening
from kiosk.guide import Clip, Number, Own, Part, guidance
from kiosk.press import Given, Helped, NotGiven, Pressed
from kiosk.scanned import Unknown, read
from kiosk.scans import scanned
from kiosk.scenes import frame_of, picture
from kiosk.scenes.icons import ICONS
from kiosk.scenes.look import NORMAL, deep
from kiosk.search import looked_up, shelved, typed, wanted
from kiosk.state import TABLE, Act, Choice, Happening, KioskState, Scene, answered, heard, passed, tapped
from server.wire import HEARD, News, PrinterView, ServiceFacts, Snapshot, Tick, TicketView
from server.wire.heard import Printers, You
from server.wire.kiosk import KioskView
from server.wire.procedures import look_up
from server.wire.slip import slip_of
from server.words import Words, number_clips

SIZE = (1080, 1920)
TEXTS_EVERY = 4
"""Steps after which the sentences are compared, too: to lay a picture out costs more than all else."""
CARD = "079041000001|023456789|NGUYỄN VĂN AN|30111941|Nam|Ấp 1, Xã Mẫu, Cần Thơ|15042021"
"""An old citizen's."""
YOUNG = "092316000009||TRẦN THỊ BÌNH|29022016|Nữ|Xã Mẫu|15042021"
CODE = "000.18.15.H13-261130-0001"
HEN = "MOISO-HEN|A|20261123|0800|0830|ABCDEFGH|ABCDEFGHIJKLMN23"
NO_HEN = (
    HEN.replace("20261123", "20261332"), HEN.replace("|ABCDEFGHIJKLMN23", ""), HEN.replace("ABCDEFGH|", "ABC|"), HEN.replace("0830", "0800"),
    HEN.replace("0830", "2430"), HEN.replace("0830", "0860"), f"{HEN}A", "MOISO-HEN|",
)  # fmt: skip
SCANS = (
    CARD, f"  {CARD}||\r\n", YOUNG, CODE, f"{CODE}|23/11/2026", f"{CODE}|24.12.2026||", f"{CODE}|99/99/2026", CODE.lower(),
    f"https://dichvucong.gov.vn/tra-cuu?ma={CODE}&x=1", f"https://dichvucong.gov.vn/ho-so/{CODE}", "https://dichvucong.gov.vn/p/home",
    "000.18.15.H13-261331-0001", "000.18.15.H13-261130-001", "8938505974191", "", "|" * 399, "9" * 5000, "http://[", "https://x/?a=%E0%A4%A",
    *(HEN, HEN.lower(), f" {HEN}\r\n", HEN.replace("20261123", "20261125"), HEN.replace("|A|", "|Z|")) * 2, *NO_HEN,
)  # fmt: skip
WORDS = Words("vi")
SECOND = PrinterView(name="cua-sau", title="Cửa sau")


class Story:
    """A small office and somebody at its kiosk: `steps` are what happens, as [what, how, when] for the browser and as a change of state here."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.now_s, self.seq, self.number = 1000.0, 1, 0
        self.begin = EIGHT + timedelta(minutes=self.random.choice([-90, 0, 0, 0, 200, 545]))
        self.state = KioskState(printer=self.some("", "", "cua-sau"))
        self.steps: list[list[Any]] = []
        self.seen: list[Any] = []
        self.hear(self.standing())
        self.did("shelve", BOOK.model_dump(mode="json"), shelved(self.state, BOOK))

    def some(self, *these: Any) -> Any:
        return self.random.choice(these)

    @property
    def now(self) -> datetime:
        return self.begin + timedelta(seconds=self.now_s - 1000)

    def standing(self) -> Snapshot:
        some = self.some
        base = some(snapshot, snapshot, grouped, ungrouped)()
        rules = KioskView(
            languages=some(("vi",), ("vi",), LANGUAGES, ("km", "vi", "km"), ()), asks_priority=some(True, True, False),
            shows_documents=some(True, False), theme=some("normal", "contrast", "large"), results_service=some("R", "R", "Z"), portal=some(PORTAL, ""),
        )  # fmt: skip
        services = tuple(
            one.model_copy(update={"documents": some((), PAPERS, PAPERS * 4), "fee": some({}, {"vi": "8.000 đồng"})})
            for one in base.services
        )
        return base.model_copy(
            update={
                "now": self.now, "seq": self.seq, "kiosk": rules, "services": services, "is_open": some(True, True, True, True, False),
                "printers": some((READY,), (READY, SECOND), (EMPTY,), (EMPTY, SECOND), ()), "when_no_paper": some("show_number", "refuse"),
                "priority_groups": some(GROUPS, GROUPS, GROUPS[:2], ()), "clock_doubt": some("", "", "", "no_clock"),
                "policy": base.policy.model_copy(update={"rule": some("accumulating", "accumulating", "fifo")}),
                "sessions": some(("07:00-11:00", "13:00-17:00"), None), "opens_next": some(base.opens_next, None),
            }
        )  # fmt: skip

    def press(self, service: str, priority: bool, language: str) -> Pressed:
        return Pressed(f"press-{len(self.steps):04}", service, priority, "", language)

    def hear(self, message: Any) -> None:
        message = HEARD.validate_json(message.model_dump_json())
        after = heard(self.state, message, self.now_s)
        self.did("hear", json.loads(message.model_dump_json()), self.state if after is None else after)

    def did(self, what: str, how: Any, after: KioskState) -> None:
        self.state = after
        self.steps.append([what, how, self.now_s])
        self.seen.append(knowledge(after, self.now_s, says=len(self.seen) % TEXTS_EVERY == 0))

    def act(self, choice: Choice) -> None:
        elsewhere = self.some(True, True, True, False)
        after = acted(self.state, choice, self.now_s, self.press, elsewhere=elsewhere)
        self.did("act", [choice.act.value, choice.value, elsewhere], after)

    def ticket(self, **facts: Any) -> TicketView:
        self.number += 1
        return TicketView(
            id=f"t{self.number}", service=self.some("A", "C", "R"), label=f"C{self.number:03}", state="waiting", issued_at=self.now,
            arrival=self.number, paper=self.some("queued", "queued", None), priority=self.some(True, False), **facts,
        )  # fmt: skip

    def answer(self) -> None:
        pressed = self.state.pressed or Pressed("press-none", "A")
        if self.random.random() < 0.1:
            pressed = replace(pressed, ask_id="press-other")
        how: dict[str, Any] = {"pressed": {"askId": pressed.ask_id, "service": pressed.service, "language": pressed.language}}
        if self.random.random() < 0.7:
            given = Given(pressed, self.ticket(), self.some(0, 4), self.some("", "Ngoài giờ làm việc."))
            how |= {"ticket": json.loads(given.ticket.model_dump_json()), "ahead": given.ahead, "notice": given.notice}
            self.did("answer", how, answered(self.state, given, self.now_s))
        else:
            message = self.some(None, "Lĩnh vực này đã nhận đủ số.")
            self.did("answer", how | {"message": message}, answered(self.state, NotGiven(pressed, message), self.now_s))

    def news(self) -> None:
        self.seq += self.some(1, 1, 1, 1, 2)
        facts = (
            ServiceFacts(
                service=self.some(*"ABCR"), waiting=self.some(0, 3), left=self.some(None, 0, 7), wait_min=self.some(None, (5, 10))
            ),
        )
        ticket = None
        if self.state.given is not None and self.random.random() < 0.8:
            changes = {
                "paper": self.some("sending", "printed", "unconfirmed", "doubtful", "queued"),
                "paper_at": self.some("", "main", "cua-sau"),
            }
            changes |= {"paper_trouble": self.some("", "", "paper_out"), "state": self.some("waiting", "waiting", "done")}
            ticket = self.state.given.ticket.model_copy(update=changes)
        self.hear(News(seq=self.seq, at=self.now, kind="told", ticket=ticket, facts=facts))

    def write(self) -> None:
        """On the glass, as quickly as somebody who knows it; now and then on a real keyboard."""
        for key in self.some("ks", "hoon", "chuwsng", "xq", "k s", "a", "aa", "-"):
            choice = Choice(Act.TYPED, {" ": "space", "-": self.some("erase", "clear", "space")}.get(key, key))
            if self.random.random() < 0.2:
                self.did("type", choice.value, replace(typed(self.state, choice.value), last_press_s=self.now_s))
            else:
                self.act(choice)
            self.now_s += self.some(0.0625, 0.125, 0.25, 0.25, 0.25)

    def step(self) -> None:
        """Something happens, or nothing does and time goes by."""
        what = self.random.randrange(26)
        there = [*choices(self.state) * 2, *aside(self.state, self.now_s)]
        if self.state.scene is Scene.ASKING and what < 14:
            self.answer()
        elif what <= 8 and there:
            self.act(
                Choice(Act.LACKS) if Choice(Act.LACKS) in there and self.random.random() < 0.4 else self.random.choice(there)
            )
        elif what == 9:
            self.act(Choice(self.some(*Act), self.some("", "A", "km", "tp")))
        elif what == 10:
            self.did("tap", None, tapped(self.state, self.now_s))
        elif what <= 13:
            text = self.some(*SCANS, *[CARD, f"{CODE}|24.12.2026||"] * 9)
            today = (self.state.local(self.now_s) or datetime(2026, 11, 30, tzinfo=UTC)).date()
            self.did("scan", [text, today.isoformat()], scanned(self.state, read(text, today), self.now_s, self.press))
        elif what == 14 and self.random.random() < 0.5:
            told = self.some(True, False)
            self.did("answer", {"told": told}, answered(self.state, Helped(told), self.now_s))
        elif what == 14:
            self.seq += self.some(0, 3)
            self.hear(self.standing())
        elif what == 15:
            self.hear(Printers(printers=self.some((READY, SECOND), (EMPTY, SECOND), (EMPTY,))))
        elif what <= 17:
            self.news()
        elif what == 18:
            self.did("number", None, replace(self.state, numbered=self.some(True, False, False)))
            self.steps[-1][1] = self.state.numbered
        elif what == 19:
            self.hear(You(name="hall"))
        elif what == 20:
            book = self.some(BOOK, BOOK, None)
            self.did("shelve", None if book is None else book.model_dump(mode="json"), shelved(self.state, book))
        elif self.state.scene is Scene.SEARCH:
            self.write()
        elif self.state.scene is Scene.HOME:
            self.act(Choice(Act.FIND))
        else:
            self.did("listen", None, listening(self.state))
        keys = wanted(self.state)
        if keys is not None and self.state.book is not None and self.random.random() < 0.9:
            self.did("look_up", keys, looked_up(self.state, keys, look_up(self.state.book, keys)))
        self.now_s += self.some(0.0, 0.25, 0.5, 1.0, 1.5, 1.5, 2.0, 2.0, 4.0, 9.0, 19.0, 30.0)
        if self.random.random() < 0.7:
            self.hear(Tick(now=self.now, seq=self.seq))
        self.did("pass", None, passed(self.state, self.now_s))


def spoken(state: KioskState, now_s: float) -> list[Any]:
    """What the other kiosk says, as clips: without the office's own words, which the one in a browser cannot say."""
    speech = []
    for one in guidance(state, blocked(state, now_s)):
        clips = [name for part in one.parts for name in clips_of(part, one.language)]
        if clips and clips != ["say_bring"]:
            speech.append([one.language, clips, one.only])
    return speech


def clips_of(part: Part, language: str) -> list[str]:
    match part:
        case Clip(name):
            return [name]
        case Number(label, priority):
            return list(number_clips(label, language=language, priority=priority))
        case Own(_, otherwise):
            return [otherwise] if otherwise else []


def chosen(one: Choice | None) -> list[str] | None:
    return None if one is None else [one.act.value, one.value]


def knowledge(state: KioskState, now_s: float, *, says: bool) -> dict[str, Any]:
    names = {group.names["vi"] for group in GROUPS} if state.language != "vi" else set()
    texts = (op.text for op in (picture(state, now_s, SIZE, WORDS) if says else ()) if isinstance(op, Text))
    return {
        "scene": state.scene.value, "language": state.language, "group": state.group, "page": state.page, "large": state.large, "service": state.service,
        "favoured": state.favoured, "note": state.note, "noteDay": None if state.note_day is None else state.note_day.isoformat(),
        "helped": state.helped, "numbered": state.numbered, "message": state.message, "typed": state.typed, "found": [one.name for one in state.found], "foundFor": state.found_for,
        "procedure": None if state.procedure is None else state.procedure.name, "listens": state.listens, "seq": state.followed.seq, "you": state.followed.you,
        "pressed": None if state.pressed is None else [state.pressed.ask_id, state.pressed.service, state.pressed.priority, state.pressed.language, state.pressed.slip],
        "given": None if state.given is None else state.given.ticket.label, "rest": state.at_rest, "left": state.left_s(now_s),
        "blocked": blocked(state, now_s), "choices": [chosen(one) for one in choices(state)], "aside": [chosen(one) for one in aside(state, now_s)],
        "keys": [chosen(by_number(state, key, now_s)) for key in range(1, 10)], "enter": chosen(by_enter(state)), "spoken": spoken(state, now_s),
        "texts": sorted(one for one in texts if one and one not in names),
    }  # fmt: skip


RUN = """([printer, steps, groups, every]) => {
  const k = window.k;
  const chosen = (one) => one && [one.act, one.value];
  const textsOf = (node) => (node.text !== undefined ? [node.text] : (node.kids || []).reduce((all, one) => all.concat(textsOf(one)), []));
  const frame = k.frameOf(1080, 1920);
  let state = k.begin(printer, "vi");
  const look = (s, nowS, says) => {
    const shown = says && k.picture(k.viewOf(s, nowS, frame, window.words));
    const names = s.language === "vi" ? [] : groups;
    const texts = !says ? [] : textsOf({ kids: shown.door.concat(shown.head || [], shown.main, shown.foot) }).filter((one) => one && names.indexOf(one) < 0);
    return {
      scene: s.scene, language: s.language, group: s.group, page: s.page, large: s.large, service: s.service, favoured: s.favoured, note: s.note,
      noteDay: s.noteDay, helped: s.helped, numbered: s.numbered, message: s.message, typed: s.typed, found: s.found.map((one) => one.names.vi), foundFor: s.foundFor,
      procedure: s.procedure && s.procedure.names.vi, listens: s.listens, seq: s.followed.seq, you: s.followed.you,
      pressed: s.pressed && [s.pressed.askId, s.pressed.service, s.pressed.priority, s.pressed.language, s.pressed.slip],
      given: s.given && s.given.ticket.label, rest: k.atRest(s), left: k.leftS(s, nowS), blocked: k.blocked(s, nowS),
      choices: k.choices(s).map(chosen), aside: k.aside(s, nowS).map(chosen),
      keys: [1, 2, 3, 4, 5, 6, 7, 8, 9].map((key) => chosen(k.byNumber(s, key, nowS))), enter: chosen(k.byEnter(s)),
      spoken: k.guidance(s, k.blocked(s, nowS), window.first).map((one) => [one.language, one.clips, Boolean(one.only)]),
      texts,
    };
  };
  return steps.map((one, place) => {
    const press = (service, priority, language, slip, nonce) => ({
      askId: nonce ? `hen-${nonce}` : `press-${String(place).padStart(4, "0")}`, service, priority, language, slip: slip || "",
    });
    const how = one[1];
    const nowS = one[2];
    Object.freeze(state.followed);
    Object.freeze(state);
    const changed = {
      hear: () => k.heard(state, how, nowS) || state,
      act: () => k.acted(state, { act: how[0], value: how[1] }, nowS, press, how[2]),
      tap: () => k.tapped(state, nowS),
      scan: () => {
        const today = k.today(state, nowS);
        if (today !== "" && today !== how[1]) throw new Error(`${today} is not ${how[1]}`);
        return k.scanned(state, k.read(how[0], how[1]), nowS, press);
      },
      answer: () => k.answered(state, how, nowS),
      type: () => k.but(k.typed(state, how), { lastPressS: nowS }),
      shelve: () => k.shelved(state, how),
      look_up: () => k.lookedUp(state, how, window.moiso.procedures.look_up(state.book, how)),
      listen: () => k.listening(state),
      number: () => k.but(state, { numbered: how }),
      pass: () => k.passed(state, nowS),
    };
    state = changed[one[0]]();
    return look(state, nowS, place % every === 0);
  });
}"""
SEEDS = range(8)


def test_it_knows_offers_and_says_what_the_other_kiosk_does(js: Page) -> None:
    met: set[str] = set()
    for seed in SEEDS:
        story = Story(seed)
        for _ in range(45):
            story.step()
        theirs = js.evaluate(RUN, [story.state.printer, story.steps, [one.names["vi"] for one in GROUPS], TEXTS_EVERY])
        for number, (mine, other) in enumerate(zip(story.seen, theirs, strict=True)):
            other["texts"] = sorted(other["texts"])
            assert mine == other, f"story {seed}, step {number}: {story.steps[number]}"
            met |= {mine["scene"], mine["blocked"], mine["note"], "leaving" if mine["left"] else ""}
            met |= {clip for _, clips, _ in mine["spoken"] for clip in clips[:1]}
    assert met >= {one.value for one in Scene}, "the comparison is worth nothing for what never comes up in it"
    assert met >= {
        "say_key",
        "say_yours",
        "",
        "closed",
        "offline",
        "no_numbers",
        "kiosk.scan_priority",
        "kiosk.scan_unknown",
        "kiosk.scan_early",
        "leaving",
    }


def test_its_table_is_the_other_kiosks(js: Page) -> None:
    theirs = js.evaluate("window.k.TABLE")
    assert {(Scene(scene), Happening(what)): Scene(to) for scene, row in theirs.items() for what, to in row.items()} == TABLE


def test_icons_places_and_colours_are_the_other_kiosks(js: Page) -> None:
    assert js.evaluate("window.k.ICONS") == json.loads(json.dumps(ICONS))
    for size in ((800, 480), (1280, 800), (1920, 1080), (1080, 1920)):
        frame, theirs = frame_of(size), js.evaluate("([w, h]) => window.k.frameOf(w, h)", list(size))
        assert theirs["touch"] == max(frame.touch, 76) and theirs["gap"] == frame.gap and theirs["unit"] == frame.unit
        assert theirs["body"]["y"] == frame.body.y and abs(theirs["foot"]["y"] - frame.foot.y) <= 2
    for colour in ("#0066cc", "#ffffff", "#ffd60a", "#000000", "", "red"):
        made = deep(colour, NORMAL.badge)
        assert js.evaluate("(one) => window.k.deep(one)", colour) == (
            "" if colour in ("", "red") else f"rgb({','.join(map(str, made))})"
        )


def test_what_is_no_appointment_is_unknown_to_both(js: Page) -> None:
    for text in NO_HEN:
        assert read(text, date(2026, 11, 23)) == Unknown() and slip_of(text) is None
        assert js.evaluate("(text) => window.k.read(text, '2026-11-23')", text) == {"kind": "unknown"}


@pytest.mark.parametrize(
    ("typed", "out"),
    [
        ([["1", 0]], []),
        ([["1", 0], [None, 100]], ["1"]),
        ([["1", 0], ["2", 200], [None, 300]], ["1", "2"]),
        ([["Backspace", 0]], ["Backspace"]),
        ([["Enter", 0]], ["Enter"]),
        ([[one, place * 5] for place, one in enumerate([*"079|AB9", "Enter"])], [{"text": "079|AB9"}]),
        ([[one, place * 5] for place, one in enumerate("079|AB9")] + [[None, 200]], [{"text": "079|AB9"}]),
        ([["5", place * 5] for place in range(12)], ["5"] * 12),
        ([["1", 0], ["2", 40], ["Enter", 80]], ["1", "2", "Enter"]),
        ([[one, place * 5] for place, one in enumerate([*"079|AB9", "Backspace"])], [{"text": "079|AB9"}]),
    ],
)
def test_a_scanner_is_told_from_fingers_by_its_speed(js: Page, typed: list[Any], out: list[Any]) -> None:
    found = js.evaluate(
        """(typed) => { const burst = new window.k.Burst();
          return typed.reduce((all, one) => all.concat(one[0] === null ? burst.waited(one[1]) : burst.typed(one[0], one[1])), [])
            .map((one) => (one.text === undefined ? one.key : one)); }""",
        typed,
    )
    assert found == out
