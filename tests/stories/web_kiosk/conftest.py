"""What both kiosks are told and how each is asked what it knows, and a page with the scripts of the one in a browser but without its server."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from kiosk.press import Given
from kiosk.state import KioskState
from server.web.kioskpage import seen_words
from server.web.pages import STATIC
from server.words import VOICE_LANGUAGES, Words
from server.words.spoken import phrases_of

ALONE = "http://kiosk.test"
"""No such machine: what it says is made here."""
EMPTY = '<!doctype html><html lang="vi"><meta charset="utf-8"><title>x</title><script src="/static/screen_hours.js"></script><script src="/static/procedures_find.js"></script>'
KINDS = {"js": "text/javascript", "css": "text/css", "ttf": "font/ttf"}
WORDS = {one: seen_words(Words(one)) for one in ("vi", "en", "km")}


def _serve(route: Route) -> None:
    name = route.request.url.removeprefix(ALONE).partition("?")[0]
    file = STATIC / name.removeprefix("/static/")
    if name == "/":
        route.fulfill(body=EMPTY, content_type="text/html")
    elif file.is_file():
        route.fulfill(body=file.read_text(), content_type=KINDS.get(name.rpartition(".")[2], "text/plain"))
    else:
        route.fulfill(status=404)


@pytest.fixture(scope="module")
def js(browser: Browser) -> Iterator[Page]:
    """A page with the pure scripts as `window.k`, and all words as `window.words`."""
    page = browser.new_page()
    page.route(f"{ALONE}/**", _serve)
    page.goto(f"{ALONE}/")
    page.evaluate(
        """([words, first]) => Promise.all(["state", "choices", "search", "scans", "scenes", "view", "frame", "hands", "icons", "guide"].map((one) => import(`/static/kiosk_${one}.js`)))
           .then((all) => { window.k = Object.assign({}, ...all); window.words = words; window.first = first; })""",
        [WORDS, {one: phrases_of(one).phrases["priority"] for one in VOICE_LANGUAGES}],
    )
    yield page
    page.close()


def pressed_as_js(pressed: Any) -> dict[str, Any] | None:
    if pressed is None:
        return None
    return {
        "askId": pressed.ask_id, "service": pressed.service, "priority": pressed.priority, "language": pressed.language, "slip": "",
    }  # fmt: skip


def given_as_js(given: Given | None) -> dict[str, Any] | None:
    if given is None:
        return None
    return {
        "pressed": pressed_as_js(given.pressed), "ticket": json.loads(given.ticket.model_dump_json()), "ahead": given.ahead, "notice": given.notice,
    }  # fmt: skip


def finite(value: float | None) -> float | None:
    return None if value is None or value == float("-inf") else value


@pytest.fixture(scope="session")
def as_js() -> Callable[[KioskState], dict[str, Any]]:
    """The same state as the scripts have it. A time that never was is null."""
    return _as_js


def _as_js(state: KioskState) -> dict[str, Any]:
    followed = state.followed
    standing = None if followed.standing is None else json.loads(followed.standing.model_dump_json())
    return {
        "scene": state.scene.value, "sinceS": finite(state.since_s), "heardS": finite(state.heard_s), "pressed": pressed_as_js(state.pressed),
        "given": given_as_js(state.given), "message": state.message, "lastPressS": state.last_press_s, "printer": state.printer,
        "aheadS": state.server_ahead_s, "language": state.language, "ownLanguage": state.own_language, "group": state.group, "page": state.page,
        "large": state.large, "service": state.service, "favoured": state.favoured, "note": state.note,
        "noteDay": None if state.note_day is None else state.note_day.isoformat(), "helped": state.helped, "numbered": state.numbered,
        "listens": state.listens, "typed": state.typed, "foundFor": state.found_for, "found": [one.model_dump(mode="json") for one in state.found],
        "procedure": None if state.procedure is None else state.procedure.model_dump(mode="json"),
        "book": None if state.book is None else state.book.model_dump(mode="json"),
        "waitMin": None if state.wait_min is None else list(state.wait_min),
        "followed": {
            "standing": standing, "seq": followed.seq, "you": followed.you,
            "tickets": {one: json.loads(ticket.model_dump_json()) for one, ticket in followed.tickets.items()},
            "facts": {one: json.loads(facts.model_dump_json()) for one, facts in followed.facts.items()},
            "printers": [json.loads(one.model_dump_json()) for one in followed.printers],
        },
    }  # fmt: skip
