"""The officer's desk page in a real browser: how heavy it is, how soon it can call, and how soon a click is seen done."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.call import take_tickets
from bench.figures import Figure, median, ms, percentile, table
from bench.rig import RigError, Server, scratch, server
from server.access.setup_code import FILE_NAME

TITLE = "desk: the officer's page"
BROWSER = Path("/usr/bin/chromium")
WAITING = 40
LOADS = 15
CALLS = 40
LIMIT_BYTES = 60_000
READY_MS = 300.0
READY = "() => { const next = document.querySelector('[data-act=call_next]'); return Boolean(next) && !next.disabled; }"
BLANK = "data:text/html,<p>"
SEEN = """() => new Promise((go) => {
  const label = document.getElementById("hand-label");
  const from = performance.now();
  new MutationObserver((_, watch) => {
    if (label.textContent !== "–") { watch.disconnect(); requestAnimationFrame(() => go(performance.now() - from)); }
  }).observe(label, { childList: true, characterData: true, subtree: true });
  document.querySelector("[data-act=call_next]").click();
})"""


def run() -> None:
    """Measure and print. Raises: RigError when there is no browser."""
    with scratch() as folder, server(folder / "data") as running, _browser() as browser:
        take_tickets(running, WAITING)
        address = f"{running.url}/desk/1"
        context = _signed_in(browser, running)
        page = context.new_page()
        loaded, later = _weight(page, address)
        ready_ms, blank_ms = _ready(browser, context.storage_state(), address)
        page.reload()  # the other windows have taken the desk
        called_ms = _called(page)
    print(table(TITLE, _figures(loaded, later, ready_ms, blank_ms, called_ms)))


def _signed_in(browser: Any, running: Server) -> Any:
    """A browser's context that has set up the office and is signed in."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{running.url}/start")
    code = (running.data / FILE_NAME).read_text(encoding="utf-8").strip()
    page.evaluate(
        "facts => fetch('/api/start', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(facts)})",
        {"code": code, "id": "quay-1", "name": "Cán bộ quầy 1", "password": "mot cau de nho"},
    )
    page.close()
    return context


@contextmanager
def _browser() -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise RigError("playwright is not installed (tests/requirements.lock)") from None
    if not BROWSER.exists():
        raise RigError(f"there is no browser at {BROWSER}")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(BROWSER), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def _weight(page: Any, url: str) -> tuple[dict[str, int], int]:
    """Bytes of everything that the page has loaded when it can call, by address, as they are after unpacking; and of what comes when
    the first question is asked."""
    heard: list[Any] = []
    page.on("response", lambda one: heard.append(one))
    page.goto(url)
    page.wait_for_function(READY)
    page.wait_for_timeout(1000)
    loaded = _sizes(heard)
    heard.clear()
    page.evaluate("() => { document.querySelector('[data-act=issue]').click(); }")
    page.wait_for_selector("#dialog button")
    page.keyboard.press("Escape")
    return loaded, sum(_sizes(heard).values())


def _sizes(heard: list[Any]) -> dict[str, int]:
    return {one.url: len(one.body()) for one in heard if "/api/" not in one.url}


def _ready(browser: Any, signed_in: Any, url: str) -> tuple[list[float], list[float]]:
    """Milliseconds from the address to the big button that can be pressed, and to an empty page; each time with an empty cache."""
    ready: list[float] = []
    blank: list[float] = []
    for _ in range(LOADS):
        context = browser.new_context(storage_state=signed_in)
        page = context.new_page()
        for address, wanted, times in ((BLANK, "() => true", blank), (url, READY, ready)):
            begun_s = time.perf_counter()
            page.goto(address, wait_until="commit")
            page.wait_for_function(wanted, polling=5)
            times.append((time.perf_counter() - begun_s) * 1000)
        context.close()
    return ready, blank


def _called(page: Any) -> list[float]:
    """Milliseconds from the click to the next frame in which the number stands there."""
    times = []
    for _ in range(min(CALLS, WAITING // 2)):
        page.wait_for_function(READY)
        times.append(page.evaluate(SEEN))
        page.wait_for_function("() => !document.querySelector('[data-act=finish]').disabled")
        page.evaluate("() => { document.querySelector('[data-act=finish]').click(); }")
    return times


def _figures(loaded: dict[str, int], later: int, ready: list[float], blank: list[float], called: list[float]) -> list[Figure]:
    weight, middle = sum(loaded.values()), median(ready)
    kinds = {kind: sum(size for url, size in loaded.items() if url.endswith(kind)) for kind in (".js", ".css")}
    parts = f"JS {kinds['.js']}, CSS {kinds['.css']}, page {weight - sum(kinds.values())}"
    return [
        Figure("bytes until it can call", str(weight), parts, f"≤ {LIMIT_BYTES}", weight <= LIMIT_BYTES),
        Figure("bytes with the first question", str(later)),
        Figure(
            "address → “call next” can be pressed, p50",
            ms(middle),
            f"an empty page {ms(median(blank))}",
            f"≤ {READY_MS:.0f} ms",
            middle <= READY_MS,
        ),
        Figure("the same, p95", ms(percentile(ready, 95)), f"an empty page {ms(percentile(blank, 95))}"),
        Figure("click → the number is on the page, p50", ms(median(called)), f"{len(called)} calls, {WAITING} waiting at first"),
        Figure("the same, p95", ms(percentile(called, 95))),
    ]
