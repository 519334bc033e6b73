"""What can go wrong with a device. Words for people are made elsewhere; here is only the reason and the detail."""

from enum import StrEnum


class Trouble(StrEnum):
    """Why a device did not do its work."""

    UNREACHABLE = "unreachable"  # not plugged in, no such port, connection refused
    STALLED = "stalled"  # it took no bytes within the write timeout
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    CUTTER = "cutter"
    BROKEN = "broken"  # an error that it does not recover from
    HOT = "hot"  # its head is too hot; it goes on by itself
    GARBLED = "garbled"  # not all that was sent arrived as it was sent
    OFFLINE = "offline"  # it says that it is off line and not why
    MUTE = "mute"  # it should have answered and did not
    AWAY = "away"  # the machine that it stands at is not heard of
    INTERNAL = "internal"  # our own fault


class DeviceError(Exception):
    """The world failed, not the caller. `detail` is for the log, in English."""

    def __init__(self, trouble: Trouble, detail: str) -> None:
        super().__init__(f"{trouble}: {detail}")
        self.trouble = trouble
        self.detail = detail


class SettingError(Exception):
    """A setting or an address cannot be used. The message is one English sentence for a technician."""
