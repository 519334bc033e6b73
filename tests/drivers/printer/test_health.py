"""How a printer is, as it says it, looked at every few seconds; looking never raises and a mute printer is not called ill."""

from collections.abc import Callable

import pytest

from drivers.errors import DeviceError, Trouble
from drivers.printer.document import Cut, Document, Line
from drivers.printer.fake import FakeLink, FakePrinter
from drivers.printer.health import Health
from drivers.printer.link import Link
from drivers.printer.printer import Printer, Result
from drivers.printer.profiles import profile

DOCUMENT = Document((Line("A012", 30), Cut()))


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    for room in ("printer", "talk"):
        monkeypatch.setattr(f"drivers.printer.{room}.STATUS_TIMEOUT_S", 0.03)


def on(machine: FakePrinter) -> Printer:
    return Printer(open_link=lambda: FakeLink(machine, 11_520, paces=False), profile=profile("virtual80"))


def test_a_printer_that_is_well_has_no_trouble_and_says_how_fast_its_line_is() -> None:
    printer = on(FakePrinter())
    assert printer.bytes_per_s is None
    assert printer.look() == Health()
    assert printer.bytes_per_s == 11_520
    printer.close()
    assert printer.bytes_per_s is None


@pytest.mark.parametrize(
    ("ailments", "trouble"),
    [
        (("paper_out",), Trouble.PAPER_OUT),
        (("cover_open",), Trouble.COVER_OPEN),
        (("cover_open", "paper_out"), Trouble.COVER_OPEN),
        (("cutter_jam",), Trouble.CUTTER),
        (("broken",), Trouble.BROKEN),
        (("hot",), Trouble.HOT),
        (("hot", "paper_out"), Trouble.PAPER_OUT),
    ],
)
def test_what_ails_it_is_told_apart_and_what_a_person_must_do_comes_first(ailments: tuple[str, ...], trouble: Trouble) -> None:
    machine = FakePrinter()
    printer = on(machine)
    for ailment in ailments:
        setattr(machine, ailment, True)
    health = printer.look()
    assert (health.trouble, health.answers) == (trouble, True)
    assert health.detail
    held = printer.check()
    assert held is not None
    assert (held.result, held.trouble) == (Result.HELD, trouble)
    for ailment in ailments:
        setattr(machine, ailment, False)
    assert printer.look() == Health()


def test_a_roll_near_its_end_is_said_and_is_no_trouble() -> None:
    machine = FakePrinter()
    machine.near_end = True
    assert on(machine).look() == Health(paper_low=True)
    assert on(machine).check() is None


def test_a_mute_printer_has_no_trouble_and_it_is_said_that_it_is_mute() -> None:
    machine = FakePrinter()
    machine.mute = True
    health = on(machine).look()
    assert (health.trouble, health.answers) == (None, False)
    assert health.detail


def test_a_printer_that_may_not_be_asked_is_not_asked() -> None:
    asked: list[bytes] = []

    class Listening(FakeLink):
        def write(self, data: bytes) -> None:
            asked.append(data)

    from dataclasses import replace

    from drivers.printer.profiles import Confirm

    printer = Printer(open_link=lambda: Listening(FakePrinter()), profile=replace(profile("80mm"), confirm=Confirm.NONE))
    assert printer.look().answers is False
    assert asked == []


def test_looking_at_a_printer_that_is_not_there_says_so_and_never_raises() -> None:
    machine = FakePrinter()
    printer = on(machine)
    assert printer.look() == Health()
    machine.unplugged = True
    health = printer.look()
    assert (health.trouble, health.answers) == (Trouble.UNREACHABLE, False)
    machine.unplugged = False
    assert printer.look() == Health()

    def nothing_there() -> Link:
        raise DeviceError(Trouble.UNREACHABLE, "no such port")

    assert Printer(open_link=nothing_there, profile=profile("80mm")).look().trouble is Trouble.UNREACHABLE


def test_looking_prints_nothing() -> None:
    machine = FakePrinter()
    printer = on(machine)
    for _ in range(5):
        printer.look()
    assert machine.papers() == []
    assert machine.strip() is None


@pytest.mark.parametrize("late", ["one_at_a_time", "delay_s"])
def test_answers_that_drip_or_come_late_are_understood(late: str, quickly: Callable[..., None]) -> None:
    machine = FakePrinter()
    machine.cover_open = True

    def opened() -> Link:
        link = FakeLink(machine)
        setattr(link, late, 0.005 if late == "delay_s" else True)
        return link

    printer = Printer(open_link=opened, profile=profile("virtual80"))
    found: list[Health] = []
    quickly(lambda: found.append(printer.look()), within_s=1.0)
    assert found[0].trouble is Trouble.COVER_OPEN
