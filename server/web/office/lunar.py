"""The Vietnamese lunar calendar, and the public holidays that follow from it. Pure.

Source of the algorithm: Hồ Ngọc Đức, “Thuật toán tính âm lịch” (after Meeus, Astronomical Algorithms), for the meridian of Việt Nam, UTC+7.
Source of the holidays: Bộ luật Lao động 2019, Điều 112. Which days a province takes off is announced each year; these are suggestions.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from math import floor, pi, sin

ZONE_H = 7
_J2000 = 2415021.076998695
_MONTH_DAYS = 29.530588853
_ORDINAL_TO_JULIAN = 1721425
"""The Julian day number of a date is its ordinal and this."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """`name` is the key of its words. `sure`: the law names this very date; else the authorities choose it each year."""

    date: date
    name: str
    sure: bool


def holidays(year: int) -> tuple[Holiday, ...]:
    """The public holidays of a year, in order."""
    tet = lunar_to_solar(year, 1, 1)
    days = [
        Holiday(date(year, 1, 1), "new_year", True),
        Holiday(tet - timedelta(days=1), "tet_eve", False),
        *(Holiday(tet + timedelta(days=after), f"tet_{after + 1}", False) for after in range(4)),
        Holiday(lunar_to_solar(year, 3, 10), "hung_kings", True),
        Holiday(date(year, 4, 30), "reunification", True),
        Holiday(date(year, 5, 1), "labour", True),
        Holiday(date(year, 9, 1), "national_beside", False),
        Holiday(date(year, 9, 2), "national", True),
    ]
    return tuple(sorted(days, key=lambda one: one.date))


def lunar_to_solar(year: int, month: int, day: int) -> date:
    """The date of a day in an ordinary (not a leap) month of the lunar year that begins in `year`."""
    before, after = (year - 1, year) if month < 11 else (year, year + 1)
    start, end = _month_11(before), _month_11(after)
    k = floor(0.5 + (start - _J2000) / _MONTH_DAYS)
    offset = (month - 11) % 12
    if end - start > 365:
        leap_at = _leap_offset(start)
        if offset >= leap_at:
            offset += 1
    return date.fromordinal(_new_moon(k + offset) + day - 1 - _ORDINAL_TO_JULIAN)


def _month_11(year: int) -> int:
    """The Julian day on which the lunar month with the winter solstice begins."""
    k = floor((date(year, 12, 31).toordinal() + _ORDINAL_TO_JULIAN - 2415021) / _MONTH_DAYS)
    begins = _new_moon(k)
    return _new_moon(k - 1) if _sun_twelfth(begins) >= 9 else begins


def _leap_offset(month_11: int) -> int:
    """How many months after it the leap month stands: the first in which the sun enters no new sign."""
    k = floor((month_11 - _J2000) / _MONTH_DAYS + 0.5)
    place, sign = 1, _sun_twelfth(_new_moon(k + 1))
    while place < 14:
        place += 1
        last, sign = sign, _sun_twelfth(_new_moon(k + place))
        if sign == last:
            break
    return place - 1


def _new_moon(k: int) -> int:
    """The Julian day, by Vietnamese time, of the k-th new moon after 1 January 1900."""
    t = k / 1236.85
    rad = pi / 180
    mean = 2415020.75933 + 29.53058868 * k + 0.0001178 * t**2 - 0.000000155 * t**3
    mean += 0.00033 * sin((166.56 + 132.87 * t - 0.009173 * t**2) * rad)
    sun = (359.2242 + 29.10535608 * k - 0.0000333 * t**2 - 0.00000347 * t**3) * rad
    moon = (306.0253 + 385.81691806 * k + 0.0107306 * t**2 + 0.00001236 * t**3) * rad
    node = (21.2964 + 390.67050646 * k - 0.0016528 * t**2 - 0.00000239 * t**3) * rad
    true = (0.1734 - 0.000393 * t) * sin(sun) + 0.0021 * sin(2 * sun) - 0.4068 * sin(moon) + 0.0161 * sin(2 * moon)
    true += -0.0004 * sin(3 * moon) + 0.0104 * sin(2 * node) - 0.0051 * sin(sun + moon) - 0.0074 * sin(sun - moon)
    true += 0.0004 * sin(2 * node + sun) - 0.0004 * sin(2 * node - sun) - 0.0006 * sin(2 * node + moon)
    true += 0.0010 * sin(2 * node - moon) + 0.0005 * sin(2 * moon + sun)
    delta = -0.000278 + 0.000265 * t + 0.000262 * t**2
    return floor(mean + true - delta + 0.5 + ZONE_H / 24)


def _sun_twelfth(day: int) -> int:
    """In which twelfth of its way the sun stands at the beginning of that Julian day: 0 from the spring equinox, 9 from the winter solstice."""
    t = (day - 0.5 - ZONE_H / 24 - 2451545.0) / 36525
    rad = pi / 180
    anomaly = (357.52910 + 35999.05030 * t - 0.0001559 * t**2 - 0.00000048 * t**3) * rad
    mean = 280.46645 + 36000.76983 * t + 0.0003032 * t**2
    centre = (1.914600 - 0.004817 * t - 0.000014 * t**2) * sin(anomaly)
    centre += (0.019993 - 0.000101 * t) * sin(2 * anomaly) + 0.000290 * sin(3 * anomaly)
    return floor(((mean + centre) % 360) / 30)
