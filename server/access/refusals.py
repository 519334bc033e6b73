"""Why somebody is not let in, or may not change who is. Words are made at the edge from the reason and the facts."""

from enum import StrEnum


class Why(StrEnum):
    """A fixed word for each."""

    WRONG_SECRET = "wrong_secret"  # noqa: S105  name, PIN or password: which one is not said
    WAIT = "wait"  # too many wrong ones; facts: seconds
    GATE_BUSY = "gate_busy"  # too many sign-ins at once
    WEAK_PIN = "weak_pin"
    WEAK_PASSWORD = "weak_password"  # noqa: S105  a word for a refusal, not a password
    BAD_NAME = "bad_name"  # the name to sign in with
    NAME_TAKEN = "name_taken"
    NO_TITLE = "no_title"  # the name that others see
    NO_ROLE = "no_role"
    NO_SECRET = "no_secret"  # noqa: S105  somebody without PIN and password could never sign in
    LAST_MANAGER = "last_manager"  # nobody would be left who may change this
    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_SESSION = "unknown_session"
    UNKNOWN_DEVICE = "unknown_device"
    DEVICE_TAKEN = "device_taken"  # there is one of that name
    DEVICES_FULL = "devices_full"
    BAD_DEVICE = "bad_device"  # name, desk or printer that cannot be
    WRONG_CODE = "wrong_code"
    CODES_FULL = "codes_full"
    SET_UP_ALREADY = "set_up_already"
    SEAT_TAKEN = "seat_taken"  # another window has this desk
    NOT_YOUR_DESK = "not_your_desk"  # a keypad of another desk


class NotLetIn(Exception):
    """Nothing was changed. `facts` fill the sentence; `field`: the form's field that it is about, "" for none."""

    def __init__(self, why: Why, field: str = "", **facts: str | int) -> None:
        super().__init__(f"{why} {facts}" if facts else str(why))
        self.why = why
        self.field = field
        self.facts = facts
