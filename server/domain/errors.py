"""Refusals: somebody asked for what cannot be done now. Words are made elsewhere from the reason and the facts."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a command was refused."""

    DAY_NOT_OPEN = "day_not_open"
    DAY_ALREADY_OPEN = "day_already_open"
    DAY_GOES_BACK = "day_goes_back"
    UNKNOWN_SERVICE = "unknown_service"
    UNKNOWN_DESK = "unknown_desk"
    UNKNOWN_TICKET = "unknown_ticket"
    UNKNOWN_PAPER = "unknown_paper"
    NOBODY_WAITS = "nobody_waits"
    DESK_HAS_TICKET = "desk_has_ticket"
    DESK_HAS_NO_TICKET = "desk_has_no_ticket"
    ASK_REUSED = "ask_reused"  # one ask_id for two different commands
    NOT_NOW = "not_now"  # the ticket's state does not allow it


class Refused(Exception):
    """Nothing was changed. `facts` fill the sentence: service, desk, ticket, state …"""

    def __init__(self, reason: Reason, **facts: str | int) -> None:
        super().__init__(f"{reason} {facts}" if facts else str(reason))
        self.reason = reason
        self.facts = facts
