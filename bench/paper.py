"""A ticket on the wire: bytes and seconds for each way of sending it. Pure arithmetic over the real encoder, no printer.

The layout is the reference ticket of this file, so that figures of different days can be compared; the office's own layout is
data and may be larger or smaller.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from bench.figures import percentile
from drivers.printer.document import Big, Cut, Document, Fact, Feed, Line, Qr, Rule
from drivers.printer.encode import encode
from drivers.printer.kept import definitions, plan
from drivers.printer.pieces import Band, Gap, Piece, image_of, paint, rows_of
from drivers.printer.profiles import Images, Profile, profile
from drivers.printer.render import PLAIN, Ways, render

BAUDS = (9_600, 19_200, 38_400, 115_200)
BITS_A_BYTE = 10
"""8N1."""
RUNS = 20


@dataclass(frozen=True, slots=True)
class _Sizes:
    small: int
    text: int
    head: int
    service: int
    number: int
    gap: int
    module: int


_SIZES = {576: _Sizes(20, 24, 24, 40, 208, 12, 6), 384: _Sizes(16, 18, 18, 27, 144, 8, 4)}
_TEXTS = {
    "vi": (
        "ỦY BAN NHÂN DÂN PHƯỜNG Ô MÔN",
        "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
        "PHIẾU SỐ THỨ TỰ",
        "Hộ tịch",
        ("Trước ông/bà còn 4 người", "Số người chờ trước"),
        "Vui lòng ngồi chờ, nghe loa và xem màn hình.",
        "Lỡ lượt: báo cán bộ, không cần lấy số mới.",
    ),
    "km": (
        "គណៈកម្មាធិការប្រជាជន ឃុំ Ô Môn",
        "មជ្ឈមណ្ឌលសេវារដ្ឋបាលសាធារណៈ",
        "សំបុត្រលេខរៀង",
        "អត្រានុកូលដ្ឋាន",
        ("មាន 4 នាក់ នៅមុខលោកអ្នក", "ចំនួនអ្នករង់ចាំមុន"),
        "សូមអង្គុយរង់ចាំ ស្តាប់ការហៅ និងមើលអេក្រង់។",
        "បើខកលេខ សូមប្រាប់មន្ត្រី មិនចាំបាច់យកលេខថ្មីទេ។",
    ),
}
"""The Khmer is there for its shapes and lengths, not as an approved translation."""


def reference_ticket(width_dots: int, language: str) -> Document:
    """The number first, then what for and how long, then what to do."""
    size = _SIZES[width_dots]
    authority, office, title, service, ahead, advice, missed = _TEXTS[language]
    return Document(
        (
            Line(authority, size.small, keep=True),
            Line(office, size.head, bold=True, keep=True),
            Feed(size.gap),
            Rule(keep=True),
            Feed(size.gap),
            Line(title, size.text, bold=True, keep=True),
            Feed(size.gap),
            Big("A012", size.number),
            Feed(size.gap),
            Line(service, size.service, bold=True, keep=True),
            Feed(size.gap // 2),
            Fact(ahead[0], ahead[1], "4", size.text),
            Feed(size.gap),
            Rule(keep=True),
            Feed(size.gap),
            Fact("08:05 · 23/11/2026", "", "08:05  23/11/2026", size.text),
            Feed(size.gap),
            Qr("https://dichvucong.gov.vn", size.module),
            Feed(size.gap),
            Line(advice, size.small, keep=True),
            Line(missed, size.small, keep=True),
            Feed(size.gap),
            Cut(),
        )
    )


def whole(document: Document, known: Profile) -> bytes:
    """As python-escpos' image() sends it: the whole paper as one raster, white and all."""
    paper = paint(render(document, known.width_dots), known.width_dots)
    dots = bytes(byte ^ 0xFF for byte in paper.tobytes())
    return (
        b"\x1b@\x1dv0\x00"
        + (known.width_dots // 8).to_bytes(2, "little")
        + paper.height.to_bytes(2, "little")
        + dots
        + b"\x1dVB\x00"
    )


def plain_bands(document: Document, known: Profile) -> bytes:
    """Bands of 64 rows cropped to their ink and nothing enlarged: what is done without looking for fewer bytes."""
    pieces: list[Piece] = []
    for piece in render(document, known.width_dots):
        picture = image_of(piece)
        if picture is None or not isinstance(piece, Band):
            pieces.append(piece)
            continue
        dots = bytes(byte ^ 0xFF for byte in picture.tobytes())
        width = picture.width // 8
        pieces += [
            Band(width, min(64, picture.height - top), dots[top * width : (top + 64) * width])
            for top in range(0, picture.height, 64)
        ]
    return b"".join(encode((piece,), known)[5:] for piece in pieces if not isinstance(piece, Gap)) + encode(
        tuple(piece for piece in pieces if isinstance(piece, Gap)), known
    )


def ours(ways: Ways) -> Callable[[Document, Profile], bytes]:
    return lambda document, known: encode(render(document, known.width_dots, ways), known)


def stored(document: Document, known: Profile) -> bytes:
    """Everything that an accepted printer can do."""
    return encode(render(document, known.width_dots, Ways(True, True, True, plan((document,), known).pictures)), known)


WAYS: tuple[tuple[str, Callable[[Document, Profile], bytes]], ...] = (
    ("whole raster (python-escpos)", whole),
    ("plain bands", plain_bands),
    ("ours, any printer", ours(PLAIN)),
    ("+ its own QR", ours(Ways(native_qr=True))),
    ("+ its own digits", ours(Ways(native_qr=True, native_digits=True))),
    ("+ kept pictures", stored),
)


def run() -> None:
    """Print one table a paper width and language, then what filling the store takes once, and the time to lay a ticket out."""
    for name in ("virtual80-fast", "virtual58-fast"):
        known = profile(name)
        for language in _TEXTS:
            document = reference_ticket(known.width_dots, language)
            print(f"── {known.width_dots} dots, {language}, {_millimetres(document, known)} mm ──")
            print("| way | bytes | " + " | ".join(f"{baud} s" for baud in BAUDS) + " |")
            print("|---|---|" + "---|" * len(BAUDS))
            for title, way in (*WAYS, ("once: filling the store", _filling)):
                size = len(way(document, known))
                print(f"| {title} | {size:,} | " + " | ".join(f"{size * BITS_A_BYTE / baud:.2f}" for baud in BAUDS) + " |")
            print(f"laid out and encoded anew in {_milliseconds(document, known):.0f} ms\n")


def _filling(document: Document, known: Profile) -> bytes:
    return b"".join(definitions(plan((document,), known), Images.NV))


def _millimetres(document: Document, known: Profile) -> int:
    return sum(map(rows_of, render(document, known.width_dots))) // 8


def _milliseconds(document: Document, known: Profile) -> float:
    from drivers.printer import render as rooms

    taken = []
    for _ in range(RUNS):
        rooms._rasters.cache_clear()
        started_s = time.perf_counter()
        encode(render(document, known.width_dots), known)
        taken.append((time.perf_counter() - started_s) * 1000)
    return percentile(taken, 50)
