"""One printer's thread: looks, fetches, prints, says what became of it, and lets go of the printer when it is stopped."""

from typing import Any

from drivers.errors import Trouble
from drivers.printer.document import Document, Line
from server.domain.model import PaperState, TicketId
from server.office.reactions import left_over

FIRST = TicketId("2026-11-23-A001")


def test_a_printer_is_told_what_to_keep_and_again_when_that_changes(room: Any, eventually: Any) -> None:
    standing = [(Document((Line("Hộ tịch", 40, keep=True),)),)]
    room.spool.standing_papers = lambda form: standing[-1]
    room.start()
    eventually(lambda: room.printer.kept is standing[0])
    standing.append((Document((Line("Chứng thực", 40, keep=True),)),))
    eventually(lambda: room.printer.kept is standing[1])


def test_stopping_leaves_the_rest_queued_and_lets_go_of_the_printer(room: Any, eventually: Any) -> None:
    room.printer.trouble = Trouble.UNREACHABLE
    room.start()
    room.issue()
    eventually(lambda: room.noted)
    room.stop()
    assert room.printer.closed
    assert len(left_over(room.office.view)[0]) == 1


def test_a_paper_is_noted_as_sending_before_it_is_sent_and_then_as_what_it_became(room: Any, eventually: Any) -> None:
    room.start()
    room.issue()
    eventually(lambda: len(room.noted) == 2)
    assert room.noted == [("A001/1", PaperState.SENDING, ""), ("A001/1", PaperState.PRINTED, "")]
    assert room.office.view.tickets[FIRST].paper_at == "main"


def test_papers_come_out_in_the_order_of_their_numbers(room: Any, eventually: Any) -> None:
    for _ in range(5):
        room.issue()
    room.start()
    eventually(lambda: len(room.printer.printed) == 5)
    assert room.printer.printed == ["A001", "A002", "A003", "A004", "A005"]


def test_what_fails_while_printing_is_doubtful_and_the_next_paper_is_printed(room: Any, eventually: Any) -> None:
    really = room.printer.print
    room.printer.print = lambda document, told: 1 / 0
    room.start()
    room.issue()
    eventually(lambda: ("A001/1", PaperState.DOUBTFUL, "internal") in room.noted)
    room.printer.print = really
    room.issue()
    eventually(lambda: room.printer.printed == ["A002"])


def test_a_printer_that_stops_in_mid_paper_is_told_at_once_and_what_comes_of_it_later(room: Any, eventually: Any) -> None:
    room.printer.stops = Trouble.PAPER_OUT
    room.start()
    room.issue()
    eventually(lambda: ("A001/1", PaperState.SENDING, "paper_out") in room.noted)
    assert room.spool.standing()[0].trouble is Trouble.PAPER_OUT
    room.printer.goes_on.set()
    eventually(lambda: room.noted[-1] == ("A001/1", PaperState.PRINTED, ""))
