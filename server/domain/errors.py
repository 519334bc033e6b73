"""Refusals: somebody asked for what cannot be done now. Words are made elsewhere from the reason and the facts."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a command was refused."""

    DAY_NOT_OPEN = "day_not_open"
    DAY_ALREADY_OPEN = "day_already_open"
    DAY_GOES_BACK = "day_goes_back"
    CLOCK_DOUBTED = "clock_doubted"
    CLOCK_TRUSTED = "clock_trusted"  # there is nothing to confirm
    UNKNOWN_SERVICE = "unknown_service"
    UNKNOWN_DESK = "unknown_desk"
    UNKNOWN_TICKET = "unknown_ticket"
    UNKNOWN_PAPER = "unknown_paper"
    UNKNOWN_ROW = "unknown_row"  # nothing of that id in the setup
    NOBODY_WAITS = "nobody_waits"
    DESK_HAS_TICKET = "desk_has_ticket"
    DESK_HAS_NO_TICKET = "desk_has_no_ticket"
    DESK_NOT_OPEN = "desk_not_open"
    DESK_LEAVES_WAITING = "desk_leaves_waiting"  # the last desk of a service closes while people wait for it
    ASK_REUSED = "ask_reused"  # one ask_id for two different commands
    NOT_NOW = "not_now"  # the ticket's state does not allow it
    SOLD_OUT = "sold_out"  # the service's daily limit is reached
    NUMBERS_ENDED = "numbers_ended"  # the series has no more numbers
    CLOSED_NOW = "closed_now"
    CLOSED_TODAY = "closed_today"
    NO_TIME_LEFT = "no_time_left"
    CALLED_ENOUGH = "called_enough"
    TOO_SOON = "too_soon"  # the last call was only a moment ago
    REASON_NEEDED = "reason_needed"
    NO_CHANGE = "no_change"
    NOTHING_TO_UNDO = "nothing_to_undo"
    STEP_TWICE = "step_twice"  # the visit already has this service
    BAD_TIMES = "bad_times"  # a window that ends before it begins, a time that is past
    BAD_SLIP = "bad_slip"  # an appointment slip that was not made here
    SLIP_OTHER_DAY = "slip_other_day"
    ROLL_RUNS = "roll_runs"
    NO_ROLL = "no_roll"
    BAD_ROLL = "bad_roll"
    NO_PAPER = "no_paper"  # nothing prints, and the office gives no numbers without paper
    PAPER_COMING = "paper_coming"  # the ticket's paper is still to be printed
    PAPER_SETTLED = "paper_settled"  # nothing about it is in doubt
    COPIES_ENOUGH = "copies_enough"
    BAD_SETUP = "bad_setup"
    CHANGED_MEANWHILE = "changed_meanwhile"  # somebody else edited the same row since the form was filled
    STILL_IN_USE = "still_in_use"  # a service or desk that somebody waits for cannot go today


class Refused(Exception):
    """Nothing was changed. `facts` fill the sentence: service, desk, ticket, state …"""

    def __init__(self, reason: Reason, **facts: str | int) -> None:
        super().__init__(f"{reason} {facts}" if facts else str(reason))
        self.reason = reason
        self.facts = facts
