"""moiso print-test: a test ticket and what became of it; with --features a page that tries what the printer knows, and what is kept.

A printer on which a running server prints is left alone.
"""

import time
from collections.abc import Callable, Mapping
from pathlib import Path

from drivers.errors import DeviceError, SettingError
from drivers.printer.fake import FakeLink
from drivers.printer.features import ASK_ROOM, Feature, feature_page, room_for_pictures
from drivers.printer.link import Link, PrinterAddress, open_link, parse_address
from drivers.printer.printer import Outcome, Result
from drivers.printer.probe import probe
from drivers.printer.profiles import Confirm, Cutter, Images, profile
from drivers.printer.render import paint, render
from server.accepted import Accepted, accept
from server.config import ServerConfig
from server.paperwork import fake_for, printer_of
from server.printerdoctor import address_of, same_printer, sample_ticket, served_printers

PAGE_S = 15.0
"""The page is 15 cm of paper, 2 s at 75 mm/s, and 14 kB, of which at most the last 12 s at 9600 baud are still on the way."""
ROOM_UNTOLD_BYTES = 16_384
"""For a printer that keeps pictures and does not say how many: a quarter of the smallest area that makers state (Citizen, 64 kB)."""
LABELS = {
    Feature.QR: "Mã QR do máy in tự vẽ",
    Feature.DIGITS: "Chữ số lớn của máy in",
    Feature.PICTURES: "Hình lưu trong máy in",
    Feature.CUT: "Cắt giấy",
    Feature.WIDTH: "Chiều rộng giấy",
}
QUESTIONS = {
    Feature.QR: "A  Is there a QR code that a telephone reads as A012? [y/n] ",
    Feature.DIGITS: "B  Is there a large, whole A012? [y/n] ",
    Feature.PICTURES: "C  Is there a square with a cross in it? [y/n] ",
    Feature.CUT: "D  How was the paper cut: after D 1 and hanging by a point, after D 2 only, or not? [partial/full/none] ",
    Feature.WIDTH: "E  Which is the widest bar with a whole black block at its right end? [384/512/576/640] ",
}


def print_test(config: ServerConfig, picture: Path | None, *, features: bool = False, accepted: str | None = None) -> int:
    """Returns 0 when nothing went wrong. `accepted` ("A,C,D=partial,E=576") answers the questions of the page beforehand."""
    address = address_of(config)
    if address == "none":
        print("printer = none: there is nothing to print on")
        return 1
    if any(same_printer(one, parse_address(address)) for one in served_printers(config.port)):
        print(
            f"The running server prints on {address}, so nothing was printed; stop it first (sudo systemctl stop moiso-server)."
        )
        return 1
    if features or accepted is not None:
        return _features(config, address, accepted)
    return _ticket(config, address, picture)


def answers_from(text: str) -> dict[Feature, str]:
    """ "A,C,D=partial,E=576" -> what a person would have said. Raises: SettingError."""
    said = dict.fromkeys((Feature.QR, Feature.DIGITS, Feature.PICTURES), "n")
    for part in filter(None, (part.strip() for part in text.split(","))):
        letter, _, value = part.partition("=")
        try:
            feature = Feature(letter.strip().upper())
        except ValueError:
            raise SettingError(
                f"--accept: there is no feature {letter!r}; they are A, B, C, D=partial|full|none, E=384|512|576|640"
            ) from None
        said[feature] = value.strip() or "y"
    return said


