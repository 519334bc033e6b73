"""The page /screen over HTTP, and what its scripts may not use: a television of 2016 stops at the first word that it does not know."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from drivers.screen.qr import QUIET, modules
from server.web.pages import STATIC
from server.web.screenpage import KHMER_FONT, phrases_as_data, seen_words, svg_of, version_of
from server.words import Words, call_clips

SCRIPTS = [*sorted(STATIC.glob("screen*.js")), STATIC / "procedures_find.js"]
NEWER = {
    "modules": r"^\s*(import|export)\b|\bimport\(",
    "async": r"\basync\b|\bawait\b",
    "optional chaining": r"\?\.(?!\d)",
    "nullish": r"\?\?",
    "spread, and the rest of parameters": r"\.\.\.",
    "power": r"\*\*",
    "taking apart": r"\b(const|let|var)\s*[\[{]|\(\s*[\[{][^()]*[\]}]\s*\)\s*=>|\bfor\s*\(\s*(const|let)\s*[\[{]",
    "default values": r"function\s*\w*\([^)]*=[^)]*\)|\(\w+\s*=\s*[^()=]+\)\s*=>",
    "fields of classes": r"^\s*(static\s+)?#\w+|^\s*static\s",
    "numbers with bars": r"\b\d+_\d",
    "regular expressions": r"\(\?<|\\p\{|/[gimy]*[su][gimy]*\.(test|exec)|\.matchAll\(",
    "catch without a name": r"catch\s*\{",
    "commas at the end of arguments": r",\s*\)",
    "later methods": r"\.(includes|padStart|padEnd|flat|flatMap|at|replaceAll|finally|fromEntries|allSettled|trimEnd|trimStart|append|prepend|"
    r"replaceWith|replaceChildren|toggleAttribute|closest|formatToParts)\(",
    "later functions": r"\b(Object\.(values|entries|fromEntries)|fetch|structuredClone|queueMicrotask|globalThis|BigInt|WeakRef|AbortController|"
    r"ResizeObserver|IntersectionObserver|URLSearchParams)\b",
    "unnamed globals": r"^\s*(let|const|class)\s(?=[^\n]*\n\(function)",
}  # fmt: skip
STYLES = {
    "grid": r"grid",
    "gap": r"\bgap:",
    "variables": r"var\(|--\w",
    "newer sizes": r"\b(min|max|clamp|aspect-ratio|inset)\s*[(:]",
    "is": r":is\(|:where\(|:has\(",
}


@pytest.fixture
def server(live_server: Callable[..., Any]) -> Any:
    return live_server(lan="127.0.0.1:0")


def plain(text: str) -> str:
    """Without comments and without what stands in quotation marks."""
    text = re.sub(r'"(\\.|[^"\\\n])*"', '""', text)
    return re.sub(r"(^|\s)//[^\n]*", r"\1", text)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda one: one.name)
def test_no_script_uses_what_an_old_television_does_not_know(script: Any) -> None:
    text = plain(script.read_text())
    assert {name: found[0] for name, form in NEWER.items() if (found := re.search(form, text, re.MULTILINE))} == {}
    assert '"use strict";' in script.read_text(), "Chromium 47 knows let and class only then"


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("modules", 'import { a } from "./a.js";'), ("async", "async function a() {}"), ("optional chaining", "a?.b"), ("nullish", "a ?? b"),
        ("spread, and the rest of parameters", "f(...a)"), ("power", "2 ** 3"), ("taking apart", "const { a } = b;"),
        ("taking apart", "const [a] = b;"), ("taking apart", "m.map(([a, b]) => a)"), ("default values", "function a(b = 1) {}"),
        ("default values", "(b = 1) => b"), ("catch without a name", "try { } catch { }"), ("commas at the end of arguments", "f(\n  a,\n)"),
        ("later methods", "a.includes(b)"), ("later functions", "Object.entries(a)"), ("regular expressions", "/(?<=a)b/"),
        ("numbers with bars", "1_000"),
    ],
)  # fmt: skip
def test_the_check_would_notice(form: str, text: str) -> None:
    assert re.search(NEWER[form], plain(text), re.MULTILINE)


def test_the_style_sheet_is_as_old() -> None:
    text = re.sub(r"/\*.*?\*/", "", (STATIC / "screen.css").read_text(), flags=re.DOTALL)
    assert {name: found[0] for name, form in STYLES.items() if (found := re.search(form, text))} == {}


def page(server: Any, path: str = "/screen", port: int | None = None) -> tuple[int, str]:
    status, body = server.request("GET", path, None, {"Accept": "text/html"}, port)
    return status, body.decode()


def data_of(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text.split('id="data">')[1].split("</script>")[0])
    return found


def test_the_page_has_what_the_first_picture_needs(server: Any) -> None:
    status, text = page(server)
    data = data_of(text)
    assert status == 200 and data["zone"] == "Asia/Ho_Chi_Minh" and data["offset_ms"] == 7 * 3_600_000
    assert (
        data["name"] == "tivi"
        and data["words"]["vi"]["invite"] == "MỜI CÔNG DÂN SỐ"
        and data["words"]["vi"]["weekday.0"] == "Thứ Hai"
    )


@pytest.mark.parametrize(
    ("asked", "name"), [("sanh-2", "sanh-2"), ("", "tivi"), ("Hall", "tivi"), ("a%22b", "tivi"), ("x" * 30, "tivi")]
)
def test_a_name_is_a_name(server: Any, asked: str, name: str) -> None:
    assert data_of(page(server, f"/screen?name={asked}")[1])["name"] == name


def test_its_scripts_get_the_rest_as_json(server: Any) -> None:
    status, body = server.request("GET", "/screen", None, {"Accept": "application/json"})
    rest = json.loads(body)
    assert status == 200 and rest["version"] == data_of(page(server)[1])["version"]
    assert set(rest["words"]) == {"vi", "en", "km"} and set(rest["phrases"]) == {"vi", "en", "km"}
    assert rest["phrases"]["vi"]["cardinals"]["11"] == ["muoi", "so_1"]


def test_who_is_not_let_in_is_led_to_a_code_and_not_to_a_password(server: Any) -> None:
    status, body = server.request("GET", "/screen", None, {"Accept": "text/html"}, server.lan_port)
    assert status == 303 and body == b""
    status, text = page(server, "/pair?next=/screen", server.lan_port)
    assert status == 200 and "screen_pair.js" in text and 'type="module"' not in text
    assert "pair.js" in page(server, "/pair?next=/desk", server.lan_port)[1]


def test_the_procedures_code_is_the_offices_own(server: Any) -> None:
    assert server.request("GET", "/screen/procedures.svg")[0] == 404
    server.ask("change_setup", edits=[{"rules": {"screen": {"lookup": "https://dichvucong.gov.vn"}}}])
    status, body = server.request("GET", "/screen/procedures.svg?of=anything")
    assert status == 200 and body == svg_of("https://dichvucong.gov.vn")


@pytest.mark.skipif(not KHMER_FONT.exists(), reason="fonts-noto-core is not installed")
def test_khmer_letters_come_from_the_server(server: Any) -> None:
    status, body = server.request("GET", "/screen/khmer.ttf")
    assert status == 200 and body == KHMER_FONT.read_bytes()


def test_a_server_without_these_letters_says_so(server: Any, monkeypatch: Any, tmp_path: Any) -> None:
    monkeypatch.setattr("server.web.screenpage.KHMER_FONT", tmp_path / "none.ttf")
    assert server.request("GET", "/screen/khmer.ttf")[0] == 404


def test_every_dark_dot_of_a_code_is_drawn_once() -> None:
    text = svg_of("https://dichvucong.gov.vn").decode()
    dots = {(int(x) - QUIET, int(y) - QUIET) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", text)}
    rows = modules("https://dichvucong.gov.vn")
    assert dots == {(x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark}
    assert f'viewBox="0 0 {len(rows) + 8} {len(rows) + 8}"' in text


def test_a_version_is_another_one_when_a_file_is(tmp_path: Any) -> None:
    one, other = tmp_path / "a.js", tmp_path / "b.js"
    one.write_text("1")
    other.write_text("2")
    before = version_of([one, other])
    assert version_of([other, one]) == before
    other.write_text("3")
    assert version_of([one, other]) != before


def test_words_and_phrases_are_those_of_the_other_screen() -> None:
    words = seen_words(Words("km"))
    assert words["invite"] == Words("km").say("screen.invite") and "technician" not in words
    assert set(call_clips("A012", 21, 3, priority=True)) <= set(phrases_as_data("vi")["clips"])
