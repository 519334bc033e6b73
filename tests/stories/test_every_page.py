"""The pages that no other story holds to axe's rules: each as it stands after a ticket, and the one that says that there is none."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from playwright.sync_api import Page

from server.tls import init

PAGES = ("/", "/appointment", "/desk", "/papers", "/ticket", "/trust", "/me", "/hours", "/nowhere")


def test_axe_finds_nothing(live_server: Callable[..., Any], page: Page, accessible: Callable[[Page], None]) -> None:
    server = live_server(printer="fake:")
    init(server.config.data, ["may-chu"], ["192.168.1.10"], server.running.office.now())
    server.ask("issue", service="A")
    tomorrow = server.running.office.now().date() + timedelta(days=1)
    for path in (*PAGES, f"/appointment?service=A&day={tomorrow}&at=08:30"):
        page.goto(server.url + path)
        page.wait_for_load_state("networkidle") if path == "/ticket" else None
        accessible(page)
