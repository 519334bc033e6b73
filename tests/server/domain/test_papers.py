"""Papers: what became of each, printing again under the same number, and how much of a roll is used."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from server.domain.commands import (
    CallNext,
    Cancel,
    Finish,
    IssueTicket,
    LoadPaper,
    NotePaper,
    OpenDay,
    Reprint,
    SettlePaper,
    Undo,
)
from server.domain.errors import Reason
from server.domain.events import PaperOrdered
from server.domain.model import DeskId, JobId, PaperState, ServiceId, TicketId, job_of
from server.domain.papers import COPIES_MAX
from server.domain.setup import PaperRules, WhenNoPaper

FIRST = TicketId("2026-11-23-A001")
ONE = DeskId(1)


def printed(morning: Any, copy: int = 1, state: PaperState = PaperState.PRINTED, **said: Any) -> None:
    morning.order(NotePaper(job_of(FIRST, copy), PaperState.SENDING))
    morning.order(NotePaper(job_of(FIRST, copy), state, **said))


def test_printing_again_is_a_new_job_of_the_same_number(morning: Any) -> None:
    morning.issue()
    printed(morning)
    events = morning.order(Reprint(FIRST, "cua-sau"))
    assert events == [PaperOrdered(JobId("2026-11-23-A001/2"), FIRST, "cua-sau")]
    ticket = morning.ticket("A001")
    assert (ticket.label, ticket.copies, ticket.paper) == ("A001", 2, PaperState.QUEUED)
    assert morning.day.papers[job_of(FIRST, 2)].route == "cua-sau"


@pytest.mark.parametrize("state", [None, PaperState.SENDING])
def test_a_paper_that_is_still_to_come_is_not_ordered_twice(morning: Any, state: PaperState | None) -> None:
    morning.issue()
    if state is not None:
        morning.order(NotePaper(job_of(FIRST), state))
    assert morning.refuses(Reprint(FIRST)).reason is Reason.PAPER_COMING


def test_a_number_that_was_given_without_paper_can_be_printed(morning: Any) -> None:
    morning.issue(wants_paper=False)
    assert morning.order(Reprint(FIRST)) == [PaperOrdered(job_of(FIRST), FIRST)]


def test_a_ticket_that_has_ended_is_not_printed_again(morning: Any) -> None:
    morning.issue()
    printed(morning)
    morning.order(Cancel(FIRST))
    assert morning.refuses(Reprint(FIRST)).reason is Reason.NOT_NOW


def test_nobody_prints_one_number_without_end(morning: Any) -> None:
    morning.issue()
    for copy in range(1, COPIES_MAX + 1):
        printed(morning, copy)
        if copy < COPIES_MAX:
            morning.order(Reprint(FIRST))
    assert morning.refuses(Reprint(FIRST)).reason is Reason.COPIES_ENOUGH


@pytest.mark.parametrize("state", [PaperState.DOUBTFUL, PaperState.UNCONFIRMED])
def test_a_person_who_sees_the_paper_ends_the_doubt(morning: Any, state: PaperState) -> None:
    morning.issue()
    printed(morning, state=state, trouble="mute", printer="cua-sau")
    morning.order(SettlePaper(FIRST))
    ticket = morning.ticket("A001")
    assert (ticket.paper, ticket.paper_trouble, ticket.paper_at) == (PaperState.SEEN, "", "cua-sau")
    assert morning.refuses(SettlePaper(FIRST)).reason is Reason.PAPER_SETTLED


def test_what_is_printed_or_still_to_come_needs_no_eyes(morning: Any) -> None:
    morning.issue()
    assert morning.refuses(SettlePaper(FIRST)).reason is Reason.PAPER_SETTLED
    printed(morning)
    assert morning.refuses(SettlePaper(FIRST)).reason is Reason.PAPER_SETTLED


def test_a_late_word_about_the_first_paper_does_not_speak_for_the_second(morning: Any) -> None:
    morning.issue()
    printed(morning, state=PaperState.DOUBTFUL, trouble="restarted")
    morning.order(Reprint(FIRST))
    morning.order(NotePaper(job_of(FIRST), PaperState.PRINTED))
    assert morning.ticket("A001").paper is PaperState.QUEUED
    assert morning.day.papers[job_of(FIRST)].state is PaperState.PRINTED


def test_undo_gives_the_ticket_back_with_the_paper_as_it_is_now(morning: Any) -> None:
    morning.issue()
    printed(morning)
    morning.order(CallNext(ONE))
    morning.order(Reprint(FIRST))
    printed(morning, 2, printer="cua-sau")
    morning.order(Finish(ONE))
    morning.order(Undo(ONE))
    ticket = morning.ticket("A001")
    assert (ticket.copies, ticket.paper, ticket.paper_at) == (2, PaperState.PRINTED, "cua-sau")


def test_paper_that_is_used_is_counted_by_printer_until_a_new_roll_is_in(morning: Any) -> None:
    morning.issue()
    printed(morning, printer="cua-sau", mm=104)
    assert morning.day.paper_used_mm == {}, "how much of a roll that nobody saw put in is used, nobody knows"
    morning.order(LoadPaper("cua-sau"))
    morning.order(Reprint(FIRST))
    printed(morning, 2, printer="cua-sau", mm=104)
    assert morning.day.paper_used_mm == {"cua-sau": 104}
    morning.order(LoadPaper("cua-sau", 55_000))
    morning.order(OpenDay(date(2026, 11, 24)))
    assert morning.day.paper_used_mm == {"cua-sau": 55_000}, "a roll lasts longer than a day"


@pytest.mark.parametrize(("rule", "ready", "given"), [
    (WhenNoPaper.SHOW_NUMBER, False, True), (WhenNoPaper.REFUSE, True, True), (WhenNoPaper.REFUSE, False, False),
])  # fmt: skip
def test_without_paper_a_number_is_given_or_not_as_the_office_chose(
    office: Any, rule: WhenNoPaper, ready: bool, given: bool
) -> None:
    morning = office(paper=PaperRules(when_no_paper=rule))
    wanted = IssueTicket(ServiceId("A"), paper_ready=ready)
    if given:
        assert morning.order(wanted)
    else:
        assert morning.refuses(wanted).reason is Reason.NO_PAPER
        assert morning.order(replace(wanted, wants_paper=False)), "who wants none may have the number"