def accepted_from(said: Mapping[Feature, str], room: int | None, confirm: Confirm | None) -> Accepted:
    """What is kept. Raises: SettingError with a sentence for an answer that is none."""
    for feature in (Feature.QR, Feature.DIGITS, Feature.PICTURES):
        if said[feature].lower() not in ("y", "yes", "n", "no", ""):
            raise SettingError(f"{feature}: answer y or n, not {said[feature]!r}")
    yes = {feature: answer.lower().startswith("y") for feature, answer in said.items()}
    cutter, width = said.get(Feature.CUT, ""), said.get(Feature.WIDTH, "")
    if cutter not in ("", *Cutter):
        raise SettingError(f"D: answer partial, full or none, not {cutter!r}")
    if width not in ("", "384", "512", "576", "640"):
        raise SettingError(f"E: answer 384, 512, 576 or 640, not {width!r}")
    keeps = yes[Feature.PICTURES]
    return Accepted.model_validate({
        "width_dots": int(width) if width else None,
        "cutter": Cutter(cutter) if cutter else None,
        "confirm": confirm,
        "native_qr": yes[Feature.QR],
        "native_digits": yes[Feature.DIGITS],
        "images": Images.NV if keeps else Images.NONE,
        "store_bytes": (ROOM_UNTOLD_BYTES if room is None else room) if keeps else 0,
    })  # fmt: skip


def _ticket(config: ServerConfig, address: str, picture: Path | None) -> int:
    printer = printer_of(address, fake_for(address), config.data)
    width = printer.profile.width_dots
    document = sample_ticket(config, width)
    if picture is not None:
        paint(render(document, width), width).save(picture)
        print(f"what should come out is in {picture}")
    outcome = printer.check() or printer.print(document)
    printer.close()
    _say(address, outcome)
    return 0 if outcome.result in (Result.PRINTED, Result.UNCONFIRMED) else 1


def _features(config: ServerConfig, address: str, accepted: str | None) -> int:
    beforehand = answers_from(accepted) if accepted is not None else None
    if beforehand is not None:
        accepted_from(beforehand, None, None)  # a wrong answer is said before paper is used
    parsed, fake = parse_address(address), fake_for(address)

    def opened(_: PrinterAddress) -> Link:
        return FakeLink(fake) if fake is not None else open_link(parsed)

    printer = printer_of(address, fake)
    held = printer.check()
    printer.close()
    if held is not None:
        _say(address, held)
        return 1
    answers = probe(parsed, opened).answers
    known = answers.confirm if answers is not None and answers.process_id else None
    try:
        room = _print_page(opened(parsed), feature_page(LABELS, profile(parsed.profile)))
    except DeviceError as error:
        print(f"{address}: {error.trouble}: {error.detail}; nothing is kept")
        return 1
    print("The page is sent: every feature has a letter. Look at the paper.")
    said = beforehand if beforehand is not None else _asked(input)
    if said is None:
        print("Nobody answered, so nothing is kept; for scripts there is --accept A,B,C,D=partial,E=576")
        return 1
    kept = accepted_from(said, room, known)
    path = accept(config.data, address, kept)
    print(
        f"kept for {address} in {path}: {', '.join(f'{name} {value}' for name, value in kept.model_dump(mode='json', exclude_none=True).items())}"
    )
    return 0


def _print_page(link: Link, page: bytes) -> int | None:
    """Send it and return how much room for pictures the printer says that it has. Raises: DeviceError."""
    try:
        link.write(page)
        link.write(ASK_ROOM)
        heard, deadline = b"", time.monotonic() + PAGE_S
        while room_for_pictures(heard) is None and (left_s := deadline - time.monotonic()) > 0:
            heard += link.read(left_s)
        return room_for_pictures(heard)
    finally:
        link.close()


def _asked(ask: Callable[[str], str]) -> dict[Feature, str] | None:
    """What the person at the terminal says, each answer asked for until it is one; None where nobody is."""
    said: dict[Feature, str] = dict.fromkeys(Feature, "")
    try:
        for feature, question in QUESTIONS.items():
            while True:
                said[feature] = ask(question).strip().lower()
                try:
                    accepted_from(said, None, None)
                    break
                except SettingError as error:
                    print(error)
    except EOFError:
        return None
    return said


def _say(address: str, outcome: Outcome) -> None:
    trouble = f" ({outcome.trouble}: {outcome.detail})" if outcome.trouble else ""
    print(f"{address}: {outcome.result}, {outcome.bytes_sent} bytes{trouble}")
