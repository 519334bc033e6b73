"""Which number comes next and how it is written."""

from server.domain.day import Day
from server.domain.errors import Reason, Refused
from server.domain.model import TicketId
from server.domain.setup import AfterLast, Series, Service


def next_number(day: Day, service: Service) -> tuple[Series, int]:
    """The series and its number after the last one given today. Gapless: a number is used only by an issued ticket.

    Numbers that somebody brought from an earlier day are left out, and those that stand on another paper of today because the series
    were edited since. Raises: Refused(NUMBERS_ENDED).
    """
    series = day.setup.series_of(service)
    while True:
        before = series.first - 1
        number = max(day.last_number.get(series.id, before), before) + 1
        while number in day.taken.get(series.id, ()) or _given(day, series, number):
            number += 1
        if number <= series.last or series.after_last is AfterLast.WIDEN:
            return series, number
        then = next((one for one in day.setup.series if one.id == series.then), None)
        if series.after_last is AfterLast.STOP or then is None:
            raise Refused(Reason.NUMBERS_ENDED, service=service.name())
        series = then


def _given(day: Day, series: Series, number: int) -> bool:
    return TicketId(f"{day.date}-{label(series.prefix, number, series.digits)}") in day.tickets


def label(prefix: str, number: int, digits: int = 3) -> str:
    """As printed, shown and spoken: "A012", "1001"."""
    return f"{prefix}{number:0{digits}d}"
