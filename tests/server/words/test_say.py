"""All languages say the same things, with the same facts, and politely."""

import re
import string
import tomllib
from pathlib import Path

import pytest

from drivers.errors import Trouble
from server.domain.errors import Reason
from server.domain.model import TicketState
from server.words import LANGUAGES, PAPER_LANGUAGES, PAPER_SECTIONS, SECOND_LANGUAGES, Words

FOLDER = Path(__file__).parents[3] / "server" / "words"
NO_NUMBER = (
    "day_not_open", "sold_out", "numbers_ended", "closed_now", "closed_today", "no_time_left", "closed_unknown", "no_paper", "bad_slip",
    "slip_other_day", "busy", "storage_full", "storage_failed",
)  # fmt: skip
"""What a citizen at the kiosk can be refused for."""


def facts(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def sentences(language: str) -> dict[str, str]:
    rows = tomllib.loads((FOLDER / f"{language}.toml").read_text())
    return {f"{section}.{key}": text for section, keys in rows.items() for key, text in keys.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_sentence_with_the_same_facts(language: str) -> None:
    vietnamese, other = sentences("vi"), sentences(language)
    assert vietnamese.keys() == other.keys()
    assert {key: facts(text) for key, text in vietnamese.items()} == {key: facts(text) for key, text in other.items()}


def test_every_language_file_is_a_language() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(PAPER_LANGUAGES)


@pytest.mark.parametrize("language", sorted({*PAPER_LANGUAGES} - {*LANGUAGES}))
def test_a_language_of_paper_has_what_stands_on_paper_and_on_the_kiosk_whole(language: str) -> None:
    wanted = {key: facts(text) for key, text in sentences("vi").items() if key.partition(".")[0] in (*PAPER_SECTIONS, "kiosk")}
    found = {key: facts(text) for key, text in sentences(language).items() if not key.startswith(("screen.", "refused."))}
    assert found == wanted


def test_why_there_is_no_number_is_said_to_a_citizen_in_the_citizens_language() -> None:
    wanted = {key: facts(text) for key, text in sentences("vi").items() if key.removeprefix("refused.") in NO_NUMBER}
    assert {key: facts(text) for key, text in sentences("km").items() if key.startswith("refused.")} == wanted


@pytest.mark.parametrize("language", SECOND_LANGUAGES)
def test_a_second_language_of_the_screen_has_what_citizens_read_there_with_the_same_facts(language: str) -> None:
    vietnamese, other = sentences("vi"), sentences(language)
    theirs = {key: facts(text) for key, text in other.items() if key.startswith("screen.")}
    assert theirs == {key: facts(vietnamese[key]) for key in theirs}
    needed = (
        "invite",
        "to_desk",
        "come_in",
        "ticket",
        "desk",
        "welcome",
        "before",
        "opens",
        "pause",
        "again",
        "over",
        "see_you",
        "hours",
    )
    assert {f"screen.{key}" for key in needed} <= theirs.keys()


def test_the_sentences_of_another_language_come_with_the_same_overlay(tmp_path: Path) -> None:
    (tmp_path / "en.toml").write_text('[screen]\ninvite = "PLEASE, NUMBER"\n')
    assert Words("vi", tmp_path).beside("en").say("screen.invite") == "PLEASE, NUMBER"
    assert Words("vi", tmp_path).beside("km").language == "km"
    assert Words("km").has("screen.invite") and not Words("km").has("screen.technician")


def test_khmer_is_written_in_khmer_letters_with_the_digits_of_the_desks() -> None:
    for key, text in sentences("km").items():
        letters = re.sub(r"{\w+}", "", text)
        assert key == "ticket.issued" or any("\u1780" <= sign <= "\u17d3" for sign in letters), key
        assert not any("\u17e0" <= sign <= "\u17e9" or "\u1ea0" <= sign <= "\u1ef9" for sign in letters), key


def test_what_no_khmer_reader_has_seen_yet_is_marked_for_her() -> None:
    mark = "# ? cần người Khmer bản ngữ xem lại"
    lines = [line for line in (FOLDER / "km.toml").read_text().splitlines() if " = " in line]
    sure = {line.partition(" = ")[0] for line in lines if not line.endswith(mark)}
    assert sure == {
        "priority",
        "desk",
        "ahead",
        "wait",
        "issued",
        *"0123456",
        "invite",
        "to_desk",
        "ticket",
        "welcome",
        "over",
        "hours",
        "language_name",
        "wait_exact",
        "wait_about",
        "take_number",
        "back",
        "choose",
        "yours",
        "take",
        "title",
        "serving",
    }, "only common standard words go without the mark"


@pytest.mark.parametrize("reason", list(Reason))
def test_every_refusal_has_a_sentence(reason: Reason) -> None:
    assert f"refused.{reason}" in sentences("vi")


@pytest.mark.parametrize("name", [*(f"state.{state}" for state in TicketState), *(f"trouble.{trouble}" for trouble in Trouble)])
def test_every_state_and_every_trouble_has_a_word(name: str) -> None:
    assert name in sentences("vi")


@pytest.mark.parametrize("bad", ["vé số", "bốc số", "Vé ", " vé "])
def test_nobody_is_given_a_lottery_ticket(bad: str) -> None:
    assert not [text for text in sentences("vi").values() if bad in text]


def test_an_office_may_put_it_in_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "vi.toml").write_text('[ticket]\ntitle = "SỐ CỦA QUÝ KHÁCH"\n')
    words = Words("vi", tmp_path)
    assert words.say("ticket.title") == "SỐ CỦA QUÝ KHÁCH"
    assert words.say("ticket.desk", desks="1, 2") == "Quầy 1, 2"


def test_a_key_or_a_fact_that_is_missing_is_our_fault_and_loud() -> None:
    with pytest.raises(KeyError):
        Words("vi").say("no.such.key")
    with pytest.raises(KeyError):
        Words("vi").say("ticket.desk")


def test_no_sentence_is_kept_that_nobody_says() -> None:
    root = FOLDER.parents[1]
    code = "\n".join(
        path.read_text()
        for room in ("server", "display", "kiosk")
        for path in (root / room).rglob("*")
        if path.suffix in (".py", ".html", ".js")
    )
    built = (
        "refused.",
        "state.",
        "trouble.",
        "weekday.",
        "desk.act_",
        "desk.ask_",
        "desk.in_hand_",
        "desk.language_",
        "desk.list_",
        "desk.none_",
        "desk.not_",
        "desk.row_",
        "desk.there_",
        "desk.timer_",
        "desk.warn_",
        "policy.",
        "gate.",
        "office.g_",
        "people.role_",
        "people.scope_",
        "people.js_",
        "why.",
        "config.",
        "row.",
        "field.",
        "paper.kind_",
        "paper.size_",
        "paper.texts_",
        "paper.width_",
        "paper.number_first_",
        "paper.when_no_paper_",
        *(f"books.{one}" for one in ("today", "log", "fairness", "export", "backup", "privacy")),  # the navigation
        *(f"books.{one}" for one in ("issued", "called", "cancelled", "lapsed", "carried", "wait_", "work_mean")),  # figures
        *(f"voice.{one}_" for one in ("flaw", "source", "language", "group", "why")),
        "books.col_",
        "books.role_",
        "books.export_",
        "books.file_",
        "books.restore_",
        "books.restart_none",
        "books.privacy_",
        "books.deleted_",
        "books.no_copy",
        "books.kind_",
        "books.told_",
        "books.role_",
        "books.who_",
        "books.with_",
        "books.outcome_",
        "books.hold_",
        "books.paper_",
        "books.doubt_",
        "books.jump_",
        "books.priority_",
        "books.proof_",
        "books.desk_",
        "technician.",
        *(f"kiosk.{one}" for one in ("offline", "closed", "no_numbers", "before", "pause", "over")),  # what is in the way
        *(f"kiosk.{one}" for one in ("back", "home", "done", "help", "large", "small", "stay")),  # the foot's fields
        "kiosk.key_",
        "phone.",
        "look_up.",
        "procedures.flaw_",
        "procedures.at_",
        "procedures.head_",
        "procedures.js_",
        "assist.",
        "paper.up",
        "paper.down",
        "paper.remove",
        *(
            f"office.{part}_"
            for part in (
                "add",
                "c",
                "d",
                "e",
                "empty",
                "f",
                "h",
                "i",
                "js",
                "l",
                "m",
                "n",
                "new",
                "o",
                "p",
                "row",
                "s",
                "t",
                "tr",
                "x",
            )
        ),
    )  # put together in code
    silent = [key for key in sentences("vi") if not key.startswith(built) and key not in code and f"say.{key}" not in code]
    assert silent == []


def test_no_sentence_is_said_that_there_is_not() -> None:
    """A word that was renamed is missed here and not by whoever opens the page."""
    known = sentences("vi")
    called = re.compile(r'\bsay\(\s*"(\w+\.\w+)"\s*[,)]')
    root = FOLDER.parents[1]
    said = {
        key
        for room in ("server", "display", "kiosk")
        for path in (root / room).rglob("*")
        if path.suffix in (".py", ".html")
        for key in called.findall(path.read_text())
    }
    assert sorted(said - set(known)) == []
