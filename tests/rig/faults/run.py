"""Every fault of a printer, run through the real server, kiosk and desk page: what the citizen reads, what the officer reads, what is on paper.

Keeps a picture of the three for each fault, and report.md with the seconds; ends with 1 if anything is not as it must be.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")

from cases import CASES, TOLD_S, Case
from lines import LINE_CASES
from office import WORDS, Office, opened
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Page, sync_playwright

SEEN_BY = ("citizen", "officer", "paper")
FONT = "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf"


def main() -> int:
    parser = argparse.ArgumentParser(prog="moiso test --rig faults", description=__doc__)
    parser.add_argument(
        "--log", type=Path, default=Path(tempfile.gettempdir()) / "moiso-rig-faults", help="the folder to keep it in"
    )
    parser.add_argument("--only", default="", help="run only the faults whose name contains this")
    words = parser.parse_args()
    words.log.mkdir(parents=True, exist_ok=True)
    rows, wrong = [], 0
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium")
        page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="vi-VN")
        for case in (case for case in (*CASES, *LINE_CASES) if words.only in case.name):
            started_s = time.monotonic()
            try:
                row, verdict = _run(case, page, words.log), "ok"
            except AssertionError as error:
                row, verdict, wrong = str(error).splitlines()[0], "NOT", wrong + 1
            print(f"{verdict:<4}{case.name:<42} {time.monotonic() - started_s:5.1f} s  {row}", flush=True)
            rows.append(f"| {case.name} | {case.what} | {verdict}: {row} |")
        browser.close()
    report = words.log / "report.md"
    report.write_text(
        "# Faults of a printer\n\n| fault | what happens | what came of it |\n|---|---|---|\n" + "\n".join(rows) + "\n"
    )
    print(f"{'every fault ends as it must' if not wrong else f'{wrong} faults do NOT end as they must'}; kept in {words.log}")
    return 1 if wrong else 0


def _run(case: Case, page: Page, folder: Path) -> str:
    """Let it happen and hold it against the case; what was measured. Raises: AssertionError."""
    with _with_peer(case) as (case, machine), opened(page, printer=case.printer, rules=case.rules, **case.settings) as office:
        if machine is not None:
            office.server.running.paperwork.fakes["peer"] = machine
        case.before(office)
        told_s = _officer(case, office) if case.officer and case.strike is Case.__dataclass_fields__["strike"].default else None
        case.strike(office)
        pressed_s = time.monotonic()
        tickets = [office.press() for _ in range(case.presses)]
        if case.officer and told_s is None:
            _officer(case, office)
            told_s = time.monotonic() - pressed_s
        office.until(lambda: office.paper(tickets[-1])[0] in case.during, f"the paper is {' or '.join(case.during)}", case.wait_s)
        if case.citizen:
            sentence = (
                WORDS.say(case.citizen, printer="Cửa sau") if case.citizen == "kiosk.take_elsewhere" else WORDS.say(case.citizen)
            )
            office.until(lambda: sentence in office.panel.says(), f"the citizen reads “{sentence}”", 8.0)
        labels = [office.server.running.office.view.tickets[ticket].label for ticket in tickets]
        assert labels[-1] in office.panel.says() or not case.citizen, f"the number {labels[-1]} is not on the kiosk"
        settled_s = time.monotonic() - pressed_s
        _picture(case, office, folder)
        case.heal(office)
        office.until(
            lambda: all(office.paper(ticket)[0] in case.after for ticket in tickets),
            f"in the end it is {' or '.join(case.after)}",
            case.wait_s,
        )
        office.go_on(1.0)  # what comes out by itself now would be one too many
        out = len(office.papers())
        assert out in case.papers, f"{out} papers came out, not {case.papers}"
        states = ", ".join(f"{label} {office.paper(ticket)[0]}" for label, ticket in zip(labels, tickets, strict=True))
        told = f"officer told after {told_s:.1f} s; " if told_s is not None else ""
        return f"{told}settled {settled_s:.1f} s after the press; {states}; {out} papers"


def _officer(case: Case, office: Office) -> float:
    took_s = office.until(lambda: case.officer in office.desk_says(), f"the officer reads “{case.officer}”", 15.0)
    assert took_s <= TOLD_S, f"the officer was told after {took_s:.1f} s"
    return took_s


@contextmanager
def _with_peer(case: Case) -> Iterator[tuple[Case, object]]:
    """The case with the address of its peer, if it has one, and the machine behind that."""
    if case.peer is None:
        yield case, None
        return
    peer = case.peer()
    try:
        yield replace(case, printer=peer.address), peer.machine
    finally:
        peer.close()


def _picture(case: Case, office: Office, folder: Path) -> None:
    """What the three see at this moment, side by side."""
    name = case.name.replace(" ", "-").replace(",", "")
    views = {"citizen": folder / f"{name}.kiosk.png", "officer": folder / f"{name}.desk.png"}
    office.panel.save(views["citizen"])
    office.page.screenshot(path=views["officer"])
    pictures = [Image.open(path).convert("RGB") for path in views.values()]
    papers = [paper.picture for paper in office.papers()] + [
        strip for machine in office.machines.values() if (strip := machine.strip()) is not None
    ]
    pictures.append(papers[0].convert("RGB") if papers else Image.new("RGB", (576, 300), (225, 225, 225)))
    height = 640
    shown = [one.resize((max(1, one.width * height // one.height), height)) if one.height > height else one for one in pictures]
    sheet = Image.new("RGB", (sum(one.width for one in shown) + 40, height + 60), (255, 255, 255))
    draw, font, left = ImageDraw.Draw(sheet), ImageFont.truetype(FONT, 24), 10
    for caption, one in zip(SEEN_BY, shown, strict=True):
        draw.text((left, 8), f"{case.name}: {caption}", fill=(0, 0, 0), font=font)
        sheet.paste(one, (left, 50))
        left += one.width + 10
    sheet.save(folder / f"{name}.png")
    for path in views.values():
        path.unlink()


if __name__ == "__main__":
    sys.exit(main())
