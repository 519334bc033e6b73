"""Which business day it is: the office's local date, turned over at a set hour. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class DayRule:
    """`turns_at_hour`: local hour at which a new business day may begin; before it, it is still the day before."""

    timezone: ZoneInfo
    turns_at_hour: int = 0

    def business_date(self, now: datetime) -> date:
        """The business day's date at this (aware) moment."""
        return (now.astimezone(self.timezone) - timedelta(hours=self.turns_at_hour)).date()
