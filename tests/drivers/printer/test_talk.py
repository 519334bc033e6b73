"""What a printer says is all taken note of, whatever was being waited for, and nothing is waited for without end."""

from collections.abc import Callable

from drivers.printer.fake import FakeLink, FakePrinter
from drivers.printer.status import Cleared, ProcessDone, Query, Queued
from drivers.printer.talk import FORGOTTEN_READS, Talk


class Says(FakeLink):
    """Gives these pieces one after the other, then nothing."""

    def __init__(self, *pieces: bytes) -> None:
        super().__init__(FakePrinter())
        self.pieces = list(pieces)

    def write(self, data: bytes) -> None:
        pass

    def read(self, timeout_s: float) -> bytes:
        return self.pieces.pop(0) if self.pieces else super().read(timeout_s)


def test_what_stands_behind_the_answer_that_was_waited_for_is_taken_note_of() -> None:
    talk = Talk(Says(b"\x12\x00\x00\x37\x22" + b"0007\x00"))
    assert talk.real_time(Query.ERROR) == 0x12
    assert (talk.queued, talk.done) == (2, {b"0007"})
    assert talk.until(0.0, lambda: talk.queued == 2)


def test_what_was_forgotten_answers_nothing_and_half_of_it_makes_no_other_answer() -> None:
    talk = Talk(Says(b"\x00\x37\x22" + b"00", b"\x00"))
    assert talk.wait(0.05, lambda answer: isinstance(answer, Cleared)) is None
    assert talk.queued == 1
    talk.forget()
    assert (talk.queued, talk.done) == (0, set())
    talk.link.pieces = [b"08\x00\x37\x22" + b"0009\x00"]  # type: ignore[attr-defined]
    assert talk.wait(0.05, lambda answer: isinstance(answer, ProcessDone)) == ProcessDone(b"0009")


def test_an_answer_in_pieces_is_one_answer() -> None:
    talk = Talk(Says(b"\x37", b"\x22" + b"00", b"12", b"\x00"))
    assert talk.until(0.2, lambda: b"0012" in talk.done)


def test_it_remembers_whether_the_printer_ever_answered() -> None:
    talk = Talk(Says())
    assert talk.heard is False
    talk.link.pieces = [b"\x00\x16"]  # type: ignore[attr-defined]
    assert talk.real_time(Query.PRINTER) == 0x16
    talk.forget()
    assert talk.heard is True


def test_silence_costs_its_time_and_no_more(quickly: Callable[..., None]) -> None:
    talk = Talk(Says())
    quickly(lambda: talk.wait(0.05, lambda answer: isinstance(answer, Queued)), within_s=0.3)
    quickly(lambda: talk.until(0.05, lambda: False), within_s=0.3)


def test_a_printer_that_never_stops_talking_is_read_away_only_so_often() -> None:
    talk = Talk(Says(*[b"\xff"] * (FORGOTTEN_READS + 5)))
    talk.forget()
    assert len(talk.link.pieces) == 5  # type: ignore[attr-defined]
