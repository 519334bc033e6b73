"""The look-up in a browser finds what the server's does: the golden tables, and whatever else is typed on a keyboard without accents."""

import json
import random
from pathlib import Path

from playwright.sync_api import Browser

from server.procedurebooks import default_book
from server.web.pages import STATIC
from server.wire.procedures import folded, look_up, portal_address
from server.wire.telex import compose

GOLDEN = Path(__file__).parents[1] / "golden" / "search"
TEMPLATE = "https://cong.example/tim?keyword={name}"


def typed_texts() -> list[str]:
    """What the tables have, and beginnings and garblings of names and of what people call them."""
    some = random.Random(7)
    tables = [json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8")) for name in ("telex", "look_up")]
    texts = [case[0] for table in tables for group in table.values() for case in group]
    for one in default_book().procedures:
        name = some.choice((one.name, *one.also))
        words = folded(name).split()
        texts.append(
            some.choice(
                (
                    folded(name)[: some.randrange(2, 20)],
                    "".join(words)[: some.randrange(3, 12)],
                    " ".join(some.sample(words, min(2, len(words)))),
                    name.lower()[: some.randrange(3, 15)],
                    "".join(word[0] for word in words),
                )
            )
        )
    texts += ["".join(some.choices("aeouydswfrxjzgqihnkt ", k=some.randrange(1, 16))) for _ in range(100)]
    return texts


def test_both_write_and_find_the_same(browser: Browser) -> None:
    page = browser.new_page()
    page.add_script_tag(content=(STATIC / "procedures_find.js").read_text(encoding="utf-8"))
    book, texts = default_book(), typed_texts()
    theirs = page.evaluate(
        """([book, texts, template]) => { const p = window.moiso.procedures; return {
            composed: texts.map(p.compose), folded: texts.map(p.folded),
            found: texts.map((one) => p.look_up(book, one).map((it) => book.procedures.indexOf(it))),
            portal: book.procedures.map((one) => p.portal_address(template, one)) }; }""",
        [book.model_dump(mode="json"), texts, TEMPLATE],
    )
    page.close()
    places = {one.name: place for place, one in enumerate(book.procedures)}
    ours = {
        "composed": [compose(one) for one in texts],
        "folded": [folded(one) for one in texts],
        "found": [[places[one.name] for one in look_up(book, text)] for text in texts],
        "portal": [portal_address(TEMPLATE, one) for one in book.procedures],
    }
    for what, mine in ours.items():
        differing = [(text, one, other) for text, one, other in zip(texts, mine, theirs[what], strict=False) if one != other]
        assert differing == [] and len(mine) == len(theirs[what]), what
