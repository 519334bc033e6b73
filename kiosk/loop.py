"""The kiosk's main loop: touches, keys and other hands in, pictures out; the asking is done in a thread of its own."""

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import replace
from math import hypot
from pathlib import Path
from typing import Protocol

from drivers.clock import Clock
from drivers.feed import Frame
from drivers.screen.frames import Hearing, Screen, Viewer, run_frames
from drivers.screen.ops import Closed, Happened, KeyPressed, Touched
from kiosk.book import Found
from kiosk.choices import acted, blocked, by_enter, by_number, listening, may_go_back
from kiosk.guide import Says, Speech, guidance
from kiosk.hands import Chosen, Hand, Hands, HelpWanted, KeyDown, Scanned
from kiosk.press import NAME, Given, HelpCall, Helped, NotGiven, Pressed, new_press
from kiosk.scanned import read
from kiosk.scans import scanned
from kiosk.scenes import frame_of, picture, places
from kiosk.search import ERASE, key_of, looked_up, shelved, typed, wanted
from kiosk.state import Act, Choice, KioskState, Scene, answered, chose, heard, passed, tapped
from server.wire import Snapshot, understood
from server.wire.procedures import ProcedureBook
from server.words import Words

log = logging.getLogger("moiso.kiosk")
ASKS = 4
"""Asks that may wait; the state allows one press and one call for help at a time, so more is a fault of ours."""
LOOKS_PER_S = 4
"""Nothing flashes here; what changes by itself are the seconds that run out."""
STARTS = (Scene.LANGUAGE, Scene.HOME)
KEYPAD = frozenset(("back", "enter", *"0123456789"))
KEYS = {"enter": "enter", "return": "enter", "backspace": "back", "0": "back", "+": "help", "*": "help", "f1": "help"}
"""Keys of a keyboard or number pad that stand for those of kiosk.hands.KeyDown, beside the digits."""


class Asker:
    """Carries presses and calls for help to the server in a thread, so that no citizen looks at a frozen picture."""

    def __init__(
        self, issue: Callable[[Pressed], Given | NotGiven], call: Callable[[HelpCall], Helped] = lambda _: Helped(False)
    ) -> None:
        """`call`: tells the desks; without one nobody can be told, and that is said."""
        self._issue = issue
        self._call = call
        self._out: queue.Queue[Pressed | HelpCall | None] = queue.Queue(ASKS)
        self._in: queue.SimpleQueue[Given | NotGiven | Helped] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="asker", daemon=True)
        self._thread.start()

    def put(self, wanted: Pressed | HelpCall) -> None:
        """When nothing comes back for so long that the queue is full, it is answered as a server that is away."""
        try:
            self._out.put_nowait(wanted)
        except queue.Full:
            self._in.put(_failed(wanted))

    def answers(self) -> list[Given | NotGiven | Helped]:
        """What has come back since the last call."""
        out = []
        while not self._in.empty():
            out.append(self._in.get())
        return out

    def stop(self) -> None:
        """An ask that is out is waited for: it may have given a number."""
        self._out.put(None)
        self._thread.join(10)

    def _run(self) -> None:
        while (wanted := self._out.get()) is not None:
            try:
                self._in.put(self._call(wanted) if isinstance(wanted, HelpCall) else self._issue(wanted))
            except Exception:
                log.exception("a press could not be carried to the server")
                self._in.put(_failed(wanted))


def _failed(wanted: Pressed | HelpCall) -> NotGiven | Helped:
    return Helped(told=False) if isinstance(wanted, HelpCall) else NotGiven(wanted, None)


class Shelf(Protocol):
    """See kiosk.book.Books."""

    def book(self) -> ProcedureBook | None: ...
    def want(self, mark: str) -> None: ...


class Search(Protocol):
    """See kiosk.book.Finder."""

    def ask(self, book: ProcedureBook, keys: str) -> None: ...
    def found(self) -> Found | None: ...


