"""Whatever goes wrong at whichever byte, what is said of the paper is true; what a stopped printer keeps is waited for or cleared."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bench.faults import FAULTS, LOSS, document, length, lie, profiles, short_waits, unseen
from drivers.errors import Trouble
from drivers.printer.encode import encode, questions
from drivers.printer.fake import FakeLink, FakePrinter
from drivers.printer.health import Health
from drivers.printer.pieces import paint
from drivers.printer.printer import Outcome, Printer, Result
from drivers.printer.profiles import Confirm, Profile, profile
from drivers.printer.render import render

KNOWN = profile("virtual80")
WANTED = paint(render(document(), 576), 576).tobytes()


@pytest.fixture(autouse=True)
def waits() -> Iterator[None]:
    with short_waits():
        yield


def on(machine: FakePrinter, known: Profile = KNOWN, *, serial: bool = True) -> Printer:
    speed = 1_000_000.0 if serial else None
    return Printer(open_link=lambda: FakeLink(machine, speed, paces=False), profile=known)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
@pytest.mark.parametrize("known", profiles(), ids=lambda known: f"{known.confirm} clears={known.clears}")
def test_wherever_it_strikes_what_is_said_of_the_paper_is_true(fault: object, known: Profile) -> None:
    size = length(known)
    blind = unseen(known) if fault.name == LOSS else set()  # type: ignore[attr-defined]
    for at in (1, 7, *range(60, size, size // 9), size - 14, size - 4, size, size + 6, size + 14):
        outcome, wrong = lie(fault, at, known)  # type: ignore[arg-type]
        assert wrong is None or at in blind, f"at {at}: {outcome.result}, {wrong}"


def test_a_whole_ticket_on_a_serial_line_is_printed_with_all_its_questions_answered() -> None:
    for confirm in (Confirm.PROCESS_ID, Confirm.QUEUED_STATUS):
        machine = FakePrinter()
        known = replace(KNOWN, confirm=confirm)
        pieces = render(document(), 576)
        size = len(encode(pieces, known, counted=True))
        assert replace(on(machine, known).print(document()), paper_mm=0) == Outcome(Result.PRINTED, bytes_sent=size)
        assert size - len(encode(pieces, known)) == 3 * questions(pieces)
        assert [paper.picture.tobytes() for paper in machine.papers()] == [WANTED]


def test_a_link_whose_loss_is_seen_otherwise_is_not_counted() -> None:
    outcome = on(FakePrinter(), serial=False).print(document())
    assert replace(outcome, paper_mm=0) == Outcome(Result.PRINTED, bytes_sent=len(encode(render(document(), 576), KNOWN)))


@pytest.mark.parametrize("ailment", ["paper_out", "cover_open", "hot"])
@pytest.mark.parametrize("confirm", [Confirm.PROCESS_ID, Confirm.QUEUED_STATUS])
def test_a_roll_that_is_changed_in_time_gives_the_whole_paper_once_and_it_is_printed(
    ailment: str, confirm: Confirm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drivers.printer.printer.STOPPED_S", 5.0)
    machine = FakePrinter()
    printer = on(machine, replace(KNOWN, confirm=confirm))
    assert printer.check() is None
    setattr(machine, ailment, True)
    healed = threading.Timer(0.15, lambda: setattr(machine, ailment, False))
    healed.start()
    started_s = time.monotonic()
    assert printer.print(document()).result is Result.PRINTED
    assert time.monotonic() - started_s >= 0.1
    healed.join()
    assert [paper.picture.tobytes() for paper in machine.papers()] == [WANTED]


def test_a_roll_that_is_not_changed_in_time_makes_the_paper_doubtful_and_says_that_it_may_still_come() -> None:
    machine = FakePrinter()
    printer = on(machine)
    assert printer.check() is None
    machine.paper_out_after = 900
    outcome = printer.print(document())
    assert (outcome.result, outcome.trouble) == (Result.DOUBTFUL, Trouble.PAPER_OUT)
    assert "by itself" in outcome.detail
    machine.paper_out = False
    machine.feed(b"")
    assert [paper.picture.tobytes() for paper in machine.papers()] == [WANTED]


@pytest.mark.parametrize(
    ("strike", "heal", "trouble"),
    [("paper_out_after", "paper_out", Trouble.PAPER_OUT), ("cover_open_after", "cover_open", Trouble.COVER_OPEN)],
)
def test_where_the_printer_can_forget_the_rest_nothing_comes_by_itself_and_the_stub_is_cut_off(
    strike: str, heal: str, trouble: Trouble
) -> None:
    machine = FakePrinter()
    printer = on(machine, replace(KNOWN, clears=True))
    assert printer.check() is None
    setattr(machine, strike, 900)
    outcome = printer.print(document())
    assert (outcome.result, outcome.trouble) == (Result.DOUBTFUL, trouble)
    setattr(machine, heal, False)
    machine.feed(b"")
    assert machine.papers() == []
    assert printer.check() is None
    assert len(machine.papers()) == 1
    assert printer.print(document()).result is Result.PRINTED
    assert [paper.picture.tobytes() == WANTED for paper in machine.papers()] == [True, False]


def test_a_jammed_cutter_is_cleared_by_the_order_for_recoverable_errors_only_where_that_is_accepted() -> None:
    for clears in (True, False):
        machine = FakePrinter()
        printer = on(machine, replace(KNOWN, clears=clears))
        assert printer.check() is None
        machine.cutter_jam = True
        outcome = printer.print(document())
        assert (outcome.result, outcome.trouble) == (Result.DOUBTFUL, Trouble.CUTTER)
        assert machine.cutter_jam is not clears


def test_what_ends_a_broken_paper_goes_again_when_it_may_have_been_lost_with_the_line() -> None:
    machine = FakePrinter()
    written: list[bytes] = []

    class Deaf(FakeLink):
        """Takes everything, delivers nothing, and is gone when it is read from."""

        def write(self, data: bytes) -> None:
            written.append(data)

        def read(self, timeout_s: float) -> bytes:
            raise _gone()

    links: list[FakeLink] = [Deaf(machine)]
    printer = Printer(open_link=lambda: links.pop(0) if links else FakeLink(machine), profile=KNOWN)
    machine.feed(encode(render(document(), 576), KNOWN)[:700])
    printer.broke_off()
    assert printer.check() is not None
    assert len(written) == 1
    assert printer.check() is None
    assert printer.print(document()).result is Result.PRINTED
    assert machine.papers()[0].picture.tobytes() == WANTED


def _gone() -> Exception:
    from drivers.errors import DeviceError

    return DeviceError(Trouble.UNREACHABLE, "the cable was pulled")


@pytest.mark.parametrize("seed", range(6))
def test_noise_among_the_answers_never_makes_a_paper_of_none(seed: int) -> None:
    machine = FakePrinter(seed=seed)
    machine.garbage = 0.7
    printer = on(machine)
    for _ in range(4):
        before = len(machine.papers())
        if printer.check() is None and printer.print(document()).result is Result.PRINTED:
            assert len(machine.papers()) == before + 1
            assert machine.papers()[0].picture.tobytes() == WANTED


def test_a_serial_printer_that_never_confirms_costs_blank_paper_twice_and_not_for_ever() -> None:
    class Deaf(FakePrinter):
        """A clone that knows neither GS ( H nor GS r, and answers DLE EOT."""

        def feed(self, data: bytes) -> bytes:
            return bytes(byte for byte in super().feed(data) if byte & 0b1001_0011 == 0b0001_0010)

    machine = Deaf()
    printer = on(machine, replace(KNOWN, confirm=Confirm.QUEUED_STATUS))
    for _ in range(6):
        assert printer.check() is None
        assert printer.print(document()).result is Result.UNCONFIRMED
    whole = [paper.picture.tobytes() == WANTED for paper in machine.papers()]
    assert (whole.count(True), whole.count(False)) == (6, 2)


def test_whoever_can_help_is_told_while_the_printer_waits_in_mid_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drivers.printer.printer.ASK_ALONG_S", 0.05)
    monkeypatch.setattr("drivers.printer.printer.STOPPED_S", 5.0)
    machine = FakePrinter()
    printer = on(machine)
    assert printer.check() is None
    machine.paper_out_after = 900
    said: list[Trouble | None] = []

    def told(health: Health) -> None:
        said.append(health.trouble)
        machine.paper_out = False  # somebody came and changed the roll

    started_s = time.monotonic()
    assert printer.print(document(), told).result is Result.PRINTED
    assert said == [Trouble.PAPER_OUT] and time.monotonic() - started_s < 4.0, "long before the paper's time is up"
    assert [paper.picture.tobytes() for paper in machine.papers()] == [WANTED]


def test_nobody_is_told_anything_while_a_paper_comes_out_as_it_should(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drivers.printer.printer.ASK_ALONG_S", 0.01)
    said: list[Health] = []
    assert on(FakePrinter()).print(document(), said.append).result is Result.PRINTED
    assert said == []


def test_a_roll_that_ended_with_a_full_buffer_is_called_that_and_the_stub_is_ended_when_paper_is_back() -> None:
    machine = FakePrinter()
    machine.buffer_bytes = 1_000
    printer = on(machine)
    assert printer.check() is None
    machine.paper_out_after = 900
    outcome = printer.print(document())
    assert (outcome.result, outcome.trouble) == (Result.DOUBTFUL, Trouble.PAPER_OUT)
    assert printer.look().trouble is Trouble.PAPER_OUT, "not that it takes no bytes: what to do is what counts"
    machine.paper_out = False
    assert printer.look().trouble is None
    assert printer.print(document()).result is Result.PRINTED
    assert machine.papers()[0].picture.tobytes() == WANTED
