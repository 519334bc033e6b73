"""The kiosks' rules: what can be wrong with them, and that they speak the languages that there are words for."""

from dataclasses import replace

import pytest

from server.domain.checks import check
from server.domain.faults import fault
from server.domain.kiosks import LANGUAGES, PORTAL, KioskRules
from server.domain.model import DeskId, ServiceId
from server.domain.setup import Desk, Service, Setup
from server.words import PAPER_LANGUAGES

A = ServiceId("A")
SETUP = Setup((Service(A, {"vi": "Hộ tịch"}),), (Desk(DeskId(1), (A,)),))


def test_a_kiosk_speaks_what_the_paper_can_say() -> None:
    assert set(LANGUAGES) == set(PAPER_LANGUAGES)


@pytest.mark.parametrize(
    "rules",
    [KioskRules(), KioskRules(languages=()), KioskRules(languages=LANGUAGES, results_service="", portal="", procedures="a" * 32)],
)
def test_good_rules_have_no_fault(rules: KioskRules) -> None:
    assert check(replace(SETUP, kiosk=rules)) == []


def test_a_language_without_words_and_a_code_that_cannot_be_one_are_said() -> None:
    rules = KioskRules(languages=("vi", "fr"), results_service="lĩnh vực R")
    assert check(replace(SETUP, kiosk=rules)) == [
        fault("no_such_language", "kiosk", name="languages", language="fr", known="vi, en, km"),
        fault("bad_id", "kiosk", name="results_service", id="lĩnh vực R"),
    ]


@pytest.mark.parametrize("portal", [PORTAL, "http://cong.example", "https://cong.example:8443/tt/{code}?q={name}&l=vi#x"])
def test_a_portals_address_is_one(portal: str) -> None:
    assert check(replace(SETUP, kiosk=KioskRules(portal=portal))) == []


@pytest.mark.parametrize(
    "portal",
    [
        "cong.example",
        "javascript:alert(1)",
        "https://",
        "https://{name}",
        "https://a{code}.example/",
        "https://a/{ma}",
        "https://a/}",
        "https://a/b c",
    ],
)
def test_a_portals_address_that_is_none_is_said(portal: str) -> None:
    assert check(replace(SETUP, kiosk=KioskRules(portal=portal))) == [fault("bad_portal", "kiosk", name="portal")]
    assert check(replace(SETUP, kiosk=KioskRules(portal="https://a/" + "b" * 300)))[0].what == "too_long"