class Loop:
    """`step` is one frame."""

    def __init__(
        self,
        *,
        screen: Screen,
        line: Hearing,
        asker: Asker,
        words: Words,
        clock: Clock,
        keys: dict[str, str],
        printer: str,
        picture_file: Path | None,
        hands: Hands | None = None,
        says: Says | None = None,
        books: Shelf | None = None,
        finder: Search | None = None,
    ) -> None:
        """`keys`: key name -> service, for keys that are buttons of their own. `hands`: the devices beside the glass. `says`: told what
        belongs to each new scene, for whoever cannot see it. `books` and `finder`: the procedures, and who looks them up."""
        self._screen = screen
        self._line = line
        self._asker = asker
        self._words = words
        self._clock = clock
        self._keys = keys
        self._hands = hands
        self._says = says
        self._books, self._finder = books, finder
        self._viewer = Viewer(screen, picture_file, LOOKS_PER_S)
        self._said: tuple[KioskState | None, Speech] = (None, ())
        self._spot: str | tuple[int, int] = ""
        self._lit = False
        self.state = KioskState(printer=printer, language=words.language, own_language=words.language)

    def run(self, stop: Callable[[], bool]) -> None:
        run_frames(self.step, self._screen, stop)

    def step(self) -> bool:
        """Hear, look, draw once; False when the person closed the window."""
        now_s = self._clock.monotonic_s()
        for what in self._line.heard():
            if isinstance(what, Frame):
                self._take(what.text, now_s)
        for answer in self._asker.answers():
            self._become(answered(self.state, answer, now_s))
        for happened in self._screen.happened():
            if isinstance(happened, Closed):
                return False
            self._person(happened, now_s)
        for hand in self._hands.happened() if self._hands is not None else ():
            self._hand(hand, now_s)
        self._look_up()
        self._become(passed(self.state, now_s))
        self._light(now_s)
        self._speak(now_s)
        self._viewer.look((self.state,), now_s, lambda: picture(self.state, now_s, self._screen.size, self._words))
        return True

    def _look_up(self) -> None:
        """A new book, and what has been found in it."""
        if self._books is None or self._finder is None:
            return
        if (book := self._books.book()) is not self.state.book:
            self._become(shelved(self.state, book))
        if (found := self._finder.found()) is not None and found[0] is self.state.book:
            self._become(looked_up(self.state, found[1], found[2]))
        keys = wanted(self.state)
        if keys is not None and self.state.book is not None:
            self._finder.ask(self.state.book, keys)

    def _person(self, happened: Happened, now_s: float) -> None:
        if isinstance(happened, Touched):
            self._touched(happened, now_s)
        elif isinstance(happened, KeyPressed) and self._keys:
            if happened.key in self._keys:
                self._button(self._keys[happened.key], now_s)
        elif (
            isinstance(happened, KeyPressed) and self.state.scene is Scene.SEARCH and (letter := key_of(happened.key)) is not None
        ):
            self._type(letter, now_s)
        elif isinstance(happened, KeyPressed):
            self._key(KEYS.get(happened.key, happened.key), now_s)

    def _touched(self, at: Touched, now_s: float) -> None:
        there = (one for one, rect in places(self.state, now_s, self._screen.size, self._words) if rect.holds(at.x, at.y))
        choice = next(there, None)
        if choice is None:
            self._become(tapped(self.state, now_s))
        else:
            self._act(choice, now_s, choice.value if choice.act is Act.TYPED else (at.x, at.y))

    def _hand(self, hand: Hand, now_s: float) -> None:
        match hand:
            case Chosen(service, priority):
                self._button(service, now_s, priority=priority)
            case HelpWanted():
                self._act(Choice(Act.HELP), now_s, "help")
            case KeyDown(key):
                self.state = replace(self.state, numbered=True)
                self._key(key, now_s)
            case Scanned(text):
                self._scanned(text, now_s)

    def _key(self, key: str, now_s: float) -> None:
        """A key of a keypad that works the whole kiosk. One that means nothing reads the choices aloud, and so does the one that leads back where
        there is no step before this one."""
        if len(key) == 1 and key in "123456789":
            choice = by_number(self.state, int(key), now_s)
        else:
            known = {"back": Choice(Act.BACK), "0": Choice(Act.BACK), "help": Choice(Act.HELP), "enter": by_enter(self.state)}
            choice = known.get(key)
        back = choice is not None and choice.act is Act.BACK
        if choice is not None and (self.state.scene not in STARTS or not back or may_go_back(self.state)):
            self._act(choice, now_s, key)
            self._become(listening(self.state))
        elif key in KEYPAD and self.state.scene in STARTS:
            self._become(replace(self.state, listens=True, since_s=now_s))
            self._said = (None, ())

    def _type(self, letter: str, now_s: float) -> None:
        """On a real keyboard, which neither bounces nor is hammered: every key counts. Erasing where nothing is typed leads back."""
        if letter == ERASE and not self.state.typed:
            self._act(Choice(Act.BACK), now_s, letter)
        else:
            self._become(replace(typed(self.state, letter), last_press_s=now_s))

    def _scanned(self, text: str, now_s: float) -> None:
        """The text ends here. Ages go by the office's day; without one by this machine's."""
        today = (self.state.local(now_s) or self._clock.now()).date()
        self._become(scanned(self.state, read(text, today), now_s, self._press))

    def _button(self, service: str, now_s: float, *, priority: bool = False) -> None:
        """A button of its own asks nothing: the number is wanted at once."""
        self._become(chose(self.state, self._press(service, priority, self.state.language), now_s))

    def _act(self, choice: Choice, now_s: float, spot: str | tuple[int, int]) -> None:
        """`spot`: where it was touched, or which key. One that did not count is not the last one: whoever was too quick may touch it again."""
        after = acted(self.state, choice, now_s, self._press, elsewhere=self._is_elsewhere(spot))
        if replace(after, last_press_s=self.state.last_press_s) != self.state:
            self._spot = spot
        self._become(after)

    def _press(self, service: str, priority: bool, language: str) -> Pressed:
        return new_press(service, self.state.printer, priority=priority, language=language)

    def _is_elsewhere(self, spot: str | tuple[int, int]) -> bool:
        """Whether it is not on the spot of the last touch that counted, or another key."""
        last = self._spot
        if isinstance(last, str) or isinstance(spot, str):
            return last != spot
        return hypot(spot[0] - last[0], spot[1] - last[1]) >= frame_of(self._screen.size).touch

    def _become(self, after: KioskState) -> None:
        """From now on it is so: what follows outside of the state."""
        before, self.state = self.state, after
        if after.scene is Scene.ASKING and after.pressed is not before.pressed and after.pressed is not None:
            self._asker.put(after.pressed)
        if after.scene is Scene.HELP and before.scene is not Scene.HELP:
            self._asker.put(HelpCall(after.followed.you or NAME))

    def _speak(self, now_s: float) -> None:
        """What belongs to the scene is said when it is another one."""
        if self._says is None:
            return
        state, said = self._said
        if self.state is not state:
            speech = guidance(self.state, blocked(self.state, now_s))
            if speech != said:
                self._says.say(speech)
            self._said = (self.state, speech)
        self._says.step(self.state)

    def _light(self, now_s: float) -> None:
        """The buttons' lights: on while a press is welcome."""
        lit = self.state.scene is not Scene.ASKING and not blocked(self.state, now_s)
        if self._hands is not None and lit is not self._lit:
            self._hands.light(lit)
        self._lit = lit

    def _take(self, text: str, now_s: float) -> None:
        message = understood(text)
        if message is None:
            return
        if isinstance(message, Snapshot) and self._books is not None:
            self._books.want(message.kiosk.procedures)
        after = heard(self.state, message, now_s)
        if after is None:
            self._line.again()
        else:
            self._become(after)
