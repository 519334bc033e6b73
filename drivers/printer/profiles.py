"""What a printer model can do: ours from profiles.toml, others from python-escpos' list of models."""

import json
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from drivers.errors import SettingError


class Cutter(StrEnum):
    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


class Confirm(StrEnum):
    """How we learn that a paper is out."""

    PROCESS_ID = "process_id"
    QUEUED_STATUS = "queued_status"
    NONE = "none"


class Images(StrEnum):
    """Where the printer keeps pictures, by GS ( L."""

    NONE = "none"
    NV = "nv"  # flash: there for good, written rarely
    RAM = "ram"  # gone when the power goes, and by ESC @


@dataclass(frozen=True, slots=True)
class Profile:
    """`width_dots`: dots across the paper at 203 dpi.

    What follows `confirm` spares bytes or clears what waits in a printer; it is off until a person has seen a test page of this
    model and accepted it. `native_qr`: it draws QR codes (GS ( k). `native_digits`: large letters of its own (GS !). `images`,
    `store_bytes`: where it keeps pictures, and how much of it is ours. `clears`: it forgets what waits (DLE DC4 fn 8, DLE ENQ 2).
    """

    name: str
    width_dots: int
    cutter: Cutter
    confirm: Confirm
    native_qr: bool = False
    native_digits: bool = False
    images: Images = Images.NONE
    store_bytes: int = 0
    clears: bool = False


def profile(name: str) -> Profile:
    """Return the profile of that name. Raises: SettingError when nobody knows it."""
    ours = _ours()
    if name in ours:
        return ours[name]
    theirs = _from_escpos(name)
    if theirs is None:
        raise SettingError(f"unknown printer profile {name!r}; known are {', '.join(ours)} and python-escpos' model names")
    return theirs


@cache
def _ours() -> dict[str, Profile]:
    table = tomllib.loads(Path(__file__).with_name("profiles.toml").read_text(encoding="utf-8"))
    return {name: _row(name, row) for name, row in table.items()}


def _row(name: str, row: dict[str, Any]) -> Profile:
    return Profile(
        name,
        row["width_dots"],
        Cutter(row["cutter"]),
        Confirm(row["confirm"]),
        native_qr=row.get("native_qr", False),
        native_digits=row.get("native_digits", False),
        images=Images(row.get("images", "none")),
        store_bytes=row.get("store_bytes", 0),
        clears=row.get("clears", False),
    )


def _from_escpos(name: str) -> Profile | None:
    """Their list is read, their code is not run: its import costs nearly a second and sets up logging for the whole program."""
    row = json.loads(files("escpos").joinpath("capabilities.json").read_text(encoding="utf-8"))["profiles"].get(name, {})
    width = row.get("media", {}).get("width", {}).get("pixels")
    features = row.get("features", {})
    if not isinstance(width, int) or not features.get("bitImageRaster"):
        return None
    cutter = Cutter.PARTIAL if features.get("paperPartCut") else Cutter.FULL if features.get("paperFullCut") else Cutter.NONE
    return Profile(name, width, cutter, Confirm.QUEUED_STATUS)
