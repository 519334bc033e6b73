"""What citizens see, and whoever helps them, put together: the phone's page, the hours, kiosk and screen in a browser, slips, numbers for others."""

from collections.abc import Callable, Mapping

from fastapi import APIRouter, Response

from server.domain.day import Day
from server.office.office import Office
from server.phonekey import PhoneKeys
from server.slipkeys import SlipKeys
from server.web.appointment import AppointmentPage
from server.web.assist import AssistPage
from server.web.hourspage import HoursPage
from server.web.kioskpage import KioskPage
from server.web.phonepage import PhonePage
from server.web.screenpage import ScreenPage
from server.words import Words


def citizen_routers(
    *,
    page: Callable[..., Response],
    office: Office,
    words: Words,
    tongues: Mapping[str, Words],
    phone_keys: PhoneKeys,
    slip_keys: SlipKeys,
    timezone: str,
) -> list[APIRouter]:
    """`page` makes a page of a template; `tongues`: the words of each language that citizens may have chosen."""

    def view() -> Day:
        return office.view

    return [
        PhonePage(page=page, view=view, keys=phone_keys, words=tongues, now=office.now).router(),
        HoursPage(page=page, view=view, words=tongues, now=office.now).router(),
        KioskPage(page=page, words=words, now=office.now, timezone=timezone).router(),
        ScreenPage(page=page, words=words, view=view, now=office.now, timezone=timezone).router(),
        AssistPage(page=page, words=words).router(),
        AppointmentPage(page=page, words=words, keys=slip_keys, view=view, now=office.now).router(),
    ]
