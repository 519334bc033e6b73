"""What a voice says of each scene, and that nothing is said that no pack has."""

from dataclasses import replace

import pytest

from bench.kiosk_scenes import LANGUAGES, NOW_S, grouped, shots, shown, snapshot, told, ungrouped
from kiosk.choices import blocked, choices
from kiosk.guide import Clip, Number, Own, Sentence, Speech, guidance
from kiosk.state import KioskState, Scene
from server.wire.kiosk import KioskView
from server.words import clip_texts


def heard(state: KioskState, why: str = "") -> list[str]:
    """Each sentence as it is read, the office's own words and the number as they are written."""
    return [said(one) for one in guidance(state, why)]


def said(sentence: Sentence) -> str:
    texts, out = clip_texts(sentence.language), []
    for part in sentence.parts:
        match part:
            case Clip(name):
                out.append(texts[name])
            case Own(names):
                out.append(names.get(sentence.language) or names["vi"])
            case Number(label):
                out.append(label)
    return " ".join(out)


def asked(**facts: bool) -> KioskState:
    return replace(told(snapshot()), scene=Scene.QUESTION, service="A", **facts)


def test_nobody_is_talked_to_who_is_not_there() -> None:
    assert guidance(told(snapshot()), "") == ()
    assert guidance(told(snapshot(kiosk=KioskView(languages=LANGUAGES))), "") == ()


def test_a_touch_hears_one_sentence_a_scene() -> None:
    assert heard(asked()) == ["Ông bà có thuộc diện ưu tiên không?"]
    only = told(snapshot(kiosk=KioskView(asks_priority=False)))
    assert heard(replace(only, scene=Scene.QUESTION, service="A")) == ["Mời ông bà xem giấy tờ cần mang rồi lấy số."]
    assert heard(replace(told(snapshot()), scene=Scene.QUESTION, service="B", favoured=True)) == ["Mời ông bà lấy số."]
    assert heard(replace(told(snapshot(), "en"), group="tp")) == ["Please choose what you came for."]


def test_keys_hear_every_choice_with_its_key_and_what_is_to_be_brought() -> None:
    lines = heard(asked(listens=True))
    assert lines[:5] == [
        "Ông bà có thuộc diện ưu tiên không?",
        "Bấm phím một không ưu tiên",
        "Bấm phím hai có, ưu tiên",
        "Bấm phím ba còn thiếu giấy tờ",
        "Phím không quay lại, phím sao gọi cán bộ.",
    ]
    assert lines[5:7] == ["Giấy tờ cần mang:", "Căn cước công dân của cha và mẹ"]
    home = heard(replace(told(snapshot(), "en"), listens=True))
    assert home[1:3] == ["Press one Civil status", "Press two Certification"]


def test_groups_and_further_pages_are_said() -> None:
    lines = heard(replace(told(grouped()), listens=True))
    assert lines[1] == "Bấm phím một Tư pháp – Hộ tịch"
    assert heard(replace(told(ungrouped()), listens=True))[9] == "Bấm phím chín xem thêm"


def test_each_language_offers_itself_in_its_own_words() -> None:
    state = replace(told(snapshot(kiosk=KioskView(languages=("vi", "en")))), listens=True)
    assert heard(state) == ["Tiếng Việt, bấm phím một", "For English, press two"]


def test_the_number_is_said_and_twice_to_whoever_cannot_read_it() -> None:
    state = shown(told(snapshot()), "printed")
    assert heard(state) == ["Số của ông bà là C012 Xin nhớ số và chờ gọi."]
    assert len(heard(replace(state, listens=True))) == 2
    assert [one.least for one in guidance(state, "")] == [(Number("C012", False),)]


def test_what_went_wrong_is_said_in_the_servers_words_after_ours() -> None:
    state = replace(told(snapshot()), scene=Scene.TROUBLE)
    assert heard(state) == ["Máy chủ chưa trả lời. Xin thử lại sau giây lát."]
    assert heard(replace(state, message="Hôm nay đã nhận đủ số."))[1] == "Hôm nay đã nhận đủ số."


def test_while_no_number_can_be_had_that_is_said_and_nothing_is_offered() -> None:
    assert heard(replace(told(snapshot(is_open=False)), listens=True), "closed") == ["Bây giờ chưa lấy được số. Xin hỏi cán bộ."]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_scene_is_said_in_clips_that_every_pack_has(language: str) -> None:
    every: list[Speech] = []
    for shot in shots(language):
        for state in (shot.state, replace(shot.state, listens=True)):
            every.append(guidance(state, blocked(state, shot.now_s)))
            assert state.scene in (Scene.ASKING, Scene.HELP) or every[-1] or state.at_rest or not choices(state), shot.name
    parts = [part for speech in every for sentence in speech for part in sentence.parts]
    names = {one.name for one in parts if isinstance(one, Clip)} | {one.otherwise for one in parts if isinstance(one, Own)} - {""}
    assert names - {"chu_Z"} <= set(clip_texts(language))


def test_no_sentence_is_there_for_nothing() -> None:
    said_: set[str] = set()
    plain = replace(told(snapshot(kiosk=KioskView(asks_priority=False))), scene=Scene.QUESTION, service="B")  # an early slip
    for state, now_s in [(plain, NOW_S), *((shot.state, shot.now_s) for shot in shots("vi"))]:
        listens = replace(state, listens=True)
        for sentence in guidance(listens, blocked(listens, now_s)):
            said_ |= {part.name for part in sentence.parts if isinstance(part, Clip)}
            said_ |= {part.otherwise for part in sentence.parts if isinstance(part, Own)}
    assert {name for name in clip_texts("vi") if name.startswith("say_")} <= said_
