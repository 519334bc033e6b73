"""Which number comes next and how it is written."""

from server.domain.model import Day, ServiceId

DIGITS = 3
"""A001 … A999; the thousandth citizen of a service gets A1000: wider, never used twice."""


def next_number(day: Day, service: ServiceId) -> int:
    """The number after the last one given today; the first is 1. Gapless: a number is used only by an issued ticket."""
    return day.last_number.get(service, 0) + 1


def label(service: ServiceId, number: int) -> str:
    """As printed, shown and spoken: "A012"."""
    return f"{service}{number:0{DIGITS}d}"
