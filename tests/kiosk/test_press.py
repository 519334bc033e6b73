"""The bare press against a real server, and against one that is not there."""

from collections.abc import Callable
from typing import Any

import pytest

from kiosk import cli
from kiosk.press import Given, HelpCall, Helped, NotGiven, call_help, issue, new_press


def test_a_press_gives_a_number_and_asked_again_the_same(live_server: Callable[..., Any]) -> None:
    server = live_server()
    press = new_press("A")
    first, again = issue(press, server.url), issue(press, server.url)
    assert isinstance(first, Given) and first == again and first.ticket.label == "A001"


def test_two_presses_are_two_numbers(live_server: Callable[..., Any]) -> None:
    server = live_server()
    labels = [answer.ticket.label for _ in range(2) if isinstance(answer := issue(new_press("A"), server.url), Given)]
    assert labels == ["A001", "A002"]


def test_a_refusal_comes_in_words(live_server: Callable[..., Any]) -> None:
    answer = issue(new_press("Z"), live_server().url)
    assert isinstance(answer, NotGiven) and answer.message is not None and "Không có lĩnh vực" in answer.message


def test_a_server_that_is_away_is_waited_for_and_then_said(live_server: Callable[..., Any]) -> None:
    server = live_server()
    server.stop()
    answer = issue(new_press("A"), server.url, give_up_after_s=0.4)
    assert isinstance(answer, NotGiven) and answer.message is None


def test_another_program_on_that_port_gives_no_number(live_server: Callable[..., Any]) -> None:
    answer = issue(new_press("A"), live_server().url + "/static", give_up_after_s=0.5)
    assert isinstance(answer, NotGiven)


def test_the_command_line_prints_the_number(live_server: Callable[..., Any], capsys: pytest.CaptureFixture[str]) -> None:
    server = live_server()
    assert cli.main(["press", "--service", "A", "--server", server.url]) == 0
    assert capsys.readouterr().out == "A001  Trước ông/bà không còn ai\n"
    assert cli.main(["press", "--service", "A", "--server", server.url, "--ask-id", "press-0001"]) == 0
    assert cli.main(["press", "--service", "A", "--server", server.url, "--ask-id", "press-0001"]) == 0
    assert capsys.readouterr().out.count("A002  Trước ông/bà còn 1 người") == 2


def test_the_command_line_says_in_words_why_there_is_no_number(
    live_server: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["press", "--service", "Z", "--server", live_server().url]) == 1
    assert "Không có lĩnh vực “Z”" in capsys.readouterr().err


def test_a_press_in_khmer_gives_a_ticket_in_khmer(live_server: Callable[..., Any]) -> None:
    answer = issue(new_press("A", priority=True, language="km"), live_server().url)
    assert isinstance(answer, Given) and (answer.ticket.language, answer.ticket.priority) == ("km", True)


def test_a_call_for_help_reaches_the_desks_and_one_that_does_not_says_so(live_server: Callable[..., Any]) -> None:
    server = live_server()
    assert call_help(HelpCall("cua-sau"), server.url) == Helped(told=True)
    server.stop()
    assert call_help(HelpCall("cua-sau"), server.url, give_up_after_s=0.4) == Helped(told=False)


def test_a_name_that_the_server_does_not_take_is_help_that_was_not_called(live_server: Callable[..., Any]) -> None:
    assert call_help(HelpCall("Cửa sau!"), live_server().url) == Helped(told=False)
