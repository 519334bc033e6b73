"""A real browser for the stories of the pages: the size of an office's monitor, in Vietnamese, and no fault goes unnoticed."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from drivers.speaker.build import build_pack
from drivers.speaker.engines import espeak
from server.words import clip_texts


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium")
        yield browser
        browser.close()


def coming_in(page: Page, sign_ins: list[Any]) -> Page:
    """The same page, signed in at whatever server it goes to: most stories are not about coming in."""
    go = page.goto

    def goto(url: str, **how: Any) -> Any:
        if sign_ins:
            page.context.add_cookies(sign_ins)
        return go(url, **how)

    page.goto = goto  # type: ignore[method-assign,assignment]
    return page


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Hold a page, as it stands, to axe's rules (WCAG 2.2 A and AA, and good practice)."""

    def check(page: Page) -> None:
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()

    return check


@pytest.fixture
def new_page(browser: Browser, sign_ins: list[Any]) -> Iterator[Callable[..., Page]]:
    """Further windows, each a browser of its own: `new_page(viewport=…)`."""
    contexts: list[BrowserContext] = []

    def make(**how: Any) -> Page:
        contexts.append(browser.new_context(**{"viewport": {"width": 1366, "height": 768}, "locale": "vi-VN", **how}))
        return coming_in(contexts[-1].new_page(), sign_ins)

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(browser: Browser, sign_ins: list[Any]) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    page = coming_in(context.new_page(), sign_ins)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if "Content Security Policy" in message.text else None)
    page.on("request", lambda request: faults.append(request.url) if "127.0.0.1" not in request.url else None)
    yield page
    context.close()
    assert faults == [], "the page broke, or asked for something from outside"


@pytest.fixture(scope="session")
def spoken_pack(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, str], None]:
    """Put espeak-ng's clip pack into a folder, `spoken_pack(folder, "vi")`: each language is spoken once, which takes seconds."""
    made = tmp_path_factory.mktemp("spoken")

    def put(folder: Path, language: str = "vi") -> None:
        if not (made / language).exists():
            build_pack(made / language, clip_texts(language), espeak(language))
        shutil.copytree(made / language, folder)

    return put
