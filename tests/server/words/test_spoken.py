"""How calls are read out."""

import pytest

from server.words import CLIP_TEXTS, VOICE_LANGUAGES, call_clips, clip_texts, guide_clip, trial_clips
from server.words.spoken import cardinal_clips, phrases_of

GUIDE = frozenset(
    [
        "choose",
        "language",
        "question",
        "papers",
        "take",
        "missing",
        "search",
        "procedure",
        "closed",
        "trouble",
        "lost",
        "help_coming",
        "help_failed",
        "yours",
        "wait",
        "key",
        "keys",
        "more",
        "group",
        "plain",
        "favoured",
        "number",
        "lacks",
        "anyway",
        "home",
        "bring",
    ]
)
"""What kiosk.guide says."""


def said(clips: tuple[str, ...], language: str = "vi") -> str:
    return " ".join(clip_texts(language)[clip] for clip in clips)


def test_a_call_is_read_as_in_the_law_of_the_house() -> None:
    assert said(call_clips("A012", 3)) == "Mời công dân có số thứ tự a không một hai đến quầy số ba"


def test_the_second_call_says_so() -> None:
    assert said(call_clips("B105", 4, 2)) == "Mời công dân có số thứ tự bê một không năm lần thứ hai đến quầy số bốn"


@pytest.mark.parametrize(("calls", "ordinal"), [(3, "lần thứ ba"), (4, "lần thứ tư"), (9, "lần thứ chín")])
def test_later_calls_are_counted(calls: int, ordinal: str) -> None:
    assert ordinal in said(call_clips("A001", 1, calls))


def test_after_many_calls_the_count_is_left_out() -> None:
    assert "lần thứ" not in said(call_clips("A001", 1, 10))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "không"), (5, "năm"), (10, "mười"), (11, "mười một"), (15, "mười lăm"), (20, "hai mươi"), (21, "hai mươi mốt"),
        (24, "hai mươi bốn"), (25, "hai mươi lăm"), (99, "chín mươi chín"), (105, "một không năm"),
    ],
)  # fmt: skip
def test_a_desk_is_read_as_a_cardinal(number: int, text: str) -> None:
    assert said(cardinal_clips(number)) == text


def test_every_default_service_can_be_spoken() -> None:
    for letter in "ABCDEGKR":
        assert call_clips(f"{letter}001", 1)


def test_a_letter_without_a_spoken_name_is_not_guessed() -> None:
    with pytest.raises(KeyError):
        call_clips("O001", 1)


def test_a_citizen_with_priority_is_called_as_one() -> None:
    assert said(call_clips("A012", 3, priority=True)) == "Mời công dân có số thứ tự ưu tiên a không một hai đến quầy số ba"


def test_while_many_wait_the_call_is_short() -> None:
    assert said(call_clips("A012", 3, short=True)) == "Mời số a không một hai đến quầy số ba"
    assert (
        said(call_clips("A012", 3, 2, priority=True, short=True)) == "Mời số ưu tiên a không một hai lần thứ hai đến quầy số ba"
    )


def test_with_one_officer_nobody_is_sent_to_a_desk() -> None:
    assert said(call_clips("A012", None)) == "Mời công dân có số thứ tự a không một hai xin mời vào"


def test_english() -> None:
    clips = call_clips("B105", 21, 3, language="en", priority=True)
    wanted = "Will the citizen with number priority B one zero five called for the third time please come to desk twenty one"
    assert said(clips, "en") == wanted


def test_khmer_is_what_a_person_reads_aloud() -> None:
    clips = call_clips("A012", 31, language="km")
    assert said(clips, "km") == "សូមអញ្ជើញលេខ A សូន្យ មួយ ពីរ ទៅបញ្ជរលេខ សាមសិប មួយ"


@pytest.mark.parametrize("language", VOICE_LANGUAGES)
def test_every_call_of_every_language_has_its_clips(language: str) -> None:
    texts = clip_texts(language)
    letters = [name[-1] for name in CLIP_TEXTS if name.startswith("chu_")]
    used = set(trial_clips(language))
    for number in range(100):
        for short in (False, True):
            label = f"{letters[number % len(letters)]}{number:03}"
            used |= {*call_clips(label, number, number % 11, language=language, priority=True, short=short)}
    used |= {*call_clips("A001", None, language=language)}
    used |= {guide_clip(name) for name in GUIDE}
    assert used == set(texts), "none is missing, none is recorded for nothing"
    assert all(texts.values())


def test_every_language_has_the_same_letters_digits_and_phrases() -> None:
    shared = [
        ({name for name in clip_texts(one) if name.startswith("chu_")}, set(phrases_of(one).phrases)) for one in VOICE_LANGUAGES
    ]
    assert all(one == shared[0] for one in shared)


def test_a_language_that_nobody_speaks_is_refused() -> None:
    with pytest.raises(KeyError):
        call_clips("A001", 1, language="../vi")
