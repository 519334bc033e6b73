"""Sentences from one TOML per language. An office may put its own wording in an overlay folder with files of the same name."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("vi", "en")
"""Those that have every sentence."""
PAPER_LANGUAGES = (*LANGUAGES, "km")
"""Those that a ticket's paper can be in."""
PAPER_SECTIONS = ("ticket", "weekday", "notice", "phone", "look_up")
"""What a citizen reads on it, and on the phone after a code was scanned."""
SECOND_LANGUAGES = ("en", "km")
"""Those that may stand on the screen beside the first one; Khmer has of `screen` what citizens read and nothing else, of `kiosk` all."""
_HERE = Path(__file__).parent


class Words:
    """The sentences of one language. Keys are dotted: `say("refused.nobody_waits", desk=3)`."""

    def __init__(self, language: str = "vi", overlay: Path | None = None) -> None:
        self.language = language
        self._overlay = overlay
        self._sentences = dict(_sentences(_HERE / f"{language}.toml"))
        if overlay is not None and (overlay / f"{language}.toml").exists():
            self._sentences.update(_sentences(overlay / f"{language}.toml"))

    def say(self, key: str, **facts: Any) -> str:
        """Return the sentence with the facts filled in. Raises: KeyError for a key or a fact that is not there."""
        return self._sentences[key].format(**facts)

    def beside(self, language: str) -> "Words":
        """The sentences of another language, with the same overlay folder."""
        return Words(language, self._overlay)

    def keys(self) -> frozenset[str]:
        return frozenset(self._sentences)

    def has(self, key: str) -> bool:
        """Whether this language has the sentence: a second one has not all of them."""
        return key in self._sentences

    def section(self, name: str) -> dict[str, str]:
        """All sentences under `name.`, unfilled, for a page that fills them in itself."""
        return {key.removeprefix(f"{name}."): text for key, text in self._sentences.items() if key.startswith(f"{name}.")}


@cache
def _sentences(path: Path) -> dict[str, str]:
    out: dict[str, str] = {}
    for section, rows in tomllib.loads(path.read_text(encoding="utf-8")).items():
        out.update({f"{section}.{key}": text for key, text in rows.items()})
    return out
