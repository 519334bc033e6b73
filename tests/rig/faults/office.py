"""One office for one fault: the real server, the real kiosk on a panel without glass, an officer's page in Chromium, a printer that can fail."""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from conftest import LiveServer, prepare

from drivers.clock import SystemClock
from drivers.feed import Feed
from drivers.screen.ops import DrawList, Happened, Text, Touched
from drivers.screen.pygame_screen import PygameScreen
from kiosk.loop import Asker, Loop
from kiosk.press import issue
from kiosk.scenes import fields, places
from kiosk.state import Act, Scene
from server.config import ServerConfig
from server.web.guard import SESSION_COOKIE
from server.words import Words

PANEL = (1024, 768)
WORDS = Words("vi")
WHOLE_ROWS = 600
"""A ticket of these cases is 652 dots high."""


class Panel(PygameScreen):
    """A touch panel: a finger in, the picture out, and what is written on it."""

    def __init__(self) -> None:
        super().__init__(title="kiosk", size=PANEL, headless=True)
        self.finger: list[Happened] = []
        self.seen: DrawList = ()

    def show(self, ops: DrawList) -> bool:
        self.seen = ops
        return super().show(ops)

    def happened(self) -> list[Happened]:
        touches, self.finger = self.finger, []
        return touches

    def says(self) -> list[str]:
        return [op.text for op in self.seen if isinstance(op, Text)]


class Office:
    """`machines` are the virtual printers by name. Everything is driven from one thread: `until` turns the kiosk and waits."""

    def __init__(self, server: LiveServer, page: Page) -> None:
        self.server = server
        self.page = page
        self.panel = Panel()
        self.feed = Feed(server.url.replace("http", "ws") + "/api/hear")
        self.asker = Asker(lambda pressed: issue(pressed, server.url))
        self.loop = Loop(
            screen=self.panel,
            line=self.feed,
            asker=self.asker,
            words=WORDS,
            clock=SystemClock(),
            keys={},
            printer="",
            picture_file=None,
        )
        self.feed.start()
        self.until(lambda: fields(self.loop.state, PANEL), "the kiosk has heard the server")
        page.context.add_cookies([{"name": SESSION_COOKIE, "value": server.sign_in(), "url": server.url}])
        page.goto(f"{server.url}/desk/1")
        page.wait_for_function("() => document.querySelector('#line').hidden")

    @property
    def machines(self) -> dict[str, Any]:
        return dict(self.server.running.paperwork.fakes)

    def until(self, what: Callable[[], Any], why: str, timeout_s: float = 20.0) -> float:
        """Turn the kiosk until it is so; how many seconds it took."""
        started_s = time.monotonic()
        while time.monotonic() - started_s < timeout_s:
            self.loop.step()
            self.panel.wait_frame(60)
            if what():
                return time.monotonic() - started_s
        raise AssertionError(
            f"not within {timeout_s:.0f} s: {why}; the kiosk says {self.panel.says()}; the desk says {self.desk_says()}"
        )

    def go_on(self, seconds: float) -> None:
        """Time goes by, and people look at the kiosk meanwhile."""
        with suppress(AssertionError):
            self.until(lambda: False, "", seconds)

    def press(self, service: str = "A") -> str:
        """A citizen touches a field and gets a number; the ticket's id."""
        self.go_home()
        rect = next(rect for one, rect in fields(self.loop.state, PANEL) if one.id == service)
        self.go_on(1.6)  # what comes sooner is the same finger
        self.panel.finger.append(Touched(rect.x + rect.width // 2, rect.y + rect.height // 2))
        self.until(lambda: self.loop.state.scene is not Scene.HOME, "the field was touched")
        if self.loop.state.scene is Scene.QUESTION:
            self.go_on(1.6)
            there = places(self.loop.state, self.loop.state.heard_s, PANEL, WORDS)
            rect = next(rect for one, rect in there if one.act is Act.PLAIN)
            self.panel.finger.append(Touched(rect.x + rect.width // 2, rect.y + rect.height // 2))
        self.until(lambda: self.loop.state.scene in (Scene.SHOWN, Scene.TROUBLE), "the press is answered")
        given = self.loop.state.given
        if given is None:
            raise AssertionError(f"no number was given: {self.panel.says()}")
        return given.ticket.id

    def go_home(self) -> None:
        if self.loop.state.scene is not Scene.HOME:
            self.go_on(1.6)
            self.panel.finger.append(Touched(PANEL[0] // 2, PANEL[1] - 2))
            self.until(lambda: self.loop.state.scene is Scene.HOME, "a touch leads home")

    def desk_says(self) -> str:
        """What the officer's page says about printers and papers."""
        text: str = self.page.locator("#warnings").evaluate_all("all => all.map(one => one.innerText).join('\\n')")
        return text.strip()

    def paper(self, ticket: str) -> tuple[str | None, str]:
        """State and trouble of the ticket's paper in the committed view."""
        found = self.server.running.office.view.tickets[ticket]
        return (found.paper.value if found.paper is not None else None), found.paper_trouble

    def papers(self) -> list[Any]:
        """All whole tickets that came out of all virtual printers, not the stubs and blank strips that were cut off."""
        return [paper for machine in self.machines.values() for paper in machine.papers() if paper.picture.height > WHOLE_ROWS]

    def close(self) -> None:
        self.asker.stop()
        self.feed.stop()
        self.page.goto("about:blank")


@contextmanager
def opened(page: Page, *, printer: str, rules: dict[str, Any], **settings: Any) -> Iterator[Office]:
    """A fresh office with an empty database."""
    with tempfile.TemporaryDirectory(prefix="moiso-faults-") as folder:
        data = Path(folder) / "data"
        prepare(data, rules, staffed=True)
        server = LiveServer(ServerConfig(data=data, printer=printer, **settings), None, 0)
        try:
            office = Office(server, page)
            try:
                yield office
            finally:
                office.close()
        finally:
            server.stop()
