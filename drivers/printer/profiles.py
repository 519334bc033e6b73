"""What a printer model can do: ours from profiles.toml, others from python-escpos' list of models."""

import json
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path

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
    """Where a printer keeps pictures: nowhere, in memory that lasts (NV), in memory that it forgets when switched off (RAM)."""

    NONE = "none"
    NV = "nv"
    RAM = "ram"


@dataclass(frozen=True, slots=True)
class Profile:
    """`width_dots`: dots across the paper at 203 dpi."""

    name: str
    width_dots: int
    cutter: Cutter
    confirm: Confirm
    native_qr: bool = False
    native_digits: bool = False
    images: Images = Images.NONE
    store_bytes: int = 0


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
    return {name: Profile(name, row["width_dots"], Cutter(row["cutter"]), Confirm(row["confirm"])) for name, row in table.items()}


def _from_escpos(name: str) -> Profile | None:
    """Their list is read, their code is not run: its import costs nearly a second and sets up logging for the whole program."""
    row = json.loads(files("escpos").joinpath("capabilities.json").read_text(encoding="utf-8"))["profiles"].get(name, {})
    width = row.get("media", {}).get("width", {}).get("pixels")
    features = row.get("features", {})
    if not isinstance(width, int) or not features.get("bitImageRaster"):
        return None
    cutter = Cutter.PARTIAL if features.get("paperPartCut") else Cutter.FULL if features.get("paperFullCut") else Cutter.NONE
    return Profile(name, width, cutter, Confirm.QUEUED_STATUS)
