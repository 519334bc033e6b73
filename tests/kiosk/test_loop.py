"""The kiosk's loop: fingers and keys in, one ask out, the picture follows."""

import threading
from collections.abc import Callable
from typing import Any

from bench.kiosk_scenes import BOOK
from drivers.feed import Frame
from drivers.screen.ops import Closed, KeyPressed, Touched
from kiosk.hands import Chosen, HelpWanted, KeyDown, Scanned
from kiosk.loop import ASKS, Asker
from kiosk.press import HelpCall, NotGiven, Pressed
from kiosk.state import Act, Scene
from server.wire.procedures import look_up


def test_a_key_stands_for_a_button(room: Any, eventually: Any) -> None:
    room.step(KeyPressed("2"))
    eventually(lambda: (room.step(), "B001" in room.panel.says())[1])
    assert [one.service for one in room.asked] == ["B"]


def test_keys_may_be_mapped(new_room: Callable[..., Any], eventually: Any) -> None:
    room = new_room({"enter": "C"})
    room.step(KeyPressed("1"))
    room.step(KeyPressed("enter"))
    eventually(lambda: (room.step(), "C001" in room.panel.says())[1])


def test_a_bouncing_key_and_ten_fingers_are_one_press(room: Any, eventually: Any) -> None:
    for _ in range(10):
        room.step(KeyPressed("1"), KeyPressed("1"))
    eventually(lambda: (room.step(), "A001" in room.panel.says())[1])
    room.step(KeyPressed("1"))
    assert len(room.asked) == 1
    room.wait(2)
    room.step(KeyPressed("1"))
    eventually(lambda: (room.step(), "A002" in room.panel.says())[1])


def test_a_key_that_means_nothing_does_nothing(room: Any) -> None:
    assert room.step(KeyPressed("q"), KeyPressed("9"), Touched(1, 1))
    assert room.loop.state.scene is Scene.HOME and room.asked == []


def test_a_fault_while_asking_is_an_honest_sentence_and_the_next_press_works(room: Any, eventually: Any) -> None:
    room.fails = True
    room.step(KeyPressed("1"))
    eventually(lambda: (room.step(), any("Máy chủ chưa trả lời" in text for text in room.panel.says()))[1])
    room.fails = False
    room.wait(3)
    room.step(KeyPressed("1"))
    eventually(lambda: (room.step(), "A002" in room.panel.says())[1])


def test_the_picture_is_kept_when_it_changes_and_only_then(room: Any) -> None:
    before = len(room.panel.saved)
    for _ in range(20):
        room.step()
    assert len(room.panel.saved) == before == 1


def test_a_gap_takes_the_line_up_anew_and_noise_is_passed_over(room: Any) -> None:
    room.panel.frames += [Frame("{"), Frame('{"t":"tick","now":"2026-11-23T01:00:00Z","seq":99}')]
    assert room.step() and room.panel.agains == 1


def test_closing_the_window_ends_the_loop(room: Any) -> None:
    assert not room.step(Closed())


