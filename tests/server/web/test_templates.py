"""What holds for every page's template."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[3] / "server" / "web" / "templates"


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.stem)
def test_a_form_that_a_script_sends_cannot_be_sent_before_it_is_there(path: Path) -> None:
    """The browser would send it by itself: what was typed is lost, and a secret stands in the address. A search may be sent by the browser."""
    text = path.read_text(encoding="utf-8")
    for form in re.findall(r"<form\b.*?</form>", text, re.DOTALL):
        tag = form[: form.index(">")]
        is_search = 'method="get"' in tag
        buttons = re.findall(r'<button[^>]*type="submit"[^>]*>', form)
        assert is_search or all(" disabled" in button for button in buttons), tag
