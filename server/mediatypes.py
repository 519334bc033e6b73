"""What a file of pictures or films is, by its own bytes and never by its name, and how large its picture is. Pure.

Source: PNG (ISO/IEC 15948, §5.2 and §11.2.2), JPEG (ITU-T T.81, B.2.2), WebP (RFC 9649, §2), MP4 (ISO/IEC 14496-12, §4.3), WebM (Matroska, EBML header).
"""

from dataclasses import dataclass

HEAD_BYTES = 64
"""So many tell the type; how large a JPEG is may stand much later."""
_IMAGE, _VIDEO = "image", "video"
_SOF = frozenset({*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)})
"""Markers of JPEG that begin a frame; the others in between are tables."""
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
"""Markers without a length."""
_BRANDS = (b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"dash")


@dataclass(frozen=True, slots=True)
class MediaType:
    """`kind`: image or video; `mime` as browsers call it."""

    kind: str
    mime: str


def type_of(head: bytes) -> MediaType | None:
    """By the first HEAD_BYTES; None for anything that is not shown here."""
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
        return MediaType(_IMAGE, "image/png")
    if head.startswith(b"\xff\xd8\xff"):
        return MediaType(_IMAGE, "image/jpeg")
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return MediaType(_IMAGE, "image/webp")
    if head[4:8] == b"ftyp" and head[8:12] in _BRANDS:
        return MediaType(_VIDEO, "video/mp4")
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:HEAD_BYTES]:
        return MediaType(_VIDEO, "video/webm")
    return None


def size_of(data: bytes) -> tuple[int, int] | None:
    """Width and height of a whole PNG, JPEG or WebP file, in pixels; None when it does not say (it is cut off, or broken)."""
    if data.startswith(b"\x89PNG") and len(data) >= 24:
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data)
    return _webp(data) if data[:4] == b"RIFF" and len(data) >= 30 else None


def _jpeg(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _SOF:
            return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        if marker == 0xFF:  # may be filled up
            at += 1
        elif marker in _ALONE:
            at += 2
        else:
            at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    return None


def _webp(data: bytes) -> tuple[int, int] | None:
    match data[12:16]:
        case b"VP8X":
            return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
        case b"VP8L" if data[20] == 0x2F:
            bits = int.from_bytes(data[21:25], "little")
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        case b"VP8 " if data[23:26] == b"\x9d\x01\x2a":
            return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF
    return None