def test_two_touches_give_a_number_and_a_double_tap_answers_no_question(room: Any, eventually: Any) -> None:
    room.whole_centre()
    rect = room.where(Act.SERVICE, "B")
    twice = Touched(rect.x + rect.width // 2, rect.y + rect.height // 2)
    room.step(twice)
    for _ in range(20):
        room.step(twice)
    assert room.loop.state.scene is Scene.QUESTION and room.asked == []
    room.wait(0.4)
    room.touch(Act.PLAIN)
    eventually(lambda: (room.step(), "B001" in room.panel.says())[1])
    assert [(one.service, one.priority) for one in room.asked] == [("B", False)]


def test_a_touch_beside_everything_says_nothing_and_keeps_nobody_waiting(room: Any) -> None:
    room.whole_centre()
    room.step(Touched(1, 1))
    room.wait(0.4)
    room.touch(Act.SERVICE, "B")
    assert room.loop.state.scene is Scene.QUESTION


def test_help_goes_to_the_desks_once_and_what_became_of_it_is_shown(room: Any, eventually: Any) -> None:
    room.touch(Act.HELP)
    assert any("Đang báo cán bộ" in text for text in room.panel.says())
    eventually(lambda: (room.step(), any("Cán bộ đang đến" in text for text in room.panel.says()))[1])
    room.step(KeyPressed("f1"))
    assert room.called == [HelpCall("kiosk")]


def test_help_that_could_not_be_called_is_said(room: Any, eventually: Any) -> None:
    room.fails = True
    room.hand(HelpWanted())
    eventually(lambda: (room.step(), any("Chưa báo được" in text for text in room.panel.says()))[1])


def test_a_button_asks_nothing_and_held_long_it_is_priority(room: Any, eventually: Any) -> None:
    room.whole_centre()
    room.hand(Chosen("A", priority=True))
    eventually(lambda: (room.step(), "A001" in room.panel.says())[1])
    assert [(one.service, one.priority) for one in room.asked] == [("A", True)]


def test_the_whole_flow_by_keypad_with_the_keys_on_the_glass(room: Any, eventually: Any) -> None:
    room.whole_centre()
    room.hand(KeyDown("1"))
    assert room.loop.state.scene is Scene.QUESTION and {"1", "2", "3"} <= set(room.panel.says())
    room.wait(1)
    room.hand(KeyDown("back"))
    room.wait(1)
    room.hand(KeyDown("1"))
    room.wait(1)
    room.hand(KeyDown("2"))
    eventually(lambda: (room.step(), "A001" in room.panel.says())[1])
    assert [(one.service, one.priority) for one in room.asked] == [("A", True)]
    room.wait(2)
    room.hand(KeyDown("enter"))
    assert room.loop.state.scene is Scene.HOME


def test_a_scanned_card_gives_priority_and_the_text_is_gone(room: Any) -> None:
    room.whole_centre()
    card = "092040000001||NGUYỄN VĂN A|01011940|Nam|Ấp 1|15042021"
    room.hand(Scanned(card))
    assert room.loop.state.favoured and any("Ông/bà được ưu tiên" in text for text in room.panel.says())
    assert "0920" not in repr(room.loop.state)


def test_the_lights_are_on_while_a_press_is_welcome(room: Any, eventually: Any) -> None:
    assert room.devices.lights == [True]
    room.hand(Chosen("A"))
    eventually(lambda: (room.step(), "A001" in room.panel.says())[1])
    assert room.devices.lights[:3] == [True, False, True]
    room.wait(60)
    room.step()
    assert room.devices.lights[-1] is False, "the server is silent"


def test_each_new_scene_is_told_to_whoever_speaks_and_a_touch_hears_no_menu(room: Any, eventually: Any) -> None:
    room.whole_centre()
    room.touch(Act.SERVICE, "B")
    room.touch(Act.PLAIN)
    room.wait(0.5)
    room.touch(Act.PLAIN)
    eventually(lambda: (room.step(), "B001" in room.panel.says())[1])
    room.wait(30)
    room.step()
    assert room.mouth.said == [["question"], [], ["yours"], []], "nobody is talked to who is not there"


def test_whoever_works_it_by_keys_hears_the_choices_and_any_key_reads_them_again(room: Any, eventually: Any) -> None:
    room.whole_centre()
    menu = ["choose", *["key"] * 8, "keys"]
    for key in ("back", "enter"):
        room.hand(KeyDown(key))
        assert room.loop.state.scene is Scene.HOME and room.mouth.said[-1] == menu
        room.wait(2)
    room.hand(KeyDown("1"))
    assert room.mouth.said[-1] == ["question", "key", "key", "key", "keys", "bring", *["own"] * 4]
    room.wait(2)
    room.hand(KeyDown("1"))
    eventually(lambda: (room.step(), "A001" in room.panel.says())[1])
    assert room.mouth.said[-2:] == [[], ["yours", "yours"]]
    room.wait(30)
    room.step()
    assert room.mouth.said[-1] == [] and not room.loop.state.listens
    room.whole_centre()
    room.step(KeyPressed("0"))
    assert room.mouth.said[-1] == menu, "a keypad that is a keyboard, too"


def test_a_procedure_is_typed_on_the_glass_found_and_leads_to_a_number(room: Any, eventually: Any) -> None:
    room.whole_centre()
    room.shelf.there = BOOK
    room.step()
    room.touch(Act.FIND)
    for letter in "keets":
        room.wait(0.16)
        room.touch(Act.TYPED, letter)
    room.step()
    assert room.loop.state.typed == "keets" and "Đăng ký kết hôn" in room.panel.says()
    room.wait(0.4)
    room.touch(Act.PROCEDURE, "0")
    room.wait(2)
    room.touch(Act.SERVICE, "A")
    room.wait(2)
    room.touch(Act.PLAIN)
    eventually(lambda: (room.step(), "A001" in room.panel.says())[1])
    assert room.shelf.marks == ["", ""], "the mark of each snapshot"


def test_a_real_keyboard_types_as_fast_as_anybody_can_and_its_digits_choose(room: Any) -> None:
    room.whole_centre()
    room.shelf.there = BOOK
    room.step(KeyPressed("k"))
    assert room.loop.state.scene is Scene.HOME, "letters type in the search alone"
    room.touch(Act.FIND)
    room.step(*(KeyPressed(key) for key in ("k", "h", "a", "a", "backspace", "i", "space", "s")))
    assert room.loop.state.typed == "khai s"
    room.step()
    assert room.loop.state.found == look_up(BOOK, "khai s")
    room.wait(1)
    room.step(KeyPressed("return"))
    assert room.loop.state.scene is Scene.PROCEDURE
    room.wait(1)
    room.step(KeyPressed("0"))
    room.step(*(KeyPressed("backspace") for _ in range(6)))
    assert room.loop.state.scene is Scene.SEARCH and room.loop.state.typed == ""
    room.wait(2)
    room.step(KeyPressed("backspace"))
    assert room.loop.state.scene is Scene.HOME


def test_an_asker_whose_server_hangs_answers_that_it_failed() -> None:
    hangs = threading.Event()
    asker = Asker(lambda pressed: NotGiven(pressed, str(hangs.wait(20))))
    for number in range(ASKS + 3):
        asker.put(Pressed(f"press-{number:04}", "A"))
    failed = asker.answers()
    hangs.set()
    asker.stop()
    assert failed and all(isinstance(one, NotGiven) and one.message is None for one in failed)
