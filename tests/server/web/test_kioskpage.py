"""The page /kiosk over HTTP, and what its scripts and style sheet may not use: an old tablet stops at the first word that it does not know."""

import http.client
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest

from server.web.kioskpage import SHARED, seen_words
from server.web.pages import STATIC
from server.words import Words

SCRIPTS = [*sorted(STATIC.glob("kiosk*.js")), STATIC / SHARED[0]]
NEWER = {
    "async": r"\basync\b|\bawait\b",
    "optional chaining": r"\?\.(?!\d)",
    "nullish": r"\?\?",
    "spread of objects": r"\{\s*\.\.\.|,\s*\.\.\.\w+\s*\}",
    "power": r"\*\*",
    "fields of classes": r"^\s*(static\s+)?#\w+|^\s*static\s",
    "numbers with bars": r"\b\d+_\d",
    "regular expressions": r"\(\?<|\\p\{|\.matchAll\(",
    "catch without a name": r"catch\s*\{",
    "loaded when needed": r"\bimport\(",
    "commas at the end of arguments": r",\s*\)",
    "later methods": r"\.(includes|padStart|padEnd|flat|flatMap|at|replaceAll|finally|allSettled|trimEnd|trimStart|append|prepend|replaceWith|"
    r"replaceChildren|toggleAttribute|formatToParts)\(",
    "later functions": r"\b(Object\.(values|entries|fromEntries)|fetch|structuredClone|queueMicrotask|globalThis|BigInt|AbortController|"
    r"ResizeObserver|PointerEvent|randomUUID)\b",
}  # fmt: skip
NEWER_STYLES = {
    "gap": r"[{;\s](column-|row-)?gap:",
    "newer sizes": r"\b(min|max|clamp)\(|aspect-ratio|\binset:",
    "is": r":is\(|:where\(|:has\(|:focus-visible",
}


@pytest.fixture
def server(live_server: Callable[..., Any]) -> Any:
    return live_server(lan="127.0.0.1:0")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda one: one.name)
def test_no_script_uses_what_an_old_tablet_does_not_know(script: Any) -> None:
    text = re.sub(r'"(\\.|[^"\\\n])*"', '""', script.read_text())
    text = re.sub(r"(^|\s)//[^\n]*", r"\1", text)
    assert {name: found[0] for name, form in NEWER.items() if (found := re.search(form, text, re.MULTILINE))} == {}


def test_the_style_sheet_is_as_old() -> None:
    text = re.sub(r"/\*.*?\*/", "", (STATIC / "kiosk.css").read_text(), flags=re.DOTALL)
    assert {name: found[0] for name, form in NEWER_STYLES.items() if (found := re.search(form, text))} == {}


def data_of(server: Any, path: str = "/kiosk") -> dict[str, Any]:
    status, body = server.request("GET", path, None, {"Accept": "text/html"})
    assert status == 200
    found: dict[str, Any] = json.loads(body.decode().split('id="data">')[1].split("</script>")[0])
    return found


@pytest.mark.parametrize(
    ("asked", "name", "printer"),
    [
        ("", "kiosk", ""),
        ("?name=sanh-2&printer=cua-sau", "sanh-2", "cua-sau"),
        ("?name=Hall&printer=a%22b", "kiosk", ""),
        (f"?printer={'x' * 30}", "kiosk", ""),
    ],
)
def test_name_and_printer_stand_in_the_address(server: Any, asked: str, name: str, printer: str) -> None:
    data = data_of(server, f"/kiosk{asked}")
    assert (data["name"], data["printer"]) == (name, printer)


def test_the_page_has_what_the_first_picture_needs_and_the_rest_comes_as_json(server: Any) -> None:
    data = data_of(server)
    assert data["zone"] == "Asia/Ho_Chi_Minh" and data["offset_ms"] == 7 * 3_600_000 and set(data["words"]) == {"vi"}
    assert data["words"]["vi"]["choose"] == "Xin chạm vào việc cần làm" and data["words"]["vi"]["weekday.0"] == "Thứ Hai"
    status, body = server.request("GET", "/kiosk", None, {"Accept": "application/json"})
    rest = json.loads(body)
    assert status == 200 and rest["version"] == data["version"] and set(rest["words"]) == {"vi", "en", "km"}
    assert rest["words"]["km"] == seen_words(Words("km")) and set(rest["priority"]) == {"vi", "en", "km"}


def test_who_is_not_let_in_is_led_to_a_kiosks_code_and_the_printer_is_not_lost(server: Any) -> None:
    status, _, headers = asked_from_afar(server, "/kiosk?printer=cua-sau")
    assert status == 303 and unquote(headers["location"]) == "/pair?next=/kiosk?printer=cua-sau"
    status, body, _ = asked_from_afar(server, headers["location"])
    assert (
        status == 200
        and b'data-scope="kiosk"' in body
        and b'data-next="/kiosk?printer=cua-sau"' in body
        and b"screen_pair.js" in body
    )


def asked_from_afar(server: Any, path: str) -> tuple[int, bytes, dict[str, str]]:
    line = http.client.HTTPConnection("127.0.0.1", server.lan_port, timeout=10)
    line.request("GET", path, headers={"Accept": "text/html"})
    reply = line.getresponse()
    out = reply.status, reply.read(), {name.lower(): value for name, value in reply.getheaders()}
    line.close()
    return out
