"""A printer that keeps pictures gets a whole ticket in 400 bytes, and never a blank: not after a power cut, not with new wording."""

from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image, ImageChops

MOST_BYTES = 400


def newest(server: Any) -> Any:
    return server.running.paperwork.fakes["main"].papers()[0]


def printed(server: Any, eventually: Callable[..., Any], service: str = "A") -> Any:
    """The paper of a new number."""
    machine = server.running.paperwork.fakes["main"]
    before = machine.papers()[0].number if machine.papers() else 0
    server.ask("issue", service=service)
    eventually(lambda: machine.papers() and machine.papers()[0].number > before)
    eventually(lambda: not server.running.office.view.unprinted)
    return newest(server)


def ink(picture: Image.Image) -> int:
    return ImageChops.invert(picture.convert("L")).histogram()[255]


@pytest.mark.parametrize(("profile", "questions"), [("virtual80-fast", 0), ("virtual58-fast", 200)])
def test_a_whole_ticket_takes_four_hundred_bytes(
    live_server: Callable[..., Any], eventually: Callable[..., Any], profile: str, questions: int
) -> None:
    """A paper that begins with no reset, for the sake of the pictures in memory, is counted with the questions before it."""
    server = live_server(printer=f"fake:?profile={profile}", complaint_phone="0292 3861 234")
    printed(server, eventually)  # the first comes behind the filling of the store
    for service in "ABC":
        paper = printed(server, eventually, service)
        assert paper.size_bytes <= MOST_BYTES + questions, service
        assert paper.picture.height > 500 and ink(paper.picture) > 10_000, "it must be a whole ticket all the same"
    assert server.running.paperwork.fakes["main"].unknown_bytes == 0


def test_a_printer_that_lost_its_memory_gets_it_again_before_the_next_ticket(
    live_server: Callable[..., Any], eventually: Callable[..., Any]
) -> None:
    server = live_server(printer="fake:?profile=virtual58-fast")  # keeps pictures in memory that the power takes
    before = printed(server, eventually)
    server.running.paperwork.fakes["main"].cut_power()
    after = printed(server, eventually)
    assert abs(ink(after.picture) - ink(before.picture)) < 2_000, "another number, and nothing missing"


def test_new_wording_is_on_the_next_ticket(live_server: Callable[..., Any], eventually: Callable[..., Any]) -> None:
    server = live_server(printer="fake:?profile=virtual80-fast")
    before = printed(server, eventually)
    rows = [{"kind": "number", "size": "huge"}, {"kind": "text", "texts": {"vi": "Mang theo căn cước"}, "size": "large"}]
    server.ask("change_setup", edits=[{"rules": {"paper": {"rows": rows}}}])
    eventually(lambda: printed(server, eventually).size_bytes <= MOST_BYTES)
    assert newest(server).picture.height < before.picture.height
